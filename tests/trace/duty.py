"""Who is on duty in a replay: shifts, what their ends lead to, servers on call.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from state import CALENDAR, Beyond


class Duty:
    """The part of Replay that is about servers coming and going."""

    def next_step(self, steps, period, at, key, act):
        """Steps that repeat with a period, or whose last holds for ever: the end of number `at` of all of them."""
        turn, i = divmod(at, len(steps))
        if len(steps) == 1 or (period is None and at + 1 == len(steps)):
            return
        def step():
            self.n_repeating -= period is not None
            self.next_step(steps, period, at + 1, key, act)
            act(steps[(i + 1) % len(steps)][1])
        self.n_repeating += period is not None
        self.push((turn * period if period else 0) + steps[i][0], CALENDAR, key, step)

    def only_repeats(self):
        """Nothing will happen any more but steps that come again and again, and bring nobody for whom there is anything to do."""
        return len(self.events) == self.n_repeating and not any(
            station.waiting() and (station.window.period or self.jockeys) or station.stuck for station in self.stations)

    def come_or_go(self, server, comes):
        if server.there != comes:
            server.there = comes
            window = server.station.window.name
            self.gauge("window", window, "rostered", 1 if comes else -1)
            if server.on_call and self.horizon is None:
                self.called[window].move(self.now, 1 if comes else -1)

    def begin_duty(self, station, servers):
        for server in servers:
            server.on_duty = True
        for server in servers:
            if self.stage != "draining" and self.is_at_work(server) and not server.on_call:
                self.late(station, -1)
            self.come_or_go(server, True)
            if server.phase == "idle":
                self.available(server)

    def end_duty(self, station, servers):
        for server in servers:
            server.on_duty = False
        for server in servers:
            server.ready = False
            if self.stage != "draining" and self.is_at_work(server) and not server.on_call:
                self.late(station, 1)
            if server.phase == "idle":
                self.come_or_go(server, False)

    def shift(self, station, n):
        self.checks["shift"] += 1
        before, on_duty, station.roster = station.roster, station.on_shift, n
        station.on_shift = station.roster + station.called
        self.end_duty(station, station.servers[n:before])
        if station.window.interrupts:
            self.interrupt(station, station.servers[n:before])
        self.begin_duty(station, station.servers[before:n])
        self.follow_duty(station, on_duty)

    def follow_duty(self, station, before):
        if before > 0 and station.is_closed():
            if station.window.closing != "wait":
                self.closes(station)
            if self.jockeys:
                self.close_down(station)
        if self.jockeys and before == 0:
            self.jockey(station)
        self.admit(station)

    # ---- services that a shift's end interrupts ----
    def interrupt(self, station, servers):
        """To whoever is idle, the first server's customer first; then to the head of the queue, the last one's first."""
        busy = [server for server in servers if server.phase == "serving"]
        while busy and station.free():
            self.hand_back(station, busy.pop(0))
        for server in reversed(busy):
            self.hand_back(station, server)
        if self.jockeys:
            self.look_again(station)

    def hand_back(self, station, server):
        visit = server.visit
        self.checks["interrupted"] += 1
        if not server.broken:
            self.pause(server)
            self.serving(station, server, -1)
        server.phase, server.visit = "idle", None
        server.token += 1
        self.come_or_go(server, False)
        visit.left = server.left
        self.go_on_here(visit)

    def go_on_here(self, visit):
        station = visit.station
        free, victim = station.free(), station.victim(visit.line)
        if free:
            self.start(visit, free[0])
        elif victim:
            self.preempt(victim, visit)
        else:
            self.add(visit, station, len(station.lines[visit.line]) if station.window.discipline == "lifo" else 0)

    # ---- windows that close ----
    def closes(self, station):
        """Who waits and has not begun: the most urgent first, those of a priority in the order of the queue."""
        for visit in [v for line in station.lines for v in line if not v.has_begun]:
            if station.window.closing == "leave":
                self.checks["sent_away"] += 1
                self.give_up(visit, "reneged")
                continue
            if any(visit.service == first for w in self.study.windows for first, _ in w.together):
                raise Beyond("whether one who is sent elsewhere was to get two services")
            goal = self.chooser.choose_anew(visit)
            if goal is None:
                continue
            level = goal.line_of(visit.cls, visit.service)
            if not goal.has_room() and goal.victim(level) is None:
                self.give_up(goal.leaver(level, self.is_dropped_now), "dropped")
            self.checks["sent_elsewhere"] += 1
            self.moves.append((station, goal))
            self.move(visit, goal)
        self.follow_moves()

    # ---- servers on call ----
    def look_at_calls(self, station):
        call = station.window.call
        if call and station.called:
            station.answer += 1
            if station.waiting() <= call.release:
                self.expect_answer(station, self.now)
        elif call and not station.is_calling and station.waiting() >= call.at:
            station.is_calling = True
            self.expect_answer(station, self.now + call.delay)

    def expect_answer(self, station, time):
        token = station.answer
        self.push(time, CALENDAR, (station.index, 2), lambda: token == station.answer and self.answer(station))

    def answer(self, station):
        call = station.window.call
        servers, before = station.servers[station.window.servers:], station.on_shift
        station.is_calling = False
        station.answer += 1
        if station.called and station.waiting() > call.release:
            return
        self.checks["released" if station.called else "called"] += 1
        station.called = 0 if station.called else call.servers
        station.on_shift = station.roster + station.called
        (self.begin_duty if station.called else self.end_duty)(station, servers)
        self.follow_duty(station, before)
        self.look_at_calls(station)
