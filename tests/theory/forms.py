"""The queues with a known answer, each with parameters drawn at random: FORMS.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from study import Study


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
    think_time = x.law(n * x.between(0.7, 2), x.GENERAL + ["exponential"])
    x.source = {"law": "closed", "population": n, "think_time": think_time, "more": {}}


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
    x.classes["a"]["then"]["s"][names[-1]] = 0.2
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
