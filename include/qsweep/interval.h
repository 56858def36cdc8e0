/* Confidence intervals from independent replications.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_INTERVAL_H
#define QSWEEP_INTERVAL_H

#include <stdint.h>

/* Student's t: the value that a variate with `degrees` degrees of freedom exceeds in absolute
 * value with probability 1 - confidence. degrees >= 1, confidence in (0, 1); else NaN. Its bits must not
 * depend on the CPU: it enters results. */
double qs_student_t(double confidence, double degrees);

/* Half the width of the two-sided interval for a mean of n observations with sample standard
 * deviation sd: t * sd / sqrt(n). NaN if n < 2. Source: Law, Simulation Modeling and Analysis, 5th ed., 4.5.
 */
double qs_half_width(uint64_t n, double sd, double confidence);

#endif
