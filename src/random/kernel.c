/* Which instruction set fills blocks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_internal.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/stream.h"
#include "qsweep/variate.h"

bool qs_kernels_are_available(const qs_kernels *kernels)
{
#if defined(__x86_64__)
    if (kernels == &qs_kernels_avx512 &&
        !(__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")))
        return false;
    if (kernels == &qs_kernels_avx2 && !__builtin_cpu_supports("avx2"))
        return false;
    if (kernels == &qs_kernels_avx && !__builtin_cpu_supports("avx"))
        return false;
#endif
    return kernels->name != NULL;
}

/* The wish if it is available, else the widest that is: a wrong wish never fails, as the numbers are the
 * same anyway. */
static const qs_kernels *pick(const char *wish)
{
    static const qs_kernels *const sets[] = {&qs_kernels_avx512, &qs_kernels_avx2, &qs_kernels_avx,
                                             &qs_kernels_sse2, &qs_kernels_scalar};
    const qs_kernels *widest = NULL;
    for (unsigned i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        if (!qs_kernels_are_available(sets[i]))
            continue;
        if (wish && !strcmp(sets[i]->name, wish))
            return sets[i];
        if (!widest)
            widest = sets[i];
    }
    return widest;
}

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
