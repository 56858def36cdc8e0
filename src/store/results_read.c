/* The reader: attributes, vectors, axes and metrics.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "results_internal.h"

static qs_status wrong(const qs_results *results, const char *path)
{
    return qs_h5_fail_as(QS_ERROR_FORMAT, results->path, "read", path);
}

static qs_status misshapen(const qs_results *results, const char *path)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: %s is not of the type and shape it should be", results->path, path);
}

/* ---- attributes ---- */

static bool is_scalar(hid_t attribute)
{
    hid_t space = H5Aget_space(attribute);
    bool is = space >= 0 && H5Sget_simple_extent_npoints(space) == 1;
    if (space >= 0)
        H5Sclose(space);
    return is;
}

static H5T_class_t class_of(hid_t attribute)
{
    hid_t type = H5Aget_type(attribute);
    H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (class == H5T_STRING && H5Tis_variable_str(type) <= 0)
        class = H5T_NO_CLASS;
    if (type >= 0)
        H5Tclose(type);
    return class;
}

qs_status qs_results_number(const qs_results *results, const char *name, hid_t type, void *out)
{
    hid_t attribute = H5Aopen(results->file, name, H5P_DEFAULT);
    if (attribute < 0)
        return wrong(results, name);
    qs_status status = QS_OK;
    H5T_class_t class = class_of(attribute);
    if ((class != H5T_INTEGER && class != H5T_FLOAT) || !is_scalar(attribute))
        status = misshapen(results, name);
    else if (H5Aread(attribute, type, out) < 0)
        status = wrong(results, name);
    H5Aclose(attribute);
    return status;
}

static hid_t text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0)) {
        H5Tclose(type);
        type = -1;
    }
    return type;
}

static qs_status text_of(const qs_results *results, hid_t object, const char *name, char **out)
{
    char *text = NULL;
    *out = NULL;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0)
        return wrong(results, name);
    hid_t type = text_type();
    qs_status status = QS_OK;
    if (class_of(attribute) != H5T_STRING || !is_scalar(attribute))
        status = misshapen(results, name);
    else if (type < 0 || H5Aread(attribute, type, &text) < 0)
        status = wrong(results, name);
    else
        status = qs_strdup(text ? text : "", out);
    if (text)
        H5free_memory(text);
    if (type >= 0)
        H5Tclose(type);
    H5Aclose(attribute);
    return status;
}

qs_status qs_results_text(const qs_results *results, const char *name, char **out)
{
    return text_of(results, results->file, name, out);
}

/* ---- datasets ---- */

/* Whether the file has the values of so many first places that the shape promises. */
static bool has_data(hid_t dataset, hid_t type, uint64_t n_first, int rank, const hsize_t *extent)
{
    hsize_t n = H5Tget_size(type);
    for (int i = 0; i < rank; i++) {
        hsize_t factor = i == 0 ? n_first : extent[i];
        if (factor > 0 && n > UINT64_MAX / factor)
            return false;
        n *= factor;
    }
    return qs_results_has_data(dataset, n);
}

/* Open a dataset that must have the given extent and be of numbers, or of texts, to read n_first places of its
 * first dimension. */
static qs_status open_dataset(const qs_results *results, const char *path, bool is_text, uint64_t n_first,
                              int rank, const hsize_t *extent, hid_t *out)
{
    *out = H5Dopen2(results->file, path, H5P_DEFAULT);
    if (*out < 0)
        return wrong(results, path);
    hsize_t actual[H5S_MAX_RANK] = {0};
    hid_t space = H5Dget_space(*out), type = H5Dget_type(*out);
    bool is_right = space >= 0 && type >= 0 && H5Sget_simple_extent_ndims(space) == rank &&
                    H5Sget_simple_extent_dims(space, actual, NULL) == rank;
    for (int i = 0; i < rank && is_right; i++)
        is_right = actual[i] == extent[i];
    H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (is_text)
        is_right = is_right && class == H5T_STRING && H5Tis_variable_str(type) > 0;
    else
        is_right = is_right && (class == H5T_INTEGER || class == H5T_FLOAT);
    is_right = is_right && has_data(*out, type, n_first, rank, extent);
    if (space >= 0)
        H5Sclose(space);
    if (type >= 0)
        H5Tclose(type);
    if (is_right)
        return QS_OK;
    H5Dclose(*out);
    *out = -1;
    return misshapen(results, path);
}

