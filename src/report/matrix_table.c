/* A matrix for people.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/matrix.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "table_internal.h"

static void title(const qs_matrix *m, FILE *out)
{
    char unit[16], item[QS_NUMBER_TEXT];
    qs_results_unit(m->metric.metric, m->view->about->time_unit, unit);
    qs_view_item(m->view, m->metric.metric, m->metric.first_item, item);
    qs_visible_print(out, "%s: %s%s%s%s%s%s", m->view->about->name, qs_metric_get(m->metric.metric)->name,
                     *item ? " " : "", item, strcmp(unit, "1") ? " (" : "", strcmp(unit, "1") ? unit : "",
                     strcmp(unit, "1") ? ")" : "");
    if (m->view->scope != QS_SYSTEM && m->rows.axis != QS_MATRIX_MEMBERS &&
        m->columns.axis != QS_MATRIX_MEMBERS)
        qs_visible_print(out, " of %s %s", qs_scope_name(m->view->scope),
                         m->view->about->members[m->view->scope][m->view->rows[0].member]);
    fprintf(out, ",\nmean over %s ± half width of its %.10g %% confidence interval;\n",
            m->view->about->weighs_customers && qs_metric_is_weighted(m->metric.metric)
                ? "all customers together"
                : "replications",
            100 * m->view->about->confidence);
    qs_visible_print(out, "down: %s, across: %s\n", qs_matrix_name(m->view, m->rows.axis),
                     qs_matrix_name(m->view, m->columns.axis));
}

/* The values of a side of texts. The array is the caller's. */
static qs_status texts_of(const qs_matrix *m, const qs_matrix_side *s, const char ***texts)
{
    char unused[QS_AXIS_TEXT];
    qs_status status = qs_calloc(s->n, sizeof **texts, texts);
    for (uint64_t i = 0; i < s->n && !status; i++)
        (*texts)[i] = qs_table_word(qs_matrix_words(m->view, s, i, unused));
    return status;
}

static qs_status row_texts(const qs_matrix *m, qs_table *t, qs_table_column *c)
{
    const char **texts;
    qs_status status = texts_of(m, &m->rows, &texts);
    if (!status)
        status = qs_table_put_texts(t, c, qs_matrix_name(m->view, m->rows.axis), texts, m->rows.n);
    qs_free(texts);
    return status;
}

/* The legend of the columns' heads; one without entries where there are numbers. */
static qs_status head_legend(const qs_matrix *m, qs_table *t)
{
    const char **texts = NULL;
    qs_status status = qs_reserve(&t->legends, &t->legend_capacity, t->n_legends + 1, sizeof *t->legends);
    if (status)
        return status;
    t->legends[t->n_legends++] = (qs_legend){0};
    if (!qs_matrix_is_of_texts(m->view, m->columns.axis))
        return QS_OK;
    status = texts_of(m, &m->columns, &texts);
    if (!status)
        status = qs_legend_make(qs_matrix_name(m->view, m->columns.axis), texts, m->columns.n, QS_CELL,
                                &t->legends[t->n_legends - 1]);
    qs_free(texts);
    return status;
}

static qs_status label_column(const qs_matrix *m, qs_table *t)
{
    qs_table_column c;
    char text[QS_AXIS_TEXT];
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_table_head_axis(t, &c, qs_matrix_name(m->view, m->rows.axis),
                       qs_axis_unit(m->view->about, m->rows.axis));
    c.is_text = qs_matrix_is_of_texts(m->view, m->rows.axis);
    for (uint64_t i = 0; i < m->rows.n && !c.is_text; i++)
        qs_table_put_text(c.cells[i].value, qs_matrix_words(m->view, &m->rows, i, text));
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

static qs_status value_column(const qs_matrix *m, uint64_t column, qs_table *t, marks *any)
{
    qs_table_column c;
    char text[QS_AXIS_TEXT];
    qs_status status = qs_table_new_column(t, &c);
    if (status)
        return status;
    qs_legend_put(&t->legends[t->n_legends - 1],
                  qs_table_word(qs_matrix_words(m->view, &m->columns, column, text)),
                  c.head[QS_HEAD_LINES - 2], QS_CELL);
    if (strcmp(qs_axis_unit(m->view->about, m->columns.axis), "1") != 0)
        qs_table_put_text(c.head[QS_HEAD_LINES - 1], qs_axis_unit(m->view->about, m->columns.axis));
    for (uint64_t i = 0; i < m->rows.n; i++) {
        const qs_matrix_cell *from = qs_matrix_get(m, i, column);
        qs_cell *cell = &c.cells[i];
        if (!from->is_there)
            continue;
        t->marks |=
            qs_interval_text(m->metric.metric, from->mean, from->lower, from->upper, cell->value, cell->half);
        mark(from->steadiness, cell, any);
    }
    return qs_table_append(t, &c);
}

qs_status qs_matrix_table(const qs_matrix *m, int width, FILE *out)
{
    qs_table t = {.view = m->view, .n_rows = m->rows.n, .n_labels = 1, .width = width};
    marks any = {0};
    qs_status status = label_column(m, &t);
    if (!status && qs_view_is_of_waits(m->metric.metric))
        status = qs_view_find_censored(m->view, &t.censored);
    if (!status)
        status = qs_table_new_column(&t, &t.note);
    if (!status)
        status = head_legend(m, &t);
    for (uint64_t i = 0; i < m->columns.n && !status; i++)
        status = value_column(m, i, &t, &any);
    if (!status) {
        title(m, out);
        qs_view_progress(m->view, out);
        status = qs_table_print_blocks(&t, width, out);
    }
    if (!status)
        qs_interval_notes(t.marks, out);
    if (!status && any.unstable)
        fputs("\n* unstable: the queue grows as long as one looks; this is no steady state.\n", out);
    if (!status && any.growing)
        fputs(
            "\n+ growing: the queues still grow at the end of what was measured; this is no steady state.\n",
            out);
    if (!status)
        qs_view_note_censored(t.censored, out);
    qs_table_clear(&t);
    return status;
}
