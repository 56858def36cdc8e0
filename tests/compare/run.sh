#!/usr/bin/env bash
# qsweep compare: its numbers against numpy's, its words, its refusals; and what `show` chooses, sorts and pivots.
# Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
check=$PWD/tests/compare/check.py files=$PWD/tests/compare/files.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# agrees NAME RESULTS SCOPE METRIC ITEM BASELINE CONFIDENCE METHOD ARGUMENT...
agrees()
{
    local name=$1 results=$2 scope=$3 metric=$4 item=$5 baseline=$6 confidence=$7 method=$8
    shift 8
    qsweep compare "$results" "$@" --scope "$scope" --baseline "$baseline" --format json
    cp out said.json
    [ $status -eq 0 ] && "$PYTHON" "$check" "$results" "$scope" "$metric" "$item" "$baseline" "$confidence" "$method" said.json >out 2>&1
    verdict "$name" $?
}

cat >study.yaml <<'END'
qsweep: 1
name: desks
time_unit: min
services: {ask: {time: {exponential: {mean: 2}}}, pay: {time: {exponential: {mean: 1}}}}
classes:
  old: {first: {ask: 1}, then: {ask: {pay: 0.5}}}
  new: {first: {pay: 1}}
arrivals: {door: {interarrival: {exponential: {mean: 1.25}}, classes: {old: 0.7, new: 0.3}}}
windows:
  A: {servers: 2, services: [ask]}
  B: {servers: 1, services: [pay]}
run: {horizon: 200, replications: 30, seed: 5}
output: {quantiles: [0.5, 0.95], wait_over: [1]}
sweep: {grid: {windows.A.servers: [2, 3], windows.B.servers: [1, 2], window_choice: [first, random]}}
END
qsweep run study.yaml -q -o paired.h5
[ $status -eq 0 ]
verdict "a small study keeps its replications without being asked" $?
qsweep run study.yaml -q -o apart.h5 -s run.common_random_numbers=false
qsweep run study.yaml -q -o mirrored.h5 -s run.antithetic=true
qsweep run study.yaml -q -o without.h5 -s output.replications=false
# Nobody arrives in many of these replications, so waits are not always observed.
qsweep run study.yaml -q -o few.h5 -s arrivals.door.interarrival.exponential.mean=120

# Of these scenarios one sees nobody where another does.
cat >rare.yaml <<'END'
qsweep: 1
name: rare
services: {ask: {time: {exponential: {mean: 2}}}}
arrivals: {door: {interarrival: {exponential: {mean: 60}}}}
windows: {A: {}, B: {services: [ask]}}
run: {horizon: 200, replications: 30, seed: 5, at_horizon: drain}
output: {quantiles: [0.5, 0.95], replications: true}
sweep: {grid: {arrivals.door.interarrival.exponential.mean: [60, 120, 240]}}
END
qsweep run rare.yaml -q -o rare.h5
qsweep run rare.yaml -q -o rarepairs.h5 -s run.antithetic=true
qsweep run rare.yaml -q -o rareapart.h5 -s run.antithetic=true -s run.common_random_numbers=false
sed 's/replications: 30, //' study.yaml >until.yaml
qsweep run until.yaml -q -o until.h5 -s output.replications=true -s 'run.until=[{metric: wait_mean, half_width: {relative: 0.15}, max: 200}]'

