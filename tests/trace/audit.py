"""Does a trace keep the rules of its study, and are its metrics those of its visits?

Usage: audit.py STUDY.yaml SCENARIO TRACE.csv METRICS.csv [-s PATH=VALUE]...

The trace is played again by the study's rules (replay.py), and every metric of the replication is worked out from the
visits and from what was played. Prints how often each rule was checked. A study may name rules in a line
`# audit: RULE...`: these must have been checked at least once. Exit status: 0 all is right, 1 something is wrong,
2 the study has something that cannot be checked.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import copy
import csv
import math
import sys

import demands
from replay import Replay
from state import Beyond, Visit, Wrong, close
from study import SECONDS, load

OUTCOMES = ["served", "rejected", "dropped", "balked", "reneged", "cancelled", "unfinished"]


def read_visits(path):
    with open(path, newline="") as lines:
        visits = [Visit(row) for row in csv.DictReader(lines)]
    by_customer = collections.defaultdict(list)
    for visit in visits:
        by_customer[visit.customer].append(visit)
    if sorted(by_customer) != list(range(len(by_customer))):
        raise Wrong("customers are not numbered from 0 without a gap")
    for customer, own in by_customer.items():
        if [v.index for v in own] != list(range(len(own))):
            raise Wrong(f"customer {customer}: visits are not numbered from 0 without a gap")
        if len({(v.counted, v.arrival) for v in own}) != 1:
            raise Wrong(f"customer {customer} has two classes or arrivals")
        for visit, after in zip(own, own[1:]):
            is_next = close(visit.end, after.join) if visit.outcome == "moved_on" else visit.comes_again and visit.end <= after.join
            if not is_next:
                raise Wrong(f"{visit} is {visit.outcome} at {visit.end}, the next begins at {after.join}")
            visit.next = after
        if own[-1].outcome == "moved_on":
            raise Wrong(f"{own[-1]} moves on to nowhere")
    arrivals = [by_customer[c][0].arrival for c in range(len(by_customer))]
    if arrivals != sorted(arrivals):
        raise Wrong("customers are not numbered in order of arrival")
    return visits, by_customer


def read_metrics(path):
    with open(path, newline="") as lines:
        return {(row["scope"], row["member"], row["metric"], float(row["item"]) if row["item"] else None):
                math.nan if row["value"] == "" else float(row["value"]) for row in csv.DictReader(lines)
                if not row.get("interval")}


# ---- arrivals -----------------------------------------------------------------------------------------------------
def rate_at(source, time):
    if source.length:
        time %= source.length
    for until, rate in source.rates:
        if time < until:
            return rate
    return 0


def integrated_rate(source, until):
    """Expected arrivals in [0, until)."""
    edges = [0.0] + [edge for edge, _ in source.rates]
    ends = [until]
    for turn in range(int(until // source.length) + 1 if source.length else 1):
        ends += [turn * (source.length or 0) + edge for edge in edges]
    ends = sorted(e for e in set(ends) if e <= until)
    return sum((b - a) * rate_at(source, (a + b) / 2) for a, b in zip(ends, ends[1:]))


def are_kept(instants, planned, source, horizon, n_arrived):
    """Whether each instant is that of another appointment, as late or early as it may be; and whether all come who must."""
    low, high = source.late.low, source.late.high
    left = sorted(planned)
    for at in instants:
        fits = [t for t in left if max(t + low, 0) <= at + 1e-9 and max(t + high, 0) >= at - 1e-9]
        if not fits:
            return False
        left.remove(fits[0])  # the one that can wait least
    surely = sum(max(t + high, 0) < horizon for t in planned)
    if source.no_show or source.limit or source.batch:
        return source.limit or source.batch or n_arrived <= len(planned)
    return surely <= n_arrived <= len(planned)


def check_source(source, visits, population, horizon, checks):
    """What must hold of the arrivals of one source: `visits` are the first visits of its customers."""
    times = [v.arrival for v in visits]

    def check(kind, truth, text):
        checks[kind] += 1
        if not truth:
            raise Wrong(f"source {source.name}: {kind}: {text}")

    if source.on:
        for t in times:
            check("period", t % source.length <= source.on * (1 + 1e-12), f"an arrival at {t} is outside [0, {source.on})")
    if source.rates:
        for t in times:
            check("rate", rate_at(source, t) > 0, f"an arrival at {t}, where the rate is 0")
        if not source.limit and not source.batch and source.day.low == source.day.high:  # Poisson: beyond 6 sigma one time in hundreds of millions
            mean = source.day.mean * source.count * integrated_rate(source, horizon)
            check("rate", abs(len(times) - mean) <= 6 * math.sqrt(mean) + 3, f"{len(times)} arrivals, expected {mean}")
    if source.limit:
        check("limit", len(times) <= source.limit * source.count, f"{len(times)} arrivals")
    is_late = source.late.low != 0 or source.late.high != 0 or source.no_show
    planned = [source.times] if source.times is not None else source.days or []
    instants = sorted(set(times)) if source.batch else sorted(times)
    if is_late:
        check("appointments", any(are_kept(sorted(set(times) if source.batch else times), day * source.count, source, horizon, len(times)) for day in planned),
              "no appointments that are so late or early")
    elif source.times is not None:
        expected = sorted(source.times * (1 if source.batch else source.count))[:len(instants)]
        check("times", all(close(a, b) for a, b in zip(instants, expected)), "not the recorded times")
    elif source.days is not None:
        whole = [sorted(t for t in set(day) if t < horizon) if source.batch else sorted(t for t in day * source.count if t < horizon)
                 for day in source.days]
        check("days", any((len(day) == len(instants) or source.limit and len(day) > len(instants)) and
                          all(close(a, b) for a, b in zip(instants, day)) for day in whole), "not those of a day")
    if source.batch and source.count == 1:
        for size in list(collections.Counter(times).values())[:-1]:
            check("batch", source.batch.allows(size), f"a batch of {size}")
    if source.gap and source.count == 1 and not source.on:
        instants = [0.0] + sorted(set(times))
        for a, b in zip(instants, instants[1:]):
            batchless = not source.batch or source.batch.low >= 1
            check("gap", b - a >= source.gap.low - 1e-9 and (not batchless or source.gap.allows(b - a)),
                  f"a gap of {b - a}")
        if not source.batch:
            check_mean(f"gaps of {source.name}", [b - a for a, b in zip(instants, instants[1:])], source.gap, checks)
    if population is not None:
        check("population", population <= source.population * source.count, f"{population} were there at once")


def check_arrivals(study, replay, by_customer):
    """Sources are known by their classes, where each class comes from one source only."""
    owners = collections.defaultdict(set)
    for source in study.sources.values():
        for cls, share in source.shares.items():
            if share > 0:
                owners[cls].add(source.name)
    if any(len(names) > 1 for names in owners.values()):
        replay.checks["sources not known"] += 1
        return
    for source in study.sources.values():
        own = [visits for visits in by_customer.values() if source.name in owners[visits[0].counted]]
        own.sort(key=lambda visits: visits[0].customer)
        present = most_present(own) if source.population else None
        check_source(source, [visits[0] for visits in own], present, replay.horizon, replay.checks)


def check_mean(what, values, law, checks):
    """Beyond 6 standard errors a sample's mean is not its law's, one time in hundreds of millions."""
    if len(values) < 50 or law.value is not None or math.isnan(law.mean):
        return
    checks["mean"] += 1
    mean = math.fsum(values) / len(values)
    error = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (len(values) - 1) / len(values))
    if abs(mean - law.mean) > 6 * error + 0.01 * law.mean:  # a normal's mean moves a little where it is cut at 0
        raise Wrong(f"{what}: {len(values)} times with mean {mean}, expected {law.mean}")


def check_services(study, visits, checks):
    """Times of service where nothing else is in a visit."""
    windows = {w.name: w for w in study.windows if not w.up and w.preemption == "none" and w.speed_kind == "constant"
               and not w.group and w.discipline != "shortest_first"}  # of those, the long ones may be there still
    times = collections.defaultdict(list)
    for v in visits:
        if v.window in windows and v.outcome in ("served", "moved_on") and not v.second:
            time, dead, holds = windows[v.window].times[v.cls, v.service]
            if not (holds and dead):
                times[v.window, v.drawn_as, v.service].append((v.end - v.start) * windows[v.window].speed
                                                           * v.station.speed_of(v.server))
    blocked = any(w.room and w.overflow == "block" for w in study.windows)
    for (window, cls, service), values in times.items():
        if not blocked:
            check_mean(f"{service} of {cls} at {window}", values, windows[window].times[cls, service][0], checks)


def most_present(customers):
    events = []
    for visits in customers:
        events.append((visits[0].arrival, 1))
        if not math.isnan(visits[-1].end):
            events.append((visits[-1].end, -1))
    present = most = 0
    for _, by in sorted(events):
        present += by
        most = max(most, present)
    return most


# ---- metrics ------------------------------------------------------------------------------------------------------
class Values:
    """The metrics worked out, by (scope, member, metric, item); a value is a number or a (low, high)."""

    def __init__(self, study, replay, by_customer):
        self.study, self.replay = study, replay
        self.length = replay.horizon - replay.warmup
        self.customers = [own for own in by_customer.values()]
        self.counted = [own for own in self.customers if replay.is_counted(own[0])]
        self.values, self.missing = {}, set()  # rows of members that are not there

    def put(self, scope, member, metric, value, item=None):
        self.values[scope, member, metric, item] = value

    def all(self):
        self.scope("system", "system", self.counted, self.customers)
        for cls in self.study.classes:
            self.scope("class", cls, [c for c in self.counted if c[0].counted == cls],
                       [c for c in self.customers if c[0].counted == cls])
        for row, window, member in self.rows():
            one = lambda groups: [[v] for own in groups for v in own
                                  if v.window == window.name and member in (None, v.member)]
            self.scope("window", row, one(self.counted), one(self.customers))
        for line in self.study.lines:
            self.line(line)
        self.averages()
        self.at_horizon()
        self.hours()
        return self.values

    def rows(self):
        """Rows of windows that are there: name, window, member (None: all of them)."""
        for window in self.study.windows:
            n_rows = self.study.members.get(window.name, 1)
            if n_rows == 1:
                yield window.name, window, None
            for member in range(window.count if n_rows > 1 else 0):
                self.replay.checks["members"] += 1
                yield f"{window.name} {member + 1}", window, member
            for member in range(window.count, n_rows if n_rows > 1 else 0):
                self.missing.add(f"{window.name} {member + 1}")

    def ending(self, scope, own):
        """What became of a visit at a window, or of a customer."""
        if scope == "window":
            return own[-1].at_window
        if scope == "line":
            return own[-1].outcome.removesuffix("_retries")
        return self.replay.ended_outside[own[-1].customer] if own[-1].comes_again else own[-1].outcome

    def line(self, line):
        """Of a line the wait alone: who is taken is served as far as it goes."""
        def of_line(visit):
            part = copy.copy(visit)
            part.outcome = visit.outcome if math.isnan(visit.start) else "served"
            return part
        one = lambda groups: [[of_line(v)] for own in groups for v in own if v.waits_in == line.name]
        self.scope("line", line.name, one(self.counted), one(self.customers))
        for key in [key for key in self.values if key[:2] == ("line", line.name) and key[2].startswith(("sojourn", "throughput"))]:
            del self.values[key]

    # A customer is its list of visits; at a window or in a line a list of one.
    def scope(self, scope, member, counted, everybody):
        done = ("served", "moved_on") if scope == "window" else ("served",)
        outcomes = collections.Counter(self.ending(scope, own) for own in counted)
        self.put(scope, member, "arrived", len(counted))
        if scope in ("system", "class"):
            self.put(scope, member, "retried", sum(v.returns > 0 for own in counted for v in own))
        for outcome in OUTCOMES:
            self.put(scope, member, outcome, outcomes[outcome])
            if outcome not in ("cancelled", "unfinished"):
                self.put(scope, member, outcome + "_share", outcomes[outcome] / len(counted) if counted else math.nan)
        waits, doubtful = self.waits(scope, counted)
        self.moments(scope, member, "wait", waits, doubtful)
        begin = "join" if scope == "window" else "arrival"
        self.moments(scope, member, "sojourn",
                     [own[-1].end - getattr(own[0], begin) for own in counted if own[-1].outcome in done], [])
        self.shares(scope, member, counted)
        within = sum(own[-1].outcome in done and self.replay.warmup < own[-1].end <= self.replay.horizon
                     for own in everybody)
        self.put(scope, member, "throughput", within / self.length)

    def has_begun_last(self, scope, last):
        """Whether the last stage has begun with this visit; None: that is not told."""
        if math.isnan(last.start):
            return False
        then = self.study.classes[last.cls].then.get(last.second or last.service, {})
        if last.outcome == "served" or not then or scope in ("window", "line"):
            return True
        return None if sum(then.values()) < 1 - 1e-9 else False

    def waits(self, scope, counted):
        """Waits of those whose last stage has begun, and of those of whom it is not told whether it was the last."""
        of = {True: [], False: [], None: []}
        for own in counted:
            of[self.has_begun_last(scope, own[-1])].append(own)
        return tuple([sum(v.spent() for v in own) for own in of[kind]] for kind in (True, None))

    def shares(self, scope, member, counted):
        """The end leaves undecided whose wait was not complete, unless it is over the threshold already. Where it is not
        told whether somebody's wait was, all that may be is allowed."""
        waits = [(self.waited(own), self.ending(scope, own) != "unfinished" or self.has_begun_last(scope, own[-1]))
                 for own in counted if self.ending(scope, own) not in ("rejected", "balked")]
        censored = sum(is_complete is False for _, is_complete in waits)
        doubtful = sum(is_complete is None for _, is_complete in waits)
        self.put(scope, member, "wait_censored", ("one of", range(censored, censored + doubtful + 1)))
        self.replay.checks["censored"] += censored
        self.levels(scope, member, counted)
        for threshold in self.study.thresholds:
            over = sum(wait > threshold for wait, _ in waits)
            below = [is_complete for wait, is_complete in waits if wait <= threshold]
            known = range(over + below.count(True), over + below.count(True) + below.count(None) + 1)
            self.put(scope, member, "wait_over", ("one of", [over / n if n else math.nan for n in known]), threshold)

    def levels(self, scope, member, counted):
        """Of those who arrived, who was served in time; the end leaves some undecided, and what is said of those who gave up
        earlier decides about them. Where it is not told whether somebody's wait was complete, all that may be is allowed."""
        ends = [(self.waited(own), self.ending(scope, own), self.has_begun_last(scope, own[-1])) for own in counted]
        for within, abandoned in self.study.levels:
            early = sum(outcome == "reneged" and wait < within for wait, outcome, _ in ends)
            begun = collections.Counter(is_complete for wait, _, is_complete in ends if wait <= within)
            lost = sum(outcome not in ("unfinished",) and is_complete is False and wait <= within for wait, outcome, is_complete in ends)
            undecided = begun[False] - lost
            gone = [outcome == "unfinished" for wait, outcome, is_complete in ends if is_complete is None and wait <= within]
            good = begun[True] + (early if abandoned == "good" else 0)
            known = len(counted) - undecided - (early if abandoned == "ignored" else 0)
            all_that_may_be = []
            for more in range(begun[None] + 1):  # of them so many had begun their last stage
                for less in range(min(begun[None] - more, sum(gone)) + 1):
                    n = known - less
                    all_that_may_be.append((good + more) / n if n else math.nan)
            name = "service_level" + ("" if abandoned == "bad" else "_" + abandoned)
            self.put(scope, member, name, ("one of", all_that_may_be), within)
        self.replay.checks["levels"] += len(self.study.levels)

    def waited(self, own):
        last = own[-1]
        now = self.replay.end if math.isnan(last.end) else last.end
        return sum(v.spent() for v in own[:-1]) + ((now if math.isnan(last.start) else last.start) - last.join)

    def moments(self, scope, member, name, values, doubtful):
        n = len(values)
        if doubtful:
            self.replay.checks["waits not known"] += 1
            values = values + doubtful
        mean = math.fsum(values) / len(values) if values else math.nan
        if name == "wait":
            self.put(scope, member, "wait_max", None if doubtful else max(values, default=math.nan))
        if doubtful:
            means = self.unsure_mean(n, values)
            self.put(scope, member, name + "_mean", None if means is None else ("one of", means))
            self.put(scope, member, name + "_sd", None)
        else:
            self.put(scope, member, name + "_mean", mean)
            sd = math.sqrt(math.fsum((v - mean) ** 2 for v in values) / (n - 1)) if n > 1 else math.nan
            self.put(scope, member, name + "_sd", sd)
        ordered = sorted(values)
        for p in self.study.quantiles:
            self.put(scope, member, name + "_quantile", None if doubtful else quantile(ordered, p), p)

    @staticmethod
    def unsure_mean(n_sure, values):
        """All means that some of the doubtful values can give, if they are few."""
        if len(values) - n_sure > 10:
            return None
        sums = {(math.fsum(values[:n_sure]), n_sure)}
        for value in values[n_sure:]:
            sums |= {(total + value, n + 1) for total, n in sums}
        return [total / n if n else math.nan for total, n in sums]

    # ---- over time ----
    def mean(self, scope, member, what):
        return self.replay.gauges[scope, member, what].area / self.length

    def averages(self):
        total = collections.Counter()
        for window in self.study.windows:
            gauges = self.replay.gauges
            parts = {w: self.mean("window", window.name, w) for w in ("queue", "number", "serving", "occupied", "rostered")}
            total["queue"] += parts["queue"]
            total["number"] += parts["number"]
            if not window.endless:
                for what in ("serving", "occupied", "rostered"):
                    total[what] += parts[what]
        for row, window, member in self.rows():
            name = window.name if member is None else (window.name, member)
            parts = {w: self.mean("window", name, w) for w in ("queue", "number", "serving", "occupied", "rostered")}
            self.put("window", row, "queue_mean", parts["queue"])
            self.put("window", row, "number_mean", parts["number"])
            self.put("window", row, "queue_max",
                     max((n for s, n in self.replay.longest.items() if s.window is window and member in (None, s.member)), default=0))
            self.share("window", row, parts)
        self.put("system", "system", "orbit_mean", self.mean("system", "system", "orbit"))
        for line in self.study.lines:
            queue = self.mean("line", line.name, "queue")
            self.put("line", line.name, "queue_mean", queue)
            self.put("line", line.name, "queue_max", next(n for s, n in self.replay.longest.items() if s.window is line))
            total["queue"] += queue
            total["number"] += queue
        self.put("system", "system", "queue_mean", total["queue"])
        self.put("system", "system", "number_mean", total["number"])
        self.put("system", "system", "queue_max", gauges["system", "system", "queue"].largest)
        self.share("system", "system", total)
        for cls in self.study.classes:
            self.put("class", cls, "queue_mean", self.mean("class", cls, "queue"))
            self.put("class", cls, "number_mean", self.mean("class", cls, "number"))
            self.put("class", cls, "orbit_mean", self.mean("class", cls, "orbit"))
            self.put("class", cls, "queue_max", gauges["class", cls, "queue"].largest)

    def share(self, scope, member, parts):
        rostered = parts["rostered"]
        serving = parts["serving"] / rostered if rostered else math.nan
        is_known = not any(w == member.split(" ")[0] or scope == "system" for w in self.replay.unseen)
        self.put(scope, member, "utilisation", serving if is_known else None)
        self.put(scope, member, "occupation",
                 (parts["serving"] + parts["occupied"]) / rostered if rostered else math.nan)

    def at_horizon(self):
        replay = self.replay
        waiting, in_service = replay.counted_at_horizon
        self.put("system", "system", "waiting_at_horizon", waiting)
        self.put("system", "system", "in_service_at_horizon", in_service)
        self.put("system", "system", "served_at_horizon",
                 sum(own[-1].outcome == "served" and own[-1].end <= replay.horizon for own in self.counted))
        self.put("system", "system", "drain_time", math.nan if replay.run.stops else replay.end - replay.horizon)
        self.put("system", "system", "warmup_used", replay.warmup)

    # ---- hours and what they cost ----
    def hours(self):
        study, replay = self.study, self.replay
        hour = 3600 / SECONDS[study.unit]
        rostered = [window for window in study.windows if not window.endless]
        of_windows = {"server_hours": [], "overtime": []}
        for row, window, member in self.rows():
            key, parts = (window.name, 1) if member is None else ((window.name, member), window.count)
            planned = (roster(window, study.run.horizon) / parts + replay.called[key].area) / hour if window in rostered else math.nan
            late = replay.overtime[key].area / hour if window in rostered else math.nan
            self.put("window", row, "server_hours", planned)
            self.put("window", row, "overtime", None if window.name in replay.unseen else late)
        for window in rostered:
            of_windows["server_hours"].append((roster(window, study.run.horizon) + replay.called[window.name].area) / hour)
            of_windows["overtime"].append(None if window.name in replay.unseen else replay.overtime[window.name].area / hour)
        for metric, values in of_windows.items():
            total = None if None in values else math.fsum(values) if values else math.nan
            self.put("system", "system", metric, total)
        if study.cost:
            replay.checks["cost"] += 1
            self.put("system", "system", "cost", self.cost(hour))

    def cost(self, hour):
        """Without overtime that is not known; a plain price is of all windows with a roster."""
        cost, value = self.study.cost, lambda metric: self.values["system", "system", metric, None]
        prices = cost.get("server_hour", {})
        if not isinstance(prices, dict):
            prices = {window.name: prices for window in self.study.windows if not window.endless}
        hours = {window.name: (roster(window, self.study.run.horizon) + self.replay.called[window.name].area) / hour for window in self.study.windows if not window.endless}
        total = sum(price * hours[name] for name, price in prices.items())
        total += sum(amount * float(number_at(self.study.tree, path)) for path, amount in cost.get("each", {}).items())
        for metric, amount in cost.get("per", {}).items():
            if metric == "wait_hour":
                total += amount * math.fsum(gauge.area for gauge in self.replay.waited.values()) / hour
            elif metric == "overtime_hour" and value("overtime") is None:
                return None
            else:
                total += amount * value("overtime" if metric == "overtime_hour" else metric)
        return total


