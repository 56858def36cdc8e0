"""The desks of hurry.yaml: after each change everybody who may looks whether another queue is better.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import hold

from world import Person, World

WORDS = {
    "jockeys": ["classes.*.jockey=false"],
    "becomes": ["classes.calm.becomes=null", "classes.cross=null", "windows.desk.priority=null", "windows.side.priority=null"],
    "the priority of the cross": ["windows.desk.priority=null", "windows.side.priority=null"],
    "the way of the cross": ["classes.cross.then.sign.pay=0.7"],
    "their patience": ["classes.cross.patience=null"],
    "balk": ["classes.calm.balk=null"],
    "random": ["window_choice=shortest_queue"],
    "speed": ["windows.side.speed=null"],
}
GOES_ON = {"calm": 0.7, "cross": 0.2, "firm": 0.5}


class Window:
    def __init__(self, world, name, servers, speed=1.0, ranks=True):
        self.world, self.name, self.servers, self.speed, self.ranks = world, name, servers, speed, ranks
        self.cross, self.others, self.idle = [], [], servers

    @property
    def queue(self):
        return self.cross + self.others

    def ahead_of(self, person):
        """How many would be served before it; -1 where it begins at once."""
        if self.idle:
            return -1
        return len(self.cross) if person.now_is == "cross" else len(self.queue)

    def enter(self, person):
        person.window = self
        (self.cross if person.now_is == "cross" and self.ranks else self.others).append(person)
        self.world.level(f"{self.name}/queue", 1)
        self.next()

    def becomes_cross(self, person):
        """Behind the last of the cross who joined before it."""
        if self.ranks:
            self.others.remove(person)
            before = [i for i, p in enumerate(self.cross) if p.joined < person.joined]
            self.cross.insert(before[-1] + 1 if before else 0, person)

    def leave(self, person):
        (self.cross if person in self.cross else self.others).remove(person)
        self.world.level(f"{self.name}/queue", -1)

    def next(self):
        if self.queue and self.idle:
            first = self.queue[0]
            self.leave(first)
            self.idle -= 1
            self.world.level(f"{self.name}/busy", 1)
            first.take()

    def end(self):
        self.idle += 1
        self.world.level(f"{self.name}/busy", -1)
        self.next()
        self.world.change_queues()


class Visitor(Person):
    moved = -1.0

    def go(self):
        w = self.world
        self.now_is = self.cls
        signs, pays = w.erlang(2, 3), w.exponential(2)
        window = w.random.choice(w.windows)
        if self.balks_at(window):
            return
        window.enter(self)
        w.change_queues()
        yield from self.wait(1 if self.cls == "calm" else None)
        if not self.taken:
            self.now_is = "cross"
            patience = w.random.uniform(2, 20) - 1
            if patience > 0:
                self.window.becomes_cross(self)
                w.change_queues()
                if not self.taken:
                    yield hold, self, patience
                    self.waited = w.now() - self.joined
            if not self.taken:
                self.window.leave(self)
                self.outcome("reneged")
                w.change_queues()
                return
        yield hold, self, signs / self.window.speed
        self.window.end()
        if w.random.random() < GOES_ON[self.now_is]:
            self.joins()
            if self.balks_at(w.till):
                return
            w.till.enter(self)
            yield from self.wait(w.random.uniform(2, 20) if self.now_is == "cross" else 1 if self.now_is == "calm" else None)
            if not self.taken and self.now_is == "calm":
                yield from self.cross_at_the_till()
            if not self.taken:
                w.till.leave(self)
                self.outcome("reneged")
                return
            yield hold, self, pays
            w.till.end()
        self.served()

    def balks_at(self, window):
        waiting = len(window.queue)
        probability = 0.6 if waiting >= 4 else 0.2 if waiting >= 2 else 0
        if self.now_is == "calm" and not window.idle and self.world.random.random() < probability:
            self.outcome("balked")
            return True
        return False

    def cross_at_the_till(self):
        """Priority is none there, but patience now runs."""
        patience = self.world.random.uniform(2, 20) - 1
        if patience > 0:
            yield hold, self, patience
            self.waited += patience if not self.taken else self.world.now() - self.joined - 1


class Hall(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.windows = [Window(self, "desk", 1), Window(self, "desk", 1), Window(self, "side", 2, 0.6)]
        self.till = Window(self, "till", 1, ranks=False)
        self.poisson(1.15, lambda: Visitor(self, self.one_of({"calm": 0.6, "firm": 0.4})))

    def gain(self, person):
        """Where it stands furthest ahead, if that is further than now."""
        best = min((w for w in self.windows if w is not person.window), key=lambda w: w.ahead_of(person))
        return best if best.ahead_of(person) < person.window.queue.index(person) else None

    def change_queues(self):
        while True:
            may = [p for w in self.windows for p in w.queue if p.now_is != "firm" and p.moved < self.now() and self.gain(p)]
            if not may:
                return
            first = min(may, key=lambda p: (p.joined, p.number))
            to = self.gain(first)
            first.moved = self.now()
            first.window.leave(first)
            to.enter(first)


def simulate(seed):
    w = Hall(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("calm", "firm") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/calm/{m}_share": w.share(m, "class/calm") for m in ("reneged", "balked")}
    values |= {f"window/{n}/utilisation": w.average(f"{n}/busy", 1 if n == "till" else 2) for n in ("desk", "side", "till")}
    return values | {f"window/{n}/queue_mean": w.average(f"{n}/queue") for n in ("desk", "side", "till")}
