/* The kernels in vectors of two, for every x86-64.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_internal.h"
#include "qsweep/sleef.h"

#if defined(__SSE2__)
#include <emmintrin.h>

/* v where the mask is set, elsewhere w (SSE2 has no blend). */
static inline __m128d select_pair(__m128d mask, __m128d v, __m128d w)
{
    return _mm_or_pd(_mm_and_pd(mask, v), _mm_andnot_pd(mask, w));
}

#define V __m128d
#define V_WIDTH 2
#define V_LOAD(p) _mm_loadu_pd(p)
#define V_STORE(p, v) _mm_storeu_pd(p, v)
#define V_SET(c) _mm_set1_pd(c)
#define V_SQRT(v) _mm_sqrt_pd(v)
#define V_LOG(v) QS_SLEEF_LOG_SSE2(v)
#define V_EXP(v) QS_SLEEF_EXP_SSE2(v)
#define V_POW(v, w) QS_SLEEF_POW_SSE2(v, w)
#define V_SELECT_LESS(a, b, v, w) select_pair(_mm_cmplt_pd(a, b), v, w)
#define V_ANY_LESS(a, b) _mm_movemask_pd(_mm_cmplt_pd(a, b))
#define V_KERNELS qs_kernels_sse2
#define V_KERNELS_NAME "sse2"
#define V_UNIFORMS qs_uniforms_scalar
#include "kernel_body.h"
#else
const qs_kernels qs_kernels_sse2 = {.name = NULL};
#endif
