/* The answer of a page: what was decided, which promises are kept, or where the extremes lie.
 *
 * The sentences are those that `show` prints; a promise is told with how many scenarios keep it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decision_internal.h"
#include "page_internal.h"
#include "qsweep/memory.h"

/* ---- sentences ---- */

typedef struct prose {
    FILE *memory;
    char *text;
    size_t n;
} prose;

static qs_status begin(prose *p)
{
    p->text = NULL;
    p->memory = open_memstream(&p->text, &p->n);
    return p->memory ? QS_OK : qs_fail(QS_ERROR_MEMORY, "no memory for a page");
}

/* The first paragraph of an answer is what one looks for. */
static qs_status end(prose *p, const char *class, FILE *out)
{
    qs_status status = fclose(p->memory) == 0 ? QS_OK : qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    if (!status && *p->text) {
        fprintf(out, "<div class=\"%s\">", class);
        qs_page_put_prose(out, p->text);
        fputs("</div>\n", out);
    }
    free(p->text);
    return status;
}

/* ---- figures of the answer ---- */

static qs_status put_tile(qs_page *page, const qs_view *view, const qs_view_value *v, uint64_t scenario)
{
    qs_view_numbers n;
    char value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT], unit[16], item[QS_NUMBER_TEXT];
    FILE *out = page->out;
    qs_status status = qs_view_read_numbers(view, v->scope, v->metric, &n);
    if (status)
        return status;
    uint64_t at = qs_view_place(view, v->scope, v->metric, scenario, v->member < 0 ? 0 : v->member, v->item);
    qs_interval_text(v->metric, n.mean[at], n.lower[at], n.upper[at], value, half);
    qs_results_unit(v->metric, page->about->time_unit, unit);
    qs_view_item(view, v->metric, v->item, item);
    fputs("<div class=\"tile\"><dt title=\"", out);
    qs_html_text(out, qs_metric_meaning(v->metric, v->scope));
    fprintf(out, "\">%s", qs_metric_get(v->metric)->name);
    qs_html_print(out, "%s%s", *item ? " " : "", item);
    if (v->member >= 0) {
        fputs(" ", out);
        qs_html_name(out, page->about->members[v->scope][v->member]);
    }
    fprintf(out, "</dt><dd data-v=\"%.17g\"><b>%s</b>", n.mean[at], value);
    qs_html_print(out, "%s%s", strcmp(unit, "1") ? " " : "", strcmp(unit, "1") ? unit : "");
    qs_html_print(out, "%s%s", *half ? " ± " : "", half);
    fputs("</dd></div>\n", out);
    qs_view_clear_numbers(&n);
    return QS_OK;
}

/* Where there is one scenario to speak of. */
static qs_status put_tiles(qs_page *page, const qs_view *view)
{
    enum { MOST = 8 };
    qs_view_value *values = NULL;
    size_t n = 0;
    if (page->n_told == 0 || !(page->has_answer || page->about->n_scenarios == 1))
        return QS_OK;
    qs_status status = qs_view_defaults(view, &values, &n);
    fputs("<dl class=\"tiles\" aria-label=\"Its figures\">\n", page->out);
    for (size_t i = 0; i < n && i < MOST && !status; i++)
        status = put_tile(page, view, &values[i], page->told[0]);
    fputs("</dl>\n", page->out);
    qs_free(values);
    return status;
}

/* ---- a decision ---- */

static void put_cell(FILE *out, const qs_table_column *c, const qs_cell *cell)
{
    fprintf(out, "<td%s>", c->is_text ? "" : " class=\"n\"");
    qs_html_text(out, cell->value);
    if (*cell->half)
        qs_html_print(out, " ± %s", cell->half);
    fputs("</td>", out);
}

