/* `qsweep show --pivot`: one metric over two axes as a matrix.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "show_table_internal.h"
#include "text_internal.h"

/* In place of an axis: the members of the scope. */
#define MEMBERS ((size_t)-2)

/* One side of the matrix: an axis, and a row of the selection for each of its values, in their order. */
typedef struct side {
    size_t axis;
    uint64_t n;
    uint64_t *first; /* [n] index into show->rows of one that has the value; owned */
    uint64_t *place; /* [show n_rows] which value each row has; owned */
} side;

typedef struct matrix {
    const qs_show *show;
    qs_selected_metric metric;
    side rows, columns;
    uint64_t *cell;               /* [rows.n][columns.n] index into show->rows plus 1; 0: no such scenario */
    double *mean, *lower, *upper; /* [n_scenarios][n_members][n_items] */
} matrix;

/* ---- the sides ---- */

static int compare(const qs_show *show, size_t axis, uint64_t a, uint64_t b)
{
    const qs_show_row *x = &show->rows[a], *y = &show->rows[b];
    if (axis == MEMBERS)
        return (x->member > y->member) - (x->member < y->member);
    return qs_select_compare(show->about, axis, x->scenario, y->scenario);
}

/* Texts stand in the file's order, for no other means anything; numbers ascend. */
static bool is_ordered(const qs_show *show, size_t axis)
{
    return axis == QS_SELECT_SCENARIO || axis == MEMBERS || show->about->axes[axis].numbers;
}

/* Where a row's value belongs among those found so far; *is_known: it is there. */
static uint64_t find(const qs_show *show, const side *s, uint64_t row, bool *is_known)
{
    *is_known = false;
    bool ordered = is_ordered(show, s->axis);
    for (uint64_t i = 0; i < s->n; i++) {
        int order = compare(show, s->axis, row, s->first[i]);
        *is_known = order == 0;
        if (order == 0 || (ordered && order < 0))
            return i;
    }
    return s->n;
}

static qs_status find_axis(const qs_show *show, const char *name, size_t *axis)
{
    bool is_member = show->scope != QS_SYSTEM && strcmp(name, qs_scope_name(show->scope)) == 0;
    if (!is_member)
        return qs_select_axis(show->about, name, axis);
    *axis = MEMBERS;
    return QS_OK;
}

static qs_status make_side(const qs_show *show, const char *name, side *s)
{
    bool is_known;
    qs_status status = find_axis(show, name, &s->axis);
    if (!status)
        status = qs_calloc(show->n_rows, sizeof *s->first, &s->first);
    if (!status)
        status = qs_calloc(show->n_rows, sizeof *s->place, &s->place);
    for (uint64_t row = 0; row < show->n_rows && !status; row++) {
        uint64_t at = find(show, s, row, &is_known);
        if (is_known)
            continue;
        memmove(s->first + at + 1, s->first + at, (s->n - at) * sizeof *s->first);
        s->first[at] = row;
        s->n++;
    }
    for (uint64_t row = 0; row < show->n_rows && !status; row++)
        s->place[row] = find(show, s, row, &is_known);
    return status;
}

static const char *name_of(const qs_show *show, size_t axis)
{
    if (axis == MEMBERS)
        return qs_scope_name(show->scope);
    return axis == QS_SELECT_SCENARIO ? "scenario" : show->about->axes[axis].name;
}

static const char *unit_of(const qs_show *show, size_t axis)
{
    return axis == MEMBERS || axis == QS_SELECT_SCENARIO ? "1" : show->about->axes[axis].unit;
}

static const char *value_of(const qs_show *show, const side *s, uint64_t i, char text[QS_SELECT_TEXT])
{
    const qs_show_row *row = &show->rows[s->first[i]];
    if (s->axis == MEMBERS)
        return show->about->members[show->scope][row->member];
    return qs_select_value(show->about, s->axis, row->scenario, text);
}

/* ---- the cells ---- */

/* Two rows fall into one cell: say which axes tell them apart. */
static qs_status say_ambiguous(const matrix *m, uint64_t a, uint64_t b)
{
    const qs_show *show = m->show;
    char text[600] = "", value[QS_SELECT_TEXT], other[QS_SELECT_TEXT];
    size_t used = 0;
    if (show->rows[a].member != show->rows[b].member)
        return qs_fail(
            QS_ERROR_USAGE,
            "each cell would hold several values: choose one %s with --member, or give it as --rows "
            "or --columns",
            qs_scope_name(show->scope));
    for (size_t i = 0; i < show->about->n_axes && used < sizeof text; i++)
        if (compare(show, i, a, b) != 0)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s (%s, %s, ...)", used ? "; " : "",
                                     show->about->axes[i].name,
                                     qs_select_value(show->about, i, show->rows[a].scenario, value),
                                     qs_select_value(show->about, i, show->rows[b].scenario, other));
    return qs_fail(QS_ERROR_USAGE, "each cell would hold several scenarios: fix with --where AXIS=VALUE: %s",
                   text);
}

