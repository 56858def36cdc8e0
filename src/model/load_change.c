/* When what comes, or what can be done, changes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "load_internal.h"
#include "qsweep/memory.h"
#include "qsweep/sort.h"

/* More changes than these, or than that much work allows, are not looked at one by one. */
enum { MOST_CHANGES = 2000, FEWEST_CHANGES = 64, MOST_WORK = 1000000 };

static qs_status note(qs_changes *changes, double at)
{
    if (!(at > 0) || at >= changes->end || changes->is_given_up)
        return QS_OK;
    if (changes->n >= changes->most) {
        changes->is_given_up = true;
        return QS_OK;
    }
    qs_status status = qs_reserve(&changes->at, &changes->capacity, changes->n + 1, sizeof *changes->at);
    if (!status)
        changes->at[changes->n++] = at;
    return status;
}

static qs_status note_steps(const qs_piece *pieces, size_t n, qs_changes *changes)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < n && !status; i++) {
        bool is_change = i + 1 == n || pieces[i + 1].value != pieces[i].value;
        if (is_change && pieces[i].until > 0 && pieces[i].until < changes->end) {
            changes->is_a_day = true;
            status = note(changes, pieces[i].until);
        }
    }
    return status;
}

/* What does not come again: ends, and steps in time. */
static qs_status note_steps_of_all(const qs_model *model, qs_changes *changes)
{
    qs_status status = QS_OK;
    for (int s = 0; s < model->n_sources && !status; s++) {
        const qs_source *source = &model->sources[s];
        double end = qs_source_ends(model, source);
        if (source->kind == QS_SOURCE_TIMES || source->kind == QS_SOURCE_CLOSED)
            continue;
        changes->is_a_day |= end > 0 && end < changes->end;
        status = note(changes, end);
        if (!status && source->kind == QS_SOURCE_RATE && source->period_length <= 0)
            status = note_steps(source->rates, source->n_rates, changes);
    }
    for (int w = 0; w < model->n_windows && !status; w++) {
        const qs_window *window = &model->windows[w];
        if (window->count == 0)
            continue;
        if (window->shifts_period <= 0)
            status = note_steps(window->shifts, window->n_shifts, changes);
        if (!status && window->speed_kind == QS_SPEED_BY_TIME && window->speeds_period <= 0)
            status = note_steps(window->speeds, window->n_speeds, changes);
    }
    return status;
}

static qs_status note_cycle(const qs_steps *steps, qs_changes *changes)
{
    qs_status status = QS_OK;
    if (steps->period <= 0 || steps->n < 2)
        return QS_OK;
    for (qs_step_place at = {0}; !status && !changes->is_given_up; at = qs_steps_next(steps, at)) {
        double until = qs_steps_until(steps, at);
        if (until >= changes->end)
            break;
        status = note(changes, until);
    }
    return status;
}

static qs_status note_cycles_of_windows(const qs_model *model, qs_changes *changes)
{
    qs_status status = QS_OK;
    for (int w = 0; w < model->n_windows && !status; w++) {
        const qs_steps shifts = qs_window_shifts(&model->windows[w]);
        const qs_steps speeds = qs_window_speeds(&model->windows[w]);
        if (model->windows[w].count == 0)
            continue;
        status = note_cycle(&shifts, changes);
        if (!status)
            status = note_cycle(&speeds, changes);
    }
    return status;
}

/* What comes again and again within [0, end). */
static qs_status note_periods(const qs_model *model, qs_changes *changes)
{
    qs_status status = QS_OK;
    for (int s = 0; s < model->n_sources && !status; s++) {
        const qs_source *source = &model->sources[s];
        double length = source->period_length;
        for (double from = 0; length > 0 && from < changes->end && !status && !changes->is_given_up;
             from += length) {
            status = note(changes, from);
            if (!status && source->kind == QS_SOURCE_RENEWAL)
                status = note(changes, from + source->period_on);
            for (size_t i = 0; source->kind == QS_SOURCE_RATE && i < source->n_rates && !status; i++)
                status = note(changes, from + source->rates[i].until);
        }
    }
    return status ? status : note_cycles_of_windows(model, changes);
}

/* One more that has a period, or 0; NaN where they differ. */
static double join_periods(double period, double length)
{
    return length <= 0 ? period : period == 0 || period == length ? length : NAN;
}

/* The period that all sources and windows with one have; 0: none has, NaN: they differ. */
static double common_period(const qs_model *model)
{
    double period = 0;
    for (int s = 0; s < model->n_sources; s++)
        period = join_periods(period, model->sources[s].period_length);
    for (int w = 0; w < model->n_windows; w++) {
        period = join_periods(period, model->windows[w].shifts_period);
        period = join_periods(period, model->windows[w].speeds_period);
    }
    return period;
}

static void sort(qs_changes *changes)
{
    size_t n = 0;
    qs_sort_ascending(changes->at, changes->n);
    for (size_t i = 0; i < changes->n; i++) /* what is apart by rounding is one */
        if (n == 0 || changes->at[i] > changes->at[n - 1] * (1 + 1e-12))
            changes->at[n++] = changes->at[i];
    changes->n = n;
}

static bool cuts(double period, double end)
{
    double n = period > 0 ? end / period : 0;
    return n > 1 && fabs(n - floor(n + 0.5)) > 1e-9 * n;
}

/* Whether an end cuts a period short. */
static bool cuts_period(const qs_model *model, double end)
{
    bool is_cut = false;
    for (int s = 0; s < model->n_sources; s++)
        is_cut |= cuts(model->sources[s].period_length, end);
    for (int w = 0; w < model->n_windows; w++)
        is_cut |= cuts(model->windows[w].shifts_period, end) || cuts(model->windows[w].speeds_period, end);
    return is_cut;
}

/* When nothing changes any more but what comes again, one period more shows all of it. */
qs_status qs_changes_find(const qs_model *model, double lasts, qs_changes *out)
{
    size_t most = (size_t)(MOST_WORK / (model->n_candidates + 1));
    *out = (qs_changes){.end = lasts,
                        .most = most < FEWEST_CHANGES ? FEWEST_CHANGES
                                : most > MOST_CHANGES ? MOST_CHANGES
                                                      : most};
    double period = common_period(model), last = 0;
    qs_status status = note_steps_of_all(model, out);
    for (size_t i = 0; i < out->n; i++)
        last = fmax(last, out->at[i]);
    if (!isnan(period) && (period > 0 || isinf(lasts)))
        out->end = fmin(lasts, last + (period > 0 ? 2 * period : 1));
    out->is_whole = out->end == lasts && !cuts_period(model, lasts);
    out->is_given_up |= isinf(out->end);
    if (!status && !out->is_given_up)
        status = note_periods(model, out);
    sort(out);
    return status;
}
