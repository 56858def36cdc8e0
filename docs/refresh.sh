#!/usr/bin/env bash
# Write anew what the pages show of the program: the demo's table in README.md, the table of metrics in docs/results.md,
# what man/qsweep.1 and tools/qsweep-completion.* have of the table of options, the pictures docs/*.svg. `make pages` runs it;
# tests/docs says when it is due.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -eu
cd "$(dirname "$0")/.."
build=${BUILD_DIR:-build}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# between FILE BEGIN END TEXT: the lines between the first that match BEGIN and END become those of the file TEXT.
between()
{
    awk -v begin="$2" -v end="$3" -v text="$4" '
        $0 ~ begin && !done { print; while ((getline line < text) > 0) print line; skip = done = 1; next }
        skip && $0 ~ end { skip = 0 }
        !skip { print }' "$1" >"$scratch/page"
    cat "$scratch/page" >"$1"
}

"$build/qsweep" run configs/cafeteria.yaml -q -o "$scratch/cafeteria.h5"
{
    echo '```text'
    docs/demo-table.sh "$build/qsweep" "$scratch/cafeteria.h5"
    echo '```'
} >"$scratch/table"
between README.md '^<!-- demo: begin' '^<!-- demo: end' "$scratch/table"

"$build/tests/docs/metrics_tool" >"$scratch/metrics"
between docs/results.md '^[|]---[|]---[|]---[|]---[|]' '^$' "$scratch/metrics"

"$build/tests/docs/metrics_tool" --man >"$scratch/metrics"
between man/qsweep.1 '^[.]." metrics: begin' '^[.]." metrics: end' "$scratch/metrics"

"${PYTHON:-/usr/bin/python3}" -B tests/pairs/pairs.py "$build/tests/fuzz/replay_tool" "$scratch" --page docs/features.md

for study in docs/models/*.yaml; do
    "$build/qsweep" run "$study" -q -o "$scratch/$(basename "$study" .yaml).h5"
done
rm -f docs/models/*.svg
"${PYTHON:-/usr/bin/python3}" -B tests/models/page.py "$scratch" docs/models.md docs/models

for file in man/qsweep.1 tools/qsweep-completion.*; do
    docs/tables.sh "$file" >"$scratch/page"
    cat "$scratch/page" >"$file"
done

"$build/qsweep" plot "$scratch/cafeteria.h5" wait_over -o docs/cafeteria.svg
"$build/qsweep" run configs/office.yaml -q -o "$scratch/office.h5" -s 'output.series={every: 10}'
"$build/qsweep" plot "$scratch/office.h5" queue --where window_choice=shortest_queue --where permits.servers=2 --where info.count=2 \
    -o docs/office.svg

"$build/qsweep" trace configs/office.yaml --scenario 4 -o "$scratch/replay.html"
"${PYTHON:-/usr/bin/python3}" -B tests/replay/picture.py "$scratch/replay.html" docs/replay.png

"$build/qsweep" fit configs/visits.csv --arrival arrival --start start --end end --class who --format '%d/%m/%Y %H:%M:%S' \
    -o docs/fit.svg >/dev/null

export QSWEEP
QSWEEP=$(realpath "$build/qsweep")
pages()
{
    "${PYTHON:-/usr/bin/python3}" -B tests/docs/pages.py --write "$@"
}
pages docs/fit.md docs/jobs.md docs/restaurant.md
pages --in "$scratch" --only python README.md
mkdir "$scratch/tutorial" "$scratch/walks"
pages --in "$scratch/tutorial" docs/tutorial.md
cp "$scratch/tutorial/sizes.svg" docs/clinic.svg
pages --in "$scratch/walks" docs/call_centre.md docs/town_hall.md
cp "$scratch/walks/call_centre.svg" "$scratch/walks/town_hall.svg" docs
sed -n '/^timer /,/^```/p' docs/restaurant.md | sed '/^```/d; s/^/#   /' >"$scratch/reported"
between configs/restaurant.yaml '^# table: begin' '^# table: end' "$scratch/reported"
