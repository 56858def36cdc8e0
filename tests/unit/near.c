/* Numbers held against expected ones, as the tests of closed forms do it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "near.h"

void assert_within(double value, double expected, double tolerance, int line)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("line %d: %.15g is not %.15g within %g", line, value, expected, tolerance);
}

void assert_steady(qs_steady a, qs_steady b, double relative, int line)
{
    assert_within(a.utilisation, b.utilisation, relative * b.utilisation, line);
    assert_within(a.wait_probability, b.wait_probability, relative * b.wait_probability, line);
    assert_within(a.loss, b.loss, relative, line);
    assert_within(a.wait, b.wait, relative * b.wait, line);
    assert_within(a.wait_variance, b.wait_variance, relative * b.wait_variance, line);
    assert_within(a.sojourn, b.sojourn, relative * b.sojourn, line);
    assert_within(a.sojourn_variance, b.sojourn_variance, relative * b.sojourn_variance, line);
    assert_within(a.queue, b.queue, relative * b.queue, line);
    assert_within(a.number, b.number, relative * b.number, line);
}
