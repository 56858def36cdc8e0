/* What is shown of a view where no metric is named: what answers most questions, how long people wait, how
 * many wait, how busy the windows are.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/memory.h"
#include "view_internal.h"

typedef struct list {
    qs_view_value *items;
    size_t n, capacity;
} list;

static qs_status add(list *l, qs_view_value value)
{
    qs_status status = qs_reserve(&l->items, &l->capacity, l->n + 1, sizeof *l->items);
    if (!status)
        l->items[l->n++] = value;
    return status;
}

/* Items of a metric of the rows' own members. */
static qs_status add_items(const qs_view *view, qs_metric metric, int first, int n, list *l)
{
    qs_status status = QS_OK;
    for (int item = first; item < first + n && !status; item++)
        status = add(l, (qs_view_value){.scope = view->scope, .metric = metric, .member = -1, .item = item});
    return status;
}

/* The quantile that is nearest to 0.95. */
static int main_quantile(const qs_results_about *about)
{
    int nearest = 0;
    for (int i = 1; i < about->layout.n_quantiles; i++)
        if (fabs(about->quantiles[i] - 0.95) < fabs(about->quantiles[nearest] - 0.95))
            nearest = i;
    return nearest;
}

/* A window with inf servers has no utilisation: a column of nothing but "-" is not worth its room. */
static bool is_observed(const qs_view *view, const qs_view_value *of, const double *mean)
{
    uint64_t n_members = (uint64_t)view->about->layout.n_members[of->scope];
    uint64_t n_each = qs_view_n_slots(view, of->scope) / n_members; /* intervals of a member */
    for (uint64_t i = 0; i < view->about->n_scenarios; i++)
        for (uint64_t k = 0; k < n_each; k++)
            if (!isnan(mean[(i * n_members + (uint64_t)of->member) * n_each + k]))
                return true;
    return false;
}

/* The utilisation of each window, or of each resource. */
static qs_status add_busy(const qs_view *view, qs_scope scope, list *l)
{
    qs_view_value of = {.scope = scope, .metric = QS_METRIC_utilisation};
    qs_view_numbers n;
    qs_status status = qs_view_read_numbers(view, of.scope, of.metric, &n);
    if (status)
        return status;
    for (; of.member < view->about->layout.n_members[scope] && !status; of.member++)
        if (is_observed(view, &of, n.mean))
            status = add(l, of);
    qs_view_clear_numbers(&n);
    return status;
}

static qs_status add_all(const qs_view *view, list *l)
{
    const qs_layout *layout = &view->about->layout;
    bool has_cost = !view->by_interval && !view->about->cost &&
                    qs_results_has(view->results, view->scope, QS_METRIC_cost);
    qs_status status = has_cost ? add_items(view, QS_METRIC_cost, 0, 1, l) : QS_OK;
    if (!status)
        status = add_items(view, QS_METRIC_wait_mean, 0, 1, l);
    if (view->scope == QS_RESOURCE) {
        if (!status)
            status = add_items(view, QS_METRIC_units_mean, 0, 1, l);
        return status ? status : add_items(view, QS_METRIC_utilisation, 0, 1, l);
    }
    if (!status && qs_view_has(view, view->scope, QS_METRIC_wait_quantile))
        status = add_items(view, QS_METRIC_wait_quantile, main_quantile(view->about), 1, l);
    if (!status && layout->n_thresholds > 0)
        status = add_items(view, QS_METRIC_wait_over, 0, layout->n_thresholds, l);
    if (!status && layout->n_levels > 0)
        status = add_items(view, QS_METRIC_service_level, 0, layout->n_levels, l);
    if (!status)
        status = add_items(view, QS_METRIC_queue_mean, 0, 1, l);
    if (!status && view->scope == QS_WINDOW)
        status = add_items(view, QS_METRIC_utilisation, 0, 1, l);
    if (!status && view->scope == QS_SYSTEM)
        status = add_busy(view, QS_WINDOW, l);
    if (!status && view->scope == QS_SYSTEM && layout->n_members[QS_RESOURCE] > 0 && !view->by_interval)
        status = add_busy(view, QS_RESOURCE, l);
    return status;
}

qs_status qs_view_defaults(const qs_view *view, qs_view_value **values, size_t *n)
{
    list l = {0};
    qs_status status = add_all(view, &l);
    if (status)
        qs_free(l.items);
    *values = status ? NULL : l.items;
    *n = status ? 0 : l.n;
    return status;
}
