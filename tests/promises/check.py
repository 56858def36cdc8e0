"""Promises and costs of results files, worked out again from the numbers in them.

Usage: check.py verdicts FILE.h5 FILE.csv FILE.json   what show says of each scenario and promise
       check.py cost FILE.h5 COST...                  exact costs, in the file as they should be
       check.py estimate FILE.h5                      a cost that depends on what happens, replication by replication
       check.py rates FILE.json N RATE                how often promises that are true, or false, are judged wrongly

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import itertools
import json
import math
import sys

import h5py
import numpy
import yaml

ORDER = ["kept", "open", "broken"]
COUNTS = {"arrived", "served", "rejected", "dropped", "balked", "reneged", "cancelled", "unfinished"}
SHARES = {"wait_over", "utilisation", "occupation"}
ITEMS = {"wait_over": ("threshold", "threshold"), "wait_quantile": ("quantile", "quantile")}


def number(text):
    """Of this suite's studies: minutes, shares, plain numbers."""
    text = str(text)
    return float(text[:-1]) / 100 if text.endswith("%") else float(text)


def widened(metric, mean, low, high, n, confidence):
    half = max(mean - low, high - mean)
    size = 1 - mean if metric in SHARES and mean > 0.5 else mean
    if metric in COUNTS and high == 0 and n > 1:
        high = 1 - ((1 - confidence) / 2) ** (1 / n)
    is_bound = metric in SHARES and mean in (0, 1)
    if metric in ITEMS and ITEMS[metric][0] == "quantile" or is_bound or not mean > 0 or not half > 0.25 * size:
        return low, high
    if not math.isfinite(half):
        return low, high
    extra = 0.7 * half * half / size
    return (low - extra, high) if size != mean else (low, high + extra)


def cell(file, scope, metric, at, item, confidence):
    """Mean and interval, and whether anybody came there."""
    values = [file[f"{scope}/{metric}{part}"][at + ((item,) if item is not None else ())]
              for part in ("", "_lo", "_hi", "_n")]
    came = file[f"{scope}/arrived"][at] != 0
    if math.isnan(values[0]):
        return math.nan, math.nan, came
    return (*widened(metric, *values, confidence), came)


def judge(file, promise, scenario):
    confidence = file.attrs["confidence"]
    scope = next((s for s in ("class", "window") if s in promise), "system")
    metric, item = promise["metric"], None
    if metric in ITEMS:
        key, scale = ITEMS[metric]
        values = list(file[f"system/{scale}"][()])
        item = values.index(number(promise[key])) if key in promise else 0
    members = [0]
    if scope != "system":
        names = [name.decode() for name in file[f"{scope}/{scope}"][()]]
        members = range(len(names)) if promise[scope] == "each" else [names.index(promise[scope])]
    intervals, group = [None], scope
    if "interval" in promise:
        starts, group = list(file[f"interval/{scope}/start"][()]), f"interval/{scope}"
        intervals = [starts.index(promise["interval"])] if promise["interval"] != "each" else range(len(starts))
    verdict = "kept"
    for member, interval in itertools.product(members, intervals):
        at = (scenario,) + ((member,) if scope != "system" else ()) + ((interval,) if interval is not None else ())
        low, high, came = cell(file, group, metric, at, item, confidence)
        if "at_least" in promise:
            limit = number(promise["at_least"])
            one = "kept" if low >= limit else "broken" if high < limit else "open"
        else:
            limit = number(promise["at_most"])
            one = "kept" if high <= limit else "broken" if low > limit else "open"
        if math.isnan(low) and not came:
            one = "kept"
        verdict = max(verdict, one, key=ORDER.index)
    return verdict


def verdicts(path, table, document):
    file = h5py.File(path)
    promises = yaml.safe_load(file["provenance"].attrs["study_resolved"])["promises"]
    promises = promises if isinstance(promises, list) else [promises]
    with open(table) as lines:
        told = {int(row["scenario"]): row["verdict"] for row in csv.DictReader(lines)}
    with open(document) as text:
        said = {entry["scenario"]: entry for entry in json.load(text)["scenarios"]}
    seen = set()
    for scenario in range(len(file["scenario"])):
        each = [judge(file, promise, scenario) for promise in promises]
        worst = max(each, key=ORDER.index)
        assert said[scenario]["promises"] == each, (scenario, said[scenario]["promises"], each)
        assert said[scenario]["verdict"] == told[scenario] == worst, (scenario, told[scenario], worst)
        seen.update(each)
    assert seen == set(ORDER), f"only {seen} came up"


def cost(path, *wanted):
    file = h5py.File(path)
    wanted = [float(x) for x in wanted]
    assert list(file["cost"][()]) == wanted, list(file["cost"][()])
    assert file["cost"].dtype == numpy.float64 and file["cost"].dims[0][0] == file["scenario"]
    for part in ("", "_lo", "_hi"):
        assert list(file["system/cost" + part][()]) == wanted, part


def estimate(path):
    """exact + 5 reneged + 12 an hour waited + 30 an hour of overtime, of a study in minutes that stops."""
    file = h5py.File(path)
    assert "cost" not in file
    study = yaml.safe_load(file["provenance"].attrs["study_resolved"])
    hours = study["run"]["horizon"] / 60
    servers = file["windows.desk.servers"][()]
    rows = file["replication/system"]
    waited = rows["queue_mean"][()] * hours
    wanted = (20 * servers * hours)[:, None] + 5 * rows["reneged"][()] + 12 * waited + 30 * rows["overtime"][()]
    assert numpy.allclose(rows["cost"][()], wanted, rtol=1e-12), rows["cost"][()] - wanted
    assert (rows["server_hours"][()] == (servers * hours)[:, None]).all()
    assert numpy.allclose(file["system/cost"][()], wanted.mean(axis=1), rtol=1e-12)
    assert (file["system/cost_lo"][()] < file["system/cost"][()]).all()


def least_unlikely(n, rate, alarm):
    """The least k with P(X >= k) < alarm, X binomial."""
    log = [math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1) + k * math.log(rate) +
           (n - k) * math.log(1 - rate) for k in range(n + 1)]
    tail = 0.0
    for k in range(n, -1, -1):
        tail += math.exp(log[k])
        if tail >= alarm:
            return k + 1
    return 0


def rates(path, n, rate):
    """The promises come in threes: a limit that is the truth, to be kept from below and from above, which must not
    be broken, and one just below it, which must not be kept."""
    with open(path) as text:
        scenarios = json.load(text)["scenarios"]
    assert len(scenarios) == int(n)
    bound = least_unlikely(int(n), float(rate), 1e-6)
    for i in range(len(scenarios[0]["promises"])):
        wrong = "kept" if i % 3 == 2 else "broken"
        times = sum(scenario["promises"][i] == wrong for scenario in scenarios)
        print(f"promise {i + 1}: falsely {wrong} in {times} of {n}, {bound} would be too many")
        assert times < bound


{"verdicts": verdicts, "cost": cost, "estimate": estimate, "rates": rates}[sys.argv[1]](*sys.argv[2:])
