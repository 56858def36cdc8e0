/* How rows find their baselines.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_COMPARISON_INTERNAL_H
#define QSWEEP_COMPARISON_INTERNAL_H

#include "qsweep/comparison.h"

/* Find the baseline of each row of the view: baselines, keys, has_one_baseline. Rows without one are dropped
 * and counted in two files, and those that are their own in one. Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY. */
qs_status qs_comparison_match(const qs_comparison_request *wanted, qs_comparison *c);

#endif