def roster(window, horizon):
    """Servers times time on duty, to the horizon."""
    if math.isinf(horizon):
        return math.nan
    total = start = 0.0
    shifts = window.shifts or [(math.inf, window.servers)]
    for turn in range(int(horizon / window.period) + 1 if window.period else 1):
        for until, servers in shifts:
            end = min(until + turn * (window.period or 0), horizon)
            total += servers * max(0.0, end - start)
            start = max(start, end)
    return window.count * total


def number_at(tree, path):
    for name in path.split("."):
        tree = tree[name]
    return tree


def quantile(ordered, p):
    """Bounds: the values around rank p n, widened by the width of a bin."""
    if not ordered:
        return math.nan
    n = len(ordered)
    low, high = ordered[max(0, math.ceil(p * n) - 2)], ordered[min(n - 1, math.ceil(p * n))]
    return ("between", low * (1 - 1 / 128) - 1e-6, high * (1 + 1 / 128) + 1e-6)


def agrees(told, expected):
    if isinstance(expected, tuple) and expected[0] == "between":
        return expected[1] <= told <= expected[2]
    if isinstance(expected, tuple):
        return any(agrees(told, value) for value in expected[1])
    if math.isnan(expected) or math.isnan(told):
        return math.isnan(expected) and math.isnan(told)
    return abs(told - expected) <= 1e-9 * max(1.0, abs(expected))


