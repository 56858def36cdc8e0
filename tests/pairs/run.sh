#!/usr/bin/env bash
# Every pair of features in one study: it works, and adds up, or it is refused with a reason (pairs.py). docs/features.md is the table of it.
# Some of those that work are run on one rank and on two, and their traces are played by the rules; with QS_LONG all traces.
# Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
BUILD_DIR=${BUILD_DIR:-build} QSWEEP=${QSWEEP:-$PWD/build/qsweep} PYTHON=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
export PYTHONDONTWRITEBYTECODE=1 OMPI_MCA_rmaps_base_oversubscribe=1
every=60
[ -z "${QS_LONG:-}" ] || every=1

timeout -k 5 3000 "$PYTHON" tests/pairs/pairs.py "$BUILD_DIR/tests/fuzz/replay_tool" "$work" --page "$work/features.md" --audit "$QSWEEP" --every $every \
    --ranks "$work/sample" >"$work/said" 2>"$work/err"
cat "$work/said"
passed=$(grep -c '^ok ' "$work/said") failed=$(grep -c '^not ok ' "$work/said")
[ $((passed + failed)) -ge 3 ]
verdict "the pairs came to their end" $? "$work/err"

cmp "$work/features.md" docs/features.md >"$work/err" 2>&1
verdict "docs/features.md is what the program says (make pages writes it anew)" $? "$work/err"

while read -r name; do
    : >"$work/err"
    "$QSWEEP" run "$work/$name.yaml" -q --force -o "$work/one.h5" >>"$work/err" 2>&1 &&
        timeout -k 5 120 mpirun -n 2 "$QSWEEP" run "$work/$name.yaml" -q --force -o "$work/two.h5" >>"$work/err" 2>&1 </dev/null &&
        [ "$("$PYTHON" tests/mpi/digest.py "$work/one.h5")" = "$("$PYTHON" tests/mpi/digest.py "$work/two.h5")" ]
    verdict "pair $name: the same bits on two ranks" $? "$work/err"
done <"$work/sample"
sum_up
