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

/* Servers' worth of work a row of windows can do in a unit of time. */
static double row_capacity(const qs_model *model, const qs_window *window)
{
    double servers = window->servers, speed = window->speed;
    if (window->servers == QS_INFINITE_SERVERS)
        return INFINITY;
    double end = model->run.horizon;
    if (window->n_shifts > 0) {
        double last = window->shifts[window->n_shifts - 1].value;
        servers = isinf(end) ? last : step_mean(window->shifts, window->n_shifts, end, last);
    }
    if (window->speed_kind != QS_SPEED_CONSTANT) /* at a long queue, after much work, or late */
        speed = window->speeds[window->n_speeds - 1].value;
    if (window->speed_kind == QS_SPEED_BY_TIME && !isinf(end))
        speed = step_mean(window->speeds, window->n_speeds, end, speed);
    if (window->breakdown_up != QS_NONE) {
        double up = mean_of(model, window->breakdown_up);
        speed *= up / (up + mean_of(model, window->breakdown_down));
    }
    return window->count * servers * speed;
}

/* Work is split among a stage's windows as the choice rule tends to: evenly by member, all to the
 * first, or so that the loads are as even as can be. */
typedef struct balance {
    double *capacity; /* [n_windows] */
    double *work;     /* [n_windows] arriving there per unit of time */
    double *share;    /* [n_candidates] of all stages, work of that stage there */
    double *before;   /* [n_windows] a stage's shares before it was placed anew */
    double moved;     /* largest part of a flow that changed its window in this round */
    int n_choices;    /* stages with a choice in this round */
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

/* Pour `flow` of work onto the candidates so that the lowest loads rise together: find the level by
 * bisection on the monotone volume. */
static void split_evenly(const qs_model *model, const qs_stage *stage, double flow, balance *b)
{
    const int *candidate = model->candidates + stage->first_candidate;
    double low = INFINITY, high = 0, total = 0;
    for (int k = 0; k < stage->n_candidates; k++) {
        double capacity = b->capacity[candidate[k]];
        if (isinf(capacity) || capacity <= 0) { /* endless servers take all; none take nothing */
            if (isinf(capacity)) {
                b->share[stage->first_candidate + k] = flow;
                return;
            }
            continue;
        }
        low = fmin(low, b->work[candidate[k]] / capacity);
        high = fmax(high, b->work[candidate[k]] / capacity);
        total += capacity;
    }
    if (total <= 0) {
        split_by_member(model, stage, flow, b);
        return;
    }
    high += flow / total;
    for (int step = 0; step < 60; step++) {
        double level = (low + high) / 2, volume = 0;
        for (int k = 0; k < stage->n_candidates; k++)
            volume += fmax(0, level * b->capacity[candidate[k]] - b->work[candidate[k]]);
        *(volume < flow ? &low : &high) = level;
    }
    for (int k = 0; k < stage->n_candidates; k++)
        b->share[stage->first_candidate + k] =
            fmax(0, high * b->capacity[candidate[k]] - b->work[candidate[k]]);
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
        b->work[w] -= b->share[at] * qs_model_mean_work(model, w, class, service);
        b->before[k] = b->share[at];
        b->share[at] = 0;
    }
    if (stage->n_candidates == 1 || model->window_choice == QS_CHOOSE_FIRST) {
        b->share[stage->first_candidate] = flow;
    } else if (model->window_choice == QS_CHOOSE_RANDOM || model->window_choice == QS_CHOOSE_ROUND_ROBIN) {
        split_by_member(model, stage, flow, b);
    } else {
        double mean = qs_model_mean_work(model, model->candidates[stage->first_candidate], class, service);
        split_evenly(model, stage, flow * mean, b);
        for (int k = 0; k < stage->n_candidates; k++)
            b->share[stage->first_candidate + k] /= mean > 0 ? mean : 1;
    }
    for (int k = 0; k < stage->n_candidates; k++) {
        int at = stage->first_candidate + k, w = model->candidates[at];
        b->work[w] += b->share[at] * qs_model_mean_work(model, w, class, service);
        b->moved = fmax(b->moved, fabs(b->share[at] - b->before[k]) / flow);
    }
}

static bool somebody_always_waits(const qs_model *model, int w)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services; s++)
            if (model->windows[w].serves[c * model->n_services + s] && stage_flow(model, c, s) > 0 &&
                model->classes[c].patience == QS_NONE && model->classes[c].balk_at == QS_NONE)
                return true;
    return false;
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
    if (status)
        goto cleanup;
    derive_rates(model);
    for (int w = 0; w < model->n_windows; w++)
        b.capacity[w] = row_capacity(model, &model->windows[w]);
    balance_stages(model, &b);
    model->is_unstable = false;
    for (int w = 0; w < model->n_windows; w++) {
        qs_window *window = &model->windows[w];
        window->offered_load = b.work[w] == 0 ? 0 : b.work[w] / b.capacity[w];
        window->is_unstable = window->offered_load >= 1 - 1e-12 && window->capacity_kind == QS_CAPACITY_NONE &&
                              somebody_always_waits(model, w) && !arrivals_end(model);
        model->is_unstable |= window->is_unstable;
    }
cleanup:
    qs_free(b.before);
    qs_free(b.share);
    qs_free(b.work);
    qs_free(b.capacity);
    return status;
}

qs_status qs_model_finish(qs_model *model)
{
    qs_status status = qs_model_derive_routes(model);
    if (!status)
        status = qs_model_derive_candidates(model);
    if (!status)
        status = qs_model_derive_visits(model);
    if (!status)
        status = qs_model_derive_load(model);
    return status;
}
