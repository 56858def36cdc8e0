/* The kernels in vectors of four, for x86-64 with AVX, which has no vectors of integers: the generator is that
 * of plain C. The whole file is compiled for it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernel_internal.h"

#if defined(__AVX__)
#include "kernel_four.h"

#define V_KERNELS qs_kernels_avx
#define V_KERNELS_NAME "avx"
#define V_UNIFORMS qs_uniforms_scalar
#include "kernel_body.h"
#else
const qs_kernels qs_kernels_avx = {.name = NULL};
#endif
