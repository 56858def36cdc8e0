"""M/G/1 by Pollaczek and Khinchine: E X^k = shape scale^k / (shape - k)."""


def exact():
    rate, shape, scale = 1.0, 5.0, 0.4
    m1, m2 = shape * scale / (shape - 1), shape * scale**2 / (shape - 2)
    return [("window/desk/utilisation", rate * m1, "rate x mean"),
            ("system/wait_mean", rate * m2 / (2 * (1 - rate * m1)), "Pollaczek and Khinchine")]