static qs_status fill_cells(matrix *m)
{
    qs_status status = qs_calloc(m->rows.n * m->columns.n, sizeof *m->cell, &m->cell);
    for (uint64_t i = 0; i < m->show->n_rows && !status; i++) {
        uint64_t *cell = &m->cell[m->rows.place[i] * m->columns.n + m->columns.place[i]];
        if (*cell)
            return say_ambiguous(m, *cell - 1, i);
        *cell = i + 1;
    }
    return status;
}

static qs_status load(matrix *m)
{
    const qs_results_about *about = m->show->about;
    size_t width = (size_t)about->layout.n_members[m->show->scope] *
                   (size_t)qs_layout_n_items(&about->layout, m->metric.metric);
    double **values[] = {[QS_MEAN] = &m->mean, [QS_LOWER] = &m->lower, [QS_UPPER] = &m->upper};
    const qs_statistic wanted[] = {QS_MEAN, QS_LOWER, QS_UPPER};
    qs_status status = QS_OK;
    for (size_t i = 0; i < 3 && !status; i++) {
        status = qs_calloc(about->n_scenarios, width * sizeof(double), values[wanted[i]]);
        if (!status)
            status = qs_results_read(m->show->results, m->show->scope, m->metric.metric, wanted[i], 0,
                                     about->n_scenarios, *values[wanted[i]]);
    }
    return status;
}

/* Where a cell's value lies, and its row; false: there is no such scenario. */
static bool look_up(const matrix *m, uint64_t row, uint64_t column, size_t *at, const qs_show_row **of)
{
    uint64_t cell = m->cell[row * m->columns.n + column];
    if (!cell)
        return false;
    const qs_layout *layout = &m->show->about->layout;
    *of = &m->show->rows[cell - 1];
    *at = ((*of)->scenario * (size_t)layout->n_members[m->show->scope] + (size_t)(*of)->member) *
              (size_t)qs_layout_n_items(layout, m->metric.metric) +
          (size_t)m->metric.first_item;
    return true;
}

/* ---- for people ---- */

static void title(const matrix *m, FILE *out)
{
    char unit[16], item[QS_SHOW_NUMBER];
    qs_results_unit(m->metric.metric, m->show->about->time_unit, unit);
    qs_show_item(m->show, m->metric.metric, m->metric.first_item, item);
    qs_visible_print(out, "%s: %s%s%s%s%s%s", m->show->about->name, qs_metric_get(m->metric.metric)->name,
                     *item ? " " : "", item, strcmp(unit, "1") ? " (" : "", strcmp(unit, "1") ? unit : "",
                     strcmp(unit, "1") ? ")" : "");
    if (m->show->scope != QS_SYSTEM && m->rows.axis != MEMBERS && m->columns.axis != MEMBERS)
        qs_visible_print(out, " of %s %s", qs_scope_name(m->show->scope),
                         m->show->about->members[m->show->scope][m->show->rows[0].member]);
    fprintf(out, ",\nmean over replications ± half width of its %.10g %% confidence interval;\n",
            100 * m->show->about->confidence);
    qs_visible_print(out, "down: %s, across: %s\n", name_of(m->show, m->rows.axis),
                     name_of(m->show, m->columns.axis));
}

static bool is_of_texts(const qs_show *show, size_t axis)
{
    return axis == MEMBERS || !is_ordered(show, axis);
}

/* The values of a side of texts. The array is the caller's. */
static qs_status texts_of(const matrix *m, const side *s, const char ***texts)
{
    char unused[QS_SELECT_TEXT];
    qs_status status = qs_calloc(s->n, sizeof **texts, texts);
    for (uint64_t i = 0; i < s->n && !status; i++)
        (*texts)[i] = value_of(m->show, s, i, unused);
    return status;
}

static qs_status row_texts(const matrix *m, qs_table *t, qs_table_column *c)
{
    const char **texts;
    qs_status status = texts_of(m, &m->rows, &texts);
    if (!status)
        status = qs_table_put_texts(t, c, name_of(m->show, m->rows.axis), texts, m->rows.n);
    qs_free(texts);
    return status;
}

