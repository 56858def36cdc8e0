"""The desk and the till of retry.yaml: a customer is one process through all its attempts.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import hold

from world import Person, Source, World

WORDS = {
    "retry": ["classes.*.retry=null"],
    "most": ["classes.caller.retry.most=null"],
    "probabilities in turn": ["classes.caller.retry.probability=0.9"],
    "after": ["classes.caller.retry.after=[rejected, reneged, balked]"],
    "batch": ["arrivals.door.batch=null", "arrivals.door.factor=2"],
    "balk": ["classes.caller.balk=null"],
    "balk_at": ["classes.guest.balk_at=null"],
    "capacity": ["windows.desk.capacity=null", "windows.till.capacity=null"],
    "patience by service": ["classes.caller.patience=null"],
}
AFTER = {"caller": ("rejected", "reneged"), "guest": ("rejected", "reneged", "balked")}


class Window:
    def __init__(self, world, name, places):
        self.world, self.name, self.places, self.queue, self.busy = world, name, places, [], False

    def full(self):
        return self.busy and len(self.queue) >= self.places

    def join(self, customer):
        if not self.busy:
            self.begin(customer)
        else:
            self.queue.append(customer)
            self.world.level(f"{self.name}/queue", 1)

    def leave(self, customer):
        self.queue.remove(customer)
        self.world.level(f"{self.name}/queue", -1)

    def begin(self, customer):
        self.busy = True
        self.world.level(f"{self.name}/busy", 1)
        customer.take()

    def end(self):
        self.busy = False
        self.world.level(f"{self.name}/busy", -1)
        if self.queue:
            following = self.queue[0]
            self.leave(following)
            self.begin(following)


class Customer(Person):
    def go(self):
        w = self.world
        service = "help" if self.cls == "caller" or w.random.random() < 0.7 else "pay"
        while service:
            work = w.erlang(2, 2) if service == "help" else w.random.uniform(0.5, 2.5)
            losses = 0
            while (lost := (yield from self.attempt(w.windows[service], service, work))):
                losses += 1
                if not self.comes_again(lost, losses):
                    self.outcome(lost)
                    return
                w.level("orbit", 1)
                yield hold, self, w.exponential(8) if self.cls == "caller" else w.random.uniform(2, 6)
                w.level("orbit", -1)
                w.count("retried", self)
                w.count(f"class/{self.cls}/retried", self)
            service = "pay" if service == "help" and self.cls == "caller" and w.random.random() < 0.6 else None
        self.served()

    def comes_again(self, lost, losses):
        if lost not in AFTER[self.cls] or self.cls == "caller" and losses > 2:
            return False
        return self.world.random.random() < (0.7 if self.cls == "guest" else 0.9 if losses == 1 else 0.5)

    def attempt(self, window, service, work):
        """None when it has been served, else how it was lost."""
        w = self.world
        self.joins()
        if window.busy and self.balks(len(window.queue)):
            return "balked"
        if window.full():
            return "rejected"
        window.join(self)
        yield from self.wait(w.exponential(3) if self.cls == "caller" and service == "help" else None)
        if not self.taken:
            window.leave(self)
            return "reneged"
        yield hold, self, work
        window.end()
        return None

    def balks(self, waiting):
        if self.cls == "guest":
            return waiting >= 4
        return self.world.random.random() < (0.6 if waiting >= 4 else 0.2 if waiting >= 2 else 0)


class Office(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.windows = {"help": Window(self, "desk", 5), "pay": Window(self, "till", 1)}
        self.spawn(Source(lambda: self.exponential(3), self.batch))

    def batch(self):
        while True:
            self.spawn(Customer(self, "caller" if self.random.random() < 0.6 else "guest"))
            if self.random.random() < 0.5:
                return


def simulate(seed):
    w = Office(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("caller", "guest") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/{c}/{m}_share": w.share(m, f"class/{c}") for c in ("caller", "guest") for m in ("balked", "served")}
    values |= {f"class/{c}/retried": w.counts.get(f"class/{c}/retried", 0) for c in ("caller", "guest")}
    values |= {f"window/{n}/queue_mean": w.average(f"{n}/queue") for n in ("desk", "till")}
    return values | {"window/desk/utilisation": w.average("desk/busy"), "window/till/utilisation": w.average("till/busy"),
                     "system/orbit_mean": w.average("orbit"), "class/caller/reneged_share": w.share("reneged", "class/caller"),
                     "class/caller/rejected_share": w.share("rejected", "class/caller")}
