/* How many of the waits shown the end of a replication cut short.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/memory.h"
#include "qsweep/view.h"

static const double WORTH_NOTING = 0.01;

bool qs_view_is_of_waits(qs_metric metric)
{
    return metric == QS_METRIC_wait_mean || metric == QS_METRIC_wait_sd || metric == QS_METRIC_wait_max ||
           metric == QS_METRIC_wait_quantile || metric == QS_METRIC_wait_over ||
           metric == QS_METRIC_service_level;
}

qs_status qs_view_find_censored(const qs_view *view, double *share)
{
    uint64_t n_scenarios = view->about->n_scenarios;
    uint64_t n_members = (uint64_t)view->about->layout.n_members[view->scope];
    double *values = NULL;
    *share = 0;
    if (!qs_results_has(view->results, view->scope, QS_METRIC_wait_censored) ||
        !qs_results_has(view->results, view->scope, QS_METRIC_arrived))
        return QS_OK;
    qs_status status = qs_calloc(n_scenarios, 2 * n_members * sizeof *values, &values);
    double *arrived = status ? NULL : values + n_scenarios * n_members;
    if (!status)
        status = qs_results_read(view->results, view->scope, QS_METRIC_wait_censored, QS_MEAN, 0, n_scenarios,
                                 values);
    if (!status)
        status =
            qs_results_read(view->results, view->scope, QS_METRIC_arrived, QS_MEAN, 0, n_scenarios, arrived);
    for (uint64_t i = 0; i < view->n_rows && !status; i++) {
        uint64_t at = view->rows[i].scenario * n_members + (uint64_t)view->rows[i].member;
        if (values[at] > *share * arrived[at]) /* not of a scenario that has not run */
            *share = values[at] / arrived[at];
    }
    qs_free(values);
    return status;
}

void qs_view_note_censored(double share, FILE *out)
{
    if (!(share > WORTH_NOTING))
        return;
    fprintf(out,
            "\nwaits cut short: of up to %.*f %% of those who arrived it was not\n"
            "complete at their replication's end (wait_censored). These are\n"
            "in no mean, so waits come out too short. at_horizon: drain\n"
            "serves everybody to the end; where queues do not keep growing,\n"
            "a longer horizon helps.\n",
            share < 0.1, 100 * share);
}
