/* Who goes for a newcomer: one who waits is dropped, one who is served is pushed out.
 *
 * The one pushed out takes a place, if there is one; else it, or another for it, is lost. The newcomer is
 * counted before anybody goes, so that for an instant a window may hold one more than its capacity; at the
 * end of the instant it never does.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "pushout.h"
#include "customer.h"
#include "server.h"

static const qs_window *window_of(const qs_engine *e, const qs_station *station)
{
    return &e->model->windows[station->window];
}

bool qs_pushout_waiting(qs_engine *e, qs_station *station, int line)
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
    return !qs_is_overfull(station);
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
    if (window_of(e, station)->preemption == QS_PREEMPT_RESTART)
        customer->work = customer->whole_work;
    qs_station_queue(e, station, pushed, true);
}

void qs_pushout(qs_engine *e, qs_station *station, int victim, uint32_t id)
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

/* Nobody is lost for it: it has its place, whatever the capacity. */
void qs_pushout_go_on(qs_engine *e, qs_station *station, uint32_t id)
{
    int victim = station->n_idle > 0 ? QS_NONE : qs_find_victim(e, station, e->pool[id].line, QS_NONE);
    if (station->n_idle > 0)
        qs_server_start(e, station, qs_server_idle(station), id);
    else if (victim != QS_NONE)
        qs_pushout(e, station, victim, id);
    else
        qs_station_queue(e, station, id, true);
}
