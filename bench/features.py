"""`make bench-features`: what each word of the language costs the studies that use it, and those that do not.

Three measurements of each, taken in turn. `plain`: the study without the word, in the loop for plain models. `inert`: the same
customers with the word there but without effect (or, where it cannot be, without the word), in the general loop. `on`: with it.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys
import tempfile

import common

sys.path.insert(0, f"{common.HERE}/../tests/pairs")
import fragments  # noqa: E402

STUDY = f"{common.HERE}/feature.yaml"
NEVER = 1e12
DOOR, DESK = "arrivals.door", "windows.desk"
GAP = f"{DOOR}.interarrival"
TWO_CLASSES = {"classes": {"a": {"first": {"help": 1}}, "b": {"first": {"help": 1}}}, f"{DOOR}.classes": {"a": 0.5, "b": 0.5}}
FOUR = {"window_choice": "random", f"{DESK}.count": 4, GAP: {"exponential": {"rate": 3.2}}, "run.horizon": 12000}
TWO_SERVICES = {"services": {"help": {"time": {"exponential": {"mean": 0.5}}}, "more": {"time": {"exponential": {"mean": 0.5}}}},
                "classes": {"customer": {"first": {"help": 1}, "then": {"help": {"more": 1}}}}}
TWO_WINDOWS = {**TWO_SERVICES, "windows": {"first": {"services": ["help"]}, "second": {"services": ["more"]}}}


def with_capacity(capacity):
    windows = {"first": {"services": ["help"]}, "second": {"services": ["more"], "capacity": capacity}}
    return {**TWO_SERVICES, "windows": windows}


# A feature: its words, the study it is added to, what it is when on, what it is when inert (None: cannot be).
FEATURES = [
    ("period, on-off", {}, {GAP: {"exponential": {"rate": 1}}, f"{DOOR}.period": {"length": 500, "on": 400}}, None),
    ("batch, geometric of 2", {}, {GAP: {"exponential": {"rate": 0.4}}, f"{DOOR}.batch": {"geometric": {"p": 0.5}}},
     {f"{DOOR}.batch": {"constant": {"value": 1}}}),
    ("rate, three pieces in turn", {}, {DOOR: {"rate": [{"until": 30, "rate": 0.4}, {"until": 60, "rate": 1.2}, {"rate": 0.8}], "period": {"length": 90}}},
     {DOOR: {"rate": 0.8}}),
    ("limit", {}, {f"{DOOR}.limit": 30000}, {f"{DOOR}.limit": 10**15}),
    ("patience, mean 5", {}, {"classes": {"customer": {"patience": {"exponential": {"mean": 5}}}}}, {"classes": {"customer": {"patience": NEVER}}}),
    ("balk_at 5", {}, {"classes": {"customer": {"balk_at": 5}}}, {"classes": {"customer": {"balk_at": 10**9}}}),
    ("jockey, 4 windows at random", FOUR, {"classes": {"customer": {"jockey": True}}}, None),
    ("capacity 5, reject", {}, {f"{DESK}.capacity": {"queue": 5}}, {f"{DESK}.capacity": {"queue": 10**9}}),
    ("capacity 5, drop_oldest", {}, {f"{DESK}.capacity": {"queue": 5, "overflow": "drop_oldest"}}, {f"{DESK}.capacity": {"queue": 10**9, "overflow": "drop_oldest"}}),
    ("capacity 3, block, a line of two", TWO_WINDOWS, with_capacity({"queue": 3, "overflow": "block"}), with_capacity({"queue": 10**9, "overflow": "block"})),
    ("lifo", {}, {f"{DESK}.discipline": "lifo"}, None),
    ("random", {}, {f"{DESK}.discipline": "random"}, None),
    ("shortest_first", {}, {f"{DESK}.discipline": "shortest_first"}, None),
    ("classes, 2", {}, TWO_CLASSES, None),
    ("classes, 10", {}, {"classes": {f"c{i}": {"first": {"help": 1}} for i in range(10)}, f"{DOOR}.classes": {f"c{i}": 0.1 for i in range(10)}}, None),
    ("by_class, 2 classes", TWO_CLASSES, {"services.help.by_class": {"a": {"time": {"exponential": {"mean": 1.1}}}}}, None),
    ("by_service, a window's own time", {}, {f"{DESK}.by_service": {"help": {"time": {"exponential": {"mean": 1}}}}}, None),
    ("priority, 2 classes", TWO_CLASSES, {f"{DESK}.priority": [{"class": "a"}]}, None),
    ("preemption resume", TWO_CLASSES, {f"{DESK}.priority": [{"class": "a"}], f"{DESK}.preemption": "resume"}, {f"{DESK}.priority": [{"class": "a"}]}),
    ("preemption restart", {**TWO_CLASSES, "services.help.time": {"uniform": {"min": 0.5, "max": 1}}},
     {f"{DESK}.priority": [{"class": "a"}], f"{DESK}.preemption": "restart"}, {f"{DESK}.priority": [{"class": "a"}]}),
    ("shifts, 100 changes", {}, {f"{DESK}.servers": [{"until": 500.0 * (i + 1), "servers": 1 + i % 2} for i in range(99)] + [{"servers": 2}]},
     {f"{DESK}.servers": [{"until": NEVER, "servers": 1}, {"servers": 2}]}),
    ("breakdown, calendar", {}, {f"{DESK}.breakdown": {"up": {"exponential": {"mean": 50}}, "down": {"exponential": {"mean": 2}}}},
     {f"{DESK}.breakdown": {"up": NEVER, "down": 1}}),
    ("breakdown, serving", {}, {f"{DESK}.breakdown": {"up": {"exponential": {"mean": 50}}, "down": {"exponential": {"mean": 2}}, "clock": "serving"}},
     {f"{DESK}.breakdown": {"up": NEVER, "down": 1, "clock": "serving"}}),
    ("together, two services", TWO_SERVICES, {f"{DESK}.together": ["help", "more"]}, None),
    ("speed, constant", {}, {f"{DESK}.speed": 1.01}, None),
    ("speed by_queue", {}, {f"{DESK}.speed": {"by_queue": [[2, 1.2], [5, 1.5]]}}, {f"{DESK}.speed": {"by_queue": [[10**9, 2]]}}),
    ("speed by_time, 100 changes", {}, {f"{DESK}.speed": {"by_time": [{"until": 500.0 * (i + 1), "factor": 1 + 0.1 * (i % 2)} for i in range(99)] + [{"factor": 1}]}},
     {f"{DESK}.speed": {"by_time": [{"until": NEVER, "factor": 1}, {"factor": 2}]}}),
    ("speed by_work", {}, {f"{DESK}.speed": {"by_work": [[10000, 0.98], [20000, 0.96]]}}, {f"{DESK}.speed": {"by_work": [[NEVER, 0.9]]}}),
    ("dead_time", {}, {"services.help.dead_time": {"exponential": {"mean": 0.1}}}, {"services.help.dead_time": 0}),
    ("dead_time that holds", {}, {"services.help.dead_time": {"exponential": {"mean": 0.1}}, "services.help.dead_time_holds_customer": True},
     {"services.help.dead_time": 0, "services.help.dead_time_holds_customer": True}),
    ("shortest_queue of 4", FOUR, {"window_choice": "shortest_queue"}, None),
    ("round_robin of 4", FOUR, {"window_choice": "round_robin"}, None),
    ("first of 4, 3 places each", {**FOUR, f"{DESK}.capacity": {"queue": 3}}, {"window_choice": "first"}, None),
    ("least_work of 4", FOUR, {"window_choice": "least_work"}, None),
    ("simuq of 4", FOUR, {"window_choice": "simuq"}, None),
    ("customers in place of horizon", {}, {"run": {"customers": 38000, "replications": 40}}, None),
    ("at_horizon, with a timeout", {}, {"run.at_horizon": {"waiting": "serve", "timeout": 1000}}, {"run.at_horizon": "drain"}),
    ("warm-up", {}, {"run.warmup": 5000}, None),
    ("warmup mser5", {}, {"run.warmup": "mser5"}, None),
    ("intervals every 10", {}, {"output.intervals": {"every": 10}}, {"output.intervals": {"every": 49999}}),
    ("series every 10", {}, {"output.series": {"every": 10}}, {"output.series": {"every": 49999}}),
    ("antithetic", {}, {"run.antithetic": True}, None),
    ("wait_over, two thresholds", {}, {"output.wait_over": [1, 5]}, None),
    ("servers: inf", {}, {f"{DESK}.servers": "inf"}, None),
    ("times, a recorded trace", {}, "TIMES", None),
    ("population, closed", {}, {DOOR: {"population": 10, "think_time": {"exponential": {"mean": 10}}}}, None),
]


# Features that have no line above, as tests/pairs says them. Where two servers or desks are needed, so that one of them has little to do,
# the line compares with the study as it is.
FRAGMENTS = """MEMBERS REPEATING_SHIFTS INTERRUPTING_SHIFTS CLOSING ON_CALL SERVER_SPEEDS IDLE_CHOICE GROUPS LINE ALSO SEVERAL_SERVERS RESOURCES
PATIENCE_BY_SERVICE BALK_PROBABILITY RETRIES BECOMES APPOINTMENTS PARTIES LONGEST_IDLE DROP_LEAST_URGENT DAY_FACTOR""".split()
WORDS = dict(fragments.name_list())
FEATURES += [(WORDS[name][:33], {}, fragments.settings_of(name), None) for name in FRAGMENTS if name not in fragments.NOT_YET]


def recorded(folder):
    """A source that replays 40,000 arrivals of the study's rate."""
    import random
    r, now, path = random.Random(1), 0.0, f"{folder}/times.txt"
    with open(path, "w", encoding="ascii") as out:
        for _ in range(40000):
            now += r.expovariate(0.8)
            out.write(f"{now!r}\n")
    return {DOOR: {"times": {"file": path}}}


