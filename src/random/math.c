/* The functions of math.h that may enter a result, from SLEEF's deterministic plain C.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "math_internal.h"
#include "qsweep/sleef.h"
#include "qsweep/variate.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

const char *qs_sleef_version(void)
{
#ifdef SLEEF_VERSION_MAJOR
    return "SLEEF " TEXT(SLEEF_VERSION_MAJOR) "." TEXT(SLEEF_VERSION_MINOR) "." TEXT(
        SLEEF_VERSION_PATCHLEVEL);
#else
    return "SLEEF";
#endif
}

double qs_log(double x)
{
    return QS_SLEEF_LOG(x);
}

double qs_log1p(double x)
{
    return QS_SLEEF_LOG1P(x);
}

double qs_exp(double x)
{
    return QS_SLEEF_EXP(x);
}

double qs_expm1(double x)
{
    return QS_SLEEF_EXPM1(x);
}

double qs_pow(double x, double y)
{
    return QS_SLEEF_POW(x, y);
}

double qs_erfc(double x)
{
    return QS_SLEEF_ERFC(x);
}

double qs_gamma_function(double x)
{
    return QS_SLEEF_GAMMA(x);
}
