"""A page held against its results file and against what `qsweep show` says, without a browser.

Usage: check_report.py CHECK PAGE [FILE.h5 [SHOW]...]

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv
import json
import re
import sys

import h5py
import numpy

import page

NAME = "</script><img src=x onerror=alert(1)> & town"
OUTSIDE = ("src", "srcset", "action", "formaction", "background", "poster", "data", "ping", "xlink:href", "srcdoc")


def whole(root, faults):
    """Well-formed, one head of each kind, ids once, labels that exist."""
    assert not faults, faults[:5]
    ids = [e.attributes["id"] for e in root.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)
    for name in ("aria-labelledby", "aria-describedby"):
        for e in root.walk():
            for ident in e.attributes.get(name, "").split():
                assert ident in ids, ident
    for tag in ("html", "head", "body", "main", "h1", "title"):
        assert len(root.all(tag)) >= 1, tag
    assert len(root.all("h1")) == 1 and root.all("html")[0].attributes["lang"] == "en"
    for table in root.all("table"):
        rows = [[c for c in r.children if isinstance(c, page.Element)] for r in table.all("tr")]
        assert rows and len({len(r) for r in rows}) == 1, "rows of a table differ in length"
    assert all("aria-labelledby" in s.attributes for s in root.all("section"))
    assert all("aria-labelledby" in s.attributes or s.attributes.get("aria-hidden") for s in root.all("svg"))
    print(len(ids), "ids,", len(root.all("table")), "tables,", len(root.all("svg")), "pictures")


def closed(root, _):
    """The policy names exactly what is there, and nothing asks for anything outside."""
    rules = page.policy(root)
    scripts = [s for s in root.all("script") if "type" not in s.attributes]
    data = [s for s in root.all("script") if "type" in s.attributes]
    assert rules["default-src"] == ["'none'"] and rules["base-uri"] == ["'none'"] and rules["form-action"] == ["'none'"]
    assert set(rules["script-src"]) == page.hashes(scripts) and len(scripts) >= 2
    assert set(rules["style-src"]) == page.hashes(root.all("style")) and len(root.all("style")) >= 2
    assert rules["img-src"] == ["data:"] and len(rules) == 6
    assert all(s.attributes["type"] == "application/json" and json.loads(s.text()) for s in data)
    for e in root.walk():
        for name, value in e.attributes.items():
            assert name != "style" and not name.startswith("on"), (e.tag, name)
            assert name not in OUTSIDE, (e.tag, name)
            assert name != "href" or value.startswith("#") or value == "data:,", (e.tag, value)
    assert not any("url(" in s.text().replace("url(#", "") or "@import" in s.text() for s in root.all("style"))
    print(len(scripts), "scripts,", len(data), "data")


def texts(root, _):
    """What is hostile stands there as a text, and made no element."""
    assert root.all("title")[0].text() == NAME and root.all("h1")[0].text() == NAME
    assert not root.all("img") and not root.all("b", class_="") or all(b.parent.tag == "dd" for b in root.all("b"))
    lead = root.all("p", class_="lead")[0].text()
    assert '</style></script><script>alert("head")</script>' in lead and "<b>one</b>" in lead
    assert "--> with ]]> signs & entities &lt;." in root.text()
    assert "Pässe-Ausweise" in root.text() and "الاستعلامات" in root.text()
    assert not any("alert" in s.text() for s in root.all("script") if "type" not in s.attributes)


# ---- figures ----

def value_of(file, key, scenario, member):
    scope, metric, item, own = key.split("/")
    values = file[scope + "/" + metric][()]
    member = int(own) if int(own) >= 0 else member
    values = values[scenario]
    if scope != "system":
        values = values[member]
    return values[int(item)] if values.ndim else values


def number(text):
    return float(text) if text else numpy.nan


def same(a, b):
    return (numpy.isnan(a) and numpy.isnan(b)) or a == b


def tables(root, _, results, *shown):
    """Each number is the file's, to the last bit; the visible ones read as `show` prints them, for each scope."""
    file = h5py.File(results)
    n = 0
    assert len(shown) == len(root.all("table", **{"data-sorts": ""})) > 0
    for table, printed in zip(root.all("table", **{"data-sorts": ""}), shown):
        heads = table.all("thead")[0].all("th")
        rows = table.all("tbody")[0].all("tr")
        words = [re.findall(r"\S+ ± \S+", line) for line in open(printed, encoding="utf-8")
                 if re.match(r" *\d+ ", line) and "±" in line]
        assert len(words) == len(rows) > 0
        for row, wanted in zip(rows, words):
            cells = [c for c in row.children if isinstance(c, page.Element)]
            scenario = int(cells[0].attributes["data-v"])
            for head, cell in zip(heads, cells):
                if "data-key" not in head.attributes:
                    continue
                value = value_of(file, head.attributes["data-key"], scenario, int(row.attributes["data-m"]))
                assert same(number(cell.attributes["data-v"]), value), (head.text(), scenario, cell.attributes, value)
                n += 1
            seen = [c.text() for h, c in zip(heads, cells) if "data-key" in h.attributes and "hidden" not in h.attributes]
            assert [s for s in seen if "±" in s] == wanted, (seen, wanted)
    assert any("hidden" in h.attributes for h in root.all("th"))
    print(n, "figures")


