/* The kernels in plain C, for every CPU.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "kernel_internal.h"
#include "qsweep/sleef.h"
#include "qsweep/stream.h"

void qs_uniforms_scalar(qs_pcg *lane, double *u, size_t n_rows, bool is_mirrored)
{
    /* Two lanes at a time: one alone waits for its own multiplications, more fall out of the registers. */
    for (unsigned i = 0; i < QS_STREAM_LANES; i += 2) {
        qs_pcg first = lane[i], second = lane[i + 1];
        for (size_t row = 0; row < n_rows; row++) {
            double *out = u + row * QS_STREAM_LANES + i;
            out[0] = qs_uniform_from_bits(qs_pcg_next(&first));
            out[1] = qs_uniform_from_bits(qs_pcg_next(&second));
        }
        lane[i] = first;
        lane[i + 1] = second;
    }
    if (is_mirrored) {
        for (size_t i = 0; i < n_rows * QS_STREAM_LANES; i++)
            u[i] = 1.0 - u[i];
    }
}

#define V double
#define V_WIDTH 1
#define V_LOAD(p) (*(p))
#define V_STORE(p, v) (*(p) = (v))
#define V_SET(c) (c)
#define V_SQRT(v) sqrt(v)
#define V_LOG(v) QS_SLEEF_LOG_1(v)
#define V_EXP(v) QS_SLEEF_EXP_1(v)
#define V_POW(v, w) QS_SLEEF_POW_1(v, w)
#define V_SELECT_LESS(a, b, v, w) ((a) < (b) ? (v) : (w))
#define V_ANY_LESS(a, b) ((a) < (b))
#define V_KERNELS qs_kernels_scalar
#define V_KERNELS_NAME "scalar"
#define V_UNIFORMS qs_uniforms_scalar
#include "kernel_body.h"