/* A table of texts as it is printed. chosen [in] the scenario that is marked */
static void put_text_table(FILE *out, const qs_table *t, const char *caption, uint64_t chosen)
{
    fputs("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"", out);
    qs_html_text(out, caption);
    fputs("\"><table class=\"results\"><caption>", out);
    qs_html_text(out, caption);
    fputs("</caption>\n<thead><tr>", out);
    for (size_t i = 0; i < t->n_columns; i++) {
        const qs_table_column *c = &t->columns[i];
        fprintf(out, "<th scope=\"col\"%s>", c->is_text ? "" : " class=\"n\"");
        bool is_first = true;
        for (int line = 0; line < QS_HEAD_LINES; line++) {
            size_t n = strlen(c->head[line]);
            bool is_cut = n > 0 && (c->head[line][n - 1] == '.' || c->head[line][n - 1] == '-');
            if (n == 0)
                continue;
            qs_html_print(out, "%s%.*s", is_first ? "" : " ", (int)(n - (c->head[line][n - 1] == '-')),
                          c->head[line]);
            is_first = is_cut;
        }
        fputs("</th>", out);
    }
    fputs("</tr></thead>\n<tbody>\n", out);
    for (uint64_t row = 0; row < t->n_rows; row++) {
        fputs(t->view->rows[row].scenario == chosen ? "<tr class=\"answer-row\">" : "<tr>", out);
        for (size_t i = 0; i < t->n_columns; i++)
            put_cell(out, &t->columns[i], &t->columns[i].cells[row]);
        fputs("</tr>\n", out);
    }
    fputs("</tbody></table></div>\n", out);
}

static qs_status put_decision(qs_page *page, const qs_view *view)
{
    qs_decision_told told;
    prose p;
    uint64_t chosen = page->has_answer ? page->told[0] : UINT64_MAX;
    qs_status status = begin(&p);
    told.table = (qs_table){0};
    if (status)
        return status;
    qs_decision_say(view, p.memory);
    status = end(&p, "answer", page->out);
    if (!status)
        status = put_tiles(page, view);
    if (!status)
        status = qs_decision_make(view, 0, &told);
    if (!status && told.view.n_rows > 0)
        put_text_table(page->out, &told.table,
                       told.n_all <= told.view.n_rows ? "The scenarios that led to it"
                       : told.is_best                 ? "The best of the scenarios that led to it"
                                      : "The last of the scenarios that led to it, in order of cost",
                       chosen);
    qs_table_clear(&told.table);
    if (!status)
        status = begin(&p);
    if (status)
        return status;
    if (view->about->decided->kind == QS_SELECT_CHEAPEST)
        qs_decision_say_tolerances(view, p.memory);
    return end(&p, "soft small", page->out);
}

/* ---- promises ---- */

static void put_promises(const qs_page *page, const qs_view *view)
{
    const qs_verdicts *v = page->verdicts;
    FILE *out = page->out;
    char text[QS_PROMISE_TEXT];
    fputs("<div class=\"wide\"><table class=\"results promises\"><caption>Promises, and how many scenarios "
          "keep "
          "each</caption>\n<thead><tr><td></td><th scope=\"col\">promise</th><th scope=\"col\" "
          "class=\"n\">kept</th>"
          "<th scope=\"col\" class=\"n\">open</th><th scope=\"col\" class=\"n\">broken</th></tr></thead>\n"
          "<tbody>\n",
          out);
    for (size_t i = 0; i < v->n_promises; i++) {
        size_t n[3] = {0};
        for (uint64_t row = 0; row < view->n_rows; row++)
            n[qs_verdicts_get(v, view->rows[row].scenario, i)->verdict]++;
        qs_promise_words(&v->promises[i], &v->names, text);
        fprintf(out, "<tr><td class=\"n\">%zu</td><th scope=\"row\">", i + 1);
        qs_html_name(out, text);
        fprintf(out, "</th><td class=\"n\">%zu</td><td class=\"n\">%zu</td><td class=\"n\">%zu</td></tr>\n",
                n[QS_KEPT], n[QS_OPEN], n[QS_BROKEN]);
    }
    fprintf(
        out,
        "</tbody></table></div>\n<p class=\"soft small\">Kept: the whole %.10g %% interval lies within the "
        "limit. Broken: it lies wholly beyond it. Else open.</p>\n",
        100 * page->about->confidence);
}

/* Which is the cheapest, or that none keeps all. */
static qs_status put_cheapest(qs_page *page, const qs_view *view)
{
    prose p;
    size_t n_kept = 0, n = view->n_rows;
    for (uint64_t row = 0; row < n; row++)
        n_kept += page->verdicts->of[view->rows[row].scenario] == QS_KEPT;
    qs_status status = begin(&p);
    if (status)
        return status;
    qs_cheapest cheapest = page->about->cost && n_kept ? qs_verdicts_cheapest(view) : (qs_cheapest){0};
    if (cheapest.is_found)
        qs_verdicts_say_cheapest(view, &cheapest, p.memory);
    else if (n_kept == 0)
        qs_verdicts_say_none(view, p.memory);
    else
        fprintf(p.memory, "%zu of the %zu scenarios keep%s %s.\n", n_kept, n, n_kept == 1 ? "s" : "",
                page->verdicts->n_promises == 1 ? "the promise" : "all promises");
    return end(&p, "answer", page->out);
}

/* ---- neither ---- */

static void put_value(const qs_page *page, const qs_view *view, const qs_view_numbers *n, uint64_t scenario)
{
    char value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT], unit[16];
    uint64_t at = qs_view_place(view, QS_SYSTEM, QS_METRIC_wait_mean, scenario, 0, 0);
    qs_interval_text(QS_METRIC_wait_mean, n->mean[at], n->lower[at], n->upper[at], value, half);
    qs_results_unit(QS_METRIC_wait_mean, page->about->time_unit, unit);
    const qs_view_row row = {.scenario = scenario};
    const char *steadiness = qs_view_steadiness(view, &row);
    fputs("<span class=\"value\">", page->out);
    qs_html_print(page->out, "%s%s%s %s", value, *half ? " ± " : "", half, unit);
    fprintf(page->out, "</span>%s%s%s", *steadiness ? " (" : "", steadiness, *steadiness ? ")" : "");
}

