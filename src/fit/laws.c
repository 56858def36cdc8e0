/* Maximum likelihood of each law, and all of them in the order of AIC.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stdlib.h>

#include "fit_internal.h"
#include "qsweep/variate.h"

const char *qs_fit_name(qs_fit_law law)
{
    static const char *const names[] = {
#define NAME(name, a, b, c, d) #name,
        QS_FIT_LIST(NAME)
#undef NAME
    };
    return names[law];
}

const char *qs_fit_parameter(qs_fit_law law, int i)
{
    static const char *const names[][4] = {
#define NAMES(name, a, b, c, d) {a, b, c, d},
        QS_FIT_LIST(NAMES)
#undef NAMES
    };
    return i < 4 ? names[law][i] : NULL;
}

void qs_fit_log_parameters(const double p[4], double *mu, double *sigma)
{
    double variance = log1p(p[1] * p[1] / (p[0] * p[0]));
    *sigma = sqrt(variance);
    *mu = log(p[0]) - 0.5 * variance;
}

void qs_fit_shapes(const double p[4], double *a, double *b)
{
    double width = p[1] - p[0], u = (p[2] - p[0]) / width, spread = p[3] / width,
           both = u * (1 - u) / (spread * spread) - 1;
    *a = u * both;
    *b = (1 - u) * both;
}

/* What most equations need of a sample. */
typedef struct sums {
    double n, mean, mean_log, variance_log;
} sums;

static sums sums_of(const double *x, size_t n)
{
    sums s = {.n = (double)n};
    for (size_t i = 0; i < n; i++) {
        s.mean += x[i] / s.n;
        s.mean_log += qs_log(x[i]) / s.n;
    }
    for (size_t i = 0; i < n; i++) {
        double off = qs_log(x[i]) - s.mean_log;
        s.variance_log += off * off / s.n;
    }
    return s;
}

static double gamma_likelihood(const sums *s, double shape)
{
    return s->n * ((shape - 1) * s->mean_log - shape - shape * log(s->mean / shape) - gsl_sf_lngamma(shape));
}

/* log k - psi(k) = log mean - mean log, by Newton's steps from Minka's start ("Estimating a Gamma
 * distribution", 2002). */
static bool gamma_shape(const sums *s, double *shape)
{
    double gap = log(s->mean) - s->mean_log;
    if (!(gap > 1e-9) || gap > 100)
        return false;
    double k = (3 - gap + sqrt((gap - 3) * (gap - 3) + 24 * gap)) / (12 * gap);
    for (int i = 0; i < 50; i++) {
        double step = (log(k) - gsl_sf_psi(k) - gap) / (1 / k - gsl_sf_psi_1(k));
        double next = k - step > 0 ? k - step : k / 2;
        bool is_done = fabs(next - k) < 1e-12 * k;
        k = next;
        if (is_done)
            break;
    }
    *shape = k;
    return isfinite(k) && k > 1e-3 && k < 1e6;
}

static bool fit_erlang(const sums *s, qs_fitted *out)
{
    double shape;
    if (!gamma_shape(s, &shape))
        return false;
    double below = fmax(1, floor(shape));
    out->p[0] = gamma_likelihood(s, below) >= gamma_likelihood(s, below + 1) ? below : below + 1;
    out->p[1] = s->mean;
    out->log_likelihood = gamma_likelihood(s, out->p[0]);
    return true;
}

static bool fit_lognormal(const sums *s, qs_fitted *out)
{
    double v = s->variance_log;
    out->p[0] = exp(s->mean_log + v / 2);
    out->p[1] = out->p[0] * sqrt(expm1(v));
    out->log_likelihood = -s->n * (s->mean_log + 0.5 * log(6.28318530717958647693 * v) + 0.5);
    return v > 0 && isfinite(out->p[1]);
}

/* sum x^k log x / sum x^k - 1/k = mean log: the left side grows with k. Logarithms are centred, so that no
 * power overflows. */
static bool fit_weibull(const sums *s, const double *x, size_t n, qs_fitted *out)
{
    double k = 1.28254983016186409554 / sqrt(s->variance_log),
           power = 0; /* pi / sqrt 6, as of Gumbel's law */
    for (int i = 0; i < 100; i++) {
        double first = 0, second = 0;
        power = 0;
        for (size_t j = 0; j < n; j++) {
            double y = qs_log(x[j]) - s->mean_log, w = qs_exp(k * y);
            power += w;
            first += w * y;
            second += w * y * y;
        }
        double slope = second / power - first / power * (first / power) + 1 / (k * k);
        double next = k - (first / power - 1 / k) / slope;
        next = fmin(fmax(next, k / 3), k * 3);
        bool is_done = fabs(next - k) < 1e-11 * k;
        k = next;
        if (is_done)
            break;
    }
    out->p[0] = k;
    out->p[1] = exp(s->mean_log + log(power / s->n) / k);
    out->log_likelihood = s->n * (log(k) - k * log(out->p[1]) + (k - 1) * s->mean_log - 1);
    return isfinite(out->log_likelihood) && k > 1e-3 && k < 1e6;
}

