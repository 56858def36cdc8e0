"""D/M/1, load 0.8: the root of s = exp(-(1 - s) / rho)."""
import math


def exact():
    load, root = 0.8, 0.5
    for _ in range(10000):
        root = math.exp(-(1 - root) / load)
    return [("window/robot/queue_mean", load * root / (1 - root), "lambda W, W = s / (mu (1 - s))"), ("window/robot/utilisation", load, "rho")]
