/* The first three moments of any law of times, as formulas of queues want them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "distribution_internal.h"
#include "math_internal.h"

/* Closed forms where a tail may be too heavy for any sum over points. */
static double pareto_power(const qs_distribution *d, int k)
{
    double scale = d->b, power = k == 1 ? scale : k == 2 ? scale * scale : scale * scale * scale;
    return d->a > k ? d->a / (d->a - k) * power : INFINITY;
}

static double loglogistic_power(const qs_distribution *d, int k)
{
    double scale = d->b,
           power = k == 1   ? scale
                   : k == 2 ? scale * scale
                            : scale * scale * scale,
           x = k / d->a;
    return x < 1 ? qs_gamma_function(1 - x) * qs_gamma_function(1 + x) * power : INFINITY;
}

static void of_mixture(const qs_distribution *d, double moment[3])
{
    double last = 0, part[3];
    moment[0] = moment[1] = moment[2] = 0;
    for (size_t i = 0; i < d->n_of; i++) {
        double share = d->cumulative[i] - last;
        last = d->cumulative[i];
        qs_distribution_raw_moments(&d->of[i], part);
        for (int k = 0; k < 3 && share > 0; k++)
            moment[k] += share * part[k];
    }
}

static void of_shifted(const qs_distribution *d, double moment[3])
{
    double m[3], by = d->a;
    qs_distribution_raw_moments(d->of, m);
    moment[0] = by + m[0];
    moment[1] = isinf(m[1]) ? m[1] : by * by + 2 * by * m[0] + m[1];
    moment[2] = isinf(m[2]) ? m[2] : by * by * by + 3 * by * by * m[0] + 3 * by * m[1] + m[2];
}

static void add_powers(void *context, double x, double weight)
{
    double *sum = context;
    sum[0] += weight * x;
    sum[1] += weight * x * x;
    sum[2] += weight * x * x * x;
}

void qs_distribution_raw_moments(const qs_distribution *distribution, double moment[3])
{
    const qs_distribution *d = distribution;
    switch (d->kind) {
    case QS_DISTRIBUTION_pareto:
        for (int k = 0; k < 3; k++)
            moment[k] = pareto_power(d, k + 1);
        break;
    case QS_DISTRIBUTION_loglogistic:
        for (int k = 0; k < 3; k++)
            moment[k] = loglogistic_power(d, k + 1);
        break;
    case QS_DISTRIBUTION_mixture:
        of_mixture(d, moment);
        break;
    case QS_DISTRIBUTION_shifted:
        of_shifted(d, moment);
        break;
    case QS_DISTRIBUTION_truncated:
        qs_distribution_partial(d->of, d->a, d->b, moment);
        break;
    default:
        moment[0] = moment[1] = moment[2] = 0;
        qs_distribution_walk(d, -INFINITY, INFINITY, add_powers, moment);
    }
}
