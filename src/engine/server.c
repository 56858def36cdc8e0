/* What one server does: it serves, stands in dead time, is blocked, or idles.
 *
 * These are the steps alone; who comes next, and what follows for others, is in departure.c, duty.c and
 * customer.c. Each step keeps three things in agreement: what the server is doing, its slot of the calendar
 * (the end of its service or dead time, INFINITY where neither goes on), and the window's gauges of those in
 * service, held and occupied. An endless window has one entry of this kind, whose slot shows the first of
 * its departures; it is never idle, broken or off shift.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "crew.h"
#include "group.h"
#include "line.h"
#include "ranking.h"
#include "server.h"

static qs_station *station_of(const qs_engine *e, const qs_server *server)
{
    return &e->stations[server->station];
}

QS_PART int qs_server_idle(const qs_station *station)
{
    int word = 0;
    while (station->idle[word] == 0)
        word++;
    return station->first_server + 64 * word + __builtin_ctzll(station->idle[word]);
}

QS_INLINE void set_idle(qs_engine *e, qs_station *station, int server, bool is_idle)
{
    unsigned bit = (unsigned)(server - station->first_server);
    uint64_t mask = UINT64_C(1) << (bit % 64);
    bool was_idle = station->idle[bit / 64] & mask;
    if (was_idle == is_idle)
        return;
    station->idle[bit / 64] ^= mask;
    station->n_idle += is_idle ? 1 : -1;
    if (is_idle)
        e->servers[server].idle_since = e->now;
    if (e->uses.idle_choice)
        qs_idle_note(e, station, server, is_idle);
    if (QS_RARE(station->is_demanding))
        qs_ledger_changed(e, station);
}

QS_TEXT void qs_server_set_idle(qs_engine *e, int server, bool is_idle)
{
    set_idle(e, station_of(e, &e->servers[server]), server, is_idle);
}

static void set_endless_slot(qs_engine *e, const qs_station *station)
{
    qs_slots_set(&e->slots, station->first_server,
                 station->departures.n ? station->departures.items[0].time : INFINITY);
}

static void add_endless(qs_engine *e, qs_station *station, uint32_t id, double time)
{
    qs_status status = qs_heap_add(&station->departures, qs_customer_notes(e), time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        set_endless_slot(e, station);
}

/* Work at a server begins: a service, or the second one of a visit. */
QS_PART void qs_server_work(qs_engine *e, qs_station *station, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    customer->state = QS_IN_SERVICE;
    qs_station_serving(e, station, k, 1);
    if (station->is_endless) {
        double speed = station->rules->speed;
        add_endless(e, station, id, e->now + customer->work / speed);
        return;
    }
    qs_server *server = &e->servers[k];
    server->doing = QS_SERVING;
    server->customer = id;
    server->left = customer->work;
    server->since = e->now;
    qs_server_go_on(e, station, k);
}

QS_TEXT void qs_server_pair_up(qs_engine *e, const qs_station *station, qs_customer *customer)
{
    const qs_window *window = station->rules;
    for (size_t i = 0; i < window->n_together && customer->then != QS_NONE; i++)
        if (window->together[i].a == customer->service && window->together[i].b == customer->then &&
            window->serves[customer->class * e->model->n_services + customer->then])
            customer->second_service = customer->then;
    if (customer->second_service == QS_NONE)
        return;
    const qs_step *second = qs_step_at(e, station, customer->class, customer->second_service);
    customer->then = qs_draw_then(e, second); /* the second stage's own next one */
}

/* Whom a server takes off its hands, or goes on with. */
static void tell_customer(const qs_engine *e, qs_incident_kind kind, const qs_customer *customer, int k)
{
    const qs_station *station = &e->stations[customer->station];
    qs_tell_incident(e, (qs_incident){.kind = kind,
                                      .customer = customer->number,
                                      .visit = customer->visit,
                                      .place = station->window,
                                      .member = station->member,
                                      .server = k - station->first_server});
}

