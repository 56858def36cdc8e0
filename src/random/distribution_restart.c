/* What a time becomes that begins anew at every interruption, in closed form.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "distribution_internal.h"
#include "math_internal.h"
#include "qsweep/variate.h"

#define SQRT_HALF 0.70710678118654752440

/* (exp(x) - 1) / x */
static double growth_over(double x)
{
    return x == 0 ? 1 : qs_expm1(x) / x;
}

/* Of an exponential time: the work is one of rate 1 / mean - rate, if there is any left. */
static double of_exponential(double mean, double rate)
{
    return rate * mean < 1 ? mean / (1 - rate * mean) : INFINITY;
}

/* Over the rows of a table: points, or exponentials. */
static double of_table(const qs_distribution *d, double rate, bool is_exponential)
{
    double sum = 0, last = 0;
    for (size_t i = 0; i < d->n_table; i++) {
        sum += (d->cumulative[i] - last) *
               (is_exponential ? of_exponential(d->value[i], rate) : qs_expm1(rate * d->value[i]) / rate);
        last = d->cumulative[i];
    }
    return sum;
}

/* E exp(rate X) of the normal cut off at 0 is exp(rate a + (rate b)^2 / 2) P(N > -(a / b + rate b)) / P(N >
 * -a / b). Johnson, Kotz, Balakrishnan, "Continuous univariate distributions", vol. 1, 1994, section 13.10.1.
 */
static double of_normal(const qs_distribution *d, double rate)
{
    double shift = rate * d->b;
    double above = 0.5 * qs_erfc(-SQRT_HALF * (d->a / d->b + shift));
    return (qs_exp(rate * d->a + 0.5 * shift * shift) * above / d->p2 - 1) / rate;
}

/* By Simpson's rule over both sides of the mode: the density is linear there, and what is integrated smooth.
 */
static double of_triangular(const qs_distribution *d, double rate)
{
    enum { STEPS = 128 };
    const double ends[] = {d->a, d->b, d->c}, peak = 2 / (d->c - d->a);
    double sum = 0;
    for (int side = 0; side < 2; side++) {
        double from = ends[side], step = (ends[side + 1] - from) / STEPS;
        for (int i = 0; i <= STEPS; i++) {
            double weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
            double density = peak * (side == 0 ? i : STEPS - i) / STEPS;
            sum += weight * step / 3 * density * qs_expm1(rate * (from + i * step)) / rate;
        }
    }
    return sum;
}

static double of_mixture(const qs_distribution *d, double rate)
{
    double sum = 0, last = 0;
    for (size_t i = 0; i < d->n_of; i++) {
        if (d->cumulative[i] > last)
            sum += (d->cumulative[i] - last) * qs_distribution_restarted_mean(&d->of[i], rate);
        last = d->cumulative[i];
    }
    return sum;
}

typedef struct growth {
    double rate, sum;
} growth;

static void add_growth(void *context, double x, double weight)
{
    growth *g = context;
    g->sum += weight * qs_expm1(g->rate * x) / g->rate;
}

/* Of a law that has a greatest value. */
static double of_bounded(const qs_distribution *d, double rate)
{
    growth g = {.rate = rate};
    if (isinf(qs_distribution_max(d)))
        return NAN;
    qs_distribution_walk(d, -INFINITY, INFINITY, add_growth, &g);
    return g.sum;
}

double qs_distribution_restarted_mean(const qs_distribution *distribution, double rate)
{
    const qs_distribution *d = distribution;
    if (rate == 0)
        return qs_distribution_mean(d);
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        return qs_expm1(rate * d->a) / rate;
    case QS_DISTRIBUTION_exponential:
        return of_exponential(d->a, rate);
    case QS_DISTRIBUTION_uniform:
        return (qs_expm1(rate * d->a) * growth_over(rate * (d->b - d->a)) +
                (growth_over(rate * (d->b - d->a)) - 1)) /
               rate;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        return rate * d->b < d->a ? qs_expm1(-d->a * qs_log1p(-rate * d->b / d->a)) / rate : INFINITY;
    case QS_DISTRIBUTION_normal:
        return d->b > 0 ? of_normal(d, rate) : qs_expm1(rate * d->a) / rate;
    case QS_DISTRIBUTION_triangular:
        return of_triangular(d, rate);
    case QS_DISTRIBUTION_hyperexponential:
        return of_table(d, rate, true);
    case QS_DISTRIBUTION_empirical:
        return of_table(d, rate, false);
    case QS_DISTRIBUTION_mixture:
        return of_mixture(d, rate);
    case QS_DISTRIBUTION_shifted: /* E exp(rate (X + by)) is a product */
        return qs_exp(rate * d->a) * qs_distribution_restarted_mean(d->of, rate) +
               qs_expm1(rate * d->a) / rate;
    case QS_DISTRIBUTION_beta:
    case QS_DISTRIBUTION_pert:
    case QS_DISTRIBUTION_truncated:
    case QS_DISTRIBUTION_cumulative:
        return of_bounded(d, rate);
    default:
        return NAN;
    }
}
