"""M/M/1 with two levels, 0.2 and 0.6 of load: Cobham."""


def exact():
    urgent, other, left = 0.2, 0.6, 0.8  # loads; mean time left of the service under way
    return [("class/urgent/queue_mean", urgent * left / (1 - urgent), "lambda W_1"),
            ("class/other/queue_mean", other * left / ((1 - urgent) * (1 - urgent - other)), "lambda W_2")]
