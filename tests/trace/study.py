"""A study as the audit sees it: read from its YAML with nothing of qsweep's own code.

It holds only what a trace can be judged by. Distributions are known by their support, their mean, and their value if
they are constant.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import csv
import datetime
import itertools
import math
import os
import re

import yaml

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
DEFAULT_QUANTILES = [0.5, 0.9, 0.95, 0.99]


OTHERS = ["tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"]


class Loader(yaml.SafeLoader):
    """YAML 1.2's booleans and numbers: `on` is the name of a key, not true, and 12:15 a time of day, not 735."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in OTHERS]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|false|False)$"), list("tTfF"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(
    r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.inf)$"), list("-+.0123456789"))


class Law:
    """A distribution."""

    def __init__(self, low, high, mean, value=None):
        self.low, self.high, self.mean, self.value = low, high, mean, value

    def allows(self, x, slack=1e-9):
        return self.low - slack <= x <= self.high + slack

    def over(self, factor):
        """Times of a source whose rate is multiplied by a factor, itself a law."""
        low, high = self.low / factor.high, self.high / factor.low if factor.low else math.inf
        if factor.low < factor.high:
            return Law(low, high, math.nan)
        return Law(low, high, self.mean / factor.mean, None if self.value is None else self.value / factor.value)


class Plain:
    """Attributes by name."""

    def __init__(self, **values):
        self.__dict__.update(values)


