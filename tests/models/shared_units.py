"""M/M/n with as many servers as there are units, by Erlang's formulas."""


def waiting(n, work):
    """Mean wait over the mean service."""
    blocked = 1.0
    for k in range(1, n + 1):
        blocked = work * blocked / (k + work * blocked)
    return blocked / (1 - work / n * (1 - blocked)) / (n - work)


def exact():
    values = []
    for scenario, (units, rate) in enumerate(((1, 0.7), (3, 2.1), (5, 3.5))):
        wait = waiting(units, rate)
        values += [(f"system/wait_mean#{scenario}", wait, f"M/M/{units}"),
                   (f"resource/tool/wait_mean#{scenario}", wait if units < 5 else 0.0, "a counter is idle whenever the tools are out"),
                   (f"resource/tool/utilisation#{scenario}", rate / units, "rho"),
                   (f"resource/tool/units_mean#{scenario}", rate, "lambda E[S]")]
    return values