def check_metrics(told, values, checks):
    expected = values.all()
    expected.update({key: math.nan for key in told if key[0] == "window" and key[1] in values.missing})
    if set(told) != set(expected):
        raise Wrong(f"metrics that are there or not: {sorted(map(str, set(told) ^ set(expected)))[:10]}")
    wrong = [f"{' '.join(str(part) for part in key if part is not None)} is {told[key]!r}, the visits say {value!r}"
             for key, value in expected.items() if value is not None and not agrees(told[key], value)]
    checks["metrics"] += sum(value is not None for value in expected.values())
    if wrong:
        raise Wrong(f"{len(wrong)} metrics:\n  " + "\n  ".join(wrong[:20]))


# ---- all of it ----------------------------------------------------------------------------------------------------
def wanted_checks(path):
    with open(path) as lines:
        return [word for line in lines if line.startswith("# audit:") for word in line[8:].replace(",", " ").split()]


def audit(path, scenario, trace, metrics, settings):
    study = load(path, settings, scenario)
    told = read_metrics(metrics)
    visits, by_customer = read_visits(trace)
    if demands.is_demanding(study):
        return visits, demands.audit(study, visits, by_customer, told, told["system", "system", "warmup_used", None])
    told = {key: value for key, value in told.items() if key[2] != "persons"}  # a visit does not tell its party
    replay = Replay(study, visits, told["system", "system", "warmup_used", None])
    if study.run.warmup is not None and not close(replay.warmup, study.run.warmup):
        raise Wrong(f"the warm-up is {replay.warmup}")
    replay.play()
    check_arrivals(study, replay, by_customer)
    check_services(study, visits, replay.checks)
    check_metrics(told, Values(study, replay, by_customer), replay.checks)
    return visits, replay.checks


def main(words):
    settings = [value for option, value in zip(words, words[1:]) if option == "-s"]
    path, scenario, trace, metrics = words[:4]
    try:
        visits, checks = audit(path, int(scenario), trace, metrics, settings)
    except Wrong as wrong:
        print(f"{path}: {wrong}")
        return 1
    except Beyond as beyond:
        print(f"{path}: cannot be checked: {beyond}")
        return 2
    said = " ".join(f"{name.replace(' ', '_')}={n}" for name, n in sorted(checks.items()))
    print(f"{path}: {len(visits)} visits: {said}")
    missing = [word for word in wanted_checks(path) if checks[word.replace("_", " ")] == 0 and checks[word] == 0]
    if missing:
        print(f"{path}: never came up: {' '.join(missing)}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
