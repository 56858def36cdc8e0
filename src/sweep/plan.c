/* The plan: blocks, and freeing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/plan.h"

#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/pilot.h"
#include "qsweep/section.h"

enum {
    /* Enough blocks that one heavy scenario spreads over many ranks, few enough that folding costs nothing.
     */
    LEAST_BLOCKS = 64,
    /* The same where the number of replications is not known: so many blocks of one length, then half as many
     * of each further one. */
    EQUAL_BLOCKS = 128,
    LOOK_BLOCKS = 16, /* before the first decision, at least: no more than a 16th is done too much */
    LOOK_SHARE = 8    /* between two decisions this share more is done: fewer looks, fewer lucky ones */
};

/* Bytes of rows of a scenario that are held in memory, at most: blocks of larger ones have some 100 kB each,
 * enough to be kept one by one. */
#define LARGE_ROWS ((uint64_t)8 << 20)

static uint64_t divide_up(uint64_t n, uint64_t by)
{
    return n / by + (n % by != 0);
}

uint64_t qs_plan_block(uint64_t n_replications)
{
    uint64_t block = 1;
    while (divide_up(n_replications, 2 * block) >= LEAST_BLOCKS)
        block *= 2;
    return block;
}

uint64_t qs_plan_until_least(const qs_plan *plan)
{
    return (uint64_t)QS_UNTIL_LEAST * (plan->antithetic ? 2 : 1) * (plan->has_controls ? 2 : 1);
}

/* Replications before the first decision. */
static uint64_t first_look(const qs_plan *plan)
{
    uint64_t least = 2;
    for (size_t i = 0; i < plan->n_untils; i++)
        least = plan->untils[i].least > least ? plan->untils[i].least : least;
    return least < plan->n_replications ? least : plan->n_replications;
}

void qs_plan_set_blocks(qs_plan *plan)
{
    uint64_t least = plan->antithetic ? 2 : 1;
    if (plan->n_untils == 0) {
        plan->block = qs_plan_block(plan->n_replications);
    } else {
        plan->block = 1;
        while (2 * LOOK_BLOCKS * plan->block <= first_look(plan))
            plan->block *= 2;
    }
    if (plan->block < least)
        plan->block = least;
}

/* The first replication of a block, were there no end. */
static uint64_t begin_of(const qs_plan *plan, uint64_t index)
{
    if (plan->n_untils == 0 || index <= EQUAL_BLOCKS)
        return index * plan->block;
    uint64_t doublings = (index - EQUAL_BLOCKS) / (EQUAL_BLOCKS / 2),
             rest = (index - EQUAL_BLOCKS) % (EQUAL_BLOCKS / 2);
    return (plan->block * EQUAL_BLOCKS << doublings) + rest * (2 * plan->block << doublings);
}

uint64_t qs_plan_n_blocks(const qs_plan *plan)
{
    if (plan->n_untils == 0)
        return divide_up(plan->n_replications, plan->block);
    uint64_t n = EQUAL_BLOCKS, step = EQUAL_BLOCKS / 2;
    if (begin_of(plan, n) >= plan->n_replications)
        return divide_up(plan->n_replications, plan->block);
    while (begin_of(plan, n + step) < plan->n_replications)
        n += step;
    return n + divide_up(plan->n_replications - begin_of(plan, n), begin_of(plan, n + 1) - begin_of(plan, n));
}

uint64_t qs_plan_block_first(const qs_plan *plan, uint64_t index)
{
    uint64_t first = begin_of(plan, index);
    return first < plan->n_replications ? first : plan->n_replications;
}

uint64_t qs_plan_block_size(const qs_plan *plan, uint64_t index)
{
    return qs_plan_block_first(plan, index + 1) - qs_plan_block_first(plan, index);
}

uint64_t qs_plan_section(const qs_plan *plan)
{
    uint64_t length = plan->block;
    while (plan->n_untils == 0 && divide_up(plan->n_replications, length) > QS_SECTIONS)
        length *= 2;
    return length;
}

uint64_t qs_plan_next_look(const qs_plan *plan, uint64_t n_blocks)
{
    uint64_t most = qs_plan_n_blocks(plan), done = qs_plan_block_first(plan, n_blocks);
    if (plan->n_untils == 0)
        return most;
    uint64_t wanted = n_blocks == 0 ? first_look(plan) : done + divide_up(done, LOOK_SHARE);
    do {
        n_blocks++;
    } while (n_blocks < most && qs_plan_block_first(plan, n_blocks) < wanted);
    return n_blocks < most ? n_blocks : most;
}

bool qs_plan_has_large_rows(const qs_plan *plan, int n_values)
{
    return plan->keep_rows && plan->n_replications > LARGE_ROWS / sizeof(double) / (uint64_t)n_values;
}

qs_replication_key qs_plan_key(const qs_plan *plan, uint64_t scenario, uint64_t replication)
{
    return (qs_replication_key){
        .seed = plan->seed,
        .replication = replication,
        .scenario = plan->common_random_numbers ? QS_ANY_SCENARIO : scenario,
        .is_antithetic = plan->antithetic,
    };
}

uint64_t qs_plan_n_pilots(const qs_plan *plan)
{
    uint64_t n = plan->n_replications < QS_MOST_PILOTS ? plan->n_replications : QS_MOST_PILOTS;
    return plan->finds_warmup ? n : 0;
}

uint64_t qs_plan_n_pilot_pieces(const qs_plan *plan)
{
    return divide_up(qs_plan_n_pilots(plan), QS_PILOT_PIECE);
}

qs_replication_key qs_plan_pilot_key(const qs_plan *plan, uint64_t scenario, uint64_t pilot)
{
    static const uint64_t FIRST_PILOT = UINT64_C(1) << 63; /* even: pairs stay pairs */
    return qs_plan_key(plan, scenario, FIRST_PILOT + pilot);
}

bool qs_axis_is_reserved(const char *name)
{
    static const char *const own[] = {
        "scenario", "replications", "replication",   "unstable", "growing",  "status",    "failed",
        "end",      "failed_first", "failed_status", "class",    "window",   "system",    "metric",
        "quantile", "threshold",    "provenance",    "series",   "time",     "histogram", "start",
        "label",    "name",         "interval",      "line",     "resource", "member",    "item",
        "promise",  "decision",     "verdict",       "cost",     "scope",    "clock",     "customer"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (strcmp(own[i], name) == 0)
            return true;
    for (int metric = 0; metric < QS_N_METRICS; metric++) {
        const char *taken = qs_metric_get((qs_metric)metric)->name;
        size_t n = strlen(taken);
        if (strncmp(taken, name, n) == 0 && (name[n] == '\0' || name[n] == '_'))
            return true;
    }
    return false;
}

static void clear_axis(qs_axis *axis, size_t n_scenarios)
{
    for (size_t i = 0; axis->texts && i < n_scenarios; i++)
        qs_free(axis->texts[i]);
    qs_free(axis->texts);
    qs_free(axis->numbers);
    qs_free(axis->unit);
    qs_free(axis->name);
    qs_free(axis->path);
}

void qs_plan_clear(qs_plan *plan)
{
    for (size_t i = 0; plan->axes && i < plan->n_axes; i++)
        clear_axis(&plan->axes[i], plan->n_scenarios);
    for (size_t s = 0; plan->labels && s < plan->n_scenarios; s++)
        qs_free(plan->labels[s]);
    qs_free(plan->labels);
    qs_free(plan->axes);
    qs_free(plan->untils);
    qs_free(plan->promises);
    qs_free(plan->select.cells);
    memset(plan, 0, sizeof *plan);
}
