"""From empty: m' = lambda(t) - m, piece by piece."""
import math


def exact():
    number, areas = 0.0, []
    for rate, length in ((2, 4), (10, 2), (2, 6)):
        gone = 1 - math.exp(-length)
        areas.append(rate * length + (number - rate) * gone)
        number = rate + (number - rate) * math.exp(-length)
    return [("system/number_mean", sum(areas) / 12, "integral of m(t), over 12")]
