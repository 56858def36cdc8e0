/* The tables of a page: a row for each scenario, or scenario and member, as `show` has them.
 *
 * Without scripts they are plain tables of what `show` shows when no metric is named. src/page/report.js
 * makes their heads buttons that sort, adds a filter, and lets a reader choose among all other metrics of
 * the scope, whose cells are there and hidden. Each number stands in its cell rounded as everywhere, and
 * with all its digits in `data-v`, by which it is sorted.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "page_internal.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "table_internal.h"

/* Cells of a table that are shown, and with those that are hidden: a page stays below two megabytes. */
enum { MOST_SHOWN = 9000, MOST_CELLS = 6000, LEAST_ROWS = 40 };

typedef struct grid {
    qs_page *page;
    qs_view view;
    qs_view_value *values; /* [n] the first n_shown as `show` has them */
    size_t n, n_shown;
    qs_view_numbers *numbers; /* [n] */
    uint64_t n_rows;          /* of the view's, so many */
    bool has_notes;
    unsigned marks;
} grid;

/* ---- columns ---- */

static bool is_default(const grid *g, qs_metric metric, int item)
{
    for (size_t i = 0; i < g->n_shown; i++)
        if (g->values[i].metric == metric && g->values[i].item == item && g->values[i].member < 0)
            return true;
    return false;
}

/* Behind the defaults all else that the scope has. */
static qs_status add_others(grid *g)
{
    size_t capacity = g->n;
    qs_status status = QS_OK;
    for (int m = 0; m < QS_N_METRICS && !status; m++) {
        qs_metric metric = (qs_metric)m;
        if (!qs_view_has(&g->view, g->view.scope, metric))
            continue;
        for (int item = 0; item < qs_layout_n_items(&g->page->about->layout, metric) && !status; item++) {
            if (is_default(g, metric, item))
                continue;
            status = qs_reserve(&g->values, &capacity, g->n + 1, sizeof *g->values);
            if (!status)
                g->values[g->n++] =
                    (qs_view_value){.scope = g->view.scope, .metric = metric, .member = -1, .item = item};
        }
    }
    return status;
}

/* About how many bytes the table takes with so many columns of numbers. */
static size_t bytes_of(const grid *g, size_t n_columns)
{
    enum { CELL = 75, LABEL = 60 };
    return g->n_rows * (CELL * n_columns + LABEL * (g->page->about->n_axes + 3));
}

static qs_status choose_columns(grid *g)
{
    qs_status status = qs_view_defaults(&g->view, &g->values, &g->n);
    g->n_shown = g->n;
    g->n_rows = g->view.n_rows;
    if (!status && g->n_shown * g->n_rows > MOST_SHOWN)
        g->n_rows = MOST_SHOWN / g->n_shown;
    while (!status && g->n_rows > LEAST_ROWS && !qs_page_has_room(g->page, bytes_of(g, g->n_shown), NULL))
        g->n_rows -= g->n_rows / 8 + 1;
    if (!status)
        status = add_others(g);
    if (!status && (g->n * g->n_rows > MOST_CELLS || !qs_page_has_room(g->page, bytes_of(g, g->n), NULL)))
        g->n = g->n_shown;
    if (!status)
        status = qs_calloc(g->n, sizeof *g->numbers, &g->numbers);
    for (size_t i = 0; i < g->n && !status; i++)
        status = qs_view_read_numbers(&g->view, g->values[i].scope, g->values[i].metric, &g->numbers[i]);
    char text[QS_CELL];
    for (uint64_t row = 0; row < g->n_rows && !status; row++) {
        qs_table_row_note(&g->view, &g->view.rows[row], text);
        g->has_notes |= text[0] != '\0';
    }
    return status;
}

/* ---- the head ---- */

static void put_unit(FILE *out, const char *unit)
{
    if (strcmp(unit, "1") == 0)
        return;
    fputs("&nbsp;<span class=\"unit\">", out);
    qs_html_text(out, unit);
    fputs("</span>", out);
}

