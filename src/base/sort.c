/* Sorting numbers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "qsweep/sort.h"

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void qs_sort_ascending(double *x, size_t n)
{
    if (n > 0)
        qsort(x, n, sizeof *x, compare);
}
