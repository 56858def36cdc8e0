"""The studies on which decisions are shown to be right, and what is good in each.

usage: studies.py CASE FILE.yaml      writes the study of a case
       studies.py judge CASE TRUTH ANSWERS LEAST
                                      counts the good answers among the lines of decide_tool, by the lines of its truth
                                      (or by exact values, where the case has them); exit status 1 if fewer than the
                                      share LEAST (0.929: of 1,000 studies at a nominal 95 %, three standard deviations)

CASE: erlang (130 systems, two promises), tandem (Jackson, waits add), edge (all cheaper ones exactly at limit + tolerance),
none (nothing keeps the promise), equal (equal costs), rare (a promise broken on 7 % of days, nothing on the others), and
tpmax (a line of three machines: rates and buffers that sum to a number; exact throughputs by its Markov chain).

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import sys

import numpy as np


def service(name, rate):
    return f"{name}: {{time: {{exponential: {{rate: {rate}}}}}}}"


# M/M/c of 10 erlang at speed 1, 300 customers a replication: 13 numbers of servers x 10 speeds, the faster the dearer
def erlang():
    return """
services: {call: {time: {exponential: {rate: 1}}}}
arrivals: {door: {rate: 10}}
windows: {desk: {services: [call]}}
run: {customers: 300}
output: {wait_over: [0.2]}
cost: {each: {windows.desk.servers: 10}, server_hour: 0}
promises:
  - {metric: wait_over, at_most: 0.05, tolerance: TOLERANCE_A}
  - {metric: wait_mean, at_most: 0.02, tolerance: TOLERANCE_B}
select: {cheapest: true}
sweep:
  grid:
    windows.desk.servers: {from: 10, to: 22}
    services.call.time.exponential.rate: [0.80, 0.85, 0.90, 0.95, 1.00, 1.05, 1.10, 1.15, 1.20, 1.25]
""".replace("cost: {each: {windows.desk.servers: 10}, server_hour: 0}",
            "cost: {each: {windows.desk.servers: 10, services.call.time.exponential.rate: 100}}")


def tandem():
    return """
services: {a: {time: {exponential: {rate: 1}}}, b: {time: {exponential: {rate: 2}}}}
classes: {job: {first: {a: 1}, then: {a: {b: 1}}}}
arrivals: {door: {rate: 3}}
windows: {A: {services: [a]}, B: {services: [b]}}
run: {horizon: 150, warmup: 30, at_horizon: drain}
output: {wait_over: [1]}
cost: {each: {windows.A.servers: 10, windows.B.servers: 7}}
promises: {metric: wait_mean, at_most: 0.6, tolerance: 0.1}
select: {cheapest: true}
sweep: {grid: {windows.A.servers: {from: 3, to: 8}, windows.B.servers: {from: 1, to: 5}}}
"""


# One customer, who waits with a probability that is known: another, in service, is there with it.
def coin(shares, costs, limit, tolerance, extra=""):
    """A scenario a share: the mean of its outcomes is this share, each outcome being 0 or 1."""
    # The second customer comes at 1 and waits over 0 where the first's service is longer: P(service > 1) = exp(-rate).
    rates = ", ".join(f"{-np.log(s):.17g}" for s in shares)
    return f"""
services: {{s: {{time: {{exponential: {{rate: 1}}}}}}, t: {{time: 0}}}}
classes: {{first: {{first: {{s: 1}}}}, second: {{first: {{t: 1}}}}}}
arrivals: {{one: {{times: [0], classes: {{first: 1}}}}, two: {{times: [1], classes: {{second: 1}}}}}}
windows: {{desk: {{services: [s, t]}}}}
run: {{horizon: 2, at_horizon: drain, common_random_numbers: false}}
output: {{wait_over: [0]}}
cost: {{server_hour: {{desk: 1}}}}
promises: {{metric: wait_over, class: second, at_most: {limit}, tolerance: {tolerance}}}
select: {{cheapest: true{extra}}}
sweep:
  zip:
    cost.server_hour.desk: [{', '.join(str(c) for c in costs)}]
    services.s.time.exponential.rate: [{rates}]
"""


def edge():
    return coin([0.12] * 20 + [0.03], range(21), 0.1, 0.02)


def none():
    return coin([0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.12, 0.12, 0.12], range(10), 0.1, 0.02, ", max: 3000")


def equal():
    return coin([0.3, 0.2, 0.15, 0.03, 0.01, 0.02], [5] * 6, 0.1, 0.02)


def rare():
    return coin([0.07] * 5 + [0.001], range(6), 0.05, 0.01)


def tpmax(total=20, horizon=40, warmup=31):
    rates = [(a, b, total - a - b) for a in range(1, total - 1) for b in range(1, total - a)]
    lists = "\n".join(f"    services.{n}.time.exponential.rate: [{', '.join(str(r[i]) for r in rates)}]"
                      for i, n in enumerate("abc"))
    items = "\n".join(f"    - {{windows.B.capacity.total: {b}, windows.C.capacity.total: {total - b}}}"
                      for b in range(1, total))
    return f"""
