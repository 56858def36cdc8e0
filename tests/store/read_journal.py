"""A reader of journals, from docs/journal-format.md alone, and what must hold between a journal and the results so far.

Usage: read_journal.py JOURNAL [RESULTS]; without results, of a run that may still be writing, it says what there is.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import struct
import sys

import h5py

MASK = (1 << 64) - 1


def mix(x):
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB & MASK
    return x ^ (x >> 31)


def stir(c, w):
    c = (c ^ w) * 0x9E3779B97F4A7C15 & MASK
    return c ^ (c >> 29)


def check_of(kind, offset, payload):
    c = mix(offset ^ mix(len(payload) ^ mix(kind)))
    lanes = [c, ~c & MASK, c << 1 & MASK, ~(c << 1) & MASK]
    words = struct.unpack(f"={len(payload) // 8}Q", payload[: len(payload) // 8 * 8])
    whole = len(payload) // 32 * 4
    for i in range(whole):
        lanes[i % 4] = stir(lanes[i % 4], words[i])
    for word in lanes + list(words[whole:]):
        c = stir(c, word)
    rest = payload[len(payload) // 8 * 8:]
    return mix(stir(c, int.from_bytes(rest, sys.byteorder)))


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, n):
        assert self.at + n <= len(self.data), "torn"
        self.at += n
        return self.data[self.at - n:self.at]

    def u64(self, n):
        return struct.unpack(f"={n}Q", self.take(8 * n))

    def f64(self, n):
        return struct.unpack(f"={n}d", self.take(8 * n))

    def packed(self, n):
        values = []
        for _ in range(n):
            value = shift = 0
            while True:
                byte = self.take(1)[0]
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
            values.append(value)
        return values

    def text(self):
        return self.take(self.u64(1)[0])

    def histogram(self):
        first, n = self.packed(2)
        largest = self.f64(1)[0] if n else 0
        if largest < 0:
            self.f64(1)
        return first, largest, self.packed(n)

    def kept_histogram(self):
        total, first, n, width, is_sparse, _ = struct.unpack("=QHHBBH", self.take(16))
        size = n * (width + (2 if is_sparse else 0))
        body = self.take(-(-size // 8) * 8)
        counts = [int.from_bytes(body[i * width:(i + 1) * width], sys.byteorder) for i in range(n)]
        assert sum(counts) == total
        return total


def records(data):
    assert data[:16] == b"qsweep journal 4"
    at = 16
    while at + 24 <= len(data):
        mark, kind, length, check = struct.unpack("=IIQQ", data[at:at + 24])
        payload = data[at + 24:at + 24 + length]
        if mark != 0x716A726E or len(payload) < length or check != check_of(kind, at, payload):
            return
        yield kind, at, payload
        at += 24 + length


def read_block(body, n_values, n_histograms):
    r = Reader(body)
    (mark, scenario, index, first, n, n_failed, _, _, v, h, rows, singles, conditions, section, points) = r.u64(15)
    assert (mark, v, h) == (0x71736220626C6B32, n_values, n_histograms) and rows <= 1
    moments = [(r.u64(1)[0], *r.f64(2)) for _ in range(v)]
    r.take(h // 2 * 4)
    histograms = [r.histogram() for _ in range(h)]
    if singles:
        r.take(v * 24)
    r.u64(conditions)
    totals = [0] * h
    if section:
        length, n_whole, n_open = r.u64(3)
        assert n_whole * length + n_open == n and n_open < length
        for _ in range(n_whole + (n_open > 0)):
            end = r.u64(1)[0] + r.at
            for i in range(h):
                totals[i] += r.kept_histogram()
            assert r.at == end
        assert totals == [sum(counts) for _, _, counts in histograms]
    r.take(h * points * 48)
    if rows:
        agree(moments, [r.f64(v) for _ in range(n)])
    assert r.at == len(body), "bytes left over"
    return {"scenario": scenario, "index": index, "first": first, "n": n, "n_failed": n_failed, "moments": moments}


def read_summary(body, n_values):
    r = Reader(body)
    n, n_failed, _, _, _, n_bytes = r.u64(6)
    counts = r.packed(n_values)
    columns = [r.f64(n_values) for _ in range(4)]
    assert r.at + n_bytes == len(body)
    return {"n": n, "n_failed": n_failed, "counts": counts, "mean": columns[0]}


def agree(moments, rows):
    """Moments against the rows that they are of."""
    for v, (n, mean, m2) in enumerate(moments):
        seen = [row[v] for row in rows if not math.isnan(row[v])]
        assert n == len(seen)
        if n:
            exact = math.fsum(seen) / n
            assert math.isclose(mean, exact, rel_tol=1e-9, abs_tol=1e-9)
            assert math.isclose(m2, math.fsum((x - exact) ** 2 for x in seen), rel_tol=1e-6, abs_tol=1e-9)


def main():
    with open(sys.argv[1], "rb") as file:
        every = list(records(file.read()))
    kind, _, payload = every[0]
    r = Reader(payload)
    assert kind == 1
    texts = [r.text() for _ in range(4)]
    order, _, _, n_scenarios, n_replications, _, n_values, n_histograms, keeps_rows, _ = r.u64(10)
    assert order == 0x0102030405060708 and texts[2].endswith(b"Z")
    assert Reader(r.text()).text() == b"qsweep study 1\0" and r.at == len(payload)
    rows, known, seen = {}, {}, set()
    for kind, _, payload in every[1:]:
        r = Reader(payload)
        scenario, _, first, n_rows, length = r.u64(5)
        body = r.take(length)
        seen.add(kind)
        assert scenario < n_scenarios and kind in range(2, 8)
        new = [r.f64(n_values) for _ in range(n_rows)]
        assert r.at == len(payload)
        if kind in (2, 3):
            assert len(rows.setdefault(scenario, [])) == first
            rows[scenario] += new
        if kind == 2:
            known[scenario] = read_block(body, n_values, n_histograms)
            if keeps_rows:
                agree(known[scenario]["moments"], rows[scenario])
        elif kind == 3:
            known[scenario] = read_summary(body, n_values)
        elif kind == 5:
            assert read_block(body, n_values, n_histograms)["scenario"] == scenario
    print(f"{len(every)} records of kinds {sorted(seen)}; {len(known)} scenarios")
    if len(sys.argv) == 2:
        return
    with h5py.File(sys.argv[2], "r") as file:
        done = file["replications"][:] if "replications" in file else None
        for scenario in range(n_scenarios):
            n = known.get(scenario, {"n": 0})["n"]
            assert n <= n_replications and (done is None or done[scenario] == n), (scenario, n, done)


main()