class Reader:
    def __init__(self, tree, folder):
        self.tree, self.folder = tree, folder
        self.unit = tree.get("time_unit", "s")
        self.clock = self.of_day(tree["clock"]) if "clock" in tree else None

    @staticmethod
    def of_day(value):
        """Seconds since midnight of a time of day, else None."""
        match = re.fullmatch(r"(\d\d?):(\d\d)(?::(\d\d))?", value) if isinstance(value, str) else None
        return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3] or 0) if match else None

    def time(self, value):
        """A time, a rate or a share, with a unit or without."""
        if isinstance(value, str):
            match = re.fullmatch(r"\s*([-+.\deE]+)\s*(/?)\s*([a-z%]+)\s*", value)
            if match and match[3] == "%":
                return float(match[1]) / 100
            if match and match[2]:
                return float(match[1]) * SECONDS[self.unit] / SECONDS[match[3]]
            if match and match[3] in SECONDS:
                return float(match[1]) * SECONDS[match[3]] / SECONDS[self.unit]
        return float(value)

    def instant(self, value, after=0.0, may_equal=False):
        seconds = self.of_day(value)
        if seconds is None:
            return self.time(value)
        days = itertools.count(-1)
        instants = ((seconds - self.clock + 86400 * day) / SECONDS[self.unit] for day in days)
        return next(t for t in instants if t > after or (may_equal and t == after))

    def shares(self, node):
        return {name: self.time(share) for name, share in node.items()}

    def numbers(self, name):
        with open(os.path.join(self.folder, name)) as lines:
            texts = [line.split("#")[0].strip() for line in lines]
        return [self.time(text) for text in texts if text]

    def days(self, node):
        """Recorded instants by the date in a table: a list for each day that any line has, from the clock on."""
        days = {}
        with open(os.path.join(self.folder, node["file"]), newline="") as lines:
            for line in csv.DictReader(lines):
                at = datetime.datetime.strptime(line[node["column"]], node["format"])
                day = days.setdefault(at.date(), [])
                if all(line[column] == text for column, text in node.get("where", {}).items()):
                    seconds = at.hour * 3600 + at.minute * 60 + at.second - (self.clock or 0)
                    day.append(seconds / SECONDS[self.unit])
        return list(days.values())

    def law(self, node):
        if node is None:
            return None
        if not isinstance(node, dict):
            return Law(self.time(node), self.time(node), self.time(node), self.time(node))
        (kind, p), = node.items()
        if kind == "constant" and not isinstance(p, dict):
            p = {"value": p}
        if kind == "rate":
            return Law(0, math.inf, 1 / self.time(p))
        if kind == "mixture":
            parts, weights = [self.law(part) for part in p["of"]], [self.time(w) for w in p["weights"]]
            drawn = [(part, w / sum(weights)) for part, w in zip(parts, weights) if w]
            return Law(min(part.low for part, _ in drawn), max(part.high for part, _ in drawn),
                       sum(part.mean * w for part, w in drawn))
        if kind == "shifted":
            by, inner = self.time(p["by"]), self.law(p["of"])
            return Law(by + inner.low, by + inner.high, by + inner.mean, inner.value and by + inner.value)
        if kind == "truncated":
            inner = self.law(p["of"])
            return Law(max(self.time(p.get("min", -math.inf)), inner.low), min(self.time(p.get("max", math.inf)), inner.high),
                       math.nan)
        if kind == "cumulative":
            x, u = [self.time(v) for v in p["values"]], [self.time(v) for v in p["probabilities"]]
            steps = zip(x, x[1:], u, u[1:])
            return Law(x[0], x[-1], sum((a + b) / 2 * (q - r) for a, b, r, q in steps))
        t = {key: self.time(value) for key, value in p.items() if not isinstance(value, list) and key != "file"}
        if kind == "beta":
            return Law(t["min"], t["max"], t["mean"])
        if kind == "pert":
            return Law(t["min"], t["max"], (t["min"] + 4 * t["mode"] + t["max"]) / 6)
        if kind == "pareto":
            return Law(t["scale"], math.inf, t["scale"] * t["shape"] / (t["shape"] - 1) if t["shape"] > 2 else math.nan)
        if kind == "constant":
            return Law(t["value"], t["value"], t["value"], t["value"])
        if kind == "exponential":
            return Law(0, math.inf, t["mean"] if "mean" in t else 1 / t["rate"])
        if kind in ("uniform", "discrete_uniform"):
            return Law(t["min"], t["max"], (t["min"] + t["max"]) / 2)
        if kind == "triangular":
            return Law(t["min"], t["max"], (t["min"] + t["mode"] + t["max"]) / 3)
        if kind == "empirical":
            values = self.numbers(p["file"]) if "file" in p else [self.time(v) for v in p["values"]]
            weights = p.get("weights", [1] * len(values))
            return Law(min(values), max(values), sum(v * w for v, w in zip(values, weights)) / sum(weights))
        if kind == "bernoulli":
            return Law(0, 1, t["p"])
        if kind == "binomial":
            return Law(0, t["n"], t["n"] * t["p"])
        if kind == "poisson":
            return Law(0, math.inf, t["mean"])
        if kind == "geometric":
            return Law(1, math.inf, 1 / t["p"])
        return Law(0, math.inf, t.get("mean", math.nan))

    def pieces(self, node, key):
        """[{until: T, KEY: x}, ...] as [(until, x)], the last for ever."""
        pieces, until = [], 0.0
        for item in node:
            until = self.instant(item["until"], until) if "until" in item else math.inf
            pieces.append((until, self.time(item[key]) if isinstance(item[key], str) else item[key]))
        return pieces

    def cycle(self, node, key):
        """The same, or {period: P, shifts: [...]}: the pieces and their period, or None."""
        if isinstance(node, list):
            return self.pieces(node, key), None
        pieces, period = self.pieces(node["shifts"], key), self.time(node["period"])
        return pieces[:-1] + [(period, pieces[-1][1])], period
    # ---- what people put up with ----
    def patience(self, node, services):
        """By service: a law, or None where it waits for ever."""
        if isinstance(node, dict) and "by_service" in node:
            own = node["by_service"]
        else:
            own = dict.fromkeys(services, node)
        return {service: None if str(law) in ("inf", "None") else self.law(law) for service, law in own.items()}

    def balks(self, node):
        """(from so many waiting, probability), ascending."""
        steps = [(step["from"], self.time(step["probability"])) for step in node.get("balk") or []]
        return steps + ([(node["balk_at"], 1.0)] if node.get("balk_at") is not None else [])

    def retry(self, node):
        if not node:
            return None
        p = node.get("probability", 1)
        return Plain(after=node.get("after", ["rejected", "reneged", "balked"]), most=node.get("most", math.inf),
                     probabilities=[self.time(x) for x in (p if isinstance(p, list) else [p])], delay=self.law(node["delay"]))

    # ---- the parts ----
    def times(self, node, base):
        """time, dead_time, dead_time_holds_customer, over those of base."""
        time, dead, holds = base
        if "time" in node:
            time = self.law(node["time"])
        if "dead_time" in node:
            dead = self.law(node["dead_time"])
        return time, dead, node.get("dead_time_holds_customer", holds)

    def classes(self, services):
        classes = {}
        for name, node in (self.tree.get("classes") or {"customer": {}}).items():
            node = node or {}
            first = node.get("first") or {next(iter(services)): 1}
            if not isinstance(first, dict):
                first = {first: 1}
            first = self.shares(first)
            then = {service: self.shares(after) for service, after in (node.get("then") or {}).items()}
            classes[name] = Plain(name=name, first=first, then=then,
                                  patience=self.patience(node.get("patience"), services), balks=self.balks(node),
                                  retry=self.retry(node.get("retry")),
                                  changes=[(self.time(step["after"]), step["class"]) for step in node.get("becomes") or []],
                                  jockey=node.get("jockey", False))
        return classes

    def lateness(self, node):
        """How late people may be; of a normal law, which is not cut here, all is possible."""
        law = node.get("lateness", 0)
        return Law(-math.inf, math.inf, math.nan) if "normal" in str(law) else self.law(law)

    def sources(self, classes):
        sources = {}
        for name, node in self.tree["arrivals"].items():
            shares = self.shares(node.get("classes") or {next(iter(classes)): 1})
            period = node.get("period")
            times, days = node.get("times"), None
            if isinstance(times, dict) and "days" in times:
                times, days = None, self.days(times)
            elif isinstance(times, dict) and "every" in times:
                first, every = self.instant(times["from"], may_equal=True), self.time(times["every"])
                times = [first + i * every for i in range(times["count"])]
            elif isinstance(times, dict):
                times = self.numbers(times["file"])
            elif times is not None:
                listed, times = times, []
                for t in listed:
                    times.append(self.instant(t, times[-1] if times else 0.0, may_equal=True))
            rate = node.get("rate")
            factor, day = node.get("factor", 1), node.get("day_factor", 1)
            day = self.law(self.tree["day_factors"][day] if isinstance(day, str) else day)
            gap = self.law(node.get("interarrival"))
            rates = self.pieces(rate if isinstance(rate, list) else [{"rate": rate}], "rate") if rate else None
            sources[name] = Plain(
                name=name, shares=shares, day=day, days=days, late=self.lateness(node), no_show=self.time(node.get("no_show", 0)), count=node.get("count", 1), limit=node.get("limit"),
                gap=gap and gap.over(Law(factor, factor, factor, factor)).over(day), batch=self.law(node.get("batch")), times=times,
                rates=rates and [(until, value * factor) for until, value in rates],
                length=self.time(period["length"]) if period else None,
                on=self.time(period["on"]) if period and "on" in period else None,
                population=node.get("population"), think=self.law(node.get("think_time")))
        return sources

    def window(self, name, node, classes, services):
        servers = node.get("servers", 1)
        shifts, period = self.cycle(servers, "servers") if isinstance(servers, (list, dict)) else (None, None)
        if shifts:
            servers = max(n for _, n in shifts)
        call = node.get("on_call")
        endless = servers in ("inf", math.inf)
        capacity = node.get("capacity")
        pairs = node.get("together") or []
        if pairs and not isinstance(pairs[0], list):
            pairs = [pairs]
        breakdown = node.get("breakdown")
        speed = node.get("speed", 1)
        speed_period = None
        kind = next(iter(speed)) if isinstance(speed, dict) else "constant"
        if kind == "by_time":
            steps, speed_period = self.cycle(speed["by_time"], "factor")
        elif kind == "constant":
            steps = speed
        else:
            steps = [(self.time(a), b) for a, b in speed[kind]]
        return Plain(
            name=name, count=node.get("count", 1), endless=endless, servers=math.inf if endless else servers,
            shifts=shifts, period=period, speed_period=speed_period, closing=node.get("closing", "wait"),
            interrupts=node.get("shift_end") == "interrupt",
            call=call and Plain(servers=call["servers"], at=call["call_at"], release=call.get("release_at", 0),
                                delay=self.time(call.get("delay", 0))), services=node.get("services") or list(services), classes=node.get("classes") or list(classes),
            discipline=node.get("discipline", "fifo"), priority=node.get("priority") or [],
            preemption=node.get("preemption", "none"),
            room=None if not capacity else ("queue", capacity["queue"]) if "queue" in capacity
            else ("total", capacity["total"]),
            overflow=(capacity or {}).get("overflow", "reject"), together=[tuple(p) for p in pairs],
            up=self.law(breakdown["up"]) if breakdown else None,
            down=self.law(breakdown["down"]) if breakdown else None,
            clock=(breakdown or {}).get("clock", "calendar"), speed_kind=kind, speed=steps,
            server_speeds=node.get("server_speeds"), idle_choice=node.get("idle_choice", "lowest"),
            group=self.group(node.get("group")), own_times=bool(node.get("by_service")),
            times=self.window_times(node.get("by_service") or {}, classes, services))

    def group(self, node):
        """min, max and wait."""
        if node is None:
            return None
        return node.get("min", 1), node["max"], self.time(node["wait"]) if node.get("wait") is not None else math.inf

    def line(self, name, node, classes, services):
        capacity = node.get("capacity")
        return Plain(
            name=name, windows=node["windows"], classes=node.get("classes") or list(classes), endless=False, servers=0, shifts=None,
            discipline=node.get("discipline", "fifo"), priority=node.get("priority") or [], preemption="none",
            room=capacity and ("queue", capacity["queue"]), overflow=(capacity or {}).get("overflow", "reject"), together=[],
            helps=[(self.time(entry["after"]), entry["windows"]) for entry in node.get("also") or []],
            up=None, speed_kind="constant", speed=1, call=None, period=None, speed_period=None, closing="wait", interrupts=False,
            times=self.window_times({}, classes, services))

    def window_times(self, overrides, classes, services):
        """(class, service) -> (time, dead time, does it hold the customer)."""
        times = {}
        for service, node in services.items():
            base = self.times(node, (None, None, False))
            for cls in classes:
                own = self.times((node.get("by_class") or {}).get(cls) or {}, base)
                times[cls, service] = self.times(overrides.get(service) or {}, own)
        return times

    def run_rule(self):
        run = self.tree["run"]
        at = run.get("at_horizon", "stop")
        if at == "drain":
            at = {"waiting": "serve", "in_service": "finish"}
        warmup = run.get("warmup", 0)
        return Plain(horizon=self.instant(run["horizon"]) if "horizon" in run else math.inf, customers=run.get("customers"),
                     warmup=None if warmup == "mser5" else self.instant(warmup, may_equal=True), stops=at == "stop",
                     serves_waiting=at != "stop" and at.get("waiting", "cancel") == "serve",
                     finishes=at != "stop" and at.get("in_service", "finish") == "finish",
                     timeout=self.time(at["timeout"]) if at != "stop" and "timeout" in at else math.inf)

    def study(self):
        services = self.tree["services"]
        classes = self.classes(services)
        output = self.tree.get("output") or {}
        return Plain(unit=self.unit, tree=self.tree, cost=self.tree.get("cost"), services=list(services), classes=classes, sources=self.sources(classes),
                     windows=[self.window(n, w or {}, classes, services) for n, w in self.tree["windows"].items()],
                     lines=[self.line(n, line, classes, services) for n, line in (self.tree.get("lines") or {}).items()],
                     choice=self.tree.get("window_choice", "shortest_queue"),
                     factor=float(self.tree.get("two_stop_factor", 1.5)), run=self.run_rule(),
                     levels=[(self.time(level["within"]), level.get("abandoned", "bad")) for level in output.get("service_level") or []],
                     thresholds=[self.time(t) for t in output.get("wait_over") or []],
                     quantiles=[self.time(q) for q in output.get("quantiles", DEFAULT_QUANTILES)])


