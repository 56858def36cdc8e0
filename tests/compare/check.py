"""`qsweep compare` against numpy, from the rows in the results file. Usage: check.py RESULTS.h5 SCOPE METRIC ITEM BASELINE
CONFIDENCE METHOD COMPARE.json; METHOD paired or welch, ITEM -1 for a metric of one value. Exit status 1 and a line for
each difference.

Student's t comes from its density, integrated and inverted here: nothing of the program's.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import json
import math
import sys

import h5py
import numpy


def student_t(confidence, degrees):
    """The value exceeded in absolute value with probability 1 - confidence: Simpson's rule and bisection."""
    constant = math.exp(math.lgamma((degrees + 1) / 2) - math.lgamma(degrees / 2)) / math.sqrt(degrees * math.pi)

    def central(x):
        grid = numpy.linspace(0, x, 4001)
        y = constant * (1 + grid ** 2 / degrees) ** (-(degrees + 1) / 2)
        return 2 * x / 4000 / 3 * (y[0] + y[-1] + 4 * y[1:-1:2].sum() + 2 * y[2:-1:2].sum())

    low, high = 0.0, 50.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if central(middle) < confidence else (low, middle)
    return high


def compare(x, b, method, is_antithetic):
    """n, difference, standard error, degrees, variance reduction"""
    if is_antithetic:
        x, b = (v.reshape(-1, 2).mean(axis=1) for v in (x, b))
    if method == "paired":
        both = ~(numpy.isnan(x) | numpy.isnan(b))
        x, b = x[both], b[both]
        d = x - b
        n, variance = len(d), d.var(ddof=1)
        apart = x.var(ddof=1) + b.var(ddof=1)
        return n, d.mean(), math.sqrt(variance / n), n - 1, apart / variance if variance else None
    x, b = x[~numpy.isnan(x)], b[~numpy.isnan(b)]
    u, v = x.var(ddof=1) / len(x), b.var(ddof=1) / len(b)
    degrees = (u + v) ** 2 / (u * u / (len(x) - 1) + v * v / (len(b) - 1))
    return min(len(x), len(b)), x.mean() - b.mean(), math.sqrt(u + v), degrees, None


def main():
    path, scope, metric, item, baseline, confidence, method, said = sys.argv[1:9]
    said = json.load(open(said))
    with h5py.File(path) as file:
        rows = file["replication/%s/%s" % (scope, metric)][...]
        names = [t.decode() if isinstance(t, bytes) else t for t in file[scope][scope][...]] if scope != "system" else ["system"]
        is_antithetic = bool(file.attrs.get("antithetic", 0))
    if scope == "system":
        rows = rows[:, :, None]
    rows = rows[..., int(item)] if int(item) >= 0 else rows
    family = said["comparisons"] if said["correction"] == "bonferroni" else 1
    each = 1 - (1 - float(confidence)) / family
    faults = []
    if not said["differences"]:
        faults.append("nothing was compared")
    for line in said["differences"]:
        member = names.index(line[scope])
        n, difference, error, degrees, reduction = compare(
            rows[line["scenario"], :, member], rows[int(baseline), :, member], method, is_antithetic)
        half = student_t(each, degrees) * error
        verdict = "no difference" if abs(difference) <= half else "higher" if difference > 0 else "lower"
        mine = {"n": n, "difference": difference, "lo": difference - half, "hi": difference + half, "verdict": verdict}
        if reduction is not None:
            mine["variance_reduction"] = reduction
        for key, value in mine.items():
            is_same = line[key] == value if isinstance(value, (int, str)) else abs(line[key] - value) <= 1e-6 * max(
                abs(value), error)
            if not is_same:
                faults.append("scenario %d, %s %s: %s is %s, should be %s" % (
                    line["scenario"], scope, line[scope], key, line[key], value))
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
