"""What may be put into a study beside features.py: words that no closed form knows, or that change nothing to it. As there,
each gives its name, None where it does not fit, or False where the study is of no use any more.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from study import HORIZON


def main_window(x):
    return x.windows["W" if "W" in x.windows else "SW"]


def is_plain(x):
    """One service in a window of so many servers, and nothing that the words below are refused with."""
    w = main_window(x)
    return isinstance(w["servers"], int) and not {"preemption", "together", "count"} & set(w)


def node(x):
    return x.services["s"]["node"]


# ---- customers ----

def retry(x):
    """Who is lost comes again: at the main window, or where somebody is lost already."""
    w, chosen = main_window(x), x.r.choice([["a"], list(x.classes)])
    losses = [c for c in x.classes.values() if {"patience", "balk_at"} & set(c)]
    if not losses and not any("capacity" in other for other in x.windows.values()):
        if w["servers"] == "inf":
            return None
        w["capacity"] = x.capacity("reject")
    for name in chosen:
        x.classes[name]["retry"] = {"delay": x.r.choice([2, {"exponential": {"mean": 5}}]), "probability": x.r.choice([1, 0.6])}
        if x.chance(0.5):
            x.classes[name]["retry"]["most"] = 2
    return "retries of " + ("some" if len(chosen) < len(x.classes) else "all")


def balk(x):
    if x.chance(0.5):
        x.two_classes()
    x.classes["a"]["balk"] = [{"from": x.r.choice([0, 1]), "probability": 0.4}, {"from": 4, "probability": 0.9}]
    return "balking by probability"


def patience_by_service(x):
    if any("patience" in c for c in x.classes.values()):
        return None
    service = x.r.choice(sorted(x.services))
    x.classes["a"]["patience"] = {"by_service": {service: x.r.choice([1.5, {"exponential": {"mean": 2}}])}}
    return "patience by service"


def becomes(x):
    """Of a class that comes by itself, too, or of one that comes about in no other way."""
    if "b" not in x.classes and "d" not in x.services and not x.more_sources and x.chance(0.5):
        x.place("D", "d")
        x.classes["b"] = {"first": {"d": 1}, "then": {"s": {"d": 1}}}
        x.classes["c"] = {"first": {"d": 1}, "then": {}}
        x.shares = x.r.choice([{"a": 0.5, "c": 0.5}, {"a": 0.5, "b": 0.2, "c": 0.3}])
        x.classes["a"]["becomes"] = [{"after": x.between(0, 2), "class": "b"}]
        return "becomes, and goes another way"
    if "b" not in x.classes:
        x.classes["b"] = {"first": dict(x.classes["a"]["first"]), "then": {s: dict(t) for s, t in x.classes["a"]["then"].items()}}
        if x.chance(0.5):
            x.shares = {"a": 0.6, "b": 0.4}
    if x.chance(0.5):
        x.classes["b"]["patience"] = x.r.choice([1, {"exponential": {"mean": 2}}])
    if x.chance(0.5):
        x.classes["b"]["then"] = {}
    x.classes["a"]["becomes"] = [{"after": x.between(0, 3), "class": "b"}]
    return "becomes"


# ---- services ----

def resource(x):
    """Held for one service, or from one to another; also at servers without end, where it makes people wait."""
    if not is_plain(x) and main_window(x)["servers"] != "inf" or x.resources:
        return None
    w = main_window(x)
    units = w["servers"] if isinstance(w["servers"], int) else 3
    x.resources["unit"] = x.r.choice([units, max(1, units - 1), {"units": units, "overtaking": True},
                                      [{"until": HORIZON / 2, "units": units}, {"units": units + 1}]])
    node(x)["needs"] = {"unit": 1}
    return "a resource"


def bed(x):
    """Held from the main service through what comes behind it."""
    if not is_plain(x) or x.resources or "d" in x.services or x.more_sources or len(x.classes) > 1 or len(x.services) > 1:
        return None
    x.service("d", x.between(0.4, 1), ["exponential"])
    x.window("D", ["d"], x.r.choice([1, "inf"]))
    x.classes["a"]["then"] = {"s": {"d": 1}}
    x.resources["bed"] = x.r.choice([2, 4])
    node(x)["takes"], x.services["d"]["node"]["gives"] = {"bed": 1}, {"bed": 1}
    return "a bed"


def several_servers(x):
    w = main_window(x)
    if not is_plain(x) or w["servers"] < 2 or ("capacity" in w and w["capacity"].get("total", 2) < 2):
        return None
    node(x)["servers"] = 2
    return "two servers for a customer"


def party(x):
    if "party" in x.source["more"]:
        return None
    x.source["more"]["party"] = x.r.choice([2, {"discrete_uniform": {"min": 1, "max": 3}}])
    if x.chance(0.5) and is_plain(x) and not x.resources:
        x.resources["seat"] = 4
        node(x)["needs"] = {"seat": "party"}
        return "parties and seats"
    return "parties"


def own_time(x):
    """A window's own law of the service."""
    w = main_window(x)
    if "by_service" in w or ("s", "b") in x.by_class:
        return None
    time = x.law(x.services["s"]["mean"], x.GENERAL + ["exponential", "exponential"])
    w["by_service"] = {"s": {"time": time}}
    if x.chance(0.3):
        w["by_service"]["s"]["dead_time"] = 0.2
        return "a window's own time, and dead time"
    return "a window's own time"


