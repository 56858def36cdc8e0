"""Rows of members against the rows without them, and against the visits of a trace.

Usage: check.py QSWEEP STUDY.yaml FILE.h5 WITH.h5

FILE.h5 has the study's results, WITH.h5 those with output.members: true. All that is not of a window has the same bits in
both. Replication 0 and 1 of every scenario are traced: counts of a window's members add up to the window's, averages over
time too, and the waits of each member are those of its visits.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import io
import math
import subprocess
import sys
from collections import defaultdict

import h5py
import numpy

QSWEEP, STUDY, WITHOUT, WITH = sys.argv[1:]
SUMS = ("arrived served rejected dropped balked reneged cancelled unfinished queue_mean number_mean throughput wait_censored "
        "server_hours overtime").split()


def traced(scenario, replication, *options):
    command = [QSWEEP, "trace", STUDY, "--scenario", str(scenario), "--replication", str(replication), *options]
    return list(csv.DictReader(io.StringIO(subprocess.run(command, check=True, capture_output=True, text=True).stdout)))


def metrics(scenario, replication, *options):
    rows = defaultdict(dict)
    for row in traced(scenario, replication, "--metrics", *options):
        key = row["scope"], row["member"], row.get("interval", "")
        rows[key][row["metric"], row["item"]] = float(row["value"]) if row["value"] else math.nan
    return rows


def is_near(a, b):
    return a == b or (math.isnan(a) and math.isnan(b)) or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)


def same_bits():
    """All of the system and the classes; a window that is alone in its row everywhere."""
    n = 0

    def visit(name, thing):
        nonlocal n
        if not isinstance(thing, h5py.Dataset) or {"provenance", "window", "series"} & set(name.split("/")):
            return
        n += 1
        a, b = numpy.asarray(thing[()]), numpy.asarray(more[name][()])
        if name.split("/")[-1] not in ("study", "study_hash", "resolved"):
            assert a.dtype.kind in "OV" or a.tobytes() == b.tobytes(), name

    with h5py.File(WITHOUT) as file, h5py.File(WITH) as more:
        file.visititems(visit)
        names = [x.decode() for x in file["window/window"][()]]
        rows = [x.decode() for x in more["window/window"][()]]
        for name in set(names) & set(rows):
            for metric in file["window"]:
                a, b = file["window"][metric], more["window"][metric]
                if a.ndim >= 2 and a.shape[1] == len(names) and a.dtype.kind == "f":
                    assert a[:, names.index(name)].tobytes() == b[:, rows.index(name)].tobytes(), (name, metric)
                    n += 1
    assert n > 50, n
    return names, rows


def split(rows, name):
    return [row for row in rows if row == name or (row.startswith(name + " ") and row[len(name) + 1:].isdigit())]


def check_sums(names, rows, off, on):
    n = 0
    for scope, name, interval in off:
        if scope != "window":
            assert str(off[scope, name, interval]) == str(on[scope, name, interval]), (scope, name)
            continue
        parts = [on["window", row, interval] for row in split(rows, name)]
        for (metric, item), value in off[scope, name, interval].items():
            got = [part[metric, item] for part in parts if not math.isnan(part[metric, item])]
            if metric in SUMS and (got or not math.isnan(value)):
                assert is_near(math.fsum(got), value) or not (got or value), (name, interval, metric, value, got)
                n += len(parts) > 1
            elif metric in ("wait_max", "queue_max") and got:
                assert is_near(max(got), value), (name, metric, value, got)
    return n


def check_visits(rows, on, visits, warmup):
    """Waits of each member: of its visits that began, by those who came in the measured period."""
    waits, stays, arrived = defaultdict(list), defaultdict(list), defaultdict(int)
    for visit in visits:
        row = f"{visit['window']} {int(visit['member']) + 1}"
        row = row if row in rows else visit["window"]
        if float(visit["arrival"]) < warmup:
            continue
        arrived[row] += 1
        if visit["start"]:
            waits[row].append(float(visit["start"]) - float(visit["join"]))
        if visit["outcome"] in ("served", "moved_on"):
            stays[row].append(float(visit["end"]) - float(visit["join"]))
    n = 0
    for row, values in arrived.items():
        of = on["window", row, ""]
        assert of["arrived", ""] == values, (row, of["arrived", ""], values)
        for metric, found in (("wait_mean", waits[row]), ("sojourn_mean", stays[row])):
            mean = math.fsum(found) / len(found) if found else math.nan
            assert is_near(of[metric, ""], mean), (row, metric, of[metric, ""], mean)
            n += bool(found)
    return n


def main():
    names, rows = same_bits()
    n_sums = n_visits = 0
    with h5py.File(WITHOUT) as file:
        n_scenarios = len(file["scenario"])
    warmup = next((float(part.split(":")[1].strip(" ,}")) for line in open(STUDY, encoding="utf-8") if line.startswith("run:")
                   for part in line.split(",") if "warmup:" in part), 0.0)
    on = ("-s", "output.members=true")
    for scenario in range(n_scenarios):
        for replication in range(2):
            measured = metrics(scenario, replication, *on)
            n_sums += check_sums(names, rows, metrics(scenario, replication), measured)
            n_visits += check_visits(rows, measured, traced(scenario, replication), warmup)
    assert n_sums > 10 and n_visits > 4, (n_sums, n_visits)
    print(f"{n_sums} sums, {n_visits} means of visits")


main()
