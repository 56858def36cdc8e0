/* Results by interval in the results file: the group `interval`, with a group for each scope below it.
 *
 * Each has the dimension `interval`, with `start` and `end` as its coordinates, and of the metrics of its
 * scope those that are measured by interval.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "store_internal.h"

static qs_status list_metric(qs_store *store, qs_group *group, qs_store_batch *batch, qs_scope scope,
                             qs_metric metric)
{
    const qs_layout *layout = store->header.layout;
    const qs_spot first = {.scope = scope, .metric = metric, .interval = 1};
    qs_column column = qs_schema_metric_column(store, group, scope, metric);
    column.meaning = qs_metric_get(metric)->meaning;
    column.interval = &group->interval;
    column.stride = layout->interval_width[scope] * layout->n_intervals;
    column.first = qs_layout_spot(layout, &first);
    column.n_items = qs_layout_n_interval_items(layout, scope, metric) * layout->n_intervals;
    return column.first < 0 ? QS_OK : qs_schema_list(store, group, batch, &column);
}

/* The dimension, and the instants at which its intervals start and end. */
static qs_status create_dimension(qs_store *store, qs_group *group)
{
    uint64_t n = (uint64_t)store->header.layout->n_intervals;
    const double *edges = store->header.edges;
    qs_variable variable = {
        .units = store->header.time_unit, .type = H5T_IEEE_F64LE, .rank = 1, .scales = {&group->interval}};
    qs_status status = qs_schema_index(store, group->id, "interval", n, &group->interval);
    variable.name = "start";
    variable.long_name = "start of the interval, since the beginning of a replication";
    if (!status)
        status = qs_h5_array(&store->h5, group->id, &variable, H5T_NATIVE_DOUBLE, edges);
    variable.name = "end";
    variable.long_name = "end of the interval, since the beginning of a replication";
    if (!status)
        status = qs_h5_array(&store->h5, group->id, &variable, H5T_NATIVE_DOUBLE, edges + 1);
    return status;
}

/* Of the whole only, or of none. */
static bool has_none(const qs_store *store, int scope)
{
    return scope == QS_RESOURCE || store->header.layout->n_members[scope] == 0;
}

qs_status qs_schema_list_intervals(qs_store *store, qs_group *groups, qs_store_batch *batch)
{
    qs_status status = QS_OK;
    for (int scope = 0; store->header.layout->n_intervals > 0 && scope < QS_N_SCOPES; scope++)
        for (int metric = 0; !has_none(store, scope) && metric < QS_N_METRICS && !status; metric++)
            status = list_metric(store, &groups[scope], batch, (qs_scope)scope, (qs_metric)metric);
    return status;
}

static qs_status create_group(qs_store *store, hid_t parent, qs_scope scope, qs_group *group,
                              qs_store_batch *batch)
{
    if (has_none(store, (int)scope))
        return QS_OK;
    qs_status status = qs_h5_group(&store->h5, parent, qs_scope_name(scope), &group->id);
    if (!status && batch == &store->row_batch)
        status = qs_schema_index(store, group->id, "replication", store->header.plan->n_replications,
                                 &group->replication);
    if (!status)
        status = qs_schema_members(store, scope, group);
    if (!status)
        status = create_dimension(store, group);
    if (!status)
        status = qs_schema_items(store, group);
    if (!status)
        status = qs_schema_repeat_axes(store, group->id);
    return status ? status : qs_schema_columns(store, group, batch);
}

static qs_status name_coordinates(qs_store *store)
{
    if (store->interval_coordinates)
        return QS_OK;
    const char *axes = store->coordinates ? store->coordinates : "";
    size_t size = strlen(axes) + sizeof "start end ";
    qs_status status = qs_calloc(size, 1, &store->interval_coordinates);
    if (!status)
        snprintf(store->interval_coordinates, size, "start end%s%s", *axes ? " " : "", axes);
    return status;
}

qs_status qs_schema_intervals(qs_store *store, hid_t parent, qs_group *groups, qs_store_batch *batch)
{
    hid_t group = -1;
    if (store->header.layout->n_intervals == 0)
        return QS_OK;
    qs_status status = name_coordinates(store);
    if (!status)
        status = qs_h5_group(&store->h5, parent, "interval", &group);
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++)
        status = create_group(store, group, (qs_scope)scope, &groups[scope], batch);
    return status;
}
