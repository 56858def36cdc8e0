"""The desk and the spare of rosters.yaml: servers are processes that are sent to work and home.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold, passivate

from world import Person, World

WORDS = {
    "interrupt": ["windows.desk.shift_end=finish"],
    "move": ["windows.desk.closing=wait"],
    "leaving instead of moving": ["windows.desk.closing=leave"],
    "leave": ["windows.spare.closing=wait"],
    "on_call": ["windows.spare.on_call=null"],
    "delay": ["windows.spare.on_call.delay=0"],
    "release_at": ["windows.spare.on_call.release_at=0"],
    "call_at": ["windows.spare.on_call.call_at=6"],
    "priority": ["windows.desk.priority=null"],
    "patience": ["classes.first.patience=null"],
    "dead_time": ["services.ask.dead_time=null"],
}


class Server(Process):
    """On duty or not; job is None, a visitor or the word dead."""

    def __init__(self, window):
        super().__init__()
        self.window, self.on_duty, self.job, self.called, self.late = window, False, None, False, None
        self.there = None

    def go(self):
        w = self.sim
        while True:
            while self.job is None:
                yield passivate, self
            visitor, self.start = self.job, w.now()
            yield hold, self, visitor.left
            if self.job is not visitor:
                continue  # handed back
            w.busy(self, -1)
            visitor.served()
            self.job = "dead"
            yield hold, self, 0.5
            self.job = None
            if not self.on_duty and self.there is not None:
                self.goes()
            self.window.look()

    def goes(self):
        """Home from a call: the hours that it was there count."""
        self.sim.hours += (min(self.sim.now(), 600) - min(self.there, 600)) / 60
        self.there = None

    def give(self, visitor):
        self.job = visitor
        self.sim.busy(self, 1)
        visitor.take()
        self.sim.wake(self)

    def hand_back(self):
        """The visitor it has, with what is left of its service."""
        visitor, self.job = self.job, None
        visitor.left -= self.sim.now() - self.start
        self.sim.busy(self, -1)
        self.sim.wake(self)
        return visitor


class Window:
    def __init__(self, world, name, n, shifts, urgent):
        self.world, self.name, self.urgent, self.queue, self.back = world, name, urgent, [], []
        self.servers = [world.spawn(Server(self)) for _ in range(n)]
        self.calling, self.on_call = False, name == "spare"
        world.spawn(Roster(self, shifts))

    def open(self):
        return any(s.on_duty for s in self.servers)

    def order(self, visitor):
        """Who was handed back is at the head of its priority."""
        return (self.urgent and visitor.cls != "first", visitor not in self.back, visitor.place)

    def enter(self, visitor):
        self.stand(visitor)
        self.look()

    def stand(self, visitor):
        """At the end of the queue, be it that it has waited elsewhere."""
        self.world.places += 1
        visitor.window, visitor.place = self, self.world.places
        self.queue.append(visitor)
        self.world.level(f"{self.name}/queue", 1)

    def leave(self, visitor):
        self.queue.remove(visitor)
        self.world.level(f"{self.name}/queue", -1)
        self.calls()

    def look(self):
        for server in self.servers:
            if self.queue and server.on_duty and server.job is None:
                visitor = min(self.queue, key=self.order)
                if visitor in self.back:
                    self.back.remove(visitor)
                self.leave(visitor)
                server.give(visitor)
        self.calls()

    def shift(self, n):
        """So many are on duty from now on; those on call are the last and no business of it."""
        was_open, back = self.open(), []
        for i, server in enumerate(self.servers):
            if self.on_call and i > 0:
                continue  # on call
            server.on_duty = i < n
            if not server.on_duty and self.name == "desk" and server.job not in (None, "dead"):
                back.append(server.hand_back())
            elif server.job not in (None, "dead") and not server.on_duty and server.late is None:
                server.late = self.world.now()
        for visitor in back:
            free = next((s for s in self.servers if s.on_duty and s.job is None), None)
            if free:
                free.give(visitor)
            else:
                self.back.append(visitor)
                self.stand(visitor)
        if was_open and not self.open():
            self.closes()
        self.look()

    def closes(self):
        to = [v for v in self.world.windows if v.open()]
        for visitor in sorted(self.queue, key=self.order):
            if visitor in self.back or self.name == "desk" and not to:
                continue
            self.leave(visitor)
            if self.name == "desk":
                self.world.random.choice(to).enter(visitor)
            else:
                visitor.gives_up()

    def calls(self):
        if not self.on_call or self.calling:
            return
        if self.servers[-1].called:
            if len(self.queue) <= 1:
                self.calling = True
                self.world.call(0, self.release)
        elif len(self.queue) >= 4:
            self.calling = True
            self.world.call(3, self.come)

    def come(self):
        self.calling = False
        for server in self.servers[-2:]:
            server.called = server.on_duty = True
            if server.there is None:
                server.there = self.world.now()
        self.look()

    def release(self):
        self.calling = False
        if len(self.queue) > 1:
            return
        for server in self.servers[-2:]:
            server.called = server.on_duty = False
            if server.job is None:
                server.goes()
        if not self.open():
            self.closes()
        self.calls()


class Roster(Process):
    def __init__(self, window, shifts):
        super().__init__()
        self.window, self.shifts = window, shifts

    def go(self):
        while self.sim.now() <= 2000:
            for length, n in self.shifts:
                self.window.shift(n)
                yield hold, self, length


class Visitor(Person):
    def go(self):
        w = self.world
        self.left = w.random.uniform(2, 8)
        w.random.choice([v for v in w.windows if v.open()] or w.windows).enter(self)
        yield from self.wait(w.exponential(25) if self.cls == "first" else None)
        if not self.taken and self in self.window.queue:
            self.window.leave(self)
            self.outcome("reneged")

    def gives_up(self):
        self.outcome("reneged")
        self.take()


class Hall(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 30)
        self.windows, self.places, self.overtime, self.hours = [], 0, 0.0, 850 / 60 + 400 / 60
        self.windows.append(Window(self, "desk", 3, [(20, 3), (25, 1), (15, 0)], True))
        self.windows.append(Window(self, "spare", 3, [(50, 1), (27, 0)], False))
        self.poisson(2, lambda: Visitor(self, self.one_of({"first": 0.4, "other": 0.6})))

    def busy(self, server, by):
        self.level(f"{server.window.name}/busy", by)
        if by > 0:
            server.begun, server.late = self.now(), None
            return
        late = min(server.late or self.horizon, self.horizon)  # when its shift was over, or the day
        self.overtime += max(0.0, self.now() - max(late, server.begun, self.warmup)) / 60


def simulate(seed):
    w = Hall(seed)
    w.simulate(until=2000)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("first", "other") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/{c}/reneged_share": w.share("reneged", f"class/{c}") for c in ("first", "other")}
    values |= {f"window/{n}/queue_mean": w.average(f"{n}/queue") for n in ("desk", "spare")}
    return values | {"system/overtime": w.overtime, "system/server_hours": w.hours}
