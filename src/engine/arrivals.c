/* Where customers come from: renewal, on-off, piecewise Poisson, recorded, appointments, batches, closed.
 *
 * Each member of a source is an entrance, with its own streams and one slot of the calendar: the next
 * arrival, drawn when the last has happened. The first is drawn at time 0, before any event. After the
 * horizon nobody comes. Closed sources have no slot: all their customers exist from the beginning, and come
 * when they have thought (timers.c).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arrivals.h"
#include "customer.h"
#include "qsweep/sort.h"
#include "timers.h"

/* Sources with a period run on a clock that stands still while they are off. */
QS_PART double qs_calendar_time(const qs_source *source, double clock)
{
    if (source->period_length <= 0 || isinf(clock))
        return clock;
    double periods = floor(clock / source->period_on);
    return periods * source->period_length + (clock - periods * source->period_on);
}

/* Integrated rate of a whole period. */
static double rate_of_period(const qs_source *source)
{
    double area = 0, from = 0;
    for (size_t i = 0; i < source->n_rates; i++) {
        area += source->rates[i].value * (fmin(source->rates[i].until, source->period_length) - from);
        from = source->rates[i].until;
    }
    return area;
}

/* Where periods are short and the rate is low, most of them bring nobody: pass over all but the last at once.
 * False: the horizon comes first. */
static bool skip_periods(const qs_engine *e, qs_entrance *entrance, const qs_source *source, double *need)
{
    double area = rate_of_period(source) * entrance->factor;
    if (*need < 4 * area) /* walking is as fast */
        return true;
    double n = floor(*need / area) - 1, turn = (double)entrance->turn + n;
    if (!(turn < 0x1p53 && turn * source->period_length <= e->horizon))
        return false;
    entrance->turn = (uint64_t)turn;
    entrance->clock = turn * source->period_length;
    *need -= n * area;
    return true;
}

/* An exact non-homogeneous Poisson process: a unit exponential of integrated rate is walked off
 * over the pieces; beyond the last piece (of the period) the rate is zero.
 * Source: Cinlar, Introduction to Stochastic Processes, 1975, 4.7. */
static double walk_rates(qs_engine *e, qs_entrance *entrance, const qs_source *source, double need)
{
    double period = source->period_length;
    for (;;) {
        bool is_beyond = entrance->piece == source->n_rates;
        double rate = is_beyond ? 0 : source->rates[entrance->piece].value * entrance->factor;
        double until = is_beyond ? INFINITY : source->rates[entrance->piece].until;
        bool ends_period = period > 0 && until >= period;
        if (period > 0)
            until = (double)entrance->turn * period + (ends_period ? period : until);
        double here = rate > 0 ? (until - entrance->clock) * rate : 0;
        if (rate > 0 && need <= here)
            return entrance->clock += need / rate;
        if (until > e->horizon || isinf(until))
            return INFINITY;
        need -= here;
        entrance->clock = until;
        entrance->piece = ends_period ? 0 : entrance->piece + 1;
        entrance->turn += ends_period;
        if (ends_period && !skip_periods(e, entrance, source, &need))
            return INFINITY;
    }
}

/* Most come in the piece in which the last one came. */
static inline double next_of_rate(qs_engine *e, qs_entrance *entrance, const qs_source *source)
{
    double need = qs_draw(e, entrance->gap_draw);
    if (source->period_length > 0 || entrance->piece == source->n_rates)
        return walk_rates(e, entrance, source, need);
    const qs_piece *piece = &source->rates[entrance->piece];
    double rate = piece->value * entrance->factor;
    if (rate > 0 && need <= (piece->until - entrance->clock) * rate)
        return entrance->clock += need / rate;
    return walk_rates(e, entrance, source, need);
}

QS_PART double qs_arrivals_next(qs_engine *e, qs_entrance *entrance)
{
    entrance->clock += qs_gap_on_day(qs_draw(e, entrance->gap_draw), entrance->factor);
    return qs_calendar_time(&e->model->sources[entrance->source], entrance->clock);
}

QS_PART double qs_arrivals_next_time(qs_engine *e, qs_entrance *entrance)
{
    const qs_source *source = &e->model->sources[entrance->source];
    if (source->limit > 0 && entrance->n_arrived >= source->limit)
        return INFINITY;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return qs_arrivals_next(e, entrance);
    case QS_SOURCE_RATE:
        return next_of_rate(e, entrance, source);
    case QS_SOURCE_TIMES:
        return entrance->next_time < entrance->end_time ? entrance->times[entrance->next_time++] : INFINITY;
    default:
        return INFINITY;
    }
}

/* How many a customer stands for, each time it comes. */
static void draw_party(qs_engine *e, uint32_t id)
{
    int draw = e->entrances[e->pool[id].entrance].party_draw;
    if (draw != QS_NONE)
        e->pool[id].party = (int64_t)qs_draw(e, draw);
}

