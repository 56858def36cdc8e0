/* The sweep: a ring of the scenarios between the first that has not been taken and the last that has been
 * begun. Blocks that a decision needs are handed out first, of scenarios begun before those of new ones; only
 * when there are none, blocks that may turn out to have been too much. None of this changes a result.
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

enum {
    /* Blocks handed out beyond the next decision on a scenario at most, when nothing else is to be done. */
    BLOCKS_AHEAD = 64,
    GUESSED_LOOKS =
        8 /* times the replications before the first decision: a guess at how many there will be */
};

typedef struct slot {
    uint64_t scenario;   /* once it has been begun */
    qs_open *open;       /* some blocks have come, not all */
    bool is_finished;    /* all that are needed have; `summary` waits to be taken */
    bool is_saved;       /* the summary has been told */
    uint64_t next_block; /* to be handed out */
    uint64_t look;       /* blocks folded when it is decided next whether the scenario is finished */
    qs_warming warming;  /* run.warmup mser5 */
    qs_summary summary;
} slot;

struct qs_sweep {
    const qs_plan *plan;
    const qs_layout *layout;
    double *quantiles;
    uint64_t n_blocks;      /* of a scenario, at most */
    uint64_t first_look;    /* blocks that every scenario needs */
    uint64_t n_pilots;      /* pieces of each scenario's pilots; 0: there are none */
    uint64_t next_scenario; /* to be begun */
    uint64_t first_needy;   /* scenarios from n_taken to before this one need no more blocks for their next
                               decision */
    uint64_t n_left;        /* blocks that are needed for sure and have not been handed out */
    uint64_t n_taken;       /* scenarios, with those skipped; the ring begins here */
    uint64_t n_slots;
    slot *slots;      /* [n_slots] scenario s is in slot s mod n_slots */
    bool *is_skipped; /* [n_scenarios], or NULL: none is */
    uint64_t n_finished, n_replications;
    bool has_rows;            /* blocks have rows, and these are held here */
    uint64_t held_histograms; /* bytes, of all summaries that wait to be taken */
    qs_t_cache cache;
};

/* Of one scenario. Where their number is not known, memory is taken as they come. */
static uint64_t rows_expected(const qs_plan *plan)
{
    uint64_t guess = GUESSED_LOOKS * qs_plan_block_first(plan, qs_plan_next_look(plan, 0));
    return guess < plan->n_replications ? guess : plan->n_replications;
}