services: {{{service('a', 1)}, {service('b', 1)}, {service('c', 1)}}}
classes: {{job: {{first: {{a: 1}}, then: {{a: {{b: 1}}, b: {{c: 1}}}}}}}}
arrivals: {{jobs: {{population: {3 * total}, think_time: 0}}}}
windows:
  A: {{services: [a]}}
  B: {{services: [b], capacity: {{total: 1, overflow: block}}}}
  C: {{services: [c], capacity: {{total: 1, overflow: block}}}}
run: {{horizon: {horizon}, warmup: {warmup}, replications: 20}}
output: {{replications: false, histograms: false, quantiles: [0.5]}}
select: {{best: throughput, largest: true, tolerance: 0.1}}
sweep:
  zip:
{lists}
  list:
{items}
"""


def tpmax_small():
    return tpmax(9, 20, 11)


def throughput(r1, r2, r3, b2, b3):
    """Of a saturated machine, then two with room for b2 and b3, one of them at the machine; a job that finds no room stays
    where it is and blocks. States: n2 to b2 + 1 (one stands finished at the first machine), likewise n3."""
    n2, n3 = b2 + 2, b3 + 2
    q = np.zeros((n2 * n3, n2 * n3))

    def put(i, j, to_i, to_j, rate):
        q[i * n3 + j, to_i * n3 + to_j] += rate

    for i in range(n2):
        for j in range(n3):
            if i <= b2:  # the first machine works
                put(i, j, i + 1, j, r1)
            if i > 0 and j <= b3:  # the second has somebody and is not blocked
                if j < b3:
                    put(i, j, i - 1, j + 1, r2)
                else:  # it finishes, and stands there
                    put(i, j, i, b3 + 1, r2)
            if j > 0:
                if j == b3 + 1:  # one leaves, the blocked one moves on
                    put(i, j, i - 1, b3, r3)
                else:
                    put(i, j, i, j - 1, r3)
    np.fill_diagonal(q, q.diagonal() - q.sum(axis=1))
    a = np.vstack([q.T, np.ones(n2 * n3)])
    b = np.zeros(n2 * n3 + 1)
    b[-1] = 1
    p = np.linalg.lstsq(a, b, rcond=None)[0].reshape(n2, n3)
    return r3 * p[:, 1:].sum()


def exact_tpmax(total=20):
    rates = [(a, b, total - a - b) for a in range(1, total - 1) for b in range(1, total - a)]
    return [throughput(*r, b, total - b) for r in rates for b in range(1, total)]


# Limits and tolerances of the promises, as the studies say them.
PROMISES = {"erlang": [(0.05, None), (0.02, None)], "tandem": [(0.6, 0.1)], "edge": [(0.1, 0.02)], "none": [(0.1, 0.02)],
            "equal": [(0.1, 0.02)], "rare": [(0.05, 0.01)]}
COINS = {"edge": [0.12] * 20 + [0.03], "equal": [0.3, 0.2, 0.15, 0.03, 0.01, 0.02], "rare": [0.07] * 5 + [0.001],
         "none": [0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12, 0.12, 0.12, 0.12]}


def good_cheapest(case, truth, tolerances):
    """chosen -> whether it is a good answer."""
    limits = [(q, t if t is not None else tolerances[i]) for i, (q, t) in enumerate(PROMISES[case])]
    order = sorted(range(len(truth)), key=lambda s: (truth[s][0], s))
    broken = {s: any(m >= q + e - 1e-12 for m, (q, e) in zip(truth[s][1], limits)) for s in order}
    spare = {s: all(m <= q - e for m, (q, e) in zip(truth[s][1], limits)) for s in order}
    good = {}
    cheaper_spare = False
    for s in order:
        good[s] = not broken[s] and not cheaper_spare
        cheaper_spare |= spare[s]
    good[-1] = not cheaper_spare
    return good


def main():
    if sys.argv[1] != "judge":
        case, path = sys.argv[1:3]
        text = globals()[case]()
        if case == "erlang":
            text = text.replace("TOLERANCE_A", sys.argv[3]).replace("TOLERANCE_B", sys.argv[4])
        with open(path, "w") as file:
            file.write(text)
        return 0
    case, truth_file, answers_file, least = sys.argv[2:6]
    tolerances = [float(x) for x in sys.argv[6:]]
    answers = [[int(x) for x in line.split()] for line in open(answers_file)]
    if case == "tpmax":
        exact = exact_tpmax()
        good = {s: max(exact) - x <= 0.1 for s, x in enumerate(exact)}
        good[-1] = False
    else:
        truth = []
        for s, line in enumerate(open(truth_file)):
            words = line.split()
            means = [COINS[case][s]] if case in COINS else [float(x) for x in words[2::2]]
            truth.append((float(words[1]), means))
        good = good_cheapest(case, truth, tolerances)
    n_good = sum(good[a[1]] for a in answers)
    used = np.mean([a[3] for a in answers])
    print(f"{case}: {n_good} of {len(answers)} answers are good; {used:.0f} replications a study, "
          f"{np.mean([a[4] for a in answers]):.0f} simulated")
    return 0 if n_good >= float(least) * len(answers) else 1


sys.exit(main())
