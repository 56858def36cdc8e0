/* Seeds of statistical tests: fixed in the short form, fresh in the long one.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_SEED_H
#define QSWEEP_TESTS_SEED_H

#include <stdbool.h>
#include <stdint.h>

/* QS_LONG is set. */
bool seed_is_long(void);

/* What makes this program's seeds others than those in its studies: the value of QS_SEED; in the long form
 * else the clock; else 0, nothing. One that is not 0 is printed, so that it can be repeated. */
uint64_t seed_fresh(void);

/* The seed of a study that has this one: itself, or a fresh one of its own. */
uint64_t seed_of_study(uint64_t own);

#endif
