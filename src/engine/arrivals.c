/* Where customers come from: renewal, on-off, piecewise Poisson, recorded, batches, closed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "arrivals.h"
#include "customer.h"
#include "timers.h"

/* Sources with a period run on a clock that stands still while they are off. */
double qs_calendar_time(const qs_source *source, double clock)
{
    if (source->period_length <= 0)
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
static bool skip_periods(const qs_engine *e, qs_origin *origin, const qs_source *source, double *need)
{
    double area = rate_of_period(source);
    if (*need < 4 * area) /* walking is as fast */
        return true;
    double n = floor(*need / area) - 1, turn = (double)origin->turn + n;
    if (!(turn < 0x1p53 && turn * source->period_length <= e->horizon))
        return false;
    origin->turn = (uint64_t)turn;
    origin->clock = turn * source->period_length;
    *need -= n * area;
    return true;
}

/* An exact non-homogeneous Poisson process: a unit exponential of integrated rate is walked off
 * over the pieces; beyond the last piece (of the period) the rate is zero.
 * Source: Cinlar, Introduction to Stochastic Processes, 1975, 4.7. */
static double next_of_rate(qs_engine *e, qs_origin *origin, const qs_source *source)
{
    double need = qs_draw(e, origin->gap_draw), period = source->period_length;
    for (;;) {
        bool is_beyond = origin->piece == source->n_rates;
        double rate = is_beyond ? 0 : source->rates[origin->piece].value;
        double until = is_beyond ? INFINITY : source->rates[origin->piece].until;
        bool ends_period = period > 0 && until >= period;
        if (period > 0)
            until = (double)origin->turn * period + (ends_period ? period : until);
        double here = rate > 0 ? (until - origin->clock) * rate : 0;
        if (rate > 0 && need <= here)
            return origin->clock += need / rate;
        if (until > e->horizon || isinf(until))
            return INFINITY;
        need -= here;
        origin->clock = until;
        origin->piece = ends_period ? 0 : origin->piece + 1;
        origin->turn += ends_period;
        if (ends_period && !skip_periods(e, origin, source, &need))
            return INFINITY;
    }
}

double qs_arrivals_next(qs_engine *e, qs_origin *origin)
{
    origin->clock += qs_draw(e, origin->gap_draw);
    return qs_calendar_time(&e->model->sources[origin->source], origin->clock);
}

static double next_time(qs_engine *e, qs_origin *origin)
{
    const qs_source *source = &e->model->sources[origin->source];
    if (source->limit > 0 && origin->n_arrived >= source->limit)
        return INFINITY;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return qs_arrivals_next(e, origin);
    case QS_SOURCE_RATE:
        return next_of_rate(e, origin, source);
    case QS_SOURCE_TIMES:
        return origin->next_time < source->n_times ? source->times[origin->next_time++] : INFINITY;
    default:
        return INFINITY;
    }
}

static int draw_class(qs_engine *e, const qs_origin *origin)
{
    const qs_source *source = &e->model->sources[origin->source];
    const qs_branch *shares = e->model->routes + source->first_share;
    if (origin->class_draw == QS_NONE)
        return shares[0].to;
    return qs_pick(shares, source->n_shares, qs_draw(e, origin->class_draw));
}

static int draw_first_service(qs_engine *e, int class)
{
    const qs_class *c = &e->model->classes[class];
    const qs_branch *starts = e->model->routes + c->first_start;
    if (e->class_draw_first[class] == QS_NONE)
        return starts[0].to;
    return qs_pick(starts, c->n_starts, qs_draw(e, e->class_draw_first[class]));
}

void qs_arrivals_return(qs_engine *e)
{
    uint32_t id = qs_thinking_end(e);
    int class = draw_class(e, &e->origins[e->pool[id].origin]);
    e->pool[id].class = (int16_t) class;
    qs_customer_begin(e, id, draw_first_service(e, class));
}

static void start_closed(qs_engine *e, int o, const qs_source *source)
{
    for (int k = 0; k < source->population && e->stage != QS_OVER; k++) {
        uint32_t id = qs_customer_new(e, 0, o);
        if (id != QS_NOBODY)
            qs_customer_think(e, id);
    }
}

void qs_arrivals_start(qs_engine *e)
{
    for (int o = 0; o < e->n_origins; o++) {
        qs_origin *origin = &e->origins[o];
        const qs_source *source = &e->model->sources[origin->source];
        origin->n_arrived = 0;
        origin->clock = 0;
        origin->turn = 0;
        origin->piece = origin->next_time = 0;
        if (source->kind == QS_SOURCE_CLOSED)
            start_closed(e, o, source);
        else
            qs_slots_set(&e->slots, origin->slot, next_time(e, origin));
    }
}

void qs_arrivals_happen(qs_engine *e, qs_origin *origin)
{
    const qs_source *source = &e->model->sources[origin->source];
    int64_t n = 1;
    if (origin->batch_draw != QS_NONE)
        n = (int64_t)qs_draw(e, origin->batch_draw);
    for (; n > 0 && e->stage != QS_OVER && (source->limit == 0 || origin->n_arrived < source->limit); n--) {
        int class = draw_class(e, origin);
        uint32_t id = qs_customer_new(e, class, (int)(origin - e->origins));
        if (id == QS_NOBODY)
            return;
        origin->n_arrived++;
        qs_customer_begin(e, id, draw_first_service(e, class));
        if (qs_polls(e->n_customers)) /* a batch may be larger than all else */
            qs_engine_ask(e);
    }
    /* After the horizon nobody comes any more. */
    bool is_open = e->stage == QS_WARMING || e->stage == QS_MEASURING;
    qs_slots_set(&e->slots, origin->slot, is_open ? next_time(e, origin) : INFINITY);
}
