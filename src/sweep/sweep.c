/* The sweep: blocks are filed as they come, and folded when their turn comes.
 *
 * The invariant: what is folded of a scenario is always its beginning, blocks 0 to n - 1 in this order. So
 * neither who simulated a block nor when it came has a say in a single bit. Only beginnings are looked at by
 * the policy, and only when they are as long as it asked for; blocks that have come for a scenario which it
 * then finishes are thrown away. What must never happen: that a block is filed twice, or one that was never
 * handed out; qs_sweep_report refuses it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/sweep.h"

#include <string.h>

#include "qsweep/memory.h"
#include "ring.h"

/* Bytes that scenarios finished behind a slow one may hold before no more are begun. */
#define HELD_BYTES ((uint64_t)128 << 20)

/* Times the replications before the first decision: a guess at how many there will be. */
enum { GUESSED_LOOKS = 8 };

/* Of one scenario. Where their number is not known, memory is taken as they come. */
static uint64_t rows_expected(const qs_plan *plan)
{
    uint64_t guess = GUESSED_LOOKS * qs_plan_block_first(plan, qs_plan_next_look(plan, 0));
    return guess < plan->n_replications ? guess : plan->n_replications;
}

/* How many scenarios may be begun and not taken. */
static uint64_t choose_n_entries(const qs_plan *plan, const qs_layout *layout, bool has_rows)
{
    uint64_t values = (uint64_t)layout->n_values;
    uint64_t bytes = sizeof(qs_entry) + 5 * sizeof(double) * values;
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
    sweep->n_pilots = qs_plan_n_pilot_pieces(plan);
    sweep->has_rows = plan->keep_rows;
    status = qs_calloc((size_t)layout->n_quantiles, sizeof *sweep->quantiles, &sweep->quantiles);
    if (status) {
        qs_sweep_free(sweep);
        return status;
    }
    if (layout->n_quantiles > 0)
        memcpy(sweep->quantiles, quantiles, (size_t)layout->n_quantiles * sizeof *quantiles);
    qs_policy *policy;
    status = qs_policy_of_plan(plan, layout, sweep->quantiles, &policy);
    if (!status)
        status = qs_sweep_set_policy(sweep, policy);
    if (status) {
        qs_sweep_free(sweep);
        return status;
    }
    *out = sweep;
    return QS_OK;
}

/* Room for n scenarios in place of the entries there are, none of which is in use. */
static qs_status make_entries(qs_sweep *sweep, uint64_t n)
{
    qs_entry *entries;
    qs_status status = qs_calloc(n, sizeof *entries, &entries);
    if (status)
        return status;
    qs_free(sweep->entries);
    sweep->entries = entries;
    sweep->n_entries = n;
    return QS_OK;
}

static uint64_t n_entries_wanted(const qs_sweep *sweep, bool has_rows)
{
    return sweep->policy->rules->looks_across ? sweep->plan->n_scenarios
                                              : choose_n_entries(sweep->plan, sweep->layout, has_rows);
}

qs_status qs_sweep_set_policy(qs_sweep *sweep, qs_policy *policy)
{
    qs_decision first;
    qs_policy_free(sweep->policy);
    sweep->policy = policy;
    policy->rules->standing(policy, 0, 0, &first);
    sweep->first_target = first.target;
    sweep->n_left = sweep->plan->n_scenarios * first.target;
    return make_entries(sweep, n_entries_wanted(sweep, sweep->has_rows));
}

void qs_sweep_set_watch(qs_sweep *sweep, qs_sweep_watch *watch, void *context)
{
    sweep->watch = watch;
    sweep->watch_context = context;
}

qs_status qs_sweep_drop_large_rows(qs_sweep *sweep)
{
    if (!qs_plan_has_large_rows(sweep->plan, sweep->layout->n_values))
        return QS_OK;
    sweep->has_rows = false;
    return make_entries(sweep, n_entries_wanted(sweep, false));
}

bool qs_sweep_drops_rows(const qs_sweep *sweep)
{
    return sweep->plan->keep_rows && !sweep->has_rows;
}

