"""Whether a fitted study is what its past was drawn from: each count and each parameter within 4.2 standard errors, so that
one of the 13 fails by chance once in 2,900 seeds.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import os
import sys

import yaml

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from make_past import DAYS, FACTOR_SD, KNOWN  # noqa: E402

LIMIT = 4.2
wrong = []


def near(what, got, truth, error):
    far = (got - truth) / error
    print(f"{what}: {got:.5g}, drawn from {truth:.5g}: {far:.2f} standard errors")
    if not abs(far) <= LIMIT:
        wrong.append(what)


with open(sys.argv[1], encoding="utf-8") as file:
    text = file.read()
study = yaml.safe_load(text)
for name, known in KNOWN.items():
    rate = study["arrivals"][name]["rate"]
    assert rate["every"] == 30 and len(rate["counts"]) == len(known["counts"]), rate
    for i, (got, truth) in enumerate(zip(rate["counts"], known["counts"])):
        near(f"{name}, piece {i}", got, truth, math.sqrt((truth + (FACTOR_SD * truth)**2) / DAYS))
    (law, got), = study["services"][name]["time"].items()
    assert law == known["law"], (name, law)
    n = DAYS * sum(known["counts"])
    if law == "gamma":
        trigamma = math.pi**2 / 2 - 4 - 4 / 9  # at 5/2
        near("shape", got["shape"], known["shape"], math.sqrt(1 / (trigamma - 1 / known["shape"]) / n))
        near("mean", got["mean"], known["mean"], known["mean"] / math.sqrt(known["shape"] * n))
    else:
        truth, found = (math.log(1 + (x["sd"] / x["mean"])**2) for x in (known, got))
        near("variance of the logarithm", found, truth, truth * math.sqrt(2 / n))
        near("mean of the logarithm", math.log(got["mean"]) - found / 2, math.log(known["mean"]) - truth / 2,
             math.sqrt(truth / n))
assert all(source["day_factor"] == "day" for source in study["arrivals"].values())
assert study["clock"] == "09:00", study["clock"]
shape = study["day_factors"]["day"]["gamma"]["shape"]
near("deviation of the day", 1 / math.sqrt(shape), FACTOR_SD, 1.4 * FACTOR_SD / math.sqrt(2 * DAYS))
sys.exit(f"too far: {wrong}" if wrong else 0)
