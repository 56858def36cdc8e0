/* Running a whole sweep in one process; and what this has in common with running it on many.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RUN_H
#define QSWEEP_RUN_H

#include <stdbool.h>

#include "qsweep/sweep.h"
#include "qsweep/worker.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the driver of a sweep tells its caller, on rank 0. */
typedef struct qs_run_hooks {
    /* A scenario is finished, in the order of their index; the summary stays the driver's. What it fails with
     * ends the run. */
    qs_status (*finished)(void *context, const qs_summary *summary);
    /* The same, in place of it unless NULL: the summary may be taken over, and is empty then. */
    qs_status (*take)(void *context, qs_summary *summary);
    /* So much is done; called whenever blocks have been filed. May be NULL. */
    void (*progress)(void *context, const qs_progress *progress);
    /* Asked between replications, and now and then within a long one: true ends the run early. May be NULL.
     * The only hook that other ranks have: there it asks rank 0 to end the run. */
    bool (*should_stop)(void *context);
    /* Nothing has been handed out yet: what was done before may be skipped and restored. May be NULL. */
    qs_status (*begin)(void *context, qs_sweep *sweep);
    /* Whole results have been filed: what the sweep holds may be saved. Called often; is_last when the run
     * ends before the sweep is done, for whatever reason. May be NULL. */
    qs_status (*save)(void *context, qs_sweep *sweep, bool is_last);
    /* A block, or a beginning, whose rows are large comes with them: they are kept nowhere else. NULL: rows
     * stay in memory however large, and come with the summary. */
    qs_status (*rows)(void *context, const qs_block *block);
    /* A piece of a block that is under way (qs_worker_set_keep) shall be kept. May be NULL. */
    qs_status (*keep_piece)(void *context, const qs_block *piece);
    /* The piece that was kept of a block that is about to be handed out, packed: appended to bytes; nothing
     * if there is none. May be NULL. */
    qs_status (*find_piece)(void *context, uint64_t scenario, uint64_t index, qs_bytes *bytes);
    /* The run was stopped, and other ranks do not answer: the job is about to be ended. why [in] NULL, or
     * what ended it, if the farm alone knows that. May be NULL. */
    void (*abandoned)(void *context, const char *why);
    /* The pilots of a scenario say that its start does not wear off within the horizon. May be NULL. */
    void (*unsettled)(void *context, uint64_t scenario);
    /* All that the policy has decided so far, told before the scenarios that it finishes. NULL: not kept. */
    qs_status (*decided)(void *context, const qs_bytes *record);
    /* The policy has looked at a scenario of which n_folded replications are folded, and decided. NULL:
     * nobody wants to know. */
    void (*looked)(void *context, const qs_decision *decision, uint64_t n_folded);
    /* A rank has simulated n replications, which took it so many seconds; told when they are filed. NULL:
     * nobody wants to know. */
    void (*simulated)(void *context, int rank, uint64_t n, double seconds);
    /* Outcomes have come that a decision needs: they are kept, for all follows from them. NULL: not kept. */
    qs_status (*outcomes)(void *context, const qs_outcomes *piece);
    void *context;
} qs_run_hooks;

/* What the bits of results rest on: the library of the functions, and the set of vector instructions in use
 * ("avx512"), which by design changes nothing. Static. */
const char *qs_run_functions(void);
const char *qs_run_vectors(void);

/* Simulate the whole plan in this process.
 * layout, quantiles [in] as for qs_sweep_new
 * Errors: those of qs_worker_do and qs_sweep_report, what hooks->finished says, QS_STOPPED. */
qs_status qs_run_alone(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                       const qs_model_source *models, const qs_run_hooks *hooks);

/* A sweep over the plan, with what was done before. Errors: those of qs_sweep_new and hooks->begin. */
qs_status qs_run_begin(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                       const qs_run_hooks *hooks, qs_sweep **out);

/* Have the sweep saved, if the hooks can. */
qs_status qs_run_save(qs_sweep *sweep, const qs_run_hooks *hooks, bool is_last);

/* Have a piece kept, if the hooks can; on the disk too, if it is time for that. */
qs_status qs_run_keep_piece(qs_sweep *sweep, const qs_run_hooks *hooks, const qs_block *piece);

/* Have the worker go on from the piece that was kept of a block, if one was. */
qs_status qs_run_go_on(qs_worker *worker, const qs_run_hooks *hooks, uint64_t scenario, uint64_t index);

/* The run ended with a status: unless that is QS_OK or a full disk, have what the sweep holds saved. Gives
 * the status, or what the saving failed with. */
qs_status qs_run_end(qs_sweep *sweep, const qs_run_hooks *hooks, qs_status status);

/* Simulate outcomes, the task, and file them; or file some that were simulated elsewhere: their contents are
 * taken over. Errors: those of qs_worker_outcomes, qs_sweep_report_outcomes and the hooks. */
qs_status qs_run_outcomes(qs_sweep *sweep, qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks);
qs_status qs_run_file_outcomes(qs_sweep *sweep, qs_outcomes *piece, const qs_run_hooks *hooks);

/* Simulate a piece of pilots, the task, and file it; or file one that was simulated elsewhere. */
qs_status qs_run_pilot(qs_sweep *sweep, qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks);
qs_status qs_run_file_pilot(qs_sweep *sweep, const qs_pilot *piece, const qs_run_hooks *hooks);

/* Simulate a block on rank 0 and have its speed told. block [out] the caller's to clear in any case.
 * Errors: those of qs_worker_do and hooks->find_piece. */
qs_status qs_run_block(qs_worker *worker, const qs_task *task, const qs_run_hooks *hooks, qs_block *block);

/* File a block (the caller's to clear if that fails), hand finished scenarios on, tell the progress. */
qs_status qs_run_file(qs_sweep *sweep, qs_block *block, const qs_run_hooks *hooks);

#ifdef __cplusplus
}
#endif

#endif
