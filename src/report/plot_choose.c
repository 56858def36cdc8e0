/* What is drawn, along what: as the command line says, and where it says nothing, what the study varies.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/memory.h"
#include "qsweep/view.h"

enum { MOST_SCENARIOS = 10000 };

/* ---- the subject ---- */

static bool find_series(const char *name, qs_series *out)
{
    for (int i = 0; i < QS_N_SERIES; i++) {
        if (strcmp(qs_series_name((qs_series)i), name) == 0) {
            *out = (qs_series)i;
            return true;
        }
    }
    return false;
}

static bool is_duration(const char *name)
{
    return strcmp(name, "wait") == 0 || strcmp(name, "sojourn") == 0;
}

static qs_status choose_kind(qs_plot *plot, const qs_plot_request *request)
{
    bool is_series = find_series(request->subject, &plot->series), is_time = is_duration(request->subject);
    qs_plot_kind natural = is_series ? QS_PLOT_SERIES : is_time ? QS_PLOT_DISTRIBUTION : QS_PLOT_LINE;
    plot->is_sojourn = strcmp(request->subject, "sojourn") == 0;
    plot->kind = request->kind == QS_PLOT_N_KINDS ? natural : (qs_plot_kind)request->kind;
    if (plot->kind == QS_PLOT_SERIES && !is_series)
        return qs_fail(QS_ERROR_USAGE, "a series is of queue, number or serving (got %s)", request->subject);
    if (plot->kind == QS_PLOT_DISTRIBUTION && !is_time)
        return qs_fail(QS_ERROR_USAGE, "a distribution is of wait or sojourn (got %s)", request->subject);
    if (plot->kind == QS_PLOT_SERIES && plot->about->layout.n_times == 0)
        return qs_fail(QS_ERROR_USAGE, "the study kept no series (output.series: {every: T})");
    if (plot->kind == QS_PLOT_DISTRIBUTION && !plot->about->has_histograms)
        return qs_fail(QS_ERROR_USAGE, "the study kept no histograms (output.histograms)");
    if (natural != plot->kind && natural != QS_PLOT_LINE)
        return qs_fail(QS_ERROR_USAGE, "%s is drawn as a %s", request->subject,
                       natural == QS_PLOT_SERIES ? "series" : "distribution");
    return QS_OK;
}

/* A series is one of windows; else the scope asked for. */
static qs_status choose_scope(qs_plot *plot, const qs_plot_request *request)
{
    plot->scope = (qs_scope)request->scope;
    if (plot->kind != QS_PLOT_SERIES)
        return qs_choose_scope(plot->about, plot->scope);
    if (request->scope == QS_CLASS || request->scope == QS_RESOURCE || request->scope == QS_LINE)
        return qs_fail(QS_ERROR_USAGE, "a series is kept for each window, not for each %s",
                       qs_scope_name(plot->scope));
    plot->scope = QS_WINDOW;
    return QS_OK;
}

/* The metric must be measured by interval where that is drawn. */
static qs_status find_metric(qs_plot *plot, const char *name)
{
    const qs_view view = {.results = plot->results,
                          .about = plot->about,
                          .scope = plot->scope,
                          .by_interval = plot->n_intervals > 0};
    return qs_view_choose_metric(&view, name, &plot->metric);
}

/* A scope that has several members, which curves may be of. */
static bool is_scope(const char *axis)
{
    for (int scope = QS_CLASS; scope < QS_N_SCOPES; scope++)
        if (strcmp(axis, qs_scope_name((qs_scope)scope)) == 0)
            return true;
    return false;
}

static bool is_interval(const char *axis)
{
    return axis && strcmp(axis, "interval") == 0;
}

