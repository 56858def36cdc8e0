/* What customers hold of a resource on their ways, found by going all of them.
 *
 * A state is a service and what is held when it begins: plain units and persons' units. From each state the
 * service asks and gives back, and all next services follow; each state is looked at once. What a way takes
 * in a round, it takes again in the next: so the states are many only where that is wrong.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/holding.h"

#include <math.h>

#include "qsweep/memory.h"

/* Of one service; more are a way that takes more and more. */
enum { MOST_STATES = 1000 };

typedef struct state {
    int service, before; /* the state before on the way; QS_NONE */
    int64_t units, persons;
} state;

typedef struct walk {
    const qs_model *model;
    int class, resource;
    qs_holding *out;
    state *states;
    size_t n, capacity;
    int *n_of_service; /* [n_services] */
    qs_status status;
} walk;

/* The way to a state, backwards. */
static qs_status tell_way(walk *w, size_t last, qs_holding_fault fault)
{
    size_t n = 0;
    w->out->fault = fault;
    for (int at = (int)last; at != QS_NONE; at = w->states[at].before)
        n++;
    qs_status status = qs_calloc(n, sizeof *w->out->way, &w->out->way);
    if (status)
        return status;
    w->out->n_way = (int)n;
    for (int at = (int)last; at != QS_NONE; at = w->states[at].before)
        w->out->way[--n] = w->states[at].service;
    w->out->service = w->states[last].service;
    return QS_OK;
}

static bool is_known(const walk *w, int service, int64_t units, int64_t persons)
{
    if (w->n_of_service[service] == 0)
        return false;
    for (size_t i = 0; i < w->n; i++)
        if (w->states[i].service == service && w->states[i].units == units && w->states[i].persons == persons)
            return true;
    return false;
}

static void add(walk *w, int service, int before, int64_t units, int64_t persons)
{
    if (w->status || is_known(w, service, units, persons))
        return;
    w->status = qs_reserve(&w->states, &w->capacity, w->n + 1, sizeof *w->states);
    if (w->status)
        return;
    w->states[w->n++] = (state){service, before, units, persons};
    w->n_of_service[service]++;
    double held = (double)units + (double)persons * w->out->mean_party;
    double *least = &w->out->least[service];
    *least = w->n_of_service[service] == 1 || held < *least ? held : *least;
}

/* What a service asks for (needs and takes), takes for longer, and gives. */
typedef struct change {
    int64_t asks[2], takes[2], gives[2]; /* units, and units for each person */
} change;

static change change_at(const walk *w, int service)
{
    const qs_stage *stage = &w->model->stages[w->class * w->model->n_services + service];
    change c = {0};
    for (int i = 0; i < stage->n_demands; i++) {
        const qs_demand *demand = &w->model->demands[stage->first_demand + i];
        if (demand->resource != w->resource)
            continue;
        if (demand->kind == QS_GIVES)
            c.gives[demand->of_party] += demand->units;
        else
            c.asks[demand->of_party] += demand->units;
        if (demand->kind == QS_TAKES)
            c.takes[demand->of_party] += demand->units;
    }
    return c;
}

static void go_on(walk *w, size_t at, int64_t units, int64_t persons)
{
    const qs_class *class = &w->model->classes[w->class];
    int n = w->model->n_services, service = w->states[at].service;
    double stays = 0;
    for (int s = 0; s < n; s++) {
        double p = class->then[(size_t)service * (size_t)n + (size_t)s];
        stays += p;
        if (p > 0)
            add(w, s, (int)at, units, persons);
    }
    if (stays < 1 - 1e-9 && (units > 0 || persons > 0) && !w->status) {
        w->out->units = units + persons;
        w->status = tell_way(w, at, QS_NEVER_GIVEN);
    }
}

static void look_at(walk *w, size_t at)
{
    state s = w->states[at];
    change c = change_at(w, s.service);
    double most = (double)(s.units + c.asks[0]);
    if (s.persons + c.asks[1] > 0)
        most += (double)(s.persons + c.asks[1]) * w->out->largest_party;
    int64_t units = s.units + c.takes[0] - c.gives[0], persons = s.persons + c.takes[1] - c.gives[1];
    w->out->most = most;
    if (most > w->model->resources[w->resource].units && c.asks[0] + c.asks[1] > 0)
        w->status = tell_way(w, at, QS_TOO_MANY);
    else if (units < 0 || persons < 0)
        w->status = tell_way(w, at, QS_NOT_HELD);
    else if (w->n_of_service[s.service] > MOST_STATES)
        w->status = tell_way(w, at, QS_TAKEN_AGAIN);
    else
        go_on(w, at, units, persons);
}

static double mean_party(const qs_model *model, int class)
{
    double sum = 0, weight = 0;
    for (int s = 0; s < model->n_sources; s++) {
        const qs_source *source = &model->sources[s];
        sum += source->shares[class] *
               (source->party == QS_NONE ? 1 : qs_distribution_mean(&model->distributions[source->party]));
        weight += source->shares[class];
    }
    return weight > 0 ? sum / weight : 1;
}

qs_status qs_holding_find(const qs_model *model, int class, int resource, qs_holding *out)
{
    *out = (qs_holding){.service = QS_NONE,
                        .mean_party = mean_party(model, class),
                        .largest_party = qs_model_largest_party(model, class)};
    walk w = {.model = model, .class = class, .resource = resource, .out = out};
    qs_status status = qs_calloc((size_t)model->n_services, sizeof *out->least, &out->least);
    if (!status)
        status = qs_calloc((size_t)model->n_services, sizeof *w.n_of_service, &w.n_of_service);
    w.status = status;
    for (int s = 0; s < model->n_services && !status; s++)
        if (model->classes[class].first[s] > 0)
            add(&w, s, QS_NONE, 0, 0);
    for (size_t i = 0; i < w.n && !w.status && out->fault == QS_HOLDING_GOOD; i++)
        look_at(&w, i);
    qs_free(w.states);
    qs_free(w.n_of_service);
    return w.status;
}

void qs_holding_clear(qs_holding *holding)
{
    qs_free(holding->way);
    qs_free(holding->least);
    *holding = (qs_holding){0};
}
