"""Studies made up at random, with every feature in any mixture, for the audit to judge.

Usage: wild.py FIRST N FOLDER writes FOLDER/wild_SEED.yaml for N seeds from FIRST on. A study may be refused by qsweep
(a mixture without a meaning), or be beyond what a trace shows; most are neither.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import random
import sys

import yaml


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.days = random.Random(f"days {seed}")  # their own: the system stays that of the seed
        self.kinds = random.Random(f"servers {seed}")
        self.people = random.Random(f"people {seed}")
        self.line = random.Random(f"line {seed}")
        self.constant = self.chance(0.4)  # every service time: then all ends can be worked out
        self.blocks = self.constant and self.chance(0.4)
        self.choice = self.r.choice(["shortest_queue", "random", "round_robin", "first", "simuq"]
                                    + ["least_work"] * self.constant)
        self.services = [f"s{i}" for i in range(self.r.randint(1, 3))]
        self.pairs, self.reached, self.has_jockeys = set(), set(), False
        self.classes = [f"c{i}" for i in range(self.r.randint(1, 3))]

    def chance(self, p):
        return self.r.random() < p

    def number(self, low, high):
        return round(self.r.uniform(low, high), 5)

    def law(self, mean):
        """Not constant."""
        return self.r.choice([{"exponential": {"mean": mean}}, {"gamma": {"shape": 2, "mean": mean}},
                              {"uniform": {"min": round(mean / 2, 5), "max": round(mean * 1.5, 5)}}])

    def service(self):
        mean = self.number(0.5, 2)
        node = {"time": mean if self.constant or self.chance(0.2) else self.law(mean)}
        if self.chance(0.3):
            node["dead_time"] = self.number(0.05, 0.4)
            if self.chance(0.3):
                node["dead_time_holds_customer"] = True
        return node

    def cls(self):
        first = self.r.sample(self.services, self.r.randint(1, len(self.services)))
        shares = [1 / len(first)] * (len(first) - 1)
        node = {"first": dict(zip(first, shares + [1 - sum(shares)]))}
        then, reached = {}, list(first)
        for service in reached:
            if self.chance(0.5):
                after = self.r.choice(self.services)
                then[service] = {after: self.r.choice([0.3, 0.7])}
                self.pairs.add((service, after))
                if after not in reached:
                    reached.append(after)
        self.reached.update(reached)
        if then:
            node["then"] = then
        if self.chance(0.35):
            node["patience"] = self.number(1, 6) if self.chance(0.4) else self.law(self.number(2, 8))
        if self.chance(0.2):
            node["balk_at"] = self.r.randint(0, 6)
        if self.chance(0.3) and self.choice in ("round_robin", "first"):
            node["jockey"] = self.has_jockeys = True
        return node

    def manners(self, classes):
        """What else customers put up with, by dice of their own."""
        r = self.people
        law = lambda: r.choice([round(r.uniform(1, 5), 5), {"exponential": {"mean": 3}}, {"uniform": {"min": 1, "max": 4}}])
        for name, node in classes.items():
            if r.random() < 0.15:
                node["patience"] = {"by_service": {r.choice(self.services): law()}}
            if r.random() < 0.15 and node.get("balk_at", 9) > 2:
                node["balk"] = [{"from": 0, "probability": 0.2}, {"from": 2, "probability": r.choice([0.5, 1])}]
            if r.random() < 0.25:
                node["retry"] = {"delay": law(), "probability": r.choice([1, 0.7, [1, 0.5]]), "most": r.randint(1, 4)}
            others = [other for other in classes if other != name]
            if others and r.random() < 0.25:
                node["becomes"] = [{"after": round(r.uniform(0.5, 3), 5), "class": r.choice(others)}]

    def source(self, cls):
        node = {"classes": {cls: 1}}
        kind = self.r.choice(["plain"] * 4 + ["rate", "times", "closed"])
        if kind == "plain":
            node["interarrival"] = self.law(self.number(0.6, 3))
            if self.chance(0.2):
                node["batch"] = {"discrete_uniform": {"min": 1, "max": 4}}
            if self.chance(0.2):
                node["period"] = {"length": 30, "on": self.number(5, 29)}
        elif kind == "rate":
            node["rate"] = [{"until": 20, "rate": self.number(0, 2)}, {"until": 50, "rate": self.number(0.1, 1)}]
            node["period"] = {"length": 50}
        elif kind == "times":
            node["times"] = sorted(self.number(0, 90) for _ in range(30))
        else:
            node["population"] = self.r.randint(1, 8)
            node["think_time"] = self.law(self.number(3, 15))
        if kind in ("plain", "rate") and self.chance(0.15):
            node["limit"] = self.r.randint(10, 60)
        if kind == "times" and self.days.random() < 0.6:
            node["lateness"] = self.days.choice([-2.5, {"uniform": {"min": -6, "max": 6}}, {"normal": {"mean": -1, "sd": 4}},
                                                 {"truncated": {"of": {"normal": {"mean": 0, "sd": 4}}, "min": -3, "max": 9}}])
            node["no_show"] = self.days.choice([0, 0.25])
        if kind in ("plain", "rate") and self.days.random() < 0.4:
            node[self.days.choice(["factor", "day_factor"])] = self.days.choice([0.7, 1, 1.6])
        elif kind in ("plain", "rate") and self.days.random() < 0.4:
            node["day_factor"] = {"uniform": {"min": 0.5, "max": 1.5}}
        return node

    def servers(self):
        kind = self.r.random()
        if kind < 0.1:
            return "inf"
        if kind < 0.3:
            return [{"until": self.number(10, 40), "servers": self.r.randint(0, 3)},
                    {"until": self.number(50, 80), "servers": self.r.randint(0, 3)},
                    {"servers": self.r.randint(not self.chance(0.3), 3)}]
        return self.r.randint(1, 3)

    def window(self, services):
        node = {"services": services, "servers": self.servers()}
        endless = node["servers"] == "inf"
        if self.chance(0.3):
            node["count"] = self.r.randint(1, 3)
        if self.chance(0.4):
            node["discipline"] = self.r.choice(["lifo", "random"])
        if self.chance(0.4):
            rank = {"class": self.r.choice(self.classes)} if self.chance(0.7) else {"service": self.r.choice(services)}
            node["priority"] = [rank]
            if self.chance(0.5) and not endless:
                node["preemption"] = self.r.choice(["resume", "restart"])
                node["discipline"] = self.r.choice(["fifo", "lifo"])
        if self.chance(0.7 if "preemption" in node else 0.35):
            overflow = self.r.choice(["reject", "drop_oldest"] + ["block"] * 3 * self.blocks
                                     + ["drop_least_urgent"] * 2 * ("priority" in node))
            if self.chance(0.5):
                node["capacity"] = {"queue": self.r.randint("drop" in overflow, 4), "overflow": overflow}
            else:
                node["capacity"] = {"total": self.r.randint(1, 6), "overflow": overflow}
        if self.chance(0.25) and not endless:
            node["breakdown"] = {"up": self.number(5, 30), "down": self.number(1, 4),
                                 "clock": self.r.choice(["calendar", "serving"])}
        if self.chance(0.3) and not endless:
            node["speed"] = self.r.choice([
                self.number(0.7, 2), {"by_queue": [[1, self.number(1, 2)], [4, self.number(1, 2)]]},
                {"by_time": [{"until": self.number(10, 50), "factor": self.number(0.7, 2)}, {"factor": 1.3}]},
                {"by_work": [[self.number(5, 20), self.number(0.7, 2)]]}])
        pairs = [[a, b] for a, b in sorted(self.pairs) if a != b and a in services and b in services]
        if pairs and self.constant and self.chance(0.7):
            node["together"] = pairs
        if not endless:
            self.unlike_servers(node)
        return node

    def unlike_servers(self, node):
        r, servers = self.kinds, node["servers"]
        if r.random() < 0.25:
            most = servers if isinstance(servers, int) else max(shift["servers"] for shift in servers)
            node["server_speeds"] = [r.choice([0.5, 1, 1, 1.6]) for _ in range(most)]
        if r.random() < 0.3:
            node["idle_choice"] = r.choice(["longest_idle", "random"] + ["fastest"] * ("server_speeds" in node))
        can = not self.blocks and self.choice not in ("least_work", "simuq") and not node.keys() & {"together", "preemption"}
        if r.random() < 0.3 and can and not self.has_jockeys and node.get("discipline") != "random":
            least = r.choice([1, 2, 3])
            node["group"] = {"min": least, "max": least + r.choice([0, 2])}
            capacity = node.get("capacity", {})
            if least > 1 and (least > min(capacity.get("queue", 9) + 1, capacity.get("total", 9)) or r.random() < 0.6):
                node["group"]["wait"] = r.choice([0, 1, 2.5])

    def windows(self):
        windows = {}
        for i in range(self.r.randint(1, 4)):
            windows[f"w{i}"] = self.window(self.r.sample(self.services, self.r.randint(1, len(self.services))))
        given = {s for w in windows.values() for s in w["services"]}
        missing = [s for s in self.services if s not in given]
        if missing:
            windows["rest"] = self.window(missing)
        return windows

    def put_in_line(self, classes, windows):
        """Some of the windows in one line, the others helping where they can; what has no meaning there goes."""
        r = self.line
        if self.choice == "simuq":
            return {}
        own = r.sample(list(windows), r.randint(1, len(windows)))
        waits_for = {s for name in own for s in windows[name]["services"]}
        helping = [name for name in windows if name not in own and waits_for & set(windows[name]["services"])]
        for node in classes.values():
            node.pop("jockey", None)
            node.pop("becomes", None)
        for name in own + helping:
            for key in ["preemption", "shift_end", "group"] + ["closing", "on_call"] * (name in own):
                windows[name].pop(key, None)
            if name in own or windows[name].get("capacity", {}).get("overflow") == "block":
                windows[name].pop("capacity", None)
        for name in own:
            windows[name].pop("discipline", None)
            if "by_queue" in (windows[name].get("speed") if isinstance(windows[name].get("speed"), dict) else {}):
                del windows[name]["speed"]
        line = {"windows": own, "discipline": r.choice(["fifo", "lifo", "random"] + ["shortest_first"] * self.constant)}
        if r.random() < 0.5:
            line["priority"] = [{"class": r.choice(self.classes)}]
        if r.random() < 0.5:
            overflow = r.choice(["reject", "drop_oldest"] + ["drop_least_urgent"] * ("priority" in line))
            line["capacity"] = {"queue": r.randint("drop" in overflow, 5), "overflow": overflow}
        if helping:
            after = r.choice([0, 0.5, 2])
            line["also"] = [{"after": round(after + 1.5 * i, 5), "windows": [name]} for i, name in enumerate(helping)]
        return {"lines": {"main": line}}

    def study(self):
        classes = {name: self.cls() for name in self.classes}
        self.services = [s for s in self.services if s in self.reached]
        self.manners(classes)
        services = {name: self.service() for name in self.services}
        at_horizon = self.r.choice(["drain", "drain", "stop", {"waiting": "cancel", "in_service": "finish"},
                                    {"waiting": "serve", "in_service": "finish", "timeout": 4},
                                    {"waiting": "cancel", "in_service": "cut"}])
        arrivals = {f"a{i}": self.source(name) for i, name in enumerate(self.classes)}
        windows = self.windows()
        lines = self.put_in_line(classes, windows) if self.line.random() < 0.4 else {}
        if self.choice == "first" and self.line.random() < 0.5:
            self.choice = "longest_idle"
        prices = {name: 2 + i for i, (name, node) in enumerate(windows.items()) if node.get("servers") != "inf"}
        per = {"served": 1, "reneged": 2, "unfinished": 0.5, "wait_hour": 3}
        if prices:
            per["overtime_hour"] = 4
        return {"qsweep": 1, "time_unit": "min", "services": services, "classes": classes,
                "arrivals": arrivals, "cost": {"server_hour": prices, "each": {"run.horizon": 0.25}, "per": per},
                "windows": windows, **lines, "window_choice": self.choice,
                "output": {"wait_over": [0.5, 2], "service_level": [{"within": w, "abandoned": a}
                                                                    for w, a in ((0.5, "bad"), (2, "good"), (2, "ignored"))]},
                "run": {"horizon": 120, "warmup": self.r.choice([0, 10]), "at_horizon": at_horizon, "replications": 2,
                        "seed": self.r.randint(0, 10 ** 6)}}


def main(first, n, folder):
    for seed in range(int(first), int(first) + int(n)):
        with open(f"{folder}/wild_{seed}.yaml", "w") as out:
            yaml.safe_dump(Maker(seed).study(), out, sort_keys=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
