#!/usr/bin/env bash
# The JSON Schema of a study and the templates of `qsweep new`.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
QSWEEP=$(realpath "${QSWEEP:-${BUILD_DIR:-build}/qsweep}")
PYTHON=${PYTHON:-/usr/bin/python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"$QSWEEP" schema extra >"$scratch/out" 2>"$scratch/err"
[ $? -eq 2 ] && [ ! -s "$scratch/out" ] && grep -q 'takes no arguments (got extra)' "$scratch/err"
verdict 'qsweep schema takes no arguments' $? "$scratch/err"

if "$PYTHON" -c 'import jsonschema, yaml' 2>/dev/null; then
    status=0
    "$PYTHON" -B tests/schema/check_schema.py "$QSWEEP" >"$scratch/said" 2>"$scratch/err" || status=$?
    cat "$scratch/said"
    passed=$((passed + $(grep -c '^ok ' "$scratch/said"))) failed=$((failed + $(grep -c '^not ok ' "$scratch/said")))
    [ $status -eq 0 ]
    verdict 'the tests of the schema came to their end' $? "$scratch/err"
else
    echo '# SKIPPED: python3-jsonschema or python3-yaml is not here, so the schema is not held against studies'
fi
sum_up
