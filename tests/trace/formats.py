"""Do a trace's csv, json and HDF5 hold the same, and do h5py, pandas and xarray read it?

Usage: formats.py TRACE.csv TRACE.json TRACE.h5 METRICS.csv

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import json
import math
import sys

import h5py
import pandas
import xarray

TIMES = ("arrival", "join", "start", "end")
NUMBERS = ("customer", "visit", "member", "server")


def from_csv(path):
    with open(path, newline="") as lines:
        for row in csv.DictReader(lines):
            for name in TIMES:
                row[name] = float(row[name]) if row[name] else math.nan
            for name in NUMBERS:
                row[name] = int(row[name]) if row[name] else -1
            yield row


def same(a, b):
    return a == b or (isinstance(a, float) and math.isnan(a) and math.isnan(b))


def check_rows(name, rows, wanted):
    rows = list(rows)
    assert len(rows) == len(wanted), f"{name}: {len(rows)} visits, not {len(wanted)}"
    for i, (row, want) in enumerate(zip(rows, wanted)):
        assert set(row) == set(want), f"{name}: columns {sorted(row)}"
        for column in want:
            assert same(row[column], want[column]), f"{name}: row {i}: {column} is {row[column]!r}, not {want[column]!r}"


def from_json(told):
    for row in told["visits"]:
        row = {name: math.nan if value is None and name in TIMES else value for name, value in row.items()}
        yield dict(row, server=-1 if row["server"] is None else row["server"])


def from_frame(frame):
    for record in frame.to_dict("records"):
        yield {name: value.decode() if isinstance(value, bytes) else value for name, value in record.items()}


def check_statistics(told, path):
    items = {"wait_quantile": "quantiles", "sojourn_quantile": "quantiles", "wait_over": "thresholds"}
    with open(path, newline="") as lines:
        for row in csv.DictReader(lines):
            scope = told["statistics"][row["scope"]]
            value = (scope if row["scope"] == "system" else scope[row["member"]])[row["metric"]]
            if row["item"]:
                value = value[told["parameters"][items[row["metric"]]].index(float(row["item"]))]
            want = float(row["value"]) if row["value"] else None
            assert value == want, f"{row}: json has {value}"


def main(csv_path, json_path, h5_path, metrics):
    wanted = list(from_csv(csv_path))
    assert len(wanted) > 100
    with open(json_path) as text:
        told = json.load(text)
    check_rows("json", from_json(told), wanted)
    check_statistics(told, metrics)
    with h5py.File(h5_path) as file:
        check_rows("h5py", from_frame(pandas.DataFrame({name: file[name][()] for name in wanted[0]})), wanted)
        assert file.attrs["study"] == told["parameters"]["study"]
        for name in ("seed", "scenario", "replication"):
            assert file.attrs[name] == told["parameters"][name], name
        assert file["start"].attrs["units"] == told["parameters"]["time_unit"]
    for engine in ("netcdf4", "h5netcdf"):
        with xarray.open_dataset(h5_path, engine=engine) as data:
            check_rows(engine, from_frame(data.to_dataframe()), wanted)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except AssertionError as wrong:
        sys.exit(str(wrong))
