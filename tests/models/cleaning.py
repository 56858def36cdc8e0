"""M/G/1 with services of an exponential time and 0.4: Pollaczek and Khinchine."""


def exact():
    rate, mean, square = 0.5, 1.4, 2 + 2 * 0.4 + 0.4**2
    wait = rate * square / (2 * (1 - rate * mean))
    return [("window/desk/queue_mean", rate * wait, "lambda W"), ("window/desk/utilisation", rate * 1.0, "serving"),
            ("window/desk/occupation", rate * mean, "serving or cleaning"), ("system/number_mean", rate * (wait + 1), "lambda (W + E[S])")]
