"""Shares, service level and weighting against what is known of two systems.

Usage: check.py bus WEIGHTING FILE.h5 | erlang_a FILE.h5 | ratio FILE.h5

bus: of 400 studies the 95 % intervals hold the truth as often as they should. Refused when as few, or as many, hold it as
would with probability 1e-6 if the true share were 93 % or 97 %: 32 such counts are made, so a right program is refused
with probability below 1e-4 at another seed. And the truth of the other weighting is held seldom, where it is another.
erlang_a: estimates lie within 5 standard errors of exact values (M/M/c+M by a chain made here, transient parts by
uniformisation); of 60 of them one lies outside by chance once in 10,000 seeds.
ratio: shares weighted by customers, worked out from the replications' own values.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import math
import sys

import h5py
import numpy


def bus_truth(by_customer):
    """Name: the mean over replications of sum / n, or the sum of all sums over that of all n."""
    sums = {name: [] for name in ("wait_mean", "sojourn_mean", "wait_over", "service_level", "rejected_share", "served_share")}
    for came in range(1, 10):
        n = min(came, 6)
        sums["wait_mean"].append((n * (n - 1) / 2, n))
        sums["sojourn_mean"].append((n * (n + 1) / 2, n))
        sums["wait_over"].append((max(n - 3, 0), n))
        sums["service_level"].append((min(n, 4), came))
        sums["rejected_share"].append((came - n, came))
        sums["served_share"].append((n, came))
    if by_customer:
        return {name: sum(s for s, _ in of) / sum(n for _, n in of) for name, of in sums.items()}
    return {name: sum(s / n for s, n in of) / len(of) for name, of in sums.items()}


def tail(n, p, low, high):
    """P(low <= X <= high), X binomial."""
    return sum(math.comb(n, k) * p ** k * (1 - p) ** (n - k) for k in range(low, high + 1))


def check_bus(weighting, path):
    truth, other = bus_truth(weighting == "customers"), bus_truth(weighting != "customers")
    with h5py.File(path) as file:
        assert ("weighting" in file.attrs) == (weighting == "customers")
        for scope in ("system", "window"):
            for name, value in truth.items():
                low, high = (file[f"{scope}/{name}{end}"][:].ravel() for end in ("_lo", "_hi"))
                n, covered = len(low), int(((low <= value) & (value <= high)).sum())
                wrong = int(((low <= other[name]) & (other[name] <= high)).sum())
                print(f"{scope} {name}: {covered} of {n} hold {value:.5g}, {wrong} hold {other[name]:.5g}")
                assert n == 400
                assert tail(n, 0.93, 0, covered) > 1e-6 and tail(n, 0.97, covered, n) > 1e-6, name
                if abs(value - other[name]) > 0.1 * value:
                    assert wrong < 0.8 * n, name


def erlang_a(rate, service_rate, servers, patience_rate, within):
    """Of those who arrive: begun within the time, given up before it, given up at all."""
    most = servers + 400
    p = [1.0]
    for n in range(most):
        p.append(p[-1] * rate / (min(n + 1, servers) * service_rate + max(n + 1 - servers, 0) * patience_rate))
    total = sum(p)
    p = numpy.array(p) / total
    queue = sum((n - servers) * p[n] for n in range(servers, most + 1))
    ahead = numpy.arange(most - servers + 1)  # who comes last has so many in front of it
    fastest = servers * service_rate + (most - servers + 1) * patience_rate
    goes = (servers * service_rate + ahead * patience_rate) / fastest
    place, served, gone, mean = p[servers:].copy(), 0.0, 0.0, fastest * within
    in_time, given_up, weight = p[:servers].sum(), 0.0, math.exp(-mean)
    for step in range(1, int(mean + 12 * math.sqrt(mean) + 60)):
        in_time += weight * served
        given_up += weight * gone
        moved = place * goes
        served += moved[0]
        gone += place.sum() * patience_rate / fastest
        place = place * (1 - goes - patience_rate / fastest)
        place[:-1] += moved[1:]
        weight *= mean / step
    return in_time, given_up, patience_rate * queue / rate


def check_erlang_a(path):
    exact = {}
    for within in (20, 60):
        in_time, given_up, reneged = erlang_a(0.05, 1 / 180, 8, 1 / 120, within)
        exact.update({(within, 0): in_time, (within, 1): in_time + given_up, (within, 2): in_time / (1 - given_up)})
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            group, n = file[scope], int(file["replications"][0]) // (2 if file.attrs["antithetic"] else 1)
            for i, key in enumerate(zip(group["within"][:], group["abandoned"][:])):
                compare(f"{scope} {key}", group["service_level"], group["service_level_sd"], i, n, exact[key])
            compare(f"{scope} reneged", group["reneged_share"], group["reneged_share_sd"], 0, n, reneged)
            compare(f"{scope} rejected", group["rejected_share"], group["rejected_share_sd"], 0, n, 0)
            assert group["rejected_share_hi"][:].max() == 0, "nobody can be turned away"


def compare(what, mean, sd, item, n, exact):
    mean, error = mean[:].ravel()[item], sd[:].ravel()[item] / math.sqrt(n)
    print(f"{what}: {mean:.6f} with standard error {error:.2g}, exact {exact:.6f}")
    assert error < 0.002 and abs(mean - exact) <= 5 * error, what


def check_ratio(path):
    with h5py.File(path) as file:
        for scope in ("system", "class", "window"):
            for name in ("reneged_share", "served_share", "balked_share"):
                x, n = (file[f"replication/{scope}/{metric}"][0].ravel() for metric in (name, "arrived"))
                seen = n > 0
                sums = numpy.where(seen, x * n, 0)
                ratio = sums.sum() / n.sum()
                error = math.sqrt(((sums - ratio * n) ** 2).sum() / (len(n) - 1) / len(n)) / n.mean()
                got = [file[f"{scope}/{name}{end}"][:].ravel()[0] for end in ("", "_sd", "_n")]
                assert abs(got[0] - ratio) <= 1e-12 and got[2] == seen.sum(), name
                assert abs(got[1] / math.sqrt(len(n)) - error) <= 1e-9 * error, name


def main(what, *arguments):
    {"bus": check_bus, "erlang_a": check_erlang_a, "ratio": check_ratio}[what](*arguments)


main(*sys.argv[1:])
