"""M/M/1 of four at most, load 1: all numbers from 0 to 4 are as likely."""


def exact():
    return [("system/balked_share", 1 / 5, "p_4"), ("window/stall/queue_mean", (1 + 2 + 3) / 5, "(1 + 2 + 3) / 5"),
            ("window/stall/utilisation", 4 / 5, "1 - p_0")]
