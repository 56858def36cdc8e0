/* The reader: series and histograms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "qsweep/memory.h"
#include "results_internal.h"

static bool is_numeric(hid_t dataset)
{
    hid_t type = H5Dget_type(dataset);
    H5T_class_t class = type >= 0 ? H5Tget_class(type) : H5T_NO_CLASS;
    if (type >= 0)
        H5Tclose(type);
    return class == H5T_INTEGER || class == H5T_FLOAT;
}

static bool has_room(hid_t space, int rank, const uint64_t *start, const uint64_t *count)
{
    hsize_t extent[H5S_MAX_RANK];
    if (space < 0 || H5Sget_simple_extent_ndims(space) != rank ||
        H5Sget_simple_extent_dims(space, extent, NULL) != rank)
        return false;
    for (int i = 0; i < rank; i++)
        if (start[i] > extent[i] || count[i] > extent[i] - start[i])
            return false;
    return true;
}

static bool read_slab(hid_t dataset, hid_t space, int rank, const uint64_t *start, const uint64_t *count,
                      hid_t type, void *out)
{
    hsize_t from[QS_H5_MAX_RANK], extent[QS_H5_MAX_RANK], n = 1;
    for (int i = 0; i < rank; i++) {
        from[i] = start[i];
        extent[i] = count[i];
        n *= count[i];
    }
    if (n == 0)
        return true;
    hid_t memory = H5Screate_simple(1, &n, NULL);
    bool is_read = memory >= 0 && H5Sselect_hyperslab(space, H5S_SELECT_SET, from, NULL, extent, NULL) >= 0 &&
                   H5Dread(dataset, type, memory, space, H5P_DEFAULT, out) >= 0;
    if (memory >= 0)
        H5Sclose(memory);
    return is_read;
}

qs_status qs_results_slab(const qs_results *results, const char *path, int rank, const uint64_t *start,
                          const uint64_t *count, hid_t type, void *out)
{
    hid_t dataset = H5Dopen2(results->file, path, H5P_DEFAULT);
    if (dataset < 0)
        return qs_h5_fail_as(QS_ERROR_FORMAT, results->path, "read", path);
    hid_t space = H5Dget_space(dataset);
    qs_status status = QS_OK;
    if (!is_numeric(dataset) || !has_room(space, rank, start, count))
        status =
            qs_fail(QS_ERROR_FORMAT, "%s: %s is not of the type and shape it should be", results->path, path);
    else if (!read_slab(dataset, space, rank, start, count, type, out))
        status = qs_h5_fail_as(QS_ERROR_FORMAT, results->path, "read", path);
    if (space >= 0)
        H5Sclose(space);
    H5Dclose(dataset);
    return status;
}

/* ---- series ---- */

qs_status qs_results_read_series(const qs_results *results, qs_series series, qs_statistic statistic,
                                 uint64_t first, uint64_t n, double *values)
{
    const qs_results_about *about = &results->about;
    char path[64];
    if (about->layout.n_times == 0)
        return qs_fail(QS_ERROR_FORMAT, "%s: no series was kept (output.series)", results->path);
    snprintf(path, sizeof path, "series/%s%s", qs_series_name(series), qs_statistic_suffix(statistic));
    const uint64_t start[] = {first, 0, 0};
    const uint64_t count[] = {n, (uint64_t)about->layout.n_members[QS_WINDOW],
                              (uint64_t)about->layout.n_times};
    return qs_results_slab(results, path, 3, start, count, H5T_NATIVE_DOUBLE, values);
}

/* ---- histograms ---- */

/* One member's histogram while it is read. */
typedef struct entries {
    const char *group, *kind; /* "histogram/window", "wait" */
    uint64_t start, n, n_bins;
    int64_t *bin, *count; /* [n] */
    double *lower;        /* [n_bins] */
} entries;

