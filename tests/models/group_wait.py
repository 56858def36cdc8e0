"""Followed by hand. The first two leave at 2, when the first has waited 2, and are back at 7. By then three wait, who came at
3, 3.5 and 4: they leave at 7 and are there at 12. The one of 10 has waited 2 then and leaves alone, until 17. Those of 14,
15 and 15.5 leave at 17, until 22: after the horizon, at 20."""

ARRIVALS = [0, 1, 3, 3.5, 4, 10, 14, 15, 15.5]
STARTS = [2, 2, 7, 7, 7, 12, 17, 17, 17]


def exact():
    waits = [start - arrival for start, arrival in zip(STARTS, ARRIVALS)]
    return [("system/served", 9, "by hand"),
            ("system/wait_mean", sum(waits) / 9, "by hand"),
            ("system/sojourn_mean", sum(waits) / 9 + 5, "each wait and 5"),
            ("window/ferry/utilisation", (3 * 5 + 3) / 20, "three crossings and the first 3 of the fourth"),
            ("system/queue_mean", sum(waits) / 20, "the waits over the time"),
            ("system/queue_max", 3, "who waits before 7, and before 17"),
            ("system/number_mean", (sum(waits) + 6 * 5 + 3 * 3) / 20, "and so many in service"),
            ("system/drain_time", 2, "the last are there at 22")]
