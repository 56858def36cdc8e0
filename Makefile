# qsweep: `make help` lists the targets.
#
# A build kind is a folder: build/ holds the release, build/debug, build/asan, build/release-clang, ... lie in it.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
VERSION := 0.1.0

KIND    ?= release
BUILD   ?= build
# Where it is installed, in GNU's words; PREFIX is the old one.
PREFIX      ?= /usr/local
prefix      ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir      ?= $(exec_prefix)/bin
datarootdir ?= $(prefix)/share
datadir     ?= $(datarootdir)
mandir      ?= $(datarootdir)/man
docdir      ?= $(datarootdir)/doc/qsweep
DESTDIR     ?=
INSTALL     ?= install
STRIP       ?= strip
PYTHON  ?= /usr/bin/python3
PKG_CONFIG ?= pkg-config
CLANG_TIDY   ?= clang-tidy
CLANG_FORMAT ?= clang-format
ifeq ($(origin CC),default)
CC := $(if $(shell command -v gcc),gcc,$(if $(shell command -v cc),cc,gcc))
endif
ifneq ($(words $(BUILD)),1)
$(error BUILD may have no space in it: "$(BUILD)" (the folder of the source may))
endif
# In continuous integration a warning is an error.
ifeq ($(CI),true)
WERROR ?= 1
endif

# What Debian calls the things that qsweep is made of, and those that only its tests and checks need.
DEPS_BUILD  = gcc libc6-dev make pkg-config $(shell tools/parts packages) wish:libjs-dygraphs
DEPS_TEST  := libcmocka-dev libmpfr-dev python3 python3-numpy python3-h5py python3-yaml python3-jsonschema python3-xarray python3-pandas python3-h5netcdf \
              python3-netcdf4 python3-simpy netcdf-bin hdf5-tools gnuplot-nox clang clang-tidy clang-format libclang-rt-14-dev shellcheck \
              slurm-wlm slurm-wlm-basic-plugins munge octave octave-netcdf mandoc groff-base man-db chromium chromium-driver python3-selenium

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
# CPPFLAGS, CFLAGS, LDFLAGS and LDLIBS are the user's, after ours; but what the bits rest on comes last.
LANGUAGE   = -std=c11 -D_POSIX_C_SOURCE=200809L -DQS_VERSION='"$(VERSION)"' -Iinclude -include qsweep/strict.h $(CPPFLAGS) $(CORE_C)
# HERE and HERE_O are what single files are given below; what is for all must not depend on them.
all_cflags = $(LANGUAGE) $(1) $(WARNINGS) $(OPTIMISE_$(KIND)) $(2) -fno-math-errno -fno-trapping-math $(CFLAGS) -ffp-contract=off
ALL_CFLAGS = $(call all_cflags)
COMPILE    = $(CC) $(call all_cflags,$(HERE),$(HERE_O)) -MMD -MP
# -pthread: before 2.34, glibc kept threads in a library of their own.
LINK       = $(CC) $(CFLAGS) $(LINK_$(KIND)) -pthread $(LDFLAGS)

# The parts from elsewhere stand in tools/parts.table. tools/parts finds them, once, and writes their flags to a file; they are
# read when a recipe needs them, not when this file is read: `make deps demo` installs them in between.
PARTS  ?=
FOUND   = $(BUILD)/parts-$(COMPILER)
once    = $(eval $(1) := $(2))$($(1))
found   = $(call once,$(1),$(shell sed -n 's/^$(1) = //p' $(FOUND) 2>/dev/null))
MPI_C   = $(call found,MPI_C)
MPI_L   = $(call found,MPI_L)
HDF5_C  = $(call found,HDF5_C)
HDF5_L  = $(call found,HDF5_L)
YAML_C  = $(call found,YAML_C)
YAML_L  = $(call found,YAML_L)
GSL_C   = $(call found,GSL_C)
GSL_L   = $(call found,GSL_L)
SLEEF_C = $(call found,SLEEF_C)
SLEEF_L = $(call found,SLEEF_L)
NETTLE_C = $(call found,NETTLE_C)
NETTLE_L = $(call found,NETTLE_L)
CORE_C  = $(SLEEF_C) $(GSL_C)
CORE_L  = $(SLEEF_L) $(GSL_L) -lm $(LDLIBS)
TEST_L := -lcmocka -lmpfr -lgmp

