/* The columns of the results file: which there are, in the order in which rows and summaries are put into them, and
 * their datasets.
 *
 * They are listed first, for the batches' sake, and made when the file is laid out (qs_schema_create): then what has been
 * put is written, and what is complete is closed again.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "store_internal.h"

static const char *meaning_of(const qs_store *store, const qs_column *what, char *text, size_t size)
{
    char by_interval[256];
    qs_column of_interval = *what;
    const qs_column *column = what->interval ? &of_interval : what;
    snprintf(by_interval, sizeof by_interval, "by interval: %s", what->meaning);
    of_interval.meaning = by_interval;
    double percent = 100 * store->header.plan->confidence;
    const char *pairs = store->header.plan->antithetic ? "antithetic pairs of " : "";
    switch (column->part) {
    case QS_SD:
        snprintf(text, size, "standard deviation over %sreplications%s: %s", pairs,
                 store->header.layout->n_controls > 0 ? ", as far as control variates leave it" : "",
                 column->meaning);
        return text;
    case QS_LOWER:
        snprintf(text, size, "lower end of the %.10g %% interval: %s", percent, column->meaning);
        return text;
    case QS_UPPER:
        snprintf(text, size, "upper end of the %.10g %% interval: %s", percent, column->meaning);
        return text;
    case QS_EXACT:
        snprintf(text, size, "exact steady-state value: %s", column->meaning);
        return text;
    case QS_DEVIATION:
        snprintf(text, size, "standard errors that the mean lies above the exact value: %s", column->meaning);
        return text;
    case QS_N_OBSERVED:
        snprintf(text, size, "%sreplications in which it was observed: %s", pairs, column->meaning);
        return text;
    default:
        snprintf(text, size, "%s", column->meaning);
        return text;
    }
}

static const char *part_suffix(int part)
{
    if (part == QS_EXACT)
        return "_theory";
    if (part == QS_DEVIATION)
        return "_deviation";
    return part == QS_ROWS ? "" : qs_statistic_suffix((qs_statistic)part);
}

/* Scenarios in a chunk: a few KB, for those that are reported may stand far apart. */
static uint64_t sparse_chunk(const qs_variable *variable, size_t cell_size)
{
    enum { CHUNK_BYTES = 4096 };
    uint64_t n = variable->scales[0]->n, size = cell_size;
    for (int i = 1; i < variable->rank; i++)
        size *= variable->scales[i]->n;
    uint64_t fit = size < CHUNK_BYTES ? CHUNK_BYTES / size : 1;
    return fit < n ? fit : n;
}

static qs_status column_variable(qs_store *store, qs_column *column)
{
    qs_group *group = column->group;
    char name[64], meaning[384];
    snprintf(name, sizeof name, "%s%s", column->name, part_suffix(column->part));
    bool is_plain = column->part == QS_N_OBSERVED || column->part == QS_DEVIATION;
    qs_variable variable = {.name = name,
                            .units = is_plain ? "1" : column->unit,
                            .long_name = meaning_of(store, column, meaning, sizeof meaning),
                            .coordinates =
                                column->interval ? store->interval_coordinates : store->coordinates,
                            .type = column->part == QS_N_OBSERVED ? H5T_STD_I32LE : H5T_IEEE_F64LE,
                            .is_sparse = store->is_sparse && column->part != QS_EXACT};
    variable.scales[variable.rank++] = &store->scenario;
    if (column->part == QS_ROWS)
        variable.scales[variable.rank++] = &group->replication;
    if (column->scope != QS_SYSTEM)
        variable.scales[variable.rank++] = &group->member;
    if (column->interval)
        variable.scales[variable.rank++] = column->interval;
    if (column->item)
        variable.scales[variable.rank++] = column->item;
    if (variable.is_sparse)
        variable.chunk = sparse_chunk(&variable, column->cell_size);
    return qs_h5_variable(&store->h5, group->id, &variable, &column->dataset);
}

static qs_status make_column(qs_store *store, const qs_store_batch *batch, qs_column *column)
{
    qs_status status = column_variable(store, column);
    if (!status && batch->n_lines > 0)
        status = qs_batch_write(batch, &store->h5, column);
    if (!status && qs_batch_is_complete(batch) && H5Dclose(column->dataset) < 0)
        status = qs_h5_fail(store->part.part_path, "close", column->name);
    return status;
}

