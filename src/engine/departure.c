/* The end of a service, and what follows.
 *
 * A stage ends in this order, always: the service; the dead time that holds the customer, and the second
 * service of the same visit; the customer leaves its window; its server stands in dead time, or takes the
 * next one, or idles; who gains by it changes queues; the customer enters its next stage, or leaves the
 * system; last those are let in who were blocked for want of the room that is there now.
 * Where windows block, the next window is chosen while the customer still has its server: without room there
 * it keeps both (blocking.c), and all that follows waits.
 * A customer that has left its window is at no station until it has entered the next: between the two nobody
 * may find it in a queue, in a count of those present, or at a server.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "check.h"
#include "choice.h"
#include "crew.h"
#include "customer.h"
#include "departure.h"
#include "dispatch.h"
#include "group.h"
#include "house.h"
#include "jockey.h"
#include "ledger.h"
#include "pushout.h"
#include "ranking.h"
#include "server.h"

QS_PART void qs_departure_frees(qs_engine *e, int k)
{
    int helper;
    while (QS_RARE(e->uses.crews) && (helper = qs_crew_let_go(e, k)) != QS_NONE)
        qs_server_take_next(e, helper);
    bool may_serve = qs_server_take_next(e, k);
    if (QS_RARE(e->uses.demands))
        qs_dispatch(e);
    if (may_serve && QS_RARE(e->uses.jockeys))
        qs_jockey(e, &e->stations[e->servers[k].station]);
}

static double draw_dead_time(qs_engine *e, const qs_station *station, const qs_customer *customer)
{
    const qs_step *step = qs_step_at(e, station, customer->class, customer->service);
    return step->dead_draw == QS_NONE ? 0 : qs_draw(e, step->dead_draw);
}

/* The customer's visit is over: measure it and take it out of the window. */
QS_INLINE void end_service_visit(qs_engine *e, uint32_t id, qs_station *station)
{
    qs_customer *customer = &e->pool[id];
    if (e->is_told)
        qs_customer_tell(e, customer, customer->then == QS_NONE ? QS_SERVED : QS_MOVED_ON);
    qs_customer_count_visit(e, customer, station, e->now);
    if (QS_RARE(e->uses.resources))
        qs_ledger_leave_server(e, id);
}

/* After the customer has gone: dead time, or the next one. */
static void go_on(qs_engine *e, qs_station *station, int k, double dead_time)
{
    if (dead_time > 0 && !station->is_endless)
        qs_server_stand(e, station, k, QS_NOBODY, dead_time);
    else if (!station->is_endless)
        qs_departure_frees(e, k);
    if (QS_RARE(e->uses.demands))
        qs_dispatch(e); /* units may have come back all the same */
    if (QS_RARE(e->uses.jockeys))
        qs_jockey(e, station); /* there may be room now, whatever the server does */
}

QS_INLINE void go_to_next(qs_engine *e, uint32_t id)
{
    int then = e->pool[id].then;
    if (then == QS_NONE)
        qs_customer_leave(e, id, QS_SERVED);
    else
        qs_customer_enter(e, id, then);
}

static void depart(qs_engine *e, uint32_t id, qs_station *station, int k, double dead_time)
{
    end_service_visit(e, id, station);
    go_on(e, station, k, dead_time);
    go_to_next(e, id);
}

/* Whether a customer finds no room at the next window, pushes nobody out there, and has to stay. Its own
 * place is room at its own window, once its server is free to take the next one. After the horizon it is sent
 * away instead. */
static bool must_stay(const qs_engine *e, const qs_station *station, int k, const qs_station *target,
                      const qs_customer *next, double dead_time)
{
    const qs_window *window = &e->model->windows[target->window];
    bool is_closing = e->phase == QS_DRAINING && !e->model->run.waiting_served;
    if (window->overflow != QS_BLOCK || is_closing || qs_has_room(e, target, next))
        return false;
    int line = qs_queue_line(e, target, next->class, next->service);
    if (qs_find_victim(e, target, line, target == station ? k : QS_NONE) != QS_NONE)
        return false;
    if (target != station)
        return true;
    bool goes_on = dead_time <= 0 && !e->servers[k].is_broken && e->servers[k].is_on_duty;
    return window->capacity_kind == QS_CAPACITY_QUEUE && !goes_on;
}

/* The same where windows block: the next window is chosen while the customer still holds its
 * server, which it keeps if there is no room. */
