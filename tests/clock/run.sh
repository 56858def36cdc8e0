#!/usr/bin/env bash
# A study with a clock, in the commands that read results: instants are times of day for people, numbers in the file and
# for machines. Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
# shellcheck disable=SC2034 # verdict shows them
evidence=(out err)

# python CODE [ARGUMENT...]: a check, whose complaint is kept
python()
{
    "$PYTHON" -c "$@" 2>err
}

cat >day.yaml <<'END'
qsweep: 1
name: a day
time_unit: min
clock: "08:30"
services: {ask: {time: {exponential: {mean: 4}}}}
arrivals: {door: {interarrival: {exponential: {mean: 2.5}}}}
windows: {desk: {servers: [{until: "12:30", servers: 2}, {until: "13:30", servers: 1}, {servers: 2}]}}
run: {horizon: "16:30", replications: 8, seed: 5}
output: {quantiles: [0.5], wait_over: [5], series: {every: 10}}
sweep:
  grid: {run.warmup: {name: begin, values: ["08:45", "09:00", "9:15:30"]}, windows.desk.servers.0.until: ["12:00", "12:30", "13:00"]}
END
qsweep run day.yaml -q -o day.h5
[ "$status" -eq 0 ]
verdict "a study with a clock" $?

# ---- tables ----
qsweep show day.h5 wait_mean
says 0 out '^ +3 +09:00 +12:00 ' && says 0 out '^ +6 +09:15:30 +12:00 ' && [ "$(grep -cE '\bmin\b' out)" -eq 1 ] && grep -qE '^ +min$' out
verdict "show: instants are times of day, without a unit" $?
qsweep show day.h5 --pivot wait_mean --rows until --columns begin
says 0 out '08:45 +09:00 +09:15:30$' && says 0 out '^ +12:30 '
verdict "show --pivot, down and across" $?
qsweep compare day.h5 wait_mean --baseline 4
says 0 out '^baseline: scenario 4, begin = 09:00, windows.desk.servers.0.until = 12:30$'
verdict "compare" $?
qsweep show day.h5 served --format csv --where until=12:30,13:00 --where 'begin>9:00'
[ "$status" -eq 0 ] && [ "$(cut -d, -f1-3 out | tail -n +2 | tr '\n' ' ')" = "7,45.5,240 8,45.5,270 " ]
verdict "--where knows times of day; csv has numbers" $?
qsweep show day.h5 served --format csv --where until=240 --where begin=15
[ "$(tail -n +2 out | cut -d, -f1)" = 1 ]
verdict "and numbers" $?
refuses "a time that is not there: the ones that are" 2 'until is 12:00, 12:30, 13:00' show day.h5 --where until=14:00
refuses "no time at all" 2 'needs a number, or a time of day' show day.h5 --where until=noon
qsweep show day.h5 served --format json && cp out show.json && qsweep export day.h5 served -o all.json && qsweep export day.h5 served -o long.csv &&
    qsweep show day.h5 --pivot served --rows until --columns begin --format csv && cp out pivot.csv
python '
import csv, json
for told in (json.load(open("show.json")), json.load(open("all.json"))["results"]["system"]):
    assert told["clock"] == "08:30" and told["scenarios"][8]["axes"] == {"begin": 45.5, "windows.desk.servers.0.until": 270}, told["scenarios"][8]
assert {row["clock"] for row in csv.DictReader(open("long.csv"))} == {"08:30"}
rows = list(csv.reader(open("pivot.csv")))
assert rows[0] == ["windows.desk.servers.0.until", "begin=15", "begin=30", "begin=45.5"] and rows[1][0] == "210", rows'
verdict "json and csv have numbers, and say the clock" $?

