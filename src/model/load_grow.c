/* Which queues grow without end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"

static const double FULL = 1 - 1e-12, MORE = 1 + 1e-12;

/* Whether there is another queue to join, whenever that at a window is long: one that always takes newcomers
 * and drops its oldest for them. Where the first in the list is chosen it must stand before the window: those
 * who change queues come only as long as that at the window is the shorter one. */
static bool is_relieved(const qs_model *model, const qs_stage *stage, int w)
{
    bool is_by_state = model->window_choice == QS_CHOOSE_SHORTEST_QUEUE ||
                       model->window_choice == QS_CHOOSE_LEAST_WORK ||
                       model->window_choice == QS_CHOOSE_LONGEST_IDLE;
    bool is_in_order = model->window_choice == QS_CHOOSE_FIRST;
    for (int k = 0; (is_by_state || is_in_order) && k < stage->n_candidates; k++) {
        int other = model->candidates[stage->first_candidate + k];
        const qs_window *window = &model->windows[other];
        if (is_in_order && other == w)
            return false;
        if (other != w && window->capacity_kind != QS_CAPACITY_NONE && !qs_window_passes_on(window) &&
            (is_by_state || window->n_shifts == 0))
            return true;
    }
    return false;
}

/* The least urgent level at which somebody comes who never gives up and never balks; QS_NONE: nobody does. */
static int64_t last_level(const qs_sharing *s, int w, bool only_stuck)
{
    const qs_model *model = s->model;
    int64_t last = QS_NONE;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            if (!qs_stage_is_patient(model, c, i))
                continue;
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            for (int k = 0; k < stage->n_candidates; k++) {
                bool is_here = model->candidates[stage->first_candidate + k] == w &&
                               s->share[stage->first_candidate + k] > 0 &&
                               !(only_stuck && qs_class_changes_queue(&model->classes[c])) &&
                               !is_relieved(model, stage, w);
                int64_t level = is_here ? (int64_t)qs_window_level(&model->windows[w], c, i) : QS_NONE;
                last = level > last ? level : last;
            }
        }
    return last;
}

/* Work that must be done before the patient of a level are all served: theirs, and that of all who go before.
 * Where people are served in order, those who give up make way for those who do not; where others may go
 * first they may do so for ever. */
static double work_up_to(const qs_sharing *s, int w, int64_t last, bool only_stuck)
{
    const qs_model *model = s->model;
    const qs_window *window = &model->windows[w];
    bool is_fair = window->discipline == QS_FIFO || window->discipline == QS_RANDOM;
    double work = 0;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            int64_t level = (int64_t)qs_window_level(window, c, i);
            bool is_patient = qs_stage_is_patient(model, c, i);
            bool counts = (level < last && (is_patient || model->classes[c].n_changes == 0)) ||
                          (level == last && (!is_fair || is_patient));
            for (int k = 0; counts && !(only_stuck && qs_class_changes_queue(&model->classes[c])) &&
                            k < stage->n_candidates;
                 k++)
                if (model->candidates[stage->first_candidate + k] == w)
                    work += qs_sharing_work(s, c, i, k);
        }
    return work;
}

bool qs_load_is_too_much(const qs_sharing *s, int w, double load)
{
    return load > MORE || (load >= FULL && !qs_model_window_is_certain(s->model, w));
}

static bool is_too_much(const qs_sharing *s, int w, double work, double capacity)
{
    return qs_load_is_too_much(s, w, work > 0 ? work / capacity : 0);
}

/* Work that comes from other windows to one that blocks them. */
static double work_from_within(const qs_sharing *s, int w)
{
    const qs_model *model = s->model;
    double work = 0;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            int index = c * model->n_services + i;
            const qs_stage *stage = &model->stages[index];
            bool is_here = stage->n_candidates == 1 && model->candidates[stage->first_candidate] == w;
            if (is_here && s->visits[index] > 0)
                work += qs_sharing_work(s, c, i, 0) * (1 - model->classes[c].first[i] / s->visits[index]);
        }
    return work;
}

static bool blocks(const qs_sharing *s, int class, int service)
{
    const qs_model *model = s->model;
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    if (stage->n_candidates != 1)
        return false;
    int w = model->candidates[stage->first_candidate];
    return model->windows[w].overflow == QS_BLOCK && model->windows[w].capacity_kind != QS_CAPACITY_NONE &&
           is_too_much(s, w, work_from_within(s, w), s->capacity[w]);
}

/* Who is done cannot leave faster than the next window takes them. */
static bool is_held_up(const qs_sharing *s, int w)
{
    const qs_model *model = s->model;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            if (!qs_stage_is_patient(model, c, i))
                continue;
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            if (stage->n_candidates != 1 || model->candidates[stage->first_candidate] != w ||
                !(s->share[stage->first_candidate] > 0))
                continue;
            for (int r = 0; r < stage->n_routes; r++)
                if (blocks(s, c, model->routes[stage->first_route + r].to))
                    return true;
        }
    return false;
}

/* Work of those who come again until they are served, here and nowhere else: whatever is too much of it never
 * goes away. Others only make it harder. */
static double work_that_lasts(const qs_sharing *s, int w)
{
    const qs_model *model = s->model;
    double work = 0;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services; i++) {
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            bool is_here = stage->n_candidates == 1 && model->candidates[stage->first_candidate] == w;
            if (is_here && qs_stage_lasts(model, c, i))
                work += qs_sharing_work(s, c, i, 0);
        }
    return work;
}

static bool somebody_comes_again(const qs_sharing *s, int w)
{
    const qs_model *model = s->model;
    for (int c = 0; c < model->n_classes; c++)
        for (int i = 0; i < model->n_services && model->classes[c].retry.after != 0; i++) {
            const qs_stage *stage = &model->stages[c * model->n_services + i];
            if (stage->n_candidates == 1 && model->candidates[stage->first_candidate] == w &&
                s->share[stage->first_candidate] > 0)
                return true;
        }
    return false;
}

bool qs_load_grows(const qs_sharing *s, int w)
{
    const qs_window *window = &s->model->windows[w];
    if (window->servers != QS_INFINITE_SERVERS && window->count > 0 && somebody_comes_again(s, w) &&
        is_too_much(s, w, work_that_lasts(s, w), s->capacity[w]))
        return true;
    if (window->capacity_kind != QS_CAPACITY_NONE || window->servers == QS_INFINITE_SERVERS ||
        window->count == 0)
        return false;
    int64_t last = s->work[w] > 0 ? last_level(s, w, false) : QS_NONE;
    if (last == QS_NONE)
        return false;
    if (qs_sharing_load(s, w) >= FULL && is_too_much(s, w, work_up_to(s, w, last, false), s->capacity[w]))
        return true;
    int64_t stuck = s->stuck[w] >= FULL * s->member[w] && s->stuck[w] > 0 ? last_level(s, w, true) : QS_NONE;
    if (stuck != QS_NONE && is_too_much(s, w, work_up_to(s, w, stuck, true), s->member[w]))
        return true;
    return is_held_up(s, w);
}
