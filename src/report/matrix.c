/* One metric over two axes: the values of each side in their order, and the cell of each pair of values.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/matrix.h"

#include <string.h>

#include "qsweep/memory.h"

/* ---- the sides ---- */

static int compare(const qs_view *view, size_t axis, uint64_t a, uint64_t b)
{
    const qs_view_row *x = &view->rows[a], *y = &view->rows[b];
    if (axis == QS_MATRIX_MEMBERS)
        return (x->member > y->member) - (x->member < y->member);
    if (axis == QS_MATRIX_INTERVALS)
        return (x->interval > y->interval) - (x->interval < y->interval);
    return qs_axis_compare(view->about, axis, x->scenario, y->scenario);
}

/* Texts stand in the file's order, for no other means anything; numbers ascend. */
static bool is_ordered(const qs_view *view, size_t axis)
{
    return axis == QS_AXIS_SCENARIO || axis == QS_MATRIX_MEMBERS || axis == QS_MATRIX_INTERVALS ||
           view->about->axes[axis].numbers;
}

/* Where a row's value belongs among those found so far; *is_known: it is there. */
static uint64_t find(const qs_view *view, const qs_matrix_side *s, uint64_t row, bool *is_known)
{
    *is_known = false;
    bool ordered = is_ordered(view, s->axis);
    for (uint64_t i = 0; i < s->n; i++) {
        int order = compare(view, s->axis, row, s->first[i]);
        *is_known = order == 0;
        if (order == 0 || (ordered && order < 0))
            return i;
    }
    return s->n;
}

static qs_status find_axis(const qs_view *view, const char *name, size_t *axis)
{
    bool is_member = view->scope != QS_SYSTEM && strcmp(name, qs_scope_name(view->scope)) == 0;
    bool is_interval = view->by_interval && strcmp(name, "interval") == 0;
    if (!is_member && !is_interval)
        return qs_choose_axis(view->about, name, axis);
    *axis = is_member ? QS_MATRIX_MEMBERS : QS_MATRIX_INTERVALS;
    return QS_OK;
}

static qs_status make_side(const qs_view *view, const char *name, qs_matrix_side *s)
{
    bool is_known;
    qs_status status = find_axis(view, name, &s->axis);
    if (!status)
        status = qs_calloc(view->n_rows, sizeof *s->first, &s->first);
    if (!status)
        status = qs_calloc(view->n_rows, sizeof *s->place, &s->place);
    for (uint64_t row = 0; row < view->n_rows && !status; row++) {
        uint64_t at = find(view, s, row, &is_known);
        if (is_known)
            continue;
        memmove(s->first + at + 1, s->first + at, (s->n - at) * sizeof *s->first);
        s->first[at] = row;
        s->n++;
    }
    for (uint64_t row = 0; row < view->n_rows && !status; row++)
        s->place[row] = find(view, s, row, &is_known);
    return status;
}

const char *qs_matrix_name(const qs_view *view, size_t axis)
{
    if (axis == QS_MATRIX_MEMBERS)
        return qs_scope_name(view->scope);
    if (axis == QS_MATRIX_INTERVALS)
        return "interval";
    return axis == QS_AXIS_SCENARIO ? "scenario" : view->about->axes[axis].name;
}

const char *qs_matrix_unit(const qs_view *view, size_t axis)
{
    if (axis == QS_MATRIX_INTERVALS)
        return qs_view_interval_unit(view->about);
    return axis == QS_MATRIX_MEMBERS || axis == QS_AXIS_SCENARIO ? "1" : view->about->axes[axis].unit;
}

const char *qs_matrix_value(const qs_view *view, const qs_matrix_side *s, uint64_t i, char text[QS_AXIS_TEXT])
{
    const qs_view_row *row = &view->rows[s->first[i]];
    if (s->axis == QS_MATRIX_MEMBERS)
        return view->about->members[view->scope][row->member];
    if (s->axis == QS_MATRIX_INTERVALS)
        return qs_view_interval(view->about, row->interval, text);
    return qs_axis_text(view->about, s->axis, row->scenario, text);
}

const char *qs_matrix_words(const qs_view *view, const qs_matrix_side *s, uint64_t i, char text[QS_AXIS_TEXT])
{
    if (s->axis == QS_MATRIX_MEMBERS || s->axis == QS_MATRIX_INTERVALS)
        return qs_matrix_value(view, s, i, text);
    return qs_axis_words(view->about, s->axis, view->rows[s->first[i]].scenario, text);
}

bool qs_matrix_is_of_texts(const qs_view *view, size_t axis)
{
    return axis == QS_MATRIX_MEMBERS || !is_ordered(view, axis);
}

