/* Gauges: their rises and falls, measured together.
 *
 * An integral over time does not ask in which order things of one instant are: for each gauge the times at which it
 * rises and those at which it falls are two sorted lists, which are merged. Each change waits for the one before,
 * so two gauges are merged side by side.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "joining.h"
#include "qsweep/memory.h"

qs_status qs_changes_reserve(qs_joined_changes *changes, size_t n_plus, size_t n_minus)
{
    qs_status status = QS_OK;
    n_plus += changes->n_plus + 1;
    n_minus += changes->n_minus + 1;
    if (n_plus > changes->capacity)
        status = qs_reserve(&changes->plus, &changes->capacity, n_plus, sizeof *changes->plus);
    if (!status && n_minus > changes->minus_capacity)
        status = qs_reserve(&changes->minus, &changes->minus_capacity, n_minus, sizeof *changes->minus);
    return status;
}

void qs_changes_end_run(qs_engine *e, qs_joined_changes *changes)
{
    qs_joining *j = e->joining;
    double *falls = changes->minus;
    size_t n = changes->n_minus, i = changes->n_run, k = n - i;
    changes->n_run = n;
    if (k == 0 || i == 0 || falls[i - 1] <= falls[i])
        return;
    qs_status status = qs_reserve(&j->scratch, &j->scratch_capacity, k, sizeof *j->scratch);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    memcpy(j->scratch, falls + i, k * sizeof *falls);
    while (k > 0) {
        bool is_old = i > 0 && falls[i - 1] > j->scratch[k - 1];
        falls[--n] = is_old ? falls[--i] : j->scratch[--k];
    }
}

/* A gauge whose changes are being merged: what is left of them. */
typedef struct lane {
    qs_joined_changes *changes;
    const double *plus, *minus;
    double area, last, number;
    size_t n;
} lane;

/* The next change. No branch on which list it comes from: it cannot be foreseen. */
static inline void change(lane *l)
{
    static const double step[] = {-1, 1};
    int64_t rise = qs_slots_key(*l->plus), fall = qs_slots_key(*l->minus); /* in the order of times */
    bool rises = rise <= fall;
    double now = *l->plus < *l->minus ? *l->plus : *l->minus;
    l->area += l->number * (now - l->last);
    l->last = now;
    l->number += step[rises];
    l->plus += rises;
    l->minus += !rises;
}

/* Each change waits for the one before; those of two gauges do not wait for one another. */
static void change_both(lane *first, lane *second, size_t n)
{
    lane a = *first, b = *second;
    a.n -= n;
    b.n -= n;
    for (; n > 0; n--) {
        change(&a);
        change(&b);
    }
    *first = a;
    *second = b;
}

static void change_one(lane *only)
{
    lane a = *only;
    for (; a.n > 0; a.n--)
        change(&a);
    *only = a;
}

/* The next gauge that has changes. False: there is none. */
static bool open_lane(qs_joining *j, int *next, lane *l)
{
    while (*next < j->n_changes) {
        qs_joined_changes *changes = &j->changes[(*next)++];
        if (changes->n_plus + changes->n_minus == 0)
            continue;
        changes->plus[changes->n_plus] = changes->minus[changes->n_minus] = INFINITY;
        *l = (lane){changes,
                    changes->plus,
                    changes->minus,
                    changes->gauge->area,
                    changes->gauge->last,
                    (double)changes->gauge->n,
                    changes->n_plus + changes->n_minus};
        return true;
    }
    return false;
}

static void close_lane(const lane *l)
{
    qs_gauge *gauge = l->changes->gauge;
    gauge->area = l->area;
    gauge->last = l->last;
    gauge->n = (int64_t)l->number;
    l->changes->n_plus = l->changes->n_minus = l->changes->n_run = 0;
}

void qs_changes_measure(qs_joining *j)
{
    int next = 0;
    lane a, b;
    bool has_a = open_lane(j, &next, &a), has_b = open_lane(j, &next, &b);
    while (has_a && has_b) {
        change_both(&a, &b, a.n < b.n ? a.n : b.n);
        if (a.n == 0) {
            close_lane(&a);
            has_a = open_lane(j, &next, &a);
        }
        if (b.n == 0) {
            close_lane(&b);
            has_b = open_lane(j, &next, &b);
        }
    }
    if (!has_a && !has_b)
        return;
    lane *last = has_a ? &a : &b;
    change_one(last);
    close_lane(last);
}
