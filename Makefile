# qsweep: `make help` lists the targets.
#
# A build kind is a folder: build/ holds the release, build/debug, build/asan, build/release-clang, ... lie in it.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
VERSION := 0.1.0

KIND    ?= release
BUILD   ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
PYTHON  ?= /usr/bin/python3
PKG_CONFIG ?= pkg-config
CLANG_TIDY   ?= clang-tidy
CLANG_FORMAT ?= clang-format
ifeq ($(origin CC),default)
CC := gcc
endif
# In continuous integration a warning is an error.
ifeq ($(CI),true)
WERROR ?= 1
endif

# What Debian calls the things that qsweep is made of, and those that only its tests and checks need.
DEPS_BUILD := gcc libc6-dev make pkg-config libopenmpi-dev openmpi-bin libhdf5-dev libyaml-dev libgsl-dev libsleef-dev
DEPS_TEST  := libcmocka-dev libmpfr-dev python3 python3-numpy python3-h5py python3-yaml python3-jsonschema python3-xarray python3-pandas python3-h5netcdf \
              python3-netcdf4 python3-simpy netcdf-bin hdf5-tools gnuplot-nox clang clang-tidy clang-format libclang-rt-14-dev shellcheck \
              slurm-wlm slurm-wlm-basic-plugins munge octave octave-netcdf mandoc groff-base man-db

# ---- compiling ------------------------------------------------------------------------------------------------
OPTIMISE_release := -O2 -g -DNDEBUG
OPTIMISE_lint    := -O2 -DNDEBUG
OPTIMISE_debug   := -O1 -g3 -DQS_CHECK
OPTIMISE_asan    := -O1 -g3 -DQS_CHECK -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
LINK_asan        := -fsanitize=address,undefined
# A fuzzer tries many small things: it gives up sooner.
OPTIMISE_fuzz    := $(OPTIMISE_asan) -fsanitize=fuzzer-no-link,float-cast-overflow \
                    -DQS_POLL_EVENTS=1024 -DQS_PROGRESS_EVENTS=1024 -DQS_MAX_PRESENT=65536
LINK_fuzz        := -fsanitize=fuzzer,address,undefined,float-cast-overflow

# -ffp-contract=off: a fused multiply-add rounds once instead of twice, so results would depend on the CPU.
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wundef -Wwrite-strings
ifneq ($(WERROR),)
WARNINGS += -Werror
endif
LANGUAGE   = -std=c11 -D_POSIX_C_SOURCE=200809L -DQS_VERSION='"$(VERSION)"' -Iinclude -include qsweep/strict.h
CFLAGS    ?=
ALL_CFLAGS = $(LANGUAGE) $(WARNINGS) $(OPTIMISE_$(KIND)) -fno-math-errno -fno-trapping-math -MMD -MP $(CFLAGS) -ffp-contract=off

# The parts from elsewhere: pkg-config name, what a person calls it, Debian package.
PARTS  := ompi-c:Open_MPI:libopenmpi-dev hdf5-serial:HDF5:libhdf5-dev yaml-0.1:libyaml:libyaml-dev gsl:GSL:libgsl-dev \
          sleef:SLEEF:libsleef-dev
# Each is looked up when it is first needed, not when this file is read: `make deps demo` installs them in between.
once    = $(eval $(1) := $(2))$($(1))
system  = $(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(1) 2>/dev/null))
library = $(shell $(PKG_CONFIG) --libs $(1) 2>/dev/null)
MPI_C  = $(call once,MPI_C,$(call system,ompi-c))
MPI_L  = $(call once,MPI_L,$(call library,ompi-c))
HDF5_C = $(call once,HDF5_C,$(call system,hdf5-serial))
HDF5_L = $(call once,HDF5_L,$(call library,hdf5-serial) -lhdf5_serial_hl)
YAML_C = $(call once,YAML_C,$(call system,yaml-0.1))
YAML_L = $(call once,YAML_L,$(call library,yaml-0.1))
CORE_L = $(call once,CORE_L,-lsleef $(call library,gsl) -lm)
TEST_L := -lcmocka -lmpfr -lgmp

