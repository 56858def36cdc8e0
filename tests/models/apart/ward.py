"""The ward of ward.yaml, without SimPy: a calendar of callbacks, and after each change it is looked for anew who begins: of the
windows' next (the most urgent, then the first to come) who have servers and units, the one who has waited longest.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import heapq
import random
import statistics

HORIZON, WARMUP = 1000, 100
WORDS = {
    "beds kept": ["services.admit={time: {exponential: {mean: 1}}, needs: {nurse: 1, bed: 1}}", "services.treat.gives=null"],
    "several servers": ["services.treat.servers=1"],
    "nurses shared": ["services.admit.needs=null"],
    "priority": ["windows.*.priority=null"],
    "patience": ["classes.normal.patience=null"],
}
UNITS, SERVERS, PLACES = {"bed": 4, "nurse": 3}, {"desk": 2, "ward": 4}, ("desk", "ward")


class Patient:
    def __init__(self, number, cls, came):
        self.number, self.cls, self.came = number, cls, came
        self.place = self.join = None


class Ward:
    def __init__(self, seed):
        self.r, self.now, self.calendar, self.n = random.Random(seed), 0.0, [], 0
        self.idle, self.free = dict(SERVERS), dict(UNITS)
        self.queues = {place: [] for place in PLACES}
        self.area, self.since = dict.fromkeys(UNITS, 0.0), 0.0
        self.sojourns = {"urgent": [], "normal": []}
        self.reneged = self.arrived = 0

    def after(self, time, what, *arguments):
        self.n += 1
        heapq.heappush(self.calendar, (self.now + time, self.n, what, arguments))

    def run(self):
        self.after(self.r.expovariate(1 / 2.6), self.arrive, 1)
        while self.calendar:
            time, _, what, arguments = heapq.heappop(self.calendar)
            length = min(time, HORIZON) - max(self.now, WARMUP)
            for name in UNITS if length > 0 else ():
                self.area[name] += (UNITS[name] - self.free[name]) * length
            self.now = time
            what(*arguments)
            self.look()
        length = HORIZON - WARMUP
        return {"class/urgent/sojourn_mean": statistics.fmean(self.sojourns["urgent"]), "class/normal/sojourn_mean": statistics.fmean(self.sojourns["normal"]),
                "system/reneged_share": self.reneged / self.arrived, "resource/bed/units_mean": self.area["bed"] / length,
                "resource/nurse/units_mean": self.area["nurse"] / length}

    def arrive(self, number):
        if self.now >= HORIZON:
            return
        self.arrived += self.now >= WARMUP
        self.enter("desk", Patient(number, "urgent" if self.r.random() < 0.3 else "normal", self.now))
        self.after(self.r.expovariate(1 / 2.6), self.arrive, number + 1)

    def enter(self, place, patient):
        patient.place, patient.join = place, self.now
        self.queues[place].append(patient)
        if patient.cls == "normal":
            self.after(self.r.expovariate(1 / 12), self.give_up, place, patient)

    def give_up(self, place, patient):
        if patient in self.queues[place]:
            self.queues[place].remove(patient)
            self.reneged += patient.came >= WARMUP
            self.free["bed"] += place == "ward"

    @staticmethod
    def asks(place, patient):
        """Servers and beds; a nurse is asked for everywhere."""
        return (1, 1) if place == "desk" else (1 if patient.cls == "urgent" else 2, 0)

    def look(self):
        while True:
            able = []
            for rank, place in enumerate(PLACES):
                if self.queues[place]:
                    first = min(self.queues[place], key=lambda p: (p.cls == "normal", p.join, p.number))
                    servers, beds = self.asks(place, first)
                    if self.idle[place] >= servers and self.free["nurse"] >= 1 and self.free["bed"] >= beds:
                        able.append((first.join, rank, place, first))
            if not able:
                return
            _, _, place, first = min(able, key=lambda a: a[:2])
            servers, beds = self.asks(place, first)
            self.queues[place].remove(first)
            self.idle[place] -= servers
            self.free["nurse"] -= 1
            self.free["bed"] -= beds
            self.after(self.r.expovariate(1 if place == "desk" else 1 / 4), self.end, place, first)

    def end(self, place, patient):
        self.idle[place] += self.asks(place, patient)[0]
        self.free["nurse"] += 1
        if place == "desk":
            self.look()  # units and servers come free before the patient goes on
            self.enter("ward", patient)
            return
        self.free["bed"] += 1
        if patient.came >= WARMUP:
            self.sojourns[patient.cls].append(self.now - patient.came)


def simulate(seed):
    return Ward(seed).run()
