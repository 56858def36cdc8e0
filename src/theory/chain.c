/* The stationary law of a finite Markov chain with a band matrix.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/chain.h"

#include "qsweep/memory.h"

/* Rates from state i to j, |i - j| <= width, in row i; the diagonal is not used. */
typedef struct band {
    size_t n, width;
    double *rate; /* [n][2 width + 1] */
} band;

static double *row(const band *b, size_t i)
{
    return b->rate + i * (2 * b->width + 1) + b->width - i; /* indexed by the column */
}

static size_t first_column(const band *b, size_t k)
{
    return k > b->width ? k - b->width : 0;
}

static qs_status fill(band *b, size_t n_transitions, const qs_transition *transition)
{
    for (size_t i = 0; i < n_transitions; i++) {
        size_t from = transition[i].from, to = transition[i].to, span = from > to ? from - to : to - from;
        if (from >= b->n || to >= b->n || !(transition[i].rate >= 0))
            return qs_fail(QS_ERROR_INTERNAL, "a transition from %zu to %zu of %zu states", from, to, b->n);
        b->width = span > b->width ? span : b->width;
    }
    if ((2 * b->width + 1) > ((size_t)1 << 32) / sizeof(double) / b->n)
        return qs_fail(QS_ERROR_LIMIT, "a chain of %zu states with transitions over %zu is too large", b->n,
                       b->width);
    qs_status status = qs_calloc(b->n * (2 * b->width + 1), sizeof(double), &b->rate);
    for (size_t i = 0; !status && i < n_transitions; i++)
        if (transition[i].from != transition[i].to)
            row(b, transition[i].from)[transition[i].to] += transition[i].rate;
    return status;
}

/* Censor the chain on the states below n - 1, n - 2, …, 1: what enters the state taken out leaves it in
 * proportion to its rates downwards. Only sums of positive terms, and no more columns than before. */
static qs_status eliminate(band *b)
{
    for (size_t k = b->n - 1; k > 0; k--) {
        const double *out = row(b, k);
        size_t first = first_column(b, k);
        double down = 0;
        for (size_t j = first; j < k; j++)
            down += out[j];
        if (!(down > 0))
            return qs_fail(QS_ERROR_NUMERIC, "state 0 cannot be reached from state %zu", k);
        for (size_t i = first; i < k; i++) {
            double *in = row(b, i);
            if (in[k] == 0)
                continue;
            in[k] /= down;
            double share = in[k];
            for (size_t j = first; j < k; j++)
                in[j] += share * out[j];
        }
    }
    return QS_OK;
}

static void substitute(const band *b, double *p)
{
    double sum = 1;
    p[0] = 1;
    for (size_t k = 1; k < b->n; k++) {
        p[k] = 0;
        for (size_t i = first_column(b, k); i < k; i++)
            p[k] += p[i] * row(b, i)[k];
        sum += p[k];
        if (sum < 1e150)
            continue;
        for (size_t i = 0; i <= k; i++)
            p[i] *= 1e-150;
        sum *= 1e-150;
    }
    for (size_t k = 0; k < b->n; k++)
        p[k] /= sum;
}

qs_status qs_chain_stationary(size_t n, size_t n_transitions, const qs_transition *transition, double *p)
{
    band b = {.n = n};
    if (n == 0)
        return qs_fail(QS_ERROR_NUMERIC, "a chain without states");
    qs_status status = fill(&b, n_transitions, transition);
    if (!status)
        status = eliminate(&b);
    if (!status)
        substitute(&b, p);
    qs_free(b.rate);
    return status;
}
