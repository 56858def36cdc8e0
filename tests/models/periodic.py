"""A Markov chain whose rates change by the clock, and repeat: its distribution over a period, by matrix exponentials.

Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later
"""
import numpy as np


def exponential(matrix):
    """By squaring: the series for a matrix halved so often that its norm is below a half."""
    halvings = max(0, int(np.ceil(np.log2(max(np.abs(matrix).sum(axis=1).max(), 1e-300)))) + 1)
    small, term, sum_of = matrix / 2.0**halvings, np.eye(len(matrix)), np.eye(len(matrix))
    for k in range(1, 20):
        term = term @ small / k
        sum_of = sum_of + term
    for _ in range(halvings):
        sum_of = sum_of @ sum_of
    return sum_of


def generator(states, moves):
    """moves(state) lists (rate, state); what leads out of the states is left out."""
    index = {state: i for i, state in enumerate(states)}
    rates = np.zeros((len(states), len(states)))
    for state in states:
        for rate, to in moves(state):
            if to in index:
                rates[index[state], index[to]] += rate
                rates[index[state], index[state]] -= rate
    return rates


def stationary(rates):
    """Of a chain whose rates do not change."""
    n = len(rates)
    equations = np.vstack([rates.T, np.ones(n)])
    return np.linalg.lstsq(equations, np.append(np.zeros(n), 1.0), rcond=None)[0]


def over_period(phases):
    """phases: (length, rates, jump); jump, a matrix or None, happens at the end of the phase. For each phase the time
    spent in each state, and the distribution just before the jump, both in the steady state of the period."""
    steps, whole = [], None
    for length, rates, jump in phases:
        n = len(rates)
        both = exponential(np.block([[rates, np.eye(n)], [np.zeros((n, 2 * n))]]) * length)
        steps.append((both[:n, :n], both[:n, n:], np.eye(n) if jump is None else jump))
        step = steps[-1][0] @ steps[-1][2]
        whole = step if whole is None else whole @ step
    at, results = stationary(whole - np.eye(len(whole))), []
    for step, area, jump in steps:
        results.append((at @ area, at @ step))
        at = at @ step @ jump
    return results
