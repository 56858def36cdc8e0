/* Shifts that change, where servers have no events: who is still busy goes when that is over.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "joining.h"
#include "qsweep/memory.h"

static void plan(qs_engine *e, double time, int server, bool goes)
{
    qs_joining *j = e->joining;
    qs_status status =
        qs_reserve(&j->overtime, &j->overtime_capacity, j->n_overtime + 1, sizeof *j->overtime);
    if (status) {
        qs_fail_replication(e, status);
        return;
    }
    size_t i = j->n_overtime++;
    for (; i > 0 && j->overtime[i - 1].time > time; i--)
        j->overtime[i] = j->overtime[i - 1];
    j->overtime[i] = (qs_overtime){time, server, goes};
}

void qs_joining_overtime(qs_engine *e, double time)
{
    qs_joining *j = e->joining;
    size_t n = 0;
    for (; n < j->n_overtime && j->overtime[n].time <= time; n++) {
        const qs_overtime *due = &j->overtime[n];
        qs_meter *window = &e->meters.windows[e->stations[e->servers[due->server].station].window];
        qs_gauge_move(due->goes ? &window->rostered : &window->late, due->time, -1);
    }
    j->n_overtime -= n;
    for (size_t i = 0; i < j->n_overtime; i++)
        j->overtime[i] = j->overtime[i + n];
}

/* The first instant of a server in a track that is not over; NULL: none. */
static const qs_joined_instant *find_of(const qs_track *track, int k)
{
    for (size_t i = track->seen; i < track->tail; i++)
        if (track->items[i].rank == 2 * k)
            return &track->items[i];
    return NULL;
}

/* Its shift is over: it goes when it has finished. It may have been given somebody who waits for the next
 * shift, whose end and rest come later. */
static void go_off_duty(qs_engine *e, const qs_spot_ahead *spot, qs_meter *window, int k)
{
    const qs_stay *stays = e->joining->stays;
    const qs_joined_instant *end = find_of(&spot->ends, k), *rest = find_of(&spot->rests, k);
    bool is_serving = end && stays[end->stay].start <= e->now;
    bool is_resting = !is_serving && rest && (!end || rest->time <= end->time);
    if (is_serving) {
        qs_gauge_move(&window->late, e->now, 1);
        plan(e, end->time, k, false);
        plan(e, stays[end->stay].free, k, true);
    } else if (is_resting) {
        plan(e, rest->time, k, true);
    } else {
        qs_gauge_move(&window->rostered, e->now, -1);
    }
}

/* It has come back before it went: what was planned is not. */
static void come_on_duty(qs_engine *e, qs_meter *window, int k)
{
    qs_joining *j = e->joining;
    bool is_there = false;
    size_t n = 0;
    for (size_t i = 0; i < j->n_overtime; i++) {
        const qs_overtime planned = j->overtime[i];
        if (planned.server != k) {
            j->overtime[n++] = planned;
            continue;
        }
        is_there |= planned.goes;
        if (!planned.goes)
            qs_gauge_move(&window->late, e->now, -1);
    }
    j->n_overtime = n;
    if (!is_there)
        qs_gauge_move(&window->rostered, e->now, 1);
}

double qs_joining_shift_ends(const qs_engine *e, const qs_station *station)
{
    const qs_steps shifts = qs_window_shifts(&e->model->windows[station->window]);
    return station->shift_slot == QS_NONE ? INFINITY : qs_steps_until(&shifts, station->shift_place);
}

void qs_joining_shift(qs_engine *e, qs_station *station)
{
    const qs_window *window = &e->model->windows[station->window];
    const qs_steps shifts = qs_window_shifts(window);
    qs_spot_ahead *spot = &e->joining->spots[station - e->stations];
    qs_meter *meter = &e->meters.windows[station->window];
    int before = station->n_roster;
    qs_joining_measure(e, e->now, station->shift_slot - 1);
    qs_joining_overtime(e, e->now);
    station->shift_place = qs_steps_next(&shifts, station->shift_place);
    int after = (int)window->shifts[station->shift_place.piece].value;
    station->n_roster = station->n_on_shift = spot->n_roster = after;
    spot->shift_until = qs_steps_until(&shifts, station->shift_place);
    qs_slots_set(&e->slots, station->shift_slot, spot->shift_until);
    for (int k = after; k < before; k++)
        go_off_duty(e, spot, meter, station->first_server + k);
    for (int k = before; k < after; k++)
        come_on_duty(e, meter, station->first_server + k);
}
