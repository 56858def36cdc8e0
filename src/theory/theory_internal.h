/* Small things shared by the rooms' formulas.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_THEORY_INTERNAL_H
#define QSWEEP_THEORY_INTERNAL_H

#include <math.h>

#include "qsweep/sleef.h"
#include "qsweep/theory.h"

#define QS_NAN ((double)NAN)
#define QS_INF ((double)INFINITY)

/* Exact values are kept in results files, which are the same on every CPU: so no libm here, but SLEEF's
 * deterministic functions in plain C. */
static inline double theory_exp(double x)
{
    return QS_SLEEF_EXP(x);
}

static inline double theory_expm1(double x)
{
    return QS_SLEEF_EXPM1(x);
}

static inline double theory_log(double x)
{
    return QS_SLEEF_LOG(x);
}

static inline double theory_log1p(double x)
{
    return QS_SLEEF_LOG1P(x);
}

static inline double theory_pow(double x, double y)
{
    return QS_SLEEF_POW(x, y);
}

static inline double theory_sin(double x)
{
    return QS_SLEEF_SIN(x);
}

static inline double theory_cos(double x)
{
    return QS_SLEEF_COS(x);
}

static inline double theory_tgamma(double x)
{
    return QS_SLEEF_GAMMA(x);
}

static inline double theory_lgamma(double x)
{
    return QS_SLEEF_LGAMMA(x);
}

static inline double theory_erfc(double x)
{
    return QS_SLEEF_ERFC(x);
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
