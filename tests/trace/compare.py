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

LABELS = ("class", "window", "resource", "line", "quantile", "threshold", "scenario", "replication", "interval", "start", "end", "within", "abandoned")


def names_of_intervals(file):
    """Their starts: as times of day where there is a clock; none without intervals."""
    if "interval" not in file:
        return []
    starts, clock = file["interval/system/start"][()], file.attrs.get("clock")
    if clock is None:
        return [f"{start:.10g}" for start in starts]
    seconds = {"s": 1, "min": 60, "h": 3600, "d": 86400}[file.attrs["time_unit"]]
    since = sum(int(part) * 60 ** (2 - i) for i, part in enumerate(str(clock).split(":")))
    at = [round(start * seconds + since) for start in starts]
    return [f"{t // 3600 % 24:02}:{t // 60 % 60:02}" + (f":{t % 60:02}" if t % 60 else "") +
            (f" +{t // 86400}d" if t >= 86400 else "") for t in at]


def stored(path, scenario, replication):
    """(scope, member, interval, metric, item) -> number."""
    numbers = {}
    with h5py.File(path) as file:
        intervals = names_of_intervals(file)
        levels = [("", "_good", "_ignored")[word] for word in file["system/abandoned"][()]] if "system/abandoned" in file else []
        for scope in ("system", "class", "window", "resource", "line"):
            if scope not in file:
                continue
            names = [n.decode() for n in file[f"{scope}/{scope}"][()]] if scope != "system" else ["system"]
            for folder, parts in (("replication/", [""]), ("replication/interval/", intervals if scope != "resource" else [])):
                for metric, data in file[folder + scope].items() if parts else ():
                    if data.ndim < 2 or metric in LABELS:
                        continue
                    has_items = data.ndim > 2 + (scope != "system") + (parts is intervals)
                    scale = data.dims[data.ndim - 1][0][()] if has_items else [None]
                    row = data[scenario, replication].reshape(len(names), len(parts), len(scale))
                    for (i, k, j), value in np.ndenumerate(row):
                        item = None if scale[j] is None else float(scale[j])
                        name = metric + levels[j] if metric == "service_level" else metric
                        numbers[scope, names[i], parts[k], name, item] = float(value)
    return numbers


def traced(path):
    with open(path, newline="") as lines:
        return {(row["scope"], row["member"], row.get("interval", ""), row["metric"],
                 float(row["item"]) if row["item"] else None): float(row["value"]) if row["value"] else np.nan for row in csv.DictReader(lines)}


def bits(value):
    return "nan" if np.isnan(value) else struct.pack("<d", value)


def main(results, scenario, replication, metrics):
    wanted, got = stored(results, int(scenario), int(replication)), traced(metrics)
    assert wanted, "the file has no rows"
    assert set(wanted) == set(got), f"only in one of them: {sorted(map(str, set(wanted) ^ set(got)))[:8]}"
    other = [f"{key}: stored {wanted[key]!r}, traced {got[key]!r}" for key in wanted if bits(wanted[key]) != bits(got[key])]
    assert not other, f"{len(other)} of {len(wanted)} differ:\n" + "\n".join(other[:8])
    assert any(key[3] == "arrived" and value > 0 for key, value in got.items()), "nobody arrived"
    print(f"{len(wanted)} numbers")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except AssertionError as wrong:
        sys.exit(str(wrong))
