/* What comes, and what can be done: on average, for ever, and in each stretch in which nothing changes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"
#include "qsweep/memory.h"

static double arrivals_of(const qs_model *model, const qs_source *source, double end);
static double peak_over_mean(const qs_model *model, int index, double lasts);

qs_status qs_regime_make(const qs_model *model, double lasts, qs_regime *out)
{
    *out = (qs_regime){.peak = 1};
    qs_status status = qs_calloc((size_t)model->n_classes, sizeof *out->rate, &out->rate);
    if (!status)
        status = qs_calloc((size_t)model->n_classes, sizeof *out->closed, &out->closed);
    if (!status)
        status = qs_calloc((size_t)model->n_windows, sizeof *out->servers, &out->servers);
    if (!status)
        status = qs_calloc((size_t)model->n_windows, sizeof *out->speed, &out->speed);
    if (!status)
        status = qs_calloc((size_t)model->n_sources, sizeof *out->ends, &out->ends);
    if (!status)
        status = qs_calloc((size_t)model->n_sources, sizeof *out->evenly, &out->evenly);
    for (int s = 0; !status && s < model->n_sources; s++) {
        const qs_source *source = &model->sources[s];
        out->ends[s] = qs_source_ends(model, source);
        if (source->kind == QS_SOURCE_TIMES && lasts > 0 && !isinf(lasts))
            out->evenly[s] = arrivals_of(model, source, lasts) / lasts;
        out->peak = fmax(out->peak, peak_over_mean(model, s, lasts));
    }
    return status;
}

void qs_regime_clear(qs_regime *regime)
{
    qs_free(regime->rate);
    qs_free(regime->closed);
    qs_free(regime->servers);
    qs_free(regime->speed);
    qs_free(regime->ends);
    qs_free(regime->evenly);
    *regime = (qs_regime){0};
}

/* ---- step functions ---- */

/* Integral of a step function over [0, end); `after` holds beyond the last piece. */
static double step_area(const qs_piece *pieces, size_t n, double end, double after)
{
    double area = 0, from = 0;
    for (size_t i = 0; i < n && from < end; i++) {
        double until = fmin(pieces[i].until, end);
        area += pieces[i].value * (until - from);
        from = until;
    }
    return area + (from < end ? after * (end - from) : 0);
}

/* The value just before or just behind an instant. */
static double step_before(const qs_piece *pieces, size_t n, double at, double after)
{
    for (size_t i = 0; i < n; i++)
        if (at <= pieces[i].until)
            return pieces[i].value;
    return after;
}

static double step_at(const qs_piece *pieces, size_t n, double at, double after)
{
    for (size_t i = 0; i < n; i++)
        if (at < pieces[i].until)
            return pieces[i].value;
    return after;
}

/* ---- sources ---- */

/* Customers at a time, by how often they come more than the source says: on average over the days. */
static double batch_of(const qs_model *model, const qs_source *source)
{
    double batch = source->batch == QS_NONE ? 1 : qs_model_mean(model, source->batch);
    return source->day_factor == QS_NONE ? batch : batch * qs_model_mean_factor(model, source);
}

/* Recorded instants before `end`, of those in [low, high). */
static size_t count_within(const qs_source *source, size_t low, size_t high, double end)
{
    size_t first = low;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->times[middle] < end)
            low = middle + 1;
        else
            high = middle;
    }
    return low - first;
}

/* The same of all; of days on average. */
static double count_before(const qs_source *source, double end)
{
    double n = 0;
    if (source->n_days == 0)
        return (double)count_within(source, 0, source->n_times, end);
    for (size_t d = 0; d < source->n_days; d++)
        n += (double)count_within(source, d ? source->day_ends[d - 1] : 0, source->day_ends[d], end);
    return n / (double)source->n_days;
}

/* Up to so many chances are added up; of more it is as if all came when they should. */
enum { MOST_CHANCES = 10000 };

