/* The values of intervals in a row: where they lie, and how many there are.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/metric.h"

#include "qsweep/model.h"

static const bool has_intervals[QS_N_METRICS] = {
#define QS_INTERVAL_METRIC(name) [QS_METRIC_##name] = true,
    QS_INTERVAL_METRIC_LIST(QS_INTERVAL_METRIC)
#undef QS_INTERVAL_METRIC
};

bool qs_metric_has_intervals(qs_metric metric)
{
    return has_intervals[metric];
}

/* Of one interval of one member; the shape's numbers given. */
static uint64_t n_items(qs_scope scope, qs_metric metric, uint64_t n_quantiles, uint64_t n_thresholds,
                        uint64_t n_levels)
{
    const qs_metric_info *info = qs_metric_get(metric);
    if (!has_intervals[metric] || !(info->scopes & (1U << scope)) || scope == QS_RESOURCE)
        return 0;
    return info->shape == QS_PER_QUANTILE    ? n_quantiles
           : info->shape == QS_PER_THRESHOLD ? n_thresholds
           : info->shape == QS_PER_LEVEL     ? n_levels
                                             : 1;
}

int qs_layout_n_interval_items(const qs_layout *layout, qs_scope scope, qs_metric metric)
{
    uint64_t n_quantiles = layout->has_interval_quantiles ? (uint64_t)layout->n_quantiles : 0;
    if (layout->n_intervals == 0)
        return 0;
    return (int)n_items(scope, metric, n_quantiles, (uint64_t)layout->n_thresholds,
                        (uint64_t)layout->n_levels);
}

uint64_t qs_layout_count_intervals(uint64_t n_classes, uint64_t n_windows, uint64_t n_quantiles,
                                   uint64_t n_thresholds, uint64_t n_intervals)
{
    const uint64_t n_members[QS_N_SCOPES] = {1, n_classes, n_windows};
    double n = 0; /* counts are at most 2^31 each, and what is too many need not be exact */
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        uint64_t width = 0;
        for (int metric = 0; metric < QS_N_METRICS; metric++)
            width += n_items((qs_scope)scope, (qs_metric)metric, n_quantiles, n_thresholds, 0);
        n += (double)width * (double)n_members[scope] * (double)n_intervals;
    }
    return n < 0x1p62 ? (uint64_t)n : UINT64_C(1) << 62;
}

static int count_members(const qs_layout *layout)
{
    int n = 0;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        n += layout->n_members[scope];
    return n;
}

int qs_layout_n_whole_histograms(const qs_layout *layout)
{
    return 2 * count_members(layout);
}

void qs_layout_add_intervals(qs_layout *layout, int n, bool has_quantiles)
{
    layout->n_intervals = n;
    layout->has_interval_quantiles = n > 0 && has_quantiles && layout->n_quantiles > 0;
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        int width = 0;
        for (int metric = 0; metric < QS_N_METRICS; metric++) {
            int items = qs_layout_n_interval_items(layout, (qs_scope)scope, (qs_metric)metric);
            layout->interval_offset[scope][metric] = items > 0 ? width : QS_NONE;
            width += items;
        }
        layout->interval_width[scope] = width;
        layout->interval_start[scope] = layout->n_values;
        layout->n_values += width * layout->n_members[scope] * n;
    }
    if (layout->has_interval_quantiles)
        layout->n_histograms += 2 * n * count_members(layout);
}

int qs_layout_spot(const qs_layout *layout, const qs_spot *spot)
{
    if (spot->interval == QS_WHOLE)
        return qs_layout_index(layout, spot->scope, spot->member, spot->metric, spot->item);
    int items = qs_layout_n_interval_items(layout, spot->scope, spot->metric), n = layout->n_intervals;
    if (spot->member < 0 || spot->member >= layout->n_members[spot->scope] || spot->item < 0 ||
        spot->item >= items || spot->interval < 0 || spot->interval > n)
        return QS_NONE;
    return layout->interval_start[spot->scope] + spot->member * layout->interval_width[spot->scope] * n +
           layout->interval_offset[spot->scope][spot->metric] * n + (spot->interval - 1) * items + spot->item;
}

int qs_layout_spot_histogram(const qs_layout *layout, const qs_spot *spot)
{
    int whole = qs_layout_histogram(layout, spot->scope, spot->member);
    if (spot->interval == QS_WHOLE)
        return whole;
    if (!layout->has_interval_quantiles || spot->interval > layout->n_intervals)
        return QS_NONE;
    return qs_layout_n_whole_histograms(layout) + whole * layout->n_intervals + 2 * (spot->interval - 1);
}
