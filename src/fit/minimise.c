/* GSL's simplex minimiser, for a function of one or two numbers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>

#include "fit_internal.h"

typedef struct target {
    double (*f)(const double *x, void *context);
    void *context;
    size_t n;
} target;

static double evaluate(const gsl_vector *at, void *context)
{
    const target *t = context;
    double x[2] = {0};
    for (size_t i = 0; i < t->n; i++)
        x[i] = gsl_vector_get(at, i);
    double value = t->f(x, t->context);
    return isfinite(value) ? value : 1e300;
}

bool qs_fit_minimise(double (*f)(const double *x, void *context), void *context, size_t n, double *x,
                     const double *step, double tolerance)
{
    enum { MOST_STEPS = 500 };
    target t = {f, context, n};
    gsl_multimin_function function = {evaluate, n, &t};
    gsl_error_handler_t *handler = gsl_set_error_handler_off();
    gsl_vector *at = gsl_vector_alloc(n), *steps = gsl_vector_alloc(n);
    gsl_multimin_fminimizer *minimizer = gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, n);
    bool is_good = false;
    if (at && steps && minimizer) {
        for (size_t i = 0; i < n; i++) {
            gsl_vector_set(at, i, x[i]);
            gsl_vector_set(steps, i, step[i]);
        }
        int status = gsl_multimin_fminimizer_set(minimizer, &function, at, steps);
        for (int i = 0; i < MOST_STEPS && status == GSL_SUCCESS && !is_good; i++) {
            status = gsl_multimin_fminimizer_iterate(minimizer);
            is_good =
                gsl_multimin_test_size(gsl_multimin_fminimizer_size(minimizer), tolerance) == GSL_SUCCESS;
        }
        for (size_t i = 0; i < n; i++)
            x[i] = gsl_vector_get(minimizer->x, i);
    }
    if (minimizer)
        gsl_multimin_fminimizer_free(minimizer);
    gsl_vector_free(at);
    gsl_vector_free(steps);
    gsl_set_error_handler(handler);
    return is_good;
}
