/* The study's laws as the formulas want them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "exact_internal.h"
#include "qsweep/memory.h"

static double share_of(const qs_distribution *d, size_t row)
{
    return row ? d->cumulative[row] - d->cumulative[row - 1] : d->cumulative[0];
}

/* Tables: points, or exponentials of these means. */
static qs_raw_moments table_moments(const qs_distribution *d, bool is_exponential)
{
    qs_raw_moments sum = {0, 0, 0};
    for (size_t i = 0; i < d->n_table; i++) {
        double x = d->value[i], share = share_of(d, i);
        sum.m1 += share * x;
        sum.m2 += share * x * x * (is_exponential ? 2 : 1);
        sum.m3 += share * x * x * x * (is_exponential ? 6 : 1);
    }
    return sum;
}

qs_raw_moments qs_exact_moments(const qs_distribution *d)
{
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        return qs_theory_constant(d->a);
    case QS_DISTRIBUTION_exponential:
        return qs_theory_exponential(d->a);
    case QS_DISTRIBUTION_uniform:
        return qs_theory_uniform(d->a, d->b);
    case QS_DISTRIBUTION_normal:
        return qs_theory_normal(d->a, d->b);
    case QS_DISTRIBUTION_lognormal:
        return qs_theory_lognormal(d->a, d->b);
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        return qs_theory_gamma(d->a, d->b);
    case QS_DISTRIBUTION_weibull:
        return qs_theory_weibull(d->a, d->b);
    case QS_DISTRIBUTION_triangular:
        return qs_theory_triangular(d->a, d->b, d->c);
    case QS_DISTRIBUTION_hyperexponential:
        return table_moments(d, true);
    case QS_DISTRIBUTION_empirical:
        return table_moments(d, false);
    default:
        return (qs_raw_moments){EXACT_NAN, EXACT_NAN, EXACT_NAN};
    }
}

qs_raw_moments qs_exact_scaled(qs_raw_moments m, double speed)
{
    return (qs_raw_moments){m.m1 / speed, m.m2 / (speed * speed), m.m3 / (speed * speed * speed)};
}

bool qs_exact_is_exponential(const qs_distribution *d)
{
    if (d->kind == QS_DISTRIBUTION_gamma || d->kind == QS_DISTRIBUTION_erlang)
        return d->a == 1 && d->b > 0;
    return d->kind == QS_DISTRIBUTION_exponential && d->a > 0;
}

bool qs_exact_is_constant(const qs_distribution *d)
{
    return d->kind == QS_DISTRIBUTION_constant;
}

qs_batch qs_exact_batch(const qs_distribution *d)
{
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        return qs_theory_batch_constant((size_t)d->a);
    case QS_DISTRIBUTION_discrete_uniform:
        return qs_theory_batch_uniform((size_t)d->a, (size_t)d->b);
    case QS_DISTRIBUTION_bernoulli:
        return qs_theory_batch_bernoulli(d->a);
    case QS_DISTRIBUTION_binomial:
        return qs_theory_batch_binomial((size_t)d->a, d->b);
    case QS_DISTRIBUTION_poisson:
        return qs_theory_batch_poisson(d->a);
    case QS_DISTRIBUTION_geometric:
        return qs_theory_batch_geometric(d->a);
    default:
        return (qs_batch){EXACT_NAN, EXACT_NAN, EXACT_NAN, EXACT_NAN};
    }
}

static qs_status gm1_hyperexponential(const qs_distribution *d, double mean, double service_rate,
                                      qs_steady *steady, double *root)
{
    double *weights;
    qs_status status = qs_calloc(d->n_table, sizeof *weights, &weights);
    if (status)
        return status;
    for (size_t i = 0; i < d->n_table; i++)
        weights[i] = share_of(d, i);
    const qs_theory_branches branches = {d->n_table, weights, d->value};
    *steady = qs_theory_gm1(mean, qs_theory_laplace_hyperexponential, &branches, service_rate, root);
    qs_free(weights);
    return QS_OK;
}

qs_status qs_exact_gm1(const qs_distribution *interarrival, double service_rate, qs_steady *steady,
                       double *root)
{
    const qs_distribution *d = interarrival;
    const double parameters[] = {d->a, d->b};
    qs_theory_laplace laplace = NULL;
    double mean = qs_exact_moments(d).m1;
    *root = EXACT_NAN;
    *steady = (qs_steady){.wait = EXACT_NAN};
    switch (d->kind) {
    case QS_DISTRIBUTION_constant:
        laplace = qs_theory_laplace_constant;
        break;
    case QS_DISTRIBUTION_gamma:
    case QS_DISTRIBUTION_erlang:
        laplace = qs_theory_laplace_gamma;
        break;
    case QS_DISTRIBUTION_uniform:
        laplace = qs_theory_laplace_uniform;
        break;
    case QS_DISTRIBUTION_hyperexponential:
        return gm1_hyperexponential(d, mean, service_rate, steady, root);
    default:
        return QS_OK;
    }
    *steady = qs_theory_gm1(mean, laplace, parameters, service_rate, root);
    return QS_OK;
}
