/* Small things shared by the rooms' formulas.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_THEORY_INTERNAL_H
#define QSWEEP_THEORY_INTERNAL_H

#include <math.h>
#include <sleef.h>

#include "qsweep/theory.h"

#define QS_NAN ((double)NAN)
#define QS_INF ((double)INFINITY)

/* Exact values are kept in results files, which are the same on every CPU: so no libm here, but SLEEF's
 * deterministic functions in plain C. */
static inline double theory_exp(double x)
{
    return Sleef_cinz_expd1_u10purec(x);
}

static inline double theory_expm1(double x)
{
    return Sleef_cinz_expm1d1_u10purec(x);
}

static inline double theory_log(double x)
{
    return Sleef_cinz_logd1_u10purec(x);
}

static inline double theory_log1p(double x)
{
    return Sleef_cinz_log1pd1_u10purec(x);
}

static inline double theory_pow(double x, double y)
{
    return Sleef_cinz_powd1_u10purec(x, y);
}

static inline double theory_sin(double x)
{
    return Sleef_cinz_sind1_u10purec(x);
}

static inline double theory_cos(double x)
{
    return Sleef_cinz_cosd1_u10purec(x);
}

static inline double theory_tgamma(double x)
{
    return Sleef_cinz_tgammad1_u10purec(x);
}

static inline double theory_lgamma(double x)
{
    return Sleef_cinz_lgammad1_u10purec(x);
}

static inline double theory_erfc(double x)
{
    return Sleef_cinz_erfcd1_u15purec(x);
}

/* The answer to a question outside its domain. */
static inline qs_steady qs_theory_undefined(void)
{
    return (qs_steady){QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN};
}

/* The answer for a queue that grows without bound. */
static inline qs_steady qs_theory_unstable(void)
{
    return (qs_steady){1, 1, 0, QS_INF, QS_INF, QS_INF, QS_INF, QS_INF, QS_INF};
}

static inline double qs_theory_variance(qs_raw_moments x)
{
    return x.m2 - x.m1 * x.m1;
}

#endif