agrees "paired differences are numpy's" paired.h5 system wait_mean -1 0 0.95 paired wait_mean
agrees "another baseline, without correction, at 99 %" paired.h5 system queue_mean -1 5 0.99 paired queue_mean --correction none --confidence 0.99
agrees "of each class" paired.h5 class sojourn_mean -1 0 0.95 paired sojourn_mean
agrees "of each window" paired.h5 window number_mean -1 2 0.95 paired number_mean
agrees "of one item" paired.h5 window wait_over 0 0 0.95 paired wait_over_1
agrees "some scenarios and one member" paired.h5 window utilisation -1 0 0.95 paired utilisation --member B --where window_choice=first
agrees "replications that none observed are left out" few.h5 system wait_mean -1 0 0.95 paired wait_mean
"$PYTHON" -c 'import json; d = json.load(open("said.json"))["differences"]; assert 2 <= min(x["n"] for x in d) < 30' 2>err
verdict "and there were such" $?
agrees "of replications that one did not observe: ratios" rare.h5 system sojourn_mean -1 0 0.95 paired sojourn_mean
agrees "the same of each window" rare.h5 window sojourn_mean -1 2 0.95 paired sojourn_mean
"$PYTHON" -c '
import h5py, json, numpy
rows = numpy.isnan(h5py.File("rare.h5")["replication/window/sojourn_mean"][...])
assert (rows[2] != rows[:2]).any(axis=(1, 2)).all()
mean = h5py.File("rare.h5")["window/sojourn_mean"][...]
names = [t.decode() for t in h5py.File("rare.h5")["window/window"][...]]
for x in json.load(open("said.json"))["differences"]:
    k = names.index(x["window"])
    assert abs(x["mean"] - mean[x["scenario"], k]) <= 1e-12 * x["mean"]
    assert abs(x["baseline_mean"] - mean[2, k]) <= 1e-12 * x["mean"]' 2>err
verdict "there were such, and the means are the file's" $?
agrees "independent replications by Welch's t" apart.h5 system wait_mean -1 0 0.95 welch wait_mean
agrees "antithetic pairs are one observation each" mirrored.h5 system wait_mean -1 0 0.95 paired wait_mean
"$PYTHON" -c 'import json; d = json.load(open("said.json"))["differences"]; assert all(x["n"] == 15 for x in d)' 2>err
verdict "of which there are half as many" $?
agrees "antithetic pairs of which one saw nobody" rarepairs.h5 system sojourn_mean -1 0 0.95 paired sojourn_mean
agrees "the same of each window, which may see what another does not" rarepairs.h5 window sojourn_mean -1 1 0.95 paired sojourn_mean
agrees "and without common random numbers" rareapart.h5 window sojourn_mean -1 0 0.95 welch sojourn_mean
agrees "unequally many replications: those that both ran" until.h5 system wait_mean -1 0 0.95 paired wait_mean
"$PYTHON" -c 'import h5py; assert len(set(h5py.File("until.h5")["replications"][...])) > 1' 2>err
verdict "and they were unequally many" $?

agrees "quantiles are those of all customers together" paired.h5 system wait_quantile 1 0 0.95 paired wait_quantile_0.95
agrees "at another confidence, without correction" paired.h5 system sojourn_quantile 0 3 0.8 paired sojourn_quantile_0.5 --correction none --confidence 0.8
agrees "of each class, at the file's confidence" paired.h5 class sojourn_quantile 0 0 0.95 paired sojourn_quantile_0.5 --correction none
agrees "of antithetic pairs" mirrored.h5 window wait_quantile 1 0 0.95 paired wait_quantile_0.95
agrees "of independent replications" apart.h5 system wait_quantile 1 0 0.95 welch wait_quantile_0.95
agrees "of unequally many replications" until.h5 system wait_quantile 0 6 0.95 paired wait_quantile_0.5
agrees "whose upper end is not known" rare.h5 system sojourn_quantile 1 0 0.95 paired sojourn_quantile_0.95
grep -q '"hi":"inf"' said.json
verdict "and such there were" $?
qsweep compare rare.h5 sojourn_quantile_0.95
says 0 out '± +inf' && says 0 out 'quantiles of all customers together'
verdict "the table says inf, and what is compared" $?

qsweep compare paired.h5 wait_mean
says 0 out 'common random numbers' && says 0 out 'Bonferroni over 7 comparisons' && says 0 out '95 %' && says 0 out 'at most 5 %' &&
    says 0 out '^ *7 +3 +2 +random .* lower$'
