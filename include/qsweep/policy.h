/* Who gets how many replications: a policy sees folded beginnings at barriers and says how far each goes on.
 *
 * A scenario is always on its way to a target, a number of blocks. When its beginning, folded in index order,
 * is that long, the policy looks at it; from what it has looked at follow decisions, on this scenario or on
 * others: a further target, or that it is finished. A policy may see nothing but plan and beginnings, and
 * what it decides may not depend on the order in which scenarios arrive. Then neither the number of ranks nor
 * the order of reports has a say, and a run that is left and gone on with decides alike.
 *
 * "Fixed" and "until" decide on one scenario at a time. One that compares scenarios notes those that have
 * arrived, and decides when all that it asked for are there.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_POLICY_H
#define QSWEEP_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "qsweep/block.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_policy qs_policy;

typedef struct qs_decision {
    uint64_t scenario;
    uint64_t target;   /* blocks that its beginning shall have when the policy looks at it next */
    bool is_finished;  /* it goes no further than it is: target is what is folded */
    bool is_imprecise; /* finished, but short of what was asked for */
} qs_decision;

typedef struct qs_policy_rules {
    /* How many replications a scenario will have is not known beforehand: when nothing else is to be done,
     * blocks beyond the target may be simulated, and are thrown away if the policy does not want them. */
    bool is_open_ended;
    /* Decisions wait for several scenarios, so that all must be held in memory at once. */
    bool looks_across;
    /* Where a scenario stands of which n_blocks are folded: its next target (>= n_blocks, and >= 1), or that
     * it is finished. With n_blocks = 0 the target of a scenario nothing is known of, the same for all. */
    void (*standing)(const qs_policy *policy, uint64_t scenario, uint64_t n_blocks, qs_decision *decision);
    /* A beginning has arrived at its target; it stays the sweep's. Errors: QS_ERROR_MEMORY. */
    qs_status (*look)(qs_policy *policy, const qs_block *folded);
    /* The next decision that has fallen; false when there is none. Each is given once. */
    bool (*decide)(qs_policy *policy, qs_decision *decision);
    /* Where decisions do not follow from a scenario's own beginning: append all that was decided so far, and
     * take it up again, before anything else, in a run that goes on. NULL: there is nothing to keep.
     * Errors: QS_ERROR_MEMORY; QS_ERROR_FORMAT (not one of this policy). */
    qs_status (*save)(const qs_policy *policy, qs_bytes *record);
    qs_status (*restore)(qs_policy *policy, qs_reader *record);
    void (*free)(qs_policy *policy);
} qs_policy_rules;

/* What every policy begins with. */
struct qs_policy {
    const qs_policy_rules *rules;
};

/* The policy of a plan: run.replications of each scenario, or run.until. plan, layout and quantiles as for
 * qs_sweep_new, borrowed. out [out] the caller's (qs_policy_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_policy_of_plan(const qs_plan *plan, const qs_layout *layout, const double *quantiles,
                            qs_policy **out);

/* Free a policy; NULL is accepted. */
void qs_policy_free(qs_policy *policy);

#ifdef __cplusplus
}
#endif

#endif
