/* PCG64-DXSM: a 128-bit linear congruential state, output by double xorshift multiply.
 *
 * Source: O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good
 * Algorithms for Random Number Generation", HMC-CS-2014-0905; the DXSM output function
 * and the 64-bit "cheap" multiplier as in NumPy's PCG64DXSM, which the tests compare
 * with bit by bit. The output is taken from the state before the step.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PCG_H
#define QSWEEP_PCG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

__extension__ typedef unsigned __int128 qs_uint128;

#define QS_PCG_MULTIPLIER UINT64_C(0xda942042e4dd58b5)

/* One generator. `increment` is odd; two generators with other increments are other sequences. */
typedef struct qs_pcg {
    qs_uint128 state;
    qs_uint128 increment;
} qs_pcg;

/* The next 64 bits. */
static inline uint64_t qs_pcg_next(qs_pcg *pcg)
{
    uint64_t high = (uint64_t)(pcg->state >> 64);
    uint64_t low = (uint64_t)pcg->state | 1;
    high ^= high >> 32;
    high *= QS_PCG_MULTIPLIER;
    high ^= high >> 48;
    high *= low;
    pcg->state = pcg->state * QS_PCG_MULTIPLIER + pcg->increment;
    return high;
}

/* Jump ahead by `steps` in O(log steps): Brown, "Random number generation with arbitrary
 * strides", Trans. Am. Nucl. Soc. 71, 1994. */
void qs_pcg_advance(qs_pcg *pcg, qs_uint128 steps);

/* The interval (0, 1), open at both ends and symmetric about 1/2, from 64 bits: 2^52 equally
 * spaced midpoints, so 1 - u is exact and is again such a number (antithetic pairs). */
static inline double qs_uniform_from_bits(uint64_t bits)
{
    return ((double)(int64_t)(bits >> 12) + 0.5) * 0x1p-52;
}

#ifdef __cplusplus
}
#endif

#endif