/* All of them along an axis, unless some are named. */
static qs_status choose_intervals(qs_plot *plot, const qs_plot_request *request)
{
    qs_view view = {.results = plot->results, .about = plot->about, .scope = plot->scope};
    bool is_axis = is_interval(request->x) || is_interval(request->by);
    qs_words each = {0};
    if (!is_axis && request->intervals.n == 0)
        return QS_OK;
    if (plot->kind == QS_PLOT_SERIES || plot->kind == QS_PLOT_DISTRIBUTION)
        return qs_fail(QS_ERROR_USAGE, "%s is not kept by interval; a metric is drawn along --x interval",
                       request->subject);
    qs_status status = qs_words_add(&each, "each");
    if (!status)
        status = qs_view_choose_intervals(&view, request->intervals.n > 0 ? &request->intervals : &each);
    plot->intervals = view.intervals;
    plot->n_intervals = view.n_intervals;
    qs_words_clear(&each);
    return status;
}

static qs_status along_intervals(const qs_plot *plot, qs_plot_dimension *d)
{
    enum { MOST = 2000 };
    *d = (qs_plot_dimension){.along = QS_ALONG_INTERVALS, .n = (size_t)plot->n_intervals};
    return d->n <= MOST ? QS_OK
                        : qs_fail(QS_ERROR_USAGE,
                                  "%d intervals are more than a picture can show; choose with "
                                  "--interval",
                                  plot->n_intervals);
}

/* --quantile P is short for the item's name. */
static qs_status choose_metric(qs_plot *plot, const qs_plot_request *request)
{
    char name[100];
    if (plot->kind == QS_PLOT_SERIES || plot->kind == QS_PLOT_DISTRIBUTION)
        return request->quantile
                   ? qs_fail(QS_ERROR_USAGE, "--quantile is for wait_quantile and sojourn_quantile")
                   : QS_OK;
    if (request->quantile) {
        int n = snprintf(name, sizeof name, "%s_%s", request->subject, request->quantile);
        qs_metric metric = qs_metric_find(request->subject);
        if (metric != QS_N_METRICS && qs_metric_get(metric)->shape == QS_SCALAR)
            return qs_fail(QS_ERROR_USAGE, "%s has no quantiles; wait_quantile and sojourn_quantile have",
                           request->subject);
        return find_metric(plot, n < (int)sizeof name ? name : request->subject);
    }
    return find_metric(plot, request->subject);
}

/* ---- dimensions ---- */

static int compare_places(const qs_plot *plot, size_t axis, uint64_t a, uint64_t b)
{
    return axis != QS_AXIS_SCENARIO && plot->about->axes[axis].texts
               ? 0
               : qs_axis_compare(plot->about, axis, a, b);
}

/* The values of an axis among the chosen scenarios, each once: numbers ascending, texts as they come. */
static qs_status along_axis(const qs_plot *plot, size_t axis, qs_plot_dimension *d)
{
    enum { MOST = 2000 };
    *d = (qs_plot_dimension){.along = QS_ALONG_AXIS, .axis = axis};
    qs_status status = qs_calloc(plot->n_scenarios, sizeof *d->scenarios, &d->scenarios);
    for (uint64_t i = 0; i < plot->n_scenarios && !status; i++) {
        uint64_t scenario = plot->scenarios[i];
        size_t at = d->n;
        bool is_new = true;
        for (size_t k = 0; k < d->n && is_new; k++)
            is_new = qs_axis_compare(plot->about, axis, d->scenarios[k], scenario) != 0;
        if (!is_new)
            continue;
        if (d->n == MOST)
            return qs_fail(QS_ERROR_USAGE, "%d values are more than a picture can show; choose with --where",
                           MOST);
        while (at > 0 && compare_places(plot, axis, scenario, d->scenarios[at - 1]) < 0)
            at--;
        memmove(d->scenarios + at + 1, d->scenarios + at, (d->n - at) * sizeof *d->scenarios);
        d->scenarios[at] = scenario;
        d->n++;
    }
    return status;
}

size_t qs_plot_place(const qs_plot *plot, const qs_plot_dimension *d, uint64_t scenario)
{
    size_t i = 0;
    while (i < d->n && qs_axis_compare(plot->about, d->axis, d->scenarios[i], scenario) != 0)
        i++;
    return i;
}

static bool is_variable(const qs_plot *plot, size_t axis)
{
    for (uint64_t i = 1; i < plot->n_scenarios; i++)
        if (qs_axis_compare(plot->about, axis, plot->scenarios[0], plot->scenarios[i]) != 0)
            return true;
    return false;
}

