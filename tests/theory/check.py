"""Exact values: there where a study reduces, right, and nowhere else.

Usage: check.py QSWEEP SCRATCH; prints ok and not ok lines and the sum. Each simulated mean must lie within BOUND
standard errors of its exact value: with 60 replications (t with 59 degrees of freedom) one of 1,300 such numbers lies
outside by chance in about one of 20 seeds; the seed is fixed.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import os
import subprocess
import sys

import h5py
import numpy

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import cases  # noqa: E402

BOUND = 4.5
QSWEEP, SCRATCH = sys.argv[1:3]
results = {True: 0, False: 0}


def verdict(name, problems):
    print("ok " + name if not problems else "not ok " + name)
    for problem in problems[:8]:
        print("# " + problem)
    results[not problems] += 1


def run(text, *settings):
    study, out = os.path.join(SCRATCH, "case.yaml"), os.path.join(SCRATCH, "case.h5")
    if os.path.exists(out):
        os.unlink(out)
    with open(study, "w") as file:
        file.write(text)
    words = [QSWEEP, "run", study, "-q", "-o", out, *settings]
    done = subprocess.run(words, capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise RuntimeError(done.stderr.strip()[:300])
    return out


def theories(path):
    """{(scope, metric): (exact, deviation)} as arrays over members and items, of scenario 0."""
    found = {}
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            for name in file[scope]:
                if name.endswith("_theory"):
                    metric = name[:-len("_theory")]
                    found[scope, metric] = (file[scope][name][0], file[scope][metric + "_deviation"][0],
                                            file[scope][metric][0])
    return found


def check_known(text, names, values):
    found = theories(run(text))
    problems = ["%s has no exact value" % name for name in names if ("system", name) not in found]
    for name, value in values.items():
        exact = found.get(("system", name), (numpy.nan,))[0]
        if not abs(exact - value) <= 1e-9 * max(1, abs(value)):
            problems.append("%s: %.12g, should be %.12g" % (name, exact, value))
    for (scope, metric), (exact, deviation, mean) in found.items():
        worst = numpy.nanmax(numpy.abs(numpy.where(numpy.isnan(exact), 0, deviation)))
        lost = numpy.isnan(deviation) & ~numpy.isnan(exact) & (abs(mean - exact) > 0.01 * abs(exact))
        if worst > BOUND or lost.any():
            problems.append("%s/%s: exact %s, mean %s, deviation %s" % (scope, metric, exact, mean, deviation))
    return problems


def check_unknown(text):
    found = theories(run(text, "--replications", "2", "-s", "run.horizon=600"))
    return ["%s/%s: exact %s" % (scope, metric, exact) for (scope, metric), (exact, _, _) in found.items()]


def check_partly(text, known, unknown):
    found = theories(run(text, "--replications", "2", "-s", "run.horizon=600"))
    problems = [] if ("window", "wait_mean") in found else ["no window has an exact wait"]
    for (scope, metric), (exact, _, _) in found.items():
        if scope != "window":
            problems.append("%s/%s: exact %s" % (scope, metric, exact))
        elif not numpy.isnan(exact[unknown]).all():
            problems.append("window/%s: exact %s" % (metric, exact))
    if not problems and numpy.isnan(found["window", "wait_mean"][0][known]):
        problems.append("the first window has no exact wait")
    return problems


def guarded(check, *arguments):
    try:
        return check(*arguments)
    except (RuntimeError, subprocess.TimeoutExpired) as failure:
        return [str(failure)]


for case, (text, names, values) in cases.KNOWN.items():
    verdict("known: " + case, guarded(check_known, text, names, values))
for case, text in cases.UNKNOWN.items():
    verdict("not known: " + case, guarded(check_unknown, text))
for case, (text, known, unknown) in cases.PARTLY.items():
    verdict("known only in front: " + case, guarded(check_partly, text, known, unknown))
print("%d passed, %d failed" % (results[True], results[False]))
sys.exit(results[False] > 0)
