/* Who stays until it is served, whatever happens: by being patient, or by coming again.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "load_internal.h"

static bool always_joins(const qs_class *class)
{
    return class->balk_at == QS_NONE && class->n_balks == 0;
}

static bool is_patient(const qs_model *model, int c, int service)
{
    const qs_class *class = &model->classes[c];
    return always_joins(class) && !class->may_be_sent_away && qs_class_patience(class, service) == QS_NONE;
}

/* All that it may become, from change to change. */
static bool are_patient_behind(const qs_model *model, int c, int service, bool *seen)
{
    const qs_class *class = &model->classes[c];
    seen[c] = true;
    for (size_t i = 0; i < class->n_changes; i++) {
        int to = class->changes[i].to;
        if (!seen[to] && (!is_patient(model, to, service) || !are_patient_behind(model, to, service, seen)))
            return false;
    }
    return true;
}

bool qs_stage_is_patient(const qs_model *model, int c, int service)
{
    bool seen[QS_MAX_CLASSES];
    if (model->classes[c].n_changes == 0 || !is_patient(model, c, service))
        return is_patient(model, c, service);
    memset(seen, 0, (size_t)model->n_classes * sizeof *seen);
    return are_patient_behind(model, c, service, seen);
}

bool qs_class_is_patient(const qs_model *model, int c)
{
    for (int s = 0; s < model->n_services; s++)
        if (!qs_stage_is_patient(model, c, s))
            return false;
    return true;
}

static bool lasts_at(const qs_class *class, int service, const qs_window *window)
{
    bool is_closed_room = window->capacity_kind != QS_CAPACITY_NONE;
    bool pushes_out = window->overflow == QS_DROP_OLDEST || window->overflow == QS_DROP_LEAST_URGENT ||
                      window->preemption != QS_PREEMPT_NONE;
    if (class->may_be_sent_away)
        return false;
    if (is_closed_room && (pushes_out || !qs_class_always_retries(class, QS_RETRY_REJECTED)))
        return false;
    if (!always_joins(class) && !qs_class_always_retries(class, QS_RETRY_BALKED))
        return false;
    return qs_class_patience(class, service) == QS_NONE || qs_class_always_retries(class, QS_RETRY_RENEGED);
}

bool qs_stage_lasts(const qs_model *model, int c, int service)
{
    const qs_class *class = &model->classes[c];
    const qs_stage *stage = &model->stages[c * model->n_services + service];
    return class->n_changes == 0 && stage->n_candidates == 1 &&
           lasts_at(class, service, &model->windows[model->candidates[stage->first_candidate]]);
}
