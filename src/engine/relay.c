/* The relay: events of plain networks in which nobody goes back, window after window.
 *
 * Customers, results and bits are those of the event loops. There is no calendar: the arrivals of a stretch of time
 * are drawn, and then each window in turn serves all who join it up to the end of the stretch, hands on whom it has
 * served, and is left at that time. That is possible since nobody comes to a window from one behind it, and each
 * window has its own streams of numbers, which its customers take in the order of joining. Loops over one window's
 * customers predict well, and most of what is done for a customer is done for many at once (relay_window.c).
 * A stretch ends at an arrival or at a mark (the end of the warm-up, a quarter's end, the horizon).
 *
 * What happens at one instant happens in an order that only the calendar knows. Where that could matter (a service
 * without any time, a customer from another window that joins as a service ends, two ends at once), the replication
 * is begun in vain, and events simulate it; after the third such one, this engine leaves it at events.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "relay.h"

#include <math.h>
#include <string.h>

#include "arrivals.h"
#include "check.h"
#include "customer.h"
#include "horizon.h"
#include "loops.h"
#include "members.h"
#include "progress.h"
#include "qsweep/memory.h"
#include "report.h"

#define SUPPORTED (QS_FEATURE(PERIOD) | QS_FEATURE(DAY_FACTOR))

enum { FIRST_CAPACITY = 512, MOST_IN_VAIN = 3 };

/* ---- which models ---- */

static int station_of(const qs_engine *e, int service)
{
    const qs_options *options = &e->options[e->tables.steps[service].options];
    return options->n == 1 ? e->tables.option_stations[options->first] : QS_NONE;
}

/* Services from this one on are put behind it: so the list ends with the first. False: somebody goes back, or
 * there is something else that the relay does not know.
 * state [in,out] [n_services] 0: not seen, 1: on the way, 2: listed */
static bool list_services(const qs_engine *e, int service, uint8_t *state, int *list, int *n)
{
    const qs_step *step = &e->tables.steps[service];
    if (state[service] == 2)
        return true;
    if (state[service] == 1 || step->work_draw == QS_NONE || station_of(e, service) == QS_NONE)
        return false;
    state[service] = 1;
    bool is_good = true;
    for (int k = 0; k < step->n_branches && step->route_draw != QS_NONE && is_good; k++)
        is_good = step->branches[k].to == QS_NONE || list_services(e, step->branches[k].to, state, list, n);
    if (is_good && step->route_draw == QS_NONE && step->certain != QS_NONE)
        is_good = list_services(e, step->certain, state, list, n);
    if (*n == QS_RELAY_WINDOWS)
        return false;
    list[(*n)++] = service;
    state[service] = 2;
    return is_good;
}

/* The services that are asked for, in an order in which nobody goes back; 0: there is none. */
static int order_services(const qs_engine *e, int *list)
{
    const qs_class *class = &e->model->classes[0];
    uint8_t *state;
    int n = 0;
    bool is_good = !qs_calloc((size_t)e->model->n_services, 1, &state);
    for (int k = 0; k < class->n_starts && is_good; k++)
        is_good = list_services(e, e->model->routes[class->first_start + k].to, state, list, &n);
    qs_free(state);
    for (int i = 0; i < n / 2; i++) {
        int other = list[i];
        list[i] = list[n - 1 - i];
        list[n - 1 - i] = other;
    }
    return is_good ? n : 0;
}

static int index_of(const int *list, int n, int service)
{
    for (int i = 0; i < n; i++)
        if (list[i] == service)
            return i;
    return n; /* nowhere */
}

/* ---- making it ---- */

