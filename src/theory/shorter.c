/* Two queues, arrivals join the shorter one.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdbool.h>
#include <string.h>

#include "qsweep/chain.h"
#include "qsweep/memory.h"

/* States by the shorter length, then by the difference in the order 0, 1, -1, 2, -2, …: both are small
 * together, so transitions span few states, and the empty pair is state 0. */
typedef struct pair {
    size_t largest, difference;
    double arrival_rate;
    const double *service_rate;
    size_t n_transitions;
    qs_transition *transition;
} pair;

static bool is_kept(const pair *q, size_t a, size_t b)
{
    size_t low = a < b ? a : b, high = a < b ? b : a;
    return low <= q->largest && high - low <= q->difference;
}

static size_t number_of(const pair *q, size_t a, size_t b)
{
    size_t low = a < b ? a : b;
    return low * (2 * q->difference + 1) + (b > a ? 2 * (b - a) - 1 : 2 * (a - b));
}

static void lengths(const pair *q, size_t state, size_t length[2])
{
    size_t low = state / (2 * q->difference + 1), rest = state % (2 * q->difference + 1);
    length[0] = low + (rest % 2 == 0 ? rest / 2 : 0);
    length[1] = low + (rest % 2 == 1 ? (rest + 1) / 2 : 0);
}

static void add(pair *q, size_t state, size_t a, size_t b, double rate)
{
    if (is_kept(q, a, b) && rate > 0)
        q->transition[q->n_transitions++] =
            (qs_transition){(uint32_t)state, (uint32_t)number_of(q, a, b), rate};
}

/* The share of arrivals that join the first queue. */
static double joins_first(const size_t length[2])
{
    return length[0] < length[1] ? 1 : length[0] == length[1] ? 0.5 : 0;
}

static void enumerate(pair *q, size_t n_states)
{
    for (size_t state = 0; state < n_states; state++) {
        size_t length[2];
        lengths(q, state, length);
        double first = joins_first(length);
        add(q, state, length[0] + 1, length[1], q->arrival_rate * first);
        add(q, state, length[0], length[1] + 1, q->arrival_rate * (1 - first));
        if (length[0] > 0)
            add(q, state, length[0] - 1, length[1], q->service_rate[0]);
        if (length[1] > 0)
            add(q, state, length[0], length[1] - 1, q->service_rate[1]);
    }
}

static void average(const pair *q, size_t n_states, const double *p, qs_pair_result *result)
{
    memset(result, 0, sizeof *result);
    for (size_t state = 0; state < n_states; state++) {
        size_t length[2];
        lengths(q, state, length);
        double first = joins_first(length);
        size_t low = length[0] < length[1] ? length[0] : length[1], gap = length[0] + length[1] - 2 * low;
        for (int i = 0; i < 2; i++) {
            result->number[i] += p[state] * (double)length[i];
            result->queue[i] += length[i] > 1 ? p[state] * (double)(length[i] - 1) : 0;
        }
        result->share[0] += p[state] * first;
        result->truncated += low == q->largest || gap == q->difference ? p[state] : 0;
    }
    result->share[1] = 1 - result->share[0];
    result->wait = (result->queue[0] + result->queue[1]) / q->arrival_rate;
}

qs_status qs_chain_shorter_queue(double arrival_rate, const double service_rate[2], size_t largest,
                                 size_t difference, qs_pair_result *result)
{
    pair q = {.largest = largest,
              .difference = difference,
              .arrival_rate = arrival_rate,
              .service_rate = service_rate};
    double *p = NULL;
    if (largest > 100000 || difference > 1000 || difference == 0)
        return qs_fail(QS_ERROR_LIMIT, "a pair of queues up to %zu and %zu apart", largest, difference);
    size_t n_states = (largest + 1) * (2 * difference + 1);
    qs_status status;
    if ((status = qs_calloc(4 * n_states, sizeof *q.transition, &q.transition)) ||
        (status = qs_calloc(n_states, sizeof *p, &p)))
        goto cleanup;
    enumerate(&q, n_states);
    if ((status = qs_chain_stationary(n_states, q.n_transitions, q.transition, p)))
        goto cleanup;
    average(&q, n_states, p, result);

cleanup:
    qs_free(p);
    qs_free(q.transition);
    return status;
}
