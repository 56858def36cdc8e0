"""M/M/1/1 with an orbit, arrival rate 0.5, service rate 1, each in the orbit at rate 1: its closed form, and the chain."""
import numpy

ARRIVE, SERVE, AGAIN = 0.5, 1.0, 1.0


def chain(most=200):
    """States (busy, outside) by the balance of their cuts: outside m to m + 1 is ARRIVE p(1, m) = (m + 1) AGAIN p(0, m + 1)."""
    idle, busy = numpy.zeros(most), numpy.zeros(most)
    idle[0] = 1
    for m in range(most):
        if m > 0:
            idle[m] = ARRIVE * busy[m - 1] / (m * AGAIN)
        busy[m] = (ARRIVE + m * AGAIN) * idle[m] / SERVE  # who leaves an idle server is who comes back to it
    return idle / (idle + busy).sum(), busy / (idle + busy).sum()


def exact():
    idle, busy = chain()
    outside = float(((idle + busy) * numpy.arange(len(idle))).sum())
    load = ARRIVE / SERVE
    closed = load * (ARRIVE + load * AGAIN) / ((1 - load) * AGAIN)
    assert abs(outside - closed) < 1e-9  # Falin and Templeton, Retrial Queues, 1997, 1.2
    return [("system/orbit_mean", closed, "rho (lambda + rho theta) / ((1 - rho) theta)"),
            ("system/number_mean", load, "nobody is lost: rho"),
            ("window/line/throughput", ARRIVE, "nobody is lost"),
            ("system/sojourn_mean", (closed + load) / ARRIVE, "Little's law, with those outside")]
