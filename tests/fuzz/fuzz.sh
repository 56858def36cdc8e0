#!/usr/bin/env bash
# Let the fuzzer look for a while: fuzz.sh FUZZER FOUND SECONDS. It goes on after what it finds. What covers something new is kept in the folder FOUND (and gone on from
# the next time); what breaks qsweep lies there as crash-*, timeout-* or oom-*, and then the exit status is not 0.
#
# Try one again with `build/asan/tests/fuzz/replay_tool bytes FILE`; when it is mended, make it small (FUZZER -minimize_crash=1 FILE) and add
# it to tests/fuzz/corpus, which `make test` replays.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
fuzzer=$(realpath "$1")
mkdir -p "$2"
found=$(realpath "$2")
seconds=$3
cd "$(dirname "$0")"
seeds=$(mktemp -d)
trap 'rm -rf "$seeds"' EXIT
mkdir -p "$found/corpus"
cp ../config/valid/*.yaml ../../configs/*.yaml "$seeds"
export ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 UBSAN_OPTIONS=print_stacktrace=1
cd "$found"
"$fuzzer" -fork=1 -ignore_crashes=1 -ignore_timeouts=1 -ignore_ooms=1 -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2500 -malloc_limit_mb=1500 -max_len=6000 -use_value_profile=0 \
    -dict="$OLDPWD/dict" -print_final_stats=1 corpus "$OLDPWD/corpus" "$seeds"
broken=$(find . -maxdepth 1 -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' -o -name 'leak-*' \) | wc -l)
echo "$broken studies that break qsweep in $found"
[ "$broken" -eq 0 ]
