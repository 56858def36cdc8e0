"""The workshop of unlike.yaml: servers are processes that work off what their customer needs, at the speed of the hour.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold, passivate

from world import Person, World

WORDS = {
    "server_speeds": ["windows.*.server_speeds=null", "windows.front.idle_choice=null"],
    "fastest": ["windows.front.idle_choice=lowest"],
    "longest_idle": ["windows.back.idle_choice=lowest"],
    "random": ["windows.side.idle_choice=lowest"],
    "the window's own times": ["windows.front.by_service=null"],
    "its dead time": ["windows.front.by_service.pack.dead_time=null"],
    "speed by time": ["windows.back.speed=null"],
    "shortest_queue": ["window_choice=random"],
    "lifo": ["windows.back.discipline=fifo"],
    "balk_at": ["classes.part.balk_at=null"],
}


class Server(Process):
    job, idle_since = None, 0.0

    def __init__(self, window, speed):
        super().__init__()
        self.window, self.speed = window, speed

    def go(self):
        w, window = self.sim, self.window
        while True:
            while self.job is None:
                yield passivate, self
            left, dead = self.job.work, 0.5 if window.name == "front" and self.job.service == "pack" else 0
            while left > 1e-12:
                factor, change = window.factor()
                length = min(left / (self.speed * factor), change - w.now())
                yield hold, self, length
                left -= length * self.speed * factor
            w.level(f"{window.name}/busy", -1)
            w.reactivate(self.job)
            if dead:
                yield hold, self, dead
            w.level(f"{window.name}/held", -1)
            self.job, self.idle_since = None, w.now()
            if window.queue:
                window.leave(window.queue[-1 if window.name == "back" else 0], self)

    def give(self, customer):
        self.job = customer
        self.sim.level(f"{self.window.name}/busy", 1)
        self.sim.level(f"{self.window.name}/held", 1)
        customer.take()
        self.sim.wake(self)


class Window:
    def __init__(self, world, name, speeds):
        self.world, self.name, self.queue = world, name, []
        self.servers = [world.spawn(Server(self, speed)) for speed in speeds]

    def factor(self):
        """The speed of the hour, and when it changes."""
        if self.name != "back":
            return 1.0, 1e12
        period, into = divmod(self.world.now(), 60)
        return (1.5, 60 * period + 30) if into < 30 else (0.7, 60 * period + 60)

    def present(self):
        return (len(self.queue) + sum(s.job is not None and s.job.is_here for s in self.servers)) / len(self.servers)

    def idle(self):
        idle = [s for s in self.servers if s.job is None]
        if not idle:
            return None
        if self.name == "front":
            return max(idle, key=lambda s: s.speed)
        return min(idle, key=lambda s: s.idle_since) if self.name == "back" else self.world.random.choice(idle)

    def leave(self, customer, server):
        self.queue.remove(customer)
        self.world.level(f"{self.name}/queue", -1)
        server.give(customer)


class Piece(Person):
    def go(self):
        w = self.world
        self.service = "make" if self.cls == "whole" else "pack"
        while self.service:
            windows = [w.front, w.back if self.service == "make" else w.side]
            least = min(v.present() for v in windows)
            window = w.random.choice([v for v in windows if v.present() == least])
            self.work = w.erlang(2, 3) if self.service == "make" else w.random.uniform(1, 4)
            if window is w.side:
                self.work = w.exponential(2)
            server = window.idle()
            if server is None and self.cls == "part" and len(window.queue) >= 4:
                self.outcome("balked")
                return
            self.joins()
            self.is_here = True
            if server:
                server.give(self)
            else:
                window.queue.append(self)
                w.level(f"{window.name}/queue", 1)
            yield from self.wait()
            w.note(f"{window.name}/over", w.now() > self.joined + 3, self)
            yield passivate, self
            self.is_here = False
            self.service = "pack" if self.service == "make" and w.random.random() < 0.6 else None
        self.served()


class Shop(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.front = Window(self, "front", [0.6, 1, 1.5])
        self.back = Window(self, "back", [0.6, 1.4])
        self.side = Window(self, "side", [0.5, 1.1])
        self.poisson(0.75, lambda: Piece(self, self.one_of({"whole": 0.6, "part": 0.4})))


def simulate(seed):
    w = Shop(seed)
    w.simulate(until=5000)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("whole", "part") for m in ("wait_mean", "sojourn_mean")}
    for window in (w.front, w.back, w.side):
        values[f"window/{window.name}/utilisation"] = w.average(f"{window.name}/busy", len(window.servers))
        values[f"window/{window.name}/queue_mean"] = w.average(f"{window.name}/queue")
    return values | {"window/back/wait_over@0": w.mean("back/over"), "window/front/occupation": w.average("front/held", 3),
                     "class/part/balked_share": w.share("balked", "class/part")}
