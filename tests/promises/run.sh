#!/usr/bin/env bash
# What scenarios cost, whether they keep their promises, and which is the cheapest that does.
# Run by tests/run, which sets QSWEEP, PYTHON and Open MPI's environment.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
check=$PWD/tests/promises/check.py digest=$PWD/tests/mpi/digest.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# ---- a day that is known by hand ----
# Four customers from 0 on, every 10 min, for 30 min each. One server makes them wait 0, 20, 40 and 60 min and works
# an hour beyond the horizon; two make them wait 0, 0, 10 and 10; three nobody.
cat >day.yaml <<'END'
qsweep: 1
time_unit: min
services: {s: {time: 30}}
arrivals: {door: {times: [0, 10, 20, 30]}}
windows: {desk: {servers: 1}, spare: {count: 0, servers: 5}}
run: {horizon: 60, at_horizon: drain, replications: 4}
output: {wait_over: [15]}
cost: {server_hour: {desk: 20, spare: 7}, each: {windows.spare.count: 1000, windows.desk.servers: 0.5}}
promises:
  - {metric: wait_over, at_most: 10 %, tolerance: 5 %}
  - {metric: wait_over, window: each, at_most: 75 %}
  - {metric: wait_mean, at_most: 0.1 h}
  - {metric: overtime, at_most: 45 min}
sweep: {grid: {windows.desk.servers: [4, 1, 3, 2]}}
END
qsweep check day.yaml
says 0 out '^ +1 +1 +20.5 ' && says 0 out '^ +2 +3 +61.5 ' && grep -q '^promise 3: wait_mean at most 6 min (' out
verdict "check prints what each scenario costs, and the promises" $?
qsweep run day.yaml -q -o day.h5
check "exact costs are in the file" "$PYTHON" "$check" cost day.h5 82 20.5 61.5 41
qsweep show day.h5 server_hours overtime
says 0 out '^ +1 +1 +20.5 +broken +1 ± 0 +1 ± 0$' && says 0 out '^ +3 +2 +41 +kept +2 ± 0 +0.16666+7 ± 0$'
verdict "hours, whatever the unit of time: an hour of overtime at one server, a sixth at two" $?
says 0 out '^  1  wait_over > 15 min at most 0.1, tolerance 0.05: 3 kept, 0 open, 1 broken$' &&
    says 0 out '^  scenario 1: 1 broken: 0.75 \(0.75 to 0.75\), at least 0.65 too high$' &&
    says 0 out '^  scenario 1: 4 broken: 1 h \(1 to 1\), at least 0.25 too high$' && ! grep -q 'scenario 1: 2' out
verdict "which promise is broken, and by how much" $?
qsweep show day.h5 wait_mean --cheapest
says 0 out '^The cheapest that keeps all promises: scenario 3 \(windows.desk.servers 2\), at a cost of 41.$' &&
    says 0 out '^Cheaper ones: 1 breaks a promise.$' &&
    says 0 out '^ +3 +2 +41 +kept +5 ± 0$' && says 0 out '1 of 4 scenarios'
verdict "--cheapest: the sentence and the row" $?
qsweep show day.h5 wait_mean --cheapest --where 'desk.servers>=3'
says 0 out 'scenario 2 .*at a cost of 61.5.$'
verdict "--cheapest of those that --where leaves" $?
qsweep run day.yaml -q -o named.h5 -s 'sweep={grid: {windows.desk.servers: {name: desks, values: [4]}}, list: [{label: as it is}, {label: all the same, run.warmup: 0}, {label: also}]}'
qsweep show named.h5 wait_mean --cheapest
says 0 out '^The cheapest that keeps all promises: scenario 0 \(as it is, desks 4\), at a cost of 82.$' &&
    says 0 out '^At the same cost 2 others keep them as well, first of all scenario 1 \(all the same, desks 4\).$' && ! grep -qE 'warmup|^Cheaper' out
