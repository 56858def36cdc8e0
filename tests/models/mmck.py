"""M/M/2/5, load 2: the chain of the number present."""


def exact():
    load, servers, most = 2.0, 2, 5
    p = [1.0]
    for n in range(most):
        p.append(p[n] * load / min(n + 1, servers))
    total = sum(p)
    p = [x / total for x in p]
    return [("system/rejected_share", p[most], "p_K"),
            ("window/desk/queue_mean", sum((n - servers) * p[n] for n in range(servers, most + 1)), "sum of (n - c) p_n"),
            ("window/desk/utilisation", load * (1 - p[most]) / servers, "a (1 - p_K) / c")]
