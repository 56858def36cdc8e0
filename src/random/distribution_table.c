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
        bool may_be_any = d->is_signed && is_zero_allowed;
        bool is_low = !may_be_any && (value < 0 || (value == 0 && !is_zero_allowed));
        if (!isfinite(value) || is_low)
            return qs_fail(QS_ERROR_STUDY, "%s must be %s (number %zu is %.15g)", what,
                           may_be_any        ? "finite"
                           : is_zero_allowed ? "at least 0"
                                             : "above 0",
                           i + 1, value);
        if (!isfinite(weight) || weight < 0)
            return qs_fail(QS_ERROR_STUDY, "weights must be at least 0 (number %zu is %.15g)", i + 1, weight);
        total += weight;
    }
    if (!(total > 0) || !isfinite(total))
        return qs_fail(QS_ERROR_STUDY, "weights must have a sum above 0 (got %.15g)", total);
    return QS_OK;
}

/* The guide to cumulative probabilities, of which the last is 1. */
static qs_status make_guide(qs_distribution *d)
{
    size_t n_guide = QS_GUIDE * d->n_table;
    if (d->guide)
        return QS_OK;
    qs_status status = qs_calloc(n_guide, sizeof *d->guide, &d->guide);
    for (size_t i = 0, at = 0; !status && i < n_guide; i++) {
        while (d->cumulative[at] <= (double)i / (double)n_guide)
            at++;
        d->guide[i] = (unsigned)at;
    }
    return status;
}

/* Weights in cumulative[] become cumulative probabilities, and the guide is made for them. */
static qs_status accumulate(qs_distribution *d)
{
    size_t n = d->n_table;
    for (size_t i = 1; i < n; i++)
        d->cumulative[i] += d->cumulative[i - 1];
    for (size_t i = 0; i < n; i++)
        d->cumulative[i] /= d->cumulative[n - 1];
    d->cumulative[n - 1] = 1;
    return make_guide(d);
}

qs_status qs_table_from_weights(qs_distribution *d)
{
    double total = 0;
    if (d->n_table == 0 || d->n_table != d->n_of || !d->cumulative)
        return qs_fail(QS_ERROR_STUDY, "weights must be as many as there are laws");
    for (size_t i = 0; i < d->n_table; i++) {
        if (!isfinite(d->cumulative[i]) || d->cumulative[i] < 0)
            return qs_fail(QS_ERROR_STUDY, "weights must be at least 0 (number %zu is %.15g)", i + 1,
                           d->cumulative[i]);
        total += d->cumulative[i];
    }
    if (!(total > 0) || !isfinite(total))
        return qs_fail(QS_ERROR_STUDY, "weights must have a sum above 0 (got %.15g)", total);
    return accumulate(d);
}

qs_status qs_table_from_probabilities(qs_distribution *d)
{
    size_t n = d->n_table;
    if (n < 2 || !d->value || !d->cumulative)
        return qs_fail(QS_ERROR_STUDY, "values must hold at least two numbers");
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(d->value[i]) || (!d->is_signed && d->value[i] < 0))
            return qs_fail(QS_ERROR_STUDY, "values must be %s (number %zu is %.15g)",
                           d->is_signed ? "finite" : "at least 0", i + 1, d->value[i]);
        if (i && d->value[i] < d->value[i - 1])
            return qs_fail(QS_ERROR_STUDY, "values must ascend (number %zu is %.15g after %.15g)", i + 1,
                           d->value[i], d->value[i - 1]);
        if (!(d->cumulative[i] >= (i ? d->cumulative[i - 1] : 0)))
            return qs_fail(QS_ERROR_STUDY, "probabilities must ascend from 0 to 1 (number %zu is %.15g)",
                           i + 1, d->cumulative[i]);
    }
    if (d->cumulative[0] != 0 || d->cumulative[n - 1] != 1)
        return qs_fail(QS_ERROR_STUDY,
                       "probabilities must begin with 0, at the least value, and end with 1, at the greatest "
                       "(got %.15g and %.15g)",
                       d->cumulative[0], d->cumulative[n - 1]);
    return make_guide(d);
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
