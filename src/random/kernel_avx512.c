/* The kernels in vectors of eight, for x86-64 with AVX-512 F and DQ: a lane of the stream in each
 * element. The whole file is compiled for it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_internal.h"
#include "qsweep/sleef.h"

#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include <immintrin.h>

/* Eight generators, element i of each vector being lane i's. */
typedef struct lanes {
    __m512i state_low, state_high, increment_low, increment_high;
} lanes;

/* Four generators as (low, low, low, low, high, high, high, high), in memory (state low, state high,
 * increment low, increment high) each. */
static inline void load_four(const qs_pcg *lane, __m512i *state, __m512i *increment)
{
    __m512i first = _mm512_loadu_si512(lane), second = _mm512_loadu_si512(lane + 2);
    *state = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(0, 4, 8, 12, 1, 5, 9, 13), second);
    *increment = _mm512_permutex2var_epi64(first, _mm512_setr_epi64(2, 6, 10, 14, 3, 7, 11, 15), second);
}

static inline lanes load_lanes(const qs_pcg *lane)
{
    __m512i state[2], increment[2];
    load_four(lane, &state[0], &increment[0]);
    load_four(lane + 4, &state[1], &increment[1]);
    return (lanes){
        .state_low = _mm512_shuffle_i64x2(state[0], state[1], 0x44),
        .state_high = _mm512_shuffle_i64x2(state[0], state[1], 0xee),
        .increment_low = _mm512_shuffle_i64x2(increment[0], increment[1], 0x44),
        .increment_high = _mm512_shuffle_i64x2(increment[0], increment[1], 0xee),
    };
}

static inline void store_lanes(const lanes *from, qs_pcg *lane)
{
    uint64_t low[8], high[8];
    _mm512_storeu_si512(low, from->state_low);
    _mm512_storeu_si512(high, from->state_high);
    for (unsigned i = 0; i < 8; i++)
        lane[i].state = (qs_uint128)high[i] << 64 | low[i];
}

/* state = state * multiplier + increment, in 128 bits made of 64, these of 32 by 32 products. */
static inline void step_lanes(lanes *l, __m512i multiplier)
{
    const __m512i low_half = _mm512_set1_epi64(0xffffffff);
    __m512i m_high = _mm512_srli_epi64(multiplier, 32);
    __m512i s_high = _mm512_srli_epi64(l->state_low, 32);
    __m512i low_low = _mm512_mul_epu32(l->state_low, multiplier);
    __m512i low_high = _mm512_mul_epu32(l->state_low, m_high);
    __m512i high_low = _mm512_mul_epu32(s_high, multiplier);
    __m512i high_high = _mm512_mul_epu32(s_high, m_high);
    /* At most 2^64 - 2^32: neither sum can overflow. */
    __m512i middle = _mm512_add_epi64(high_low, _mm512_srli_epi64(low_low, 32));
    __m512i rest = _mm512_add_epi64(low_high, _mm512_and_si512(middle, low_half));
    __m512i carried = _mm512_add_epi64(_mm512_srli_epi64(middle, 32), _mm512_srli_epi64(rest, 32));

    __m512i high = _mm512_add_epi64(_mm512_mullo_epi64(l->state_high, multiplier), l->increment_high);
    high = _mm512_add_epi64(high, _mm512_add_epi64(high_high, carried));
    __m512i low = _mm512_or_si512(_mm512_slli_epi64(rest, 32), _mm512_and_si512(low_low, low_half));
    l->state_low = _mm512_add_epi64(low, l->increment_low);
    __mmask8 is_carry = _mm512_cmplt_epu64_mask(l->state_low, low);
    l->state_high = _mm512_mask_add_epi64(high, is_carry, high, _mm512_set1_epi64(1));
}

/* The 64 bits of each lane's state. */
static inline __m512i output_lanes(const lanes *l, __m512i multiplier)
{
    __m512i low = _mm512_or_si512(l->state_low, _mm512_set1_epi64(1));
    __m512i high = _mm512_xor_si512(l->state_high, _mm512_srli_epi64(l->state_high, 32));
    high = _mm512_mullo_epi64(high, multiplier);
    high = _mm512_xor_si512(high, _mm512_srli_epi64(high, 48));
    return _mm512_mullo_epi64(high, low);
}

static void uniforms_avx512(qs_pcg *lane, double *u, size_t n_rows, bool is_mirrored)
{
    const __m512i multiplier = _mm512_set1_epi64((long long)QS_PCG_MULTIPLIER);
    /* The upper 52 bits k as the fraction of a number in [1, 2): 1 + k 2^-52, less 1 - 2^-53 is
     * (k + 1/2) 2^-52 exactly. Mirrored: 1 minus that, exactly. */
    const __m512i one = _mm512_set1_epi64(0x3ff0000000000000);
    const __m512d offset = _mm512_set1_pd(1.0 - 0x1p-53), sum = _mm512_set1_pd(1.0);
    lanes l = load_lanes(lane);
    for (size_t row = 0; row < n_rows; row++) {
        __m512i bits = output_lanes(&l, multiplier);
        step_lanes(&l, multiplier);
        __m512i number = _mm512_or_si512(_mm512_srli_epi64(bits, 12), one);
        __m512d uniform = _mm512_sub_pd(_mm512_castsi512_pd(number), offset);
        if (is_mirrored)
            uniform = _mm512_sub_pd(sum, uniform);
        _mm512_storeu_pd(u + 8 * row, uniform);
    }
    store_lanes(&l, lane);
}

#define V __m512d
#define V_WIDTH 8
#define V_LOAD(p) _mm512_loadu_pd(p)
#define V_STORE(p, v) _mm512_storeu_pd(p, v)
#define V_SET(c) _mm512_set1_pd(c)
#define V_SQRT(v) _mm512_sqrt_pd(v)
#define V_LOG(v) QS_SLEEF_LOG_AVX512(v)
#define V_EXP(v) QS_SLEEF_EXP_AVX512(v)
#define V_POW(v, w) QS_SLEEF_POW_AVX512(v, w)
#define V_SELECT_LESS(a, b, v, w) _mm512_mask_blend_pd(_mm512_cmp_pd_mask(a, b, _CMP_LT_OQ), w, v)
#define V_ANY_LESS(a, b) _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)
#define V_KERNELS qs_kernels_avx512
#define V_KERNELS_NAME "avx512"
#define V_UNIFORMS uniforms_avx512
#include "kernel_body.h"
#else
const qs_kernels qs_kernels_avx512 = {.name = NULL};
#endif
