"""The tables and the bar of tables.yaml.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import hold

from world import Person, World

WORDS = {
    "party": ["arrivals.walk.party=null"],
    "needs of the bar": ["services.drink.needs=null"],
    "drop_oldest": ["windows.hall.capacity.overflow=reject"],
    "capacity of the hall": ["windows.hall.capacity=null"],
    "capacity of the bar": ["windows.bar.capacity=null"],
    "priority": ["windows.hall.priority=null"],
    "patience by service": ["classes.guest.patience=null"],
    "no overtaking": ["resources.seat={units: 20, overtaking: true}"],
}
PLACES = {"hall": 4, "bar": 2}


class Party(Person):
    def __init__(self, world, cls, persons):
        super().__init__(world, cls)
        self.persons, self.lost = persons, None
        world.count("persons", self, persons)

    def go(self):
        w = self.world
        window = "bar" if self.cls == "thirsty" else "hall"
        while window:
            self.joins()
            yield from self.place(window)
            if self.lost:
                self.outcome(self.lost)
                return
            yield hold, self, w.random.uniform(10, 30) if window == "hall" else w.exponential(8)
            if window == "hall":
                w.tables += 1
            w.level("seats", -self.persons)
            w.look()
            window = "bar" if window == "hall" and self.cls == "guest" and w.random.random() < 0.3 else None
        self.served()

    def place(self, window):
        w = self.world
        queue = w.queues[window]
        w.stand(window, self)
        if w.first(window) is self and w.can(window, self):
            w.begin(window, self)
        elif len(queue) > PLACES[window]:
            oldest = min(queue, key=lambda p: (p.joined, p.number))
            out = self if window == "bar" else oldest
            w.leave(window, out)
            out.lost = "rejected" if out is self else "dropped"
            out.take()
        yield from self.wait(w.exponential(15) if window == "hall" and self.cls == "guest" else None)
        if not self.taken:
            self.lost = "reneged"
            w.leave(window, self)
        w.look()


class House(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.tables, self.queues = 6, {"hall": [], "bar": []}
        self.level("seats", 0)
        self.poisson(4, self.walk)
        self.poisson(6, self.thirst)

    def walk(self):
        return Party(self, "guest" if self.random.random() < 0.8 else "regular", self.random.randint(1, 6))

    def thirst(self):
        return Party(self, "thirsty", sum(self.random.random() < 0.6 for _ in range(3)))

    def stand(self, window, party):
        self.queues[window].append(party)
        self.level(f"{window}/queue", 1)

    def leave(self, window, party):
        self.queues[window].remove(party)
        self.level(f"{window}/queue", -1)

    def first(self, window):
        return min(self.queues[window], key=lambda p: (window == "hall" and p.cls != "regular", p.joined, p.number), default=None)

    def can(self, window, party):
        return self.value["seats"] + party.persons <= 20 and (window == "bar" or self.tables > 0)

    def begin(self, window, party):
        self.leave(window, party)
        self.tables -= window == "hall"
        self.level("seats", party.persons)
        party.take()

    def look(self):
        while True:
            able = [(p.joined, window, p) for window in ("hall", "bar")
                    if (p := self.first(window)) and self.can(window, p)]
            if not able:
                return
            self.begin(*min(able, key=lambda a: a[0])[1:])


def simulate(seed):
    w = House(seed)
    w.simulate(until=5000)
    values = {f"class/{c}/wait_mean": w.mean(f"class/{c}/wait_mean") for c in ("guest", "regular", "thirsty")}
    values |= {f"class/guest/{m}_share": w.share(m, "class/guest") for m in ("reneged", "dropped", "rejected")}
    values |= {f"window/{n}/queue_mean": w.average(f"{n}/queue") for n in PLACES}
    return values | {"class/thirsty/rejected_share": w.share("rejected", "class/thirsty"),
                     "class/regular/dropped_share": w.share("dropped", "class/regular"),
                     "resource/seat/utilisation": w.average("seats", 20), "system/persons": w.counts["persons"]}
