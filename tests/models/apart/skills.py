"""The call centre of skills.yaml: every server is a process that looks for a customer when it is free, every customer one that
is taken or gives up.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold

from world import Person, World

SHARES = {"plain": 0.45, "gold": 0.2, "french": 0.2, "late": 0.15}
WORDS = {
    "also": ["lines.main.also=[{after: 600, windows: [cem]}]"],
    "its delay": ["lines.main.also=[{after: 0, windows: [cem]}]"],
    "the preference of bob": ["windows.bob.priority=null"],
    "the preference of cem": ["windows.cem.priority=null"],
    "the priority of the line": ["lines.main.priority=null"],
    "longest_idle": ["window_choice=first"],
    "patience": ["classes.plain.patience=null"],
    "balk_at": ["classes.french.balk_at=null"],
}


class Caller(Person):
    def go(self):
        w = self.world
        queue = w.late if self.cls == "late" else w.line
        server = w.free_for(self, w.cem if self.cls == "late" else w.ann + w.bob)
        if server is None and self.cls == "french" and len(queue) >= 7:
            self.outcome("balked")
            return
        if server is not None:
            server.serve(self)
        else:
            w.join(self, queue)
        yield from self.wait(w.exponential(10) if self.cls == "plain" else None)
        if queue is w.line:
            w.count("line/over", self, self.waited > 4)
            w.count("line/joined", self)
        if queue is w.line and self.taken:
            w.note("line/wait", self.waited, self)
        if not self.taken:
            w.leave(self)
            self.outcome("reneged")
            return
        yield hold, self, w.exponential(5) if self.cls == "french" else w.erlang(2, 3)
        self.served()
        self.server.free()


class Agent(Process):
    """Idle, or with a caller who lets it go."""

    def __init__(self, world, name, classes, prefers):
        super().__init__()
        self.world, self.name, self.classes, self.prefers = world, name, classes, prefers
        self.idle_since = 0.0

    def serve(self, caller):
        self.idle_since, caller.server = None, self
        self.world.level(self.name, 1)
        caller.take()

    def free(self):
        self.world.level(self.name, -1)
        self.idle_since = self.world.now()
        caller = self.world.next_for(self)
        if caller is not None:
            self.world.leave(caller)
            self.serve(caller)


class Centre(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.line, self.late = [], []
        self.ann = [Agent(self, "ann", ("plain", "gold"), None) for _ in range(2)]
        self.bob = [Agent(self, "bob", ("plain", "gold", "french"), "french") for _ in range(2)]
        self.cem = [Agent(self, "cem", ("plain", "gold", "late"), "plain")]
        self.poisson(0.8, lambda: Caller(self, self.one_of(SHARES)))

    @staticmethod
    def free_for(caller, agents):
        free = [a for a in agents if a.idle_since is not None and caller.cls in a.classes]
        return min(free, key=lambda a: a.idle_since) if free else None

    def help(self, caller):
        """It has waited two minutes."""
        if caller in self.line and self.cem[0].idle_since is not None and caller.cls in self.cem[0].classes:
            self.leave(caller)
            self.cem[0].serve(caller)

    def next_for(self, agent):
        if agent.name == "cem":
            able = self.late + [c for c in self.line if c.cls in agent.classes and self.now() >= c.joined + 2]
        else:
            able = [c for c in self.line if c.cls in agent.classes]
        others = agent.name == "cem"  # its own customers come before those of the line
        return min(able, key=lambda c: (c.cls != agent.prefers, others and c.cls != "late", c.cls != "gold", c.number),
                   default=None)

    def join(self, caller, queue):
        queue.append(caller)
        if queue is self.line:
            self.level("queue", 1)
            self.call(2, self.help, caller)

    def leave(self, caller):
        if caller.cls == "late":
            self.late.remove(caller)
            return
        self.line.remove(caller)
        self.level("queue", -1)


def simulate(seed):
    w = Centre(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/wait_mean": w.mean(f"class/{c}/wait_mean") for c in SHARES}
    values |= {f"window/{name}/utilisation": w.average(name, n) for name, n in (("ann", 2), ("bob", 2), ("cem", 1))}
    return values | {"line/main/wait_mean": w.mean("line/wait"), "line/main/queue_mean": w.average("queue"),
                     "line/main/wait_over@0": w.counts["line/over"] / w.counts["line/joined"],
                     "system/reneged_share": w.share("reneged"), "class/french/balked_share": w.share("balked", "class/french"),
                     "class/gold/sojourn_mean": w.mean("class/gold/sojourn_mean")}
