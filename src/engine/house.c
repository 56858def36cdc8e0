/* Full windows: who comes in all the same, and who has to go for it.
 *
 * Priority comes before a full house: a newcomer who would push somebody out of service comes in whatever the
 * capacity. The one pushed out then takes a place, if there is one; else it, or another for it, is lost.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine_internal.h"

static const qs_window *window_of(const qs_engine *e, const qs_station *station)
{
    return &e->model->windows[station->window];
}

bool qs_has_room(const qs_engine *e, const qs_station *station)
{
    const qs_window *window = window_of(e, station);
    switch (window->capacity_kind) {
    case QS_CAPACITY_QUEUE:
        return station->n_idle > 0 || station->is_endless || station->n_waiting < window->capacity;
    case QS_CAPACITY_TOTAL:
        return station->n_present < window->capacity;
    default:
        return true;
    }
}

bool qs_is_overfull(const qs_engine *e, const qs_station *station)
{
    const qs_window *window = window_of(e, station);
    return window->capacity_kind == QS_CAPACITY_TOTAL && station->n_present > window->capacity;
}

int qs_find_victim(const qs_engine *e, const qs_station *station, int line, int except)
{
    int victim = QS_NONE;
    if (window_of(e, station)->preemption == QS_PREEMPT_NONE)
        return QS_NONE;
    for (int s = station->first_server; s < station->first_server + station->n_on_shift; s++) {
        const qs_server *server = &e->servers[s];
        if (server->phase != QS_SERVING || server->is_broken || s == except)
            continue;
        const qs_customer *customer = &e->pool[server->customer];
        if (customer->line <= line)
            continue;
        const qs_customer *worst = victim == QS_NONE ? NULL : &e->pool[e->servers[victim].customer];
        if (!worst || customer->line > worst->line ||
            (customer->line == worst->line && server->since > e->servers[victim].since))
            victim = s;
    }
    return victim;
}

bool qs_pushes_out(const qs_engine *e, const qs_station *station, int line)
{
    return qs_find_victim(e, station, line, QS_NONE) != QS_NONE;
}

bool qs_takes(const qs_engine *e, const qs_station *station, int class, int service)
{
    if (qs_has_room(e, station))
        return true;
    int line = qs_queue_line(e, station, class, service);
    return qs_queue_leaver(e, station, line) != QS_NOBODY || qs_pushes_out(e, station, line);
}

bool qs_make_room(qs_engine *e, qs_station *station, int line)
{
    uint32_t leaver = qs_queue_leaver(e, station, line);
    if (leaver == QS_NOBODY)
        return false;
    qs_customer_give_up(e, leaver, QS_DROPPED);
    return true;
}

/* Whether there is a place for one who has been pushed out by a newcomer, who is counted already. */
static bool has_place(const qs_engine *e, const qs_station *station)
{
    const qs_window *window = window_of(e, station);
    if (window->capacity_kind == QS_CAPACITY_QUEUE)
        return station->n_waiting < window->capacity;
    return !qs_is_overfull(e, station);
}

/* Who is lost when there is no place for one who is pushed out: itself, unless it may take another's. */
static uint32_t find_loser(const qs_engine *e, const qs_station *station, uint32_t pushed)
{
    const qs_customer *customer = &e->pool[pushed];
    uint32_t leaver = qs_queue_leaver(e, station, customer->line);
    if (leaver != QS_NOBODY || window_of(e, station)->overflow != QS_DROP_LEAST_URGENT)
        return leaver != QS_NOBODY ? leaver : pushed;
    uint32_t last = qs_queue_last(e, station); /* of its own line, it may have joined later */
    bool is_later = last != QS_NOBODY && e->pool[last].line == customer->line &&
                    qs_joined_before(customer, &e->pool[last]);
    return is_later ? last : pushed;
}

static void put_back(qs_engine *e, qs_station *station, int victim, uint32_t pushed)
{
    qs_server_take_off(e, victim, pushed);
    qs_customer *customer = &e->pool[pushed];
    customer->work = e->servers[victim].left;
    if (window_of(e, station)->preemption == QS_PREEMPT_RESTART)
        customer->work = customer->whole_work;
    qs_queue_add(e, station, pushed, true);
}

void qs_push_out(qs_engine *e, qs_station *station, int victim, uint32_t id)
{
    uint32_t pushed = e->servers[victim].customer;
    uint32_t loser = has_place(e, station) ? QS_NOBODY : find_loser(e, station, pushed);
    if (loser != QS_NOBODY && loser != pushed)
        qs_customer_give_up(e, loser, QS_DROPPED);
    if (loser == pushed) {
        qs_server_drop_customer(e, pushed);
        qs_customer_cut(e, pushed, QS_DROPPED);
    } else {
        put_back(e, station, victim, pushed);
    }
    qs_server_start(e, station, victim, id);
}