/* A path may be broken behind its dots and underscores. */
static void put_path(FILE *out, const char *path)
{
    char piece[QS_AXIS_TEXT];
    fputs("<bdi>", out);
    while (*path) {
        size_t n = strcspn(path, "._");
        n += path[n] != '\0';
        n = n < sizeof piece ? n : sizeof piece - 1;
        memcpy(piece, path, n);
        piece[n] = '\0';
        qs_html_text(out, piece);
        path += n;
        fputs(*path ? "<wbr>" : "", out);
    }
    fputs("</bdi>", out);
}

static void put_label_heads(const grid *g)
{
    const qs_results_about *about = g->page->about;
    FILE *out = g->page->out;
    fputs("<th scope=\"col\" class=\"n\" data-kind=\"number\">scenario</th>", out);
    for (size_t a = 0; a < about->n_axes; a++) {
        if (qs_axis_is_explained(about, a))
            continue;
        bool is_number = about->axes[a].numbers != NULL;
        fprintf(out, "<th scope=\"col\"%s data-kind=\"axis\">", is_number ? " class=\"n\"" : "");
        put_path(out, about->axes[a].name);
        put_unit(out, qs_axis_unit(about, a));
        fputs("</th>", out);
    }
    if (g->view.scope != QS_SYSTEM)
        fprintf(out, "<th scope=\"col\" data-kind=\"axis\">%s</th>", qs_scope_name(g->view.scope));
    if (g->has_notes)
        fputs("<th scope=\"col\" data-kind=\"axis\">note</th>", out);
    if (about->cost && g->view.scope == QS_SYSTEM)
        fputs("<th scope=\"col\" class=\"n\" data-kind=\"number\">cost</th>", out);
    if (g->view.verdicts && g->view.scope == QS_SYSTEM)
        fputs("<th scope=\"col\" data-kind=\"axis\">promises</th>", out);
}

/* It is ASCII; its blanks are no places to break a line at. */
static void put_item(FILE *out, const char *item)
{
    fputc(' ', out);
    for (char one[2] = ""; *item; item++) {
        one[0] = *item;
        if (*item == ' ')
            fputs("&nbsp;", out);
        else
            qs_html_text(out, one);
    }
}

static void put_value_head(const grid *g, size_t i)
{
    const qs_view_value *v = &g->values[i];
    FILE *out = g->page->out;
    char item[QS_NUMBER_TEXT], unit[16];
    qs_results_unit(v->metric, g->page->about->time_unit, unit);
    qs_view_item(&g->view, v->metric, v->item, item);
    fprintf(out, "<th scope=\"col\" class=\"n\" data-kind=\"number\" data-key=\"%s/%s/%d/%d\"%s title=\"",
            qs_scope_name(v->scope), qs_metric_get(v->metric)->name, v->item, v->member,
            i >= g->n_shown ? " hidden" : "");
    qs_html_text(out, qs_metric_meaning(v->metric, v->scope));
    fputs("\">", out);
    put_path(out, qs_metric_get(v->metric)->name);
    if (*item)
        put_item(out, item);
    if (v->member >= 0) {
        fputc(' ', out);
        qs_html_name(out, g->page->about->members[v->scope][v->member]);
    }
    put_unit(out, unit);
    fputs("</th>", out);
}

/* ---- rows ---- */

static void put_exact(FILE *out, double value)
{
    char text[QS_NUMBER_TEXT];
    if (!isnan(value))
        fputs(qs_number_exact(value, text), out);
}

/* A long text takes several lines. */
static void put_text_cell(FILE *out, const char *text)
{
    enum { LONG = 34 };
    fputs(qs_visible_width(text) > LONG ? "<td class=\"long\">" : "<td>", out);
    qs_html_name(out, text);
    fputs("</td>", out);
}

static void put_axis(const grid *g, size_t axis, uint64_t scenario)
{
    const qs_results_about *about = g->page->about;
    FILE *out = g->page->out;
    char text[QS_AXIS_TEXT];
    if (about->axes[axis].numbers) {
        fputs("<td class=\"n\" data-v=\"", out);
        put_exact(out, about->axes[axis].numbers[scenario]);
        fputs("\">", out);
        qs_html_text(out, qs_axis_words(about, axis, scenario, text));
    } else {
        put_text_cell(out, qs_table_word(about->axes[axis].texts[scenario]));
        return;
    }
    fputs("</td>", out);
}

