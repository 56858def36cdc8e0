"""M/G/1 with the sum of two exponential stages and a constant one: Pollaczek and Khinchine."""


def exact():
    rate, mean, variance = 0.1, 1 + 4 + 0.5, 1 + 16
    wait = rate * (mean**2 + variance) / (2 * (1 - rate * mean))
    return [("system/wait_mean", wait, "M/G/1"),
            ("window/admission/wait_mean", wait, "all of it at the first stage"),
            ("resource/bed/wait_mean", wait, "and all for the bed"),
            ("resource/bed/utilisation", rate * mean, "rho")]
