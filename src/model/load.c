/* How much work arrives, and whether the windows can do it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model_internal.h"
#include "qsweep/memory.h"

static double mean_of(const qs_model *model, int distribution)
{
    return qs_distribution_mean(&model->distributions[distribution]);
}

/* Mean of a step function over [0, end); `after` holds beyond the last piece. */
static double step_mean(const qs_piece *pieces, size_t n, double end, double after)
{
    double area = 0, from = 0;
    for (size_t i = 0; i < n && from < end; i++) {
        double until = fmin(pieces[i].until, end);
        area += pieces[i].value * (until - from);
        from = until;
    }
    return (area + (from < end ? after * (end - from) : 0)) / end;
}

/* The long-run arrival rate of a source; without a period, its mean over what lasts. NaN: unknown. */
static double source_rate(const qs_model *model, const qs_source *source)
{
    double batch = source->batch == QS_NONE ? 1 : mean_of(model, source->batch);
    double last;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return source->count * batch / mean_of(model, source->interarrival) *
               (source->period_length > 0 ? source->period_on / source->period_length : 1);
    case QS_SOURCE_RATE:
        last = source->period_length > 0 ? source->period_length
                                         : fmin(source->rates[source->n_rates - 1].until, model->run.horizon);
        if (isinf(last))
            return source->count * batch * source->rates[source->n_rates - 1].value;
        return source->count * batch * step_mean(source->rates, source->n_rates, last, 0);
    default:
        return NAN;
    }
}

double qs_model_expected_arrivals(const qs_model *model, const qs_source *source)
{
    double lasts = model->run.horizon;
    if (source->kind == QS_SOURCE_RATE && source->period_length <= 0)
        lasts = fmin(lasts, source->rates[source->n_rates - 1].until);
    double n = source_rate(model, source) * lasts;
    return source->limit > 0 ? fmin(n, (double)source->limit * source->count) : n;
}

static void derive_rates(qs_model *model)
{
    for (int c = 0; c < model->n_classes; c++)
        model->classes[c].arrival_rate = 0;
    for (int s = 0; s < model->n_sources; s++) {
        double rate = source_rate(model, &model->sources[s]);
        for (int c = 0; c < model->n_classes; c++)
            if (model->sources[s].shares[c] > 0)
                model->classes[c].arrival_rate += rate * model->sources[s].shares[c];
    }
}

/* Share of the time in which a server is whole, by its clock. */
static double availability(const qs_model *model, const qs_window *window, qs_clock clock)
{
    if (window->breakdown_up == QS_NONE || window->breakdown_clock != clock)
        return 1;
    double up = mean_of(model, window->breakdown_up);
    return up / (up + mean_of(model, window->breakdown_down));
}

/* Servers' worth of time a row of windows has in a unit of time. Of equal windows with endless queues, where
 * the first in the list is chosen, only the first is used. */
static double row_capacity(const qs_model *model, const qs_window *window)
{
    double servers = window->servers, end = model->run.horizon;
    if (window->servers == QS_INFINITE_SERVERS)
        return INFINITY;
    if (window->n_shifts > 0) {
        double last = window->shifts[window->n_shifts - 1].value;
        servers = isinf(end) ? last : step_mean(window->shifts, window->n_shifts, end, last);
    }
    bool takes_all = model->window_choice == QS_CHOOSE_FIRST && window->capacity_kind == QS_CAPACITY_NONE;
    return (takes_all && window->count > 0 ? 1 : window->count) * servers *
           availability(model, window, QS_CLOCK_CALENDAR);
}

/* The factor on the service rate at a long queue, after much work, or over the horizon. */
static double long_run_speed(const qs_model *model, const qs_window *window)
{
    if (window->speed_kind == QS_SPEED_CONSTANT)
        return window->speed;
    double last = window->speeds[window->n_speeds - 1].value, end = model->run.horizon;
    if (window->speed_kind == QS_SPEED_BY_TIME && !isinf(end))
        return step_mean(window->speeds, window->n_speeds, end, last);
    return last;
}

/* How long a stage occupies a server, on average: service at the window's speed, with repairs, and dead time.
 */
static double occupancy(const qs_model *model, int w, int class, int service)
{
    const qs_window *window = &model->windows[w];
    bool holds;
    int time = qs_model_service_time(model, w, class, service);
    int dead = qs_model_dead_time(model, w, class, service, &holds);
    double speed = long_run_speed(model, window) * availability(model, window, QS_CLOCK_SERVING);
    return (time == QS_NONE ? 0 : mean_of(model, time) / speed) +
           (dead == QS_NONE ? 0 : mean_of(model, dead));
}

/* Visits are split among a stage's windows as the choice rule tends to: evenly by member, to the first as
 * long as it has room, or so that the loads are as even as can be. */
