/* When a server is there at all: shifts, breakdowns and repairs.
 *
 * A shift changes at the whole station: servers [0, n) are on it. Who serves when its shift ends finishes
 * its customer first and goes then; who is idle goes at once. A breakdown stops what a server does, at the
 * instant, and the repair goes on with it; the customer stays where it is. Each of the two happens to
 * servers by themselves and leads to what follows for customers, in this order: the server takes somebody,
 * others change queues, those who were blocked are let in.
 * A server is never idle (in the station's set of idle servers) while it is broken or off shift.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "departure.h"
#include "duty.h"
#include "jockey.h"
#include "ledger.h"
#include "ranking.h"
#include "server.h"

static const qs_window *window_of(const qs_engine *e, const qs_station *station)
{
    return &e->model->windows[station->window];
}

void qs_duty_start(qs_engine *e, qs_station *station)
{
    const qs_window *window = window_of(e, station);
    station->shift_piece = 0;
    station->n_on_shift = station->is_endless ? 1 : station->n_servers;
    if (station->shift_slot != QS_NONE) {
        station->n_on_shift = (int)window->shifts[0].value;
        qs_slots_set(&e->slots, station->shift_slot,
                     window->n_shifts > 1 ? window->shifts[0].until : INFINITY);
    }
    for (int s = 0; s < station->n_servers && !station->is_endless; s++) {
        qs_server *server = &e->servers[station->first_server + s];
        server->is_there = s < station->n_on_shift;
        qs_server_set_idle(e, station->first_server + s, server->is_there);
        if (server->breakdown_slot == QS_NONE)
            continue;
        server->up_left = qs_draw(e, server->up_draw);
        bool runs = window->breakdown_clock == QS_CLOCK_CALENDAR;
        qs_slots_set(&e->slots, server->breakdown_slot, runs ? server->up_left : INFINITY);
    }
}

static void break_down(qs_engine *e, qs_server *server, qs_meter *window)
{
    int k = (int)(server - e->servers);
    qs_server_pause(e, server);
    if (server->doing == QS_SERVING) {
        qs_station_serving(e, &e->stations[server->station], k, -1);
        qs_gauge_move(&window->number, e->now, 1);
    } else if (server->doing == QS_DEAD) {
        qs_gauge_move(&window->occupied, e->now, -1);
    }
    qs_server_set_idle(e, k, false);
    server->is_broken = true;
    qs_slots_set(&e->slots, k, INFINITY);
    qs_slots_set(&e->slots, server->breakdown_slot, e->now + qs_draw(e, server->down_draw));
}

static void repair(qs_engine *e, qs_server *server, qs_meter *window)
{
    int k = (int)(server - e->servers);
    qs_station *station = &e->stations[server->station];
    server->is_broken = false;
    server->up_left = qs_draw(e, server->up_draw);
    bool runs = window_of(e, station)->breakdown_clock == QS_CLOCK_CALENDAR;
    qs_slots_set(&e->slots, server->breakdown_slot, runs ? e->now + server->up_left : INFINITY);
    if (server->doing == QS_SERVING) {
        qs_station_serving(e, station, k, 1);
        qs_gauge_move(&window->number, e->now, -1);
        qs_server_resume(e, server);
    } else if (server->doing == QS_DEAD) {
        qs_gauge_move(&window->occupied, e->now, 1);
        qs_server_resume(e, server);
    } else if (server->doing == QS_IDLE) {
        qs_departure_frees(e, k);
        if (e->uses.blocking)
            qs_blocking_admit(e, station);
    }
}

void qs_duty_break_or_repair(qs_engine *e, int k)
{
    qs_server *server = &e->servers[k];
    qs_meter *window = &e->meters.windows[e->stations[server->station].window];
    if (server->is_broken)
        repair(e, server, window);
    else
        break_down(e, server, window);
}

/* Who serves beyond its shift, or does so no more, because a shift changes. */
static void count_late(qs_engine *e, const qs_station *station, int k, int by)
{
    const qs_server *server = &e->servers[k];
    if (server->doing == QS_HELPING)
        server = &e->servers[server->leader];
    if (server->doing == QS_SERVING && !server->is_broken)
        qs_gauge_move(&e->meters.windows[station->window].late, e->now, by);
}

static void change_shift(qs_engine *e, qs_station *station)
{
    const qs_window *window = window_of(e, station);
    int before = station->n_on_shift;
    station->n_on_shift = (int)window->shifts[++station->shift_piece].value;
    qs_station_count(e, station, 0);
    bool is_last = station->shift_piece + 1 == window->n_shifts;
    qs_slots_set(&e->slots, station->shift_slot,
                 is_last ? INFINITY : window->shifts[station->shift_piece].until);
    for (int k = station->first_server + station->n_on_shift; k < station->first_server + before; k++) {
        qs_server_set_idle(e, k, false);
        count_late(e, station, k, 1);
        if (e->servers[k].doing == QS_IDLE)
            qs_server_come_or_go(e, k, false);
    }
    for (int k = station->first_server + before; k < station->first_server + station->n_on_shift; k++) {
        count_late(e, station, k, -1);
        qs_server_come_or_go(e, k, true);
        if (e->servers[k].doing == QS_IDLE)
            qs_departure_frees(e, k);
    }
    if (e->uses.jockeys && before > 0 && station->n_on_shift == 0)
        qs_jockey_closes(e, station);
    if (e->uses.jockeys && before == 0)
        qs_jockey(e, station); /* it opens, be it with servers that had not finished when it closed */
    if (e->uses.blocking) {
        qs_blocking_admit(e, station);
        qs_blocking_look_again(e);
    }
}

void qs_duty_calendar(qs_engine *e, int slot)
{
    if (slot >= e->slot_of.first_resource) {
        qs_ledger_shift(e, slot);
        return;
    }
    qs_station *station = &e->stations[e->tables.slot_owner[slot]];
    if (slot == station->shift_slot)
        change_shift(e, station);
    else
        qs_speed_next_piece(e, station);
}
