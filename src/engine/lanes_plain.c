/* The loops in the compiler's basic instruction set, and the choice between the sets.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "lanes_body.h"
#include "qsweep/variate.h"

const qs_lanes qs_lanes_plain = {sums,  bins,  overlaps, visits,      exceeds,
                                 above, areas, most,     differences, serve};

const qs_lanes *qs_lanes_pick(void)
{
#ifdef __x86_64__
    /* What lanes_avx512.c is compiled with, besides what the name promises. */
    if (!strcmp(qs_simd_name(), "avx512") && __builtin_cpu_supports("avx512vl"))
        return &qs_lanes_avx512;
    if (!strcmp(qs_simd_name(), "scalar") || !strcmp(qs_simd_name(), "sse2"))
        return &qs_lanes_plain;
    if (__builtin_cpu_supports("avx2"))
        return &qs_lanes_avx2;
#endif
    return &qs_lanes_plain;
}
