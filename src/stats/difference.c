/* Differences between systems.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/difference.h"

#include <math.h>

#include "qsweep/interval.h"
#include "qsweep/moments.h"

static double variance(const qs_moments *moments)
{
    return moments->n < 2 ? (double)NAN : moments->m2 / (double)(moments->n - 1);
}

void qs_difference_paired(uint64_t n, size_t stride, const double *values, const double *baseline,
                          qs_difference *out)
{
    qs_moments value = {0}, base = {0}, difference = {0};
    for (uint64_t i = 0; i < n; i++) {
        double x = values[i * stride], b = baseline[i * stride];
        if (isnan(x) || isnan(b))
            continue;
        qs_moments_add(&value, x);
        qs_moments_add(&base, b);
        qs_moments_add(&difference, x - b);
    }
    double apart = variance(&value) + variance(&base), together = variance(&difference);
    double scale = sqrt(variance(&value)) * sqrt(variance(&base));
    *out = (qs_difference){.n = difference.n,
                           .value = qs_moments_mean(&value),
                           .baseline = qs_moments_mean(&base),
                           .difference = qs_moments_mean(&difference),
                           .standard_error = sqrt(together / (double)difference.n),
                           .degrees = (double)difference.n - 1,
                           .correlation = scale > 0 ? (apart - together) / 2 / scale : (double)NAN,
                           .variance_reduction = apart > 0 ? apart / together : (double)NAN};
}

void qs_difference_unpaired(uint64_t n, size_t stride, const double *values, const double *baseline,
                            qs_difference *out)
{
    qs_moments value = {0}, base = {0};
    for (uint64_t i = 0; i < n; i++) {
        qs_moments_add(&value, values[i * stride]);
        qs_moments_add(&base, baseline[i * stride]);
    }
    const qs_sample a = {(double)value.n, qs_moments_mean(&value), variance(&value) / (double)value.n,
                         (double)value.n - 1};
    const qs_sample b = {(double)base.n, qs_moments_mean(&base), variance(&base) / (double)base.n,
                         (double)base.n - 1};
    qs_difference_of_samples(&a, &b, out);
}

void qs_difference_of_samples(const qs_sample *value, const qs_sample *baseline, qs_difference *out)
{
    double a = value->variance, b = baseline->variance, sum = a + b;
    *out = (qs_difference){.n = (uint64_t)fmin(value->n, baseline->n),
                           .value = value->mean,
                           .baseline = baseline->mean,
                           .difference = value->mean - baseline->mean,
                           .standard_error = sqrt(sum),
                           .correlation = (double)NAN,
                           .variance_reduction = (double)NAN};
    double scatter = a * a / value->degrees + b * b / baseline->degrees;
    out->degrees = scatter > 0 ? sum * sum / scatter : (double)out->n - 1;
}

/* ---- ratios ---- */

/* A system's ratio, its variance, and what a cluster's rest (sum - ratio * n) counts in its error. */
typedef struct ratio {
    double n; /* clusters that observed anything */
    double value, variance, weight;
} ratio;

static double rest_of(const ratio *r, const qs_cluster *cluster)
{
    return cluster->n > 0 ? cluster->sum - r->value * cluster->n : 0;
}

static ratio ratio_of(uint64_t n, const qs_cluster *clusters)
{
    ratio r = {0};
    double sum = 0, observed = 0, squares = 0;
    for (uint64_t i = 0; i < n; i++) {
        sum += clusters[i].sum;
        observed += clusters[i].n;
        r.n += clusters[i].n > 0;
    }
    r.value = observed > 0 ? sum / observed : (double)NAN;
    r.weight = r.n > 1 ? sqrt(r.n / (r.n - 1)) / observed : (double)NAN;
    for (uint64_t i = 0; i < n; i++)
        squares += rest_of(&r, &clusters[i]) * rest_of(&r, &clusters[i]);
    r.variance = squares * r.weight * r.weight;
    return r;
}

static double welch_degrees(const ratio *a, const ratio *b)
{
    double sum = a->variance + b->variance;
    double scatter = a->variance * a->variance / (a->n - 1) + b->variance * b->variance / (b->n - 1);
    return scatter > 0 ? sum * sum / scatter : fmin(a->n, b->n) - 1;
}

/* Scattered together: the squares of the differences of what clusters add to the two errors. */
static void pair_ratios(uint64_t n, const qs_cluster *values, const qs_cluster *baseline, const ratio *a,
                        const ratio *b, qs_difference *out)
{
    double together = 0, product = 0, apart = a->variance + b->variance;
    out->n = 0;
    for (uint64_t i = 0; i < n; i++) {
        double x = a->weight * rest_of(a, &values[i]), y = b->weight * rest_of(b, &baseline[i]);
        out->n += values[i].n > 0 || baseline[i].n > 0;
        together += (x - y) * (x - y);
        product += x * y;
    }
    double scale = sqrt(a->variance) * sqrt(b->variance);
    out->standard_error = sqrt(together);
    out->degrees = fmin(out->degrees, (double)out->n - 1);
    out->correlation = scale > 0 ? product / scale : (double)NAN;
    out->variance_reduction = apart > 0 ? apart / together : (double)NAN;
}

void qs_difference_of_ratios(uint64_t n, const qs_cluster *values, const qs_cluster *baseline, bool is_paired,
                             qs_difference *out)
{
    ratio a = ratio_of(n, values), b = ratio_of(n, baseline);
    *out = (qs_difference){.n = (uint64_t)fmin(a.n, b.n),
                           .value = a.value,
                           .baseline = b.value,
                           .difference = a.value - b.value,
                           .standard_error = sqrt(a.variance + b.variance),
                           .degrees = welch_degrees(&a, &b),
                           .correlation = (double)NAN,
                           .variance_reduction = (double)NAN};
    if (is_paired)
        pair_ratios(n, values, baseline, &a, &b, out);
}

/* ---- intervals ---- */

/* How far the difference's interval reaches on the side on which one of the two lies off by `mine` and the
 * other, the other way, by `other`. */
static double reach(double mine, double other, double correlation)
{
    if (isinf(mine) || isinf(other))
        return (double)INFINITY;
    return sqrt(fmax(mine * mine + other * other - 2 * correlation * mine * other, 0));
}

void qs_difference_recover(const qs_bounded *value, const qs_bounded *baseline, double correlation,
                           qs_bounded *difference)
{
    double rho = isnan(correlation) ? 0 : correlation, d = value->value - baseline->value;
    double below = value->value - value->lower, above = value->upper - value->value;
    double base_below = baseline->value - baseline->lower, base_above = baseline->upper - baseline->value;
    *difference = (qs_bounded){d, (double)NAN, (double)NAN};
    if (isnan(below) || isnan(above) || isnan(base_below) || isnan(base_above))
        return;
    difference->lower = d - reach(below, base_above, rho);
    difference->upper = d + reach(above, base_below, rho);
}

double qs_difference_half_width(const qs_difference *difference, double confidence, uint64_t comparisons)
{
    if (difference->n < 2 || isnan(difference->standard_error))
        return (double)NAN;
    if (difference->standard_error == 0)
        return 0;
    double each = 1 - (1 - confidence) / (double)(comparisons > 1 ? comparisons : 1);
    return qs_student_t(each, difference->degrees) * difference->standard_error;
}
