"""M/M/1 with two more servers between 4 and 1 waiting: a birth-death chain with hysteresis, and those who finish."""
import numpy as np

from periodic import generator, stationary

ARRIVALS, SERVICE, EXTRA, CALL, RELEASE, MOST = 1.25, 1.0, 2, 4, 1, 150


def look(regular, extra, waiting, here):
    """They come when so many wait and take whom they can; they may go when so few wait, once they have nobody."""
    if not here and waiting >= CALL:
        here = True
        taken = min(EXTRA - extra, waiting)
        extra, waiting = extra + taken, waiting - taken
    return regular, extra, waiting, here and waiting > RELEASE


def moves(state):
    regular, extra, waiting, here = state
    come = (1, extra, waiting, here) if not regular else look(regular, extra, waiting + 1, here)
    done = look(regular, extra, waiting - 1, here) if waiting else (0, extra, waiting, here)
    done_extra = look(regular, extra, waiting - 1, here) if here else (regular, extra - 1, waiting, here)
    return [(ARRIVALS, come), (SERVICE * regular, done), (SERVICE * extra, done_extra)]


def exact():
    states = [(0, extra, 0, False) for extra in range(EXTRA + 1)]
    states += [(1, extra, waiting, False) for extra in range(EXTRA + 1) for waiting in range(CALL)]
    states += [(1, EXTRA, waiting, True) for waiting in range(RELEASE + 1, MOST + 1)]
    share = stationary(generator(states, moves))
    regular, extra, waiting, here = np.array(states).T
    there = share @ np.where(here, EXTRA, extra)
    values = [("system/queue_mean", share @ waiting, "the chain's queue"),
              ("system/number_mean", share @ (regular + extra + waiting), "the chain's number"),
              ("system/wait_mean", share @ waiting / ARRIVALS, "the same by Little's law"),
              ("window/desk/server_hours", 5000 * (1 + there), "one always, those on call while they are there"),
              ("window/desk/overtime", 0.0, "whoever is on call has no shift to work beyond")]
    return [(name, float(value), source) for name, value, source in values]