def maps(root, _, results):
    """Each heat map has the file's numbers, by scenario and interval or by axis."""
    file = h5py.File(results)
    n = 0
    for table in root.all("table", class_="heat"):
        metric, down, across = table.attributes["data-matrix"].split("|")
        name, item = re.match(r"(.*?)(?:_([0-9.]+))?$", metric).groups()
        where = file["interval"] if across == "interval" else file
        rows = [[c for c in r.children if isinstance(c, page.Element)] for r in table.all("tr")]
        for r, cells in enumerate(rows[1:]):
            for k, cell in enumerate(cells[1:]):
                if across == "interval":
                    values = where["system" if down in ("scenario", "label") else down][name][()]
                    value = values[r] if down in ("scenario", "label") else values[0][r]
                    value = value[k]
                else:
                    at = (file[down][()] == float(cells[0].text())) & (file[across][()] == float(rows[0][k + 1].text()))
                    value = file["system"][name][()][at][0]
                if numpy.ndim(value):
                    items = {"wait_quantile": "quantile", "wait_over": "threshold"}[name]
                    value = value[list(file["system"][items][()]).index(float(item))]
                if "data-v" in cell.attributes:
                    assert same(float(cell.attributes["data-v"]), value), (metric, down, across, r, k, value)
                    n += 1
                else:
                    assert cell.text() == "-" and numpy.isnan(value)
    assert n > 50
    print(n, "cells")


def close(a, b):
    return (a is None and numpy.isnan(b)) or abs(a - b) <= 1e-8 * max(abs(b), 1e-300)


def curves(root, _, results):
    """Curves over an axis: mean and interval of each metric and line; and the picture has as many points."""
    file = h5py.File(results)
    section = root.all("section", id="curves")[0]
    gaps, desks = sorted(set(file["gap"][()])), sorted(set(file["desks"][()]))
    keys = [h.attributes["data-key"] for h in root.all("table", id="table-system")[0].all("th") if h.attributes.get("data-key") and "hidden" not in h.attributes]
    figures = section.all("figure")
    n = 0
    assert len(figures) == len(keys) > 3
    for figure, key in zip(figures, keys):
        d = page.data(root, figure.attributes["id"] + "-data")
        assert [r[0] for r in d["rows"]] == gaps and len(d["names"]) == len(desks), d["names"]
        assert len(figure.all("circle")) == len(gaps) * len(desks)
        for gap, row in zip(gaps, d["rows"]):
            for desk, name, values in zip(desks, d["names"], row[1:]):
                assert name.endswith(f" {desk:g}"), name
                s = int(numpy.flatnonzero((file["gap"][()] == gap) & (file["desks"][()] == desk))[0])
                scope, metric, item, member = key.split("/")
                for ending, value in zip(("_lo", "", "_hi"), values):
                    assert close(value, value_of(file, f"{scope}/{metric}{ending}/{item}/{member}", s, 0)), (key, gap, desk)
                    n += 1
        assert [k.text() for k in figure.all("ul", class_="key")[0].all("li")] == d["names"]
    print(n, "numbers")


