#!/usr/bin/env bash
# Decisions are right as often as they say, the same to the bit on any number of ranks and after kills, and told as they are.
# A short form here; with QS_LONG 1,000 studies of each kind (tests/run --long).
#
# Rates: at a nominal 95 % a right procedure is good in at least 929 of 1,000 with a chance of 0.9987; of 40 studies 33 are asked for (0.9988), of 10
# seven (0.9989).
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
root=$(cd ../.. && pwd)
BUILD_DIR=${BUILD_DIR:-$root/build}
QSWEEP=${QSWEEP:-$BUILD_DIR/qsweep}
PYTHON=${PYTHON:-python3}
studies=$PWD/studies.py forgeries=$PWD/forged.py
digest=$root/tests/mpi/digest.py
tool=$BUILD_DIR/tests/select/decide_tool
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
n=40 least=0.82 truths=300
[ -z "${QS_LONG:-}" ] || { n=1000 least=0.929 truths=4000; }

# right CASE [ARGUMENT...]: n studies of a case, judged
right()
{
    local case=$1 status
    shift
    "$PYTHON" "$studies" "$case" "$case.yaml" "$@" &&
        timeout 3600 "$tool" "$case.yaml" truth 1000001 "$truths" >"$case.truth" &&
        timeout 3600 "$tool" "$case.yaml" decide 1 "$n" >"$case.answers" &&
        "$PYTHON" "$studies" judge "$case" "$case.truth" "$case.answers" "$least" "$@" >"$case.log" 2>&1
    status=$? # before the name is made, whose status it would be
    verdict "good answers: $case, $(cut -d: -f2 "$case.log")" $status "$case.log"
}

right rare
right none
right equal
[ -n "${QS_LONG:-}" ] || n=10 least=0.7
right edge
right tandem
right erlang 0.01 0.005
[ -z "${QS_LONG:-}" ] || right erlang 0.005 0.002
# What is shown would be nothing if everything were easy: stopping by plain intervals falls for the rare bad day.
"$tool" rare.yaml naive 1 40 >naive.answers
! "$PYTHON" "$studies" judge rare rare.truth naive.answers 0.5 >naive.log 2>&1
status=$?
verdict "naive stopping is wrong on the rare bad day:$(cut -d: -f2 naive.log)" $status naive.log
# Of three, two that are good are asked for (0.993).
[ -n "${QS_LONG:-}" ] || n=3 least=0.6
"$PYTHON" "$studies" tpmax tpmax.yaml && timeout 7200 "$tool" tpmax.yaml decide 1 $n >tpmax.answers &&
    "$PYTHON" "$studies" judge tpmax none tpmax.answers $least >tpmax.log 2>&1
status=$?
verdict "good answers: tpmax, $(cut -d: -f2 tpmax.log)" $status tpmax.log
# Events come to the same decision, of fewer systems.
"$PYTHON" "$studies" tpmax_small small.yaml && sed 's/^run: {/&kernel: events, /' small.yaml >events.yaml &&
    "$tool" small.yaml decide 1 3 >small.answers && "$tool" events.yaml decide 1 3 >events.answers && cmp -s small.answers events.answers && [ -s small.answers ]
verdict "a line counted without a calendar decides as its events do" $? events.answers

# ---- the same bits ----

cat >day.yaml <<'END'
time_unit: min
services: {talk: {time: {exponential: {mean: 4}}}}
classes: {a: {}, b: {}, nobody: {}}
arrivals:
  door: {rate: 0.4, classes: {a: 0.5, b: 0.5}}
  late: {times: [239], classes: {nobody: 1}}
windows: {desk: {servers: 2, services: [talk]}}
run: {horizon: 4 h, at_horizon: drain, antithetic: true, replications: 20}
output: {wait_over: [10], quantiles: [0.9], intervals: {every: 2 h}, checkpoint: 1 s}
cost: {server_hour: 20}
promises:
  - {metric: wait_over, class: a, at_most: 10 %, tolerance: 1 %}
  - {metric: wait_quantile, at_most: 15, tolerance: 2}
  - {metric: wait_over, interval: each, at_most: 20 %}
  - {metric: queue_mean, at_most: 2, tolerance: 0.5}
