"""The chain of the two numbers present, 60 at most at each."""
import numpy


def exact():
    most, arrival = 60, 1.6
    size = most + 1
    p = numpy.full((size, size), 1 / size**2)
    for _ in range(12000):  # uniformised: at most one arrival and two services at once
        rate = arrival + 2.0
        new = numpy.zeros_like(p)
        new[:-1, :] += p[1:, :]          # the first serves
        new[0, :] += p[0, :]
        new[:, :-1] += p[:, 1:]
        new[:, 0] += p[:, 0]
        first, second = numpy.indices(p.shape)
        to_first = numpy.where(first < second, 1.0, numpy.where(first == second, 0.5, 0.0)) * arrival
        to_second = arrival - to_first
        new[1:, :] += (p * to_first)[:-1, :]
        new[-1, :] += (p * to_first)[-1, :]
        new[:, 1:] += (p * to_second)[:, :-1]
        new[:, -1] += (p * to_second)[:, -1]
        p = new / rate
    first, second = numpy.indices(p.shape)
    return [("system/number_mean", float(((first + second) * p).sum()), "sum of (i + j) p_ij"), ("window/till/utilisation", 0.8, "rho")]
