/* What the relay is made of, and whether a model is one for it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "loops.h"
#include "members.h"
#include "qsweep/memory.h"
#include "relay.h"

#define SUPPORTED (QS_FEATURE(PERIOD) | QS_FEATURE(DAY_FACTOR) | QS_FEATURE(DRAIN))

enum { FIRST_CAPACITY = 512 };

/* ---- which models ---- */

static int station_of(const qs_engine *e, int service)
{
    const qs_options *options = &e->options[e->tables.steps[service].options];
    return options->n == 1 ? e->tables.option_stations[options->first] : QS_NONE;
}

/* Services from this one on are put behind it: so the list ends with the first. False: somebody goes back, or
 * there is something else that the relay does not know.
 * state [in,out] [n_services] 0: not seen, 1: on the way, 2: listed */
static bool list_services(const qs_engine *e, int service, uint8_t *state, int *list, int *n)
{
    const qs_step *step = &e->tables.steps[service];
    if (state[service] == 2)
        return true;
    if (state[service] == 1 || step->work_draw == QS_NONE || station_of(e, service) == QS_NONE)
        return false;
    state[service] = 1;
    bool is_good = true;
    for (int k = 0; k < step->n_branches && step->route_draw != QS_NONE && is_good; k++)
        is_good = step->branches[k].to == QS_NONE || list_services(e, step->branches[k].to, state, list, n);
    if (is_good && step->route_draw == QS_NONE && step->certain != QS_NONE)
        is_good = list_services(e, step->certain, state, list, n);
    if (*n == QS_RELAY_WINDOWS)
        return false;
    list[(*n)++] = service;
    state[service] = 2;
    return is_good;
}

/* The services that are asked for, in an order in which nobody goes back; 0: there is none. */
static int order_services(const qs_engine *e, int *list)
{
    const qs_class *class = &e->model->classes[0];
    uint8_t *state;
    int n = 0;
    bool is_good = !qs_calloc((size_t)e->model->n_services, 1, &state);
    for (int k = 0; k < class->n_starts && is_good; k++)
        is_good = list_services(e, e->model->routes[class->first_start + k].to, state, list, &n);
    qs_free(state);
    for (int i = 0; i < n / 2; i++) {
        int other = list[i];
        list[i] = list[n - 1 - i];
        list[n - 1 - i] = other;
    }
    return is_good ? n : 0;
}

static int index_of(const int *list, int n, int service)
{
    for (int i = 0; i < n; i++)
        if (list[i] == service)
            return i;
    return n; /* nowhere */
}

/* ---- making it ---- */

static qs_status add_window(qs_engine *e, qs_relay *r, int k, const int *list)
{
    qs_relay_window *w = &r->windows[k];
    int n = r->n_windows;
    w->step = &e->tables.steps[list[k]];
    w->station = &e->stations[station_of(e, list[k])];
    w->meter = &e->meters.windows[w->station->window];
    w->work = &e->draws[w->step->work_draw];
    w->route = w->step->route_draw == QS_NONE ? NULL : &e->draws[w->step->route_draw];
    w->n_servers = w->station->n_servers;
    int n_branches = w->route ? w->step->n_branches : 0;
    qs_status status = qs_calloc((size_t)n_branches + 1, sizeof *w->to, &w->to);
    if (status)
        return status;
    for (int b = 0; b < n_branches; b++)
        w->to[b] = index_of(list, n, w->step->branches[b].to);
    w->to[n_branches] = w->route ? n : index_of(list, n, w->step->certain);
    for (int b = 0; b <= n_branches; b++)
        if (w->to[b] < n)
            r->windows[w->to[b]].is_fed = true;
    return QS_OK;
}

/* A window of its own for each service, and customers leave from one of them only. */
static bool is_simple(qs_relay *r)
{
    int n_exits = 0;
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        double last =
            w->route && w->step->n_branches > 0 ? w->step->branches[w->step->n_branches - 1].cumulative : 0;
        bool leaves = w->route ? last < 1 : w->to[0] == r->n_windows;
        for (int b = 0; w->route && b < w->step->n_branches; b++)
            leaves |= w->to[b] == r->n_windows;
        n_exits += leaves;
        r->exit = leaves ? k : r->exit;
        if (w->n_servers < 1 || w->n_servers > QS_RELAY_SERVERS || w->station->is_endless)
            return false;
        for (int i = 0; i < k; i++)
            if (r->windows[i].station == w->station)
                return false;
    }
    return n_exits == 1;
}