verdict "the table names the method, the family and its error" $?
qsweep compare apart.h5 wait_mean
says 0 out "Welch" && ! grep -q 'reduction' out
verdict "and does not speak of pairs where there are none" $?
qsweep compare paired.h5 wait_mean --correction none
says 0 out 'no correction'
verdict "without correction it warns" $?
qsweep compare paired.h5 wait_mean --format csv
says 0 out '^scenario,windows.A.servers,windows.B.servers,window_choice,metric,baseline,n,' &&
    "$PYTHON" -c '
import csv
rows = list(csv.DictReader(open("out")))
assert len(rows) == 7 and {r["method"] for r in rows} == {"paired t"} and {r["comparisons"] for r in rows} == {"7"}
assert float(rows[-1]["difference_hi"]) < 0 and rows[-1]["verdict"] == "lower"' 2>err
verdict "csv has a line for each scenario" $?
# first and random choose alike where there is one window for each service.
qsweep compare paired.h5 wait_mean --where scenario=1 --format json
"$PYTHON" -c '
import json
d, = json.load(open("out"))["differences"]
assert d["difference"] == d["lo"] == d["hi"] == 0 and d["verdict"] == "no difference"' 2>err
verdict "equal scenarios differ by 0 ± 0" $?

# How often the interval of a difference of quantiles covers it: M/M/1 at loads .5 and .6, whose quantiles of the wait
# are log(load / (1 - p)) / (1 - load). Of 60 right 95 % intervals more than 11 miss with probability 4e-5, and more
# than 9 on one side with 5e-6, at seeds chosen afresh; these are fixed.
cat >mm1.yaml <<'END'
qsweep: 1
name: mm1
services: {ask: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {rate: 0.5}}}}
windows: {A: {}}
run: {horizon: 600, warmup: 100, replications: 50, seed: 1}
output: {quantiles: [0.9], replications: true}
sweep: {grid: {arrivals.door.interarrival.exponential.rate: [0.5, 0.6]}}
END
: >covered
for ((seed = 1; seed <= 60; seed++)); do
    rm -f mm1.h5
    qsweep run mm1.yaml -q -o mm1.h5 -s run.seed=$seed && qsweep compare mm1.h5 wait_quantile_0.9 --format csv &&
        tail -n 1 out | cut -d, -f9,10 >>covered
done
"$PYTHON" -c '
from math import log
truth = log(6) / .4 - log(5) / .5
ends = [[float(x) for x in line.split(",")] for line in open("covered")]
below, above = sum(hi < truth for lo, hi in ends), sum(lo > truth for lo, hi in ends)
print("60 intervals: %d below, %d above" % (below, above))
assert len(ends) == 60 and below + above <= 11 and max(below, above) <= 9' >out 2>err
verdict "intervals of differences of quantiles cover them" $?
sed 's/^/# /' out

refuses "no metric" 2 'which metric' compare paired.h5
refuses "two metrics" 2 'one metric' compare paired.h5 wait_mean queue_mean
refuses "a metric of several values" 2 'wait_quantile_NUMBER' compare paired.h5 wait_quantile
refuses "a baseline that is not there" 2 'from 0 to 7' compare paired.h5 wait_mean --baseline 8
refuses "a correction that is not there" 2 'must be none or bonferroni \(got holm\)' compare paired.h5 wait_mean --correction holm
refuses "a confidence of 95" 2 'between 0 and 1' compare paired.h5 wait_mean --confidence 95
refuses "nothing but the baseline" 2 'nothing but the baseline' compare paired.h5 wait_mean --where scenario=0

