"""Six machines, two mechanics: birth and death."""


def exact():
    machines, mechanics, p = 6, 2, [1.0]
    for n in range(machines):
        p.append(p[n] * (machines - n) * 0.25 / min(n + 1, mechanics))
    total = sum(p)
    return [("window/mechanics/number_mean", sum(n * x for n, x in enumerate(p)) / total, "sum of n p_n"),
            ("window/mechanics/utilisation", sum(min(n, mechanics) * x for n, x in enumerate(p)) / total / mechanics, "busy / c")]