/* How many come before `end` on average of those who are late or early by a law, and of days. */
static double late_before(const qs_model *model, const qs_source *source, double end)
{
    const qs_distribution *law = &model->distributions[source->lateness];
    double least = qs_distribution_min(law), most = qs_distribution_max(law), n = 0;
    if (source->n_times > MOST_CHANCES)
        return count_before(source, end);
    for (size_t i = 0; i < source->n_times; i++) {
        double left = end - source->times[i];
        n += end <= 0 || left <= least ? 0 : left > most ? 1 : qs_distribution_share_below(law, left);
    }
    return source->n_days > 0 ? n / (double)source->n_days : n;
}

/* The last instant of all days. */
static double last_instant(const qs_source *source)
{
    double last = source->n_days > 0 ? 0 : source->times[source->n_times - 1];
    for (size_t d = 0; d < source->n_days; d++)
        if (source->day_ends[d] > (d ? source->day_ends[d - 1] : 0))
            last = fmax(last, source->times[source->day_ends[d] - 1]);
    return last;
}

/* Customers of one member of a source in [0, end), its limit aside. */
static double unlimited(const qs_model *model, const qs_source *source, double end)
{
    double length = source->period_length, whole = length > 0 ? floor(end / length) : 0;
    double rest = end - whole * length, batch = batch_of(model, source), n = 0;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        if (length > 0)
            end = whole * source->period_on + fmin(rest, source->period_on);
        return batch * end / qs_model_mean(model, source->interarrival);
    case QS_SOURCE_RATE:
        n = length > 0 ? whole * step_area(source->rates, source->n_rates, length, 0) : 0;
        return batch * (n + step_area(source->rates, source->n_rates, rest, 0));
    case QS_SOURCE_TIMES:
        n = source->lateness == QS_NONE ? count_before(source, end) : late_before(model, source, end);
        return batch * n * (1 - source->no_show);
    default:
        return 0;
    }
}

static double arrivals_of(const qs_model *model, const qs_source *source, double end)
{
    double n = unlimited(model, source, end);
    return source->count * (source->limit > 0 ? fmin(n, (double)source->limit) : n);
}

/* The mean rate over [0, end). Periods count as whole ones, where there is at least one: what is left over
 * would only say when it is that one stops looking. */
static double mean_rate(const qs_model *model, const qs_source *source, double end)
{
    double length = source->period_length;
    if (!(length > 0) || end < length)
        return arrivals_of(model, source, end) / end;
    double rate = unlimited(model, source, length) / length;
    return source->count * (source->limit > 0 ? fmin(rate, (double)source->limit / end) : rate);
}

/* Where a rate is above 0 for the last time. */
static double rate_ends(const qs_source *source)
{
    double end = 0;
    for (size_t i = 0; i < source->n_rates; i++)
        if (source->rates[i].value > 0)
            end = source->rates[i].until;
    return end;
}

/* When so many have come, on average: found by halving, as what has come never falls. */
static double limit_is_reached(const qs_model *model, const qs_source *source, double end)
{
    double low = 0, high = isinf(end) ? 1 : end, limit = (double)source->limit;
    if (!isinf(end) && unlimited(model, source, end) <= limit)
        return end;
    while (unlimited(model, source, high) < limit && high < 1e300)
        high *= 2;
    for (int step = 0; step < 100 && low < high; step++) {
        double middle = low + (high - low) / 2;
        *(unlimited(model, source, middle) < limit ? &low : &high) = middle;
    }
    return high;
}

/* How much later than planned people come on average, 0 if earlier. */
static double mean_delay(const qs_model *model, const qs_source *source)
{
    double mean = source->lateness == QS_NONE ? 0 : qs_model_mean(model, source->lateness);
    return mean > 0 && mean < QS_ENDLESS_MEAN ? mean : 0;
}

double qs_source_ends(const qs_model *model, const qs_source *source)
{
    double end = INFINITY;
    if (source->kind == QS_SOURCE_CLOSED || !(batch_of(model, source) > 0))
        return source->kind == QS_SOURCE_CLOSED ? INFINITY : 0;
    if (source->kind == QS_SOURCE_TIMES)
        return source->n_times > 0 ? last_instant(source) + mean_delay(model, source) : 0;
    if (source->kind == QS_SOURCE_RATE && source->period_length <= 0)
        end = rate_ends(source);
    return source->limit > 0 ? limit_is_reached(model, source, end) : end;
}

