/* A view: which metrics, which rows, in which order.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "qsweep/memory.h"
#include "qsweep/view.h"

/* ---- metrics ---- */

static qs_status add_metric(qs_view *view, const qs_chosen_metric *metric)
{
    for (size_t i = 0; i < view->n_metrics; i++) {
        const qs_chosen_metric *known = &view->metrics[i];
        if (known->metric == metric->metric && known->first_item <= metric->first_item &&
            known->first_item + known->n_items >= metric->first_item + metric->n_items)
            return QS_OK;
    }
    qs_status status =
        qs_reserve(&view->metrics, &view->capacity, view->n_metrics + 1, sizeof *view->metrics);
    if (!status)
        view->metrics[view->n_metrics++] = *metric;
    return status;
}

qs_status qs_view_choose_metrics(qs_view *view, char *const *names, size_t n_names)
{
    qs_status status = QS_OK;
    qs_chosen_metric metric;
    view->is_default = n_names == 0;
    for (size_t i = 0; i < n_names && !status; i++) {
        status = qs_view_choose_metric(view, names[i], &metric);
        if (!status)
            status = add_metric(view, &metric);
    }
    for (int m = 0; m < QS_N_METRICS && view->is_default && !status; m++) {
        metric = (qs_chosen_metric){(qs_metric)m, 0, qs_layout_n_items(&view->about->layout, (qs_metric)m)};
        if (qs_view_has(view, view->scope, metric.metric))
            status = add_metric(view, &metric);
    }
    return status;
}

bool qs_view_has_theory(const qs_view *view, qs_scope scope, qs_metric metric)
{
    return view->with_theory && !view->by_interval && qs_results_has_exact(view->results, scope, metric);
}

bool qs_view_is_unstable(const qs_view *view, const qs_view_row *row)
{
    const qs_results_about *about = view->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    return view->scope == QS_WINDOW
               ? about->window_unstable[row->scenario * n_windows + (uint64_t)row->member]
               : about->unstable[row->scenario];
}

qs_growth qs_view_growth(const qs_view *view, const qs_view_row *row)
{
    const qs_results_about *about = view->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    return (qs_growth)(view->scope == QS_WINDOW
                           ? about->window_growing[row->scenario * n_windows + (uint64_t)row->member]
                           : about->growing[row->scenario]);
}

const char *qs_growth_csv(qs_growth growth)
{
    return growth == QS_GROWTH_FOUND ? "1" : growth == QS_GROWTH_NONE ? "0" : "";
}

const char *qs_growth_json(qs_growth growth)
{
    return growth == QS_GROWTH_FOUND ? "true" : growth == QS_GROWTH_NONE ? "false" : "null";
}

const char *qs_view_steadiness(const qs_view *view, const qs_view_row *row)
{
    if (qs_view_is_unstable(view, row))
        return "unstable";
    return qs_view_growth(view, row) == QS_GROWTH_FOUND ? "growing" : "";
}

/* ---- rows ---- */

/* Of a decision those that are measured in full, unless none of them is wanted. */
static void leave_reported(const qs_results_about *about, uint64_t *scenarios, uint64_t *n)
{
    uint64_t n_left = 0;
    if (!about->decided)
        return;
    for (uint64_t i = 0; i < *n; i++)
        n_left += about->state[scenarios[i]] != QS_SCENARIO_NOT_REPORTED;
    if (n_left == 0)
        return;
    n_left = 0;
    for (uint64_t i = 0; i < *n; i++)
        if (about->state[scenarios[i]] != QS_SCENARIO_NOT_REPORTED)
            scenarios[n_left++] = scenarios[i];
    *n = n_left;
}

qs_status qs_view_choose_rows(qs_view *view, const qs_words *conditions, const qs_words *members)
{
    uint64_t *scenarios = NULL, n_scenarios;
    int *chosen = NULL, n_members;
    qs_status status = qs_choose_scenarios(view->about, conditions, &scenarios, &n_scenarios);
    if (!status)
        leave_reported(view->about, scenarios, &n_scenarios);
    if (!status)
        status = qs_choose_members(view->about, view->scope, members, &chosen, &n_members);
    int n_intervals = view->by_interval ? view->n_intervals : 1;
    if (!status)
        status = qs_calloc(n_scenarios * (uint64_t)n_members, (size_t)n_intervals * sizeof *view->rows,
                           &view->rows);
    for (uint64_t i = 0; i < n_scenarios && !status; i++)
        for (int k = 0; k < n_members; k++)
            for (int j = 0; j < n_intervals; j++)
                view->rows[view->n_rows++] =
                    (qs_view_row){scenarios[i], chosen[k], view->by_interval ? view->intervals[j] : QS_WHOLE};
    view->n_chosen = status ? 0 : n_scenarios;
    qs_free(scenarios);
    qs_free(chosen);
    return status;
}