QS_INLINE void begin_stage(qs_engine *e, qs_customer *customer, int k)
{
    if (!isnan(customer->start)) {
        tell_customer(e, QS_INCIDENT_ON, customer, k);
        return;
    }
    customer->start = e->now;
    if (customer->is_counted)
        qs_meter_wait(e, customer, e->now - customer->join);
}

QS_TEXT void qs_server_start_with(qs_engine *e, const qs_station *station, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    begin_stage(e, customer, k);
    customer->server = k - station->first_server;
    customer->state = QS_IN_SERVICE;
}

QS_PART void qs_server_start(qs_engine *e, qs_station *station, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    begin_stage(e, customer, k);
    if (!station->is_endless) {
        set_idle(e, station, k, false);
        customer->server = k - station->first_server;
    }
    qs_server_work(e, station, k, id);
}

/* Dead time, with or without the customer. */
QS_PART void qs_server_stand(qs_engine *e, qs_station *station, int k, uint32_t id, double time)
{
    if (id != QS_NOBODY) {
        e->pool[id].state = QS_HELD;
        qs_station_held(e, station, 1);
        if (QS_RARE(station->group != NULL))
            for (uint32_t with = e->pool[id].next; with != QS_NOBODY; with = e->pool[with].next)
                e->pool[with].state = QS_HELD;
    }
    if (station->is_endless) {
        if (id != QS_NOBODY)
            add_endless(e, station, id, e->now + time);
        return;
    }
    qs_server *server = &e->servers[k];
    server->doing = QS_DEAD;
    server->customer = id;
    server->left = time;
    if (!server->is_broken) /* else the repair counts it */
        qs_station_occupied(e, station, 1);
    if (QS_RARE(e->uses.crews))
        qs_crew_occupied(e, k, 1);
    qs_server_go_on(e, station, k);
}

/* Shares of time are of the servers that are there: those on shift, and those who still have to finish. */
QS_TEXT void qs_server_come_or_go(qs_engine *e, int k, bool comes)
{
    qs_server *server = &e->servers[k];
    if (server->is_there == comes)
        return;
    server->is_there = comes;
    const qs_station *station = station_of(e, server);
    QS_STATION_MOVE(e, station, rostered, comes ? 1 : -1);
    if (server->is_on_call)
        QS_STATION_MOVE(e, station, called, comes ? 1 : -1);
}

static void take_group(qs_engine *e, qs_station *station, int k)
{
    if (qs_group_take(e, station, k))
        return;
    set_idle(e, station, k, true);
    qs_group_wait(e, station);
}

/* The dead time of a server whose customer has gone before is over. */
static void tell_free(const qs_engine *e, int k)
{
    const qs_station *station = station_of(e, &e->servers[k]);
    qs_tell_incident(e, (qs_incident){.kind = QS_INCIDENT_FREE,
                                      .place = station->window,
                                      .member = station->member,
                                      .server = k - station->first_server});
}

/* Whoever can begin at once, if anybody: a group, the next in a line, the next in the queue; else it idles. */
static void take_or_idle(qs_engine *e, qs_station *station, int k)
{
    if (QS_RARE(station->group != NULL)) {
        take_group(e, station, k);
    } else if (QS_RARE(station->n_feeds > 0) && qs_line_feeds(e, station, k)) {
        return;
    } else if (station->n_waiting > 0 && !QS_RARE(station->is_demanding)) {
        uint32_t id = qs_queue_next(e, station);
        qs_station_unqueue(e, station, id);
        qs_server_start(e, station, k, id);
    } else {
        set_idle(e, station, k, true);
    }
}

QS_TEXT bool qs_server_take_next(qs_engine *e, int k)
{
    qs_server *server = &e->servers[k];
    qs_station *station = station_of(e, server);
    bool may_serve = server->is_on_duty && !server->is_broken;
    bool is_special = QS_RARE(station->group || station->n_feeds > 0 || station->is_demanding);
    if (server->doing == QS_DEAD && server->customer == QS_NOBODY)
        tell_free(e, k);
    server->doing = QS_IDLE;
    server->customer = QS_NOBODY;
    if (__builtin_expect(may_serve && !is_special, 1) && station->n_waiting > 0) {
        uint32_t id = qs_queue_next(e, station);
        qs_station_unqueue(e, station, id);
        qs_server_start(e, station, k, id); /* and its slot has the end of the service */
        return true;
    }
    qs_slots_set(&e->slots, k, INFINITY);
    if (!server->is_on_duty)
        qs_server_come_or_go(e, k, false);
    if (!may_serve)
        return false;
    take_or_idle(e, station, k);
    return true;
}

