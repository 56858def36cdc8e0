"""By hand. At 0 the team takes ours 0, the others theirs 0. At 30 both are free: the team takes ours 1; the others have theirs 1,
who goes before those they help, until 60. At 60 the team takes ours 2, the others help with ours 3; at 90 the team takes ours 4."""


def exact():
    waits = [0, 30 - 1, 60 - 2, 60 - 3, 90 - 4]
    others = [0, 30 - 5]
    source = "by hand"
    return [("line/calls/wait_mean", sum(waits) / 5, source),
            ("line/rest/wait_mean", sum(others) / 2, source),
            ("line/calls/wait_over@30", 3 / 5, source),
            ("window/team/served", 4, source),
            ("window/others/served", 3, source),
            ("line/calls/queue_max", 4, source),
            ("system/wait_mean", (sum(waits) + sum(others)) / 7, source)]
