"""The stop of van.yaml: vans are processes that drive when there is a group, people wait or go.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold, passivate

from world import Person, World

WORDS = {
    "min": ["windows.van.group.min=1", "windows.van.group.wait=null"],
    "max": ["windows.van.group.max=3"],
    "wait": ["windows.van.group.wait=null"],
    "becomes": ["classes.rider.becomes=null", "classes.pressed=null", "windows.van.priority=[{class: rider}]"],
    "patience by service": ["classes.rider.patience=null"],
    "patience of the pressed": ["classes.pressed.patience=null"],
    "balk": ["classes.rider.balk=null"],
    "priority": ["windows.van.priority=null"],
    "capacity": ["windows.van.capacity=null"],
    "server_speeds": ["windows.van.server_speeds=null", "windows.van.idle_choice=null"],
    "idle_choice": ["windows.van.idle_choice=lowest"],
    "dead_time": ["services.north.dead_time=null"],
}
LEAST, MOST, WAIT = 3, 4, 10
RANK = {"pressed": 0, "rider": 1, "pass": 2}


class Rider(Person):
    def go(self):
        w = self.world
        self.now_is = self.cls
        self.service = "north" if w.random.random() < (0.6 if self.cls == "rider" else 0.4) else "south"
        self.drive = w.erlang(3, 9) if self.service == "north" else w.random.uniform(4, 8)
        van = w.idle_van()
        whole = van is not None and sum(r.service == self.service for r in w.queue) + 1 >= LEAST
        waiting = len(w.queue)
        if not whole and self.cls == "rider" and w.random.random() < (0.7 if waiting >= 5 else 0.3 if waiting >= 3 else 0):
            self.outcome("balked")
            return
        if not whole and waiting >= 7:
            self.outcome("rejected")
            return
        w.queue.append(self)
        w.level("queue", 1)
        w.look()
        w.call(WAIT, w.look)
        if self.cls == "rider":
            yield from self.ride_or_press()
        else:
            yield from self.wait()
        if not self.taken:
            self.outcome("reneged")
            w.queue.remove(self)
            w.level("queue", -1)
            return
        yield passivate, self
        self.served()

    def ride_or_press(self):
        patience = self.world.exponential(15) if self.service == "north" else 1e9
        yield from self.wait(min(patience, 6))
        if self.taken or patience < 6:
            return
        self.now_is = "pressed"
        patience = self.world.exponential(20)
        if patience > 6 and not self.taken:
            yield hold, self, patience - 6
            self.waited = self.world.now() - self.joined


class Van(Process):
    riders = None

    def __init__(self, speed):
        super().__init__()
        self.speed = speed

    def go(self):
        w = self.sim
        while True:
            while self.riders is None:
                yield passivate, self
            first = self.riders[0]
            yield hold, self, first.drive / self.speed
            w.level("busy", -1)
            for rider in self.riders:
                w.reactivate(rider)
            yield hold, self, 2.0 if first.service == "north" else 0.0
            self.riders = None
            w.look()


class Stop(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.queue, self.vans = [], [self.spawn(Van(0.6)), self.spawn(Van(1.2))]
        self.call(600, self.look)
        self.poisson(1.5, lambda: Rider(self, self.one_of({"rider": 0.7, "pass": 0.3})))

    def idle_van(self):
        return max((v for v in self.vans if v.riders is None), key=lambda v: v.speed, default=None)

    def group(self):
        """The first in the order whose group may begin, and who go with it."""
        order = sorted(self.queue, key=lambda r: (RANK[r.now_is], r.number))
        for service in dict.fromkeys(r.service for r in order):
            able = [r for r in order if r.service == service]
            late = self.now() >= self.horizon or any(self.now() >= r.joined + WAIT for r in able)
            if len(able) >= LEAST or late:
                return able[:MOST]
        return None

    def look(self):
        while (van := self.idle_van()) and (riders := self.group()):
            for rider in riders:
                self.queue.remove(rider)
                rider.take()
            self.level("queue", -len(riders))
            self.level("busy", 1)
            van.riders = riders
            self.wake(van)


def simulate(seed):
    w = Stop(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("rider", "pass") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/rider/{m}_share": w.share(m, "class/rider") for m in ("reneged", "balked", "rejected")}
    return values | {"class/pass/rejected_share": w.share("rejected", "class/pass"), "system/throughput": w.counts["system/served"] / 540,
                     "window/van/queue_mean": w.average("queue"), "window/van/utilisation": w.average("busy", 2)}
