/* The relay: events of plain networks in which nobody goes back, window after window.
 *
 * Customers, results and bits are those of the event loops. There is no calendar: the arrivals of a stretch
 * of time are drawn, and then each window in turn serves all who join it up to the end of the stretch, hands
 * on whom it has served, and is left at that time. That is possible since nobody comes to a window from one
 * behind it, and each window has its own streams of numbers, which its customers take in the order of
 * joining. Loops over one window's customers predict well, and most of what is done for a customer is done
 * for many at once (relay_window.c). A stretch ends at an arrival or at a mark (the end of the warm-up, a
 * quarter's end, the horizon).
 *
 * What happens at one instant happens in an order that only the calendar knows. Where that could matter (a
 * service without any time, a customer from another window that joins as a service ends, two ends at once),
 * the replication is begun in vain, and events simulate it, as they do where very many are present at once;
 * after the third such one, this engine leaves it at events.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "relay.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "arrivals.h"
#include "check.h"
#include "customer.h"
#include "horizon.h"
#include "loops.h"
#include "progress.h"
#include "report.h"

enum { MOST_IN_VAIN = 3 };

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
        w->present = 0;
        for (int s = 0; s < QS_RELAY_SERVERS; s++) {
            w->free[s] = 0;
            w->serves[s] = QS_NOBODY;
        }
    }
}

/* Who arrives in the next stretch, before the mark, and when; at most QS_RELAY_ARRIVALS. When the next one
 * comes goes into the entrance's slot.
 * until [out] the end of the stretch: the mark, or the last arrival */
static size_t draw_arrivals(qs_engine *e, double mark, double *time, double *until)
{
    qs_entrance *entrance = &e->entrances[0];
    const qs_source *source = &e->model->sources[0];
    qs_variate *law = &e->draws[entrance->gap_draw];
    double next = qs_slots_time(&e->slots, entrance->slot), clock = entrance->clock,
           factor = entrance->factor;
    bool has_period = source->period_length > 0;
    size_t n = 0;
    while (n < QS_RELAY_ARRIVALS && next < mark) {
        if (law->next == law->n)
            qs_variate_refill(law);
        const double *gap = law->block + law->next;
        size_t left = law->n - law->next, i = 0;
        left = left < QS_RELAY_ARRIVALS - n ? left : QS_RELAY_ARRIVALS - n;
        for (; i < left && next < mark; i++) {
            time[n + i] = next;
            clock += qs_gap_on_day(gap[i], factor);
            next = has_period ? qs_calendar_time(source, clock) : clock;
        }
        law->next += (unsigned)i;
        n += i;
    }
    entrance->clock = clock;
    qs_slots_set(&e->slots, entrance->slot, next);
    *until = next < mark && n > 0 ? time[n - 1] : mark;
    return n;
}

/* Guests of those who have left are used again. */
static void number(qs_engine *e, qs_relay *r, const double *time, uint32_t *id, size_t n)
{
    size_t n_again = r->n_idle < n ? r->n_idle : n;
    for (size_t i = 0; i < n_again; i++)
        id[i] = r->idle[r->n_idle - 1 - i];
    for (size_t i = n_again; i < n; i++)
        id[i] = (uint32_t)(r->n_guests + i - n_again);
    for (size_t i = 0; i < n; i++) {
        qs_guest *guest = &r->guests[id[i]];
        guest->arrival = time[i];
        guest->wait = 0;
        guest->number = (uint32_t)(e->n_customers + i);
    }
    r->n_idle -= n_again;
    r->n_guests += n - n_again;
}

/* They go to the windows that come first for them. */
static void let_in(qs_engine *e, qs_relay *r, const double *time, size_t n)
{
    const qs_class *class = &e->model->classes[0];
    const qs_branch *starts = e->model->routes + class->first_start;
    const uint32_t outside = (uint32_t)QS_RELAY_OUTSIDE << QS_RELAY_ID_BITS;
    uint32_t id[QS_RELAY_ARRIVALS];
    double u[QS_RELAY_ARRIVALS];
    int draw = e->tables.first_draws[0];
    number(e, r, time, id, n);
    if (draw == QS_NONE)
        qs_row_add_many(&r->windows[r->to[0]].in, time, id, outside, n);
    else
        qs_relay_draw(&e->draws[draw], u, n);
    for (size_t i = 0; i < n && draw != QS_NONE; i++) {
        int branch = 0;
        for (int k = 0; k + 1 < class->n_starts; k++)
            branch += u[i] >= starts[k].cumulative;
        qs_row_add(&r->windows[r->to[branch]].in, time[i], id[i] | outside);
    }
    e->n_customers += n;
    e->n_present += n;
    e->n_events += n;
    e->meters.system.arrived += r->is_counting ? n : 0;
    e->meters.classes[0].arrived += r->is_counting ? n : 0;
}

/* Those who come from one window go among those who come from others. */
static void merge(qs_relay *r, qs_relay_window *w, const qs_row *more)
{
    qs_row in = w->in, out = w->other;
    if (more->n == 0)
        return;
    in.time[in.n] = more->time[more->n] = INFINITY;
    out.n = in.n + more->n;
    const double *here = in.time, *there = more->time;
    const uint32_t *here_id = in.id, *there_id = more->id;
    bool is_vain = false;
    for (size_t i = 0; i < out.n; i++) {
        int64_t a = qs_slots_key(*here), later = qs_slots_key(*there) - a, is_there = (later - 1) >> 63;
        int64_t least = a + (later & is_there); /* is_there -1: yes */
        uint32_t id = *here_id, change = (id ^ *there_id) & (uint32_t)is_there;
        is_vain |= (later == 0) & (id >> QS_RELAY_ID_BITS != QS_RELAY_OUTSIDE);
        memcpy(&out.time[i], &least, sizeof least);
        out.id[i] = id ^ change;
        here += 1 + is_there;
        here_id += 1 + is_there;
        there -= is_there;
        there_id -= is_there;
    }
    r->is_vain |= is_vain;
    w->other = in;
    w->in = out;
}