# ---- settings and scenarios ---------------------------------------------------------------------------------------
def set_path(tree, path, value):
    if "*" in path.split("."):
        before, after = re.fullmatch(r"(.*?)\.?\*(.*)", path).groups()
        for name in list(node_at(tree, before)):
            set_path(tree, f"{before}.{name}{after}", value)
        return
    *folders, last = path.split(".")
    for name in folders:
        if not isinstance(tree.get(name), dict):
            tree[name] = {}
        tree = tree[name]
    tree[last] = copy.deepcopy(value)


def node_at(tree, path):
    for name in path.split("."):
        tree = tree[name]
    return tree


def axis_values(axis):
    if isinstance(axis, list):
        return axis
    if "values" in axis:
        return axis["values"]
    start, end, log = axis["from"], axis["to"], axis.get("scale") == "log"
    if "steps" in axis:
        n = axis["steps"]
        step = (end / start) ** (1 / (n - 1)) if log else (end - start) / (n - 1)
    else:
        step = axis.get("step", 1)
        n = int(math.floor((math.log(end / start) / math.log(step) if log else (end - start) / step) + 1e-9)) + 1
    values = [start * step ** i if log else start + step * i for i in range(n)]
    values = [float(f"{v:.12g}") for v in values]
    return [int(v) if v == int(v) else v for v in values]


