"""By hand: trips begin at 0, 1, 2.5 (waited 0.5) and 3.5 (waited 0.5), and end at 2.5, 3.5, 5 and 6."""


def exact():
    return [("system/persons", 12, "four parties of three"),
            ("system/wait_mean", 0.25, "two of four wait half a minute"),
            ("resource/seat/wait_mean", 0.25, "for seats"),
            ("resource/seat/units_mean", 4 * 3 * 2.5 / 10, "four parties of three for two and a half of ten minutes"),
            ("resource/seat/utilisation", 4 * 3 * 2.5 / 70, "of seven seats")]
