"""Jobs of one and of two servers, first come first served: a truncated Markov chain.

In service is nothing, S, SS or L. Of those who wait only the class of the one who is next matters, and only once it keeps a
server idle (S with a large one next, "S|L"): the classes behind it are drawn when they become next.
"""
import numpy as np

RATE, SMALL, MEAN_SMALL, MEAN_LARGE, MOST = 1 / 1.25, 0.7, 1.0, 0.8, 150
KINDS = {"": (0, 0, 0), "S": (1, 1, 0), "SS": (2, 2, 0), "L": (2, 0, 1), "S|L": (1, 1, 0)}  # servers, small, large


def chain():
    states = [("", 0), ("S", 0)] + [(kind, n) for kind in ("SS", "L", "S|L") for n in range(MOST)]
    place = {state: i for i, state in enumerate(states)}
    generator = np.zeros((len(states), len(states)))

    def add(a, b, rate):
        if b in place:
            generator[place[a], place[b]] += rate
            generator[place[a], place[a]] -= rate

    def begin(kind, n):
        """What follows when the next of n who wait are looked at: (state, probability)."""
        if n == 0:
            return [((kind, 0), 1.0)]
        if kind == "":
            return [(state, SMALL * p) for state, p in begin("S", n - 1)] + [(("L", n - 1), 1 - SMALL)]
        return [(("SS", n - 1), SMALL), (("S|L", n - 1), 1 - SMALL)]

    for kind, n in states:
        if kind == "":
            add((kind, n), ("S", 0), RATE * SMALL)
            add((kind, n), ("L", 0), RATE * (1 - SMALL))
        elif kind == "S":
            add((kind, n), ("SS", 0), RATE * SMALL)
            add((kind, n), ("S|L", 0), RATE * (1 - SMALL))
        else:
            add((kind, n), (kind, n + 1), RATE)
        if kind == "S":
            add((kind, n), ("", 0), 1 / MEAN_SMALL)
        elif kind == "S|L":
            add((kind, n), ("L", n), 1 / MEAN_SMALL)
        elif kind == "SS":
            for state, p in begin("S", n):
                add((kind, n), state, 2 / MEAN_SMALL * p)
        elif kind == "L":
            for state, p in begin("", n):
                add((kind, n), state, 1 / MEAN_LARGE * p)
    balance = generator.T
    balance[0] = 1  # in place of one that follows from the others: probabilities add up to 1
    p = np.linalg.solve(balance, np.append(1.0, np.zeros(len(states) - 1)))
    return states, [float(x) for x in p]


def exact():
    states, p = chain()
    waiting = sum(x * (n + (kind == "S|L")) for (kind, n), x in zip(states, p))
    busy = sum(x * KINDS[kind][0] for (kind, _), x in zip(states, p)) / 2
    both = sum(x for (kind, _), x in zip(states, p) if kind == "L")
    assert abs(busy - RATE * (SMALL * MEAN_SMALL + 2 * (1 - SMALL) * MEAN_LARGE) / 2) < 1e-9, "the chain is cut too short"
    assert abs(both - RATE * (1 - SMALL) * MEAN_LARGE) < 1e-9
    return [("system/queue_mean", waiting, "a truncated Markov chain"),
            ("system/wait_mean", waiting / RATE, "the same, by Little's law"),
            ("window/machines/utilisation", busy, "work asked for, servers counted")]
