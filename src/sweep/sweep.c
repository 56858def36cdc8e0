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

/* The same for their histograms, whose size is known only when they are there. */
#define HELD_HISTOGRAM_BYTES ((uint64_t)32 << 20)

typedef struct slot {
    qs_open *open;    /* some blocks have come, not all */
    bool is_finished; /* all have; `summary` waits to be taken */
    bool is_saved;    /* the summary has been told */
    qs_summary summary;
} slot;

struct qs_sweep {
    const qs_plan *plan;
    const qs_layout *layout;
    double *quantiles;
    uint64_t n_blocks;                  /* of a scenario */
    uint64_t next_scenario, next_block; /* to be handed out */
    uint64_t n_handed_out;              /* blocks, with those that need not be */
    uint64_t n_taken;                   /* scenarios, with those skipped; the ring begins here */
    uint64_t n_slots;
    slot *slots;      /* [n_slots] scenario s is in slot s mod n_slots */
    bool *is_skipped; /* [n_scenarios], or NULL: none is */
    uint64_t n_finished, n_replications;
    uint64_t held_histograms; /* bytes, of all summaries that wait to be taken */
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
        qs_open_free(sweep->slots[i].open, sweep->plan);
        qs_summary_clear(&sweep->slots[i].summary);
    }
    qs_free(sweep->slots);
    qs_free(sweep->is_skipped);
    qs_free(sweep->quantiles);
    qs_free(sweep);
}

static bool is_skipped(const qs_sweep *sweep, uint64_t scenario)
{
    return sweep->is_skipped && sweep->is_skipped[scenario];
}

/* To the first block that is to be handed out, from the beginning of a scenario. */
static void enter_scenario(qs_sweep *sweep)
{
    while (sweep->next_scenario < sweep->plan->n_scenarios && is_skipped(sweep, sweep->next_scenario))
        sweep->next_scenario++;
    const slot *s = &sweep->slots[sweep->next_scenario % (sweep->n_slots ? sweep->n_slots : 1)];
    bool is_begun = sweep->next_scenario < sweep->n_taken + sweep->n_slots && s->open &&
                    s->open->folded.scenario == sweep->next_scenario;
    sweep->next_block = is_begun ? s->open->folded.index : 0;
}

bool qs_sweep_next(qs_sweep *sweep, uint64_t max_blocks, qs_task *task)
{
    if (sweep->next_block == 0)
        enter_scenario(sweep);
    if (sweep->next_scenario == sweep->plan->n_scenarios || sweep->n_blocks == 0)
        return false;
    if (sweep->next_scenario >= sweep->n_taken + sweep->n_slots)
        return false;
    if (sweep->held_histograms > HELD_HISTOGRAM_BYTES && sweep->next_scenario > sweep->n_taken &&
        sweep->next_block == 0)
        return false;
    uint64_t left = sweep->n_blocks - sweep->next_block;
    task->scenario = sweep->next_scenario;
    task->first_block = sweep->next_block;
    task->n_blocks = max_blocks < left ? max_blocks : left;
    sweep->next_block += task->n_blocks;
    sweep->n_handed_out += task->n_blocks;
    if (sweep->next_block == sweep->n_blocks) {
        sweep->next_scenario++;
        sweep->next_block = 0;
    }
    return true;
}

uint64_t qs_sweep_n_left(const qs_sweep *sweep)
{
    return sweep->plan->n_scenarios * sweep->n_blocks - sweep->n_handed_out;
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
    return is_whole && is_laid_out && !s->is_finished && !(s->open && qs_open_has(s->open, block->index));
}

/* All blocks of the slot's scenario have come: keep the summary alone. */
static qs_status finish(qs_sweep *sweep, slot *s)
{
    qs_status status = qs_summarise(&s->open->folded, sweep->plan, sweep->layout, sweep->quantiles,
                                    &sweep->cache, &s->summary);
    if (status)
        return status;
    sweep->held_histograms += s->summary.histograms.capacity;
    s->summary.rows = s->open->folded.rows;
    s->open->folded.rows = NULL;
    qs_open_free(s->open, sweep->plan);
    s->open = NULL;
    s->is_finished = true;
    sweep->n_finished++;
    return QS_OK;
}

