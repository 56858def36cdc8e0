#!/usr/bin/env bash
# qsweep export: csv and json, read back by Python and pandas and held against the results file.
# Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
check=$PWD/tests/export/check.py dialects=$PWD/tests/export/dialects.py
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

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

# ---- other signs between cells and in numbers ----
# Labels that look like numbers, like several cells, like formulas.
cat >labels.yaml <<'END'
qsweep: 1
name: "1.25"
services: {s: {time: {exponential: {mean: 1}}}}
arrivals: {door: {interarrival: {exponential: {mean: 0.8}}}}
windows: {A: {servers: 2}}
run: {horizon: 500, replications: 4, seed: 11, confidence: 0.95}
output: {quantiles: [0.5], wait_over: [1.5]}
sweep:
  list:
    - {label: "1.5", windows.A.servers: 2}
    - {label: "-1.5e3", windows.A.servers: 3}
    - {label: "a;b", windows.A.servers: 4}
    - {label: "1,5", windows.A.servers: 5}
    - {label: "=1+1;2", windows.A.servers: 6}
    - {label: "@sum|", windows.A.servers: 7}
    - {label: "+49 30 \"x\"", windows.A.servers: 8}
    - {label: "-5", windows.A.servers: 9}
END
qsweep run labels.yaml -q -o l.h5
# in_dialect NAME SEPARATOR DECIMAL EXCEL COMMAND...: the command's csv in a dialect is the plain one, cell by cell
in_dialect()
{
    local name=$1 separator=$2 decimal=$3 excel=$4
    shift 4
    qsweep "$@" && cp out plain.csv && [ $status -eq 0 ] && grep -q '[0-9][.][0-9]' plain.csv &&
        qsweep "$@" --separator "$separator" --decimal "$decimal" ${excel:+"$excel"} && [ $status -eq 0 ] && cp out other.csv &&
        "$PYTHON" "$dialects" plain.csv other.csv "$separator" "$decimal" ${excel:+excel} >out 2>err
    verdict "in a dialect: $name" $?
}
in_dialect "export, a number a line" ';' , "" export l.h5
in_dialect "export --form wide, for Excel" ';' , --excel export l.h5 --form wide --scope window
in_dialect "export --form replications" $'\t' , "" export l.h5 --form replications
in_dialect "show" ';' , --excel show l.h5 --format csv
in_dialect "show: a pivot" '|' . --excel show l.h5 --format csv --pivot wait_mean --rows label --columns scenario
in_dialect "compare" ';' , --excel compare l.h5 wait_mean --format csv
in_dialect "trace" ';' , "" trace labels.yaml
in_dialect "trace --metrics, of a results file" : , --excel trace l.h5 --scenario 4 --metrics
qsweep trace l.h5 --scenario 2 -o t.csv --decimal , && "$QSWEEP" trace l.h5 --scenario 2 >plain.csv 2>>err && "$PYTHON" "$dialects" plain.csv t.csv ';' , >out 2>err
verdict "trace into a file; a decimal comma alone takes semicolons" $?
qsweep export l.h5 wait_mean --decimal , -o de.csv && "$PYTHON" -c '
import h5py, numpy, pandas
frame = pandas.read_csv("de.csv", sep=";", decimal=",", dtype={"label": str, "study": str})
f = h5py.File("l.h5")
for scope in ("system", "class", "window"):
    part = frame[frame.scope == scope]
    for column, name in (("mean", "/wait_mean"), ("hi", "/wait_mean_hi")):
        assert numpy.allclose(part[column].values, f[scope + name][...].ravel(), rtol=1e-12, atol=0)
assert set(frame.label) == {x.decode() for x in f["label"][...]} and set(frame.study) == {"1.25"}
assert set(frame["run.confidence"]) == {0.95}' 2>err
verdict "pandas reads it with sep=; decimal=," $?
refuses "one sign for both" 2 'must not be the decimal sign' export l.h5 --separator , --decimal ,
refuses "two signs" 2 'must be one sign such as' export l.h5 --separator ';;'
refuses "a sign of several bytes" 2 'must be one sign such as' export l.h5 --separator '；'
refuses "no sign" 2 'must be one sign such as' export l.h5 --separator ''
refuses "a quote, a digit, a letter, a line's end" 2 'must be one sign such as' export l.h5 --separator '"'
n=0
for sign in 1 e . - = "'" $'\n' $'\r'; do
    qsweep export l.h5 --separator "$sign"
    if [ "$status" -eq 2 ] && [ ! -s out ]; then n=$((n + 1)); fi
done
[ "$n" -eq 8 ]
verdict "each of what is in numbers or ends cells" $?
refuses "a decimal sign that is none" 2 "must be '.' or ','" export l.h5 --decimal ';'
refuses "json has no dialect" 2 'decimal is for csv' export l.h5 -o x.json --decimal ,
refuses "--excel is for csv" 2 'excel is for csv' export l.h5 -o x.json --excel
refuses "a table has none: says what to add" 2 'separator is for csv: add --format csv' show l.h5 --separator ';'
refuses "nor has a comparison's" 2 'excel is for csv: add --format csv' compare l.h5 wait_mean --excel
refuses "nor a trace in HDF5" 2 'decimal is for csv' trace l.h5 -o t.h5 --decimal ,

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
    "$QSWEEP" export r.h5 --decimal , >/dev/full 2>err
    status=$?
    [ $status -eq 1 ] && grep -q 'cannot write' err
    verdict "in a dialect, too" $?
fi

sum_up