# ---- what is built where --------------------------------------------------------------------------------------
# The core knows nothing of MPI, HDF5 and YAML; the shell rooms do.
CORE_ROOMS  := base data random stats select theory model exact engine sweep run fit
SHELL_ROOMS := config store mpi job page replay report cli

# CC may be several words, the first a launcher: "ccache gcc", "gcc -m32"; or MPI's wrapper as a whole: mpicc.mpich.
space    := $(subst ,, )
COMPILER := $(subst $(space),_,$(notdir $(filter-out %ccache %distcc,$(CC))))
VARIANT  := $(KIND)$(if $(filter-out gcc,$(COMPILER)),-$(COMPILER))
OUT     := $(BUILD)$(if $(filter release,$(VARIANT)),,/$(VARIANT))
OBJ     := $(BUILD)/obj/$(VARIANT)
objects  = $(patsubst %.c,$(OBJ)/%.o,$(sort $(wildcard $(1))))

CORE_O   := $(foreach room,$(CORE_ROOMS),$(call objects,src/$(room)/*.c))
SHELL_O  := $(foreach room,$(SHELL_ROOMS),$(call objects,src/$(room)/*.c))
CONFIG_O := $(call objects,src/config/*.c)
# The studies of `qsweep new` and of `qsweep --self-test`, and the scripts and styles of pages, as C files.
TEMPLATES := $(sort $(wildcard templates/*.yaml))
CONFIGS   := $(sort $(wildcard configs/*.yaml))
ASSETS    := $(sort $(wildcard src/page/*.css src/page/*.js))
SHELL_O   += $(OBJ)/templates.o $(OBJ)/assets.o
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
	$(Q)$(LINK) -o $@ $(SHELL_O) $(CORE_A) $(MPI_L) $(HDF5_L) $(YAML_L) $(NETTLE_L) $(CORE_L)

$(CORE_A): $(CORE_O)
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && ar rcs $@ $^

$(OBJ)/src/mpi/%.o $(OBJ)/tests/mpi/%.o $(OBJ)/tests/cli/%.o $(OBJ)/bench/mpi/%.o: HERE += $(MPI_C)
$(OBJ)/src/store/%.o $(OBJ)/tests/store/%.o $(OBJ)/src/cli/%.o: HERE += $(HDF5_C)
$(OBJ)/src/config/%.o $(OBJ)/tests/config/%.o: HERE += $(YAML_C)
$(OBJ)/src/page/%.o: HERE += $(NETTLE_C)
# Where numbers of a study are counted and multiplied, none is cut silently.
$(OBJ)/src/model/%.o $(OBJ)/src/engine/%.o $(OBJ)/src/config/%.o: HERE += $(if $(filter lint,$(KIND)),-Wconversion)
# Whole files, not functions, are for these instruction sets: else clang 14 passes their vectors to SLEEF in memory.
on_x86 = $(if $(filter x86_64%,$(shell $(CC) -dumpmachine)),$(1))
$(OBJ)/src/random/kernel_avx.o: HERE += $(call on_x86,-mavx)
$(OBJ)/src/random/kernel_avx2.o: HERE += $(call on_x86,-mavx2)
$(OBJ)/src/engine/lanes_avx2.o: HERE += $(call on_x86,-mavx2 -O3)
$(OBJ)/src/engine/lanes_avx512.o: HERE += $(call on_x86,-mavx512f -mavx512dq -mavx512vl -O3 -mprefer-vector-width=512)
# Long loops over counts, which are integers, and over times, which are compared as such.
$(OBJ)/src/stats/section.o $(OBJ)/src/stats/histogram.o $(OBJ)/src/engine/relay.o $(OBJ)/src/engine/relay_window.o: HERE_O = $(if $(filter release,$(KIND)),-O3)
$(OBJ)/src/random/kernel_avx512.o: HERE += $(call on_x86,-mavx512f -mavx512dq)

$(OBJ)/%.o: %.c $(OBJ)/flags
	@mkdir -p $(@D)
	$(call say,CC,$@)
	$(Q)$(COMPILE) -c $< -o $@

$(OBJ)/templates.c: tools/embed.sh $(TEMPLATES) $(CONFIGS)
	@mkdir -p $(@D)
	$(Q)tools/embed.sh templates_internal.h qs_template .yaml qs_templates: $(TEMPLATES) qs_configs: $(CONFIGS) >$@
$(OBJ)/assets.c: tools/embed.sh $(ASSETS)
	@mkdir -p $(@D)
	$(Q)tools/embed.sh assets_internal.h qs_asset '' qs_assets: $(ASSETS) >$@
$(OBJ)/templates.o: $(OBJ)/templates.c src/cli/templates_internal.h $(OBJ)/flags
	$(call say,CC,$@)
	$(Q)$(COMPILE) -Isrc/cli -c $< -o $@
$(OBJ)/assets.o: $(OBJ)/assets.c src/page/assets_internal.h $(OBJ)/flags
	$(call say,CC,$@)
	$(Q)$(COMPILE) -Isrc/page -c $< -o $@

# What the parts are is asked each time, and answered from the file unless the question has changed.
$(foreach name,CC CPPFLAGS LDFLAGS LDLIBS PKG_CONFIG MPICC,$(eval $$(FOUND) parts: export $(name) := $$($(name))))
$(FOUND): FORCE
	@tools/parts find $@ $(PARTS)

# How things are compiled: other flags but warnings, parts, or another "compiling" above, and all is compiled anew. Other lines of this
# file do not matter to it. Flags that make arithmetic other than it is written are refused here.
FLAGS = $(filter-out %ccache %distcc,$(CC)) $(filter-out $(WARNINGS),$(ALL_CFLAGS)) $(MPI_C) $(HDF5_C) $(YAML_C) $(NETTLE_C) $(LDFLAGS)
$(OBJ)/flags: FORCE | $(FOUND)
	@mkdir -p $(@D)
	@{ printf '%s\n' '$(subst ','\'',$(FLAGS))'; sed -n '/^# ---- compiling/,/^# ---- tests/p' Makefile | cksum; } >$@.now
	@if cmp -s $@ $@.now; then rm $@.now; else $(STRICT) && mv $@.now $@; fi
STRICT = $(if $(filter asan fuzz,$(KIND)),true,tools/strict '$(subst ','\'',$(CC) $(ALL_CFLAGS))' '$(subst ','\'',$(LDFLAGS) -lm)')
.PHONY: FORCE parts
FORCE:
parts: ## say what it is built from, of which version, and how it was found
	@tools/parts find $(FOUND) $(PARTS) >/dev/null
	@tools/parts show $(FOUND)

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
	$(Q)$$(LINK) -o $$@ $$^ $(3) $(TEST_L) $$(CORE_L)
endef
$(eval $(call suite,unit,,))
$(eval $(call suite,validation,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,fuzz,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,theory,$(CONFIG_O),$$(YAML_L)))
$(eval $(call suite,select,$(CONFIG_O),$$(YAML_L)))
$(foreach name,$(FULL_SUITES),$(eval $(call suite,$(name),$(BESIDE_MAIN),$$(MPI_L) $$(HDF5_L) $$(YAML_L) $$(NETTLE_L))))
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

# Other processors: the core and the study reader by Debian's cross compilers, run under qemu-user.
DIGEST_O := $(OBJ)/tests/foreign/digest_tool.o $(CONFIG_O) $(CORE_A)
$(OUT)/tests/foreign/digest_tool: $(DIGEST_O)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(YAML_L) $(CORE_L)

.PHONY: test-aarch64 test-s390x
test-aarch64: ## the same bits on 64-bit ARM (needs gcc-aarch64-linux-gnu, qemu-user; fetches libraries)
test-s390x: ## the same bits where the bytes of a number stand the other way round (gcc-s390x-linux-gnu)
test-aarch64 test-s390x: test-%: $(OUT)/tests/foreign/digest_tool
	tests/foreign/libraries.sh $* $(BUILD)/$*
	$(MAKE) CC=$*-linux-gnu-gcc PKG_CONFIG=false PARTS='YAML GSL SLEEF' \
	    CPPFLAGS='-isystem $(BUILD)/$*/usr/include -isystem $(BUILD)/$*/usr/include/$*-linux-gnu' \
	    LDFLAGS='-L$(BUILD)/$*/usr/lib/$*-linux-gnu' $(BUILD)/release-$*-linux-gnu-gcc/tests/foreign/digest_tool
	PYTHON='$(PYTHON)' tests/foreign/compare.sh $* $(OUT)/tests/foreign/digest_tool \
	    $(BUILD)/release-$*-linux-gnu-gcc/tests/foreign/digest_tool $(BUILD)/$*

.PHONY: layers
layers: $(CORE_A) ## check that no room, and no layer of the engine, includes what it must not know
	tests/layers/check $(CORE_A) --objects $(OBJ)/src/engine

# ---- measuring ------------------------------------------------------------------------------------------------
$(OUT)/bench: $(call objects,bench/*.c) $(CONFIG_O) $(CORE_A)
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(YAML_L) $(CORE_L)

.PHONY: bench bench-json bench-features bench-curves bench-profile bench-variance bench-decide
$(OUT)/mpi_hello: $(OBJ)/bench/mpi/mpi_hello.o
	$(call say,LINK,$@)
	$(Q)$(LINK) -o $@ $^ $(MPI_L)

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

bench-decide: $(BENCHMARK) all ## how well two ranks share a decision, beside two processes side by side
	$(PYTHON) bench/decide.py --build $(OUT) --json $(OUT)/decide.json

bench-variance: $(BENCHMARK) all ## processor time to a half width of 1 %, with and without variance reduction
	$(PYTHON) bench/variance.py --build $(OUT) --json $(OUT)/variance.json

bench-profile: $(BENCHMARK) ## where the six models spend their time (needs linux-perf)
	bench/profile.sh $(OUT)/bench

bench-curves: $(BENCHMARK) all ## cost against size, as pictures in docs/bench/
	$(PYTHON) bench/curves.py --build $(OUT) --json $(OUT)/curves.json --pictures docs/bench

# ---- checking the source --------------------------------------------------------------------------------------
C_SOURCES := $(sort $(wildcard src/*/*.c tests/*/*.c bench/*.c bench/*/*.c))
C_FILES   := $(C_SOURCES) $(sort $(wildcard include/qsweep/*.h src/*/*.h tests/*/*.h))
# Job scripts, by scheduler.
SCHEDULED := jobs/*.sbatch jobs/*.pbs jobs/*.lsf jobs/*.sge
SCRIPTS   := start packaging/debian/tests/main-job .ci/run tools/parts tools/strict tools/install tools/dist tools/deps tests/run tests/suite.sh tests/layers/check \
             $(wildcard docs/*.sh tests/*/*.sh $(SCHEDULED) jobs/*.sh tools/*.sh tools/*.bash)

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

.PHONY: digests
digests: all ## take the digests of `qsweep --self-test` for those of the release (configs/ or the numbers have changed on purpose)
	tools/digests.sh $(PROGRAM)

.PHONY: pages
pages: tests ## write anew what README and docs/ show of the program
	BUILD_DIR='$(OUT)' docs/refresh.sh

# The folders by GNU's names; DESTDIR goes before them all.
PUT = DESTDIR='$(DESTDIR)' bindir='$(bindir)' datadir='$(datadir)' mandir='$(mandir)' docdir='$(docdir)' \
      QSWEEP='$(PROGRAM)' STRIP='$(STRIP)' INSTALL='$(INSTALL)' tools/install
.PHONY: install install-strip uninstall installdirs
install: all ## install under DESTDIR/prefix (/usr/local; bindir, mandir, datadir, docdir): program, manual, completion, schema, docs, configs, jobs
	@$(PUT) install
install-strip: all ## the same, the program without symbols
	@$(PUT) install-strip
uninstall: ## remove what install put there
	@$(PUT) uninstall
installdirs:
	@$(PUT) installdirs

# ---- handing on -----------------------------------------------------------------------------------------------
DIST := qsweep-$(VERSION)
.PHONY: dist check
dist: ## qsweep-VERSION.tar.gz: the same bytes each time, from a checkout or from the tarball itself
	@tools/dist $(DIST)

check: all $(UNIT_T) $(call programs,config store cli) ## the suites that say most, in some minutes: unit config store cli
	$(TEST_RUN) unit config store cli

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)

.PHONY: distclean
distclean: clean ## and what else is made: the tarball, the schema beside the studies, Python's caches
	rm -rf $(DIST).tar.gz configs/study.schema.json
	find . -name __pycache__ -prune -exec rm -rf {} +

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  \1\t\2/' | expand -t 16

-include $(shell find $(OBJ) -name '*.d' 2>/dev/null)
