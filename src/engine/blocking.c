/* Blocking after service: a customer who finds no room keeps its server until there is.
 *
 * Who is blocked first is let in first: each station lists the customers, wherever they are, who want to get
 * in. Wherever room may have come about the caller asks for it (admit), after all else of the event. Who is
 * let in leaves room where it was, and so on through any number of stations: a list of stations still to be
 * looked at, the last listed first, and no recursion.
 * When somebody is held, and when a way out has gone, a depth-first search over "is blocked by" looks for
 * something that can still make room: a server that works or will be repaired, a change of shift, somebody
 * who may give up or change queues. If there is none, that is a deadlock and the replication fails as such.
 * A stuck customer is present at its window, never at the one it wants; after each event nobody is stuck
 * before a window that has room.
 * Source: Perros, Queueing Networks with Blocking, 1994, ch. 2 (blocking after service).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "customer.h"
#include "departure.h"
#include "dispatch.h"
#include "house.h"
#include "ledger.h"
#include "qsweep/memory.h"

/* Whether somebody could come to stand ahead at another window some time. */
static bool may_move_away(qs_engine *e, const qs_station *station, const qs_customer *who)
{
    int stage = who->class * e->model->n_services + who->service;
    for (int s = 0; e->model->classes[who->class].jockeys && s < e->n_stations; s++)
        if (&e->stations[s] != station && e->model->windows[e->stations[s].window].serves[stage] &&
            qs_blocking_can_progress(e, &e->stations[s]))
            return true;
    return false;
}

/* It will be of another class, and may do then what it does not do now. */
static bool will_change(const qs_engine *e, const qs_customer *who)
{
    return e->uses.changes && who->change_index != QS_NOBODY;
}

/* Somebody who waits may give up, or go to another queue. */
static bool may_leave_queue(qs_engine *e, const qs_station *station)
{
    if (!e->uses.patience && !e->uses.jockeys && !e->uses.changes)
        return false;
    for (int l = 0; l < station->n_lines; l++)
        for (uint32_t id = station->lines[l].head; id != QS_NOBODY; id = e->pool[id].next)
            if (e->pool[id].heap_index != QS_NOBODY || will_change(e, &e->pool[id]) ||
                may_move_away(e, station, &e->pool[id]))
                return true;
    return false;
}

/* Whether a server may free a place: its work goes on, it will be repaired, or its customer can move. */
static bool server_can_progress(qs_engine *e, const qs_server *server)
{
    const qs_station *station = &e->stations[server->station];
    switch (server->doing) {
    case QS_IDLE: /* whole and idle, it would serve those who wait, or be room itself */
        return server->is_broken && (station->n_waiting > 0 ||
                                     e->model->windows[station->window].capacity_kind == QS_CAPACITY_QUEUE);
    case QS_BLOCKED:
        return qs_blocking_can_progress(e, &e->stations[e->pool[server->customer].wanted_station]);
    case QS_HELPING: /* whom it helps is asked */
        return false;
    default:
        return true;
    }
}

/* An endless window: somebody is served, or one of the blocked can move. */
static bool endless_can_progress(qs_engine *e, const qs_station *station)
{
    if (station->departures.n > 0)
        return true;
    for (int s = 0; s < e->n_stations; s++)
        for (uint32_t id = e->stations[s].first_stuck; id != QS_NOBODY; id = e->pool[id].next)
            if (&e->stations[e->pool[id].station] == station && qs_blocking_can_progress(e, &e->stations[s]))
                return true;
    return false;
}

static bool is_due(const qs_engine *e, int slot)
{
    return slot != QS_NONE && !isinf(qs_slots_time(&e->slots, slot));
}

/* Servers may come on duty: another shift, where it does not repeat what was; or a call that is under way. */
static bool duty_changes(const qs_engine *e, const qs_station *station)
{
    bool may_come = is_due(e, station->shift_slot);
    if (may_come && e->model->windows[station->window].shifts_period > 0) {
        may_come = false;
        for (int k = station->first_server; k < station->first_server + station->n_servers; k++)
            may_come |=
                !e->servers[k].is_on_duty && !e->servers[k].is_on_call && e->servers[k].doing == QS_IDLE;
    }
    return may_come || is_due(e, station->call_slot);
}

/* The one that could last time is asked first: of many servers that are blocked one after the other not all
 * are asked again for each. */
static bool some_server_can_progress(qs_engine *e, qs_station *station)
{
    for (int i = 0; i < station->n_servers; i++) {
        int k = station->first_server + station->progressed;
        if (server_can_progress(e, &e->servers[k]))
            return true;
        station->progressed = station->progressed + 1 < station->n_servers ? station->progressed + 1 : 0;
    }
    return false;
}

/* Whether something can still happen that makes room at a station: a depth-first search over "is
 * blocked by". */
