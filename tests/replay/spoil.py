"""Does decode.py find what is wrong with a page? Usage: spoil.py NAME   of plain.yaml: NAME.html, NAME.csv, NAME.metrics

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import base64
import json
import pathlib
import shutil
import sys
import tempfile

import decode
import page


def packed(values):
    out = bytearray()
    for value in values:
        while value > 127:
            out.append(value & 127 | 128)
            value >>= 7
        out.append(value)
    return base64.b64encode(bytes(out)).decode()


def change(part, name, at, by):
    values = page.numbers(part[name])
    values[at] += by
    part[name] = packed(values)


def drop_incident(data, kind):
    told = data["incidents"]
    at = page.numbers(told["kind"]).index(kind)
    times = page.numbers(told["time"])
    for name in [name for name in told if name != "n"]:
        values = page.numbers(told[name])
        if name == "time" and at + 1 < len(times):
            values[at + 1] += values[at]
        del values[at]
        told[name] = packed(values)
    told["n"] -= 1


FAULTS = {
    "a wait that is longer": lambda data: change(data["visits"], "wait", 40, 2),
    "a stay that is shorter": lambda data: change(data["visits"], "stay", 40, -2),
    "one who joins later": lambda data: change(data["visits"], "join", 40, 2),
    "another server": lambda data: change(data["visits"], "server", 41, 1),
    "another class": lambda data: change(data["visits"], "class", 7, 1 - 2 * (page.numbers(data["visits"]["class"])[7] == 1)),
    "another customer": lambda data: change(data["visits"], "customer", 9, 2),
    "another end": lambda data: data["kinds"][0].__setitem__(4, 4),
    "another window": lambda data: data["kinds"][0].__setitem__(2, data["kinds"][0][2] ^ 1),
    "nobody sent back": lambda data: drop_incident(data, page.BACK),
    "somebody who goes on twice": lambda data: change(data["incidents"], "kind", page.numbers(data["incidents"]["kind"]).index(page.BACK), 1),
    "units that are not given back": lambda data: change(data["stocks"], "held", 8, 2),
    "a horizon that is too early": lambda data: data.__setitem__("horizon", data["horizon"] * 0.9),
}


def main(name):
    text = pathlib.Path(f"{name}.html").read_text(encoding="utf-8")
    begin = text.index('{"format":1')
    end = text.index("</script>", begin)
    decode.check(name)
    with tempfile.TemporaryDirectory() as folder:
        spoilt = pathlib.Path(folder, "page")
        for ending in ("csv", "metrics"):
            shutil.copy(f"{name}.{ending}", f"{spoilt}.{ending}")
        for fault, spoil in FAULTS.items():
            data = json.loads(text[begin:end])
            spoil(data)
            pathlib.Path(f"{spoilt}.html").write_text(text[:begin] + json.dumps(data) + text[end:], encoding="utf-8")
            try:
                decode.check(spoilt)
                print(f"not ok found: {fault}")
            except (AssertionError, KeyError, IndexError, StopIteration):
                print(f"ok found: {fault}")


main(sys.argv[1])
