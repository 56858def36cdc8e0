/* What `qsweep check` says of results by interval: which intervals there are, and how large that is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "check_internal.h"
#include "qsweep/daytime.h"

/* Equal lengths, but for the last, which the horizon may cut? */
static bool are_even(const double *edges, int n)
{
    double length = edges[1] - edges[0];
    for (int i = 1; i < n - 1; i++)
        if (fabs(edges[i + 1] - edges[i] - length) > 1e-9 * edges[n])
            return false;
    return edges[n] - edges[n - 1] <= length * (1 + 1e-9);
}

/* Numbers of summaries (mean, sd, both ends, n) in the results file, as MB. */
static double megabytes(const qs_plan *plan, uint64_t n_values, bool has_rows)
{
    double a_value = 4 * sizeof(double) + sizeof(int32_t);
    if (has_rows)
        a_value += (double)plan->n_replications * sizeof(double);
    return (double)plan->n_scenarios * (double)n_values * a_value / 1e6;
}

void qs_check_intervals(const qs_study *study, const qs_model *model, char *out, size_t size)
{
    const qs_output_rule *output = &model->output;
    const qs_plan *plan = qs_study_plan(study);
    const char *clock = qs_study_clock(study), *unit = qs_study_time_unit(study);
    char from[QS_DAYTIME_TEXT], to[QS_DAYTIME_TEXT], length[64] = "";
    int n = output->n_intervals, n_windows = qs_model_n_rows(model);
    out[0] = '\0';
    if (n == 0)
        return;
    uint64_t n_values = qs_layout_count_intervals((uint64_t)model->n_classes, (uint64_t)n_windows,
                                                  output->has_interval_quantiles ? output->n_quantiles : 0,
                                                  output->n_thresholds, (uint64_t)n);
    if (n > 1 && are_even(output->edges, n))
        snprintf(length, sizeof length, " of %.10g %s", output->edges[1] - output->edges[0], unit);
    snprintf(
        out, size,
        "by interval: %d%s, from %s to %s%s%s, of the system, %d class%s and %d window%s: %llu numbers, %.3g "
        "MB in the results file%s\n",
        n, length, qs_instant_text(clock, unit, output->edges[0], from),
        qs_instant_text(clock, unit, output->edges[n], to), clock ? "" : " ", clock ? "" : unit,
        model->n_classes, model->n_classes == 1 ? "" : "es", n_windows, n_windows == 1 ? "" : "s",
        (unsigned long long)n_values, megabytes(plan, n_values, plan->keep_rows),
        output->has_interval_quantiles || output->n_quantiles == 0
            ? ""
            : "; without wait_quantile (output.intervals.quantiles: true)");
}