static void put_verdict(const grid *g, uint64_t scenario)
{
    const char *word = qs_verdict_word(g->view.verdicts->of[scenario]);
    fprintf(g->page->out, "<td><span class=\"badge %s\">%s%s</span></td>", word, word,
            g->view.verdicts->is_within[scenario] ? ", in tolerance" : "");
}

static void put_labels(const grid *g, const qs_view_row *row)
{
    const qs_results_about *about = g->page->about;
    FILE *out = g->page->out;
    uint64_t scenario = row->scenario;
    char text[QS_CELL];
    fprintf(out, "<th scope=\"row\" class=\"n\" data-v=\"%llu\">%llu</th>", (unsigned long long)scenario,
            (unsigned long long)scenario);
    for (size_t a = 0; a < about->n_axes; a++)
        if (!qs_axis_is_explained(about, a))
            put_axis(g, a, scenario);
    if (g->view.scope != QS_SYSTEM)
        put_text_cell(out, about->members[g->view.scope][row->member]);
    qs_table_row_note(&g->view, row, text);
    if (g->has_notes)
        fprintf(out, "<td>%s%s%s</td>", *text ? "<span class=\"badge open\">" : "", text,
                *text ? "</span>" : "");
    if (about->cost && g->view.scope == QS_SYSTEM) {
        fputs("<td class=\"n\" data-v=\"", out);
        put_exact(out, about->cost[scenario]);
        fprintf(out, "\">%.10g</td>", about->cost[scenario]);
    }
    if (g->view.verdicts && g->view.scope == QS_SYSTEM)
        put_verdict(g, scenario);
}

static void put_value(grid *g, size_t i, const qs_view_row *row)
{
    const qs_view_value *v = &g->values[i];
    const qs_view_numbers *n = &g->numbers[i];
    FILE *out = g->page->out;
    char value[QS_NUMBER_TEXT], half[QS_NUMBER_TEXT];
    int slot = qs_view_slot_at(&g->view, v->member >= 0 ? v->member : row->member, row->interval);
    uint64_t at = qs_view_place(&g->view, v->scope, v->metric, row->scenario, slot, v->item);
    unsigned marks = qs_interval_text(v->metric, n->mean[at], n->lower[at], n->upper[at], value, half);
    bool is_plain = qs_view_is_uncorrected(n, row->scenario, at);
    g->marks |= i < g->n_shown ? marks | (is_plain ? QS_INTERVAL_PLAIN : 0) : 0;
    fprintf(out, "<td class=\"n\"%s data-v=\"", i >= g->n_shown ? " hidden" : "");
    put_exact(out, n->mean[at]);
    fprintf(out, "\">%s", value);
    if (*half)
        fprintf(out, " <i>± %s%s</i>", half, is_plain ? "'" : "");
    fputs("</td>", out);
}

static void put_rows(grid *g)
{
    FILE *out = g->page->out;
    for (uint64_t r = 0; r < g->n_rows; r++) {
        const qs_view_row *row = &g->view.rows[r];
        bool is_answer = g->page->has_answer && row->scenario == g->page->told[0];
        fprintf(out, "<tr data-m=\"%d\"%s>", row->member, is_answer ? " class=\"answer-row\"" : "");
        put_labels(g, row);
        for (size_t i = 0; i < g->n; i++)
            put_value(g, i, row);
        fputs("</tr>\n", out);
    }
}

/* ---- around it ---- */

/* What the columns mean, once each. */
static void put_meanings(const grid *g)
{
    FILE *out = g->page->out;
    fputs("<details><summary>What the columns mean</summary>\n<dl class=\"meanings\">\n", out);
    for (size_t i = 0; i < g->n; i++) {
        const qs_view_value *v = &g->values[i];
        bool is_new = true;
        for (size_t k = 0; k < i; k++)
            is_new &= g->values[k].metric != v->metric;
        if (!is_new)
            continue;
        fprintf(out, "<dt>%s</dt><dd>", qs_metric_get(v->metric)->name);
        qs_html_text(out, qs_metric_meaning(v->metric, v->scope));
        fputs("</dd>\n", out);
    }
    fputs("</dl></details>\n", out);
}

