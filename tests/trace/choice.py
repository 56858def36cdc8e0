"""Which window a customer must go to, worked out from the state just before.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import Beyond


class Chooser:
    def __init__(self, replay):
        self.replay, self.study = replay, replay.study
        self.turns = {}

    @staticmethod
    def serves(window, cls, service):
        return service in window.services and cls in window.classes

    def candidates(self, cls, service):
        return [s for s in self.replay.stations if self.serves(s.window, cls, service)]

    def only_next(self, visit):
        """Where a customer must go of whose next visit nothing is told."""
        then = self.study.classes[visit.cls].then.get(visit.second or visit.service, {})
        if len(then) == 1 and sum(then.values()) >= 1 - 1e-9:
            options = self.candidates(visit.cls, next(iter(then)))
            if len(options) == 1:
                return options[0]
        raise Beyond("it is not told where a blocked customer wants to go")

    def choose(self, visit):
        """The station, the trace's being checked. A customer who changes queues is told where it ends, so for it
        the rule must leave no choice."""
        line = self.replay.line_of(visit.cls, visit.service) if self.replay.lines else None
        if line:
            return line
        told = self.replay.station.get((visit.window, visit.member))
        options = self.candidates(visit.cls, visit.service)
        is_told = not self.may_change(visit, options)
        if is_told:
            self.replay.check("candidate", told in options, f"{visit} is served where it cannot be")
        if len(options) == 1:
            return options[0]
        allowed = self.allowed(visit, options)
        if not is_told:
            return self.only(options, allowed)
        if allowed is not None:
            self.replay.check("choice", told in allowed, f"{visit} must go to one of {allowed}")
            if self.study.choice == "round_robin":
                self.take_turn(options, told)
        return told

    def may_change(self, visit, options):
        """Whether it may change queues, so that it is told where it ends and not where it joins first."""
        return self.replay.may_jockey(visit.cls) or any(s.window.closing == "move" for s in options)

    def only(self, options, allowed):
        if allowed is None or len(allowed) > 1:
            raise Beyond("the queue of a customer who may change it")
        if self.study.choice == "round_robin":
            self.take_turn(options, allowed[0])
        return allowed[0]

    def choose_anew(self, visit):
        """Where one goes whose window closes; None: nowhere."""
        options = self.candidates(visit.cls, visit.service)
        goal = options[0] if len(options) == 1 else self.only(options, self.allowed(visit, options))
        return None if goal.is_closed() or not goal.takes(visit.cls, visit.service) else goal

    def allowed(self, visit, options):
        """The stations that the rule allows; None: not known."""
        open_ones = [s for s in options if s.takes(visit.cls, visit.service)]
        on_shift = [s for s in open_ones if not s.is_closed()] or open_ones or options
        open_ones = open_ones or options
        rule = self.study.choice
        if rule == "random":
            return on_shift
        if rule == "first":
            return on_shift[:1]
        if rule == "round_robin":
            turn = self.turns.get(tuple(options), 0)
            return [next(s for s in options[turn:] + options[:turn] if s in on_shift)]
        if rule == "least_work":
            scores = [self.work(s) for s in open_ones]
            if any(score is None for score in scores):
                self.replay.checks["choice not known"] += 1
                return None
            return [s for s, score in zip(open_ones, scores) if score <= min(scores) + 1e-9]
        if rule == "simuq":
            return self.simuq(visit, options)
        if rule == "longest_idle":
            idle = [s for s in on_shift if (s.free() or s.window.endless) and s.takes(visit.cls, visit.service)]
            if idle:
                return self.idle_longest(idle)
        scores = [self.shortest(s) for s in open_ones]
        return [s for s, score in zip(open_ones, scores) if score == min(scores)]

    def idle_longest(self, stations):
        """The first listed of equals; all whose difference is lost in the rounding of the times told."""
        since = [self.idle_since(s) for s in stations]
        return [s for i, s in enumerate(stations) if since[i] <= min(since) + 1e-9 and since[i] not in since[:i]]

    @staticmethod
    def idle_since(station):
        return -math.inf if station.window.endless else min(server.idle_since for server in station.free())

    def take_turn(self, options, told):
        self.turns[tuple(options)] = (options.index(told) + 1) % len(options)

    def shortest(self, station):
        if station.is_closed():
            return 1e15 + station.present
        return 0.0 if station.window.endless else station.present / station.on_shift

    # ---- least_work ----
    def whole_work(self, visit):
        """What a waiting customer's service will take: constant, or told by the trace."""
        time, dead, holds = self.replay.times(visit)
        if time.value is not None:
            return time.value if visit.left is None else visit.left
        if visit.outcome not in ("served", "moved_on") or visit.second or visit.station.window.preemption != "none":
            return None
        return (visit.end - visit.start - (dead.value if holds and dead else 0)) \
            * visit.station.factor * visit.station.speed_of(visit.server)

    def left(self, server):
        if server.phase != "serving":
            return 0.0
        elapsed = 0.0 if server.broken else self.replay.now - server.began
        by_work = server.station.window.speed_kind == "by_work"
        done = self.replay.tired(server, elapsed=elapsed) * server.speed if by_work else elapsed * server.factor
        if server.left is not None:
            return max(0.0, server.left - done)
        if server.station.window.preemption != "none":  # it may be pushed out before it ends
            return None
        finish = self.replay.finish_time(server.visit)
        return None if math.isinf(finish) else max(0.0, (finish - self.replay.now) * server.factor)

    def work(self, station):
        if station.window.endless:
            return 0.0
        if station.is_closed():
            return 1e15 + station.present
        parts = [self.whole_work(v) for line in station.lines for v in line] + [self.left(s) for s in station.servers]
        return None if any(p is None for p in parts) else sum(parts) / station.on_shift

    # ---- simuq ----
    def param(self, station, cls, service):
        if station.is_closed():
            return 1e15 + station.present
        line = station.line_of(cls, service)
        ahead = station.present - station.waiting() + sum(len(l) for l in station.lines[:line + 1])
        return max(1.0, 0.0 if station.window.endless else (1 + ahead) / station.on_shift)

    def lowest(self, stations, cls, service):
        stations = [s for s in stations if s.takes(cls, service)] or stations
        if not stations:
            return math.inf, []
        best = min(self.param(s, cls, service) for s in stations)
        return best, [s for s in stations if self.param(s, cls, service) == best]

    @staticmethod
    def long_run_rate(source):
        if source.limit or not (source.gap or source.rates):
            raise Beyond("the rule simuq where long-run rates are not known")
        if source.day.low < source.day.high:
            raise Beyond("the rule simuq where days differ by chance")
        rate = 1 / source.gap.mean * (source.on / source.length if source.on else 1) if source.gap else 0.0
        begin = 0.0
        for until, value in source.rates or []:
            rate += value * source.day.mean * (until - begin) / source.length
            begin = until
        return rate * source.count * (source.batch.mean if source.batch else 1)

    def reach(self, window):
        """The share of arriving customers whose first service the window gives."""
        given = total = 0.0
        for source in self.study.sources.values():
            for cls, share in source.shares.items():
                rate = share * self.long_run_rate(source)
                total += rate
                for service, part in self.study.classes[cls].first.items():
                    given += rate * part * self.serves(window, cls, service)
        return given / total

    def simuq(self, visit, options):
        cls, service = visit.cls, visit.service
        one, first = self.lowest(options, cls, service)
        if visit.comes_again:
            self.replay.checks["choice not known"] += 1
            return None
        then = visit.second or (visit.next.service if visit.next else None)
        if then is None and self.study.classes[cls].changes:
            self.replay.checks["choice not known"] += 1  # what it was to do next is forgotten when it becomes another
            return None
        if then is None:
            if visit.outcome == "served" or not self.study.classes[cls].then.get(service):
                return first
            self.replay.checks["choice not known"] += 1
            return None
        both = [s for s in options if (service, then) in s.window.together and self.serves(s.window, cls, then)]
        together, at_once = self.lowest(both, cls, service)
        two, second = self.lowest(self.candidates(cls, then), cls, then)
        allowed = set()
        for b in second:
            two_stops = (one + two) * (self.study.factor + self.reach(b.window))
            allowed |= set(at_once if at_once and together <= two_stops else first)
        self.replay.checks["two stops"] += bool(both)
        return [s for s in options if s in allowed]
