/* `qsweep show`: which metrics, which rows, in which order.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "qsweep/memory.h"
#include "show_internal.h"

/* ---- metrics ---- */

static qs_status add_metric(qs_show *show, const qs_selected_metric *metric)
{
    for (size_t i = 0; i < show->n_metrics; i++) {
        const qs_selected_metric *known = &show->metrics[i];
        if (known->metric == metric->metric && known->first_item <= metric->first_item &&
            known->first_item + known->n_items >= metric->first_item + metric->n_items)
            return QS_OK;
    }
    qs_status status =
        qs_reserve(&show->metrics, &show->capacity, show->n_metrics + 1, sizeof *show->metrics);
    if (!status)
        show->metrics[show->n_metrics++] = *metric;
    return status;
}

qs_status qs_show_select(qs_show *show, char *const *names, size_t n_names)
{
    qs_status status = QS_OK;
    qs_selected_metric metric;
    show->is_default = n_names == 0;
    for (size_t i = 0; i < n_names && !status; i++) {
        status = qs_select_metric(show->results, show->scope, names[i], &metric);
        if (!status)
            status = add_metric(show, &metric);
    }
    for (int m = 0; m < QS_N_METRICS && show->is_default && !status; m++) {
        metric = (qs_selected_metric){(qs_metric)m, 0, qs_layout_n_items(&show->about->layout, (qs_metric)m)};
        if (qs_results_has(show->results, show->scope, metric.metric))
            status = add_metric(show, &metric);
    }
    return status;
}

bool qs_show_has_theory(const qs_show *show, qs_scope scope, qs_metric metric)
{
    return show->with_theory && qs_results_has_exact(show->results, scope, metric);
}

bool qs_show_is_unstable(const qs_show *show, const qs_show_row *row)
{
    const qs_results_about *about = show->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    return show->scope == QS_WINDOW
               ? about->window_unstable[row->scenario * n_windows + (uint64_t)row->member]
               : about->unstable[row->scenario];
}

qs_growth qs_show_growth(const qs_show *show, const qs_show_row *row)
{
    const qs_results_about *about = show->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    return (qs_growth)(show->scope == QS_WINDOW
                           ? about->window_growing[row->scenario * n_windows + (uint64_t)row->member]
                           : about->growing[row->scenario]);
}

const char *qs_show_growth_csv(qs_growth growth)
{
    return growth == QS_GROWTH_FOUND ? "1" : growth == QS_GROWTH_NONE ? "0" : "";
}

const char *qs_show_growth_json(qs_growth growth)
{
    return growth == QS_GROWTH_FOUND ? "true" : growth == QS_GROWTH_NONE ? "false" : "null";
}

const char *qs_show_steadiness(const qs_show *show, const qs_show_row *row)
{
    if (qs_show_is_unstable(show, row))
        return "unstable";
    return qs_show_growth(show, row) == QS_GROWTH_FOUND ? "growing" : "";
}

/* ---- rows ---- */

qs_status qs_show_choose_rows(qs_show *show, const qs_words *conditions, const qs_words *members)
{
    uint64_t *scenarios = NULL, n_scenarios;
    int *chosen = NULL, n_members;
    qs_status status = qs_select_scenarios(show->about, conditions, &scenarios, &n_scenarios);
    if (!status)
        status = qs_select_members(show->about, show->scope, members, &chosen, &n_members);
    if (!status)
        status = qs_calloc(n_scenarios * (uint64_t)n_members, sizeof *show->rows, &show->rows);
    for (uint64_t i = 0; i < n_scenarios && !status; i++)
        for (int k = 0; k < n_members; k++)
            show->rows[show->n_rows++] = (qs_show_row){scenarios[i], chosen[k]};
    show->n_chosen = status ? 0 : n_scenarios;
    qs_free(scenarios);
    qs_free(chosen);
    return status;
}

void qs_show_clear(qs_show *show)
{
    qs_free(show->metrics);
    qs_free(show->rows);
    show->metrics = NULL;
    show->rows = NULL;
}

/* ---- their order ---- */

/* A row on its way to its place. Axes of texts are compared through `about`. */
typedef struct sort_row {
    qs_show_row row;
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
    int order = qs_select_compare(a->about, a->axis, a->row.scenario, b->row.scenario);
    return order ? a->sign * order : compare_places(a, b);
}

/* The values of a metric as keys. */
static qs_status fill_keys(const qs_show *show, const char *name, sort_row *rows)
{
    qs_selected_metric metric;
    double *values = NULL;
    qs_status status = qs_select_metric(show->results, show->scope, name, &metric);
    if (!status && metric.n_items > 1)
        status = qs_fail(QS_ERROR_USAGE, "%s has %d values: which one is it to be sorted by? Write %s_NUMBER",
                         name, metric.n_items, name);
    if (status)
        return status;
    size_t n_items = (size_t)qs_layout_n_items(&show->about->layout, metric.metric);
    size_t n_members = (size_t)show->about->layout.n_members[show->scope];
    status = qs_calloc(show->about->n_scenarios, n_members * n_items * sizeof *values, &values);
    if (!status)
        status = qs_results_read(show->results, show->scope, metric.metric, QS_MEAN, 0,
                                 show->about->n_scenarios, values);
    for (uint64_t i = 0; i < show->n_rows && !status; i++)
        rows[i].key = values[(rows[i].row.scenario * n_members + (size_t)rows[i].row.member) * n_items +
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

qs_status qs_show_sort(qs_show *show, const char *key, bool is_descending)
{
    sort_row *rows;
    size_t axis = 0;
    bool is_axis = qs_select_axis(show->about, key, &axis) == QS_OK;
    bool is_metric = !is_axis && qs_metric_find(key) != QS_N_METRICS;
    qs_selected_metric unused;
    if (!is_axis && !is_metric && qs_select_metric(show->results, show->scope, key, &unused)) {
        qs_select_axis(show->about, key, &axis);
        return unknown_key(key);
    }
    qs_status status = qs_calloc(show->n_rows, sizeof *rows, &rows);
    if (status)
        return status;
    for (uint64_t i = 0; i < show->n_rows; i++)
        rows[i] = (sort_row){show->rows[i], i, 0, show->about, axis, is_descending ? -1 : 1};
    if (!is_axis)
        status = fill_keys(show, key, rows);
    if (!status)
        qsort(rows, show->n_rows, sizeof *rows, is_axis ? compare_axes : compare_keys);
    for (uint64_t i = 0; i < show->n_rows && !status; i++)
        show->rows[i] = rows[i].row;
    show->is_sorted = true;
    qs_free(rows);
    return status;
}
