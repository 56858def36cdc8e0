/* The loops for AVX-512 (the Makefile compiles this file for it, and for vectors).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef __x86_64__
#include "lanes_body.h"

const qs_lanes qs_lanes_avx512 = {sums,  bins,  overlaps, visits,      exceeds,
                                  above, areas, most,     differences, serve};
#else
typedef int qs_nothing_here; /* a translation unit may not be empty */
#endif
