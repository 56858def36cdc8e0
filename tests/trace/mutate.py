"""Can the audit find faults? A trace is given one fault at a time, and each must be found.

Usage: mutate.py STUDY.yaml SCENARIO TRACE.csv METRICS.csv FAULT...

Prints `ok` or `not ok` for each fault. Each is put in at three places of the trace, and must be found at all of them.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import csv
import os
import random
import sys
import tempfile

from audit import audit
from state import Wrong

PLACES = 3


def number(row, name):
    return float(row[name])


def waited(rows):
    return [r for r in rows if r["start"] and number(r, "start") > number(r, "join")]


class Faults:
    """Each takes the rows and the metrics and a row's number, and spoils them; None: not at this row."""

    @staticmethod
    def order(rows, metrics, i):
        """Two who wait at one window are served in each other's place."""
        a = rows[i]
        for b in waited(rows):
            if b is not a and b["window"] == a["window"] and b["member"] == a["member"] and a in waited(rows) \
                    and number(a, "join") < number(b, "join") < number(a, "start") and a["outcome"] == b["outcome"] == "served":
                length = [number(r, "end") - number(r, "start") for r in (a, b)]
                a["start"], b["start"] = b["start"], a["start"]
                a["server"], b["server"] = b["server"], a["server"]
                a["end"], b["end"] = repr(number(a, "start") + length[0]), repr(number(b, "start") + length[1])
                return True

    @staticmethod
    def idle(rows, metrics, i):
        """A server is free, and the next one begins later than it could."""
        if rows[i] in waited(rows):
            rows[i]["start"] = repr(number(rows[i], "start") + 1e-4)
            return True

    @staticmethod
    def hurry(rows, metrics, i):
        """Somebody begins while no server is free."""
        if rows[i] in waited(rows):
            rows[i]["start"] = repr(number(rows[i], "start") - 1e-4)
            return True

    @staticmethod
    def server(rows, metrics, i):
        if rows[i]["server"]:
            rows[i]["server"] = str(int(rows[i]["server"]) + 1)
            return True

    @staticmethod
    def window(rows, metrics, i):
        """Another window of the study that gives the same service."""
        others = {(r["window"], r["member"]) for r in rows if r["service"] == rows[i]["service"] and r["class"] == rows[i]["class"]}
        others.discard((rows[i]["window"], rows[i]["member"]))
        if others:
            rows[i]["window"], rows[i]["member"] = sorted(others)[0]
            return True

    @staticmethod
    def lost(rows, metrics, i):
        """A customer is missing, the others are numbered anew."""
        gone = int(rows[i]["customer"])
        rows[:] = [r for r in rows if int(r["customer"]) != gone]
        for r in rows:
            if int(r["customer"]) > gone:
                r["customer"] = str(int(r["customer"]) - 1)
        return True

    @staticmethod
    def outcome(rows, metrics, i):
        words = ["rejected", "dropped", "balked", "reneged", "cancelled", "served", "unfinished"]
        if rows[i]["outcome"] in words:
            rows[i]["outcome"] = words[(words.index(rows[i]["outcome"]) + 1) % len(words)]
            return True

    @staticmethod
    def patience(rows, metrics, i):
        """One leaves the queue before it came, or long after its patience ran out."""
        if rows[i]["outcome"] == "reneged":
            rows[i]["end"] = repr(number(rows[i], "end") + 1000 * (-1) ** i)
            return True

    @staticmethod
    def length(rows, metrics, i):
        """A service ends a little later, as if by itself."""
        if rows[i]["outcome"] == "served" and rows[i]["server"]:
            rows[i]["end"] = repr(number(rows[i], "end") + 1e-3)
            return True

    @staticmethod
    def route(rows, metrics, i):
        """Somebody goes on where nobody of its class can go, or leaves where everybody goes on."""
        services = sorted({r["service"] for r in rows} - {rows[i]["service"]})
        if rows[i]["visit"] != "0":
            rows[i]["service"] = services[0]
            return True

    @staticmethod
    def censored(rows, metrics, i):
        """A wait that the end cut short is taken for one that was over."""
        cut = [m for m in metrics if m["metric"] == "wait_censored" and m["value"] and float(m["value"]) > 0]
        cut[i % len(cut)]["value"] = repr(float(cut[i % len(cut)]["value"]) - 1)
        return True

    @staticmethod
    def metric(rows, metrics, i):
        numbers = [m for m in metrics if m["value"] and float(m["value"]) != 0 and "quantile" not in m["metric"]
                   and m["metric"] not in ("wait_max", "wait_sd")]
        chosen = numbers[i % len(numbers)]
        chosen["value"] = repr(float(chosen["value"]) * (1 + 1e-7))
        return True


def read(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


def write(path, rows):
    with open(path, "w", newline="") as out:
        table = csv.DictWriter(out, rows[0].keys())
        table.writeheader()
        table.writerows(rows)


def is_found(study, scenario, rows, metrics, folder):
    trace, numbers = os.path.join(folder, "trace.csv"), os.path.join(folder, "metrics.csv")
    write(trace, rows)
    write(numbers, metrics)
    try:
        audit(study, scenario, trace, numbers, [])
    except Wrong as wrong:
        return str(wrong).split("\n")[0]
    return None


def judge(fault, study, scenario, trace, metrics, folder):
    """What is wrong with the audit, or None."""
    places = list(range(len(trace)))
    random.Random(fault).shuffle(places)
    n = 0
    for i in places:
        rows, numbers = copy.deepcopy(trace), copy.deepcopy(metrics)
        if not getattr(Faults, fault)(rows, numbers, i):
            continue
        said = is_found(study, scenario, rows, numbers, folder)
        if said is None:
            return f"not found in row {i}: {trace[i]}"
        n += 1
        if n == PLACES:
            return None
    return f"there are only {n} places for it"


def main(study, scenario, trace, metrics, *faults):
    trace, metrics = read(trace), read(metrics)
    with tempfile.TemporaryDirectory() as folder:
        assert is_found(study, int(scenario), trace, metrics, folder) is None, "the trace is wrong to begin with"
        for fault in faults:
            wrong = judge(fault, study, int(scenario), trace, metrics, folder)
            name = f"fault {fault} in {os.path.basename(study)}"
            print(f"not ok {name}: {wrong}" if wrong else f"ok {name} is found")


if __name__ == "__main__":
    main(*sys.argv[1:])
