/* The plan: blocks, and freeing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/plan.h"

#include <string.h>

#include "qsweep/memory.h"

/* Enough blocks that one heavy scenario spreads over many ranks, few enough that folding costs nothing. */
enum { LEAST_BLOCKS = 64 };

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

uint64_t qs_plan_n_blocks(const qs_plan *plan)
{
    return divide_up(plan->n_replications, plan->block);
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

static void clear_axis(qs_axis *axis, size_t n_scenarios)
{
    for (size_t i = 0; axis->texts && i < n_scenarios; i++)
        qs_free(axis->texts[i]);
    qs_free(axis->texts);
    qs_free(axis->numbers);
    qs_free(axis->unit);
    qs_free(axis->name);
}

void qs_plan_clear(qs_plan *plan)
{
    for (size_t i = 0; plan->axes && i < plan->n_axes; i++)
        clear_axis(&plan->axes[i], plan->n_scenarios);
    qs_free(plan->axes);
    memset(plan, 0, sizeof *plan);
}