/* How many scenarios may be begun and not taken. */
static uint64_t choose_n_slots(const qs_plan *plan, const qs_layout *layout, bool has_rows)
{
    uint64_t values = (uint64_t)layout->n_values;
    uint64_t bytes = sizeof(slot) + 5 * sizeof(double) * values;
    if (has_rows)
        bytes += rows_expected(plan) * values * sizeof(double);
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
    sweep->first_look = sweep->n_blocks ? qs_plan_next_look(plan, 0) : 0;
    sweep->n_left = plan->n_scenarios * sweep->first_look;
    sweep->n_pilots = qs_plan_n_pilot_pieces(plan);
    sweep->has_rows = plan->keep_rows;
    sweep->n_slots = choose_n_slots(plan, layout, sweep->has_rows);
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

qs_status qs_sweep_drop_large_rows(qs_sweep *sweep)
{
    if (!qs_plan_has_large_rows(sweep->plan, sweep->layout->n_values))
        return QS_OK;
    uint64_t n = choose_n_slots(sweep->plan, sweep->layout, false);
    slot *slots;
    qs_status status = qs_calloc(n, sizeof *slots, &slots);
    if (status)
        return status;
    qs_free(sweep->slots);
    sweep->slots = slots;
    sweep->n_slots = n;
    sweep->has_rows = false;
    return QS_OK;
}

bool qs_sweep_drops_rows(const qs_sweep *sweep)
{
    return sweep->plan->keep_rows && !sweep->has_rows;
}

void qs_sweep_free(qs_sweep *sweep)
{
    if (!sweep)
        return;
    for (uint64_t i = 0; sweep->slots && i < sweep->n_slots; i++) {
        qs_open_free(sweep->slots[i].open, sweep->plan);
        qs_warming_clear(&sweep->slots[i].warming);
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

static slot *slot_of(const qs_sweep *sweep, uint64_t scenario)
{
    return &sweep->slots[scenario % sweep->n_slots];
}

/* Blocks of a begun scenario that its next decision needs and that have not been handed out. */
static uint64_t n_needed(const slot *s)
{
    return !s->is_finished && s->look > s->next_block ? s->look - s->next_block : 0;
}

/* Blocks wait for the cut. */
static bool is_cold(const qs_sweep *sweep, const slot *s)
{
    return sweep->n_pilots > 0 && !s->warming.is_over && !s->is_finished;
}

/* What of a begun scenario can be handed out and is needed: pieces of pilots, then blocks. */
static uint64_t n_due(const qs_sweep *sweep, const slot *s)
{
    return is_cold(sweep, s) ? sweep->n_pilots - s->warming.next_piece : n_needed(s);
}

/* A scenario begun before that needs more; NULL if none does. */
static slot *find_needy(qs_sweep *sweep)
{
    if (sweep->first_needy < sweep->n_taken)
        sweep->first_needy = sweep->n_taken;
    while (sweep->first_needy < sweep->next_scenario) {
        slot *s = slot_of(sweep, sweep->first_needy);
        if (!is_skipped(sweep, sweep->first_needy) && n_due(sweep, s) > 0)
            return s;
        sweep->first_needy++;
    }
    return NULL;
}

/* Begin the next scenario, if there is one and room for it. */
static slot *begin_scenario(qs_sweep *sweep)
{
    if (sweep->next_scenario < sweep->n_taken) /* restored as a whole */
        sweep->next_scenario = sweep->n_taken;
    while (sweep->next_scenario < sweep->plan->n_scenarios && is_skipped(sweep, sweep->next_scenario))
        sweep->next_scenario++;
    if (sweep->next_scenario == sweep->plan->n_scenarios ||
        sweep->next_scenario >= sweep->n_taken + sweep->n_slots ||
        (sweep->held_histograms > HELD_HISTOGRAM_BYTES && sweep->next_scenario > sweep->n_taken))
        return NULL;
    slot *s = slot_of(sweep, sweep->next_scenario);
    s->scenario = sweep->next_scenario++;
    if (!s->open)
        s->look = sweep->first_look;
    return s;
}

/* The scenario that is least ahead of its next decision. */
static slot *find_least_ahead(qs_sweep *sweep)
{
    slot *best = NULL;
    for (uint64_t i = sweep->n_taken; i < sweep->next_scenario; i++) {
        slot *s = slot_of(sweep, i);
        if (is_skipped(sweep, i) || s->is_finished || is_cold(sweep, s) || s->next_block == sweep->n_blocks)
            continue;
        uint64_t ahead = s->next_block - s->look;
        if (ahead < BLOCKS_AHEAD && (!best || ahead < best->next_block - best->look))
            best = s;
    }
    return best;
}

bool qs_sweep_next(qs_sweep *sweep, uint64_t max_blocks, qs_task *task)
{
    if (sweep->n_blocks == 0)
        return false;
    slot *s = find_needy(sweep);
    while (!s || n_due(sweep, s) == 0) { /* what was restored may need nothing */
        s = begin_scenario(sweep);
        if (!s)
            break;
    }
    if (s && is_cold(sweep, s)) {
        qs_warming_hand_out(&s->warming, s->scenario, task);
        return true;
    }
    bool is_ahead = !s;
    if (!s && sweep->plan->n_untils > 0)
        s = find_least_ahead(sweep);
    if (!s)
        return false;
    uint64_t most = is_ahead ? sweep->n_blocks - s->next_block : n_needed(s);
    if (is_ahead && most > s->look + BLOCKS_AHEAD - s->next_block)
        most = s->look + BLOCKS_AHEAD - s->next_block;
    *task = (qs_task){.scenario = s->scenario,
                      .first_block = s->next_block,
                      .n_blocks = max_blocks < most ? max_blocks : most,
                      .cut = s->warming.cut};
    s->next_block += task->n_blocks;
    sweep->n_left -= is_ahead ? 0 : task->n_blocks;
    return true;
}

uint64_t qs_sweep_n_left(const qs_sweep *sweep)
{
    return sweep->n_left;
}

/* Done ahead of a decision that has fallen otherwise. */
static bool is_too_much(const qs_sweep *sweep, const qs_block *block)
{
    return sweep->plan->n_untils > 0 && block->scenario < sweep->next_scenario &&
           (block->scenario < sweep->n_taken || slot_of(sweep, block->scenario)->is_finished);
}

static bool is_whole(const qs_sweep *sweep, const qs_block *block)
{
    const qs_plan *plan = sweep->plan;
    if (qs_block_is_beginning(block))
        return block->index <= sweep->n_blocks && block->n == qs_beginning_length(plan, block->index);
    return block->index < sweep->n_blocks && block->first == qs_plan_block_first(plan, block->index) &&
           block->n == qs_plan_block_size(plan, block->index);
}

/* A block (or a beginning) that is one of this sweep's, was handed out and comes for the first time. */
static bool is_expected(const qs_sweep *sweep, const qs_block *block)
{
    if (block->scenario < sweep->n_taken || block->scenario >= sweep->next_scenario ||
        is_skipped(sweep, block->scenario) || !is_whole(sweep, block))
        return false;
    bool is_laid_out = block->n_values == sweep->layout->n_values &&
                       block->n_histograms == sweep->layout->n_histograms &&
                       (block->rows || !sweep->has_rows);
    const slot *s = slot_of(sweep, block->scenario);
    if (!is_laid_out || s->is_finished)
        return false;
    if (qs_block_is_beginning(block))
        return block->index <= s->next_block && block->index <= s->look &&
               !(s->open && qs_open_has(s->open, 0));
    return block->index < s->next_block && !(s->open && qs_open_has(s->open, block->index));
}

bool qs_sweep_wants(const qs_sweep *sweep, const qs_block *block)
{
    return !is_too_much(sweep, block) && is_expected(sweep, block);
}

/* All blocks that the slot's scenario needs have been folded: keep the summary alone. */
static qs_status finish(qs_sweep *sweep, slot *s)
{
    bool is_precise = true;
    qs_status status = qs_summarise(&s->open->folded, sweep->plan, sweep->layout, sweep->quantiles,
                                    &sweep->cache, &s->summary);
    if (!status)
        status =
            qs_is_precise(&s->open->folded, sweep->plan, sweep->layout, sweep->quantiles, true, &is_precise);
    if (status)
        return status;
    s->summary.is_imprecise = !is_precise;
    sweep->n_replications -= qs_open_n_waiting(s->open, sweep->plan);
    sweep->held_histograms += s->summary.histograms.capacity;
    s->summary.rows = s->open->folded.rows;
    s->open->folded.rows = NULL;
    qs_open_free(s->open, sweep->plan);
    s->open = NULL;
    qs_warming_clear(&s->warming);
    s->is_finished = true;
    sweep->n_finished++;
    return QS_OK;
}

/* The slot's scenario, opened if it was not. */
static qs_status open_slot(qs_sweep *sweep, slot *s, uint64_t scenario)
{
    if (s->open)
        return QS_OK;
    qs_status status = qs_open_new(sweep->plan, sweep->layout, sweep->has_rows, &s->open);
    if (!status)
        s->open->folded.scenario = scenario;
    return status;
}

/* Not finished yet: the next decision. */
static void go_on(qs_sweep *sweep, slot *s)
{
    uint64_t before = n_needed(s);
    s->look = qs_plan_next_look(sweep->plan, s->look);
    sweep->n_left += n_needed(s) - before;
    if (s->scenario < sweep->first_needy)
        sweep->first_needy = s->scenario;
}

/* Fold what has come, and decide where a decision is due. */
static qs_status advance(qs_sweep *sweep, slot *s)
{
    for (;;) {
        qs_status status = qs_open_fold(s->open, s->look);
        const qs_block *folded = &s->open->folded;
        if (status || folded->index < s->look)
            return status;
        bool is_precise = true;
        if (s->look < sweep->n_blocks)
            status = qs_is_precise(folded, sweep->plan, sweep->layout, sweep->quantiles, false, &is_precise);
        if (status)
            return status;
        if (is_precise)
            return finish(sweep, s);
        go_on(sweep, s);
    }
}

qs_status qs_sweep_report(qs_sweep *sweep, qs_block *block)
{
    if (is_too_much(sweep, block)) {
        qs_block_clear(block);
        return QS_OK;
    }
    if (!is_expected(sweep, block))
        return qs_fail(QS_ERROR_INTERNAL, "block %llu of scenario %llu was not expected",
                       (unsigned long long)block->index, (unsigned long long)block->scenario);
    slot *s = slot_of(sweep, block->scenario);
    qs_status status = open_slot(sweep, s, block->scenario);
    if (status)
        return status;
    sweep->n_replications += block->n;
    qs_open_add(s->open, sweep->layout, block);
    return advance(sweep, s);
}

qs_status qs_sweep_report_pilot(qs_sweep *sweep, const qs_pilot *piece, bool *settles)
{
    uint64_t scenario = piece->scenario;
    bool is_begun =
        scenario >= sweep->n_taken && scenario < sweep->next_scenario && !is_skipped(sweep, scenario);
    slot *s = is_begun ? slot_of(sweep, scenario) : NULL;
    *settles = true;
    if (!s || !is_cold(sweep, s) || !qs_warming_expects(&s->warming, piece))
        return qs_fail(QS_ERROR_INTERNAL, "piece %llu of the pilots of scenario %llu was not expected",
                       (unsigned long long)piece->piece, (unsigned long long)scenario);
    qs_status status = qs_warming_add(&s->warming, sweep->n_pilots, piece);
    if (status || !s->warming.is_over)
        return status;
    *settles = s->warming.settles;
    if (scenario < sweep->first_needy) /* its blocks can be handed out */
        sweep->first_needy = scenario;
    return QS_OK;
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
    sweep->n_left -= sweep->first_look;
    pass_skipped(sweep);
    return QS_OK;
}

/* The first decision that is not passed after n_blocks. */
static uint64_t beginning_look(const qs_plan *plan, uint64_t n_blocks)
{
    uint64_t look = qs_plan_next_look(plan, 0);
    while (look < n_blocks)
        look = qs_plan_next_look(plan, look);
    return look;
}

qs_status qs_sweep_restore(qs_sweep *sweep, qs_block *beginning)
{
    const qs_plan *plan = sweep->plan;
    uint64_t scenario = beginning->scenario, n = qs_beginning_length(plan, beginning->index);
    bool fits =
        scenario < plan->n_scenarios && beginning->index <= sweep->n_blocks && beginning->first == 0 &&
        beginning->n == n && beginning->n_values == sweep->layout->n_values &&
        beginning->n_histograms == sweep->layout->n_histograms && (beginning->rows || !sweep->has_rows);
    if (!fits)
        return qs_fail(QS_ERROR_FORMAT, "what was kept of scenario %llu is of another study",
                       (unsigned long long)scenario);
    if (scenario < sweep->n_taken || scenario >= sweep->n_taken + sweep->n_slots) {
        qs_block_clear(beginning);
        return QS_OK;
    }
    slot *s = slot_of(sweep, scenario);
    qs_status status = open_slot(sweep, s, scenario);
    if (status)
        return status;
    sweep->n_replications += n;
    s->scenario = scenario;
    s->next_block = beginning->index;
    s->look = beginning_look(plan, beginning->index);
    sweep->n_left += s->look - s->next_block - sweep->first_look;
    qs_open_restore(s->open, sweep->layout, beginning);
    return advance(sweep, s);
}

qs_status qs_sweep_restore_pilots(qs_sweep *sweep, const qs_pilot *folded)
{
    uint64_t scenario = folded->scenario;
    if (scenario >= sweep->plan->n_scenarios || folded->piece > sweep->n_pilots)
        return qs_fail(QS_ERROR_FORMAT, "the pilots that were kept of scenario %llu are of another study",
                       (unsigned long long)scenario);
    if (folded->piece == 0 || is_skipped(sweep, scenario) || scenario < sweep->n_taken ||
        scenario >= sweep->n_taken + sweep->n_slots)
        return QS_OK;
    slot *s = slot_of(sweep, scenario);
    s->scenario = scenario;
    return s->is_finished ? QS_OK : qs_warming_restore(&s->warming, sweep->n_pilots, folded);
}

qs_status qs_sweep_save(qs_sweep *sweep, const qs_sweep_saver *saver)
{
    qs_status status = QS_OK;
    for (uint64_t i = sweep->n_taken; !status && i < sweep->next_scenario; i++) {
        slot *s = slot_of(sweep, i);
        if (s->is_finished && !s->is_saved) {
            status = saver->finished(saver->context, &s->summary);
            s->is_saved = true;
        } else if (s->open && s->open->folded.index > s->open->n_saved) {
            status = saver->begun(saver->context, &s->open->folded);
            s->open->n_saved = s->open->folded.index;
        }
        if (!status)
            status = qs_warming_save(&s->warming, saver);
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
    uint64_t n = plan->n_scenarios * plan->n_replications;
    if (plan->n_untils > 0) { /* a guess: as many as those so far, but no fewer than are due */
        uint64_t least =
            qs_plan_block_first(plan, sweep->first_look) * (plan->n_scenarios - sweep->n_finished);
        uint64_t begun = sweep->next_scenario > 0 ? sweep->next_scenario : 1;
        n = (uint64_t)((double)sweep->n_replications / (double)begun * (double)plan->n_scenarios);
        n = n > sweep->n_replications + least ? n : sweep->n_replications + least;
        if (sweep->n_finished == plan->n_scenarios)
            n = sweep->n_replications;
    }
    return (qs_progress){sweep->n_finished, plan->n_scenarios, sweep->n_replications, n};
}
