/* What kernel_body.h needs of vectors of four doubles; for files that are compiled for AVX or what has it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_KERNEL_FOUR_H
#define QSWEEP_KERNEL_FOUR_H

#include <immintrin.h>

#include "qsweep/sleef.h"

/* v where the mask is set, elsewhere w. The instruction made for this, gcc 12 turns into branches. */
static inline __m256d select_four(__m256d mask, __m256d v, __m256d w)
{
    return _mm256_or_pd(_mm256_and_pd(mask, v), _mm256_andnot_pd(mask, w));
}

#define V __m256d
#define V_WIDTH 4
#define V_LOAD(p) _mm256_loadu_pd(p)
#define V_STORE(p, v) _mm256_storeu_pd(p, v)
#define V_SET(c) _mm256_set1_pd(c)
#define V_SQRT(v) _mm256_sqrt_pd(v)
#define V_LOG(v) QS_SLEEF_LOG_AVX(v)
#define V_EXP(v) QS_SLEEF_EXP_AVX(v)
#define V_POW(v, w) QS_SLEEF_POW_AVX(v, w)
#define V_SELECT_LESS(a, b, v, w) select_four(_mm256_cmp_pd(a, b, _CMP_LT_OQ), v, w)
#define V_ANY_LESS(a, b) _mm256_movemask_pd(_mm256_cmp_pd(a, b, _CMP_LT_OQ))

#endif
