/* The numbers of a metric in a view: mean and interval, exact values, and what control variates left out.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/control.h"
#include "qsweep/memory.h"
#include "qsweep/view.h"

void qs_view_clear_numbers(qs_view_numbers *numbers)
{
    qs_free(numbers->mean);
    qs_free(numbers->lower);
    qs_free(numbers->upper);
    qs_free(numbers->exact);
    qs_free(numbers->deviation);
    qs_free(numbers->n);
    qs_free(numbers->all);
    *numbers = (qs_view_numbers){0};
}

static size_t width_of(const qs_view *view, qs_scope scope, qs_metric metric)
{
    const qs_layout *layout = &view->about->layout;
    return qs_view_n_slots(view, scope) * (size_t)qs_layout_n_items(layout, metric);
}

static qs_status read_statistics(const qs_view *view, qs_scope scope, qs_metric metric,
                                 qs_view_numbers *numbers)
{
    const struct {
        qs_statistic statistic;
        double **values;
    } wanted[] = {{QS_MEAN, &numbers->mean}, {QS_LOWER, &numbers->lower}, {QS_UPPER, &numbers->upper}};
    uint64_t n_scenarios = view->about->n_scenarios;
    qs_status status = QS_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        status = qs_calloc(n_scenarios, width_of(view, scope, metric) * sizeof(double), wanted[i].values);
        if (!status)
            status =
                qs_view_read(view, scope, metric, wanted[i].statistic, 0, n_scenarios, *wanted[i].values);
    }
    return status;
}

/* With control variates it counts which means could not be corrected. */
static qs_status read_counts(const qs_view *view, qs_scope scope, qs_metric metric, qs_view_numbers *numbers)
{
    uint64_t n_scenarios = view->about->n_scenarios;
    if (!view->about->has_controls || qs_metric_get(metric)->shape == QS_PER_QUANTILE)
        return QS_OK;
    qs_status status = qs_calloc(n_scenarios, width_of(view, scope, metric) * sizeof(double), &numbers->n);
    if (!status)
        status = qs_calloc(n_scenarios, sizeof(double), &numbers->all);
    if (!status)
        status = qs_view_read(view, scope, metric, QS_N_OBSERVED, 0, n_scenarios, numbers->n);
    return status ? status
                  : qs_results_read(view->results, QS_SYSTEM, QS_METRIC_arrived, QS_N_OBSERVED, 0,
                                    n_scenarios, numbers->all);
}

static qs_status read_exact(const qs_view *view, qs_scope scope, qs_metric metric, qs_view_numbers *numbers)
{
    uint64_t n_scenarios = view->about->n_scenarios;
    size_t width = width_of(view, scope, metric);
    if (!qs_view_has_theory(view, scope, metric))
        return QS_OK;
    qs_status status = qs_calloc(n_scenarios, width * sizeof(double), &numbers->exact);
    if (!status)
        status = qs_calloc(n_scenarios, width * sizeof(double), &numbers->deviation);
    return status ? status
                  : qs_results_read_exact(view->results, scope, metric, 0, n_scenarios, numbers->exact,
                                          numbers->deviation);
}

qs_status qs_view_read_numbers(const qs_view *view, qs_scope scope, qs_metric metric,
                               qs_view_numbers *numbers)
{
    *numbers = (qs_view_numbers){0};
    qs_status status = read_statistics(view, scope, metric, numbers);
    if (!status)
        status = read_counts(view, scope, metric, numbers);
    if (!status)
        status = read_exact(view, scope, metric, numbers);
    if (status)
        qs_view_clear_numbers(numbers);
    return status;
}

uint64_t qs_view_place(const qs_view *view, qs_scope scope, qs_metric metric, uint64_t scenario, int slot,
                       int item)
{
    const qs_layout *layout = &view->about->layout;
    uint64_t n_items = (uint64_t)qs_layout_n_items(layout, metric);
    return (scenario * (uint64_t)qs_view_n_slots(view, scope) + (uint64_t)slot) * n_items + (uint64_t)item;
}

bool qs_view_is_uncorrected(const qs_view_numbers *numbers, uint64_t scenario, uint64_t at)
{
    return numbers->n && numbers->n[at] > 0 &&
           (numbers->n[at] < numbers->all[scenario] || numbers->n[at] < QS_CONTROL_LEAST);
}
