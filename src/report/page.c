/* The page of a results file: its sections in their order, and what they have in common.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "library_internal.h"
#include "page_internal.h"
#include "qsweep/memory.h"

/* ---- scenarios ---- */

void qs_page_put_scenario(const qs_page *page, uint64_t scenario, FILE *out)
{
    char text[QS_PLOT_TEXT];
    qs_page_scenario_words(page, scenario, text);
    qs_html_name(out, text);
}

void qs_page_scenario_words(const qs_page *page, uint64_t scenario, char text[QS_PLOT_TEXT])
{
    const qs_results_about *about = page->about;
    char value[QS_AXIS_TEXT], name[QS_PLOT_TEXT];
    int used = snprintf(text, QS_PLOT_TEXT, "scenario %llu", (unsigned long long)scenario), n = 0;
    for (size_t a = 0; a < about->n_axes && used < QS_PLOT_TEXT - 1; a++) {
        if (qs_axis_is_explained(about, a))
            continue;
        qs_plot_axis_words(about, a, name);
        name[strcspn(name, "(")] = '\0';
        size_t end = strlen(name);
        while (end > 0 && name[end - 1] == ' ')
            name[--end] = '\0';
        bool is_label = qs_axis_is_label(about, a);
        char one[2 * QS_PLOT_TEXT + QS_AXIS_TEXT];
        snprintf(one, sizeof one, "%s%s%s%s", n++ ? ", " : ": ", is_label ? "" : name, is_label ? "" : " ",
                 qs_axis_words(about, a, scenario, value));
        char cut[QS_PLOT_TEXT];
        qs_legend_cut(one, cut, (size_t)(QS_PLOT_TEXT - used));
        used += snprintf(text + used, (size_t)(QS_PLOT_TEXT - used), "%s", cut);
    }
}

static void tell(qs_page *page, uint64_t scenario)
{
    const qs_results_about *about = page->about;
    bool is_measured = about->state[scenario] != QS_SCENARIO_NOT_RUN &&
                       about->state[scenario] != QS_SCENARIO_NOT_REPORTED &&
                       about->state[scenario] != QS_SCENARIO_ALL_FAILED;
    bool is_new = is_measured && page->n_told < QS_PAGE_TOLD;
    for (size_t i = 0; i < page->n_told; i++)
        is_new &= page->told[i] != scenario;
    if (is_new)
        page->told[page->n_told++] = scenario;
}

/* The scenario with the smallest, and that with the largest mean wait. */
static qs_status tell_extremes(qs_page *page)
{
    uint64_t n = page->about->n_scenarios, best = 0, worst = 0;
    double *wait;
    if (!qs_results_has(page->results, QS_SYSTEM, QS_METRIC_wait_mean))
        return QS_OK;
    qs_status status = qs_calloc(n, sizeof *wait, &wait);
    if (!status)
        status = qs_results_read(page->results, QS_SYSTEM, QS_METRIC_wait_mean, QS_MEAN, 0, n, wait);
    for (uint64_t s = 1; s < n && !status; s++) {
        if (isnan(wait[best]) || wait[s] < wait[best])
            best = s;
        if (isnan(wait[worst]) || wait[s] > wait[worst])
            worst = s;
    }
    if (!status) {
        tell(page, best);
        tell(page, worst);
    }
    qs_free(wait);
    return status;
}

static qs_status choose_told(qs_page *page)
{
    const qs_results_about *about = page->about;
    qs_view view = {0};
    if (about->decided && about->decided->is_over && about->decided->has_chosen) {
        tell(page, about->decided->chosen);
        page->has_answer = page->n_told == 1;
    } else if (page->verdicts && about->cost && !about->decided) {
        qs_status status = qs_page_view(page, QS_SYSTEM, false, &view);
        qs_cheapest cheapest = status ? (qs_cheapest){0} : qs_verdicts_cheapest(&view);
        qs_view_clear(&view);
        if (status)
            return status;
        if (cheapest.is_found) {
            tell(page, cheapest.scenario);
            page->has_answer = page->n_told == 1;
        }
    }
    qs_status status = tell_extremes(page);
    for (uint64_t s = 0; s < about->n_scenarios && page->n_told < 2; s++)
        tell(page, s);
    return status;
}

/* ---- views ---- */

qs_status qs_page_view(const qs_page *page, qs_scope scope, bool by_interval, qs_view *view)
{
    const qs_words none = {0};
    qs_words each = {0};
    *view =
        (qs_view){.results = page->results, .about = page->about, .scope = scope, .verdicts = page->verdicts};
    qs_status status = by_interval ? qs_words_add(&each, "each") : QS_OK;
    if (!status && by_interval)
        status = qs_view_choose_intervals(view, &each);
    if (!status)
        status = qs_view_choose_metrics(view, NULL, 0);
    if (!status)
        status = qs_view_choose_rows(view, &none, &none);
    qs_words_clear(&each);
    return status;
}