void qs_sweep_free(qs_sweep *sweep)
{
    if (!sweep)
        return;
    for (uint64_t i = 0; sweep->entries && i < sweep->n_entries; i++) {
        qs_open_free(sweep->entries[i].open, sweep->plan);
        qs_warming_clear(&sweep->entries[i].warming);
        qs_summary_clear(&sweep->entries[i].summary);
    }
    qs_free(sweep->entries);
    qs_block_clear(&sweep->spare);
    qs_policy_free(sweep->policy);
    qs_decider_free(sweep->decider);
    qs_free(sweep->is_skipped);
    qs_free(sweep->quantiles);
    qs_free(sweep);
}

/* Done ahead of a decision that has fallen otherwise. */
static bool is_too_much(const qs_sweep *sweep, const qs_block *block)
{
    return sweep->policy->rules->is_open_ended && block->scenario < sweep->next_scenario &&
           (block->scenario < sweep->n_taken || qs_ring_entry(sweep, block->scenario)->is_finished);
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
        qs_ring_skips(sweep, block->scenario) || !is_whole(sweep, block))
        return false;
    bool is_laid_out = block->n_values == sweep->layout->n_values &&
                       block->n_histograms == sweep->layout->n_histograms &&
                       (block->rows || !sweep->has_rows);
    const qs_entry *s = qs_ring_entry(sweep, block->scenario);
    if (!is_laid_out || s->is_finished)
        return false;
    if (qs_block_is_beginning(block))
        return block->index <= s->next_block && block->index <= s->target &&
               !(s->open && qs_open_has(s->open, 0));
    return block->index < s->next_block && !(s->open && qs_open_has(s->open, block->index));
}

bool qs_sweep_wants(const qs_sweep *sweep, const qs_block *block)
{
    return !is_too_much(sweep, block) && is_expected(sweep, block);
}

qs_status qs_entry_finish(qs_sweep *sweep, qs_entry *s, bool is_imprecise)
{
    qs_status status = qs_summarise(&s->open->folded, sweep->plan, sweep->layout, sweep->quantiles,
                                    &sweep->cache, &s->summary);
    if (status)
        return status;
    s->summary.is_imprecise = is_imprecise;
    sweep->n_replications -= qs_open_n_waiting(s->open, sweep->plan);
    sweep->held_histograms += s->summary.histograms.capacity;
    sweep->open_bytes -= s->bytes;
    s->bytes = 0;
    s->summary.rows = s->open->folded.rows;
    s->open->folded.rows = NULL;
    qs_open_free(s->open, sweep->plan);
    s->open = NULL;
    qs_warming_clear(&s->warming);
    s->is_finished = true;
    sweep->n_finished++;
    return QS_OK;
}

qs_status qs_entry_open(qs_sweep *sweep, qs_entry *s, uint64_t scenario)
{
    if (s->open)
        return QS_OK;
    qs_status status = qs_open_new(sweep->plan, sweep->layout, sweep->has_rows, &s->open);
    if (!status)
        s->open->folded.scenario = scenario;
    return status;
}

static void go_on(qs_sweep *sweep, qs_entry *s, uint64_t target)
{
    uint64_t before = qs_entry_needs(s);
    s->target = target;
    s->is_looked_at = false;
    sweep->n_left += qs_entry_needs(s) - before;
    qs_ring_wake(sweep, s->scenario);
}

/* Fold what has come of a scenario; at its target the policy looks, once. */
static qs_status arrive(qs_sweep *sweep, qs_entry *s)
{
    qs_status status = qs_open_fold(s->open, s->target, &sweep->spare);
    if (status || s->open->folded.index < s->target || s->is_looked_at)
        return status;
    s->is_looked_at = true;
    return sweep->policy->rules->look(sweep->policy, &s->open->folded);
}

/* A decision that sends a scenario further may find that its blocks are there already, so that it arrives
 * again, and the policy has more to say. */
