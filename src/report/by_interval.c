/* A view of results by interval: which intervals, what they are called, and where their numbers come from.
 *
 * A file has, of each member, the values of all intervals one after another. So a view by interval reads like
 * one of more members: member and interval together are a slot, and all that knows of slots shows both.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/view.h"

/* ---- names ---- */

const char *qs_view_interval(const qs_results_about *about, int interval, char text[QS_DAYTIME_TEXT])
{
    return qs_instant_text(about->clock, about->time_unit, about->starts[interval - 1], text);
}

const char *qs_view_interval_unit(const qs_results_about *about)
{
    return about->clock ? "1" : about->time_unit;
}

/* "9:00" is "09:00", "9:00:00" too. */
static void normalise(const char *name, char out[QS_DAYTIME_TEXT])
{
    char *end;
    long hour = strtol(name, &end, 10), minute, second = 0;
    snprintf(out, QS_DAYTIME_TEXT, "%s", name);
    if (end == name || *end != ':')
        return;
    minute = strtol(end + 1, &end, 10);
    if (*end == ':')
        second = strtol(end + 1, &end, 10);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 59)
        return;
    if (second > 0)
        snprintf(out, QS_DAYTIME_TEXT, "%02ld:%02ld:%02ld%s", hour, minute, second, end);
    else
        snprintf(out, QS_DAYTIME_TEXT, "%02ld:%02ld%s", hour, minute, end);
}

static bool is_called(const qs_results_about *about, int interval, const char *name)
{
    char own[QS_DAYTIME_TEXT], wanted[QS_DAYTIME_TEXT], *end;
    double start = about->starts[interval - 1], number = strtod(name, &end);
    if (*name && !*end)
        return fabs(number - start) <= 1e-9 * fmax(fabs(start), 1);
    normalise(name, wanted);
    return strcmp(qs_view_interval(about, interval, own), wanted) == 0;
}

static qs_status no_intervals(void)
{
    return qs_fail(QS_ERROR_USAGE, "there are no results by interval in this file: the study needs "
                                   "output.intervals, such as {every: 30 min}");
}

static qs_status no_such_interval(const qs_results_about *about, const char *name)
{
    int n = about->layout.n_intervals;
    char first[QS_DAYTIME_TEXT], second[QS_DAYTIME_TEXT] = "", last[QS_DAYTIME_TEXT];
    const char *unit = about->clock ? "" : about->time_unit;
    if (n > 2)
        qs_view_interval(about, 2, second);
    return qs_fail(QS_ERROR_USAGE, "no interval starts at %s; they start at %s%s%s%s%s%s%s, or write each",
                   name, qs_view_interval(about, 1, first), n > 2 ? ", " : "", second, n > 3 ? ", ..." : "",
                   n > 1 ? ", " : "", n > 1 ? qs_view_interval(about, n, last) : "",
                   *unit ? (unit[0] == 's'   ? " s"
                            : unit[0] == 'm' ? " min"
                            : unit[0] == 'h' ? " h"
                                             : " d")
                         : "");
}

qs_status qs_choose_interval(const qs_results_about *about, const char *name, int *interval)
{
    if (about->layout.n_intervals == 0)
        return no_intervals();
    for (*interval = 1; *interval <= about->layout.n_intervals; (*interval)++)
        if (is_called(about, *interval, name))
            return QS_OK;
    return no_such_interval(about, name);
}

/* ---- the choice ---- */

static void mark_each(bool *is_wanted, int n)
{
    for (int i = 0; i < n; i++)
        is_wanted[i] = true;
}

qs_status qs_view_choose_intervals(qs_view *view, const qs_words *names)
{
    int n = view->about->layout.n_intervals, interval;
    bool *is_wanted = NULL;
    if (names->n == 0)
        return QS_OK;
    if (n == 0)
        return no_intervals();
    qs_status status = qs_calloc((size_t)n, sizeof *is_wanted, &is_wanted);
    for (size_t i = 0; i < names->n && !status; i++) {
        if (strcmp(names->items[i], "each") == 0) {
            mark_each(is_wanted, n);
            continue;
        }
        status = qs_choose_interval(view->about, names->items[i], &interval);
        if (!status)
            is_wanted[interval - 1] = true;
    }
    if (!status)
        status = qs_calloc((size_t)n, sizeof *view->intervals, &view->intervals);
    for (int i = 0; i < n && !status; i++)
        if (is_wanted[i])
            view->intervals[view->n_intervals++] = i + 1;
    view->by_interval = !status;
    qs_free(is_wanted);
    return status;
}

bool qs_view_has(const qs_view *view, qs_scope scope, qs_metric metric)
{
    return view->by_interval ? qs_results_has_intervals(view->results, scope, metric)
                             : qs_results_has(view->results, scope, metric);
}

static qs_status not_by_interval(const qs_view *view, const qs_metric_info *info, qs_metric metric)
{
    char list[300];
    size_t used = 0;
    if (view->scope == QS_RESOURCE)
        return qs_fail(QS_ERROR_USAGE, "%s of resources is not measured by interval", info->name);
    if (qs_metric_has_intervals(metric) && info->shape != QS_PER_QUANTILE)
        return qs_fail(QS_ERROR_USAGE, "%s is not in this file by interval: an earlier qsweep wrote it",
                       info->name);
    if (qs_metric_has_intervals(metric))
        return qs_fail(QS_ERROR_USAGE,
                       "%s by interval was not asked for in the study (output.intervals: "
                       "{..., quantiles: true})",
                       info->name);
    for (int m = 0; m < QS_N_METRICS && used < sizeof list; m++)
        if (qs_view_has(view, view->scope, (qs_metric)m))
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
                                     qs_metric_get((qs_metric)m)->name);
    return qs_fail(QS_ERROR_USAGE, "%s is not measured by interval; these are: %s", info->name, list);
}

qs_status qs_view_choose_metric(const qs_view *view, const char *name, qs_chosen_metric *out)
{
    qs_status status = qs_choose_metric(view->results, view->scope, name, out);
    if (!status && !qs_view_has(view, view->scope, out->metric))
        status = not_by_interval(view, qs_metric_get(out->metric), out->metric);
    return status;
}

/* ---- numbers ---- */

int qs_view_slot_at(const qs_view *view, int member, int interval)
{
    return view->by_interval ? member * view->about->layout.n_intervals + interval - 1 : member;
}

int qs_view_slot(const qs_view *view, const qs_view_row *row)
{
    return qs_view_slot_at(view, row->member, row->interval);
}

size_t qs_view_n_slots(const qs_view *view, qs_scope scope)
{
    const qs_layout *layout = &view->about->layout;
    return (size_t)layout->n_members[scope] * (view->by_interval ? (size_t)layout->n_intervals : 1);
}

qs_status qs_view_read(const qs_view *view, qs_scope scope, qs_metric metric, qs_statistic statistic,
                       uint64_t first, uint64_t n, double *values)
{
    return (view->by_interval ? qs_results_read_intervals : qs_results_read)(view->results, scope, metric,
                                                                             statistic, first, n, values);
}

qs_status qs_view_read_rows(const qs_view *view, qs_scope scope, qs_metric metric, uint64_t scenario,
                            double *values)
{
    return (view->by_interval ? qs_results_read_interval_rows
                              : qs_results_read_rows)(view->results, scope, metric, scenario, values);
}
