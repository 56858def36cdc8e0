"""The house of house.yaml: a server is a process that spends what is left of its job, breaks down, and is given another job by
one more urgent.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold, passivate

from world import Person, World

SHARES = {"red": 0.25, "amber": 0.35, "green": 0.4}
RANK = {"red": 0, "amber": 1, "green": 2}
WORDS = {
    "preemption": ["windows.desk.preemption=none"],
    "resume": ["windows.desk.preemption=restart"],
    "drop_least_urgent": ["windows.desk.capacity.overflow=reject"],
    "another drop": ["windows.desk.capacity.overflow=drop_oldest"],
    "capacity": ["windows.desk.capacity=null"],
    "balk_at": ["classes.red.balk_at=null"],
    "dead_time": ["services.mend.dead_time=null"],
    "breakdown": ["windows.desk.breakdown=null"],
    "patience": ["classes.amber.patience=null"],
}


class Pause:
    def __init__(self, left):
        self.left = left


class Server(Process):
    job, broken, start = None, False, 0.0

    def serves(self):
        return isinstance(self.job, Guest)

    def go(self):
        w = self.sim
        while True:
            while self.job is None or self.broken:
                yield passivate, self
            job, self.start = self.job, w.now()
            yield hold, self, job.left
            if self.job is not job:
                continue  # pushed out: what is left has been noted
            job.left -= w.now() - self.start
            if job.left > 1e-9:
                continue  # it broke down
            if self.serves():
                job.end()
                w.level("busy", -1)
                self.job = Pause(0.5)
            else:
                self.job = None
                w.look()

    def give(self, guest):
        self.job = guest
        self.sim.level("busy", 1)
        guest.begins()
        self.sim.wake(self)

    def push_out(self, guest):
        out = self.job
        out.left -= self.sim.now() - self.start
        self.sim.level("busy", -1)
        self.give(guest)
        return out


class Fault(Process):
    def __init__(self, server):
        super().__init__()
        self.server = server

    def go(self):
        w, server = self.sim, self.server
        while True:
            yield hold, self, w.exponential(60)
            server.broken = True
            w.level("busy", -1 if server.serves() else 0)
            w.wake(server)
            yield hold, self, w.random.uniform(2, 8)
            server.broken = False
            w.level("busy", 1 if server.serves() else 0)
            w.wake(server)
            w.look()
            if w.now() > w.horizon and not w.inside:
                return


class Guest(Person):
    begun = False

    def go(self):
        w = self.world
        self.left, self.place = w.random.uniform(1, 5), self.number
        free = [s for s in w.servers if s.job is None and not s.broken]
        lesser = [s for s in w.servers if s.serves() and not s.broken and RANK[s.job.cls] > RANK[self.cls]]
        w.inside += 1
        if free:
            free[0].give(self)
        elif lesser:
            out = max(lesser, key=lambda s: (RANK[s.job.cls], s.start)).push_out(self)
            w.place(out)
        elif self.cls == "red" and w.queue:
            self.gone("balked")
        elif len(w.queue) < 4:
            w.join(self)
        else:
            last = max(w.queue, key=lambda g: (RANK[g.cls], g.number))
            if RANK[last.cls] > RANK[self.cls]:
                w.drop(last)
                w.join(self)
            else:
                self.gone("rejected")
        if self.cls == "amber" and not self.begun:
            yield hold, self, w.exponential(8)
            if not self.begun and self in w.queue:
                w.leave(self)
                self.gone("reneged")

    def begins(self):
        if not self.begun:
            self.begun = True
            for scope in ("system", f"class/{self.cls}"):
                self.world.note(f"{scope}/wait_mean", self.world.now() - self.came, self)

    def end(self):
        self.world.note(f"class/{self.cls}/sojourn_mean", self.world.now() - self.came, self)
        self.gone("served")

    def gone(self, how):
        self.outcome(how)
        self.world.inside -= 1


class House(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.queue, self.inside, self.turns = [], 0, 0
        self.servers = [self.spawn(Server()) for _ in range(2)]
        for server in self.servers:
            self.spawn(Fault(server))
        self.poisson(1.4, lambda: Guest(self, self.one_of(SHARES)))

    def join(self, guest):
        self.queue.append(guest)
        self.level("queue", 1)

    def leave(self, guest):
        self.queue.remove(guest)
        self.level("queue", -1)

    def drop(self, guest):
        self.leave(guest)
        guest.gone("dropped")

    def place(self, out):
        """Of one pushed out: it waits before the others, if need be instead of the least urgent who joined last."""
        self.turns += 1
        out.place = -self.turns
        self.join(out)
        if len(self.queue) > 4:
            self.drop(max(self.queue, key=lambda g: (RANK[g.cls], g.number)))

    def look(self):
        for server in self.servers:
            if self.queue and server.job is None and not server.broken:
                guest = min(self.queue, key=lambda g: (RANK[g.cls], g.place))
                self.leave(guest)
                server.give(guest)


def simulate(seed):
    w = House(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in SHARES for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/{c}/{m}_share": w.share(m, f"class/{c}") for c in ("amber", "green") for m in ("dropped", "rejected")}
    return values | {"class/amber/reneged_share": w.share("reneged", "class/amber"),
                     "class/red/balked_share": w.share("balked", "class/red"),
                     "class/red/served_share": w.share("served", "class/red"),
                     "window/desk/queue_mean": w.average("queue"), "window/desk/utilisation": w.average("busy", 2)}
