/* Means, variances and ranges of distributions, in closed form.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "distribution_internal.h"
#include "math_internal.h"
#include "qsweep/variate.h"

#define SQRT_TWO_PI 2.5066282746310005024157652848110

/* The share of a table's row. */
static double row_share(const qs_distribution *d, size_t row)
{
    return row ? d->cumulative[row] - d->cumulative[row - 1] : d->cumulative[0];
}

static double table_mean(const qs_distribution *d)
{
    double mean = 0;
    for (size_t i = 0; i < d->n_table; i++)
        mean += row_share(d, i) * d->value[i];
    return mean;
}

/* The variance between the rows, plus `within` times each row's value squared inside it: 1 where the
 * rows are exponential, 0 where they are points. */
static double table_variance(const qs_distribution *d, double within)
{
    double mean = table_mean(d), variance = 0;
    for (size_t i = 0; i < d->n_table; i++) {
        double deviation = d->value[i] - mean;
        variance += row_share(d, i) * (deviation * deviation + within * d->value[i] * d->value[i]);
    }
    return variance;
}

/* The hazard of the normal at 0: density over mass above, in units of 1 / sd. Johnson, Kotz, Balakrishnan,
 * "Continuous univariate distributions", vol. 1, 1994, section 13.10.1. */
static double normal_hazard(const qs_distribution *d)
{
    double z = d->a / d->b;
    return qs_exp(-0.5 * z * z) / SQRT_TWO_PI / d->p2;
}

static double normal_mean(const qs_distribution *d)
{
    return d->b > 0 ? d->a + d->b * normal_hazard(d) : d->a;
}

static double normal_variance(const qs_distribution *d)
{
    if (d->b == 0)
        return 0;
    double hazard = normal_hazard(d);
    return d->b * d->b * (1 - hazard * (hazard + d->a / d->b));
}

/* log of gamma(1 + 2x) / gamma(1 + x)^2, the sum over m >= 2 of (-1)^m zeta(m) (2^m - 2) x^m / m; for
 * x < 0.01, where the difference of the gammas themselves would cancel. */
static double log_gamma_ratio(double x)
{
    static const double zeta[] = {1.6449340668482264365, 1.2020569031595942854, 1.0823232337111381915,
                                  1.0369277551433699263, 1.0173430619844491397, 1.0083492773819228268,
                                  1.0040773561979443394, 1.0020083928260822144}; /* zeta(2), zeta(3), ... */
    double sum = 0, power = x, two = 2;
    for (int m = 2; m < 10; m++) {
        power *= -x;
        two *= 2;
        sum -= zeta[m - 2] * (two - 2) / m * power;
    }
    return sum;
}

static double weibull_mean(const qs_distribution *d)
{
    return d->b * qs_gamma_function(1 + 1 / d->a);
}

static double weibull_variance(const qs_distribution *d)
{
    double mean = weibull_mean(d);
    if (d->a > 100)
        return mean * mean * qs_expm1(log_gamma_ratio(1 / d->a));
    return d->b * d->b * qs_gamma_function(1 + 2 / d->a) - mean * mean;
}

double qs_distribution_mean(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        return d->b;
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_discrete_uniform:
        return d->a + 0.5 * (d->b - d->a);
    case QS_DISTRIBUTION_normal:
        return normal_mean(d);
    case QS_DISTRIBUTION_weibull:
        return weibull_mean(d);
    case QS_DISTRIBUTION_triangular:
        return d->a + ((d->b - d->a) + (d->c - d->a)) / 3;
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_empirical:
        return table_mean(d);
    case QS_DISTRIBUTION_binomial:
        return d->a * d->b;
    case QS_DISTRIBUTION_geometric:
        return 1 / d->a;
    case QS_DISTRIBUTION_constant:
    case QS_DISTRIBUTION_exponential:
    case QS_DISTRIBUTION_lognormal:
    case QS_DISTRIBUTION_bernoulli:
    case QS_DISTRIBUTION_poisson:
        return d->a;
    case QS_N_DISTRIBUTIONS: /* none; no default, so that the compiler misses a law that is new */
        break;
    }
    return NAN;
}

double qs_distribution_variance(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    double width = d->b - d->a;
    switch (d->kind) {
    case QS_DISTRIBUTION_exponential:
        return d->a * d->a;
    case QS_DISTRIBUTION_uniform:
        return width * width / 12;
    case QS_DISTRIBUTION_normal:
        return normal_variance(d);
    case QS_DISTRIBUTION_lognormal:
        return d->b * d->b;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        return d->b * d->b / d->a;
    case QS_DISTRIBUTION_hyperexponential:
        return table_variance(d, 1);
    case QS_DISTRIBUTION_weibull:
        return weibull_variance(d);
    case QS_DISTRIBUTION_triangular:
        return (width * width + width * (d->c - d->b) + (d->c - d->b) * (d->c - d->b)) / 18;
    case QS_DISTRIBUTION_empirical:
        return table_variance(d, 0);
    case QS_DISTRIBUTION_discrete_uniform:
        return width * (width + 2) / 12;
    case QS_DISTRIBUTION_bernoulli:
        return d->a * (1 - d->a);
    case QS_DISTRIBUTION_binomial:
        return d->a * d->b * (1 - d->b);
    case QS_DISTRIBUTION_poisson:
        return d->a;
    case QS_DISTRIBUTION_geometric:
        return (1 - d->a) / (d->a * d->a);
    case QS_DISTRIBUTION_constant:
        return 0;
    case QS_N_DISTRIBUTIONS:
        break;
    }
    return NAN;
}

double qs_distribution_min(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_triangular:
    case QS_DISTRIBUTION_discrete_uniform:
        return d->a;
    case QS_DISTRIBUTION_normal:
    case QS_DISTRIBUTION_lognormal:
        return d->b > 0 ? 0 : d->a;
    case QS_DISTRIBUTION_empirical:
        return d->value[0];
    case QS_DISTRIBUTION_bernoulli:
        return d->a < 1 ? 0 : 1;
    case QS_DISTRIBUTION_binomial:
        return d->b < 1 ? 0 : d->a;
    case QS_DISTRIBUTION_geometric:
        return 1;
    case QS_DISTRIBUTION_exponential:
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_weibull:
    case QS_DISTRIBUTION_poisson:
    case QS_N_DISTRIBUTIONS:
        break;
    }
    return 0;
}

double qs_distribution_max(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        return d->a;
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_discrete_uniform:
        return d->b;
    case QS_DISTRIBUTION_normal:
    case QS_DISTRIBUTION_lognormal:
        return d->b > 0 ? INFINITY : d->a;
    case QS_DISTRIBUTION_triangular:
        return d->c;
    case QS_DISTRIBUTION_empirical:
        return d->value[d->n_table - 1];
    case QS_DISTRIBUTION_bernoulli:
        return d->a > 0 ? 1 : 0;
    case QS_DISTRIBUTION_binomial:
        return d->b > 0 ? d->a : 0;
    case QS_DISTRIBUTION_geometric:
        return d->a < 1 ? INFINITY : 1;
    case QS_DISTRIBUTION_exponential:
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
    case QS_DISTRIBUTION_hyperexponential:
    case QS_DISTRIBUTION_weibull:
    case QS_DISTRIBUTION_poisson:
    case QS_N_DISTRIBUTIONS:
        break;
    }
    return INFINITY;
}
