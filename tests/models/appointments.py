"""Eight appointments, each early, late or not kept: the mean over all 3^8 ways."""
import itertools

SERVICE, EARLY, LATE, ABSENT = 12, -5, 5, None


def waits_of(way):
    """Those of a day, first come, first served."""
    instants = sorted(10 * (i + 1) + late for i, late in enumerate(way) if late is not ABSENT)
    free, waits = 0, []
    for at in instants:
        waits.append(max(0, free - at))
        free = max(free, at) + SERVICE
    return waits


def exact():
    chance = {EARLY: 0.375, LATE: 0.375, ABSENT: 0.25}
    arrived = mean = some = all_wait = 0.0
    for way in itertools.product(chance, repeat=8):
        p, waits = 1.0, waits_of(way)
        for what in way:
            p *= chance[what]
        arrived += p * len(waits)
        all_wait += p * sum(waits)
        if waits:
            some += p
            mean += p * sum(waits) / len(waits)
    return [("system/arrived", arrived, "8 x 3/4"),
            ("system/wait_mean", mean / some, "the mean of all ways in which somebody comes"),
            ("system/served", arrived, "all are served in the end")]
