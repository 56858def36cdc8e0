#!/usr/bin/env bash
# Harm: jobs killed, stopped and cut at random moments, full disks, torn and foreign files; what was done is not lost, and
# the bits are those of a run that was left alone. Short in `make test`; 200 kills and more in `make test-long`.
# Run by tests/run, which sets QSWEEP, PYTHON, QS_LONG and Open MPI's environment. QS_FAULT_SEED draws other moments;
# QS_FAULTS="lost" runs some of the scripts.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
passed=0 failed=0
said=$(mktemp) || exit 1
trap 'rm -f "$said"' EXIT
# Under the sanitizers: the journal, what it refuses, and going on; the moments of kills matter less.
scripts=${QS_FAULTS:-kills redone signals files failing surroundings held lost}
[ -z "${QS_SANITIZED:-}" ] || scripts="files kills"
for script in $scripts; do
    "$PYTHON" -B "$script.py" >"$said" 2>&1
    status=$?
    sed '/^[0-9]* passed, [0-9]* failed$/d' "$said"
    passed=$((passed + $(grep -c '^ok ' "$said"))) failed=$((failed + $(grep -c '^not ok ' "$said")))
    if [ $status -ne 0 ] && ! grep -q '^not ok ' "$said"; then
        failed=$((failed + 1))
        echo "not ok $script.py ended with status $status"
    fi
done
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
