"""The chain of (number at the first, second: 0 free, 1 busy, 2 busy with one blocked before it), all rates 1."""
import numpy


def exact():
    states = [(n, s) for n in range(4) for s in range(3) if s < 2 or n > 0]
    place = {state: i for i, state in enumerate(states)}
    rates = numpy.zeros((len(states), len(states)))
    for (n, s), i in place.items():
        if n < 3:
            rates[i, place[n + 1, s]] += 1
        if n > 0 and s == 0:
            rates[i, place[n - 1, 1]] += 1
        if n > 0 and s == 1:
            rates[i, place[n, 2]] += 1
        if s == 1:
            rates[i, place[n, 0]] += 1
        if s == 2:
            rates[i, place[n - 1, 1]] += 1
    rates -= numpy.diag(rates.sum(axis=1))
    p = numpy.linalg.lstsq(numpy.vstack([rates.T, numpy.ones(len(states))]), numpy.append(numpy.zeros(len(states)), 1), rcond=None)[0]
    full = sum(p[i] for (n, s), i in place.items() if n == 3)
    return [("system/rejected_share", full, "p(first is full)"),
            ("window/first/utilisation", sum(p[i] for (n, s), i in place.items() if n > 0 and s < 2), "it works"),
            ("window/first/occupation", sum(p[i] for (n, s), i in place.items() if n > 0), "it works or is blocked"),
            ("window/second/utilisation", sum(p[i] for (n, s), i in place.items() if s > 0), "it works")]
