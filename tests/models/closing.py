"""M/M/1 by day, nobody at night, and at the end of the day the queue is sent away: a Markov chain with rates that repeat."""
import numpy as np

from periodic import generator, over_period

ARRIVALS, SERVICE, DAY, NIGHT, MOST, MEASURED = 0.5, 1.0, 10.0, 14.0, 80, 4320


def exact():
    states = [(served, waiting) for served in (0, 1) for waiting in range(MOST + 1)]
    served, waiting = np.array(states).T

    def by_day(state):
        s, w = state
        return [(ARRIVALS, (1, w) if s == 0 else (1, w + 1)), (SERVICE * s, (1, w - 1) if w else (0, 0))]

    def by_night(state):
        s, w = state
        return [(ARRIVALS, (s, w + 1)), (SERVICE * s, (0, w))]

    closes, opens = np.zeros((len(states),) * 2), np.zeros((len(states),) * 2)
    for i, (s, w) in enumerate(states):
        closes[i, states.index((s, 0))] = 1
        opens[i, states.index((1, w - 1) if s == 0 and w else (s, w))] = 1
    (day, evening), (night, _) = over_period([(DAY, generator(states, by_day), closes),
                                              (NIGHT, generator(states, by_night), opens)])
    turns, time = MEASURED / (DAY + NIGHT), DAY + NIGHT
    values = [("system/reneged", evening @ waiting * turns, "those who wait in the evening"),
              ("system/queue_mean", (day + night) @ waiting / time, "the chain's queue"),
              ("system/number_mean", (day + night) @ (served + waiting) / time, "the chain's number"),
              ("window/counter/overtime", night @ served * turns, "service at night")]
    return [(name, float(value), source) for name, value, source in values]
