/* Distribution functions, by GSL: for tests and theory, never for results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "qsweep/distribution.h"

static double normal_cdf(const qs_distribution *d, double x)
{
    double z = (x - d->a) / d->b;
    if (d->is_signed)
        return gsl_cdf_ugaussian_P(z);
    double above = gsl_cdf_ugaussian_P(d->a / d->b);
    /* From the side of the mean on which the difference does not cancel. */
    if (z > 0)
        return 1 - gsl_cdf_ugaussian_Q(z) / above;
    return (gsl_cdf_ugaussian_P(z) - gsl_cdf_ugaussian_P(-d->a / d->b)) / above;
}

static double lognormal_cdf(const qs_distribution *d, double x)
{
    double log_variance = log1p(d->b / d->a * (d->b / d->a));
    return gsl_cdf_lognormal_P(x, log(d->a) - 0.5 * log_variance, sqrt(log_variance));
}

static double triangular_cdf(const qs_distribution *d, double x)
{
    double width = d->c - d->a;
    if (x < d->b)
        return (x - d->a) * (x - d->a) / (width * (d->b - d->a));
    return 1 - (d->c - x) * (d->c - x) / (width * (d->c - d->b));
}

/* The rows' functions weighed by their shares: points, or exponentials of the rows' means. */
static double table_cdf(const qs_distribution *d, double x, bool is_exponential)
{
    double sum = 0, last = 0;
    for (size_t i = 0; i < d->n_table; i++) {
        double share = d->cumulative[i] - last;
        last = d->cumulative[i];
        if (is_exponential)
            sum += share * gsl_cdf_exponential_P(x, d->value[i]);
        else if (d->value[i] <= x)
            sum = last;
    }
    return sum;
}

static double count_cdf(const qs_distribution *d, double x)
{
    double k = floor(x);
    switch (d->kind) {
    case QS_DISTRIBUTION_discrete_uniform:
        return (k - d->a + 1) / (d->b - d->a + 1);
    case QS_DISTRIBUTION_bernoulli:
        return 1 - d->a;
    case QS_DISTRIBUTION_binomial:
        return gsl_cdf_binomial_P((unsigned)k, d->b, (unsigned)d->a);
    case QS_DISTRIBUTION_poisson:
        return k > 1e9 ? 1 : gsl_cdf_poisson_P((unsigned)k, d->a);
    default:
        return k > 1e9 ? 1 : gsl_cdf_geometric_P((unsigned)k, d->a);
    }
}

static double mixture_cdf(const qs_distribution *d, double x)
{
    double sum = 0, last = 0;
    for (size_t i = 0; i < d->n_of; i++) {
        double share = d->cumulative[i] - last;
        last = d->cumulative[i];
        if (share > 0)
            sum += share * qs_distribution_cdf(&d->of[i], x);
    }
    return sum;
}

static double truncated_cdf(const qs_distribution *d, double x)
{
    double below = isinf(d->a) ? 0 : qs_distribution_cdf(d->of, nextafter(d->a, -INFINITY));
    double all = isinf(d->b) ? 1 : qs_distribution_cdf(d->of, d->b);
    return (qs_distribution_cdf(d->of, x) - below) / (all - below);
}

/* Linear from point to point; where values are equal it jumps. */
static double cumulative_cdf(const qs_distribution *d, double x)
{
    size_t i = 1;
    while (d->value[i] <= x)
        i++;
    return d->cumulative[i - 1] + (d->cumulative[i] - d->cumulative[i - 1]) * (x - d->value[i - 1]) /
                                      (d->value[i] - d->value[i - 1]);
}

double qs_distribution_cdf(const qs_distribution *distribution, double x)
{
    const qs_distribution *d = distribution;
    if (x < qs_distribution_min(d))
        return 0;
    if (x >= qs_distribution_max(d))
        return 1;
    switch (d->kind) {
    case QS_DISTRIBUTION_exponential:
        return gsl_cdf_exponential_P(x, d->a);
    case QS_DISTRIBUTION_uniform:
        return gsl_cdf_flat_P(x, d->a, d->b);
    case QS_DISTRIBUTION_normal:
        return normal_cdf(d, x);
    case QS_DISTRIBUTION_lognormal:
        return lognormal_cdf(d, x);
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        return gsl_cdf_gamma_P(x, d->a, d->b / d->a);
    case QS_DISTRIBUTION_hyperexponential:
        return table_cdf(d, x, true);
    case QS_DISTRIBUTION_weibull:
        return gsl_cdf_weibull_P(x, d->b, d->a);
    case QS_DISTRIBUTION_triangular:
        return triangular_cdf(d, x);
    case QS_DISTRIBUTION_empirical:
        return table_cdf(d, x, false);
    case QS_DISTRIBUTION_beta:
    case QS_DISTRIBUTION_pert:
        return gsl_cdf_beta_P((x - d->a) / d->p3, d->p1, d->p2);
    case QS_DISTRIBUTION_pareto:
        return -expm1(-d->a * log(x / d->b));
    case QS_DISTRIBUTION_loglogistic:
        return 1 / (1 + pow(x / d->b, -d->a));
    case QS_DISTRIBUTION_mixture:
        return mixture_cdf(d, x);
    case QS_DISTRIBUTION_shifted:
        return qs_distribution_cdf(d->of, x - d->a);
    case QS_DISTRIBUTION_truncated:
        return truncated_cdf(d, x);
    case QS_DISTRIBUTION_cumulative:
        return cumulative_cdf(d, x);
    case QS_DISTRIBUTION_constant: /* between its ends, which are one: not here */
    case QS_DISTRIBUTION_discrete_uniform:
    case QS_DISTRIBUTION_bernoulli:
    case QS_DISTRIBUTION_binomial:
    case QS_DISTRIBUTION_poisson:
    case QS_DISTRIBUTION_geometric:
        return count_cdf(d, x);
    case QS_N_DISTRIBUTIONS:
        break;
    }
    return NAN;
}
