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
    return model->run.kernel != QS_KERNEL_EVENTS && model->run.kernel != QS_KERNEL_JOINING &&
           qs_model_fits_recursion(model);
}

/* First come, first served, by servers who take one at a time and finish what they begin: what becomes of who
 * joins such a window is certain when it joins. */
#define OF_JOINING                                                                                           \
    (QS_FEATURE(MEMBERS) | QS_FEATURE(CLOSED_WINDOW) | QS_FEATURE(INFINITE_SERVERS) | QS_FEATURE(SHIFTS) |   \
     QS_FEATURE(CAPACITY) | QS_FEATURE(SPEED) | QS_FEATURE(SERVER_SPEEDS) | QS_FEATURE(OWN_TIMES) |          \
     QS_FEATURE(DEAD_TIME) | QS_FEATURE(PATIENCE) | QS_FEATURE(PATIENCE_BY_SERVICE) | QS_FEATURE(BALKING) |  \
     QS_FEATURE(BALK_PROBABILITY) | QS_FEATURE(RECORDED) | QS_FEATURE(RATES) | QS_FEATURE(PERIOD) |          \
     QS_FEATURE(BATCHES) | QS_FEATURE(LIMIT) | QS_FEATURE(COPIES) | QS_FEATURE(DAYS) |                       \
     QS_FEATURE(DAY_FACTOR) | QS_FEATURE(APPOINTMENTS) | QS_FEATURE(SEVERAL_CLASSES) |                       \
     QS_FEATURE(SEVERAL_SOURCES) | QS_FEATURE(SIMUQ_CHOICE) | QS_FEATURE(SERIES) | QS_FEATURE(INTERVALS) |   \
     QS_FEATURE(REPEATING_SHIFTS) | QS_FEATURE(DRAIN))

enum { MOST_CHOICES = 23 }; /* more are ranked by a tree that events keep up (engine/ranking.c) */

/* A dead time that holds nobody, and is always the same: otherwise it is drawn when a service ends. */
static bool has_plain_dead_time(const qs_model *model, int window, int class, int service)
{
    bool holds;
    int law = qs_model_dead_time(model, window, class, service, &holds);
    return law == QS_NONE || (!holds && model->distributions[law].kind == QS_DISTRIBUTION_constant);
}

static bool has_plain_dead_times(const qs_model *model)
{
    for (int w = 0; w < model->n_windows; w++)
        for (int i = 0; i < model->n_classes * model->n_services; i++)
            if (model->windows[w].serves[i] &&
                !has_plain_dead_time(model, w, i / model->n_services, i % model->n_services))
                return false;
    return true;
}

static bool has_few_choices(const qs_model *model)
{
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        const qs_stage *stage = &model->stages[i];
        int n = 0;
        for (int k = 0; k < stage->n_candidates; k++)
            n += model->windows[model->candidates[stage->first_candidate + k]].count;
        if (n > MOST_CHOICES && model->window_choice == QS_CHOOSE_SHORTEST_QUEUE)
            return false;
    }
    return true;
}

const char *qs_model_bars_joining(const qs_model *model)
{
    qs_features others = model->features & ~OF_JOINING;
    for (int f = 0; f < (int)QS_N_FEATURES; f++)
        if (others >> f & 1)
            return qs_feature_words(f);
    if (others)
        return "a feature without a name";
    if (!has_plain_dead_times(model))
        return "a dead time that is random, or keeps the customer";
    if (!has_few_choices(model))
        return "the shortest of more than 23 queues";
    if (model->run.stops && model->output.n_intervals > 0)
        return "results by interval of a run that stops at the horizon";
    return NULL;
}

bool qs_model_uses_joining(const qs_model *model)
{
    return model->run.kernel != QS_KERNEL_EVENTS && model->run.kernel != QS_KERNEL_RECURSION &&
           !qs_model_bars_joining(model) && !qs_model_uses_recursion(model);
}
