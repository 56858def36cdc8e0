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
    double a = variance(&value) / (double)value.n, b = variance(&base) / (double)base.n, sum = a + b;
    *out = (qs_difference){.n = value.n < base.n ? value.n : base.n,
                           .value = qs_moments_mean(&value),
                           .baseline = qs_moments_mean(&base),
                           .standard_error = sqrt(sum),
                           .correlation = (double)NAN,
                           .variance_reduction = (double)NAN};
    out->difference = out->value - out->baseline;
    double scatter = a * a / ((double)value.n - 1) + b * b / ((double)base.n - 1);
    out->degrees = scatter > 0 ? sum * sum / scatter : (double)out->n - 1;
}

double qs_difference_half_width(const qs_difference *difference, double confidence, uint64_t comparisons)
{
    if (difference->n < 2)
        return (double)NAN;
    if (difference->standard_error == 0)
        return 0;
    double each = 1 - (1 - confidence) / (double)(comparisons > 1 ? comparisons : 1);
    return qs_student_t(each, difference->degrees) * difference->standard_error;
}
