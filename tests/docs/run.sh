#!/usr/bin/env bash
# The pages tell the truth: every study in configs/ runs, the reference holds every key that docs/study.md names, the
# metrics are the program's, what README shows is what the program prints, and what the pages name is there.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck disable=SC2016  # backquotes are Markdown, not commands
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
build=${BUILD_DIR:-build}
qsweep=$(realpath "${QSWEEP:-$build/qsweep}")
PYTHON=${PYTHON:-/usr/bin/python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

for study in configs/*.yaml; do
    name=$(basename "$study" .yaml)
    "$qsweep" check "$study" >"$scratch/checked" 2>&1 || { cat "$scratch/checked"; false; }
    verdict "configs/$name is right" $?
    "$qsweep" run "$study" --replications 2 -q -o "$scratch/$name.h5" && "$qsweep" show "$scratch/$name.h5" wait_mean >"$scratch/shown"
    verdict "configs/$name runs and its results are shown" $?
    head -n 1 "$study" | grep -q '^# .*' && grep -q 'qsweep run\|qsweep show' "$study"
    verdict "configs/$name says its question and how to run it" $?
    # What its head tells to type about the results; a picture goes to the terminal there.
    sed -n 's/^#   \(.* && \)*\(qsweep \(show\|plot\|compare\) .*\)$/\2/p' "$study" | sed 's/ # .*//; s/^qsweep plot .*/& --ascii/' >"$scratch/told"
    told=0
    while read -r _ line; do
        (cd "$scratch" && eval "\"\$qsweep\" $line") >"$scratch/shown" 2>&1 </dev/null || { cat "$scratch/shown"; told=1; }
    done <"$scratch/told"
    [ -s "$scratch/told" ] && [ $told -eq 0 ]
    verdict "configs/$name: what its head tells to type works" $?
done

# Keys are the first column of the tables of docs/study.md, between backquotes.
sed -n '/^## Random numbers/q; s/^| `\([a-z_]*\)` |.*/\1/p' docs/study.md | grep -vE "^(shortest_queue|least_work|random|round_robin|first|simuq|lowest|fastest|longest_idle)$" |
    sort -u >"$scratch/keys"
absent=$(while read -r key; do grep -qE "(^|[ {,#])$key:" configs/reference.yaml || echo "$key"; done <"$scratch/keys")
[ -z "$absent" ] || echo "not in configs/reference.yaml: $absent"
[ "$(wc -l <"$scratch/keys")" -gt 30 ] && [ -z "$absent" ]
verdict "the reference holds every key that docs/study.md names" $?

# run.until stands there as a comment, for it excludes replications.
sed 's/^  replications: 20 .*//; s/^  # until: .*/  until:/; s/^  #   - /    - /' configs/reference.yaml >"$scratch/reference_until.yaml"
cp configs/*.csv configs/*.txt "$scratch" 2>/dev/null
"$qsweep" check "$scratch/reference_until.yaml" >"$scratch/checked" 2>&1 && grep -q 'until precise enough' "$scratch/checked"
verdict "the reference's run.until is right" $?

sed -n '/^## The least study/,/^| key/p' docs/study.md | sed -n '/^```yaml/,/^```$/p' | grep -v '```' >"$scratch/least.yaml"
"$qsweep" run "$scratch/least.yaml" -q -o "$scratch/least.h5"
verdict "the least study of docs/study.md runs" $?

# Manual pages, completion, make install.
bash tests/docs/installed.sh >"$scratch/installed" 2>&1
cat "$scratch/installed"
passed=$((passed + $(grep -c '^ok ' "$scratch/installed"))) failed=$((failed + $(grep -c '^not ok ' "$scratch/installed")))
grep -qx 'the end' "$scratch/installed"
verdict "the tests of what is installed came to their end" $?

# What the reader of a page is told to type prints what the page shows; `make pages` writes it anew. README and docs/results.md
# speak of results that are there.
mkdir "$scratch/there"
"$qsweep" run configs/cafeteria.yaml -q -o "$scratch/there/cafeteria.h5" 2>/dev/null &&
    "$qsweep" run configs/mmc.yaml -q -o "$scratch/there/mmc.h5" &&
    "$qsweep" run configs/office.yaml -q --replications 20 -s 'output.series={every: 10}' -o "$scratch/there/office.h5" &&
    "$qsweep" trace configs/office.yaml --scenario 4 --replication 0 -o "$scratch/there/trace.h5"
verdict "results for the pages are made" $?
status=0
{
    "$PYTHON" -B tests/docs/pages.py docs/call_centre.md docs/fit.md docs/jobs.md docs/replay.md docs/restaurant.md docs/town_hall.md docs/tutorial.md &&
        cp configs/office.yaml "$scratch/there" &&
        "$PYTHON" -B tests/docs/pages.py --unshown --in "$scratch/there" docs/results.md &&
        rm "$scratch/there/office.h5" &&
        "$PYTHON" -B tests/docs/pages.py --unshown --in "$scratch/there" README.md &&
        "$PYTHON" -B tests/docs/pages.py --unshown docs/report.md
} >"$scratch/pages" 2>&1 || status=$?
cat "$scratch/pages"
passed=$((passed + $(grep -c '^ok ' "$scratch/pages"))) failed=$((failed + $(grep -c '^not ok ' "$scratch/pages")))
[ $status -eq 0 ] || grep -q '^not ok ' "$scratch/pages"
verdict "the pages' commands were run" $?

sed -n '/^timer /,/^```/p' docs/restaurant.md | sed '/^```/d; s/^/#   /' >"$scratch/reported"
sed -n '/^# table: begin/,/^# table: end/p' configs/restaurant.yaml | sed '1d; $d' >"$scratch/said"
[ "$(wc -l <"$scratch/said")" -eq 8 ] && diff "$scratch/said" "$scratch/reported"
verdict "configs/restaurant has the reported runs where docs/restaurant.md finds them" $?

"$build/tests/docs/metrics_tool" >"$scratch/metrics"
sed -n '/^| metric | unit/,/^$/p' docs/results.md | tail -n +3 | sed '/^$/d' | diff - "$scratch/metrics"
verdict "docs/results.md has the program's metrics" $?

# What README shows of the demo is what `make demo` prints (the same bits everywhere).
sed -n '/^<!-- demo: begin/,/^<!-- demo: end/p' README.md | sed -n '/^```text/,/^```$/p' | grep -v '```' >"$scratch/said"
"$qsweep" run configs/cafeteria.yaml -q -o "$scratch/demo.h5" &&
    docs/demo-table.sh "$qsweep" "$scratch/demo.h5" >"$scratch/printed" &&
    diff "$scratch/said" "$scratch/printed"
verdict "README shows what the demo prints" $?

absent=$(grep -ohE '`(configs|docs|jobs|src|tests|bench|tools)/[A-Za-z0-9_./-]+`' ./*.md docs/*.md | tr -d '`' | sort -u |
    while read -r path; do [ -e "$path" ] || [[ $path == *SUITE* || $path == *NAME* ]] || echo "$path"; done)
[ -z "$absent" ] || echo "named but not there: $absent"
[ -z "$absent" ]
verdict "what the pages name is there" $?

sum_up
