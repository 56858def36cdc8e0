"""M/M/1, load 2/3: the order does not change the number present."""


def exact():
    load = 1 / 1.5
    return [("window/desk/queue_mean", load**2 / (1 - load), "rho^2 / (1 - rho)"), ("window/desk/utilisation", load, "rho")]
