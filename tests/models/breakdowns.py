"""The chain of (number present, is it up?), 400 at most."""
import numpy


def exact():
    most, arrival, service, fails, mends = 400, 0.5, 1.0, 1 / 8, 1 / 2
    rates = numpy.zeros((2 * (most + 1), 2 * (most + 1)))
    for n in range(most + 1):
        up, down = 2 * n, 2 * n + 1
        rates[up, down], rates[down, up] = fails, mends
        if n < most:
            rates[up, up + 2] = rates[down, down + 2] = arrival
        if n > 0:
            rates[up, up - 2] = service
    rates -= numpy.diag(rates.sum(axis=1))
    p = numpy.linalg.lstsq(numpy.vstack([rates.T, numpy.ones(len(rates))]), numpy.append(numpy.zeros(len(rates)), 1), rcond=None)[0]
    number = sum((p[2 * n] + p[2 * n + 1]) * n for n in range(most + 1))
    return [("window/desk/number_mean", number, "sum of n p_n"), ("window/desk/utilisation", arrival / service, "lambda E[S], of one server on duty")]
