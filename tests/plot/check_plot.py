"""Checks of pictures. Usage: check_plot.py CHECK [ARGUMENT...]

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import random
import re
import struct
import subprocess
import sys
import xml.etree.ElementTree as xml
import zlib

SVG = "{http://www.w3.org/2000/svg}"


def texts(path):
    """All that is written on a picture; the file must be well-formed XML."""
    return ["".join(item.itertext()).strip() for item in xml.parse(path).iter(SVG + "text")]


def says(path, *wanted):
    written = texts(path)
    for text in wanted:
        assert any(text in line for line in written), f"{text!r} is not among {written}"


def says_not(path, *unwanted):
    written = texts(path)
    for text in unwanted:
        assert not any(text in line for line in written), f"{text!r} is among {written}"


def colours(path, *wanted):
    """Lines of these colours, each with a dash of its own, and bands that let through what is below."""
    source = open(path).read()
    dashes = set()
    for colour in wanted:
        red, green, blue = (int(colour[i : i + 2], 16) for i in (0, 2, 4))
        drawn = [g for g in re.findall(r"<path[^>]*>", source) if f"rgb({red:3d}, {green:3d}, {blue:3d})" in g]
        assert drawn, f"nothing is {colour}"
        dashes |= set(re.findall(r"stroke-dasharray='([^']*)'", " ".join(drawn)))
    assert len(dashes) >= len(wanted) - 1, dashes
    assert "fill-opacity='0.18'" in source or "fill-opacity = '0.18'" in source or "0.18" in source, "no bands"


def styles(path, lines):
    """However many lines there are, no two in the key are alike in colour, dash and point."""
    source = open(path).read()
    entries = re.findall(r"<title>([\d.]+ s)</title>.*?<path stroke='([^']*)'([^>]*)/>\s*<use xlink:href='([^']*)'", source, re.S)
    assert len(entries) == int(lines), entries
    marks = {(colour, "".join(re.findall("dasharray='([^']*)'", dash)), point) for _, colour, dash, point in entries}
    assert len(marks) == len(entries), sorted(marks)


def apart(path):
    """Numbers along x that stand in one line do not run into each other (letters are about 8 wide)."""
    ticks = [item for item in xml.parse(path).iter(SVG + "g") if "translate" in item.get("transform", "")]
    rows = {}
    for item in ticks:
        text = "".join(item.itertext()).strip()
        x, y = (float(v) for v in re.match(r"translate\(([\d.]+),([\d.]+)\)", item.get("transform")).groups())
        if re.fullmatch(r"[\d.]+", text):
            rows.setdefault(y, []).append((x, text))
    row = sorted(max(rows.values(), key=len))
    assert len(row) >= 4, rows
    for (x, text), (next_x, next_text) in zip(row, row[1:]):
        assert next_x - x > 4 * (len(text) + len(next_text)) + 4, (text, next_text, row)


def written(path):
    """Each text with its place, size, anchor and turn."""
    pattern = re.compile(r"translate\(([-\d.]+),([-\d.]+)\)(?: *rotate\(([-\d.]+)\))?")
    for item in xml.parse(path).iter(SVG + "g"):
        text = "".join("".join(child.itertext()) for child in item.findall(SVG + "text")).strip()
        place = pattern.match(item.get("transform", ""))
        if text and place:
            x, y = float(place[1]), float(place[2])
            turn = math.radians(float(place[3] or 0))
            yield text, x, y, float(item.get("font-size")), item.get("text-anchor"), turn


def at_ticks(path):
    """The texts at the ticks of both axes, by their colour: of an axis together, from left to right or downwards."""
    colour = [item.get("fill") == "rgb(34,34,34)" for item in xml.parse(path).iter(SVG + "g") if item.find(SVG + "text") is not None]
    axes = {}
    for is_tick, (text, x, y, size, anchor, turn) in zip(colour, written(path), strict=True):
        if is_tick and anchor != "start":
            axes.setdefault(("y", x) if anchor == "end" and not turn else ("x", y), []).append((x, y, text))
    return {axis: [text for _, _, text in sorted(row)] for axis, row in axes.items()}


def letters(text, x, y, size, anchor, turn):
    """The middles of a text's letters, which are about 0.55 of its size or wider wide."""
    width = 0.55 * size
    first = {"start": 0.5, "middle": 0.5 - len(text) / 2, "end": 0.5 - len(text)}[anchor]
    for i, letter in enumerate(text):
        along, above = (first + i) * width, 0.35 * size
        if letter != " ":
            yield x + along * math.cos(turn) + above * math.sin(turn), y + along * math.sin(turn) - above * math.cos(turn)


