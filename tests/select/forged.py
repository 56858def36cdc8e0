"""Results files whose decision was made up by somebody else: refused, or read safely, by every command.

usage: forged.py QSWEEP FOLDER GOOD.h5...    files with a decision; prints `ok NAME` or `not ok NAME` for each kind

A forgery must end in time, by an exit status of 0, 1 or 2 and no signal, and never print more than the honest file by much.
Every ninth is tried; with QS_LONG all, with each command.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import shutil
import subprocess
import sys

import h5py
import numpy as np

qsweep, folder, *goods = sys.argv[1:]
forged, picture = (os.path.join(folder, name) for name in ("forged.h5", "forged.svg"))
COMMANDS = [["show", forged], ["show", forged, "--format", "json"], ["show", forged, "--format", "csv"], ["show", forged, "wait_mean"],
            ["show", forged, "wait_mean", "--kept"], ["plot", forged, "--kind", "decision", "-o", picture], ["export", forged]]
MOST, EVERY = 10_000_000, int(os.environ.get("QS_FORGED_EVERY", "9"))
is_long = bool(os.environ.get("QS_LONG"))
is_taken = [0]


def judge(command):
    try:
        done = subprocess.run([qsweep, *command], capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return "hangs"
    if done.returncode not in (0, 1, 2) or b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
        return f"exit status {done.returncode}: {done.stderr[-200:]!r}"
    if done.returncode and not done.stderr:
        return "fails without a word"
    return f"prints {len(done.stdout)} bytes" if len(done.stdout) > MOST else None


def replaced(path, make):
    def forge(file):
        kept = dict(file[path].attrs) if isinstance(file[path], h5py.Dataset) else {}
        data = file[path][...] if isinstance(file[path], h5py.Dataset) else np.arange(3.0)
        del file[path]
        file[path] = make(data)
        for name in ("flag_values", "flag_meanings", "units", "long_name"):
            if name in kept:
                file[path].attrs[name] = kept[name]
    return forge


def filled(path, value):
    def forge(file):
        data = file[path][...]
        with np.errstate(all="ignore"):
            file[path][...] = np.full(data.shape, value).astype(data.dtype)
    return forge


def removed(path):
    def forge(file):
        del file[path]
    return forge


def attribute(name, value):
    def forge(file):
        if value is None:
            del file["decision"].attrs[name]
        else:
            file["decision"].attrs[name] = value
    return forge


def forgeries_of(good):
    with h5py.File(good, "r") as file:
        paths = ["verdict"] + [f"decision/{name}" for name in file["decision"]]
        names = list(file["decision"].attrs)
    shapes = [("short", lambda d: d[:1]), ("long", lambda d: np.concatenate([d] * 3) if d.ndim else np.arange(9.0)), ("scalar", lambda d: 3.0),
              ("empty", lambda d: h5py.Empty("f8")), ("none", lambda d: d[:0]), ("texts", lambda d: ["\033[31mx"] * max(len(d), 1)),
              ("deep", lambda d: np.zeros((2, 2, 2, 2))), ("floats", lambda d: d.astype("f4")), ("wide", lambda d: d.astype("i8") if d.dtype.kind == "i" else d.astype("c16"))]
    kinds = {"shapes": [], "values": [], "attributes": [], "what is missing": []}
    for path in paths:
        kinds["shapes"] += [(f"{path} {what}", replaced(path, make)) for what, make in shapes]
        kinds["values"] += [(f"{path} {value}", filled(path, value)) for value in (-1, 0, 7, 100, 127, 2.0**40, np.nan, np.inf, -np.inf)]
        kinds["what is missing"].append((path, removed(path)))
    kinds["what is missing"] += [("decision", removed("decision")), ("a dataset instead", replaced("decision", lambda d: d))]
    for name in names:
        kinds["what is missing"].append((f"{name} of it", attribute(name, None)))
        kinds["attributes"] += [(f"{name} {value!r}"[:40], attribute(name, value)) for value in
                                (-1, 2**62, np.nan, np.inf, 0, 1, "text\033[31m", np.arange(4), h5py.Empty("f"))]
    return kinds


for good in goods:
    for kind, forgeries in forgeries_of(good).items():
        wrong = []
        for what, forge in forgeries:
            is_taken[0] += 1
            if not is_long and is_taken[0] % EVERY:
                continue
            shutil.copy(good, forged)
            with h5py.File(forged, "r+") as file:
                try:
                    forge(file)
                except (TypeError, ValueError, OSError, KeyError):  # h5py cannot write it
                    continue
            for command in COMMANDS if is_long else [COMMANDS[is_taken[0] // EVERY % len(COMMANDS)]]:
                why = judge(command)
                if why:
                    wrong.append(f"{what}: {' '.join(command[:1] + command[2:])}: {why}")
        for line in wrong[:8]:
            print("#", line)
        print("ok" if not wrong else "not ok", f"a forged decision: {kind}, {os.path.basename(good)}", flush=True)