verdict "--cheapest: a label stands for its axes, and others at the same cost are told and are no cheaper ones" $?
qsweep show named.h5 wait_mean --cheapest --where 'scenario<2'
says 0 out '^At the same cost scenario 1 \(all the same, desks 4\) keeps them as well.$'
verdict "--cheapest: one other at the same cost" $?
qsweep show day.h5 wait_mean --kept --format csv
says 0 out '^scenario,windows.desk.servers,.*,growing,verdict,wait_mean' && [ "$(cut -d, -f1,8 out | tail -n 3 | tr '\n' ' ')" = "0,kept 2,kept 3,kept " ]
verdict "--kept leaves those that keep all, in every format" $?
qsweep export day.h5 wait_mean --scope system
[ "$(cut -d, -f1,2,18 out | tr '\n' ' ')" = "scenario,windows.desk.servers,verdict 0,4,kept 1,1,broken 2,3,kept 3,2,kept " ]
verdict "export has the verdict as a column" $?
qsweep export day.h5 wait_mean --format json
says 0 out '"verdict":"broken","promises":\["broken","kept","broken","broken"\]'
verdict "export: json has that of each promise" $?
qsweep run day.yaml -q -o none.h5 -s 'promises=[{metric: wait_max, at_least: 100}, {metric: served, at_least: 3}]'
qsweep show none.h5 --cheapest
says 0 out '^No scenario keeps all promises: 4 break a promise.$'
verdict "none keeps all promises" $?
qsweep show none.h5 wait_mean --kept --format csv
[ "$status" -eq 0 ] && [ "$(wc -l <out)" -eq 1 ]
verdict "none keeps all promises: csv has its head" $?

# ---- words of refusal ----
# refused NAME PATTERN ARGUMENT...
refused()
{
    local name=$1 pattern=$2
    shift 2
    qsweep "$@"
    says 2 err "$pattern" && [ ! -s out ]
    verdict "$name" $?
}
qsweep run day.yaml -q -o plain.h5 -s promises=null -s cost=null
refused "--kept without promises" '--kept needs promises, and the study has none' show plain.h5 --kept
refused "cost without prices" 'cost is not in this file: the study has no prices' show plain.h5 cost
qsweep run day.yaml -q -o free.h5 -s cost=null
refused "--cheapest without a cost" '--cheapest needs a cost, and the study has none' show free.h5 --cheapest
qsweep run day.yaml -q -o per.h5 -s cost.per.served=1
refused "--cheapest with a cost that is an estimate" 'needs an exact cost, and here it is an estimate.*--kept --sort cost' show per.h5 --cheapest
refused "--cheapest and --sort" 'does not go with --sort' show day.h5 --cheapest --sort wait_mean
refused "--kept and --pivot" 'does not go with --kept' show day.h5 --kept --pivot wait_mean --rows scenario --columns scenario
qsweep show per.h5
says 0 out '^ +1 +1 +broken +24.5 ± 0 ' && says 0 out 'cost '
verdict "a cost that is an estimate is a metric" $?
qsweep show plain.h5
! grep -qE 'promises|cost' out
verdict "without prices and promises the table says nothing of them" $?

# ---- a day with chance in it ----
cat >chance.yaml <<'END'
qsweep: 1
time_unit: min
services: {s: {time: {exponential: {mean: 4}}}, t: {time: 2}}
classes: {a: {first: {s: 1}, patience: {exponential: {mean: 15}}}, b: {first: {s: 0.5, t: 0.5}}, never: {first: {t: 1}}}
arrivals: {door: {interarrival: {exponential: {mean: 1.5}}, classes: {a: 0.9, b: 0.1, never: 0}}}
windows: {desk: {servers: 3, services: [s, t]}, closed: {count: 0, services: [s]}}
run: {horizon: 240, replications: 25, seed: 3}
output: {wait_over: [5], quantiles: [0.5, 0.9], intervals: {every: 60}}
cost: {server_hour: {desk: 20}, per: {reneged: 5, wait_hour: 12, overtime_hour: 30}}
promises:
  - {metric: wait_over, at_most: 15 %}
  - {metric: wait_over, class: each, at_most: 12 %}
  - {metric: wait_mean, window: each, at_most: 1.6}
  - {metric: reneged, class: each, at_most: 14}
  - {metric: wait_quantile, quantile: 0.9, class: b, at_most: 5}
  - {metric: utilisation, at_least: 0.55}
  - {metric: cost, at_most: 330}
  - {metric: rejected, at_most: 0.1}
  - {metric: wait_over, interval: each, at_most: 20 %}
  - {metric: wait_mean, class: each, interval: 120, at_most: 2.5}
sweep: {grid: {windows.desk.servers: [2, 3, 4, 5, 6], arrivals.door.interarrival.exponential.mean: [1.2, 1.5, 1.8]}}
END
qsweep run chance.yaml -q -o chance.h5
qsweep show chance.h5 --format csv && mv out chance.csv && qsweep show chance.h5 --format json && mv out chance.json
check "verdicts are those of the intervals in the file" "$PYTHON" "$check" verdicts chance.h5 chance.csv chance.json
check "the cost of each replication" "$PYTHON" "$check" estimate chance.h5
qsweep show chance.h5 reneged --sort cost --kept
[ "$status" -eq 0 ]
verdict "those that keep all promises in order of an estimated cost" $?

