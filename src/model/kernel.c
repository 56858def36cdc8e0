/* Which way of computing a replication fits a model.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/model.h"

enum { MOST_SERVERS = 64, MOST_STATIONS = 8 };

static bool is_plain_window(const qs_window *window)
{
    return window->count == 1 && window->servers <= MOST_SERVERS && window->n_shifts == 0 &&
           window->discipline == QS_FIFO && window->n_priorities == 0 &&
           window->capacity_kind == QS_CAPACITY_NONE && window->n_together == 0 &&
           window->breakdown_up == QS_NONE && window->speed_kind == QS_SPEED_CONSTANT && window->speed == 1 &&
           window->n_overrides == 0;
}

/* The next stage of a chain: certain, or QS_NONE when the customer leaves for certain; -2 otherwise. */
static int certain_next(const qs_model *model, const qs_stage *stage)
{
    if (stage->n_routes == 0)
        return QS_NONE;
    const qs_branch *branch = &model->routes[stage->first_route];
    return stage->n_routes == 1 && branch->cumulative >= 1 ? branch->to : -2;
}

/* One class goes through windows of its own, one after another, no window twice; only the last may
 * have several servers, for behind several servers customers leave in another order. */
static bool is_chain(const qs_model *model)
{
    const qs_class *class = &model->classes[0];
    int n = 0, service = model->routes[class->first_start].to;
    if (class->n_starts != 1)
        return false;
    while (service >= 0) {
        const qs_stage *stage = &model->stages[service];
        int next = certain_next(model, stage);
        if (stage->n_candidates != 1 || stage->time == QS_NONE || stage->dead_time != QS_NONE ||
            next < QS_NONE || ++n > MOST_STATIONS)
            return false;
        int window = model->candidates[stage->first_candidate];
        if (next != QS_NONE && model->windows[window].servers != 1)
            return false;
        service = next;
    }
    return n == model->n_windows && n == model->n_services;
}

bool qs_model_fits_recursion(const qs_model *model)
{
    const qs_run_rule *run = &model->run;
    bool drains = run->waiting_served && run->in_service_finished && isinf(run->timeout);
    if (model->n_classes != 1 || model->n_sources != 1 || run->customers > 0 || model->output.n_times > 0 ||
        isinf(run->horizon) || !(run->stops || drains))
        return false;
    const qs_source *source = &model->sources[0];
    const qs_class *class = &model->classes[0];
    if (source->kind != QS_SOURCE_RENEWAL || source->count != 1 || source->batch != QS_NONE ||
        source->limit > 0 || class->patience != QS_NONE || class->balk_at != QS_NONE || class->jockeys)
        return false;
    for (int w = 0; w < model->n_windows; w++)
        if (!is_plain_window(&model->windows[w]))
            return false;
    return is_chain(model);
}

bool qs_model_uses_recursion(const qs_model *model)
{
    return model->run.kernel != QS_KERNEL_EVENTS && qs_model_fits_recursion(model);
}