static bool fit_pareto(const sums *s, const double *x, qs_fitted *out)
{
    double over = s->mean_log - log(x[0]);
    out->p[0] = 1 / over;
    out->p[1] = x[0];
    out->log_likelihood = s->n * (log(out->p[0]) + out->p[0] * log(x[0]) - (out->p[0] + 1) * s->mean_log);
    return over > 0 && isfinite(out->log_likelihood);
}

static bool fit_by_equation(qs_fit_law law, const double *x, size_t n, qs_fitted *out)
{
    sums s = sums_of(x, n);
    switch (law) {
    case QS_FIT_exponential:
        out->p[0] = s.mean;
        out->log_likelihood = -s.n * (log(s.mean) + 1);
        return true;
    case QS_FIT_gamma:
        out->p[1] = s.mean;
        if (!gamma_shape(&s, &out->p[0]))
            return false;
        out->log_likelihood = gamma_likelihood(&s, out->p[0]);
        return true;
    case QS_FIT_lognormal:
        return fit_lognormal(&s, out);
    case QS_FIT_weibull:
        return fit_weibull(&s, x, n, out);
    case QS_FIT_erlang:
        return fit_erlang(&s, out);
    default:
        return fit_pareto(&s, x, out);
    }
}

static double distance(const qs_fitted *fitted, const double *x, size_t n)
{
    static const double LEAST =
        1e-12; /* an observation at the end of a law's range is no infinite distance */
    double sum = 0, all = (double)n;
    for (size_t i = 0; i < n; i++) {
        double p = fmin(fmax(qs_fit_cdf(fitted, x[i]), LEAST), 1 - LEAST);
        double rank = (double)i;
        sum += (2 * rank + 1) * qs_log(p) + (2 * (all - rank) - 1) * qs_log1p(-p);
    }
    return -all - sum / all;
}

qs_status qs_fit_law_to(qs_fit_law law, const double *x, size_t n, qs_fitted *out)
{
    qs_status status = QS_OK;
    *out = (qs_fitted){.law = law, .distance = NAN, .p_value = NAN};
    if (n < 3 || !(x[n - 1] > x[0]) || !(x[0] > 0))
        return qs_fail(QS_ERROR_NUMERIC, "no law can be fitted to fewer than three times, or to equal ones");
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    while (out->n_parameters < 4 && qs_fit_parameter(law, out->n_parameters))
        out->n_parameters++;
    if (law == QS_FIT_normal)
        status = qs_fit_normal_law(x, n, out);
    else if (law == QS_FIT_loglogistic)
        status = qs_fit_loglogistic_law(x, n, out);
    else if (law == QS_FIT_beta)
        status = qs_fit_beta_law(x, n, out);
    else if (law == QS_FIT_triangular)
        status = qs_fit_triangular_law(x, n, out);
    else if (!fit_by_equation(law, x, n, out))
        status = qs_fail(QS_ERROR_NUMERIC, "no maximum of the likelihood of %s was found", qs_fit_name(law));
    if (!status) {
        out->aic = 2 * out->n_parameters - 2 * out->log_likelihood;
        out->distance = distance(out, x, n);
    }
    gsl_set_error_handler(handler);
    return status;
}

static int by_aic(const void *a, const void *b)
{
    const qs_fitted *one = a, *other = b;
    return one->aic != other->aic ? (one->aic > other->aic) - (one->aic < other->aic)
                                  : (int)one->law - (int)other->law;
}

qs_status qs_fit_all(const double *x, size_t n, qs_fitted out[QS_N_FIT_LAWS], size_t *n_out)
{
    *n_out = 0;
    for (int law = 0; law < QS_N_FIT_LAWS; law++) {
        qs_status status = qs_fit_law_to((qs_fit_law)law, x, n, &out[*n_out]);
        if (status == QS_ERROR_MEMORY)
            return status;
        *n_out += status == QS_OK && isfinite(out[*n_out].aic);
    }
    qsort(out, *n_out, sizeof *out, by_aic);
    return QS_OK;
}