# ---- one file or two: which scenarios go together, and what is told ----
# against OWN BASE SCOPE METRIC METHOD KEYS -- ARGUMENT...: json of compare, held against numpy
against()
{
    local name=$1 own=$2 base=$3 scope=$4 metric=$5 method=$6 keys=$7
    shift 7
    qsweep compare "$@" --scope "$scope" --format json
    cp out said.json
    # shellcheck disable=SC2086 # keys are several words
    [ $status -eq 0 ] && "$PYTHON" -B "$files" "$own" "$base" "$scope" "$metric" 0.95 "$method" said.json $keys >out 2>&1
    verdict "$name" $?
}
against "without replications: Welch's t from means and standard deviations" without.h5 without.h5 system wait_mean file "windows.A.servers=2.0 windows.B.servers=1.0 window_choice=first" without.h5 wait_mean
says 0 err 'not paired, for the replications are not in without.h5: intervals are wider' && grep -q '"not_paired":"the replications are not in without.h5"' said.json
verdict "and it is said, apart from the numbers" $? said.json err
against "of each window" without.h5 without.h5 window number_mean file "windows.A.servers=2.0 windows.B.servers=1.0 window_choice=first" without.h5 number_mean
qsweep compare without.h5 wait_mean
says 0 out '^not paired, for the replications are not in' && says 0 out "Welch's t" && [ "$(grep -nE '^not paired' out | cut -d: -f1)" -lt "$(grep -n '^scenario' out | cut -d: -f1)" ]
verdict "the table says so before the numbers" $?
qsweep compare without.h5 wait_quantile_0.95 --format json
cp out said.json
qsweep compare apart.h5 wait_quantile_0.95 --format json
"$PYTHON" -c '
import h5py, json, math
f = h5py.File("without.h5")
mean, lo, hi = (f["system/wait_quantile" + part][...][:, 1] for part in ("", "_lo", "_hi"))
d = json.load(open("said.json"))
assert d["method"] == "MOVER"
assert all(math.isclose(x["difference"], mean[x["scenario"]] - mean[0]) for x in d["differences"])
d, = [x for x in json.load(open("out"))["differences"] if x["scenario"] == 1]' 2>err
verdict "quantiles, too" $?
against "a baseline by condition that one scenario fulfils" paired.h5 paired.h5 system wait_mean paired "windows.A.servers=3.0 windows.B.servers=2.0 window_choice=first" \
    paired.h5 wait_mean --baseline A.servers=3 --baseline B.servers=2 --baseline window_choice=first
against "that several fulfil: each against the one like it otherwise" paired.h5 paired.h5 system wait_mean paired "windows.A.servers=2.0 windows.B.servers window_choice" paired.h5 wait_mean --baseline A.servers=2
against "two conditions, of each class" paired.h5 paired.h5 class sojourn_mean paired "windows.A.servers=3.0 window_choice=random windows.B.servers" \
    paired.h5 sojourn_mean --baseline A.servers=3 --baseline window_choice=random
qsweep compare paired.h5 wait_mean --baseline A.servers=2
says 0 out '^baseline: of each scenario the one of the same windows.B.servers, window_choice$' && says 0 out '^scenario .* against +mean' && says 0 out '^ +7 +3 +2 +random +3 '
verdict "the table says how, and which" $?
refuses "a condition that leaves several" 2 'scenarios 0 and 1 could both be the baseline of scenario 0: choose by --baseline' compare paired.h5 wait_mean --baseline 'window_choice!=none' --baseline B.servers=1
refuses "a condition that none fulfils" 2 'baseline: no scenario fulfils A.servers=9; windows.A.servers is 2, 3' compare paired.h5 wait_mean --baseline A.servers=9
refuses "an axis that is not there" 2 'baseline: there is no axis C.servers' compare paired.h5 wait_mean --baseline C.servers=2
refuses "no condition" 2 'AXIS=VALUE' compare paired.h5 wait_mean --baseline first

