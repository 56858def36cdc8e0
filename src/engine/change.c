/* Customers who become of another class while they wait.
 *
 * The steps are those of the class with which somebody came to the window, by the time since it joined; they
 * end when its service begins for the first time. From a step on it is of the new class, at this window and
 * at all that follow, but it is counted in the class in which it arrived.
 * Its priority: among those of its new level it has the place that its time of joining gives it, and whom it
 * may push out now it pushes out. Its patience is drawn anew and runs from when it joined; where it goes
 * next is drawn anew. The service time that it waits for stays as it is. It looks around for a better queue,
 * if its new class does, and so do those whom it has put back.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "change.h"
#include "customer.h"
#include "house.h"
#include "jockey.h"
#include "pushout.h"
#include "speed.h"
#include "timers.h"

/* Where it goes after this service, and whether a second one is given with it. */
static void change_way(qs_engine *e, qs_customer *customer, const qs_station *station)
{
    int stage = customer->class * e->model->n_services + customer->service;
    const qs_step *step = &e->tables.steps[stage];
    int draw = e->tables.changed_routes[stage];
    customer->then = (int16_t)(draw == QS_NONE ? step->certain
                                               : qs_pick(step->branches, step->n_branches, qs_draw(e, draw)));
    qs_customer_pair_services(e, customer, station);
}

static void change_patience(qs_engine *e, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    int draw = e->tables.patience_draws[customer->class * e->model->n_services + customer->service].changed;
    double deadline = draw == QS_NONE ? INFINITY : customer->join + qs_draw(e, draw);
    qs_patience_end(e, id);
    qs_patience_begin(e, id, fmax(deadline, e->now));
}

static void change_class(qs_engine *e, uint32_t id, qs_station *station, int to)
{
    qs_customer *customer = &e->pool[id];
    const qs_class *old = &e->model->classes[customer->class], *new = &e->model->classes[to];
    if (e->uses.jockeys)
        station->lines[customer->line].n_jockeys += new->jockeys - old->jockeys;
    customer->class = (int16_t)to;
    qs_tell_incident(e, (qs_incident){.kind = QS_INCIDENT_CLASS,
                                      .customer = customer->number,
                                      .visit = customer->visit,
                                      .place = to,
                                      .member = QS_NONE,
                                      .server = QS_NONE});
    int line = qs_queue_line(e, station, to, customer->service);
    if (line != customer->line)
        qs_queue_change_line(e, station, id, line);
    change_way(e, customer, station);
    if (e->uses.patience)
        change_patience(e, id);
}

/* What follows from its being more urgent, or less. */
static void follow(qs_engine *e, uint32_t id, qs_station *station)
{
    int victim = qs_find_victim(e, station, e->pool[id].line, QS_NONE);
    if (victim != QS_NONE) {
        qs_station_unqueue(e, station, id);
        qs_pushout(e, station, victim, id);
    }
    if (e->uses.jockeys) {
        qs_jockey_arrives(e, id);
        qs_jockey_put_back(e, station);
        qs_jockey(e, station); /* if it pushed somebody out who was lost */
    }
    if (e->uses.blocking) {
        qs_blocking_admit(e, station);
        qs_blocking_look_again(e);
    }
}

void qs_change_due(qs_engine *e)
{
    uint32_t id = e->changes.items[0].id;
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    const qs_change *change = &e->model->classes[customer->joined_as].changes[customer->n_changes++];
    qs_change_end(e, id);
    change_class(e, id, station, change->to);
    qs_change_await_next(e, id);
    follow(e, id, station);
}
