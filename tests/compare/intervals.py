"""What show, export and compare print of results by interval, against the results file.

Usage: intervals.py QSWEEP RESULTS.h5   (a study with a clock, three scenarios, classes and windows)

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import io
import json
import subprocess
import sys

import h5py
import numpy as np
import xarray

QSWEEP, PATH = sys.argv[1:3]
FILE = h5py.File(PATH)
NAMES = ["08:30", "09:30", "10:30", "11:30"]


def run(*arguments):
    return subprocess.run([QSWEEP, *arguments], check=True, capture_output=True, timeout=60, text=True).stdout


def table(*arguments):
    return list(csv.DictReader(io.StringIO(run(*arguments))))


def stored(scope, metric, part=""):
    return FILE[f"interval/{scope}/{metric}{part}"][()]


def number(text):
    return float(text) if text else np.nan


def same(a, b):
    assert (np.isnan(a) and np.isnan(b)) or a == b, f"{a!r} is not {b!r}"


def show():
    rows = table("show", PATH, "--scope", "window", "--interval", "each", "--format", "csv")
    names = [name.decode() for name in FILE["window/window"][()]]
    assert len(rows) == 3 * len(names) * len(NAMES)
    for i, row in enumerate(rows):
        scenario, member, interval = i // (len(names) * 4), i // 4 % len(names), i % 4
        assert (row["window"], row["interval"]) == (names[member], NAMES[interval])
        for part in ("", "_sd", "_lo", "_hi", "_n"):
            same(number(row["wait_mean" + part]), float(stored("window", "wait_mean", part)[scenario, member, interval]))
            same(number(row["wait_over_5" + part]), float(stored("window", "wait_over", part)[scenario, member, interval, 0]))
    one = json.loads(run("show", PATH, "queue_mean", "wait_quantile_0.9", "--interval", "10:30", "--format", "json"))
    for scenario in one["scenarios"]:
        result, = scenario["results"]
        assert (result["interval"], result["start"], result["end"]) == ("10:30", 120, 180)
        same(result["queue_mean"]["mean"], stored("system", "queue_mean")[scenario["scenario"], 2])
        same(result["wait_quantile"][0]["hi"] or np.inf, stored("system", "wait_quantile", "_hi")[scenario["scenario"], 2, 1])
    lines = run("show", PATH, "--interval", "9:30", "--interval", "8:30", "wait_mean").splitlines()
    assert sum(" 08:30 " in line for line in lines) == sum(" 09:30 " in line for line in lines) == 3


def pivot():
    cells = json.loads(run("show", PATH, "--pivot", "wait_mean", "--rows", "interval", "--columns", "servers", "--format", "json"))
    assert cells["rows"] == {"path": "interval", "unit": "1", "values": NAMES}
    assert np.array_equal(np.array(cells["mean"]), stored("system", "wait_mean").T)
    cells = table("show", PATH, "--pivot", "arrived", "--rows", "class", "--columns", "interval", "--scope", "class",
                  "--where", "scenario=1", "--format", "csv")
    for member, row in enumerate(cells):
        for k, name in enumerate(NAMES):
            same(number(row["interval=" + name]), stored("class", "arrived")[1, member, k])


def export():
    rows = [row for row in table("export", PATH, "wait_mean", "wait_sd") if row["scope"] == "class"]
    whole = [row for row in rows if not row["interval"]]
    parts = [row for row in rows if row["interval"]]
    assert len(whole) == 3 * 2 * 2 and len(parts) == 3 * 2 * 4 and {row["metric"] for row in parts} == {"wait_mean"}
    names = [name.decode() for name in FILE["class/class"][()]]
    for row in parts:
        at = int(row["scenario"]), names.index(row["member"]), NAMES.index(row["interval"])
        same(number(row["mean"]), stored("class", "wait_mean")[at])
    rows = table("export", PATH, "served", "--form", "replications", "--interval", "09:30")
    expected = FILE["replication/interval/system/served"][()][:, :, 1].ravel()
    assert [float(row["served"]) for row in rows] == list(expected)
    both = json.loads(run("export", PATH, "wait_mean", "--format", "json"))["results"]
    assert both["interval"]["system"]["scenarios"][2]["results"][3]["interval"] == NAMES[3]
    same(both["interval"]["system"]["scenarios"][2]["results"][3]["wait_mean"]["mean"], stored("system", "wait_mean")[2, 3])


def compare():
    rows = table("compare", PATH, "number_mean", "--interval", "each", "--format", "csv")
    values = FILE["replication/interval/system/number_mean"][()]
    assert len(rows) == 2 * len(NAMES)
    for row in rows:
        scenario, k = int(row["scenario"]), NAMES.index(row["interval"])
        difference = (values[scenario, :, k] - values[0, :, k]).mean()
        assert abs(number(row["difference"]) - difference) < 1e-9 * (1 + abs(difference))


def labels():
    for engine in ("h5netcdf", "netcdf4"):
        try:
            window = xarray.open_dataset(PATH, group="interval/window", engine=engine)
        except ValueError:  # not installed
            continue
        assert window.wait_over.dims == ("scenario", "window", "interval", "threshold"), window.wait_over.dims
        assert list(window.start.values) == [0, 60, 120, 180] and list(window.end.values) == [60, 120, 180, 240]
        assert window.wait_mean.sel(window="till").isel(scenario=1, interval=2) == stored("window", "wait_mean")[1, 1, 2]


for check in (show, pivot, export, compare, labels):
    check()
