/* The plan: how many scenarios, and the axes' values in each.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "qsweep/memory.h"
#include "study_internal.h"

static bool has_numbers_only(const qs_sweep_axis *axis)
{
    for (size_t i = 0; i < axis->n_values; i++)
        if (!qs_scalar_is_number(axis->values[i] ? axis->values[i] : axis->base))
            return false;
    return true;
}

/* What the number was read as when the first scenario was built; texts have no unit. */
static qs_status fill_unit(const qs_study_reader *reader, const qs_node *first, bool is_number_axis,
                           qs_axis *out)
{
    char unit[16] = "1";
    qs_dimension dimension = is_number_axis ? first->dimension : QS_PLAIN;
    if (dimension == QS_TIME)
        snprintf(unit, sizeof unit, "%s", reader->unit_name);
    else if (dimension == QS_PER_TIME)
        snprintf(unit, sizeof unit, "1/%s", reader->unit_name);
    else if (dimension == QS_TIME_SQUARED)
        snprintf(unit, sizeof unit, "%s2", reader->unit_name);
    return qs_strdup(unit, &out->unit);
}

static qs_status fill_numbers(const qs_study_reader *reader, const qs_sweep_space *space, int axis,
                              qs_axis *out)
{
    qs_status status = qs_calloc(space->n_scenarios, sizeof *out->numbers, &out->numbers);
    for (size_t s = 0; s < space->n_scenarios && !status; s++)
        out->numbers[s] = qs_scalar_value(reader, qs_axis_value(space, axis, s));
    return status;
}

static qs_status fill_texts(const qs_study_reader *reader, const qs_sweep_space *space, int axis,
                            qs_axis *out)
{
    qs_status status = qs_calloc(space->n_scenarios, sizeof *out->texts, &out->texts);
    for (size_t s = 0; s < space->n_scenarios && !status; s++) {
        qs_node *node = qs_axis_value(space, axis, s);
        if (qs_node_is_absent(node)) {
            status = qs_strdup("null", &out->texts[s]);
            continue;
        }
        /* Written out once and kept with the node: many scenarios share it. */
        if (node->kind != QS_NODE_SCALAR && !node->text)
            node->text = qs_node_flow(reader->arena, node);
        status = node->text ? qs_strdup(node->text, &out->texts[s]) : QS_ERROR_MEMORY;
    }
    return status;
}

/* Rows are what `compare` needs, so a study that leaves it open has them as long as they are small: 40 MB. */
enum { MOST_ROW_VALUES = 5000000 };

static bool are_rows_small(const qs_study_reader *reader, const qs_plan *plan)
{
    double n = (double)plan->n_scenarios * (double)plan->n_replications * (double)reader->n_row_values;
    return n <= MOST_ROW_VALUES;
}

/* Does a value of run.warmup leave the warm-up to be found? */
static bool is_found(const qs_node *warmup)
{
    return warmup && warmup->kind == QS_NODE_SCALAR && !strcmp(warmup->text, "mser5");
}

static bool axis_finds_warmup(const qs_sweep_axis *axis)
{
    const qs_path *path = &axis->path;
    if (path->n != 2 || strcmp(path->steps[0], "run") != 0 || strcmp(path->steps[1], "warmup") != 0)
        return false;
    for (size_t i = 0; i < axis->n_values; i++)
        if (is_found(axis->values[i] ? axis->values[i] : axis->base))
            return true;
    return false;
}

/* In some scenario, be it one that `where` drops. */
static bool finds_warmup(const qs_node *root, const qs_sweep_space *space)
{
    const qs_node *run = qs_node_get(root, "run");
    bool is_any = run && run->kind == QS_NODE_MAP && is_found(qs_node_get(run, "warmup"));
    for (int a = 0; a < space->n_axes && !is_any; a++)
        is_any = axis_finds_warmup(&space->axes[a]);
    return is_any;
}

qs_status qs_fill_plan(qs_study_reader *reader, const qs_node *root, const qs_sweep_space *space,
                       qs_plan *plan)
{
    plan->finds_warmup = finds_warmup(root, space);
    plan->n_scenarios = space->n_scenarios;
    if (reader->n_row_values > 0)
        plan->keep_rows = are_rows_small(reader, plan);
    qs_plan_set_blocks(plan);
    qs_status status = qs_fill_labels(space, plan);
    if (!status)
        status = qs_calloc((size_t)space->n_axes, sizeof *plan->axes, &plan->axes);
    for (int a = 0; a < space->n_axes && !status; a++) {
        qs_axis *out = &plan->axes[a];
        plan->n_axes++;
        status = qs_strdup(space->axes[a].name, &out->name);
        if (!status && space->axes[a].name != space->axes[a].key)
            status = qs_strdup(space->axes[a].key, &out->path);
        bool is_number_axis = has_numbers_only(&space->axes[a]);
        if (!status)
            status = fill_unit(reader, qs_axis_value(space, a, 0), is_number_axis, out);
        if (!status)
            status = is_number_axis ? fill_numbers(reader, space, a, out) : fill_texts(reader, space, a, out);
    }
    return status;
}
