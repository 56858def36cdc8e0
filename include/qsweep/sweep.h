/* What to simulate next, and what the results come to: a pure state machine.
 *
 * How many replications a scenario gets is its policy's to say (policy.h). qs_sweep_next() hands out tasks,
 * qs_sweep_report() takes finished blocks in any order, qs_sweep_take() gives finished scenarios in the order
 * of their index. Blocks are folded in index order, so the results do not depend on the order in which they
 * were reported, nor on the grouping of blocks into tasks. Where a scenario may have run.warmup mser5, its
 * pilots are handed out before its blocks, which then carry the cut that the pilots come to; folded in index
 * order too, they come to the same cut. Not collective; lives on rank 0.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SWEEP_H
#define QSWEEP_SWEEP_H

#include <stdbool.h>

#include "qsweep/block.h"
#include "qsweep/decide.h"
#include "qsweep/pilot.h"
#include "qsweep/plan.h"
#include "qsweep/policy.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_sweep qs_sweep;

/* A sweep over a plan, which must outlive it, as must the layout.
 * quantiles [in] [layout n_quantiles] the probabilities of the quantile metrics, copied
 * out [out] owned by the caller (qs_sweep_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_sweep_new(const qs_plan *plan, const qs_layout *layout, const double *quantiles, qs_sweep **out);
void qs_sweep_free(qs_sweep *sweep);

/* Another policy than the plan's (policy.h), taken over, also on failure. Before anything else is done with
 * the sweep. Errors: QS_ERROR_MEMORY (the sweep can only be freed then). */
qs_status qs_sweep_set_policy(qs_sweep *sweep, qs_policy *policy);

/* Told of each decision that falls from now on, before it is done: n_folded replications of its scenario are
 * folded. Nothing may be done with the sweep meanwhile. */
typedef void qs_sweep_watch(void *context, const qs_decision *decision, uint64_t n_folded);
void qs_sweep_set_watch(qs_sweep *sweep, qs_sweep_watch *watch, void *context);

/* The caller keeps the rows of blocks itself where they are large (qs_plan_has_large_rows): the sweep drops
 * them, and summaries have none. Before anything else is done with the sweep. Errors: QS_ERROR_MEMORY. */
qs_status qs_sweep_drop_large_rows(qs_sweep *sweep);

/* Are the rows of blocks dropped? Is this one that will be filed (qs_sweep_report), so that its rows must be
 * kept? */
bool qs_sweep_drops_rows(const qs_sweep *sweep);
bool qs_sweep_wants(const qs_sweep *sweep, const qs_block *block);

/* The next task of at most max_blocks blocks (>= 1), in the order of scenarios and blocks. False when there
 * is none to be had now: all blocks have been handed out, or so many scenarios are finished behind a slow one
 * that they would fill the memory; then blocks that are out will make room, so ask again after a report. */
bool qs_sweep_next(qs_sweep *sweep, uint64_t max_blocks, qs_task *task);

/* From now on scenarios are served in rounds, as many together as their beginnings fit in memory: there is
 * soon something to see of each. No result changes by that. */
void qs_sweep_serve_in_rounds(qs_sweep *sweep);

/* File a finished block; its contents are taken over and the block is empty afterwards.
 * Errors: QS_ERROR_MEMORY (the sweep can only be freed then); QS_ERROR_INTERNAL (a block that was never
 * handed out, came twice, or is of another layout): the block is left to the caller, the sweep as it was. */
qs_status qs_sweep_report(qs_sweep *sweep, qs_block *block);

/* Memory of a block that has been folded, to simulate the next one in (qs_worker_reuse); all zero if there is none.
 * block [out] the caller's to clear */
void qs_sweep_spare(qs_sweep *sweep, qs_block *block);

/* File a piece of pilots. *settles [out] false if it was the scenario's last and the start does not wear off
 * within the horizon (qs_pilot_settles). Errors: QS_ERROR_MEMORY; QS_ERROR_INTERNAL (one that was never
 * handed out, or came twice): the sweep is as it was. */
qs_status qs_sweep_report_pilot(qs_sweep *sweep, const qs_pilot *piece, bool *settles);

/* Where the plan decides (select): before anything is handed out, with what scenarios cost (NULL: that plays
 * no part). Until the decision has fallen only outcomes are handed out; then the scenarios that are reported
 * are simulated like those of any plan, and the others count as done. Errors: QS_ERROR_MEMORY. */