typedef struct balance {
    double *capacity; /* [n_windows] */
    double *work;     /* [n_windows] servers' time asked for per unit of time */
    double *share;    /* [n_candidates] of all stages, visits there per unit of time */
    double *before; /* [n_windows] a stage's shares before it was placed anew; last, the patient ones' work */
    double *each;   /* [n_windows] a visit's work at the windows of the stage that is being placed */
    double moved;   /* largest part of a flow that changed its window in this round */
    int n_choices;  /* stages with a choice in this round */
} balance;

static void split_by_member(const qs_model *model, const qs_stage *stage, double flow, balance *b)
{
    double members = 0;
    for (int k = 0; k < stage->n_candidates; k++)
        members += model->windows[model->candidates[stage->first_candidate + k]].count;
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k;
        b->share[at] = flow * model->windows[model->candidates[at]].count / members;
    }
}

/* The first takes all; one with few places takes what it can do, and passes on the rest. */
static void split_in_order(const qs_model *model, const qs_stage *stage, const double *each, double flow,
                           balance *b)
{
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = model->candidates[stage->first_candidate + k];
        bool is_limited = model->windows[w].capacity_kind != QS_CAPACITY_NONE;
        double share = flow;
        if (is_limited && k + 1 < stage->n_candidates && each[k] > 0)
            share = fmin(flow, fmax(0, b->capacity[w] - b->work[w]) / each[k]);
        b->share[stage->first_candidate + k] = share;
        flow -= share;
    }
}

/* A window where more visits change nothing: endless servers, or no time at all. */
static int effortless(const qs_model *model, const qs_stage *stage, const double *each, const balance *b)
{
    for (int k = 0; k < stage->n_candidates; k++)
        if (isinf(b->capacity[model->candidates[stage->first_candidate + k]]) || each[k] <= 0)
            return k;
    return QS_NONE;
}

/* Visits that bring a window up to a level of load. */
static double visits_up_to(double level, double capacity, double work, double each)
{
    return fmax(0, level * capacity - work) / each;
}

/* Pour visits onto the candidates so that the lowest loads rise together: find the level by bisection on the
 * monotone volume. each [n_candidates] a visit's work. */
static void split_evenly(const qs_model *model, const qs_stage *stage, const double *each, double flow,
                         balance *b)
{
    const int *candidate = model->candidates + stage->first_candidate;
    double *share = b->share + stage->first_candidate;
    double low = INFINITY, high = 0, total = 0, most = 0;
    int all = effortless(model, stage, each, b);
    if (all != QS_NONE) {
        share[all] = flow;
        return;
    }
    for (int k = 0; k < stage->n_candidates; k++) {
        double capacity = b->capacity[candidate[k]];
        if (capacity <= 0)
            continue;
        low = fmin(low, b->work[candidate[k]] / capacity);
        high = fmax(high, b->work[candidate[k]] / capacity);
        most = fmax(most, each[k]);
        total += capacity;
    }
    if (total <= 0) {
        split_by_member(model, stage, flow, b);
        return;
    }
    high += flow * most / total;
    for (int step = 0; step < 60; step++) {
        double level = (low + high) / 2, volume = 0;
        for (int k = 0; k < stage->n_candidates; k++)
            volume += visits_up_to(level, b->capacity[candidate[k]], b->work[candidate[k]], each[k]);
        *(volume < flow ? &low : &high) = level;
    }
    for (int k = 0; k < stage->n_candidates; k++)
        share[k] = visits_up_to(high, b->capacity[candidate[k]], b->work[candidate[k]], each[k]);
}

static double stage_flow(const qs_model *model, int class, int service)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    if (stage->n_candidates == 0 || !(stage->visits_per_arrival > 0))
        return 0;
    return model->classes[class].arrival_rate * stage->visits_per_arrival;
}

/* Take a stage's work off its windows and split it anew. */
static void place_stage(const qs_model *model, int class, int service, balance *b)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    double flow = stage_flow(model, class, service);
    if (flow == 0)
        return;
    b->n_choices += stage->n_candidates > 1;
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k, w = model->candidates[at];
        b->each[k] = occupancy(model, w, class, service);
        b->work[w] -= b->share[at] * b->each[k];
        b->before[k] = b->share[at];
        b->share[at] = 0;
    }
    if (stage->n_candidates == 1)
        b->share[stage->first_candidate] = flow;
    else if (model->window_choice == QS_CHOOSE_FIRST)
        split_in_order(model, stage, b->each, flow, b);
    else if (model->window_choice == QS_CHOOSE_RANDOM || model->window_choice == QS_CHOOSE_ROUND_ROBIN)
        split_by_member(model, stage, flow, b);
    else
        split_evenly(model, stage, b->each, flow, b);
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k;
        b->work[model->candidates[at]] += b->share[at] * b->each[k];
        b->moved = fmax(b->moved, fabs(b->share[at] - b->before[k]) / flow);
    }
}