QS_TEXT uint32_t qs_server_take_endless(qs_engine *e, qs_station *station)
{
    uint32_t id = station->departures.items[0].id;
    qs_heap_remove(&station->departures, qs_customer_notes(e), 0);
    e->pool[id].heap_index = QS_NOBODY;
    set_endless_slot(e, station);
    return id;
}

QS_TEXT void qs_server_block(qs_engine *e, qs_station *station, int k, double dead_time)
{
    qs_station_held(e, station, 1);
    if (station->is_endless)
        return;
    e->servers[k].doing = QS_BLOCKED;
    qs_slots_set(&e->slots, k, INFINITY);
    e->servers[k].left = dead_time; /* begins once the customer is gone */
    qs_station_occupied(e, station, 1);
    if (QS_RARE(e->uses.crews))
        qs_crew_occupied(e, k, 1);
}

QS_TEXT double qs_server_unblock(qs_engine *e, qs_station *station, int k)
{
    qs_station_held(e, station, -1);
    if (!station->is_endless)
        qs_station_occupied(e, station, -1);
    if (QS_RARE(e->uses.crews) && !station->is_endless)
        qs_crew_occupied(e, k, -1);
    return e->servers[k].left;
}

QS_TEXT void qs_server_take_off(qs_engine *e, int k, uint32_t id)
{
    qs_server *server = &e->servers[k];
    qs_server_pause(e, server);
    tell_customer(e, QS_INCIDENT_BACK, &e->pool[id], k);
    if (server->is_broken) /* its customer was held */
        qs_station_held(e, station_of(e, server), -1);
    else
        qs_station_serving(e, station_of(e, server), k, -1);
    e->pool[id].state = QS_WAITING;
    e->pool[id].work = server->left;
    server->doing = QS_IDLE;
    server->customer = QS_NOBODY;
    qs_slots_set(&e->slots, k, INFINITY);
}

/* The servers that help it drop the customer too. */
static void drop_crew(qs_engine *e, int k, bool is_serving)
{
    if (is_serving)
        qs_crew_serving(e, k, -1);
    else
        qs_crew_occupied(e, k, -1);
    while (qs_crew_let_go(e, k) != QS_NONE)
        continue;
}

QS_TEXT void qs_server_drop_customer(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    if (QS_RARE(station->group != NULL) && qs_group_drop(e, station, id))
        return;
    bool is_serving = customer->state == QS_IN_SERVICE;
    bool is_suspended = false;
    int k = station->first_server + (station->is_endless ? 0 : customer->server);
    if (QS_RARE(e->uses.resources) && customer->state != QS_STUCK)
        qs_ledger_rest(e, id);
    if (QS_RARE(e->uses.crews) && !station->is_endless)
        drop_crew(e, k, is_serving);
    if (station->is_endless) {
        if (customer->state != QS_STUCK)
            qs_heap_remove(&station->departures, qs_customer_notes(e), customer->heap_index);
        customer->heap_index = QS_NOBODY;
        set_endless_slot(e, station);
    } else {
        qs_server *server = &e->servers[k];
        qs_server_pause(e, server); /* it is not serving any more: its clock for breakdowns stops */
        is_suspended = server->is_broken;
        if (server->doing == QS_BLOCKED || (server->doing == QS_DEAD && !server->is_broken))
            qs_station_occupied(e, station, -1);
        server->doing = QS_IDLE;
        server->customer = QS_NOBODY;
        qs_slots_set(&e->slots, k, INFINITY);
    }
    if (is_serving && !is_suspended)
        qs_station_serving(e, station, k, -1);
    else
        qs_station_held(e, station, -1);
    qs_station_count(e, station, -1);
}
