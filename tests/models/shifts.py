"""M/M/s with 2, 1 and no servers by the clock, s changing every day alike: a Markov chain with rates that repeat."""
import numpy as np

from periodic import generator, over_period

ARRIVALS, SERVICE, MOST = 1 / 3, 1.0, 120
SHIFTS = [(8.0, 2), (4.0, 1), (12.0, 0)]


def exact():
    states = list(range(MOST + 1))
    moves = lambda s: lambda n: [(ARRIVALS, n + 1), (SERVICE * min(n, s), n - 1)]
    parts = over_period([(length, generator(states, moves(s)), None) for length, s in SHIFTS])
    time = sum(length for length, _ in SHIFTS)
    number = sum(area @ np.array(states) for area, _ in parts) / time
    serving = sum(area @ np.minimum(states, s) for (area, _), (_, s) in zip(parts, SHIFTS)) / time
    on_duty = sum(length * s for length, s in SHIFTS) / time
    values = [("system/number_mean", number, "the chain's mean number"),
              ("system/queue_mean", number - serving, "the chain's number without those served"),
              ("window/desk/utilisation", ARRIVALS / SERVICE / on_duty, "all work is done, on duty"),
              ("window/desk/overtime", 0.0, "nobody works beyond a shift"),
              ("window/desk/server_hours", on_duty * 4800, "the roster")]
    return [(name, float(value), source) for name, value, source in values]