def tidy(path):
    """No text leaves the canvas, lies on another, or is too small to be read; no two ticks read the same; the picture
    proper has half of the width."""
    root = xml.parse(path).getroot()
    wide, high = (float(v) for v in root.get("viewBox").split()[2:])
    everything = list(written(path))
    places = []
    for text, x, y, size, anchor, turn in everything:
        assert size >= 9, (text, size)
        for at, down in letters(text, x, y, size, anchor, turn):
            assert 0 < at < wide and 0 < down < high, f"{text!r} leaves the picture"
            places.append((at, down, size, text))
    places.sort()
    for i, (at, down, size, text) in enumerate(places):
        for next_at, next_down, next_size, other in places[i + 1 :]:
            if next_at - at > 0.25 * (size + next_size):
                break
            assert other is text or abs(next_down - down) > 0.3 * (size + next_size), f"{text!r} lies on {other!r}"
    for numbers in at_ticks(path).values():
        assert len(set(numbers)) == len(numbers), numbers
    ends = [float(x) for line in re.findall(r"stroke='rgb\( 85,  85,  85\)'\s+d='M([^']*)'", open(path).read()) for x in re.findall(r"([\d.]+),", line)]
    assert max(ends) - min(ends) > wide / 2, f"the picture proper is {max(ends) - min(ends)} wide"


def strokes(path, colour="0, 114, 178"):
    """The lines of a colour, as lists of points."""
    red, green, blue = (int(v) for v in colour.split(","))
    drawn = re.findall(rf"<path stroke='rgb\({red:3d}, {green:3d}, {blue:3d}\)'[^>]*d='M([^']*)'", open(path).read())
    drawn = [line for path in drawn for line in path.split("M")]
    return [[tuple(map(float, point)) for point in re.findall(r"([\d.]+),([\d.]+)", line)] for line in drawn]


def unconnected(path):
    """Points, and bars that go up and down, but no line from one to the next."""
    found = strokes(path)
    assert found and all(max(x for x, _ in line) - min(x for x, _ in line) < 12 for line in found if line), found


def steps(path):
    """A line that goes along and up, and never aslant."""
    longest = max(strokes(path), key=len)
    assert len(longest) > 20, longest
    for (x, y), (next_x, next_y) in zip(longest, longest[1:]):
        assert x == next_x or y == next_y, ((x, y), (next_x, next_y))


def bands(path, number):
    found = re.findall(r"fill-opacity *= *'?\"?0\.18", open(path).read())
    assert len(found) >= int(number) if int(number) else not found, f"{len(found)} bands"


def ticks(path, *wanted):
    """These numbers lie side by side below the picture, in this order."""
    rows = at_ticks(path)
    assert any(axis[0] == "x" and row[: len(wanted)] == list(wanted) for axis, row in rows.items()), rows


def promise(path, has_halves):
    """The note promises half widths if, and only if, the cells have them."""
    halves = [text for text in texts(path) if text.startswith("±") and "confidence" not in text]
    assert bool(halves) == any("± 95 % confidence" in text for text in texts(path)) == (has_halves == "yes"), texts(path)


