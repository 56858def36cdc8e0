/* The loop for plain models: first come, first served, nobody gives up, nothing breaks.
 *
 * It does what the general loop does, in the same order and to the last bit (tests compare the two), with
 * everything a plain model cannot do left out. Which features it can do is a mask (SUPPORTED): a new one
 * sends a model to the general loop until it is listed there.
 * What is known of a model before the loop begins is a constant of the text, which is compiled once for each:
 * is the calendar a scan or a tree, is there one class. All of an event is inline in one function, and time
 * is passed by value: that is what makes it twice as fast.
 * A queue is linked forward alone, and a customer does not know its server: nothing here asks.
 * Where windows may be full, or people are sent away at the horizon, somebody may be lost: the queue is then
 * linked both ways and counted, as the general loop has it, whose text says what becomes of them, and before the
 * horizon servers are told what they do.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arrivals.h"
#include "check.h"
#include "choice.h"
#include "customer.h"
#include "horizon.h"
#include "house.h"
#include "loops.h"
#include "members.h"
#include "progress.h"
#include "pushout.h"
#include "qsweep/memory.h"
#include "queue.h"
#include "ranking.h"
#include "report.h"
#include "server.h"

/* In any number, in any order. A closed window is one where nobody comes. */
#define SUPPORTED                                                                                            \
    (QS_FEATURE(MEMBERS) | QS_FEATURE(CLOSED_WINDOW) | QS_FEATURE(PERIOD) | QS_FEATURE(COPIES) |             \
     QS_FEATURE(DAY_FACTOR) | QS_FEATURE(SEVERAL_CLASSES) | QS_FEATURE(SEVERAL_SOURCES) |                    \
     QS_FEATURE(SERIES) | QS_FEATURE(DRAIN) | LOSSES)

/* Some are turned away, dropped or sent away. */
#define LOSSES (QS_FEATURE(CAPACITY) | QS_FEATURE(DROP_OLDEST) | QS_FEATURE(CUT_OFF))

static bool may_lose(const qs_engine *e)
{
    return (e->model->features & LOSSES) != 0;
}

bool qs_plain_fits(const qs_engine *e)
{
    bool cuts_services = may_lose(e) && !e->model->run.stops && !e->model->run.in_service_finished;
    return qs_features_within(e->model->features, SUPPORTED) && !cuts_services && !qs_members_are_told(e);
}

/* What is known of a model before the loop begins: a loop is compiled for each. */
typedef struct shape {
    bool in_tree;   /* the slots are found by a tree of winners, not by a scan */
    bool one_class; /* what a class would count is the system's */
    bool may_lose;  /* somebody may not be served */
} shape;

QS_INLINE void set_slot(qs_engine *e, shape is, int slot, double time)
{
    if (is.in_tree)
        qs_slots_set_tree(&e->slots, slot, time);
    else
        qs_slots_set_scan(&e->slots, slot, time);
}

QS_INLINE void start(qs_engine *e, shape is, double now, int k, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    customer->start = now;
    customer->state = QS_IN_SERVICE;
    if (customer->is_counted)
        qs_meter_wait(e, customer, now - customer->join);
    e->servers[k].customer = id;
    set_slot(e, is, k, now + customer->work);
}

QS_INLINE void move_queues(qs_engine *e, shape is, double now, qs_meter *window, int class, int by)
{
    qs_gauge_move(&window->queue, now, by);
    e->meters.system.queue.n += by;
    if (e->meters.system.queue.n > e->meters.system.queue.largest)
        e->meters.system.queue.largest = e->meters.system.queue.n;
    if (!is.one_class)
        qs_gauge_move(&e->meters.classes[class].queue, now, by);
}

