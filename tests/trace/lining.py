"""Lines for several windows in a replay: who waits in which, who takes whom, and help after a while.

A line is a station without servers. Where the rules leave a choice (random order, equal windows) the trace's own is checked
to be one of those allowed.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import HELP, TURNED_AWAY, Gauge, Station, close


class Lining:
    """The part of Replay that is about lines."""

    def make_lines(self):
        self.lines = [Station(line, None, -1) for line in self.study.lines]
        for station in self.lines:
            station.turn = 0
            self.gauges["line", station.window.name, "queue"] = Gauge()
            self.waited["line " + station.window.name] = Gauge()
            station.takers = [(0, s) for name in station.window.windows for s in self.of_window(name)]
            station.takers += [(i + 1, s) for i, (_, names) in enumerate(station.window.helps) for name in names
                               for s in self.of_window(name)]

    def of_window(self, name):
        return [s for s in self.stations if s.window.name == name]

    def line_of(self, cls, service):
        """The line in which a class waits for a service; None: none."""
        serving = {w.name for w in self.study.windows if self.chooser.serves(w, cls, service)}
        is_open = {w.name for w in self.study.windows if w.count > 0}
        for station in self.lines:
            line = station.window
            own = set(line.windows).union(*[names for _, names in line.helps])
            if cls in line.classes and serving & set(line.windows) and serving & is_open <= own:
                return station
        return None

    # ---- a newcomer ----
    def free_takers(self, station, visit, rule):
        """Those of a rule of help (0: the line's own) who could take somebody at once, in the order of the list."""
        start = station.turn if self.study.choice == "round_robin" else 0
        n = len(station.takers)
        ordered = [station.takers[(start + i) % n] for i in range(n)]
        return [s for helped, s in ordered if helped == rule and self.chooser.serves(s.window, visit.cls, visit.service)
                and (s.free() or s.window.endless) and self.has_place(s)]

    @staticmethod
    def has_place(station):
        room = station.window.room
        return not room or room[0] != "total" or station.present < room[1]

    def allowed_takers(self, takers):
        rule = self.study.choice
        if rule == "random":
            return takers
        if rule in ("first", "round_robin"):
            return takers[:1]
        score = {"longest_idle": self.chooser.idle_since, "least_work": self.chooser.work}.get(rule, self.chooser.shortest)
        scores = [score(s) for s in takers]
        if any(value is None for value in scores):
            self.checks["choice not known"] += 1
            return takers
        if rule == "longest_idle":
            return self.chooser.idle_longest(takers)
        return [s for s, value in zip(takers, scores) if value <= min(scores) + 1e-9]

    def enter_line(self, visit, station):
        line, cls = station.window, self.study.classes[visit.cls]
        visit.station = station
        self.check("join", close(visit.join, self.now), f"{visit} joins at {visit.join}, expected now")
        self.check("line", visit.waits_in == line.name, f"{visit} must wait in {line.name}, is told in {visit.waits_in}")
        visit.line = station.line_of(visit.cls, visit.service)
        visit.helped = sum(after <= 0 for after, _ in line.helps)
        takers = next(filter(None, (self.free_takers(station, visit, rule) for rule in range(visit.helped + 1))), [])
        if self.stage == "draining" and not self.run.serves_waiting:
            return self.turn_away(visit, "cancelled")
        if not takers and self.balks(visit, cls, station.waiting()):
            return self.turn_away(visit, "balked")
        if not takers and line.room and station.waiting() >= line.room[1]:
            leaver = station.leaver(visit.line, self.is_dropped_now)
            if leaver is None:
                return self.turn_away(visit, "rejected")
            self.give_up(leaver, "dropped")
        self.check("accepted", visit.outcome not in TURNED_AWAY, f"{visit} is {visit.outcome}, but may join")
        station.present += 1
        if takers:
            self.go_to_taker(visit, station, takers)
        else:
            self.wait(visit, station)
            self.await_help(visit)

    def go_to_taker(self, visit, station, takers):
        told = self.station.get((visit.window, visit.member))
        self.check("taker", told in self.allowed_takers(takers), f"{visit} must be taken by one of {takers}")
        station.turn = ([s for _, s in station.takers].index(told) + 1) % len(station.takers)
        self.take(visit, told, None if told.window.endless else self.pick(told, visit))

    def take(self, visit, to, server):
        visit.station.present -= 1
        self.checks["taken"] += 1
        visit.station = to
        visit.line = to.line_of(visit.cls, visit.service)
        to.present += 1
        self.station_gauge(to, "number", 1)
        self.start(visit, server)

    # ---- help ----
    def await_help(self, visit):
        helps = visit.station.window.helps
        if visit.helped < len(helps):
            self.push(visit.join + helps[visit.helped][0], HELP, (), lambda: self.is_helped(visit))

    def is_helped(self, visit):
        if visit.state != "waiting":
            return
        visit.helped += 1
        self.checks["help"] += 1
        takers = self.free_takers(visit.station, visit, visit.helped)
        if not takers:
            return self.await_help(visit)
        station = visit.station
        self.remove(visit)
        self.go_to_taker(visit, station, takers)

    # ---- a server that comes free ----
    def feeds(self, station):
        """(line, rule) from which a window's servers take: its own line, then those that it helps."""
        found = [(line, helped) for line in self.lines for helped, s in line.takers if s is station]
        return sorted(found, key=lambda feed: feed[1] > 0)

    def who_may_be_taken(self, station):
        """Those of whom one is next, all alike to the rules but for the discipline, and their line; none: the turn is the
        window's own queue's, or nobody's."""
        level = next((i for i, line in enumerate(station.lines) if line), math.inf)
        chosen, best = [], None
        for line, helped in self.feeds(station) if self.has_place(station) else []:
            ranked = {}
            for visit in [v for queue in line.lines for v in queue]:
                if self.chooser.serves(station.window, visit.cls, visit.service) and visit.helped >= helped:
                    own = station.line_of(visit.cls, visit.service)
                    ranked.setdefault((own, visit.line), []).append(visit)
            if ranked and min(ranked)[0] < level:
                level, chosen, best = min(ranked)[0], ranked[min(ranked)], line
        return chosen, best

    def take_from_lines(self, station, server):
        chosen, line = self.who_may_be_taken(station)
        if not chosen:
            return False
        discipline = line.window.discipline
        allowed = self.by_discipline(line, chosen)
        self.checks["line " + discipline] += 1
        told = [v for v in allowed if close(v.start, self.now) and (v.window, v.member) == (station.window.name, station.member)
                and v.server == server.index]
        self.check("next in line", bool(told), f"{server.index} of {station} is free for one of {allowed[:5]}, and takes none of them")
        self.remove(told[0])
        self.take(told[0], station, server)
        return True

    def by_discipline(self, line, waiting):
        discipline = line.window.discipline
        if discipline == "random":
            return waiting
        if discipline in ("fifo", "lifo"):
            end = (min if discipline == "fifo" else max)(v.join for v in waiting)
            return [v for v in waiting if v.join == end]
        times = [line.window.times[v.cls, v.service][0].value for v in waiting]
        if any(time is None for time in times):
            return waiting
        return [v for v, time in zip(waiting, times) if time == min(times)]
