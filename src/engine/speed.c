/* How fast a server works: constant, by the queue, by the clock, by what it has worked already.
 *
 * A server's own speed multiplies that of its window.
 * A stretch of work goes on at one rule of speed from `began`; whatever changes the rule pauses
 * the stretch, which brings `left` up to date, and resumes it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "speed.h"

/* not_below_0(x), which is a call. */
static double not_below_0(double x)
{
    return x > 0 ? x : 0;
}

/* The factor of a tired server and until which worked time it holds. */
static double tired_factor(const qs_window *window, double worked, double *until)
{
    double factor = 1;
    *until = INFINITY;
    for (size_t i = 0; i < window->n_speeds; i++) {
        if (worked < window->speeds[i].until) {
            *until = window->speeds[i].until;
            break;
        }
        factor = window->speeds[i].value;
    }
    return factor;
}

/* Clock time that `work` takes a tired server. */
static double tired_time(const qs_window *window, double worked, double work)
{
    double time = 0;
    for (;;) {
        double until, factor = tired_factor(window, worked, &until);
        double need = work / factor;
        if (worked + need <= until)
            return time + need;
        time += until - worked;
        work -= (until - worked) * factor;
        worked = until;
    }
}

static double tired_work(const qs_window *window, double worked, double elapsed)
{
    double work = 0, end = worked + elapsed;
    while (worked < end) {
        double until, factor = tired_factor(window, worked, &until);
        double stop = fmin(until, end);
        work += (stop - worked) * factor;
        worked = stop;
    }
    return work;
}

QS_TEXT void qs_server_pause(qs_engine *e, qs_server *server)
{
    if (server->is_broken || (server->doing != QS_SERVING && server->doing != QS_DEAD))
        return;
    const qs_window *window = e->stations[server->station].rules;
    double elapsed = e->now - server->began, done = elapsed;
    if (server->doing == QS_SERVING) {
        done = elapsed * server->factor;
        if (window->speed_kind == QS_SPEED_BY_WORK)
            done = tired_work(window, server->worked, elapsed) * server->speed;
        server->worked += elapsed;
        if (server->breakdown_slot != QS_NONE && window->breakdown_clock == QS_CLOCK_SERVING) {
            server->up_left = not_below_0(server->up_left - elapsed);
            qs_slots_set(&e->slots, server->breakdown_slot, INFINITY);
        }
    }
    server->left = not_below_0(server->left - done);
    server->began = e->now;
}

QS_PART void qs_server_go_on(qs_engine *e, const qs_station *station, int k)
{
    qs_server *server = &e->servers[k];
    server->began = e->now;
    if (server->is_broken) {
        qs_slots_set(&e->slots, k, INFINITY);
        return;
    }
    double time = server->left;
    if (server->doing == QS_SERVING) {
        server->factor = station->factor * server->speed;
        time = server->factor == 1 ? server->left : server->left / server->factor; /* a division is slow */
    }
    if (server->doing == QS_SERVING && QS_RARE(!station->is_steady)) {
        const qs_window *window = station->rules;
        if (window->speed_kind == QS_SPEED_BY_WORK)
            time = tired_time(window, server->worked, server->left / server->speed);
        if (server->breakdown_slot != QS_NONE && window->breakdown_clock == QS_CLOCK_SERVING)
            qs_slots_set(&e->slots, server->breakdown_slot, e->now + server->up_left);
    }
    qs_slots_set(&e->slots, k, e->now + time);
}

QS_TEXT void qs_server_resume(qs_engine *e, qs_server *server)
{
    qs_server_go_on(e, &e->stations[server->station], (int)(server - e->servers));
}

QS_TEXT double qs_server_speed(const qs_engine *e, const qs_server *server)
{
    const qs_window *window = e->stations[server->station].rules;
    double until;
    bool is_tired = window->speed_kind == QS_SPEED_BY_WORK;
    return server->speed * (is_tired ? tired_factor(window, server->worked, &until) : 1);
}

QS_TEXT double qs_server_unfinished(const qs_engine *e, const qs_server *server)
{
    if (server->doing == QS_HELPING)
        return qs_server_unfinished(e, &e->servers[server->leader]);
    if (server->doing != QS_SERVING)
        return 0;
    if (server->is_broken)
        return server->left;
    const qs_window *window = e->stations[server->station].rules;
    double elapsed = e->now - server->began, done = elapsed * server->factor;
    if (window->speed_kind == QS_SPEED_BY_WORK)
        done = tired_work(window, server->worked, elapsed) * server->speed;
    return not_below_0(server->left - done);
}

static void set_factor(qs_engine *e, qs_station *station, double factor)
{
    if (factor == station->factor)
        return;
    for (int s = station->first_server; s < station->first_server + station->n_servers; s++)
        if (e->servers[s].doing == QS_SERVING)
            qs_server_pause(e, &e->servers[s]);
    station->factor = factor;
    for (int s = station->first_server; s < station->first_server + station->n_servers; s++)
        if (e->servers[s].doing == QS_SERVING)
            qs_server_resume(e, &e->servers[s]);
}

QS_TEXT void qs_speed_queue_changed(qs_engine *e, qs_station *station)
{
    const qs_window *window = station->rules;
    if (window->speed_kind != QS_SPEED_BY_QUEUE)
        return;
    double factor = 1;
    for (size_t i = 0; i < window->n_speeds && window->speeds[i].until <= station->n_waiting; i++)
        factor = window->speeds[i].value;
    set_factor(e, station, factor);
}

QS_TEXT void qs_speed_start(qs_engine *e, qs_station *station)
{
    const qs_window *window = station->rules;
    station->factor = window->speed_kind == QS_SPEED_CONSTANT ? window->speed : 1;
    station->speed_place = (qs_step_place){0};
    qs_speed_queue_changed(e, station);
    if (station->speed_slot == QS_NONE)
        return;
    const qs_steps speeds = qs_window_speeds(window);
    station->factor = window->speeds[0].value;
    qs_slots_set(&e->slots, station->speed_slot, qs_steps_until(&speeds, station->speed_place));
}

QS_TEXT void qs_speed_next_piece(qs_engine *e, qs_station *station)
{
    const qs_window *window = station->rules;
    const qs_steps speeds = qs_window_speeds(window);
    station->speed_place = qs_steps_next(&speeds, station->speed_place);
    set_factor(e, station, window->speeds[station->speed_place.piece].value);
    qs_slots_set(&e->slots, station->speed_slot, qs_steps_until(&speeds, station->speed_place));
}
