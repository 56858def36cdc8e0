/* When a server is there at all: shifts, calls, breakdowns and repairs.
 *
 * A shift changes at the whole station: servers [0, n) are on it. Who serves when its shift ends finishes
 * its customer first and goes then, or hands it back to the queue, where the window says so; who is idle goes
 * at once, who stands in dead time or is blocked when that is over. Servers on call, the last ones of a
 * station, come and go all together, whatever the shift; they always finish. A breakdown stops what a server does, at the
 * instant, and the repair goes on with it; the customer stays where it is. Each of the two happens to
 * servers by themselves and leads to what follows for customers, in this order: the server takes somebody,
 * others change queues, those who were blocked are let in.
 * A server is never idle (in the station's set of idle servers) while it is broken or off duty.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "blocking.h"
#include "call.h"
#include "closing.h"
#include "departure.h"
#include "duty.h"
#include "group.h"
#include "jockey.h"
#include "ledger.h"
#include "pushout.h"
#include "ranking.h"
#include "server.h"

static const qs_window *window_of(const qs_engine *e, const qs_station *station)
{
    return &e->model->windows[station->window];
}

static void tell_duty(const qs_engine *e, const qs_station *station)
{
    qs_tell_incident(e, (qs_incident){.kind = QS_INCIDENT_DUTY,
                                      .place = station->window,
                                      .member = station->member,
                                      .server = QS_NONE,
                                      .amount = station->n_roster,
                                      .more = station->n_called});
}

static void tell_server(const qs_engine *e, qs_incident_kind kind, int k)
{
    const qs_station *station = &e->stations[e->servers[k].station];
    qs_tell_incident(e, (qs_incident){.kind = kind,
                                      .place = station->window,
                                      .member = station->member,
                                      .server = k - station->first_server});
}

void qs_duty_start(qs_engine *e, qs_station *station)
{
    const qs_window *window = window_of(e, station);
    const qs_steps shifts = qs_window_shifts(window);
    station->shift_place = (qs_step_place){0};
    station->n_called = 0;
    station->n_roster = station->is_endless ? 1 : window->servers;
    if (station->shift_slot != QS_NONE) {
        station->n_roster = (int)window->shifts[0].value;
        qs_slots_set(&e->slots, station->shift_slot, qs_steps_until(&shifts, station->shift_place));
    }
    if (station->call_slot != QS_NONE)
        qs_slots_set(&e->slots, station->call_slot, INFINITY);
    station->n_on_shift = station->n_roster;
    if (!station->is_endless)
        tell_duty(e, station);
    if (station->is_endless)
        e->servers[station->first_server].is_on_duty = true;
    for (int s = 0; s < station->n_servers && !station->is_endless; s++) {
        qs_server *server = &e->servers[station->first_server + s];
        server->is_there = server->is_on_duty = s < station->n_roster;
        qs_server_set_idle(e, station->first_server + s, server->is_there);
        if (server->breakdown_slot == QS_NONE)
            continue;
        server->up_left = qs_draw(e, server->up_draw);
        bool runs = window->breakdown_clock == QS_CLOCK_CALENDAR;
        qs_slots_set(&e->slots, server->breakdown_slot, runs ? server->up_left : INFINITY);
    }
}

static void break_down(qs_engine *e, qs_server *server)
{
    int k = (int)(server - e->servers);
    qs_station *station = &e->stations[server->station];
    qs_server_pause(e, server);
    if (server->doing == QS_SERVING) {
        qs_station_serving(e, station, k, -1);
        qs_station_held(e, station, 1);
    } else if (server->doing == QS_DEAD) {
        qs_station_occupied(e, station, -1);
    }
    qs_server_set_idle(e, k, false);
    server->is_broken = true;
    tell_server(e, QS_INCIDENT_BREAKS, k);
    qs_slots_set(&e->slots, k, INFINITY);
    qs_slots_set(&e->slots, server->breakdown_slot, e->now + qs_draw(e, server->down_draw));
}

static void repair(qs_engine *e, qs_server *server)
{
    int k = (int)(server - e->servers);
    qs_station *station = &e->stations[server->station];
    server->is_broken = false;
    tell_server(e, QS_INCIDENT_WORKS, k);
    server->up_left = qs_draw(e, server->up_draw);
    bool runs = window_of(e, station)->breakdown_clock == QS_CLOCK_CALENDAR;
    qs_slots_set(&e->slots, server->breakdown_slot, runs ? e->now + server->up_left : INFINITY);
    if (server->doing == QS_SERVING) {
        qs_station_serving(e, station, k, 1);
        qs_station_held(e, station, -1);
        qs_server_resume(e, server);
    } else if (server->doing == QS_DEAD) {
        qs_station_occupied(e, station, 1);
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
    if (server->is_broken)
        repair(e, server);
    else
        break_down(e, server);
}

/* Who serves beyond its shift, or does so no more, because a shift changes. */
static void count_late(qs_engine *e, const qs_station *station, int k, int by)
{
    const qs_server *server = &e->servers[k];
    bool is_on_call = server->is_on_call;
    if (server->doing == QS_HELPING)
        server = &e->servers[server->leader];
    if (server->doing == QS_SERVING && !server->is_broken && !is_on_call)
        QS_STATION_MOVE(e, station, late, by);
}

