#!/usr/bin/env bash
# What the fuzzer found stays mended: its corpus is replayed. And studies made up at random, with every feature in any combination, are
# read and run and add up (generate.py, judge.c). Run by tests/run, which sets BUILD_DIR and PYTHON; with QS_LONG more studies.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
root=$(cd ../.. && pwd)
BUILD_DIR=${BUILD_DIR:-$root/build}
PYTHON=${PYTHON:-/usr/bin/python3}
tool=$BUILD_DIR/tests/fuzz/replay_tool
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
evidence=("$work/out" "$work/err")

timeout -k 5 600 "$tool" bytes corpus/* >"$work/out" 2>"$work/err"
status=$? # before the name is made, whose status it would be
verdict "the corpus of $(find corpus -type f | wc -l) files" $status

# studies NAME FIRST N
studies()
{
    local accepted ended
    mkdir "$work/$2"
    "$PYTHON" generate.py "$2" "$3" "$work/$2" 2>"$work/err" && timeout -k 5 1200 "$tool" studies "$work/$2"/*.yaml >"$work/out" 2>>"$work/err"
    verdict "$1: what is accepted runs and adds up" $?
    read -r accepted ended <<<"$(tail -n 1 "$work/out" | sed -n 's/^\([0-9]*\) accepted, .*; \([0-9]*\) replications .*/\1 \2/p')"
    [ "${accepted:-0}" -ge $(($3 * 95 / 100)) ] && [ "${ended:-0}" -ge $(($3 * 18 / 10)) ]
    verdict "$1: nearly all are accepted and end" $?
    rm -rf "${work:?}/$2"
}

studies "200 studies made up at random" 1 200
if [ -n "${QS_LONG:-}" ]; then
    for first in 10000 20000 30000 40000 50000; do
        studies "500 more from $first on" $first 500
    done
fi

# made KIND FIRST N: the studies of a kind, replayed; what was said of them is left in out
made()
{
    local status
    mkdir "$work/$1"
    "$PYTHON" generate.py "$2" "$3" "$work/$1" "$1" 2>"$work/err" &&
        timeout -k 5 1200 "$tool" studies "$work/$1"/*.yaml >"$work/out" 2>>"$work/err"
    status=$?
    rm -rf "${work:?}/$1"
    return $status
}

# large FIRST N: counts up to what is allowed, and beyond: refused, or given up in the middle, and nothing else
large()
{
    local accepted
    made large "$1" "$2"
    verdict "$2 studies of large counts from $1 on: refused, or made and begun" $?
    accepted=$(tail -n 1 "$work/out" | sed -n 's/^\([0-9]*\) accepted, .*/\1/p')
    [ "${accepted:-0}" -ge $(($2 / 4)) ] && [ "${accepted:-0}" -le $(($2 * 3 / 4)) ]
    verdict "$2 studies of large counts: some are accepted, some are not" $?
}

large 1 24
[ -z "${QS_LONG:-}" ] || large 1000 400

# joined FIRST N: of what the kernel by joining knows; every kernel gives the same bits
joined()
{
    local joined
    made joining "$1" "$2"
    verdict "$2 studies for the kernel by joining from $1 on: the bits of events" $?
    joined=$(tail -n 1 "$work/out" | sed -n 's/.* given up; \([0-9]*\) by joining; .*/\1/p')
    [ "${joined:-0}" -ge $(($2 * 18 / 10)) ]
    verdict "$2 studies for the kernel by joining: nearly all are simulated by it" $?
}

joined 1 200
[ -z "${QS_LONG:-}" ] || joined 1000 2000

mkdir "$work/a" "$work/b"
"$PYTHON" generate.py 7 1 "$work/a" && "$PYTHON" generate.py 7 1 "$work/b" && cmp "$work/a/study_7.yaml" "$work/b/study_7.yaml" >"$work/err"
verdict "the same seed is the same study" $?

sum_up
