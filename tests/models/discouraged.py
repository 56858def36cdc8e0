"""M/M/2 with balking by probability: a birth and death process."""
ARRIVE, SERVERS, MOST = 2.5, 2, 6


def joins(present):
    waiting = present - SERVERS
    if waiting < 1:
        return 1
    return 0.75 if waiting < 3 else 0.5 if waiting < MOST else 0


def exact():
    p = [1.0]
    for n in range(SERVERS + MOST):
        p.append(p[-1] * ARRIVE * joins(n) / min(n + 1, SERVERS))
    total = sum(p)
    p = [x / total for x in p]
    queue = sum(max(0, n - SERVERS) * x for n, x in enumerate(p))
    joined = sum(joins(n) * x for n, x in enumerate(p))
    return [("system/queue_mean", queue, "birth and death"),
            ("system/balked_share", 1 - joined, "those who see a queue and do not join it"),
            ("system/wait_mean", queue / (ARRIVE * joined), "Little's law")]