# ---- pictures ----
texts()
{
    python '
import sys, xml.etree.ElementTree as tree
print("\n".join("".join(t.itertext()).strip() for t in tree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text")))' "$1" >texts
}
# ticks FILE.svg MINUTES AFTER: the times among its texts are so many minutes apart, at multiples of that, the first not before AFTER
ticks()
{
    texts "$1" && python '
import re, sys
every, first = int(sys.argv[1]), sys.argv[2]
at = [(int(h) * 60 + int(m) + 1440 * int(d or 0)) for h, m, d in re.findall(r"^(\d\d):(\d\d)(?: [+](\d+)d)?$", open("texts").read(), re.M)]
h, m = first.split(":")
assert len(at) >= 3 and at[0] >= int(h) * 60 + int(m) and at[0] - every < int(h) * 60 + int(m), at
assert all(t % every == 0 for t in at) and all(b - a == every for a, b in zip(at, at[1:])), at' "$2" "$3"
}
qsweep plot day.h5 queue --where scenario=0 -o day.svg && ticks day.svg 60 08:30 && grep -qx 'time of day' texts
verdict "plot through time: ticks at whole hours" $? texts err
qsweep plot day.h5 queue --by until --where begin=9:00 -o three.svg && texts three.svg && grep -q 'begin = 09:00; ' texts && grep -qx '12:30' texts
verdict "plot: lines and what is fixed are times of day" $? texts err
qsweep plot day.h5 wait_mean -o axis.svg && texts axis.svg && grep -qx '09:15:30' texts && grep -qx 'begin (time of day)' texts
verdict "plot: an axis of instants" $? texts err
qsweep plot day.h5 wait_mean --kind heat --x until --by begin -o heat.svg && texts heat.svg && grep -qx '13:00' texts && grep -qx '08:45' texts
verdict "plot: a heat map of instants" $? texts err
qsweep run day.yaml -q -o days.h5 -s run.horizon=4000 -s sweep=null -s output.series.every=50
qsweep plot days.h5 queue -o days.svg && ticks days.svg 720 08:30 && grep -qx '00:00 +2d' texts
verdict "plot: several days" $? texts err
qsweep run day.yaml -q -o short.h5 -s time_unit=s -s 'windows.desk={}' -s run.horizon=200 -s sweep=null -s output.series.every=5 -s 'clock="23:58:50"'
qsweep plot short.h5 queue -o short.svg && texts short.svg && grep -qx '23:59:30' texts && grep -qx '00:00 +1d' texts
verdict "plot: a few minutes across midnight" $? texts err
qsweep run day.yaml -q -o none.h5 -s clock=null -s 'windows.desk={}' -s run.horizon=480 -s 'sweep={grid: {run.warmup: [15, 30]}}'
qsweep plot none.h5 queue --where scenario=0 -o none.svg && texts none.svg && grep -qx 'time (min)' texts && ! grep -q '[0-9]:[0-9]' texts && qsweep show none.h5 served &&
    says 0 out '^ +1 +30 '
verdict "without a clock all is as it was" $? texts err

# ---- a replication again ----
qsweep trace day.h5 --scenario 2 --replication 3 && cp out trace.csv && qsweep trace day.h5 --scenario 2 --replication 3 -o trace.json &&
    qsweep trace day.h5 --scenario 2 --replication 3 -o trace.h5
python '
import csv, h5py, json, math
rows = list(csv.DictReader(open("trace.csv")))
assert list(rows[0])[-4:] == ["arrival_clock", "join_clock", "start_clock", "end_clock"] and len(rows) > 100
for row in rows:
    for name in ("arrival", "join", "start", "end"):
        if not row[name]:
            assert row[name + "_clock"] == ""
            continue
        t = math.floor(8.5 * 3600 + 60 * float(row[name]) + 1e-6)
        assert row[name + "_clock"] == "%02d:%02d:%02d" % (t // 3600, t // 60 % 60, t % 60), row
told = json.load(open("trace.json"))
assert told["parameters"]["clock"] == "08:30" and "arrival_clock" not in told["visits"][0]
assert [v["arrival"] for v in told["visits"]] == [float(r["arrival"]) for r in rows]
f = h5py.File("trace.h5")
assert f.attrs["clock"] == "08:30" and list(f["arrival"][...]) == [float(r["arrival"]) for r in rows] and "arrival_clock" not in f'
verdict "trace: times of day stand beside the numbers in csv; json and HDF5 say the clock" $?
qsweep trace day.h5 && cp out first.csv && qsweep trace day.h5 --scenario 0 --replication 0 && cmp out first.csv && qsweep trace day.yaml --replication 0 && cmp out first.csv
verdict "trace: scenario and replication are 0 unless said" $?
qsweep trace none.h5 && [ "$(head -n 1 out)" = customer,class,arrival,service,visit,window,member,server,join,start,end,outcome ]
verdict "trace without a clock is as it was" $?

sum_up