# The other file has fewer scenarios, in another order, and fewer windows.
qsweep run study.yaml -q -o quick.h5 -s services.ask.time.exponential.mean=1.5 -s 'sweep={grid: {windows.B.servers: [2, 1], windows.A.servers: [3, 4]}}'
qsweep run study.yaml -q -o seed.h5 -s run.seed=6
qsweep run study.yaml -q -o more.h5 -s run.replications=40
qsweep run study.yaml -q -o alone.h5 -s sweep=null
qsweep run study.yaml -q -o alone2.h5 -s sweep=null -s windows.B.servers=2
against "two files, by the axes that both have" paired.h5 quick.h5 system wait_mean paired "windows.A.servers windows.B.servers" quick.h5 paired.h5 wait_mean
grep -q '"file":"quick.h5"' said.json && grep -q '"alone":4' said.json
verdict "what has no counterpart is counted" $? said.json
qsweep compare quick.h5 paired.h5 wait_mean
says 0 out '^baseline: quick.h5 [(]desks[)], of each scenario the one of the same windows.A.servers, windows.B.servers$' && says 0 out '^4 scenarios are not compared'
verdict "and told" $?
against "another seed: not paired" paired.h5 seed.h5 system wait_mean welch "windows.A.servers windows.B.servers window_choice" seed.h5 paired.h5 wait_mean
says 0 err 'not paired, for the seeds are not the same'
verdict "for that reason" $?
against "other numbers of replications: not paired" more.h5 paired.h5 window queue_mean welch "windows.A.servers windows.B.servers window_choice" paired.h5 more.h5 queue_mean
says 0 err 'not paired, for the two have different numbers of replications'
verdict "for that reason" $?
against "one without replications" paired.h5 without.h5 system wait_mean file "windows.A.servers windows.B.servers window_choice" without.h5 paired.h5 wait_mean
says 0 err 'the replications are not in without.h5'
verdict "for that reason" $?
qsweep compare apart.h5 paired.h5 wait_mean --format csv && says 0 err 'no common random numbers in apart.h5' && qsweep compare mirrored.h5 paired.h5 wait_mean --format csv &&
    says 0 err 'only one of the two has antithetic pairs' && grep -q ,Welch, out
verdict "no common random numbers, pairs against single ones" $?
against "studies without a sweep: by number" alone2.h5 alone.h5 system wait_mean paired "" alone.h5 alone2.h5 wait_mean
against "one scenario of the other file for all" paired.h5 quick.h5 system wait_mean paired "windows.A.servers=4.0 windows.B.servers=1.0" quick.h5 paired.h5 wait_mean --baseline A.servers=4 --baseline B.servers=1
against "by its number" paired.h5 quick.h5 system wait_mean paired "windows.A.servers=3.0 windows.B.servers=2.0" quick.h5 paired.h5 wait_mean --baseline 0
qsweep compare paired.h5 paired.h5 wait_mean --format json
"$PYTHON" -c 'import json; d = json.load(open("out"))["differences"]; assert len(d) == 8 and all(x["difference"] == x["lo"] == x["hi"] == 0 for x in d)' 2>err
verdict "a file against itself: no difference" $?
sed 's/^sweep:.*/sweep: {list: [{label: a, windows.A.servers: 2}, {label: "b, c", windows.A.servers: 3}]}/' study.yaml >l1.yaml
sed 's/^sweep:.*/sweep: {list: [{label: "b, c", windows.A.servers: 5}, {label: d, windows.A.servers: 3}]}/' study.yaml >l2.yaml
qsweep run l1.yaml -q -o l1.h5
qsweep run l2.yaml -q -o l2.h5
against "by labels, whatever they stand for" l2.h5 l1.h5 system wait_mean paired label l1.h5 l2.h5 wait_mean
against "a label as the baseline" l1.h5 l1.h5 system wait_mean paired "label=a" l1.h5 wait_mean --baseline label=a
sed 's/^time_unit: min/time_unit: h/' study.yaml >hours.yaml
qsweep run hours.yaml -q -o hours.h5 --replications 2
refuses "other units of time" 2 'counts time in h, paired.h5 in min' compare paired.h5 hours.h5 wait_mean
refuses "nothing in common" 2 'have no axis in common, and not equally many scenarios: choose one of paired.h5 by --baseline' compare paired.h5 alone.h5 wait_mean
refuses "three files" 2 'files come before the metric, and two are the most' compare paired.h5 alone.h5 wait_mean seed.h5
refuses "a second file that is not there" 1 'none.h5: cannot open' compare paired.h5 none.h5 wait_mean
refuses "one scenario and no other file" 2 'another results file may be given behind it' compare alone.h5 wait_mean

