"""Hold qsweep's means against those of other simulations, and see that each word of a study matters to the verdict.

Usage: judge.py QSWEEP FOLDER REPLICATIONS NAME...

NAME.yaml is a study, run into FOLDER by the program QSWEEP. NAME.py simulates the same by itself: simulate(seed) gives the values
of a replication by their names, GROUP/METRIC or GROUP/MEMBER/METRIC of the results file (with @I behind it, the I-th quantile or
threshold). They agree if no mean differs by Welch's t at 1e-4 over the number of values (Bonferroni): of ten models one in 1,000
runs with other seeds would fail. WORDS of NAME.py says how the study is without one of its words: {word: [PATH=VALUE, ...]}. Such
a study has to be told from the simulation by the same test: a test of this test. The least difference that is seen for sure is
about twice the half width that is printed.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import importlib
import math
import os
import statistics
import subprocess
import sys

import h5py

HERE = os.path.dirname(os.path.abspath(__file__))
LEVEL = 1e-4


def beyond(t, n):
    """How likely Student's t with n degrees of freedom is beyond +-t (Abramowitz and Stegun 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(n))
    factor, power = math.cos(angle) ** 2, math.sin(angle) if n % 2 == 0 else math.sin(angle) * math.cos(angle)
    total, k = 0.0, 2 if n % 2 == 0 else 3
    term = power
    while k <= n:
        total += term
        term *= factor * (k - 1) / k
        k += 2
    return 1 - total if n % 2 == 0 else 1 - 2 / math.pi * (angle + total)


def limit(level, n):
    """The t that is exceeded, to either side, with that probability."""
    low, high = 0.0, 50.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if beyond(middle, n) > level else (low, middle)
    return high


def found(results, name):
    """Mean, standard deviation and number of replications of a metric."""
    group, *member, metric = name.split("/")
    metric, _, item = metric.partition("@")
    place = [0]
    if member:
        place.append([n.decode() for n in results[f"{group}/{group}"][()]].index(member[0]))
    if item:
        place.append(int(item))
    mean, sd, n = (results[f"{group}/{metric}{ending}"] for ending in ("", "_sd", "_n"))
    return [float(d[tuple(place[:d.ndim])]) for d in (mean, sd, n)]


def difference(own, theirs, level):
    """t over its limit, and the half width as a share of the mean. What is certain, and nothing, have to be the same."""
    mean, sd, count = theirs
    if count == 0:
        return math.inf, 0.0
    right = statistics.fmean(own)
    parts = [statistics.variance(own) / len(own), sd**2 / count]
    error = math.sqrt(sum(parts))
    if error <= 1e-12 * abs(right):
        return 0.0 if math.isclose(mean, right, rel_tol=1e-9) else math.inf, 0.0
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / (len(own) - 1) + parts[1] ** 2 / (count - 1))
    most = limit(level, max(1, int(freedom)))
    return (mean - right) / error / most, most * error / (abs(right) or abs(mean))


def run(program, name, folder, settings=()):
    path = os.path.join(folder, f"{name}.h5")
    command = [program, "run", os.path.join(HERE, f"{name}.yaml"), "-o", path, "-q", "--force"]
    for setting in settings:
        command += ["-s", setting]
    said = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
    if said.returncode != 0:
        raise RuntimeError(f"{name} {settings}: {said.stderr}")
    return path


def compare(path, runs):
    """The values' names, each with t over its limit and its half width."""
    names = list(runs[0])
    with h5py.File(path) as results:
        return {name: (*difference([r[name] for r in runs if not math.isnan(r[name])], found(results, name), LEVEL / len(names)),
                       found(results, name)[0], statistics.fmean(r[name] for r in runs if not math.isnan(r[name])))
                for name in names}


def verdict(good, text, said):
    print(f"{'ok' if good else 'not ok'} {text}")
    for line in [] if good else said:
        print(f"# {line}")
    sys.stdout.flush()


def judge(program, folder, replications, name):
    model = importlib.import_module(name)
    runs = [model.simulate(seed) for seed in range(replications * getattr(model, "TIMES", 1))]
    whole = compare(run(program, name, folder), runs)
    lines = [f"{value}: {mean:.5g}, by itself {own:.5g} +- {100 * width:.1f} %, {ratio:.2f} of the limit"
             for value, (ratio, width, mean, own) in whole.items()]
    if os.environ.get("QS_SHOW"):
        print("\n".join(f"# {line}" for line in lines))
    widths = sorted(width for _, width, _, _ in whole.values())
    verdict(all(abs(ratio) <= 1 for ratio, *_ in whole.values()),
            f"{name} is what a simulation apart says: {len(whole)} means, half widths {100 * widths[len(widths) // 2]:.1f} %"
            f" (at most {100 * widths[-1]:.0f} %)", lines)
    for word, settings in list(model.WORDS.items())[: None if os.environ.get("QS_LONG") else 1]:
        without = compare(run(program, name, folder, settings), runs)
        worst = max(abs(ratio) for ratio, *_ in without.values())
        verdict(worst > 1, f"{name} without {word} would be told from it ({min(worst, 999):.1f} times the limit)", [str(without)])


if __name__ == "__main__":
    for each in sys.argv[4:]:
        judge(sys.argv[1], sys.argv[2], int(sys.argv[3]), each)
