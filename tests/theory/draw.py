"""Studies made up at random that reduce to a known queue, and their near misses.

A study begins as one of the forms of FORMS. Then it is left as it is, or one or two features are put in that the form
has or does not have: before it, behind it, at its window, at its source, in the manners of its customers, in the run.
Some of these leave the exact values right (a loop at M/M/1, a second Poisson source), most do not. What the program
says of the result is judged by hold.py; nothing here knows which values are exact.

Loads are set at the end: the most loaded window with room for all gets one of 0.3 to 0.75, so that the steady state is
near after the warm-up.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
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
                "hyperexponential": lambda: {"hyperexponential": {"weights": [0.5, 0.5], "means": [round(m / 2, 4), round(m * 3 / 2, 4)]}},
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
        self.classes["b"] = {key: {k: dict(v) if isinstance(v, dict) else v for k, v in value.items()} if isinstance(value, dict) else value
                             for key, value in self.classes["a"].items()}

    def blind(self, window):
        if self.chance(0.4):
            self.windows[window]["discipline"] = self.r.choice(["lifo", "random"])

    def capacity(self, overflow):
        node = {"overflow": overflow}
        if self.chance(0.5):
            node["queue"] = self.r.choice([1, 2, 4] if overflow == "drop_oldest" else [0, 1, 2, 4])
        else:
            node["total"] = self.r.choice([1, 2, 3, 5])
        return node

    # ---- what is around ----

    def place(self, name, service):
        """A window for a service before or behind, of any kind."""
        r = self.r
        kind = r.choice(["M/M/c", "M/M/c", "M/M/c", "M/G/infinity", "M/G/infinity", "M/G/1", "M/D/c", "reject", "drop", "block", "block",
                         "block", "dead", "balky"])
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
                    servers = w["servers"] if isinstance(w["servers"], int) else w["servers"][0]["servers"]
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
        return self.r.uniform(0.3, top) / worst

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
            node = {"rate": [{"until": 60, "rate": round(rate / 2, 5)}, {"until": 120, "rate": round(rate * 3 / 2, 5)}], "period": {"length": 120}}
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
                 "output": {"quantiles": [0.5, 0.75, 0.9, 0.95], "wait_over": [0.3, 1, 3], "replications": False, "histograms": False}}
        if self.choice:
            study["window_choice"] = self.choice
        return study


# ---- forms ----

def servers_of(x, most=4):
    return x.r.choice([1, 1, 2, 3, 4][:most + 1])


def m_m_c(x):
    c = servers_of(x)
    x.service("s", c, ["exponential", "rate"])
    x.window("W", ["s"], c)
    x.blind("W")
    if x.chance(0.3):
        x.windows["W"]["speed"] = x.r.choice([0.5, 2])
    if x.chance(0.3):
        x.two_classes()


def m_g_1(x):
    x.service("s", x.between(0.5, 1), x.GENERAL)
    x.window("W", ["s"], 1)
    x.blind("W")
    if x.chance(0.4):
        x.two_classes()
        if x.chance(0.7):
            mean = x.between(0.5, 1)
            x.by_class["s", "b"] = {"mean": mean, "node": x.law(mean, x.GENERAL + ["exponential"])}
    elif x.chance(0.4):
        x.service("t", x.between(0.5, 1), x.GENERAL + ["exponential"])
        x.windows["W"]["services"] = ["s", "t"]
        x.classes["a"]["first"] = {"s": 0.4, "t": 0.6}


def m_g_1_dead(x):
    m_g_1(x)
    x.services["s"]["node"].update(dead_time=x.between(0.1, 0.5), dead_time_holds_customer=x.chance(0.5))


def m_d_c(x):
    c = x.r.choice([2, 3, 5])
    x.service("s", c, ["constant"])
    x.window("W", ["s"], c)
    x.blind("W")


def m_m_c_k(x):
    m_m_c(x)
    c = x.windows["W"]["servers"]
    x.windows["W"]["capacity"] = x.r.choice([{"total": c + x.r.choice([0, 1, 3])}, {"queue": x.r.choice([0, 1, 3])}])


def m_m_c_drop(x):
    m_m_c(x)
    x.windows["W"].pop("discipline", None)
    x.windows["W"]["capacity"] = {"queue": x.r.choice([1, 2, 4]), "overflow": "drop_oldest"}


def m_g_c_c(x):
    c = servers_of(x)
    x.service("s", c, x.GENERAL)
    x.window("W", ["s"], c, capacity=x.r.choice([{"queue": 0}, {"total": c}]))


def m_m_c_balk(x):
    m_m_c(x)
    for c in x.classes.values():
        c["balk_at"] = x.r.choice([0, 1, 3])
    if len(x.classes) > 1:
        x.classes["b"]["balk_at"] = x.classes["a"]["balk_at"]


def m_m_c_patience(x):
    m_m_c(x)
    x.windows["W"].pop("discipline", None)
    patience = x.r.choice([x.between(0.5, 3), {"exponential": {"mean": x.between(0.5, 3)}}])
    for c in x.classes.values():
        c["patience"] = patience


def m_g_infinity(x):
    x.service("s", x.between(1, 4), x.GENERAL + ["exponential"])
    x.window("W", ["s"], "inf")
    if x.chance(0.3):
        x.two_classes()
        x.by_class["s", "b"] = {"mean": 2, "node": x.law(2, x.GENERAL)}


def g_m_1(x):
    m_m_c(x)
    x.services["s"] = {"mean": 1, "node": {"time": {"exponential": {"mean": 1}}}}
    x.windows["W"]["servers"] = 1
    x.source["law"] = x.r.choice(["constant", "uniform", "erlang", "gamma", "hyperexponential"])


def m_x_g_1(x):
    x.service("s", x.between(0.5, 1), x.GENERAL + ["exponential"])
    x.window("W", ["s"], 1)
    x.source["more"]["batch"] = x.r.choice([2, {"geometric": {"p": 0.5}}, {"discrete_uniform": {"min": 0, "max": 4}},
                                            {"poisson": {"mean": 2}}, {"binomial": {"n": 4, "p": 0.5}}])


def closed(x):
    m_m_c(x)
    n = x.r.choice([2, 4, 8])
    x.source = {"law": "closed", "population": n, "think_time": x.law(n * x.between(0.7, 2), x.GENERAL + ["exponential"]), "more": {}}


def priorities(x):
    c = x.r.choice([1, 1, 2, 3])
    x.service("s", c, ["exponential"] if c > 1 else x.GENERAL + ["exponential"])
    x.window("W", ["s"], c, priority=[{"class": x.r.choice("ab")}])
    x.two_classes()
    if c == 1:
        mean = x.between(0.5, 1)
        x.by_class["s", "b"] = {"mean": mean, "node": x.law(mean, x.GENERAL + ["exponential"])}
        x.windows["W"]["preemption"] = x.r.choice(["none", "resume"])


def network(x):
    """Two or three windows of product form, with loops."""
    names = ["s", "t", "u"][:x.r.choice([2, 3])]
    for name in names:
        if x.chance(0.2):
            x.service(name, x.between(1, 3), x.GENERAL)
            x.window(name.upper() + "W", [name], "inf")
        else:
            c = servers_of(x, 3)
            x.service(name, c * x.between(0.4, 1), ["exponential"])
            x.window(name.upper() + "W", [name], c)
            x.blind(name.upper() + "W")
    x.classes["a"]["first"] = {"s": 1} if x.chance(0.5) else {"s": 0.5, "t": 0.5}
    for name in names:
        x.classes["a"]["then"][name] = {other: round(x.r.choice([0, 0.2, 0.4]), 2) for other in x.r.sample(names, 2)}
    x.classes["a"]["then"]["s"][names[-1]] = 0.3
    x.classes["a"]["then"] = {s: {t: p for t, p in after.items() if p > 0} for s, after in x.classes["a"]["then"].items()}
    if x.chance(0.3):
        x.two_classes()
        x.classes["b"]["first"] = {"s": 1}


def in_line(x):
    """A window of product form, and behind it one of another form."""
    x.r.choice([m_m_c, m_m_c, m_g_infinity])(x)
    behind = Study(x.r.randrange(10 ** 9))
    x.r.choice([m_g_1, m_g_1_dead, m_d_c, m_m_c_k, m_m_c_drop, m_g_c_c, m_g_infinity, m_m_c])(behind)
    x.services["t"] = behind.services["s"]
    x.windows["V"] = {**behind.windows["W"], "services": ["t"]}
    for c in x.classes.values():
        c["then"]["s"] = {"t": x.r.choice([1, 0.5])}



FORMS = {"M/M/c": m_m_c, "M/G/1": m_g_1, "M/G/1 with dead time": m_g_1_dead, "M/D/c": m_d_c, "M/M/c/K": m_m_c_k,
         "M/M/c dropping the oldest": m_m_c_drop, "M/G/c/c": m_g_c_c, "M/M/c with balking": m_m_c_balk,
         "M/M/c with patience": m_m_c_patience, "M/G/infinity": m_g_infinity, "G/M/1": g_m_1, "M^X/G/1": m_x_g_1,
         "M/M/c//N": closed, "priorities": priorities, "network": network, "in line": in_line}


# ---- features: each gives its name, or None where it does not fit ----

def main_window(x):
    return "W" if "W" in x.windows else "SW"


def upstream(x):
    if "p" in x.services:
        return None
    kind = x.place("P", "p")
    for name in x.r.choice([["a"], list(x.classes)]):
        c = x.classes[name]
        c["then"]["p"], c["first"] = dict(c["first"]), {"p": 1}
    return kind + " in front"


def downstream(x):
    if "d" in x.services:
        return None
    kind = x.place("D", "d")
    p = x.r.choice([1, 0.6])
    for name in x.r.choice([["a"], list(x.classes)]):
        c = x.classes[name]
        for s in c["first"]:
            after = c["then"].setdefault(s, {})
            if sum(after.values()) + p <= 1:
                after["d"] = p
            else:
                after["d"] = round(max(0, 1 - sum(after.values())), 3) or None
            if not after["d"]:
                del after["d"]
            if not after:
                del c["then"][s]
    if not any("d" in after for c in x.classes.values() for after in c["then"].values()):
        x.classes["a"]["first"] = {s: round(p / 2, 4) for s, p in x.classes["a"]["first"].items()}
        x.classes["a"]["first"]["d"] = round(1 - sum(x.classes["a"]["first"].values()), 4)
        return kind + " beside"
    return kind + " behind"


def loop(x):
    c = x.classes["a"]
    s = next(iter(c["first"]))
    after = c["then"].setdefault(s, {})
    if s in after or sum(after.values()) > 0.7:
        return None
    after[s] = 0.3
    return "loop"


def other_gaps(x):
    if x.source["law"] != "exponential":
        return None
    x.source["law"] = x.r.choice(["constant", "uniform", "erlang", "lognormal", "hyperexponential"])
    return "gaps of another law"


def uneven(x):
    if x.source["law"] != "exponential":
        return None
    x.source["law"] = x.r.choice(["changing", "pausing", "ending"])
    return "a rate that is " + x.source["law"]


def batches(x):
    if x.source["law"] == "closed" or "batch" in x.source["more"]:
        return None
    x.source["more"]["batch"] = x.r.choice([2, {"geometric": {"p": 0.5}}])
    return "batches"


def on_off(x):
    if x.source["law"] in ("closed", "changing", "pausing", "ending") or "batch" in x.source["more"]:
        return None
    x.source["more"]["period"] = {"length": 60, "on": 30}
    return "on and off"


def limit(x):
    if x.source["law"] == "closed":
        return None
    x.source["more"]["limit"] = 1
    return "limit"


def more_sources(x):
    def closed_one(rate):
        return {"population": 2, "think_time": 5}
    makes = {"poisson": lambda rate: {"interarrival": {"rate": rate}}, "regular": lambda rate: {"interarrival": round(1 / rate, 4)},
             "listed": lambda rate: {"times": [round((k + 0.5) / rate, 4) for k in range(int(min(3000, rate * HORIZON)))]},
             "staff": closed_one}
    name = x.r.choice(["poisson", "poisson", "regular", "listed", "staff"])
    if name in x.more_sources or x.source["law"] == "closed" and name != "staff":
        return None
    x.more_sources[name] = makes[name]
    return name + " source beside"


def several(x):
    if x.source["law"] == "closed" or "count" in x.source["more"]:
        return None
    x.source["more"]["count"] = 2
    return "two equal sources"


def at_window(x):
    w = x.windows[main_window(x)]
    if w["servers"] == "inf":
        return None
    c = w["servers"]
    if not isinstance(c, int):
        return None
    kind = x.r.choice(["count", "shifts", "breakdown", "by_queue", "by_time", "by_work", "discipline", "capacity", "capacity"])
    if kind == "count":
        w["count"] = 2
    elif kind == "shifts":
        w["servers"] = [{"until": HORIZON / 2, "servers": c}, {"servers": c + 1}]
    elif kind == "breakdown":
        w["breakdown"] = {"up": {"exponential": {"mean": 20}}, "down": 4, "clock": x.r.choice(["calendar", "serving"])}
    elif kind == "by_queue":
        w["speed"] = {"by_queue": [[1, 1.5]]}
    elif kind == "by_time":
        w["speed"] = {"by_time": [{"until": HORIZON / 2, "factor": 1}, {"factor": 1.4}]}
    elif kind == "by_work":
        w["speed"] = {"by_work": [[500, 1.3]]}
    elif kind == "discipline":
        w["discipline"] = x.r.choice(["lifo", "random", "shortest_first"])
    elif "capacity" in w:
        w["capacity"]["overflow"] = x.r.choice(["drop_oldest", "block"])
        if w["capacity"].get("queue") == 0:
            w["capacity"]["queue"] = 1
    else:
        w["capacity"] = x.capacity(x.r.choice(["reject", "drop_oldest", "block"]))
    return kind


def dead(x):
    s = x.services["s"]["node"]
    if "dead_time" in s:
        return None
    s.update(dead_time=round(x.services["s"]["mean"] * 0.4, 3), dead_time_holds_customer=x.chance(0.5))
    return "dead time"


def manners(x):
    kind = x.r.choice(["patience", "patience", "balk_at", "jockey"])
    if x.chance(0.6):
        x.two_classes()
    chosen = x.r.choice([["a"], list(x.classes)])
    value = {"patience": x.r.choice([1.5, {"exponential": {"mean": 2}}, {"uniform": {"min": 0, "max": 4}}, {"gamma": {"shape": 2, "mean": 2}}]),
             "balk_at": x.r.choice([0, 1, 2]), "jockey": True}[kind]
    for name in chosen:
        x.classes[name][kind] = value
    return kind + (" of some" if len(chosen) < len(x.classes) else " of all")


def other_service(x):
    x.two_classes()
    if ("s", "b") in x.by_class:
        return None
    mean = x.services["s"]["mean"] * x.r.choice([1, 0.5])
    x.by_class["s", "b"] = {"mean": mean, "node": x.law(mean, x.GENERAL + ["exponential", "exponential"])}
    return "services that differ"


def ranks(x):
    w = x.windows[main_window(x)]
    if w["servers"] == "inf" or "priority" in w:
        if "preemption" in w:
            w["preemption"] = "restart"
            return "restart"
        return None
    x.two_classes()
    w["priority"] = [x.r.choice([{"class": "b"}, {"class": "a"}, {"service": w["services"][0]}])]
    w["preemption"] = x.r.choice(["none", "resume", "restart"])
    return "priority, preemption " + w["preemption"]


def together(x):
    w = x.windows[main_window(x)]
    if w["servers"] == "inf" or "e" in x.services:
        return None
    x.service("e", x.between(0.3, 1), ["exponential"])
    w["services"] = w["services"] + ["e"]
    for c in x.classes.values():
        after = c["then"].setdefault("s", {})
        after["e"] = round(max(0, 1 - sum(after.values())), 3)
    if any(c["then"]["s"]["e"] <= 0 for c in x.classes.values()):
        return False
    if x.chance(0.7):
        w["together"] = ["s", "e"]
        return "together"
    return "two services in turn"


def another_window(x):
    main = x.windows[main_window(x)]
    if "priority" in main or "V" in x.windows:
        return None
    x.windows["V"] = {"services": main["services"][:1], "servers": 1}
    if x.chance(0.4):
        x.two_classes()
        x.windows["V"]["classes"], main["classes"] = ["b"], ["a"]
        x.windows["V"]["services"] = list(main["services"])
        return "a window of its own for a class"
    x.choice = x.r.choice(["random", "shortest_queue", "round_robin", "first", "least_work", "simuq"])
    return "a choice of windows"


def idle_window(x):
    x.windows["shut"] = {"services": ["s"], "servers": 2, "count": 0}
    return "a closed window"


def end(x):
    x.run["at_horizon"] = x.r.choice(["drain", "stop", {"waiting": "cancel", "in_service": "cut"}, {"waiting": "serve", "timeout": 50}])
    if x.chance(0.3):
        x.run["antithetic"] = True
    return "another end"


FEATURES = [upstream] * 4 + [downstream] * 8 + [loop, loop, other_gaps, uneven, uneven, batches, on_off, limit, more_sources, more_sources,
            several, at_window, at_window, at_window, at_window, dead, dead, manners, manners, manners, other_service, other_service,
            ranks, ranks, together, another_window, another_window, idle_window, end]


def draw(seed):
    """The study of a seed: a Study with form, features, and study() to be written; None where two features clash."""
    x = Study(seed)
    x.form = x.r.choice(sorted(FORMS))
    FORMS[x.form](x)
    for _ in range(x.r.choice([0, 1, 1, 1, 2])):
        for _ in range(20):
            name = x.r.choice(FEATURES)(x)
            if name is False:
                return None
            if name:
                x.features.append(name)
                break
    return x
