/* Numbers held against expected ones, as the tests of closed forms do it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_NEAR_H
#define QSWEEP_NEAR_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "qsweep/theory.h"

void assert_within(double value, double expected, double tolerance, int line);

/* Every number of two steady states; the loss, which may be 0, not relative to itself. */
void assert_steady(qs_steady a, qs_steady b, double relative, int line);

/* Expected values are given to the digits printed, so half a unit of the last one is allowed. */
#define SIX(value, expected) assert_within(value, expected, 0.5000001e-6, __LINE__)
#define NEAR(value, expected, relative)                                                                      \
    assert_within(value, expected, (relative)*fabs((double)(expected)), __LINE__)
#define SAME(value, expected) NEAR(value, expected, 1e-11)
#define ALIKE(a, b, relative) assert_steady(a, b, relative, __LINE__)

#endif