/* Servers [from, to) of all come on duty. */
static void begin_duty(qs_engine *e, qs_station *station, int from, int to)
{
    for (int k = from; k < to; k++)
        e->servers[k].is_on_duty = true;
    for (int k = from; k < to; k++) {
        count_late(e, station, k, -1);
        qs_server_come_or_go(e, k, true);
        if (e->servers[k].doing == QS_IDLE)
            qs_departure_frees(e, k);
    }
}

/* They go off duty, as soon as they have nothing to finish. */
static void end_duty(qs_engine *e, qs_station *station, int from, int to)
{
    for (int k = from; k < to; k++)
        e->servers[k].is_on_duty = false;
    for (int k = from; k < to; k++) {
        qs_server_set_idle(e, k, false);
        count_late(e, station, k, 1);
        if (e->servers[k].doing == QS_IDLE)
            qs_server_come_or_go(e, k, false);
    }
}

static void hand_back(qs_engine *e, qs_station *station, int k)
{
    uint32_t id = e->servers[k].customer;
    qs_server_take_off(e, k, id);
    qs_server_come_or_go(e, k, false);
    qs_pushout_go_on(e, station, id);
}

/* Whom they serve goes on with those who are idle, the first server's customer first, or at the head of the
 * queue, where the first server's comes to stand first. */
static void interrupt(qs_engine *e, qs_station *station, int from, int to)
{
    int k = from, last = to;
    for (; k < to && station->n_idle > 0; k++)
        if (e->servers[k].doing == QS_SERVING)
            hand_back(e, station, k);
    while (last > k)
        if (e->servers[--last].doing == QS_SERVING)
            hand_back(e, station, last);
    for (int s = 0; e->uses.jockeys && s < e->n_stations; s++)
        if (&e->stations[s] != station)
            qs_jockey(e, &e->stations[s]); /* who waits here stands farther behind */
}

/* What follows for customers where so many were on duty before. */
static void follow_duty(qs_engine *e, qs_station *station, int before)
{
    bool closes = before > 0 && station->n_on_shift == 0;
    if (closes)
        qs_closing_happens(e, station);
    if (e->uses.jockeys && closes)
        qs_jockey_closes(e, station);
    if (e->uses.jockeys && before == 0)
        qs_jockey(e, station); /* it opens, be it with servers that had not finished when it closed */
    if (e->uses.blocking) {
        qs_blocking_admit(e, station);
        qs_blocking_look_again(e);
    }
}

static void set_on_duty(qs_engine *e, qs_station *station, int n_roster, int n_called)
{
    station->n_roster = n_roster;
    station->n_called = n_called;
    station->n_on_shift = n_roster + n_called;
    tell_duty(e, station);
    qs_station_count(e, station, 0);
}

static void change_shift(qs_engine *e, qs_station *station)
{
    const qs_window *window = window_of(e, station);
    const qs_steps shifts = qs_window_shifts(window);
    int first = station->first_server, before = station->n_roster, on_duty = station->n_on_shift;
    station->shift_place = qs_steps_next(&shifts, station->shift_place);
    int after = (int)window->shifts[station->shift_place.piece].value;
    set_on_duty(e, station, after, station->n_called);
    qs_slots_set(&e->slots, station->shift_slot, qs_steps_until(&shifts, station->shift_place));
    end_duty(e, station, first + after, first + before);
    if (window->interrupts && after < before)
        interrupt(e, station, first + after, first + before);
    begin_duty(e, station, first + before, first + after);
    follow_duty(e, station, on_duty);
}

/* A call is answered, or so few wait that those who came may go, if that is still so. */
static void answer_call(qs_engine *e, qs_station *station)
{
    const qs_window *window = window_of(e, station);
    int first = station->first_server + window->servers, on_duty = station->n_on_shift;
    bool comes = station->n_called == 0;
    qs_slots_set(&e->slots, station->call_slot, INFINITY);
    if (!comes && station->n_waiting > window->call.release_at)
        return;
    set_on_duty(e, station, station->n_roster, comes ? window->call.servers : 0);
    if (comes)
        begin_duty(e, station, first, first + window->call.servers);
    else
        end_duty(e, station, first, first + window->call.servers);
    follow_duty(e, station, on_duty);
    qs_call_look(e, station);
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
    else if (slot == station->call_slot)
        answer_call(e, station);
    else if (station->group && slot == station->group->slot)
        qs_group_due(e, station);
    else
        qs_speed_next_piece(e, station);
}
