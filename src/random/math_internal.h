/* Functions of math.h that only this room needs; the same bits on every CPU.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MATH_INTERNAL_H
#define QSWEEP_MATH_INTERNAL_H

double qs_expm1(double x);

/* Euler's gamma function, x > 0. */
double qs_gamma_function(double x);

#endif
