"""Jackson: the traffic equations, then each window by itself."""
import numpy


def exact():
    names, servers = ["saw", "bench", "gauge"], [1, 2, 1]
    then = numpy.array([[0, 1, 0], [0, 0, 1], [0.2, 0.1, 0]])
    rates = numpy.linalg.solve(numpy.eye(3) - then.T, [0.5, 0, 0])
    values, total = [], 0.0
    for name, rate, mean, c in zip(names, rates, [0.8, 1.5, 0.5], servers):
        load, p = rate * mean, [1.0]
        for n in range(2000):
            p.append(p[n] * load / min(n + 1, c))
        number = sum(n * x for n, x in enumerate(p)) / sum(p)
        total += number
        values.append((f"window/{name}/number_mean", number, "M/M/c at the rate of the traffic equations"))
    return values + [("system/number_mean", total, "their sum")]
