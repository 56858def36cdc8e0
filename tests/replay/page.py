"""A replay's page read back: its data, its columns, who is where; written after docs/replay.md, not after the script.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import csv
import html.parser
import json
import math

DUTY, BREAKS, WORKS, FREE, BACK, ON, MOVES, CLASS, STOCK = range(9)


class Scripts(html.parser.HTMLParser):
    """The data elements of a page, by id."""

    def __init__(self):
        super().__init__()
        self.data, self.now = {}, None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "script" and attributes.get("type") == "application/json":
            self.now = attributes["id"]
            self.data[self.now] = ""

    def handle_endtag(self, tag):
        if tag == "script":
            self.now = None

    def handle_data(self, text):
        if self.now:
            self.data[self.now] += text


def read(path, name="replay-data"):
    scripts = Scripts()
    with open(path, encoding="utf-8") as file:
        scripts.feed(file.read())
    return json.loads(scripts.data[name])


def numbers(text):
    """Seven bits a byte, the lowest first."""
    out, value, shift = [], 0, 0
    for byte in base64.b64decode(text, validate=True):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            out.append(value)
            value = shift = 0
    assert shift == 0, "a number without its end"
    return out


def signed(values):
    return [value // 2 if value % 2 == 0 else -(value + 1) // 2 for value in values]


def summed(values):
    out, at = [], 0
    for value in signed(values):
        at += value
        out.append(at)
    return out


def table(part, **how):
    """Columns of a part of the data, each of n numbers."""
    columns = {name: how.get(name, list)(numbers(text)) for name, text in part.items() if name != "n"}
    for name, values in columns.items():
        assert name == "class" or len(values) == part["n"], f"{name}: {len(values)} numbers, not {part['n']}"
    return columns


def places(data):
    """(window, member) of each station."""
    return [(w, m) for w, window in enumerate(data["windows"]) for m in range(window["members"])]


def visits(data):
    """A dict for each row, instants in ticks or None."""
    columns = table(data["visits"], customer=summed, join=summed)
    stations, classes, seen, rows = places(data), iter(columns.get("class", [])), {}, []
    for i in range(data["visits"]["n"]):
        service, second, station, line, outcome = data["kinds"][columns["kind"][i]]
        customer, join, wait, stay = (columns[name][i] for name in ("customer", "join", "wait", "stay"))
        if customer not in seen:
            seen[customer] = [0, next(classes)]
        start = join + wait - 1 if wait else None
        rows.append(dict(
            customer=customer, visit=seen[customer][0], klass=seen[customer][1], service=service, second=second,
            window=stations[station][0] if station >= 0 else -1, member=stations[station][1] if station >= 0 else -1,
            station=station, line=line, server=columns["server"][i] - 1, outcome=data["outcomes"][outcome],
            join=join, start=start, end=(join if start is None else start) + stay - 1 if stay else None,
            after=columns["after"][i] if "after" in columns else 0))
        seen[customer][0] += 1
    assert next(classes, None) is None, "more classes than customers"
    return rows


def incidents(data):
    columns = table(data["incidents"], time=summed)
    return [{name: values[i] for name, values in columns.items()} for i in range(data["incidents"]["n"])]


def stocks(data):
    """(time, resource, held, units) as they change."""
    columns, now = table(data["stocks"], time=summed, held=signed, units=signed), {}
    out = []
    for i in range(data["stocks"]["n"]):
        which = columns["resource"][i]
        held, units = now.get(which, (0, 0))
        now[which] = held + columns["held"][i], units + columns["units"][i]
        out.append((columns["time"][i], which, *now[which]))
    return out


def queues(data, rows, told):
    """(place, from, to) of each stay in a queue, in ticks; lines are numbered behind the stations."""
    n_stations, end = len(places(data)), data["end"]
    by_row, out = {}, []
    for one in told:
        if one["kind"] in (BACK, ON, MOVES):
            by_row.setdefault(one["row"], []).append(one)
    for i, row in enumerate(rows):
        mine = by_row.get(i, [])
        moves = [one for one in mine if one["kind"] == MOVES]
        place = moves[0]["amount"] if moves else n_stations + row["line"] if row["line"] >= 0 else row["station"]
        over = end if row["end"] is None else row["end"]
        since, first = row["join"], over if row["start"] is None else row["start"]
        for one in moves:
            assert one["amount"] == place, f"row {i} goes from where it is not"
            out.append((place, since, one["time"]))
            place, since = one["place"], one["time"]
        assert not moves or place == row["station"], f"row {i} ends elsewhere than it went"
        out.append((place, since, first))
        since = None
        for one in mine:
            if one["kind"] == BACK:
                assert since is None and first <= one["time"] <= over, f"row {i} is sent back twice, or never began"
                since = one["time"]
            elif one["kind"] == ON:
                assert since is not None, f"row {i} goes on without having been sent back"
                out.append((one["place"], since, one["time"]))
                since = None
        if since is not None:
            out.append((row["station"], since, over))
    return out


def metrics(path):
    with open(path, newline="") as lines:
        return {(row["scope"], row["member"], row["metric"]): float(row["value"]) if row["value"] else math.nan
                for row in csv.DictReader(lines) if not row.get("interval") and not row["item"]}


def services(data, rows, told):
    """(station, from, to) of each stay at a server, in ticks."""
    by_row, out = {}, []
    for one in told:
        if one["kind"] in (BACK, ON):
            by_row.setdefault(one["row"], []).append(one)
    for i, row in enumerate(rows):
        if row["start"] is None:
            continue
        over = data["end"] + 1 if row["end"] is None else row["end"]
        since = row["start"]
        for one in by_row.get(i, []):
            if one["kind"] == BACK:
                out.append((row["station"], since, one["time"]))
                since = None
            else:
                since = one["time"]
        if since is not None:
            out.append((row["station"], since, over))
    return out


class Crowd:
    """How many are where at an instant, and how many servers are on duty."""

    def __init__(self, data):
        self.data, self.rows, self.told = data, visits(data), incidents(data)
        still = {row["customer"] for row in self.rows if row["end"] is None}
        self.waits = [(place, since, to + (to == data["end"] and bool(still)))
                      for place, since, to in queues(data, self.rows, self.told)]
        self.serves = services(data, self.rows, self.told)
        self.stations = places(data)

    def at(self, tick):
        """[(waiting, in service, on duty)] of all stations and lines; "" where there is no such number."""
        n = len(self.stations) + len(self.data["lines"])
        waiting, serving = [0] * n, [0] * n
        for place, since, to in self.waits:
            waiting[place] += since <= tick < to
        for place, since, to in self.serves:
            serving[place] += since <= tick < to
        duty = [self.data["windows"][w]["servers"] for w, _ in self.stations]
        for one in self.told:
            if one["time"] > tick:
                break
            if one["kind"] == DUTY:
                duty[one["place"]] = one["amount"] + one["more"]
        for one in self.told:
            if one["time"] > tick:
                break
            if one["kind"] in (BREAKS, WORKS):
                duty[one["place"]] += 1 if one["kind"] == WORKS else -1
        lines = [("", "")] * len(self.data["lines"])
        beside = [(serving[s], "" if duty[s] is None else duty[s]) for s in range(len(self.stations))] + lines
        return [(waiting[p], *beside[p]) for p in range(n)]
