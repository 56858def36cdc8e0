"""M/M/5+M, load 5, patience 2: birth and death, 400 at most."""


def exact():
    arrival, servers, leaving, p = 5.0, 5, 0.5, [1.0]
    for n in range(400):
        p.append(p[n] * arrival / (min(n + 1, servers) + max(0, n + 1 - servers) * leaving))
    total = sum(p)
    queue = sum((n - servers) * p[n] / total for n in range(servers, len(p)))
    busy = sum(min(n, servers) * p[n] / total for n in range(len(p)))
    return [("system/reneged_share", leaving * queue / arrival, "theta L / lambda"), ("window/agents/queue_mean", queue, "L"),
            ("window/agents/utilisation", busy / servers, "busy / c")]
