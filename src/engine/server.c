/* What a server does: serve, stand in dead time, be blocked, idle.
 *
 * At a departure the customer leaves its window first, then the server takes its next customer,
 * then the departed one enters its next stage, and last those are let in who were blocked.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "engine_internal.h"

static qs_station *station_of(const qs_engine *e, const qs_server *server)
{
    return &e->stations[server->station];
}

static void move_serving(qs_engine *e, const qs_station *station, int by)
{
    qs_gauge_move(&e->windows[station->window].serving, e->now, by);
}

static void move_occupied(qs_engine *e, const qs_station *station, int by)
{
    qs_gauge_move(&e->windows[station->window].occupied, e->now, by);
}

static void move_held(qs_engine *e, const qs_station *station, int by)
{
    qs_gauge_move(&e->windows[station->window].number, e->now, by);
}

int qs_server_idle(const qs_station *station)
{
    int word = 0;
    while (station->idle[word] == 0)
        word++;
    return station->first_server + 64 * word + __builtin_ctzll(station->idle[word]);
}

void qs_server_set_idle(qs_engine *e, int server, bool is_idle)
{
    qs_station *station = station_of(e, &e->servers[server]);
    unsigned bit = (unsigned)(server - station->first_server);
    uint64_t mask = UINT64_C(1) << (bit % 64);
    bool was_idle = station->idle[bit / 64] & mask;
    if (was_idle == is_idle)
        return;
    station->idle[bit / 64] ^= mask;
    station->n_idle += is_idle ? 1 : -1;
}

static qs_places departure_places(const qs_engine *e)
{
    return (qs_places){(char *)e->pool, sizeof *e->pool, offsetof(qs_customer, heap_place)};
}

static void set_endless_slot(qs_engine *e, const qs_station *station)
{
    qs_slots_set(&e->slots, station->first_server,
                 station->departures.n ? station->departures.items[0].time : INFINITY);
}

static void add_endless(qs_engine *e, qs_station *station, uint32_t id, double time)
{
    qs_status status = qs_heap_add(&station->departures, departure_places(e), time, id);
    if (status)
        qs_fail_replication(e, status);
    else
        set_endless_slot(e, station);
}

/* Work at a server begins: a service, or the second one of a visit. */
static void begin_work(qs_engine *e, qs_station *station, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    customer->state = QS_IN_SERVICE;
    move_serving(e, station, 1);
    if (station->is_endless) {
        double speed = e->model->windows[station->window].speed;
        add_endless(e, station, id, e->now + customer->work / speed);
        return;
    }
    qs_server *server = &e->servers[k];
    server->phase = QS_SERVING;
    server->customer = id;
    server->left = customer->work;
    server->since = e->now;
    qs_server_resume(e, server);
}

void qs_server_start(qs_engine *e, qs_station *station, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    if (isnan(customer->start)) {
        customer->start = e->now;
        if (customer->is_counted)
            qs_meter_wait(e, customer, e->now - customer->join);
    }
    if (!station->is_endless) {
        qs_server_set_idle(e, k, false);
        customer->server = k - station->first_server;
    }
    begin_work(e, station, k, id);
}

/* Dead time, with or without the customer. */
static void begin_dead(qs_engine *e, qs_station *station, int k, uint32_t id, double time)
{
    if (id != QS_NOBODY) {
        e->pool[id].state = QS_HELD;
        move_held(e, station, 1);
    }
    if (station->is_endless) {
        if (id != QS_NOBODY)
            add_endless(e, station, id, e->now + time);
        return;
    }
    qs_server *server = &e->servers[k];
    server->phase = QS_DEAD;
    server->customer = id;
    server->left = time;
    if (!server->is_broken) /* else the repair counts it */
        move_occupied(e, station, 1);
    qs_server_resume(e, server);
}

static void serve_next(qs_engine *e, qs_station *station, int k)
{
    uint32_t id = qs_queue_next(e, station);
    qs_queue_remove(e, station, id);
    qs_server_start(e, station, k, id);
}

/* Shares of time are of the servers that are there: those on shift, and those who still have to finish. */
void qs_server_come_or_go(qs_engine *e, int k, bool comes)
{
    qs_server *server = &e->servers[k];
    if (server->is_there == comes)
        return;
    server->is_there = comes;
    qs_gauge_move(&e->windows[station_of(e, server)->window].rostered, e->now, comes ? 1 : -1);
}