select: {cheapest: true, report: 3}
sweep: {grid: {windows.desk.servers: [5, 1, 4, 2, 3]}}
END
sed '/^promises:/,/queue_mean/d; s/^select: .*/select: {best: wait_mean, smallest: true, tolerance: 0.05}/' day.yaml >best.yaml
for study in day best; do
    qsweep run $study.yaml -q -o $study.h5
    wanted=$("$PYTHON" "$digest" $study.h5)
    for ranks in 2 3 5; do
        timeout 120 mpirun --oversubscribe -n $ranks "$QSWEEP" run $study.yaml -q -o $study$ranks.h5 >out 2>err
        [ -n "$wanted" ] && [ "$("$PYTHON" "$digest" $study$ranks.h5)" = "$wanted" ]
        verdict "$study: the same bits on $ranks ranks" $? err
    done
done

# Left in the middle of a decision, by a kill and by a signal, and gone on with on another number of ranks.
"$PYTHON" "$studies" tandem slow.yaml && sed -i 's/horizon: 150/horizon: 2000/' slow.yaml
qsweep run slow.yaml -q -o slow.h5
wanted=$("$PYTHON" "$digest" slow.h5)
for signal in KILL TERM; do
    timeout -s $signal 0.6 "$QSWEEP" run slow.yaml -q -o left.h5 -s output.checkpoint=0.05s >out 2>err
    first=$(stat -c %s left.h5.journal 2>/dev/null || echo 0)
    timeout -s $signal 0.6 "$QSWEEP" run slow.yaml -q -o left.h5 --resume -s output.checkpoint=0.05s >out 2>err
    second=$(stat -c %s left.h5.journal 2>/dev/null || echo 0)
    timeout 120 mpirun --oversubscribe -n 2 "$QSWEEP" run slow.yaml -q -o left.h5 --resume -s output.checkpoint=0.05s >out 2>err
    [ -n "$wanted" ] && [ "$("$PYTHON" "$digest" left.h5 2>/dev/null)" = "$wanted" ] && [ "$second" -gt 0 ] && [ "$second" -ge "$first" ]
    verdict "left twice by SIG$signal in the middle of a decision: the same bits" $? err
    rm -f left.h5*
done

# The scenarios that are reported have the bits of the same study without select.
grep -v '^select' day.yaml >plain.yaml
qsweep run plain.yaml -q -o plain.h5
cat >same.py <<'END'
import h5py, numpy as np, sys
a, b = (h5py.File(f, "r") for f in sys.argv[1:3])
rows = [s for s in range(len(a["verdict"])) if a["status"][s] == 0]
assert len(rows) == 3
for name in ("system/wait_mean", "class/wait_over", "system/wait_quantile_hi"):
    assert np.array_equal(a[name][:][rows], b[name][:][rows], equal_nan=True), name
words = a["verdict"].attrs["flag_meanings"].split()
chosen = [s for s, v in enumerate(a["verdict"][:]) if words[v] == "chosen"]
assert len(chosen) == 1 and a["decision"].attrs["chosen"] == chosen[0]
cost, taken = a["cost"][:], a["decision/replications_taken"][:]
assert all((taken[s] > 0) == (cost[s] <= cost[chosen[0]]) for s in range(5))
assert all(words[a["verdict"][s]] == "broken" for s in range(5) if cost[s] < cost[chosen[0]])
assert a["decision"].attrs["replications_used"] == taken.sum() and all(taken % 2 == 0)
limit, tolerance = a["decision/test_limit"][:], a["decision/test_tolerance"][:]
promise = a["decision/promise"][:]
assert list(promise) == [0, 1, 2, 2, 3]
share = [0, 2, 3]
assert all(a["decision/upper"][chosen[0], share] <= (limit + tolerance)[share] + 1e-9)
END
check "in the file: what was decided, and the metrics of those that are reported" "$PYTHON" same.py day.h5 plain.h5

# Of more than a thousand scenarios most are never written: they take no room, and are read as never observed.
"$PYTHON" "$studies" erlang many.yaml 0.05 0.02 && sed -i 's/0\.80, 0\.85.*1\.25/SPEEDS/' many.yaml &&
    sed -i "s/SPEEDS/$(seq -s ', ' 0.80 0.005 1.20)/; s/customers: 300/customers: 60, replications: 20/" many.yaml
