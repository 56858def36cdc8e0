"""M/M/1, load 0.8, shortest first: Phipps, W(x) = R / (1 - rho(x))^2, integrated over the lengths x."""
import math


def exact():
    rate, steps, top = 0.8, 40000, 40.0
    wait, width = 0.0, top / steps
    for i in range(steps):
        x = (i + 0.5) * width
        below = rate * (1 - math.exp(-x) * (1 + x))  # the load of those shorter than x
        wait += rate / (1 - below) ** 2 * math.exp(-x) * width
    return [("window/desk/queue_mean", rate * wait, "lambda times the mean wait, R = lambda E[S^2] / 2")]
