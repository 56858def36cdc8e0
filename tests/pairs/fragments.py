"""What each feature of the language adds to a small study, and the study that two or more of them make.

A feature of include/qsweep/feature.h is a fragment here: a patch of BASE. The patches of several are laid over each other;
where two want different values of one key, there is no study that has both, and the key says why. A feature that is new
to the program is a fragment that is new here: the suite fails where there is none, and where the fragment of a feature that
the program knows does not switch it on.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import copy
import os
import re

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

BASE = {
    "time_unit": "min",
    "services": {"help": {"time": {"exponential": {"mean": 1}}}},
    "classes": {"customer": {"first": {"help": 1}}},
    "arrivals": {"door": {"interarrival": {"exponential": {"mean": 0.9}}}},
    "windows": {"desk": {"services": ["help"]}},
    "run": {"horizon": 60, "at_horizon": "stop", "replications": 2},
    "output": {"quantiles": [0.5]},
}

# Features that the program does not know yet: their fragments are written, and the suite says so as soon as one is known.
NOT_YET = []


class Default:
    """A value for a key that the other feature may set otherwise."""

    def __init__(self, value):
        self.value = value


class Whole:
    """A map that is one value, such as a distribution: it is not laid over another one."""

    def __init__(self, value):
        self.value = value


def law(name, **parameters):
    return Whole({name: parameters})


def exponential(mean):
    return law("exponential", mean=mean)


GONE = object()  # the key is taken out
OTHER = {"classes": {"other": {"first": {"help": 1}}}}
SHIFTS = [{"until": 15, "servers": 2}, {"until": 25, "servers": 0}, {"servers": 1}]
TWO_DESKS = {"windows": {"desk": {"count": Default(2)}}}
TWO_SERVERS = {"windows": {"desk": {"servers": Default(2)}}}
TWO_WINDOWS = {"windows": {"second": {"services": ["help"]}}}


def desk(**keys):
    return {"windows": {"desk": keys}}


def customer(**keys):
    return {"classes": {"customer": keys}}


def door(**keys):
    return {"arrivals": {"door": keys}}


def in_place_of_gaps(**keys):
    return door(interarrival=GONE, **keys)


# By the feature's name: patches, laid over each other in this order.
FRAGMENTS = {
    # of a window
    "MEMBERS": [desk(count=2), {"output": {"members": True}}],
    "CLOSED_WINDOW": [{"windows": {"spare": {"count": 0, "services": ["help"]}}}],
    "INFINITE_SERVERS": [desk(servers="inf")],
    "SHIFTS": [desk(servers=SHIFTS)],
    "LIFO": [desk(discipline="lifo")],
    "RANDOM_ORDER": [desk(discipline="random")],
    "SHORTEST_FIRST": [desk(discipline="shortest_first")],
    "PRIORITIES": [OTHER, desk(priority=[{"class": "other"}])],
    "PREEMPT_RESUME": [OTHER, desk(priority=[{"class": "other"}], preemption="resume")],
    "PREEMPT_RESTART": [OTHER, desk(priority=[{"class": "other"}], preemption="restart")],
    "CAPACITY": [desk(capacity={"queue": 2})],
    "DROP_OLDEST": [desk(capacity={"queue": 2, "overflow": "drop_oldest"})],
    "DROP_LEAST_URGENT": [OTHER, desk(priority=[{"class": "other"}], capacity={"queue": 2, "overflow": "drop_least_urgent"})],
    "BLOCKING": [{"services": {"more": {"time": exponential(0.8)}}, "classes": {"customer": {"then": {"help": Whole({"more": 1})}}},
                  "windows": {"next": {"services": ["more"], "capacity": {"queue": 1, "overflow": "block"}}}}],
    "TOGETHER": [{"services": {"more": {"time": exponential(0.8)}}, "classes": {"customer": {"then": {"help": Whole({"more": 1})}}},
                  "windows": {"desk": {"services": ["help", "more"], "together": ["help", "more"]}}}],
    "BREAKDOWNS": [desk(breakdown={"up": exponential(10), "down": exponential(1)})],
    "SPEED": [desk(speed=1.1)],
    "CHANGING_SPEED": [desk(speed=Whole({"by_queue": [[2, 1.3]]}))],
    "OWN_TIMES": [desk(by_service={"help": {"time": exponential(0.8)}})],
    "REPEATING_SHIFTS": [desk(servers=Whole({"period": 30, "shifts": SHIFTS[:2] + [{"until": 30, "servers": 1}]}))],
    "INTERRUPTING_SHIFTS": [desk(servers=Default(SHIFTS), shift_end="interrupt")],
    "CLOSING": [TWO_WINDOWS, desk(servers=Default(SHIFTS), closing="move")],
    "ON_CALL": [desk(on_call={"servers": 1, "call_at": 3, "release_at": 1, "delay": 1})],
    "SERVER_SPEEDS": [TWO_SERVERS, desk(server_speeds=[1, 0.8])],
    "IDLE_CHOICE": [TWO_SERVERS, desk(idle_choice="longest_idle")],
    "GROUPS": [desk(group={"min": 2, "max": 3, "wait": 2})],
    "LINE": [TWO_WINDOWS, {"lines": {"main": {"windows": ["desk", "second"]}}}],
    "ALSO": [TWO_WINDOWS, {"windows": {"third": {"services": ["help"]}},
                           "lines": {"main": {"windows": ["desk", "second"], "also": [{"after": 1, "windows": ["third"]}]}}}],
    # of a stage
    "DEAD_TIME": [{"services": {"help": {"dead_time": exponential(0.1)}}}],
    "SEVERAL_SERVERS": [desk(servers=Default(3)), {"services": {"help": {"servers": 2}}}],
    "RESOURCES": [TWO_SERVERS, {"resources": {"nurse": 1}, "services": {"help": {"needs": {"nurse": 1}}}}],
    # of a class
    "PATIENCE": [customer(patience=exponential(3))],
    "BALKING": [customer(balk_at=3)],
    "JOCKEYS": [TWO_DESKS, customer(jockey=True)],
    "PATIENCE_BY_SERVICE": [customer(patience=Whole({"by_service": {"help": {"exponential": {"mean": 3}}}}))],
    "BALK_PROBABILITY": [customer(balk=[{"from": 1, "probability": 0.3}])],
    "RETRIES": [desk(capacity={"queue": 2}), customer(retry={"after": ["rejected"], "probability": 0.6, "delay": exponential(2), "most": 3})],
    "BECOMES": [OTHER, customer(becomes=[{"after": 1, "class": "other"}])],
    # of a source
    "RECORDED": [in_place_of_gaps(times=[1.4 * i + 0.3 * (i % 3) for i in range(40)])],
    "RATES": [in_place_of_gaps(rate=[{"until": 30, "rate": 0.6}, {"rate": 1.2}])],
    "POPULATION": [in_place_of_gaps(population=6, think_time=exponential(4))],
    "PERIOD": [door(period={"length": 20, "on": 15})],
    "BATCHES": [door(batch=law("geometric", p=0.6))],
    "LIMIT": [door(limit=25)],
    "COPIES": [door(count=2)],
    "DAYS": [in_place_of_gaps(times=Whole({"file": "days.csv", "column": "arrival", "format": "%Y-%m-%d %H:%M:%S", "days": "in_turn"}))],
    "DAY_FACTOR": [door(day_factor=law("gamma", shape=8, mean=1))],
    "APPOINTMENTS": [in_place_of_gaps(times=Default(Whole({"from": 0, "every": 2, "count": 25})), lateness=law("normal", mean=0, sd=1), no_show=0.1)],
    "PARTIES": [door(party=law("geometric", p=0.6))],
    # of the model
    "SEVERAL_CLASSES": [OTHER],
    "SEVERAL_SOURCES": [{"arrivals": {"gate": {"interarrival": exponential(3)}}}],
    "LEAST_WORK": [TWO_DESKS, {"window_choice": "least_work"}],
    "SIMUQ_CHOICE": [TWO_DESKS, {"window_choice": "simuq"}],
    "LONGEST_IDLE": [TWO_WINDOWS, {"window_choice": "longest_idle", "lines": {"main": {"windows": ["desk", "second"]}}}],
    "SERIES": [{"output": {"series": {"every": 10}}}],
    "INTERVALS": [{"output": {"intervals": {"every": 20}}}],
    "CUSTOMERS": [{"run": {"customers": 30}}],
    "NO_HORIZON": [{"run": {"horizon": GONE, "customers": 30}}],
    "DRAIN": [{"run": {"at_horizon": "drain"}}],
    "CUT_OFF": [{"run": {"at_horizon": Whole({"waiting": "cancel", "in_service": "finish"})}}],
}

# What a pair needs beside its two fragments, where one of them can be said in another way that the other one understands.
BESIDE = {
    frozenset(("RATES", "PERIOD")): [door(period={"on": GONE})],
    frozenset(("BLOCKING", "INFINITE_SERVERS")): [{"windows": {"next": {"servers": 1}}}],
}


class Apart(Exception):
    """Two features want different values of one key; which one."""


def name_list():
    """The features' names and words, by their numbers."""
    with open(os.path.join(ROOT, "include", "qsweep", "feature.h"), encoding="utf-8") as text:
        return re.findall(r'X\(([A-Z_]+), "([^"]+)"\)', text.read())


