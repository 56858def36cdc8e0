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

static qs_raw_moments mixture_moments(const qs_distribution *d)
{
    qs_raw_moments sum = {0, 0, 0};
    for (size_t i = 0; i < d->n_of; i++) {
        if (!(share_of(d, i) > 0))
            continue;
        qs_raw_moments m = qs_exact_moments(&d->of[i]);
        sum.m1 += share_of(d, i) * m.m1;
        sum.m2 += share_of(d, i) * m.m2;
        sum.m3 += share_of(d, i) * m.m3;
    }
    return sum;
}

/* A mixture of uniform laws. */
static qs_raw_moments cumulative_moments(const qs_distribution *d)
{
    qs_raw_moments sum = {0, 0, 0};
    for (size_t i = 1; i < d->n_table; i++) {
        qs_raw_moments m = qs_theory_uniform(d->value[i - 1], d->value[i]);
        sum.m1 += share_of(d, i) * m.m1;
        sum.m2 += share_of(d, i) * m.m2;
        sum.m3 += share_of(d, i) * m.m3;
    }
    return sum;
}

static qs_raw_moments beta_moments(const qs_distribution *d)
{
    double width = d->b - d->a, m = (d->c - d->a) / width, s = d->d / width, sum = m * (1 - m) / (s * s) - 1;
    return s > 0 ? qs_theory_beta(m * sum, (1 - m) * sum, d->a, d->b) : qs_theory_constant(d->c);
}

static qs_raw_moments pert_moments(const qs_distribution *d)
{
    double width = d->c - d->a;
    return width > 0
               ? qs_theory_beta(1 + 4 * (d->b - d->a) / width, 1 + 4 * (d->c - d->b) / width, d->a, d->c)
               : qs_theory_constant(d->a);
}

/* What is cut off has no closed form for every law. */
static qs_raw_moments truncated_moments(const qs_distribution *d)
{
    double m[3];
    qs_distribution_raw_moments(d, m);
    return (qs_raw_moments){m[0], m[1], m[2]};
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
    case QS_DISTRIBUTION_pareto:
        return qs_theory_pareto(d->a, d->b);
    case QS_DISTRIBUTION_loglogistic:
        return qs_theory_loglogistic(d->a, d->b);
    case QS_DISTRIBUTION_beta:
        return beta_moments(d);
    case QS_DISTRIBUTION_pert:
        return pert_moments(d);
    case QS_DISTRIBUTION_mixture:
        return mixture_moments(d);
    case QS_DISTRIBUTION_shifted:
        return qs_theory_shifted(d->a, qs_exact_moments(d->of));
    case QS_DISTRIBUTION_truncated:
        return truncated_moments(d);
    case QS_DISTRIBUTION_cumulative:
        return cumulative_moments(d);
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
