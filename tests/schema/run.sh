#!/usr/bin/env bash
# The JSON Schema of a study and the templates of `qsweep new`.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
BUILD_DIR=$(realpath "${BUILD_DIR:-build}")
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
# ---- the templates ----
"$QSWEEP" new --list >"$scratch/list"
[ "$(sed 's/^  \([a-z-]*\) .*/\1/' "$scratch/list")" = "$(cd templates && printf '%s\n' *.yaml | sed 's/\.yaml$//' | LC_ALL=C sort)" ] &&
    ! grep -qvE '^  [a-z-]+ +[^ ].{10,}' "$scratch/list"
verdict 'qsweep new --list has every template with a few words' $? "$scratch/list"

cd "$scratch" || exit 1
evidence=(out err)
for name in mmc call-centre clinic restaurant office appointments; do
    qsweep new "$name"
    [ "$status" -eq 0 ] && [ ! -s out ] && cmp -s "$name.yaml" "$OLDPWD/templates/$name.yaml" && says 0 err "qsweep run $name.yaml -o $name.h5"
    verdict "qsweep new $name writes it and says what to do next" $?
    # shellcheck disable=SC2016  # as it stands
    [ "$(head -n 1 "$name.yaml")" = '# yaml-language-server: $schema=study.schema.json' ]
    verdict "$name has the line for editors" $?
    qsweep check "$name.yaml"
    [ "$status" -eq 0 ] && [ ! -s err ] && ! grep -qE 'UNSTABLE|note:|warning' out
    verdict "$name is right, and nothing is to be said of it" $?
    # Each line that begins with # and a key is taken in by itself, with those that follow and are deeper; those that are instead
    # of another line take its place.
    "$PYTHON" -B "$OLDPWD/tests/schema/comments.py" "$name.yaml" "$QSWEEP" >out 2>err
    verdict "$name: what its comments offer works" $?
    # The time by itself: other suites may run beside.
    timeout 60 "$QSWEEP" run "$name.yaml" -q -o "$name.h5" 2>err && timeout 60 "$QSWEEP" show "$name.h5" wait_mean >out 2>>err
    verdict "$name runs within a minute and its results are shown" $?
done
qsweep new clinic
says 2 err 'clinic.yaml is there already; --force replaces it' && [ ! -s out ]
verdict 'a file that is there is not overwritten' $?
echo old >mine.yaml
qsweep new mmc --force -o mine.yaml
[ "$status" -eq 0 ] && cmp -s mine.yaml mmc.yaml
verdict 'unless that is asked for' $?
qsweep new clinc
says 2 err 'did you mean clinic' && [ ! -e clinc.yaml ]
verdict 'a name that is misspelt is recognised' $?
qsweep new
says 2 err 'list has them'
verdict 'a name must be given' $?
qsweep new mmc -o no/such/folder.yaml
[ "$status" -eq 1 ] || [ "$status" -eq 2 ]
verdict 'a folder that is not there is told' $?

# Comments are no part of a study: the line for editors changes no result.
sed 1d "$OLDPWD/configs/smoke.yaml" >plain.yaml
"$BUILD_DIR/tests/config/model_tool" plain.yaml hash >plain.hash && "$BUILD_DIR/tests/config/model_tool" "$OLDPWD/configs/smoke.yaml" hash >with.hash &&
    cmp plain.hash with.hash >out && [ -s plain.hash ]
verdict 'the line for editors does not change the hash of a study' $?
cd "$OLDPWD" || exit 1
missing=$(for file in configs/*.yaml; do head -n 1 "$file" | grep -q '^# yaml-language-server: ' || echo "$file"; done)
[ -z "$missing" ] || echo "# without: $missing"
[ -z "$missing" ]
verdict 'every study of configs/ has the line for editors' $?
sum_up
