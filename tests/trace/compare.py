"""Are the metrics of a traced replication those that its sweep stored, to the bit?

Usage: compare.py RESULTS.h5 SCENARIO REPLICATION METRICS.csv

Every number of the replication in the file must be in METRICS.csv, and the other way round.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import struct
import sys

import h5py
import numpy as np

LABELS = ("class", "window", "quantile", "threshold", "scenario", "replication")


def stored(path, scenario, replication):
    """(scope, member, metric, item) -> number."""
    numbers = {}
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            group = file["replication/" + scope]
            names = [n.decode() for n in file[f"{scope}/{scope}"][()]] if scope != "system" else ["system"]
            for metric, data in group.items():
                if data.ndim < 2 or metric in LABELS:
                    continue
                row = data[scenario, replication]
                row = row[np.newaxis] if scope == "system" else row
                scale = data.dims[data.ndim - 1][0][()] if row.ndim == 2 else [None]
                for name, values in zip(names, row.reshape(len(names), -1)):
                    for item, value in zip(scale, values):
                        numbers[scope, name, metric, None if item is None else float(item)] = float(value)
    return numbers


def traced(path):
    with open(path, newline="") as lines:
        return {(row["scope"], row["member"], row["metric"], float(row["item"]) if row["item"] else None):
                float(row["value"]) if row["value"] else np.nan for row in csv.DictReader(lines)}


def bits(value):
    return "nan" if np.isnan(value) else struct.pack("<d", value)


def main(results, scenario, replication, metrics):
    wanted, got = stored(results, int(scenario), int(replication)), traced(metrics)
    assert wanted, "the file has no rows"
    assert set(wanted) == set(got), f"only in one of them: {sorted(map(str, set(wanted) ^ set(got)))[:8]}"
    other = [f"{key}: stored {wanted[key]!r}, traced {got[key]!r}" for key in wanted if bits(wanted[key]) != bits(got[key])]
    assert not other, f"{len(other)} of {len(wanted)} differ:\n" + "\n".join(other[:8])
    assert any(key[2] == "arrived" and value > 0 for key, value in got.items()), "nobody arrived"
    print(f"{len(wanted)} numbers")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except AssertionError as wrong:
        sys.exit(str(wrong))
