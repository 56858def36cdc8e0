"""Are servers and units of resources given out by the rules, from the visits alone?

For studies in which services take several servers or units. After each instant it is worked out who holds what, who waits
where and in which order; then nobody may wait who could begin, nobody may have begun who had to wait for somebody ahead or,
at another window, for somebody who had waited longer, and no more may be held than there is. The metrics of resources are
worked out from the same state. What cannot be seen in a trace is said to be beyond it.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import math

from state import Beyond, Wrong, close

BEGINS, PASSED, WAITS = range(3)


def is_demanding(study):
    services = study.tree["services"].values()
    nodes = [node for service in services for node in [service] + [n or {} for n in (service.get("by_class") or {}).values()]]
    return any(key in node for node in nodes for key in ("needs", "takes", "gives")) or any(node.get("servers", 1) != 1 for node in nodes)


class Demands:
    def __init__(self, study, visits, by_customer, warmup):
        self.study, self.visits, self.warmup = study, visits, warmup
        self.checks = collections.Counter()
        self.horizon = study.run.horizon
        self.windows = {w.name: w for w in study.windows}
        self.by_customer = by_customer
        self.refuse()
        self.resources = {name: self.resource(node) for name, node in (study.tree.get("resources") or {}).items()}
        self.party = {cls: self.party_of(cls) for cls in study.classes}

    def refuse(self):
        if self.study.run.customers or math.isinf(self.horizon):
            raise Beyond("a horizon that the visits do not tell")
        if any(c.jockey for c in self.study.classes.values()):
            raise Beyond("who changes queues where units are missing")
        for w in self.study.windows:
            if w.up or w.overflow == "block" or w.preemption != "none" or w.discipline in ("random", "shortest_first"):
                raise Beyond(f"window {w.name}: who is next there")
            if w.call or w.group or w.closing == "move":
                raise Beyond(f"window {w.name}: how many serve there, whom, or where somebody waited")
            if any(dead and dead.value is None and not holds for _, dead, holds in w.times.values()):
                raise Beyond(f"window {w.name}: dead times that are not seen")

    def resource(self, node):
        units, overtaking = (node["units"], node.get("overtaking", False)) if isinstance(node, dict) else (node, False)
        if isinstance(units, dict):
            return self.written_out(units), overtaking
        if not isinstance(units, list):
            return [(math.inf, units)], overtaking
        pieces = []
        for piece in units:
            until = float(piece.get("until", math.inf))
            pieces.append((until, piece["units"]))
        return [*pieces[:-1], (math.inf, pieces[-1][1])], overtaking

    def written_out(self, roster):
        """Units by shifts that repeat: all turns, up to the last thing that happens."""
        period, shifts = float(roster["period"]), roster["shifts"]
        latest = max([t for v in self.visits for t in (v.join, v.start, v.end) if not math.isnan(t)] + [self.horizon])
        pieces = [(turn * period + float(piece.get("until", period)), piece["units"])
                  for turn in range(int(latest // period) + 2) for piece in shifts]
        return [*pieces[:-1], (math.inf, pieces[-1][1])]

    @staticmethod
    def at(pieces, time):
        return next(value for until, value in pieces if time < until)

    def party_of(self, cls):
        sizes = [node.get("party", 1) for name, node in self.study.tree["arrivals"].items() if self.study.sources[name].shares.get(cls, 0) > 0]
        return sizes[0] if sizes and all(size == sizes[0] for size in sizes) else "random"

    def asked(self, visit, key):
        """{resource: units} of one of needs, takes, gives."""
        node = self.study.tree["services"][visit.service]
        own = (node.get("by_class") or {}).get(visit.cls) or {}
        units = dict(own[key] if key in own else node.get(key) or {})
        for name, n in units.items():
            if n == "party":
                units[name] = self.party[visit.cls]
                if not isinstance(units[name], int):
                    raise Beyond("parties of which the trace does not tell the size")
        return collections.Counter(units)

    def servers(self, visit):
        node = self.study.tree["services"][visit.service]
        return ((node.get("by_class") or {}).get(visit.cls) or {}).get("servers", node.get("servers", 1))

    # ---- the state after an instant ----
    def line(self, visit):
        priority = self.windows[visit.window].priority
        for i, rank in enumerate(priority):
            if rank.get("class", visit.cls) == visit.cls and rank.get("service", visit.service) == visit.service:
                return i
        return len(priority)

    def changes(self):
        """What happens, by time: (time, kind, visit). Units of needs and gives come back at a visit's end, all at the last."""
        events = []
        for v in self.visits:
            begins = not math.isnan(v.start)
            if v.outcome not in ("rejected", "balked") and not (v.outcome == "cancelled" and v.join == v.end):
                events.append((v.join, "join", v))
            if begins:
                events.append((v.start, "start", v))
            if not math.isnan(v.end):
                events.append((v.end, "end" if begins else "leave", v))
                _, dead, holds = self.windows[v.window].times[v.cls, v.service]
                if begins and v.outcome in ("served", "moved_on") and dead and not holds and dead.value > 0:
                    events.append((v.end + dead.value, "free", v))
        for pieces, _ in self.resources.values():
            events += [(until, "shift", None) for until, _ in pieces if until < math.inf]
        for w in self.study.windows:
            events += [(until, "shift", None) for until in self.ends_of_shifts(w)]
        events += [(self.warmup, "mark", None), (self.horizon, "mark", None)]
        rank = {"join": 0, "start": 1, "end": 2, "leave": 2, "free": 3}
        end = max([t for t, kind, _ in events if kind in rank] + [self.horizon])
        events = [e for e in events if e[0] <= end and (self.study.run.stops is False or e[0] <= self.horizon)]
        return sorted(events, key=lambda e: (e[0], e[2].customer if e[2] else -1, e[2].index if e[2] else 0, rank.get(e[1], 9)))

    def ends_of_shifts(self, window):
        ends = [until for until, _ in window.shifts or [] if until < math.inf]
        if not window.period:
            return ends
        latest = max([v.end for v in self.visits if v.end < math.inf] + [self.horizon])
        return [turn * window.period + end for turn in range(int(latest // window.period) + 1) for end in ends]

    def on_shift(self, window, now):
        if not window.shifts:
            return window.servers
        return self.at(window.shifts, now % window.period if window.period else now)

    def play(self):
        self.held, self.holds = collections.Counter(), collections.defaultdict(collections.Counter)
        self.busy, self.queues = collections.Counter(), collections.defaultdict(list)
        self.area, self.there = collections.Counter(), collections.Counter()
        self.waited = collections.defaultdict(collections.Counter)
        self.free_units, events, i, before = {}, self.changes(), 0, 0.0
        while i < len(events):
            now, started, self.lost = events[i][0], [], False
            self.pass_time(before, now)
            while i < len(events) and events[i][0] <= now:
                self.happen(events[i][1], events[i][2], started)
                i += 1
            before = now
            self.judge(now, started)

    def give(self, customer, units):
        for name, n in units.items():
            self.holds[customer][name] -= n
            self.held[name] -= n

    def happen(self, kind, visit, started):
        station = visit and (visit.window, visit.member)
        self.lost |= kind == "leave"
        if kind == "join":
            self.queues[station].append(visit)
        elif kind == "start":
            self.queues[station].remove(visit)
            self.busy[station] += self.servers(visit)
            self.give(visit.customer, {n: -u for n, u in (self.asked(visit, "needs") + self.asked(visit, "takes")).items()})
            started.append(visit)
        elif kind == "free":
            self.busy[station] -= self.servers(visit)
        elif kind == "leave" and visit in self.queues[station]:  # else it was turned away
            self.queues[station].remove(visit)
        elif kind == "end":
            _, dead, holds = self.windows[visit.window].times[visit.cls, visit.service]
            if not (visit.outcome in ("served", "moved_on") and dead and not holds and dead.value > 0):
                self.busy[station] -= self.servers(visit)
            if visit.outcome in ("served", "moved_on"):
                self.give(visit.customer, self.asked(visit, "needs") + self.asked(visit, "gives"))
        if kind in ("end", "leave") and visit.outcome != "moved_on":
            self.give(visit.customer, dict(self.holds[visit.customer]))

    # ---- the rules ----
    def idle(self, station, now):
        window = self.windows[station[0]]
        if window.endless:
            return math.inf
        return self.on_shift(window, now) - self.busy[station]

    def verdict(self, visit, now, back=None):
        """Whether it could begin, and the first resource it lacks; with a visit's servers and units given back."""
        station = (visit.window, visit.member)
        idle, free = self.idle(station, now), {n: self.at(p, now) - self.held[n] for n, (p, _) in self.resources.items()}
        if back:
            idle += self.servers(back) if (back.window, back.member) == station else 0
            for name, n in (self.asked(back, "needs") + self.asked(back, "takes")).items():
                free[name] += n
        if idle < self.servers(visit):
            return WAITS, None
        asks = self.asked(visit, "needs") + self.asked(visit, "takes")
        lacks = [name for name in self.resources if asks[name] > 0 and asks[name] > free[name]]
        if not lacks:
            return BEGINS, None
        return (PASSED if all(self.resources[name][1] for name in lacks) else WAITS), lacks[0]

    def order(self, station):
        lifo = self.windows[station[0]].discipline == "lifo"
        return sorted(self.queues[station], key=lambda v: (self.line(v), (-v.join, -v.customer) if lifo else (v.join, v.customer)))

    def check(self, rule, truth, text):
        self.checks[rule] += 1
        if not truth:
            raise Wrong(f"{rule}: {text}")

    def judge(self, now, started):
        begun = {name for v in started for name in self.asked(v, "needs") + self.asked(v, "takes")}
        for name in begun:
            there = self.at(self.resources[name][0], now)
            self.check("units", self.held[name] <= there, f"at {now} {self.held[name]} units of {name} are held, there are {there}")
        self.next, self.passed = {}, {}
        draining = now >= self.horizon and not self.study.run.serves_waiting
        for station in [s for s in self.queues if self.queues[s]]:
            for v in self.order(station):
                found, lacks = self.verdict(v, now)
                self.check("idle", found != BEGINS or draining or now > self.horizon and self.study.run.stops, f"at {now} {v} waits and could begin")
                if found == PASSED:
                    self.passed[id(v)] = lacks
                if found != PASSED:
                    self.next[station] = lacks
                    break
        for v in started:
            station = (v.window, v.member)
            self.check("servers", self.idle(station, now) >= 0, f"at {now} more servers of {station} are busy than there are")
            if v.start > v.join or self.queues[station]:
                self.judge_turn(v, station, now, len(started) == 1 and not self.lost)

    def judge_turn(self, v, station, now, is_alone):
        key = lambda u: (self.line(u), (-u.join, -u.customer) if self.windows[station[0]].discipline == "lifo" else (u.join, u.customer))
        for other in self.queues[station]:
            if key(other) < key(v) and other.join < now:  # who comes in this instant finds it gone
                found, _ = self.verdict(other, now, back=v)
                self.check("turn", found == PASSED, f"at {now} {v} begins before {other}, which is ahead")
        self.check("turn", True, "")
        if not is_alone:  # what came when within the instant is not seen
            return
        for elsewhere in self.queues:
            ahead = [u for u in self.order(elsewhere) if elsewhere != station and v.start > v.join]
            first = next((u for u in ahead if self.verdict(u, now, back=v)[0] != PASSED), None)
            if first and first.join < v.join and now <= self.horizon:
                found, _ = self.verdict(first, now, back=v)
                self.check("longest", found != BEGINS, f"at {now} {v} begins before {first}, which has waited longer")

    # ---- the metrics ----
    def pass_time(self, a, b):
        from_, to = max(a, self.warmup), min(b, self.horizon)
        for name, (pieces, _) in self.resources.items():
            if to > from_:
                self.area[name] += self.held[name] * (to - from_)
                self.there[name] += max(self.held[name], self.at(pieces, (from_ + to) / 2)) * (to - from_)
        for station, queue in self.queues.items():
            lacks = self.next.get(station)
            for v in queue:
                own = self.passed.get(id(v), lacks)
                if own:
                    self.waited[id(v)][own] += b - a

    next, passed = {}, {}

    def check_metrics(self, told):
        length = self.horizon - self.warmup
        counted = {c for c, own in self.by_customer.items() if self.warmup <= own[0].arrival < self.horizon}
        for name in self.resources:
            waits = [self.waited[id(v)][name] for v in self.visits if v.customer in counted and not math.isnan(v.start) and
                     (self.asked(v, "needs") + self.asked(v, "takes"))[name] > 0]
            self.same(told, name, "units_mean", self.area[name] / length)
            self.same(told, name, "utilisation", self.area[name] / self.there[name] if self.there[name] else math.nan)
            self.same(told, name, "wait_mean", sum(waits) / len(waits) if waits else math.nan)
        if ("system", "system", "persons", None) in told and all(isinstance(p, int) for p in self.party.values()):
            people = sum(self.party[self.by_customer[c][0].cls] for c in counted)
            self.check("persons", told["system", "system", "persons", None] == people, f"{people} by the visits")

    def same(self, told, name, metric, value):
        found = told["resource", name, metric, None]
        agrees = math.isnan(found) and math.isnan(value) or abs(found - value) <= 1e-8 * max(1, abs(value))
        self.check("metrics", agrees, f"resource {name}: {metric} is {found!r}, the visits say {value!r}")


def audit(study, visits, by_customer, told, warmup):
    demands = Demands(study, visits, by_customer, warmup)
    demands.play()
    demands.check_metrics(told)
    return demands.checks