def late_law(x):
    """Laws made of others, of which the moments are sums or integrals."""
    m = x.services["s"]["mean"]
    law = x.r.choice([{"shifted": {"by": round(m / 2, 4), "of": {"exponential": {"mean": round(m / 2, 4)}}}},
                      {"mixture": {"weights": [0.5, 0.5], "of": [round(m / 2, 4), {"uniform": {"min": 0, "max": round(3 * m, 4)}}]}},
                      {"mixture": {"weights": [0.7, 0.3], "of": [{"exponential": {"mean": m}}, {"exponential": {"mean": m}}]}},
                      {"truncated": {"of": {"exponential": {"mean": m}}, "max": round(3 * m, 4)}},
                      {"pert": {"min": 0, "mode": m, "max": round(2 * m, 4)}}])
    x.services["s"]["node"]["time"] = law
    return "a law made of others"


# ---- servers ----

def roster(x):
    w = main_window(x)
    if not is_plain(x):
        return None
    c = w["servers"]
    w["servers"] = {"period": 40, "shifts": [{"until": 20, "servers": c}, {"servers": x.r.choice([0, c + 1]) if x.chance(0.6) else c}]}
    if x.chance(0.4):
        w["shift_end"] = "interrupt"
    if x.chance(0.4):
        w["closing"] = x.r.choice(["leave", "move"])
    return "a roster"


def on_call(x):
    if not is_plain(x):
        return None
    main_window(x)["on_call"] = {"servers": 1, "call_at": 2, "release_at": x.r.choice([0, 1]), "delay": x.r.choice([0, 1])}
    return "on call"


def unlike(x):
    w = main_window(x)
    if not is_plain(x):
        return None
    if x.chance(0.3):
        w["idle_choice"] = x.r.choice(["longest_idle", "random"])
        return "a choice of idle servers"
    w["server_speeds"] = [x.r.choice([1, 1.3, 0.9]) for _ in range(w["servers"])]
    if set(w["server_speeds"]) == {1}:
        w["server_speeds"][0] = 1.2
    return "servers of unlike speed"


def group(x):
    w = main_window(x)
    if not is_plain(x) or w.get("capacity", {}).get("overflow") == "block":
        return None
    most = x.r.choice([2, 3])
    w["group"] = x.r.choice([{"max": most}, {"max": most, "min": most, "wait": 2}])
    return "groups"


# ---- windows ----

def line(x):
    """One line for two windows, one for a class each, or for one window; or help from another one."""
    w = main_window(x)
    if not is_plain(x) or "V" in x.windows or x.lines or "group" in w or "dead_time" in node(x):
        return None
    if {"capacity", "discipline"} & set(w):
        return None
    name = "W" if "W" in x.windows else "SW"
    kind = x.r.choice(["one window", "two windows", "skills", "help"])
    if kind != "one window":
        x.windows["V"] = {"services": list(w["services"]), "servers": 1}
    if kind in ("skills", "help"):
        x.two_classes()
    if kind == "skills":
        x.windows["V"]["classes"] = ["b"]
    if kind == "help":
        w["classes"], x.windows["V"]["classes"] = ["a"], ["a", "b"]
        x.lines["main"] = {"windows": [name], "classes": ["a"], "also": [{"after": x.r.choice([0, 1]), "windows": ["V"]}]}
    else:
        x.lines["main"] = {"windows": [name] + ["V"] * ("V" in x.windows)}
    return "a line, " + kind


def longest_idle(x):
    w = main_window(x)
    if "priority" in w or "V" in x.windows or x.lines:
        return None
    x.windows["V"] = {"services": w["services"][:1], "servers": 1}
    x.choice = "longest_idle"
    return "the window idle longest"


# ---- sources ----

def factor(x):
    if x.source["law"] == "closed":
        return None
    x.source["more"]["factor"] = x.r.choice([0.9, 1, 0.8])
    return "a factor"


def day_factor(x):
    if x.source["law"] == "closed" or "day_factor" in x.source["more"]:
        return None
    x.source["more"]["day_factor"] = {"gamma": {"shape": 20, "mean": 1}}
    return "a factor of the day"


def appointments(x):
    if "booked" in x.more_sources or x.source["law"] == "closed":
        return None
    words = x.r.choice([{"no_show": 0.3}, {"lateness": {"normal": {"mean": 0, "sd": 2}}}])

    def make(rate):
        return {"times": {"from": round(0.5 / rate, 4), "every": round(1 / rate, 4), "count": int(min(3000, rate * HORIZON))}, **words}
    x.more_sources["booked"] = make
    return "appointments beside"


# ---- what is measured, and when it ends ----

def output(x):
    kind = x.r.choice(["members", "intervals", "weighting", "service_level"])
    x.output.update({"members": {"members": True}, "intervals": {"intervals": [0, HORIZON / 2, HORIZON]},
                     "weighting": {"weighting": "customers"}, "service_level": {"service_level": [{"within": 1}]}}[kind])
    return "output of " + kind


TIMES = {retry: 4, balk: 2, patience_by_service: 2, becomes: 4, resource: 3, bed: 2, several_servers: 3, party: 3, own_time: 3,
         late_law: 3, roster: 3, on_call: 2, unlike: 2, group: 2, line: 5, longest_idle: 1, factor: 2, day_factor: 2, appointments: 2,
         output: 4}
WORDS = [word for word, times in TIMES.items() for _ in range(times)]
