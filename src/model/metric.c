/* The list of metrics as data, and the layout of a row.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/metric.h"

#include <string.h>

static const qs_metric_info metrics[QS_N_METRICS] = {
#define QS_METRIC_INFO(name, unit, scopes, shape, meaning)                                                   \
    {#name, meaning, QS_UNIT_##unit, QS_IN_##scopes, QS_##shape},
    QS_METRIC_LIST(QS_METRIC_INFO)
#undef QS_METRIC_INFO
};

const qs_metric_info *qs_metric_get(qs_metric metric)
{
    return &metrics[metric];
}

const char *qs_metric_meaning(qs_metric metric, qs_scope scope)
{
    if (scope == QS_RESOURCE && metric == QS_METRIC_wait_mean)
        return "mean time that those whose service began had waited while servers for it were idle, for want "
               "of its units";
    if (scope == QS_RESOURCE && metric == QS_METRIC_utilisation)
        return "mean share of units held";
    return metrics[metric].meaning;
}

qs_metric qs_metric_find(const char *name)
{
    int metric = 0;
    while (metric < QS_N_METRICS && strcmp(metrics[metric].name, name) != 0)
        metric++;
    return (qs_metric)metric;
}

const char *qs_scope_name(qs_scope scope)
{
    static const char *const names[QS_N_SCOPES] = {"system", "class", "window", "line", "resource"};
    return names[scope];
}

int qs_layout_n_items(const qs_layout *layout, qs_metric metric)
{
    switch (metrics[metric].shape) {
    case QS_PER_QUANTILE:
        return layout->n_quantiles;
    case QS_PER_THRESHOLD:
        return layout->n_thresholds;
    case QS_PER_LEVEL:
        return layout->n_levels;
    default:
        return 1;
    }
}

const char *qs_abandoned_word(qs_abandoned abandoned)
{
    static const char *const words[] = {
#define QS_ABANDONED_WORD(name) #name,
        QS_ABANDONED_LIST(QS_ABANDONED_WORD)
#undef QS_ABANDONED_WORD
    };
    return words[abandoned];
}

/* Sizes are set: where the metrics lie. */
static void place_metrics(qs_layout *layout)
{
    layout->n_values = layout->n_histograms = 0;
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        layout->width[scope] = 0;
        for (int metric = 0; metric < QS_N_METRICS; metric++) {
            bool exists = metrics[metric].scopes & (1U << scope) &&
                          (metric != QS_METRIC_cost || layout->has_cost) &&
                          (metric != QS_METRIC_persons || layout->has_persons);
            layout->offset[scope][metric] = exists ? layout->width[scope] : -1;
            if (exists)
                layout->width[scope] += qs_layout_n_items(layout, (qs_metric)metric);
        }
        layout->start[scope] = layout->n_values;
        layout->n_values += layout->width[scope] * layout->n_members[scope];
        layout->n_histograms += 2 * layout->n_members[scope];
    }
    layout->growth_start = layout->n_values;
    layout->n_values += 1 + layout->n_members[QS_WINDOW];
}

void qs_layout_init(qs_layout *layout, int n_classes, int n_windows, int n_quantiles, int n_thresholds)
{
    *layout = (qs_layout){
        .n_members = {1, n_classes, n_windows}, .n_quantiles = n_quantiles, .n_thresholds = n_thresholds};
    place_metrics(layout);
}

void qs_layout_init_priced(qs_layout *layout, int n_classes, int n_windows, int n_quantiles, int n_thresholds)
{
    *layout = (qs_layout){.n_members = {1, n_classes, n_windows},
                          .n_quantiles = n_quantiles,
                          .n_thresholds = n_thresholds,
                          .has_cost = true};
    place_metrics(layout);
}

void qs_layout_add_resources(qs_layout *layout, int n, bool has_persons)
{
    layout->n_members[QS_RESOURCE] = n;
    layout->has_persons = has_persons;
    place_metrics(layout);
}

