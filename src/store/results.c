/* The reader: opening a results file, and what it says beside the numbers.
 *
 * Nothing in the file is trusted: types, ranks and lengths are checked before anything is read into memory.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/results.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "qsweep/model.h"
#include "results_internal.h"

/* ---- opening ---- */

static qs_status not_ours(const qs_results *results, const char *why)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: not a results file of qsweep: %s", results->path, why);
}

static qs_status check_kind(qs_results *results)
{
    struct stat there;
    int descriptor = open(results->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    bool is_seen = descriptor >= 0 && fstat(descriptor, &there) == 0;
    if (!is_seen)
        qs_fail_errno(results->path, "open");
    if (descriptor >= 0)
        close(descriptor);
    if (!is_seen)
        return QS_ERROR_IO;
    if (!S_ISREG(there.st_mode))
        return not_ours(results, S_ISDIR(there.st_mode) ? "it is a folder" : "it is not a plain file");
    if (there.st_size == 0)
        return not_ours(results, "it is empty");
    if (H5Fis_hdf5(results->path) > 0)
        return QS_OK;
    const char *dot = strrchr(results->path, '.');
    bool is_yaml = dot && (!strcmp(dot, ".yaml") || !strcmp(dot, ".yml"));
    return not_ours(results,
                    is_yaml ? "it is not HDF5; of a study, qsweep run makes results" : "it is not HDF5");
}

/* Results are renamed into place when whole and never changed, so reading needs no lock. */
static qs_status open_file(qs_results *results)
{
    hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    if (access >= 0 && qs_h5_lock_nothing(access) && H5Pset_fclose_degree(access, H5F_CLOSE_STRONG) >= 0)
        results->file = H5Fopen(results->path, H5F_ACC_RDONLY, access);
    if (access >= 0)
        H5Pclose(access);
    return results->file > 0 ? QS_OK : qs_h5_fail_as(QS_ERROR_FORMAT, results->path, "read", "");
}

static qs_status check_version(qs_results *results)
{
    int version = 0;
    if (H5Aexists(results->file, "qsweep_results") <= 0 ||
        H5Lexists(results->file, "provenance", H5P_DEFAULT) <= 0)
        return not_ours(results, "HDF5, but not written by qsweep");
    qs_status status = qs_results_number(results, "qsweep_results", H5T_NATIVE_INT, &version);
    if (!status && version != QS_RESULTS_VERSION)
        return qs_fail(QS_ERROR_FORMAT, "%s: its layout is version %d, this qsweep reads version %d",
                       results->path, version, QS_RESULTS_VERSION);
    return status;
}

/* ---- what it says ---- */

static qs_status read_root(qs_results *results)
{
    qs_results_about *about = &results->about;
    int common = 0, antithetic = 0, controls = 0;
    qs_status status = qs_results_text(results, "title", &results->name);
    if (!status)
        status = qs_results_text(results, "time_unit", &results->time_unit);
    if (!status && H5Aexists(results->file, "clock") > 0)
        status = qs_results_text(results, "clock", &results->clock);
    if (!status)
        status = qs_results_number(results, "confidence", H5T_NATIVE_DOUBLE, &about->confidence);
    if (!status)
        status = qs_results_number(results, "common_random_numbers", H5T_NATIVE_INT, &common);
    if (!status && H5Aexists(results->file, "antithetic") > 0)
        status = qs_results_number(results, "antithetic", H5T_NATIVE_INT, &antithetic);
    if (!status && H5Aexists(results->file, "control_variates") > 0)
        status = qs_results_number(results, "control_variates", H5T_NATIVE_INT, &controls);
    if (!status)
        status = qs_results_length(results, "scenario", &about->n_scenarios);
    about->name = results->name;
    about->time_unit = results->time_unit;
    about->clock = results->clock;
    about->common_random_numbers = common != 0;
    about->antithetic = antithetic != 0;
    about->has_controls = controls > 0;
    about->weighs_customers = H5Aexists(results->file, "weighting") > 0;
    return status ? status : qs_results_check_root(results);
}

static qs_status read_states(qs_results *results)
{
    const struct {
        const char *name;
        hid_t type;
        size_t size;
        void *out;
    } columns[] = {{"replications", H5T_NATIVE_INT64, 8, &results->replications},
                   {"failed", H5T_NATIVE_INT64, 8, &results->failed},
                   {"status", H5T_NATIVE_INT8, 1, &results->state},
                   {"unstable", H5T_NATIVE_INT8, 1, &results->unstable}};
    uint64_t n = results->about.n_scenarios;
    qs_status status = QS_OK;
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !status; i++)
        status = qs_results_numbers(results, columns[i].name, columns[i].type, columns[i].size, n, 0,
                                    columns[i].out);
    for (uint64_t i = 0; i < n && !status; i++)
        if (results->state[i] < 0 || results->state[i] >= QS_N_SCENARIO_STATES)
            status = qs_fail(QS_ERROR_FORMAT, "%s: scenario %llu has status %d, which means nothing",
                             results->path, (unsigned long long)i, results->state[i]);
    results->about.replications = results->replications;
    results->about.failed = results->failed;
    results->about.state = results->state;
    results->about.unstable = results->unstable;
    return status;
}

