# qsweep: `make help` lists the targets.
# A build kind is a folder: build/ is the release; build/debug, build/asan lie beside its objects.
VERSION := 0.1.0
KIND    ?= release
CC      ?= gcc
ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX  ?= /usr/local
DESTDIR ?=
PYTHON  ?= /usr/bin/python3

OPTIMISE_release := -O2 -g -DNDEBUG
OPTIMISE_debug   := -O1 -g3 -DQS_CHECK
OPTIMISE_asan    := -O1 -g3 -DQS_CHECK -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK_asan        := -fsanitize=address,undefined

# -ffp-contract=off: a fused multiply-add rounds once instead of twice, so results would depend on the CPU.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wwrite-strings
ifdef WERROR
WARNINGS += -Werror
endif
CFLAGS  ?=
ALL_CFLAGS = -std=c11 -D_POSIX_C_SOURCE=200809L -DQS_VERSION='"$(VERSION)"' $(WARNINGS) $(OPTIMISE_$(KIND)) \
             -ffp-contract=off -fno-math-errno -fno-trapping-math -Iinclude -MMD -MP $(CFLAGS)

PKG      := pkg-config
MPI_C    := $(shell $(PKG) --cflags ompi-c 2>/dev/null)
MPI_L    := $(shell $(PKG) --libs ompi-c 2>/dev/null)
HDF5_C   := $(shell $(PKG) --cflags hdf5-serial 2>/dev/null)
HDF5_L   := $(shell $(PKG) --libs hdf5-serial 2>/dev/null) -lhdf5_serial_hl
YAML_C   := $(shell $(PKG) --cflags yaml-0.1 2>/dev/null)
YAML_L   := $(shell $(PKG) --libs yaml-0.1 2>/dev/null)
GSL_L    := $(shell $(PKG) --libs gsl 2>/dev/null)
CORE_L   := -lsleef $(GSL_L) -lm

CORE_ROOMS  := base random stats theory model engine sweep run
SHELL_ROOMS := config store mpi cli

OUT     := build$(if $(filter-out release,$(KIND)),/$(KIND))
OBJ     := build/obj/$(KIND)
sources  = $(sort $(wildcard src/$(1)/*.c))
objects  = $(patsubst %.c,$(OBJ)/%.o,$(call sources,$(1)))

CORE_O  := $(foreach r,$(CORE_ROOMS),$(call objects,$(r)))
SHELL_O := $(foreach r,$(SHELL_ROOMS),$(call objects,$(r)))
CORE_A  := $(OUT)/libqsweep-core.a

.PHONY: all
all: $(OUT)/qsweep ## build build/qsweep (KIND=debug|asan: beside it; WERROR=1: warnings are errors)

$(OUT)/qsweep: $(SHELL_O) $(CORE_A)
	$(CC) $(LINK_$(KIND)) -o $@ $(SHELL_O) $(CORE_A) $(MPI_L) $(HDF5_L) $(YAML_L) $(CORE_L)

$(CORE_A): $(CORE_O)
	rm -f $@ && ar rcs $@ $^

$(OBJ)/src/mpi/%.o: ALL_CFLAGS += $(MPI_C)
$(OBJ)/src/cli/%.o: ALL_CFLAGS += $(MPI_C)
$(OBJ)/src/store/%.o: ALL_CFLAGS += $(HDF5_C)
$(OBJ)/src/config/%.o: ALL_CFLAGS += $(YAML_C)

$(OBJ)/%.o: %.c Makefile
	@mkdir -p $(@D) $(OUT)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

# Unit tests: one program a file, linked with the core archive alone.
UNIT_T := $(patsubst tests/unit/%.c,$(OUT)/tests/unit/%,$(sort $(wildcard tests/unit/*.c)))
$(OUT)/tests/unit/%: $(OBJ)/tests/unit/%.o $(CORE_A)
	@mkdir -p $(@D)
	$(CC) $(LINK_$(KIND)) -o $@ $^ -lcmocka -lmpfr -lgmp $(CORE_L)

-include $(shell find build/obj -name '*.d' 2>/dev/null)

.PHONY: clean
clean: ## remove build/
	rm -rf build

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16
