"""M/M/1, and behind it M/M/1 + M: birth and death with reneging (Palm)."""
ARRIVE, TILL, KITCHEN, LEAVE = 0.8, 1 / 0.9, 1 / 1.1, 1 / 3


def exact():
    load = ARRIVE / TILL
    p = [1.0]
    for n in range(400):
        p.append(p[-1] * ARRIVE / (KITCHEN + n * LEAVE))
    total = sum(p)
    queue = sum((n - 1) * x for n, x in enumerate(p) if n > 1) / total
    return [("window/till/queue_mean", load**2 / (1 - load), "rho^2 / (1 - rho)"),
            ("window/kitchen/queue_mean", queue, "birth and death, arrivals by Burke's theorem"),
            ("window/kitchen/reneged_share", LEAVE * queue / ARRIVE, "each who waits leaves at rate 1/3"),
            ("system/reneged_share", LEAVE * queue / ARRIVE, "nobody gives up before")]
