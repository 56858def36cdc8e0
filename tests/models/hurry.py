"""Birth and death: service at rate 1, from three waiting on at 1.5."""


def exact():
    arrival, p = 1 / 1.1, [1.0]
    for n in range(2000):
        p.append(p[n] * arrival / (1.5 if n + 1 >= 4 else 1.0))
    total = sum(p)
    return [("window/desk/number_mean", sum(n * x for n, x in enumerate(p)) / total, "sum of n p_n"), ("window/desk/utilisation", 1 - 1 / total, "1 - p_0")]
