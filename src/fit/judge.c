/* Whether a sample can be of a fitted law: its distribution, samples of it, and the distance they have.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <math.h>

#include "fit_internal.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/sort.h"
#include "qsweep/variate.h"

static double triangular_cdf(const double p[4], double x)
{
    double low = p[0], mode = p[1], high = p[2], width = high - low;
    if (x <= mode)
        return x <= low ? 0 : (x - low) * (x - low) / (width * (mode - low));
    return x >= high ? 1 : 1 - (high - x) * (high - x) / (width * (high - mode));
}

/* Of what is drawn: above zero only. */
static double normal_cdf(const double p[4], double x)
{
    double above = gsl_cdf_ugaussian_P(p[0] / p[1]), z = (x - p[0]) / p[1];
    return 1 - gsl_cdf_ugaussian_Q(z) / above;
}

double qs_fit_cdf(const qs_fitted *fitted, double x)
{
    const double *p = fitted->p;
    double a, b;
    if (!(x > 0))
        return 0;
    switch (fitted->law) {
    case QS_FIT_exponential:
        return 1 - qs_exp(-x / p[0]);
    case QS_FIT_gamma:
    case QS_FIT_erlang:
        return gsl_cdf_gamma_P(x, p[0], p[1] / p[0]);
    case QS_FIT_lognormal:
        qs_fit_log_parameters(p, &a, &b);
        return gsl_cdf_ugaussian_P((log(x) - a) / b);
    case QS_FIT_weibull:
        return 1 - qs_exp(-qs_pow(x / p[1], p[0]));
    case QS_FIT_loglogistic:
        return 1 / (1 + qs_pow(x / p[1], -p[0]));
    case QS_FIT_normal:
        return normal_cdf(p, x);
    case QS_FIT_pareto:
        return x <= p[1] ? 0 : 1 - qs_pow(p[1] / x, p[0]);
    case QS_FIT_beta:
        qs_fit_shapes(p, &a, &b);
        return x <= p[0] ? 0 : x >= p[1] ? 1 : gsl_cdf_beta_P((x - p[0]) / (p[1] - p[0]), a, b);
    default:
        return triangular_cdf(p, x);
    }
}

/* ---- samples ---- */

static double triangular_inverse(const double p[4], double u)
{
    double width = p[2] - p[0], at_mode = (p[1] - p[0]) / width;
    return u < at_mode ? p[0] + sqrt(u * width * (p[1] - p[0]))
                       : p[2] - sqrt((1 - u) * width * (p[2] - p[1]));
}

/* The inverse of the distribution, where it is cheap. */
static double inverse(const qs_fitted *fitted, double u)
{
    const double *p = fitted->p;
    double a, b;
    switch (fitted->law) {
    case QS_FIT_exponential:
        return -p[0] * qs_log1p(-u);
    case QS_FIT_lognormal:
        qs_fit_log_parameters(p, &a, &b);
        return qs_exp(a + b * qs_normal_inverse(u));
    case QS_FIT_weibull:
        return p[1] * qs_pow(-qs_log1p(-u), 1 / p[0]);
    case QS_FIT_loglogistic:
        return p[1] * qs_pow(u / (1 - u), 1 / p[0]);
    case QS_FIT_normal:
        a = gsl_cdf_ugaussian_P(-p[0] / p[1]);
        return fmax(p[0] + p[1] * qs_normal_inverse(a + u * (1 - a)), 1e-300);
    case QS_FIT_pareto:
        return p[1] * qs_pow(1 - u, -1 / p[0]);
    default:
        return triangular_inverse(p, u);
    }
}

static qs_status draw_gamma(double shape, double mean, qs_stream *stream, double *x, size_t n)
{
    qs_distribution d = {.kind = QS_DISTRIBUTION_gamma, .a = shape, .b = mean};
    qs_status status = qs_distribution_prepare(&d);
    if (status)
        return status;
    qs_variate_fill(&d, stream, x, n);
    qs_distribution_clear(&d);
    return QS_OK;
}

/* G / (G + H) of two gamma times. */
static qs_status draw_beta(const double p[4], qs_stream *stream, double *x, size_t n)
{
    double a, b, *other;
    qs_fit_shapes(p, &a, &b);
    qs_status status = qs_calloc(n, sizeof *other, &other);
    if (status)
        return status;
    status = draw_gamma(a, a, stream, x, n);
    if (!status)
        status = draw_gamma(b, b, stream, other, n);
    for (size_t i = 0; i < n && !status; i++)
        x[i] = p[0] + (p[1] - p[0]) * x[i] / (x[i] + other[i]);
    qs_free(other);
    return status;
}

qs_status qs_fit_draw(const qs_fitted *fitted, uint64_t seed, uint64_t number, double *x, size_t n)
{
    const qs_replication_key key = {.seed = seed, .replication = number, .scenario = QS_ANY_SCENARIO};
    qs_status status = QS_OK;
    qs_stream stream;
    qs_stream_start(&stream, &key, qs_hash_name("fit") ^ qs_hash_name(qs_fit_name(fitted->law)));
    if (fitted->law == QS_FIT_gamma || fitted->law == QS_FIT_erlang)
        status = draw_gamma(fitted->p[0], fitted->p[1], &stream, x, n);
    else if (fitted->law == QS_FIT_beta)
        status = draw_beta(fitted->p, &stream, x, n);
    else
        for (size_t i = 0; i < n; i++)
            x[i] = inverse(fitted, qs_stream_next(&stream));
    if (!status)
        qs_sort_ascending(x, n);
    return status;
}

qs_status qs_fit_judge(qs_fitted *fitted, size_t n, uint64_t seed, size_t n_resamples)
{
    double *sample;
    size_t n_as_far = 0;
    qs_fitted again;
    qs_status status = qs_calloc(n, sizeof *sample, &sample);
    for (size_t i = 0; i < n_resamples && !status; i++) {
        status = qs_fit_draw(fitted, seed, i, sample, n);
        if (!status)
            status = qs_fit_law_to(fitted->law, sample, n, &again);
        n_as_far += !status && again.distance >= fitted->distance;
        if (status == QS_ERROR_NUMERIC) /* no fit is no near one */
            status = QS_OK;
    }
    qs_free(sample);
    if (!status)
        fitted->p_value = (1 + (double)n_as_far) / (1 + (double)n_resamples);
    return status;
}

qs_fit_days qs_fit_dispersion(const double *totals, size_t n)
{
    qs_fit_days out = {.variance = NAN, .p_value = NAN};
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        out.mean += totals[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (totals[i] - out.mean) * (totals[i] - out.mean);
    if (n < 2 || !(out.mean > 0))
        return out;
    out.variance = squares / (double)(n - 1);
    out.p_value = gsl_cdf_chisq_Q(squares / out.mean, (double)(n - 1));
    out.factor_sd = sqrt(fmax(0, out.variance - out.mean)) / out.mean;
    return out;
}
