#!/usr/bin/env bash
# Exact values beside the simulated ones: where they are, that they are right, the same bits on every CPU, and how they
# are shown. Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON; with QS_LONG studies are drawn by the thousand, from
# a new seed each time (QS_DRAW_SEED repeats one).
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
digest=$PWD/tests/mpi/digest.py

first=272 n=180
[ -z "${QS_LONG:-}" ] || first=${QS_DRAW_SEED:-$(date +%s)} n=3000
"$PYTHON" tests/theory/check.py "$QSWEEP" "$work" >"$work/checked"
"$PYTHON" tests/theory/hold.py "$QSWEEP" "$BUILD_DIR/tests/theory/exact_tool" "$work" "$first" "$n" >"$work/held" 2>&1 ||
    echo "# drawn from seed $first" >>"$work/checked"
grep -q ' passed, ' "$work/held" || echo "not ok studies are drawn and held" >>"$work/checked"
cat "$work/held" >>"$work/checked"
grep -E '^(ok|not ok|#)' "$work/checked"
evidence=("$work/said")
passed=$(grep -c '^ok ' "$work/checked") failed=$(grep -c '^not ok ' "$work/checked")

# The formulas that use exponentials, logarithms, powers and gamma functions: without FMA and AVX2 in the C library.
baseline=glibc.cpu.hwcaps=-AVX2_Usable,-FMA_Usable,-AVX2,-FMA,-FMA4,-AVX512F
"$PYTHON" - "$work" <<'END'
import sys
sys.path.insert(0, "tests/theory")
import cases
for i, name in enumerate(["M/M/1", "M/G/1, a normal cut at 0", "M/G/1, Weibull", "M/D/3", "M/M/1, a queue of 3", "Erlang A",
                          "M/M/2+D", "E2/M/1", "D/M/1", "M/M/2//5", "M/G/1, loglogistic", "M/G/1, cut on the right"]):
    with open("%s/bits%d.yaml" % (sys.argv[1], i), "w") as file:
        file.write(cases.KNOWN[name][0])
END
same=0
for i in {0..11}; do
    words=(-q --replications 2 -s run.horizon=600)
    "$QSWEEP" run "$work/bits$i.yaml" "${words[@]}" -o "$work/a$i.h5" &&
        GLIBC_TUNABLES=$baseline "$QSWEEP" run "$work/bits$i.yaml" "${words[@]}" -o "$work/b$i.h5" &&
        [ "$("$PYTHON" "$digest" "$work/a$i.h5")" = "$("$PYTHON" "$digest" "$work/b$i.h5")" ] && same=$((same + 1))
done
[ "$same" -eq 12 ]
verdict "exact values have the same bits without FMA and AVX2 in the C library" $?

"$QSWEEP" show "$work/a0.h5" wait_mean --theory >"$work/said" 2>&1 && grep -q 'exact' "$work/said" && grep -qE ' 2\.5 ' "$work/said"
verdict "show --theory has the exact wait of M/M/1, 2.5" $?
"$QSWEEP" show "$work/a0.h5" wait_mean --theory --format csv >"$work/said" && head -n 1 "$work/said" | grep -q 'wait_mean_theory,wait_mean_deviation$'
verdict "csv has the columns wait_mean_theory and wait_mean_deviation" $?
"$QSWEEP" show "$work/a0.h5" wait_mean --theory --format json >"$work/said" && "$PYTHON" -c '
import json, sys
m = json.load(open(sys.argv[1]))["scenarios"][0]["results"][0]["wait_mean"]
assert abs(m["theory"] - 2.5) < 1e-12 and abs((m["mean"] - 2.5) / (m["sd"] / m["n"] ** 0.5) - m["deviation"]) < 1e-9' "$work/said"
verdict "json has theory and deviation, in standard errors" $?
"$QSWEEP" show "$work/a0.h5" wait_mean >"$work/said" && ! grep -q exact "$work/said"
verdict "without --theory nothing is said of it" $?

"$PYTHON" -c '
import sys
sys.path.insert(0, "tests/theory")
import cases
open(sys.argv[1], "w").write(cases.UNKNOWN["M/G/2"])' "$work/none.yaml"
"$QSWEEP" run "$work/none.yaml" -q --replications 2 -o "$work/none.h5" && "$QSWEEP" show "$work/none.h5" --theory >"$work/said" 2>"$work/err" &&
    ! grep -q exact "$work/said" && grep -q 'no scenario reduces' "$work/err"
verdict "where no scenario reduces, show --theory prints the table without it and says so" $?

sum_up