static void depart_or_block(qs_engine *e, uint32_t id, qs_station *station, int k, double dead_time)
{
    qs_customer *customer = &e->pool[id];
    if (customer->then == QS_NONE) {
        depart(e, id, station, k, dead_time);
        qs_blocking_admit(e, station);
        return;
    }
    qs_customer next = *customer;
    qs_customer_prepare(e, &next, customer->then);
    const qs_step *step = &e->tables.steps[next.class * e->model->n_services + next.service];
    qs_station *target = &e->stations[qs_choose_station(e, step, &next)];
    customer->wanted_service = next.service;
    customer->wanted_then = next.then;
    if (must_stay(e, station, k, target, &next, dead_time)) {
        qs_server_block(e, station, k, dead_time);
        qs_blocking_hold(e, id, target);
        return;
    }
    end_service_visit(e, id, station);
    go_on(e, station, k, dead_time);
    customer = &e->pool[id];
    customer->service = customer->wanted_service;
    customer->then = customer->wanted_then;
    customer->join = e->now;
    customer->start = NAN;
    customer->server = QS_NONE;
    customer->n_returns = 0;
    qs_customer_enter_station(e, id, target);
    qs_blocking_admit(e, station);
}

QS_TEXT void qs_departure_let_go(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    int k = station->first_server + (station->is_endless ? 0 : customer->server);
    double dead_time = qs_server_unblock(e, station, k);
    end_service_visit(e, id, station);
    go_on(e, station, k, dead_time);
}

/* All leave the window, the server goes on, and each goes its own way, the first of them first. */
static void depart_together(qs_engine *e, uint32_t first, qs_station *station, int k, double dead_time)
{
    qs_station_held(e, station, -qs_group_n_others(e, first));
    for (uint32_t id = first; id != QS_NOBODY; id = e->pool[id].next)
        end_service_visit(e, id, station);
    go_on(e, station, k, dead_time);
    for (uint32_t id = first, next; id != QS_NOBODY && e->phase != QS_OVER; id = next) {
        next = e->pool[id].next;
        go_to_next(e, id);
    }
}

static void finish_visit(qs_engine *e, uint32_t id, qs_station *station, int k, double dead_time)
{
    if (QS_RARE(station->group != NULL))
        depart_together(e, id, station, k, dead_time);
    else if (QS_RARE(e->uses.blocking))
        depart_or_block(e, id, station, k, dead_time);
    else
        depart(e, id, station, k, dead_time);
}

/* Whether the shift is over that a service would have to begin in: not after it, where its end interrupts. */
static bool is_interrupted(const qs_engine *e, const qs_station *station, int k)
{
    const qs_server *server = &e->servers[k];
    return !server->is_on_duty && !server->is_on_call && station->rules->interrupts;
}

static void begin_second(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    qs_customer *customer = &e->pool[id];
    customer->first_service = customer->service;
    customer->service = customer->second_service;
    customer->second_service = QS_NONE;
    const qs_step *step = qs_step_at(e, station, customer->class, customer->service);
    customer->work = customer->whole_work = step->work_draw == QS_NONE ? 0 : qs_draw(e, step->work_draw);
    if (is_interrupted(e, station, k)) {
        qs_pushout_go_on(e, station, id);
        qs_departure_frees(e, k);
    } else {
        qs_server_work(e, station, k, id);
    }
}

static void end_of_service(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    qs_customer *customer = &e->pool[id];
    const qs_step *step = qs_step_at(e, station, customer->class, customer->service);
    qs_station_serving(e, station, k, -1);
    if (QS_RARE(e->uses.crews) && !station->is_endless)
        qs_crew_serving(e, k, -1);
    double dead_time = draw_dead_time(e, station, customer);
    bool stays = step->holds_customer || customer->second_service != QS_NONE;
    if (stays && dead_time > 0)
        qs_server_stand(e, station, k, id, dead_time);
    else if (customer->second_service != QS_NONE)
        begin_second(e, id, station, k);
    else
        finish_visit(e, id, station, k, dead_time);
}

static void end_of_dead_time(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    if (!station->is_endless)
        qs_station_occupied(e, station, -1);
    if (QS_RARE(e->uses.crews) && !station->is_endless)
        qs_crew_occupied(e, k, -1);
    if (id == QS_NOBODY) {
        qs_departure_frees(e, k);
        if (QS_RARE(e->uses.blocking))
            qs_blocking_admit(e, station);
        return;
    }
    qs_station_held(e, station, -1);
    if (e->pool[id].second_service != QS_NONE)
        begin_second(e, id, station, k);
    else
        finish_visit(e, id, station, k, 0);
}

QS_PART void qs_departure_due(qs_engine *e, int k)
{
    qs_server *server = &e->servers[k];
    qs_station *station = &e->stations[server->station];
    uint32_t id = server->customer;
    bool is_serving = server->doing == QS_SERVING;
    if (station->is_endless) {
        id = qs_server_take_endless(e, station);
        is_serving = e->pool[id].state == QS_IN_SERVICE;
    } else if (QS_RARE(!station->is_steady)) {
        qs_server_pause(e, server);
    }
    if (is_serving)
        end_of_service(e, id, station, k);
    else
        end_of_dead_time(e, id, station, k);
}