static qs_status put_extremes(qs_page *page, const qs_view *view)
{
    qs_view_numbers n;
    FILE *out = page->out;
    fputs("<div class=\"answer\"><p>The study asks for no decision and promises nothing; what it measured "
          "stands "
          "below.",
          out);
    bool has_wait = page->n_told > 1 && qs_results_has(page->results, QS_SYSTEM, QS_METRIC_wait_mean);
    qs_status status = has_wait ? qs_view_read_numbers(view, QS_SYSTEM, QS_METRIC_wait_mean, &n) : QS_OK;
    if (!status && has_wait) {
        fputs(" The mean wait is shortest in <strong>", out);
        qs_page_put_scenario(page, page->told[0], out);
        fputs("</strong>, ", out);
        put_value(page, view, &n, page->told[0]);
        fputs(", and longest in <strong>", out);
        qs_page_put_scenario(page, page->told[1], out);
        fputs("</strong>, ", out);
        put_value(page, view, &n, page->told[1]);
        fputs(".", out);
        qs_view_clear_numbers(&n);
    }
    fputs("</p></div>\n", out);
    return status;
}

qs_status qs_page_answer(qs_page *page)
{
    qs_view view;
    fputs("<section id=\"answer\" aria-labelledby=\"answer-head\">\n<h2 id=\"answer-head\">Answer</h2>\n",
          page->out);
    qs_status status = qs_page_view(page, QS_SYSTEM, false, &view);
    if (!status && page->about->decided)
        status = put_decision(page, &view);
    else if (!status && page->verdicts)
        status = put_cheapest(page, &view);
    else if (!status && page->about->n_scenarios > 1)
        status = put_extremes(page, &view);
    if (!status && !page->about->decided)
        status = put_tiles(page, &view);
    if (!status && page->verdicts)
        put_promises(page, &view);
    qs_view_clear(&view);
    fputs("</section>\n", page->out);
    return status;
}
