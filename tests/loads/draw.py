"""Studies made up at random, and what `qsweep check` says of their loads held against what happens in them.

`draw.py QSWEEP FOLDER FIRST N` draws the studies of seeds FIRST, FIRST + 1, ... until N are held, and prints `ok` or
`not ok` for each. Every study is simulated up to a horizon and up to four times that:

- the servers of a window are busy for the share of time that its load says (a bound bounds it), or always from 1 on; of
  windows that share a stream by their state, or by jockeys, together;
- a queue that is said to grow without end holds more than twice as many at four times the horizon (four times as many is
  what is expected), and one that is not does not. Loads within 0.12 of 1 are not asked this: there the horizon would
  have to be much longer.

What is busy is compared with a margin of 0.03 and five standard errors over the replications; seeds 1 to 274 give no
false alarm. The seeds of the suite are fixed.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import os
import random
import subprocess
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from said import bounds, check  # noqa: E402

HORIZON, REPLICATIONS, NEAR, MARGIN = 3000, 8, 0.12, 0.03


class Draw:
    """A study, what windows are compared as one, and what is known of them."""

    def __init__(self, seed):
        self.r = r = random.Random(seed)
        self.services, self.classes, self.arrivals, self.windows = {}, {}, {}, {}
        self.choice = r.choice(["shortest_queue", "least_work", "random", "round_robin", "first"])
        self.pools, self.lossy, self.awake = [], set(), {}
        self.words = []
        n_stages = r.choice([1, 1, 2])
        rate = round(r.uniform(0.3, 2), 3)
        self.arrive("a", rate)
        for k in range(n_stages):
            self.stage("s%d" % k, rate)
        names = list(self.services)
        self.classes["c"] = {"first": {names[0]: 1}, "then": {a: {b: 1} for a, b in zip(names, names[1:])}}
        if r.random() < 0.3:
            self.classes["c"]["then"].setdefault(names[-1], {})[names[0]] = 0.2
            self.words.append("a loop")
        self.customers()
        self.beside(names[0], rate)

    def law(self, mean):
        mean = round(mean, 4)
        return self.r.choice([{"exponential": {"mean": mean}}, {"gamma": {"shape": 2, "mean": mean}},
                              {"uniform": {"min": 0, "max": round(2 * mean, 4)}}, mean])

    def arrive(self, name, rate):
        r = self.r
        kind = r.choice(["rate", "gaps", "batches", "on", "day and night", "count"])
        self.words.append(kind)
        self.arrivals[name] = {
            "rate": {"rate": rate},
            "gaps": {"interarrival": self.law(1 / rate)},
            "batches": {"rate": round(rate / 2, 6), "batch": {"poisson": {"mean": 2}}},
            "on": {"interarrival": {"exponential": {"mean": round(0.4 / rate, 6)}}, "period": {"length": 10, "on": 4}},
            "day and night": {"rate": [{"until": 5, "rate": round(1.5 * rate, 6)}, {"until": 10, "rate": round(0.5 * rate, 6)}],
                              "period": {"length": 10}},
            "count": {"interarrival": {"exponential": {"mean": round(2 / rate, 6)}}, "count": 2}}[kind]

    def load(self):
        return self.r.choice([self.r.uniform(0.2, 0.85), self.r.uniform(0.2, 0.85), self.r.uniform(1.15, 2)])

    def stage(self, name, rate):
        """A service, and one or two rows of windows for it."""
        r, load = self.r, self.load()
        servers = [r.choice([1, 1, 2, 3]) for _ in range(r.choice([1, 1, 2]))]
        mean = load * sum(servers) / rate
        self.services[name] = {"time": self.law(mean)}
        rows = []
        for i, n in enumerate(servers):
            window = {"services": [name], "servers": n}
            self.window(window, name + "w%d" % i)
            self.windows[name + "w%d" % i] = window
            rows.append(name + "w%d" % i)
        if len(rows) > 1:
            self.pools.append(rows)

    def window(self, window, name):
        r = self.r
        kind = r.choice(["plain"] * 5 + ["room", "dropped", "speed", "breaks", "faster", "lifo", "two alike"])
        if kind != "plain":
            self.words.append(kind)
        if kind == "room":
            window["capacity"] = {"queue": r.choice([0, 2, 10])}
            self.lossy.add(name)
        elif kind == "dropped":
            window["capacity"] = {"queue": 5, "overflow": "drop_oldest"}
            self.lossy.add(name)
        elif kind == "speed":
            window["speed"] = r.choice([0.5, 2])
        elif kind == "breaks":
            window["breakdown"] = {"up": {"exponential": {"mean": 6}}, "down": {"exponential": {"mean": 2}}}
            self.awake[name] = 0.75
        elif kind == "faster":
            window["speed"] = {"by_queue": [[3, 1.5]]}
        elif kind == "lifo":
            window["discipline"] = "lifo"
        elif kind == "two alike":
            window["count"] = 2

    def customers(self):
        r = self.r
        kind = r.choice(["stay"] * 4 + ["jockey", "jockey", "give up", "balk"])
        if kind != "stay":
            self.words.append(kind)
        if kind == "jockey":
            self.classes["c"]["jockey"] = True
        elif kind == "give up":
            self.classes["c"]["patience"] = {"exponential": {"mean": 3}}
            self.lossy |= set(self.windows)
        elif kind == "balk":
            self.classes["c"]["balk_at"] = r.choice([1, 4])
            self.lossy |= set(self.windows)

    def beside(self, service, rate):
        """What is known otherwise, or ends."""
        kind = self.r.choice(["nothing"] * 4 + ["recorded", "closed", "ends", "limit"])
        if kind != "nothing":
            self.words.append(kind)
        if kind == "recorded":
            self.arrivals["b"] = {"times": sorted(round(self.r.uniform(0, HORIZON), 2) for _ in range(50))}
        elif kind == "closed":
            self.arrivals["b"] = {"population": self.r.choice([1, 5, 30]), "think_time": {"exponential": {"mean": 10}}}
        elif kind == "ends":
            self.arrivals["b"] = {"rate": [{"until": HORIZON / 10, "rate": rate}]}
        elif kind == "limit":
            self.arrivals["b"] = {"rate": rate, "limit": 200}

    def text(self):
        """JSON is YAML."""
        return "\n".join("%s: %s" % (key, json.dumps(value)) for key, value in (
            ("time_unit", "min"), ("services", self.services), ("classes", self.classes), ("arrivals", self.arrivals),
            ("windows", self.windows), ("window_choice", self.choice),
            ("run", {"horizon": HORIZON, "replications": REPLICATIONS, "seed": self.r.randrange(1, 10 ** 6)})))


def simulate(qsweep, path, horizon):
    """(occupation, its standard error, number present), of each window."""
    out = path + ".h5"
    subprocess.run([qsweep, "run", path, "-q", "--force", "-o", out, "-s", "run.horizon=%d" % horizon], check=True,
                   capture_output=True, timeout=120)
    with h5py.File(out) as file:
        group = file["window"]
        names = [name.decode() for name in group["window"][()]]
        busy, sd, number = (group[key][0] for key in ("occupation", "occupation_sd", "number_mean"))
    return {name: (busy[i], sd[i] / REPLICATIONS ** 0.5, number[i]) for i, name in enumerate(names)}


def servers_of(x, name):
    return x.windows[name]["servers"] * x.windows[name].get("count", 1) * used(x, name)


def used(x, name):
    """Share of the servers that do all the work: they break down, or of a row only the first is ever chosen."""
    window = x.windows[name]
    always_takes = window.get("capacity", {"overflow": "drop_oldest"}).get("overflow") == "drop_oldest"
    is_alone = x.choice == "first" and always_takes and not x.classes["c"].get("jockey")
    return x.awake.get(name, 1) / (window.get("count", 1) if is_alone else 1)


def judge_busy(x, said, found):
    """Windows together where customers choose among them by their state; what they could do weighs."""
    faults, worst = [], 0
    jockeys = x.classes["c"].get("jockey")
    shared = [p for p in x.pools if jockeys or x.choice in ("shortest_queue", "least_work")]
    for group in shared + [[name] for name in x.windows if not any(name in p for p in shared)]:
        weight = {name: servers_of(x, name) for name in group}
        speeds = {name: x.windows[name].get("speed", 1) for name in group}
        if len(group) > 1 and (any(isinstance(s, dict) for s in speeds.values()) or any(name in x.lossy for name in group)):
            continue
        total = sum(weight[n] * speeds[n] for n in group) if len(group) > 1 else weight[group[0]]
        share = {n: weight[n] * (speeds[n] if len(group) > 1 else 1) / total for n in group}
        busy = sum(share[n] * found[n][0] / used(x, n) for n in group)
        error = 5 * max(found[n][1] for n in group)
        low = sum(share[n] * min(1, bounds(said[n][0])[0]) for n in group)
        high = sum(share[n] * min(1, bounds(said[n][0])[1]) for n in group)
        is_lossy = any(n in x.lossy for n in group)
        off = max(busy - high, 0 if is_lossy else low - busy) - error
        worst = max(worst, off)
        if not off <= MARGIN:
            faults.append("%s: busy %.4f, load %s" % (group, busy, [said[n][0] for n in group]))
    return faults, worst


def judge_growth(x, said, short, long):
    # Of a source with a limit all may have come before the short horizon: they are in both.
    factor, faults = 1.2 if any("limit" in source for source in x.arrivals.values()) else 2, []
    for name in x.windows:
        low, high = bounds(said[name][0])
        if low < 1 + NEAR and high > 1 - NEAR and not (said[name][2] and low >= 1 + NEAR):
            continue
        grows = long[name][2] > factor * short[name][2] and long[name][2] > 10
        if grows != said[name][2]:
            faults.append("%s: load %s, %s, number present %.2f, then %.2f" % (
                name, said[name][0], "unstable" if said[name][2] else "stable", short[name][2], long[name][2]))
    return faults


def hold(qsweep, folder, seed):
    x = Draw(seed)
    path = os.path.join(folder, "drawn.yaml")
    with open(path, "w") as file:
        file.write(x.text())
    said = check(qsweep, path, "-s", "run.horizon=%d" % (4 * HORIZON), "-s", "run.at_horizon=drain")
    short, long = simulate(qsweep, path, HORIZON), simulate(qsweep, path, 4 * HORIZON)
    busy, worst = judge_busy(x, said, long)
    return x, busy + judge_growth(x, said, short, long), worst


def main():
    qsweep, folder, first, n = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    worst, n_unstable = [], 0
    for seed in range(first, first + n):
        try:
            x, faults, off = hold(qsweep, folder, seed)
        except (AssertionError, subprocess.SubprocessError) as error:
            print("not ok loads of seed %d: %s" % (seed, error))
            continue
        worst.append(off)
        print("%s loads of seed %d: %s, %s" % ("not ok" if faults else "ok", seed, x.choice, ", ".join(x.words)))
        for fault in faults:
            print("# " + fault)
        sys.stdout.flush()
    print("# largest deviation beyond five standard errors: %.4f" % numpy.max(worst))


main()
