"""What `qsweep export` wrote, read by Python's csv and json and by pandas, against the results file.

Usage: check.py RESULTS.h5 LONG.csv WIDE.csv REPLICATIONS.csv ALL.json (WIDE and REPLICATIONS of scope window). Prints what
is wrong; exit status 1 then.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import json
import sys

import h5py
import numpy

STATISTICS = {"mean": "", "sd": "_sd", "lo": "_lo", "hi": "_hi", "n": "_n", "theory": "_theory", "deviation": "_deviation"}
faults = []


def same(said, value, where):
    said = float(said) if said not in ("", None) else numpy.nan
    if not (said == value or (numpy.isnan(said) and numpy.isnan(value))):
        faults.append("%s: %r, should be %r" % (where, said, value))


def value_of(file, scope, metric, suffix, scenario, member, item):
    name = "%s/%s%s" % (scope, metric, suffix)
    if name not in file:
        return numpy.nan
    value = file[name][scenario]
    if scope != "system":
        value = value[names_of(file, scope).index(member)]
    if item is not None:
        items = file["%s/%s" % (scope, "quantile" if "quantile" in metric else "threshold")][...]
        value = value[list(items).index(item)]
    return value


def names_of(file, scope):
    return [t.decode() if isinstance(t, bytes) else t for t in file[scope][scope][...]]


def check_long(file, path):
    with open(path, encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    datasets = sum(file[s][m].size for s in ("system", "class", "window") for m in file[s]
                   if m + "_sd" in file[s])
    if len(rows) != datasets:
        faults.append("%d lines for %d values" % (len(rows), datasets))
    for i, row in enumerate(rows):
        item = float(row["item"]) if row["item"] else None
        for column, suffix in STATISTICS.items():
            same(row[column], value_of(file, row["scope"], row["metric"], suffix, int(row["scenario"]), row["member"], item),
                 "line %d, %s" % (i + 2, column))
        for axis in ("windows.A.servers", "services.s.time"):
            value = file[axis][int(row["scenario"])]
            value = value.decode() if isinstance(value, bytes) else value
            if (row[axis] != value) if isinstance(value, str) else (float(row[axis]) != value):
                faults.append("line %d: %s is %s, should be %s" % (i + 2, axis, row[axis], value))
    first = rows[0]
    for name, value in {"study": 'a "small", stüdy', "time_unit": "min", "run.seed": "11", "run.horizon": "500",
                        "run.replications": "12"}.items():
        if first.get(name) != value:
            faults.append("%s is %r, should be %r" % (name, first.get(name), value))


def check_wide(file, path):
    import pandas
    table = pandas.read_csv(path, float_precision="round_trip")
    names = names_of(file, "window")
    if len(table) != len(names) * len(file["scenario"]):
        faults.append("wide: %d lines" % len(table))
    for _, row in table.iterrows():
        member = names.index(row["window"])
        for metric in ("wait_mean", "utilisation_sd", "wait_mean_hi"):
            same(row[metric], file["window"][metric][row["scenario"], member], "wide, " + metric)
        same(row["wait_quantile_0.95"], file["window/wait_quantile"][row["scenario"], member, 1], "wide, an item")


def check_replications(file, path):
    import pandas
    table = pandas.read_csv(path, float_precision="round_trip")
    rows = file["replication/window/wait_mean"][...]
    if len(table) != rows.size:
        faults.append("replications: %d lines for %d rows" % (len(table), rows.size))
    names = names_of(file, "window")
    for _, row in table.iterrows():
        same(row["wait_mean"], rows[row["scenario"], row["replication"], names.index(row["window"])], "replications")


def check_json(file, path):
    with open(path, encoding="utf-8") as text:
        everything = json.load(text)
    run = everything["study"]["run"]
    if run["horizon"] != 500 or run["seed"] != 11 or everything["study"]["name"] != 'a "small", stüdy':
        faults.append("json: the study is %s" % everything["study"])
    if everything["study"]["services"]["s"]["time"] != {"exponential": {"mean": 1}}:
        faults.append("json: the service is %s" % everything["study"]["services"])
    if everything["provenance"]["seed"] != 11 or not everything["provenance"]["version"]:
        faults.append("json: provenance is %s" % everything["provenance"])
    for scope in ("system", "class", "window"):
        for scenario in everything["results"][scope]["scenarios"]:
            for result in scenario["results"]:
                said = result["wait_mean"]
                for column, suffix in STATISTICS.items():
                    same(said.get(column), value_of(file, scope, "wait_mean", suffix, scenario["scenario"], result[scope], None),
                         "json, %s %s" % (scope, column))


def main():
    with h5py.File(sys.argv[1]) as file:
        check_long(file, sys.argv[2])
        check_wide(file, sys.argv[3])
        check_replications(file, sys.argv[4])
        check_json(file, sys.argv[5])
    print("\n".join(faults[:20]))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
