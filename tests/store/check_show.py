"""Checks of `qsweep show`. Usage: check_show.py QSWEEP CHECK FILE [ARGUMENT...]

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import csv as csv_module
import io
import json as json_module
import os
import random
import re
import shutil
import subprocess
import sys

import h5py
import numpy as np

QSWEEP = sys.argv[1]
STATISTICS = {"mean": "", "sd": "_sd", "lo": "_lo", "hi": "_hi", "n": "_n"}


def run(*arguments, status=0, columns=None, **more):
    environment = dict(os.environ)
    environment.pop("COLUMNS", None)
    if columns:
        environment["COLUMNS"] = str(columns)
    done = subprocess.run([QSWEEP, "show", *arguments], capture_output=True, env=environment, timeout=60, **more)
    assert done.returncode == status, f"show {arguments}: exit status {done.returncode}: {done.stderr.decode()}"
    if status == 0:
        assert not done.stderr, done.stderr
    else:
        assert not done.stdout, done.stdout
    return (done.stdout if status == 0 else done.stderr).decode()


def axes_of(file):
    names = file["replications"].attrs["coordinates"].split()
    return {file[name].attrs["long_name"]: file[name] for name in names}


def number(text):
    return np.nan if text in ("", None) else float(text)


def equal(a, b):
    return (np.isnan(a) and np.isnan(b)) or a == b


def csv(path):
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            rows = list(csv_module.DictReader(io.StringIO(run(path, "--format", "csv", "--scope", scope))))
            members = [""] if scope == "system" else list(file[scope][scope].asstr())
            assert len(rows) == len(file["scenario"]) * len(members)
            metrics = {n for n, d in file[scope].items() if n + "_sd" in file[scope]}
            compared = 0
            for i, row in enumerate(rows):
                scenario, member = divmod(i, len(members))
                assert int(row["scenario"]) == scenario
                assert scope == "system" or row[scope] == members[member]
                for name, axis in axes_of(file).items():
                    value = axis.asstr()[scenario] if axis.dtype == object else axis[scenario]
                    assert (row[name] if axis.dtype == object else float(row[name])) == value
                assert int(row["replications"]) == file["replications"][scenario]
                unstable = file["window/unstable"][scenario, member] if scope == "window" else file["unstable"][scenario]
                assert int(row["unstable"]) == unstable
                growing = file["window/growing"][scenario, member] if scope == "window" else file["growing"][scenario]
                assert row["growing"] == ("0", "1", "")[growing]
            for name in metrics:
                items = {"wait_over": "threshold"}.get(name, "quantile" if name.endswith("_quantile") else None)
                labels = [f"_{x:.10g}" for x in file[scope][items]] if items else [""]
                for suffix in STATISTICS.values():
                    data = file[scope][name + suffix][()].reshape(len(rows), len(labels))
                    for j, label in enumerate(labels):
                        column = np.array([number(row[name + label + suffix]) for row in rows])
                        assert np.array_equal(column, data[:, j].astype(float), equal_nan=True), name + label + suffix
                        compared += 1
            assert compared == sum(c.count("_n") > 0 and c.endswith("_n") for c in rows[0]) * 5
    few = run(path, "wait_mean", "--format=csv").splitlines()[0]
    assert few.endswith(",wait_mean,wait_mean_sd,wait_mean_lo,wait_mean_hi,wait_mean_n"), few


def json(path):
    def refuse(constant):
        raise AssertionError(f"json holds {constant}")

    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            text = run(path, "--format", "json", "--scope", scope)
            said = json_module.loads(text, parse_constant=refuse)
            assert said["study"] == "made-up" and said["time_unit"] == "min" and said["confidence"] == 0.95
            assert [a["path"] for a in said["axes"]] == list(axes_of(file))
            assert said["metrics"]["wait_mean"]["unit"] == "min"
            assert len(said["scenarios"]) == len(file["scenario"])
            stored = {m + s: file[scope][m + s][()] for m in said["metrics"] for s in STATISTICS.values()}
            for scenario in said["scenarios"]:
                assert scenario["growing"] is (False, True, None)[file["growing"][scenario["scenario"]]]
                for k, result in enumerate(scenario["results"]):
                    for metric in said["metrics"]:
                        items = result[metric] if isinstance(result[metric], list) else [result[metric]]
                        for j, item in enumerate(items):
                            for key, suffix in STATISTICS.items():
                                data = stored[metric + suffix]
                                at = (scenario["scenario"],) + ((k,) if scope != "system" else ())
                                at += (j,) if isinstance(result[metric], list) else ()
                                value = np.nan if item[key] is None else float(item[key])
                                assert equal(value, float(data[at])), (metric, key, at)
    assert scenario["status"] == "ok" and said["scenarios"][7]["status"] == "not_run"


def without_growing(path, copy):
    """Files written before there was `growing` are read: not judged."""
    shutil.copy(path, copy)
    with h5py.File(copy, "a") as file:
        del file["growing"], file["window/growing"]
    for scope in ("system", "window"):
        rows = list(csv_module.DictReader(io.StringIO(run(copy, "--format", "csv", "--scope", scope))))
        assert rows and all(row["growing"] == "" for row in rows)
        said = json_module.loads(run(copy, "--format", "json", "--scope", scope))
        assert all(s["growing"] is None and all(r["growing"] is None for r in s["results"]) for s in said["scenarios"])
    table = run(copy, "wait_mean")
    assert not re.search(r"growing$|^growing", table, re.M) and "unstable" in table, table


def table(path):
    text = run(path, "wait_mean", "queue_mean", columns=110)
    lines = text.splitlines()
    assert lines[0] == "made-up: 24 scenarios, 3 to 5 replications", lines[0]
    assert "95 % confidence interval" in lines[1] and "±" in lines[1]
    rows = [line for line in lines if re.match(r" +\d+  ", line)]
    assert len(rows) == 24
    # Scenario, servers and the first metric's ± stand in one column each.
    first = {row.index("±") for row in rows if row.count("±") == 2}
    assert len(first) == 1, first
    assert len({row.rindex("±") for row in rows if row.count("±") == 2}) == 1
    assert all(len(line) <= 110 and line == line.rstrip() for line in lines)
    unstable = [i for i, row in enumerate(rows) if row.endswith("  unstable")]
    assert unstable == [i for i in range(24) if i % 4 == 0], unstable
    growing = [i for i, row in enumerate(rows) if "  growing" in row]
    assert growing == [i for i in range(24) if i % 5 in (1, 2) and i % 4 and i != 7], growing
    assert rows[3].endswith("  2 failed") and rows[7].endswith("not run") and "±" not in rows[7]
    for word in ("\nunstable: ", "\ngrowing: ", "\nfailed: ", "\nnot run: "):
        assert word in text
    head = "\n".join(lines[2:10])
    for word in ("windows.W2.", "servers", "window_choice", "wait_mean", "min", "main door."):
        assert word in head, f"{word} is not in the head"
    # Half widths have two digits, and values as many decimals.
    for value, half in re.findall(r"([-\d.]+) ± ([\d.]+)", "\n".join(rows)):
        assert len(half.replace(".", "").lstrip("0")) == 2, half
        assert len(value.partition(".")[2]) == len(half.partition(".")[2])
    # Windows are marked by themselves.
    rows = [line for line in run(path, "wait_mean", "--scope", "window").splitlines() if re.match(r" +\d+  ", line)]
    assert len(rows) == 48 and [i for i, r in enumerate(rows) if "unstable" in r] == list(range(1, 48, 8))
    assert [i for i, r in enumerate(rows) if "growing" in r] == [2 * i + 1 for i in range(24) if i % 5 == 2 and i % 4 and i != 7]
    assert "\x1b" not in text


def single(path):
    text = run(path, "wait_mean")
    assert text.startswith("made-up: 1 scenario, 1 replication\none replication gives no confidence interval\n"), text


def blocks(path):
    text = run(path, "wait_quantile", "wait_over", "served", "arrived", columns=100)
    assert all(len(line) <= 100 for line in text.splitlines())
    assert text.count("\n       0  ") == text.count("scenario  ") >= 3
    for word in ("0.5", "0.95", "> 2 min", "> 5 min", "> 10 min", "served", "arrived"):
        assert re.search(rf" {re.escape(word)}(\s|$)", text), word
    default = run(path, columns=100)
    assert default.count("scenario  ") == 2 and re.search(r"\n\d more columns left out", default), default
    wide = run(path, columns=400)
    assert wide.count("scenario  ") == 1 and "left out" not in wide and "utilisation" in wide and "W2" in wide


def usage(path):
    for arguments, words in (
        (["wait_meen"], "did you mean wait_mean?"),
        (["utilization"], "did you mean utilisation?"),
        (["zzz"], "there is no metric zzz"),
        (["utilisation", "--scope", "class"], "not measured for each class"),
        (["--scope", "city"], "--scope must be system, class, window, line or resource (got city)"),
        (["--format", "xml"], "--format must be table, csv or json (got xml)"),
        (["--wide"], "--wide"),
    ):
        said = run(path, *arguments, status=2)
        assert words in said, said
    assert "which results file" in run(status=2)


def foreign(path):
    with open("text.h5", "w") as out:
        out.write("qsweep: 1\n")
    open("empty.h5", "w").close()
    with h5py.File("other.h5", "w") as out:
        out["x"] = [1]
    with open(path, "rb") as whole, open("short.h5", "wb") as out:
        out.write(whole.read()[:100000])
    with open(path, "rb") as whole, open("later.h5", "wb") as out:
        out.write(whole.read())
    with h5py.File("later.h5", "r+") as out:
        out.attrs.modify("qsweep_results", np.int32(2))
    for name, words in (
        ("nowhere.h5", "nowhere.h5: cannot open: No such file or directory"),
        ("text.h5", "text.h5: not a results file of qsweep: it is not HDF5"),
        ("empty.h5", "empty.h5: not a results file of qsweep: it is empty"),
        (".", ".: not a results file of qsweep: it is a folder"),
        ("other.h5", "other.h5: not a results file of qsweep: HDF5, but not written by qsweep"),
        ("short.h5", "short.h5: cannot read: truncated file"),
        ("later.h5", "later.h5: its layout is version 2, this qsweep reads version 1"),
    ):
        said = run(name, status=1)
        assert words in said, said
    with h5py.File("later.h5", "r+") as out:
        out.attrs.modify("qsweep_results", np.int32(1))
        del out["system/wait_mean_lo"]
    assert "later.h5: cannot read system/wait_mean_lo" in run("later.h5", status=1)
    # a file from before a metric was added is whole without it
    with open(path, "rb") as whole, open("earlier.h5", "wb") as out:
        out.write(whole.read())
    with h5py.File("earlier.h5", "r+") as out:
        for name in [name for name in out["system"] if name.startswith("wait_censored")]:
            del out["system"][name]
    assert run("earlier.h5") and "wait_censored" not in run("earlier.h5", "--format", "csv")
    assert "wait_censored is not in this file: an earlier qsweep wrote it" in run("earlier.h5", "wait_censored", status=2)


def torn(path, n="60"):
    """Bytes changed at random places: a message or a table, never a crash and never a hang."""
    with open(path, "rb") as file:
        whole = file.read()
    chance = random.Random(20260101)
    statuses = set()
    for case in range(int(n or 60)):
        data = bytearray(whole)
        if case % 2:
            at = chance.randrange(min(len(data), 60000))
            data[at : at + 32] = chance.randbytes(32)
        else:
            data = data[: chance.randrange(len(data))]
        with open("torn.h5", "wb") as out:
            out.write(data)
        done = subprocess.run([QSWEEP, "show", "torn.h5"], capture_output=True, timeout=30)
        assert done.returncode in (0, 1), f"case {case}: exit status {done.returncode}"
        assert done.returncode == 0 or b"torn.h5: " in done.stderr, done.stderr
        statuses.add(done.returncode)
    assert 1 in statuses


def full_output(path):
    with open("/dev/full", "w") as full:
        done = subprocess.run([QSWEEP, "show", path], stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1 and b"standard output" in done.stderr, (done.returncode, done.stderr)


def long_texts(path, study):
    """Values that are cut to the same text would not say which scenario it is: they are numbered, with a legend."""
    with h5py.File(path) as file:
        texts = [t for t in file["windows.T.servers"].asstr()[()]]
        exact = file["system/wait_mean"][()]
    distinct = list(dict.fromkeys(texts))
    assert len(distinct) == 4 and len({t[:44] for t in distinct}) == 2, distinct
    commands = {"show": [path, "wait_mean"], "pivot": [path, "--pivot", "wait_mean", "--rows", "servers", "--columns", "window_choice"],
                "across": [path, "--pivot", "wait_mean", "--rows", "window_choice", "--columns", "servers"]}
    for name, arguments in commands.items():
        text = run(*arguments)
        legend = re.findall(r"^  \((\d)\) (.*)$", text, re.M)
        assert legend == [(str(k), t) for k, t in enumerate(distinct[1:], 1)], (name, text)
        for label in "2", "(1)", "(2)", "(3)":
            assert any(label in line.split() for line in text.split("windows.T.servers:\n")[0].splitlines()), (name, label, text)
    rows = [line.split() for line in run(path, "wait_mean").splitlines() if re.match(r" +\d+  ", line)]
    label = {t: "2" if k == 0 else f"({k})" for k, t in enumerate(distinct)}
    assert [row[1] for row in rows] == [label[t] for t in texts], rows
    for row, value in zip(rows, exact):
        assert abs(float(row[3]) - value) <= 0.6 * 10.0 ** -len(row[3].partition(".")[2]), (row, value)
    for words in ["compare", path, "wait_mean", "--baseline", "1"], ["check", study]:
        text = subprocess.run([QSWEEP, *words], check=True, capture_output=True, text=True, timeout=60).stdout
        assert [t for _, t in re.findall(r"^  \((\d)\) (.*)$", text, re.M)] == distinct[1:], text
    # what differs at its beginning is only cut
    text = run(path, "wait_mean", "--where", "servers=" + distinct[1])
    assert "…" in text and "(1)" not in text, text
    # machines get everything
    head, *_ = csv_module.reader(io.StringIO(run(*commands["across"], "--format", "csv")))
    assert head[1:] == ["windows.T.servers=" + t for t in distinct], head
    values = json_module.loads(run(*commands["across"], "--format", "json"))["columns"]["values"]
    assert values == distinct, values


def main():
    check, *arguments = sys.argv[2:]
    try:
        globals()[check](*arguments)
    except AssertionError as error:
        sys.exit(f"{check}: {error}")


if __name__ == "__main__":
    main()