qs_status qs_sweep_decide(qs_sweep *sweep, const double *cost);

/* File outcomes, of this run or an earlier one; their contents are taken over. Errors: QS_ERROR_MEMORY. */
qs_status qs_sweep_report_outcomes(qs_sweep *sweep, qs_outcomes *piece);

/* All outcomes of an earlier run have been filed. */
void qs_sweep_go_on_deciding(qs_sweep *sweep);

/* What has been decided, so far; NULL: the plan decides nothing. */
const qs_decided *qs_sweep_decided(const qs_sweep *sweep);

/* The next finished scenario, in index order: true and *summary (the caller clears it) if there is one. The
 * mean is over replications, with its Student-t interval. A quantile is that of the merged histogram, its
 * interval comes from how the share at or below it varies over sections of replications. All rules are told
 * in sweep/estimate.c; docs/statistics.md has how often they cover. */
bool qs_sweep_take(qs_sweep *sweep, qs_summary *summary);

/* ---- leaving off and going on; before the first qs_sweep_next ---- */

/* The results of a scenario, of n replications, exist already: it is neither handed out nor given by
 * qs_sweep_take. Errors: QS_ERROR_MEMORY. */
qs_status qs_sweep_skip(qs_sweep *sweep, uint64_t scenario, uint64_t n);

/* Go on behind the beginning of a scenario: only its other blocks are handed out. With it the results are
 * those of a sweep that was never left, to the bit. A scenario that the sweep has no room for yet begins
 * anew, which changes nothing either. beginning [in] its contents are taken over; empty afterwards Errors:
 * QS_ERROR_MEMORY; QS_ERROR_FORMAT (not one of this plan and layout). */
qs_status qs_sweep_restore(qs_sweep *sweep, qs_block *beginning);

/* Go on behind pilots that were folded before, `piece` pieces of them, in the same way. Errors: as
 * qs_sweep_restore. */
qs_status qs_sweep_restore_pilots(qs_sweep *sweep, const qs_pilot *folded);

/* Take up decisions that were kept (qs_sweep_saver), before all else that is restored; n = 0: there are none.
 * Errors: QS_ERROR_FORMAT (not of this policy), QS_ERROR_MEMORY. */
qs_status qs_sweep_restore_decisions(qs_sweep *sweep, const unsigned char *record, size_t n);

/* Told about what a sweep holds; what they fail with ends the saving. */
typedef struct qs_sweep_saver {
    /* A finished scenario that has not been taken yet; stays the sweep's. */
    qs_status (*finished)(void *context, const qs_summary *summary);
    /* The beginning of a scenario under way; stays the sweep's. Its rows are all [n][n_values]. */
    qs_status (*begun)(void *context, const qs_block *beginning);
    void *context;
    /* The pilots folded so far of a scenario that is not finished, `piece` pieces of them. May be NULL. */
    qs_status (*pilots)(void *context, const qs_pilot *folded);
    /* All that the policy has decided so far (qs_sweep_tell_decisions); told first. May be NULL. */
    qs_status (*decided)(void *context, const qs_bytes *record);
} qs_sweep_saver;

/* Tell what the policy has decided since this was last done, if that is more than follows from beginnings;
 * before the scenarios that it finished are taken, for of these there is no beginning any more, from which to
 * decide on the others. decided may be NULL. Errors: its own, QS_ERROR_MEMORY. */
qs_status qs_sweep_tell_decisions(qs_sweep *sweep,
                                  qs_status (*decided)(void *context, const qs_bytes *record), void *context);

/* Tell of each scenario that has more to say than when this was last called. Blocks that have come out of
 * turn wait for those before them and are not told: they will be simulated again. */
qs_status qs_sweep_save(qs_sweep *sweep, const qs_sweep_saver *saver);

/* ---- */

/* Blocks not handed out yet. */
uint64_t qs_sweep_n_left(const qs_sweep *sweep);

/* All scenarios have been taken. */
bool qs_sweep_is_done(const qs_sweep *sweep);

/* Scenarios finished and replications reported so far, and in all. */
typedef struct qs_progress {
    uint64_t scenarios, n_scenarios;
    uint64_t replications, n_replications;
    bool is_deciding;     /* the decision has not fallen yet; scenarios are those settled */
    qs_deciding deciding; /* of a plan that decides, also afterwards */
} qs_progress;
qs_progress qs_sweep_progress(const qs_sweep *sweep);

#ifdef __cplusplus
}
#endif

#endif
