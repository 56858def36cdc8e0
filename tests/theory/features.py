"""What may be put into a study, one at a time: FEATURES. Each gives its name, None where it does not fit, or False where
the study is of no use any more.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy

from study import HORIZON


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
    if "period" in x.source["more"]:
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
    makes = {"poisson": lambda rate: {"interarrival": {"rate": rate}},
             "regular": lambda rate: {"interarrival": round(1 / rate, 4)},
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
    kind = x.r.choice(["servers", "servers", "count", "shifts", "breakdown", "by_queue", "by_time", "by_work", "discipline", "discipline",
                       "capacity", "capacity"])
    if kind == "servers":
        w["servers"] = 2 if c == 1 else 1
    elif kind == "count":
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
        w["discipline"] = x.r.choice(["lifo", "random", "shortest_first", "shortest_first"])
    elif "capacity" in w:
        w["capacity"]["overflow"] = x.r.choice(["drop_oldest", "block"] + ["drop_least_urgent"] * ("priority" in w))
        if w["capacity"].get("queue") == 0:
            w["capacity"]["queue"] = 1
    else:
        w["capacity"] = x.capacity(x.r.choice(["reject", "drop_oldest", "block"] + ["drop_least_urgent"] * ("priority" in w)))
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
    patience = x.r.choice([1.5, {"exponential": {"mean": 2}}, {"uniform": {"min": 0, "max": 4}},
                           {"gamma": {"shape": 2, "mean": 2}}])
    value = {"patience": patience, "balk_at": x.r.choice([0, 1, 2]), "jockey": True}[kind]
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
    if w["servers"] == "inf" or "e" in x.services or "V" in x.windows:
        return None
    x.service("e", x.between(0.3, 1), ["exponential"])
    if x.chance(0.6):
        x.services["e"] = copy.deepcopy(x.services["s"])
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
    x.run["at_horizon"] = x.r.choice(["drain", "stop", {"waiting": "cancel", "in_service": "cut"},
                                      {"waiting": "serve", "timeout": 50}])
    if x.chance(0.3):
        x.run["antithetic"] = True
    return "another end"


def overload(x):
    x.is_overloaded = True
    return "overload"


# The more often, the more ways there are to go about it.
TIMES = {downstream: 8, upstream: 4, at_window: 5, manners: 3, loop: 2, uneven: 2, more_sources: 2, dead: 2, other_service: 2, ranks: 2,
         another_window: 2, other_gaps: 1, batches: 1, on_off: 1, limit: 1, several: 1, together: 1, idle_window: 1, end: 1,
         overload: 1}
FEATURES = [feature for feature, times in TIMES.items() for _ in range(times)]
