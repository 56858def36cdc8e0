/* One replication again, from its key alone, visit by visit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TRACE_H
#define QSWEEP_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "qsweep/incident.h"
#include "qsweep/metric.h"
#include "qsweep/model.h"
#include "qsweep/plan.h"
#include "qsweep/visit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a replication was. All-zero is empty. */
typedef struct qs_trace {
    size_t n_visits, capacity;
    qs_visit *visits; /* [n_visits] in the order of customers, then of their visits; owned */
    qs_layout layout; /* of row */
    double *row;      /* [layout n_values] its metrics, to the bit those of the sweep; owned */
    size_t n_incidents, incident_capacity;
    qs_incident *incidents; /* [n_incidents] in the order in which they happened, where asked for; owned */
} qs_trace;

/* Simulate replication `replication` of a scenario of a plan.
 * model [in]  of the scenario, finished
 * trace [out] the caller's to clear, in any case. After a replication that failed it holds the visits that
 * had ended by then, and a row of NaN Errors: those of qs_engine_replicate; QS_ERROR_MEMORY. */
qs_status qs_trace_replicate(const qs_plan *plan, const qs_model *model, uint64_t scenario,
                             uint64_t replication, qs_trace *trace);

/* The same, with the incidents. */
qs_status qs_trace_watch(const qs_plan *plan, const qs_model *model, uint64_t scenario, uint64_t replication,
                         qs_trace *trace);
void qs_trace_clear(qs_trace *trace);

#ifdef __cplusplus
}
#endif

#endif