/* The slot's scenario, opened if it was not. */
static qs_status open_slot(qs_sweep *sweep, slot *s, uint64_t scenario)
{
    if (s->open)
        return QS_OK;
    qs_status status = qs_open_new(sweep->plan, sweep->layout, &s->open);
    if (!status)
        s->open->folded.scenario = scenario;
    return status;
}

qs_status qs_sweep_report(qs_sweep *sweep, qs_block *block)
{
    if (!is_expected(sweep, block))
        return qs_fail(QS_ERROR_INTERNAL, "block %llu of scenario %llu was not expected",
                       (unsigned long long)block->index, (unsigned long long)block->scenario);
    uint64_t n = block->n;
    slot *s = &sweep->slots[block->scenario % sweep->n_slots];
    qs_status status = open_slot(sweep, s, block->scenario);
    if (!status)
        status = qs_open_add(s->open, sweep->plan, sweep->layout, block);
    if (status)
        return status;
    sweep->n_replications += n;
    return s->open->folded.index == sweep->n_blocks ? finish(sweep, s) : QS_OK;
}

/* The ring begins at the first scenario that will be taken. */
static void pass_skipped(qs_sweep *sweep)
{
    while (!qs_sweep_is_done(sweep) && is_skipped(sweep, sweep->n_taken))
        sweep->n_taken++;
}

bool qs_sweep_take(qs_sweep *sweep, qs_summary *summary)
{
    pass_skipped(sweep);
    slot *s = &sweep->slots[sweep->n_taken % (sweep->n_slots ? sweep->n_slots : 1)];
    if (qs_sweep_is_done(sweep) || !s->is_finished)
        return false;
    *summary = s->summary;
    sweep->held_histograms -= summary->histograms.capacity;
    memset(s, 0, sizeof *s);
    sweep->n_taken++;
    pass_skipped(sweep);
    return true;
}

/* ---- leaving off and going on ---- */

qs_status qs_sweep_skip(qs_sweep *sweep, uint64_t scenario, uint64_t n)
{
    qs_status status = QS_OK;
    if (!sweep->is_skipped)
        status = qs_calloc(sweep->plan->n_scenarios, sizeof *sweep->is_skipped, &sweep->is_skipped);
    if (status || sweep->is_skipped[scenario])
        return status;
    sweep->is_skipped[scenario] = true;
    sweep->n_finished++;
    sweep->n_replications += n;
    sweep->n_handed_out += sweep->n_blocks;
    pass_skipped(sweep);
    return QS_OK;
}

qs_status qs_sweep_restore(qs_sweep *sweep, qs_block *beginning)
{
    const qs_plan *plan = sweep->plan;
    uint64_t scenario = beginning->scenario, n = qs_beginning_length(plan, beginning->index);
    bool fits =
        scenario < plan->n_scenarios && beginning->index <= sweep->n_blocks && beginning->first == 0 &&
        beginning->n == n && beginning->n_values == sweep->layout->n_values &&
        beginning->n_histograms == sweep->layout->n_histograms && (beginning->rows || !plan->keep_rows);
    if (!fits)
        return qs_fail(QS_ERROR_FORMAT, "what was kept of scenario %llu is of another study",
                       (unsigned long long)scenario);
    if (scenario < sweep->n_taken || scenario >= sweep->n_taken + sweep->n_slots) {
        qs_block_clear(beginning);
        return QS_OK;
    }
    slot *s = &sweep->slots[scenario % sweep->n_slots];
    qs_status status = open_slot(sweep, s, scenario);
    if (status)
        return status;
    sweep->n_replications += n;
    sweep->n_handed_out += beginning->index;
    qs_open_restore(s->open, plan, beginning);
    return s->open->folded.index == sweep->n_blocks ? finish(sweep, s) : QS_OK;
}

qs_status qs_sweep_save(qs_sweep *sweep, const qs_sweep_saver *saver)
{
    uint64_t end = sweep->next_scenario + (sweep->next_block > 0);
    qs_status status = QS_OK;
    for (uint64_t i = sweep->n_taken; !status && i < end; i++) {
        slot *s = &sweep->slots[i % sweep->n_slots];
        if (s->is_finished && !s->is_saved) {
            status = saver->finished(saver->context, &s->summary);
            s->is_saved = true;
        } else if (s->open && s->open->folded.index > s->open->n_saved) {
            status = saver->begun(saver->context, &s->open->folded);
            s->open->n_saved = s->open->folded.index;
        }
    }
    return status;
}

/* ---- */

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
