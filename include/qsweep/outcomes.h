/* What a decision needs of replications, and nothing else: some numbers of each.
 *
 * An observation is a replication, or an antithetic pair, of which each number is the mean of its two. A cell
 * of qs_select has one column: the value of its spot; that of a quantile has two: the shares of customers
 * beyond its two times, rounded up beyond the later and down beyond the earlier one, to whole bins of the
 * histogram, so that neither helps the promise. NaN: nothing was seen; INFINITY: the replication failed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OUTCOMES_H
#define QSWEEP_OUTCOMES_H

#include "qsweep/bytes.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Observations [first, first + n) of a scenario. */
typedef struct qs_outcomes {
    uint64_t scenario, first, n, n_columns;
    double *values; /* [n][n_columns], owned */
} qs_outcomes;

/* Columns of an observation. */
uint64_t qs_outcomes_columns(const qs_select *select);

/* Replications in an observation. */
static inline uint64_t qs_outcomes_step(const qs_plan *plan)
{
    return plan->antithetic ? 2 : 1;
}

/* Room for n observations, all NaN. Errors: QS_ERROR_MEMORY. */
qs_status qs_outcomes_init(qs_outcomes *outcomes, const qs_plan *plan, uint64_t scenario, uint64_t first,
                           uint64_t n);
void qs_outcomes_clear(qs_outcomes *outcomes);

/* As bytes, appended, and back. Errors:
 * QS_ERROR_MEMORY; QS_ERROR_FORMAT (torn, or of another plan). */
qs_status qs_outcomes_pack(const qs_outcomes *outcomes, qs_bytes *bytes);
qs_status qs_outcomes_unpack(qs_reader *reader, const qs_plan *plan, qs_outcomes *outcomes);

#ifdef __cplusplus
}
#endif

#endif
