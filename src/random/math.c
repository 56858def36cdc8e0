/* The functions of math.h that may enter a result, from SLEEF's deterministic plain C.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <sleef.h>

#include "math_internal.h"
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
    return Sleef_cinz_logd1_u10purec(x);
}

double qs_log1p(double x)
{
    return Sleef_cinz_log1pd1_u10purec(x);
}

double qs_exp(double x)
{
    return Sleef_cinz_expd1_u10purec(x);
}

double qs_expm1(double x)
{
    return Sleef_cinz_expm1d1_u10purec(x);
}

double qs_pow(double x, double y)
{
    return Sleef_cinz_powd1_u10purec(x, y);
}

double qs_erfc(double x)
{
    return Sleef_cinz_erfcd1_u15purec(x);
}

double qs_gamma_function(double x)
{
    return Sleef_cinz_tgammad1_u10purec(x);
}
