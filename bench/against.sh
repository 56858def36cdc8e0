#!/usr/bin/env bash
# The six models now and at another revision, in turn: what a change has cost or brought.
#
# usage: bench/against.sh REVISION BENCH [PASSES]     BENCH is the program `bench` of this tree
#
# The other revision is built below build/against, with this tree's benchmark where that compiles with it.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
revision=$1 bench=$(realpath "$2") passes=${3:-5}
tree=build/against/$(git rev-parse --short "$revision")
if [ ! -x "$tree/build/bench" ]; then
    mkdir -p "$tree"
    git archive "$revision" | tar -x -C "$tree"
    cp bench/bench.c "$tree/bench/bench.c"
    flags=
    grep -q qs_engine_loop "$tree/include/qsweep/engine.h" || flags=-DQS_BENCH_OLD_ENGINE
    make -C "$tree" CFLAGS="$flags" build/bench >/dev/null
fi
cases=$(for model in mm1 mm4 mm32 tandem3 windows10x4 windows64x4; do
    for kernel in general events chosen; do printf '%s\t%s\tbench/%s.yaml\n' $model $kernel $model; done
done)
for _ in $(seq "$passes"); do
    "$tree/build/bench" 3 <<<"$cases" | sed 's/^/then\t/'
    "$bench" 3 <<<"$cases" | sed 's/^/now\t/'
done | awk -F'\t' -v revision="$revision" '
    { key = $2 " " $3; if (!(key in seen)) order[++n] = key; seen[key]
      for (i = 8; i <= NF; i++) if (!((key, $1) in least) || $i < least[key, $1]) least[key, $1] = $i }
    END { printf "least CPU nanoseconds a customer\n%-24s%10s%10s%9s\n", "", revision, "now", "change"
          for (k = 1; k <= n; k++)
              printf "%-24s%10.1f%10.1f%+8.1f%%\n", order[k], least[order[k], "then"], least[order[k], "now"],
                     100 * (least[order[k], "now"] / least[order[k], "then"] - 1) }'