static qs_status add_starts(qs_engine *e, qs_relay *r, const int *list)
{
    const qs_class *class = &e->model->classes[0];
    qs_status status = qs_calloc((size_t) class->n_starts, sizeof *r->to, &r->to);
    for (int k = 0; k < class->n_starts && !status; k++)
        r->to[k] = index_of(list, r->n_windows, e->model->routes[class->first_start + k].to);
    return status;
}

qs_status qs_relay_build(qs_engine *e)
{
    const qs_model *m = e->model;
    int list[QS_RELAY_WINDOWS];
    if (!e->tables.is_plain || !qs_features_within(m->features, SUPPORTED) || m->n_classes > 1 ||
        e->n_entrances != 1 || qs_members_are_told(e))
        return QS_OK;
    int n = order_services(e, list);
    if (n == 0)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *e->relay, &e->relay);
    if (status)
        return status;
    e->relay->lanes = qs_lanes_pick();
    e->relay->n_windows = n;
    for (int k = 0; k < n && !status; k++)
        status = add_window(e, e->relay, k, list);
    if (!status)
        status = add_starts(e, e->relay, list);
    if (!status && !is_simple(e->relay))
        qs_relay_free(e);
    return status;
}

static void free_row(qs_row *row)
{
    qs_free(row->time);
    qs_free(row->id);
}

void qs_relay_free(qs_engine *e)
{
    qs_relay *r = e->relay;
    if (!r)
        return;
    for (int k = 0; k < r->n_windows; k++) {
        qs_relay_window *w = &r->windows[k];
        qs_row *rows[] = {&w->in, &w->other, &w->ends};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            free_row(rows[i]);
        qs_free(w->to);
        qs_free(w->event_time);
        qs_free(w->event_present);
    }
    for (int k = 0; k <= r->n_windows; k++)
        free_row(&r->out[k]);
    qs_free(r->to);
    qs_free(r->guests);
    qs_free(r->idle);
    qs_free(r->move_time);
    qs_free(r->move_n);
    qs_free(r);
    e->relay = NULL;
}

/* Room for so many in an array of which `old` may be in use. */
static qs_status widen(void *array, size_t old, size_t wanted, size_t size)
{
    size_t capacity = old;
    return qs_reserve(array, &capacity, wanted, size);
}

static qs_status widen_row(qs_row *row, size_t old, size_t wanted)
{
    qs_status status = widen(&row->time, old, wanted, sizeof *row->time);
    return status ? status : widen(&row->id, old, wanted, sizeof *row->id);
}

/* Room for twice as many people. Nobody is at a place twice in a stretch; but ends that are passed stay for a
 * while, and each customer may change the numbers at a window when it comes and when it goes. */
qs_status qs_relay_grow(qs_relay *r)
{
    enum { SPARE = 2 };
    size_t old = r->capacity, n = old ? 2 * old : FIRST_CAPACITY;
    size_t had = old ? 2 * old + SPARE : 0, wanted = 2 * n + SPARE;
    qs_status status = widen(&r->guests, old, n, sizeof *r->guests);
    if (!status)
        status = widen(&r->idle, old, n, sizeof *r->idle);
    if (!status)
        status = widen(&r->move_time, had, wanted, sizeof *r->move_time);
    if (!status)
        status = widen(&r->move_n, had, wanted, sizeof *r->move_n);
    for (int k = 0; k <= r->n_windows && !status; k++)
        status = widen_row(&r->out[k], had, wanted);
    for (int k = 0; k < r->n_windows && !status; k++) {
        qs_relay_window *w = &r->windows[k];
        status = widen_row(&w->in, had, wanted);
        if (!status)
            status = widen_row(&w->other, had, wanted);
        if (!status)
            status = widen_row(&w->ends, had, wanted);
        if (!status)
            status = widen(&w->event_time, had, wanted, sizeof *w->event_time);
        if (!status)
            status = widen(&w->event_present, had, wanted, sizeof *w->event_present);
    }
    if (!status)
        r->capacity = n;
    return status;
}
