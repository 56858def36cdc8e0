"""Hold a results file against exact values.

Usage: judge.py [--spoiled] RESULTS.h5 VALUES.py
       judge.py --all FOLDER NAME...      FOLDER/NAME.h5 of each against NAME.py beside this file, spoiled and not, as verdicts

VALUES.py has a function exact() that returns a list of (name, value, source): name is GROUP/METRIC of the results file, or
GROUP/MEMBER/METRIC (window/desk/wait_mean), with @ITEM behind it for one quantile or threshold (system/wait_over@5), and
#SCENARIO where there are several. source says in words what the value comes from. A value that is certain has to be met
to 1e-9, others within Student's t at 1e-5 of their mean over replications. With --spoiled every value is taken a tenth
larger (0.1 where it is 0), and the exit status is 0 only if none of them is met: a test of this test.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import importlib.util
import math
import os
import sys

from statistics import NormalDist

import h5py

LEVEL = 1e-5


def student(level, n):
    """Quantile of Student's t by the expansion in 1 / n (Abramowitz and Stegun 26.7.5): to a part in 1,000 from n = 50 on."""
    z = NormalDist().inv_cdf(level)
    return z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2) + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)


def load(path):
    spec = importlib.util.spec_from_file_location("values", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.exact()


def place_of(group, item, axis):
    """Where a member stands on an axis of a dataset, by its coordinate."""
    values = group[axis][()]
    for i, value in enumerate(values):
        if (value.decode() == item if isinstance(value, bytes) else math.isclose(value, float(item))):
            return i
    raise SystemExit(f"no {item} among {axis}")


def find(results, name):
    """Mean, standard deviation and number of replications of a value."""
    name, _, scenario = name.partition("#")
    name, _, item = name.partition("@")
    parts = name.split("/")
    group = results[parts[0]]
    place = [int(scenario or 0)]
    if len(parts) == 3:
        place.append(place_of(group, parts[1], parts[0]))
    metric = parts[-1]
    if item:
        place.append(place_of(group, item, "quantile" if metric.endswith("quantile") else "threshold"))
    return [float(group[metric + ending][tuple(place)]) for ending in ("", "_sd", "_n")]


def judge(results, values, is_spoiled):
    """Lines that say of each value whether it is met, and how many are, and are not."""
    lines, n_right = [], 0
    for name, value, source in values:
        value = float(value)
        if is_spoiled:
            value = value * 1.1 or 0.1
        mean, sd, n = find(results, name)
        room = 1e-9 * max(1, abs(value))
        if sd > 0:
            room += student(1 - LEVEL / 2, n - 1) * sd / math.sqrt(n)
        is_right = abs(mean - value) <= room
        n_right += is_right
        lines.append(f"{'right' if is_right else 'WRONG'}: {name} is {mean:.6g}, exact {value:.6g} +- {room:.2g} ({source})")
    return lines, n_right, len(values) - n_right


def verdict(name, is_good, lines):
    print(f"{'ok' if is_good else 'not ok'} {name}")
    for line in lines if not is_good else []:
        print(f"# {line}")


def judge_all(folder, names):
    """Each system, and each with values that are off by a tenth, as verdicts of the suite."""
    for name in names:
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.py")
        if not os.path.exists(path):
            continue
        try:
            values = load(path)
            with h5py.File(os.path.join(folder, f"{name}.h5")) as results:
                lines, _, n_wrong = judge(results, values, False)
                spoiled, n_right, _ = judge(results, values, True)
        except Exception as error:  # whatever a system's file does: one verdict of it, and on with the others
            verdict(f"{name}: can be judged", False, [repr(error)])
            continue
        verdict(f"{name}: is what is exact", n_wrong == 0, lines)
        verdict(f"{name}: values that are off by a tenth are told apart", n_right == 0, spoiled)


def main():
    words = sys.argv[1:]
    if words[0] == "--all":
        judge_all(words[1], words[2:])
        return
    is_spoiled = words[0] == "--spoiled"
    with h5py.File(words[-2]) as results:
        lines, n_right, n_wrong = judge(results, load(words[-1]), is_spoiled)
    print("\n".join(lines))
    sys.exit((n_right if is_spoiled else n_wrong) > 0)


if __name__ == "__main__":
    main()
