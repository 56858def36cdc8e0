"""M/M/2, load 0.8: Erlang's C."""
import math


def exact():
    servers, offered = 2, 1.6
    last = offered**servers / math.factorial(servers) * servers / (servers - offered)
    waits = last / (sum(offered**k / math.factorial(k) for k in range(servers)) + last)
    return [("line/main/queue_mean", waits * offered / (servers - offered), "C a / (c - a)"),
            ("system/queue_mean", waits * offered / (servers - offered), "the same"),
            ("line/main/wait_over@1", waits * math.exp(-(servers - offered)), "C exp(-(c mu - lambda) t)"),
            ("system/utilisation", offered / servers, "rho")]