static qs_status add_window(qs_engine *e, qs_relay *r, int k, const int *list)
{
    qs_relay_window *w = &r->windows[k];
    int n = r->n_windows;
    w->step = &e->tables.steps[list[k]];
    w->station = &e->stations[station_of(e, list[k])];
    w->meter = &e->meters.windows[w->station->window];
    w->work = &e->draws[w->step->work_draw];
    w->route = w->step->route_draw == QS_NONE ? NULL : &e->draws[w->step->route_draw];
    w->n_servers = w->station->n_servers;
    int n_branches = w->route ? w->step->n_branches : 0;
    qs_status status = qs_calloc((size_t)n_branches + 1, sizeof *w->to, &w->to);
    if (status)
        return status;
    for (int b = 0; b < n_branches; b++)
        w->to[b] = index_of(list, n, w->step->branches[b].to);
    w->to[n_branches] = w->route ? n : index_of(list, n, w->step->certain);
    for (int b = 0; b <= n_branches; b++)
        if (w->to[b] < n)
            r->windows[w->to[b]].is_fed = true;
    return QS_OK;
}

/* A window of its own for each service, and customers leave from one of them only. */
static bool is_simple(qs_relay *r)
{
    int n_exits = 0;
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        double last =
            w->route && w->step->n_branches > 0 ? w->step->branches[w->step->n_branches - 1].cumulative : 0;
        bool leaves = w->route ? last < 1 : w->to[0] == r->n_windows;
        for (int b = 0; w->route && b < w->step->n_branches; b++)
            leaves |= w->to[b] == r->n_windows;
        n_exits += leaves;
        r->exit = leaves ? k : r->exit;
        if (w->n_servers < 1 || w->n_servers > QS_RELAY_SERVERS || w->station->is_endless)
            return false;
        for (int i = 0; i < k; i++)
            if (r->windows[i].station == w->station)
                return false;
    }
    return n_exits == 1;
}

static qs_status add_starts(qs_engine *e, qs_relay *r, const int *list)
{
    const qs_class *class = &e->model->classes[0];
    qs_status status = qs_calloc((size_t) class->n_starts, sizeof *r->to, &r->to);
    for (int k = 0; k < class->n_starts && !status; k++)
        r->to[k] = index_of(list, r->n_windows, e->model->routes[class->first_start + k].to);
    return status;
}

qs_status qs_relay_build(qs_engine *e)
{
    const qs_model *m = e->model;
    int list[QS_RELAY_WINDOWS];
    if (!e->tables.is_plain || !qs_features_within(m->features, SUPPORTED) || m->n_classes > 1 ||
        e->n_entrances != 1 || qs_members_are_told(e))
        return QS_OK;
    int n = order_services(e, list);
    if (n == 0)
        return QS_OK;
    qs_status status = qs_calloc(1, sizeof *e->relay, &e->relay);
    if (status)
        return status;
    e->relay->n_windows = n;
    for (int k = 0; k < n && !status; k++)
        status = add_window(e, e->relay, k, list);
    if (!status)
        status = add_starts(e, e->relay, list);
    if (!status && !is_simple(e->relay))
        qs_relay_free(e);
    return status;
}

static void free_row(qs_row *row)
{
    qs_free(row->time);
    qs_free(row->id);
}

void qs_relay_free(qs_engine *e)
{
    qs_relay *r = e->relay;
    if (!r)
        return;
    for (int k = 0; k < r->n_windows; k++) {
        qs_relay_window *w = &r->windows[k];
        qs_row *rows[] = {&w->in, &w->other, &w->ends};
        void *arrays[] = {w->to, w->move_time, w->move_n, w->move_id};
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            free_row(rows[i]);
        for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
            qs_free(arrays[i]);
    }
    for (int k = 0; k <= r->n_windows; k++)
        free_row(&r->out[k]);
    qs_free(r->to);
    qs_free(r->guests);
    qs_free(r->idle);
    qs_free(r->serving_time);
    qs_free(r->serving_n);
    qs_free(r);
    e->relay = NULL;
}

/* Room for so many in an array of which `old` may be in use. */
static qs_status widen(void *array, size_t old, size_t wanted, size_t size)
{
    size_t capacity = old;
    return qs_reserve(array, &capacity, wanted, size);
}