def through(root, _, results):
    """Series and intervals: of each told scenario, by its number in the line's or the choice's name."""
    file = h5py.File(results)
    n = 0
    for option in root.all("section", id="series")[0].all("div", class_="option"):
        s = int(re.match(r"scenario (\d+)", option.attributes["data-name"])[1])
        for figure, name in zip(option.all("figure"), ("queue", "number", "serving")):
            d = page.data(root, figure.attributes["id"] + "-data")
            mean = [file["series/" + name + e][s] for e in ("_lo", "", "_hi")]
            for t, row in enumerate(d["rows"]):
                assert row[0] == file["series/time"][t]
                for w, values in enumerate(row[1:]):
                    assert all(close(v, m[w, t]) for v, m in zip(values, mean)), (s, name, t, w)
                    n += 3
    option = root.all("section", id="day")[0].all("div", class_="option")[0]
    d = page.data(root, option.all("figure")[0].attributes["id"] + "-data")
    for k, name in enumerate(d["names"]):
        s = int(re.match(r"scenario (\d+)", name)[1])
        for i, row in enumerate(d["rows"]):
            assert close(row[k + 1][1], file["interval/system/wait_mean"][s, i])
            n += 1
    assert n > 300
    print(n, "numbers")


def distribution(root, _, results):
    """The share beyond each time, from the file's bins; and never rising."""
    file = h5py.File(results)["histogram/system"]
    figures = root.all("section", id="distributions")[0].all("div", class_="option")
    n = 0
    for option, name in zip(figures, ("wait", "sojourn")):
        d = page.data(root, option.all("figure")[0].attributes["id"] + "-data")
        for k, line in enumerate(d["names"]):
            s = int(re.match(r"scenario (\d+)", line)[1])
            at = slice(int(file[name + "_start"][s]), int(file[name + "_start"][s] + file[name + "_size"][s]))
            bins, counts = file[name + "_bin"][at], file[name + "_count"][at].astype(float)
            low, high = file["lower"][()][bins], file["upper"][()][bins]
            values = [row[k + 1][1] for row in d["rows"]]
            assert all(a >= b for a, b in zip(values, values[1:]))
            for row, value in zip(d["rows"], values):
                inside = numpy.clip((high - row[0]) / (high - low), 0, 1)
                inside[low == 0] = 0
                assert abs(value - 100 * (inside * counts).sum() / counts.sum()) < 1e-6, (name, line, row[0])
                n += 1
    print(n, "shares")


def pictures(root, _):
    """Without the library: every curve is there as a picture, and nothing of the library is."""
    assert len(root.all("figure")) > 5
    for figure in root.all("figure"):
        assert figure.all("svg") and figure.all("path", class_="l")
    assert not any("dygraph" in s.text().lower() for s in root.all("script"))
    assert not root.all("details", class_="licence")


def licence(root, _):
    text = root.all("details", class_="licence")[0].text()
    assert "MIT" in text and "Permission is hereby granted" in text and "WITHOUT WARRANTY" in text


def says(root, _, *words):
    for word in words:
        assert word in " ".join(root.all("main")[0].text().split()), word


def decision(root, _, exported):
    """What was chosen stands in the answer and is marked in the tables."""
    chosen = [row for row in csv.DictReader(open(exported, newline="", encoding="utf-8")) if row["decision"] == "chosen"]
    assert len({row["scenario"] for row in chosen}) == 1
    s = chosen[0]["scenario"]
    assert f"scenario {s} " in root.all("div", class_="answer")[0].text()
    marked = [r.all("th")[0].text() if r.all("th") else r.all("td")[0].text() for r in root.all("tr", class_="answer-row")]
    assert s in marked and len(marked) >= 2, marked


def main():
    name, path, more = sys.argv[1], sys.argv[2], sys.argv[3:]
    root, faults = page.read(path)
    globals()[name](root, faults, *more)


main()