static bool is_patient(const qs_class *class)
{
    return class->patience == QS_NONE && class->balk_at == QS_NONE;
}

/* What services that begin anew take beyond their mean. A stage whose windows are to be chosen keeps what it
 * has: how it would be split is not known. */
static void add_restarts(const qs_model *model, balance *b)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            if (stage->n_candidates != 1 || !(b->share[stage->first_candidate] > 0))
                continue;
            int w = model->candidates[stage->first_candidate];
            double work = qs_model_restart_work(model, w, c, s) * b->share[stage->first_candidate];
            b->work[w] += work;
            if (is_patient(&model->classes[c]))
                b->before[w] += work;
        }
}

/* Work at each window of those who never give up and never balk, into `before`. */
static void sum_work_of_the_patient(const qs_model *model, balance *b)
{
    for (int w = 0; w < model->n_windows; w++)
        b->before[w] = 0;
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            for (int k = 0; is_patient(&model->classes[c]) && k < stage->n_candidates; k++) {
                int at = stage->first_candidate + k, w = model->candidates[at];
                b->before[w] += b->share[at] * occupancy(model, w, c, s);
            }
        }
}

/* Where people are served in order, those who give up make way for those who do not: it is the patient
 * ones' work that must be done. Where others may go first they may do so for ever. */
static bool queue_grows(const qs_model *model, int w, const balance *b)
{
    const double full = 1 - 1e-12;
    const qs_window *window = &model->windows[w];
    bool is_fair =
        window->n_priorities == 0 && (window->discipline == QS_FIFO || window->discipline == QS_RANDOM);
    double patient = b->before[w];
    return window->offered_load >= full && patient > 0 && (!is_fair || patient / b->capacity[w] >= full);
}

static bool arrivals_end(const qs_model *model)
{
    for (int s = 0; s < model->n_sources; s++)
        if (model->sources[s].limit == 0 && model->sources[s].kind != QS_SOURCE_TIMES)
            return false;
    return true;
}

/* Stages are placed in turn until nothing moves: descent on a convex function, one stage at a time.
 * With at most one stage that has a choice the second round is exact. */
static void balance_stages(const qs_model *model, balance *b)
{
    enum { MOST_ROUNDS = 50 };
    for (int round = 0; round < MOST_ROUNDS; round++) {
        b->moved = 0;
        b->n_choices = 0;
        for (int c = 0; c < model->n_classes; c++)
            for (int s = 0; s < model->n_services; s++)
                place_stage(model, c, s, b);
        if (b->n_choices == 0 || (b->n_choices == 1 && round == 1) || b->moved < 1e-9)
            return;
    }
}

qs_status qs_model_derive_load(qs_model *model)
{
    balance b = {0};
    size_t n = (size_t)model->n_windows;
    qs_status status = qs_calloc(n, sizeof *b.capacity, &b.capacity);
    if (!status)
        status = qs_calloc(n, sizeof *b.work, &b.work);
    if (!status)
        status = qs_calloc((size_t)model->n_candidates, sizeof *b.share, &b.share);
    if (!status)
        status = qs_calloc(n, sizeof *b.before, &b.before);
    if (!status)
        status = qs_calloc(n, sizeof *b.each, &b.each);
    if (status)
        goto cleanup;
    derive_rates(model);
    for (int w = 0; w < model->n_windows; w++)
        b.capacity[w] = row_capacity(model, &model->windows[w]);
    balance_stages(model, &b);
    sum_work_of_the_patient(model, &b);
    add_restarts(model, &b);
    model->is_unstable = false;
    for (int w = 0; w < model->n_windows; w++) {
        qs_window *window = &model->windows[w];
        window->offered_load = b.work[w] == 0 ? 0 : b.work[w] / b.capacity[w];
        window->is_unstable =
            window->capacity_kind == QS_CAPACITY_NONE && !arrivals_end(model) && queue_grows(model, w, &b);
        model->is_unstable |= window->is_unstable;
    }
cleanup:
    qs_free(b.each);
    qs_free(b.before);
    qs_free(b.share);
    qs_free(b.work);
    qs_free(b.capacity);
    return status;
}

qs_status qs_model_finish(qs_model *model)
{
    qs_model_derive_features(model);
    qs_status status = qs_model_derive_routes(model);
    if (!status)
        status = qs_model_derive_candidates(model);
    if (!status)
        status = qs_model_derive_visits(model);
    if (!status)
        status = qs_model_derive_load(model);
    return status;
}
