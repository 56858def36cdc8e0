"""Studies that reduce to a queue with a known answer, and some that nearly do.

Each is a study of one scenario in the study's own language, and the exact values that are expected of it: names of
variables in the results file that must be there (known) or must not (unknown). Where a formula is short, the value.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math


def study(services, windows, arrivals="{interarrival: {exponential: {mean: 1.4}}}", classes=None, more="",
          horizon=4000, sources=None):
    lines = ["qsweep: 1", "name: case", "services: " + services]
    if classes:
        lines.append("classes: " + classes)
    lines.append("arrivals: " + (sources or "{door: " + arrivals + "}"))
    lines += ["windows: " + windows, more,
              "run: {horizon: %g, warmup: 300, replications: 60, seed: 77}" % horizon,
              "output: {quantiles: [0.5, 0.9, 0.99], wait_over: [0.5, 3], replications: false}"]
    return "\n".join(line for line in lines if line) + "\n"


def service(law):
    return "{s: {time: %s}}" % law


EXP = service("{exponential: {mean: 1}}")
TWO = "{a: {first: {s: 1}, %s}, b: {first: {s: 1}, %s}}"
BOTH = "{interarrival: {exponential: {mean: 1.4}}, classes: {a: 0.4, b: 0.6}}"
MEANS = ["wait_mean", "sojourn_mean", "queue_mean", "number_mean", "throughput"]
FULL = MEANS + ["utilisation", "occupation"]
LAW = ["wait_quantile", "wait_over"]


def erlang_c(load, servers):
    blocked = 1.0
    for k in range(1, servers + 1):
        blocked = load * blocked / (k + load * blocked)
    rho = load / servers
    return blocked / (1 - rho * (1 - blocked))


def birth_death(births, deaths):
    p = [1.0]
    for b, d in zip(births, deaths):
        p.append(p[-1] * b / d)
    total = sum(p)
    return [x / total for x in p]


def window(words="servers: 1"):
    return "{W: {services: [s], %s}}" % words


RHO = 1 / 1.4


def mg1(m1, m2):
    """The mean wait of M/G/1 by Pollaczek and Khinchine."""
    return m2 / 1.4 / (2 * (1 - m1 / 1.4))


def reflected(x):
    """E X^k of a loglogistic time over scale^k, x = k / shape."""
    return math.pi * x / math.sin(math.pi * x)


def cut(mean, most):
    """E X and E X^2 of an exponential time that is drawn again above `most`."""
    e, x = math.exp(-most / mean), most / mean
    return mean * (1 - (1 + x) * e) / (1 - e), mean**2 * (2 - (2 + 2 * x + x * x) * e) / (1 - e)


# name: (study, known names of the system, {system variable: value})
KNOWN = {
    "M/M/1": (study(EXP, window()), FULL + LAW + ["sojourn_quantile"], {"wait_mean": RHO / (1 - RHO)}),
    "M/M/1 by another name": (study(service("{erlang: {k: 1, mean: 1}}"), window(),
                                    "{interarrival: {gamma: {shape: 1, mean: 1.4}}}"), FULL + LAW,
                              {"wait_mean": RHO / (1 - RHO)}),
    "M/G/1, Pareto": (study(service("{pareto: {shape: 5, scale: 0.8}}"), window()), FULL,
                      {"wait_mean": 5 * 0.64 / 3 / 1.4 / (2 * (1 - RHO))}),
    "M/G/1, loglogistic": (study(service("{loglogistic: {shape: 6, scale: 0.9}}"), window()), FULL,
                           {"wait_mean": mg1(0.9 * reflected(1 / 6), 0.81 * reflected(2 / 6))}),
    "M/G/1, beta": (study(service("{beta: {min: 0.2, max: 3, mean: 1, sd: 0.5}}"), window()), FULL,
                    {"wait_mean": mg1(1, 1.25)}),
    "M/G/1, beta law of all or nothing": (study(service("{beta: {min: 0, max: 2, mean: 1, sd: 0.9}}"), window()), FULL,
                                          {"wait_mean": mg1(1, 1.81)}),
    "M/G/1, pert": (study(service("{pert: {min: 0.2, mode: 0.8, max: 2.6}}"), window()), FULL,
                    {"wait_mean": mg1(1, 1 + 0.8 * 1.6 / 7)}),
    "M/G/1, mixture": (study(service("{mixture: {weights: [3, 1], of: [0.8, {erlang: {k: 2, mean: 1.6}}]}}"), window()), FULL,
                       {"wait_mean": mg1(1, 0.75 * 0.64 + 0.25 * 1.5 * 2.56)}),
    "M/G/1, shifted": (study(service("{shifted: {by: 0.4, of: {exponential: {mean: 0.6}}}}"), window()), FULL,
                       {"wait_mean": mg1(1, 1 + 0.36)}),
    "M/G/1, cut on the left": (study(service("{truncated: {of: {exponential: {mean: 0.6}}, min: 0.4}}"), window()), FULL,
                               {"wait_mean": mg1(1, 1 + 0.36)}),
    "M/G/1, cut on the right": (study(service("{truncated: {of: {exponential: {mean: 1.5}}, max: 2}}"), window()), FULL,
                                {"wait_mean": mg1(*cut(1.5, 2))}),
    "M/G/1, cut twice": (study(service("{truncated: {of: {truncated: {of: {uniform: {min: 0, max: 9}}, max: 3}}, max: 2}}"),
                               window()), FULL, {"wait_mean": mg1(1, 4 / 3)}),
    "M/G/1, cumulative": (study(service("{cumulative: {values: [0.5, 1, 2], probabilities: [0, 0.6, 1]}}"), window()), FULL,
                          {"wait_mean": mg1(0.6 * 0.75 + 0.4 * 1.5, 0.6 * 1.75 / 3 + 0.4 * 7 / 3)}),
    "M/M/1 from a rate": (study(EXP, window(), "{rate: 0.8}"), FULL + LAW + ["sojourn_quantile"], {"wait_mean": 4}),
    "M/M/1 from a rate in equal pieces": (
        study(EXP, window(), "{rate: [{until: 3, rate: 0.8}, {until: 10, rate: 0.8}], period: {length: 10}}"), FULL + LAW,
        {"wait_mean": 4}),
    "M/M/1 with a factor": (study(EXP, window(), "{interarrival: {exponential: {mean: 1}}, factor: 0.8}"),
                            FULL + LAW + ["sojourn_quantile"], {"wait_mean": 4}),
    "M/M/1 from a rate with a factor": (study(EXP, window(), "{rate: 0.4, factor: 2}"), FULL + LAW + ["sojourn_quantile"],
                                        {"wait_mean": 4}),
    "M^2/D/1 with a factor": (study(service("1"), window(), "{rate: 0.5, factor: 0.7, batch: 2}"), FULL,
                              {"wait_mean": 0.7 / 2 / 0.3 * 2 + 0.5}),
    "E2/M/1 with a factor": (study(EXP, window(), "{interarrival: {erlang: {k: 2, mean: 0.7}}, factor: 0.5}"), FULL + LAW, {}),
    "M^2/D/1 from a rate": (study(service("1"), window(), "{rate: 0.35, batch: 2}"), FULL, {"wait_mean": 0.7 / 2 / 0.3 * 2 + 0.5}),
    "M/M/3 from three sources": (study(service("{exponential: {mean: 3}}"), window("servers: 3"),
                                       "{interarrival: {exponential: {mean: 4.2}}, count: 3}"),
                                 FULL + LAW + ["sojourn_quantile"],
                                 {"wait_mean": erlang_c(3 / 1.4, 3) / (1 - 1 / 1.4)}),
    "M/M/2 at speed 2, last come": (study(service("{exponential: {mean: 4}}"),
                                          window("servers: 2, speed: 2, discipline: lifo")), FULL,
                                    {"wait_mean": erlang_c(2 / 1.4, 2) / (1 - 1 / 1.4)}),
    "M/M/2 in random order": (study(service("{exponential: {mean: 2}}"),
                                    window("servers: 2, discipline: random")), FULL, {}),
    "M/D/1": (study(service("1"), window()), FULL, {"wait_mean": RHO / 2 / (1 - RHO)}),
    "M/G/1, a normal cut at 0": (study(service("{normal: {mean: 1, sd: 0.6}}"), window()), FULL, {}),
    "M/G/1, Weibull": (study(service("{weibull: {shape: 1.5, scale: 1}}"), window()), FULL, {}),
    "M/G/1, empirical": (study(service("{empirical: {values: [0.5, 1, 2], weights: [2, 2, 1]}}"), window()),
                         FULL, {}),
    "M/G/1 of two classes": (study("{s: {time: {exponential: {mean: 0.5}}, "
                                   "by_class: {b: {time: {uniform: {min: 0.5, max: 2}}}}}}", window(), BOTH,
                                   TWO % ("", "")), FULL, {}),
    "M/G/1 of two services": (study("{s: {time: {gamma: {shape: 2, mean: 0.6}}}, t: {time: 1.4}}",
                                    "{W: {services: [s, t], servers: 1}}",
                                    classes="{a: {first: {s: 0.6, t: 0.4}}}"), FULL, {}),
    "M/G/1 with dead time": (study("{s: {time: {exponential: {mean: 0.8}}, dead_time: 0.2}}", window()), FULL,
                             {"utilisation": 0.8 / 1.4, "occupation": 1 / 1.4}),
    "M/G/1 with a dead time that holds": (
        study("{s: {time: {exponential: {mean: 0.8}}, dead_time: {uniform: {min: 0, max: 0.4}}, "
              "dead_time_holds_customer: true}}", window()), FULL, {}),
    "M/D/3": (study(service("3"), window("servers: 3")), FULL, {}),
    "M/M/2/5": (study(service("{exponential: {mean: 2.5}}"), window("servers: 2, capacity: {total: 5, overflow: reject}")),
                FULL + ["wait_over"], {}),
    "M/M/1, a queue of 3": (study(EXP, window("servers: 1, capacity: {queue: 3, overflow: reject}")),
                            FULL + LAW, {"throughput": (1 - birth_death([RHO] * 4, [1] * 4)[4]) / 1.4}),
    "M/G/2/2": (study(service("{uniform: {min: 0, max: 6}}"), window("servers: 2, capacity: {total: 2, overflow: reject}")),
                FULL, {"wait_mean": 0}),
    "M/M/2 where the oldest is dropped": (
        study(service("{exponential: {mean: 3}}"), window("servers: 2, capacity: {queue: 4, overflow: drop_oldest}")),
        FULL, {}),
    "M/M/1 with balking at 3": (study(EXP, window(), classes="{a: {first: {s: 1}, balk_at: 3}}"), FULL + LAW, {}),
    "Erlang A": (study(service("{exponential: {mean: 3}}"), window("servers: 2"),
                       classes="{a: {first: {s: 1}, patience: {exponential: {mean: 2}}}}"), FULL, {}),
    "M/M/2+D": (study(service("{exponential: {mean: 3}}"), window("servers: 2"),
                      classes="{a: {first: {s: 1}, patience: 2}}"), FULL, {}),
    "M/G/infinity": (study(service("{gamma: {shape: 3, mean: 5}}"), window("servers: inf")), MEANS + LAW,
                     {"number_mean": 5 / 1.4, "wait_mean": 0}),
    "M/M/infinity": (study(service("{exponential: {mean: 5}}"), window("servers: inf")),
                     MEANS + LAW + ["sojourn_quantile"], {}),
    "D/M/1": (study(EXP, window(), "{interarrival: 1.4}"), FULL + LAW + ["sojourn_quantile"], {}),
    "E2/M/1": (study(EXP, window(), "{interarrival: {erlang: {k: 2, mean: 1.4}}}"), FULL + LAW, {}),
    "H2/M/1": (study(EXP, window(), "{interarrival: {hyperexponential: {weights: [0.4, 0.6], means: [3, 0.5]}}}"),
               FULL + LAW, {}),
    "U/M/1 of two classes": (study(EXP, window(), "{interarrival: {uniform: {min: 0.5, max: 2.5}}, "
                                   "classes: {a: 0.4, b: 0.6}}", TWO % ("", "")), FULL + LAW, {}),
    "M^X/G/1": (study(service("{gamma: {shape: 2, mean: 1}}"), window(),
                      "{interarrival: {exponential: {mean: 3}}, batch: {geometric: {p: 0.5}}}"), FULL, {}),
    "M/M/2//5": (study(service("{exponential: {mean: 2}}"), window("servers: 2"),
                       "{population: 5, think_time: {exponential: {mean: 4}}}"), FULL, {}),
    "machine repair, constant time outside": (study(EXP, window(), "{population: 4, think_time: 3}"), FULL, {}),
    "priorities": (study("{s: {time: {exponential: {mean: 0.8}}, by_class: {b: {time: 1}}}}",
                         window("servers: 1, priority: [{class: b}]"), BOTH, TWO % ("", "")), FULL, {}),
    "preemptive priorities": (study("{s: {time: {exponential: {mean: 0.8}}, by_class: {b: {time: 1}}}}",
                                    window("servers: 1, priority: [{class: b}], preemption: resume"), BOTH,
                                    TWO % ("", "")), ["wait_mean", "sojourn_mean", "number_mean", "throughput"], {}),
    "priorities at three servers": (study(service("{exponential: {mean: 3}}"),
                                          window("servers: 3, priority: [{class: a}]"), BOTH, TWO % ("", "")),
                                    FULL, {}),
    "priorities that tell nobody apart": (study(EXP, window("servers: 1, priority: [{service: s}]")), FULL + LAW,
                                          {"wait_mean": RHO / (1 - RHO)}),
    "Jackson with loops": (
        study("{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 2}}}}",
              "{W: {services: [s], servers: 1}, V: {services: [t], servers: 3}}",
              "{interarrival: {exponential: {mean: 2}}}",
              "{a: {first: {s: 1}, then: {s: {s: 0.1, t: 0.5}, t: {s: 0.2}}}}"), FULL, {}),
    "of two classes with ways of their own": (
        study("{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1.2}}}}",
              "{W: {services: [s], servers: 2}, V: {services: [t], servers: 2}}", BOTH,
              "{a: {first: {s: 1}, then: {s: {t: 1}}}, b: {first: {t: 0.5, s: 0.5}}}"), FULL, {}),
    "M/D/1 behind M/M/2": (
        study("{s: {time: {exponential: {mean: 2}}}, t: {time: 1}}",
              "{W: {services: [s], servers: 2}, V: {services: [t], servers: 1}}",
              classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"), FULL, {}),
    "M/G/1 behind M/G/infinity": (
        study("{s: {time: {uniform: {min: 1, max: 4}}}, t: {time: {gamma: {shape: 3, mean: 1}}}}",
              "{W: {services: [s], servers: inf}, V: {services: [t], servers: 1}}",
              classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"), FULL, {}),
    "a loop whose second stage loses nobody": (
        study("{s: {time: {exponential: {mean: 1}}}, t: {time: {lognormal: {mean: 3, sd: 2}}}}",
              "{W: {services: [s], servers: 1}, V: {services: [t], servers: inf}}",
              "{interarrival: {exponential: {mean: 2}}}",
              "{a: {first: {s: 1}, then: {s: {t: 0.4}, t: {s: 0.8}}}}"), FULL, {}),
}

# name: study; none of these has an exact value anywhere
UNKNOWN = {
    "unstable": study(service("{exponential: {mean: 1.5}}"), window(), horizon=600),
    "M/G/2": study(service("{gamma: {shape: 2, mean: 2}}"), window("servers: 2")),
    "means of two classes at two servers": study(
        "{s: {time: {exponential: {mean: 2}}, by_class: {b: {time: {exponential: {mean: 1.9}}}}}}",
        window("servers: 2"), BOTH, TWO % ("", "")),
    "GI/M/2": study(service("{exponential: {mean: 2}}"), window("servers: 2"), "{interarrival: {erlang: {k: 2, mean: 1.4}}}"),
    "GI/G/1": study(service("1"), window(), "{interarrival: {erlang: {k: 2, mean: 1.4}}}"),
    "two regular sources": study(EXP, window(), "{interarrival: 2.8, count: 2}"),
    "a Poisson and a regular source": study(
        EXP, window(), sources="{p: {interarrival: {exponential: {mean: 3}}}, q: {interarrival: 3}}"),
    "lognormal interarrival times": study(EXP, window(), "{interarrival: {lognormal: {mean: 1.4, sd: 1}}}"),
    "busy days": study(EXP, window(), "{rate: 0.6, day_factor: {gamma: {shape: 20, mean: 1}}}"),
    "arrivals now and then": study(EXP, window(), "{interarrival: {exponential: {mean: 1.4}}, period: {length: 100, on: 60}}"),
    "a rate that changes": study(EXP, window(), "{rate: [{until: 50, rate: 0.5}, {until: 100, rate: 0.8}], period: {length: 100}}"),
    "a rate that ends": study(EXP, window(), "{rate: [{until: 300, rate: 0.8}]}"),
    "a rate that rests": study(EXP, window(), "{rate: [{until: 50, rate: 0.8}], period: {length: 60}}"),
    "a rate of batches at two servers": study(service("{exponential: {mean: 2}}"), window("servers: 2"), "{rate: 0.35, batch: 2}"),
    "in front of a window that blocks": study(
        "{s: {time: {exponential: {mean: 0.5}}}, t: {time: {exponential: {mean: 0.5}}}}",
        "{W: {services: [s]}, V: {services: [t], capacity: {queue: 2, overflow: block}}}", "{interarrival: {rate: 1.2}}",
        "{a: {first: {s: 1}, then: {s: {t: 1}}}}"),
    "M/G/infinity in front of a window that blocks": study(
        "{s: {time: 5}, t: {time: {exponential: {mean: 0.5}}}}",
        "{W: {services: [s], servers: inf}, V: {services: [t], capacity: {total: 1, overflow: block}}}", "{interarrival: {rate: 1.2}}",
        "{a: {first: {s: 1}, then: {s: {t: 0.5}}}}"),
    "limited room in front of a window that blocks": study(
        "{s: {time: {exponential: {mean: 0.5}}}, t: {time: {exponential: {mean: 0.5}}}}",
        "{W: {services: [s], capacity: {total: 4}}, V: {services: [t], capacity: {queue: 2, overflow: block}}}",
        classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"),
    "so many and no more": study(EXP, window(), "{interarrival: {exponential: {mean: 1.4}}, limit: 100000}"),
    "batches at two servers": study(service("{exponential: {mean: 2}}"), window("servers: 2"),
                                    "{interarrival: {exponential: {mean: 3}}, batch: {geometric: {p: 0.5}}}"),
    "batches of two classes": study(EXP, window(), "{interarrival: {exponential: {mean: 3}}, batch: 2, classes: {a: 0.4, b: 0.6}}",
                                    TWO % ("", "")),
    "shortest first": study(EXP, window("servers: 1, discipline: shortest_first")),
    "two equal windows": study(service("{exponential: {mean: 2}}"), window("servers: 1, count: 2")),
    "a choice of windows": study(service("{exponential: {mean: 2}}"),
                                 "{W: {services: [s], servers: 1}, V: {services: [s], servers: 1}}"),
    "shifts": study(EXP, window("servers: [{until: 1000, servers: 1}, {until: 100000, servers: 2}]")),
    "breakdowns": study(EXP, window("servers: 1, breakdown: {up: {exponential: {mean: 100}}, down: 1}")),
    "speed by queue": study(EXP, window("servers: 1, speed: {by_queue: [[0, 1], [3, 1.1]]}")),
    "dead time at two servers": study("{s: {time: {exponential: {mean: 1.5}}, dead_time: 0.1}}", window("servers: 2")),
    "dead time and a limited queue": study("{s: {time: {exponential: {mean: 1}}, dead_time: 0.1}}",
                                           window("servers: 1, capacity: {queue: 3, overflow: reject}")),
    "M/D/1 with a queue of 3": study(service("1"), window("servers: 1, capacity: {queue: 3, overflow: reject}")),
    "less room than servers": study(service("{exponential: {mean: 2}}"),
                                    window("servers: 3, capacity: {total: 2, overflow: reject}")),
    "M/G/1 with patience": study(service("{gamma: {shape: 2, mean: 1}}"), window(),
                                 classes="{a: {first: {s: 1}, patience: {exponential: {mean: 2}}}}"),
    "patience of another law": study(EXP, window(), classes="{a: {first: {s: 1}, patience: {uniform: {min: 1, max: 3}}}}"),
    "patience of one class only": study(EXP, window(), BOTH, TWO % ("patience: {exponential: {mean: 2}}", "")),
    "patience, the last come first": study(EXP, window("servers: 1, discipline: lifo"),
                                           classes="{a: {first: {s: 1}, patience: {exponential: {mean: 2}}}}"),
    "balking of one class only": study(EXP, window(), BOTH, TWO % ("balk_at: 3", "")),
    "balking and a limited queue": study(EXP, window("servers: 1, capacity: {queue: 5, overflow: reject}"),
                                         classes="{a: {first: {s: 1}, balk_at: 3}}"),
    "priorities and a limited queue": study(EXP, window("servers: 1, priority: [{class: b}], capacity: {queue: 5, overflow: reject}"),
                                            BOTH, TWO % ("", "")),
    "preemption with restart": study(EXP, window("servers: 1, priority: [{class: b}], preemption: restart"), BOTH,
                                     TWO % ("", "")),
    "preemption at two servers": study(service("{exponential: {mean: 2}}"),
                                       window("servers: 2, priority: [{class: b}], preemption: resume"), BOTH,
                                       TWO % ("", "")),
    "priorities of the last come": study(EXP, window("servers: 1, priority: [{class: b}], discipline: lifo"), BOTH,
                                         TWO % ("", "")),
    "a loop at M/G/1": study(service("{gamma: {shape: 2, mean: 0.8}}"), window(),
                             classes="{a: {first: {s: 1}, then: {s: {s: 0.2}}}}"),
    "a loop behind limited room": study(EXP, window("servers: 1, capacity: {queue: 3, overflow: reject}"),
                                        classes="{a: {first: {s: 1}, then: {s: {s: 0.2}}}}"),
    "who has become of another class comes to a window": study(
        "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}", "{W: {services: [s]}, V: {services: [t]}}",
        classes="{a: {first: {s: 1}, becomes: [{after: 0.5, class: b}]}, b: {first: {s: 1}, then: {s: {t: 1}}}, c: {first: {t: 1}}}",
        sources="{d: {interarrival: {rate: 0.5}, classes: {a: 1}}, e: {interarrival: {rate: 0.3}, classes: {c: 1}}}"),
    "closed with a way of two stages": study(
        "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}",
        "{W: {services: [s], servers: 1}, V: {services: [t], servers: 1}}", "{population: 5, think_time: 4}",
        "{a: {first: {s: 1}, then: {s: {t: 1}}}}"),
}

# A tandem whose first window is known and whose second is not: (study, window that is known, window that is not)
PARTLY = {
    "two in front of a window that blocks": (
        study("{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}, u: {time: {exponential: {mean: 1}}}}",
              "{W: {services: [s]}, V: {services: [t]}, U: {services: [u], capacity: {queue: 1, overflow: block}}}",
              classes="{a: {first: {s: 1}, then: {s: {t: 1}, t: {u: 1}}}}"), 0, [1, 2]),
    "behind a window with dead time": (
        study("{s: {time: {exponential: {mean: 0.8}}, dead_time: 0.2}, t: {time: {exponential: {mean: 1}}}}",
              "{W: {services: [s]}, V: {services: [t]}}", classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"), 0, 1),
    "behind M/D/1": (study("{s: {time: 1}, t: {time: {exponential: {mean: 1}}}}",
                           "{W: {services: [s], servers: 1}, V: {services: [t], servers: 1}}",
                           classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"), 0, 1),
    "behind M/M/1/4": (study("{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}",
                             "{W: {services: [s], servers: 1, capacity: {total: 4, overflow: reject}}, "
                             "V: {services: [t], servers: 1}}",
                             classes="{a: {first: {s: 1}, then: {s: {t: 1}}}}"), 0, 1),
    "behind who has become of another class": (
        study("{r: {time: {exponential: {mean: 1}}}, s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}",
              "{P: {services: [r]}, W: {services: [s]}, V: {services: [t]}}",
              classes="{a: {first: {s: 1}, becomes: [{after: 0.5, class: b}]}, b: {first: {s: 1}, then: {s: {t: 1}}}, "
                      "c: {first: {r: 1}, then: {r: {t: 1}}}}",
              sources="{d: {interarrival: {rate: 0.5}, classes: {a: 1}}, e: {interarrival: {rate: 0.3}, classes: {c: 1}}}"), 0, [1, 2]),
    "beside a window with breakdowns": (
        study("{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}",
              "{W: {services: [s], servers: 1}, "
              "V: {services: [t], servers: 1, breakdown: {up: {exponential: {mean: 50}}, down: 1}}}",
              "{interarrival: {exponential: {mean: 1}}}", "{a: {first: {s: 0.5, t: 0.5}}}"), 0, 1),
}
assert math.isfinite(RHO)
