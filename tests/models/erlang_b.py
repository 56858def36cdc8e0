"""M/G/4/4, load 2.5: Erlang's formula B, by its recursion."""


def exact():
    load, servers, lost = 2.5, 4, 1.0
    for n in range(1, servers + 1):
        lost = load * lost / (n + load * lost)
    return [("system/rejected_share", lost, "B"), ("window/desk/utilisation", load * (1 - lost) / servers, "a (1 - B) / c")]