# How often Welch's interval from means and standard errors covers the truth: M/M/1 at loads .5 and .6, the mean number
# waiting of which is load^2 / (1 - load). 200 independent comparisons at once, each with a baseline of its own. Of 200 right
# 95 % intervals more than 25 miss with probability 1e-5, and none with 4e-5, at a seed chosen afresh; this one is fixed.
cat >many.yaml <<'END'
qsweep: 1
name: many
services: {ask: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {rate: 0.5}}}}
windows: {A: {capacity: {queue: 100000}}}
run: {horizon: 600, warmup: 100, replications: 50, seed: 1, common_random_numbers: false}
output: {replications: false}
sweep: {grid: {windows.A.capacity.queue: {from: 100000, to: 100199}, arrivals.door.interarrival.exponential.rate: {name: load, values: [0.5, 0.6]}}}
END
qsweep run many.yaml -q -o many.h5
qsweep compare many.h5 queue_mean --baseline load=0.5 --correction none --format json
"$PYTHON" -c '
import json
told = json.load(open("out"))
truth = 0.36 / 0.4 - 0.25 / 0.5
ends = [(x["lo"], x["hi"]) for x in told["differences"]]
below, above = sum(hi < truth for lo, hi in ends), sum(lo > truth for lo, hi in ends)
print("200 intervals: %d below, %d above" % (below, above))
assert len(ends) == 200 and told["method"] == "Welch" and 0 < below + above <= 25' >said 2>err
verdict "unpaired intervals cover the truth" $?
sed 's/^/# /' said

# ---- show ----
numbers()
{
    awk -F, -v column="$1" 'NR > 1 { print $column }' out | tr '\n' ' '
}
qsweep show paired.h5 wait_mean --format csv --where A.servers=3
[ "$(numbers 1)" = "4 5 6 7 " ]
verdict "show --where: an axis by the end of its path" $?
qsweep show paired.h5 wait_mean --format csv --where windows.A.servers=3 --where 'windows.B.servers<2' --where window_choice!=random
[ "$(numbers 1)" = "4 " ]
verdict "show --where: several conditions, <, !=" $?
qsweep show paired.h5 wait_mean --format csv --where 'scenario>=2' --where 'scenario<=5' --where 'B.servers>1'
[ "$(numbers 1)" = "2 3 " ]
verdict "show --where: >=, <=, > and the scenario's number" $?
qsweep show paired.h5 wait_mean --format csv --where scenario=1,6
[ "$(numbers 1)" = "1 6 " ]
verdict "show --where: one of several values" $?
refuses "show --where: an end of two axes" 2 'servers is the end of 2 axes; the axes are windows.A.servers' show paired.h5 --where servers=2
refuses "show --where: no such axis" 2 'no axis C.servers; (the axes are|did you mean)' show paired.h5 --where C.servers=2
refuses "show --where: no such value" 2 'no scenario fulfils A.servers=4; windows.A.servers is 2, 3' show paired.h5 --where A.servers=4
refuses "show --where: no relation" 2 'AXIS=VALUE' show paired.h5 --where A.servers
refuses "show --where: a text where a number must be" 2 'needs a number' show paired.h5 --where A.servers=two
refuses "show --where: a text has no order" 2 'is a text' show paired.h5 --where 'window_choice<random'
qsweep show paired.h5 wait_mean --format csv --scope window --member B --where A.servers=2
[ "$(numbers 5)" = "B B B B " ]
verdict "show --member" $?
refuses "show --member: no such member" 2 'no window C; there are A, B' show paired.h5 --scope window --member C
refuses "show --member without a scope" 2 'needs --scope' show paired.h5 --member A
qsweep show paired.h5 wait_mean wait_quantile_0.95 --format csv --where scenario=0
says 0 out ',wait_mean_n,wait_quantile_0.95,wait_quantile_0.95_sd,' && ! grep -q 'wait_quantile_0.5' out
verdict "show: one item of a metric" $?
refuses "show: an item that is not there" 2 'no wait_quantile of 0.9 in this file; there are 0.5, 0.95' show paired.h5 wait_quantile_0.9

