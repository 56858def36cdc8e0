"""What a replay keeps: visits, servers, windows and their queues, gauges; and what an audit can end with.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math

TURNED_AWAY = ("rejected", "balked", "rejected_retries", "balked_retries")
RETRIES = "_retries"
FINISHED = ("served", "moved_on")
# The order of simultaneous events.
SERVERS, BREAKDOWNS, MARKS, CALENDAR, ARRIVALS, RETURNS, CHANGES, HELP, PATIENCE = range(9)


class Wrong(Exception):
    """The trace breaks a rule."""


class Beyond(Exception):
    """The study has something that a trace does not show well enough to be checked."""


def close(a, b):
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


class Visit:
    def __init__(self, row):
        number = lambda text: math.nan if text == "" else float(text)
        self.customer, self.counted = int(row["customer"]), row["class"]
        # What it is now, was when it came to the window, was when its service time was drawn.
        self.cls = self.joined_as = self.drawn_as = self.counted
        self.returns, self.changes_due, self.changed_at = 0, False, math.nan
        self.service, _, self.second = row["service"].partition("+")
        self.index, self.window, self.member = int(row["visit"]), row["window"], int(row["member"]) if row["member"] else None
        self.server = int(row["server"]) if row["server"] else None
        self.arrival, self.join = float(row["arrival"]), float(row["join"])
        self.start, self.end, self.outcome = number(row["start"]), number(row["end"]), row["outcome"]
        self.waits_in = row.get("line", "")
        self.next = None                # the customer's next visit
        self.station = None             # while it is there
        self.state = "away"             # waiting, serving, held, stuck
        self.line, self.left, self.began = 0, None, math.nan
        self.has_begun = self.on_second = self.gives_up = False
        self.helped = 0                 # rules of help that have come due
        self.moved = math.nan           # when it last changed the queue

    @property
    def comes_again(self):
        return self.outcome.endswith(RETRIES)

    @property
    def at_window(self):
        """What the window counts it as."""
        return "served" if self.outcome == "moved_on" else self.outcome.removesuffix(RETRIES)

    def spent(self):
        """The wait of a visit that is over."""
        return (self.end if math.isnan(self.start) else self.start) - self.join

    def __repr__(self):
        return f"customer {self.customer} ({self.counted}), visit {self.index} at {self.window}[{self.member}]"


class Gauge:
    def __init__(self):
        self.n = self.largest = 0
        self.area = self.last = 0.0

    def move(self, now, by):
        self.area += self.n * (now - self.last)
        self.last = now
        self.n += by
        self.largest = max(self.largest, self.n)

    def restart(self, now):
        self.move(now, 0)
        self.area, self.largest = 0.0, self.n


class Server:
    def __init__(self, station, index, up_left):
        self.station, self.index, self.up_left = station, index, up_left
        self.visit, self.phase, self.broken = None, "idle", False
        self.left, self.began, self.factor, self.worked = None, 0.0, 1.0, 0.0
        self.token = self.down_token = 0
        self.speed = (station.window.server_speeds or [1.0] * (index + 1))[index]
        self.others = []                # who is served together with the visit
        self.idle_since = 0.0
        self.ready = False              # idle, whole and on duty
        self.there = True               # on duty, or finishing what it began on it
        self.on_duty, self.on_call = True, not station.window.endless and index >= station.window.servers
        self.idle_since = 0.0


class Station:
    def __init__(self, window, member, index):
        self.window, self.member, self.index = window, member, index
        self.is_line = hasattr(window, "helps")
        n = 0 if window.endless else window.servers + (window.call.servers if window.call else 0)
        self.roster = 0 if window.endless else window.shifts[0][1] if window.shifts else window.servers
        self.called, self.answer = 0, 0     # servers on call who are there; the token of a call, or of their going
        self.is_calling = False
        self.servers = [Server(self, k, window.up.value if window.up else None) for k in range(n)]
        self.on_shift = self.roster     # those on duty, on call or not
        self.lines = [[] for _ in range(len(window.priority) + 1)]
        self.present, self.stuck, self.longest = 0, [], 0
        self.factor = window.speed if window.speed_kind == "constant" else 1.0
        if window.speed_kind == "by_time":
            self.factor = window.speed[0][1]

    def is_closed(self):
        return not self.window.endless and self.on_shift == 0

    def waiting(self):
        return sum(len(line) for line in self.lines)

    def free(self):
        return [s for s in self.servers if s.ready]

    def speed_of(self, server):
        """The factor of the server that a visit is told to have had."""
        return 1.0 if server is None or not self.window.server_speeds else self.window.server_speeds[server]

    def has_room(self):
        room = self.window.room
        if room is None:
            return True
        if room[0] == "queue":
            is_free = bool(self.free()) and not self.window.group
            return self.window.endless or is_free or self.waiting() < room[1]
        return self.present < room[1]

    def begins_at_once(self, service):
        """A newcomer does, be it with others."""
        if not self.window.group:
            return self.window.endless or bool(self.free())
        least, _, wait = self.window.group
        return bool(self.free()) and (sum(v.service == service for line in self.lines for v in line) + 1 >= least or wait == 0)

    def makes_a_group(self, service):
        """Where all places for waiting are taken: a newcomer does not have to wait."""
        return bool(self.window.group) and self.window.room[0] == "queue" and self.begins_at_once(service)

    def is_overfull(self):
        """With a newcomer who is counted already."""
        return bool(self.window.room) and self.window.room[0] == "total" and self.present > self.window.room[1]

    def takes(self, cls, service):
        line = self.line_of(cls, service)
        return self.has_room() or self.makes_a_group(service) or self.leaver(line) is not None \
            or self.victim(line) is not None

    def victim(self, line, but=None):
        """The server whose customer a newcomer pushes out: the least urgent, the last begun."""
        found = None
        if self.window.preemption == "none":
            return None
        for server in self.servers:
            if not server.on_duty:  # it finishes what it began, and goes
                continue
            if server is not but and server.phase == "serving" and not server.broken and server.visit.line > line:
                if not found or (server.visit.line, server.since) > (found.visit.line, found.since):
                    found = server
        return found

    def leaver(self, line, told=lambda v: False, pushed=None):
        """Who goes at a full house for one of a line, or for one who is pushed out: who is told to have gone, if several
        joined at the same time. None: nobody who waits."""
        waiting = [v for line in self.lines for v in line]
        if self.window.overflow == "drop_oldest":
            return min(waiting, key=lambda v: (v.has_begun, v.join, not told(v)), default=None)
        if self.window.overflow == "drop_least_urgent":
            last = max(waiting + [pushed] * bool(pushed), key=lambda v: (v.line, v.join, told(v)), default=None)
            return last if last is not None and last is not pushed and (pushed or last.line > line) else None
        return None

    def line_of(self, cls, service):
        for i, rank in enumerate(self.window.priority):
            if rank.get("class", cls) == cls and rank.get("service", service) == service:
                return i
        return len(self.lines) - 1

    def __repr__(self):
        return f"{self.window.name}[{self.member}]"
