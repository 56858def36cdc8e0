/* Small things shared by the rooms' formulas.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_THEORY_INTERNAL_H
#define QSWEEP_THEORY_INTERNAL_H

#include <math.h>

#include "qsweep/theory.h"

#define QS_NAN ((double)NAN)
#define QS_INF ((double)INFINITY)

/* The answer to a question outside its domain. */
static inline qs_steady qs_theory_undefined(void)
{
    return (qs_steady){QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN, QS_NAN};
}

/* The answer for a queue that grows without bound. */
static inline qs_steady qs_theory_unstable(void)
{
    return (qs_steady){1, 1, 0, QS_INF, QS_INF, QS_INF, QS_INF, QS_INF, QS_INF};
}

static inline double qs_theory_variance(qs_raw_moments x)
{
    return x.m2 - x.m1 * x.m1;
}

#endif
