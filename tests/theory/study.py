"""A study that is being made up, with the means that its loads need. Used by forms.py, features.py, draw.py.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import random

HORIZON, WARMUP = 8000, 800


class Study:
    """What becomes a study, with the means that its loads need."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.form, self.features = None, []
        self.services = {}  # name: {"mean", "node"}
        self.by_class = {}  # (service, class): {"mean", "node"}
        self.classes = {"a": self.customer({"s": 1})}
        self.shares = {"a": 1.0}
        self.windows = {}  # name: node
        self.source = {"law": "exponential", "more": {}}  # the first; the others are given whole
        self.more_sources = {}
        self.choice = None
        self.resources, self.lines, self.output = {}, {}, {}
        self.n_words = 0  # of the features, those of words.py
        self.is_overloaded = False
        self.run = {"horizon": HORIZON, "warmup": WARMUP, "replications": 50, "seed": seed % 1000000 + 1}

    @staticmethod
    def customer(first):
        return {"first": first, "then": {}}

    def chance(self, p):
        return self.r.random() < p

    def between(self, low, high):
        return round(self.r.uniform(low, high), 3)

    # ---- parts ----

    def law(self, mean, kinds):
        r, m = self.r, round(mean, 4)
        laws = {"exponential": lambda: {"exponential": {"mean": m}},
                "rate": lambda: {"exponential": {"rate": round(1 / m, 6)}},
                "constant": lambda: m,
                "uniform": lambda: {"uniform": {"min": round(m / 4, 4), "max": round(m * 7 / 4, 4)}},
                "erlang": lambda: {"erlang": {"k": r.choice([2, 3]), "mean": m}},
                "gamma": lambda: {"gamma": {"shape": r.choice([0.7, 1, 2.5]), "mean": m}},
                "normal": lambda: {"normal": {"mean": m, "sd": round(m / 4, 4)}},
                "lognormal": lambda: {"lognormal": {"mean": m, "sd": m}},
                "hyperexponential": lambda: {"hyperexponential": {"weights": [0.5, 0.5],
                                                                  "means": [round(m / 2, 4), round(m * 3 / 2, 4)]}},
                "empirical": lambda: {"empirical": {"values": [round(m / 2, 4), round(m * 3 / 2, 4)]}},
                "triangular": lambda: {"triangular": {"min": 0, "mode": m, "max": round(2 * m, 4)}}}
        return laws[r.choice(kinds)]()

    GENERAL = ["constant", "uniform", "erlang", "gamma", "normal", "lognormal", "hyperexponential", "empirical", "triangular"]

    def service(self, name, mean, kinds):
        self.services[name] = {"mean": mean, "node": {"time": self.law(mean, kinds)}}

    def window(self, name, services, servers, **more):
        self.windows[name] = {"services": services, "servers": servers, **more}

    def two_classes(self):
        if "b" in self.classes:
            return
        p = self.between(0.3, 0.7)
        self.shares = {"a": p, "b": round(1 - p, 3)}
        self.classes["b"] = copy.deepcopy(self.classes["a"])

    def blind(self, window):
        if self.chance(0.4):
            self.windows[window]["discipline"] = self.r.choice(["lifo", "random"])

    def capacity(self, overflow):
        node = {"overflow": overflow}
        if self.chance(0.5):
            node["queue"] = self.r.choice([1, 2, 4] if "drop" in overflow else [0, 1, 2, 4])
        else:
            node["total"] = self.r.choice([1, 2, 3, 5])
        return node

    # ---- what is around ----

    def place(self, name, service):
        """A window for a service before or behind, of any kind."""
        r = self.r
        kind = r.choice(["M/M/c"] * 3 + ["M/G/infinity"] * 2 + ["block"] * 3 + ["M/G/1", "M/D/c", "reject", "drop", "dead", "balky"])
        servers = r.choice([1, 1, 2, 3])
        mean = servers * self.between(0.4, 1)
        kinds = {"M/G/infinity": self.GENERAL, "M/G/1": self.GENERAL, "M/D/c": ["constant"]}.get(kind, ["exponential"])
        if kind == "M/G/1":
            servers, mean = 1, mean / servers
        self.service(service, mean, kinds)
        self.window(name, [service], "inf" if kind == "M/G/infinity" else servers)
        if kind in ("reject", "drop", "block"):
            self.windows[name]["capacity"] = self.capacity({"drop": "drop_oldest"}.get(kind, kind))
        if kind == "dead":
            self.services[service]["node"].update(dead_time=round(mean / 3, 3), dead_time_holds_customer=self.chance(0.5))
        if kind == "balky":
            for c in self.classes.values():
                c["balk_at"] = 2
        return kind

    # ---- the study ----

    def loads(self):
        """Of each window with a finite number of servers, at one arrival in a unit of time: {window: load}."""
        work = {name: 0.0 for name in self.windows}
        owner = {}
        for name, w in self.windows.items():
            for s in w["services"]:
                owner.setdefault(s, name)
        for c, share in self.shares.items():
            node, flow, visits = self.classes[c], dict(self.classes[c]["first"]), {}
            for _ in range(400):
                for s, v in flow.items():
                    visits[s] = visits.get(s, 0) + v
                after = {}
                for s, v in flow.items():
                    for t, p in node["then"].get(s, {}).items():
                        after[t] = after.get(t, 0) + v * p
                flow = after
            for s, v in visits.items():
                mean = self.by_class.get((s, c), self.services[s])["mean"]
                dead = self.services[s]["node"].get("dead_time", 0)
                w = self.windows[owner[s]]
                if w["servers"] != "inf":
                    shifts = w["servers"]["shifts"] if isinstance(w["servers"], dict) else w["servers"]
                    servers = shifts if isinstance(shifts, int) else shifts[0]["servers"]
                    speed = w.get("speed", 1) if not isinstance(w.get("speed", 1), dict) else 1
                    work[owner[s]] += share * v * (mean / speed + dead) / servers
        return work

    def rate(self):
        loads = self.loads()
        loose = any("patience" in c or "balk_at" in c for c in self.classes.values())
        roomy = [load for name, load in loads.items() if load > 0 and "capacity" not in self.windows[name]]
        strict = roomy and not loose
        worst = max(roomy if strict else [load for load in loads.values() if load > 0] or [1])
        top = (0.6 if self.source["more"].get("batch") else 0.75) if strict else 1.2
        return (self.r.uniform(1.1, 1.4) if self.is_overloaded else self.r.uniform(0.3, top)) / worst

    def arrivals(self):
        r, source, rate = self.r, self.source, self.rate()
        batch = source["more"].get("batch")
        rate /= (2 if batch else 1) * source["more"].get("count", 1) * (1 + len([n for n in self.more_sources if n != "staff"]))
        rate = round(rate, 5)
        law = source["law"]
        if law == "closed":
            node = {"population": source["population"], "think_time": source["think_time"]}
        elif law == "exponential":
            node = r.choice([{"interarrival": {"exponential": {"mean": round(1 / rate, 5)}}}, {"interarrival": {"rate": rate}},
                             {"rate": rate}, {"rate": [{"until": 50, "rate": rate}, {"rate": rate}]},
                             {"rate": [{"until": 10, "rate": rate}], "period": {"length": 10}},
                             {"interarrival": {"erlang": {"k": 1, "mean": round(1 / rate, 5)}}},
                             {"interarrival": {"exponential": {"mean": round(2 / rate, 5)}}, "count": 2}])
            if source["more"]:
                node = r.choice([{"interarrival": {"rate": rate}}, {"rate": rate}])
            if "period" in source["more"]:
                node = {"interarrival": {"rate": rate}}
        elif law == "changing":
            node = {"rate": [{"until": 60, "rate": round(rate / 2, 5)}, {"until": 120, "rate": round(rate * 3 / 2, 5)}],
                    "period": {"length": 120}}
        elif law == "pausing":
            node = {"rate": [{"until": 60, "rate": round(rate * 3 / 2, 5)}], "period": {"length": 90}}
        elif law == "ending":
            node = {"rate": [{"until": HORIZON * 0.6, "rate": rate}]}
        else:
            node = {"interarrival": self.law(1 / rate, [law])}
        node.update(source["more"])
        if node.get("limit"):
            node["limit"] = max(1, int(rate * HORIZON / 2))
        sources = {"door": node}
        for name, make in self.more_sources.items():
            sources[name] = make(rate)
        if len(self.classes) > 1:
            for node in sources.values():
                node["classes"] = dict(self.shares)
        return sources

    def reached(self, c):
        """The services a class comes to."""
        found = set(c["first"])
        while True:
            more = {t for s in found for t in c["then"].get(s, {})} - found
            if not more:
                return found
            found |= more

    def tidy(self):
        """Nothing that the reader would refuse as without effect."""
        come = set()
        for c in self.classes.values():
            found = self.reached(c)
            c["then"] = {s: after for s, after in c["then"].items() if after and s in found}
            come |= found
        self.services = {s: x for s, x in self.services.items() if s in come}
        for name in list(self.windows):
            self.windows[name]["services"] = [s for s in self.windows[name]["services"] if s in come]
            if not self.windows[name]["services"]:
                del self.windows[name]

    def study(self):
        self.tidy()
        services = {}
        for name, s in self.services.items():
            services[name] = dict(s["node"])
            own = {c: {"time": x["node"]} for (of, c), x in self.by_class.items() if of == name}
            if own:
                services[name]["by_class"] = own
        study = {"qsweep": 1, "name": "drawn", "services": services,
                 "classes": {name: {k: v for k, v in c.items() if v != {}} for name, c in self.classes.items()},
                 "arrivals": self.arrivals(), "windows": self.windows, "run": self.run,
                 "output": {"quantiles": [0.5, 0.75, 0.9, 0.95], "wait_over": [0.3, 1, 3], "replications": False,
                            "histograms": False, **self.output}}
        if self.resources:
            study["resources"] = self.resources
        if self.lines:
            study["lines"] = self.lines
        if self.choice:
            study["window_choice"] = self.choice
        return study
