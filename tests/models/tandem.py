"""Two M/M/1 in line, loads 0.8 and 0.6: Burke."""


def exact():
    loads = {"counter": 0.8, "till": 0.6}
    number = {name: load / (1 - load) for name, load in loads.items()}
    return [(f"window/{name}/number_mean", n, "rho / (1 - rho)") for name, n in number.items()] + \
        [("system/number_mean", sum(number.values()), "their sum")]
