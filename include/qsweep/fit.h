/* From samples to laws: maximum likelihood, the order of Akaike's criterion, goodness of fit; and how counts
 * vary from day to day. Pure functions of what they are given.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FIT_H
#define QSWEEP_FIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The laws, with the names of their parameters as a study writes them, in the order of qs_fitted.p; all of
 * times above 0. Of the normal what a study draws: those below zero are drawn again, and the mean is at
 * least 0. Pareto from `scale` up; loglogistic with the median `scale`. */
#define QS_FIT_LIST(X)                                                                                       \
    X(exponential, "mean", NULL, NULL, NULL)                                                                 \
    X(gamma, "shape", "mean", NULL, NULL)                                                                    \
    X(lognormal, "mean", "sd", NULL, NULL)                                                                   \
    X(weibull, "shape", "scale", NULL, NULL)                                                                 \
    X(loglogistic, "shape", "scale", NULL, NULL)                                                             \
    X(normal, "mean", "sd", NULL, NULL)                                                                      \
    X(erlang, "k", "mean", NULL, NULL)                                                                       \
    X(pareto, "shape", "scale", NULL, NULL)                                                                  \
    X(beta, "min", "max", "mean", "sd")                                                                      \
    X(triangular, "min", "mode", "max", NULL)

typedef enum qs_fit_law {
#define QS_FIT_ENUM(name, a, b, c, d) QS_FIT_##name,
    QS_FIT_LIST(QS_FIT_ENUM)
#undef QS_FIT_ENUM
        QS_N_FIT_LAWS
} qs_fit_law;

typedef struct qs_fitted {
    qs_fit_law law;
    int n_parameters;
    double p[4];
    double log_likelihood, aic;
    double distance; /* Anderson and Darling's, of the sample from the fitted law */
    double p_value;  /* of it; NaN until it is asked for */
} qs_fitted;

const char *qs_fit_name(qs_fit_law law);
/* The name of a parameter; NULL behind the last. */
const char *qs_fit_parameter(qs_fit_law law, int i);

/* Fit one law to x[n], ascending, finite, above 0, not all equal, n >= 3. By the equations of likelihood where
 * there is one unknown (exponential, gamma, lognormal, Weibull, Pareto, Erlang), else by GSL's simplex
 * minimiser. The ends of beta are taken from the sample (one mean spacing beyond it), as its likelihood has no
 * maximum in them; those of the triangular are estimated.
 * Errors: QS_ERROR_NUMERIC (no maximum was found), QS_ERROR_MEMORY. */
qs_status qs_fit_law_to(qs_fit_law law, const double *x, size_t n, qs_fitted *out);

/* P(X <= x) of a fitted law. */
double qs_fit_cdf(const qs_fitted *fitted, double x);

/* A sample of it, sorted, from a stream of its own for each (seed, number); the same each time.
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_fit_draw(const qs_fitted *fitted, uint64_t seed, uint64_t number, double *x, size_t n);

/* The p-value of the distance by parametric bootstrap: the law is fitted again to n_resamples samples of it, and
 * p is the share of them that lie as far from their fit, (1 + k) / (1 + n_resamples). Exact as the number
 * grows, for parameters that were estimated (Stute, Gonzalez Manteiga, Presedo Quindimil, Metrika 40, 1993).
 * Errors: those of the two above. */
qs_status qs_fit_judge(qs_fitted *fitted, size_t n, uint64_t seed, size_t n_resamples);

/* All laws that can be fitted, in the order of AIC; p-values are not asked for. n_out [out] */
qs_status qs_fit_all(const double *x, size_t n, qs_fitted out[QS_N_FIT_LAWS], size_t *n_out);

/* How totals of days vary, if they are what Poisson arrivals of one mean give. */
typedef struct qs_fit_days {
    double mean, variance;
    double p_value;   /* of a variance so much above the mean: sum (x - mean)^2 / mean, chi squared with n - 1
                         degrees (Fisher, Thornton, Mackenzie, Annals of Applied Biology 9, 1922); NaN for n < 2 */
    double factor_sd; /* deviation of a daily factor of mean 1 that explains it, by moments; 0: none needed */
} qs_fit_days;

qs_fit_days qs_fit_dispersion(const double *totals, size_t n);

#ifdef __cplusplus
}
#endif

#endif
