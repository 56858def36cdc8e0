/* What is compared with what, and the words for it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/comparison.h"
#include "qsweep/memory.h"

static qs_status check(const qs_comparison_request *wanted, const qs_comparison *c)
{
    const qs_results_about *about = c->view.about;
    if (c->metric.n_items > 1)
        return qs_fail(QS_ERROR_USAGE, "%s has %d values: which one? Write %s_NUMBER", wanted->metric,
                       c->metric.n_items, wanted->metric);
    if (wanted->baseline >= about->n_scenarios)
        return qs_fail(QS_ERROR_USAGE, "--baseline %llu: scenarios are counted from 0 to %llu",
                       (unsigned long long)wanted->baseline, (unsigned long long)about->n_scenarios - 1);
    if (about->n_scenarios == 1)
        return qs_fail(QS_ERROR_USAGE, "%s: there is one scenario, so nothing to compare it with",
                       wanted->path);
    if (!about->has_rows)
        return qs_fail(QS_ERROR_FORMAT,
                       "%s: scenarios are compared replication by replication, and these were not kept: run "
                       "the study again with -s output.replications=true",
                       wanted->path);
    return QS_OK;
}

static qs_status drop_baseline(qs_comparison *c)
{
    qs_view *view = &c->view;
    uint64_t kept = 0, last = UINT64_MAX;
    view->n_chosen = 0;
    for (uint64_t i = 0; i < view->n_rows; i++) {
        if (view->rows[i].scenario == c->baseline)
            continue;
        view->n_chosen += view->rows[i].scenario != last;
        last = view->rows[i].scenario;
        view->rows[kept++] = view->rows[i];
    }
    view->n_rows = kept;
    return kept > 0 ? QS_OK : qs_fail(QS_ERROR_USAGE, "nothing but the baseline is left to compare");
}

qs_status qs_comparison_choose(const qs_comparison_request *wanted, const qs_results *results,
                               qs_comparison *c)
{
    const qs_results_about *about = qs_results_get_about(results);
    *c = (qs_comparison){.view = {.results = results, .about = about, .scope = wanted->scope},
                         .baseline = wanted->baseline,
                         .is_paired = about->common_random_numbers,
                         .is_corrected = wanted->correction == QS_BONFERRONI,
                         .confidence = isnan(wanted->confidence) ? about->confidence : wanted->confidence};
    qs_status status = wanted->intervals ? qs_view_choose_intervals(&c->view, wanted->intervals) : QS_OK;
    if (!status)
        status = qs_view_choose_metric(&c->view, wanted->metric, &c->metric);
    if (!status)
        status = check(wanted, c);
    if (!status)
        status = qs_view_choose_rows(&c->view, wanted->conditions, wanted->members);
    return status ? status : drop_baseline(c);
}

void qs_comparison_clear(qs_comparison *c)
{
    qs_free(c->compared);
    qs_view_clear(&c->view);
    *c = (qs_comparison){0};
}

/* ---- words ---- */

const char *qs_comparison_metric(const qs_comparison *c, char text[2 * QS_NUMBER_TEXT])
{
    const qs_results_about *about = c->view.about;
    const qs_metric_info *info = qs_metric_get(c->metric.metric);
    const double *items = info->shape == QS_PER_QUANTILE ? about->quantiles : about->thresholds;
    if (info->shape == QS_SCALAR)
        snprintf(text, 2 * QS_NUMBER_TEXT, "%s", info->name);
    else
        snprintf(text, 2 * QS_NUMBER_TEXT, "%s_%.10g", info->name, items[c->metric.first_item]);
    return text;
}

bool qs_comparison_is_of_quantiles(const qs_comparison *c)
{
    return qs_metric_get(c->metric.metric)->shape == QS_PER_QUANTILE;
}

const char *qs_comparison_method(const qs_comparison *c)
{
    if (qs_comparison_is_of_quantiles(c))
        return c->is_paired ? "paired MOVER" : "MOVER";
    return c->is_paired ? "paired t" : "Welch";
}

const char *qs_comparison_correction(const qs_comparison *c)
{
    return c->is_corrected ? "bonferroni" : "none";
}
