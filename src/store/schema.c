/* What the results file consists of: groups, dimensions, variables, and their names, units and meanings.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "store_internal.h"

/* ---- dimensions ---- */

/* Of very many scenarios the axes and their numbers would be most of the file; they compress well. */
uint64_t qs_schema_chunk(const qs_store *store, uint64_t n)
{
    enum { CHUNK = 1 << 14 };
    return !store->is_sparse ? 0 : n < CHUNK ? n : CHUNK;
}

/* 0 … n - 1 with a meaning: as a dimension, or, with scale NULL, as a plain variable over the scenarios. */
qs_status qs_schema_index(qs_store *store, hid_t parent, const char *name, uint64_t n, qs_scale *scale)
{
    int64_t *values;
    qs_status status = qs_calloc(n, sizeof *values, &values);
    if (status)
        return status;
    for (uint64_t i = 0; i < n; i++)
        values[i] = (int64_t)i;
    qs_variable variable = {.name = name,
                            .units = "1",
                            .long_name = name,
                            .type = H5T_STD_I64LE,
                            .chunk = qs_schema_chunk(store, n),
                            .rank = 1,
                            .scales = {&store->scenario}};
    status = scale ? qs_h5_scale(&store->h5, parent, &variable, n, H5T_NATIVE_INT64, values, scale)
                   : qs_h5_array(&store->h5, parent, &variable, H5T_NATIVE_INT64, values);
    qs_free(values);
    return status;
}

qs_status qs_schema_items(qs_store *store, qs_group *group)
{
    const qs_store_header *header = &store->header;
    qs_variable quantile = {.name = "quantile",
                            .units = "1",
                            .long_name = "probability of the quantile",
                            .type = H5T_IEEE_F64LE,
                            .rank = 1};
    qs_variable threshold = {.name = "threshold",
                             .units = header->time_unit,
                             .long_name = "wait that counts as too long",
                             .type = H5T_IEEE_F64LE,
                             .rank = 1};
    qs_status status = QS_OK;
    if (header->layout->n_quantiles > 0)
        status = qs_h5_scale(&store->h5, group->id, &quantile, (uint64_t)header->layout->n_quantiles,
                             H5T_NATIVE_DOUBLE, header->quantiles, &group->quantile);
    if (!status && header->layout->n_thresholds > 0)
        status = qs_h5_scale(&store->h5, group->id, &threshold, (uint64_t)header->layout->n_thresholds,
                             H5T_NATIVE_DOUBLE, header->thresholds, &group->threshold);
    return status ? status : qs_schema_levels(store, group);
}

qs_status qs_schema_members(qs_store *store, qs_scope scope, qs_group *group)
{
    if (scope == QS_SYSTEM)
        return QS_OK;
    const qs_store_header *header = &store->header;
    static const char *const meanings[QS_N_SCOPES] = {[QS_CLASS] = "customer class",
                                                      [QS_WINDOW] = "window",
                                                      [QS_RESOURCE] = "resource",
                                                      [QS_LINE] = "line for several windows"};
    const char *const *const names[QS_N_SCOPES] = {[QS_CLASS] = header->class_names,
                                                   [QS_WINDOW] = header->window_names,
                                                   [QS_RESOURCE] = header->resource_names,
                                                   [QS_LINE] = header->window_names +
                                                               header->layout->n_members[QS_WINDOW]};
    qs_variable variable = {.name = qs_scope_name(scope),
                            .units = "1",
                            .type = store->h5.text,
                            .rank = 1,
                            .long_name = meanings[scope]};
    return qs_h5_scale(&store->h5, group->id, &variable, (uint64_t)header->layout->n_members[scope],
                       store->h5.text, names[scope], &group->member);
}

/* ---- the axes ---- */

/* The axes are the same everywhere, so a group has them as further links to the root's datasets. The
 * scenario's number is repeated as a plain variable: linked, it would be a second dimension of that name. */
qs_status qs_schema_repeat_axes(qs_store *store, hid_t group)
{
    for (size_t i = 0; i < store->header.plan->n_axes; i++) {
        const char *name = store->axis_names[i];
        if (H5Lcreate_hard(store->h5.file, name, group, name, H5P_DEFAULT, H5P_DEFAULT) < 0)
            return qs_h5_fail(store->part.part_path, "repeat the axis", name);
    }
    if (store->header.plan->labels &&
        H5Lcreate_hard(store->h5.file, "label", group, "label", H5P_DEFAULT, H5P_DEFAULT) < 0)
        return qs_h5_fail(store->part.part_path, "repeat the", "label");
    return qs_schema_index(store, group, "scenario", store->header.plan->n_scenarios, NULL);
}