def cases(folder):
    lines = []
    for words, base, on, inert in FEATURES:
        on = recorded(folder) if on == "TIMES" else on
        lines.append(common.case(f"{words}/plain", "events", STUDY, base))
        lines.append(common.case(f"{words}/inert", "general", STUDY, {**base, **(inert or {})}))
        lines.append(common.case(f"{words}/on", "events", STUDY, {**base, **on}))
    return lines


def storing(build, folder):
    """CPU microseconds a scenario of short replications, with and without what can be kept of it."""
    study = [f"{common.HERE}/memory.yaml", "--replications", "64", "-s", "run.horizon=20"]
    wishes = {"neither rows nor histograms": (False, False), "rows": (True, False), "histograms": (False, True), "both": (True, True)}
    best = {}
    for _ in range(3):
        for words, (rows, histograms) in wishes.items():
            path = f"{folder}/s.h5"
            command = [f"{build}/qsweep", "run", "-q", "--force", "-o", path] + study
            command += ["-s", f"output.replications={str(rows).lower()}", "-s", f"output.histograms={str(histograms).lower()}"]
            before = os.times()
            subprocess.run(command, check=True)
            after = os.times()
            seconds = after.children_user + after.children_system - before.children_user - before.children_system
            best[words] = min(best.get(words, (1e9, 0))[0], seconds), os.path.getsize(path)
    return [{"kept": words, "us": 1e6 * seconds / 1000, "bytes": size / 1000} for words, (seconds, size) in best.items()]


