/* The pilots of a scenario: a piece of them for a worker; all, for who has the scenario alone.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/pilots.h"

#include "qsweep/engine.h"
#include "qsweep/memory.h"

/* What may be spent on pilots. */
typedef struct purse {
    const qs_engine *engine;
    uint64_t left; /* events */
} purse;

static bool is_empty(void *context)
{
    const purse *p = context;
    return qs_engine_n_events(p->engine) > p->left;
}

/* Pilots [first, end) folded into a piece. limit NULL: none */
static qs_status fold_pilots(qs_engine *engine, const qs_plan *plan, uint64_t first, uint64_t end,
                             double *row, purse *limit, qs_pilot *piece)
{
    for (uint64_t i = first; i < end; i++) {
        qs_replication_key key = qs_plan_pilot_key(plan, piece->scenario, i);
        qs_pilot pilot;
        qs_status status = qs_engine_pilot(engine, &key, row, &pilot);
        if (qs_status_ends_job(status))
            return status;
        if (limit && is_empty(limit))
            return qs_fail(QS_STOPPED, "the pilots take more events than they may");
        if (limit)
            limit->left -= qs_engine_n_events(engine);
        qs_pilot_fold(piece, &pilot);
    }
    return QS_OK;
}

static qs_status fold_piece(qs_engine *engine, const qs_plan *plan, uint64_t scenario, uint64_t index,
                            double *row, purse *limit, qs_pilot *piece)
{
    uint64_t n = qs_plan_n_pilots(plan), first = index * QS_PILOT_PIECE, end = first + QS_PILOT_PIECE;
    *piece = (qs_pilot){.scenario = scenario, .piece = index};
    return fold_pilots(engine, plan, first, end < n ? end : n, row, limit, piece);
}

qs_status qs_pilots_piece(qs_engine *engine, const qs_plan *plan, uint64_t scenario, uint64_t index,
                          double *row, qs_pilot *piece)
{
    return fold_piece(engine, plan, scenario, index, row, NULL, piece);
}

qs_status qs_pilots_all(const qs_plan *plan, const qs_model *model, uint64_t scenario, uint64_t *budget,
                        qs_pilot *all)
{
    qs_engine *engine = NULL;
    double *row = NULL;
    *all = (qs_pilot){.scenario = scenario};
    qs_status status = qs_engine_new(model, &engine);
    if (!status)
        status = qs_calloc((size_t)qs_engine_layout(engine)->n_values, sizeof *row, &row);
    purse limit = {engine, budget ? *budget : 0};
    if (!status && budget)
        qs_engine_set_poll(engine, is_empty, &limit);
    for (uint64_t i = 0; i < qs_plan_n_pilot_pieces(plan) && !status; i++) {
        qs_pilot piece;
        status = fold_piece(engine, plan, scenario, i, row, budget ? &limit : NULL, &piece);
        if (!status)
            qs_pilot_fold(all, &piece);
    }
    if (budget)
        *budget = status ? 0 : limit.left;
    qs_free(row);
    qs_engine_free(engine);
    return status;
}
