/* What one server does.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_SERVER_H
#define QSWEEP_ENGINE_SERVER_H

#include "idle.h"
#include "speed.h"

QS_TEXT void qs_server_start(qs_engine *e, qs_station *station, int k,
                             uint32_t id); /* a stage, first or again */
/* The same of one who is served together with another, who has the server (group.c). */
QS_TEXT void qs_server_start_with(qs_engine *e, const qs_station *station, int k, uint32_t id);
QS_TEXT void qs_server_work(qs_engine *e, qs_station *station, int k,
                            uint32_t id); /* a service of the stage */
/* Dead time, with the customer or (QS_NOBODY) without. */
QS_TEXT void qs_server_stand(qs_engine *e, qs_station *station, int k, uint32_t id, double time);
/* The second service of a visit that begins, where the window gives both in one. */
QS_TEXT void qs_server_pair_up(qs_engine *e, const qs_station *station, qs_customer *customer);
/* It has nothing to do: take the next customer, idle, or go home. False: it cannot take anybody, being off
 * shift or broken. */
QS_TEXT bool qs_server_take_next(qs_engine *e, int k);
/* The first departure of an endless window is due: whose. */
QS_TEXT uint32_t qs_server_take_endless(qs_engine *e, qs_station *station);
/* Its customer finds no room at the next window; and does, at last: the dead time that is due now. */
QS_TEXT void qs_server_block(qs_engine *e, qs_station *station, int k, double dead_time);
QS_TEXT double qs_server_unblock(qs_engine *e, qs_station *station, int k);
QS_TEXT void qs_server_take_off(qs_engine *e, int k,
                                uint32_t id); /* stop serving a customer that stays present; with
                                                              the work that is left */
QS_TEXT void qs_server_drop_customer(qs_engine *e,
                                     uint32_t id); /* whatever is done for it ends; it is sent away */
QS_TEXT void qs_server_come_or_go(qs_engine *e, int k, bool comes);
QS_TEXT void qs_server_set_idle(qs_engine *e, int server, bool is_idle);
QS_TEXT int qs_server_idle(const qs_station *station); /* lowest idle one; station n_idle > 0 */

/* The idle one that takes a newcomer; station n_idle > 0. */
static inline int qs_server_pick(qs_engine *e, qs_station *station)
{
    return e->uses.idle_choice ? qs_idle_choose(e, station) : qs_server_idle(station);
}

/* One who can take a newcomer: an idle one, or that of an endless window. */
static inline int qs_server_any(qs_engine *e, qs_station *station)
{
    return station->is_endless ? station->first_server : qs_server_pick(e, station);
}

/* What a window's gauges know of its servers and their customers: in service, held, occupied. */
static inline void qs_station_serving(qs_engine *e, const qs_station *station, int k, int by)
{
    QS_STATION_MOVE(e, station, serving, by);
    if (__builtin_expect(!e->servers[k].is_on_duty, 0) && !e->servers[k].is_on_call)
        QS_STATION_MOVE(e, station, late, by);
}

static inline void qs_station_held(qs_engine *e, const qs_station *station, int by)
{
    QS_STATION_MOVE(e, station, number, by);
}

static inline void qs_station_occupied(qs_engine *e, const qs_station *station, int by)
{
    QS_STATION_MOVE(e, station, occupied, by);
}

/* What a customer or its visit comes to, in every scope it belongs to. */
static inline void qs_meter_wait(qs_engine *e, const qs_customer *customer, double wait)
{
    qs_tally_add(&e->stations[customer->station].meter->wait, wait);
    if (customer->then == QS_NONE) {
        if (!e->tables.is_one_stop)
            qs_tally_add(&e->meters.system.wait, customer->wait + wait);
        if (e->model->n_classes > 1)
            qs_tally_add(&e->meters.classes[customer->counted_as].wait, customer->wait + wait);
    }
}

#endif
