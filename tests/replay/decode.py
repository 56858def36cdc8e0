"""Does a replay's page hold what `qsweep trace` writes as csv, visit by visit, and do its incidents add up?

Usage: decode.py FOLDER   where it finds NAME.html, NAME.csv and NAME.metrics; prints `ok NAME` and `not ok NAME`

Every visit to half a tick. Of the incidents: the queues that they and the visits make have the metrics' mean numbers
waiting, and units held those of the resources; breakdowns and repairs take turns.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import math
import pathlib
import sys

import page


def expected(path):
    with open(path, newline="") as lines:
        for row in csv.DictReader(lines):
            for name in ("customer", "visit"):
                row[name] = int(row[name])
            for name in ("member", "server"):
                row[name] = int(row[name]) if row[name] else -1
            for name in ("arrival", "join", "start", "end"):
                row[name] = float(row[name]) if row[name] else None
            yield row


def compare_time(row, want, name, tick):
    if (row[name] is None) != (want[name] is None):
        return f"{name} is {row[name]}, not {want[name]}"
    if row[name] is not None and abs(row[name] * tick - want[name]) > 0.5001 * tick + 1e-12 * abs(want[name]):
        return f"{name} is {row[name] * tick!r}, not {want[name]!r}"
    return None


def check_visits(data, rows, path):
    wanted = {(want["customer"], want["visit"]): want for want in expected(path)}
    assert len(rows) == len(wanted), f"{len(rows)} visits, not {len(wanted)}"
    services, tick = data["services"], data["tick"]
    order = [(row["join"], row["customer"]) for row in rows]
    assert [join for join, _ in order] == sorted(join for join, _ in order), "not in the order of joining"
    for row in rows:
        want = wanted[row["customer"], row["visit"]]
        service = services[row["service"]] + ("+" + services[row["second"]] if row["second"] >= 0 else "")
        got = {"class": data["classes"][row["klass"]], "service": service, "server": row["server"],
               "window": data["windows"][row["window"]]["name"] if row["window"] >= 0 else "",
               "member": row["member"], "outcome": row["outcome"]}
        if "line" in want:
            got["line"] = data["lines"][row["line"]]["name"] if row["line"] >= 0 else ""
        wrong = [f"{name} is {value!r}, not {want[name]!r}" for name, value in got.items() if value != want[name]]
        wrong += filter(None, (compare_time(row, want, name, tick) for name in ("join", "start", "end")))
        if row["visit"] == 0 and not math.isclose(want["arrival"], want["join"], rel_tol=1e-12):
            wrong.append("it joined later than it arrived")
        assert not wrong, f"customer {row['customer']}, visit {row['visit']}: {'; '.join(wrong)}"


def area(stays, low, high):
    return sum(max(0, min(to, high) - max(since, low)) for since, to in stays)


def measured(data, got):
    """The period of the means, in ticks; None where the horizon is not known beforehand."""
    if data["horizon"] is None:
        return None
    warmup = got.get(("system", "system", "warmup_used"), 0)
    return (0 if math.isnan(warmup) else warmup) / data["tick"], data["horizon"]


def check_queues(data, rows, told, got):
    period = measured(data, got)
    stays = {}
    for place, since, to in page.queues(data, rows, told):
        assert to >= since, "a stay that ends before it begins"
        stays.setdefault(place, []).append((since, to))
    if period is None:
        return 0
    low, high = period
    stations, checked = page.places(data), 0
    members = [("window", window["name"], [s for s, (of, _) in enumerate(stations) if of == w])
               for w, window in enumerate(data["windows"])]
    members += [("window", f"{window['name']} {m + 1}", [s for s, at in enumerate(stations) if at == (w, m)])
                for w, window in enumerate(data["windows"]) for m in range(window["members"])]
    members += [("line", line["name"], [len(stations) + i]) for i, line in enumerate(data["lines"])]
    for scope, name, which in members:
        want = got.get((scope, name, "queue_mean"), math.nan)
        if math.isnan(want):
            continue
        mean = sum(area(stays.get(place, []), low, high) for place in which) / (high - low)
        # An instant is off by half a tick, and so is each end of a stay.
        n = sum(len(stays.get(place, [])) for place in which)
        assert abs(mean - want) <= (n + 1) / (high - low) + 1e-9, f"{name}: {mean} wait on average, not {want}"
        checked += 1
    return checked


def check_stocks(data, got):
    period = measured(data, got)
    for r, resource in enumerate(data["resources"]):
        changes = [(time, held, units) for time, which, held, units in page.stocks(data) if which == r]
        assert changes and all(0 <= held for _, held, _ in changes), f"{resource['name']}: no number of units"
        want = got.get(("resource", resource["name"], "units_mean"), math.nan)
        if period is None or math.isnan(want):
            continue
        ends = [time for time, _, _ in changes[1:]] + [data["end"]]
        held = sum(units * max(0, min(end, period[1]) - max(time, period[0]))
                   for (time, units, _), end in zip(changes, ends)) / (period[1] - period[0])
        most = max(units for _, units, _ in changes) + 1
        assert abs(held - want) <= most * (len(changes) + 1) / (period[1] - period[0]) + 1e-9, \
            f"{resource['name']}: {held} units held on average, not {want}"


def check_servers(data, rows, told):
    broken = set()
    for one in told:
        if one["kind"] in (page.BREAKS, page.WORKS):
            server = one["place"], one["server"]
            assert (server in broken) == (one["kind"] == page.WORKS), f"server {server} breaks down twice, or is repaired whole"
            broken.symmetric_difference_update([server])
    for row in rows:
        assert row["after"] >= 0 and (row["after"] == 0 or row["end"] is not None), "a dead time before the end"


def check(name):
    """name: the files' without their endings."""
    data = page.read(f"{name}.html")
    rows, told, got = page.visits(data), page.incidents(data), page.metrics(f"{name}.metrics")
    check_visits(data, rows, f"{name}.csv")
    checked = check_queues(data, rows, told, got)
    check_stocks(data, got)
    check_servers(data, rows, told)
    return len(rows), len(told), checked


def main(folder):
    for path in sorted(pathlib.Path(folder).glob("*.html")):
        name = path.with_suffix("")
        try:
            print(f"ok {name.name}: %d visits, %d incidents, %d mean queues" % check(name))
        except (AssertionError, KeyError) as fault:
            print(f"not ok {name.name}: {fault}")


if __name__ == "__main__":
    main(sys.argv[1])
