/* Choosing metrics and members by words.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/choose.h"
#include "qsweep/memory.h"
#include "qsweep/nearest.h"

static qs_status no_such_metric(const char *name)
{
    const char *names[QS_N_METRICS];
    for (int metric = 0; metric < QS_N_METRICS; metric++)
        names[metric] = qs_metric_get((qs_metric)metric)->name;
    const char *meant = qs_nearest(name, names, QS_N_METRICS);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "there is no metric %s; did you mean %s?", name, meant);
    return qs_fail(QS_ERROR_USAGE, "there is no metric %s; wait_mean, queue_mean and utilisation are some",
                   name);
}

static const double *items_of(const qs_results_about *about, qs_metric metric)
{
    return qs_metric_get(metric)->shape == QS_PER_QUANTILE ? about->quantiles : about->thresholds;
}

/* "wait_quantile_0.95": the metric before the last underscore, and the number of the item behind it. */
static bool split_item(const char *name, qs_metric *metric, double *item)
{
    char stem[64], *end;
    const char *underscore = strrchr(name, '_');
    size_t n = underscore ? (size_t)(underscore - name) : 0;
    if (n == 0 || n >= sizeof stem)
        return false;
    memcpy(stem, name, n);
    stem[n] = '\0';
    *metric = qs_metric_find(stem);
    *item = strtod(underscore + 1, &end);
    return *metric != QS_N_METRICS && qs_metric_get(*metric)->shape != QS_SCALAR && underscore[1] && !*end;
}

static qs_status find_item(const qs_results_about *about, double item, qs_chosen_metric *out)
{
    const double *items = items_of(about, out->metric);
    char list[200];
    size_t used = 0;
    for (int i = 0; i < out->n_items; i++) {
        if (fabs(items[i] - item) <= 1e-9 * fabs(item)) {
            out->first_item = i;
            out->n_items = 1;
            return QS_OK;
        }
        if (used < sizeof list)
            used += (size_t)snprintf(list + used, sizeof list - used, "%s%.10g", i ? ", " : "", items[i]);
    }
    return qs_fail(QS_ERROR_USAGE, "there is no %s of %.10g in this file; there are %s",
                   qs_metric_get(out->metric)->name, item, list);
}

qs_status qs_choose_which(const qs_results_about *about, const qs_chosen_metric *metric, const char *option)
{
    const qs_metric_info *info = qs_metric_get(metric->metric);
    const double *items = items_of(about, metric->metric);
    bool is_quantile = info->shape == QS_PER_QUANTILE;
    char list[400];
    size_t used = 0;
    for (int i = 0; i < metric->n_items && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s%s_%.10g",
                                 i == 0                     ? ""
                                 : i + 1 == metric->n_items ? " or "
                                                            : ", ",
                                 option, info->name, items[i]);
    return qs_fail(QS_ERROR_USAGE, "%s has %d values, one for each %s: which one? Write %s", info->name,
                   metric->n_items, is_quantile ? "quantile" : "threshold", list);
}

qs_status qs_choose_metric(const qs_results *results, qs_scope scope, const char *name, qs_chosen_metric *out)
{
    const qs_results_about *about = qs_results_get_about(results);
    double item = (double)NAN;
    *out = (qs_chosen_metric){.metric = qs_metric_find(name)};
    if (out->metric == QS_N_METRICS && !split_item(name, &out->metric, &item))
        return no_such_metric(name);
    const qs_metric_info *info = qs_metric_get(out->metric);
    if (!(info->scopes & (1U << scope)))
        return qs_fail(QS_ERROR_USAGE, "%s is not measured for each %s", info->name, qs_scope_name(scope));
    if (out->metric == QS_METRIC_cost && !qs_results_has(results, scope, out->metric))
        return qs_fail(QS_ERROR_USAGE, "cost is not in this file: the study has no prices (cost)");
    if (!qs_results_has(results, scope, out->metric) && info->shape == QS_SCALAR)
        return qs_fail(QS_ERROR_USAGE, "%s is not in this file: an earlier qsweep wrote it", info->name);
    if (!qs_results_has(results, scope, out->metric))
        return qs_fail(QS_ERROR_USAGE, "%s was not asked for in the study (output.%s)", info->name,
                       info->shape == QS_PER_QUANTILE ? "quantiles" : "wait_over");
    out->n_items = qs_layout_n_items(&about->layout, out->metric);
    return isnan(item) ? QS_OK : find_item(about, item, out);
}

/* ---- members ---- */

static qs_status no_such_member(const qs_results_about *about, qs_scope scope, const char *name)
{
    char list[400];
    size_t used = 0, n = (size_t)about->layout.n_members[scope];
    if (scope == QS_SYSTEM)
        return qs_fail(QS_ERROR_USAGE, "--member %s needs --scope class or --scope window", name);
    const char *meant = qs_nearest(name, (const char *const *)about->members[scope], n);
    if (meant)
        return qs_fail(QS_ERROR_USAGE, "there is no %s %s; did you mean %s?", qs_scope_name(scope), name,
                       meant);
    for (size_t i = 0; i < n && used < sizeof list; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "",
                                 about->members[scope][i]);
    return qs_fail(QS_ERROR_USAGE, "there is no %s %s; there are %s", qs_scope_name(scope), name, list);
}

static bool is_named(const qs_results_about *about, qs_scope scope, int member, const qs_words *names)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(about->members[scope][member], names->items[i]) == 0)
            return true;
    return names->n == 0;
}

qs_status qs_choose_members(const qs_results_about *about, qs_scope scope, const qs_words *names,
                            int **chosen, int *n)
{
    int n_members = about->layout.n_members[scope];
    *n = 0;
    *chosen = NULL;
    for (size_t i = 0; i < names->n; i++) {
        bool is_there = false;
        for (int member = 0; member < n_members && scope != QS_SYSTEM; member++)
            is_there |= strcmp(about->members[scope][member], names->items[i]) == 0;
        if (!is_there)
            return no_such_member(about, scope, names->items[i]);
    }
    qs_status status = qs_calloc((size_t)n_members, sizeof **chosen, chosen);
    for (int member = 0; member < n_members && !status; member++)
        if (is_named(about, scope, member, names))
            (*chosen)[(*n)++] = member;
    return status;
}
