#!/usr/bin/env bash
# What `qsweep check` says of loads: by hand, and held against simulation. Run by tests/run, which sets QSWEEP, BUILD_DIR and
# PYTHON; with QS_LONG more studies are drawn.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

n=40
[ -z "${QS_LONG:-}" ] || n=600
"$PYTHON" tests/loads/table.py "$QSWEEP" "$work" >"$work/said" 2>"$work/err"
verdict "studies by hand" $? "$work/err"
"$PYTHON" tests/loads/draw.py "$QSWEEP" "$work" 1 "$n" >>"$work/said" 2>"$work/err"
verdict "studies are drawn" $? "$work/err"
# Seeds that went wrong once: a full window that customers reach in bursts, full windows that pass newcomers on to others chosen
# by lot, a window that is only joined while its queue is the shorter one.
for seed in 523 718 835; do
    "$PYTHON" tests/loads/draw.py "$QSWEEP" "$work" $seed 1 >>"$work/said" 2>"$work/err"
    verdict "the study of seed $seed is drawn" $? "$work/err"
done
grep -E '^(ok|not ok|#)' "$work/said"
passed=$((passed + $(grep -c '^ok ' "$work/said"))) failed=$((failed + $(grep -c '^not ok ' "$work/said")))
sum_up
