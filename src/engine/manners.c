/* The draws of what customers put up with: patience, balking, coming again, becoming of another class.
 *
 * What only some of them need, later attempts and those who have changed, has streams of its own.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "loops.h"
#include "qsweep/memory.h"

/* Patience has the purpose of its class; by service, of both. */
static qs_status add_patience(qs_engine *e, int class, int service, const char *suffix, int *draw)
{
    const qs_class *c = &e->model->classes[class];
    int law = qs_class_patience(c, service);
    e->uses.patience |= law != QS_NONE;
    if (law == QS_NONE)
        return QS_OK;
    if (c->service_patience)
        return qs_add_draw(e, law, draw, "classes/%s/patience/%s%s", c->name, e->model->services[service],
                           suffix);
    return qs_add_draw(e, law, draw, "classes/%s/patience%s", c->name, suffix);
}

/* One purpose for all services of a class, unless it has patience by service. */
static qs_status build_patience(qs_engine *e, int class, const char *suffix, size_t member)
{
    const qs_class *c = &e->model->classes[class];
    qs_patience_draws *draws = e->tables.patience_draws + class * e->model->n_services;
    qs_status status = QS_OK;
    for (int s = 0; s < e->model->n_services && !status; s++) {
        int *draw = (int *)((char *)&draws[s] + member);
        const int *first = (const int *)((const char *)&draws[0] + member);
        *draw = QS_NONE;
        if (s > 0 && !c->service_patience)
            *draw = *first;
        else
            status = add_patience(e, class, s, suffix, draw);
    }
    return status;
}

static bool is_become(const qs_model *m, int class)
{
    for (int c = 0; c < m->n_classes; c++)
        for (size_t i = 0; i < m->classes[c].n_changes; i++)
            if (m->classes[c].changes[i].to == class)
                return true;
    return false;
}

static qs_status build_of_class(qs_engine *e, int class)
{
    const qs_class *c = &e->model->classes[class];
    qs_manner_draws *draws = &e->tables.manner_draws[class];
    *draws = (qs_manner_draws){QS_NONE, QS_NONE, QS_NONE, QS_NONE};
    e->uses.balks |= c->balk_at != QS_NONE || c->n_balks > 0;
    e->uses.retries |= c->retry.after != 0;
    e->uses.changes |= c->n_changes > 0;
    qs_status status = build_patience(e, class, "", offsetof(qs_patience_draws, first));
    if (!status && c->n_balks > 0)
        status = qs_add_draw(e, QS_NONE, &draws->balk, "classes/%s/balk", c->name);
    return status;
}

/* What a class draws that others lead to: who comes again may have become of it meanwhile. */
static qs_status build_again(qs_engine *e, int class)
{
    const qs_class *c = &e->model->classes[class];
    qs_manner_draws *draws = &e->tables.manner_draws[class];
    qs_status status = QS_OK;
    if (c->retry.after)
        status = qs_add_draw(e, QS_NONE, &draws->retry, "classes/%s/retry", c->name);
    if (!status && c->retry.after)
        status = qs_add_draw(e, c->retry.delay, &draws->delay, "classes/%s/retry/delay", c->name);
    if (!status && c->n_balks > 0 && e->uses.retries)
        status = qs_add_draw(e, QS_NONE, &draws->balk_again, "classes/%s/balk/again", c->name);
    if (!status && e->uses.retries)
        status = build_patience(e, class, "/again", offsetof(qs_patience_draws, again));
    if (!status && is_become(e->model, class))
        status = build_patience(e, class, "/changed", offsetof(qs_patience_draws, changed));
    return status;
}

qs_status qs_manners_build(qs_engine *e)
{
    const qs_model *m = e->model;
    size_t n_stages = (size_t)m->n_classes * (size_t)m->n_services;
    qs_status status = qs_calloc(n_stages, sizeof *e->tables.patience_draws, &e->tables.patience_draws);
    if (!status)
        status = qs_calloc((size_t)m->n_classes, sizeof *e->tables.manner_draws, &e->tables.manner_draws);
    for (int c = 0; c < m->n_classes && !status; c++)
        status = build_of_class(e, c);
    for (int c = 0; c < m->n_classes && !status; c++)
        status = build_again(e, c);
    return status;
}

static qs_status build_again_steps(qs_engine *e, size_t n)
{
    const qs_model *m = e->model;
    qs_status status = qs_calloc(n, sizeof *e->tables.again_steps, &e->tables.again_steps);
    for (size_t i = 0; i < n && !status; i++) {
        e->tables.again_steps[i] = e->tables.steps[i];
        if (e->tables.steps[i].choice_draw != QS_NONE)
            status = qs_add_draw(e, QS_NONE, &e->tables.again_steps[i].choice_draw, "choice/%s/%s/again",
                                 m->classes[i / (size_t)m->n_services].name,
                                 m->services[i % (size_t)m->n_services]);
    }
    return status;
}

static qs_status build_changed_routes(qs_engine *e, size_t n)
{
    const qs_model *m = e->model;
    qs_status status = qs_calloc(n, sizeof *e->tables.changed_routes, &e->tables.changed_routes);
    for (size_t i = 0; i < n && !status; i++) {
        size_t class = i / (size_t)m->n_services;
        e->tables.changed_routes[i] = QS_NONE;
        if (e->tables.steps[i].route_draw != QS_NONE && is_become(m, (int)class))
            status = qs_add_draw(e, QS_NONE, &e->tables.changed_routes[i], "classes/%s/then/%s/changed",
                                 m->classes[class].name, m->services[i % (size_t)m->n_services]);
    }
    return status;
}

qs_status qs_manners_build_steps(qs_engine *e)
{
    size_t n = (size_t)e->model->n_classes * (size_t)e->model->n_services;
    qs_status status = e->uses.retries ? build_again_steps(e, n) : QS_OK;
    if (!status && e->uses.changes)
        status = build_changed_routes(e, n);
    return status;
}
