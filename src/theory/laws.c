/* Moments and partial expectations of the laws of time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>

#include "theory_internal.h"

static const double SQRT_TWO = 1.4142135623730951, SQRT_TWO_PI = 2.5066282746310002;

static qs_raw_moments undefined_moments(void)
{
    return (qs_raw_moments){QS_NAN, QS_NAN, QS_NAN};
}

qs_raw_moments qs_theory_constant(double value)
{
    if (!(value >= 0))
        return undefined_moments();
    return (qs_raw_moments){value, value * value, value * value * value};
}

qs_raw_moments qs_theory_exponential(double mean)
{
    return qs_theory_gamma(1, mean);
}

qs_raw_moments qs_theory_uniform(double min, double max)
{
    if (!(min >= 0 && max >= min))
        return undefined_moments();
    double a = min, b = max;
    return (qs_raw_moments){(a + b) / 2, (a * a + a * b + b * b) / 3, (a + b) * (a * a + b * b) / 4};
}

qs_raw_moments qs_theory_lognormal(double mean, double sd)
{
    if (!(mean > 0 && sd >= 0))
        return undefined_moments();
    /* E X^k = mean^k (1 + cv^2)^(k (k-1) / 2). */
    double growth = 1 + sd * sd / (mean * mean);
    return (qs_raw_moments){mean, mean * mean * growth, mean * mean * mean * growth * growth * growth};
}

qs_raw_moments qs_theory_gamma(double shape, double mean)
{
    if (!(shape > 0 && mean >= 0))
        return undefined_moments();
    double scale = mean / shape;
    return (qs_raw_moments){mean, mean * (mean + scale), mean * (mean + scale) * (mean + 2 * scale)};
}

qs_raw_moments qs_theory_weibull(double shape, double scale)
{
    if (!(shape > 0 && scale >= 0))
        return undefined_moments();
    return (qs_raw_moments){scale * theory_tgamma(1 + 1 / shape),
                            scale * scale * theory_tgamma(1 + 2 / shape),
                            scale * scale * scale * theory_tgamma(1 + 3 / shape)};
}

/* E X^k = shape scale^k / (shape - k), if that is above 0. */
qs_raw_moments qs_theory_pareto(double shape, double scale)
{
    if (!(shape > 0 && scale > 0))
        return undefined_moments();
    double s = scale, a = shape;
    return (qs_raw_moments){a > 1 ? a * s / (a - 1) : INFINITY, a > 2 ? a * s * s / (a - 2) : INFINITY,
                            a > 3 ? a * s * s * s / (a - 3) : INFINITY};
}

/* E X^k / scale^k = B(1 - k / shape, 1 + k / shape), the gammas of which sum to 2. */
static double loglogistic(double shape, double k)
{
    return shape > k ? theory_tgamma(1 - k / shape) * theory_tgamma(1 + k / shape) : INFINITY;
}

qs_raw_moments qs_theory_loglogistic(double shape, double scale)
{
    if (!(shape > 0 && scale > 0))
        return undefined_moments();
    return (qs_raw_moments){scale * loglogistic(shape, 1), scale * scale * loglogistic(shape, 2),
                            scale * scale * scale * loglogistic(shape, 3)};
}

qs_raw_moments qs_theory_shifted(double by, qs_raw_moments m)
{
    return (qs_raw_moments){by + m.m1, by * by + 2 * by * m.m1 + m.m2,
                            by * by * by + 3 * by * by * m.m1 + 3 * by * m.m2 + m.m3};
}

/* On (0, 1) E X^k is the product of (p + i) / (p + q + i), i < k. */
qs_raw_moments qs_theory_beta(double p, double q, double min, double max)
{
    if (!(p > 0 && q > 0 && max >= min && min >= 0))
        return undefined_moments();
    double width = max - min, m1 = width * (p / (p + q)), m2 = m1 * width * ((p + 1) / (p + q + 1));
    return qs_theory_shifted(min, (qs_raw_moments){m1, m2, m2 * width * ((p + 2) / (p + q + 2))});
}

/* The density is a linear B-spline, so E X^k is the complete homogeneous polynomial h_k over its number of
 * terms. */