void qs_view_clear(qs_view *view)
{
    qs_free(view->metrics);
    qs_free(view->rows);
    qs_free(view->intervals);
    view->intervals = NULL;
    view->metrics = NULL;
    view->rows = NULL;
}

/* ---- their order ---- */

/* A row on its way to its place. Axes of texts are compared through `about`. */
typedef struct sort_row {
    qs_view_row row;
    uint64_t place; /* where it was: what is equal stays as it is */
    double key;
    const qs_results_about *about;
    size_t axis;
    int sign; /* -1: descending */
} sort_row;

static int compare_places(const sort_row *a, const sort_row *b)
{
    return a->place < b->place ? -1 : a->place > b->place;
}

static int compare_keys(const void *left, const void *right)
{
    const sort_row *a = left, *b = right;
    if (isnan(a->key) || isnan(b->key))
        return isnan(a->key) != isnan(b->key) ? isnan(a->key) - isnan(b->key) : compare_places(a, b);
    int order = a->key < b->key ? -1 : a->key > b->key;
    return order ? a->sign * order : compare_places(a, b);
}

static int compare_axes(const void *left, const void *right)
{
    const sort_row *a = left, *b = right;
    int order = qs_axis_compare(a->about, a->axis, a->row.scenario, b->row.scenario);
    return order ? a->sign * order : compare_places(a, b);
}

/* The values of a metric as keys. */
static qs_status fill_keys(const qs_view *view, const char *name, sort_row *rows)
{
    qs_chosen_metric metric;
    double *values = NULL;
    qs_status status = qs_view_choose_metric(view, name, &metric);
    if (!status && metric.n_items > 1)
        status = qs_fail(QS_ERROR_USAGE, "%s has %d values: which one is it to be sorted by? Write %s_NUMBER",
                         name, metric.n_items, name);
    if (status)
        return status;
    size_t n_items = (size_t)qs_layout_n_items(&view->about->layout, metric.metric);
    size_t n_slots = qs_view_n_slots(view, view->scope);
    status = qs_calloc(view->about->n_scenarios, n_slots * n_items * sizeof *values, &values);
    if (!status)
        status = qs_view_read(view, view->scope, metric.metric, QS_MEAN, 0, view->about->n_scenarios, values);
    for (uint64_t i = 0; i < view->n_rows && !status; i++)
        rows[i].key =
            values[(rows[i].row.scenario * n_slots + (size_t)qs_view_slot(view, &rows[i].row)) * n_items +
                   (size_t)metric.first_item];
    qs_free(values);
    return status;
}

static qs_status unknown_key(const char *key)
{
    char why[400];
    snprintf(why, sizeof why, "%s", qs_failure());
    return qs_fail(QS_ERROR_USAGE, "--sort %s: neither a metric nor an axis; %s", key, why);
}

qs_status qs_view_sort(qs_view *view, const char *key, bool is_descending)
{
    sort_row *rows;
    size_t axis = 0;
    bool is_axis = qs_choose_axis(view->about, key, &axis) == QS_OK;
    bool is_metric = !is_axis && qs_metric_find(key) != QS_N_METRICS;
    qs_chosen_metric unused;
    if (!is_axis && !is_metric && qs_view_choose_metric(view, key, &unused)) {
        qs_choose_axis(view->about, key, &axis);
        return unknown_key(key);
    }
    qs_status status = qs_calloc(view->n_rows, sizeof *rows, &rows);
    if (status)
        return status;
    for (uint64_t i = 0; i < view->n_rows; i++)
        rows[i] = (sort_row){view->rows[i], i, 0, view->about, axis, is_descending ? -1 : 1};
    if (!is_axis)
        status = fill_keys(view, key, rows);
    if (!status)
        qsort(rows, view->n_rows, sizeof *rows, is_axis ? compare_axes : compare_keys);
    for (uint64_t i = 0; i < view->n_rows && !status; i++)
        view->rows[i] = rows[i].row;
    view->is_sorted = true;
    qs_free(rows);
    return status;
}
