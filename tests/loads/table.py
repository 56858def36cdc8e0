"""Loads worked out by hand: `table.py QSWEEP FOLDER` prints `ok` or `not ok` for each.

A case is (name, what changes in the study below, what is said of each window: load, peak, unstable). Times are minutes,
one window `w`, services `s` of 1 on average, customers 0.5 a minute, horizon 100.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from said import check  # noqa: E402

PLAIN = {"services": "{s: {time: {exponential: {mean: 1}}}}", "arrivals": "{a: {rate: 0.5}}", "windows": "{w: {}}",
         "run": "{horizon: 100}"}
TWO = "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1}}}}"
THROUGH = "{c: {first: {s: 1}, then: {s: {t: 1}}}}"
LINE = "{v: {services: [s]}, w: {services: [t]}}"


def w(load, peak="", unstable=False):
    return {"w": (load, peak, unstable)}


def vw(v, w):
    return {"v": v, "w": w}


CASES = [
    # ---- steady ----
    ("0.5 at one server", {}, w("0.5000")),
    ("1 with chance", {"arrivals": "{a: {rate: 1}}"}, w("1.0000", "", True)),
    ("more than 1", {"arrivals": "{a: {rate: 2}}"}, w("2.0000", "", True)),
    ("batches of 3 on average", {"arrivals": "{a: {rate: 0.25, batch: {poisson: {mean: 3}}}}"}, w("0.7500")),
    ("4 sources alike", {"arrivals": "{a: {rate: 0.5, count: 4}}"}, w("2.0000", "", True)),
    ("servers without end", {"windows": "{w: {servers: inf}}"}, w("-")),
    ("closed window beside", {"windows": "{w: {}, x: {count: 0}}"}, {"w": ("0.5000", "", False), "x": ("closed", "", False)}),
    # ---- exactly 1 ----
    ("D/D/1 at 1", {"services": "{s: {time: 2}}", "arrivals": "{a: {interarrival: 2}}"}, w("1.0000")),
    ("D/D/3 at 1", {"services": "{s: {time: 3}}", "arrivals": "{a: {interarrival: 1}}", "windows": "{w: {servers: 3}}"}, w("1.0000")),
    ("D/D/1 above 1", {"services": "{s: {time: 2.1}}", "arrivals": "{a: {interarrival: 2}}"}, w("1.0500", "", True)),
    ("pairs every 2, D/D/1 at 1", {"services": "{s: {time: 1}}", "arrivals": "{a: {interarrival: 2, batch: {constant: 2}}}"}, w("1.0000")),
    ("random batches, at 1", {"services": "{s: {time: 1}}", "arrivals": "{a: {interarrival: 2, batch: {poisson: {mean: 2}}}}"},
     w("1.0000", "", True)),
    ("D/M/1 at 1", {"arrivals": "{a: {interarrival: 1}}"}, w("1.0000", "", True)),
    ("M/D/1 at 1", {"services": "{s: {time: 1}}", "arrivals": "{a: {rate: 1}}"}, w("1.0000", "", True)),
    ("D/D/1 at 1 in turn", {"services": "{s: {time: 2}}", "arrivals": "{a: {interarrival: 1}}", "windows": "{w: {count: 2}}",
                            "window_choice": "round_robin"}, w("1.0000")),
    ("D/D/1 at 1 by lot", {"services": "{s: {time: 2}}", "arrivals": "{a: {interarrival: 1}}", "windows": "{w: {count: 2}}",
                           "window_choice": "random"}, w("1.0000", "", True)),
    ("D/D/1 at 1, random before", {"services": "{s: {time: {exponential: {mean: 0.5}}}, t: {time: 1}}", "classes": THROUGH,
                                   "arrivals": "{a: {interarrival: 1}}", "windows": LINE}, vw(("0.5000", "", False), ("1.0000", "", True))),
    ("D/D/1 at 1, certain before", {"services": "{s: {time: 0.5}, t: {time: 1}}", "classes": THROUGH,
                                    "arrivals": "{a: {interarrival: 1}}", "windows": LINE}, vw(("0.5000", "", False), ("1.0000", "", False))),
    ("D/D/1 at 1, chance elsewhere", {"services": "{s: {time: 1}, t: {time: {exponential: {mean: 1}}}}",
                                      "classes": "{c: {first: {s: 1}}, d: {first: {t: 1}}}",
                                      "arrivals": "{a: {interarrival: 1, classes: {c: 1}}, b: {rate: 0.5, classes: {d: 1}}}",
                                      "windows": LINE}, vw(("1.0000", "", False), ("0.5000", "", False))),
    # ---- those who come again: a queue outside ----
    ("no place to wait, and coming again", {"classes": "{c: {retry: {after: [rejected], delay: 1}}}", "windows": "{w: {capacity: {total: 1}}}"}, w("0.5000")),
    ("more than can be done, and coming again", {"classes": "{c: {retry: {after: [rejected], delay: 1}}}", "arrivals": "{a: {rate: 1.5}}",
                                                 "windows": "{w: {capacity: {total: 1}}}"}, w("1.5000", "", True)),
    ("the same, not for ever", {"classes": "{c: {retry: {after: [rejected], delay: 1, most: 9}}}", "arrivals": "{a: {rate: 1.5}}",
                                "windows": "{w: {capacity: {total: 1}}}"}, w("1.5000")),
    ("the same, not always", {"classes": "{c: {retry: {after: [rejected], delay: 1, probability: [1, 0.9]}}}", "arrivals": "{a: {rate: 1.5}}",
                              "windows": "{w: {capacity: {total: 1}}}"}, w("1.5000")),
    ("impatient, and coming again", {"classes": "{c: {patience: 1, retry: {after: [reneged], delay: 1}}}", "arrivals": "{a: {rate: 1.5}}"},
     w("1.5000", "", True)),
    ("impatient, coming again only when rejected", {"classes": "{c: {patience: 1, retry: {after: [rejected], delay: 1}}}",
                                                    "arrivals": "{a: {rate: 1.5}}"}, w("1.5000")),
    ("dropped, and that is that", {"classes": "{c: {retry: {delay: 1}}}", "arrivals": "{a: {rate: 1.5}}",
                                   "windows": "{w: {capacity: {queue: 2, overflow: drop_oldest}}}"}, w("1.5000")),
    ("coming again and certain, at 1", {"services": "{s: {time: 2}}", "arrivals": "{a: {interarrival: 2}}",
                                        "classes": "{c: {retry: {after: [rejected], delay: 1}}}", "windows": "{w: {capacity: {total: 1}}}"}, w("1.0000")),
    ("half of them come again", {"classes": "{c: {first: {s: 1}, retry: {delay: 1}}, d: {first: {s: 1}}}", "windows": "{w: {capacity: {total: 1}}}",
                                 "arrivals": "{a: {rate: 0.75, classes: {c: 1}}, b: {rate: 0.75, classes: {d: 1}}}"}, w("1.5000")),
    ("another window the next time", {"classes": "{c: {retry: {delay: 1}}}", "arrivals": "{a: {rate: 1.5}}", "window_choice": "random",
                                      "windows": "{v: {capacity: {total: 1}}, w: {capacity: {total: 1}}}"},
     vw((">= 0.7500", "", False), (">= 0.7500", "", False))),
    # ---- those who become of another class ----
    ("of another class, and gone", {"classes": "{c: {becomes: [{after: 1, class: d}]}, d: {patience: 1}}", "arrivals": "{a: {rate: 2, classes: {c: 1}}}"},
     w("2.0000")),
    ("of another class, and patient", {"classes": "{c: {becomes: [{after: 1, class: d}]}, d: {}}", "arrivals": "{a: {rate: 2, classes: {c: 1}}}"},
     w("2.0000", "", True)),
    ("of another class, with another way", {"services": TWO, "windows": LINE,
                                            "classes": "{c: {first: {s: 1}, becomes: [{after: 1, class: d}]}, d: {first: {s: 1}, then: {s: {t: 1}}}}",
                                            "arrivals": "{a: {rate: 0.5, classes: {c: 1}}}"}, vw(("0.5000", "", False), ("-", "", False))),
    # ---- patience and balking ----
    ("impatient at the second alone", {"services": TWO, "windows": LINE, "arrivals": "{a: {rate: 2}}",
                                       "classes": "{c: {first: {s: 1}, then: {s: {t: 1}}, patience: {by_service: {t: 1}}}}"},
     vw(("2.0000", "", True), ("1.0000", "", False))),
    ("balking by chance", {"classes": "{c: {balk: [{from: 3, probability: 0.5}]}}", "arrivals": "{a: {rate: 2}}"}, w("2.0000")),
    # ---- what ends ----
    ("open for 40", {"arrivals": "{a: {rate: [{until: 40, rate: 0.9}]}}"}, w("0.9000", "0.9000")),
    ("open for 40, too much", {"arrivals": "{a: {rate: [{until: 40, rate: 2}]}}"}, w("2.0000", "2.0000")),
    ("ends with the horizon", {"arrivals": "{a: {rate: [{until: 50, rate: 0.5}, {until: 100, rate: 1.7}]}}"}, w("1.1000", "1.7000")),
    ("rate 0 in the end", {"arrivals": "{a: {rate: [{until: 40, rate: 2}, {rate: 0}]}}"}, w("2.0000", "2.0000")),
    ("a limit", {"arrivals": "{a: {rate: 3, limit: 60}}"}, w("3.0000", "3.0000")),
    ("a limit beside what lasts", {"arrivals": "{a: {rate: 3, limit: 60}, b: {rate: 0.25}}"}, w("0.8500", "3.2500")),
    ("two ends", {"arrivals": "{a: {rate: [{until: 20, rate: 1}]}, b: {rate: [{until: 40, rate: 0.5}]}}"}, w("1.0000", "1.5000")),
    ("open 8 of 24 hours", {"services": "{s: {time: {exponential: {mean: 4}}}}", "arrivals": "{a: {rate: [{until: 8 h, rate: 0.35}]}}",
                            "windows": "{w: {servers: [{until: 8 h, servers: 3}, {servers: 0}]}}", "run": "{horizon: 24 h}"},
     w("0.4667", "0.4667")),
    ("the roster ends, one comes on", {"windows": "{w: {servers: [{until: 90, servers: 2}, {servers: 0}]}}"}, w("0.2778", "inf")),
    ("the roster ends for good, all come on", {"windows": "{w: {servers: [{until: 25, servers: 1}, {servers: 0}]}}"}, w("2.0000", "inf", True)),
    ("the roster ends with the horizon", {"windows": "{w: {servers: [{until: 100, servers: 1}, {servers: 0}]}}"}, w("0.5000")),
    ("opens late", {"windows": "{w: {servers: [{until: 50, servers: 0}, {servers: 2}]}}"}, w("0.5000", "inf")),
    ("early rush, then too much for ever", {"arrivals": "{a: {rate: [{until: 10, rate: 0.5}, {rate: 1.5}]}}"}, w("1.4000", "1.5000", True)),
    ("too much at first", {"arrivals": "{a: {rate: [{until: 50, rate: 2}, {rate: 0.5}]}}"}, w("1.2500", "2.0000")),
    ("without a horizon what lasts counts", {"arrivals": "{a: {rate: [{until: 50, rate: 0.5}, {rate: 1.5}]}}", "run": "{customers: 1000}"},
     w("1.5000", "1.5000", True)),
    # ---- recorded ----
    ("recorded: n / horizon", {"arrivals": "{a: {times: [0, 1, 2, 3]}}"}, w("0.0400")),
    ("recorded after the horizon", {"arrivals": "{a: {times: [0, 1, 2, 300]}}"}, w("0.0300")),
    ("recorded, batches of 5, at most 2", {"arrivals": "{a: {times: [0, 1], batch: {constant: 5}, limit: 2}}"}, w("0.0200")),
    ("recorded beside too much", {"arrivals": "{a: {rate: 10}, b: {times: [1]}}"}, w("10.0100", "", True)),
    ("recorded beside what ends", {"arrivals": "{a: {rate: [{until: 50, rate: 0.5}]}, b: {times: [1, 2]}}"}, w("0.5400", "0.5400")),
    # ---- again and again ----
    ("40 of every 100", {"arrivals": "{a: {interarrival: {exponential: {mean: 0.5}}, period: {length: 10, on: 4}}}"}, w("0.8000", "2.0000")),
    ("by day and night", {"arrivals": "{a: {rate: [{until: 12, rate: 1.2}, {until: 24, rate: 0.2}], period: {length: 24}}}",
                          "run": "{horizon: 240}"}, w("0.7000", "1.2000")),
    ("half a period", {"arrivals": "{a: {rate: [{until: 12, rate: 1.2}, {until: 24, rate: 0.2}], period: {length: 24}}}",
                       "run": "{horizon: 16}"}, w("0.9500", "1.2000")),
    ("too much in the mean of periods", {"arrivals": "{a: {rate: [{until: 12, rate: 2}, {until: 24, rate: 0.2}], period: {length: 24}}}",
                                         "run": "{horizon: 240}"}, w("1.1000", "2.0000", True)),
    ("a roster of one day, seen as written", {"arrivals": "{a: {rate: [{until: 12, rate: 1.2}, {until: 24, rate: 0.2}], period: {length: 24}}}",
                                              "windows": "{w: {servers: [{until: 12, servers: 2}, {until: 24, servers: 0}, {until: 36, servers: 2}, {servers: 0}]}}",
                                              "run": "{horizon: 48}"}, w("0.7000", "inf")),
    ("a fifth more", {"arrivals": "{a: {interarrival: {exponential: {mean: 0.5}}, factor: 1.2, period: {length: 10, on: 4}}}"}, w("0.9600", "2.4000")),
    ("a fifth more by rate", {"arrivals": "{a: {rate: 0.5, factor: 1.2}}"}, w("0.6000")),
    ("busy days", {"arrivals": "{a: {rate: 0.5, day_factor: {gamma: {shape: 4, mean: 1.2}}}}"}, w("0.6000")),
    ("busy days of too much", {"arrivals": "{a: {rate: 1.5, day_factor: {gamma: {shape: 4, mean: 1}}}}"}, w("1.5000")),
    ("too much on every day", {"arrivals": "{a: {rate: 1.5, day_factor: {uniform: {min: 0.8, max: 1.2}}}}"}, w("1.5000", "", True)),
    ("many periods", {"arrivals": "{a: {interarrival: {exponential: {mean: 0.5}}, period: {length: 0.1, on: 0.04}}}",
                      "run": "{horizon: 1e6}"}, w("0.8000", "2.0000")),
    # ---- capacity ----
    ("two shifts", {"windows": "{w: {servers: [{until: 50, servers: 1}, {servers: 4}]}}"}, w("0.2000", "0.5000")),
    ("speed by time", {"windows": "{w: {speed: {by_time: [{until: 50, factor: 0.5}, {factor: 2}]}}}"}, w("0.4000", "1.0000")),
    ("speed 4", {"arrivals": "{a: {rate: 2}}", "windows": "{w: {speed: 4}}"}, w("0.5000")),
    ("faster at a long queue", {"arrivals": "{a: {rate: 1.5}}", "windows": "{w: {speed: {by_queue: [[0, 1], [4, 2]]}}}"}, w(">= 0.7500")),
    ("slower at a long queue", {"windows": "{w: {speed: {by_queue: [[3, 0.4]]}}}"}, w("<= 1.2500", "", True)),
    ("tired", {"windows": "{w: {speed: {by_work: [[30, 0.8]]}}}"}, w("<= 0.6250")),
    ("broken a quarter of the time", {"windows": "{w: {breakdown: {up: {exponential: {mean: 3}}, down: {exponential: {mean: 1}}}}}"}, w("0.6667")),
    ("breaks down at work", {"windows": "{w: {breakdown: {up: {exponential: {mean: 3}}, down: {exponential: {mean: 1}}, clock: serving}}}"},
     w("0.6667")),
    ("dead time", {"services": "{s: {time: {exponential: {mean: 1}}, dead_time: 0.5}}"}, w("0.7500")),
    # ---- who does not stay ----
    ("room for 3", {"arrivals": "{a: {rate: 3}}", "windows": "{w: {capacity: {queue: 3}}}"}, w("3.0000")),
    ("the oldest is dropped", {"arrivals": "{a: {rate: 3}}", "windows": "{w: {capacity: {queue: 3, overflow: drop_oldest}}}"}, w("3.0000")),
    ("all give up in time", {"arrivals": "{a: {rate: 3}}", "classes": "{c: {patience: 5}}"}, w("3.0000")),
    ("all balk", {"arrivals": "{a: {rate: 3}}", "classes": "{c: {balk_at: 5}}"}, w("3.0000")),
    ("who gives up makes way", {"classes": "{c: {}, d: {patience: 5}}", "arrivals": "{a: {rate: 0.9, classes: {c: 1}}, b: {rate: 0.6, classes: {d: 1}}}"},
     w("1.5000")),
    ("who stays goes first", {"classes": "{c: {}, d: {patience: 5}}", "windows": "{w: {priority: [{class: c}]}}",
                              "arrivals": "{a: {rate: 0.9, classes: {c: 1}}, b: {rate: 0.6, classes: {d: 1}}}"}, w("1.5000")),
    ("who stays goes last", {"classes": "{c: {}, d: {patience: 5}}", "windows": "{w: {priority: [{class: d}]}}",
                             "arrivals": "{a: {rate: 0.9, classes: {c: 1}}, b: {rate: 0.6, classes: {d: 1}}}"}, w("1.5000", "", True)),
    # ---- closed sources: (population) / (time to think and be served), at most ----
    ("3 come again", {"arrivals": "{a: {population: 3, think_time: {exponential: {mean: 5}}}}"}, w("<= 0.5000")),
    ("50 come again", {"arrivals": "{a: {population: 50, think_time: {exponential: {mean: 5}}}}"}, w("<= 1.0000")),
    ("50 come again beside too much", {"arrivals": "{a: {population: 50, think_time: {exponential: {mean: 5}}}, b: {rate: 3}}"}, w(">= 3.0000", "", True)),
    ("1 comes again beside 0.5", {"arrivals": "{a: {population: 1, think_time: 9}, b: {rate: 0.5}}"}, w("<= 0.6000")),
    ("30 come again beside 0.5", {"arrivals": "{a: {population: 30, think_time: 9}, b: {rate: 0.5}}"}, w(">= 0.5000")),
    # ---- choices ----
    ("fast and slow, jockeys, shortest", {"classes": "{c: {jockey: true}}", "arrivals": "{a: {rate: 1}}", "windows": "{v: {}, w: {speed: 0.5}}"},
     vw(("0.6667", "", False), ("0.6667", "", False))),
    ("fast and slow, jockeys, first", {"classes": "{c: {jockey: true}}", "arrivals": "{a: {rate: 1}}", "windows": "{v: {}, w: {speed: 0.5}}",
                                       "window_choice": "first"}, vw(("0.6667", "", False), ("0.6667", "", False))),
    ("fast and slow, jockeys, by lot", {"classes": "{c: {jockey: true}}", "arrivals": "{a: {rate: 1.2}}", "windows": "{v: {}, w: {speed: 0.5}}",
                                        "window_choice": "random"}, vw(("0.8000", "", False), ("0.8000", "", False))),
    ("fast and slow, jockeys, too many", {"classes": "{c: {jockey: true}}", "arrivals": "{a: {rate: 1.8}}", "windows": "{v: {}, w: {speed: 0.5}}",
                                          "window_choice": "first"}, vw(("1.2000", "", True), ("1.2000", "", True))),
    ("fast and slow, by lot", {"arrivals": "{a: {rate: 1.2}}", "windows": "{v: {}, w: {speed: 0.5}}", "window_choice": "random"},
     vw(("0.6000", "", False), ("1.2000", "", True))),
    ("first takes all", {"arrivals": "{a: {rate: 1.2}}", "windows": "{v: {}, w: {}}", "window_choice": "first"},
     vw(("1.2000", "", True), ("0.0000", "", False))),
    ("first of a row takes all", {"arrivals": "{a: {rate: 1.2}}", "windows": "{w: {count: 2}}", "window_choice": "first"}, w("1.2000", "", True)),
    ("first of a row, jockeys", {"classes": "{c: {jockey: true}}", "arrivals": "{a: {rate: 1.2}}", "windows": "{w: {count: 2}}",
                                 "window_choice": "first"}, w("0.6000")),
    ("first of a row, some jockeys", {"classes": "{c: {jockey: true}, d: {}}", "windows": "{w: {count: 2}}", "window_choice": "first",
                                      "arrivals": "{a: {rate: 0.3, classes: {c: 1}}, b: {rate: 0.9, classes: {d: 1}}}"}, w("0.9000")),
    ("first of a row, too many who stay", {"classes": "{c: {jockey: true}, d: {}}", "windows": "{w: {count: 2}}", "window_choice": "first",
                                           "arrivals": "{a: {rate: 0.3, classes: {c: 1}}, b: {rate: 1.1, classes: {d: 1}}}"}, w("1.1000", "", True)),
    ("first has few places", {"arrivals": "{a: {rate: 0.8}}", "windows": "{v: {capacity: {queue: 0}}, w: {}}", "window_choice": "first"},
     vw(("<= 0.8000", "", False), ("<= 0.8000", "", False))),
    ("first has few places, much is left", {"arrivals": "{a: {rate: 2.5}}", "windows": "{v: {capacity: {queue: 0}}, w: {}}", "window_choice": "first"},
     vw(("<= 1.0000", "", False), (">= 1.5000", "", True))),
    ("beside servers without end", {"windows": "{v: {servers: inf}, w: {}}"}, vw(("-", "", False), ("<= 0.2500", "", False))),
    ("one in the morning, one after noon", {"arrivals": "{a: {rate: [{until: 50, rate: 0.8}, {rate: 0.4}]}}",
                                            "windows": "{v: {servers: [{until: 50, servers: 1}, {servers: 0}]}, w: {servers: [{until: 50, servers: 0}, {servers: 1}]}}"},
     vw(("0.8000", "0.8000", False), ("0.4000", "0.4000", False))),
    # ---- what lies in front ----
    ("twice 0.5", {"services": TWO, "classes": THROUGH, "windows": LINE}, vw(("0.5000", "", False), ("0.5000", "", False))),
    ("once more with 1/2", {"classes": "{c: {first: {s: 1}, then: {s: {s: 0.5}}}}", "windows": "{w: {}}",
                            "arrivals": "{a: {rate: 0.3}}"}, w("0.6000")),
    ("once more with 1/2, too much", {"services": "{s: {time: {exponential: {mean: 1}}}}", "classes": "{c: {first: {s: 1}, then: {s: {s: 0.5}}}}",
                                      "arrivals": "{a: {rate: 0.6}}"}, w("1.2000", "", True)),
    ("behind a bottleneck", {"services": "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 0.8}}}}", "classes": THROUGH,
                             "windows": LINE, "arrivals": "{a: {rate: 2}}"}, vw(("2.0000", "", True), ("0.8000", "", False))),
    ("a narrower one behind", {"services": "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 1.5}}}}", "classes": THROUGH,
                               "windows": LINE, "arrivals": "{a: {rate: 2}}"}, vw(("2.0000", "", True), ("3.0000", "", True))),
    ("behind a full house", {"services": TWO, "classes": THROUGH, "windows": "{v: {services: [s], capacity: {queue: 2}}, w: {services: [t], servers: 2}}",
                             "arrivals": "{a: {rate: 3}}"}, vw(("3.0000", "", False), ("<= 0.5000", "", False))),
    # M/M/1/11 at 0.5 loses 0.5^11 0.5 / (1 - 0.5^12)
    ("too much behind a house that is seldom full", {"services": "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 5}}}}",
                                                     "classes": THROUGH, "windows": "{v: {services: [s], capacity: {queue: 10}}, w: {services: [t]}}"},
     vw(("0.5000", "", False), (">= 2.4994", "", True))),
    ("behind those who give up", {"services": TWO, "classes": "{c: {first: {s: 1}, then: {s: {t: 1}}, patience: 1}}", "windows": LINE,
                                  "arrivals": "{a: {rate: 3}}"}, vw(("3.0000", "", False), (">= 0.7500", "", False))),
    ("blocked by too much behind", {"services": "{s: {time: {exponential: {mean: 1}}}, t: {time: {exponential: {mean: 3}}}}", "classes": THROUGH,
                                    "windows": "{v: {services: [s]}, w: {services: [t], capacity: {queue: 1, overflow: block}}}"},
     vw((">= 0.5000", "", True), ("1.5000", "", False))),
    ("may be blocked", {"services": TWO, "classes": THROUGH, "windows": "{v: {services: [s]}, w: {services: [t], capacity: {queue: 1, overflow: block}}}"},
     vw((">= 0.5000", "", False), ("0.5000", "", False))),
    # ---- begun anew: (exp(0.3 * 2) - 1) / 0.3 each, of the less urgent; 0.3 of the urgent ----
    ("restart", {"services": "{s: {time: 1}, t: {time: 2}}", "classes": "{c: {first: {s: 1}}, d: {first: {t: 1}}}",
                 "arrivals": "{a: {rate: 0.3, classes: {c: 1}}, b: {rate: 0.2, classes: {d: 1}}}",
                 "windows": "{w: {priority: [{class: c}], preemption: restart}}"}, w("0.8481")),
    ("restart, two servers", {"services": "{s: {time: 1}, t: {time: 2}}", "classes": "{c: {first: {s: 1}}, d: {first: {t: 1}}}",
                              "arrivals": "{a: {rate: 0.3, classes: {c: 1}}, b: {rate: 0.2, classes: {d: 1}}}",
                              "windows": "{w: {servers: 2, priority: [{class: c}], preemption: restart}}"}, w(">= 0.3500")),
    ("resume", {"services": "{s: {time: 1}, t: {time: 2}}", "classes": "{c: {first: {s: 1}}, d: {first: {t: 1}}}",
                "arrivals": "{a: {rate: 0.3, classes: {c: 1}}, b: {rate: 0.2, classes: {d: 1}}}",
                "windows": "{w: {priority: [{class: c}], preemption: resume}}"}, w("0.7000")),
]


def main():
    qsweep, folder = sys.argv[1:3]
    path = os.path.join(folder, "case.yaml")
    for name, changes, expected in CASES:
        with open(path, "w") as file:
            file.write("time_unit: min\n" + "".join("%s: %s\n" % item for item in {**PLAIN, **changes}.items()))
        try:
            found = check(qsweep, path)
        except AssertionError as error:
            found = str(error)
        print("%s loads: %s" % ("ok" if found == expected else "not ok", name))
        if found != expected:
            print("# expected %s, found %s" % (expected, found))


main()