def from_zero(path):
    """The y axis begins at 0: it is the lowest of its ticks, at the end of the axis."""
    left = [(y, text) for text, x, y, size, anchor, turn in written(path) if anchor == "end" and not turn]
    assert max(left)[1] == "0", left


def target(path, value, name):
    """A line from side to side at a value, by the ticks of the y axis, and its name just above it or below."""
    lines = [line for line in strokes(path, "176, 0, 32") if len(line) == 2 and line[0][1] == line[1][1]]
    left = [(float(text), y) for text, x, y, size, anchor, turn in written(path) if anchor == "end" and not turn and re.fullmatch(r"[\d.]+", text)]
    (low, y_low), (high, y_high) = min(left), max(left)
    wanted = y_low + (float(value) - low) / (high - low) * (y_high - y_low)
    at = [line[0][1] for line in lines if abs(line[0][1] - wanted) < 6]  # a text's y is its foot, below the tick
    assert at, (wanted, lines)
    assert max(x for line in lines for x, _ in line) - min(x for line in lines for x, _ in line) > 200, lines
    assert any(text == name and abs(y - at[0]) < 20 for text, x, y, *rest in written(path)), list(written(path))


def size(path, width, height):
    """Of svg its box, of png its pixels."""
    data = open(path, "rb").read()
    found = struct.unpack(">II", data[16:24]) if data[:4] == b"\x89PNG" else \
        [int(v) for v in re.search(rb'viewBox="0 0 (\d+) (\d+)"', data).groups()]
    assert tuple(found) == (int(width), int(height)), found


def heights(path, other, factor):
    """What the y axis says in one picture is so many times what it says in the other."""
    ours, theirs = ([float(text) for text, x, y, size, anchor, turn in written(p) if anchor == "end" and not turn and re.fullmatch(r"[\d.]+", text)]
                    for p in (path, other))
    assert len(ours) >= 3 and [round(v / float(factor), 9) for v in ours] == theirs, (ours, theirs)


def png(path, least_colours="8", width="1520", height="920"):
    """A PNG that a reader of its own gets through, with something drawn on a white ground."""
    data = open(path, "rb").read()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, header, body = 8, None, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length : at + 12 + length])[0] == zlib.crc32(kind + chunk), kind
        header = struct.unpack(">IIBBBBB", chunk) if kind == b"IHDR" else header
        body += chunk if kind == b"IDAT" else b""
        at += 12 + length
    assert header[:2] == (int(width), int(height)), header
    pixels = zlib.decompress(body)
    assert len(set(pixels)) >= int(least_colours), "an empty picture"


def pdf(path):
    data = open(path, "rb").read()
    assert data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF") and len(data) > 3000


def torn(qsweep, path, n):
    """Bytes changed at random places: a message or a picture, never a crash and never a hang."""
    whole = open(path, "rb").read()
    chance = random.Random(20260101)
    statuses = set()
    for case in range(int(n)):
        data = bytearray(whole)
        if case % 3:
            for _ in range(chance.choice([1, 20, 400])):
                data[chance.randrange(len(data))] = chance.randrange(256)
        else:
            data = data[: chance.randrange(len(data))]
        with open("torn.h5", "wb") as out:
            out.write(data)
        for words in (["wait", "--where", "scenario=4"], ["queue", "--where", "scenario=4"], ["wait_mean"]):
            done = subprocess.run([qsweep, "plot", "torn.h5", *words, "-o", "torn.svg"], capture_output=True, timeout=60)
            assert done.returncode in (0, 1, 2), f"case {case}, {words}: exit status {done.returncode}: {done.stderr}"
            statuses.add(done.returncode)
    assert {0, 1} <= statuses, statuses


def main():
    check, *arguments = sys.argv[1:]
    try:
        globals()[check](*arguments)
    except AssertionError as error:
        sys.exit(f"{check} {' '.join(arguments)}: {error}")


if __name__ == "__main__":
    main()
