/* Doing a task: models made on demand, replications run, blocks folded.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_WORKER_H
#define QSWEEP_WORKER_H

#include <stdbool.h>

#include "qsweep/block.h"
#include "qsweep/model.h"
#include "qsweep/outcomes.h"
#include "qsweep/pilot.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where models come from: the model of a scenario, finished, the caller's to clear. */
typedef struct qs_model_source {
    qs_status (*make)(const void *context, uint64_t scenario, qs_model *out);
    const void *context;
} qs_model_source;

typedef struct qs_worker qs_worker;

/* A worker for a plan, which must outlive it. Errors: QS_ERROR_MEMORY. */
qs_status qs_worker_new(const qs_plan *plan, const qs_model_source *models, qs_worker **out);
void qs_worker_free(qs_worker *worker);

/* Have `poll` called after each replication and before each piece of pilots, and within a replication every
 * some thousand events, so that messages and signals are looked after meanwhile; true gives the block, or the
 * piece, up. NULL: no more. */
typedef bool qs_worker_poll(void *context);
void qs_worker_set_poll(qs_worker *worker, qs_worker_poll *poll, void *context);

/* Simulate one block of a scenario; the engine of the last scenario is kept. An observation is a replication;
 * of an antithetic plan it is a pair, each value the mean of its two; where one alone observed it, it is
 * among the block's singles. A pair of which one fails is in no moments and no histogram. block [out] the
 * caller's to clear. A replication that fails is counted in it and is no error. Errors: QS_ERROR_MEMORY,
 * QS_ERROR_INTERNAL, what the model source says; QS_STOPPED when the poll gave it up. The block is empty
 * then. */
qs_status qs_worker_do(qs_worker *worker, uint64_t scenario, uint64_t index, qs_block *block);

/* Take over a block that is done with, empty afterwards: the next one is simulated in its memory. */
void qs_worker_reuse(qs_worker *worker, qs_block *block);

/* Of the scenario last simulated: where things lie in its rows, and the quantiles wanted. The worker's. */
const qs_layout *qs_worker_layout(const qs_worker *worker);
const double *qs_worker_quantiles(const qs_worker *worker);

/* Simulate a piece of a scenario's pilots; nothing, if its model does not say run.warmup mser5. Errors: as
 * above. */
qs_status qs_worker_pilot(qs_worker *worker, uint64_t scenario, uint64_t index, qs_pilot *piece);

/* Simulate n observations of a scenario from `first` on, and keep of them what a decision needs alone; fewer
 * where this worker has simulated all before them and the scenario is decided by these.
 * outcomes [out] the caller's to clear. Errors: as of qs_worker_do; they are empty then. */
qs_status qs_worker_outcomes(qs_worker *worker, uint64_t scenario, uint64_t first, uint64_t n,
                             qs_outcomes *outcomes);

/* From which instant on blocks are measured where the model says run.warmup mser5 (qs_engine_set_cut), until
 * it is set again. */
void qs_worker_set_cut(qs_worker *worker, double cut);

/* A piece of a block is what there is of it before it is whole: replications [first, first + n), folded, with
 * their rows. Going on from it gives the bits of a block that was never left. */

/* Have `keep` called with the piece of the block at hand when so many seconds have passed since it was last
 * called, for this block or one before, and when the block is given up, unless there is nothing new. What it
 * fails with ends the block. NULL: no more. */
typedef qs_status qs_worker_keep(void *context, const qs_block *piece);
void qs_worker_set_keep(qs_worker *worker, qs_worker_keep *keep, double seconds, void *context);

/* When the piece's block is to be simulated, go on from it. One that is of no such plan, or damaged, is
 * passed over. packed [in] [n] the piece (qs_block_pack), copied. Errors: QS_ERROR_MEMORY. */
qs_status qs_worker_go_on(qs_worker *worker, const unsigned char *packed, size_t n);

#ifdef __cplusplus
}
#endif

#endif
