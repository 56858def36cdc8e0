/* Laws whose likelihood is climbed: normal (cut at zero), loglogistic, beta, triangular.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_gamma.h>
#include <math.h>

#include "fit_internal.h"
#include "qsweep/memory.h"
#include "qsweep/variate.h"

static const double HALF_LOG_2_PI = 0.91893853320467274178;

static qs_status not_found(qs_fit_law law)
{
    return qs_fail(QS_ERROR_NUMERIC, "no maximum of the likelihood of %s was found", qs_fit_name(law));
}

/* ---- normal: the sums are all that matters ---- */

typedef struct moments {
    double n, mean, variance; /* divided by n */
} moments;

static moments moments_of(const double *x, size_t n)
{
    moments m = {.n = (double)n};
    for (size_t i = 0; i < n; i++)
        m.mean += x[i];
    m.mean /= m.n;
    for (size_t i = 0; i < n; i++)
        m.variance += (x[i] - m.mean) * (x[i] - m.mean);
    m.variance /= m.n;
    return m;
}

/* In units of the sample's deviation. A mean below zero is folded back: the language has none. */
static double normal_loss(const double *at, void *context)
{
    const moments *m = context;
    double scale = sqrt(m->variance), mean = fabs(at[0]) * scale, sd = exp(at[1]) * scale;
    double off = m->mean - mean;
    return log(sd) + (m->variance + off * off) / (2 * sd * sd) + HALF_LOG_2_PI +
           log(gsl_cdf_ugaussian_P(mean / sd));
}

qs_status qs_fit_normal_law(const double *x, size_t n, qs_fitted *out)
{
    moments m = moments_of(x, n);
    double scale = sqrt(m.variance), at[2] = {m.mean / scale, 0};
    const double step[2] = {0.2, 0.1};
    if (!qs_fit_minimise(normal_loss, &m, 2, at, step, 1e-5))
        return not_found(QS_FIT_normal);
    out->p[0] = fabs(at[0]) * scale;
    out->p[1] = exp(at[1]) * scale;
    out->log_likelihood = -m.n * normal_loss(at, &m);
    return QS_OK;
}

/* ---- loglogistic: the logarithms are logistic ---- */

typedef struct logarithms {
    const double *y;
    size_t n;
    double middle, width;
} logarithms;

static double loglogistic_loss(const double *at, void *context)
{
    const logarithms *l = context;
    double width = l->width * exp(at[1]), middle = l->middle + l->width * at[0], sum = 0;
    for (size_t i = 0; i < l->n; i++) {
        double z = fabs(l->y[i] - middle) / width;
        sum += z + 2 * qs_log1p(qs_exp(-z)) + l->y[i];
    }
    return sum / (double)l->n + log(width);
}

qs_status qs_fit_loglogistic_law(const double *x, size_t n, qs_fitted *out)
{
    double *y, at[2] = {0, 0};
    const double step[2] = {0.2, 0.1};
    qs_status status = qs_calloc(n, sizeof *y, &y);
    if (status)
        return status;
    for (size_t i = 0; i < n; i++)
        y[i] = qs_log(x[i]);
    moments m = moments_of(y, n);
    logarithms l = {y, n, m.mean, sqrt(3 * m.variance) / 3.14159265358979323846};
    if (!qs_fit_minimise(loglogistic_loss, &l, 2, at, step, 1e-5))
        status = not_found(QS_FIT_loglogistic);
    out->p[0] = 1 / (l.width * exp(at[1]));
    out->p[1] = exp(l.middle + l.width * at[0]);
    out->log_likelihood = -(double)n * loglogistic_loss(at, &l);
    qs_free(y);
    return status;
}

/* ---- beta: two sums are all that matters ---- */

typedef struct beta_sums {
    double log_u, log_v; /* means of log u and log(1 - u) */
} beta_sums;

static double beta_loss(const double *at, void *context)
{
    const beta_sums *s = context;
    double a = exp(at[0]), b = exp(at[1]);
    if (a > 1e6 || b > 1e6 || a < 1e-3 || b < 1e-3)
        return INFINITY;
    return gsl_sf_lngamma(a) + gsl_sf_lngamma(b) - gsl_sf_lngamma(a + b) - (a - 1) * s->log_u -
           (b - 1) * s->log_v;
}

qs_status qs_fit_beta_law(const double *x, size_t n, qs_fitted *out)
{
    double spacing = (x[n - 1] - x[0]) / (double)(n - 1), low = fmax(0, x[0] - spacing),
           high = x[n - 1] + spacing, width = high - low;
    beta_sums s = {0, 0};
    const double step[2] = {0.3, 0.3};
    for (size_t i = 0; i < n; i++) {
        s.log_u += qs_log((x[i] - low) / width) / (double)n;
        s.log_v += qs_log((high - x[i]) / width) / (double)n;
    }
    moments m = moments_of(x, n);
    double u = (m.mean - low) / width, spread = m.variance / (width * width),
           both = fmax(u * (1 - u) / spread - 1, 0.1), at[2] = {log(u * both), log((1 - u) * both)};
    if (!qs_fit_minimise(beta_loss, &s, 2, at, step, 1e-5))
        return not_found(QS_FIT_beta);
    double a = exp(at[0]), b = exp(at[1]);
    out->p[0] = low;
    out->p[1] = high;
    out->p[2] = low + width * a / (a + b);
    out->p[3] = width * sqrt(a * b / (a + b + 1)) / (a + b);
    out->log_likelihood = -(double)n * (beta_loss(at, &s) + log(width));
    return QS_OK;
}

/* ---- triangular: for given ends the mode is one of the sample ---- */

typedef struct corners {
    const double *x;
    size_t n;
    double width, mode; /* mode [out] of the last evaluation */
} corners;

static void ends_of(const corners *c, const double *at, double *low, double *high)
{
    *low = fmax(0, c->x[0] - c->width * exp(at[0]));
    *high = c->x[c->n - 1] + c->width * exp(at[1]);
}

/* The best mode by sums of logarithms: those up to it rise from the low end, the others fall to the high one.
 */
static double triangular_loss(const double *at, void *context)
{
    corners *c = context;
    double low, high, n = (double)c->n, right = 0, left = 0, best = -INFINITY;
    ends_of(c, at, &low, &high);
    for (size_t i = 0; i < c->n; i++)
        right += qs_log(high - c->x[i]);
    for (size_t i = 0; i < c->n; i++) {
        double k = (double)(i + 1), mode = c->x[i];
        if (!(mode > low))
            continue;
        double up = qs_log(mode - low), down = qs_log(high - mode);
        left += up;
        right -= down;
        double value = left + right - k * up - (n - k) * down;
        if (value > best) {
            best = value;
            c->mode = mode;
        }
    }
    double beyond =
        at[0] - log(c->x[0] / c->width); /* of zero: a slope, lest the simplex stay in the plain */
    return -(best / n + log(2 / (high - low))) + (beyond > 0 ? 1e-6 * beyond : 0);
}

qs_status qs_fit_triangular_law(const double *x, size_t n, qs_fitted *out)
{
    corners c = {.x = x, .n = n, .width = x[n - 1] - x[0]};
    double start = -0.5 * log((double)n) - 0.5, at[2] = {start, start};
    const double step[2] = {0.5, 0.5};
    qs_fit_minimise(triangular_loss, &c, 2, at, step,
                    1e-3); /* whose surface is not smooth: the best will do */
    out->log_likelihood = -(double)n * triangular_loss(at, &c);
    ends_of(&c, at, &out->p[0], &out->p[2]);
    out->p[1] = c.mode;
    return QS_OK;
}