/* ---- words ---- */

void qs_page_value_words(const qs_page *page, const qs_view_value *value, char text[QS_PLOT_TEXT])
{
    const qs_plot of = {.results = page->results,
                        .about = page->about,
                        .scope = value->scope,
                        .scale = 1,
                        .metric = {value->metric, value->item, 1}};
    char words[QS_PLOT_TEXT];
    qs_plot_metric_words(&of, words);
    char one[3 * QS_PLOT_TEXT];
    snprintf(one, sizeof one, "%s%s%s",
             value->member >= 0 ? page->about->members[value->scope][value->member] : "",
             value->member >= 0 ? ": " : "", words);
    qs_legend_cut(one, text, QS_PLOT_TEXT);
}

void qs_page_option_begin(qs_page *page, const qs_view_value *value)
{
    char text[QS_PLOT_TEXT];
    qs_page_value_words(page, value, text);
    fputs("<div class=\"option\" data-name=\"", page->out);
    qs_html_text(page->out, text);
    fputs("\">\n<h3>", page->out);
    qs_html_name(page->out, text);
    fputs("</h3>\n", page->out);
}

/* ---- prose ---- */

void qs_page_put_prose(FILE *out, const char *text)
{
    enum { NOTHING, PARAGRAPH, LIST } in = NOTHING;
    static const char *const ends[] = {"", "</p>\n", "</li>\n</ul>\n"};
    while (*text) {
        size_t n = strcspn(text, "\n"), indent = strspn(text, " ");
        char *line = NULL;
        if (n == 0 || indent == n) {
            fputs(ends[in], out);
            in = NOTHING;
        } else if (!qs_calloc(n - indent + 1, 1, &line)) {
            memcpy(line, text + indent, n - indent);
            if (indent && in != LIST) {
                fprintf(out, "%s<ul class=\"plain\">\n<li>", ends[in]);
                in = LIST;
            } else if (indent) {
                fputs("</li>\n<li>", out);
            } else if (in != PARAGRAPH) {
                fprintf(out, "%s<p>", ends[in]);
                in = PARAGRAPH;
            } else {
                fputc(' ', out);
            }
            qs_html_text(out, line);
            qs_free(line);
        }
        text += n + (text[n] == '\n');
    }
    fputs(ends[in], out);
}

/* ---- the page ---- */

bool qs_page_has_room(qs_page *page, size_t more, const char *what)
{
    bool has_room = ftell(page->out) + (long)more <= page->limit;
    if (!has_room && what)
        fprintf(page->out, "<p class=\"soft small\">Left out, for the page would be too large: %s.</p>\n",
                what);
    return has_room;
}

/* Each section with how many thousand bytes all of them may have when it ends, besides replays: so that those that
 * come late have room, too. With scripts and library it is below two megabytes. */
static qs_status put_sections(qs_page *page)
{
    static const struct {
        qs_status (*put)(qs_page *);
        long kilobytes;
    } sections[] = {{qs_page_curves, 700},  {qs_page_day, 1000},           {qs_page_series, 1200},
                    {qs_page_tables, 1600}, {qs_page_distributions, 1700}, {qs_page_origin, 1750}};
    const qs_report_request *request = page->request;
    qs_status status = choose_told(page);
    if (!status)
        status = qs_page_head(page);
    if (!status)
        status = qs_page_answer(page);
    if (!status && request->section)
        status = request->section(request->context, page->html);
    long base = ftell(page->out);
    for (size_t i = 0; i < sizeof sections / sizeof *sections && !status; i++) {
        page->limit = base + 1000 * sections[i].kilobytes;
        status = sections[i].put(page);
    }
    return status;
}

qs_status qs_report_make(const qs_results *results, const qs_report_request *request, bool *has_curves,
                         qs_html **out)
{
    qs_page page = {.results = results, .about = qs_results_get_about(results), .request = request};
    qs_verdicts *verdicts = NULL;
    char title[2 * QS_PLOT_TEXT];
    snprintf(title, sizeof title, "%.150s", page.about->name);
    *out = NULL;
    *has_curves = true; /* where there are none, none are missing */
    qs_status status = qs_html_new(title, &page.html);
    if (status)
        return status;
    page.out = qs_html_body(page.html);
    status = qs_verdicts_make(results, &verdicts);
    page.verdicts = verdicts;
    if (!status)
        status = qs_html_use(page.html, "report.css");
    if (!status)
        status = put_sections(&page);
    if (!status)
        status = qs_html_use(page.html, "report.js");
    if (!status && page.n_charts > 0)
        status = qs_library_use(page.html, request->libraries, has_curves);
    fputs("</main>\n", page.out);
    qs_verdicts_free(verdicts);
    if (status)
        qs_html_free(page.html);
    else
        *out = page.html;
    return status;
}