/* Where the cost is an estimate it is a metric alone. */
static qs_status read_cost(qs_results *results)
{
    qs_status status = QS_OK;
    if (H5Lexists(results->file, "cost", H5P_DEFAULT) > 0)
        status = qs_results_numbers(results, "cost", H5T_NATIVE_DOUBLE, sizeof(double),
                                    results->about.n_scenarios, 0, &results->cost);
    results->about.cost = results->cost;
    return status;
}

/* Files of before it was known have none: not judged. */
static qs_status read_growing(qs_results *results)
{
    qs_results_about *about = &results->about;
    uint64_t n = about->n_scenarios, n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    qs_status status = QS_OK;
    if (H5Lexists(results->file, "growing", H5P_DEFAULT) > 0) {
        status = qs_results_numbers(results, "growing", H5T_NATIVE_INT8, 1, n, 0, &results->growing);
        if (!status)
            status = qs_results_numbers(results, "window/growing", H5T_NATIVE_INT8, 1, n, n_windows,
                                        &results->window_growing);
    } else {
        status = qs_calloc(n, 1, &results->growing);
        if (!status)
            status = qs_calloc(n * n_windows, 1, &results->window_growing);
        if (!status) {
            memset(results->growing, QS_GROWTH_NOT_JUDGED, n);
            memset(results->window_growing, QS_GROWTH_NOT_JUDGED, n * n_windows);
        }
    }
    about->growing = results->growing;
    about->window_growing = results->window_growing;
    return status;
}

static qs_status read_members(qs_results *results, qs_scope scope, int *n)
{
    char path[32];
    uint64_t length;
    snprintf(path, sizeof path, "%s/%s", qs_scope_name(scope), qs_scope_name(scope));
    *n = 0;
    if (scope == QS_LINE && H5Lexists(results->file, qs_scope_name(scope), H5P_DEFAULT) <= 0)
        return QS_OK;
    qs_status status = qs_results_length(results, path, &length);
    if (!status && length > (scope == QS_WINDOW ? QS_MAX_WINDOWS
                             : scope == QS_LINE ? QS_MAX_LINES
                                                : QS_MAX_CLASSES))
        status = qs_fail(QS_ERROR_FORMAT, "%s: %s has an impossible length", results->path, path);
    if (!status)
        status = qs_results_texts(results, path, length, &results->about.members[scope]);
    *n = status ? 0 : (int)length;
    return status;
}

static qs_status read_items(qs_results *results, const char *path, double **values, int *n)
{
    uint64_t length = 0;
    *n = 0;
    if (H5Lexists(results->file, path, H5P_DEFAULT) <= 0)
        return QS_OK;
    qs_status status = qs_results_length(results, path, &length);
    if (!status && length > QS_RESULTS_MOST_ITEMS)
        status = qs_fail(QS_ERROR_FORMAT, "%s: %s has an impossible length", results->path, path);
    if (!status)
        status = qs_results_numbers(results, path, H5T_NATIVE_DOUBLE, sizeof **values, length, 0, values);
    *n = status ? 0 : (int)length;
    return status;
}

/* A layout is made of no more than a study can have. */
static qs_status check_sizes(const qs_results *results, uint64_t n_classes, uint64_t n_windows,
                             uint64_t n_quantiles, uint64_t n_thresholds, uint64_t n_times)
{
    if (n_times > QS_MAX_TIMES ||
        qs_layout_count(n_classes, n_windows, n_quantiles, n_thresholds, n_times) > QS_MAX_ROW)
        return qs_fail(QS_ERROR_FORMAT, "%s: it tells of more than a results file can", results->path);
    uint64_t n_members = n_classes + n_windows + 1,
             n_items = QS_N_METRICS + QS_N_METRICS * (n_quantiles + n_thresholds);
    if (n_members * n_items + n_windows * n_times * QS_N_SERIES > INT_MAX)
        return qs_fail(QS_ERROR_FORMAT, "%s: it has more values than a study can have", results->path);
    return QS_OK;
}