QS_TEXT void qs_arrivals_return(qs_engine *e)
{
    uint32_t id = qs_thinking_end(e);
    int class = qs_draw_class(e, &e->entrances[e->pool[id].entrance]);
    e->pool[id].class = (int16_t) class;
    if (QS_RARE(e->uses.parties))
        draw_party(e, id);
    qs_customer_begin(e, id, qs_draw_first_service(e, class));
}

static void start_closed(qs_engine *e, int o, const qs_source *source)
{
    for (int k = 0; k < source->population && e->phase != QS_OVER; k++) {
        uint32_t id = qs_customer_new(e, 0, o);
        if (id != QS_NOBODY)
            qs_customer_think(e, id);
    }
}

/* Sources of one file draw the same number. */
static void choose_recorded_day(qs_engine *e, int s)
{
    const qs_source *source = &e->model->sources[s];
    int draw = e->tables.day_draws[s];
    if (source->n_days > 0)
        e->days[s] = draw == QS_NONE ? (size_t)(e->key.replication % source->n_days)
                                     : (size_t)(qs_draw(e, draw) * (double)source->n_days);
}

QS_TEXT void qs_arrivals_begin_day(qs_engine *e)
{
    for (int s = 0; s < e->model->n_sources; s++)
        choose_recorded_day(e, s);
    for (int k = 0; k < e->model->n_factors; k++)
        e->day_factors[k] = qs_draw(e, e->tables.factor_draws[k]);
    for (int o = 0; o < e->n_entrances; o++) {
        int k = e->model->sources[e->entrances[o].source].day_factor;
        e->entrances[o].factor = k == QS_NONE ? 1 : e->day_factors[k];
    }
}

/* Appointments of the day: who comes, and when, in that order; before time 0 nobody can. Of two who come at
 * once nothing tells which is which, so the order of the list is no matter. */
static void keep_appointments(qs_engine *e, qs_entrance *entrance)
{
    const qs_source *source = &e->model->sources[entrance->source];
    size_t n = 0;
    for (size_t i = entrance->next_time; i < entrance->end_time; i++) {
        double late = entrance->late_draw == QS_NONE ? 0 : qs_draw(e, entrance->late_draw);
        bool comes = entrance->show_draw == QS_NONE || qs_draw(e, entrance->show_draw) >= source->no_show;
        double instant = source->times[i] + late;
        if (comes)
            entrance->coming[n++] = instant > 0 ? instant : 0;
    }
    if (entrance->late_draw != QS_NONE)
        qs_sort_ascending(entrance->coming, n);
    entrance->next_time = 0;
    entrance->end_time = n;
}

QS_TEXT void qs_arrivals_start(qs_engine *e)
{
    for (int o = 0; o < e->n_entrances; o++) {
        qs_entrance *entrance = &e->entrances[o];
        const qs_source *source = &e->model->sources[entrance->source];
        entrance->n_arrived = 0;
        entrance->clock = 0;
        entrance->turn = 0;
        size_t day = e->days[entrance->source];
        entrance->piece = 0;
        entrance->next_time = day > 0 ? source->day_ends[day - 1] : 0;
        entrance->end_time = source->n_days > 0 ? source->day_ends[day] : source->n_times;
        entrance->times = entrance->coming ? entrance->coming : source->times;
        if (entrance->coming)
            keep_appointments(e, entrance);
        if (source->kind == QS_SOURCE_CLOSED)
            start_closed(e, o, source);
        else
            qs_slots_set(&e->slots, entrance->slot, qs_arrivals_next_time(e, entrance));
    }
}

QS_PART void qs_arrivals_happen(qs_engine *e, qs_entrance *entrance)
{
    const qs_source *source = &e->model->sources[entrance->source];
    int64_t n = 1;
    if (entrance->batch_draw != QS_NONE)
        n = (int64_t)qs_draw(e, entrance->batch_draw);
    for (; n > 0 && e->phase != QS_OVER && (source->limit == 0 || entrance->n_arrived < source->limit); n--) {
        int class = qs_draw_class(e, entrance);
        uint32_t id = qs_customer_new(e, class, (int)(entrance - e->entrances));
        if (id == QS_NOBODY)
            return;
        entrance->n_arrived++;
        if (QS_RARE(e->uses.parties))
            draw_party(e, id);
        qs_customer_begin(e, id, qs_draw_first_service(e, class));
        if (qs_polls(e->n_customers)) /* a batch may be larger than all else */
            qs_engine_ask(e);
    }
    /* After the horizon nobody comes any more. */
    qs_slots_set(&e->slots, entrance->slot,
                 qs_is_before_horizon(e) ? qs_arrivals_next_time(e, entrance) : INFINITY);
}
