/* Mean and variance that can be merged: (n, mean, sum of squared deviations).
 *
 * Adding is Welford's recurrence (Technometrics 4(3), 1962), merging is Chan, Golub and LeVeque's
 * formula (COMPSTAT 1982). NaN is "never observed" and is not counted. n = 0 is the identity of
 * merging, to the bit. Results depend on the order of adding and merging, so callers fold in
 * index order.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MOMENTS_H
#define QSWEEP_MOMENTS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* All-zero is valid: nothing observed. */
typedef struct qs_moments {
    uint64_t n;
    double mean;
    double m2; /* sum of squared deviations from the mean */
} qs_moments;

/* Count one observation; NaN is not counted. */
void qs_moments_add(qs_moments *moments, double x);

/* Merge `from` into `into`. */
void qs_moments_merge(qs_moments *into, const qs_moments *from);

/* Mean (NaN if n = 0), and sample standard deviation (n - 1; NaN if n < 2). */
double qs_moments_mean(const qs_moments *moments);
double qs_moments_sd(const qs_moments *moments);

#ifdef __cplusplus
}
#endif

#endif
