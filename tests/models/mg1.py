"""M/G/1, load 2/3, squared coefficient of variation 9/4: Pollaczek and Khinchine."""


def exact():
    rate, mean, square = 1 / 1.5, 1.0, 1 + 1 / 0.4444444444444444
    wait = rate * square / (2 * (1 - rate * mean))
    return [("window/desk/queue_mean", rate * wait, "lambda W"), ("window/desk/utilisation", rate * mean, "lambda E[S]")]
