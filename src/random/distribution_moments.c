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
    return d->b > 0 && !d->is_signed ? d->a + d->b * normal_hazard(d) : d->a;
}

static double normal_variance(const qs_distribution *d)
{
    if (d->b == 0 || d->is_signed)
        return d->b * d->b;
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

/* In an order in which a scale of any size overflows only if the variance does. */
static double pareto_variance(const qs_distribution *d)
{
    double s = d->a;
    return s > 2 ? d->b / (s - 1) * (d->b / (s - 1)) * (s / (s - 2)) : INFINITY;
}

/* E X^k over scale^k: pi x / sin(pi x) for x = k / shape, by Euler's reflection. */
static double loglogistic_moment(const qs_distribution *d, int k)
{
    double x = k / d->a;
    return x < 1 ? qs_gamma_function(1 - x) * qs_gamma_function(1 + x) : INFINITY;
}

/* log(pi x / sin(pi x)), the sum over m >= 1 of zeta(2m) x^(2m) / m; for x < 0.02. */
static double log_reflection(double x)
{
    static const double zeta[] = {1.6449340668482264365, 1.0823232337111381915, 1.0173430619844491397,
                                  1.0040773561979443394}; /* zeta(2), zeta(4), ... */
    double sum = 0, power = 1;
    for (int m = 1; m <= 4; m++) {
        power *= x * x;
        sum += zeta[m - 1] * power / m;
    }
    return sum;
}

static double loglogistic_variance(const qs_distribution *d)
{
    double mean = loglogistic_moment(d, 1), x = 1 / d->a;
    if (x < 0.01) /* where the difference would cancel */
        return d->b * d->b * mean * mean * qs_expm1(log_reflection(2 * x) - 2 * log_reflection(x));
    return d->a > 2 ? d->b * d->b * (loglogistic_moment(d, 2) - mean * mean) : INFINITY;
}

static double mixture_mean(const qs_distribution *d)
{
    double mean = 0;
    for (size_t i = 0; i < d->n_of; i++)
        if (row_share(d, i) > 0)
            mean += row_share(d, i) * qs_distribution_mean(&d->of[i]);
    return mean;
}

static double mixture_variance(const qs_distribution *d)
{
    double mean = mixture_mean(d), variance = 0;
    for (size_t i = 0; i < d->n_of && isfinite(mean); i++) {
        double deviation = qs_distribution_mean(&d->of[i]) - mean;
        if (row_share(d, i) > 0)
            variance += row_share(d, i) * (deviation * deviation + qs_distribution_variance(&d->of[i]));
    }
    return isfinite(mean) ? variance : INFINITY;
}

/* Between its points a cumulative law is uniform. */
static double cumulative_mean(const qs_distribution *d)
{
    double mean = 0;
    for (size_t i = 1; i < d->n_table; i++)
        mean += row_share(d, i) * (d->value[i - 1] + 0.5 * (d->value[i] - d->value[i - 1]));
    return mean;
}

static double cumulative_variance(const qs_distribution *d)
{
    double mean = cumulative_mean(d), variance = 0;
    for (size_t i = 1; i < d->n_table; i++) {
        double width = d->value[i] - d->value[i - 1], deviation = d->value[i - 1] + 0.5 * width - mean;
        variance += row_share(d, i) * (deviation * deviation + width * width / 12);
    }
    return variance;
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
    case QS_DISTRIBUTION_beta:
        return d->c;
    case QS_DISTRIBUTION_pert:
        return d->a + (4 * (d->b - d->a) + (d->c - d->a)) / 6;
    case QS_DISTRIBUTION_pareto:
        return d->a > 1 ? d->a / (d->a - 1) * d->b : INFINITY;
    case QS_DISTRIBUTION_loglogistic:
        return d->b * loglogistic_moment(d, 1);
    case QS_DISTRIBUTION_mixture:
        return mixture_mean(d);
    case QS_DISTRIBUTION_shifted:
        return d->a + qs_distribution_mean(d->of);
    case QS_DISTRIBUTION_truncated:
        return d->p3;
    case QS_DISTRIBUTION_cumulative:
        return cumulative_mean(d);
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
    case QS_DISTRIBUTION_beta:
        return d->d * d->d;
    case QS_DISTRIBUTION_pert: {
        double below = qs_distribution_mean(d) - d->a;
        return below * (d->c - d->a - below) / 7;
    }
    case QS_DISTRIBUTION_pareto:
        return pareto_variance(d);
    case QS_DISTRIBUTION_loglogistic:
        return loglogistic_variance(d);
    case QS_DISTRIBUTION_mixture:
        return mixture_variance(d);
    case QS_DISTRIBUTION_shifted:
        return qs_distribution_variance(d->of);
    case QS_DISTRIBUTION_truncated:
        return d->p4;
    case QS_DISTRIBUTION_cumulative:
        return cumulative_variance(d);
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

/* The least, or with `up` the greatest value of the laws in a mixture. */
static double mixture_end(const qs_distribution *d, bool up)
{
    double end = up ? -INFINITY : INFINITY;
    for (size_t i = 0; i < d->n_of; i++)
        if (row_share(d, i) > 0)
            end = up ? fmax(end, qs_distribution_max(&d->of[i])) : fmin(end, qs_distribution_min(&d->of[i]));
    return end;
}

/* A constant where its sd is 0. */
static double beta_end(const qs_distribution *d, double end)
{
    return d->d > 0 ? end : d->c;
}

double qs_distribution_min(const qs_distribution *distribution)
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
    case QS_DISTRIBUTION_uniform:
    case QS_DISTRIBUTION_triangular:
    case QS_DISTRIBUTION_pert:
    case QS_DISTRIBUTION_discrete_uniform:
        return d->a;
    case QS_DISTRIBUTION_normal:
        return d->b == 0 ? d->a : d->is_signed ? -INFINITY : 0;
    case QS_DISTRIBUTION_lognormal:
        return d->b > 0 ? 0 : d->a;
    case QS_DISTRIBUTION_beta:
        return beta_end(d, d->a);
    case QS_DISTRIBUTION_pareto:
        return d->b;
    case QS_DISTRIBUTION_mixture:
        return mixture_end(d, false);
    case QS_DISTRIBUTION_shifted:
        return d->a + qs_distribution_min(d->of);
    case QS_DISTRIBUTION_truncated:
        return fmax(d->a, qs_distribution_min(d->of));
    case QS_DISTRIBUTION_empirical:
    case QS_DISTRIBUTION_cumulative:
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
    case QS_DISTRIBUTION_loglogistic:
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
    case QS_DISTRIBUTION_pert:
        return d->c;
    case QS_DISTRIBUTION_beta:
        return beta_end(d, d->b);
    case QS_DISTRIBUTION_mixture:
        return mixture_end(d, true);
    case QS_DISTRIBUTION_shifted:
        return d->a + qs_distribution_max(d->of);
    case QS_DISTRIBUTION_truncated:
        return fmin(d->b, qs_distribution_max(d->of));
    case QS_DISTRIBUTION_empirical:
    case QS_DISTRIBUTION_cumulative:
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
    case QS_DISTRIBUTION_pareto:
    case QS_DISTRIBUTION_loglogistic:
    case QS_DISTRIBUTION_poisson:
    case QS_N_DISTRIBUTIONS:
        break;
    }
    return INFINITY;
}
