"""M/M/1, load 0.8: the closed form."""


def exact():
    load = 0.8
    return [("system/queue_mean", load**2 / (1 - load), "rho^2 / (1 - rho)"),
            ("window/desk/utilisation", load, "rho")]