/* Whether each scenario has a place of its own along two axes (`second` may be the first again). */
static bool are_apart(const qs_plot *plot, size_t first, size_t second)
{
    for (uint64_t i = 1; i < plot->n_scenarios; i++)
        for (uint64_t k = 0; k < i; k++)
            if (qs_axis_compare(plot->about, first, plot->scenarios[i], plot->scenarios[k]) == 0 &&
                qs_axis_compare(plot->about, second, plot->scenarios[i], plot->scenarios[k]) == 0)
                return false;
    return true;
}

/* An axis other than `but`: of numbers, with the most values; QS_AXIS_SCENARIO if nothing varies. */
static qs_status widest_axis(qs_plot *plot, size_t but, size_t *axis)
{
    size_t most = 1;
    *axis = QS_AXIS_SCENARIO;
    for (int of_texts = 0; of_texts < 2; of_texts++) {
        for (size_t i = 0; i < plot->about->n_axes; i++) {
            qs_plot_dimension d;
            if (i == but || qs_axis_is_explained(plot->about, i) ||
                (plot->about->axes[i].texts != NULL) != (of_texts == 1) ||
                (of_texts && *axis != QS_AXIS_SCENARIO))
                continue;
            qs_status status = along_axis(plot, i, &d);
            qs_free(d.scenarios);
            if (status)
                return status;
            if (d.n > most) {
                most = d.n;
                *axis = i;
            }
        }
    }
    return QS_OK;
}

/* The axis that tells apart what `first` leaves together. */
static qs_status second_axis(qs_plot *plot, size_t first, size_t *axis)
{
    *axis = first;
    if (are_apart(plot, first, first))
        return QS_OK;
    for (size_t i = 0; i < plot->about->n_axes; i++) {
        *axis = i;
        if (i != first && !qs_axis_is_explained(plot->about, i) && is_variable(plot, i) &&
            are_apart(plot, first, i))
            return QS_OK;
    }
    *axis = first;
    return QS_OK; /* qs_plot_read says which scenarios fall together */
}

static qs_status choose_x(qs_plot *plot, const qs_plot_request *request)
{
    size_t axis, by = QS_AXIS_SCENARIO;
    if (plot->kind == QS_PLOT_SERIES || plot->kind == QS_PLOT_DISTRIBUTION) {
        if (request->x)
            return qs_fail(QS_ERROR_USAGE, "--x is for lines and heat maps");
        plot->x =
            (qs_plot_dimension){.along = plot->kind == QS_PLOT_SERIES ? QS_ALONG_TIME : QS_ALONG_NOTHING,
                                .n = plot->kind == QS_PLOT_SERIES ? (size_t)plot->about->layout.n_times : 1};
        return QS_OK;
    }
    if (is_interval(request->x))
        return along_intervals(plot, &plot->x);
    qs_status status = QS_OK;
    if (request->x) {
        status = qs_choose_axis(plot->about, request->x, &axis);
    } else {
        if (request->by && !is_scope(request->by) && !is_interval(request->by))
            status = qs_choose_axis(plot->about, request->by, &by);
        if (!status)
            status = widest_axis(plot, by, &axis);
        if (!status && axis == QS_AXIS_SCENARIO && plot->n_scenarios == 1)
            return qs_fail(
                QS_ERROR_USAGE,
                "there is one scenario, and so no axis to draw %s against; queue, number, serving, "
                "wait and sojourn can be drawn of one",
                request->subject);
    }
    return status ? status : along_axis(plot, axis, &plot->x);
}

/* Lines without being asked: items, members, or the axis that is left. */
static qs_status choose_by_itself(qs_plot *plot)
{
    qs_plot_dimension *by = &plot->by;
    size_t axis = QS_AXIS_SCENARIO, x = plot->x.axis;
    *by = (qs_plot_dimension){.along = QS_ALONG_NOTHING, .n = 1};
    if (plot->metric.n_items > 1) {
        *by = (qs_plot_dimension){.along = QS_ALONG_ITEMS, .n = (size_t)plot->metric.n_items};
        return QS_OK;
    }
    if (plot->n_members > 1) {
        *by = (qs_plot_dimension){.along = QS_ALONG_MEMBERS, .n = (size_t)plot->n_members};
        return QS_OK;
    }
    if (plot->n_scenarios == 1 && plot->x.along != QS_ALONG_AXIS)
        return QS_OK;
    qs_status status = plot->x.along == QS_ALONG_AXIS ? second_axis(plot, x, &axis)
                                                      : widest_axis(plot, QS_AXIS_SCENARIO, &axis);
    if (status || (plot->x.along == QS_ALONG_AXIS && axis == x))
        return status;
    return along_axis(plot, axis, by);
}