qsweep show paired.h5 wait_mean --format csv --sort wait_mean --descending
numbers 9 | tr ' ' '\n' | grep . >sorted && [ "$(sort -gr sorted)" = "$(cat sorted)" ] && [ "$(wc -l <sorted)" -eq 8 ]
verdict "show --sort METRIC --descending" $?
qsweep show paired.h5 wait_mean --format csv --sort B.servers
[ "$(numbers 1)" = "0 1 4 5 2 3 6 7 " ]
verdict "show --sort AXIS keeps what is equal in order" $?
qsweep show paired.h5 wait_mean --format json --sort window_choice --scope window --member A
"$PYTHON" -c '
import json
s = json.load(open("out"))["scenarios"]
assert [x["scenario"] for x in s] == [0, 2, 4, 6, 1, 3, 5, 7]
assert all([r["window"] for r in x["results"]] == ["A"] for x in s)' 2>err
verdict "json keeps the order and the choice" $?
refuses "show --sort: a word that is neither" 2 'neither a metric nor an axis' show paired.h5 --sort wai

qsweep show paired.h5 --pivot wait_mean --rows A.servers --columns B.servers --where window_choice=first
says 0 out '^down: windows.A.servers, across: windows.B.servers' && says 0 out '^ +3 +[0-9.]+ ± [0-9.]+ +[0-9.]+ ± [0-9.]+[?]$' && says 0 out '^[?]: the interval is wide'
verdict "show --pivot" $?
qsweep show paired.h5 --pivot wait_mean --rows A.servers --columns B.servers --where window_choice=first --format json
cp out pivot.json
qsweep show paired.h5 wait_mean --format json
"$PYTHON" -c '
import json
p, s = json.load(open("pivot.json")), json.load(open("out"))["scenarios"]
for i, a in enumerate(p["rows"]["values"]):
    for j, b in enumerate(p["columns"]["values"]):
        x, = [x for x in s if x["axes"] == {"windows.A.servers": a, "windows.B.servers": b, "window_choice": "first"}]
        m = x["results"][0]["wait_mean"]
        assert [m["mean"], m["lo"], m["hi"]] == [p["mean"][i][j], p["lo"][i][j], p["hi"][i][j]]' 2>err
verdict "the matrix holds the scenarios' means and intervals" $?
qsweep show paired.h5 --pivot utilisation --rows window --columns A.servers --scope window --where B.servers=1 --where window_choice=first --format csv
[ "$(cut -d, -f1 out | tr '\n' ' ')" = "window A B " ] && says 0 out '^window,windows.A.servers=2,windows.A.servers=3$'
verdict "show --pivot over windows, as csv" $?
refuses "show --pivot: says which axis is to be fixed" 2 'fix with --where AXIS=VALUE: window_choice \(first, random' show paired.h5 --pivot wait_mean --rows A.servers --columns B.servers
refuses "show --pivot: says that a window is to be chosen" 2 'choose one window with --member' show paired.h5 --scope window --pivot wait_mean --rows A.servers --columns B.servers --where window_choice=first
refuses "show --pivot without its axes" 2 'needs --pivot METRIC, --rows AXIS and --columns AXIS' show paired.h5 --pivot wait_mean
refuses "show --pivot: the same axis twice" 2 'are the same' show paired.h5 --pivot wait_mean --rows A.servers --columns windows.A.servers --where scenario=0

COLUMNS=64 qsweep show paired.h5 wait_mean sojourn_mean queue_mean number_mean
[ "$status" -eq 0 ] && [ "$(tail -n +3 out | wc -L)" -le 64 ] && [ "$(grep -c '^scenario' out)" -gt 1 ]
verdict "a wide table is broken to fit \$COLUMNS" $?
COLUMNS=70 qsweep show paired.h5 --pivot wait_mean --rows window_choice --columns scenario
[ "$status" -eq 0 ] && [ "$(tail -n +4 out | wc -L)" -le 70 ]
verdict "a wide matrix too" $?

