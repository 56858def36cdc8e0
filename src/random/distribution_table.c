/* Tables of cumulative probabilities: the users' own, and those of the binomial and Poisson counts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "distribution_internal.h"
#include "qsweep/memory.h"

typedef struct row {
    double value, weight;
} row;

/* By value, that more means later, then by weight, that the order is one and the same in every libc. */
static int compare_rows(const void *left, const void *right)
{
    const row *a = left, *b = right;
    if (a->value != b->value)
        return a->value < b->value ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

static qs_status check_rows(const qs_distribution *d, const char *what, bool is_zero_allowed)
{
    double total = 0;
    if (!d->n_table || !d->value || !d->cumulative)
        return qs_fail(QS_ERROR_STUDY, "%s must hold at least one number", what);
    for (size_t i = 0; i < d->n_table; i++) {
        double value = d->value[i], weight = d->cumulative[i];
        if (!isfinite(value) || value < 0 || (value == 0 && !is_zero_allowed))
            return qs_fail(QS_ERROR_STUDY, "%s must be %s (number %zu is %.15g)", what,
                           is_zero_allowed ? "at least 0" : "above 0", i + 1, value);
        if (!isfinite(weight) || weight < 0)
            return qs_fail(QS_ERROR_STUDY, "weights must be at least 0 (number %zu is %.15g)", i + 1, weight);
        total += weight;
    }
    if (!(total > 0) || !isfinite(total))
        return qs_fail(QS_ERROR_STUDY, "weights must have a sum above 0 (got %.15g)", total);
    return QS_OK;
}

/* Weights in cumulative[] become cumulative probabilities, and the guide is made for them. */
static qs_status accumulate(qs_distribution *d)
{
    size_t n = d->n_table, n_guide = QS_GUIDE * n;
    qs_status status = qs_calloc(n_guide, sizeof *d->guide, &d->guide);
    if (status)
        return status;
    for (size_t i = 1; i < n; i++)
        d->cumulative[i] += d->cumulative[i - 1];
    for (size_t i = 0; i < n; i++)
        d->cumulative[i] /= d->cumulative[n - 1];
    d->cumulative[n - 1] = 1;
    for (size_t i = 0, at = 0; i < n_guide; i++) {
        while (d->cumulative[at] <= (double)i / (double)n_guide)
            at++;
        d->guide[i] = (unsigned)at;
    }
    return QS_OK;
}

qs_status qs_table_from_rows(qs_distribution *distribution, const char *what, bool is_zero_allowed)
{
    row *rows = NULL;
    size_t n_kept = 0;
    qs_status status = check_rows(distribution, what, is_zero_allowed);
    if (!status)
        status = qs_calloc(distribution->n_table, sizeof *rows, &rows);
    if (status)
        goto cleanup;
    for (size_t i = 0; i < distribution->n_table; i++) {
        if (distribution->cumulative[i] > 0)
            rows[n_kept++] = (row){distribution->value[i], distribution->cumulative[i]};
    }
    qsort(rows, n_kept, sizeof *rows, compare_rows);
    for (size_t i = 0; i < n_kept; i++) {
        distribution->value[i] = rows[i].value;
        distribution->cumulative[i] = rows[i].weight;
    }
    distribution->n_table = n_kept;
    status = accumulate(distribution);
cleanup:
    qs_free(rows);
    return status;
}

/* P(X = k + 1) / P(X = k) */
static double binomial_ratio(const qs_distribution *d, double k)
{
    return (d->a - k) / (k + 1) * (d->b / (1 - d->b));
}

static double poisson_ratio(const qs_distribution *d, double k)
{
    return d->a / (k + 1);
}

typedef double count_ratio(const qs_distribution *d, double k);

/* Counts less probable than the mode by this factor are left out: 10^5 of them together are far below
 * the 2^-53 that a uniform number can tell from 0. */
#define NEGLIGIBLE 0x1p-80

/* The furthest count from `mode` in steps of `step` that is not negligible; never under 0. */
static double reach(const qs_distribution *d, count_ratio *ratio, double mode, double step)
{
    double k = mode;
    for (double weight = 1; k + step >= 0; k += step) {
        weight = step > 0 ? weight * ratio(d, k) : weight / ratio(d, k - 1);
        if (weight < NEGLIGIBLE)
            break;
    }
    return k;
}

/* The table around the mode, from ratios of neighbours alone: no power, no factorial. */
static qs_status tabulate(qs_distribution *d, count_ratio *ratio, double mode)
{
    double low = reach(d, ratio, mode, -1), high = reach(d, ratio, mode, 1);
    size_t middle = (size_t)(mode - low);
    d->n_table = (size_t)(high - low) + 1;
    qs_status status = qs_calloc(d->n_table, sizeof *d->value, &d->value);
    if (!status)
        status = qs_calloc(d->n_table, sizeof *d->cumulative, &d->cumulative);
    if (status)
        return status;
    for (size_t i = 0; i < d->n_table; i++)
        d->value[i] = low + (double)i;
    d->cumulative[middle] = 1;
    for (size_t i = middle; i + 1 < d->n_table; i++)
        d->cumulative[i + 1] = d->cumulative[i] * ratio(d, d->value[i]);
    for (size_t i = middle; i > 0; i--)
        d->cumulative[i - 1] = d->cumulative[i] / ratio(d, d->value[i - 1]);
    return accumulate(d);
}

qs_status qs_table_binomial(qs_distribution *distribution)
{
    double mode = floor((distribution->a + 1) * distribution->b);
    return tabulate(distribution, binomial_ratio, fmin(mode, distribution->a));
}

qs_status qs_table_poisson(qs_distribution *distribution)
{
    return tabulate(distribution, poisson_ratio, floor(distribution->a));
}
