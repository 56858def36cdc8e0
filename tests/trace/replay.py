"""The trace of one replication, played again by the rules of the study.

Of the trace only arrivals, classes, routes and the lengths of services are believed. Everything else (who is
served when and by which server, which window is joined, who is turned away, when a server is free, broken, tired or
off shift) is worked out from the study's rules, event by event in the documented order, and must be what the trace
says. Where a service time is constant its end is worked out too, which is what makes interrupted services
checkable.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import collections
import heapq
import math

from choice import Chooser
from duty import Duty
from grouping import Grouping
from lining import Lining
from moving import Moving
from serving import Serving
from people import People
from state import ARRIVALS, BREAKDOWNS, CALENDAR, MARKS, TURNED_AWAY, Beyond, Gauge, Station, Wrong, close


class Replay(Serving, Moving, Duty, Grouping, People, Lining):
    def __init__(self, study, visits, warmup):
        self.study, self.visits, self.run = study, visits, study.run
        self.warmup = warmup
        self.now, self.stage, self.sequence, self.events = 0.0, "warming" if warmup > 0 else "measuring", 0, []
        self.checks = collections.Counter()
        self.stations, self.served, self.n_served, self.n_present = [], 0, 0, 0
        for window in study.windows:
            for member in range(window.count):
                self.stations.append(Station(window, member, len(self.stations)))
        self.station = {(s.window.name, s.member): s for s in self.stations}
        self.gauges = {}
        for window in study.windows:
            for what in ("queue", "number", "serving", "occupied", "rostered"):
                self.gauges["window", window.name, what] = Gauge()
                self.gauges.update({("window", (window.name, k), what): Gauge() for k in range(window.count)})
        for cls in study.classes:
            for what in ("queue", "number", "orbit"):
                self.gauges["class", cls, what] = Gauge()
        for what in ("queue", "orbit"):
            self.gauges["system", "system", what] = Gauge()
        self.outside = {}       # customer: its last visit, if it has gone to come again
        self.ended_outside = {} # customer: what became of it there
        self.overtime = {window.name: Gauge() for window in study.windows}
        self.called = {window.name: Gauge() for window in study.windows}    # on call and there, from time 0 to the horizon
        for gauges in (self.overtime, self.called):                         # and of each member
            gauges.update({(w.name, k): Gauge() for w in study.windows for k in range(w.count)})
        self.waited = {window.name: Gauge() for window in study.windows}    # beyond the horizon, too
        self.chooser = Chooser(self)
        self.make_lines()
        self.blocks = any(w.room and w.overflow == "block" for w in study.windows)
        self.n_repeating = 0    # events to come of steps that repeat for ever
        self.moves = []         # from queue to queue, in this instant, to be followed
        self.groups = any(window.group for window in study.windows)
        self.jockeys = any(c.jockey for c in study.classes.values())
        self.horizon, self.counted_at_horizon, self.end = None, None, 0.0
        self.unseen = set()     # windows where a service of unknown length ended, unseen, in a visit that did not

    # ---- small things ----
    def fail(self, text):
        raise Wrong(f"at {self.now!r}: {text}")

    def check(self, kind, truth, text):
        self.checks[kind] += 1
        if not truth:
            self.fail(f"{kind}: {text}")

    def gauge(self, scope, member, what, by):
        if self.stage != "draining":
            self.gauges[scope, member, what].move(self.now, by)

    def station_gauge(self, station, what, by):
        """Of its window, and of the member's own row."""
        self.gauge("window", station.window.name, what, by)
        if self.study.members:
            self.gauge("window", (station.window.name, station.member), what, by)

    def queue_gauges(self, station, visit, by):
        if station.is_line:
            self.gauge("line", station.window.name, "queue", by)
        else:
            self.station_gauge(station, "queue", by)
        self.waited["line " * station.is_line + station.window.name].move(self.now, by)
        self.gauge("class", visit.counted, "queue", by)
        self.gauge("system", "system", "queue", by)
        station.longest = max(station.longest, station.waiting())

    def push(self, time, rank, key, act):
        self.sequence += 1
        heapq.heappush(self.events, (time, rank, key, self.sequence, act))

    def is_counted(self, visit):
        return self.warmup <= visit.arrival and (self.horizon is None or visit.arrival < self.horizon)

    # ---- the loop ----
    def play(self):
        for visit in self.visits:
            if visit.index == 0:
                self.push(visit.arrival, ARRIVALS, (visit.customer,), lambda v=visit: self.arrive(v))
        if self.warmup > 0:
            self.push(self.warmup, MARKS, (), self.warm)
        if math.isfinite(self.run.horizon):
            self.push(self.run.horizon, MARKS, (), self.reach_horizon)
        for station in self.stations:
            self.prepare(station)
        while self.stage != "over" and (self.events or self.groups and self.begin_stuck()):
            self.now, _, _, _, act = heapq.heappop(self.events)
            act()
            if self.groups and self.stage == "draining":
                self.close_groups()
            if self.jockeys:
                self.check_nobody_gains()
            if self.stage == "draining" and (self.n_present == 0 or self.only_repeats()):
                break
        if self.horizon is None:
            self.reach_horizon()
        self.end = self.now
        for gauge in [*self.overtime.values(), *self.waited.values()]:
            gauge.move(self.now, 0)
        self.close()

    def prepare(self, station):
        window = station.window
        if not window.endless:
            self.station_gauge(station, "rostered", station.on_shift)
            for server in station.servers:
                server.ready = server.there = server.on_duty = server.index < station.roster
        if window.shifts:
            self.next_step(window.shifts, window.period, 0, (station.index, 0), lambda n: self.shift(station, n))
        if window.speed_kind == "by_time":
            self.next_step(window.speed, window.speed_period, 0, (station.index, 1), lambda f: self.set_factor(station, f))
        if window.up:
            if window.up.value is None or window.down.value is None:
                raise Beyond("breakdowns at random instants")
            if window.clock == "calendar":
                for server in station.servers:
                    self.push(server.up_left, BREAKDOWNS, (station.index, server.index), lambda s=server: self.break_down(s))
        self.follow_queue(station)

    def close(self):
        self.close_outside()
        self.close_windows()

    def close_windows(self):
        """Who is still there must be told as unfinished, and nobody else."""
        for visit in self.visits:
            if visit.state != "away":
                self.check("unfinished", visit.outcome == "unfinished" and math.isnan(visit.end),
                           f"{visit} is still there, but told as {visit.outcome}")
            else:
                self.check("told", visit.outcome != "unfinished" and visit.station is not None,
                           f"{visit} is told as {visit.outcome}, but is not there or never came")

    # ---- arriving, entering, joining ----
    def arrive(self, visit):
        self.check("arrival", self.stage in ("warming", "measuring"), f"{visit} arrives after the horizon")
        self.check("arrival", visit.join == visit.arrival, f"{visit} joins at {visit.join}, arrived {visit.arrival}")
        cls = self.study.classes[visit.cls]
        self.check("route", cls.first.get(visit.service, 0) > 0, f"{visit} begins with {visit.service}")
        self.n_present += 1
        self.gauge("class", visit.counted, "number", 1)
        self.enter(visit)

    def enter(self, visit):
        self.enter_station(visit, self.chooser.choose(visit))

    def enter_station(self, visit, station):
        if station.is_line:
            return self.enter_line(visit, station)
        cls, window = self.study.classes[visit.cls], station.window
        visit.station = station
        visit.joined_as = visit.cls
        if visit.returns == 0:
            visit.drawn_as = visit.cls
        self.check("join", close(visit.join, self.now), f"{visit} joins at {visit.join}, expected now")
        visit.line = station.line_of(visit.cls, visit.service)
        at_once = station.begins_at_once(visit.service)
        if self.stage == "draining" and not self.run.serves_waiting:
            return self.turn_away(visit, "cancelled")
        pushes = station.victim(visit.line) is not None
        if not at_once and not pushes and self.balks(visit, cls, station.waiting()):
            return self.turn_away(visit, "balked")
        if not station.has_room() and not station.makes_a_group(visit.service) and not pushes:
            leaver = station.leaver(visit.line, self.is_dropped_now)
            if leaver is None:
                return self.turn_away(visit, "rejected")
            self.give_up(leaver, "dropped")
        self.checks["overfull"] += not station.has_room()
        self.check("accepted", visit.outcome not in TURNED_AWAY, f"{visit} is {visit.outcome}, but may join")
        self.join(visit, station)
        if self.jockeys and visit.state == "waiting":
            self.look_around(visit)
        if self.jockeys:
            self.look_again(station)

    def is_dropped_now(self, visit):
        return visit.outcome == "dropped" and close(visit.end, self.now)

    def turn_away(self, visit, outcome):
        self.check(outcome, visit.at_window == outcome and close(visit.end, self.now) and math.isnan(visit.start),
                   f"{visit} must be {outcome} now, is {visit.outcome}")
        self.lose(visit, outcome)

    def join(self, visit, station):
        visit.station = station
        station.present += 1
        self.station_gauge(station, "number", 1)
        free = station.free()
        if station.window.endless:
            self.start(visit, None)
        elif station.window.group:
            self.join_group(visit, station)
        elif free and not station.is_overfull():
            self.start(visit, self.pick(station, visit))
        else:
            victim = station.victim(visit.line)
            if victim:
                self.preempt(victim, visit)
            else:
                self.wait(visit, station)

    def wait(self, visit, station):
        self.add(visit, station, len(station.lines[visit.line]))
        self.await_changes(visit)
        self.be_patient(visit)

    def add(self, visit, station, place):
        station.lines[visit.line].insert(place, visit)
        visit.state = "waiting"
        self.queue_gauges(station, visit, 1)
        self.look_at_calls(station)
        self.follow_queue(station)

    def remove(self, visit):
        station = visit.station
        station.lines[visit.line].remove(visit)
        self.queue_gauges(station, visit, -1)
        self.look_at_calls(station)
        self.follow_queue(station)

    def give_up(self, visit, outcome):
        station = visit.station
        self.check(outcome, visit.at_window == outcome and close(visit.end, self.now),
                   f"{visit} must be {outcome} now, is {visit.outcome} at {visit.end}")
        self.check_told_start(visit)
        self.remove(visit)
        self.go_away(visit, station)
        self.lose(visit, outcome)

    def check_told_start(self, visit):
        self.check("start", visit.has_begun == (not math.isnan(visit.start)),
                   f"{visit} is told to begin at {visit.start}, but {'did' if visit.has_begun else 'did not'}")

    def go_away(self, visit, station):
        """From the window, not from the system."""
        station.present -= 1
        visit.state = "away"
        if station.is_line:
            self.check("place", visit.window == "" and visit.waits_in == station.window.name, f"{visit} must be in {station}")
            return
        self.station_gauge(station, "number", -1)
        self.check("place", (visit.window, visit.member) == (station.window.name, station.member),
                   f"{visit} must be at {station}")

    def leave(self, visit):
        visit.state = "away"
        self.n_present -= 1
        self.gauge("class", visit.counted, "number", -1)
        self.check("route", visit.next is None, f"{visit} is {visit.outcome}, but comes again")
        if visit.outcome == "served":
            self.served += 1
            if self.run.customers and self.stage == "measuring":
                self.n_served += 1
                if self.n_served == self.run.customers:
                    self.push(self.now, MARKS, (), self.reach_horizon)

    # ---- warm-up, horizon, after it ----
    def warm(self):
        self.stage = "measuring"
        for gauge in [*self.gauges.values(), *self.overtime.values(), *self.waited.values()]:
            gauge.restart(self.now)
        for station in self.stations + self.lines:
            station.longest = station.waiting()

    def reach_horizon(self):
        self.horizon = self.now
        for gauge in [*self.gauges.values(), *self.called.values()]:
            gauge.move(self.now, 0)
        here = [v for v in self.visits if v.state != "away" and self.is_counted(v)]
        waiting = sum(v.state == "waiting" for v in here)
        self.counted_at_horizon = (waiting, len(here) - waiting)
        self.longest = {s: s.longest for s in self.stations + self.lines}
        if self.run.stops:
            self.stage = "over"
            return
        if not self.run.serves_waiting:
            self.cancel_outside()
        self.stage = "draining"
        for station in self.stations:
            for server in station.servers:
                if self.is_at_work(server) and (server.on_duty or server.on_call):
                    self.late(station, 1)
        if math.isfinite(self.run.timeout):
            self.push(self.now + self.run.timeout, MARKS, (), self.time_out)
        self.cancel(lambda v: not self.run.serves_waiting if v.state == "waiting" else not self.run.finishes)
        for station in self.stations:
            self.admit(station)
        if self.run.serves_waiting and not self.run.finishes:
            for station in self.stations:
                for server in station.servers:
                    if server.phase == "idle" and not server.ready:
                        self.available(server)

    def time_out(self):
        self.cancel_outside()
        self.cancel(lambda v: True)
        self.stage = "over"

    def cancel(self, who):
        for visit in [v for v in self.visits if v.state != "away" and who(v)]:
            if visit.state == "waiting":
                self.give_up(visit, "cancelled")
                continue
            self.check("cancelled", visit.outcome == "cancelled" and close(visit.end, self.now),
                       f"{visit} must be cancelled now, is {visit.outcome} at {visit.end}")
            station = visit.station
            if visit.state == "stuck":
                visit.wanted.stuck.remove(visit)
            for server in station.servers:
                if server.visit is visit:
                    if self.is_at_work(server):
                        self.late(station, -1)
                    server.phase, server.visit, server.ready, server.others = "idle", None, False, []
                    server.token += 1
            self.go_away(visit, station)
            self.leave(visit)
