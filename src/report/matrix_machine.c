/* A matrix for machines: csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stddef.h>

#include "qsweep/cells.h"
#include "qsweep/matrix.h"

/* The means; the first line and the first column name the axes' values. */
void qs_matrix_csv(const qs_matrix *m, FILE *out)
{
    char text[QS_AXIS_TEXT];
    qs_csv_text(out, qs_matrix_name(m->view, m->rows.axis));
    for (uint64_t i = 0; i < m->columns.n; i++) {
        const char *const words[] = {qs_matrix_name(m->view, m->columns.axis), "=",
                                     qs_matrix_value(m->view, &m->columns, i, text)};
        fputc(',', out);
        qs_csv_texts(out, words, 3);
    }
    fputc('\n', out);
    for (uint64_t row = 0; row < m->rows.n; row++) {
        qs_csv_text(out, qs_matrix_value(m->view, &m->rows, row, text));
        for (uint64_t column = 0; column < m->columns.n; column++) {
            const qs_matrix_cell *cell = qs_matrix_get(m, row, column);
            fputc(',', out);
            if (cell->is_there)
                qs_csv_number(out, cell->mean);
        }
        fputc('\n', out);
    }
}

static void json_side(const qs_matrix *m, const char *name, const qs_matrix_side *s, FILE *out)
{
    char text[QS_AXIS_TEXT];
    fprintf(out, ",\n\"%s\":{\"path\":", name);
    qs_visible_json(out, qs_matrix_name(m->view, s->axis));
    fputs(",\"unit\":", out);
    qs_visible_json(out, qs_matrix_unit(m->view, s->axis));
    fputs(",\"values\":[", out);
    for (uint64_t i = 0; i < s->n; i++) {
        const qs_view_row *row = &m->view->rows[s->first[i]];
        fputs(i ? "," : "", out);
        if (s->axis == QS_AXIS_SCENARIO)
            fprintf(out, "%llu", (unsigned long long)row->scenario);
        else if (s->axis == QS_MATRIX_INTERVALS && !m->view->about->clock)
            qs_json_number(out, m->view->about->starts[row->interval - 1]);
        else if (s->axis != QS_MATRIX_MEMBERS && s->axis != QS_MATRIX_INTERVALS &&
                 m->view->about->axes[s->axis].numbers)
            qs_json_number(out, m->view->about->axes[s->axis].numbers[row->scenario]);
        else
            qs_visible_json(out, qs_matrix_value(m->view, s, i, text));
    }
    fputs("]}", out);
}

/* One of the numbers of each cell, which lies `offset` bytes in it. */
static void json_values(const qs_matrix *m, const char *name, size_t offset, FILE *out)
{
    fprintf(out, ",\n\"%s\":[", name);
    for (uint64_t row = 0; row < m->rows.n; row++) {
        fputs(row ? ",\n [" : "\n [", out);
        for (uint64_t column = 0; column < m->columns.n; column++) {
            const qs_matrix_cell *cell = qs_matrix_get(m, row, column);
            const double *value = (const double *)((const char *)cell + offset);
            fputs(column ? "," : "", out);
            qs_json_number(out, cell->is_there ? *value : (double)NAN);
        }
        fputc(']', out);
    }
    fputc(']', out);
}

void qs_matrix_json(const qs_matrix *m, FILE *out)
{
    char unit[16];
    const qs_results_about *about = m->view->about;
    qs_metric metric = m->metric.metric;
    qs_results_unit(metric, about->time_unit, unit);
    fputs("{\"study\":", out);
    qs_visible_json(out, about->name);
    fprintf(out, ",\"metric\":\"%s\",\"unit\":\"%s\"", qs_metric_get(metric)->name, unit);
    if (qs_metric_get(metric)->shape != QS_SCALAR) {
        bool is_quantile = qs_metric_get(metric)->shape == QS_PER_QUANTILE;
        fputs(is_quantile ? ",\"quantile\":" : ",\"threshold\":", out);
        qs_json_number(out, qs_items_of(about, metric)[m->metric.first_item]);
        if (qs_metric_get(metric)->shape == QS_PER_LEVEL)
            fprintf(out, ",\"abandoned\":\"%s\"", qs_abandoned_word(about->abandoned[m->metric.first_item]));
    }
    fprintf(out, ",\"scope\":\"%s\",\"confidence\":", qs_scope_name(m->view->scope));
    qs_json_number(out, about->confidence);
    json_side(m, "rows", &m->rows, out);
    json_side(m, "columns", &m->columns, out);
    json_values(m, "mean", offsetof(qs_matrix_cell, mean), out);
    json_values(m, "lo", offsetof(qs_matrix_cell, lower), out);
    json_values(m, "hi", offsetof(qs_matrix_cell, upper), out);
    fputs("}\n", out);
}