qs_raw_moments qs_theory_triangular(double min, double mode, double max)
{
    if (!(min >= 0 && mode >= min && max >= mode))
        return undefined_moments();
    double a = min, b = mode, c = max;
    double h2 = a * a + b * b + c * c + a * b + a * c + b * c;
    double h3 =
        a * a * a + b * b * b + c * c * c + a * a * (b + c) + b * b * (a + c) + c * c * (a + b) + a * b * c;
    return (qs_raw_moments){(a + b + c) / 3, h2 / 6, h3 / 10};
}

/* With the cut at 0, integration by parts gives E X^k = mean E X^(k-1) + (k - 1) sd^2 E X^(k-2) from k = 2.
 */
qs_raw_moments qs_theory_normal(double mean, double sd)
{
    if (sd == 0)
        return qs_theory_constant(mean);
    if (!(sd > 0))
        return undefined_moments();
    double z = -mean / sd;
    /* Density over mass above; far out in the tail both vanish, but such a normal is never wanted. */
    double hazard = 2 * theory_exp(-z * z / 2) / (SQRT_TWO_PI * theory_erfc(z / SQRT_TWO));
    double m1 = mean + sd * hazard;
    double m2 = mean * m1 + sd * sd;
    return (qs_raw_moments){m1, m2, mean * m2 + 2 * sd * sd * m1};
}

qs_raw_moments qs_theory_mixture(size_t n, const double *weights, const qs_raw_moments *parts)
{
    double total = 0;
    qs_raw_moments sum = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] >= 0))
            return undefined_moments();
        total += weights[i];
        sum.m1 += weights[i] * parts[i].m1;
        sum.m2 += weights[i] * parts[i].m2;
        sum.m3 += weights[i] * parts[i].m3;
    }
    return (qs_raw_moments){sum.m1 / total, sum.m2 / total, sum.m3 / total};
}

qs_raw_moments qs_theory_hyperexponential(size_t n, const double *weights, const double *means)
{
    double total = 0;
    qs_raw_moments sum = {0, 0, 0};
    for (size_t i = 0; i < n; i++) {
        if (!(weights[i] >= 0 && means[i] >= 0))
            return undefined_moments();
        total += weights[i];
        sum.m1 += weights[i] * means[i];
        sum.m2 += weights[i] * 2 * means[i] * means[i];
        sum.m3 += weights[i] * 6 * means[i] * means[i] * means[i];
    }
    return (qs_raw_moments){sum.m1 / total, sum.m2 / total, sum.m3 / total};
}

qs_raw_moments qs_theory_sum(qs_raw_moments a, qs_raw_moments b)
{
    return (qs_raw_moments){a.m1 + b.m1, a.m2 + 2 * a.m1 * b.m1 + b.m2,
                            a.m3 + 3 * a.m2 * b.m1 + 3 * a.m1 * b.m2 + b.m3};
}

double qs_theory_partial_constant(double x, const void *context)
{
    return fmin(x, *(const double *)context);
}

double qs_theory_partial_exponential(double x, const void *context)
{
    double mean = *(const double *)context;
    return -mean * theory_expm1(-x / mean);
}

double qs_theory_partial_uniform(double x, const void *context)
{
    const double *bound = context;
    double min = bound[0], max = bound[1];
    if (x <= min)
        return x;
    if (x >= max)
        return (min + max) / 2;
    return x - (x - min) * (x - min) / (2 * (max - min));
}

double qs_theory_partial_gamma(double x, const void *context)
{
    const double *parameter = context;
    double shape = parameter[0], scale = parameter[1] / parameter[0];
    return shape * scale * gsl_cdf_gamma_P(x, shape + 1, scale) + x * gsl_cdf_gamma_Q(x, shape, scale);
}

double qs_theory_partial_lognormal(double x, const void *context)
{
    const double *parameter = context;
    double mean = parameter[0], variance = theory_log1p(parameter[1] * parameter[1] / (mean * mean));
    if (x <= 0)
        return 0;
    double sigma = sqrt(variance), z = (theory_log(x / mean) + variance / 2) / sigma;
    return mean * gsl_cdf_ugaussian_P(z - sigma) + x * gsl_cdf_ugaussian_Q(z);
}
