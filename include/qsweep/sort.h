/* Sorting numbers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SORT_H
#define QSWEEP_SORT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Put the numbers of x [n] into ascending order; none may be NaN. n may be 0, x NULL then. */
void qs_sort_ascending(double *x, size_t n);

#ifdef __cplusplus
}
#endif

#endif