qs_status qs_results_length(const qs_results *results, const char *path, uint64_t *n)
{
    hid_t dataset = H5Dopen2(results->file, path, H5P_DEFAULT);
    hid_t space = dataset >= 0 ? H5Dget_space(dataset) : -1;
    hsize_t extent = 0;
    qs_status status = QS_OK;
    if (space < 0)
        status = wrong(results, path);
    else if (H5Sget_simple_extent_ndims(space) != 1 || H5Sget_simple_extent_dims(space, &extent, NULL) != 1)
        status = misshapen(results, path);
    *n = extent;
    if (space >= 0)
        H5Sclose(space);
    if (dataset >= 0)
        H5Dclose(dataset);
    return status;
}

qs_status qs_results_numbers(const qs_results *results, const char *path, hid_t type, size_t size, uint64_t n,
                             uint64_t n_columns, void *out)
{
    hid_t dataset;
    hsize_t extent[] = {n, n_columns};
    void *values = NULL;
    qs_status status = open_dataset(results, path, false, n, n_columns ? 2 : 1, extent, &dataset);
    if (!status)
        status = qs_calloc(n, size * (n_columns ? n_columns : 1), &values);
    if (!status && H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0)
        status = wrong(results, path);
    if (dataset >= 0)
        H5Dclose(dataset);
    if (status) {
        qs_free(values);
        values = NULL;
    }
    memcpy(out, &values, sizeof values);
    return status;
}

/* Copies of HDF5's texts, in our own memory. */
static qs_status copy_texts(char *const *texts, uint64_t n, char ***out)
{
    qs_status status = qs_calloc(n, sizeof **out, out);
    for (uint64_t i = 0; i < n && !status; i++)
        status = qs_strdup(texts[i] ? texts[i] : "", &(*out)[i]);
    if (!status || !*out)
        return status;
    for (uint64_t i = 0; i < n; i++)
        qs_free((*out)[i]);
    qs_free(*out);
    *out = NULL;
    return status;
}

qs_status qs_results_texts(const qs_results *results, const char *path, uint64_t n, char ***out)
{
    char **texts = NULL;
    hid_t dataset, type = text_type();
    hsize_t extent = n;
    *out = NULL;
    qs_status status = open_dataset(results, path, true, n, 1, &extent, &dataset);
    if (!status)
        status = qs_calloc(n, sizeof *texts, &texts);
    if (!status && (type < 0 || H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts) < 0))
        status = wrong(results, path);
    if (!status)
        status = copy_texts(texts, n, out);
    for (uint64_t i = 0; texts && i < n; i++)
        if (texts[i])
            H5free_memory(texts[i]);
    qs_free(texts);
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0)
        H5Dclose(dataset);
    return status;
}

/* ---- axes ---- */

static bool is_text_dataset(const qs_results *results, const char *path)
{
    hid_t dataset = H5Dopen2(results->file, path, H5P_DEFAULT);
    hid_t type = dataset >= 0 ? H5Dget_type(dataset) : -1;
    bool is = type >= 0 && H5Tget_class(type) == H5T_STRING;
    if (type >= 0)
        H5Tclose(type);
    if (dataset >= 0)
        H5Dclose(dataset);
    return is;
}

static qs_status read_axis(const qs_results *results, const char *name, qs_axis *axis)
{
    uint64_t n = results->about.n_scenarios;
    qs_status status = QS_OK;
    if (is_text_dataset(results, name))
        status = qs_results_texts(results, name, n, &axis->texts);
    else
        status = qs_results_numbers(results, name, H5T_NATIVE_DOUBLE, sizeof(double), n, 0, &axis->numbers);
    if (status)
        return status;
    hid_t dataset = H5Dopen2(results->file, name, H5P_DEFAULT);
    if (dataset < 0)
        return wrong(results, name);
    status = text_of(results, dataset, "long_name", &axis->name);
    if (!status)
        status = text_of(results, dataset, "units", &axis->unit);
    if (!status && H5Aexists(dataset, "path") > 0)
        status = text_of(results, dataset, "path", &axis->path);
    H5Dclose(dataset);
    return status;
}

static qs_status read_axes(qs_results *results, char *names)
{
    size_t capacity = 0;
    qs_plan *plan = &results->axes;
    plan->n_scenarios = results->about.n_scenarios;
    qs_status status = QS_OK;
    char *rest = names;
    for (char *name = strtok_r(names, " ", &rest); name && !status; name = strtok_r(NULL, " ", &rest)) {
        if (strcmp(name, "label") == 0) {
            if (!plan->labels)
                status = qs_results_texts(results, name, plan->n_scenarios, &plan->labels);
            continue;
        }
        if (plan->n_axes == QS_RESULTS_MOST_AXES)
            status = qs_fail(QS_ERROR_FORMAT, "%s: it has more axes than a study can have", results->path);
        if (!status)
            status = qs_reserve(&plan->axes, &capacity, plan->n_axes + 1, sizeof *plan->axes);
        if (!status)
            status = read_axis(results, name, &plan->axes[plan->n_axes++]);
    }
    results->about.axes = plan->axes;
    results->about.n_axes = plan->n_axes;
    results->about.labels = (const char *const *)plan->labels;
    return status;
}

