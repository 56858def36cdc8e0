"""Groups in a replay: who is served together, and when a group begins; and which of the idle servers takes a newcomer.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

from state import CALENDAR, FINISHED, Beyond, close


class Grouping:
    """The part of Replay that is about groups and idle servers."""

    # ---- idle servers ----
    def pick(self, station, visit):
        """The idle server that takes a newcomer."""
        free, choice = station.free(), station.window.idle_choice
        if choice == "lowest":
            return free[0]
        self.checks["idle_" + choice] += len(free) > 1
        if choice == "longest_idle":
            return min(free, key=lambda s: (s.idle_since, s.index))
        if choice == "fastest":
            return max(free, key=lambda s: (self.speed_of(s), -s.index))
        if station.window.preemption != "none":
            raise Beyond("which server chance gave to one who may be pushed out: the last is told")
        told = [s for s in free if s.index == visit.server]
        self.check("idle_random", bool(told), f"{visit} is served by {visit.server}, which is not idle")
        return told[0]

    def speed_of(self, server):
        """Beside others of its window, now."""
        factor = 1.0
        for begin, value in server.station.window.speed if server.station.window.speed_kind == "by_work" else []:
            factor = value if server.worked >= begin else factor
        return server.speed * factor

    # ---- groups ----
    def join_group(self, visit, station):
        """Who begins at once has stood in no queue: queues were no longer for it."""
        gauges = [self.gauges["class", visit.cls, "queue"], self.gauges["system", "system", "queue"]]
        longest, largest = station.longest, [gauge.largest for gauge in gauges]
        self.wait(visit, station)
        if math.isfinite(station.window.group[2]):
            self.push(visit.join + station.window.group[2], CALENDAR, (station.index, 2), lambda: self.begin_groups(station))
        self.begin_groups(station)
        if visit.state != "waiting":
            station.longest = longest
            for gauge, value in zip(gauges, largest):
                gauge.largest = value

    def begin_groups(self, station, least=None):
        while station.free() and station.waiting():
            group = self.group_of(station, station.window.group[0] if least is None else least)
            if not group:
                return
            self.begin_group(group, self.pick(station, group[0]))

    def take_group(self, server):
        """A server has come free: it takes the group, not another that is idle."""
        group = self.group_of(server.station, server.station.window.group[0])
        if group:
            self.begin_group(group, server)

    def group_of(self, station, least):
        """Those first in the order of the queue who need the same service as the first whose group may begin."""
        if station.window.discipline not in ("fifo", "lifo"):
            raise Beyond("groups out of a queue in no order")
        step = -1 if station.window.discipline == "lifo" else 1
        waiting = [v for line in station.lines for v in line[::step]]
        for first in waiting:
            group = [v for v in waiting if v.service == first.service]
            is_late = min(v.join for v in group) + station.window.group[2] <= self.now
            if len(group) >= least or is_late:
                self.checks["small group"] += len(group) < station.window.group[0]
                return group[:station.window.group[1]]
        return []

    def begin_group(self, group, server):
        self.checks["group"] += len(group) > 1
        self.checks["leader"] += len({v.cls for v in group}) > 1
        for visit in group:
            self.remove(visit)
        self.start(group[0], server)
        server.others = group[1:]
        for visit in server.others:
            self.check("start", close(visit.start, self.now) and visit.server == server.index,
                       f"{visit} must begin now with {group[0]}, begins {visit.start} at {visit.server}")
            visit.has_begun, visit.state = True, "serving"

    def finish_group(self, visit, server, dead):
        group, server.others = [visit, *server.others], []
        for one in group:
            self.check("route", one.outcome in FINISHED, f"{one} is done now, but is told as {one.outcome}")
            self.end_visit(one)
        self.go_on(server.station, server, dead)
        for one in group:
            self.after(one)

    # ---- nobody comes any more ----
    def close_groups(self):
        for station in self.stations:
            if station.window.group and station.free() and station.waiting() and not self.may_come(station):
                self.checks["last group"] += 1
                self.begin_groups(station, 1)

    def begin_stuck(self):
        """Nothing else can happen: the first group that waits for others begins. False: there is none."""
        for station in self.stations:
            if station.window.group and station.free() and station.waiting():
                self.checks["last group"] += 1
                self.begin_groups(station, 1)
                return True
        return False

    def may_come(self, station):
        """Whether somebody who is there, and does not wait here, may still come here."""
        if any(c.retry or c.changes for c in self.study.classes.values()):
            raise Beyond("who may still come where people come again or become of another class")
        for visit in self.visits:
            if visit.state == "away" or (visit.state == "waiting" and visit.station is station):
                continue
            if visit.outcome in FINISHED:
                leads = visit.next is not None and self.leads(visit.cls, visit.next.service, station)
            else:
                then = self.study.classes[visit.cls].then.get(visit.second or visit.service, {})
                leads = any(p > 0 and self.leads(visit.cls, service, station) for service, p in then.items())
                if leads:
                    raise Beyond("where one goes next who is cut")
            if leads:
                return True
        return False

    def leads(self, cls, service, station):
        """Whether who of a class comes to a service comes by a station, there or later."""
        ways, reached = self.study.classes[cls].then, [service]
        for at in reached:
            if self.chooser.serves(station.window, cls, at):
                return True
            reached += [s for s, p in ways.get(at, {}).items() if p > 0 and s not in reached]
        return False
