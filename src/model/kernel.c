/* Which way of computing a replication fits a model.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/model.h"

enum { MOST_SERVERS = 64, MOST_STATIONS = 8 };

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
        if (stage->n_candidates != 1 || stage->time == QS_NONE || next < QS_NONE || ++n > MOST_STATIONS)
            return false;
        int window = model->candidates[stage->first_candidate];
        if (next != QS_NONE && model->windows[window].servers != 1)
            return false;
        service = next;
    }
    return n == model->n_windows && n == model->n_services;
}

/* The plainest queues alone. Where there is one window for each service, no rule has anything to choose.
 * Results by interval are measured by events beside it, so that they change no other number (engine.c). */
#define SUPPORTED                                                                                            \
    (QS_FEATURE(DRAIN) | QS_FEATURE(PERIOD) | QS_FEATURE(DAY_FACTOR) | QS_FEATURE(LEAST_WORK) |              \
     QS_FEATURE(SIMUQ_CHOICE) | QS_FEATURE(INTERVALS))

bool qs_model_fits_recursion(const qs_model *model)
{
    if (!qs_features_within(model->features, SUPPORTED))
        return false;
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].servers > MOST_SERVERS)
            return false;
    return is_chain(model);
}

bool qs_model_uses_recursion(const qs_model *model)
{
    return model->run.kernel != QS_KERNEL_EVENTS && qs_model_fits_recursion(model);
}
