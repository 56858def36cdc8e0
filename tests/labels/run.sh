#!/usr/bin/env bash
# Labels of scenarios and names of axes, as words in every command that reads results: printed in place of what labels
# explain, chosen by, compared with, drawn. Run by tests/run, which sets QSWEEP and PYTHON.
#
# Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/suite.sh
. tests/suite.sh
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
evidence=(out err)

# head_of ARGUMENT...: the first column of the csv that show prints of them
scenarios()
{
    qsweep show town.h5 served --format csv "$@"
    [ $status -eq 0 ] && cut -d, -f1 out | tail -n +2 | tr '\n' ' '
}

# Two plans by name, one with all that a stranger can write, over an axis with a name of its own.
cat >town.yaml <<'END'
qsweep: 1
name: town hall
time_unit: min
services: {ask: {time: {exponential: {mean: 4}}}, pay: {time: {exponential: {mean: 2}}}}
classes: {any: {first: {ask: 1}, then: {ask: {pay: 0.5}}}}
arrivals: {door: {interarrival: {exponential: {mean: 2.5}}}}
windows: {desk: {servers: 2, services: [ask]}, till: {services: [pay]}}
run: {horizon: 480, replications: 6, seed: 5, at_horizon: drain}
output: {quantiles: [0.5], wait_over: [5], series: {every: 60}}
sweep:
  grid: {arrivals.door.interarrival.exponential.mean: {name: gap, values: [2.5, 3]}}
  list:
    - {label: "as it is"}
    - {label: "lunch, in turns", windows.desk.servers: [{until: 240, servers: 2}, {until: 300, servers: 1}, {servers: 2}]}
    - {label: "=1+1 'x' \"y\" %s `id` $(id) \\ {a}_b^c <b>&amp; |", windows.desk.servers: 3, windows.till.servers: 2}
END
hostile="=1+1 'x' \"y\" %s \`id\` \$(id) \\ {a}_b^c <b>&amp; |"
qsweep run town.yaml -q -o town.h5
[ $status -eq 0 ]
verdict "a study with labels and a named axis" $?

qsweep show town.h5 wait_mean
says 0 out '^scenario +label +gap +wait_mean$' && says 0 out '^ +1 +lunch, in turns +2[.]5 ' && ! grep -q 'servers' out && grep -qF "$hostile" out
verdict "show: the label stands in place of the axes that it explains, and the axis under its name" $?
qsweep show town.h5 --pivot wait_mean --rows label --columns gap
says 0 out '^down: label, across: gap$' && says 0 out '^lunch, in turns +[0-9.]+ ±' && grep -qF "$hostile" out
verdict "show --pivot: labels down, the name across" $?
qsweep show town.h5 --pivot wait_mean --rows gap --columns label --format csv
"$PYTHON" -c '
import csv, sys
head = next(csv.reader(open("out", newline="")))
assert head == ["gap", "label=as it is", "label=lunch, in turns", "label=" + sys.argv[1]], head' "$hostile" 2>err
verdict "show --pivot: as csv" $?
[ "$(scenarios --where 'label=lunch, in turns')" = "1 4 " ] && [ "$(scenarios --where "label=$hostile")" = "2 5 " ] &&
    [ "$(scenarios --where 'label!=as it is' --where gap=3)" = "4 5 " ] && [ "$(scenarios --where 'gap>2.5')" = "3 4 5 " ]
verdict "--where: a label, whatever it holds, and a name" $?
[ "$(scenarios --where arrivals.door.interarrival.exponential.mean=3)" = "3 4 5 " ] && [ "$(scenarios --where exponential.mean=3)" = "3 4 5 " ]
verdict "--where: the path of a named axis is understood too" $?
[ "$(scenarios --sort label)" = "2 5 0 3 1 4 " ] && [ "$(scenarios --sort gap --descending)" = "3 4 5 0 1 2 " ]
verdict "--sort: by label, by name" $?
refuses "a label that is not there: the ones that are" 2 'no scenario fulfils label=lunch; label is as it is; lunch, in turns' show town.h5 --where label=lunch
refuses "labels have no order" 2 'label is a text' show town.h5 --where 'label<b'
refuses "a misspelt name" 2 'no axis gapp; did you mean gap' show town.h5 --where gapp=3

qsweep show town.h5 wait_mean --format csv
cp out table.csv
qsweep export town.h5 wait_mean -o long.csv && qsweep export town.h5 wait_mean --form wide -o wide.csv && qsweep export town.h5 served --form replications -o rows.csv &&
    qsweep export town.h5 wait_mean -o all.json && qsweep show town.h5 wait_mean --format json && cp out show.json &&
    qsweep compare town.h5 wait_mean --format csv && cp out compare.csv && qsweep compare town.h5 wait_mean --format json && cp out compare.json
"$PYTHON" - "$hostile" 2>err <<'END'
import csv, json, sys
labels = 2 * ["as it is", "lunch, in turns", sys.argv[1]]
for name in ("table.csv", "long.csv", "wide.csv", "rows.csv", "compare.csv"):
    rows = list(csv.DictReader(open(name, newline="")))
    assert list(rows[0])[:3] == ["scenario", "label", "gap"], (name, list(rows[0])[:3])
    assert {(int(r["scenario"]), r["label"]) for r in rows} == {(s, labels[s]) for s in range(name == "compare.csv", 6)}, name
    assert "windows.desk.servers" in rows[0], name
for found in (json.load(open("show.json")), json.load(open("all.json"))["results"]["system"]):
    assert [s["label"] for s in found["scenarios"]] == labels
    assert [a["path"] for a in found["axes"]] == ["gap", "windows.desk.servers", "windows.till.servers"]
    assert all("label" not in s["axes"] and s["axes"]["gap"] in (2.5, 3) for s in found["scenarios"])
