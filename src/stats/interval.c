/* Student's t by Newton's method on its distribution function.
 *
 * GSL's and libm's functions give other last bits on CPUs with and without FMA, so everything here is
 * made from basic arithmetic, sqrt and SLEEF's deterministic functions.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/interval.h"

#include <math.h>
#include <stdbool.h>

#include "qsweep/sleef.h"

#define SQRT_PI 1.7724538509055160273
#define SQRT_HALF 0.70710678118654752440

/* From here on t is the normal quantile plus four terms in 1/degrees; the fifth is below 1e-12 of it for
 * every confidence that a double can hold. */
#define NORMAL_DEGREES 1e4

/* Gamma(z + 1/2) / Gamma(z): the asymptotic series in 1/z, after moving z up to where it converges.
 * Source: Tricomi and Erdelyi, Pacific J. Math. 1(1), 1951; coefficients as in Graham, Knuth, Patashnik,
 * Concrete Mathematics, exercise 9.60. Relative error below 1e-15 from z = 40. */
static double gamma_ratio(double z)
{
    double down = 1;
    for (; z < 40; z++)
        down *= z / (z + 0.5);
    double y = 1 / z;
    double series =
        1 +
        y * (-1.0 / 8 +
             y * (1.0 / 128 + y * (5.0 / 1024 + y * (-21.0 / 32768 +
                                                     y * (-399.0 / 262144 +
                                                          y * (869.0 / 4194304 + y * 39325.0 / 33554432))))));
    return down * sqrt(z) * series;
}

/* The law of |T|: Student's with `degrees`, or the normal one that it tends to. */
typedef struct law {
    double degrees;
    bool is_normal;
    double peak; /* density of T at 0 */
} law;

static law law_of(double degrees)
{
    law t = {degrees, degrees >= NORMAL_DEGREES, SQRT_HALF / SQRT_PI};
    if (!t.is_normal)
        t.peak = gamma_ratio(degrees / 2) / (SQRT_PI * sqrt(degrees));
    return t;
}

/* (1 + x^2/degrees)^(-degrees/2), or its limit exp(-x^2/2). */
static double kernel(const law *t, double x)
{
    double half = t->is_normal ? x * x / 2 : t->degrees / 2 * QS_SLEEF_LOG1P(x * x / t->degrees);
    return QS_SLEEF_EXP(-half);
}

static double density(const law *t, double x)
{
    double value = t->peak * kernel(t, x);
    return t->is_normal ? value : value / sqrt(1 + x * x / t->degrees);
}

/* The continued fraction of the incomplete beta function, DLMF 8.17.22, by Lentz's method as modified by
 * Thompson and Barnett (J. Comput. Phys. 64, 1986). Converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1, d = 1 / (1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m < 10000; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / (1 + even * d);
        c = 1 + even / c;
        value *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / (1 + odd * d);
        c = 1 + odd / c;
        value *= d * c;
        if (fabs(d * c - 1) < 4e-16)
            break;
    }
    return value;
}

/* P(|T| <= x) by the series of positive terms, DLMF 8.17.8: no cancellation, and short where it is used. */
static double central(const law *t, double x)
{
    if (t->is_normal)
        return QS_SLEEF_ERF(x * SQRT_HALF);
    double y = x * x / (t->degrees + x * x), b = t->degrees / 2;
    double term = 1, sum = 1;
    for (int n = 0; n < 10000 && term > sum * 1e-17; n++) {
        term *= y * (b + 0.5 + n) / (1.5 + n);
        sum += term;
    }
    return 2 * x * t->peak * kernel(t, x) / sqrt(1 + x * x / t->degrees) * sum;
}

/* P(|T| > x), of full relative accuracy however small. */
static double tail(const law *t, double x)
{
    if (t->is_normal)
        return QS_SLEEF_ERFC(x * SQRT_HALF);
    double square = x * x, degrees = t->degrees;
    if (square * (degrees + 2) < 3 * degrees)
        return 1 - central(t, x);
    double y = degrees / (degrees + square);
    double front = 2 * t->peak / degrees * kernel(t, x) * (x / sqrt(1 + square / degrees));
    return front * beta_fraction(degrees / 2, 0.5, y);
}

/* x with P(|T| > x) = alpha < 1/2: log tail over log x is concave and the start lies right of the root
 * (the tail is below (1 + x^2/degrees)^(-degrees/2)), so Newton's method comes down to it without
 * overshooting. */
static double solve_tail(const law *t, double alpha)
{
    double exponent = -2 * QS_SLEEF_LOG(alpha);
    double x = sqrt(t->is_normal ? exponent : t->degrees * QS_SLEEF_EXPM1(exponent / t->degrees));
    for (int i = 0; i < 100; i++) {
        double value = tail(t, x);
        double step = QS_SLEEF_LOG(value / alpha) * value / (2 * x * density(t, x));
        x *= QS_SLEEF_EXP(step);
        if (fabs(step) < 1e-11) /* quadratic convergence: what is left is below rounding */
            break;
    }
    return x;
}

/* x with P(|T| <= x) = confidence <= 1/2: concave from 0, so Newton's method climbs to it from there. */
static double solve_central(const law *t, double confidence)
{
    double x = confidence / (2 * t->peak);
    for (int i = 0; i < 100; i++) {
        double step = (confidence - central(t, x)) / (2 * density(t, x));
        x += step;
        if (fabs(step) < 1e-11 * x)
            break;
    }
    return x;
}

/* t from the normal quantile z. Source: Fisher and Cornish, Technometrics 2(2), 1960; Abramowitz and
 * Stegun 26.7.5. */
static double expand(double z, double degrees)
{
    double s = z * z, y = 1 / degrees;
    double g1 = (s + 1) / 4;
    double g2 = ((5 * s + 16) * s + 3) / 96;
    double g3 = (((3 * s + 19) * s + 17) * s - 15) / 384;
    double g4 = ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160;
    return z + z * y * (g1 + y * (g2 + y * (g3 + y * g4)));
}

double qs_student_t(double confidence, double degrees)
{
    if (!(degrees >= 1 && confidence > 0 && confidence < 1))
        return (double)NAN;
    law t = law_of(degrees);
    double x = confidence > 0.5 ? solve_tail(&t, 1 - confidence) : solve_central(&t, confidence);
    return t.is_normal ? expand(x, degrees) : x;
}

double qs_half_width(uint64_t n, double sd, double confidence)
{
    if (n < 2)
        return (double)NAN;
    return qs_student_t(confidence, (double)(n - 1)) * sd / sqrt((double)n);
}

void qs_share_bounds(double p, double half, double *lower, double *upper)
{
    double odds = QS_SLEEF_EXP(half / (p * (1 - p)));
    double below = p / (p + (1 - p) * odds), above = isinf(odds) ? 1 : p * odds / (p * odds + (1 - p));
    *lower = p - half < below ? p - half : below;
    *upper = p + half > above ? p + half : above;
}

double qs_unseen_bound(uint64_t n, double confidence)
{
    return -QS_SLEEF_EXPM1(QS_SLEEF_LOG((1 - confidence) / 2) / (double)n);
}
