"""The theatre of theatre.yaml: patients are processes, and a porter looks after each change who begins.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
from SimPy.Simulation import hold

from world import Person, World

WORDS = {
    "overtaking": ["resources.bed.overtaking=false"],
    "shifts of units": ["resources.nurse=3"],
    "beds kept": ["services.admit.takes=null", "services.discharge.gives=null", "services.admit.needs={nurse: 1, bed: 1}"],
    "several servers": ["services.operate.servers=1"],
    "what differs by class": ["services.operate.by_class=null"],
    "dead time of servers": ["services.admit.dead_time=null"],
    "dead time that holds": ["services.operate.dead_time_holds_customer=false"],
    "the priority of the desk": ["windows.desk.priority=null"],
    "the priority of the theatre": ["windows.theatre.priority=null"],
}
WINDOWS = {"desk": 2, "theatre": 3, "exit": 1}
PLACE = {"admit": "desk", "advise": "desk", "operate": "theatre", "discharge": "exit"}
UNITS = {"admit": {"bed": 1, "nurse": 1}, "advise": {"nurse": 1}, "operate": {"nurse": 2}, "discharge": {}}
WAY = {"admit": "operate", "operate": "discharge"}


class Patient(Person):
    def go(self):
        w = self.world
        service = "admit" if self.cls == "urgent" or w.random.random() < 0.4 else "advise"
        while service:
            window = PLACE[service]
            self.service, self.servers = service, 2 if service == "operate" and self.cls == "normal" else 1
            self.blamed = {"bed": 0.0, "nurse": 0.0}
            self.joins()
            w.before()
            w.queues[window].append(self)
            w.level(f"{window}/queue", 1)
            w.look()
            yield from self.wait(w.exponential(20) if service == "advise" else None)
            if not self.taken:
                w.before()
                w.queues[window].remove(self)
                w.level(f"{window}/queue", -1)
                w.look()
                self.outcome("reneged")
                return
            for name in UNITS[service]:
                w.note(f"{name}/wait", self.blamed[name], self)
            yield hold, self, {"admit": lambda: w.random.uniform(1, 3), "advise": lambda: w.exponential(2),
                               "operate": lambda: w.erlang(2, 5), "discharge": lambda: w.exponential(1)}[service]()
            w.level(f"{window}/busy", -self.servers)
            if service == "operate":
                yield hold, self, 1.0
            w.before()
            w.units("nurse", -UNITS[service].get("nurse", 0))
            w.units("bed", -1 if service == "discharge" else 0)
            if service == "admit":
                w.call(4.0, w.after_dead_time, self.servers)
            else:
                w.idle[window] += self.servers
            w.look()
            service = WAY.get(service)
        self.served()


class Hospital(World):
    def __init__(self, seed):
        super().__init__(seed, 600, 60)
        self.idle, self.queues = dict(WINDOWS), {name: [] for name in WINDOWS}
        self.there, self.held, self.last = {"bed": 4, "nurse": 3}, {"bed": 0, "nurse": 0}, 0.0
        for period in range(10):
            self.call(200 * period, self.shift, 3)
            self.call(200 * period + 120, self.shift, 4)
        self.poisson(3.3, lambda: Patient(self, self.one_of({"urgent": 0.2, "normal": 0.8})))

    def units(self, name, by):
        self.held[name] += by
        self.level(name, by)

    def shift(self, units):
        self.before()
        self.there["nurse"] = units
        self.look()

    def after_dead_time(self, servers):
        self.before()
        self.idle["desk"] += servers
        self.look()

    def lacks(self, patient):
        """The resources of which it lacks units, in the order of the study."""
        return [name for name, n in UNITS[patient.service].items() if self.held[name] + n > self.there[name]]

    def scan(self, window):
        """Who are passed over, and who is next, in the order of the queue."""
        passed = []
        for patient in sorted(self.queues[window], key=lambda p: (p.cls != "urgent", p.joined, p.number)):
            if self.idle[window] < patient.servers or self.lacks(patient) != ["bed"]:
                return passed, patient
            passed.append(patient)
        return passed, None

    def before(self):
        """Whom the time since the last change is put down to."""
        length, self.last = self.now() - self.last, self.now()
        for window in WINDOWS if length > 0 else ():
            passed, following = self.scan(window)
            lacking = self.lacks(following) if following and self.idle[window] >= following.servers else []
            for patient in self.queues[window]:
                if patient in passed:
                    patient.blamed["bed"] += length
                elif lacking:
                    patient.blamed[lacking[0]] += length

    def look(self):
        while True:
            able = []
            for rank, window in enumerate(WINDOWS):
                _, following = self.scan(window)
                if following and self.idle[window] >= following.servers and not self.lacks(following):
                    able.append((following.joined, rank, window, following))
            if not able:
                return
            _, _, window, patient = min(able, key=lambda a: a[:2])
            self.queues[window].remove(patient)
            self.level(f"{window}/queue", -1)
            self.level(f"{window}/busy", patient.servers)
            self.idle[window] -= patient.servers
            for name, n in UNITS[patient.service].items():
                self.units(name, n)
            patient.take()


def simulate(seed):
    w = Hospital(seed)
    w.simulate(until=1e9)
    values = {f"class/{c}/{m}": w.mean(f"class/{c}/{m}") for c in ("urgent", "normal") for m in ("wait_mean", "sojourn_mean")}
    values |= {f"window/{n}/queue_mean": w.average(f"{n}/queue") for n in ("desk", "theatre")}
    values |= {f"window/{n}/utilisation": w.average(f"{n}/busy", WINDOWS[n]) for n in WINDOWS}
    values |= {f"resource/{n}/units_mean": w.average(n) for n in ("bed", "nurse")}
    values |= {f"resource/{n}/wait_mean": w.mean(f"{n}/wait") for n in ("bed", "nurse")}
    return values | {"class/normal/reneged_share": w.share("reneged", "class/normal")}