qs_status qs_results_axes(qs_results *results)
{
    char *names = NULL;
    hid_t dataset = H5Dopen2(results->file, "replications", H5P_DEFAULT);
    if (dataset < 0)
        return wrong(results, "replications");
    qs_status status = QS_OK;
    if (H5Aexists(dataset, "coordinates") > 0)
        status = text_of(results, dataset, "coordinates", &names);
    H5Dclose(dataset);
    if (!status && names)
        status = read_axes(results, names);
    qs_free(names);
    return status;
}

/* ---- metrics ---- */

/* A file that was written before a metric was added to the list does not have it; of the first ones each must
 * be there. */
static bool is_there(const qs_results *results, qs_scope scope, qs_metric metric)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s", qs_scope_name(scope), qs_metric_get(metric)->name);
    return metric < QS_METRIC_wait_censored || H5Lexists(results->file, path, H5P_DEFAULT) > 0;
}

bool qs_results_has(const qs_results *results, qs_scope scope, qs_metric metric)
{
    return qs_layout_index(&results->about.layout, scope, 0, metric, 0) >= 0 &&
           is_there(results, scope, metric);
}

bool qs_results_has_intervals(const qs_results *results, qs_scope scope, qs_metric metric)
{
    char path[96];
    snprintf(path, sizeof path, "interval/%s/%s", qs_scope_name(scope), qs_metric_get(metric)->name);
    return qs_layout_n_interval_items(&results->about.layout, scope, metric) > 0 &&
           H5Lexists(results->file, path, H5P_DEFAULT) > 0;
}

/* Which values of a metric: of the whole measured period or by interval, summaries or rows. */
typedef enum kind { SUMMARY = 0, ROWS = 1, BY_INTERVAL = 2 } kind;

/* The extent of a metric's dataset; the rank. */
static int extent_of(const qs_results *results, qs_scope scope, qs_metric metric, unsigned kinds,
                     hsize_t *extent)
{
    const qs_results_about *about = &results->about;
    int rank = 0;
    extent[rank++] = about->n_scenarios;
    if (kinds & ROWS)
        extent[rank++] = about->n_replications;
    if (scope != QS_SYSTEM)
        extent[rank++] = (hsize_t)about->layout.n_members[scope];
    if (kinds & BY_INTERVAL)
        extent[rank++] = (hsize_t)about->layout.n_intervals;
    if (qs_metric_get(metric)->shape != QS_SCALAR)
        extent[rank++] = (hsize_t)qs_layout_n_items(&about->layout, metric);
    return rank;
}

static bool read_slab(hid_t dataset, int rank, uint64_t first, uint64_t n, const hsize_t *extent,
                      double *values)
{
    hsize_t start[QS_H5_MAX_RANK] = {first}, count[QS_H5_MAX_RANK] = {n}, total = n;
    for (int i = 1; i < rank; i++) {
        count[i] = extent[i];
        total *= extent[i];
    }
    hid_t memory = H5Screate_simple(1, &total, NULL), space = H5Dget_space(dataset);
    bool is_read = memory >= 0 && space >= 0 &&
                   H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, count, NULL) >= 0 &&
                   H5Dread(dataset, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values) >= 0;
    if (space >= 0)
        H5Sclose(space);
    if (memory >= 0)
        H5Sclose(memory);
    return is_read;
}

static qs_status read_metric(const qs_results *results, const char *path, qs_scope scope, qs_metric metric,
                             unsigned kinds, uint64_t first, uint64_t n, double *values)
{
    bool is_there = kinds & BY_INTERVAL ? qs_results_has_intervals(results, scope, metric)
                                        : qs_results_has(results, scope, metric);
    if (!is_there || first > results->about.n_scenarios || n > results->about.n_scenarios - first)
        return qs_fail(QS_ERROR_INTERNAL, "%s: no %s for %llu scenarios from %llu on", results->path, path,
                       (unsigned long long)n, (unsigned long long)first);
    hsize_t extent[QS_H5_MAX_RANK];
    hid_t dataset;
    int rank = extent_of(results, scope, metric, kinds, extent);
    qs_status status = open_dataset(results, path, false, n, rank, extent, &dataset);
    if (status)
        return status;
    if (n > 0 && !read_slab(dataset, rank, first, n, extent, values))
        status = wrong(results, path);
    H5Dclose(dataset);
    return status;
}