static const char *name(const entries *e, const char *part, char path[64])
{
    snprintf(path, 64, "%s/%s_%s", e->group, e->kind, part);
    return path;
}

static qs_status read_range(const qs_results *results, entries *e, int rank, const uint64_t *place)
{
    const uint64_t one[] = {1, 1};
    char path[64];
    qs_status status =
        qs_results_slab(results, name(e, "start", path), rank, place, one, H5T_NATIVE_UINT64, &e->start);
    if (!status)
        status = qs_results_slab(results, name(e, "size", path), rank, place, one, H5T_NATIVE_UINT64, &e->n);
    if (!status && e->n > QS_HISTOGRAM_BINS)
        status = qs_fail(QS_ERROR_FORMAT, "%s: %s is impossible", results->path, path);
    return status;
}

static qs_status read_entries(const qs_results *results, entries *e)
{
    char path[64];
    qs_status status = qs_calloc(e->n, sizeof *e->bin, &e->bin);
    if (!status)
        status = qs_calloc(e->n, sizeof *e->count, &e->count);
    if (!status)
        status =
            qs_results_slab(results, name(e, "bin", path), 1, &e->start, &e->n, H5T_NATIVE_INT64, e->bin);
    if (!status)
        status =
            qs_results_slab(results, name(e, "count", path), 1, &e->start, &e->n, H5T_NATIVE_INT64, e->count);
    if (status)
        return status;
    snprintf(path, sizeof path, "%s/lower", e->group);
    status = qs_results_length(results, path, &e->n_bins);
    if (!status && e->n_bins > QS_HISTOGRAM_BINS)
        status = qs_fail(QS_ERROR_FORMAT, "%s: %s has an impossible length", results->path, path);
    if (!status)
        status =
            qs_results_numbers(results, path, H5T_NATIVE_DOUBLE, sizeof *e->lower, e->n_bins, 0, &e->lower);
    return status;
}

static qs_status collect(const qs_results *results, const entries *e, qs_histogram *out)
{
    qs_status status = QS_OK;
    for (uint64_t i = 0; i < e->n && !status; i++) {
        bool is_right = e->bin[i] >= 0 && (uint64_t)e->bin[i] < e->n_bins && e->count[i] >= 0 &&
                        e->count[i] <= INT64_C(1) << 53 && e->lower[e->bin[i]] >= 0 &&
                        isfinite(e->lower[e->bin[i]]);
        if (!is_right)
            return qs_fail(QS_ERROR_FORMAT, "%s: a bin of %s is impossible", results->path, e->group);
        uint64_t count = (uint64_t)e->count[i];
        status = qs_histogram_add_counts(out, qs_histogram_bin(e->lower[e->bin[i]]), &count, 1);
    }
    if (out->n > 0 && out->first + out->n == QS_HISTOGRAM_BINS) /* the last bin has no end of its own */
        qs_histogram_has(out, qs_histogram_lower(QS_HISTOGRAM_BINS - 1));
    return status;
}

qs_status qs_results_read_histogram(const qs_results *results, qs_scope scope, int member, bool is_sojourn,
                                    uint64_t scenario, qs_histogram *out)
{
    char group[32];
    const uint64_t place[] = {scenario, (uint64_t)member};
    *out = (qs_histogram){0};
    if (!results->about.has_histograms)
        return qs_fail(QS_ERROR_FORMAT, "%s: no histograms were kept (output.histograms)", results->path);
    snprintf(group, sizeof group, "histogram/%s", qs_scope_name(scope));
    entries e = {.group = group, .kind = is_sojourn ? "sojourn" : "wait"};
    qs_status status = read_range(results, &e, scope == QS_SYSTEM ? 1 : 2, place);
    if (!status)
        status = read_entries(results, &e);
    if (!status)
        status = collect(results, &e, out);
    if (status)
        qs_histogram_clear(out);
    qs_free(e.bin);
    qs_free(e.count);
    qs_free(e.lower);
    return status;
}