static qs_status widen_row(qs_row *row, size_t old, size_t wanted)
{
    qs_status status = widen(&row->time, old, wanted, sizeof *row->time);
    return status ? status : widen(&row->id, old, wanted, sizeof *row->id);
}

/* Room for twice as many people. Nobody is at a place twice in a stretch; but ends that are passed stay for a
 * while, and each customer may change the numbers at a window when it comes and when it goes. */
static qs_status grow(qs_relay *r)
{
    enum { SPARE = 2 };
    size_t old = r->capacity, n = old ? 2 * old : FIRST_CAPACITY;
    qs_status status = widen(&r->guests, old, n, sizeof *r->guests);
    if (!status)
        status = widen(&r->idle, old, n, sizeof *r->idle);
    if (!status)
        status = widen(&r->serving_time, old ? 2 * old + SPARE : 0, 2 * n + SPARE, sizeof *r->serving_time);
    if (!status)
        status = widen(&r->serving_n, old ? 2 * old + SPARE : 0, 2 * n + SPARE, sizeof *r->serving_n);
    size_t had = old ? 2 * old + SPARE : 0, wanted = 2 * n + SPARE;
    for (int k = 0; k <= r->n_windows && !status; k++)
        status = widen_row(&r->out[k], had, wanted);
    for (int k = 0; k < r->n_windows && !status; k++) {
        qs_relay_window *w = &r->windows[k];
        status = widen_row(&w->in, had, wanted);
        if (!status)
            status = widen_row(&w->other, had, wanted);
        if (!status)
            status = widen_row(&w->ends, had, wanted);
        if (!status)
            status = widen(&w->move_time, had, wanted, sizeof *w->move_time);
        if (!status)
            status = widen(&w->move_n, had, wanted, sizeof *w->move_n);
        if (!status)
            status = widen(&w->move_id, had, wanted, sizeof *w->move_id);
    }
    if (!status)
        r->capacity = n;
    return status;
}

/* ---- a replication ---- */

static void start(qs_engine *e, qs_relay *r)
{
    r->n_idle = r->n_guests = 0;
    r->is_vain = false;
    r->first_counted = 0;
    r->n_uncounted = 0;
    r->is_counting = e->phase == QS_MEASURING;
    for (int k = 0; k <= r->n_windows; k++)
        r->out[k].n = 0;
    for (int k = 0; k < r->n_windows; k++) {
        qs_relay_window *w = &r->windows[k];
        w->in.n = w->ends.n = w->first = 0;
        w->waiting = w->busy = w->longest = 0;
        for (int s = 0; s < QS_RELAY_SERVERS; s++) {
            w->free[s] = 0;
            w->serves[s] = QS_NOBODY;
        }
    }
}

/* Somebody comes. */
static void welcome(qs_engine *e, qs_relay *r, double now, int to)
{
    uint32_t id = r->n_idle > 0 ? r->idle[--r->n_idle] : (uint32_t)r->n_guests++;
    r->guests[id] = (qs_guest){.arrival = now, .number = (uint32_t)e->n_customers++};
    qs_row_add(&r->windows[to].in, now, id | (uint32_t)QS_RELAY_OUTSIDE << QS_RELAY_ID_BITS);
}

