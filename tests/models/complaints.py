"""M/M/1, load 0.8: who waits longer than 3 goes on to endless servers."""
import math

ARRIVE, SERVE, AFTER, LISTEN = 0.8, 1.0, 3.0, 5.0


def exact():
    load = ARRIVE / SERVE
    angry = load * math.exp(-(SERVE - ARRIVE) * AFTER)
    return [("window/complaints/throughput", ARRIVE * angry, "lambda P(wait > 3)"),
            ("window/complaints/number_mean", ARRIVE * angry * LISTEN, "Little's law"),
            ("class/calm/number_mean", load / (1 - load) + ARRIVE * angry * LISTEN, "all are counted as they came"),
            ("class/angry/number_mean", 0, "nobody comes angry")]
