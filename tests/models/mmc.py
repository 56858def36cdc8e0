"""M/M/3, load 2.5 of 3: Erlang's formula C."""
import math


def exact():
    load, servers = 2.5, 3
    last = load**servers / math.factorial(servers) / (1 - load / servers)
    waits = last / (sum(load**n / math.factorial(n) for n in range(servers)) + last)
    return [("window/desk/queue_mean", waits * load / (servers - load), "C a / (c - a)"),
            ("system/wait_mean", waits / (servers - load), "C / (c mu - lambda)"),
            ("window/desk/utilisation", load / servers, "a / c")]
