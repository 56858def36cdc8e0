#!/usr/bin/env bash
# The layers are in order, and the check that says so can fail: it is shown trees with one fault each.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
layers=$PWD/tests/layers/check
build=${BUILD_DIR:-build}
core=$build/libqsweep-core.a
# The release lies in build/, other kinds in build/KIND; objects of both in build/obj/KIND.
objects=$build/obj/release/src/engine
[ -d "$build/obj" ] || objects=$(dirname "$build")/obj/$(basename "$build")/src/engine
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# refuses NAME FILE LINE PATTERN: a tree that holds only FILE with LINE is refused with words that match PATTERN.
refuses()
{
    local tree=$scratch/tree said
    rm -rf "$tree"
    mkdir -p "$tree/src" "$tree/include/qsweep" "$tree/$(dirname "$2")"
    printf '%s\n' "$3" >"$tree/$2"
    said=$("$layers" --root "$tree")
    if [ $? = 1 ] && grep -q -- "$4" <<<"$said"; then verdict "$1" 0; else echo "$said"; verdict "$1" 1; fi
}

[ -d "$objects" ] && "$layers" "$core" --objects "$objects"
verdict "the rooms and the layers of the engine include and use only what they may" $?

refuses "engine including MPI is refused" src/engine/bad.c '#include <mpi.h>' 'engine may not include mpi.h'
refuses "config including the store is refused" src/config/bad.c '#include "qsweep/store.h"' 'config may not include qsweep/store.h'
refuses "a header including up is refused" include/qsweep/hash.h '#include "qsweep/model.h"' 'base may not include qsweep/model.h'
refuses "theory including the engine is refused" src/theory/bad.c '  #  include "qsweep/engine.h"' 'theory may not include'
refuses "an unknown room is refused" src/cellar/bad.c '#include <stdio.h>' 'belongs to no room'
refuses "an unknown header is refused" src/base/bad.c '#include "qsweep/novelty.h"' 'belongs to no room'
refuses "another room's private header is refused" src/engine/bad.c '#include "kernel_internal.h"' 'not in its own room'
refuses "a private header by path is refused" src/engine/bad.c '#include "../random/kernel_internal.h"' 'by path'

refuses "the engine's queues including its customers is refused" src/engine/queue.c '#include "customer.h"' 'queue (queues) may not use customer.h (customers)'
refuses "a header of the engine including up is refused" src/engine/slots.h '#include "state.h"' 'slots (calendar) may not use state.h (state)'
refuses "a file of the engine in no layer is refused" src/engine/bad.c '#include "state.h"' 'bad belongs to no layer'

# A function declared by hand needs no header: the objects tell.
mkdir -p "$scratch/objects"
printf 'void qs_customer_up(void);\nvoid qs_queue_bad(void);\nvoid qs_queue_bad(void) { qs_customer_up(); }\n' >"$scratch/queue.c"
printf 'void qs_customer_up(void);\nvoid qs_customer_up(void) {}\n' >"$scratch/customer.c"
for file in queue customer; do "${CC:-gcc}" -c "$scratch/$file.c" -o "$scratch/objects/$file.o"; done
! "$layers" --objects "$scratch/objects" | grep -q 'queue (queues) may not use qs_customer_up (customers)'
verdict "a symbol of a higher layer of the engine is refused" $((! $?))

printf 'int MPI_Init(int *, char ***);\nint bad(void);\nint bad(void) { return MPI_Init(0, 0); }\n' >"$scratch/bad.c"
"${CC:-gcc}" -c "$scratch/bad.c" -o "$scratch/bad.o" && ar rcs "$scratch/bad.a" "$scratch/bad.o"
! "$layers" "$scratch/bad.a" | grep -q 'MPI_Init'
verdict "MPI in the core archive is refused" $((! $?))

# ---- names
names()
{
    "${PYTHON:-/usr/bin/python3}" -B tests/layers/names.py "$@"
}
check "no type has its name twice" names types
check "no symbol of the core goes without qs_" names symbols "$core"
check "public headers are C++, too" names cxx
mkdir -p "$scratch/twice/include/qsweep" "$scratch/twice/src/base"
printf 'typedef struct qs_thing {\n    int a;\n} qs_thing;\n' | tee "$scratch/twice/include/qsweep/a.h" >"$scratch/twice/src/base/b.h"
! names --root "$scratch/twice" types | grep -q 'qs_thing is given twice'
verdict "a name given twice is found" $((! $?))
! names symbols "$scratch/bad.a" | grep -q '^bad is a symbol'
verdict "a symbol without qs_ is found" $((! $?))

sum_up
