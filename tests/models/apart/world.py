"""What the simulations of this folder stand on: processes of SimPy, chance of its own, and what is measured.

A model is a World with customers and servers that are processes: a customer waits until somebody takes it or its patience is
over. `simulate(seed)` of a model gives the values of one replication by the names that the results file has for them.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import random

from SimPy.Simulation import Process, Simulation, hold, passivate


class World(Simulation):
    """Levels through time between the warm-up and the horizon; outcomes, waits and sojourns of those who came between them."""

    def __init__(self, seed, horizon, warmup=0):
        super().__init__()
        self.initialize()
        self.random, self.horizon, self.warmup = random.Random(seed), horizon, warmup
        self.value, self.since, self.area = {}, {}, {}
        self.sums, self.counts = {}, {}
        self.number = 0

    def spawn(self, process, at=0.0):
        """Begin a process, its `go`, so long from now."""
        process.sim = self
        self.activate(process, process.go(), delay=at)
        return process

    def poisson(self, mean, who):
        """who() comes after each gap of an exponential time of this mean."""
        self.spawn(Source(lambda: self.exponential(mean), lambda: self.spawn(who())))

    def wake(self, process):
        """It goes on at this instant; who is running looks by itself (SimPy cannot take up the running one)."""
        if process._rec is not None or process.passive():
            self.reactivate(process)

    def call(self, delay, what, *arguments):
        """what(*arguments) so long from now."""
        return self.spawn(Call(what, arguments), delay)

    def level(self, name, by):
        self.integrate(name)
        self.value[name] += by
        return self.value[name]

    def integrate(self, name):
        since = self.since.get(name, 0.0)
        length = min(self.now(), self.horizon) - max(since, self.warmup)
        self.value.setdefault(name, 0)
        if length > 0:
            self.area[name] = self.area.get(name, 0.0) + self.value[name] * length
        self.since[name] = self.now()

    def average(self, name, of=1):
        self.integrate(name)
        return self.area.get(name, 0.0) / (self.horizon - self.warmup) / of

    def note(self, name, value, who):
        """One value of a mean, if who came in the measured period."""
        if who.came >= self.warmup:
            self.sums[name] = self.sums.get(name, 0.0) + value
            self.counts[name] = self.counts.get(name, 0) + 1

    def count(self, name, who, by=1):
        if who.came >= self.warmup:
            self.counts[name] = self.counts.get(name, 0) + by

    def mean(self, name):
        return self.sums[name] / self.counts[name] if self.counts.get(name) else math.nan

    def share(self, outcome, scope="system"):
        """Of those who arrived, in the measured period."""
        arrived = self.counts.get(f"{scope}/arrived", 0)
        return self.counts.get(f"{scope}/{outcome}", 0) / arrived if arrived else math.nan

    def erlang(self, k, mean):
        return sum(self.random.expovariate(k / mean) for _ in range(k))

    def exponential(self, mean):
        return self.random.expovariate(1 / mean)

    def one_of(self, shares):
        """A key of {key: share}; what is missing to 1 is None."""
        u = self.random.random()
        for key, share in shares.items():
            u -= share
            if u < 0:
                return key
        return None


class Call(Process):
    def __init__(self, what, arguments):
        super().__init__()
        self.what, self.arguments = what, arguments

    def go(self):
        self.what(*self.arguments)
        return
        yield


class Source(Process):
    """what() after each gap(), until the horizon."""

    def __init__(self, gap, what):
        super().__init__()
        self.gap, self.what = gap, what

    def go(self):
        while True:
            yield hold, self, self.gap()
            if self.sim.now() >= self.sim.horizon:
                return
            self.what()


class Person(Process):
    """A customer; a subclass says in `go` how its visit goes."""

    def __init__(self, world, cls):
        super().__init__()
        world.number += 1
        self.world, self.cls, self.number = world, cls, world.number
        self.came, self.waited = world.now(), 0.0
        self.joins()
        self.outcome("arrived")

    def outcome(self, name):
        self.world.count(f"system/{name}", self)
        self.world.count(f"class/{self.cls}/{name}", self)

    def joins(self):
        """From here on it can be taken."""
        self.taken, self.joined = False, self.world.now()

    def wait(self, patience=None):
        """Until somebody takes it, at most so long; taken says which. Who has been taken already goes on."""
        if not self.taken:
            yield (passivate, self) if patience is None else (hold, self, patience)
        self.waited += self.world.now() - self.joined

    def take(self):
        """Its wait is over: it goes on at this instant."""
        self.taken = True
        self.world.wake(self)

    def served(self):
        self.outcome("served")
        for scope in ("system", f"class/{self.cls}"):
            self.world.note(f"{scope}/wait_mean", self.waited, self)
            self.world.note(f"{scope}/sojourn_mean", self.world.now() - self.came, self)
