"""The N design with exponential times and patience, by its Markov chain: who the expert serves, whether the clerk serves, how
many of each kind wait; the queues cut where nobody is any more."""
import numpy as np

MOST = 28
LAMBDA = {"plain": 1.2, "special": 0.5}
MU = {"plain": 1.0, "special": 1 / 1.6}
THETA = {"plain": 1 / 4, "special": 1 / 2}


def moves(state):
    """Rates to other states. clerk: 0 or 1; expert: None, "plain" or "special"; waiting plain and special."""
    clerk, expert, plain, special = state
    if clerk == 0:
        yield LAMBDA["plain"], (1, expert, plain, special)
    elif expert is None:
        yield LAMBDA["plain"], (clerk, "plain", plain, special)
    elif plain < MOST:
        yield LAMBDA["plain"], (clerk, expert, plain + 1, special)
    if expert is None:
        yield LAMBDA["special"], (clerk, "special", plain, special)
    elif special < MOST:
        yield LAMBDA["special"], (clerk, expert, plain, special + 1)
    if clerk:
        yield MU["plain"], (1, expert, plain - 1, special) if plain else (0, expert, plain, special)
    if expert and special:
        yield MU[expert], (clerk, "special", plain, special - 1)
    elif expert and plain:
        yield MU[expert], (clerk, "plain", plain - 1, special)
    elif expert:
        yield MU[expert], (clerk, None, plain, special)
    if plain:
        yield plain * THETA["plain"], (clerk, expert, plain - 1, special)
    if special:
        yield special * THETA["special"], (clerk, expert, plain, special - 1)


def solve():
    """The states that can be reached, and their probabilities, by Gauss and Seidel's iteration on the jump chain."""
    start = (0, None, 0, 0)
    number, states = {start: 0}, [start]
    flows = []
    for state in states:
        for rate, to in moves(state):
            if to not in number:
                number[to] = len(states)
                states.append(to)
            flows.append((number[state], number[to], rate))
    n = len(states)
    source, target, rate = (np.array(column) for column in zip(*flows))
    out = np.bincount(source, rate, n)
    fastest = out.max() * 1.05
    p = np.full(n, 1 / n)
    for _ in range(40000):
        after = p + (np.bincount(target, rate * p[source], n) - out * p) / fastest
        if abs(after - p).max() < 1e-16:
            break
        p = after
    return states, p / p.sum()


def exact():
    states, p = solve()
    mean = lambda of: float(sum(q * of(state) for state, q in zip(states, p)))
    plain, special = mean(lambda s: s[2]), mean(lambda s: s[3])
    source = "the chain of the N design"
    return [("class/plain/queue_mean", plain, source),
            ("class/special/queue_mean", special, source),
            ("line/calls/queue_mean", plain + special, source),
            ("window/clerk/utilisation", mean(lambda s: s[0]), source),
            ("window/expert/utilisation", mean(lambda s: s[1] is not None), source),
            ("line/calls/reneged_share", (plain * THETA["plain"] + special * THETA["special"]) / sum(LAMBDA.values()), source)]
