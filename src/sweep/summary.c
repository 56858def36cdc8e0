/* The summary of a scenario, from its folded replications.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/memory.h"
#include "sweep_internal.h"

static qs_status summary_init(qs_summary *summary, const qs_layout *layout)
{
    size_t n_values = (size_t)layout->n_values;
    memset(summary, 0, sizeof *summary);
    summary->n_values = layout->n_values;
    qs_status status = qs_calloc(n_values, sizeof *summary->n, &summary->n);
    double **columns[] = {&summary->mean, &summary->sd, &summary->lower, &summary->upper};
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = qs_calloc(n_values, sizeof(double), columns[i]);
    if (status)
        qs_summary_clear(summary);
    return status;
}

static void put_value(qs_summary *summary, const qs_evidence *evidence, const qs_value *value)
{
    qs_estimate estimate = qs_estimate_value(evidence, value);
    int v = value->index;
    summary->n[v] = estimate.n;
    summary->mean[v] = estimate.mean;
    summary->sd[v] = estimate.sd;
    summary->lower[v] = estimate.lower;
    summary->upper[v] = estimate.upper;
}

/* All values of the metrics in one interval, or in the whole. */
static void put_interval(qs_summary *summary, const qs_evidence *evidence, int interval)
{
    const qs_layout *layout = evidence->layout;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            for (int metric = 0; metric < QS_N_METRICS; metric++)
                for (int item = 0; item < qs_layout_n_items(layout, (qs_metric)metric); item++) {
                    qs_spot spot = {(qs_scope)scope, member, (qs_metric)metric, item, interval};
                    qs_value value = qs_value_at(layout, &spot);
                    if (value.index >= 0)
                        put_value(summary, evidence, &value);
                }
}

/* Values that are of no metric: growth, series, controls. */
static void put_others(qs_summary *summary, const qs_evidence *evidence, int from, int end)
{
    for (qs_value value = {.metric = QS_N_METRICS, .index = from}; value.index < end; value.index++)
        put_value(summary, evidence, &value);
}

static void put_values(qs_summary *summary, const qs_evidence *evidence)
{
    const qs_layout *layout = evidence->layout;
    for (int interval = QS_WHOLE; interval <= layout->n_intervals; interval++)
        put_interval(summary, evidence, interval);
    if (layout->n_intervals == 0) {
        put_others(summary, evidence, layout->growth_start, layout->n_values);
        return;
    }
    put_others(summary, evidence, layout->growth_start, layout->interval_start[QS_SYSTEM]);
    put_others(summary, evidence, layout->n_values - layout->n_controls - layout->n_weights,
               layout->n_values);
}

/* Packed, for it may wait behind a slower scenario. */
static qs_status put_histograms(qs_summary *summary, const qs_block *folded, const qs_layout *layout)
{
    qs_status status = QS_OK;
    for (int i = 0; i < qs_layout_n_whole_histograms(layout) && !status; i++)
        status = qs_histogram_pack(qs_block_histogram(folded, i), &summary->histograms);
    return status;
}

qs_status qs_points_of(const qs_block *folded, const qs_layout *layout, const double *quantiles,
                       const qs_section_point **points, qs_section_point **found)
{
    *found = NULL;
    *points = folded->points;
    if (folded->points || layout->n_quantiles == 0)
        return QS_OK;
    qs_status status = qs_points_find(folded, layout, quantiles, found);
    *points = *found;
    return status;
}

qs_status qs_summarise(const qs_block *folded, const qs_plan *plan, const qs_layout *layout,
                       const double *quantiles, qs_t_cache *cache, qs_summary *summary)
{
    const qs_section_point *points;
    qs_section_point *found;
    qs_status status = qs_points_of(folded, layout, quantiles, &points, &found);
    memset(summary, 0, sizeof *summary);
    if (!status)
        status = summary_init(summary, layout);
    if (status) {
        qs_free(found);
        return status;
    }
    cache->confidence = plan->confidence;
    qs_evidence evidence = qs_evidence_of(folded, layout, points, cache);
    put_values(summary, &evidence);
    qs_free(found);
    summary->scenario = folded->scenario;
    summary->n_replications = folded->n;
    summary->n_failed = folded->n_failed;
    summary->failed_first = folded->failed_first;
    summary->failed_status = folded->failed_status;
    if (plan->keep_histograms)
        status = put_histograms(summary, folded, layout);
    if (status)
        qs_summary_clear(summary);
    return status;
}

qs_status qs_beginning_close(qs_block *beginning, const qs_plan *plan, const qs_layout *layout,
                             const double *quantiles)
{
    if (plan->n_untils > 0 || layout->n_quantiles == 0 || beginning->points ||
        beginning->index < qs_plan_n_blocks(plan))
        return QS_OK;
    qs_status status = qs_points_find(beginning, layout, quantiles, &beginning->points);
    if (status)
        return status;
    beginning->n_points = layout->n_quantiles;
    qs_sections_clear(&beginning->sections);
    return QS_OK;
}

qs_status qs_beginning_summarise(const qs_block *beginning, const qs_plan *plan, const qs_layout *layout,
                                 const double *quantiles, qs_summary *summary)
{
    qs_t_cache cache = {0};
    qs_status status = qs_summarise(beginning, plan, layout, quantiles, &cache, summary);
    summary->is_partial = true;
    return status;
}
