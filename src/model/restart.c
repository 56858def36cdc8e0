/* The work that services which begin anew at every interruption come to.
 *
 * A service of length x that Poisson arrivals of rate L interrupt, and that begins again with the same length
 * each time, takes (exp(L x) - 1) / L of its server's time on average: E[(exp(L X) - 1) / L] over its law.
 * Source: Conway, Maxwell, Miller, Theory of Scheduling, 1967, 8-7 (preempt-repeat without resampling).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"

static bool is_exponential(const qs_model *model, int law)
{
    return model->distributions[law].kind == QS_DISTRIBUTION_exponential;
}

static bool is_poisson(const qs_model *model, const qs_source *source)
{
    if (source->batch != QS_NONE || source->limit > 0 || source->period_length > 0 ||
        source->day_factor != QS_NONE)
        return false;
    if (source->kind == QS_SOURCE_RENEWAL)
        return is_exponential(model, source->interarrival);
    return source->kind == QS_SOURCE_RATE && source->n_rates == 1 && isinf(source->rates[0].until) &&
           (source->interarrival == QS_NONE || is_exponential(model, source->interarrival));
}

static bool comes_as_poisson(const qs_model *model, int class)
{
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].shares[class] > 0 && !is_poisson(model, &model->sources[s]))
            return false;
    return true;
}

size_t qs_window_level(const qs_window *window, int class, int service)
{
    size_t level = 0;
    while (level < window->n_priorities) {
        const qs_pair *priority = &window->priorities[level];
        if ((priority->a == QS_NONE || priority->a == class) &&
            (priority->b == QS_NONE || priority->b == service))
            break;
        level++;
    }
    return level;
}

static bool is_served_at(const qs_model *model, const qs_stage *stage, int w)
{
    if (!(stage->visits_per_arrival > 0))
        return false;
    for (int k = 0; k < stage->n_candidates; k++)
        if (model->candidates[stage->first_candidate + k] == w)
            return true;
    return false;
}

/* Whether somebody may be of another level than the one with which it came. */
static bool changes_levels(const qs_model *model)
{
    return (model->features & QS_FEATURE(BECOMES)) != 0;
}

/* Rate at which customers of levels before this one come to a window; NaN unless they all come from Poisson
 * sources straight to it, and to no other. */
static double interruptions(const qs_model *model, int w, size_t level)
{
    double rate = 0;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_class *class = &model->classes[c];
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            if (!is_served_at(model, stage, w) || qs_window_level(&model->windows[w], c, s) >= level)
                continue;
            bool comes_straight = stage->visits_per_arrival == class->first[s] && stage->n_candidates == 1;
            bool goes_its_way = class->balk_at == QS_NONE && class->n_balks == 0 && class->retry.after == 0;
            if (!comes_straight || !goes_its_way || changes_levels(model) || !comes_as_poisson(model, c))
                return NAN;
            rate += class->arrival_rate * class->first[s];
        }
    return rate;
}

static bool window_fits(const qs_window *window)
{
    return window->preemption == QS_PREEMPT_RESTART && window->count == 1 && window->servers == 1 &&
           window->n_shifts == 0 && window->capacity_kind == QS_CAPACITY_NONE && window->n_together == 0 &&
           window->breakdown_up == QS_NONE && window->speed_kind == QS_SPEED_CONSTANT;
}

/* Whether anybody of a level before this one comes to a window. */
static bool is_interrupted(const qs_model *model, int w, size_t level)
{
    for (int c = 0; c < model->n_classes && level > 0; c++)
        for (int s = 0; s < model->n_services; s++)
            if (is_served_at(model, &model->stages[c * model->n_services + s], w) &&
                qs_window_level(&model->windows[w], c, s) < level)
                return true;
    return false;
}

double qs_model_restart_work(const qs_model *model, int w, int class, int service)
{
    const qs_window *window = &model->windows[w];
    int law = qs_model_service_time(model, w, class, service);
    if (window->preemption != QS_PREEMPT_RESTART || law == QS_NONE)
        return 0;
    size_t level = qs_window_level(window, class, service);
    if (!is_interrupted(model, w, level))
        return 0;
    if (!window_fits(window))
        return NAN;
    double rate = interruptions(model, w, level) / window->speed;
    double mean = qs_distribution_mean(&model->distributions[law]);
    double whole = qs_distribution_restarted_mean(&model->distributions[law], rate);
    if (isnan(rate) || isnan(whole))
        return NAN;
    return rate > 0 && whole > mean ? (whole - mean) / window->speed : 0;
}