void qs_layout_add_lines(qs_layout *layout, int n)
{
    layout->n_members[QS_LINE] = n;
    place_metrics(layout);
}

void qs_layout_add_levels(qs_layout *layout, int n)
{
    layout->n_levels = n;
    place_metrics(layout);
}

/* One of a product and a sum, as far as 64 bits go. */
static uint64_t add_product(uint64_t sum, uint64_t a, uint64_t b)
{
    return b > 0 && a > (UINT64_MAX - sum) / b ? UINT64_MAX : sum + a * b;
}

uint64_t qs_layout_count(uint64_t n_classes, uint64_t n_windows, uint64_t n_quantiles, uint64_t n_thresholds,
                         uint64_t n_times)
{
    const uint64_t n_members[QS_N_SCOPES] = {1, n_classes, n_windows}; /* resources are few */
    uint64_t n = 1 + n_windows;                                        /* growth */
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        uint64_t width = 0;
        for (int metric = 0; metric < QS_N_METRICS; metric++)
            if (metrics[metric].scopes & (1U << scope))
                width += metrics[metric].shape == QS_PER_QUANTILE    ? n_quantiles
                         : metrics[metric].shape == QS_PER_THRESHOLD ? n_thresholds
                         : metrics[metric].shape == QS_PER_LEVEL     ? 0
                                                                     : 1;
        n = add_product(n, width, n_members[scope]);
    }
    return add_product(n, QS_N_SERIES * n_windows, n_times);
}

uint64_t qs_layout_count_levels(uint64_t n_classes, uint64_t n_windows, uint64_t n_levels,
                                uint64_t n_intervals)
{
    return add_product(0, (1 + n_classes + n_windows) * n_levels, 1 + n_intervals);
}

int qs_layout_growth(const qs_layout *layout, qs_scope scope, int member)
{
    return layout->growth_start + (scope == QS_SYSTEM ? 0 : 1 + member);
}

bool qs_layout_is_growth(const qs_layout *layout, int value)
{
    return value >= layout->growth_start && value <= layout->growth_start + layout->n_members[QS_WINDOW];
}

void qs_layout_add_series(qs_layout *layout, int n_times)
{
    layout->n_times = n_times;
    layout->series_start = layout->n_values;
    layout->n_values += QS_N_SERIES * layout->n_members[QS_WINDOW] * n_times;
}

void qs_layout_add_controls(qs_layout *layout, int n)
{
    layout->n_controls = n;
    layout->controls_start = layout->n_values;
    layout->n_values += n;
}

int qs_layout_series(const qs_layout *layout, qs_series series, int window, int time)
{
    return layout->series_start + ((int)series * layout->n_members[QS_WINDOW] + window) * layout->n_times +
           time;
}

const char *qs_series_name(qs_series series)
{
    static const char *const names[] = {
#define QS_SERIES_NAME(name, meaning) #name,
        QS_SERIES_LIST(QS_SERIES_NAME)
#undef QS_SERIES_NAME
    };
    return names[series];
}

const char *qs_series_meaning(qs_series series)
{
    static const char *const meanings[] = {
#define QS_SERIES_MEANING(name, meaning) meaning,
        QS_SERIES_LIST(QS_SERIES_MEANING)
#undef QS_SERIES_MEANING
    };
    return meanings[series];
}

int qs_layout_index(const qs_layout *layout, qs_scope scope, int member, qs_metric metric, int item)
{
    int offset = layout->offset[scope][metric];
    if (offset < 0 || member < 0 || member >= layout->n_members[scope] || item < 0 ||
        item >= qs_layout_n_items(layout, metric))
        return -1;
    return layout->start[scope] + member * layout->width[scope] + offset + item;
}

int qs_layout_histogram(const qs_layout *layout, qs_scope scope, int member)
{
    int before = 0;
    for (int s = 0; s < (int)scope; s++)
        before += layout->n_members[s];
    return 2 * (before + member);
}
