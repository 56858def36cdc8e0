/* The sweep: a cursor over all blocks, and a ring of the scenarios between the first that has not been taken
 * and the last that has been begun.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/sweep.h"

#include <string.h>

#include "qsweep/memory.h"
#include "sweep_internal.h"

/* Bytes that scenarios finished behind a slow one may hold before no more are begun. */
#define HELD_BYTES ((uint64_t)128 << 20)

typedef struct slot {
    qs_open *open;    /* some blocks have come, not all */
    bool is_finished; /* all have; `summary` waits to be taken */
    qs_summary summary;
} slot;

struct qs_sweep {
    const qs_plan *plan;
    const qs_layout *layout;
    double *quantiles;
    uint64_t n_blocks;                  /* of a scenario */
    uint64_t next_scenario, next_block; /* to be handed out */
    uint64_t n_taken;                   /* scenarios; the ring begins here */
    uint64_t n_slots;
    slot *slots; /* [n_slots] scenario s is in slot s mod n_slots */
    uint64_t n_finished, n_replications;
    qs_t_cache cache;
};

/* How many scenarios may be begun and not taken. */
static uint64_t choose_n_slots(const qs_plan *plan, const qs_layout *layout)
{
    uint64_t values = (uint64_t)layout->n_values;
    uint64_t bytes = sizeof(slot) + 5 * sizeof(double) * values;
    if (plan->keep_rows)
        bytes += plan->n_replications * values * sizeof(double);
    uint64_t n = HELD_BYTES / bytes;
    if (n < 2)
        n = 2;
    return n < plan->n_scenarios ? n : plan->n_scenarios;
}

qs_status qs_sweep_new(const qs_plan *plan, const qs_layout *layout, const double *quantiles, qs_sweep **out)
{
    qs_sweep *sweep;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *sweep, &sweep);
    if (status)
        return status;
    sweep->plan = plan;
    sweep->layout = layout;
    sweep->n_blocks = qs_plan_n_blocks(plan);
    sweep->n_slots = choose_n_slots(plan, layout);
    status = qs_calloc((size_t)layout->n_quantiles, sizeof *sweep->quantiles, &sweep->quantiles);
    if (!status)
        status = qs_calloc(sweep->n_slots, sizeof *sweep->slots, &sweep->slots);
    if (status) {
        qs_sweep_free(sweep);
        return status;
    }
    if (layout->n_quantiles > 0)
        memcpy(sweep->quantiles, quantiles, (size_t)layout->n_quantiles * sizeof *quantiles);
    *out = sweep;
    return QS_OK;
}

void qs_sweep_free(qs_sweep *sweep)
{
    if (!sweep)
        return;
    for (uint64_t i = 0; sweep->slots && i < sweep->n_slots; i++) {
        qs_open_free(sweep->slots[i].open, sweep->plan, sweep->layout);
        qs_summary_clear(&sweep->slots[i].summary);
    }
    qs_free(sweep->slots);
    qs_free(sweep->quantiles);
    qs_free(sweep);
}

bool qs_sweep_next(qs_sweep *sweep, uint64_t max_blocks, qs_task *task)
{
    if (sweep->next_scenario == sweep->plan->n_scenarios || sweep->n_blocks == 0)
        return false;
    if (sweep->next_scenario >= sweep->n_taken + sweep->n_slots)
        return false;
    uint64_t left = sweep->n_blocks - sweep->next_block;
    task->scenario = sweep->next_scenario;
    task->first_block = sweep->next_block;
    task->n_blocks = max_blocks < left ? max_blocks : left;
    sweep->next_block += task->n_blocks;
    if (sweep->next_block == sweep->n_blocks) {
        sweep->next_scenario++;
        sweep->next_block = 0;
    }
    return true;
}

uint64_t qs_sweep_n_left(const qs_sweep *sweep)
{
    return (sweep->plan->n_scenarios - sweep->next_scenario) * sweep->n_blocks - sweep->next_block;
}

/* A block that is one of this sweep's, was handed out and comes for the first time. */
static bool is_expected(const qs_sweep *sweep, const qs_block *block)
{
    bool is_out = block->scenario < sweep->next_scenario ||
                  (block->scenario == sweep->next_scenario && block->index < sweep->next_block);
    if (!is_out || block->scenario < sweep->n_taken || block->index >= sweep->n_blocks)
        return false;
    const qs_plan *plan = sweep->plan;
    uint64_t first = block->index * plan->block, left = plan->n_replications - first;
    bool is_whole = block->first == first && block->n == (left < plan->block ? left : plan->block);
    bool is_laid_out = block->n_values == sweep->layout->n_values &&
                       block->n_histograms == sweep->layout->n_histograms &&
                       (block->rows || !plan->keep_rows);
    const slot *s = &sweep->slots[block->scenario % sweep->n_slots];
    return is_whole && is_laid_out && !s->is_finished && !(s->open && s->open->has_come[block->index]);
}

/* All blocks of the slot's scenario have come: keep the summary alone. */
static qs_status finish(qs_sweep *sweep, slot *s, uint64_t scenario)
{
    qs_status status =
        qs_open_summarise(s->open, sweep->plan, sweep->layout, sweep->quantiles, &sweep->cache, &s->summary);
    if (status)
        return status;
    s->summary.scenario = scenario;
    qs_open_free(s->open, sweep->plan, sweep->layout);
    s->open = NULL;
    s->is_finished = true;
    sweep->n_finished++;
    return QS_OK;
}

qs_status qs_sweep_report(qs_sweep *sweep, qs_block *block)
{
    if (!is_expected(sweep, block))
        return qs_fail(QS_ERROR_INTERNAL, "block %llu of scenario %llu was not expected",
                       (unsigned long long)block->index, (unsigned long long)block->scenario);
    uint64_t scenario = block->scenario, n = block->n;
    slot *s = &sweep->slots[scenario % sweep->n_slots];
    qs_status status = s->open ? QS_OK : qs_open_new(sweep->plan, sweep->layout, &s->open);
    if (!status)
        status = qs_open_add(s->open, sweep->plan, sweep->layout, block);
    if (status)
        return status;
    sweep->n_replications += n;
    return s->open->n_reported == sweep->n_blocks ? finish(sweep, s, scenario) : QS_OK;
}

bool qs_sweep_take(qs_sweep *sweep, qs_summary *summary)
{
    slot *s = &sweep->slots[sweep->n_taken % (sweep->n_slots ? sweep->n_slots : 1)];
    if (qs_sweep_is_done(sweep) || !s->is_finished)
        return false;
    *summary = s->summary;
    memset(s, 0, sizeof *s);
    sweep->n_taken++;
    return true;
}

bool qs_sweep_is_done(const qs_sweep *sweep)
{
    return sweep->n_taken == sweep->plan->n_scenarios;
}

qs_progress qs_sweep_progress(const qs_sweep *sweep)
{
    const qs_plan *plan = sweep->plan;
    return (qs_progress){sweep->n_finished, plan->n_scenarios, sweep->n_replications,
                         plan->n_scenarios * plan->n_replications};
}
