"""Results files that somebody else made: one thing of a good one is changed at a time (its type, its shape, its values, its texts, where it
leads), and every command that reads results is run on it. None may crash, hang, start a process or print an escape byte.

usage: forged.py QSWEEP GOOD.h5 FOLDER. Prints `ok NAME` or `not ok NAME` for each kind of forgery.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import re
import shutil
import subprocess
import sys
import time

import h5py
import numpy as np

qsweep, good, folder = sys.argv[1:4]
forged, secret, ran = (os.path.join(folder, name) for name in ("forged.h5", "secret", "ran"))
LIMIT = 20 if not os.environ.get("QS_SANITIZED") else 60
EVIL = "x\x1b[31m\x07\u202e\x9b'; system('touch ran'); `touch ran` @x {/:Bold y} %s %n \\ \" <&> =1+1"
# A form feed and \r are gnuplot's own.
FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")
COMMANDS = {
    "show": ["show", forged],
    "json": ["show", forged, "--format", "json"],
    "pivot": ["show", forged, "wait_mean", "--pivot", "windows.A.servers,window_choice"],
    "compare": ["compare", forged, "wait_mean"],
    "export": ["export", forged, "--excel"],
    "rows": ["export", forged, "--form", "replications"],
    "line": ["plot", forged, "wait_mean", "-o", "p.svg"],
    "windows": ["plot", forged, "wait_mean", "--scope", "window", "--where", "windows.A.servers=1", "--where", "window_choice=round_robin", "-o", "p.svg"],
    "heat": ["plot", forged, "wait_mean", "--kind", "heat", "-o", "p.svg"],
    "series": ["plot", forged, "queue", "--where", "scenario=0", "--ascii"],
    "interval": ["show", forged, "wait_mean", "service_level", "--interval", "each", "--kept"],
    "hours": ["plot", forged, "wait_mean", "--x", "interval", "--where", "scenario=0", "-o", "p.svg"],
    "wait": ["plot", forged, "wait", "--where", "scenario=0", "-o", "p.svg"],
    "page": ["report", forged, "-o", "p.html"],
}
FEW = ["show", "export", "line", "interval", "page"]


def run(name):
    """Why a command did what it must not; None if it did not."""
    started = time.monotonic()
    for leftover in ("p.svg", "p.html", "ran"):
        if os.path.exists(leftover):
            os.remove(leftover)
    try:
        done = subprocess.run([qsweep, *COMMANDS[name]], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return f"{name}: still running after {time.monotonic() - started:.0f} s"
    said = done.stdout + done.stderr
    if os.path.exists("p.svg"):
        with open("p.svg", "rb") as picture:
            said += picture.read()
    if os.path.exists("p.html"):
        with open("p.html", "rb") as page:
            said += page.read()
    if done.returncode not in (0, 1, 2):
        return f"{name}: exit status {done.returncode}: {done.stderr[-300:]!r}"
    if b"Sanitizer" in said or b"qsweep is wrong" in said:
        return f"{name}: {done.stderr[-300:]!r}"
    if FORBIDDEN.search(said):
        at = FORBIDDEN.search(said).start()
        return f"{name}: prints {said[max(0, at - 20):at + 20]!r}"
    if name == "page" and b"<&>" in said:
        return "page: a text of the file is markup"
    if b"qs-secret" in said:
        return f"{name}: prints another file"
    if os.path.exists(ran):
        return f"{name}: a command was run"
    if done.returncode == 0 and name in ("json",):
        import json
        json.loads(done.stdout)
    if os.path.exists("p.svg") and name != "series":
        import xml.dom.minidom
        xml.dom.minidom.parse("p.svg")
    return None


turn = [0]


def judge(title, forgeries, names, must_refuse=False, per=1):
    """forgeries: (what, function of the open file). Each meets `per` of the named commands, which take turns; with QS_LONG each of them."""
    wrong = []
    for what, forge in forgeries:
        shutil.copy(good, forged)
        with h5py.File(forged, "r+") as file:
            forge(file)
        for _ in range(len(names) if os.environ.get("QS_LONG") else per):
            why = run(names[turn[0] % len(names)])
            turn[0] += 1
            if why:
                wrong.append(f"{what}: {why}")
        if must_refuse and subprocess.run([qsweep, "show", forged], capture_output=True, check=False).returncode != 1:
            wrong.append(f"{what}: show does not refuse it")
    for line in wrong[:5]:
        print("#", line)
    print("ok" if not wrong else "not ok", title, flush=True)


def replaced(path, make):
    """Put another dataset in the place of one, its attributes kept."""
    def forge(file):
        old = file[path]
        kept = dict(old.attrs)
        del file[path]
        make(file, path, old)
        for name, value in kept.items():
            if name in ("units", "long_name", "coordinates"):
                file[path].attrs[name] = value
    return forge


def filled(path, value):
    def forge(file):
        data = file[path][...]
        data[...] = value
        file[path][...] = data
    return forge


def text(owner, name, value):
    def forge(file):
        (file[owner] if owner else file).attrs[name] = value
    return forge


def attribute(name, value):
    return text("", name, value)


# ---- what each dataset may be turned into

with h5py.File(good, "r") as file:
    axes = str(file["replications"].attrs["coordinates"]).split()
    n = file["scenario"].shape[0]
read = ["scenario", "replications", "failed", "status", "unstable", "growing", "class/class", "window/window", "window/unstable", "window/growing",
        "system/quantile", "series/time", "replication/system/replication", "system/wait_mean", "system/wait_mean_lo", "system/wait_quantile",
        "system/utilisation", "series/queue", "histogram/system/lower", "histogram/system/wait_start", "histogram/system/wait_size",
        "histogram/system/wait_bin", "histogram/system/wait_count", "replication/system/wait_mean", *axes]
read += ["cost", "system/within", "system/abandoned", "interval/system/start", "interval/system/end", "interval/system/wait_mean",
         "interval/window/utilisation", "replication/interval/system/wait_mean"]
with h5py.File(good, "r") as file:
    assert all(path in file for path in read), [path for path in read if path not in file]

judge("forged: a dataset is missing", [(p, lambda f, p=p: f.__delitem__(p)) for p in read], FEW)
judge("forged: a dataset is of texts, or of numbers where texts belong",
      [(p, replaced(p, lambda f, p, old: f.create_dataset(p, data=np.arange(float(old.size)).reshape(old.shape)) if old.dtype.kind == "O"
                    else f.create_dataset(p, data=np.full(old.shape, EVIL, dtype=object), dtype=h5py.string_dtype()))) for p in read], FEW)
judge("forged: a dataset is longer, shorter, of another rank",
      [(f"{p} {how}", replaced(p, lambda f, p, old, how=how: f.create_dataset(
          p, dtype=old.dtype, shape={"longer": (10 ** 9, *old.shape[1:]), "empty": (0, *old.shape[1:]), "scalar": (), "deep": (*old.shape, 1)}[how])))
       for i, p in enumerate(read) for k, how in enumerate(("longer", "empty", "scalar", "deep")) if (i + k) % 4 == 1 or os.environ.get("QS_LONG")],
      ["page", "show", "line", "series", "wait"])
judge("forged: values that cannot be", [(f"{p} {v}", filled(p, v)) for p in read if p not in ("class/class", "window/window", "window_choice")
                                        for v in (-1, 127)], ["page", "show", "wait", "windows"])
floats = ["system/quantile", "series/time", "system/wait_mean", "system/wait_mean_lo", "system/wait_quantile", "series/queue",
          "histogram/system/lower", "replication/system/wait_mean", *axes]
judge("forged: no numbers, infinities, extremes", [(f"{p} {v}", filled(p, v)) for i, p in enumerate(floats) if p != "window_choice"
                                                   for k, v in enumerate((np.nan, np.inf, -np.inf, 1e308)) if (i + k) % 4 == 1 or os.environ.get("QS_LONG")], ["page", "show", "line", "heat", "series", "wait"])
judge("forged: an axis that is no number is refused", [(p, filled(p, np.nan)) for p in axes if p != "window_choice"], ["line", "heat"], True)


def many(file, size):
    for path in ("scenario", "replications", "failed", "status", "unstable", "growing", *axes):
        replaced(path, lambda f, p, old: f.create_dataset(p, dtype=old.dtype, shape=(size,)))(file)
    for path in ("window/unstable", "window/growing"):
        replaced(path, lambda f, p, old: f.create_dataset(p, dtype=old.dtype, shape=(size, old.shape[1])))(file)


judge("forged: no scenario, and too many, are refused", [(str(k), lambda f, k=k: many(f, k)) for k in (0, 10 ** 7 + 1, 2 ** 40)], FEW, True)
judge("forged: replications without end", [("row", replaced("replication/system/replication", lambda f, p, old: f.create_dataset(
    p, dtype=old.dtype, shape=(2 ** 40,))))], ["show", "rows"])

# ---- texts

texts = [("time_unit", attribute("time_unit", value)) for value in ("min'; system('touch ran'); x='", "minutes", "", "m\x1bn")]
judge("forged: a time unit is s, min, h or d", texts, list(COMMANDS), True)
judge("forged: texts that mean something to terminals, gnuplot, json, xml and spreadsheets",
      [("title", attribute("title", EVIL)), ("unit", text(axes[0], "units", EVIL)), ("long_name", text(axes[0], "long_name", EVIL)),
       ("class", filled("class/class", EVIL)), ("window", filled("window/window", EVIL)),
       ("text axis", filled("window_choice", EVIL) if "window_choice" in axes else attribute("title", EVIL)),
       ("not UTF-8", attribute("title", np.bytes_(b"\xff\xfe\x80 \xc3"))),
       ("long", attribute("title", "x" * 60000)), ("long member", filled("window/window", "y" * 100000))], list(COMMANDS), per=5)
judge("forged: attributes of other types", [(f"{name} {value!r}", attribute(name, value)) for name in
                                            ("title", "time_unit", "confidence", "common_random_numbers", "qsweep_results", "antithetic")
                                            for value in (np.nan, np.arange(3.0), EVIL, np.int64(-1), h5py.Empty("f"))], FEW)
judge("forged: coordinates", [(repr(value)[:20], text("replications", "coordinates", value)) for value in
                              ("", "nowhere", "system/wait_mean", ("scenario " * 50000).strip(), "/", "..", f"{axes[0]} {axes[0]}")], FEW)
judge("forged: provenance", [(f"{name} {str(value)[:20]!r}", text("provenance", name, value)) for name in ("study_resolved", "seed", "study_hash", "command")
                             for value in (EVIL, "[" * 1000000, "{a: " * 100000, "- " * 200000, '"', "a: &a [*a, *a]", -1)], ["export", "page", "json", "show"])

# ---- links

with open(secret, "w", encoding="ascii") as out:
    out.write("qs-secret" * 1000)
os.mkfifo(os.path.join(folder, "fifo"))
with h5py.File(os.path.join(folder, "other.h5"), "w") as other:
    other["x"] = np.arange(float(n))


def linked(path, link):
    def forge(file):
        del file[path]
        file[path] = link
    return forge


def external(path, name):
    return replaced(path, lambda f, p, old: f.create_dataset(p, shape=old.shape, dtype="f8", external=[(os.path.join(folder, name), 0, old.size * 8)]))


def virtual(file):
    shape = file["system/wait_mean"].shape
    layout = h5py.VirtualLayout(shape=shape, dtype="f8")
    layout[:] = h5py.VirtualSource(os.path.join(folder, "other.h5"), "x", shape=shape)
    del file["system/wait_mean"]
    file.create_virtual_dataset("system/wait_mean", layout)


judge("forged: links, storage and sources outside the file are refused",
      [("soft", linked("system/wait_mean", h5py.SoftLink("/system/wait_sd"))), ("dangling", linked("failed", h5py.SoftLink("/nowhere"))),
       ("other file", linked("system/wait_mean", h5py.ExternalLink("other.h5", "/x"))), ("fifo", linked("series", h5py.ExternalLink("fifo", "/x"))),
       ("bytes of a file", external("system/wait_mean", "secret")), ("bytes of a fifo", external("system/wait_mean", "fifo")), ("virtual", virtual),
       ("unused", lambda f: f.__setitem__("more", h5py.ExternalLink("fifo", "/x")))], list(COMMANDS), True)
judge("forged: a group inside itself", [("loop", lambda f: f.__setitem__("system/loop", f["/"]))], list(COMMANDS))
