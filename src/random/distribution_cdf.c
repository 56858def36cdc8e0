/* Distribution functions, by GSL: for tests and theory, never for results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "qsweep/distribution.h"

static double normal_cdf(const qs_distribution *d, double x)
{
    double z = (x - d->a) / d->b;
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
