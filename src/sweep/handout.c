/* What is simulated next: a matter of time and memory alone, which changes no result.
 *
 * Blocks on the way to a target are handed out first, of scenarios begun before those of new ones; only when
 * there are none, blocks that may turn out to have been too much. At first scenarios are served one after
 * another, so that few are open. In rounds, each scenario gets a share of its blocks in every round, as many
 * scenarios together as their beginnings fit in memory, so that there is soon something to see of each.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "ring.h"

/* Bytes of histograms of scenarios finished behind a slow one before no more are begun. */
#define HELD_HISTOGRAM_BYTES ((uint64_t)32 << 20)

/* Bytes of open scenarios before no more are begun, in rounds. */
#define OPEN_BYTES ((uint64_t)128 << 20)

enum {
    /* Blocks handed out beyond a target at most, when nothing else is to be done. */
    BLOCKS_AHEAD = 64,
    ROUND_SHARE = 8 /* of what every scenario needs, in the first round; later ones are half as long as all
                       before them */
};

/* What of a begun scenario can be handed out in this round and is needed: pieces of pilots, then blocks. */
static uint64_t n_due(const qs_sweep *sweep, const qs_entry *s)
{
    if (qs_entry_is_cold(sweep, s))
        return sweep->n_pilots - s->warming.next_piece;
    uint64_t needed = qs_entry_needs(s);
    if (!sweep->rounds.is_on)
        return needed;
    uint64_t round = sweep->rounds.end > s->next_block ? sweep->rounds.end - s->next_block : 0;
    return needed < round ? needed : round;
}

/* A scenario begun before that needs more in this round; NULL if none does. */
static qs_entry *find_needy(qs_sweep *sweep)
{
    if (sweep->first_needy < sweep->n_taken)
        sweep->first_needy = sweep->n_taken;
    while (sweep->first_needy < sweep->next_scenario) {
        qs_entry *s = qs_ring_entry(sweep, sweep->first_needy);
        if (!qs_ring_skips(sweep, sweep->first_needy) && n_due(sweep, s) > 0)
            return s;
        sweep->first_needy++;
    }
    return NULL;
}

static bool has_room(const qs_sweep *sweep)
{
    if (sweep->next_scenario >= sweep->n_taken + sweep->n_entries)
        return false;
    if (sweep->next_scenario == sweep->n_taken || sweep->policy->rules->looks_across)
        return true;
    return sweep->held_histograms <= HELD_HISTOGRAM_BYTES &&
           !(sweep->rounds.is_on && sweep->open_bytes > OPEN_BYTES);
}

/* After the last round the next scenario is the first of new ones. */
static void join_rounds(qs_sweep *sweep, uint64_t scenario)
{
    if (!sweep->rounds.is_on || sweep->rounds.end < sweep->n_blocks)
        return;
    sweep->rounds.first = scenario;
    sweep->rounds.end = sweep->first_target / ROUND_SHARE + 1;
}

/* Begin the next scenario, if there is one and room for it. */
static qs_entry *begin_scenario(qs_sweep *sweep)
{
    if (sweep->next_scenario < sweep->n_taken) /* restored as a whole */
        sweep->next_scenario = sweep->n_taken;
    while (sweep->next_scenario < sweep->plan->n_scenarios && qs_ring_skips(sweep, sweep->next_scenario))
        sweep->next_scenario++;
    if (sweep->next_scenario == sweep->plan->n_scenarios || !has_room(sweep))
        return NULL;
    qs_entry *s = qs_ring_entry(sweep, sweep->next_scenario);
    s->scenario = sweep->next_scenario++;
    if (!s->open) {
        qs_decision standing;
        sweep->policy->rules->standing(sweep->policy, s->scenario, 0, &standing);
        s->target = standing.target;
        sweep->n_left += s->target - sweep->first_target;
    }
    join_rounds(sweep, s->scenario);
    return s;
}

static bool begin_round(qs_sweep *sweep)
{
    qs_rounds *rounds = &sweep->rounds;
    if (!rounds->is_on || rounds->end >= sweep->n_blocks)
        return false;
    rounds->end += rounds->end / 2 + 1;
    sweep->first_needy = rounds->first;
    return true;
}

/* The scenario whose blocks are needed next; NULL: none can be had now. */
static qs_entry *find_next(qs_sweep *sweep)
{
    for (;;) {
        qs_entry *s = find_needy(sweep);
        while (!s || n_due(sweep, s) == 0) { /* what was restored may need nothing */
            s = begin_scenario(sweep);
            if (!s)
                break;
        }
        if (s || !begin_round(sweep))
            return s;
    }
}

void qs_sweep_serve_in_rounds(qs_sweep *sweep)
{
    if (sweep->rounds.is_on)
        return;
    sweep->rounds = (qs_rounds){true, sweep->first_target / ROUND_SHARE + 1, sweep->n_taken};
    sweep->first_needy = sweep->n_taken;
}

/* The scenario that is least ahead of its next decision. */
static qs_entry *find_least_ahead(qs_sweep *sweep)
{
    qs_entry *best = NULL;
    for (uint64_t i = sweep->n_taken; i < sweep->next_scenario; i++) {
        qs_entry *s = qs_ring_entry(sweep, i);
        if (qs_ring_skips(sweep, i) || s->is_finished || qs_entry_is_cold(sweep, s) ||
            s->next_block == sweep->n_blocks)
            continue;
        uint64_t ahead = s->next_block - s->target;
        if (ahead < BLOCKS_AHEAD && (!best || ahead < best->next_block - best->target))
            best = s;
    }
    return best;
}

bool qs_sweep_next(qs_sweep *sweep, uint64_t max_blocks, qs_task *task)
{
    if (sweep->is_deciding)
        return qs_decider_next(sweep->decider, task);
    if (sweep->n_blocks == 0)
        return false;
    qs_entry *s = find_next(sweep);
    if (s && qs_entry_is_cold(sweep, s)) {
        qs_warming_hand_out(&s->warming, s->scenario, task);
        return true;
    }
    bool is_ahead = !s;
    if (!s && sweep->policy->rules->is_open_ended)
        s = find_least_ahead(sweep);
    if (!s)
        return false;
    uint64_t most = is_ahead ? sweep->n_blocks - s->next_block : n_due(sweep, s);
    if (is_ahead && most > s->target + BLOCKS_AHEAD - s->next_block)
        most = s->target + BLOCKS_AHEAD - s->next_block;
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
    return sweep->is_deciding ? qs_decider_n_left(sweep->decider) : sweep->n_left;
}