/* The legend of the columns' heads; one without entries where there are numbers. */
static qs_status head_legend(const matrix *m, qs_table *t)
{
    const char **texts = NULL;
    qs_status status = qs_reserve(&t->legends, &t->legend_capacity, t->n_legends + 1, sizeof *t->legends);
    if (status)
        return status;
    t->legends[t->n_legends++] = (qs_legend){0};
    if (!is_of_texts(m->show, m->columns.axis))
        return QS_OK;
    status = texts_of(m, &m->columns, &texts);
    if (!status)
        status = qs_legend_make(name_of(m->show, m->columns.axis), texts, m->columns.n, QS_CELL,
                                &t->legends[t->n_legends - 1]);
    qs_free(texts);
    return status;
}

static qs_status label_column(const matrix *m, qs_table *t)
{
    qs_table_column c;
    char text[QS_SELECT_TEXT];
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_head_axis(t, &c, name_of(m->show, m->rows.axis), unit_of(m->show, m->rows.axis));
    c.is_text = is_of_texts(m->show, m->rows.axis);
    for (uint64_t i = 0; i < m->rows.n && !c.is_text; i++)
        qs_table_put_text(c.cells[i].value, value_of(m->show, &m->rows, i, text));
    status = c.is_text ? row_texts(m, t, &c) : QS_OK;
    if (status)
        qs_free(c.cells);
    return status ? status : qs_table_append(t, &c);
}

/* Marks that some value has. */
typedef struct marks {
    bool unstable, growing;
} marks;

/* A star, or a plus, behind a value. */
static void mark(const char *steadiness, qs_cell *cell, marks *any)
{
    if (!*steadiness)
        return;
    bool is_unstable = strcmp(steadiness, "unstable") == 0;
    strcat(cell->half[0] ? cell->half : cell->value, is_unstable ? "*" : "+");
    *(is_unstable ? &any->unstable : &any->growing) = true;
}

static qs_status value_column(const matrix *m, uint64_t column, qs_table *t, marks *any)
{
    qs_table_column c;
    char text[QS_SELECT_TEXT];
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_legend_put(&t->legends[t->n_legends - 1], value_of(m->show, &m->columns, column, text),
                  c.head[QS_HEAD_LINES - 2], QS_CELL);
    if (strcmp(unit_of(m->show, m->columns.axis), "1") != 0)
        qs_table_put_text(c.head[QS_HEAD_LINES - 1], unit_of(m->show, m->columns.axis));
    for (uint64_t i = 0; i < m->rows.n; i++) {
        size_t at;
        const qs_show_row *row;
        qs_cell *cell = &c.cells[i];
        if (!look_up(m, i, column, &at, &row))
            continue;
        t->marks |= qs_show_interval(m->metric.metric, m->mean[at], m->lower[at], m->upper[at], cell->value,
                                     cell->half);
        mark(qs_show_steadiness(m->show, row), cell, any);
    }
    return qs_table_append(t, &c);
}

static qs_status print_table(const matrix *m, int width, FILE *out)
{
    qs_table t = {.show = m->show, .n_rows = m->rows.n, .n_labels = 1, .width = width};
    marks any = {0};
    qs_status status = label_column(m, &t);
    if (!status && qs_show_is_of_waits(m->metric.metric))
        status = qs_show_find_censored(m->show, &t.censored);
    if (!status)
        status = qs_table_new_column(&t, &t.note);
    if (!status)
        status = head_legend(m, &t);
    for (uint64_t i = 0; i < m->columns.n && !status; i++)
        status = value_column(m, i, &t, &any);
    if (!status) {
        title(m, out);
        qs_show_progress(m->show, out);
        status = qs_table_print_blocks(&t, width, out);
    }
    if (!status)
        qs_show_interval_notes(t.marks, out);
    if (!status && any.unstable)
        fputs("\n* unstable: the queue grows as long as one looks; this is no steady state.\n", out);
    if (!status && any.growing)
        fputs(
            "\n+ growing: the queues still grow at the end of what was measured; this is no steady state.\n",
            out);
    if (!status)
        qs_show_note_censored(t.censored, out);
    qs_table_clear(&t);
    return status;
}

/* ---- for machines ---- */

/* The means; the first line and the first column name the axes' values. */
static void print_csv(const matrix *m, FILE *out)
{
    char text[QS_SELECT_TEXT];
    qs_csv_text(out, name_of(m->show, m->rows.axis));
    for (uint64_t i = 0; i < m->columns.n; i++) {
        const char *const words[] = {name_of(m->show, m->columns.axis), "=",
                                     value_of(m->show, &m->columns, i, text)};
        fputc(',', out);
        qs_csv_texts(out, words, 3);
    }
    fputc('\n', out);
    for (uint64_t row = 0; row < m->rows.n; row++) {
        qs_csv_text(out, value_of(m->show, &m->rows, row, text));
        for (uint64_t column = 0; column < m->columns.n; column++) {
            size_t at;
            const qs_show_row *of;
            fputc(',', out);
            if (look_up(m, row, column, &at, &of))
                qs_csv_number(out, m->mean[at]);
        }
        fputc('\n', out);
    }
}