qs_status qs_schema_columns(qs_store *store, const qs_group *group, qs_store_batch *batch)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < batch->n_columns && !status; i++)
        if (batch->columns[i].group == group)
            status = make_column(store, batch, &batch->columns[i]);
    return status;
}

qs_status qs_schema_list(qs_store *store, qs_group *group, qs_store_batch *batch, const qs_column *what)
{
    bool is_rows = batch == &store->row_batch;
    qs_column column = *what;
    qs_status status = QS_OK;
    int last = is_rows ? QS_ROWS : column.has_exact ? QS_DEVIATION : QS_N_OBSERVED;
    column.group = group;
    for (int part = is_rows ? QS_ROWS : QS_MEAN; part <= last && !status; part++) {
        column.part = part;
        column.cell_size = part == QS_N_OBSERVED ? sizeof(int32_t) : sizeof(double);
        status = qs_batch_add(batch, &column);
    }
    return status;
}

qs_column qs_schema_metric_column(const qs_store *store, qs_group *group, qs_scope scope, qs_metric metric)
{
    const qs_metric_info *info = qs_metric_get(metric);
    qs_scale *const items[] = {[QS_SCALAR] = NULL,
                               [QS_PER_QUANTILE] = &group->quantile,
                               [QS_PER_THRESHOLD] = &group->threshold,
                               [QS_PER_LEVEL] = &group->within};
    qs_column column = {.scope = scope,
                        .name = info->name,
                        .item = items[info->shape],
                        .is_quantile = info->shape == QS_PER_QUANTILE,
                        .confidence = store->header.plan->confidence,
                        .n_members = store->header.layout->n_members[scope]};
    qs_results_unit(metric, store->header.time_unit, column.unit);
    return column;
}

static qs_status list_metric(qs_store *store, qs_group *group, qs_store_batch *batch, qs_scope scope,
                             qs_metric metric)
{
    const qs_layout *layout = store->header.layout;
    qs_column column = qs_schema_metric_column(store, group, scope, metric);
    column.meaning = qs_metric_meaning(metric, scope);
    column.has_exact = store->header.exact && store->header.has_exact[scope][metric];
    column.stride = layout->width[scope];
    column.first = qs_layout_index(layout, scope, 0, metric, 0);
    column.n_items = qs_layout_n_items(layout, metric);
    return column.first < 0 ? QS_OK : qs_schema_list(store, group, batch, &column);
}

/* The series of each window through time. They lie behind the metrics in a row, and so in the same batch. */
static qs_status list_series(qs_store *store)
{
    const qs_layout *layout = store->header.layout;
    qs_group *group = &store->series;
    qs_status status = QS_OK;
    for (int series = 0; layout->n_times > 0 && series < QS_N_SERIES && !status; series++) {
        qs_column column = {.scope = QS_WINDOW,
                            .name = qs_series_name((qs_series)series),
                            .meaning = qs_series_meaning((qs_series)series),
                            .unit = "1",
                            .item = &group->time,
                            .stride = layout->n_times,
                            .first = qs_layout_series(layout, (qs_series)series, 0, 0),
                            .n_members = layout->n_members[QS_WINDOW],
                            .n_items = layout->n_times};
        status = qs_schema_list(store, group, &store->summary_batch, &column);
    }
    return status;
}

static qs_status list_metrics(qs_store *store, qs_group *groups, qs_store_batch *batch)
{
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int metric = 0; metric < QS_N_METRICS && !status; metric++)
            if (store->header.layout->n_members[scope] > 0)
                status = list_metric(store, &groups[scope], batch, (qs_scope)scope, (qs_metric)metric);
    return status;
}

qs_status qs_schema_list_all(qs_store *store)
{
    qs_status status = list_metrics(store, store->summaries, &store->summary_batch);
    if (!status)
        status = list_series(store);
    if (!status)
        status = qs_schema_list_intervals(store, store->interval_summaries, &store->summary_batch);
    if (status || !store->header.plan->keep_rows || store->header.plan->n_replications == 0)
        return status;
    status = list_metrics(store, store->rows, &store->row_batch);
    return status ? status : qs_schema_list_intervals(store, store->interval_rows, &store->row_batch);
}
