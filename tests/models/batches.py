"""M[X]/M/1, geometric batches of mean 2."""


def exact():
    rate, mean, square = 0.25, 2.0, 6.0  # of a geometric number from 1 on, p = 1/2: 1/p and (2 - p) / p^2
    load = rate * mean
    return [("window/desk/number_mean", rate * (mean + square) / (2 * (1 - load)), "lambda (E[X] + E[X^2]) / (2 mu (1 - rho))"),
            ("window/desk/utilisation", load, "lambda E[X] / mu")]