static qs_status put_notes(const grid *g)
{
    char *text = NULL;
    size_t n;
    qs_table t = {.view = &g->view, .n_rows = g->n_rows, .marks = g->marks};
    qs_status status = qs_view_find_censored(&g->view, &t.censored);
    FILE *memory = status ? NULL : open_memstream(&text, &n);
    if (!memory)
        return status ? status : qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    qs_table_notes(&t, memory);
    status = fclose(memory) == 0 ? QS_OK : qs_fail(QS_ERROR_MEMORY, "no memory for a page");
    if (!status && n > 0) {
        fputs("<div class=\"soft small\">\n", g->page->out);
        qs_page_put_prose(g->page->out, text);
        fputs("</div>\n", g->page->out);
    }
    free(text);
    return status;
}

/* What is not here, and how to have it. */
static void put_rest(const grid *g)
{
    FILE *out = g->page->out;
    const char *scope = qs_scope_name(g->view.scope);
    if (g->n_rows < g->view.n_rows) {
        fprintf(out, "<p class=\"soft small\">The first %llu of %llu rows; all of them: <code>qsweep show ",
                (unsigned long long)g->n_rows, (unsigned long long)g->view.n_rows);
        qs_html_text(out, g->page->request->path);
        fprintf(out, " --scope %s</code></p>\n", scope);
    }
}

static qs_status put_table(qs_page *page, qs_scope scope)
{
    static const char *const names[] = {"Scenarios", "Classes", "Windows", "Lines", "Resources"};
    grid g = {.page = page};
    FILE *out = page->out;
    qs_status status = qs_page_view(page, scope, false, &g.view);
    if (!status)
        status = choose_columns(&g);
    if (!status) {
        fprintf(
            out,
            "<div class=\"option\" data-name=\"%s\">\n<h3 id=\"table-%s-head\">%s</h3>\n<div "
            "class=\"table\"><div class=\"wide tall\" tabindex=\"0\" "
            "role=\"region\" aria-labelledby=\"table-%s-head\"><table class=\"results\" id=\"table-%s\" "
            "data-sorts>\n<caption class=\"unseen\">%s: means with half widths of their intervals</caption>\n"
            "<thead><tr>",
            names[scope], qs_scope_name(scope), names[scope], qs_scope_name(scope), qs_scope_name(scope),
            names[scope]);
        put_label_heads(&g);
        for (size_t i = 0; i < g.n; i++)
            put_value_head(&g, i);
        fputs("</tr></thead>\n<tbody>\n", out);
        put_rows(&g);
        fputs("</tbody></table></div></div>\n", out);
        put_rest(&g);
        put_meanings(&g);
        if (scope == QS_SYSTEM)
            status = put_notes(&g);
        fputs("</div>\n", out);
    }
    for (size_t i = 0; g.numbers && i < g.n; i++)
        qs_view_clear_numbers(&g.numbers[i]);
    qs_free(g.numbers);
    qs_free(g.values);
    qs_view_clear(&g.view);
    return status;
}

/* Of a study with one class or one window the system's row says all. */
qs_status qs_page_tables(qs_page *page)
{
    static const int least[] = {1, 2, 2, 1, 1};
    fputs("<section id=\"results\" aria-labelledby=\"results-head\">\n<h2 id=\"results-head\">All "
          "results</h2>\n",
          page->out);
    fputs(
        "<p class=\"soft\">Means over replications, with the half widths of their confidence intervals.<span "
        "class=\"with-js not-printed\"> Press a column’s head to sort by it.</span></p>\n",
        page->out);
    qs_status status = QS_OK;
    fputs("<div class=\"choice\" data-choice=\"Table\">\n", page->out);
    for (int scope = QS_SYSTEM; scope < QS_N_SCOPES && !status; scope++)
        if (page->about->layout.n_members[scope] >= least[scope])
            status = put_table(page, (qs_scope)scope);
    fputs("</div>\n</section>\n", page->out);
    return status;
}