double qs_load_lasts(const qs_model *model)
{
    double horizon = model->run.horizon, last = 0;
    bool is_all_recorded = true;
    for (int s = 0; s < model->n_sources; s++) {
        last = fmax(last, qs_source_ends(model, &model->sources[s]));
        is_all_recorded &= model->sources[s].kind == QS_SOURCE_TIMES;
    }
    if (is_all_recorded && !isinf(horizon))
        return horizon;
    last = fmin(last, horizon);
    return last > 0 ? last : NAN;
}

/* The rate of a source in the long run: on average over the days, or on the quietest. */
static double rate_for_ever(const qs_model *model, const qs_source *source, bool is_quietest)
{
    double length = source->period_length;
    if (is_quietest && source->day_factor != QS_NONE)
        return rate_for_ever(model, source, false) *
               (qs_model_least_factor(model, source) / qs_model_mean_factor(model, source));
    if (source->kind == QS_SOURCE_CLOSED || !isinf(qs_source_ends(model, source)))
        return 0;
    if (length > 0)
        return source->count * unlimited(model, source, length) / length;
    if (source->kind == QS_SOURCE_RENEWAL)
        return source->count * batch_of(model, source) / qs_model_mean(model, source->interarrival);
    return source->count * batch_of(model, source) *
           step_before(source->rates, source->n_rates, model->run.horizon, 0);
}

/* In a stretch in which no rate changes. */
static double rate_between(const qs_model *model, int index, double from, double to, const qs_regime *regime)
{
    const qs_source *source = &model->sources[index];
    double at = from + (to - from) / 2, phase = at, length = source->period_length;
    double batch = source->count * batch_of(model, source);
    if (source->kind == QS_SOURCE_TIMES)
        return (arrivals_of(model, source, to) - arrivals_of(model, source, from)) / (to - from);
    if (at >= regime->ends[index])
        return 0;
    if (length > 0)
        phase -= floor(phase / length) * length;
    switch (source->kind) {
    case QS_SOURCE_RENEWAL:
        return length > 0 && phase >= source->period_on ? 0
                                                        : batch / qs_model_mean(model, source->interarrival);
    case QS_SOURCE_RATE:
        return batch * step_at(source->rates, source->n_rates, phase, 0);
    default:
        return 0;
    }
}

static double highest_rate(const qs_model *model, int index, const qs_regime *regime)
{
    const qs_source *source = &model->sources[index];
    double most = 0, batch = source->count * batch_of(model, source);
    if (source->kind == QS_SOURCE_RENEWAL)
        return batch / qs_model_mean(model, source->interarrival);
    for (size_t i = 0; i < source->n_rates; i++)
        most = fmax(most, source->rates[i].value);
    return source->kind == QS_SOURCE_TIMES ? regime->evenly[index] : batch * most;
}

/* How much more crowded than on average customers of a source come when most come. Gaps that vary more than
 * those of Poisson arrivals, batches, days with more people and instants as they were recorded have no bound. */
static double peak_over_mean(const qs_model *model, int index, double lasts)
{
    const qs_source *source = &model->sources[index];
    bool is_bounded = (source->kind == QS_SOURCE_RENEWAL || source->kind == QS_SOURCE_RATE) &&
                      source->batch == QS_NONE && source->day_factor == QS_NONE;
    if (is_bounded && source->interarrival != QS_NONE) {
        const qs_distribution *gap = &model->distributions[source->interarrival];
        double mean = qs_distribution_mean(gap);
        is_bounded = qs_distribution_variance(gap) <= mean * mean * (1 + 1e-9);
    }
    double mean = isinf(lasts) ? rate_for_ever(model, source, false) : mean_rate(model, source, lasts);
    if (!(mean > 0))
        return 1; /* it brings nobody */
    return is_bounded ? highest_rate(model, index, NULL) / mean : INFINITY;
}