/* Of output.service_level, where the study had it: its times behind the thresholds, and its words. */
static qs_status read_levels(qs_results *results, int n_thresholds, int *n)
{
    double *within = NULL;
    int8_t *words = NULL;
    size_t capacity = (size_t)n_thresholds;
    qs_status status = read_items(results, "system/within", &within, n);
    if (status || *n == 0)
        return status;
    status = qs_results_numbers(results, "system/abandoned", H5T_NATIVE_INT8, 1, (uint64_t)*n, 0, &words);
    if (!status)
        status = qs_calloc((size_t)*n, sizeof *results->abandoned, &results->abandoned);
    if (!status)
        status = qs_reserve(&results->thresholds, &capacity, (size_t)n_thresholds + (size_t)*n,
                            sizeof *results->thresholds);
    for (int i = 0; i < *n && !status; i++) {
        if (words[i] < 0 || words[i] >= QS_N_ABANDONED)
            status = qs_fail(QS_ERROR_FORMAT, "%s: system/abandoned has a value that means nothing",
                             results->path);
        else
            results->abandoned[i] = (qs_abandoned)words[i];
        results->thresholds[n_thresholds + i] = within[i];
    }
    qs_free(within);
    qs_free(words);
    results->about.abandoned = results->abandoned;
    return status;
}

/* Of output.intervals, where the study had it: into the layout, behind the series. */
static qs_status read_intervals(qs_results *results)
{
    qs_layout *layout = &results->about.layout;
    int n = 0, n_ends = 0;
    if (H5Lexists(results->file, "interval", H5P_DEFAULT) <= 0)
        return QS_OK;
    qs_status status = read_items(results, "interval/system/start", &results->starts, &n);
    if (!status)
        status = read_items(results, "interval/system/end", &results->ends, &n_ends);
    if (!status && (n < 1 || n > QS_MAX_INTERVALS || n_ends != n))
        status = qs_fail(QS_ERROR_FORMAT, "%s: interval/system has an impossible number of intervals",
                         results->path);
    if (!status &&
        qs_layout_count_levels((uint64_t)layout->n_members[QS_CLASS],
                               (uint64_t)layout->n_members[QS_WINDOW] + (uint64_t)layout->n_members[QS_LINE],
                               (uint64_t)layout->n_levels, (uint64_t)n) > QS_MAX_ROW)
        status = qs_fail(QS_ERROR_FORMAT, "%s: it tells of more than a results file can", results->path);
    if (!status && qs_layout_count_intervals((uint64_t)layout->n_members[QS_CLASS],
                                             (uint64_t)layout->n_members[QS_WINDOW] +
                                                 (uint64_t)layout->n_members[QS_LINE],
                                             (uint64_t)layout->n_quantiles, (uint64_t)layout->n_thresholds,
                                             (uint64_t)n) > QS_MAX_ROW)
        status = qs_fail(QS_ERROR_FORMAT, "%s: it tells of more than a results file can", results->path);
    if (status)
        return status;
    results->about.starts = results->starts;
    results->about.ends = results->ends;
    qs_layout_add_intervals(layout, n,
                            H5Lexists(results->file, "interval/system/wait_quantile", H5P_DEFAULT) > 0);
    return QS_OK;
}