QS_INLINE void join(qs_engine *e, shape is, double now, qs_station *station, uint32_t id)
{
    qs_customer *customer = &e->pool[id];
    qs_meter *window = &e->meters.windows[station->window];
    qs_station_count(e, station, 1);
    window->arrived += customer->is_counted;
    if (station->n_idle > 0) {
        int k = qs_server_idle(station);
        unsigned bit = (unsigned)(k - station->first_server);
        station->idle[bit / 64] &= ~(UINT64_C(1) << (bit % 64));
        station->n_idle--;
        qs_gauge_move(&window->serving, now, 1);
        start(e, is, now, k, id);
        return;
    }
    qs_line *line = station->lines;
    customer->state = QS_WAITING;
    customer->next = QS_NOBODY;
    if (is.may_lose) {
        customer->previous = line->tail;
        line->n++;
    }
    if (line->head == QS_NOBODY)
        line->head = id;
    else
        e->pool[line->tail].next = id;
    line->tail = id;
    station->n_waiting++;
    move_queues(e, is, now, window, customer->class, 1);
    if (station->n_waiting > window->longest)
        window->longest = station->n_waiting;
}

/* As qs_customer_enter_station() has it. */
static bool is_turned_away(qs_engine *e, qs_station *station, uint32_t id)
{
    const qs_customer *customer = &e->pool[id];
    if (e->phase == QS_DRAINING && !e->model->run.waiting_served)
        qs_customer_turn_away(e, id, QS_CANCELLED);
    else if (!qs_has_room(e, station, customer) && !qs_pushout_waiting(e, station, customer->line))
        qs_customer_turn_away(e, id, QS_REJECTED);
    else
        return false;
    return true;
}

QS_INLINE void enter(qs_engine *e, shape is, double now, uint32_t id, int service)
{
    qs_customer *customer = &e->pool[id];
    int class = is.one_class ? 0 : customer->class;
    const qs_step *step = &e->tables.steps[class * e->model->n_services + service];
    customer->service = (int16_t)service;
    customer->then = qs_draw_then(e, step);
    customer->join = now;
    customer->start = NAN;
    const qs_options *options = &e->options[step->options];
    int at = 0;
    if (options->n == 1)
        at = e->tables.option_stations[options->first];
    else if (!is.may_lose && e->model->window_choice == QS_CHOOSE_RANDOM)
        at = e->tables.option_stations[options->first + (int)(qs_draw(e, step->choice_draw) * options->n)];
    else
        at = qs_choose_station(e, step, customer);
    customer->station = at;
    customer->work = qs_draw(e, step->work_draw);
    if (is.may_lose && is_turned_away(e, &e->stations[at], id))
        return;
    join(e, is, now, &e->stations[at], id);
}

static uint32_t new_customer(qs_engine *e)
{
    if (e->free_customer != QS_NOBODY) {
        uint32_t id = e->free_customer;
        e->free_customer = e->pool[id].next;
        return id;
    }
    return qs_customer_new(e, 0, 0);
}

QS_INLINE void arrive(qs_engine *e, shape is, double now, int slot)
{
    qs_entrance *entrance = &e->entrances[slot - e->slot_of.first_entrance];
    const qs_source *source = &e->model->sources[entrance->source];
    uint32_t id = new_customer(e);
    if (id == QS_NOBODY)
        return;
    qs_customer *customer = &e->pool[id];
    int class = is.one_class ? 0 : qs_draw_class(e, entrance);
    int first = qs_draw_first_service(e, class);
    customer->class = (int16_t) class;
    customer->server = QS_NONE;
    qs_customer_count_in(e, customer, now, is.one_class);
    enter(e, is, now, id, first);
    entrance->clock += qs_gap_on_day(qs_draw(e, entrance->gap_draw), entrance->factor);
    set_slot(e, is, slot,
             source->period_length > 0 ? qs_calendar_time(source, entrance->clock) : entrance->clock);
}