def lay(study, patch, owners, owner, path=()):
    """Put a patch over a study; owners: whose value each key is."""
    for key, value in patch.items():
        at = path + (key,)
        is_default = isinstance(value, Default)
        value = value.value if is_default else value
        before = owners.get(at)
        if isinstance(value, dict) and isinstance(study.get(key), dict) and before is None:
            lay(study[key], value, owners, owner, at)
        elif isinstance(value, dict) and before is None and key not in study:
            study[key] = {}
            lay(study[key], value, owners, owner, at)
        elif key == "services" and len(path) == 2 and path[0] == "windows":
            study[key] = sorted(set(study.get(key, [])) | set(value))
        else:
            put(study, key, value, owners, owner, at, is_default)


def put(study, key, value, owners, owner, at, is_default):
    plain = value.value if isinstance(value, Whole) else value
    plain = copy.deepcopy(plain, {id(GONE): GONE})
    plain = unwrap(plain)
    before, had_default = owners.get(at, (None, True))
    if before is not None and before != owner and not had_default and not is_default and study.get(key, GONE) != plain:
        raise Apart(".".join(at))
    if is_default and before is not None and not had_default:
        return
    owners[at] = (owner, is_default)
    if plain is GONE:
        study.pop(key, None)
    else:
        study[key] = plain