/* ---- groups ---- */

static qs_status create_group(qs_store *store, hid_t parent, qs_scope scope, qs_group *group,
                              qs_store_batch *batch)
{
    if (store->header.layout->n_members[scope] == 0) /* a study without resources, or lines */
        return QS_OK;
    qs_status status = qs_h5_group(&store->h5, parent, qs_scope_name(scope), &group->id);
    if (!status && batch == &store->row_batch)
        status = qs_schema_index(store, group->id, "replication", store->header.plan->n_replications,
                                 &group->replication);
    if (!status)
        status = qs_schema_members(store, scope, group);
    if (!status)
        status = qs_schema_items(store, group);
    if (!status)
        status = qs_schema_repeat_axes(store, group->id);
    return status ? status : qs_schema_columns(store, group, batch);
}

static qs_status time_scale(qs_store *store, qs_group *group)
{
    uint64_t n = (uint64_t)store->header.layout->n_times;
    double *times;
    qs_status status = qs_calloc(n, sizeof *times, &times);
    if (status)
        return status;
    for (uint64_t i = 0; i < n; i++)
        times[i] = (double)i * store->header.series_every;
    qs_variable variable = {.name = "time",
                            .units = store->header.time_unit,
                            .long_name = "time since the beginning of a replication",
                            .type = H5T_IEEE_F64LE,
                            .rank = 1};
    status = qs_h5_scale(&store->h5, group->id, &variable, n, H5T_NATIVE_DOUBLE, times, &group->time);
    qs_free(times);
    return status;
}

static qs_status create_series(qs_store *store)
{
    qs_group *group = &store->series;
    qs_status status = qs_h5_group(&store->h5, store->h5.file, "series", &group->id);
    if (!status)
        status = qs_schema_members(store, QS_WINDOW, group);
    if (!status)
        status = time_scale(store, group);
    if (!status)
        status = qs_schema_repeat_axes(store, group->id);
    return status ? status : qs_schema_columns(store, group, &store->summary_batch);
}

qs_status qs_schema_flags(qs_store *store, hid_t parent, const qs_variable *like, int n, const char *meanings,
                          const void *data)
{
    qs_variable variable = *like;
    variable.units = "1";
    variable.type = H5T_STD_I8LE;
    variable.coordinates = store->coordinates;
    hid_t dataset;
    qs_status status = qs_h5_variable(&store->h5, parent, &variable, &dataset);
    if (!status)
        status = qs_h5_flags(&store->h5, dataset, n, meanings);
    if (!status && H5Dwrite(dataset, H5T_NATIVE_INT8, H5S_ALL, H5S_ALL, store->h5.transfer, data) < 0)
        status = qs_h5_fail(store->part.part_path, "write", variable.name);
    if (dataset >= 0 && H5Dclose(dataset) < 0 && !status)
        status = qs_h5_fail(store->part.part_path, "close", variable.name);
    return status;
}

static qs_status write_unstable(qs_store *store)
{
    const qs_store_header *header = &store->header;
    size_t n = header->plan->n_scenarios, n_windows = (size_t)header->layout->n_members[QS_WINDOW];
    int8_t *flags;
    qs_status status = qs_calloc(n * n_windows, 1, &flags);
    if (status)
        return status;
    qs_variable variable = {.name = "unstable",
                            .rank = 1,
                            .scales = {&store->scenario},
                            .long_name = "offered load of 1 or more at a window with an infinite queue"};
    for (size_t i = 0; i < n; i++)
        flags[i] = header->is_unstable && header->is_unstable[i];
    status = qs_schema_flags(store, store->h5.file, &variable, 2, "stable unstable", flags);
    variable.rank = 2;
    variable.scales[1] = &store->summaries[QS_WINDOW].member;
    for (size_t i = 0; i < n * n_windows; i++)
        flags[i] = header->is_window_unstable && header->is_window_unstable[i];
    if (!status)
        status =
            qs_schema_flags(store, store->summaries[QS_WINDOW].id, &variable, 2, "stable unstable", flags);
    qs_free(flags);
    return status;
}

/* What scenarios cost, where that is known without simulating them; an estimate is a metric alone. */
static qs_status write_cost(qs_store *store)
{
    qs_variable variable = {.name = "cost",
                            .units = "1",
                            .long_name = "what the scenario costs, exactly",
                            .coordinates = store->coordinates,
                            .type = H5T_IEEE_F64LE,
                            .rank = 1,
                            .scales = {&store->scenario}};
    if (!store->header.cost)
        return QS_OK;
    return qs_h5_array(&store->h5, store->h5.file, &variable, H5T_NATIVE_DOUBLE, store->header.cost);
}