qs_status qs_ring_advance(qs_sweep *sweep, qs_entry *s)
{
    qs_decision decision;
    qs_status status = arrive(sweep, s);
    while (!status && sweep->policy->rules->decide(sweep->policy, &decision)) {
        sweep->has_decided = true;
        qs_entry *about = qs_ring_entry(sweep, decision.scenario);
        if (sweep->watch)
            sweep->watch(sweep->watch_context, &decision, about->open ? about->open->folded.n : 0);
        if (decision.is_finished) {
            status = qs_entry_finish(sweep, about, decision.is_imprecise);
        } else {
            go_on(sweep, about, decision.target);
            status = arrive(sweep, about);
        }
    }
    if (sweep->rounds.is_on && s->open) {
        size_t bytes = qs_open_bytes(s->open, sweep->plan);
        sweep->open_bytes += bytes - s->bytes;
        s->bytes = bytes;
    }
    return status;
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
    qs_entry *s = qs_ring_entry(sweep, block->scenario);
    qs_status status = qs_entry_open(sweep, s, block->scenario);
    if (status)
        return status;
    sweep->n_replications += block->n;
    qs_open_add(s->open, sweep->layout, block, &sweep->spare);
    return qs_ring_advance(sweep, s);
}

void qs_sweep_spare(qs_sweep *sweep, qs_block *block)
{
    *block = sweep->spare;
    sweep->spare = (qs_block){0};
}

qs_status qs_sweep_report_pilot(qs_sweep *sweep, const qs_pilot *piece, bool *settles)
{
    uint64_t scenario = piece->scenario;
    bool is_begun =
        scenario >= sweep->n_taken && scenario < sweep->next_scenario && !qs_ring_skips(sweep, scenario);
    qs_entry *s = is_begun ? qs_ring_entry(sweep, scenario) : NULL;
    *settles = true;
    if (!s || !qs_entry_is_cold(sweep, s) || !qs_warming_expects(&s->warming, piece))
        return qs_fail(QS_ERROR_INTERNAL, "piece %llu of the pilots of scenario %llu was not expected",
                       (unsigned long long)piece->piece, (unsigned long long)scenario);
    qs_status status = qs_warming_add(&s->warming, sweep->n_pilots, piece);
    if (status || !s->warming.is_over)
        return status;
    *settles = s->warming.settles;
    qs_ring_wake(sweep, scenario); /* its blocks can be handed out */
    return QS_OK;
}

void qs_ring_pass_skipped(qs_sweep *sweep)
{
    while (!qs_sweep_is_done(sweep) && qs_ring_skips(sweep, sweep->n_taken))
        sweep->n_taken++;
}

bool qs_sweep_take(qs_sweep *sweep, qs_summary *summary)
{
    qs_ring_pass_skipped(sweep);
    qs_entry *s = &sweep->entries[sweep->n_taken % (sweep->n_entries ? sweep->n_entries : 1)];
    if (qs_sweep_is_done(sweep) || !s->is_finished)
        return false;
    *summary = s->summary;
    sweep->held_histograms -= summary->histograms.capacity;
    memset(s, 0, sizeof *s);
    sweep->n_taken++;
    qs_ring_pass_skipped(sweep);
    return true;
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
    if (sweep->is_deciding)
        return qs_sweep_deciding_progress(sweep);
    if (sweep->decider) { /* of those that are reported alone */
        uint64_t n_reported = sweep->n_reported;
        return (qs_progress){.scenarios = sweep->n_finished + n_reported - plan->n_scenarios,
                             .n_scenarios = n_reported,
                             .replications = sweep->n_replications,
                             .n_replications = n_reported * plan->n_replications,
                             .deciding = qs_decider_progress(sweep->decider)};
    }
    if (sweep->policy->rules
            ->is_open_ended) { /* a guess: as many as those so far, but no fewer than are due */
        uint64_t least =
            qs_plan_block_first(plan, sweep->first_target) * (plan->n_scenarios - sweep->n_finished);
        uint64_t begun = sweep->next_scenario > 0 ? sweep->next_scenario : 1;
        n = (uint64_t)((double)sweep->n_replications / (double)begun * (double)plan->n_scenarios);
        n = n > sweep->n_replications + least ? n : sweep->n_replications + least;
        if (sweep->n_finished == plan->n_scenarios)
            n = sweep->n_replications;
    }
    return (qs_progress){.scenarios = sweep->n_finished,
                         .n_scenarios = plan->n_scenarios,
                         .replications = sweep->n_replications,
                         .n_replications = n};
}
