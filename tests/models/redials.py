"""M/M/3/3 with redials: the chain of (busy, outside after the first failure, outside after later ones), cut off far out."""
import numpy

ARRIVE, AGAIN, LINES, FIRST, LATER = 2.5, 0.5, 3, 0.8, 0.5
MOST = 24  # outside, of each kind; whether that is enough is asked at the end


def step(p, rate):
    """p after one step of the uniformised chain."""
    busy, one, two = numpy.meshgrid(range(LINES + 1), range(MOST + 1), range(MOST + 1), indexing="ij")
    after = p.copy()

    def flow(speed, where, shift):
        """speed * p moves from the states of `where` by `shift`."""
        moved = numpy.where(where, speed * p / rate, 0)
        after[...] -= moved
        after[...] += numpy.roll(moved, shift, (0, 1, 2))

    full = busy == LINES
    flow(ARRIVE, ~full, (1, 0, 0))
    flow(ARRIVE * FIRST, full & (one < MOST), (0, 1, 0))
    flow(busy, busy > 0, (-1, 0, 0))
    flow(one * AGAIN, ~full & (one > 0), (1, -1, 0))
    flow(one * AGAIN * LATER, full & (one > 0) & (two < MOST), (0, -1, 1))
    flow(one * AGAIN * (1 - LATER), full & (one > 0), (0, -1, 0))
    flow(two * AGAIN, ~full & (two > 0), (1, 0, -1))
    flow(two * AGAIN * (1 - LATER), full & (two > 0), (0, 0, -1))
    return after


def solve():
    rate = ARRIVE + LINES + 2 * MOST * AGAIN
    p = numpy.zeros((LINES + 1, MOST + 1, MOST + 1))
    p[0, 0, 0] = 1
    for _ in range(20000):
        after = step(p, rate)
        moved = abs(after - p).sum()
        p = after
        if moved < 1e-11:
            break
    assert p[:, MOST].sum() + p[:, :, MOST].sum() < 1e-9
    return p


def exact():
    p = solve()
    one = float((p.sum((0, 2)) * numpy.arange(MOST + 1)).sum())
    two = float((p.sum((0, 1)) * numpy.arange(MOST + 1)).sum())
    busy = float((p.sum((1, 2)) * numpy.arange(LINES + 1)).sum())
    attempts = ARRIVE + AGAIN * (one + two)
    return [("system/orbit_mean", one + two, "the chain"),
            ("window/lines/utilisation", busy / LINES, "the chain"),
            ("system/rejected_share", 1 - busy / ARRIVE, "those who are served leave at rate 1 each"),
            ("window/lines/rejected_share", 1 - busy / attempts, "of all attempts")]
