/* Leaving off and going on: what is finished is skipped, a beginning is taken up where it was left. As
 * folding is by index, a beginning and the rest come to the bits of the whole.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "ring.h"

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
    sweep->n_left -= sweep->first_target;
    qs_ring_pass_skipped(sweep);
    return QS_OK;
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
    if (scenario < sweep->n_taken || scenario >= sweep->n_taken + sweep->n_entries) {
        qs_block_clear(beginning);
        return QS_OK;
    }
    qs_entry *s = qs_ring_entry(sweep, scenario);
    qs_status status = qs_entry_open(sweep, s, scenario);
    if (status)
        return status;
    sweep->n_replications += n;
    s->scenario = scenario;
    s->next_block = beginning->index;
    qs_decision standing;
    sweep->policy->rules->standing(sweep->policy, scenario, beginning->index, &standing);
    s->target = standing.target;
    sweep->n_left += s->target - s->next_block - sweep->first_target;
    qs_open_restore(s->open, sweep->layout, beginning, &sweep->spare);
    return standing.is_finished ? qs_entry_finish(sweep, s, standing.is_imprecise)
                                : qs_ring_advance(sweep, s);
}

qs_status qs_sweep_restore_pilots(qs_sweep *sweep, const qs_pilot *folded)
{
    uint64_t scenario = folded->scenario;
    if (scenario >= sweep->plan->n_scenarios || folded->piece > sweep->n_pilots)
        return qs_fail(QS_ERROR_FORMAT, "the pilots that were kept of scenario %llu are of another study",
                       (unsigned long long)scenario);
    if (folded->piece == 0 || qs_ring_skips(sweep, scenario) || scenario < sweep->n_taken ||
        scenario >= sweep->n_taken + sweep->n_entries)
        return QS_OK;
    qs_entry *s = qs_ring_entry(sweep, scenario);
    s->scenario = scenario;
    return s->is_finished ? QS_OK : qs_warming_restore(&s->warming, sweep->n_pilots, folded);
}

qs_status qs_sweep_restore_decisions(qs_sweep *sweep, const unsigned char *record, size_t n)
{
    const qs_policy_rules *rules = sweep->policy->rules;
    qs_reader reader = {.data = record, .n = n};
    if (n == 0)
        return QS_OK;
    if (!rules->restore)
        return qs_fail(QS_ERROR_FORMAT, "the decisions that were kept are of another study");
    return rules->restore(sweep->policy, &reader);
}

qs_status qs_sweep_tell_decisions(qs_sweep *sweep, qs_status (*decided)(void *, const qs_bytes *),
                                  void *context)
{
    const qs_policy_rules *rules = sweep->policy->rules;
    qs_bytes record = {0};
    if (!sweep->has_decided || !rules->save || !decided)
        return QS_OK;
    sweep->has_decided = false;
    qs_status status = rules->save(sweep->policy, &record);
    if (!status)
        status = decided(context, &record);
    qs_bytes_clear(&record);
    return status;
}

qs_status qs_sweep_save(qs_sweep *sweep, const qs_sweep_saver *saver)
{
    qs_status status = qs_sweep_tell_decisions(sweep, saver->decided, saver->context);
    for (uint64_t i = sweep->n_taken; !status && i < sweep->next_scenario; i++) {
        qs_entry *s = qs_ring_entry(sweep, i);
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
