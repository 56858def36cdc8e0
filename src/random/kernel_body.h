/* The kernels but the uniform numbers, written once for any vector length. The including file defines
 *   V                     the vector type, V_WIDTH doubles
 *   V_LOAD(p) V_STORE(p, v) V_SET(c)   memory without alignment, a constant in every element
 *   V_SQRT(v) V_LOG(v) V_EXP(v) V_POW(v, w)
 *   V_SELECT_LESS(a, b, v, w)          v where a < b, elsewhere w
 *   V_ANY_LESS(a, b)                   whether a < b anywhere
 *   V_KERNELS, V_KERNELS_NAME, V_UNIFORMS   the table's name, its text, the uniform kernel
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_KERNEL_BODY_H
#define QSWEEP_KERNEL_BODY_H

#include <math.h>
#include <string.h>

#include "kernel_internal.h"

/* The last, incomplete vector of a block; 0.5 suits every function here. */
static inline V load_rest(const double *x, size_t n)
{
    double padded[V_WIDTH];
    for (size_t i = 0; i < V_WIDTH; i++)
        padded[i] = i < n ? x[i] : 0.5;
    return V_LOAD(padded);
}

static inline void store_rest(double *x, size_t n, V v)
{
    double padded[V_WIDTH];
    V_STORE(padded, v);
    memcpy(x, padded, n * sizeof *x);
}

/* Replace x[0..n) by an expression of v, a vector of it. */
#define V_MAP(x, n, expression)                                                                              \
    do {                                                                                                     \
        size_t first = 0;                                                                                    \
        for (; first + V_WIDTH <= (n); first += V_WIDTH) {                                                   \
            V v = V_LOAD((x) + first);                                                                       \
            V_STORE((x) + first, (expression));                                                              \
        }                                                                                                    \
        if (first < (n)) {                                                                                   \
            V v = load_rest((x) + first, (n)-first);                                                         \
            store_rest((x) + first, (n)-first, (expression));                                                \
        }                                                                                                    \
    } while (0)

static void log_kernel(double *x, size_t n, double factor)
{
    V_MAP(x, n, V_SET(factor) * V_LOG(v));
}

static void exp_kernel(double *x, size_t n)
{
    V_MAP(x, n, V_EXP(v));
}

static void power_kernel(double *x, size_t n, double exponent, double factor)
{
    V_MAP(x, n, V_SET(factor) * V_POW(v, V_SET(exponent)));
}

/* Horner's rule, from the constant upwards. */
static inline V polynomial(V r, double c0, double c1, double c2, double c3, double c4, double c5, double c6,
                           double c7)
{
    V upper = ((V_SET(c7) * r + V_SET(c6)) * r + V_SET(c5)) * r + V_SET(c4);
    return (((upper * r + V_SET(c3)) * r + V_SET(c2)) * r + V_SET(c1)) * r + V_SET(c0);
}

/* AS 241, PPND16: the middle, |q| <= 0.425 with q = u - 1/2. */
static inline V normal_middle(V q)
{
    V r = V_SET(0.180625) - q * q;
    V above = polynomial(r, 3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
                         1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4,
                         3.3430575583588128105e+4, 2.5090809287301226727e+3);
    V below = polynomial(r, 1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
                         2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4,
                         5.2264952788528545610e+3);
    return q * above / below;
}

/* AS 241, PPND16: a tail, s = sqrt(-log p) <= 5. */
static inline V normal_tail(V s)
{
    V r = s - V_SET(1.6);
    V above = polynomial(r, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
                         3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1,
                         2.27238449892691845833e-2, 7.74545014278341407640e-4);
    V below = polynomial(r, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
                         6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
                         5.47593808499534494600e-4, 1.05075007164441684324e-9);
    return above / below;
}

/* AS 241, PPND16: far out in a tail, s = sqrt(-log p) > 5. */
static inline V normal_far_tail(V s)
{
    V r = s - V_SET(5.0);
    V above = polynomial(r, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
                         2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
                         2.71155556874348757815e-5, 2.01033439929228813265e-7);
    V below = polynomial(r, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
                         1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
                         1.42151175831644588870e-7, 2.04426310338993978564e-15);
    return above / below;
}

/* The distance from 0 of the point that cuts off the tail probability p < 0.075. */
static inline V normal_from_tail(V p)
{
    V s = V_SQRT(V_SET(0.0) - V_LOG(p));
    V z = normal_tail(s);
    if (V_ANY_LESS(V_SET(5.0), s))
        z = V_SELECT_LESS(V_SET(5.0), s, normal_far_tail(s), z);
    return z;
}

enum { NORMAL_CHUNK = 64 };

/* Of uniform v: the signed distance of its probability from 1/2 into *q, the smaller tail out. */
static inline V smaller_tail(V v, V below, V above, V *q)
{
    V half = V_SET(0.5);
    V lower = below + v * above;
    V upper = (V_SET(1.0) - v) * above;
    *q = V_SELECT_LESS(lower, half, lower - half, half - upper);
    return V_SELECT_LESS(lower, half, lower, upper);
}

/* 85 % of the numbers lie in the middle and need no logarithm. The others are packed first, so that
 * a vector has work in all its elements, and nothing branches on a random number. */
static void normal_chunk(double *x, size_t n, double below, double above)
{
    double tail[NORMAL_CHUNK + V_WIDTH];
    unsigned char place[NORMAL_CHUNK];
    size_t at = 0, n_tails = 0;
    for (; at < n; at += V_WIDTH) {
        bool is_whole = at + V_WIDTH <= n;
        V v = is_whole ? V_LOAD(x + at) : load_rest(x + at, n - at);
        V q, p = smaller_tail(v, V_SET(below), V_SET(above), &q);
        V z = V_SELECT_LESS(p, V_SET(0.075), q, normal_middle(q)); /* q: keeps the tail's side */
        V_STORE(tail + at, p);
        if (is_whole)
            V_STORE(x + at, z);
        else
            store_rest(x + at, n - at, z);
    }
    for (size_t i = 0; i < n; i++) {
        double p = tail[i];
        tail[n_tails] = p; /* n_tails <= i: what is overwritten has been read */
        place[n_tails] = (unsigned char)i;
        n_tails += p < 0.075;
    }
    V_MAP(tail, n_tails, normal_from_tail(v));
    for (size_t j = 0; j < n_tails; j++)
        x[place[j]] = copysign(tail[j], x[place[j]]);
}

static void normal_kernel(double *x, size_t n, double below, double above)
{
    for (size_t i = 0; i < n; i += NORMAL_CHUNK)
        normal_chunk(x + i, n - i < NORMAL_CHUNK ? n - i : NORMAL_CHUNK, below, above);
}

const qs_kernels V_KERNELS = {
    .name = V_KERNELS_NAME,
    .uniforms = V_UNIFORMS,
    .log = log_kernel,
    .exp = exp_kernel,
    .power = power_kernel,
    .normal = normal_kernel,
};

#endif