# ---- what is built where --------------------------------------------------------------------------------------
# The core knows nothing of MPI, HDF5 and YAML; the shell rooms do.
CORE_ROOMS  := base data random stats select theory model exact engine sweep run fit
SHELL_ROOMS := config store mpi job report cli

VARIANT := $(KIND)$(if $(filter gcc,$(CC)),,-$(notdir $(CC)))
OUT     := $(BUILD)$(if $(filter release,$(VARIANT)),,/$(VARIANT))
OBJ     := $(BUILD)/obj/$(VARIANT)
objects  = $(patsubst %.c,$(OBJ)/%.o,$(sort $(wildcard $(1))))

CORE_O   := $(foreach room,$(CORE_ROOMS),$(call objects,src/$(room)/*.c))
SHELL_O  := $(foreach room,$(SHELL_ROOMS),$(call objects,src/$(room)/*.c))
CONFIG_O := $(call objects,src/config/*.c)
# The studies of `qsweep new`, as a C file.
TEMPLATES := $(sort $(wildcard templates/*.yaml))
SHELL_O  += $(OBJ)/templates.o
CORE_A   := $(OUT)/libqsweep-core.a
PROGRAM  := $(OUT)/qsweep

# V=1 shows the commands.
Q     := $(if $(V),,@)
say    = $(if $(V),,@printf '  %-4s %s\n' $(1) '$(2)')

.DELETE_ON_ERROR:
.PHONY: all
all: $(if $(and $(wildcard src/cli/main.c),$(wildcard src/mpi/*.c),$(wildcard src/config/study.c),$(wildcard src/engine/engine.c)),$(PROGRAM),$(SHELL_O) $(CORE_A)) ## build build/qsweep (KIND=debug|asan: beside it; WERROR=1; CC=clang)

$(PROGRAM): $(SHELL_O) $(CORE_A)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $@ $(SHELL_O) $(CORE_A) $(MPI_L) $(HDF5_L) $(YAML_L) $(CORE_L)

$(CORE_A): $(CORE_O)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(OBJ)/src/mpi/%.o $(OBJ)/tests/mpi/%.o $(OBJ)/tests/cli/%.o $(OBJ)/bench/mpi/%.o: LANGUAGE += $(MPI_C)
$(OBJ)/src/store/%.o $(OBJ)/tests/store/%.o $(OBJ)/src/cli/%.o: LANGUAGE += $(HDF5_C)
$(OBJ)/src/config/%.o $(OBJ)/tests/config/%.o: LANGUAGE += $(YAML_C)
# Where numbers of a study are counted and multiplied, none is cut silently.
$(OBJ)/src/model/%.o $(OBJ)/src/engine/%.o $(OBJ)/src/config/%.o: WARNINGS += $(if $(filter lint,$(KIND)),-Wconversion)
# Whole files, not functions, are for these instruction sets: else clang 14 passes their vectors to SLEEF in memory.
on_x86 = $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),$(1))
$(OBJ)/src/random/kernel_avx.o: LANGUAGE += $(call on_x86,-mavx)
$(OBJ)/src/engine/lanes_avx2.o: LANGUAGE += $(call on_x86,-mavx2 -O3)
$(OBJ)/src/engine/lanes_avx512.o: LANGUAGE += $(call on_x86,-mavx512f -mavx512dq -mavx512vl -O3 -mprefer-vector-width=512)
# Loops over counts, which are integers, and long.
$(OBJ)/src/stats/section.o $(OBJ)/src/stats/histogram.o: OPTIMISE_release += -O3
$(OBJ)/src/random/kernel_avx512.o: LANGUAGE += $(call on_x86,-mavx512f -mavx512dq)

$(OBJ)/%.o: %.c Makefile | $(BUILD)/parts-found
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -c $< -o $@

$(OBJ)/templates.c: tools/templates.sh $(TEMPLATES) Makefile
	@mkdir -p $(@D)
	$(Q)tools/templates.sh $(TEMPLATES) >$@
$(OBJ)/templates.o: $(OBJ)/templates.c src/cli/templates_internal.h | $(BUILD)/parts-found
	$(call say,CC,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -Isrc/cli -c $< -o $@

# Say by name what is missing before the compiler says it by a header's.
$(BUILD)/parts-found: tools/parts Makefile
	@mkdir -p $(@D)
	@CC='$(CC)' PKG_CONFIG='$(PKG_CONFIG)' tools/parts $(PARTS)
	@touch $@

.PHONY: debug
debug: ## build build/debug/qsweep: every replication checked while it runs
	$(MAKE) KIND=debug all

# ---- tests ----------------------------------------------------------------------------------------------------
# A test program is tests/SUITE/test_*.c; *_tool.c is a program that a suite's run.sh uses; what else lies there is
# linked into each of the suite's programs. `unit` is linked with the core archive alone, `validation`, `fuzz` and `theory` with the
# study reader too, the others with all but main.
programs = $(patsubst tests/%.c,$(OUT)/tests/%,$(sort $(wildcard $(patsubst %,tests/%/test_*.c,$(1)) $(patsubst %,tests/%/*_tool.c,$(1)))))
helpers  = $(patsubst %.c,$(OBJ)/%.o,$(filter-out tests/$(1)/test_%.c %_tool.c,$(sort $(wildcard tests/$(1)/*.c))))
FULL_SUITES := config store mpi cli docs
UNIT_T  := $(call programs,unit)
VALID_T := $(call programs,validation)
FUZZ_T  := $(call programs,fuzz)
THEORY_T := $(call programs,theory)
SELECT_T := $(call programs,select)
FULL_T  := $(call programs,$(FULL_SUITES))
BESIDE_MAIN := $(filter-out $(OBJ)/src/cli/main.o,$(SHELL_O))

define suite
$(OUT)/tests/$(1)/%: $(OBJ)/tests/$(1)/%.o $(call helpers,$(1)) $(2) $(CORE_A)
	@mkdir -p $$(@D)
	$$(call say,LINK,$$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $$@ $$^ $(3) $(TEST_L) $$(CORE_L)
endef
$(eval $(call suite,unit,,))
$(eval $(call suite,validation,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,fuzz,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,theory,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,select,$(CONFIG_O),$$(YAML_L)))
$(foreach name,$(FULL_SUITES),$(eval $(call suite,$(name),$(BESIDE_MAIN),$$(MPI_L) $$(HDF5_L) $$(YAML_L))))
# A test's object is kept: the next build needs it.
.SECONDARY:

.PHONY: tests
tests: all $(UNIT_T) $(VALID_T) $(FUZZ_T) $(THEORY_T) $(SELECT_T) $(FULL_T) ## build the test programs, run none

TEST_RUN = BUILD_DIR='$(OUT)' PYTHON='$(PYTHON)' MAKE='$(MAKE)' tests/run

.PHONY: test
test: tests ## run every test (minutes); SUITES="unit cli" runs some
	$(TEST_RUN) $(SUITES)

.PHONY: test-long
test-long: tests ## the same with many more cases
	$(TEST_RUN) --long $(SUITES)

.PHONY: asan
asan: ## unit, MPI, fuzz and hostile tests under the address, leak and undefined behaviour sanitizers
	$(MAKE) KIND=asan tests
	BUILD_DIR='$(BUILD)/asan' PYTHON='$(PYTHON)' tests/run --sanitized $(or $(SUITES),unit config mpi fuzz hostile)

# The kind fuzz is for clang alone, and has no main: the fuzzer brings it.
FUZZER := $(BUILD)/fuzz-clang/study_fuzz
$(BUILD)/fuzz-clang/study_fuzz: $(call helpers,fuzz) $(CONFIG_O) $(CORE_A)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_fuzz) -o $@ $^ $(YAML_L) $(CORE_L)

.PHONY: fuzz
fuzz: ## look for studies that the reader or the engine cannot bear (SECONDS=600)
	$(MAKE) KIND=fuzz CC=clang $(FUZZER)
	tests/fuzz/fuzz.sh $(FUZZER) $(BUILD)/fuzz-clang/found $(or $(SECONDS),600)

# 64-bit ARM: the core and the study reader by Debian's cross compiler, run under qemu-user.
ARM      := $(BUILD)/release-aarch64-linux-gnu-gcc
ARM_LIBS := $(BUILD)/aarch64
DIGEST_O := $(OBJ)/tests/aarch64/digest_tool.o $(CONFIG_O) $(CORE_A)
$(OUT)/tests/aarch64/digest_tool: $(DIGEST_O)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $@ $^ $(YAML_L) $(CORE_L)

.PHONY: test-aarch64
test-aarch64: $(OUT)/tests/aarch64/digest_tool ## the same bits on 64-bit ARM (needs gcc-aarch64-linux-gnu, qemu-user; fetches libraries)
	tests/aarch64/libraries.sh $(ARM_LIBS)
	$(MAKE) CC=aarch64-linux-gnu-gcc CFLAGS='-isystem $(ARM_LIBS)/usr/include -isystem $(ARM_LIBS)/usr/include/aarch64-linux-gnu' \
	    LINK_release='-L$(ARM_LIBS)/usr/lib/aarch64-linux-gnu' $(ARM)/tests/aarch64/digest_tool
	PYTHON='$(PYTHON)' tests/aarch64/compare.sh $(OUT)/tests/aarch64/digest_tool $(ARM)/tests/aarch64/digest_tool $(ARM_LIBS)

.PHONY: layers
layers: $(CORE_A) ## check that no room, and no layer of the engine, includes what it must not know
	tests/layers/check $(CORE_A) --objects $(OBJ)/src/engine

# ---- measuring ------------------------------------------------------------------------------------------------
$(OUT)/bench: $(call objects,bench/*.c) $(CONFIG_O) $(CORE_A)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $@ $^ $(YAML_L) $(CORE_L)

.PHONY: bench bench-json bench-features bench-curves bench-profile bench-variance
$(OUT)/mpi_hello: $(OBJ)/bench/mpi/mpi_hello.o
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $@ $^ $(MPI_L)

# What costs are multiples of.
$(OUT)/two_clocks: $(OBJ)/bench/loop/two_clocks.o
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LINK_$(KIND)) -o $@ $^ -lm

BENCHMARK := $(OUT)/bench $(OUT)/two_clocks $(OUT)/mpi_hello
BENCH_RUN  = $(PYTHON) bench/run.py --build $(OUT)

bench: $(BENCHMARK) all ## time per customer and per visit, beside a hand-written loop and SimPy; two ranks, memory
	$(BENCH_RUN)

bench-json: $(BENCHMARK) all ## the same, also as build/bench.json
	$(BENCH_RUN) --json $(OUT)/bench.json

bench-features: $(BENCHMARK) all ## what each word of the language costs
	$(PYTHON) bench/features.py --build $(OUT) --json $(OUT)/features.json

bench-variance: $(BENCHMARK) all ## processor time to a half width of 1 %, with and without variance reduction
	$(PYTHON) bench/variance.py --build $(OUT) --json $(OUT)/variance.json

bench-profile: $(BENCHMARK) ## where the six models spend their time (needs linux-perf)
	bench/profile.sh $(OUT)/bench

bench-curves: $(BENCHMARK) all ## cost against size, as pictures in docs/bench/
	$(PYTHON) bench/curves.py --build $(OUT) --json $(OUT)/curves.json --pictures docs/bench

# ---- checking the source --------------------------------------------------------------------------------------
C_SOURCES := $(sort $(wildcard src/*/*.c tests/*/*.c bench/*.c bench/*/*.c))
C_FILES   := $(C_SOURCES) $(sort $(wildcard include/qsweep/*.h src/*/*.h tests/*/*.h))
SCRIPTS   := start .ci/run tools/parts tools/deps tests/run tests/suite.sh tests/layers/check $(wildcard docs/*.sh tests/*/*.sh jobs/*.sbatch jobs/*.sh tools/*.sh tools/*.bash)

.PHONY: objects
objects: $(patsubst %.c,$(OBJ)/%.o,$(C_SOURCES)) # for lint: compiles all there is

# clang writes down how it compiled each file (-MJ), which is what clang-tidy wants to know.
LINT := $(BUILD)/obj/lint-clang
.PHONY: lint
lint: ## gcc and clang with warnings as errors, clang-tidy, shellcheck
	$(MAKE) KIND=lint CC=gcc WERROR=1 objects
	$(MAKE) KIND=lint CC=clang WERROR=1 CFLAGS='-MJ $$@.json' objects
	(echo '['; find $(LINT) -name '*.json' ! -name 'compile_commands.json' -exec cat {} + | sed '$$s/,$$//'; echo ']') \
	    >$(LINT)/compile_commands.json
	printf '%s\n' $(C_SOURCES) | xargs -P $$(nproc) -n 4 $(CLANG_TIDY) --quiet -p $(LINT) 2>/dev/null
	shellcheck -x $(wildcard $(SCRIPTS))

.PHONY: format
format: ## lay out the C files as .clang-format says
	$(CLANG_FORMAT) -i $(C_FILES)

# ---- getting going --------------------------------------------------------------------------------------------
.PHONY: deps
deps: ## install what building and running need (Debian packages; says which first)
	tools/deps $(DEPS_BUILD)

.PHONY: deps-test
deps-test: ## install what the tests and checks need on top
	tools/deps $(DEPS_BUILD) $(DEPS_TEST)

DEMO := $(OUT)/demo
ROOT_MAY := $(if $(filter 0,$(shell id -u)),OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)

.PHONY: demo
demo: all ## build, run the cafeteria on two ranks, show its table
	@mkdir -p $(DEMO)
	$(ROOT_MAY) mpirun --oversubscribe -n 2 $(PROGRAM) run configs/cafeteria.yaml --force -o $(DEMO)/cafeteria.h5
	docs/demo-table.sh $(PROGRAM) $(DEMO)/cafeteria.h5

.PHONY: schema
schema: all ## write configs/study.schema.json, by which editors complete and check the studies there
	$(PROGRAM) schema >configs/study.schema.json

.PHONY: pages
pages: tests ## write anew what README and docs/ show of the program
	BUILD_DIR='$(OUT)' docs/refresh.sh

.PHONY: install
SHARE = $(DESTDIR)$(PREFIX)/share
install: all ## install under DESTDIR/PREFIX (/usr/local): program, manual pages, completion, schema, docs, configs, jobs
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/qsweep
	install -D -m 644 man/qsweep.1 $(SHARE)/man/man1/qsweep.1
	install -D -m 644 man/qsweep-study.5 $(SHARE)/man/man5/qsweep-study.5
	install -D -m 644 tools/qsweep-completion.bash $(SHARE)/bash-completion/completions/qsweep
	install -D -m 644 tools/qsweep-completion.zsh $(SHARE)/zsh/site-functions/_qsweep
	install -D -m 644 tools/qsweep-completion.fish $(SHARE)/fish/vendor_completions.d/qsweep.fish
	install -d $(SHARE)/doc/qsweep/docs/bench $(SHARE)/doc/qsweep/docs/models $(SHARE)/doc/qsweep/configs $(SHARE)/doc/qsweep/jobs
	install -m 644 README.md ARCHITECTURE.md CONTRIBUTING.md CHANGELOG.md LICENSE $(SHARE)/doc/qsweep
	install -m 644 docs/*.md docs/*.svg $(SHARE)/doc/qsweep/docs
	install -m 644 docs/bench/*.svg $(SHARE)/doc/qsweep/docs/bench
	install -m 644 docs/models/*.svg docs/models/*.yaml $(SHARE)/doc/qsweep/docs/models
	install -m 644 configs/*.yaml configs/*.csv $(SHARE)/doc/qsweep/configs
	install -d $(SHARE)/qsweep
	$(PROGRAM) schema >$(SHARE)/qsweep/study.schema.json
	chmod 644 $(SHARE)/qsweep/study.schema.json
	ln -sf ../../../qsweep/study.schema.json $(SHARE)/doc/qsweep/configs/study.schema.json
	install -m 644 jobs/*.sbatch $(SHARE)/doc/qsweep/jobs
	install -m 755 jobs/*.sh $(SHARE)/doc/qsweep/jobs

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
