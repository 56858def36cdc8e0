"""A past of 400 days, drawn from what tests/fit/compare.py knows: two classes, rates by half hours, a factor of the day of
deviation 0.2, gamma and lognormal services. NumPy's generator, seed 12.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import datetime

import numpy

KNOWN = {"short": {"counts": [2, 6, 4, 1], "law": "gamma", "shape": 2.5, "mean": 6.0},
         "long": {"counts": [1, 1, 3, 0.5], "law": "lognormal", "mean": 15.0, "sd": 10.0}}
DAYS = 400
FACTOR_SD = 0.2


def main():
    random = numpy.random.default_rng(12)
    print("came,began,ended,kind")
    for day in range(DAYS):
        midnight = datetime.datetime(2024, 1, 1) + datetime.timedelta(days=day)
        factor = random.gamma(1 / FACTOR_SD**2, FACTOR_SD**2)
        for kind, known in KNOWN.items():
            for piece, count in enumerate(known["counts"]):
                for _ in range(random.poisson(factor * count)):
                    came = 9 * 60 + 30 * (piece + random.random())
                    if known["law"] == "gamma":
                        took = random.gamma(known["shape"], known["mean"] / known["shape"])
                    else:
                        variance = numpy.log(1 + (known["sd"] / known["mean"])**2)
                        took = random.lognormal(numpy.log(known["mean"]) - variance / 2, numpy.sqrt(variance))
                    began = came + random.exponential(2)
                    print(",".join((midnight + datetime.timedelta(minutes=x)).strftime("%Y-%m-%dT%H:%M:%S")
                                   for x in (came, began, began + took)), kind, sep=",")


if __name__ == "__main__":
    main()
