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
# A full window that customers reach in bursts: behind it hardly as many come as of Poisson arrivals.
"$PYTHON" tests/loads/draw.py "$QSWEEP" "$work" 523 1 >>"$work/said" 2>"$work/err"
verdict "a full window after bursts is drawn" $? "$work/err"
grep -E '^(ok|not ok|#)' "$work/said"
passed=$((passed + $(grep -c '^ok ' "$work/said"))) failed=$((failed + $(grep -c '^not ok ' "$work/said")))
sum_up
