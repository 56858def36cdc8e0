/* The axes in the file, their names, and the labels of the scenarios.
 *
 * A path such as windows.W2.servers is a valid netCDF name; blanks, slashes and control characters are not,
 * or would break the blank-separated list in CF's `coordinates`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "store_internal.h"

static bool is_allowed(unsigned char c, bool is_first)
{
    bool is_alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (is_first)
        return is_alphanumeric || c == '_' || c >= 0x80;
    return c > ' ' && c != '/' && c != 0x7f;
}

/* Names that mean something else in one of the groups. */
static bool is_taken(const qs_store *store, size_t n_before, const char *name)
{
    if (qs_axis_is_reserved(name))
        return true;
    for (size_t i = 0; i < n_before; i++)
        if (strcmp(store->axis_names[i], name) == 0)
            return true;
    return false;
}

static qs_status name_axis(qs_store *store, size_t index)
{
    const char *path = store->header.plan->axes[index].name;
    size_t n = strlen(path), capacity = n + 32;
    qs_status status = qs_calloc(capacity, 1, &store->axis_names[index]);
    if (status)
        return status;
    char *name = store->axis_names[index];
    for (size_t i = 0; i < n; i++)
        name[i] = is_allowed((unsigned char)path[i], i == 0) ? path[i] : '_';
    if (n == 0)
        name[n++] = '_';
    for (unsigned suffix = 2; is_taken(store, index, name); suffix++)
        snprintf(name + n, capacity - n, "_%u", suffix);
    return QS_OK;
}

qs_status qs_schema_name_axes(qs_store *store)
{
    size_t n_axes = store->header.plan->n_axes, size = 1;
    qs_status status = qs_calloc(n_axes, sizeof *store->axis_names, &store->axis_names);
    for (size_t i = 0; i < n_axes && !status; i++) {
        status = name_axis(store, i);
        if (!status)
            size += strlen(store->axis_names[i]) + 1;
    }
    bool has_labels = store->header.plan->labels != NULL;
    size += has_labels ? sizeof " label" : 0;
    if (!status)
        status = qs_calloc(size, 1, &store->coordinates);
    for (size_t i = 0; i < n_axes && !status; i++) {
        if (i > 0)
            strcat(store->coordinates, " ");
        strcat(store->coordinates, store->axis_names[i]);
    }
    if (!status && has_labels)
        strcat(store->coordinates, n_axes > 0 ? " label" : "label");
    return status;
}

/* ---- what is written ---- */

/* The path of an axis that has a name of its own. */
static qs_status write_path(const qs_store *store, const char *name, const char *path)
{
    hid_t dataset = H5Dopen2(store->h5.file, name, H5P_DEFAULT);
    if (dataset < 0)
        return qs_h5_fail(store->part.part_path, "open", name);
    qs_status status = qs_h5_text(&store->h5, dataset, "path", path);
    if (H5Dclose(dataset) < 0 && !status)
        status = qs_h5_fail(store->part.part_path, "close", name);
    return status;
}

static qs_status write_labels(qs_store *store)
{
    qs_variable variable = {.name = "label",
                            .units = "1",
                            .long_name = "label of the scenario",
                            .rank = 1,
                            .scales = {&store->scenario},
                            .type = store->h5.text};
    const qs_plan *plan = store->header.plan;
    return plan->labels ? qs_h5_array(&store->h5, store->h5.file, &variable, store->h5.text,
                                      (const void *)plan->labels)
                        : QS_OK;
}

qs_status qs_schema_write_axes(qs_store *store)
{
    const qs_plan *plan = store->header.plan;
    qs_status status = QS_OK;
    for (size_t i = 0; i < plan->n_axes && !status; i++) {
        const qs_axis *axis = &plan->axes[i];
        qs_variable variable = {.name = store->axis_names[i],
                                .units = axis->unit ? axis->unit : "1",
                                .long_name = axis->name,
                                .rank = 1,
                                .scales = {&store->scenario},
                                .type = axis->numbers ? H5T_IEEE_F64LE : store->h5.text,
                                .chunk = axis->numbers ? qs_schema_chunk(store, plan->n_scenarios) : 0};
        status = qs_h5_array(&store->h5, store->h5.file, &variable,
                             axis->numbers ? H5T_NATIVE_DOUBLE : store->h5.text,
                             axis->numbers ? (const void *)axis->numbers : (const void *)axis->texts);
        if (!status && axis->path)
            status = write_path(store, store->axis_names[i], axis->path);
    }
    return status ? status : write_labels(store);
}
