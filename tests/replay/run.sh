#!/usr/bin/env bash
# One replication on a page: every visit and incident of it, in words and in a real browser.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
QSWEEP=${QSWEEP:-$PWD/build/qsweep} PYTHON=${PYTHON:-/usr/bin/python3} QS_LONG=${QS_LONG-}
here=tests/replay
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

# page NAME STUDY [OPTION...]: NAME.html, NAME.csv, NAME.metrics
page()
{
    local name=$scratch/$1
    shift
    "$QSWEEP" trace "$@" -o "$name.csv" --metrics >"$name.metrics" && "$QSWEEP" trace "$@" -o "$name.html"
}

# lines COMMAND...: what it says is verdicts
lines()
{
    local said status
    said=$("$@" 2>&1)
    status=$?
    echo "$said"
    passed=$((passed + $(grep -c '^ok ' <<<"$said"))) failed=$((failed + $(grep -c '^not ok ' <<<"$said")))
    return $status
}

# ---- what the page holds ----
for study in "$here"/{plain,hostile}.yaml tests/trace/studies/*.yaml configs/*.yaml; do
    name=$(basename "$study" .yaml)
    case $name in mmc | jackson) [ -n "$QS_LONG" ] || continue ;; esac # tens of thousands of visits
    page "$name" "$study" 2>"$scratch/why" && continue
    rm -f "$scratch/$name".*
    grep -q 'deadlock' "$scratch/why" || cat "$scratch/why" >>"$scratch/said" # a study may be about it
done
[ ! -s "$scratch/said" ] && [ "$(find "$scratch" -name '*.html' | wc -l)" -gt 40 ]
verdict "every study has a page" $? "$scratch/said"
lines "$PYTHON" "$here/decode.py" "$scratch"
verdict "every page was read" $?

"$QSWEEP" run $here/plain.yaml -q -o "$scratch/plain.h5"
"$QSWEEP" trace $here/plain.yaml --replication 1 -o "$scratch/other.html"
"$QSWEEP" trace "$scratch/plain.h5" --replication 1 -o "$scratch/again.html"
cmp -s "$scratch/other.html" "$scratch/again.html"
verdict "the page of a results file is that of its study" $?
cmp -s "$scratch/plain.html" "$scratch/other.html"
verdict "another replication has another page" $(($? == 0))

# What is wrong is found.
lines "$PYTHON" $here/spoil.py "$scratch/plain"
verdict "every fault was tried" $?

# README's picture says so.
"$QSWEEP" trace configs/office.yaml --scenario 4 -o "$scratch/office4.html"
"$PYTHON" - "$scratch/office4.html" <<'CHECK'
import sys
sys.path.insert(0, "tests/replay")
import page
data = page.read(sys.argv[1])
crowd = page.Crowd(data)
longest = max(crowd.rows, key=lambda row: row["start"] - row["join"])
names = [window["name"] for window in data["windows"]]
there = {names[w]: state for (w, _), state in zip(crowd.stations, crowd.at(longest["start"] - 1))}
sys.exit(there["counter"][0] != 14 or there["permits"] != (0, 0, 2))
CHECK
verdict "at the end of the office's longest wait fourteen wait at the counter, and the servers for permits are idle" $?

# ---- what it takes ----
"$QSWEEP" trace configs/mmc.yaml --scenario 0 -s run.horizon=2000 -s run.warmup=0 -o "$scratch/large.html"
"$QSWEEP" trace configs/mmc.yaml --scenario 0 -s run.horizon=2000 -s run.warmup=0 -o "$scratch/large.csv"
n=$(($(wc -l <"$scratch/large.csv") - 1)) bytes=$(stat -c %s "$scratch/large.html")
echo "$n visits: $bytes bytes"
[ "$n" -gt 15000 ] && [ $((bytes - 150000)) -lt $((n * 19)) ]
verdict "a visit takes less than 19 bytes, so that 100,000 are within 2 MB" $?
! grep -qE '(src|href|action)="?(https?:)?//|@import|url\((https?:)?//' "$scratch/large.html"
verdict "a page asks the network for nothing" $?

# ---- what is refused ----
refuses "a page in a folder that is not there" 2 'nowhere' trace $here/plain.yaml -o "$scratch/nowhere/page.html"
refuses "more visits than a page can have" 1 '1[0-9]{6} visits: a replay can have 1000000' trace $here/many.yaml -o "$scratch/many.html"
[ ! -e "$scratch/many.html" ]
verdict "and no page is left" $?
refuses "csv's own options" 2 'csv' trace $here/plain.yaml -o "$scratch/page.html" --separator ';'

# ---- in a browser ----
if "$PYTHON" -c 'import selenium' 2>/dev/null && command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
    names=(plain hostile preemption jockey)
    [ -z "$QS_LONG" ] || names+=(breakdown becomes lines groups on_call retry shift_end resources closing office clinic town_hall call_centre)
    lines timeout 300 "$PYTHON" $here/browser.py "${names[@]/#/"$scratch/"}"
    verdict "the browser was asked to the end" $?
else
    echo "skipped: no chromium, chromium-driver or python3-selenium, so nothing is tried in a browser"
fi

sum_up