/* Arrivals of the next stretch, before the mark. Its end. */
static double let_in(qs_engine *e, qs_relay *r, double mark, qs_status *status)
{
    qs_entrance *entrance = &e->entrances[0];
    const qs_source *source = &e->model->sources[0];
    const qs_class *class = &e->model->classes[0];
    const qs_branch *starts = e->model->routes + class->first_start;
    int draw = e->tables.first_draws[0];
    double next = qs_slots_time(&e->slots, entrance->slot), now = mark;
    uint64_t before = e->n_customers;
    while (r->capacity < r->n_guests + QS_RELAY_ARRIVALS && !*status)
        *status = grow(r);
    for (int i = 0; i < QS_RELAY_ARRIVALS && next < mark && !*status; i++) {
        int branch = 0;
        double u = draw == QS_NONE ? 0 : qs_draw(e, draw);
        for (int k = 0; k + 1 < class->n_starts; k++)
            branch += u >= starts[k].cumulative;
        now = next;
        welcome(e, r, now, r->to[branch]);
        entrance->clock += qs_gap_on_day(qs_draw(e, entrance->gap_draw), entrance->factor);
        next = source->period_length > 0 ? qs_calendar_time(source, entrance->clock) : entrance->clock;
    }
    qs_slots_set(&e->slots, entrance->slot, next);
    uint64_t n = e->n_customers - before;
    e->n_present += n;
    e->meters.system.arrived += r->is_counting ? n : 0;
    e->meters.classes[0].arrived += r->is_counting ? n : 0;
    return next < mark ? now : mark;
}

/* Those who come from one window go among those who come from others. */
static void merge(qs_relay *r, qs_relay_window *w, const qs_row *more)
{
    qs_row *in = &w->in, *out = &w->other;
    if (more->n == 0)
        return;
    in->time[in->n] = more->time[more->n] = INFINITY;
    out->n = in->n + more->n;
    for (size_t i = 0, k = 0; i + k < out->n;) {
        int64_t here = qs_slots_key(in->time[i]), there = qs_slots_key(more->time[k]), here_id = in->id[i],
                there_id = more->id[k];
        bool is_there = there <= here;
        r->is_vain |= there == here && (uint32_t)here_id >> QS_RELAY_ID_BITS != QS_RELAY_OUTSIDE;
        QS_SLOTS_HIDE(there, there_id);
        int64_t time = is_there ? there : here;
        memcpy(&out->time[i + k], &time, sizeof time);
        out->id[i + k] = (uint32_t)(is_there ? there_id : here_id);
        i += !is_there;
        k += is_there;
    }
    qs_row merged = *out;
    *out = *in;
    *in = merged;
}

/* They leave the system. */
static void say_goodbye(qs_engine *e, qs_relay *r, const qs_row *row)
{
    uint64_t n_counted = 0;
    bool all = r->is_counting && r->n_uncounted == 0;
    for (size_t i = 0; i < row->n; i++) {
        uint32_t id = row->id[i] & QS_RELAY_ID;
        const qs_guest *guest = &r->guests[id];
        bool is_counted = all || qs_relay_is_counted(r, guest);
        n_counted += is_counted;
        qs_check_stay(e, 0, row->time[i] - guest->arrival);
        if (is_counted && !e->tables.is_one_stop)
            qs_tally_add(&e->meters.system.sojourn, row->time[i] - guest->arrival);
        r->idle[r->n_idle++] = id;
    }
    r->n_uncounted -= r->is_counting ? row->n - n_counted : 0;
    e->n_present -= row->n;
    e->meters.system.departed += row->n;
    e->meters.classes[0].departed += row->n;
    e->meters.system.outcome[QS_SERVED] += n_counted;
    e->meters.classes[0].outcome[QS_SERVED] += n_counted;
}

/* The ends that are passed make room, when they are as many as those that are not. */
static void forget_ends(qs_relay_window *w)
{
    size_t n = w->ends.n - w->first;
    if (w->first < n)
        return;
    memcpy(w->ends.time, w->ends.time + w->first, n * sizeof *w->ends.time);
    memcpy(w->ends.id, w->ends.id + w->first, n * sizeof *w->ends.id);
    w->ends.n = n;
    w->first = 0;
}

static uint64_t run_window(qs_engine *e, qs_relay *r, int k, double until)
{
    qs_relay_window *w = &r->windows[k];
    qs_relay_serve(e, r, w);
    size_t n = qs_relay_end(e, r, w, until);
    qs_relay_count(r, w, n);
    for (int to = k + 1; to < r->n_windows; to++) {
        merge(r, &r->windows[to], &r->out[to]);
        r->out[to].n = 0;
    }
    w->in.n = 0;
    w->first += n;
    forget_ends(w);
    return n;
}