qs_status qs_results_read(const qs_results *results, qs_scope scope, qs_metric metric, qs_statistic statistic,
                          uint64_t first, uint64_t n, double *values)
{
    char path[96];
    snprintf(path, sizeof path, "%s/%s%s", qs_scope_name(scope), qs_metric_get(metric)->name,
             qs_statistic_suffix(statistic));
    return read_metric(results, path, scope, metric, SUMMARY, first, n, values);
}

qs_status qs_results_read_rows(const qs_results *results, qs_scope scope, qs_metric metric, uint64_t scenario,
                               double *values)
{
    char path[96];
    if (!results->about.has_rows)
        return qs_fail(QS_ERROR_FORMAT, "%s: the replications' rows were not kept (output.replications)",
                       results->path);
    snprintf(path, sizeof path, "replication/%s/%s", qs_scope_name(scope), qs_metric_get(metric)->name);
    return read_metric(results, path, scope, metric, ROWS, scenario, 1, values);
}

/* ---- by interval ---- */

qs_status qs_results_read_intervals(const qs_results *results, qs_scope scope, qs_metric metric,
                                    qs_statistic statistic, uint64_t first, uint64_t n, double *values)
{
    char path[96];
    snprintf(path, sizeof path, "interval/%s/%s%s", qs_scope_name(scope), qs_metric_get(metric)->name,
             qs_statistic_suffix(statistic));
    return read_metric(results, path, scope, metric, BY_INTERVAL, first, n, values);
}

qs_status qs_results_read_interval_rows(const qs_results *results, qs_scope scope, qs_metric metric,
                                        uint64_t scenario, double *values)
{
    char path[96];
    if (!results->about.has_rows)
        return qs_fail(QS_ERROR_FORMAT, "%s: the replications' rows were not kept (output.replications)",
                       results->path);
    snprintf(path, sizeof path, "replication/interval/%s/%s", qs_scope_name(scope),
             qs_metric_get(metric)->name);
    return read_metric(results, path, scope, metric, ROWS | BY_INTERVAL, scenario, 1, values);
}

/* ---- exact values ---- */

static void exact_path(qs_scope scope, qs_metric metric, const char *suffix, char path[96])
{
    snprintf(path, 96, "%s/%s_%s", qs_scope_name(scope), qs_metric_get(metric)->name, suffix);
}

bool qs_results_has_exact(const qs_results *results, qs_scope scope, qs_metric metric)
{
    char path[96];
    exact_path(scope, metric, "theory", path);
    return qs_results_has(results, scope, metric) && H5Lexists(results->file, path, H5P_DEFAULT) > 0;
}

qs_status qs_results_read_exact(const qs_results *results, qs_scope scope, qs_metric metric, uint64_t first,
                                uint64_t n, double *exact, double *deviation)
{
    char path[96];
    exact_path(scope, metric, "theory", path);
    qs_status status = read_metric(results, path, scope, metric, SUMMARY, first, n, exact);
    exact_path(scope, metric, "deviation", path);
    return status ? status : read_metric(results, path, scope, metric, SUMMARY, first, n, deviation);
}

/* ---- provenance ---- */

static qs_status number_text(const qs_results *results, hid_t group, const char *name, char **out)
{
    char text[32];
    uint64_t number = 0;
    hid_t attribute = H5Aopen(group, name, H5P_DEFAULT);
    bool is_read = attribute >= 0 && class_of(attribute) == H5T_INTEGER && is_scalar(attribute) &&
                   H5Aread(attribute, H5T_NATIVE_UINT64, &number) >= 0;
    if (attribute >= 0)
        H5Aclose(attribute);
    if (!is_read)
        return misshapen(results, name);
    snprintf(text, sizeof text, "%llu", (unsigned long long)number);
    return qs_strdup(text, out);
}

qs_status qs_results_provenance(const qs_results *results, const char *name, char **out)
{
    *out = NULL;
    hid_t group = H5Gopen2(results->file, "provenance", H5P_DEFAULT);
    if (group < 0)
        return wrong(results, "provenance");
    qs_status status;
    hid_t attribute = H5Aexists(group, name) > 0 ? H5Aopen(group, name, H5P_DEFAULT) : -1;
    bool is_text = attribute >= 0 && class_of(attribute) == H5T_STRING;
    if (attribute < 0)
        status = wrong(results, name);
    else
        status = is_text ? text_of(results, group, name, out) : number_text(results, group, name, out);
    if (attribute >= 0)
        H5Aclose(attribute);
    H5Gclose(group);
    return status;
}
