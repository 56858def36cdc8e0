"""The benchmark's six models in SimPy 2 (Debian's python3-simpy), timed the same way: seconds per customer.

`simpy_models.py --check` compares each one's mean wait with theory over a longer run: what is timed must be right.
Beside the wait's sum nothing is measured, which favours SimPy: qsweep is timed with all its default metrics.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import argparse
import math
import random
import sys
import time

from SimPy.Simulation import Process, Resource, Simulation, hold, release, request


class Source(Process):
    """Poisson arrivals until `count` customers have come."""

    def generate(self, model, count):
        for _ in range(count):
            yield hold, self, model.random.expovariate(model.arrival_rate)
            customer = Customer(sim=self.sim)
            self.sim.activate(customer, customer.visit(model))


class Customer(Process):
    """One visit at a station of each stage, chosen at random, one stage after another."""

    def visit(self, model):
        self.arrived = self.sim.now()
        for stage in model.stages:
            station = stage[0] if len(stage) == 1 else model.random.choice(stage)
            joined = self.sim.now()
            yield request, self, station
            if joined >= model.warmup:
                model.wait_sum += self.sim.now() - joined
            yield hold, self, model.random.expovariate(model.service_rate)
            yield release, self, station
        model.served += 1
        if self.arrived >= model.warmup:
            model.counted += 1


class Model:
    """`n_stages` in a row, each of `n_windows` windows with `n_servers` servers of rate 1."""

    def __init__(self, arrival_rate, n_stages, n_windows, n_servers):
        self.arrival_rate, self.service_rate = arrival_rate, 1.0
        self.n_stages, self.n_windows, self.n_servers = n_stages, n_windows, n_servers

    def run(self, count, seed, warmup=0.0):
        """Simulate `count` customers; returns the mean wait, from `warmup` on, summed over a customer's stages."""
        self.random, self.warmup = random.Random(seed), warmup
        self.wait_sum, self.served, self.counted = 0.0, 0, 0
        simulation = Simulation()
        simulation.initialize()
        self.stages = [[Resource(capacity=self.n_servers, sim=simulation) for _ in range(self.n_windows)]
                       for _ in range(self.n_stages)]
        source = Source(sim=simulation)
        simulation.activate(source, source.generate(self, count))
        simulation.simulate(until=math.inf)
        assert self.served == count
        return self.wait_sum / self.counted

    def exact_wait(self):
        """Erlang's delay formula at each window, times the stages."""
        load, servers = self.arrival_rate / self.n_windows, self.n_servers
        term, below = 1.0, 0.0
        for k in range(servers):
            below += term
            term *= load / (k + 1)
        rho = load / servers
        delayed = term / (1 - rho) / (below + term / (1 - rho))
        return self.n_stages * delayed / (servers - load)


MODELS = {
    "mm1": Model(0.9, 1, 1, 1),
    "mm4": Model(3.6, 1, 1, 4),
    "mm32": Model(28.8, 1, 1, 32),
    "tandem3": Model(0.9, 3, 1, 1),
    "windows10x4": Model(36.0, 1, 10, 4),
    "windows64x4": Model(230.4, 1, 64, 4),
}


def check(n_batches=10):
    """The mean wait over independent runs of each model beside the exact one; |z| > 6.6 happens by chance once in 10,000."""
    wrong = 0
    for name, model in MODELS.items():
        length = 1500 if model.n_servers > 1 else 20000
        warmup = length / 3
        waits = [model.run(int(length * model.arrival_rate), seed, warmup) for seed in range(n_batches)]
        mean = sum(waits) / n_batches
        error = math.sqrt(sum((w - mean) ** 2 for w in waits) / (n_batches - 1) / n_batches)
        z = (mean - model.exact_wait()) / error
        wrong += abs(z) > 6.6
        print(f"{name:12s} mean wait {mean:8.4f}  exact {model.exact_wait():8.4f}  z {z:5.2f}")
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare the mean waits with theory")
    parser.add_argument("--customers", type=int, default=20000)
    parser.add_argument("--repeat", type=int, default=3)
    arguments = parser.parse_args()
    if arguments.check:
        sys.exit(1 if check() else 0)
    for name, model in MODELS.items():
        times = []
        for seed in range(arguments.repeat):
            start = time.process_time()
            model.run(arguments.customers, seed)
            times.append((time.process_time() - start) / arguments.customers * 1e9)
        print(name, *(f"{ns:.1f}" for ns in sorted(times)))


if __name__ == "__main__":
    main()