def main():
    options = common.arguments(__doc__.splitlines()[0], rounds=(int, 25, "replications of each"))
    found = {"machine": common.machine(options.build), "features": []}
    print(common.machine_line(found["machine"]))
    with tempfile.TemporaryDirectory() as folder:
        times = common.run_cases(options.build, cases(folder), options.rounds)
        found["storing"] = storing(options.build, folder)
    print(f"\nCPU nanoseconds a customer, the least of {options.rounds} replications, all taken in turn; M/M/1 at 0.8 unless said otherwise.")
    print("price: on less inert, in the general loop; on less plain where the plain loop has it too.\n")
    print(f"{'feature':34s}{'plain':>8s}{'inert':>8s}{'on':>8s}{'price':>8s}  loop")
    for words, *_ in FEATURES:
        plain, inert, on = (times[f"{words}/{kind}", kernel] for kind, kernel in (("plain", "events"), ("inert", "general"), ("on", "events")))
        base = plain if on.loop == "plain" else inert
        row = {"feature": words, "plain": plain.least, "inert": inert.least, "on": on.least, "price": on.least - base.least, "loop": on.loop}
        found["features"].append(row)
        print(f"{words:34s}{row['plain']:8.1f}{row['inert']:8.1f}{row['on']:8.1f}{row['price']:8.1f}  {row['loop']}")
    print("\nWhat is kept of a scenario of 64 replications of 10 customers (1,000 scenarios, one process, CPU time):\n")
    print(f"{'':30s}{'us a scenario':>15s}{'bytes':>10s}")
    for row in found["storing"]:
        print(f"{row['kept']:30s}{row['us']:15.0f}{row['bytes']:10,.0f}")
    common.keep(options.json, found)


if __name__ == "__main__":
    sys.exit(main())