void qs_server_available(qs_engine *e, int k)
{
    qs_server *server = &e->servers[k];
    qs_station *station = station_of(e, server);
    server->phase = QS_IDLE;
    server->customer = QS_NOBODY;
    qs_slots_set(&e->slots, k, INFINITY);
    if (k - station->first_server >= station->n_on_shift) {
        qs_server_come_or_go(e, k, false);
        return;
    }
    if (server->is_broken)
        return;
    if (station->n_waiting > 0) {
        serve_next(e, station, k);
    } else {
        qs_server_set_idle(e, k, true);
    }
    if (e->has_jockeys)
        qs_jockey(e, station);
}

static double draw_dead_time(qs_engine *e, const qs_station *station, const qs_customer *customer)
{
    const qs_step *step = qs_step_at(e, station->window, customer->class, customer->service);
    return step->dead_draw == QS_NONE ? 0 : qs_draw(e, step->dead_draw);
}

/* The customer's visit is over: measure it and take it out of the window. */
static void end_visit(qs_engine *e, uint32_t id, qs_station *station)
{
    qs_customer *customer = &e->pool[id];
    qs_meter *window = &e->windows[station->window];
    qs_station_count(e, station, -1);
    window->departed++;
    if (customer->is_counted) {
        window->outcome[QS_SERVED]++;
        qs_tally_add(&window->sojourn, e->now - customer->join);
    }
    if (e->listener)
        qs_customer_tell(e, customer, customer->then == QS_NONE ? QS_SERVED : QS_MOVED_ON);
    qs_check_visit(e, station->window, e->now - customer->join);
    customer->wait += customer->start - customer->join;
    customer->visit++;
}

/* After the customer has gone: dead time, or the next one. */
static void go_on(qs_engine *e, qs_station *station, int k, double dead_time)
{
    if (dead_time > 0 && !station->is_endless)
        begin_dead(e, station, k, QS_NOBODY, dead_time);
    else if (!station->is_endless)
        qs_server_available(e, k);
    if (e->has_jockeys)
        qs_jockey(e, station); /* there may be room now, whatever the server does */
}

static void depart(qs_engine *e, uint32_t id, qs_station *station, int k, double dead_time)
{
    int then = e->pool[id].then;
    end_visit(e, id, station);
    go_on(e, station, k, dead_time);
    if (then == QS_NONE)
        qs_customer_leave(e, id, QS_SERVED);
    else
        qs_customer_enter(e, id, then);
}

/* Whether a customer finds no room at the next window, pushes nobody out there, and has to stay. Its own
 * place is room at its own window, once its server is free to take the next one. After the horizon it is sent
 * away instead. */
static bool must_stay(const qs_engine *e, const qs_station *station, int k, const qs_station *target,
                      const qs_customer *next, double dead_time)
{
    const qs_window *window = &e->model->windows[target->window];
    bool is_closing = e->stage == QS_DRAINING && !e->model->run.waiting_served;
    if (window->overflow != QS_BLOCK || is_closing || qs_has_room(e, target))
        return false;
    int line = qs_queue_line(e, target, next->class, next->service);
    if (qs_find_victim(e, target, line, target == station ? k : QS_NONE) != QS_NONE)
        return false;
    if (target != station)
        return true;
    bool goes_on =
        dead_time <= 0 && !e->servers[k].is_broken && k - station->first_server < station->n_on_shift;
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
    const qs_step *step = &e->steps[next.class * e->model->n_services + next.service];
    qs_station *target = &e->stations[qs_choose_station(e, step, &next)];
    customer->wanted_service = next.service;
    customer->wanted_then = next.then;
    if (must_stay(e, station, k, target, &next, dead_time)) {
        move_held(e, station, 1);
        if (!station->is_endless) {
            e->servers[k].phase = QS_BLOCKED;
            qs_slots_set(&e->slots, k, INFINITY);
            e->servers[k].left = dead_time; /* begins once the customer is gone */
            move_occupied(e, station, 1);
        }
        qs_blocking_hold(e, id, target);
        return;
    }
    end_visit(e, id, station);
    go_on(e, station, k, dead_time);
    customer = &e->pool[id];
    customer->service = customer->wanted_service;
    customer->then = customer->wanted_then;
    customer->join = e->now;
    customer->start = NAN;
    customer->server = QS_NONE;
    qs_customer_enter_station(e, id, target);
    qs_blocking_admit(e, station);
}

