"""Two unlike servers with one queue of two places, the fast one chosen first: a birth-death chain but for who serves one alone."""
import numpy as np

LAMBDA, FAST, SLOW, PLACES = 1.2, 1.5, 0.5, 2


def exact():
    """States: nobody, the fast one alone, the slow one alone, both and so many waiting."""
    both = 3
    n = both + PLACES + 1
    rates = np.zeros((n, n))
    rates[0, 1] = LAMBDA
    rates[1, both] = rates[2, both] = LAMBDA
    rates[1, 0], rates[2, 0] = FAST, SLOW
    rates[both, 2], rates[both, 1] = FAST, SLOW
    for k in range(PLACES):
        rates[both + k, both + k + 1] = LAMBDA
        rates[both + k + 1, both + k] = FAST + SLOW
    balance = rates.T - np.diag(rates.sum(axis=1))
    balance[-1] = 1
    p = np.linalg.solve(balance, np.eye(n)[-1])
    queue = float(sum(k * p[both + k] for k in range(PLACES + 1)))
    source = "the chain of two unlike servers"
    return [("line/main/queue_mean", queue, source),
            ("line/main/rejected_share", float(p[-1]), source),
            ("window/fast/utilisation", 1 - float(p[0] + p[2]), source),
            ("window/slow/utilisation", 1 - float(p[0] + p[1]), source)]
