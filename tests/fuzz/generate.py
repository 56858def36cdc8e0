"""Studies made up at random that should be accepted: every feature of the language, in any combination.

Usage: generate.py FIRST N FOLDER [large|joining] writes FOLDER/study_SEED.yaml for N seeds from FIRST on; the same seed is the same study.
With `large` they are made of large counts, up to what is allowed, and of some that are one more: many of these are refused.
With `joining` they are of what the kernel by joining knows, all of them.
replay_tool judges them. In a third of the studies every time is a small whole number, so that most things happen at once; in
another part some are zero, tiny or huge. Every other one is written as people do, with times of day, units and names. A few are refused all the same (a pair of services that no window gives).

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import random
import sys

import yaml

ODD_TIMES = [0, 0, 1e-9, 1e-6, 1e100, 1e12]


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.days = random.Random(f"days {seed}")
        self.turns = random.Random(f"turns {seed}")
        self.duty = random.Random(f"duty {seed}")
        self.people = random.Random(f"people {seed}")
        self.wants = random.Random(f"wants {seed}")
        self.seed = seed
        self.manner = self.r.choice(["free", "free", "free", "whole", "whole", "odd"])
        self.services = [f"s{i}" for i in range(self.r.choice([1, 1, 2, 2, 3, 5]))]
        self.classes = [f"c{i}" for i in range(self.r.choice([1, 1, 2, 3, 4]))]
        self.unit = self.r.choice(["s", "min", "h", "d"])

    def chance(self, p):
        return self.r.random() < p

    def number(self, low, high):
        if self.manner == "whole":
            return max(1, round(self.r.uniform(low, high)))
        return round(self.r.uniform(low, high), 4)

    def shares(self, names):
        cuts = sorted(self.r.randint(1, 99) for _ in names[1:])
        parts = [b - a for a, b in zip([0] + cuts, cuts + [100])]
        return {name: part / 100 for name, part in zip(names, parts)}

    def some(self, items, least=1):
        return sorted(self.r.sample(items, self.r.randint(least, len(items))))

    # ---- laws ----

    def law(self, mean):
        """Of a time that is above zero at times."""
        r = self.r
        if self.manner == "whole":
            return r.choice([max(1, round(mean)), {"empirical": {"values": [1, 2, max(1, round(mean))]}},
                             {"constant": {"value": max(1, round(mean))}}])
        kinds = [mean, f"{mean} {self.unit}", {"exponential": {"mean": mean}}, {"exponential": {"rate": 1 / mean}},
                 {"uniform": {"min": mean / 2, "max": mean * 1.5}}, {"uniform": {"min": 0, "max": mean * 2}},
                 {"normal": {"mean": mean, "sd": mean * r.choice([0.1, 0.5, 1])}},
                 {"normal": {"mean": mean, "variance": mean * mean / 4}},
                 {"lognormal": {"mean": mean, "sd": mean * r.choice([0.2, 1, 3])}},
                 {"gamma": {"shape": r.choice([0.3, 1, 2.5, 40]), "mean": mean}},
                 {"erlang": {"k": r.choice([1, 2, 7]), "mean": mean}},
                 {"hyperexponential": {"weights": [0.9, 0.1], "means": [mean / 2, mean * 5]}},
                 {"weibull": {"shape": r.choice([0.7, 1, 3]), "scale": mean}},
                 {"triangular": {"min": 0, "mode": mean, "max": mean * 2}},
                 {"empirical": {"values": [mean / 2, mean, mean * 2], "weights": [1, 2, 1]}},
                 {"empirical": {"values": [0, mean]}}]
        return r.choice(kinds)

    def time(self, mean):
        """Of a time that may be zero."""
        if self.manner == "odd" and self.chance(0.3):
            return self.r.choice(ODD_TIMES)
        if self.chance(0.05):
            return 0
        return self.law(mean)

    def batch(self):
        r = self.r
        return r.choice([1, 3, {"constant": {"value": 2}}, {"discrete_uniform": {"min": 0, "max": 4}},
                         {"bernoulli": {"p": 0.5}}, {"binomial": {"n": 5, "p": 0.4}}, {"poisson": {"mean": 1.5}},
                         {"geometric": {"p": 0.5}}])

    # ---- what customers need ----

    def times(self, mean, optional=False):
        node = {}
        if not optional or self.chance(0.7):
            node["time"] = self.time(mean)
        if self.chance(0.3) or not node:
            node["dead_time"] = self.time(mean / 4)
            if self.chance(0.3):
                node["dead_time_holds_customer"] = self.chance(0.8)
        return node

    def service(self):
        node = self.times(self.number(0.5, 2))
        if self.chance(0.2):
            node["by_class"] = {name: self.times(self.number(0.5, 2), True) for name in self.some(self.classes)}
        return node

    def cls(self):
        first = self.some(self.services)
        node = {"first": self.shares(first)}
        then = {}
        for service in self.services:
            if self.chance(0.5):
                after = self.some(self.services)
                shares = self.shares(after)
                scale = self.r.choice([0.3, 0.8])
                if self.chance(0.2) and service < min(after):  # certain, and never back: it ends
                    scale = 1
                then[service] = {name: share * scale for name, share in shares.items()}
        # Only from services that are come to, which all are that are named.
        reached = set(first)
        while True:
            more = {after for service in reached for after in then.get(service, {})} - reached
            if not more:
                break
            reached |= more
        then = {service: after for service, after in then.items() if service in reached}
        if then:
            node["then"] = then
        if self.chance(0.3):
            node["patience"] = self.time(self.number(1, 6))
        if self.chance(0.2):
            node["balk_at"] = self.r.randint(0, 6)
        if self.chance(0.25):
            node["jockey"] = self.chance(0.8)
        self.reached |= reached
        return node

    def manners(self, classes):
        """What else customers put up with, by dice of their own."""
        r = self.people
        number = (lambda low, high: r.randint(max(1, round(low)), round(high))) if self.manner == "whole" \
            else lambda low, high: round(r.uniform(low, high), 4)
        law = lambda mean: mean if self.manner == "whole" or r.random() < 0.3 else {"exponential": {"mean": mean}}
        for name, node in classes.items():
            if r.random() < 0.15:
                node["patience"] = {"by_service": {s: r.choice(["inf", law(number(1, 6))])
                                                   for s in r.sample(self.services, r.randint(1, len(self.services)))}}
            if r.random() < 0.15:
                top = min(node.get("balk_at", 9), 9)
                steps = sorted(r.sample(range(top), min(top, r.randint(1, 3))))
                if steps:
                    node["balk"] = [{"from": n, "probability": r.choice([0, 0.2, 0.5, 0.9, 1, "70 %"])} for n in steps]
            if r.random() < 0.25:
                losses = ["rejected", "reneged", "balked"]
                node["retry"] = {"delay": law(number(0.5, 5))}
                if r.random() < 0.5:
                    node["retry"]["after"] = r.sample(losses, r.randint(1, 3))
                if r.random() < 0.6:
                    node["retry"]["probability"] = r.choice([0, 0.5, 1, [1, 0.5], [0.9, 0.2, 0], [0, 1]])
                if r.random() < 0.6:
                    node["retry"]["most"] = r.choice([1, 2, 5])
            others = [other for other in classes if other != name]
            if others and r.random() < 0.25:
                times = sorted({number(0.5, 8) for _ in range(r.randint(1, 3))})
                steps, at = [], name
                for after in times:
                    at = r.choice([other for other in classes if other != at])
                    steps.append({"after": after, "class": at})
                node["becomes"] = steps

    # ---- where they come from ----

    def source(self, i):
        r = self.r
        kind = r.choice(["gaps"] * 4 + ["times", "rate", "closed"])
        node = {}
        if kind == "gaps":
            node["interarrival"] = self.law(self.number(0.5, 3))
            if self.chance(0.2):
                length = self.number(5, 40)
                node["period"] = {"length": length, "on": length if self.chance(0.2) else max(1, length // 2)}
        elif kind == "times":
            node["times"] = sorted(self.number(0, 80) for _ in range(r.randint(1, 30)))
        elif kind == "rate":
            ends = sorted({self.number(1, 60) for _ in range(r.randint(1, 4))})
            node["rate"] = [{"until": end, "rate": r.choice([0, 0.5, 2])} for end in ends]
            node["rate"][0]["rate"] = 1
            if self.chance(0.5):
                node["period"] = {"length": ends[-1] + r.choice([0, 10])}
        else:
            node["population"] = r.choice([1, 2, 5, 20])
            node["think_time"] = self.law(self.number(1, 10))
        if kind != "closed":
            if self.chance(0.25):
                node["batch"] = self.batch()
            if self.chance(0.2):
                node["limit"] = r.choice([1, 7, 60])
        if self.chance(0.15):
            node["count"] = r.randint(1, 4)
        # Every class comes from somewhere.
        names = sorted({self.classes[i % len(self.classes)], *(self.some(self.classes) if self.chance(0.5) else [])})
        if len(self.classes) > 1 or self.chance(0.3):
            node["classes"] = self.shares(names)
        return node

    def factors(self, study):
        """By dice of their own: the system stays that of the seed."""
        r = self.days
        shared = {}
        for name, source in study["arrivals"].items():
            if not source.keys() & {"interarrival", "rate"}:
                continue
            if r.random() < 0.2:
                source["factor"] = r.choice([0.25, 1, 1.5, 3])
            if r.random() < 0.2:
                laws = [1, 0.5, {"gamma": {"shape": r.choice([0.2, 4]), "mean": 1}}, {"uniform": {"min": 0, "max": 2}},
                        {"empirical": {"values": [0, 0.5, 1.5]}}, {"normal": {"mean": 1, "sd": 0.5}}]
                law = r.choice(laws)
                source["day_factor"] = law
                if r.random() < 0.5:
                    source["day_factor"] = "weather"
                    shared["weather"] = law
        if shared:
            study["day_factors"] = shared

    # ---- where they are served ----

    def servers(self):
        r = self.r
        kind = r.random()
        if kind < 0.12:
            return "inf"
        if kind < 0.35:
            ends = sorted({self.number(1, 90) for _ in range(r.randint(1, 4))})
            shifts = [{"until": end, "servers": r.randint(0, 3)} for end in ends]
            shifts.append({"servers": r.randint(0, 3) if self.chance(0.3) else r.randint(1, 3)})
            shifts[0]["servers"] = r.randint(0, 2)
            return shifts if any(s["servers"] for s in shifts) else r.randint(1, 3)
        return r.choice([1, 1, 1, 2, 3, 70])

    def speed(self):
        r = self.r
        factor = lambda: r.choice([0.25, 0.5, 1, 1.3, 2, 4])
        return r.choice([factor(), {"by_queue": [[1, factor()], [3, factor()]]}, {"by_queue": [[2, factor()]]},
                         {"by_time": [{"until": self.number(1, 40), "factor": factor()}, {"factor": factor()}]},
                         {"by_work": [[self.number(2, 9), factor()], [self.number(10, 30), factor()]]}])

    def repeat(self, steps):
        """Shifts or factors again and again, if there is an end to all but the last."""
        d = self.duty
        if not isinstance(steps, list) or d.random() < 0.5:
            return steps
        last = {key: value for key, value in steps[-1].items() if key != "until"}
        ends = [step["until"] for step in steps[:-1]]
        return {"period": (ends[-1] if ends else 0) + d.choice([1, 7, 30]), "shifts": steps[:-1] + [last]}

    def be_on_duty(self, node):
        """What is new of rosters, of a stream of its own."""
        d, servers = self.duty, node["servers"]
        if isinstance(node.get("speed"), dict) and "by_time" in node["speed"]:
            node["speed"]["by_time"] = self.repeat(node["speed"]["by_time"])
        if isinstance(servers, list):
            node["servers"] = self.repeat(servers)
            node.update(d.choice([{}, {"closing": "wait"}, {"closing": "move"}, {"closing": "leave"}]))
            node.update(d.choice([{}, {"shift_end": "finish"}, {"shift_end": "interrupt"}, {"shift_end": "interrupt"}]))
        if servers != "inf" and d.random() < (0.5 if isinstance(servers, list) else 0.2):
            at = d.choice([1, 2, 2, 3, 6])
            node["on_call"] = {"servers": d.choice([1, 1, 2, 5]), "call_at": at}
            if d.random() < 0.7:
                node["on_call"].update(release_at=d.randint(0, at - 1), delay=d.choice([0, 1, 2.5, 20]))
        return node

    def capacity(self, has_priority):
        r = self.r
        kinds = ["reject", "drop_oldest", "block", "block"] + ["drop_least_urgent"] * 2 * has_priority
        node = {"overflow": r.choice(kinds)} if self.chance(0.8) else {}
        if self.chance(0.5):
            node["queue"] = r.choice([1, 2, 5] if "drop" in node.get("overflow", "") else [0, 1, 2, 5])
        else:
            node["total"] = r.choice([1, 2, 4, 9])
        return node

    def window(self, services):
        r = self.r
        node = {"servers": self.servers()}
        endless = node["servers"] == "inf"
        if len(services) < len(self.services) or self.chance(0.5):
            node["services"] = services
        if self.chance(0.25):
            node["count"] = r.choice([1, 2, 3])
        if self.chance(0.5) and not endless:
            node["discipline"] = r.choice(["fifo", "lifo", "random", "shortest_first"])
        if self.chance(0.4) and not endless:
            ranks = []
            for _ in range(r.randint(1, 3)):
                rank = {}
                if self.chance(0.7):
                    rank["class"] = r.choice(self.classes)
                if self.chance(0.4) or not rank:
                    rank["service"] = r.choice(services)
                if rank not in ranks:
                    ranks.append(rank)
            node["priority"] = ranks
            if self.chance(0.7):
                node["preemption"] = r.choice(["none", "resume", "restart"])
        if self.chance(0.7 if "preemption" in node else 0.35) and not endless:
            node["capacity"] = self.capacity("priority" in node)
        if self.chance(0.3) and not endless:
            node["breakdown"] = {"up": self.law(self.number(4, 30)), "down": self.time(self.number(1, 5))}
            if self.chance(0.7):
                node["breakdown"]["clock"] = r.choice(["calendar", "serving"])
        if self.chance(0.35):
            node["speed"] = r.choice([0.5, 2]) if endless else self.speed()
        pairs = [[a, b] for a, b in sorted(self.pairs) if a != b and a in services and b in services]
        if pairs and self.chance(0.5):
            node["together"] = pairs[0] if self.chance(0.5) else pairs
        if self.chance(0.2):
            node["by_service"] = {name: self.times(self.number(0.5, 2), True) for name in self.some(services)}
        return self.be_on_duty(node)

    def windows(self):
        windows = {f"w{i}": self.window(self.some(self.services)) for i in range(self.r.choice([1, 1, 2, 3, 4]))}
        given = {s for w in windows.values() for s in w.get("services", self.services)}
        missing = [s for s in self.services if s not in given]
        if missing:
            windows["rest"] = self.window(missing)
        if self.chance(0.05):
            windows["shut"] = {"count": 0}
        return windows

    # ---- the run ----

    def at_horizon(self):
        r = self.r
        node = r.choice([{"waiting": "cancel", "in_service": "finish"}, {"waiting": "serve", "in_service": "finish"},
                         {"waiting": "cancel", "in_service": "cut"}])
        if self.chance(0.5) and node["in_service"] == "finish":
            node["timeout"] = self.number(1, 20)
        return r.choice(["stop", "drain", "drain", node, node])

    def run(self):
        r = self.r
        node = {"replications": 2, "seed": r.randint(0, 10 ** 6)}
        if self.chance(0.85):
            node["horizon"] = self.number(20, 120)
        if self.chance(0.2) or "horizon" not in node:
            node["customers"] = r.choice([1, 10, 100])
        if self.chance(0.3):
            node["warmup"] = r.choice([self.number(1, 15), "mser5"])
        if self.chance(0.8):
            node["at_horizon"] = self.at_horizon()
        if self.chance(0.2):
            node["antithetic"] = True
        if self.chance(0.2):
            node["common_random_numbers"] = False
        return node

    def sweep(self, study):
        r = self.r
        name = r.choice(list(study["windows"]))
        axes = {"run.warmup": [0, 3], "window_choice": ["random", "shortest_queue", "least_work"],
                f"windows.{name}.count": {"from": 1, "to": 3}}
        if study["window_choice"] == "simuq":
            axes["two_stop_factor"] = {"from": 1, "to": 2, "steps": 3}
            del axes["window_choice"]
        if study["windows"][name].get("servers") in (1, 2, 3):
            axes[f"windows.{name}.servers"] = [1, 4]
        for key in ("capacity", "breakdown", "discipline", "speed"): # there and left out
            if key in study["windows"][name]:
                axes[f"windows.{name}.{key}"] = [study["windows"][name][key], None]
        chosen = r.sample(sorted(axes), r.randint(1, 2))
        return {r.choice(["grid", "grid", "zip"]) if len(chosen) == 1 else "grid": {key: axes[key] for key in chosen}}

    def unlike_servers(self, study, seed):
        """Speeds of servers, which of the idle ones is taken, and groups, by numbers of their own: the system stays that of
        the seed."""
        r = random.Random(f"servers {seed}")
        swept = json.dumps(study.get("sweep", {}))
        text = json.dumps(study)
        can_group = not any(word in text for word in ('"block"', "least_work", "simuq"))
        jockeys = [name for name, node in study.get("classes", {}).items() if (node or {}).get("jockey")]
        has_crews = any("servers" in service for service in study["services"].values())
        can_group &= not jockeys and not has_crews and "resources" not in study
        line = study.get("lines", {}).get("line", {"windows": []})
        in_line = set(line["windows"]).union(*[help["windows"] for help in line.get("also", [])])
        for name, node in study["windows"].items():
            servers = node.get("servers", 1)
            if servers == "inf" or node.get("count") == 0:
                continue
            if isinstance(servers, dict):
                servers = servers["shifts"]
            can_differ = not has_crews and "on_call" not in node and f"windows.{name}.servers" not in swept
            if r.random() < 0.25 and can_differ:
                most = servers if isinstance(servers, int) else max(shift["servers"] for shift in servers)
                node["server_speeds"] = [r.choice([0.5, 1, 1, 1.5, 4]) for _ in range(most)]
            if r.random() < 0.25:
                node["idle_choice"] = r.choice(["lowest", "longest_idle", "random", "longest_idle", "random"]
                                               + ["fastest"] * 2 * ("server_speeds" in node))
            if r.random() < 0.3 and can_group and not node.keys() & {"together", "preemption"} and not jockeys and \
                    node.get("shift_end") != "interrupt" and name not in in_line:
                least = r.choice([1, 1, 2, 3])
                node["group"] = {"min": least, "max": least + r.choice([0, 1, 5])}
                capacity = node.get("capacity", {})
                is_small = least > min(capacity.get("queue", 9) + 1, capacity.get("total", 9))
                if least > 1 and (is_small or r.random() < 0.6):
                    node["group"]["wait"] = r.choice([0, 1, 2.5, 10])

    def money(self, study, seed):
        """Prices and promises, by numbers of their own: the system stays that of the seed."""
        r = random.Random(f"money {seed}")
        rostered = [name for name, node in study["windows"].items() if node.get("servers") != "inf"]
        counted = [name for name, node in study["windows"].items() if isinstance(node.get("count", 1), int)]
        if r.random() < 0.4:
            cost = {"each": {f"windows.{r.choice(counted)}.count": 10}}
            if "horizon" in study["run"] and rostered:
                cost["server_hour"] = {name: r.choice([0, 20, 1e6]) for name in rostered}
            if r.random() < 0.6:
                per = {"reneged": 5, "wait_hour": 12, "unfinished": 1, "overtime_hour": 30}
                cost["per"] = {name: per[name] for name in r.sample(sorted(per), 2) if rostered or name != "overtime_hour"}
            study["cost"] = cost
        promises = [{"metric": "wait_mean", "at_most": 1}, {"metric": "utilisation", "window": "each", "at_least": 0.5},
                    {"metric": "reneged", "class": "each", "at_most": 3, "tolerance": 1},
                    {"metric": "throughput", "window": r.choice(list(study["windows"])), "at_least": "2 / h"}]
        if r.random() < 0.3:
            study["promises"] = r.sample(promises, 2) if r.random() < 0.7 else r.choice(promises)

    def lines(self, study):
        """Some of the windows in one line, the others helping where they can, by numbers of their own: the rest of the study
        stays that of the seed. What has no meaning there goes."""
        r = random.Random(f"line {self.seed}")
        windows = study["windows"]
        if r.random() > 0.3 or "sweep" in study or study["window_choice"] == "simuq":
            return
        if "resources" in study or any("servers" in service for service in study["services"].values()):
            return
        stages = {name: {(c, s) for c in node.get("classes", self.classes) for s in node.get("services", self.services)}
                  for name, node in windows.items()}
        own = r.sample(list(windows), r.randint(1, len(windows)))
        waiting = set().union(*[stages[name] for name in own])
        helping = [name for name in windows if name not in own and waiting & stages[name]]
        for node in study.get("classes", {}).values():
            node.pop("jockey", None)
        for name in own + helping:
            node = windows[name]
            for key in ["preemption", "shift_end"] + ["closing", "on_call"] * (name in own):
                node.pop(key, None)
            if name in own or node.get("capacity", {}).get("overflow") == "block":
                node.pop("capacity", None)
            if name in own:
                node.pop("discipline", None)
                if isinstance(node.get("speed"), dict) and "by_queue" in node["speed"]:
                    del node["speed"]
        line = {"windows": own, "discipline": r.choice(["fifo", "lifo", "random", "shortest_first"])}
        if r.random() < 0.4 and waiting:
            line["priority"] = [{"service": sorted(waiting)[0][1]}]
        if r.random() < 0.4:
            overflow = r.choice(["reject", "drop_oldest"] + ["drop_least_urgent"] * ("priority" in line))
            line["capacity"] = {"queue": r.randint("drop" in overflow, 5), "overflow": overflow}
        if helping:
            line["also"] = [{"after": r.choice([0, 1, 0.5]) + 2 * i, "windows": [name]} for i, name in enumerate(helping)]
        study["lines"] = {"line": line}
        if r.random() < 0.4:
            study["window_choice"] = "longest_idle"
        if r.random() < 0.3:
            study.setdefault("promises", {"metric": "wait_mean", "line": "each", "at_most": 1})

    def study(self):
        r = self.r
        self.reached = set()
        classes = {name: self.cls() for name in self.classes}
        self.services = [s for s in self.services if s in self.reached]
        self.manners(classes)
        self.pairs = {(a, b) for c in classes.values() for a, after in c.get("then", {}).items() for b in after}
        sources = max(len(self.classes), r.randint(1, 3))
        study = {"qsweep": 1, "time_unit": self.unit,
                 "services": {name: self.service() for name in self.services},
                 "arrivals": {f"a{i}": self.source(i) for i in range(sources)}}
        if len(self.classes) > 1 or len(self.services) > 1 or self.chance(0.7):
            study["classes"] = classes
        elif self.classes[0] in str(study):
            study["classes"] = classes
        study["windows"] = self.windows()
        if "classes" not in study and "c0" in str(study["windows"]):
            study["classes"] = classes
        study["window_choice"] = r.choice(["shortest_queue", "least_work", "random", "round_robin", "first", "simuq"])
        study["run"] = self.run()
        if self.chance(0.3):
            study["sweep"] = self.sweep(study)
        if self.chance(0.5):
            study["output"] = {"wait_over": [0, 2], "quantiles": [0.1, 0.99]}
            if self.chance(0.5) and "horizon" in study["run"]:
                study["output"]["series"] = {"every": self.number(1, 9)}
        if self.chance(0.4):
            output = study.setdefault("output", {})
            output["service_level"] = [{"within": self.number(0, 5), "abandoned": word} for word in ("bad", "good", "ignored")]
            output["weighting"] = self.r.choice(["customers", "replications"]) if hasattr(self, "r") else "customers"
        self.factors(study)
        self.money(study, self.seed)
        if random.Random(f"members {self.seed}").random() < 0.3: # a stream of its own: the studies of old stay as they are
            study.setdefault("output", {})["members"] = True
        self.selection(study)
        self.demands(study)
        self.lines(study)
        if self.chance(0.4) and "horizon" in study["run"] and "run.horizon" not in str(study.get("sweep", "")):
            study.setdefault("output", {})["intervals"] = self.intervals(study["run"]["horizon"])
        self.unlike_servers(study, self.seed)
        self.part(study)
        return study

    @staticmethod
    def part(study):
        """What is refused together is not asked for together."""
        if "resources" in study or "lines" in study:
            for node in study.get("classes", {}).values():
                (node or {}).pop("becomes", None)
        promises = study.get("promises")
        if promises and study.get("output", {}).get("members"):
            listed = promises if isinstance(promises, list) else [promises]
            for promise in listed:
                if promise.get("window", "each") != "each":
                    promise["window"] = "each"

    def selection(self, study):
        """What is decided, by numbers of its own: the system stays that of the seed."""
        r = random.Random(f"select {self.seed}")
        run = str(study["run"])
        refused = "mser5" in run + str(study.get("sweep", "")) or "until" in run or "variance_reduction" in run
        if r.random() < 0.5 or refused or "sweep" not in study or study.get("output", {}).get("weighting") == "customers":
            return
        exact = "cost" in study and "per" not in study["cost"]
        if exact and "promises" in study and r.random() < 0.7:
            study["select"] = {"cheapest": True, "sure": r.choice([0.9, "99 %"]), "max": 64, "report": r.randint(1, 3)}
        else:
            study["select"] = {"best": r.choice(["wait_mean", "throughput", "queue_mean"]), r.choice(["largest", "smallest"]): True,
                               "tolerance": 0.5, "max": r.choice([64, 1000])}
    def demands(self, study):
        """Several servers, resources, parties: in a third of the studies, where nothing stands against it."""
        r, windows = self.wants, list(study["windows"].values())
        if r.random() > 0.35:
            return
        if not any("breakdown" in w or "together" in w or w.get("servers") == "inf" or w.get("preemption", "none") != "none" or
                   not isinstance(w.get("servers", 1), int) for w in windows):
            for service in study["services"].values():
                least = min([w.get("servers", 1) for w in windows])
                if r.random() < 0.5 and least > 1:
                    service["servers"] = r.randint(1, least)
        if any("together" in w or w.get("preemption", "none") != "none" or w.get("shift_end") == "interrupt" for w in windows):
            return
        parties = {a: r.choice([2, {"discrete_uniform": {"min": 1, "max": 3}}]) for a in study["arrivals"] if r.random() < 0.3}
        for name, party in parties.items():
            study["arrivals"][name]["party"] = party
        resources = {}
        for i in range(r.randint(1, 3)):
            units = r.choice([3, 4, 7, [{"until": r.choice([5, 20]), "units": 6}, {"units": 3}], [{"until": 9, "units": 0}, {"units": 5}]])
            if self.turns.random() < 0.2:
                units = {"period": 12, "shifts": [{"until": 4, "units": self.turns.choice([0, 2, 6])}, {"units": 5}]}
            wants_map = r.random() < 0.6
            resources[f"r{i}"] = {"units": units, "overtaking": r.random() < 0.7} if wants_map or isinstance(units, dict) else units
            asking = [s for s in study["services"] if r.random() < 0.6] or [next(iter(study["services"]))]
            for name in asking:
                service = study["services"][name]
                service.setdefault("needs", {})[f"r{i}"] = r.choice([1, 1, 2, "party" if i == 0 else 1])
            first, last = r.choice(list(study["services"])), r.choice(list(study["services"]))
            if i > 0 and self.comes_back(study, first, last):
                study["services"][first].setdefault("takes", {})[f"r{i}"] = 1
                study["services"][last].setdefault("gives", {})[f"r{i}"] = 1
        study["resources"] = resources

    def comes_back(self, study, first, last):
        """Whether what is taken at one service is given at the other on every way."""
        for node in (study.get("classes") or {"customer": {"first": {next(iter(study["services"])): 1}}}).values():
            states, then = [(s, 0) for s in node["first"]], node.get("then", {})
            for service, held in states:
                after = held + (service == first) - (service == last)
                leaves = sum(then.get(service, {}).values()) < 1 - 1e-9
                if after not in (0, 1) or held + (service == first) > 1 or (leaves and after):
                    return False
                states += [(s, after) for s in then.get(service, {}) if (s, after) not in states]
        return True

    def intervals(self, horizon):
        """By time: even ones, or edges, some of them where things happen in whole numbers."""
        if self.chance(0.5) or not isinstance(horizon, (int, float)):
            every = self.number(1, 9)
            return self.r.choice([{"every": every}, {"every": every, "quantiles": self.chance(0.5)}])
        edges = sorted({round(self.r.uniform(0, horizon), self.r.choice([0, 3])) for _ in range(self.r.randint(3, 8))})
        edges = [edge for edge in edges if edge <= horizon]
        if len(edges) < 2:
            edges = [0, horizon]
        return self.r.choice([edges, {"edges": edges}])


class Hand:
    """The same study as people write it: times of day, rates with a unit, shares in percent, names and labels."""

    def __init__(self, seed, unit):
        self.r = random.Random(f"hand {seed}")  # its own: the system stays that of the seed
        self.seconds = {"s": 1, "min": 60, "h": 3600, "d": 86400}[unit]
        self.unit = unit
        self.start = 60 * self.r.randrange(1440)

    def instant(self, time, before=0):
        """A time of day for a time less than a day after the one before it, if there is one to the second."""
        seconds = time * self.seconds
        if seconds != int(seconds) or not before * self.seconds < seconds < before * self.seconds + 86400 or self.r.random() < 0.3:
            return time
        minutes, second = divmod(int(self.start + seconds) % 86400, 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{second:02d}" if second else f"{minutes // 60:02d}:{minutes % 60:02d}"

    def pieces(self, node):
        before = 0
        for piece in node if isinstance(node, list) else []:
            if "until" in piece:
                time = piece["until"]
                piece["until"] = self.instant(time, before)
                before = time
            if "rate" in piece and self.r.random() < 0.5:
                piece["rate"] = f"{piece['rate']} / {self.unit}"

    def shares(self, node):
        for name in node or {}:
            if self.r.random() < 0.7:
                node[name] = f"{100 * node[name]:.10g} %"

    def sweep(self, sweep):
        for path, axis in [item for part in sweep.values() for item in part.items()]:
            if self.r.random() < 0.5:
                named = {"name": "axis_" + path.replace(".", "_")}
                sweep[next(iter(sweep))][path] = {**axis, **named} if isinstance(axis, dict) else {"values": axis, **named}
        if self.r.random() < 0.5:
            sweep["list"] = [{"label": "as it is"}, {"windows.*.discipline": "fifo", "label": "first come"}, {}]
            for part in ("grid", "zip"):
                if any(path.endswith("discipline") for path in sweep.get(part, {})):
                    del sweep["list"][1]["windows.*.discipline"]

    def write(self, study):
        study["clock"] = f"{self.start // 3600}:{self.start // 60 % 60:02d}"
        for source in study["arrivals"].values():
            self.pieces(source.get("rate"))
            self.shares(source.get("classes"))
            times = source.get("times", [])
            source.update({"times": [self.instant(t, before) for t, before in zip(times, [0] + times)]} if times else {})
        for cls in study.get("classes", {}).values():
            self.shares(cls.get("first"))
            for after in cls.get("then", {}).values():
                self.shares(after)
        for window in study["windows"].values():
            self.pieces(window.get("servers"))
            if isinstance(window.get("speed"), dict):
                self.pieces(window["speed"].get("by_time"))
        for key in ("horizon", "warmup"):
            if isinstance(study["run"].get(key), (int, float)):
                study["run"][key] = self.instant(study["run"][key])
        if "sweep" in study:
            self.sweep(study["sweep"])
        return study


VISITS = """at;who;took;n
2026-03-02 00:00;a;0,5;1
2026-03-02 00:00;b;2;3
2026-03-02 00:07;a;1,5;2
2026-03-04 00:01;b;1,25;2
2026-03-05 00:00;a;3;0
2026-03-05 01:30;a;1;4
"""


class Tables:
    """Some of what a study says is read of a table beside it, visits.csv."""

    def __init__(self, seed):
        self.r = random.Random(f"tables {seed}")  # its own: the system stays that of the seed

    def some(self):
        return {"where": {"who": self.r.choice("ab")}} if self.r.random() < 0.5 else {}

    def write(self, study):
        r = self.r
        for source in study["arrivals"].values():
            if "times" in source and r.random() < 0.6:
                source["times"] = {"file": "visits.csv", "column": r.choice(["at", 1]), "format": r.choice(["%Y-%m-%d %H:%M", "%F %R"]),
                                   **self.some(), **r.choice([{}, {"days": "in_turn"}, {"days": "random"}])}
            elif isinstance(source.get("rate"), list) and "period" not in source and r.random() < 0.3:
                source["rate"] = {"every": 10, "counts": {"file": "visits.csv", "column": "n", "separator": ";"}}
        for service in study["services"].values():
            if r.random() < 0.1:
                service["time"] = {"empirical": {"file": "visits.csv", "column": "took", "decimal": ",", "separator": ";",
                                                 **r.choice([{}, {"weights": "n"}]), **self.some()}}
        return study


class Laws:
    """Some times of a study have laws with heavy tails or made of others; those who are planned may be late, or stay away."""

    def __init__(self, seed):
        self.r = random.Random(f"laws {seed}")  # its own: the system stays that of the seed

    def law(self, depth=0):
        r = self.r
        inner = self.law(depth + 1) if depth < 3 and r.random() < 0.5 else {"exponential": {"mean": 2}}
        return r.choice([
            {"beta": {"min": 0, "max": 9, "mean": r.choice([1, 4]), "sd": r.choice([0, 0.3, 2])}},
            {"pert": {"min": 1, "mode": r.choice([1, 2, 6]), "max": 6}},
            {"pareto": {"shape": r.choice([0.4, 1, 1.5, 3]), "scale": r.choice([0.01, 1])}},
            {"loglogistic": {"shape": r.choice([0.7, 2, 2.5, 300]), "scale": 2}},
            {"mixture": {"weights": [r.choice([0, 1]), 3], "of": [inner, r.choice([0, 2, {"gamma": {"shape": 0.5, "mean": 3}}])]}},
            {"shifted": {"by": r.choice([0, 0.5]), "of": inner}},
            {"truncated": {"of": inner, **r.choice([{"min": 0.5}, {"max": 9}, {"min": 0.5, "max": 20}])}},
            {"cumulative": {"values": [0, r.choice([0, 1]), 1, 9], "probabilities": [0, 0.3, r.choice([0.3, 0.8]), 1]}}])

    def lateness(self):
        r = self.r
        return r.choice([-1, 0, "3 s", {"normal": {"mean": -1, "sd": 2}}, {"uniform": {"min": -5, "max": 5}},
                         {"shifted": {"by": -4, "of": self.law()}}, {"empirical": {"values": [-2, 0, 7]}},
                         {"mixture": {"weights": [1, 1], "of": [{"constant": -2}, {"pert": {"min": -3, "mode": 0, "max": 9}}]}},
                         {"truncated": {"of": {"normal": {"mean": 0, "sd": 3}}, "min": -2}}])

    def write(self, study):
        r = self.r
        for source in study["arrivals"].values():
            if "interarrival" in source and r.random() < 0.15:
                source["interarrival"] = {"truncated": {"of": self.law(1), "max": 50}}  # gaps must have a mean
            if "times" in source and r.random() < 0.6:
                if isinstance(source["times"], list) and r.random() < 0.5:
                    source["times"] = {"from": r.choice([0, 1]), "every": r.choice([0.5, 2]), "count": r.choice([1, 30])}
                source["lateness"] = self.lateness()
                source["no_show"] = r.choice([0, 0.2, "30 %", 1])
        for service in study["services"].values():
            if r.random() < 0.15:
                service["time"] = self.law()
        for node in (study.get("classes") or {}).values():
            if isinstance(node, dict) and "patience" in node and r.random() < 0.2:
                node["patience"] = self.law()
        return study


class LargeMaker:
    """Every count of a study may be small, or what is allowed, or one more, or what an int or 16 bits cannot hold."""

    def __init__(self, seed):
        self.r = random.Random(seed)

    def count(self, most):
        if self.r.random() < 0.75:
            return self.r.choice([1, 2, 4])
        if self.r.random() < 0.8:
            return self.r.choice([most - 1, most])
        return self.r.choice([most + 1, 2 ** 15, 2 ** 16 + 1, 2 ** 31, 2 ** 32 + 1])

    def entries(self, most):
        """So many that they can be written down."""
        return min(self.count(most), 40000)

    def window(self, n_classes, n_services):
        r = self.r
        node = {"servers": r.choice([self.count(10 ** 6 - 50000)] * 3 + ["inf"]), "count": 1}
        if node["servers"] in (1, 2, 4, "inf"):
            node["count"] = self.count(10 ** 4 - 16)
        if node["servers"] == "inf":
            return node
        n = min(self.entries(32767), n_classes * n_services)
        if r.random() < 0.5:
            node["priority"] = [{"class": f"c{i % n_classes}", "service": f"s{i // n_classes}"} for i in range(n)]
            node["preemption"] = r.choice(["none", "resume"])
        if r.random() < 0.3:
            node["capacity"] = {"queue": self.count(2 ** 31 - 1)}
        if r.random() < 0.2:
            node["servers"] = [{"until": i + 1, "servers": 1 + i % 2} for i in range(self.entries(9000))] + [{"servers": 1}]
        return node

    def study(self):
        r = self.r
        n_classes, n_services = r.choice([(1, 1), (3, 2), (3, 2), (7, 1), (200, 164), (1000, 33), (2, 1000)])
        classes = {f"c{i}": {"first": {f"s{i % n_services}": 1}} for i in range(n_classes)}
        classes["c0"]["then"] = {f"s{i}": {f"s{i + 1}": 1} for i in range(n_services - 1)}
        source = {"interarrival": {"exponential": {"mean": r.choice([1, 1000])}}, "classes": {name: 1 / n_classes for name in classes}}
        if r.random() < 0.5:
            source.update(count=self.count(10 ** 5), batch=r.choice([1, self.count(10 ** 9)]))
        if r.random() < 0.2:
            source = {"population": self.count(10 ** 7), "think_time": 5, "classes": source["classes"]}
        horizon = r.choice([10, 1000, 1e6])
        study = {"qsweep": 1, "services": {f"s{i}": {"time": 1 if i else {"erlang": {"k": self.count(10 ** 4), "mean": 1}}}
                                           for i in range(n_services)},
                 "classes": classes, "arrivals": {"d": source},
                 "windows": {f"w{i}": self.window(n_classes, n_services) for i in range(r.choice([1, 1, 1, 2, 9]))},
                 "run": {"horizon": horizon, "replications": self.count(10 ** 9)},
                 "output": {"replications": r.random() < 0.5, "checkpoint": "1 s",
                            "quantiles": [(i + 1) / 40002 for i in range(self.entries(100))],
                            "wait_over": list(range(self.entries(100)))}}
        if r.random() < 0.3:
            study["run"]["customers"] = self.count(2 ** 32 - 1)
        if r.random() < 0.4:
            study["output"]["series"] = {"every": horizon / self.count(10 ** 5)}
        if r.random() < 0.4:
            study["output"]["intervals"] = {"every": horizon / self.count(10 ** 4), "quantiles": r.random() < 0.5}
        if r.random() < 0.2:
            study["sweep"] = {"grid": {"run.seed": {"from": 1, "to": self.count(10 ** 6)}, "run.warmup": [0, 1, 2]}}
        return study


class JoiningMaker:
    """Windows that are first come, first served: what becomes of a customer is certain when it joins."""

    def __init__(self, seed):
        self.r = random.Random(f"joining {seed}")
        self.services = [f"s{i}" for i in range(self.r.randint(1, 3))]

    def time(self, mean):
        return self.r.choice([{"exponential": {"mean": mean}}, {"gamma": {"shape": 2, "mean": mean}}, {"lognormal": {"mean": mean, "sd": mean}},
                              {"uniform": {"min": 0, "max": 2 * mean}}])

    def service(self):
        node = {"time": self.time(self.r.choice([0.5, 1, 2]))}
        if self.r.random() < 0.4:
            node["dead_time"] = self.r.choice([0.1, 0.7])
        return node

    def customer(self):
        r = self.r
        node = {"first": {self.services[0]: 1},
                "then": {a: {b: r.choice([0.4, 1])} for a, b in zip(self.services, self.services[1:])}}
        if len(self.services) == 1:
            del node["then"]
        if r.random() < 0.5:
            node["patience"] = self.time(3)
        if r.random() < 0.3:
            node["balk_at"] = r.randint(1, 5)
        return node

    def window(self, length):
        r = self.r
        node = {"count": r.choice([1, 1, 2, 3]), "servers": r.choice([1, 2, 3, 4, "inf"])}
        if node["servers"] == "inf":
            return node
        if r.random() < 0.3:
            node["servers"] = [{"until": length * k / 4 + 0.123, "servers": r.randint(0, 4)} for k in (1, 2, 3)] + [{"servers": r.randint(1, 3)}]
        if r.random() < 0.3:
            node["capacity"] = {r.choice(["queue", "total"]): r.randint(1, 5), "overflow": "reject"}
        if r.random() < 0.3:
            node["speed"] = r.choice([0.5, 2])
        return node

    def source(self, length, names):
        r = self.r
        node = {"interarrival": self.time(r.choice([0.4, 1]))}
        if r.random() < 0.3:
            node = {"rate": [{"until": length / 3, "rate": 1}, {"until": length, "rate": r.choice([0, 2])}]}
        if r.random() < 0.2:
            node["batch"] = r.choice([2, 3])
        node["classes"] = {name: 1 / len(names) for name in names}
        return node

    def study(self):
        r, length = self.r, self.r.choice([40, 90])
        names = [f"c{i}" for i in range(r.randint(1, 3))]
        study = {"qsweep": 1, "time_unit": "min", "services": {name: self.service() for name in self.services},
                 "classes": {name: self.customer() for name in names},
                 "arrivals": {f"a{i}": self.source(length, names) for i in range(r.randint(1, 2))},
                 "windows": {f"w{i}": self.window(length) for i in range(r.randint(1, 3))},
                 "window_choice": r.choice(["shortest_queue", "random", "round_robin", "first", "simuq"]),
                 "run": {"horizon": length, "warmup": r.choice([0, 9]), "at_horizon": "drain", "replications": 3}}
        if r.random() < 0.3:
            study["output"] = {"intervals": {"every": length / 5, "quantiles": r.random() < 0.5}}
        return study


def main(first, n, folder, kind=""):
    makers = {"large": LargeMaker, "joining": JoiningMaker}
    for seed in range(int(first), int(first) + int(n)) if kind else ():
        with open(f"{folder}/study_{seed}.yaml", "w", encoding="utf-8") as out:
            out.write(json.dumps(makers[kind](seed).study()).replace('"inf"', "inf"))  # YAML too, and written at once
    if kind:
        return
    with open(f"{folder}/visits.csv", "w", encoding="utf-8") as out:
        out.write(VISITS)
    for seed in range(int(first), int(first) + int(n)):
        with open(f"{folder}/study_{seed}.yaml", "w", encoding="utf-8") as out:
            study = Maker(seed).study()
            if seed % 2:
                study = Hand(seed, study["time_unit"]).write(study)
            else:
                study = Tables(seed).write(study)
            study = Laws(seed).write(study)
            yaml.dump(study, out, sort_keys=False, default_flow_style=None, width=150, Dumper=Plain)


class Plain(yaml.CSafeDumper if hasattr(yaml, "CSafeDumper") else yaml.SafeDumper):
    """Without aliases, which would be right but hard to read."""

    def ignore_aliases(self, data):
        return True


if __name__ == "__main__":
    main(*sys.argv[1:])
