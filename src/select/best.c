/* The best mean of many: who is beaten by a leader goes.
 *
 * Survivors are compared by paired differences, replication by replication, for with common random numbers
 * these spread less than the values do. A look j tests each against eight leaders at a level of
 * (1 - sure)/(k - 1)/((j + 1)(j + 2)) each: that the best of all is beaten by one of the k - 1 others, at any
 * look, has a chance of at most 1 - sure. So have the bounds by which it ends.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/interval.h"
#include "qsweep/select.h"
#include "qsweep/sleef.h"

/* Differences that were all the same are not trusted before so many times ln(1/level) of them. */
enum { UNSEEN = 100 };

/* Fewer pairs say nothing. */
enum { LEAST_PAIRS = 8 };

enum { FIRST_LOOK = 16 };

uint64_t qs_best_look(uint64_t j)
{
    uint64_t n = FIRST_LOOK;
    while (j-- > 0)
        n += (n + 3) / 4;
    return n;
}

static qs_moments moments_of(const double *x, uint64_t n)
{
    qs_moments moments = {0};
    for (uint64_t i = 0; i < n; i++)
        if (!isinf(x[i]))
            qs_moments_add(&moments, x[i]);
    return moments;
}

/* Of a - b, where both saw something. Sums about the first difference: few operations, and no cancellation. */
static qs_moments differences(const double *a, const double *b, uint64_t n)
{
    double sum = 0, squares = 0, first = 0;
    uint64_t seen = 0;
    for (uint64_t i = 0; i < n; i++) {
        double d = a[i] - b[i];
        if (!isfinite(d))
            continue;
        first = seen++ == 0 ? d : first;
        sum += d - first;
        squares += (d - first) * (d - first);
    }
    if (seen == 0)
        return (qs_moments){0};
    double mean = sum / (double)seen, m2 = squares - sum * mean;
    return (qs_moments){.n = seen, .mean = first + mean, .m2 = m2 > 0 ? m2 : 0};
}

/* What a look computes once. */
typedef struct look {
    double sign;  /* 1: the largest is the best; -1: the smallest */
    double level; /* of one comparison at one look */
    double least; /* equal differences before they are trusted */
    uint64_t n;   /* pairs for which t is known */
    double t;
} look;

static double t_of(look *l, uint64_t n)
{
    if (l->n != n) {
        l->n = n;
        l->t = qs_student_t(1 - 2 * l->level, (double)(n - 1));
    }
    return l->t;
}

/* By how much a is better than b, at least and at most. */
static void compare(look *l, const double *a, const double *b, uint64_t n, double *lower, double *upper)
{
    qs_moments d = differences(a, b, n);
    *lower = -(double)INFINITY;
    *upper = (double)INFINITY;
    if (d.n < LEAST_PAIRS || (d.m2 == 0 && (double)d.n < l->least))
        return;
    double half = t_of(l, d.n) * qs_moments_sd(&d) / sqrt((double)d.n);
    *lower = l->sign * d.mean - half;
    *upper = l->sign * d.mean + half;
}

/* Put survivor i among the leaders, the best first; of equal ones the first listed. */
static void rank(uint64_t *leaders, double *values, size_t *n_leaders, uint64_t i, double value)
{
    size_t at = *n_leaders;
    while (at > 0 && value > values[at - 1])
        at--;
    if (at == QS_BEST_LEADERS)
        return;
    if (*n_leaders < QS_BEST_LEADERS)
        ++*n_leaders;
    for (size_t k = *n_leaders - 1; k > at; k--) {
        leaders[k] = leaders[k - 1];
        values[k] = values[k - 1];
    }
    leaders[at] = i;
    values[at] = value;
}

static bool is_beaten_by_any(look *l, const double *const *outcomes, uint64_t n_told, uint64_t i,
                             const uint64_t *leaders, size_t n_leaders)
{
    double lower, upper;
    for (size_t k = 0; k < n_leaders; k++) {
        if (leaders[k] == i)
            continue;
        compare(l, outcomes[leaders[k]], outcomes[i], n_told, &lower, &upper);
        if (lower > 0)
            return true;
    }
    return false;
}

qs_best qs_best_judge(const qs_best_rule *rule, uint64_t j, const double *const *outcomes, uint64_t n,
                      uint64_t n_told, bool *is_beaten, double *upper)
{
    uint64_t leaders[QS_BEST_LEADERS] = {0};
    double values[QS_BEST_LEADERS], lower, others = rule->n_systems > 1 ? (double)(rule->n_systems - 1) : 1;
    size_t n_leaders = 0;
    look l = {.sign = rule->is_largest ? 1 : -1};
    l.level = (1 - rule->sure) / others / ((double)(j + 1) * (double)(j + 2));
    l.least = -UNSEEN * QS_SLEEF_LOG((1 - rule->sure) / others);
    for (uint64_t i = 0; i < n; i++) {
        qs_moments m = moments_of(outcomes[i], n_told);
        if (m.n > 0)
            rank(leaders, values, &n_leaders, i, l.sign * m.mean);
    }
    qs_best best = {.leader = leaders[0], .bound = n_leaders > 0 ? 0 : (double)INFINITY};
    for (uint64_t i = 0; i < n; i++) {
        is_beaten[i] = is_beaten_by_any(&l, outcomes, n_told, i, leaders, n_leaders);
        upper[i] = 0;
        if (i != best.leader)
            compare(&l, outcomes[i], outcomes[best.leader], n_told, &lower, &upper[i]);
        best.n_survivors += !is_beaten[i];
        if (!is_beaten[i] && upper[i] > best.bound)
            best.bound = upper[i];
    }
    best.is_over = best.n_survivors == 1 || best.bound <= rule->tolerance;
    return best;
}