static qs_status read_sizes(qs_results *results)
{
    qs_results_about *about = &results->about;
    int n_classes = 0, n_windows = 0, n_resources = 0, n_lines = 0, n_quantiles = 0, n_thresholds = 0,
        n_times = 0, n_levels = 0;
    qs_status status = qs_calloc(1, sizeof(char *), &about->members[QS_SYSTEM]);
    if (!status)
        status = qs_strdup("system", &about->members[QS_SYSTEM][0]);
    if (!status) {
        about->layout.n_members[QS_SYSTEM] = 1;
        status = read_members(results, QS_CLASS, &n_classes);
        about->layout.n_members[QS_CLASS] = n_classes;
    }
    if (!status)
        status = read_members(results, QS_WINDOW, &n_windows);
    about->layout.n_members[QS_WINDOW] = n_windows;
    if (!status && H5Lexists(results->file, "resource", H5P_DEFAULT) > 0)
        status = read_members(results, QS_RESOURCE, &n_resources);
    about->layout.n_members[QS_RESOURCE] = n_resources;
    if (!status)
        status = read_members(results, QS_LINE, &n_lines);
    about->layout.n_members[QS_LINE] = n_lines;
    if (!status) {
        status = read_items(results, "system/quantile", &results->quantiles, &n_quantiles);
    }
    if (!status)
        status = qs_results_numbers(results, "window/unstable", H5T_NATIVE_INT8, 1, about->n_scenarios,
                                    (uint64_t)n_windows, &results->window_unstable);
    about->window_unstable = results->window_unstable;
    if (!status)
        status = read_growing(results);
    if (!status)
        status = read_items(results, "system/threshold", &results->thresholds, &n_thresholds);
    if (!status)
        status = read_levels(results, n_thresholds, &n_levels);
    if (!status && H5Lexists(results->file, "series", H5P_DEFAULT) > 0)
        status = read_items(results, "series/time", &results->times, &n_times);
    if (!status)
        status = check_sizes(results, (uint64_t)n_classes, (uint64_t)n_windows + (uint64_t)n_lines,
                             (uint64_t)n_quantiles, (uint64_t)n_thresholds, (uint64_t)n_times);
    if (!status && qs_layout_count_levels((uint64_t)n_classes, (uint64_t)n_windows + (uint64_t)n_lines,
                                          (uint64_t)n_levels, 0) > QS_MAX_ROW)
        status = qs_fail(QS_ERROR_FORMAT, "%s: it tells of more than a results file can", results->path);
    if (status)
        return status;
    bool has_cost = H5Lexists(results->file, "system/cost", H5P_DEFAULT) > 0;
    (has_cost ? qs_layout_init_priced : qs_layout_init)(&about->layout, n_classes, n_windows, n_quantiles,
                                                        n_thresholds);
    qs_layout_add_resources(&about->layout, n_resources,
                            H5Lexists(results->file, "system/persons", H5P_DEFAULT) > 0);
    qs_layout_add_lines(&about->layout, n_lines);
    qs_layout_add_levels(&about->layout, n_levels);
    qs_layout_add_series(&about->layout, n_times);
    about->times = results->times;
    about->has_histograms = H5Lexists(results->file, "histogram", H5P_DEFAULT) > 0;
    about->quantiles = results->quantiles;
    about->thresholds = results->thresholds;
    about->has_rows = H5Lexists(results->file, "replication", H5P_DEFAULT) > 0;
    if (about->has_rows)
        status = qs_results_length(results, "replication/system/replication", &about->n_replications);
    return status ? status : read_intervals(results);
}

/* ---- */

qs_status qs_results_open(const char *path, qs_results **out)
{
    qs_results *results;
    *out = NULL;
    qs_status status = qs_calloc(1, sizeof *results, &results);
    if (status)
        return status;
    qs_h5_catch_errors();
    status = qs_strdup(path, &results->path);
    qs_status (*const steps[])(qs_results *) = {check_kind,
                                                open_file,
                                                qs_results_check_links,
                                                check_version,
                                                read_root,
                                                read_states,
                                                read_cost,
                                                read_sizes,
                                                qs_results_axes,
                                                qs_results_check_values,
                                                qs_results_decision,
                                                qs_results_labels};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && !status; i++)
        status = steps[i](results);
    if (status)
        qs_results_free(results);
    else
        *out = results;
    return status;
}

void qs_results_free(qs_results *results)
{
    if (!results)
        return;
    if (results->file > 0)
        H5Fclose(results->file);
    qs_plan_clear(&results->axes);
    qs_results_clear_decision(results);
    qs_free(results->is_explained);
    for (int scope = 0; scope < QS_N_SCOPES; scope++) {
        for (int i = 0; results->about.members[scope] && i < results->about.layout.n_members[scope]; i++)
            qs_free(results->about.members[scope][i]);
        qs_free(results->about.members[scope]);
    }
    qs_free(results->quantiles);
    qs_free(results->thresholds);
    qs_free(results->abandoned);
    qs_free(results->times);
    qs_free(results->starts);
    qs_free(results->ends);
    qs_free(results->cost);
    qs_free(results->replications);
    qs_free(results->failed);
    qs_free(results->state);
    qs_free(results->unstable);
    qs_free(results->window_unstable);
    qs_free(results->growing);
    qs_free(results->window_growing);
    qs_free(results->name);
    qs_free(results->time_unit);
    qs_free(results->clock);
    qs_free(results->path);
    qs_free(results);
}

const qs_results_about *qs_results_get_about(const qs_results *results)
{
    return &results->about;
}