static void json_side(const matrix *m, const char *name, const side *s, FILE *out)
{
    char text[QS_SELECT_TEXT];
    fprintf(out, ",\n\"%s\":{\"path\":", name);
    qs_json_text(out, name_of(m->show, s->axis));
    fputs(",\"unit\":", out);
    qs_json_text(out, unit_of(m->show, s->axis));
    fputs(",\"values\":[", out);
    for (uint64_t i = 0; i < s->n; i++) {
        const qs_show_row *row = &m->show->rows[s->first[i]];
        fputs(i ? "," : "", out);
        if (s->axis == QS_SELECT_SCENARIO)
            fprintf(out, "%llu", (unsigned long long)row->scenario);
        else if (s->axis != MEMBERS && m->show->about->axes[s->axis].numbers)
            qs_json_number(out, m->show->about->axes[s->axis].numbers[row->scenario]);
        else
            qs_json_text(out, value_of(m->show, s, i, text));
    }
    fputs("]}", out);
}

static void json_values(const matrix *m, const char *name, const double *values, FILE *out)
{
    fprintf(out, ",\n\"%s\":[", name);
    for (uint64_t row = 0; row < m->rows.n; row++) {
        fputs(row ? ",\n [" : "\n [", out);
        for (uint64_t column = 0; column < m->columns.n; column++) {
            size_t at;
            const qs_show_row *of;
            fputs(column ? "," : "", out);
            qs_json_number(out, look_up(m, row, column, &at, &of) ? values[at] : (double)NAN);
        }
        fputc(']', out);
    }
    fputc(']', out);
}

static void print_json(const matrix *m, FILE *out)
{
    char unit[16];
    const qs_results_about *about = m->show->about;
    qs_metric metric = m->metric.metric;
    qs_results_unit(metric, about->time_unit, unit);
    fputs("{\"study\":", out);
    qs_json_text(out, about->name);
    fprintf(out, ",\"metric\":\"%s\",\"unit\":\"%s\"", qs_metric_get(metric)->name, unit);
    if (qs_metric_get(metric)->shape != QS_SCALAR) {
        bool is_quantile = qs_metric_get(metric)->shape == QS_PER_QUANTILE;
        fputs(is_quantile ? ",\"quantile\":" : ",\"threshold\":", out);
        qs_json_number(out, (is_quantile ? about->quantiles : about->thresholds)[m->metric.first_item]);
    }
    fprintf(out, ",\"scope\":\"%s\",\"confidence\":", qs_scope_name(m->show->scope));
    qs_json_number(out, about->confidence);
    json_side(m, "rows", &m->rows, out);
    json_side(m, "columns", &m->columns, out);
    json_values(m, "mean", m->mean, out);
    json_values(m, "lo", m->lower, out);
    json_values(m, "hi", m->upper, out);
    fputs("}\n", out);
}

/* ---- */

static qs_status make(const qs_pivot *pivot, matrix *m)
{
    const qs_show *show = m->show;
    qs_status status = qs_select_metric(show->results, show->scope, pivot->metric, &m->metric);
    if (!status && m->metric.n_items > 1)
        status = qs_select_which(show->about, &m->metric, "--pivot ");
    if (!status)
        status = make_side(show, pivot->rows, &m->rows);
    if (!status)
        status = make_side(show, pivot->columns, &m->columns);
    if (!status && m->rows.axis == m->columns.axis)
        status =
            qs_fail(QS_ERROR_USAGE, "--rows and --columns are the same: %s", name_of(show, m->rows.axis));
    if (!status)
        status = fill_cells(m);
    return status ? status : load(m);
}

qs_status qs_show_pivot(const qs_show *show, const qs_pivot *pivot, qs_show_format format, int width,
                        FILE *out)
{
    matrix m = {.show = show};
    qs_status status = make(pivot, &m);
    if (!status && format == QS_SHOW_TABLE)
        status = print_table(&m, width, out);
    else if (!status && format == QS_SHOW_CSV)
        print_csv(&m, out);
    else if (!status)
        print_json(&m, out);
    side *sides[] = {&m.rows, &m.columns};
    for (int i = 0; i < 2; i++) {
        qs_free(sides[i]->first);
        qs_free(sides[i]->place);
    }
    qs_free(m.cell);
    qs_free(m.mean);
    qs_free(m.lower);
    qs_free(m.upper);
    return status;
}