static qs_status choose_by(qs_plot *plot, const qs_plot_request *request)
{
    size_t axis;
    if (!request->by)
        return choose_by_itself(plot);
    if (plot->scope != QS_SYSTEM && strcmp(request->by, qs_scope_name(plot->scope)) == 0) {
        plot->by = (qs_plot_dimension){.along = QS_ALONG_MEMBERS, .n = (size_t)plot->n_members};
        return QS_OK;
    }
    if (is_interval(request->by))
        return plot->x.along == QS_ALONG_INTERVALS
                   ? qs_fail(QS_ERROR_USAGE, "--x and --by name the same axis")
                   : along_intervals(plot, &plot->by);
    if (is_scope(request->by))
        return qs_fail(QS_ERROR_USAGE, "--by %s needs --scope %s", request->by, request->by);
    qs_status status = qs_choose_axis(plot->about, request->by, &axis);
    if (!status && plot->x.along == QS_ALONG_AXIS && axis == plot->x.axis)
        return qs_fail(QS_ERROR_USAGE, "--x and --by name the same axis");
    return status ? status : along_axis(plot, axis, &plot->by);
}

/* ---- */

static qs_status check_single(const qs_plot *plot)
{
    if (plot->metric.n_items > 1 && plot->by.along != QS_ALONG_ITEMS)
        return qs_choose_which(plot->about, &plot->metric, "");
    if (plot->n_members > 1 && plot->by.along != QS_ALONG_MEMBERS)
        return qs_fail(QS_ERROR_USAGE, "there are %d of them; choose one, such as --member %s, or --by %s",
                       plot->n_members, plot->about->members[plot->scope][plot->members[0]],
                       qs_scope_name(plot->scope));
    if (plot->n_intervals > 1 && plot->x.along != QS_ALONG_INTERVALS && plot->by.along != QS_ALONG_INTERVALS)
        return qs_fail(QS_ERROR_USAGE, "there are %d intervals; choose one with --interval, or --x interval",
                       plot->n_intervals);
    if (plot->kind == QS_PLOT_HEAT && plot->by.along == QS_ALONG_NOTHING)
        return qs_fail(QS_ERROR_USAGE, "a heat map needs two axes; --x and --by name them");
    if (plot->kind != QS_PLOT_HEAT && plot->by.n > 20)
        return qs_fail(QS_ERROR_USAGE,
                       "%zu lines are more than eyes can tell apart; choose with --where, or --kind heat",
                       plot->by.n);
    return QS_OK;
}

qs_status qs_plot_choose(qs_plot *plot, const qs_plot_request *request)
{
    qs_status status = choose_kind(plot, request);
    if (!status)
        status = choose_scope(plot, request);
    if (!status)
        status = choose_intervals(plot, request);
    if (!status)
        status = choose_metric(plot, request);
    if (!status)
        status = qs_plot_take_options(plot, request);
    if (!status)
        status = qs_choose_scenarios(plot->about, &request->conditions, &plot->scenarios, &plot->n_scenarios);
    if (!status && plot->n_scenarios > MOST_SCENARIOS)
        status =
            qs_fail(QS_ERROR_USAGE, "%llu scenarios are more than a picture can show; choose with --where",
                    (unsigned long long)plot->n_scenarios);
    if (!status)
        status =
            qs_choose_members(plot->about, plot->scope, &request->members, &plot->members, &plot->n_members);
    if (!status)
        status = choose_x(plot, request);
    if (!status)
        status = choose_by(plot, request);
    return status ? status : check_single(plot);
}