/* ---- closed sources ---- */

static double quickest(const qs_model *model, int class, int service)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    double least = INFINITY;
    for (int k = 0; k < stage->n_candidates; k++) {
        int w = model->candidates[stage->first_candidate + k];
        const qs_window *window = &model->windows[w];
        double speed = window->speed_kind == QS_SPEED_CONSTANT ? window->speed : 1, fastest = 1;
        for (size_t i = 0; window->speed_kind != QS_SPEED_CONSTANT && i < window->n_speeds; i++)
            speed = fmax(speed, window->speeds[i].value);
        qs_leaders leaders;
        qs_load_of_groups(model, w, &leaders);
        for (size_t i = 0; i < window->n_server_speeds; i++)
            fastest = fmax(i > 0 ? fastest : 0, window->server_speeds[i]);
        double time = window->group_max > 0
                          ? leaders.time
                          : qs_model_mean(model, qs_model_service_time(model, w, class, service));
        least = fmin(least, time / (speed * fastest));
    }
    return isinf(least) ? 0 : least;
}

/* Whether somebody of a class may be gone before all is done. */
static bool may_be_lost(const qs_model *model, int class)
{
    if (!qs_class_is_patient(model, class) || model->classes[class].n_changes > 0)
        return true;
    for (int s = 0; s < model->n_services; s++) {
        const qs_stage *stage = &model->stages[class * model->n_services + s];
        for (int k = 0; stage->visits_per_arrival > 0 && k < stage->n_candidates; k++)
            if (model->windows[model->candidates[stage->first_candidate + k]].capacity_kind !=
                QS_CAPACITY_NONE)
                return true;
    }
    return false;
}

/* Every customer is away for the time to think and for its services at least: so often it returns at most. */
static double closed_rate(const qs_model *model, const qs_source *source)
{
    double round = qs_model_mean(model, source->think_time);
    for (int c = 0; c < model->n_classes; c++)
        for (int s = 0; s < model->n_services && source->shares[c] > 0 && !may_be_lost(model, c); s++) {
            const qs_stage *stage = &model->stages[c * model->n_services + s];
            if (stage->visits_per_arrival > 0)
                round += source->shares[c] * stage->visits_per_arrival * quickest(model, c, s);
        }
    return (double)source->count * source->population / round;
}

/* ---- regimes ---- */

static void add_rate(const qs_model *model, const qs_source *source, double rate, qs_regime *out)
{
    for (int c = 0; c < model->n_classes; c++)
        if (source->shares[c] > 0)
            out->rate[c] += rate * source->shares[c];
}

static void add_closed(const qs_model *model, qs_regime *out)
{
    for (int c = 0; c < model->n_classes; c++)
        out->rate[c] = out->closed[c] = 0;
    for (int s = 0; s < model->n_sources; s++)
        for (int c = 0; model->sources[s].kind == QS_SOURCE_CLOSED && c < model->n_classes; c++)
            if (model->sources[s].shares[c] > 0)
                out->closed[c] += closed_rate(model, &model->sources[s]) * model->sources[s].shares[c];
}

/* The last factor: at a long queue, after much work. With servers on call the highest, so that all of it is the
 * most that can be done. */
static double steady_speed(const qs_window *window)
{
    double speed =
        window->speed_kind == QS_SPEED_CONSTANT ? window->speed : window->speeds[window->n_speeds - 1].value;
    bool is_mixed = window->call.servers > 0 && window->speed_kind != QS_SPEED_CONSTANT &&
                    window->speed_kind != QS_SPEED_BY_TIME;
    for (size_t i = 0; is_mixed && i < window->n_speeds; i++)
        speed = fmax(fmax(1, speed), window->speeds[i].value);
    return speed;
}

/* Servers and speed as a function of shifts and speeds, where these are steps in time. */
typedef double step_value(const qs_steps *steps, double at);