static qs_status write_root(qs_store *store)
{
    const qs_store_header *header = &store->header;
    const qs_h5 *h5 = &store->h5;
    qs_status status = qs_h5_text(h5, h5->file, "Conventions", "CF-1.8");
    if (!status)
        status = qs_h5_text(h5, h5->file, "title", header->study_name);
    if (!status)
        status = qs_h5_int(h5, h5->file, "qsweep_results", QS_RESULTS_VERSION);
    if (!status)
        status = qs_h5_text(h5, h5->file, "time_unit", header->time_unit);
    if (!status && header->clock)
        status = qs_h5_text(h5, h5->file, "clock", header->clock);
    if (!status)
        status = qs_h5_double(h5, h5->file, "confidence", header->plan->confidence);
    if (!status)
        status = qs_h5_int(h5, h5->file, "common_random_numbers", header->plan->common_random_numbers);
    if (!status)
        status = qs_h5_int(h5, h5->file, "antithetic", header->plan->antithetic);
    if (!status)
        status = qs_h5_int(h5, h5->file, "control_variates", header->layout->n_controls);
    if (!status && header->layout->n_weights > 0)
        status = qs_h5_text(h5, h5->file, "weighting", "customers");
    return status;
}

static qs_status create_summaries(qs_store *store)
{
    qs_status status = QS_OK;
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++)
        status = create_group(store, store->h5.file, (qs_scope)scope, &store->summaries[scope],
                              &store->summary_batch);
    if (!status && store->header.layout->n_times > 0)
        status = create_series(store);
    return status
               ? status
               : qs_schema_intervals(store, store->h5.file, store->interval_summaries, &store->summary_batch);
}

static qs_status create_rows(qs_store *store)
{
    if (store->row_batch.n_columns == 0)
        return QS_OK;
    qs_status status = qs_h5_group(&store->h5, store->h5.file, "replication", &store->replication_group);
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++)
        status = create_group(store, store->replication_group, (qs_scope)scope, &store->rows[scope],
                              &store->row_batch);
    return status ? status
                  : qs_schema_intervals(store, store->replication_group, store->interval_rows,
                                        &store->row_batch);
}

qs_status qs_schema_create(qs_store *store)
{
    qs_status status = write_root(store);
    store->is_laid_out = true;
    if (!status && qs_batch_is_complete(&store->summary_batch))
        status = qs_h5_keep_cache_small(&store->h5);
    if (!status)
        status = qs_schema_index(store, store->h5.file, "scenario", store->header.plan->n_scenarios,
                                 &store->scenario);
    if (!status)
        status = qs_schema_write_axes(store);
    if (!status)
        status = write_cost(store);
    if (!status)
        status = create_summaries(store);
    if (!status)
        status = write_unstable(store);
    if (!status)
        status = qs_schema_decision(store);
    if (!status)
        status = create_rows(store);
    store->summary_batch.n_lines = store->row_batch.n_lines = 0;
    return status;
}

/* ---- the end ---- */

/* Like what is unstable, but from the data. */
static qs_status write_growing(qs_store *store)
{
    static const char words[] =
#define QS_WORD(name, word) " " #word
        QS_GROWTH_LIST(QS_WORD);
#undef QS_WORD
    qs_group *windows = &store->summaries[QS_WINDOW];
    qs_variable variable = {.name = "growing",
                            .rank = 1,
                            .scales = {&store->scenario, &windows->member},
                            .long_name = "the number present grows up to the end of the measured period"};
    qs_status status =
        qs_schema_flags(store, store->h5.file, &variable, QS_N_GROWTHS, words + 1, store->growing);
    variable.rank = 2;
    if (!status)
        status =
            qs_schema_flags(store, windows->id, &variable, QS_N_GROWTHS, words + 1, store->window_growing);
    return status;
}

