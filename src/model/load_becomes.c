/* Loads where people become of another class: how many have changed, and so go the ways of their new class, is
 * not known.
 *
 * At the window where somebody changes nothing is different, for it has come and brings the same work. What
 * lies behind is: the stages that those who may have changed come to, and those that they no longer come to
 * as what they were. Of windows that serve any of them nothing is said.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"
#include "qsweep/memory.h"

typedef struct unknown {
    const qs_model *model;
    bool *is_behind; /* [n_classes * n_services] how many come is not known */
    bool has_grown;
} unknown;

static void mark(unknown *u, int class, int service)
{
    bool *is_behind = &u->is_behind[class * u->model->n_services + service];
    u->has_grown |= !*is_behind;
    *is_behind = true;
}

/* Those who leave a service as of one class. */
static void mark_behind(unknown *u, int class, int service)
{
    const qs_stage *stage = &u->model->stages[class * u->model->n_services + service];
    for (int r = 0; r < stage->n_routes; r++)
        mark(u, class, u->model->routes[stage->first_route + r].to);
}

static void look_at(unknown *u, int class, int service)
{
    const qs_model *model = u->model;
    int index = class * model->n_services + service;
    const qs_class *c = &model->classes[class];
    bool comes = model->stages[index].visits_per_arrival > 0 || u->is_behind[index];
    if (!comes || (c->n_changes == 0 && !u->is_behind[index]))
        return;
    mark_behind(u, class, service);
    for (size_t i = 0; i < c->n_changes; i++)
        mark_behind(u, c->changes[i].to, service);
}

static bool serves_any(const unknown *u, const qs_window *window)
{
    for (int i = 0; i < u->model->n_classes * u->model->n_services; i++)
        if (u->is_behind[i] && window->serves[i])
            return true;
    return false;
}

qs_status qs_load_forget_changed(qs_model *model)
{
    unknown u = {.model = model};
    size_t n_stages = (size_t)model->n_classes * (size_t)model->n_services;
    qs_status status = qs_calloc(n_stages, sizeof *u.is_behind, &u.is_behind);
    if (status)
        return status;
    do {
        u.has_grown = false;
        for (int c = 0; c < model->n_classes; c++)
            for (int s = 0; s < model->n_services; s++)
                look_at(&u, c, s);
    } while (u.has_grown);
    model->is_unstable = false;
    for (int w = 0; w < model->n_windows; w++) {
        qs_window *window = &model->windows[w];
        if (serves_any(&u, window)) {
            window->offered_load = window->peak_load = NAN;
            window->is_unstable = false;
        }
        model->is_unstable |= window->is_unstable;
    }
    qs_free(u.is_behind);
    return QS_OK;
}
