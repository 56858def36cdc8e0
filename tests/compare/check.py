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


def fold(rows, ran, is_antithetic):
    """sum and number of what each cluster (a replication, an antithetic pair) observed; nothing if any of it did not run"""
    size = 2 if is_antithetic else 1
    rows, ran = rows.reshape(-1, size), ran.reshape(-1, size).all(axis=1)
    seen = ~numpy.isnan(rows) & ran[:, None]
    return numpy.where(seen, rows, 0).sum(axis=1), seen.sum(axis=1).astype(float)


def ratio(total, number):
    """the ratio, its variance, and what each cluster adds to its error"""
    r, n = total.sum() / number.sum(), (number > 0).sum()
    error = (total - r * number) / number.sum() * math.sqrt(n / (n - 1))
    return r, (error ** 2).sum(), error, n


def welch(u, n, v, m):
    return (u + v) ** 2 / (u * u / (n - 1) + v * v / (m - 1))


def compare(x, b, ran, base_ran, method, is_antithetic):
    """n, difference, standard error, degrees, variance reduction"""
    if method == "paired":
        ran = base_ran = ran & base_ran
        if is_antithetic:
            ran = base_ran = numpy.repeat(ran.reshape(-1, 2).all(axis=1), 2)
    (x, xn), (b, bn) = fold(x, ran, is_antithetic), fold(b, base_ran, is_antithetic)
    p, u, e, n = ratio(x, xn)
    q, v, f, m = ratio(b, bn)
    if method == "welch":
        return min(n, m), p - q, math.sqrt(u + v), welch(u, n, v, m), None
    either, variance = ((xn > 0) | (bn > 0)).sum(), ((e - f) ** 2).sum()
    degrees = min(either - 1, welch(u, n, v, m)) if u + v else either - 1
    return either, p - q, math.sqrt(variance), degrees, (u + v) / variance if variance else None


def means(rows, is_antithetic):
    total, number = fold(rows, numpy.ones(rows.shape, bool), is_antithetic)
    return total / numpy.where(number, number, numpy.nan)


def recover(a, b, rho):
    """the interval of the difference of two estimates (value, lower, upper): Zou 2007, Zou and Donner 2008"""
    def reach(x, y):
        return math.inf if math.isinf(x) or math.isinf(y) else math.sqrt(max(0, x * x + y * y - 2 * rho * x * y))
    d = a[0] - b[0]
    return d, d - reach(a[0] - a[1], b[2] - b[0]), d + reach(a[2] - a[0], b[0] - b[1])


def widen(estimate, n, file_confidence, confidence):
    degrees = min(n, 64) - 1
    factor = student_t(confidence, degrees) / student_t(file_confidence, degrees)
    return estimate[0], estimate[0] - factor * (estimate[0] - estimate[1]), estimate[0] + factor * (estimate[2] - estimate[0])


def compare_quantiles(a, b, x, y, method, is_antithetic, file_confidence, confidence):
    """n, difference, lower, upper; a, b: mean, lo, hi, n of the file"""
    rho = 0.0
    if method == "paired":
        u, v = means(x, is_antithetic), means(y, is_antithetic)
        both = ~(numpy.isnan(u) | numpy.isnan(v))
        u, v = u[both], v[both]
        if (u == v).all() and u.std() > 0 and a[0] == b[0]:
            return min(a[3], b[3]), 0.0, 0.0, 0.0
        if u.std() > 0 and v.std() > 0:
            rho = numpy.corrcoef(u, v)[0, 1] * both.sum() / math.sqrt(a[3] * b[3])
    return (min(a[3], b[3]),) + recover(widen(a, a[3], file_confidence, confidence),
                                        widen(b, b[3], file_confidence, confidence), rho)


def expected(file, where, line, baseline, method, each):
    """what a line should say; where: scope, metric, item, member"""
    scope, metric, item, member = where

    def pick(array):
        array = array if scope != "system" else array[..., None] if item < 0 else array[..., None, :]
        return array[..., item][..., member] if item >= 0 else array[..., member]

    rows = pick(file["replication/%s/%s" % (scope, metric)][...])
    ran = ~numpy.isnan(file["replication/system/arrived"][...])
    is_antithetic, k = bool(file.attrs.get("antithetic", 0)), line["scenario"]
    if metric.endswith("_quantile"):
        parts = [pick(file["%s/%s%s" % (scope, metric, part)][...]) for part in ("", "_lo", "_hi", "_n")]
        n, difference, low, high = compare_quantiles(
            [float(p[k]) for p in parts], [float(p[baseline]) for p in parts], rows[k], rows[baseline], method,
            is_antithetic, float(file.attrs["confidence"]), each)
        reduction, scale = None, abs(difference)
    else:
        n, difference, scale, degrees, reduction = compare(
            rows[k], rows[baseline], ran[k], ran[baseline], method, is_antithetic)
        half = student_t(each, degrees) * scale
        low, high = difference - half, difference + half
    verdict = "lower" if high < 0 else "higher" if low > 0 else "no difference"
    mine = {"n": int(n), "difference": difference, "lo": low, "hi": high, "verdict": verdict}
    if reduction is not None:
        mine["variance_reduction"] = reduction
    return mine, scale


def is_same(said, mine, scale):
    if isinstance(mine, (int, str)):
        return said == mine
    said = float(said)  # infinity is a text
    return said == mine if math.isinf(mine) else abs(said - mine) <= 1e-6 * max(abs(mine), scale)


def main():
    path, scope, metric, item, baseline, confidence, method, said = sys.argv[1:9]
    said = json.load(open(said))
    family = said["comparisons"] if said["correction"] == "bonferroni" else 1
    each = 1 - (1 - float(confidence)) / family
    faults = []
    if not said["differences"]:
        faults.append("nothing was compared")
    with h5py.File(path) as file:
        names = [t.decode() if isinstance(t, bytes) else t for t in file[scope][scope][...]] if scope != "system" else ["system"]
        for line in said["differences"]:
            where = scope, metric, int(item), names.index(line[scope])
            mine, scale = expected(file, where, line, int(baseline), method, each)
            for key, value in mine.items():
                if not is_same(line[key], value, scale):
                    faults.append("scenario %d, %s %s: %s is %s, should be %s" % (
                        line["scenario"], scope, line[scope], key, line[key], value))
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
