"""M/M(a,b)/1 by its Markov chain: idle with fewer than a waiting, or busy with any number."""
import numpy as np

RATE, MOST, N = 2.0, 4, 300  # arrivals; the largest group; waiting at most, and then there is hardly anybody


def chain(least):
    """Mean queue and share of time busy. A group ends at rate 1."""
    n_states = least + N + 1

    def idle(n):
        return n

    def busy(n):
        return least + n

    rates = np.zeros((n_states, n_states))
    for n in range(least):
        rates[idle(n), idle(n + 1) if n + 1 < least else busy(0)] += RATE
    for n in range(N + 1):
        if n < N:
            rates[busy(n), busy(n + 1)] += RATE
        rates[busy(n), busy(n - min(n, MOST)) if n >= least else idle(n)] += 1
    balance = (rates - np.diag(rates.sum(axis=1))).T
    balance[-1] = 1
    p = np.linalg.solve(balance, np.eye(n_states)[-1])
    waiting = np.concatenate([np.arange(least), np.arange(N + 1)])
    return float(waiting @ p), float(p[least:].sum())


def exact():
    found = []
    for scenario, least in enumerate((3, 1, 1)):
        queue, busy = chain(least)
        found += [(f"system/queue_mean#{scenario}", queue, f"chain of M/M({least},4)/1"),
                  (f"window/bus/utilisation#{scenario}", busy, f"chain of M/M({least},4)/1"),
                  (f"system/number_mean#{scenario}", queue + RATE * 1, "queue and rate times time, Little"),
                  (f"system/wait_mean#{scenario}", queue / RATE, "Little")]
    return found
