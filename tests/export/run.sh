#!/usr/bin/env bash
# qsweep export: csv and json, read back by Python and pandas and held against the results file.
# Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
check=$PWD/tests/export/check.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# refuses NAME STATUS PATTERN ARGUMENT...: that status, a message on stderr alone
refuses()
{
    local name=$1 wanted=$2 pattern=$3
    shift 3
    qsweep "$@"
    [ $status -eq "$wanted" ] && grep -qE -- "$pattern" err && [ ! -s out ]
    verdict "$name" $?
}

# columns NAME...: these of the csv in out, each combination once, sorted, lines separated by blanks
columns()
{
    "$PYTHON" -c '
import csv, sys
print(*sorted({",".join(row[name] for name in sys.argv[1:]) for row in csv.DictReader(open("out"))}))' "$@"
}

cat >study.yaml <<'END'
qsweep: 1
name: 'a "small", stüdy'
time_unit: min
services: {s: {time: {exponential: {mean: 1}}}}
classes: {old: {first: {s: 1}}, new: {first: {s: 1}}}
arrivals: {door: {interarrival: {exponential: {mean: 0.8}}, classes: {old: 0.5, new: 0.5}}}
windows: {A: {servers: 2, services: [s]}, B: {servers: 1, count: 0, services: [s]}}
run: {horizon: 500, replications: 12, seed: 11}
output: {quantiles: [0.5, 0.95], wait_over: [1]}
sweep: {grid: {windows.A.servers: [2, 3], services.s.time: [{exponential: {mean: 1}}, {uniform: {min: 0, max: 2}}]}}
END
qsweep run study.yaml -q -o r.h5
[ $status -eq 0 ] || { cat err; exit 1; }

qsweep export r.h5 -o long.csv && qsweep export r.h5 --form wide --scope window -o wide.csv &&
    qsweep export r.h5 wait_mean --form replications --scope window -o rows.csv && qsweep export r.h5 -o all.json &&
    "$PYTHON" "$check" r.h5 long.csv wide.csv rows.csv all.json >out 2>err
verdict "csv (long, wide, replications) and json hold the results file's numbers to the bit, and the parameters" $?
qsweep export r.h5 && cmp out long.csv
verdict "without -o long csv goes to the standard output" $?
qsweep export r.h5 -o excel.csv --excel && head -c 3 excel.csv | cmp - <(printf '\357\273\277') && tail -c +4 excel.csv | cmp - long.csv
verdict "--excel puts a byte order mark before it" $?
[ -z "$(ls ./*.part 2>/dev/null)" ]
verdict "nothing is left beside" $?
qsweep export r.h5 wait_mean wait_quantile_0.95 --scope class --member new --where A.servers=3 &&
    [ "$(columns windows.A.servers member metric item)" = "3,new,wait_mean, 3,new,wait_quantile,0.95" ]
verdict "metrics, scope, members and scenarios can be chosen" $?
qsweep export r.h5 utilisation && [ "$(columns scope)" = "system window" ]
verdict "a metric that a scope has not is left out there" $?
sed 's/^run: {horizon: 500/run: {horizon: 500, customers: 100/; s/windows.A.servers: \[2, 3\]/run.customers: [50, 100]/' study.yaml >swept.yaml
qsweep run swept.yaml -q -o swept.h5 && qsweep export swept.h5 served &&
    [ "$(head -n 1 out | tr ',' '\n' | grep -c '^run.customers$')" -eq 1 ]
verdict "a swept rule is an axis and no parameter as well" $?

refuses "no file" 2 'which results file' export
refuses "no such metric" 2 'no metric waiting' export r.h5 waiting
refuses "a form that is not there" 2 'must be long, wide or replications' export r.h5 --form tall
refuses "--form is for csv" 2 'is for csv' export r.h5 -o x.json --form long
refuses "onto itself" 2 'is the results file itself' export r.h5 -o r.h5
refuses "a folder that is not there" 1 'cannot write' export r.h5 -o none/x.csv
qsweep run study.yaml -q -o short.h5 -s output.replications=false
refuses "replications that were not kept" 1 'output.replications=true' export short.h5 --form replications
if [ -w /dev/full ]; then
    "$QSWEEP" export r.h5 >/dev/full 2>err
    status=$?
    : >out
    [ $status -eq 1 ] && grep -q 'cannot write' err
    verdict "a full disk is a failure" $?
fi

sum_up
