"""Are a replication's results by interval those of its visits, worked out anew?

Usage: by_interval.py RESULTS.h5 SCENARIO REPLICATION TRACE.csv

The file has the replication's rows; the trace its visits. Of every interval, class and window the counts, the mean wait,
the share who waited too long, the numbers waiting and present are added up from the visits alone. The study must stop at
its horizon or drain, and nobody in it changes queues or is pushed out of a service.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import csv
import math
import sys

import h5py
import numpy as np

COUNTS = ["served", "rejected", "dropped", "balked", "reneged", "cancelled", "unfinished"]


def read_visits(path):
    number = lambda text: float(text) if text else math.nan
    with open(path, newline="") as lines:
        return [dict(row, **{key: number(row[key]) for key in ("arrival", "join", "start", "end")})
                for row in csv.DictReader(lines)]


class Day:
    """What one member of a scope comes to in one interval."""

    def __init__(self):
        self.count, self.waits, self.over, self.undecided = collections.Counter(), [], collections.Counter(), collections.Counter()
        self.waiting = self.present = 0.0


def main(results, scenario, replication, trace):
    file, at = h5py.File(results), (int(scenario), int(replication))
    starts, ends = file["interval/system/start"][()], file["interval/system/end"][()]
    warmup, last = float(file["replication/system/warmup_used"][at]), float(ends[-1])
    thresholds = list(file["system/threshold"][()]) if "threshold" in file["system"] else []
    days = collections.defaultdict(Day)
    visits = read_visits(trace)

    def interval(time):
        return next((i for i in range(len(starts)) if starts[i] <= time < ends[i]), None)

    def add(key, i, outcome, wait, is_complete):
        day = days[key, i]
        day.count[outcome] += 1
        day.count["arrived"] += 1
        if is_complete:
            day.waits.append(wait)
        for x in thresholds if outcome not in ("rejected", "balked") else ():
            day.over[x] += wait > x
            day.undecided[x] += outcome == "unfinished" and not is_complete and not wait > x

    def areas(keys, begin, end, kind):
        for i in range(len(starts)):
            overlap = min(end, ends[i]) - max(begin, starts[i], warmup)
            for key in keys if overlap > 0 else ():
                setattr(days[key, i], kind, getattr(days[key, i], kind) + overlap)

    waited = collections.Counter()
    for v in visits:
        begun, gone = not math.isnan(v["start"]), not math.isnan(v["end"])
        keys = [("system", "system"), ("class", v["class"]), ("window", v["window"])]
        end = v["end"] if gone else last
        wait = (v["start"] if begun else end) - v["join"]
        areas(keys, v["join"], v["start"] if begun else end, "waiting")
        areas(keys, v["join"], end, "present")
        moves_on = v["outcome"] == "moved_on" or v["outcome"].endswith("_retries")
        at_window = "served" if v["outcome"] == "moved_on" else v["outcome"].removesuffix("_retries")
        if v["arrival"] >= warmup and interval(v["join"]) is not None:
            add(keys[2], interval(v["join"]), at_window, wait, begun)
        waited[v["customer"]] += wait
        if not moves_on and v["arrival"] >= warmup and interval(v["arrival"]) is not None:
            for key in keys[:2]:
                add(key, interval(v["arrival"]), v["outcome"], waited[v["customer"]], begun)
    for v in {v["customer"]: v for v in visits}.values():  # the last of each: who is outside is sent away
        if v["outcome"].endswith("_retries") and v["arrival"] >= warmup and interval(v["arrival"]) is not None:
            for key in (("system", "system"), ("class", v["class"])):
                add(key, interval(v["arrival"]), "cancelled", waited[v["customer"]], False)
    n = 0
    for scope in ("system", "class", "window"):
        names = [name.decode() for name in file[f"{scope}/{scope}"][()]] if scope != "system" else ["system"]
        group = file["replication/interval/" + scope]
        for m, name in enumerate(names):
            for i in range(len(starts)):
                own = (lambda metric: group[metric][at][(m, i) if scope != "system" else i])
                length, day = ends[i] - max(starts[i], warmup), days[(scope, name), i]

                def same(metric, found, expected):
                    nonlocal n
                    n += 1
                    assert (math.isnan(found) and math.isnan(expected)) or abs(found - expected) <= 1e-9 * (1 + abs(expected)), \
                        f"{scope} {name}, interval {i}: {metric} is {found!r}, the visits say {expected!r}"

                if length <= 0:
                    same("arrived", own("arrived"), math.nan)
                    same("number_mean", own("number_mean"), math.nan)
                    continue
                for metric in ["arrived"] + COUNTS:
                    same(metric, own(metric), day.count[metric])
                same("wait_mean", own("wait_mean"), sum(day.waits) / len(day.waits) if day.waits else math.nan)
                joined = day.count["arrived"] - day.count["rejected"] - day.count["balked"]
                for k, x in enumerate(thresholds):
                    known = joined - day.undecided[x]
                    same(f"wait_over {x}", np.ravel(own("wait_over"))[k], day.over[x] / known if known else math.nan)
                same("queue_mean", own("queue_mean"), day.waiting / length)
                same("number_mean", own("number_mean"), day.present / length)
    assert n > 50, f"only {n} numbers were compared"
    print(f"{n} numbers of {len(visits)} visits")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except AssertionError as wrong:
        sys.exit(str(wrong))