/* The server takes its next customer, or idles. */
QS_INLINE void serve_next(qs_engine *e, shape is, double now, qs_station *station, qs_meter *window, int k)
{
    qs_line *line = station->lines;
    qs_gauge_move(&window->serving, now, -1);
    if (station->n_waiting == 0) {
        unsigned bit = (unsigned)(k - station->first_server);
        station->idle[bit / 64] |= UINT64_C(1) << (bit % 64);
        station->n_idle++;
        set_slot(e, is, k, INFINITY);
        return;
    }
    uint32_t id = line->head;
    line->head = e->pool[id].next;
    if (is.may_lose) {
        line->n--;
        if (line->head == QS_NOBODY)
            line->tail = QS_NOBODY;
        else
            e->pool[line->head].previous = QS_NOBODY;
    }
    station->n_waiting--;
    move_queues(e, is, now, window, e->pool[id].class, -1);
    window->serving.n++;
    start(e, is, now, k, id);
}

QS_INLINE void depart(qs_engine *e, shape is, double now, int k)
{
    uint32_t id = e->servers[k].customer;
    qs_customer *customer = &e->pool[id];
    qs_station *station = &e->stations[e->servers[k].station];
    if (__builtin_expect(e->hooks.listener != NULL, 0)) {
        customer->server = k - station->first_server;
        qs_customer_tell(e, customer, customer->then == QS_NONE ? QS_SERVED : QS_MOVED_ON);
        customer->server = QS_NONE;
    }
    qs_customer_count_visit(e, customer, station, now);
    serve_next(e, is, now, station, &e->meters.windows[station->window], k);
    if (customer->then != QS_NONE) {
        enter(e, is, now, id, customer->then);
        return;
    }
    qs_customer_count_out(e, customer, now, is.one_class, QS_SERVED);
    qs_customer_to_pool(e, id);
}

/* Who is in service, and its server, know of each other, as the general loop has it. */
static void name_servers(qs_engine *e)
{
    for (int k = 0; k < e->n_servers; k++) {
        qs_server *server = &e->servers[k];
        const qs_station *station = &e->stations[server->station];
        int s = k - station->first_server;
        bool is_idle = server->customer == QS_NOBODY || station->idle[s / 64] >> (s % 64) & 1;
        server->doing = is_idle ? QS_IDLE : QS_SERVING;
        if (is_idle)
            continue;
        qs_customer *customer = &e->pool[server->customer];
        customer->server = s;
        server->began = customer->start;
        server->left = customer->work;
    }
}

/* The end of the warm-up, a quarter's, the horizon, or the end of all. */
static void pass_mark(qs_engine *e, shape is)
{
    if (is.may_lose)
        name_servers(e);
    qs_horizon_mark(e);
}

QS_INLINE void run(qs_engine *e, shape is)
{
    uint64_t n_events = 0;
    while (e->phase != QS_OVER) {
        int slot = is.in_tree ? qs_slots_first_tree(&e->slots) : qs_slots_first_scan(&e->slots);
        double now = qs_slots_time(&e->slots, slot);
        if (isinf(now))
            break;
        e->now = now;
        n_events++;
        if (slot < e->n_servers)
            depart(e, is, now, slot);
        else if (slot >= e->slot_of.first_entrance)
            arrive(e, is, now, slot);
        else if (slot == e->slot_of.series)
            qs_report_sample(e);
        else
            pass_mark(e, is);
        if (qs_polls(n_events)) {
            e->n_events = n_events;
            qs_engine_ask(e);
            if (n_events % QS_PROGRESS_EVENTS == 0)
                qs_progress_check(e);
        }
        if (e->phase == QS_DRAINING && e->n_present == 0)
            break;
    }
    e->n_events = n_events;
}

QS_INLINE void run_with(qs_engine *e, shape is)
{
    if (e->model->n_classes > 1)
        run(e, (shape){is.in_tree, false, is.may_lose});
    else
        run(e, (shape){is.in_tree, true, is.may_lose});
}

void qs_plain_run(qs_engine *e)
{
    qs_progress_start(e);
    bool in_tree = e->slots.n > QS_SLOTS_SCANNED;
    if (may_lose(e))
        in_tree ? run_with(e, (shape){true, false, true}) : run_with(e, (shape){false, false, true});
    else
        in_tree ? run_with(e, (shape){true, false, false}) : run_with(e, (shape){false, false, false});
    if (e->hooks.listener)
        name_servers(e);
}