static qs_status write_states(qs_store *store)
{
    const struct {
        const char *name, *meaning;
        const int64_t *values;
    } counts[] = {
        {"replications", "replications done, failed ones included", store->n_replications},
        {"failed", "replications that failed; they are in no mean", store->n_failed},
        {"failed_first", "index of the first replication that failed, -1 if none", store->first_failed}};
    qs_variable variable = {.units = "1",
                            .coordinates = store->coordinates,
                            .type = H5T_STD_I64LE,
                            .chunk = qs_schema_chunk(store, store->scenario.n),
                            .rank = 1,
                            .scales = {&store->scenario}};
    qs_status status = QS_OK;
    for (size_t i = 0; i < sizeof counts / sizeof *counts && !status; i++) {
        variable.name = counts[i].name;
        variable.long_name = counts[i].meaning;
        status = qs_h5_array(&store->h5, store->h5.file, &variable, H5T_NATIVE_INT64, counts[i].values);
    }
    static const char states[] =
#define QS_STATE(name, word) " " #word
        QS_SCENARIO_STATE_LIST(QS_STATE);
#undef QS_STATE
    variable.name = "status";
    variable.long_name = "what became of the scenario";
    if (!status)
        status =
            qs_schema_flags(store, store->h5.file, &variable, QS_N_SCENARIO_STATES, states + 1, store->state);
    variable.name = "failed_status";
    variable.long_name = "why the first replication that failed did";
    static const char reasons[] =
#define QS_REASON(name, meaning) " " #name
        QS_STATUS_LIST(QS_REASON);
#undef QS_REASON
    if (!status)
        status = qs_schema_flags(store, store->h5.file, &variable, QS_N_STATUS, reasons + 1, store->failure);
    return status;
}

qs_status qs_schema_end_group(qs_store *store, qs_group *group)
{
    qs_scale *scales[] = {&group->replication, &group->member, &group->interval, &group->quantile,
                          &group->threshold,   &group->within, &group->time};
    qs_status status = QS_OK;
    for (size_t i = 0; i < sizeof scales / sizeof *scales && !status; i++)
        status = qs_h5_scale_end(&store->h5, scales[i]);
    return status;
}

static qs_status write_provenance(const qs_store *store, const char *finished)
{
    const qs_store_header *header = &store->header;
    const qs_h5 *h5 = &store->h5;
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    char hdf5[48];
    snprintf(hdf5, sizeof hdf5, "HDF5 %u.%u.%u", major, minor, release);
    const struct {
        const char *name, *text;
    } texts[] = {{"study_name", header->study_name}, {"study_path", header->study_path},
                 {"study", header->study_text},      {"study_resolved", header->study_resolved},
                 {"study_hash", header->study_hash}, {"command_line", header->command_line},
                 {"version", header->version},       {"compiler", header->compiler},
                 {"mpi", header->mpi_version},       {"hdf5", hdf5},
                 {"sleef", header->sleef_version},   {"vectors", header->vectors},
                 {"start", header->started},         {"end", finished}};
    hid_t group;
    qs_status status = qs_h5_group(h5, h5->file, "provenance", &group);
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !status; i++)
        status = qs_h5_text(h5, group, texts[i].name, texts[i].text);
    if (!status)
        status = qs_h5_uint64(h5, group, "seed", header->plan->seed);
    if (!status)
        status = qs_h5_int(h5, group, "ranks", header->n_ranks);
    return status;
}

qs_status qs_schema_finish(qs_store *store, const char *finished)
{
    qs_status status = write_states(store);
    if (!status)
        status = write_growing(store);
    for (int scope = 0; scope < QS_N_SCOPES && !status; scope++) {
        status = qs_schema_end_group(store, &store->summaries[scope]);
        if (!status)
            status = qs_schema_end_group(store, &store->rows[scope]);
        if (!status)
            status = qs_schema_end_group(store, &store->interval_summaries[scope]);
        if (!status)
            status = qs_schema_end_group(store, &store->interval_rows[scope]);
    }
    if (!status)
        status = qs_schema_end_group(store, &store->series);
    if (!status && store->header.plan->keep_histograms)
        status = qs_spool_write(store);
    if (!status)
        status = qs_h5_scale_end(&store->h5, &store->scenario);
    return status ? status : write_provenance(store, finished);
}

void qs_schema_drop_group(qs_group *group)
{
    qs_h5_scale_drop(&group->replication);
    qs_h5_scale_drop(&group->member);
    qs_h5_scale_drop(&group->interval);
    qs_h5_scale_drop(&group->quantile);
    qs_h5_scale_drop(&group->threshold);
    qs_h5_scale_drop(&group->within);
    qs_h5_scale_drop(&group->time);
}

void qs_schema_clear(qs_store *store)
{
    qs_h5_scale_drop(&store->scenario);
    qs_schema_drop_group(&store->series);
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        qs_schema_drop_group(&store->summaries[scope]);
        qs_schema_drop_group(&store->rows[scope]);
        qs_schema_drop_group(&store->interval_summaries[scope]);
        qs_schema_drop_group(&store->interval_rows[scope]);
    }
}