def scenarios(sweep):
    """Every scenario as a list of (path, value); grid x zip x list, the last axis fastest."""
    sweep = sweep or {}
    axes = {**(sweep.get("grid") or {}), **(sweep.get("zip") or {})}
    names = {axis["name"]: path for path, axis in axes.items() if isinstance(axis, dict) and "name" in axis}
    grid = [[(path, value) for value in axis_values(axis)] for path, axis in (sweep.get("grid") or {}).items()]
    parts = [[[setting] for setting in axis] for axis in grid]
    if sweep.get("zip"):
        columns = [[(path, value) for value in axis_values(axis)] for path, axis in sweep["zip"].items()]
        parts.append([list(row) for row in zip(*columns)])
    if sweep.get("list"):
        parts.append([[setting for setting in entry.items() if setting[0] != "label"] for entry in sweep["list"]])
    for combination in itertools.product(*parts):
        settings = [setting for part in combination for setting in part]
        if all(is_kept(rule, dict(settings), names) for rule in sweep.get("where") or []):
            yield settings


def is_kept(rule, settings, names):
    total = sum(weight * settings[names.get(path, path)] for path, weight in rule["sum"].items())
    return rule.get("at_least", -math.inf) <= total <= rule.get("at_most", math.inf)


def load(path, settings, scenario):
    """The study of one scenario, after the `PATH=VALUE` settings."""
    with open(path) as text:
        tree = yaml.load(text, Loader)
    for setting in settings:
        where, value = setting.split("=", 1)
        set_path(tree, where, yaml.load(value, Loader))
    sweep = tree.pop("sweep", None)
    counts = most_members(tree, sweep)
    for where, value in list(scenarios(sweep))[scenario]:
        set_path(tree, where, value)
    study = Reader(tree, os.path.dirname(path)).study()
    study.members = counts
    return study


def most_members(tree, sweep):
    """output.members: how many rows each window has, the most members of it in any scenario, those that `where` drops too."""
    counts = {}
    if not (tree.get("output") or {}).get("members"):
        return counts
    for settings in scenarios({**(sweep or {}), "where": []}):
        other = copy.deepcopy(tree)
        for where, value in settings:
            set_path(other, where, value)
        for name, window in other["windows"].items():
            counts[name] = max(counts.get(name, 1), (window or {}).get("count", 1))
    return counts
