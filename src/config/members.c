/* output.members: a row of results for each member of a window.
 *
 * All scenarios have the same rows, so a window has as many as it has members in the scenario with the most of
 * them. An axis changes a number of members by itself: looking at its values one after another finds the
 * largest, without building every scenario, and so wherever a study is read.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "study_internal.h"

/* The number of members of a window of a tree; 1 where it does not say so. */
static int count_of(const qs_node *window)
{
    qs_node *node = window && window->kind == QS_NODE_MAP ? qs_node_get(window, "count") : NULL;
    if (!node || qs_scalar_of(node) != QS_SCALAR_NUMBER || !(node->number > 1))
        return 1;
    return node->number < QS_MAX_WINDOWS ? (int)node->number : QS_MAX_WINDOWS;
}

static void note_counts(const qs_node *root, int *rows)
{
    const qs_node *windows = qs_node_get(root, "windows");
    for (size_t w = 0; w < windows->n; w++) {
        int count = count_of(windows->values[w]);
        rows[w] = count > rows[w] ? count : rows[w];
    }
}

/* Whether an axis may say how many members a window has. */
static bool sets_counts(const qs_sweep_axis *axis)
{
    const qs_path *path = &axis->path;
    return path->n > 0 && qs_step_matches(path->steps[0], "windows") &&
           (path->n < 3 || qs_step_matches(path->steps[2], "count"));
}

static bool is_wanted(const qs_node *root)
{
    const qs_node *output = qs_node_get(root, "output");
    const qs_node *members = output && output->kind == QS_NODE_MAP ? qs_node_get(output, "members") : NULL;
    return members && members->kind == QS_NODE_SCALAR && !members->is_quoted &&
           (!strcmp(members->text, "true") || !strcmp(members->text, "True") ||
            !strcmp(members->text, "TRUE"));
}

void qs_find_rows(qs_study_reader *reader, const qs_node *root, const qs_sweep_space *space)
{
    const qs_node *windows = qs_node_get(root, "windows");
    if (!is_wanted(root) || !windows || windows->kind != QS_NODE_MAP)
        return;
    int *rows = qs_arena_get(reader->arena, windows->n, sizeof *rows);
    for (size_t w = 0; rows && w < windows->n; w++)
        rows[w] = 1;
    if (rows)
        note_counts(root, rows);
    for (int a = 0; rows && a < space->n_axes; a++)
        for (size_t v = 0; sets_counts(&space->axes[a]) && v < space->axes[a].n_values; v++) {
            qs_arena arena = {0};
            const qs_node *tree = qs_axis_tree(space, root, a, v, &arena);
            if (tree)
                note_counts(tree, rows);
            else
                qs_reader_fail(reader, QS_ERROR_MEMORY);
            qs_arena_clear(&arena);
        }
    reader->rows = rows;
    if (!rows)
        qs_reader_fail(reader, QS_ERROR_MEMORY);
}

void qs_build_members(qs_study_reader *reader, qs_node *node)
{
    qs_model *model = reader->model;
    bool is_on = false;
    int64_t sum = 0;
    if (!qs_read_bool(reader, "members", node, &is_on) || !is_on || !reader->rows)
        return;
    for (int w = 0; w < model->n_windows; w++) {
        model->windows[w].n_rows = reader->rows[w];
        sum += reader->rows[w];
    }
    if (sum <= QS_MAX_WINDOWS)
        return;
    for (int w = 0; w < model->n_windows; w++)
        model->windows[w].n_rows = 1;
    qs_enter(reader, "members");
    qs_problem_at(
        reader, node->at, NULL,
        "makes too many rows, for a window has as many as it has members in any scenario: at most %d "
        "are allowed (got %lld)",
        QS_MAX_WINDOWS, (long long)sum);
    qs_leave(reader);
}

/* "desk 4", where desk has three members: its window; QS_NONE: it is something else. */
static int window_before_blank(const qs_model *model, const char *text)
{
    for (int w = 0; w < model->n_windows; w++) {
        size_t n = strlen(model->windows[w].name);
        if (!strncmp(text, model->windows[w].name, n) && text[n] == ' ')
            return w;
    }
    return QS_NONE;
}

bool qs_read_row(qs_study_reader *reader, qs_node *node, int *row)
{
    const qs_model *model = reader->model;
    char name[QS_ROW_NAME];
    int window;
    for (int r = 0, n = node->kind == QS_NODE_SCALAR ? qs_model_n_rows(model) : 0; r < n; r++)
        if (!strcmp(node->text, qs_model_row_name(model, r, name))) {
            *row = r;
            return true;
        }
    window = node->kind == QS_NODE_SCALAR ? window_before_blank(model, node->text) : QS_NONE;
    if (window != QS_NONE && model->windows[window].n_rows > 1)
        qs_problem_node(reader, node, "must be one of the members that %s has, %s 1 to %s %d",
                        model->windows[window].name, model->windows[window].name, model->windows[window].name,
                        model->windows[window].n_rows);
    else if (window != QS_NONE)
        qs_problem_node(reader, node, "must be %s alone, it has no rows of members (output.members: true)",
                        model->windows[window].name);
    if (window != QS_NONE || !qs_read_name(reader, node, QS_NAMED_WINDOW, &window))
        return false;
    *row = qs_model_first_row(model, window);
    qs_problem_node(
        reader, node,
        "has a row for each of its members (output.members), so one of them must be named: %s 1 to "
        "%s %d",
        node->text, node->text, model->windows[window].n_rows);
    return false;
}