/* Sojourns in the system; how many of them are counted. */
static size_t tally_stays(qs_engine *e, const qs_relay *r, const qs_row *row)
{
    size_t n_counted = 0;
    if (!r->is_counting)
        return 0;
    if (e->tables.is_one_stop && r->n_uncounted == 0)
        return row->n;
    for (size_t i = 0; i < row->n; i++) {
        const qs_guest *guest = &r->guests[row->id[i] & QS_RELAY_ID];
        bool is_counted = qs_relay_is_counted(r, guest);
        n_counted += is_counted;
        if (is_counted && !e->tables.is_one_stop)
            qs_tally_add(&e->meters.system.sojourn, row->time[i] - guest->arrival);
    }
    return n_counted;
}

/* They leave the system. */
static void say_goodbye(qs_engine *e, qs_relay *r, qs_row *row)
{
    size_t n = row->n, n_counted = tally_stays(e, r, row);
    uint32_t *restrict idle = r->idle + r->n_idle;
    for (size_t i = 0; i < n; i++) {
        idle[i] = row->id[i] & QS_RELAY_ID;
        qs_check_stay(e, 0, row->time[i] - r->guests[idle[i]].arrival);
    }
    r->n_idle += n;
    r->n_uncounted -= r->is_counting ? n - n_counted : 0;
    e->n_present -= n;
    e->meters.system.departed += n;
    e->meters.classes[0].departed += n;
    e->meters.system.outcome[QS_SERVED] += n_counted;
    e->meters.classes[0].outcome[QS_SERVED] += n_counted;
    row->n = 0;
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
    w->busy_area = w->meter->serving.area;
    qs_relay_serve(e, r, w);
    size_t n = qs_relay_end(e, r, w, until);
    qs_relay_count(r, w, n);
    for (int to = k + 1; to < r->n_windows; to++) {
        merge(r, &r->windows[to], &r->out[to]);
        r->out[to].n = 0;
    }
    return n;
}

/* One stretch: nobody passes its end. */
static void run_stretch(qs_engine *e, qs_relay *r)
{
    for (int k = 0; k < r->n_windows; k++)
        e->n_events += run_window(e, r, k, e->now);
    qs_relay_longest(e, r);
    const qs_row *leavers = &r->out[r->n_windows];
    r->last_end = leavers->n > 0 ? leavers->time[leavers->n - 1] : r->last_end;
    say_goodbye(e, r, &r->out[r->n_windows]);
    for (int k = 0; k < r->n_windows; k++) {
        qs_relay_window *w = &r->windows[k];
        w->in.n = 0;
        w->first += w->n_ends;
        forget_ends(w);
    }
}

/* At a mark the engine is as events would leave it. */
static void show_stations(const qs_relay *r)
{
    for (int k = 0; k < r->n_windows; k++) {
        const qs_relay_window *w = &r->windows[k];
        w->station->n_waiting = (int)w->meter->queue.n;
        w->station->n_present = w->present;
        w->station->n_idle = w->n_servers - (int)w->meter->serving.n;
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
    if (e->phase == QS_DRAINING)
        e->n_pool = 0; /* they go on, and are not there at the end */
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

/* The next stretch. */
static qs_status go_on(qs_engine *e, qs_relay *r)
{
    double time[QS_RELAY_ARRIVALS], mark = qs_slots_time(&e->slots, e->slot_of.mark);
    uint64_t before = e->n_events;
    qs_status status = QS_OK;
    while (r->capacity < r->n_guests + QS_RELAY_ARRIVALS && !status)
        status = qs_relay_grow(r);
    if (status)
        return status;
    let_in(e, r, time, draw_arrivals(e, mark, time, &e->now));
    run_stretch(e, r);
    if (e->now >= mark && !r->is_vain) {
        e->n_events++;
        pass_mark(e, r);
    }
    look_around(e, before);
    return QS_OK;
}

/* After the horizon nobody comes any more, and all are served to the end: in one stretch. */
static void drain(qs_engine *e, qs_relay *r)
{
    r->last_end = e->now;
    e->now = DBL_MAX;
    run_stretch(e, r);
    e->now = r->last_end;
}

bool qs_relay_run(qs_engine *e)
{
    qs_relay *r = e->relay;
    qs_status status = QS_OK;
    start(e, r);
    qs_progress_start(e);
    while (e->phase < QS_DRAINING && !r->is_vain && r->n_guests < QS_RELAY_PRESENT && !status)
        status = go_on(e, r);
    if (e->phase == QS_DRAINING && !r->is_vain)
        drain(e, r);
    if (status)
        qs_fail_replication(e, status);
    bool is_done = e->status || (!r->is_vain && r->n_guests < QS_RELAY_PRESENT);
    r->n_vain += !is_done;
    return is_done;
}

bool qs_relay_is_worth_it(const qs_engine *e)
{
    return e->relay && e->relay->n_vain < MOST_IN_VAIN && !e->hooks.listener && !e->hooks.watcher &&
           !e->is_told && !e->results.pilot;
}
