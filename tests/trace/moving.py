"""Where customers go in a replay: out of a window, on to the next or held before it, and from queue to queue.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import FINISHED, Beyond, close


class Moving:
    """The part of Replay that is about leaving a window."""

    # ---- leaving a window ----
    def finish(self, visit, server, dead):
        station = visit.station
        if station.window.group:
            return self.finish_group(visit, server, dead)
        self.check("route", visit.outcome in FINISHED or visit.outcome == "unfinished" and self.blocks,
                   f"{visit} is done now, but is told as {visit.outcome}")
        if self.blocks and (visit.outcome == "moved_on" or visit.outcome == "unfinished"):
            return self.finish_or_block(visit, server, dead)
        self.end_visit(visit)
        self.go_on(station, server, dead)
        self.after(visit)
        self.admit(station)

    def after(self, visit):
        if visit.next:
            visit.next.cls = visit.cls
        if visit.outcome == "served":
            then = self.study.classes[visit.cls].then.get(visit.second or visit.service, {})
            self.check("route", sum(then.values()) < 1 - 1e-9 or not then, f"{visit} leaves, but must go on")
            return self.leave(visit)
        self.check_route(visit)
        self.enter(visit.next)

    def check_route(self, visit):
        then = self.study.classes[visit.cls].then.get(visit.second or visit.service, {})
        self.check("route", visit.next is not None, f"{visit} moves on to nowhere")
        self.check("route", then.get(visit.next.service, 0) > 0, f"{visit} moves on to {visit.next.service}")
        window = visit.station.window
        pair = (visit.service, visit.next.service)
        if not visit.second and math.isnan(visit.moved):
            self.check("both", pair not in window.together or not self.chooser.serves(window, visit.cls, pair[1]),
                       f"{visit} should have got both of {pair}")

    def end_visit(self, visit):
        self.check("end", close(visit.end, self.now), f"{visit} must end now, ends {visit.end}")
        if visit.station.window.preemption != "none" and not visit.station.window.endless:
            serving = [s.index for s in visit.station.servers if s.visit is visit]
            self.check("server", serving == [visit.server], f"{visit} must be served by {serving}, is by {visit.server}")
        self.go_away(visit, visit.station)

    def go_on(self, station, server, dead):
        if server:
            server.visit = None
            if dead > 0:
                self.begin_dead(station, server, None, dead)
            else:
                self.available(server)
        if self.jockeys:
            self.jockey(station)

    def finish_or_block(self, visit, server, dead):
        station = visit.station
        if visit.next is None:
            target = self.chooser.only_next(visit)
        else:
            visit.next.cls = visit.cls
            self.check_route(visit)
            target = self.chooser.choose(visit.next)
        if self.must_stay(visit, server, dead, target):
            visit.state = "stuck"
            visit.wanted, visit.dead = target, dead
            target.stuck.append(visit)
            self.checks["blocked"] += 1
            if server:
                server.phase = "blocked"
                server.token += 1
                self.station_gauge(station, "occupied", 1)
            return
        self.end_visit(visit)
        self.go_on(station, server, dead)
        self.enter_station(visit.next, target)
        self.admit(station)

    def must_stay(self, visit, server, dead, target):
        """Its own place is room at its own window, once its server may take the next; after the horizon nobody
        is held who will not be served."""
        closing = self.stage == "draining" and not self.run.serves_waiting
        if target.window.overflow != "block" or closing or target.has_room():
            return False
        service = visit.next.service if visit.next else next(iter(self.study.classes[visit.cls].then[visit.second or visit.service]))
        if target.victim(target.line_of(visit.cls, service), server if target is visit.station else None):
            return False
        if target is not visit.station:
            return True
        goes_on = dead <= 0 and (not server or not server.broken and server.on_duty)
        return target.window.room[0] == "queue" and not goes_on

    def admit(self, station):
        while station.stuck and station.has_room() and self.stage != "over":
            visit = station.stuck.pop(0)
            source = visit.station
            server = next((s for s in source.servers if s.visit is visit), None)
            if server:
                self.station_gauge(source, "occupied", -1)
            self.end_visit(visit)
            self.go_on(source, server, visit.dead)
            self.enter_station(visit.next, station)
            self.admit(source)

    def available(self, server):
        station = server.station
        server.phase, server.visit = "idle", None
        server.token += 1
        if not server.on_duty:
            return self.come_or_go(server, False)
        if server.broken:
            return
        if station.window.group:
            server.ready, server.idle_since = True, self.now
            self.take_group(server)
        elif self.lines and self.take_from_lines(station, server):
            pass
        elif station.waiting():
            visit = self.who_is_next(station, server)
            self.remove(visit)
            self.start(visit, server)
        else:
            server.ready, server.idle_since = True, self.now
        if self.jockeys:
            self.jockey(station)

    def who_is_next(self, station, server):
        line = next(line for line in station.lines if line)
        discipline = station.window.discipline
        self.checks[discipline] += 1
        self.checks["priority"] += len(station.lines) > 1
        if discipline == "fifo":
            return line[0]
        if discipline == "lifo":
            return line[-1]
        chosen = [v for v in line if close(v.start, self.now) and v.server == server.index]
        again = [v for v in line if v.has_begun]  # pushed out before: when they go on is not told
        if not chosen and len(again) > 1:
            raise Beyond("which of those who were pushed out goes on")
        if not chosen and again and discipline == "random":
            return again[0]
        if not chosen and again:
            raise Beyond("whether one who was pushed out has the shortest service left")
        self.check(discipline, bool(chosen), f"{server.index} of {station} is free, but serves nobody who waits")
        if discipline == "shortest_first":
            length = lambda v: v.end - v.start
            best = min((length(v) for v in line if v.outcome == "served"), default=math.inf)
            self.check(discipline, chosen[0].outcome != "served" or length(chosen[0]) <= best + 1e-9,
                       f"{chosen[0]} takes {length(chosen[0])}, another who waits {best}")
        return chosen[0]

    # ---- changing queues ----
    def would_gain(self, to):
        """Who waits elsewhere and would stand strictly ahead here, the longest waiting first."""
        found = None
        for station in self.stations:
            for line in station.lines:
                for place, visit in enumerate(line):
                    if station is to or visit.has_begun or not self.study.classes[visit.cls].jockey:
                        continue
                    if not self.may_move(visit, to):
                        continue
                    here = self.place_of(visit, place)
                    if self.places_before(to, visit) < here and (found is None or visit.join < found.join):
                        found = visit
        return found

    def may_move(self, visit, to):
        """Nobody changes the queue twice in one instant, nor to where nobody is on duty."""
        if any(visit.service == first for w in self.study.windows for first, _ in w.together) \
                and visit.outcome not in FINISHED:
            raise Beyond("whether one who changes the queue was to get two services")
        both = not visit.second or (visit.service, visit.second) in to.window.together
        return self.chooser.serves(to.window, visit.cls, visit.service) and to.has_room() and both and \
            not to.is_closed() and visit.moved != self.now

    @staticmethod
    def places_before(to, visit):
        if to.free() or to.window.endless:
            return -1
        level = to.line_of(visit.cls, visit.service)
        return sum(len(line) for line in to.lines[:level + 1])

    @staticmethod
    def place_of(visit, place):
        """How many would be served before it; where nobody is on duty nobody stands ahead."""
        if visit.station.is_closed():
            return math.inf
        return place + sum(len(line) for line in visit.station.lines[:visit.line])

    def better(self, visit, best):
        """The place furthest ahead, if that is strictly better."""
        goal = None
        for station in self.stations:
            if station is not visit.station and self.may_move(visit, station):
                place = self.places_before(station, visit)
                if place < best:
                    best, goal = place, station
        return goal

    def look_around(self, visit):
        """A newcomer that waits goes to the best place, if that is strictly better than its own."""
        if not self.study.classes[visit.cls].jockey:
            return
        goal = self.better(visit, self.place_of(visit, visit.station.lines[visit.line].index(visit)))
        if goal:
            self.change(visit, goal)

    def close_down(self, station):
        """The last server's shift is over: who can goes elsewhere, the longest waiting first."""
        for visit in sorted((v for line in station.lines for v in line), key=lambda v: v.join):
            goal = None if visit.has_begun or not self.study.classes[visit.cls].jockey else self.better(visit, math.inf)
            if goal:
                self.checks["closed_down"] += 1
                self.move(visit, goal)
                self.moves.append((station, goal))
        self.follow_moves()

    def jockey(self, to):
        while True:
            visit = self.would_gain(to)
            if visit is None:
                return
            self.change(visit, to)

    def change(self, visit, to):
        """What follows is followed after what came about before it, not within it."""
        self.moves.append((visit.station, to))
        self.move(visit, to)
        if len(self.moves) == 1:
            self.follow_moves()

    def follow_moves(self):
        for source, to in self.moves:  # grows meanwhile
            self.admit(source)
            if self.jockeys:
                self.jockey(source)
                self.look_again(to)
        self.moves = []

    def move(self, visit, to):
        self.checks["jockeyed"] += 1
        if visit.cls != visit.drawn_as and any(w.own_times for w in self.study.windows):
            raise Beyond("how long the service takes of one who has changed, at a window with times of its own")
        source = visit.station
        self.remove(visit)
        source.present -= 1
        self.station_gauge(source, "number", -1)
        visit.line, visit.moved = to.line_of(visit.cls, visit.service), self.now
        self.join(visit, to)

    def look_again(self, station):
        """A more urgent newcomer puts others back, who look around."""
        for to in self.stations:
            if to is not station:
                self.jockey(to)

    def check_nobody_gains(self):
        """Whoever has moved before may have to wait for the next change: nobody moves twice in one instant."""
        for station in self.stations:
            visit = self.would_gain(station)
            self.check("jockey", visit is None or visit.moved < self.now, f"{visit} would stand strictly ahead at {station}")
