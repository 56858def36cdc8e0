/* Whether growth within the measured period would say anything.
 *
 * The second quarter of the period is compared with the last. In a steady state both are alike if what comes
 * and what can be done do not depend on the time of day. Where they do, either the half of the period that
 * lies between the two must be whole cycles, or a quarter so many of them that a part of one does not matter:
 * of k whole cycles one more or less is (k + 1) / (k - 1) < QS_GROWTH_FACTOR from k = 10 on. What happens at
 * fixed gaps is a cycle too; exponential gaps have no memory and are none.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model_internal.h"

enum { MANY = 10 };

/* What is measured. Where the warm-up is found within a replication (mser5) it may be anywhere before the
 * middle. */
typedef struct span {
    double from, to;
    double quarter; /* at least so long */
    bool is_exact;
} span;

static span span_of(const qs_run_rule *run)
{
    if (run->warmup_mser5)
        return (span){.from = 0, .to = run->horizon, .quarter = run->horizon / 8};
    return (span){.from = run->warmup,
                  .to = run->horizon,
                  .quarter = (run->horizon - run->warmup) / 4,
                  .is_exact = true};
}

static bool holds_many(const span *s, double cycle)
{
    return s->quarter * (1 + 1e-9) >= MANY * cycle;
}

/* A cycle that is the same each time. */
static bool averages_out(const span *s, double cycle)
{
    double n = 2 * s->quarter / cycle, whole = floor(n + 0.5);
    return holds_many(s, cycle) || (s->is_exact && whole >= 1 && fabs(n - whole) <= 1e-9 * n);
}

/* One value from `from` to `to`; behind the last piece is `after`. */
static bool is_constant(const qs_piece *pieces, size_t n, const span *s, double after)
{
    double value = NAN;
    for (size_t i = 0; i <= n; i++) {
        double begin = i > 0 ? pieces[i - 1].until : 0;
        double end = i < n ? pieces[i].until : INFINITY, now = i < n ? pieces[i].value : after;
        if (begin >= s->to || end <= s->from)
            continue;
        if (!isnan(value) && value != now)
            return false;
        value = now;
    }
    return true;
}

static bool is_exponential(const qs_model *model, int distribution)
{
    return model->distributions[distribution].kind == QS_DISTRIBUTION_exponential;
}

/* Gaps of a law, which last so many times their mean on average, counting the time in which none run. */
static bool gaps_average_out(const qs_model *model, const span *s, int law, double stretch)
{
    return law == QS_NONE || is_exponential(model, law) || holds_many(s, qs_model_mean(model, law) * stretch);
}

static bool rates_average_out(const qs_model *model, const qs_source *source, const span *s)
{
    double period = source->period_length, area = 0, from = 0;
    for (size_t i = 0; period > 0 && i < source->n_rates; i++) {
        area += source->rates[i].value * (source->rates[i].until - from);
        from = source->rates[i].until;
    }
    double rate = period > 0 ? area / period : source->rates[0].value;
    for (size_t i = 1; period <= 0 && i < source->n_rates; i++) /* the one that holds at the warm-up */
        if (source->rates[i - 1].until <= s->from)
            rate = source->rates[i].value;
    bool repeats = period > 0 ? averages_out(s, period) : is_constant(source->rates, source->n_rates, s, 0);
    rate *= qs_model_least_factor(model, source); /* on the quietest day gaps are longest */
    return repeats && gaps_average_out(model, s, source->interarrival, rate > 0 ? 1 / rate : INFINITY);
}

static bool source_averages_out(const qs_model *model, const qs_source *source, const span *s)
{
    double period = source->period_length;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return source->limit == 0 && (period <= 0 || averages_out(s, period)) &&
               gaps_average_out(model, s, source->interarrival,
                                (period > 0 ? period / source->period_on : 1) /
                                    qs_model_least_factor(model, source));
    case QS_SOURCE_RATE:
        return source->limit == 0 && rates_average_out(model, source, s);
    case QS_SOURCE_CLOSED:
        return gaps_average_out(model, s, source->think_time, 1);
    default: /* recorded */
        return false;
    }
}

/* Whether somebody comes to a window of whom it is not known how often. */
static bool load_is_open(const qs_model *model, const qs_window *window)
{
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services && isnan(model->classes[c].arrival_rate); s++)
            if (window->serves[c * model->n_services + s] &&
                model->stages[c * model->n_services + s].visits_per_arrival > 0)
                return true;
    return isnan(window->offered_load);
}

/* Servers that break down after so much calendar time, or work. */
static bool breakdowns_average_out(const qs_model *model, const qs_window *window, const span *s)
{
    if (window->breakdown_up == QS_NONE || is_exponential(model, window->breakdown_up))
        return true;
    double load = window->breakdown_clock == QS_CLOCK_CALENDAR ? 1 : fmin(window->offered_load, 1);
    bool is_known = window->breakdown_clock == QS_CLOCK_CALENDAR || !load_is_open(model, window);
    return is_known && load > 0 &&
           holds_many(s, qs_model_mean(model, window->breakdown_up) / load +
                             qs_model_mean(model, window->breakdown_down));
}

/* Steps that repeat, or whose last piece holds for ever. */
static bool steps_average_out(const qs_steps *steps, const span *s)
{
    if (steps->n == 0)
        return true;
    return steps->period > 0 ? averages_out(s, steps->period)
                             : is_constant(steps->pieces, steps->n, s, steps->pieces[steps->n - 1].value);
}

static bool window_stays_the_same(const qs_model *model, const qs_window *window, const span *s)
{
    const qs_steps shifts = qs_window_shifts(window), speeds = qs_window_speeds(window);
    if (!steps_average_out(&shifts, s))
        return false;
    if (window->speed_kind == QS_SPEED_BY_TIME && !steps_average_out(&speeds, s))
        return false;
    for (size_t i = 0; window->speed_kind == QS_SPEED_BY_WORK && i < window->n_speeds; i++)
        if (window->speeds[i].value != 1) /* as at the beginning */
            return false;
    return breakdowns_average_out(model, window, s);
}

/* A quarter in which a handful arrive is still the beginning, whatever the queue does later. */
static bool sees_many(const qs_model *model, const span *s)
{
    double rate = 0;
    for (int c = 0; c < model->n_classes; c++)
        rate += model->classes[c].arrival_rate;
    return isnan(rate) || s->quarter * rate * (1 + 1e-9) >= MANY;
}

bool qs_model_judges_growth(const qs_model *model)
{
    const span s = span_of(&model->run);
    int n_closed = 0;
    if (model->run.customers > 0 || isinf(s.to) || !(s.quarter > 0) || !sees_many(model, &s))
        return false;
    for (int i = 0; i < model->n_sources; i++) {
        n_closed += model->sources[i].kind == QS_SOURCE_CLOSED;
        if (!source_averages_out(model, &model->sources[i], &s))
            return false;
    }
    for (int w = 0; w < model->n_windows; w++)
        if (model->windows[w].count > 0 && !window_stays_the_same(model, &model->windows[w], &s))
            return false;
    for (int r = 0; r < model->n_resources; r++) {
        const qs_steps shifts = qs_resource_shifts(&model->resources[r]);
        if (!steps_average_out(&shifts, &s))
            return false;
    }
    return n_closed < model->n_sources; /* else bounded by their population */
}
