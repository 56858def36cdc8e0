"""The morning of surgery.yaml.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import Process, hold

from world import Person, World

TIMES = 4  # as many replications: they are short
WORDS = {
    "no_show": ["arrivals.book.no_show=null"],
    "lateness": ["arrivals.book.lateness=null"],
    "day_factor": ["arrivals.street.day_factor=null"],
    "the rates of the hours": ["arrivals.street.rate=5.5 / h"],
    "shifts": ["windows.doctors.servers=1"],
    "priority": ["windows.doctors.priority=null"],
    "patience": ["classes.walk.patience=null"],
    "balk_at": ["classes.walk.balk_at=null"],
    "what differs by class": ["services.see.by_class=null"],
}


class Patient(Person):
    def go(self):
        w = self.world
        room = w.room()
        if room is None and self.cls == "walk" and len(w.queue) >= 5:
            self.outcome("balked")
            return
        if room is None:
            w.queue.append(self)
            w.level("queue", 1)
        else:
            w.give(room, self)
        yield from self.wait(w.exponential(30) if self.cls == "walk" else None)
        w.count("joined", self)
        w.count("over", self, self.waited > 15)
        if not self.taken:
            w.queue.remove(self)
            w.level("queue", -1)
            self.outcome("reneged")
            return
        begun = w.now()
        yield hold, self, w.exponential(8) if self.cls == "walk" else w.random.uniform(3, 12)
        over = 240 if self.room == 0 else 180  # the end of the shift, or of the day
        w.overtime += max(0.0, w.now() - max(begun, over)) / 60
        self.served()
        w.busy[self.room] = False
        w.level("busy", -1)
        w.look()


class Street(Process):
    """Walk-ins one after another: a Poisson process whose rate is that of the hour, from hour to hour anew."""

    def go(self):
        w = self.sim
        factor = w.random.gammavariate(3, 1 / 3)
        for hour, n in enumerate((2, 12, 6, 2)):
            while True:
                gap = w.exponential(60 / (n * factor))
                if w.now() + gap >= 60 * (hour + 1):
                    break
                yield hold, self, gap
                w.spawn(Patient(w, "walk"))
            yield hold, self, 60 * (hour + 1) - w.now()


class Morning(World):
    def __init__(self, seed):
        super().__init__(seed, 240)
        self.queue, self.busy, self.overtime = [], [False, False], 0.0
        self.spawn(Street())
        for i in range(24):
            comes = max(0.0, 10 * i + self.random.gauss(-3, 8))
            if self.random.random() >= 0.15 and comes < 240:
                self.call(comes, lambda: self.spawn(Patient(self, "booked")))
        self.call(60, self.look)

    def room(self):
        rooms = (0, 1) if 60 <= self.now() < 180 else (0,)
        return next((r for r in rooms if not self.busy[r]), None)

    def give(self, room, patient):
        patient.room, self.busy[room] = room, True
        self.level("busy", 1)
        patient.take()

    def look(self):
        while self.queue and (room := self.room()) is not None:
            patient = min(self.queue, key=lambda p: (p.cls != "booked", p.came, p.number))
            self.queue.remove(patient)
            self.level("queue", -1)
            self.give(room, patient)


def simulate(seed):
    w = Morning(seed)
    w.simulate(until=5000)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("booked", "walk") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"class/{c}/arrived": w.counts.get(f"class/{c}/arrived", 0) for c in ("booked", "walk")}
    values |= {f"class/walk/{m}_share": w.share(m, "class/walk") for m in ("reneged", "balked")}
    return values | {"system/wait_over@0": w.counts["over"] / w.counts["joined"], "window/doctors/queue_mean": w.average("queue"),
                     "system/overtime": w.overtime}
