/* The policies of a plan: the same number of replications for every scenario, or as many as run.until takes.
 *
 * Under run.until a scenario is looked at when a prefix of it is there, at ends that follow from the plan
 * alone (qs_plan_next_look); it is finished when every condition is met, or when no more are allowed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/policy.h"

#include "qsweep/memory.h"
#include "sweep_internal.h"

/* Both decide on one scenario as soon as it has arrived, so there is at most one decision to give. */
typedef struct single {
    qs_policy policy;
    const qs_plan *plan;
    const qs_layout *layout;
    const double *quantiles;
    uint64_t n_blocks; /* of a scenario, at most */
    bool has_decided;
    qs_decision decision;
} single;

/* The first look that is not passed after n_blocks. */
static void standing(const qs_policy *policy, uint64_t scenario, uint64_t n_blocks, qs_decision *decision)
{
    const single *self = (const single *)policy;
    uint64_t target = self->n_blocks ? qs_plan_next_look(self->plan, 0) : 0;
    while (target < n_blocks)
        target = qs_plan_next_look(self->plan, target);
    *decision = (qs_decision){.scenario = scenario, .target = target};
}

static bool decide(qs_policy *policy, qs_decision *decision)
{
    single *self = (single *)policy;
    bool has_decided = self->has_decided;
    *decision = self->decision;
    self->has_decided = false;
    return has_decided;
}

static void free_single(qs_policy *policy)
{
    qs_free(policy);
}

/* ---- run.replications ---- */

static qs_status look_fixed(qs_policy *policy, const qs_block *folded)
{
    single *self = (single *)policy;
    self->has_decided = true;
    self->decision =
        (qs_decision){.scenario = folded->scenario, .target = folded->index, .is_finished = true};
    return QS_OK;
}

static const qs_policy_rules fixed = {
    .standing = standing, .look = look_fixed, .decide = decide, .free = free_single};

/* ---- run.until ---- */

static qs_status look_until(qs_policy *policy, const qs_block *folded)
{
    single *self = (single *)policy;
    bool is_last = folded->index == self->n_blocks, is_met = true, is_precise = true;
    qs_status status = QS_OK;
    if (!is_last)
        status = qs_is_precise(folded, self->plan, self->layout, self->quantiles, false, &is_met);
    if (!status && is_met)
        status = qs_is_precise(folded, self->plan, self->layout, self->quantiles, true, &is_precise);
    self->has_decided = !status;
    self->decision =
        (qs_decision){.scenario = folded->scenario,
                      .target = is_met ? folded->index : qs_plan_next_look(self->plan, folded->index),
                      .is_finished = is_met,
                      .is_imprecise = is_met && !is_precise};
    return status;
}

static const qs_policy_rules until = {
    .is_open_ended = true, .standing = standing, .look = look_until, .decide = decide, .free = free_single};

/* ---- */

qs_status qs_policy_of_plan(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                            qs_policy **out)
{
    single *self;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *self, &self);
    if (status)
        return status;
    self->policy.rules = plan->n_untils > 0 ? &until : &fixed;
    self->plan = plan;
    self->layout = layout;
    self->quantiles = quantiles;
    self->n_blocks = qs_plan_n_blocks(plan);
    *out = &self->policy;
    return QS_OK;
}

void qs_policy_free(qs_policy *policy)
{
    if (policy)
        policy->rules->free(policy);
}
