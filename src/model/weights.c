/* output.weighting: customers: how many customers a mean is of, and where that lies in a row.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/metric.h"
#include "qsweep/model.h"

/* Of one member in the whole or in one interval: complete waits, sojourns, those known of each threshold and
 * each level. Of the shares of outcomes it is those who arrived, who are in the row. */
enum { WAITS, SOJOURNS, KNOWN };

static int width(const qs_layout *layout)
{
    return KNOWN + layout->n_thresholds + layout->n_levels;
}

void qs_layout_add_weights(qs_layout *layout)
{
    int n_members = 0;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        n_members += layout->n_members[scope];
    layout->weights_start = layout->n_values;
    layout->n_weights = n_members * (1 + layout->n_intervals) * width(layout);
    layout->n_values += layout->n_weights;
}

bool qs_metric_is_weighted(qs_metric metric)
{
    switch (metric) {
    case QS_METRIC_wait_mean:
    case QS_METRIC_sojourn_mean:
    case QS_METRIC_wait_over:
    case QS_METRIC_service_level:
    case QS_METRIC_reneged_share:
    case QS_METRIC_rejected_share:
    case QS_METRIC_balked_share:
    case QS_METRIC_dropped_share:
    case QS_METRIC_served_share:
        return true;
    default:
        return false;
    }
}

int qs_layout_weight(const qs_layout *layout, const qs_spot *spot)
{
    int slot = WAITS;
    if (layout->n_weights == 0 || spot->metric >= QS_N_METRICS || !qs_metric_is_weighted(spot->metric) ||
        qs_layout_spot(layout, spot) == QS_NONE)
        return QS_NONE;
    if (spot->metric == QS_METRIC_sojourn_mean) {
        slot = SOJOURNS;
    } else if (spot->metric == QS_METRIC_wait_over) {
        slot = KNOWN + spot->item;
    } else if (spot->metric == QS_METRIC_service_level) {
        slot = KNOWN + layout->n_thresholds + spot->item;
    } else if (spot->metric != QS_METRIC_wait_mean) {
        qs_spot arrived = *spot;
        arrived.metric = QS_METRIC_arrived;
        return qs_layout_spot(layout, &arrived);
    }
    int member = qs_layout_histogram(layout, spot->scope, spot->member) / 2;
    return layout->weights_start + (member * (1 + layout->n_intervals) + spot->interval) * width(layout) +
           slot;
}

void qs_layout_weights(const qs_layout *layout, int *weight_of)
{
    for (int v = 0; v < layout->n_values; v++)
        weight_of[v] = QS_NONE;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            for (int metric = 0; metric < QS_N_METRICS; metric++)
                for (int item = 0; item < qs_layout_n_items(layout, (qs_metric)metric); item++)
                    for (int interval = QS_WHOLE; interval <= layout->n_intervals; interval++) {
                        qs_spot spot = {(qs_scope)scope, member, (qs_metric)metric, item, interval};
                        int weight = qs_layout_weight(layout, &spot);
                        if (weight != QS_NONE)
                            weight_of[qs_layout_spot(layout, &spot)] = weight;
                    }
}
