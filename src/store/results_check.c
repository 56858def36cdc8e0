/* The reader: what is checked when a file is opened, before anything of it is used.
 *
 * First what the file is made of: links that stay in it, data that lie in it. Then what it says: units,
 * counts and axes within what a study can be. The shape of each dataset is checked where it is read.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "qsweep/model.h"
#include "results_internal.h"

enum { MOST_LINKS = 100000, LONGEST_NAME = 4096 };
static const int64_t MOST_REPLICATIONS = INT64_C(1) << 53;
/* Deflate packs at most 1032 to one; an empty dataset is read as zeros, but only a small one. */
static const uint64_t TIGHTEST = 1100, MOST_EMPTY = UINT64_C(1) << 31;

static qs_status refuse(const qs_results *results, const char *name, const char *why)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: %.200s %s", results->path, name, why);
}

/* ---- what it is made of ---- */

typedef struct walk {
    const qs_results *results;
    uint64_t n_links;
    qs_status status;
} walk;

/* Only the filters of the library itself: others are loaded from plugins. */
static bool has_own_filters(hid_t options)
{
    int n = H5Pget_nfilters(options);
    for (int i = 0; i < n; i++) {
        unsigned flags, unused;
        size_t n_values = 0;
        H5Z_filter_t filter = H5Pget_filter2(options, (unsigned)i, &flags, &n_values, NULL, 0, NULL, &unused);
        if (filter < 0 || filter >= H5Z_FILTER_RESERVED)
            return false;
    }
    return n >= 0;
}

static const char *objection(hid_t dataset)
{
    hid_t options = H5Dget_create_plist(dataset);
    H5D_layout_t layout = options >= 0 ? H5Pget_layout(options) : H5D_LAYOUT_ERROR;
    const char *why =
        layout == H5D_LAYOUT_ERROR ? "cannot be read"
        : layout == H5D_VIRTUAL || (layout == H5D_CONTIGUOUS && H5Pget_external_count(options) != 0)
            ? "takes its data from other files"
        : !has_own_filters(options) ? "is packed by a filter that HDF5 does not have"
                                    : NULL;
    if (options >= 0)
        H5Pclose(options);
    return why;
}

static herr_t look_at_link(hid_t root, const char *name, const H5L_info_t *link, void *context)
{
    walk *w = context;
    const char *why = NULL;
    hid_t object = -1;
    if (++w->n_links > MOST_LINKS)
        why = "is one name more than a results file has";
    else if (link->type != H5L_TYPE_HARD)
        why = "is a link to elsewhere, which results do not have";
    else if ((object = H5Oopen(root, name, H5P_DEFAULT)) < 0)
        why = "cannot be read";
    else if (H5Iget_type(object) == H5I_DATASET)
        why = objection(object);
    else if (H5Iget_type(object) != H5I_GROUP)
        why = "is neither a group nor a dataset";
    if (object >= 0)
        H5Oclose(object);
    if (why)
        w->status = refuse(w->results, name, why);
    return why ? -1 : 0;
}

qs_status qs_results_check_links(qs_results *results)
{
    walk w = {.results = results};
    if (H5Lvisit(results->file, H5_INDEX_NAME, H5_ITER_NATIVE, look_at_link, &w) < 0 && !w.status)
        w.status = qs_h5_fail_as(QS_ERROR_FORMAT, results->path, "read", "");
    return w.status;
}

bool qs_results_has_data(hid_t dataset, uint64_t n_bytes)
{
    return n_bytes <= MOST_EMPTY || H5Dget_storage_size(dataset) >= n_bytes / TIGHTEST;
}

/* ---- what it says ---- */

/* 08:30 or 08:30:15 */
static bool is_time_of_day(const char *text)
{
    static const char least[] = "00:00:00", most[] = "29:59:59";
    size_t n = strlen(text);
    if ((n != 5 && n != 8) || strncmp(text, "24", 2) >= 0)
        return false;
    for (size_t i = 0; i < n; i++)
        if (text[i] < least[i] || text[i] > most[i])
            return false;
    return true;
}

static bool is_unit(const char *text)
{
    static const char *const units[] = {"s", "min", "h", "d"};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text, units[i]) == 0)
            return true;
    return false;
}

qs_status qs_results_check_root(const qs_results *results)
{
    const qs_results_about *about = &results->about;
    if (!is_unit(about->time_unit))
        return refuse(results, "time_unit", "must be s, min, h or d");
    if (about->clock && !is_time_of_day(about->clock))
        return refuse(results, "clock", "must be a time of day, such as 08:30");
    if (!(about->confidence > 0 && about->confidence < 1))
        return refuse(results, "confidence", "must lie between 0 and 1");
    if (about->n_scenarios < 1 || about->n_scenarios > QS_RESULTS_MOST_SCENARIOS)
        return refuse(results, "scenario", "must have from 1 to 10000000 values");
    return QS_OK;
}