void qs_server_let_go(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    int k = station->first_server + (station->is_endless ? 0 : customer->server);
    move_held(e, station, -1);
    if (!station->is_endless)
        move_occupied(e, station, -1);
    end_visit(e, id, station);
    go_on(e, station, k, e->servers[k].left);
}

static void finish_visit(qs_engine *e, uint32_t id, qs_station *station, int k, double dead_time)
{
    if (e->has_blocking)
        depart_or_block(e, id, station, k, dead_time);
    else
        depart(e, id, station, k, dead_time);
}

static void begin_second(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    qs_customer *customer = &e->pool[id];
    customer->first_service = customer->service;
    customer->service = customer->second_service;
    customer->second_service = QS_NONE;
    const qs_step *step = qs_step_at(e, station->window, customer->class, customer->service);
    customer->work = customer->whole_work = step->work_draw == QS_NONE ? 0 : qs_draw(e, step->work_draw);
    begin_work(e, station, k, id);
}

static void end_of_service(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    qs_customer *customer = &e->pool[id];
    const qs_step *step = qs_step_at(e, station->window, customer->class, customer->service);
    move_serving(e, station, -1);
    double dead_time = draw_dead_time(e, station, customer);
    bool stays = step->holds_customer || customer->second_service != QS_NONE;
    if (stays && dead_time > 0)
        begin_dead(e, station, k, id, dead_time);
    else if (customer->second_service != QS_NONE)
        begin_second(e, id, station, k);
    else
        finish_visit(e, id, station, k, dead_time);
}

static void end_of_dead_time(qs_engine *e, uint32_t id, qs_station *station, int k)
{
    if (!station->is_endless)
        move_occupied(e, station, -1);
    if (id == QS_NOBODY) {
        qs_server_available(e, k);
        if (e->has_blocking)
            qs_blocking_admit(e, station);
        return;
    }
    move_held(e, station, -1);
    if (e->pool[id].second_service != QS_NONE)
        begin_second(e, id, station, k);
    else
        finish_visit(e, id, station, k, 0);
}

void qs_server_event(qs_engine *e, int k)
{
    qs_server *server = &e->servers[k];
    qs_station *station = station_of(e, server);
    uint32_t id = server->customer;
    bool is_serving = server->phase == QS_SERVING;
    if (station->is_endless) {
        id = station->departures.items[0].id;
        qs_heap_remove(&station->departures, departure_places(e), 0);
        e->pool[id].heap_place = QS_NOBODY;
        set_endless_slot(e, station);
        is_serving = e->pool[id].state == QS_IN_SERVICE;
    } else {
        qs_server_pause(e, server);
    }
    if (is_serving)
        end_of_service(e, id, station, k);
    else
        end_of_dead_time(e, id, station, k);
}

void qs_server_take_off(qs_engine *e, int k, uint32_t id)
{
    qs_server *server = &e->servers[k];
    qs_server_pause(e, server);
    move_serving(e, station_of(e, server), -1);
    e->pool[id].state = QS_WAITING;
    server->phase = QS_IDLE;
    server->customer = QS_NOBODY;
    qs_slots_set(&e->slots, k, INFINITY);
}

void qs_server_drop_customer(qs_engine *e, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[customer->station];
    bool is_serving = customer->state == QS_IN_SERVICE;
    bool is_suspended = false;
    if (station->is_endless) {
        if (customer->state != QS_STUCK)
            qs_heap_remove(&station->departures, departure_places(e), customer->heap_place);
        customer->heap_place = QS_NOBODY;
        set_endless_slot(e, station);
    } else {
        qs_server *server = &e->servers[station->first_server + customer->server];
        qs_server_pause(e, server); /* it is not serving any more: its clock for breakdowns stops */
        is_suspended = server->is_broken;
        if (server->phase == QS_BLOCKED || (server->phase == QS_DEAD && !server->is_broken))
            move_occupied(e, station, -1);
        server->phase = QS_IDLE;
        server->customer = QS_NOBODY;
        qs_slots_set(&e->slots, station->first_server + customer->server, INFINITY);
    }
    if (is_serving && !is_suspended)
        move_serving(e, station, -1);
    else
        move_held(e, station, -1);
    qs_station_count(e, station, -1);
}