/* What the servers can do, shift by shift. */
static qs_steps worth_by_time(const qs_window *window)
{
    qs_steps shifts = qs_window_shifts(window);
    if (window->worth)
        shifts.pieces = window->worth;
    return shifts;
}

/* At a long queue all are there who are on call. */
static void set_windows(const qs_model *model, step_value *value, double at, qs_regime *out)
{
    for (int w = 0; w < model->n_windows; w++) {
        const qs_window *window = &model->windows[w];
        const qs_steps shifts = worth_by_time(window), speeds = qs_window_speeds(window);
        out->servers[w] = window->servers == QS_INFINITE_SERVERS ? (double)INFINITY
                                                                 : qs_load_worth(window, window->servers);
        if (window->n_shifts > 0)
            out->servers[w] = value(&shifts, at);
        out->servers[w] += window->call.servers;
        out->speed[w] = window->speed_kind == QS_SPEED_BY_TIME ? value(&speeds, at) : steady_speed(window);
    }
}

/* Mean of what shifts and speeds come to together over a period that both repeat within: who is there while
 * work goes fast does more. */
static double mean_product(const qs_steps *a, double more, const qs_steps *b, double period)
{
    double sum = 0, from = 0;
    qs_step_place at = {0}, bt = {0};
    while (from < period) {
        double until_a = qs_steps_until(a, at), until_b = qs_steps_until(b, bt);
        double until = fmin(period, fmin(until_a, until_b));
        sum += (a->pieces[at.piece].value + more) * b->pieces[bt.piece].value * (until - from);
        at = until_a <= until ? qs_steps_next(a, at) : at;
        bt = until_b <= until ? qs_steps_next(b, bt) : bt;
        from = until;
    }
    return sum / period;
}

/* What holds at the horizon holds on; what repeats does so on average. */
static double for_ever(const qs_steps *steps, double horizon)
{
    return steps->period > 0 ? qs_steps_mean(steps, steps->period) : qs_steps_before(steps, horizon);
}

static void set_windows_for_ever(const qs_model *model, qs_regime *out)
{
    set_windows(model, for_ever, model->run.horizon, out);
    for (int w = 0; w < model->n_windows; w++) {
        const qs_window *window = &model->windows[w];
        const qs_steps shifts = worth_by_time(window), speeds = qs_window_speeds(window);
        double longer = fmax(shifts.period, speeds.period), shorter = fmin(shifts.period, speeds.period);
        double turns = shorter > 0 ? longer / shorter : 0;
        if (turns > 0 && turns < 1e6 && turns == floor(turns) && shifts.n > 1 && speeds.n > 1)
            out->servers[w] = mean_product(&shifts, window->call.servers, &speeds, longer) / out->speed[w];
    }
}

void qs_regime_mean(const qs_model *model, double lasts, qs_regime *out)
{
    add_closed(model, out);
    for (int s = 0; s < model->n_sources; s++)
        add_rate(model, &model->sources[s], mean_rate(model, &model->sources[s], lasts), out);
    set_windows(model, qs_steps_mean, lasts, out);
}

void qs_regime_for_ever(const qs_model *model, bool is_quietest, qs_regime *out)
{
    add_closed(model, out);
    for (int s = 0; s < model->n_sources; s++)
        add_rate(model, &model->sources[s], rate_for_ever(model, &model->sources[s], is_quietest), out);
    set_windows_for_ever(model, out);
}

void qs_regime_between(const qs_model *model, double from, double to, qs_regime *out)
{
    double at = from + (to - from) / 2;
    add_closed(model, out);
    for (int s = 0; s < model->n_sources; s++)
        add_rate(model, &model->sources[s], rate_between(model, s, from, to, out), out);
    set_windows(model, qs_steps_at, at, out);
}

void qs_regime_worst(const qs_model *model, double lasts, qs_regime *out)
{
    add_closed(model, out);
    for (int s = 0; s < model->n_sources; s++)
        add_rate(model, &model->sources[s], highest_rate(model, s, out), out);
    set_windows(model, qs_steps_least, lasts, out);
}