bool qs_blocking_can_progress(qs_engine *e, qs_station *station)
{
    if (station->searched == e->blocking.n_searches)
        return false;
    station->searched = e->blocking.n_searches;
    if (duty_changes(e, station) || may_leave_queue(e, station) ||
        (station->is_demanding && qs_dispatch_may_begin(e, station)))
        return true;
    if (station->is_endless)
        return endless_can_progress(e, station);
    return some_server_can_progress(e, station);
}

static void fail_deadlock(qs_engine *e, const qs_station *wanted)
{
    qs_fail_replication(e, qs_fail(QS_ERROR_DEADLOCK,
                                   "deadlock at time %g: everybody who could make room at window %s is "
                                   "blocked by somebody else who is blocked",
                                   e->now, e->model->windows[wanted->window].name));
}

void qs_blocking_look_again(qs_engine *e)
{
    for (int s = 0; s < e->n_stations && e->phase != QS_OVER; s++) {
        e->blocking.n_searches++;
        if (e->stations[s].first_stuck != QS_NOBODY && !qs_blocking_can_progress(e, &e->stations[s]))
            fail_deadlock(e, &e->stations[s]);
    }
}

/* Nothing can happen any more, and somebody is blocked: a deadlock that somebody's way out had hidden. */
void qs_blocking_close(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++)
        if (e->stations[s].first_stuck != QS_NOBODY) {
            fail_deadlock(e, &e->stations[s]);
            return;
        }
}

void qs_blocking_hold(qs_engine *e, uint32_t id, qs_station *wanted)
{
    qs_customer *customer = &e->pool[id];
    if (e->uses.resources)
        qs_ledger_rest(e, id);
    customer->state = QS_STUCK;
    customer->wanted_station = (int32_t)(wanted - e->stations);
    customer->next = QS_NOBODY;
    if (wanted->first_stuck == QS_NOBODY)
        wanted->first_stuck = id;
    else
        e->pool[wanted->last_stuck].next = id;
    wanted->last_stuck = id;
    e->blocking.n_searches++;
    if (!qs_blocking_can_progress(e, wanted))
        fail_deadlock(e, wanted);
}

static void let_in(qs_engine *e, uint32_t id, qs_station *wanted)
{
    qs_departure_let_go(e, id);
    qs_customer *customer = &e->pool[id];
    customer->service = customer->wanted_service;
    customer->then = customer->wanted_then;
    customer->join = e->now;
    customer->start = NAN;
    customer->server = QS_NONE;
    customer->n_returns = 0;
    qs_customer_enter_station(e, id, wanted);
}

/* To be looked at before those that are on the list already. */
static void list_room(qs_engine *e, const qs_station *station)
{
    int at = (int)(station - e->stations);
    if (station->first_stuck == QS_NOBODY)
        return;
    qs_status status = qs_reserve(&e->blocking.rooms, &e->blocking.capacity, e->blocking.n_rooms + 1,
                                  sizeof *e->blocking.rooms);
    if (status)
        qs_fail_replication(e, status);
    else
        e->blocking.rooms[e->blocking.n_rooms++] = at;
}

/* It comes to the window for its next service. */
static bool has_room_for(const qs_engine *e, const qs_station *wanted, uint32_t id)
{
    qs_customer next;
    if (!wanted->is_demanding)
        return qs_has_room(e, wanted, &e->pool[id]);
    next = e->pool[id];
    next.service = next.wanted_service;
    return qs_has_room(e, wanted, &next);
}

/* Who is let in leaves room where it was, and so on: as many times as there are blocked customers, hence a
 * list of the stations still to be looked at and no recursion. */
void qs_blocking_admit(qs_engine *e, qs_station *station)
{
    size_t n_before = e->blocking.n_rooms; /* of a call that this one is within */
    list_room(e, station);
    while (e->blocking.n_rooms > n_before && e->phase != QS_OVER) {
        qs_station *wanted = &e->stations[e->blocking.rooms[e->blocking.n_rooms - 1]];
        uint32_t id = wanted->first_stuck;
        if (id == QS_NOBODY || !has_room_for(e, wanted, id)) {
            e->blocking.n_rooms--;
            continue;
        }
        const qs_station *from = &e->stations[e->pool[id].station];
        wanted->first_stuck = e->pool[id].next;
        let_in(e, id, wanted);
        list_room(e, from);
    }
    e->blocking.n_rooms = n_before;
}

void qs_blocking_forget(qs_engine *e, uint32_t id)
{
    qs_station *wanted = &e->stations[e->pool[id].wanted_station];
    uint32_t before = QS_NOBODY, at = wanted->first_stuck;
    while (at != id) {
        before = at;
        at = e->pool[at].next;
    }
    if (before == QS_NOBODY)
        wanted->first_stuck = e->pool[id].next;
    else
        e->pool[before].next = e->pool[id].next;
    if (wanted->last_stuck == id)
        wanted->last_stuck = before;
}
