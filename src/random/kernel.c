/* Which instruction set fills blocks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_internal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/stream.h"
#include "qsweep/variate.h"

#if defined(__x86_64__)
static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq");
}

/* The widest that this CPU has and that is no wider than `wanted` (NULL: any). An unknown or
 * unavailable wish thus never fails: the numbers are the same anyway. */
static const qs_kernels *pick(const char *wanted)
{
    static const qs_kernels *const set[] = {&qs_kernels_avx512, &qs_kernels_avx, &qs_kernels_sse2};
    const bool is_available[] = {has_avx512(), __builtin_cpu_supports("avx"), true};
    bool is_reached = !wanted;
    for (unsigned i = 0; i < sizeof set / sizeof set[0]; i++) {
        is_reached = is_reached || !strcmp(set[i]->name, wanted);
        if (is_reached && is_available[i])
            return set[i];
    }
    return wanted && !strcmp(wanted, qs_kernels_scalar.name) ? &qs_kernels_scalar : pick(NULL);
}
#else
static const qs_kernels *pick(const char *wanted)
{
    (void)wanted;
    return &qs_kernels_scalar;
}
#endif

const qs_kernels *qs_kernels_picked(void)
{
    /* Asking the environment for every block would cost more than the block. Every thread finds
     * the same answer, so a race between two is harmless. */
    static const qs_kernels *_Atomic picked;
    const qs_kernels *kernels = atomic_load_explicit(&picked, memory_order_relaxed);
    if (!kernels) {
        kernels = pick(getenv("QSWEEP_SIMD"));
        atomic_store_explicit(&picked, kernels, memory_order_relaxed);
    }
    return kernels;
}

const char *qs_simd_name(void)
{
    return qs_kernels_picked()->name;
}

double qs_normal_inverse(double u)
{
    qs_kernels_scalar.normal(&u, 1, 0.0, 1.0);
    return u;
}
