/* A trial: the first replications of a scenario, to see what it comes to before a study is run.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TRIAL_H
#define QSWEEP_TRIAL_H

#include "qsweep/metric.h"
#include "qsweep/plan.h"
#include "qsweep/worker.h"

#ifdef __cplusplus
extern "C" {
#endif

/* How much may be spent on a scenario: so many looks. One is taken after each replication, and within
 * one every 16384 events (by recursion, customers). Where a model is large a look counts for several, for an
 * event may then take longer. */
enum { QS_TRIAL_LOOKS = 32 };

/* All-zero is empty. */
typedef struct qs_trial {
    uint64_t n;       /* replications that were simulated whole and did not fail */
    int n_values;     /* 0 with n = 0 */
    double *mean;     /* [n_values] means of rows, NaN where never observed; owned */
    qs_layout layout; /* of a row, as far as metrics go */
} qs_trial;

/* Simulate replications 0, 1, ... of a scenario, each by itself (antithetic or not), until all are done or
 * `n_looks` are spent: the same everywhere, for the clock has no say. A model that is too large to be tried
 * gives n = 0, as does one of which no replication is whole by then. trial [out] the caller's to clear, in
 * any case. Errors: those of qs_worker_do but QS_STOPPED. */
qs_status qs_trial_run(const qs_plan *plan, const qs_model_source *models, uint64_t scenario,
                       uint64_t n_looks, qs_trial *trial);
void qs_trial_clear(qs_trial *trial);

/* A mean; NaN where it was never observed or does not exist. */
double qs_trial_mean(const qs_trial *trial, qs_scope scope, int member, qs_metric metric, int item);

#ifdef __cplusplus
}
#endif

#endif
