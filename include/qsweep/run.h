/* Running a whole sweep in one process; and what this has in common with running it on many.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RUN_H
#define QSWEEP_RUN_H

#include <stdbool.h>

#include "qsweep/sweep.h"
#include "qsweep/worker.h"

/* What the driver of a sweep tells its caller, on rank 0. */
typedef struct qs_run_hooks {
    /* A scenario is finished, in the order of their index; the summary stays the driver's. What it fails with
     * ends the run. */
    qs_status (*finished)(void *context, const qs_summary *summary);
    /* So much is done; called whenever blocks have been filed. May be NULL. */
    void (*progress)(void *context, const qs_progress *progress);
    /* Asked between replications: true ends the run early. May be NULL. */
    bool (*should_stop)(void *context);
    void *context;
} qs_run_hooks;

/* Simulate the whole plan in this process.
 * layout, quantiles [in] as for qs_sweep_new
 * Errors: those of qs_worker_do and qs_sweep_report, what hooks->finished says, QS_STOPPED. */
qs_status qs_run_alone(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                       const qs_model_source *models, const qs_run_hooks *hooks);

/* File a block (the caller's to clear if that fails), hand finished scenarios on, tell the progress. */
qs_status qs_run_file(qs_sweep *sweep, qs_block *block, const qs_run_hooks *hooks);

#endif
