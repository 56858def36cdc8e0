"""What `qsweep check` says of loads, read from its table.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import re
import subprocess


def check(qsweep, path, *more):
    """Of each window of scenario 0: (load, peak, is it unstable); loads as printed, peak '' where none is."""
    out = subprocess.run([qsweep, "check", path, *more], capture_output=True, text=True, timeout=120)
    if out.returncode:
        raise AssertionError(out.stderr)
    lines = out.stdout.split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("scenario"))
    head = re.split(r"  +", lines[at].strip())
    ends = [lines[at].index(name) + len(name) for name in head]
    row, cells, start = lines[at + 1], {}, 0
    for name, end in zip(head, ends):
        cells[name] = row[start:end].strip()
        start = end
    verdict = row[start:].strip()
    unstable = verdict.removeprefix("UNSTABLE: ").split(", ") if verdict else []
    names = [name.removeprefix("load ") for name in head if name.startswith("load ")]
    return {name: (cells["load " + name], cells.get("peak " + name, ""), name in unstable) for name in names}


def bounds(text):
    """The least and the most that a printed load allows."""
    if text in ("-", "closed"):
        return 0.0, float("inf")
    if text.startswith("<= "):
        return 0.0, float(text[3:])
    if text.startswith(">= "):
        return float(text[3:]), float("inf")
    return float(text), float(text)