static qs_status check_states(const qs_results *results)
{
    const qs_results_about *about = &results->about;
    uint64_t n_windows = (uint64_t)about->layout.n_members[QS_WINDOW];
    for (uint64_t s = 0; s < about->n_scenarios; s++) {
        int64_t n = about->replications[s],
                most = about->has_rows ? (int64_t)about->n_replications : MOST_REPLICATIONS;
        if (n < 0 || n > most)
            return refuse(results, "replications", "has a count that is impossible");
        if (about->failed[s] < 0 || about->failed[s] > MOST_REPLICATIONS)
            return refuse(results, "failed", "has a count that is impossible");
        if (about->unstable[s] < 0 || about->unstable[s] > 1)
            return refuse(results, "unstable", "must be 0 or 1");
        if (about->growing[s] < 0 || about->growing[s] > QS_GROWTH_NOT_JUDGED)
            return refuse(results, "growing", "has a value that means nothing");
    }
    for (uint64_t i = 0; i < about->n_scenarios * n_windows; i++) {
        if (about->window_unstable[i] < 0 || about->window_unstable[i] > 1)
            return refuse(results, "window/unstable", "must be 0 or 1");
        if (about->window_growing[i] < 0 || about->window_growing[i] > QS_GROWTH_NOT_JUDGED)
            return refuse(results, "window/growing", "has a value that means nothing");
    }
    return QS_OK;
}

/* Numbers from `least` to `most`, each above the one before where they are instants. */
static bool are_within(const double *numbers, int n, double least, double most, bool are_ascending)
{
    for (int i = 0; i < n; i++)
        if (!(numbers[i] >= least && numbers[i] <= most) ||
            (are_ascending && i > 0 && numbers[i] <= numbers[i - 1]))
            return false;
    return true;
}

static qs_status check_items(const qs_results *results)
{
    const double largest = 1e300;
    const qs_layout *layout = &results->about.layout;
    if (!are_within(results->quantiles, layout->n_quantiles, 0, 1, false))
        return refuse(results, "system/quantile", "must lie between 0 and 1");
    if (!are_within(results->thresholds, layout->n_thresholds, 0, largest, false))
        return refuse(results, "system/threshold", "must be times");
    if (!are_within(results->thresholds + layout->n_thresholds, layout->n_levels, 0, largest, false))
        return refuse(results, "system/within", "must be times");
    if (!are_within(results->times, layout->n_times, 0, largest, true))
        return refuse(results, "series/time", "must be times in ascending order");
    if (!are_within(results->starts, layout->n_intervals, 0, largest, true) ||
        !are_within(results->ends, layout->n_intervals, 0, largest, true))
        return refuse(results, "interval", "must be between times in ascending order");
    for (int i = 0; i < layout->n_intervals; i++)
        if (results->starts[i] >= results->ends[i])
            return refuse(results, "interval", "must end after it has begun");
    return QS_OK;
}

static qs_status check_axis(const qs_results *results, size_t index)
{
    const qs_axis *axes = results->about.axes, *axis = &axes[index];
    if (!*axis->name || strlen(axis->name) > LONGEST_NAME || strlen(axis->unit) > LONGEST_NAME)
        return refuse(results, axis->name, "is no name of an axis");
    if (axis->path && (!*axis->path || strlen(axis->path) > LONGEST_NAME))
        return refuse(results, axis->name, "has a path that is none");
    if (results->about.labels && strcmp(axis->name, QS_LABEL) == 0)
        return refuse(results, axis->name, "is an axis twice");
    for (size_t i = 0; i < index; i++)
        if (strcmp(axes[i].name, axis->name) == 0)
            return refuse(results, axis->name, "is an axis twice");
    for (uint64_t s = 0; axis->numbers && s < results->about.n_scenarios; s++)
        if (isnan(axis->numbers[s]))
            return refuse(results, axis->name, "has a value that is no number");
    return QS_OK;
}

static qs_status check_labels(const qs_results *results)
{
    const char *const *labels = results->about.labels;
    for (uint64_t s = 0; labels && s < results->about.n_scenarios; s++)
        if (strlen(labels[s]) > LONGEST_NAME)
            return refuse(results, "label", "is longer than a label can be");
    return QS_OK;
}

static qs_status check_members(const qs_results *results)
{
    const qs_results_about *about = &results->about;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int i = 0; i < about->layout.n_members[scope]; i++)
            if (strlen(about->members[scope][i]) > LONGEST_NAME)
                return refuse(results, qs_scope_name((qs_scope)scope), "has a name that is too long");
    return QS_OK;
}

qs_status qs_results_check_values(qs_results *results)
{
    qs_status status = check_states(results);
    if (!status)
        status = check_items(results);
    if (!status)
        status = check_members(results);
    for (size_t i = 0; i < results->about.n_axes && !status; i++)
        status = check_axis(results, i);
    if (!status)
        status = check_labels(results);
    return status;
}
