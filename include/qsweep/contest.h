/* A scenario against all its promises: what `select: {cheapest}` decides of one scenario, told one
 * observation after another.
 *
 * One broken promise is enough, to be kept takes all. Whoever has all observations from the first one on can
 * ask: the decider, whose answer counts, and a worker, which need not simulate what comes after it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CONTEST_H
#define QSWEEP_CONTEST_H

#include "qsweep/plan.h"
#include "qsweep/select.h"

#ifdef __cplusplus
extern "C" {
#endif

/* All-zero is valid: nothing has been told. */
typedef struct qs_contest {
    uint64_t n_told, n_failed; /* observations; replications that failed among them */
    qs_test *tests;            /* [select n_cells], owned */
} qs_contest;

/* The rules of the tests with their levels. rules [out] [select n_cells] the caller's (qs_free). Errors:
 * QS_ERROR_MEMORY. */
qs_status qs_contest_rules(const qs_plan *plan, qs_test_rule **rules);

/* Begin, or begin again, with nothing told. Errors: QS_ERROR_MEMORY. */
qs_status qs_contest_begin(qs_contest *contest, const qs_plan *plan, const qs_test_rule *rules);
void qs_contest_clear(qs_contest *contest);

/* The next observation, as of qs_outcomes; false: with it the scenario is decided, or given up. */
bool qs_contest_tell(qs_contest *contest, const qs_plan *plan, const qs_test_rule *rules,
                     const double *values, qs_finding *finding);

#ifdef __cplusplus
}
#endif

#endif
