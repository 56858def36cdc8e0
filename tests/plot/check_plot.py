"""Checks of pictures. Usage: check_plot.py CHECK [ARGUMENT...]

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
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


def png(path, least_colours="8"):
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
    assert header[0] == 1520 and header[1] == 920, header
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