# An interval about the limit: open, and within a tolerance that is wide enough.
qsweep run chance.yaml -q -o open.h5 -s sweep=null -s 'promises=[{metric: wait_over, at_most: 12.5 %, tolerance: 8 %}]'
qsweep show open.h5 wait_over
says 0 out ' open, in tolerance ' && says 0 out '^  scenario 0: 1 open: .* up to .* too high, within its tolerance$'
verdict "open, within the tolerance" $?
qsweep run chance.yaml -q -o open.h5 --force -s sweep=null -s 'promises=[{metric: wait_over, at_most: 12.5 %, tolerance: 0.1 %}]'
qsweep show open.h5 wait_over
says 0 out ' open +0' && ! grep -q 'in tolerance' out
verdict "open, and the tolerance too narrow" $?
qsweep run chance.yaml -q -o one.h5 --replications 1 -s sweep=null
qsweep show one.h5 wait_over
says 0 out ' open ' && says 0 out 'without an interval$'
verdict "one replication proves nothing" $?

# ---- the same bits ----
qsweep run chance.yaml -q -o ranks.h5 # one process
for n in 2 3; do
    timeout -k 5 120 mpirun -n $n "$QSWEEP" run chance.yaml -q --force -o "ranks$n.h5" >out 2>err </dev/null
    [ "$("$PYTHON" "$digest" ranks.h5)" = "$("$PYTHON" "$digest" ranks$n.h5)" ]
    verdict "the same bits on $n ranks" $?
done
for half in 1 2; do qsweep run day.yaml -q --part $half/2 -o half$half.h5; done
qsweep merge -o whole.h5 half1.h5 half2.h5
[ "$status" -eq 0 ] && [ "$("$PYTHON" "$digest" whole.h5)" = "$("$PYTHON" "$digest" day.h5)" ]
verdict "parts merged are the whole" $?

# ---- how often a verdict is wrong ----
# 1,000 independent studies (scenarios that do not share random numbers; capacities so large that they never matter) of
# 200 replications. Two customers come at 0 and 0.5; the second waits over 0.5 if the first is served for longer than 1:
# the share of those who do is exp(-1)/2. The third source is a Poisson process. Three limits for each truth; a verdict
# that is wrong as often as the study's confidence allows, 5 %, fails with probability 1e-6 each, 9e-6 in all.
# Rarely: the second waits over 3.4 only after a service of more than 3.9, in one replication of fifty. There the plain
# interval of the file would keep the ninth promise in 64 of these studies.
cat >often.yaml <<'END'
qsweep: 1
services: {s: {time: {exponential: {mean: 1}}}, t: {time: 0}}
classes: {first: {first: {s: 1}}, second: {first: {t: 1}}}
arrivals:
  one: {times: [0], classes: {first: 1}}
  two: {times: [0.5], classes: {first: 1}}
  many: {interarrival: {exponential: {mean: 0.05}}, limit: 1000, classes: {second: 1}}
windows: {desk: {services: [s], capacity: {queue: 1000}}, hall: {servers: inf, services: [t]}}
run: {horizon: 1, at_horizon: drain, replications: 200, seed: 20, common_random_numbers: false}
output: {wait_over: [0.5, 3.4], quantiles: [0.5], replications: false, histograms: false}
promises:
  - {metric: wait_over, threshold: 0.5, window: desk, at_most: 0.18393972058572117}
  - {metric: wait_over, threshold: 0.5, window: desk, at_least: 0.18393972058572117}
  - {metric: wait_over, threshold: 0.5, window: desk, at_most: 0.183939}
  - {metric: arrived, class: second, at_most: 20}
  - {metric: arrived, class: second, at_least: 20}
  - {metric: arrived, class: second, at_most: 19.99999}
  - {metric: wait_over, threshold: 3.4, window: desk, at_most: 0.010120955722902196}
  - {metric: wait_over, threshold: 3.4, window: desk, at_least: 0.010120955722902196}
  - {metric: wait_over, threshold: 3.4, window: desk, at_most: 0.0101209}
sweep: {grid: {windows.desk.capacity.queue: {from: 1000, to: 1999}}}
END
qsweep run often.yaml -q -o often.h5
qsweep show often.h5 arrived --format json && mv out often.json
check "wrong verdicts are as rare as the confidence says" "$PYTHON" "$check" rates often.json 1000 0.05

sum_up
