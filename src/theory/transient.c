/* A queue whose rates change in time, by uniformisation.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/chain.h"
#include "qsweep/memory.h"

/* Jumps expected in one go: exp(-STRETCH) must stay far from underflow. */
#define STRETCH 200.0

typedef struct transient {
    size_t capacity;
    double *p, *v, *next, *sum, *area; /* [capacity + 1] */
    qs_transient total;                /* integrals until the end */
} transient;

static double busy_servers(size_t n, size_t servers)
{
    return (double)(n < servers ? n : servers);
}

/* next = v after one jump of the uniformised chain with rate `clock`. */
static void jump(transient *t, const qs_chain_piece *piece, double clock)
{
    size_t k = t->capacity;
    double up = piece->arrival_rate / clock, down = piece->service_rate / clock;
    for (size_t n = 0; n <= k; n++) {
        double stay = 1 - (n < k ? up : 0) - busy_servers(n, piece->servers) * down;
        double in = t->v[n] * fmax(stay, 0);
        in += n > 0 ? t->v[n - 1] * up : 0;
        in += n < k ? t->v[n + 1] * busy_servers(n + 1, piece->servers) * down : 0;
        t->next[n] = in;
    }
    double *swap = t->v;
    t->v = t->next;
    t->next = swap;
}

/* Add the integrals over a stretch, whose time in each state is t->area. */
static void gather(transient *t, const qs_chain_piece *piece, double length)
{
    for (size_t n = 0; n <= t->capacity; n++) {
        double busy = busy_servers(n, piece->servers);
        t->total.average_number += (double)n * t->area[n];
        t->total.average_busy += busy * t->area[n];
        t->total.average_queue += ((double)n - busy) * t->area[n];
    }
    t->total.arrivals += piece->arrival_rate * length;
    t->total.lost += piece->arrival_rate * t->area[t->capacity];
}

/* p(length) = sum Poisson(k) v P^k, and the integral of p = sum P(Poisson > k) / clock v P^k. */
static void advance(transient *t, const qs_chain_piece *piece, double length)
{
    size_t bytes = (t->capacity + 1) * sizeof *t->p;
    double clock = piece->arrival_rate + (double)piece->servers * piece->service_rate;
    if (clock * length == 0)
        clock = 1 / length;
    double jumps = clock * length, weight = exp(-jumps), left = 1;
    memcpy(t->v, t->p, bytes);
    memset(t->sum, 0, bytes);
    memset(t->area, 0, bytes);
    for (int k = 0; k < jumps || weight > 1e-18; k++) {
        left = fmax(left - weight, 0);
        for (size_t n = 0; n <= t->capacity; n++) {
            t->sum[n] += weight * t->v[n];
            t->area[n] += left / clock * t->v[n];
        }
        weight *= jumps / (k + 1);
        jump(t, piece, clock);
    }
    memcpy(t->p, t->sum, bytes);
    gather(t, piece, length);
}

static void cross(transient *t, const qs_chain_piece *piece, double length)
{
    double clock = piece->arrival_rate + (double)piece->servers * piece->service_rate;
    double n_stretches = fmax(1, ceil(clock * length / STRETCH));
    for (double i = 0; i < n_stretches; i++)
        advance(t, piece, length / n_stretches);
}

static qs_status check_pieces(size_t n, const qs_chain_piece *piece)
{
    double begin = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(piece[i].until > begin && piece[i].arrival_rate >= 0 && piece[i].service_rate >= 0))
            return qs_fail(QS_ERROR_NUMERIC, "piece %zu ends before it begins, or has a negative rate", i);
        begin = piece[i].until;
    }
    return n > 0 ? QS_OK : qs_fail(QS_ERROR_NUMERIC, "no piece");
}

static qs_status allocate(transient *t)
{
    double **array[] = {&t->p, &t->v, &t->next, &t->sum, &t->area};
    qs_status status = QS_OK;
    for (size_t i = 0; !status && i < sizeof array / sizeof *array; i++)
        status = qs_calloc(t->capacity + 1, sizeof(double), array[i]);
    return status;
}

static void finish(transient *t, double horizon, double *p, qs_transient *result)
{
    *result = t->total;
    result->average_number /= horizon;
    result->average_queue /= horizon;
    result->average_busy /= horizon;
    for (size_t n = 0; n <= t->capacity; n++)
        result->number += (double)n * t->p[n];
    if (p)
        memcpy(p, t->p, (t->capacity + 1) * sizeof *p);
}

qs_status qs_chain_transient(size_t n, const qs_chain_piece *piece, size_t capacity, double horizon,
                             double *p, qs_transient *result)
{
    transient t = {.capacity = capacity};
    qs_status status;
    if ((status = check_pieces(n, piece)) || (status = allocate(&t)))
        goto cleanup;
    t.p[0] = 1;
    for (double base = 0; base < horizon; base += piece[n - 1].until) {
        for (size_t i = 0; i < n; i++) {
            double begin = base + (i > 0 ? piece[i - 1].until : 0),
                   end = fmin(base + piece[i].until, horizon);
            if (begin < end)
                cross(&t, &piece[i], end - begin);
        }
    }
    finish(&t, horizon, p, result);

cleanup:
    qs_free(t.area);
    qs_free(t.sum);
    qs_free(t.next);
    qs_free(t.v);
    qs_free(t.p);
    return status;
}
