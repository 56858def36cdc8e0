/* Confidence intervals from independent replications.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_INTERVAL_H
#define QSWEEP_INTERVAL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Student's t: the value that a variate with `degrees` degrees of freedom exceeds in absolute
 * value with probability 1 - confidence. degrees >= 1, confidence in (0, 1); else NaN. Its bits must not
 * depend on the CPU: it enters results. */
double qs_student_t(double confidence, double degrees);

/* Half the width of the two-sided interval for a mean of n observations with sample standard
 * deviation sd: t * sd / sqrt(n). NaN if n < 2. Source: Law, Simulation Modeling and Analysis, 5th ed., 4.5.
 */
double qs_half_width(uint64_t n, double sd, double confidence);

/* The interval of a share p in (0, 1) whose estimate has this half width: on each side the wider of p -+ half
 * and of the same on the logit scale. The first reaches further away from the nearer end of (0, 1), the
 * second towards the middle, where the truth more often lies beyond either alone than it should
 * (docs/statistics.md). lower, upper [out] may lie outside (0, 1) on the side of the first. */
void qs_share_bounds(double p, double half, double *lower, double *upper);

/* How likely something may be at most that happened in none of n independent observations: the upper end of
 * the exact two-sided interval, 1 - ((1 - confidence) / 2)^(1/n). Source: Clopper and Pearson, Biometrika 26,
 * 1934. n
 * >= 1. The bits do not depend on the CPU. */
double qs_unseen_bound(uint64_t n, double confidence);

#ifdef __cplusplus
}
#endif

#endif
