"""What servers do in a replay: serve, stand in dead time, be blocked, break down, change their speed.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import BREAKDOWNS, FINISHED, SERVERS, Beyond, close


class Serving:
    """The part of Replay that is about servers."""

    # ---- serving ----
    def serving(self, station, server, by):
        """One more, or one less, is served: overtime where its server is off shift, and after the horizon."""
        self.gauge("window", station.window.name, "serving", by)
        if server and (self.stage == "draining" or not (server.on_duty or server.on_call)):
            self.late(station, by)

    def late(self, station, by):
        self.checks["overtime"] += 1
        self.overtime[station.window.name].move(self.now, by)

    @staticmethod
    def is_at_work(server):
        return server.phase == "serving" and not server.broken

    def times(self, visit):
        service = visit.second if visit.on_second else visit.service
        return visit.station.window.times[visit.cls, service]

    def start(self, visit, server):
        station = visit.station
        if not visit.has_begun:
            self.check("start", close(visit.start, self.now), f"{visit} must begin now, begins {visit.start}")
            visit.has_begun = True
            if station.window.preemption == "none" and not station.window.interrupts:
                told = visit.server
                self.check("server", told == (server.index if server else None),
                           f"{visit} must be served by {server.index if server else None}, is by {told}")
        if server:
            server.visit, server.ready = visit, False
        self.begin_work(visit, server)

    def begin_work(self, visit, server):
        visit.state = "serving"
        window = visit.station.window
        self.serving(visit.station, server, 1)
        time, dead, holds = self.times(visit)
        if visit.left is None:
            visit.left = time.value
        if not server:
            end = self.finish_time(visit) if visit.left is None else self.now + visit.left / window.speed
            if math.isfinite(end):
                self.push(end, SERVERS, (visit.station.index, 0), lambda: self.end_of_service(visit, None))
            return
        server.phase, server.left, server.since = "serving", visit.left, self.now
        if visit.left is None and math.isfinite(self.finish_time(visit)):
            server.left = None
        self.resume(server)

    def finish_time(self, visit):
        """When a service of random length ends: all that comes after it in the visit is constant."""
        time, dead, holds = self.times(visit)
        if visit.outcome not in FINISHED:
            if holds and dead:
                self.unseen.add(visit.station.window.name)
            return math.inf
        if (holds or visit.second) and dead and dead.value is None:
            raise Beyond("a dead time of random length")
        after = 0.0
        if visit.second and not visit.on_second:
            time, last, holds = visit.station.window.times[visit.cls, visit.second]
            if time.value is None:
                raise Beyond("a second service of random length in one visit")
            after += (dead.value if dead else 0) + time.value / visit.station.factor
            dead = last
        if holds and dead:
            after += dead.value
        if self.blocks and visit.outcome == "moved_on":
            raise Beyond("blocking after a service of random length")
        return visit.end - after

    def resume(self, server):
        """Schedule the end of what the server is at."""
        server.began = self.now
        server.token += 1
        if server.broken:
            return
        station = server.station
        time = server.left
        if server.phase == "serving":
            server.factor = station.factor
            if server.left is None:
                time = self.finish_time(server.visit) - self.now
            elif station.window.speed_kind == "by_work":
                time = self.tired(server, work=server.left)
            else:
                time = server.left / server.factor
            if station.window.up and station.window.clock == "serving":
                server.down_token += 1
                self.push(self.now + server.up_left, BREAKDOWNS, (station.index, server.index),
                          lambda t=server.down_token: t == server.down_token and self.break_down(server))
        if math.isinf(time):
            return
        token = server.token
        self.push(self.snap(server, self.now + time), SERVERS, (station.index, server.index),
                  lambda: token == server.token and self.server_event(server))

    def snap(self, server, time):
        """The trace's own instant where it is the same but for rounding, so that both stay in step."""
        visit = server.visit
        return visit.end if visit is not None and not math.isnan(visit.end) and close(visit.end, time) else time

    def tired(self, server, work=None, elapsed=None):
        """Time that work takes a tired server, or work that it does in a time."""
        steps, worked, total = server.station.window.speed, server.worked, 0.0
        while True:
            factor, until = 1.0, math.inf
            for begin, value in steps:
                if worked < begin:
                    until = begin
                    break
                factor = value
            stretch = until - worked
            if work is not None:
                if work <= stretch * factor:
                    return total + work / factor
                total, work, worked = total + stretch, work - stretch * factor, until
            else:
                if elapsed <= stretch:
                    return total + elapsed * factor
                total, elapsed, worked = total + stretch * factor, elapsed - stretch, until

    def pause(self, server):
        """What is left to do, brought up to now."""
        if server.broken or server.phase not in ("serving", "dead"):
            return
        elapsed = self.now - server.began
        done = elapsed
        if server.phase == "serving":
            by_work = server.station.window.speed_kind == "by_work"
            done = self.tired(server, elapsed=elapsed) if by_work else elapsed * server.factor
            server.worked += elapsed
            if server.station.window.up and server.station.window.clock == "serving":
                server.up_left = max(0.0, server.up_left - elapsed)
                server.down_token += 1
        if server.left is not None:
            server.left = max(0.0, server.left - done)
        server.began = self.now
        server.token += 1

    def server_event(self, server):
        self.pause(server)
        if server.phase == "serving":
            self.end_of_service(server.visit, server)
        else:
            self.end_of_dead_time(server)

    def end_of_service(self, visit, server):
        station = visit.station
        self.serving(station, server, -1)
        time, dead, holds = self.times(visit)
        if dead and dead.value is None:
            raise Beyond("a dead time of random length")
        dead = dead.value if dead else 0.0
        is_first = bool(visit.second) and not visit.on_second
        if visit.outcome not in FINISHED and not visit.second and any(a == visit.service for a, _ in station.window.together):
            raise Beyond("whether a second service was to follow when the visit was cut")
        visit.left = None
        if (holds or is_first) and dead > 0:
            visit.state = "held"
            self.begin_dead(station, server, visit, dead)
        elif is_first:
            self.begin_second(visit, server)
        else:
            self.finish(visit, server, dead)

    def begin_dead(self, station, server, visit, dead):
        if not server:
            if visit:
                self.push(self.now + dead, SERVERS, (station.index, 0), lambda: self.end_of_hold(visit, None))
            return
        server.phase, server.visit, server.left = "dead", visit, dead
        self.gauge("window", station.window.name, "occupied", 1)
        self.resume(server)

    def end_of_hold(self, visit, server):
        if visit.second and not visit.on_second:
            self.begin_second(visit, server)
        else:
            self.finish(visit, server, 0.0)

    def end_of_dead_time(self, server):
        station, visit = server.station, server.visit
        self.gauge("window", station.window.name, "occupied", -1)
        if visit is None:
            self.available(server)
            self.admit(station)
        else:
            self.end_of_hold(visit, server)

    def begin_second(self, visit, server):
        """Not beyond the shift, where its end interrupts: later, then, from the head of the queue."""
        service, then = visit.service, self.study.classes[visit.cls].then
        self.check("together", (service, visit.second) in visit.station.window.together,
                   f"{visit} gets {service} and {visit.second} together")
        self.check("route", then.get(service, {}).get(visit.second, 0) > 0, f"{visit} goes on to {visit.second}")
        visit.on_second = True
        if server and visit.station.window.interrupts and not server.on_duty and not server.on_call:
            visit.left = self.times(visit)[0].value
            self.go_on_here(visit)
            return self.available(server)
        self.begin_work(visit, server)

    # ---- pushing out ----
    def preempt(self, server, visit):
        """The newcomer is counted already. Who is pushed out takes a place; if there is none, it or another is lost."""
        station, pushed = server.station, server.visit
        room = station.window.room
        self.checks["preempted"] += 1
        has_place = station.waiting() < room[1] if room and room[0] == "queue" else not station.is_overfull()
        leaver = None if has_place else station.leaver(pushed.line, self.is_dropped_now, pushed)
        if leaver is not None:
            self.give_up(leaver, "dropped")
        self.pause(server)
        self.serving(station, server, -1)
        server.phase, server.visit = "idle", None
        if has_place or leaver is not None:
            self.put_back(pushed, station, server)
        else:
            self.checks["displaced"] += 1
            self.check("dropped", self.is_dropped_now(pushed), f"{pushed} must be dropped now, is {pushed.outcome}")
            self.check_told_start(pushed)
            self.go_away(pushed, station)
            self.leave(pushed)
        self.start(visit, server)

    def put_back(self, pushed, station, server):
        pushed.left = server.left if station.window.preemption == "resume" else self.times(pushed)[0].value
        self.add(pushed, station, len(station.lines[pushed.line]) if station.window.discipline == "lifo" else 0)

    # ---- speeds, breakdowns ----
    def set_factor(self, station, factor):
        if factor == station.factor:
            return
        self.checks["speed"] += 1
        busy = [s for s in station.servers if s.phase == "serving"]
        for server in busy:
            self.pause(server)
        station.factor = factor
        for server in busy:
            self.resume(server)

    def follow_queue(self, station):
        if station.window.speed_kind == "by_queue":
            factor = 1.0
            for n, value in station.window.speed:
                if n <= station.waiting():
                    factor = value
            self.set_factor(station, factor)

    def break_down(self, server):
        station, window = server.station, server.station.window
        self.checks["breakdown"] += 1
        self.pause(server)
        if server.phase == "serving":
            self.serving(station, server, -1)
        elif server.phase == "dead":
            self.gauge("window", window.name, "occupied", -1)
        server.broken, server.ready = True, False
        server.token += 1
        self.push(self.now + window.down.value, BREAKDOWNS, (station.index, server.index), lambda: self.repair(server))

    def repair(self, server):
        station, window = server.station, server.station.window
        server.broken = False
        server.up_left = window.up.value
        if window.clock == "calendar":
            self.push(self.now + server.up_left, BREAKDOWNS, (station.index, server.index),
                      lambda: self.break_down(server))
        if server.phase == "serving":
            self.serving(station, server, 1)
            self.resume(server)
        elif server.phase == "dead":
            self.gauge("window", window.name, "occupied", 1)
            self.resume(server)
        elif server.phase == "idle":
            self.available(server)
            self.admit(station)
