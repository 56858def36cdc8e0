/* The loops over blocks of numbers, once for each instruction set, and the choice between them.
 *
 * All sets compute the same operations on the same numbers, so they give the same bits: IEEE
 * addition, multiplication, division and square root, never fused, and SLEEF's deterministic
 * functions, which SLEEF promises to be equal between its vector lengths.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_KERNEL_INTERNAL_H
#define QSWEEP_KERNEL_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/pcg.h"

typedef struct qs_kernels {
    const char *name;
    /* Uniform numbers into u[8 * n_rows] from lane[8] taking turns; is_mirrored: 1 - u. */
    void (*uniforms)(qs_pcg *lane, double *u, size_t n_rows, bool is_mirrored);
    /* x = factor * log(x), to 3.5 ulp: the statistics of a variate see no difference to 1 ulp. */
    void (*log)(double *x, size_t n, double factor);
    /* x = exp(x), to 1 ulp */
    void (*exp)(double *x, size_t n);
    /* x = factor * x^exponent, the power to 1 ulp */
    void (*power)(double *x, size_t n, double exponent, double factor);
    /* Uniform numbers become normal ones, of which only the part above a point is wanted that has
     * the mass `below` under and `above` over it: x = inverse(below + x * above). Computed from
     * whichever tail is smaller, so that `above` may be tiny. below = 0, above = 1: all of it. */
    void (*normal)(double *x, size_t n, double below, double above);
} qs_kernels;

/* The others have no name where the compiler does not make code for them. */
extern const qs_kernels qs_kernels_scalar, qs_kernels_sse2, qs_kernels_avx, qs_kernels_avx2,
    qs_kernels_avx512;

/* Whether this program and this CPU have a set. */
bool qs_kernels_are_available(const qs_kernels *kernels);

/* The instruction set in use, never NULL. */
const qs_kernels *qs_kernels_picked(void);

/* The uniform numbers of plain C, which the narrow instruction sets use too: without vectors of four integers a
 * 64-bit multiplier in hardware beats pieces of 32 bits. */
void qs_uniforms_scalar(qs_pcg *lane, double *u, size_t n_rows, bool is_mirrored);

#endif
