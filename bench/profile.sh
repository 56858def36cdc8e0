#!/usr/bin/env bash
# Where the time goes: the functions that each of the six models spends its time in, by perf's clock (Debian: linux-perf).
#
# usage: bench/profile.sh BENCH [ROUNDS]     BENCH is the program `bench`
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
bench=$1 rounds=${2:-60}
command -v perf >/dev/null || { echo "profile: no perf: install linux-perf" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for kernel in chosen events; do
    for model in mm1 mm4 mm32 tandem3 windows10x4 windows64x4; do
        case $kernel/$model in chosen/windows*) continue ;; esac # events as well
        printf '%s\t%s\tbench/%s.yaml\n' $model $kernel $model |
            perf record -q -e cpu-clock -F 5000 -o "$work/data" "$bench" "$rounds" >"$work/times" 2>/dev/null
        loop=$(cut -f 3 "$work/times")
        ns=$(cut -f 7- "$work/times" | tr '\t' '\n' | sort -n | head -n $((rounds / 2 + 1)) | tail -n 1)
        printf '%s, %s: %.1f ns\n' $model "$loop" "$ns"
        perf report -i "$work/data" --stdio -g none --percent-limit 1.5 --sort symbol 2>/dev/null |
            awk -v ns="$ns" '/^ +[0-9]/ { share = $1; $1 = $2 = ""; sub(/^ +/, ""); sub(/ +- +- *$/, ""); printf "  %6.1f ns %6s  %s\n", ns * share / 100, share, $0 }'
    done
done