qsweep run many.yaml -q -o many.h5
grep -v '^select' many.yaml >every.yaml
qsweep run every.yaml -q -o every.h5
cat >many.py <<'END'
import h5py, numpy as np, sys
a, b = (h5py.File(f, "r") for f in sys.argv[1:3])
n = len(a["verdict"])
rows = [s for s in range(n) if a["status"][s] == 0]
assert n == 13 * 81 and len(rows) == 10, (n, rows)
size = {"written": 0, "whole": 0}
def look(name, d):
    scope, _, metric = name.rpartition("/")
    if not isinstance(d, h5py.Dataset) or scope not in ("system", "class", "window") or d.ndim == 0 or f"{name}_sd" not in a and metric[-3:] not in ("_sd", "_lo", "_hi"):
        return
    rest = np.delete(d[:], rows, axis=0)
    assert np.isnan(rest).all() and d.chunks, name
    size["written"] += d.id.get_storage_size()
    size["whole"] += d.size * 8
    if not metric.endswith("_theory"):
        assert np.array_equal(d[:][rows], b[name][:][rows], equal_nan=True), name
a.visititems(look)
assert size["whole"] > 1e6 and size["written"] < 0.2 * size["whole"], size
assert (np.delete(a["system/wait_mean_n"][:], rows) == 0).all()
theory = a["system/wait_mean_theory"][:]
assert np.array_equal(theory, b["system/wait_mean_theory"][:], equal_nan=True) and np.isfinite(theory).sum() > 500
END
check "of many scenarios those that are not reported take no room; exact values are there of all" "$PYTHON" many.py many.h5 every.h5
qsweep show many.h5 wait_mean --format csv
[ "$(wc -l <out)" -eq 11 ] && ! grep -q nan out
verdict "show has those of many that are reported" $?
qsweep export many.h5 -o many.csv && qsweep plot many.h5 --kind decision -o many.svg && qsweep report many.h5 -o many.html
verdict "export, plot and report take it" $? err

qsweep show day.h5
says 0 out '^The cheapest that keeps all promises: scenario [0-9]+ \(windows.desk.servers [0-9]\), at a cost of [0-9]+\.$'
verdict "show says the answer as a sentence" $?
says 0 out 'promise 3 says no tolerance: a tenth of its limit was taken, 0.02'
verdict "show tells the tolerance that was taken" $?
qsweep show best.h5
says 0 out '^The smallest wait_mean: scenario 0 \(windows.desk.servers 5\), [0-9.]+ min\.$'
verdict "show says the best" $?
qsweep show day.h5 wait_mean --format csv
says 0 out ',decision,replications_taken,' && [ "$(wc -l <out)" -eq 4 ]
verdict "csv has verdicts, of those that are reported" $?
qsweep check day.yaml
says 0 out '^It takes [0-9]+ replications at least'
verdict "check tells how many replications it takes at least" $?
refuses "parts are refused" 2 'select decides among all' run day.yaml --part 1/2 -o part.h5

# Undecided: said so, with the cheapest that is proven.
cat >open.yaml <<'END'
services: {s: {time: {exponential: {rate: 2.120263536200091}}}, t: {time: 0}}
classes: {first: {first: {s: 1}}, second: {first: {t: 1}}}
arrivals: {one: {times: [0], classes: {first: 1}}, two: {times: [1], classes: {second: 1}}}
windows: {desk: {services: [s, t]}}
run: {horizon: 2, at_horizon: drain, common_random_numbers: false, replications: 10}
output: {wait_over: [0]}
cost: {server_hour: {desk: 3600}}
promises: {metric: wait_over, class: second, at_most: 12 %, tolerance: 1 %}
select: {cheapest: true, max: 400}
sweep: {zip: {cost.server_hour.desk: [1, 2, 3], services.s.time.exponential.rate: [2.12, 2.12, 9]}}
END
qsweep run open.yaml -q -o open.h5
qsweep show open.h5
says 0 out 'scenario 2 .* at a cost of' && says 0 out '^2 scenarios are undecided after select.max, 400 replications each'
verdict "what stays undecided is said, with the cheapest that is proven" $?

# Decisions that somebody else has made up.
count < <("$PYTHON" "$forgeries" "$QSWEEP" "$work" day.h5 best.h5 2>&1 || echo "not ok forged.py ends")

sum_up
