"""M/M/1 + D: the density of the wait that would be, f(x) = lambda p e^((lambda - mu) x) up to D, then falling at mu."""
import math

ARRIVE, SERVE, AFTER = 1 / 0.9, 1.0, 2.0


def exact():
    grow = ARRIVE - SERVE
    low = ARRIVE * (math.exp(grow * AFTER) - 1) / grow
    high = ARRIVE * math.exp(grow * AFTER) / SERVE
    idle = 1 / (1 + low + high)
    lost = idle * high
    served = [idle * ARRIVE * (AFTER * math.exp(grow * AFTER) / grow - (math.exp(grow * AFTER) - 1) / grow**2)]
    return [("system/reneged_share", lost, "P(the wait would be longer than D); Barrer, 1957"),
            ("class/here/reneged_share", lost, "counted as it came"),
            ("window/desk/utilisation", ARRIVE * (1 - lost) / SERVE, "those who are served"),
            ("system/wait_mean", served[0] / (1 - lost), "of those whose wait is complete")]
