"""As M/M/2, load 1.6: birth and death."""


def exact():
    load, p = 1.6, [1.0]
    for n in range(2000):
        p.append(p[n] * load / min(n + 1, 2))
    return [("system/number_mean", sum(n * x for n, x in enumerate(p)) / sum(p), "M/M/2"), ("window/till/utilisation", load / 2, "rho")]