/* ---- the cells ---- */

/* Two rows fall into one cell: say which axes tell them apart. */
static qs_status say_ambiguous(const qs_matrix *m, uint64_t a, uint64_t b)
{
    const qs_view *view = m->view;
    char text[600] = "", value[QS_AXIS_TEXT], other[QS_AXIS_TEXT];
    size_t used = 0;
    if (view->rows[a].member != view->rows[b].member)
        return qs_fail(
            QS_ERROR_USAGE,
            "each cell would hold several values: choose one %s with --member, or give it as --rows "
            "or --columns",
            qs_scope_name(view->scope));
    if (view->rows[a].interval != view->rows[b].interval)
        return qs_fail(QS_ERROR_USAGE,
                       "each cell would hold several intervals: choose one with --interval, or "
                       "give interval as --rows or --columns");
    for (size_t i = 0; i < view->about->n_axes && used < sizeof text; i++)
        if (!qs_axis_is_explained(view->about, i) && compare(view, i, a, b) != 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s (%s, %s, ...)", used ? "; " : "",
                                     view->about->axes[i].name,
                                     qs_axis_words(view->about, i, view->rows[a].scenario, value),
                                     qs_axis_words(view->about, i, view->rows[b].scenario, other));
    return qs_fail(QS_ERROR_USAGE, "each cell would hold several scenarios: fix with --where AXIS=VALUE: %s",
                   text);
}

/* Which row of the view each cell is of, plus 1; 0: there is no such scenario. [rows.n][columns.n] */
static qs_status place_rows(const qs_matrix *m, uint64_t *row_of)
{
    for (uint64_t i = 0; i < m->view->n_rows; i++) {
        uint64_t *cell = &row_of[m->rows.place[i] * m->columns.n + m->columns.place[i]];
        if (*cell)
            return say_ambiguous(m, *cell - 1, i);
        *cell = i + 1;
    }
    return QS_OK;
}

static void fill_cell(const qs_matrix *m, const qs_view_numbers *numbers, const qs_view_row *row,
                      qs_matrix_cell *cell)
{
    uint64_t at = qs_view_place(m->view, m->view->scope, m->metric.metric, row->scenario,
                                qs_view_slot(m->view, row), m->metric.first_item);
    *cell = (qs_matrix_cell){.is_there = true,
                             .mean = numbers->mean[at],
                             .lower = numbers->lower[at],
                             .upper = numbers->upper[at],
                             .steadiness = qs_view_steadiness(m->view, row)};
}

static qs_status fill_cells(qs_matrix *m)
{
    qs_view_numbers numbers = {0};
    uint64_t *row_of, n = m->rows.n * m->columns.n;
    qs_status status = qs_calloc(n, sizeof *row_of, &row_of);
    if (!status)
        status = qs_calloc(n, sizeof *m->cells, &m->cells);
    if (!status)
        status = place_rows(m, row_of);
    if (!status)
        status = qs_view_read_numbers(m->view, m->view->scope, m->metric.metric, &numbers);
    for (uint64_t i = 0; i < n && !status; i++)
        if (row_of[i])
            fill_cell(m, &numbers, &m->view->rows[row_of[i] - 1], &m->cells[i]);
    qs_view_clear_numbers(&numbers);
    qs_free(row_of);
    return status;
}

const qs_matrix_cell *qs_matrix_get(const qs_matrix *m, uint64_t row, uint64_t column)
{
    return &m->cells[row * m->columns.n + column];
}

/* ---- */

qs_status qs_matrix_make(const qs_view *view, const qs_matrix_request *wanted, qs_matrix *m)
{
    *m = (qs_matrix){.view = view};
    qs_status status = qs_view_choose_metric(view, wanted->metric, &m->metric);
    if (!status && m->metric.n_items > 1)
        status = qs_choose_which(view->about, &m->metric, "--pivot ");
    if (!status)
        status = make_side(view, wanted->rows, &m->rows);
    if (!status)
        status = make_side(view, wanted->columns, &m->columns);
    if (!status && m->rows.axis == m->columns.axis)
        status = qs_fail(QS_ERROR_USAGE, "--rows and --columns are the same: %s",
                         qs_matrix_name(view, m->rows.axis));
    return status ? status : fill_cells(m);
}

void qs_matrix_clear(qs_matrix *m)
{
    qs_matrix_side *sides[] = {&m->rows, &m->columns};
    for (int i = 0; i < 2; i++) {
        qs_free(sides[i]->first);
        qs_free(sides[i]->place);
    }
    qs_free(m->cells);
    *m = (qs_matrix){0};
}
