#!/usr/bin/env bash
# The small systems of docs/models, each against its exact value: what NAME.py works out, by a chain or by hand, without
# anything of the program, is held against what NAME.yaml comes to.
#
# What has none is held against simulations apart (tests/models/apart).
#
# False alarm: each exact value is judged by Student's t at 1e-5, so of 300 values one in 330 runs with other seeds would fail;
# each study that is simulated apart at 1e-4, of eleven one in 900. The seeds are fixed.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
QSWEEP=${QSWEEP:-$PWD/build/qsweep} PYTHON=${PYTHON:-/usr/bin/python3}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export PYTHONDONTWRITEBYTECODE=1

names=()
for study in docs/models/*.yaml; do
    name=$(basename "$study" .yaml)
    said=$("$QSWEEP" run "$study" -o "$scratch/$name.h5" -q 2>&1)
    verdict "$name: runs" $? <(echo "$said")
    names+=("$name")
done

# A resource as large as the windows changes nothing, to the bit: counters by units and counters alone.
"$QSWEEP" run docs/models/shared_units.yaml -o "$scratch/with.h5" -q --force --replications 5 -s output.replications=true -s sweep=null -s resources.tool=5 \
    -s arrivals.door.rate=3.5 && "$QSWEEP" run docs/models/shared_units.yaml -o "$scratch/without.h5" -q --force --replications 5 \
    -s output.replications=true -s sweep=null -s arrivals.door.rate=3.5 -s resources=null -s services.mend.needs=null -s run.kernel=events
said=$("$PYTHON" - "$scratch/with.h5" "$scratch/without.h5" 2>&1 <<'PYTHON'
import sys, h5py
a, b = (h5py.File(path)["replication"] for path in sys.argv[1:])
other = [f"{scope}/{name}" for scope in ("system", "class", "window") for name in a[scope] if a[scope][name][()].tobytes() != b[scope][name][()].tobytes()
         and name not in ("class", "window")]
sys.exit(f"other bits: {other}" if other or len(a["system"]) < 20 else 0)
PYTHON
)
verdict "a resource as large as the windows changes no bit" $? <(echo "$said")

# Several words together, where nothing exact is known: each study of tests/models/apart against a simulation apart.
apart=()
for study in tests/models/apart/*.yaml; do
    apart+=("$(basename "$study" .yaml)")
done
mkdir "$scratch/results"
"$PYTHON" tests/models/apart/judge.py "$QSWEEP" "$scratch/results" "$([ "${QS_LONG:-}" ] && echo 400 || echo 30)" "${apart[@]}" >"$scratch/apart" 2>"$scratch/said"
verdict "all simulations apart are judged" $? "$scratch/said"
cat "$scratch/apart"
passed=$((passed + $(grep -c '^ok ' "$scratch/apart"))) failed=$((failed + $(grep -c '^not ok ' "$scratch/apart")))
"$PYTHON" tests/models/judge.py --all "$scratch" "${names[@]}" >"$scratch/judged" 2>"$scratch/said"
verdict "all are judged" $? "$scratch/said"
cat "$scratch/judged"
passed=$((passed + $(grep -c '^ok ' "$scratch/judged"))) failed=$((failed + $(grep -c '^not ok ' "$scratch/judged")))

# docs/models.md and its pictures are what these studies come to.
mkdir "$scratch/pictures"
said=$("$PYTHON" tests/models/page.py "$scratch" "$scratch/models.md" "$scratch/pictures" 2>&1)
verdict "the page is made" $? <(echo "$said")
cmp "$scratch/models.md" docs/models.md >"$scratch/said" 2>&1
verdict "docs/models.md is what the program says (make pages writes it anew)" $? "$scratch/said"
diff <(cd "$scratch/pictures" && cat -- *.svg) <(cd docs/models && cat -- *.svg) >"$scratch/said" 2>&1
verdict "its pictures are those of its studies" $? "$scratch/said"
sum_up
