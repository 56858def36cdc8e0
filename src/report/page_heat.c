/* A heat map on a page: a matrix as a table, each cell with its number and one of nine shades.
 *
 * The shade is a class: ninths of the way from the least to the largest value of the matrix's steady cells,
 * or from 0 to an end that several maps have in common.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "page_internal.h"

enum { SHADES = 9 };

static void find_range(const qs_matrix *m, double *least, double *most)
{
    *least = INFINITY;
    *most = -INFINITY;
    for (int any = 0; any < 2 && !(*most >= *least); any++) /* all, where none is steady */
        for (uint64_t i = 0; i < m->rows.n * m->columns.n; i++) {
            const qs_matrix_cell *c = &m->cells[i];
            if (!c->is_there || !isfinite(c->mean) || (!any && *c->steadiness))
                continue;
            *least = fmin(*least, c->mean);
            *most = fmax(*most, c->mean);
        }
    if (*least > 0 && *least < 0.5 * *most)
        *least = 0;
}

static void put_cell(FILE *out, const qs_matrix *m, const qs_matrix_cell *c, double least, double most)
{
    char value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT], exact[QS_NUMBER_TEXT];
    if (!c->is_there || isnan(c->mean)) {
        fputs(c->is_there ? "<td class=\"n\">-</td>" : "<td></td>", out);
        return;
    }
    double share = most > least ? (c->mean - least) / (most - least) : 0;
    int shade = (int)fmin(fmax(share, 0) * SHADES, SHADES - 1);
    qs_interval_text(m->metric.metric, c->mean, c->lower, c->upper, value, half);
    fprintf(out, "<td class=\"n h%d%s\" data-v=\"%s\" title=\"%s%s%s%s%s\">%s</td>", shade,
            *c->steadiness ? " unsteady" : "", qs_number_exact(c->mean, exact), value, *half ? " ± " : "",
            half, *c->steadiness ? ", " : "", c->steadiness, value);
}

static void put_side(FILE *out, const qs_view *view, size_t axis)
{
    const char *unit = qs_matrix_unit(view, axis);
    qs_html_name(out, qs_matrix_name(view, axis));
    if (strcmp(unit, "1") != 0)
        qs_html_print(out, " (%s)", unit);
}

void qs_page_put_heat(qs_page *page, const qs_matrix *m, const char *title, double end)
{
    FILE *out = page->out;
    char text[QS_AXIS_TEXT], item[QS_ITEM_TEXT];
    double least, most;
    enum { BYTES_OF_CELL = 95, BYTES_OF_NAME = 120 };
    if (!qs_page_has_room(page, m->rows.n * (m->columns.n * BYTES_OF_CELL + BYTES_OF_NAME), "a heat map"))
        return;
    find_range(m, &least, &most);
    if (!isnan(end)) {
        least = 0;
        most = end;
    }
    fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", out);
    qs_html_text(out, title);
    fputs("\"><table class=\"heat\" data-matrix=\"", out);
    qs_html_print(out, "%s|%s|%s", qs_item_name(m->view->about, m->metric.metric, m->metric.first_item, item),
                  qs_matrix_name(m->view, m->rows.axis), qs_matrix_name(m->view, m->columns.axis));
    fputs("\"><caption>", out);
    qs_html_name(out, title);
    fputs("</caption>\n<thead><tr><th scope=\"col\" class=\"corner\">", out);
    put_side(out, m->view, m->rows.axis);
    fputs(" ↓ &nbsp; ", out);
    put_side(out, m->view, m->columns.axis);
    fputs(" →</th>", out);
    for (uint64_t k = 0; k < m->columns.n; k++) {
        fputs("<th scope=\"col\" class=\"n\">", out);
        qs_html_name(out, qs_matrix_words(m->view, &m->columns, k, text));
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (uint64_t i = 0; i < m->rows.n; i++) {
        bool is_number = !qs_matrix_is_of_texts(m->view, m->rows.axis);
        fprintf(out, "<tr><th scope=\"row\"%s>", is_number ? " class=\"n\"" : "");
        qs_html_name(out, qs_matrix_words(m->view, &m->rows, i, text));
        fputs("</th>", out);
        for (uint64_t k = 0; k < m->columns.n; k++)
            put_cell(out, m, qs_matrix_get(m, i, k), least, most);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}
