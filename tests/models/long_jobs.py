"""M/G/1 by Pollaczek and Khinchine, the moments of a mixture worked out part by part."""


def uniform(a, b):
    return (a + b) / 2, (a * a + a * b + b * b) / 3


def exact():
    rate, by, mean = 1.0, 0.2, 0.2
    quick = by + mean, by**2 + 2 * by * mean + 2 * mean**2
    long = [sum(parts) / 2 for parts in zip(uniform(1, 2), uniform(2, 5))]
    m1, m2 = (0.9 * a + 0.1 * b for a, b in zip(quick, long))
    return [("window/desk/utilisation", rate * m1, "rate x mean"),
            ("system/wait_mean", rate * m2 / (2 * (1 - rate * m1)), "Pollaczek and Khinchine")]