def unwrap(value):
    if isinstance(value, (Whole, Default)):
        return unwrap(value.value)
    if isinstance(value, dict):
        return {key: unwrap(inner) for key, inner in value.items()}
    return [unwrap(inner) for inner in value] if isinstance(value, list) else value


def study_of(*features):
    """The study that has these features. Raises Apart."""
    study, owners = copy.deepcopy(BASE), {}
    for feature in features:
        for patch in FRAGMENTS[feature]:
            lay(study, patch, owners, feature)
    for patch in BESIDE.get(frozenset(features), []):
        lay(study, patch, {}, "beside")
    finish(study)
    return study


def finish(study):
    """What follows from the rest: with several classes, who comes from where."""
    classes = study["classes"]
    for source in study["arrivals"].values():
        if len(classes) > 1:
            source["classes"] = {name: 1 / len(classes) for name in classes}
    study["name"] = "pair"


def settings_of(feature):
    """The same as values by their paths, for another study that has a door, a desk and a service help: null takes a key out."""
    found = {}

    def compare(before, after, path):
        for key in list(before) + [key for key in after if key not in before]:
            at = f"{path}.{key}" if path else key
            if isinstance(before.get(key), dict) and isinstance(after.get(key), dict):
                compare(before[key], after[key], at)
            elif before.get(key) != after.get(key):
                found[at] = after.get(key)

    with_it = study_of(feature)
    for key in ("name", "run"):
        with_it.pop(key)
    compare({key: value for key, value in BASE.items() if key != "run"}, with_it, "")
    if with_it["classes"] != BASE["classes"]:
        found = {path: value for path, value in found.items() if not path.startswith("classes")} | {"classes": with_it["classes"]}
    return found