/* At a mark the engine is as events would leave it. */
static void show_stations(const qs_relay *r)
{
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        w->station->n_waiting = w->waiting;
        w->station->n_present = w->waiting + w->busy;
        w->station->n_idle = w->n_servers - w->busy;
    }
}

static void show_guest(qs_engine *e, const qs_relay *r, const qs_relay_window *w, uint32_t number)
{
    const qs_guest *guest = &r->guests[number];
    uint32_t id = qs_customer_new(e, 0, 0);
    if (id == QS_NOBODY)
        return;
    qs_customer *customer = &e->pool[id];
    bool has_begun = guest->start <= e->now;
    customer->arrival = guest->arrival;
    customer->wait = guest->wait;
    customer->join = guest->join;
    customer->start = has_begun ? guest->start : (double)NAN;
    customer->state = has_begun ? QS_IN_SERVICE : QS_WAITING;
    customer->is_counted = qs_relay_is_counted(r, guest);
    customer->station = (int32_t)(w->station - e->stations);
    customer->then = (int16_t)(guest->to == r->n_windows ? QS_NONE : 0);
    customer->counted_as = 0;
}

/* Who is there at the horizon. */
static void show_guests(qs_engine *e, const qs_relay *r)
{
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        for (size_t i = w->first; i < w->ends.n; i++)
            show_guest(e, r, w, w->ends.id[i]);
        for (int s = 0; s < w->n_servers && w->n_servers > 1; s++)
            if (w->serves[s] != QS_NOBODY)
                show_guest(e, r, w, w->serves[s]);
    }
}

static void pass_mark(qs_engine *e, qs_relay *r)
{
    bool was_warming = e->phase == QS_WARMING;
    show_stations(r);
    if (!was_warming && e->now >= e->horizon)
        show_guests(e, r);
    qs_horizon_mark(e);
    if (!was_warming)
        return;
    r->is_counting = true;
    r->first_counted = (uint32_t)e->n_customers;
    r->n_uncounted = e->n_present;
}

/* As event loops do every so many events. */
static void look_around(qs_engine *e, uint64_t before)
{
    if (before / QS_POLL_EVENTS != e->n_events / QS_POLL_EVENTS)
        qs_engine_ask(e);
    if (before / QS_PROGRESS_EVENTS != e->n_events / QS_PROGRESS_EVENTS)
        qs_progress_check(e);
}

bool qs_relay_run(qs_engine *e)
{
    qs_relay *r = e->relay;
    qs_status status = QS_OK;
    start(e, r);
    qs_progress_start(e);
    while (e->phase != QS_OVER && !r->is_vain && !status && r->n_guests < QS_MAX_PRESENT) {
        double mark = qs_slots_time(&e->slots, e->slot_of.mark);
        uint64_t before = e->n_events, n_before = e->n_customers;
        e->now = let_in(e, r, mark, &status);
        for (int k = 0; k < r->n_windows && !status; k++)
            e->n_events += run_window(e, r, k, e->now);
        qs_relay_longest(e, r);
        say_goodbye(e, r, &r->out[r->n_windows]);
        r->out[r->n_windows].n = 0;
        e->n_events += e->n_customers - n_before;
        if (e->now >= mark && !r->is_vain && !status) {
            e->n_events++;
            pass_mark(e, r);
        }
        look_around(e, before);
    }
    if (status)
        qs_fail_replication(e, status);
    bool is_done = !r->is_vain && e->phase == QS_OVER;
    r->n_vain += !is_done;
    return is_done;
}

bool qs_relay_is_worth_it(const qs_engine *e)
{
    return e->relay && e->relay->n_vain < MOST_IN_VAIN && !e->hooks.listener && !e->hooks.watcher &&
           !e->is_told && !e->results.pilot;
}
