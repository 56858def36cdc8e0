/* What lines for several windows ask of these.
 *
 * Where all windows of a line are alike but for their pace and nobody helps, they are one pool: the load of
 * each is that of the line. Else only bounds are easily had; that from below never calls a line unstable that is not.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"

/* Two windows do the same of a line, each service as fast or all of them in the same proportion. */
static bool are_alike(const qs_model *model, int l, int a, int b)
{
    const qs_window *x = &model->windows[a], *y = &model->windows[b];
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        int class = i / model->n_services, service = i % model->n_services;
        bool holds;
        if (model->stages[i].line != l || !(model->stages[i].visits_per_arrival > 0))
            continue;
        int dead = qs_model_dead_time(model, a, class, service, &holds);
        bool is_same_pace = x->speed_kind == QS_SPEED_CONSTANT && y->speed_kind == QS_SPEED_CONSTANT &&
                            x->speed == y->speed && x->breakdown_up == QS_NONE &&
                            y->breakdown_up == QS_NONE && x->n_server_speeds == 0 && y->n_server_speeds == 0;
        if (!x->serves[i] || !y->serves[i] || dead != qs_model_dead_time(model, b, class, service, &holds) ||
            (dead != QS_NONE && !is_same_pace) ||
            qs_model_service_time(model, a, class, service) !=
                qs_model_service_time(model, b, class, service))
            return false;
    }
    return true;
}

static bool is_pool(const qs_model *model, int l)
{
    const qs_line_rule *line = &model->lines[l];
    for (int i = 0; i < line->n_windows; i++)
        if (!are_alike(model, l, line->windows[0], line->windows[i]))
            return false;
    return line->n_helps == 0;
}

/* All that serve a line: what they can do together. */
static double capacity_of(const qs_sharing *s, int l)
{
    const qs_line_rule *line = &s->model->lines[l];
    double sum = 0;
    for (int i = 0; i < line->n_windows; i++)
        sum += s->capacity[line->windows[i]];
    for (int h = 0; h < line->n_helps; h++)
        for (int i = 0; i < line->helps[h].n_windows; i++)
            sum += s->capacity[line->helps[h].windows[i]];
    return sum;
}

/* A visit of a stage as fast as anywhere. */
static double least_work(const qs_sharing *s, int class, int service)
{
    const qs_stage *stage = &s->model->stages[class * s->model->n_services + service];
    double least = INFINITY;
    for (int k = 0; k < stage->n_candidates; k++)
        least =
            fmin(least, qs_sharing_each(s, s->model->candidates[stage->first_candidate + k], class, service));
    return least;
}

/* window [in] QS_NONE: of all that wait in the line; else only of those whom no other window can serve */
static double work_of(const qs_sharing *s, int l, int window, bool only_patient)
{
    const qs_model *model = s->model;
    double sum = 0;
    for (int i = 0; i < model->n_classes * model->n_services; i++) {
        const qs_stage *stage = &model->stages[i];
        int class = i / model->n_services;
        bool is_asked = stage->line == l && s->flow[i] > 0 &&
                        (!only_patient || qs_class_is_patient(model, class));
        bool is_alone = stage->n_candidates == 1 && model->candidates[stage->first_candidate] == window;
        if (is_asked && (window == QS_NONE || is_alone))
            sum += s->flow[i] * least_work(s, class, i % model->n_services);
    }
    return sum;
}

static double ratio(double work, double capacity)
{
    return work > 0 ? work / capacity : 0;
}

static double load_of(const qs_sharing *s, int l, int w, bool only_patient)
{
    return fmax(ratio(work_of(s, l, QS_NONE, only_patient), capacity_of(s, l)),
                ratio(work_of(s, l, w, only_patient), s->capacity[w]));
}

double qs_line_load(const qs_sharing *s, int w)
{
    int l = qs_model_line_of_window(s->model, w);
    return l == QS_NONE || is_pool(s->model, l) ? (double)NAN : load_of(s, l, w, false);
}

bool qs_line_grows(const qs_sharing *s, int w)
{
    const qs_model *model = s->model;
    int l = qs_model_line_of_window(model, w);
    if (model->windows[model->n_windows + l].capacity_kind != QS_CAPACITY_NONE ||
        model->windows[w].count == 0)
        return false;
    return qs_load_is_too_much(s, w, load_of(s, l, w, true));
}
