#!/usr/bin/env bash
# Shares, service level, and the two ways to weight: against exact values, on any ranks, in until and compare.
# Run by tests/run, which sets QSWEEP, BUILD_DIR and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")" || exit 1
# shellcheck source=tests/suite.sh
. ../suite.sh
here=$PWD
PYTHON=${PYTHON:-/usr/bin/python3}
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

# simulate STUDY FILE OPTION...
simulate()
{
    local study=$1 file=$2
    shift 2
    timeout -k 5 120 "$QSWEEP" run "$here/$study" -q --force -o "$file" "$@"
}

for weighting in replications customers; do
    for pairs in false true; do
        simulate bus.yaml bus.h5 -s "output.weighting=$weighting" -s "run.antithetic=$pairs" >run.log 2>&1 &&
            "$PYTHON" "$here/check.py" bus "$weighting" bus.h5 >check.log 2>&1
        verdict "intervals of $weighting hold the truth, antithetic $pairs" $? run.log check.log
    done
    for means in '[]' '[antithetic]' '[control]'; do
        simulate erlang_a.yaml a.h5 -s "output.weighting=$weighting" -s "run.variance_reduction=$means" >run.log 2>&1 &&
            "$PYTHON" "$here/check.py" erlang_a a.h5 >check.log 2>&1
        verdict "Erlang A: bad, good and ignored, weighted by $weighting, with $means" $? run.log check.log
    done
done

simulate few.yaml few.h5 >run.log 2>&1 && "$PYTHON" "$here/check.py" ratio few.h5 >check.log 2>&1
verdict 'ratios and their errors are those of the rows' $? run.log check.log

# digest FILE
digest()
{
    "$PYTHON" "$here/../mpi/digest.py" "$1"
}
for means in '[]' '[antithetic, control]'; do
    simulate few.yaml one.h5 -s "run.variance_reduction=$means" >run.log 2>&1 &&
        timeout -k 5 120 mpirun -n 3 "$QSWEEP" run "$here/few.yaml" -q --force -o three.h5 -s "run.variance_reduction=$means" >>run.log 2>&1 &&
        [ "$(digest one.h5)" = "$(digest three.h5)" ]
    verdict "the same bits on three ranks, with $means" $? run.log
done

condition='{metric: service_level, threshold: 1 min, abandoned: ignored, half_width: {absolute: 0.01}}'
simulate few.yaml until.h5 -s run.replications=null -s "run.until=$condition" >run.log 2>&1 &&
    "$QSWEEP" show until.h5 service_level_1min_ignored --format csv >shown 2>&1 &&
    "$PYTHON" - shown <<'END'
import csv, sys
row = next(csv.DictReader(open(sys.argv[1])))
half = (float(row["service_level_1_ignored_hi"]) - float(row["service_level_1_ignored_lo"])) / 2
assert 0.005 < half <= 0.01 and int(row["replications"]) > 64, row
END
verdict 'run.until goes by the interval of all customers' $? run.log shown

simulate few.yaml two.h5 -s 'sweep={grid: {windows.desk.servers: [1, 2]}}' >run.log 2>&1
# A time is written as people write it, and found as tables write it.
cat >third.yaml <<'END'
qsweep: 1
time_unit: h
services: {s: {time: {exponential: {mean: 4 min}}}}
arrivals: {door: {rate: 20 / h}}
windows: {desk: {servers: 2}}
run: {horizon: 10, replications: 3}
output: {wait_over: [20 s], service_level: [{within: 20 s}, {within: 20 s, abandoned: ignored}]}
END
qsweep run third.yaml -q -o third.h5
qsweep show third.h5 'wait_over > 20 s' 'service_level <= 20 s ignored' service_level_20s
says 0 out ' <= 20 s ignored ' && says 0 out ' > 20 s ' && ! grep -q '0055' out
verdict "times of levels and thresholds have a unit in which they are short, and are found by it" $?
qsweep show third.h5 --format csv
says 0 out ',wait_over_20s,' && says 0 out ',service_level_20s_ignored,'
verdict "so do their names" $?
qsweep show third.h5 'wait_over > 21 s'
says 2 err 'there is no wait_over of'
verdict "a time that is not there" $?
qsweep compare two.h5 service_level_1
says 2 err 'of all customers together .output.weighting: customers.'
verdict 'compare refuses a mean over customers, and says why' $?
qsweep compare two.h5 queue_mean
says 0 out 'queue_mean'
verdict 'and compares what is none' $?
simulate few.yaml two.h5 -s 'sweep={grid: {windows.desk.servers: [1, 2]}}' -s output.weighting=replications >run.log 2>&1
qsweep compare two.h5 service_level_1min_ignored
says 0 out 'service_level_1_ignored'
verdict 'the service level is compared' $?
qsweep compare two.h5 reneged_share
says 0 out 'lower'
verdict 'and a share: two lose fewer than one' $?
qsweep show few.h5
says 0 out 'mean over all customers together'
verdict 'show says how means are taken' $?
qsweep plot two.h5 service_level_1_ignored -o level.svg
[ "$status" -eq 0 ] && grep -q 'share served within 1' level.svg
verdict 'a picture of the service level' $?
qsweep export two.h5 -o frame.csv
[ "$status" -eq 0 ] && grep -q 'service_level_1_ignored\|service_level_ignored' frame.csv
verdict 'export has its items apart' $?

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
