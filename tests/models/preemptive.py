"""M/M/1 with two levels that push out, exponential services: the urgent are an M/M/1, all together are one too."""


def exact():
    urgent, load = 0.2, 0.8
    alone, both = urgent / (1 - urgent), load / (1 - load)
    return [("class/urgent/number_mean", alone, "rho_1 / (1 - rho_1)"), ("class/other/number_mean", both - alone, "rho / (1 - rho) less that"),
            ("window/desk/utilisation", load, "rho")]
