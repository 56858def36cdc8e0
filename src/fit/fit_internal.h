/* Laws in the parameters that their densities have, within the room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_FIT_INTERNAL_H
#define QSWEEP_FIT_INTERNAL_H

#include "qsweep/fit.h"

/* mu and sigma of a lognormal's logarithm, from mean and sd. */
void qs_fit_log_parameters(const double p[4], double *mu, double *sigma);
/* The two shapes of a beta law, from min, max, mean and sd. */
void qs_fit_shapes(const double p[4], double *a, double *b);

/* Minimise f over n <= 2 numbers from a start with steps, until the simplex is smaller than the tolerance; x
 * [in,out]. False when it does not become so, x being the best there was. */
bool qs_fit_minimise(double (*f)(const double *x, void *context), void *context, size_t n, double *x,
                     const double *step, double tolerance);

/* The laws that a minimiser fits: p and log_likelihood of out (simplex.c). */
qs_status qs_fit_normal_law(const double *x, size_t n, qs_fitted *out);
qs_status qs_fit_loglogistic_law(const double *x, size_t n, qs_fitted *out);
qs_status qs_fit_beta_law(const double *x, size_t n, qs_fitted *out);
qs_status qs_fit_triangular_law(const double *x, size_t n, qs_fitted *out);

#endif