# ---- by interval ----

cat >day.yaml <<'END'
qsweep: 1
name: day
time_unit: min
clock: "08:30"
services: {ask: {time: {exponential: {mean: 4}}}, pay: {time: {exponential: {mean: 1}}}}
classes: {a: {first: {ask: 1}, then: {ask: {pay: 1}}}, b: {first: {pay: 1}}}
arrivals: {door: {rate: [{until: "10:00", rate: 10/h}, {until: "11:00", rate: 30/h}, {rate: 12/h}], classes: {a: 0.7, b: 0.3}}}
windows: {desk: {servers: 1, services: [ask]}, till: {services: [pay]}}
run: {horizon: "12:30", replications: 20, at_horizon: drain, seed: 3}
output: {quantiles: [0.5, 0.9], wait_over: [5 min], intervals: {every: 60 min}}
sweep: {grid: {windows.desk.servers: [1, 2, 3]}}
END
qsweep run day.yaml -q -o day.h5
[ $status -eq 0 ] && "$PYTHON" "$OLDPWD/tests/compare/intervals.py" "$QSWEEP" day.h5 >out 2>err
verdict "show, its matrix, export and compare have intervals as the file has" $?
qsweep show day.h5 --pivot wait_mean --rows interval --columns servers
[ $status -eq 0 ] && grep -qE '^ +08:30 +[0-9]' out && [ "$(grep -cE '^ +[01][0-9]:30 +[0-9]' out)" -eq 4 ]
verdict "a matrix for people has the intervals' times of day down" $?
qsweep show day.h5 --pivot wait_mean --rows servers --columns interval
[ $status -eq 0 ] && grep -qE ' servers +08:30 +09:30 +10:30 +11:30$' out
verdict "and across" $?
qsweep run day.yaml -q -o until.h5 --force -s run.replications=null -s 'run.until={metric: wait_mean, interval: each, half_width: {absolute: 3 min}}'
"$PYTHON" -c '
import h5py
f = h5py.File("until.h5")
mean, upper = f["interval/system/wait_mean"][...], f["interval/system/wait_mean_hi"][...]
assert ((upper - mean) <= 3).all() and len(set(f["replications"][...])) > 1' 2>err
verdict "run.until on each interval: all are narrow enough" $?
refuses "an interval that is none: which there are" 2 'no interval starts at 09:00; they start at 08:30, 09:30, ..., 11:30, or write each' show day.h5 --interval 09:00
refuses "a metric that is not measured by interval: which are" 2 'wait_sd is not measured by interval; these are: arrived' show day.h5 wait_sd --interval each
refuses "a file without intervals: what the study needs" 2 'the study needs output.intervals' show paired.h5 --interval each
refuses "a matrix of several intervals: choose one" 2 'choose one with --interval, or give interval' show day.h5 --interval each --pivot wait_mean --rows servers --columns scenario
"$PYTHON" -c '
import h5py, shutil
shutil.copy("day.h5", "torn.h5")
h5py.File("torn.h5", "r+")["interval/system/start"][1] = 1e9'
refuses "a file whose intervals do not ascend" 1 'interval must be between times in ascending order' show torn.h5 --interval each
qsweep plot day.h5 wait_mean --x interval -o day.svg
[ $status -eq 0 ] && grep -q '>11:30<' day.svg && grep -q 'interval from' day.svg
verdict "plot --x interval: the times of day" $?
refuses "plot: one interval, or along x" 2 'choose one with --interval, or --x interval' plot day.h5 wait_mean --interval 08:30 --interval 09:30 -o x.svg
refuses "plot: a distribution has no intervals" 2 'wait is not kept by interval' plot day.h5 wait --x interval -o x.svg

sum_up
