/* One replication of one model: a pure function of (model, key).
 *
 * An engine is the working memory for one model, reused over replications without allocating once
 * warm. Not collective, no MPI; engines share nothing, so threads may each have one.
 *
 * Order of simultaneous events: ends of service and of dead time first (by window, then member, then server),
 * then breakdowns and repairs (likewise), then a sample of the series, then an edge of the intervals, then
 * the warm-up's end or the horizon, then changes of shift and speed (by window, then member), then arrivals
 * (by source), then customers coming back from thinking, then those who come again after having been lost,
 * then changes of class, then help for those who wait in a line, then patience that runs out. What one of
 * them brings about at the same instant takes its place among those still to come.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_H
#define QSWEEP_ENGINE_H

#include <stdbool.h>

#include "qsweep/histogram.h"
#include "qsweep/incident.h"
#include "qsweep/metric.h"
#include "qsweep/model.h"
#include "qsweep/pilot.h"
#include "qsweep/stream.h"
#include "qsweep/visit.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_engine qs_engine;

/* An engine for a finished model, which must outlive it.
 * out [out] owned by the caller (qs_engine_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_engine_new(const qs_model *model, qs_engine **out);
void qs_engine_free(qs_engine *engine);

/* What an engine leaves to the next one: clean memory for counts, which the system would have to clear again. All-zero:
 * nothing. new_in takes it, where it fits; leave frees the engine and puts it there (NULL: does nothing). */
typedef struct qs_engine_memory {
    uint32_t *tallies;
    size_t n;
} qs_engine_memory;
qs_status qs_engine_new_in(qs_engine_memory *memory, const qs_model *model, qs_engine **out);
void qs_engine_leave(qs_engine *engine, qs_engine_memory *memory);
void qs_engine_memory_clear(qs_engine_memory *memory);

/* The layout of its rows; owned by the engine. */
const qs_layout *qs_engine_layout(const qs_engine *engine);

/* The member whose waits and sojourns are those of a member of a scope too, whatever happens: of the only
 * class those of the system, of the only window that everybody visits once those of the system. Members are
 * numbered in the order of their histograms; it is the first of those with the same values, or the member
 * itself. */
int qs_engine_same_values(const qs_engine *engine, qs_scope scope, int member);

/* Where the model says run.warmup mser5: replications are measured from this instant on, until it is set
 * again; from 0 if it never was. */
void qs_engine_set_cut(qs_engine *engine, double cut);

/* Simulate one pilot of such a model: without warm-up, up to the horizon.
 * row   [out] [layout n_values] scratch
 * pilot [out] all-zero when it fails
 * Errors: those of qs_engine_replicate. */
qs_status qs_engine_pilot(qs_engine *engine, const qs_replication_key *key, double *row, qs_pilot *pilot);

/* From now on only these values are read of a row, of whole periods or of intervals: others may be left as
 * they are, so that they need not be measured. Those that are read have the bits they always have.
 * spots [in] [n] looked at in this call; NULL: all is read again, as at the beginning */
void qs_engine_want(qs_engine *engine, const qs_spot *spots, size_t n);

/* Simulate one replication.
 * key        [in]
 * row        [out] [layout n_values] all NaN when the replication fails
 * histograms [in,out] [layout n_histograms] the replication's waits and sojourns are added, of members with
 * the same values to the first of them alone (qs_engine_same_values); NULL: not wanted; untouched when it
 * fails Errors: QS_ERROR_DEADLOCK, QS_ERROR_LIMIT (too many customers present, too many events),
 * QS_ERROR_NUMERIC, QS_ERROR_MEMORY, QS_STOPPED. The engine can be used again after each. */
qs_status qs_engine_replicate(qs_engine *engine, const qs_replication_key *key, double *row,
                              qs_histogram *histograms);

/* Events executed and customers simulated by the last replication (for the benchmark and progress). */
uint64_t qs_engine_n_events(const qs_engine *engine);
uint64_t qs_engine_n_customers(const qs_engine *engine);

/* How it computes a replication that is read whole: "recursion", "plain" (the event loop for models of few
 * features) or "general" (the event loop for all). */
const char *qs_engine_loop(const qs_engine *engine);

/* Have `poll` called every some thousand events, so that a long replication can be given up: true makes it
 * fail with QS_STOPPED; how many there were by then, qs_engine_n_events() tells. NULL: no more. */
typedef bool qs_engine_poll(void *context);
void qs_engine_set_poll(qs_engine *engine, qs_engine_poll *poll, void *context);

/* Have every visit told as it ends (NULL: no more). The metrics are the same with and without. */
void qs_engine_listen(qs_engine *engine, qs_visit_listener *listener, void *context);

/* Have every incident told as it happens (NULL: no more), likewise. */
void qs_engine_watch(qs_engine *engine, qs_incident_listener *watcher, void *context);

#ifdef __cplusplus
}
#endif

#endif
