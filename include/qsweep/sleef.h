/* All that is used of SLEEF: its functions whose bits are the same on every CPU, because they fuse nothing.
 *
 * SLEEF names a function by promise: `cinz` is "consistent, no fused multiply-add", `u10` an error up to 1.0 units in
 * the last place, then the instruction set. The functions for single doubles in plain C and those for vectors agree
 * to the bit; so do the releases 3.5 to 3.9, and tests/unit/test_sleef.c holds them to it. Results rest on these bits:
 * nobody includes <sleef.h> but this header, and another name in another release is a change here alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SLEEF_H
#define QSWEEP_SLEEF_H

#include <sleef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if SLEEF_VERSION_MAJOR < 3 || (SLEEF_VERSION_MAJOR == 3 && SLEEF_VERSION_MINOR < 5)
#error "qsweep needs SLEEF 3.5 or newer: older ones have no functions with the same bits on every CPU"
#endif

/* One double, plain C. */
#define QS_SLEEF_LOG(x) Sleef_cinz_logd1_u10purec(x)
#define QS_SLEEF_LOG1P(x) Sleef_cinz_log1pd1_u10purec(x)
#define QS_SLEEF_EXP(x) Sleef_cinz_expd1_u10purec(x)
#define QS_SLEEF_EXPM1(x) Sleef_cinz_expm1d1_u10purec(x)
#define QS_SLEEF_POW(x, y) Sleef_cinz_powd1_u10purec(x, y)
#define QS_SLEEF_SIN(x) Sleef_cinz_sind1_u10purec(x)
#define QS_SLEEF_COS(x) Sleef_cinz_cosd1_u10purec(x)
#define QS_SLEEF_ERF(x) Sleef_cinz_erfd1_u10purec(x)
#define QS_SLEEF_ERFC(x) Sleef_cinz_erfcd1_u15purec(x)
#define QS_SLEEF_GAMMA(x) Sleef_cinz_tgammad1_u10purec(x)
#define QS_SLEEF_LGAMMA(x) Sleef_cinz_lgammad1_u10purec(x)

/* The kernels' functions: a logarithm that is quicker (error up to 3.5 units), the same at each width. */
#define QS_SLEEF_LOG_1(v) Sleef_cinz_logd1_u35purec(v)
#define QS_SLEEF_EXP_1(v) Sleef_cinz_expd1_u10purec(v)
#define QS_SLEEF_POW_1(v, w) Sleef_cinz_powd1_u10purec(v, w)
#define QS_SLEEF_LOG_SSE2(v) Sleef_cinz_logd2_u35sse2(v)
#define QS_SLEEF_EXP_SSE2(v) Sleef_cinz_expd2_u10sse2(v)
#define QS_SLEEF_POW_SSE2(v, w) Sleef_cinz_powd2_u10sse2(v, w)
#define QS_SLEEF_LOG_AVX(v) Sleef_cinz_logd4_u35avx(v)
#define QS_SLEEF_EXP_AVX(v) Sleef_cinz_expd4_u10avx(v)
#define QS_SLEEF_POW_AVX(v, w) Sleef_cinz_powd4_u10avx(v, w)
#define QS_SLEEF_LOG_AVX512(v) Sleef_cinz_logd8_u35avx512fnofma(v)
#define QS_SLEEF_EXP_AVX512(v) Sleef_cinz_expd8_u10avx512fnofma(v)
#define QS_SLEEF_POW_AVX512(v, w) Sleef_cinz_powd8_u10avx512fnofma(v, w)

#ifdef __cplusplus
}
#endif

#endif