found = json.load(open("compare.json"))
assert found["baseline"]["label"] == labels[0] and [d["label"] for d in found["differences"]] == labels[1:]
END
verdict "csv and json have the label, and the axes beside it" $?
qsweep compare town.h5 wait_mean --where gap=3
says 0 out '^baseline: scenario 0, label = as it is, gap = 2.5 min$' && says 0 out '^ +4 +lunch, in turns +3 ' && ! grep -q servers out
verdict "compare: the label in place of the axes" $?
qsweep trace town.yaml --scenario 1 --replication 0 -o one.json
"$PYTHON" -c '
import json
p = json.load(open("one.json"))["parameters"]
assert p["label"] == "lunch, in turns" and p["axes"]["gap"] == 2.5, p' 2>err
verdict "trace: the label stands with the parameters" $?

# What a picture says, its texts as they are read: an svg is read by a parser of XML.
texts()
{
    "$PYTHON" -c '
import sys, xml.etree.ElementTree as tree
print("\n".join("".join(t.itertext()).strip() for t in tree.parse(sys.argv[1]).iter("{http://www.w3.org/2000/svg}text")))' "$1" >texts 2>err
}
qsweep plot town.h5 wait_mean -o line.svg && texts line.svg && grep -qx 'label' texts && grep -qx 'as it is' texts && grep -qx 'lunch, in turns' texts &&
    grep -qF 'gap (min)' texts && ! grep -q 'servers' texts
verdict "plot: a line for each label without being asked" $? texts err
grep -qF "$hostile" texts
verdict "plot: a label is shown as it is, in the legend if it is long" $? texts
qsweep plot town.h5 wait_mean --x label --by gap -o turned.svg && texts turned.svg && grep -qx 'as it is' texts && grep -qx '2.5 min' texts
verdict "plot: --x label --by gap" $? texts err
qsweep plot town.h5 wait_mean --kind heat --x gap --by label -o heat.svg && texts heat.svg && grep -qx 'as it is' texts && grep -qF "$hostile" texts
verdict "plot: a heat map of labels" $? texts err
qsweep plot town.h5 queue --by label --where gap=3 --member desk -o series.svg && texts series.svg && grep -qx 'lunch, in turns' texts && grep -q 'gap = 3 min' texts
verdict "plot: through time, by label" $? texts err
qsweep plot town.h5 wait_mean --where label="$hostile" -o one.svg && texts one.svg && grep -qF "label = $hostile" texts
verdict "plot: what is fixed is the label, without the axes behind it" $? texts err
refuses "plot: what falls together is told by label" 2 'several values of label fall on the same point; choose one, such as --where label=as it is' plot town.h5 wait_over --by gap --x windows.till.servers --ascii

# ---- where some scenarios have none ----
sed 's/{label: "as it is"}/{windows.desk.servers: 2}/' town.yaml >some.yaml
qsweep run some.yaml -q -o some.h5
qsweep show some.h5 wait_mean
says 0 out '^scenario +label +gap +servers +servers +wait_mean$' && says 0 out '^ +0 +- +2[.]5 +2 '
verdict "of scenarios without a label the axes stay" $?
[ "$(qsweep show some.h5 served --format csv --where label=; grep -c 'needs AXIS=VALUE' err)" = 1 ]
verdict "no label is no value" $?
qsweep plot some.h5 wait_mean --x label --by gap -o some.svg && texts some.svg && grep -qx 'no label' texts
verdict "plot: a scenario without one is named so" $? texts err

# ---- a list alone: labels are all that is needed ----
sed '/grid:/d' town.yaml >list.yaml
qsweep run list.yaml -q -o list.h5
qsweep show list.h5 wait_mean
says 0 out '^scenario +label +wait_mean$'
verdict "of a list alone the labels are all the axes" $?
qsweep plot list.h5 wait_mean -o list.svg && texts list.svg && grep -qx 'as it is' texts && grep -qx 'label' texts
verdict "plot: labels lie along x then" $? texts err
# A label without any axis: the scenarios are alike.
sed 's/label: "as it is"/label: "first"/; s/, windows[.].*/}/' list.yaml >alike.yaml
qsweep run alike.yaml -q -o alike.h5
qsweep show alike.h5 wait_mean
says 0 out '^ +1 +lunch, in turns '
verdict "labels without any axis" $?

# ---- files from strangers ----
"$PYTHON" - 2>err <<'END'
import h5py, shutil
shutil.copy("town.h5", "forged.h5")
with h5py.File("forged.h5", "r+") as f:
    f["label"][1] = "\x1b[31mred\x1b[0m\r\n\x07\u202eevil"
    f["label"][4] = f["label"][1]
END
qsweep show forged.h5 wait_mean
says 0 out '␛\[31mred' && ! grep -qP '[\x1b\x07\r]|\x{202e}' out
verdict "no escape of a label reaches the terminal" $?
ok=0
for words in "compare forged.h5 wait_mean" "show forged.h5 --pivot wait_mean --rows label --columns gap" "show forged.h5 --where label=none" \
    "plot forged.h5 wait_mean --ascii" "export forged.h5 wait_mean" "plot forged.h5 wait_mean -o forged.svg"; do
    # shellcheck disable=SC2086
    qsweep $words
    [ "$status" -le 2 ] && ! cat out err | grep -qP '[\x1b\x07]' || ok=1
done
texts forged.svg || ok=1
verdict "nor in the other commands" $ok
qsweep show forged.h5 wait_mean --format json && "$PYTHON" -c '
import json
assert json.load(open("out"))["scenarios"][1]["label"] == "\x1b[31mred\x1b[0m\r\n\x07\u202eevil"' 2>err
verdict "json has it as it is, escaped" $?

sum_up
