/* One replication again, its visits collected.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/trace.h"

#include <stdlib.h>
#include <string.h>

#include "qsweep/engine.h"
#include "qsweep/memory.h"
#include "qsweep/pilots.h"

typedef struct collection {
    qs_trace *trace;
    qs_status status;
} collection;

static void collect(void *context, const qs_visit *visit)
{
    collection *c = context;
    qs_trace *trace = c->trace;
    if (!c->status)
        c->status = qs_reserve(&trace->visits, &trace->capacity, trace->n_visits + 1, sizeof *trace->visits);
    if (!c->status)
        trace->visits[trace->n_visits++] = *visit;
}

static void note(void *context, const qs_incident *incident)
{
    collection *c = context;
    qs_trace *trace = c->trace;
    if (!c->status)
        c->status = qs_reserve(&trace->incidents, &trace->incident_capacity, trace->n_incidents + 1,
                               sizeof *trace->incidents);
    if (!c->status)
        trace->incidents[trace->n_incidents++] = *incident;
}

static int compare(const void *a, const void *b)
{
    const qs_visit *x = a, *y = b;
    if (x->customer != y->customer)
        return x->customer < y->customer ? -1 : 1;
    return (x->visit > y->visit) - (x->visit < y->visit);
}

static qs_status replicate(qs_engine *engine, const qs_replication_key *key, bool is_watched, qs_trace *trace)
{
    collection c = {.trace = trace};
    trace->layout = *qs_engine_layout(engine);
    qs_status status = qs_calloc((size_t)trace->layout.n_values, sizeof *trace->row, &trace->row);
    if (status)
        return status;
    qs_engine_listen(engine, collect, &c);
    if (is_watched)
        qs_engine_watch(engine, note, &c);
    status = qs_engine_replicate(engine, key, trace->row, NULL);
    if (trace->n_visits > 0)
        qsort(trace->visits, trace->n_visits, sizeof *trace->visits, compare);
    return c.status ? c.status : status;
}

static qs_status simulate(const qs_plan *plan, const qs_model *model, uint64_t scenario, uint64_t replication,
                          bool is_watched, qs_trace *trace)
{
    *trace = (qs_trace){0};
    qs_replication_key key = qs_plan_key(plan, scenario, replication);
    qs_engine *engine;
    qs_pilot pilots = {0};
    qs_status status = QS_OK;
    if (model->run.warmup_mser5)
        status = qs_pilots_all(plan, model, scenario, NULL, &pilots);
    if (!status)
        status = qs_engine_new(model, &engine);
    if (status)
        return status;
    qs_engine_set_cut(engine, qs_pilot_cut(&pilots));
    status = replicate(engine, &key, is_watched, trace);
    qs_engine_free(engine);
    return status;
}

qs_status qs_trace_replicate(const qs_plan *plan, const qs_model *model, uint64_t scenario,
                             uint64_t replication, qs_trace *trace)
{
    return simulate(plan, model, scenario, replication, false, trace);
}

qs_status qs_trace_watch(const qs_plan *plan, const qs_model *model, uint64_t scenario, uint64_t replication,
                         qs_trace *trace)
{
    return simulate(plan, model, scenario, replication, true, trace);
}

void qs_trace_clear(qs_trace *trace)
{
    qs_free(trace->incidents);
    qs_free(trace->visits);
    qs_free(trace->row);
    memset(trace, 0, sizeof *trace);
}
