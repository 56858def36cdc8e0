"""M/M/2 with servers of rates 0.5 and 1 by its Markov chain, for each way to choose between the two."""
import numpy as np

RATE, SLOW, FAST, N = 0.8, 0.5, 1.0, 300  # arrivals, services; waiting at most, and then there is hardly anybody

# States: both idle, the slow one longer; both idle, the fast one longer; the slow one busy; the fast one busy; both, and n
# waiting.
SLOW_LONGER, FAST_LONGER, SLOW_BUSY, FAST_BUSY, BOTH = range(5)


def chain(slow_first):
    """slow_first: probability that the slow one takes a newcomer, where the slow or the fast one is idle longer."""
    rates = np.zeros((BOTH + N + 1, BOTH + N + 1))
    for state, p in zip((SLOW_LONGER, FAST_LONGER), slow_first):
        rates[state, SLOW_BUSY] += RATE * p
        rates[state, FAST_BUSY] += RATE * (1 - p)
    rates[SLOW_BUSY, FAST_LONGER] = SLOW
    rates[FAST_BUSY, SLOW_LONGER] = FAST
    rates[SLOW_BUSY, BOTH] = rates[FAST_BUSY, BOTH] = RATE
    rates[BOTH, SLOW_BUSY], rates[BOTH, FAST_BUSY] = FAST, SLOW
    for n in range(N):
        rates[BOTH + n, BOTH + n + 1] = RATE
        rates[BOTH + n + 1, BOTH + n] = SLOW + FAST
    balance = (rates - np.diag(rates.sum(axis=1))).T
    balance[-1] = 1
    p = np.linalg.solve(balance, np.eye(len(balance))[-1])
    queue = np.arange(N + 1) @ p[BOTH:]
    busy = p[SLOW_BUSY] + p[FAST_BUSY] + 2 * p[BOTH:].sum()
    return float(queue), float(busy)


def exact():
    found = []
    for scenario, (choice, slow_first) in enumerate({"lowest": (1, 1), "fastest": (0, 0), "longest idle": (1, 0),
                                                     "random": (0.5, 0.5)}.items()):
        queue, busy = chain(slow_first)
        found += [(f"system/queue_mean#{scenario}", queue, f"chain, {choice}"),
                  (f"window/desk/utilisation#{scenario}", busy / 2, f"chain, {choice}"),
                  (f"system/number_mean#{scenario}", queue + busy, f"chain, {choice}"),
                  (f"system/sojourn_mean#{scenario}", (queue + busy) / RATE, f"chain, {choice}: Little")]
    return found
