/* Distributions on a page: the share of customers who wait, or stay, longer than a time.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "page_internal.h"
#include "qsweep/memory.h"

enum { POINTS = 97 };

/* A line: the histogram of a scenario's member. */
typedef struct source {
    qs_scope scope;
    int member;
    uint64_t scenario;
    char name[QS_PLOT_TEXT];
} source;

/* The share of a histogram that lies beyond t; a bin that holds t is taken to be even. */
static double beyond(const qs_histogram *h, double t)
{
    double more = 0;
    for (uint32_t i = 0; i < h->n; i++) {
        double lower = qs_histogram_lower(h->first + i), upper = qs_histogram_upper(h->first + i);
        bool is_zero = h->first + i == 0;
        double inside = is_zero                        ? 0
                        : t <= lower                   ? 1
                        : t < upper && isfinite(upper) ? (upper - t) / (upper - lower)
                                                       : 0;
        more += inside * (double)h->count[i];
    }
    return more / (double)h->total;
}

static void put_lines(qs_page *page, const source *sources, const qs_histogram *h, size_t n, bool is_sojourn,
                      const char *title, double *values)
{
    qs_chart_line lines[QS_CHART_LINES];
    double end = 0, highest = 0, *x = values + n * POINTS;
    qs_chart chart = {
        .n = POINTS, .x = x, .unit = page->about->time_unit, .lines = lines, .group = "distribution"};
    for (size_t k = 0; k < n; k++)
        end = h[k].total > 0 ? fmax(end, qs_histogram_quantile(&h[k], 0.99)) : end;
    if (!(end > 0))
        return;
    end = qs_chart_end(end, end);
    for (size_t i = 0; i < POINTS; i++)
        x[i] = end * (double)i / (POINTS - 1);
    for (size_t k = 0; k < n; k++) {
        double *mean = values + chart.n_lines * POINTS;
        if (h[k].total == 0)
            continue;
        for (size_t i = 0; i < POINTS; i++) {
            mean[i] = 100 * beyond(&h[k], x[i]);
            highest = fmax(highest, mean[i]);
        }
        lines[chart.n_lines] = (qs_chart_line){.mean = mean};
        snprintf(lines[chart.n_lines++].name, QS_PLOT_TEXT, "%s", sources[k].name);
    }
    chart.most = fmin(qs_chart_end(highest, highest), 100);
    snprintf(chart.title, sizeof chart.title, "%s", title);
    snprintf(chart.note, sizeof chart.note, "All customers of all replications.");
    snprintf(chart.x_label, QS_PLOT_TEXT, "%s (%s)", is_sojourn ? "time from arrival to departure" : "wait",
             page->about->time_unit);
    snprintf(chart.y_label, QS_PLOT_TEXT, "%% who %s longer", is_sojourn ? "stay" : "wait");
    qs_page_put_chart(page, &chart);
}

static qs_status put_chart(qs_page *page, const source *sources, size_t n, bool is_sojourn, const char *title)
{
    qs_histogram histograms[QS_CHART_LINES] = {{0}};
    double *values = NULL;
    qs_status status = qs_calloc((n + 1) * POINTS, sizeof *values, &values);
    for (size_t k = 0; k < n && !status; k++)
        status = qs_results_read_histogram(page->results, sources[k].scope, sources[k].member, is_sojourn,
                                           sources[k].scenario, &histograms[k]);
    if (!status)
        put_lines(page, sources, histograms, n, is_sojourn, title, values);
    for (size_t k = 0; k < n; k++)
        qs_histogram_clear(&histograms[k]);
    qs_free(values);
    return status;
}

static qs_status put_members(qs_page *page, qs_scope scope, bool is_sojourn)
{
    source sources[QS_CHART_LINES];
    int n_members = page->about->layout.n_members[scope];
    size_t n = n_members < QS_CHART_LINES ? (size_t)n_members : QS_CHART_LINES;
    char words[QS_PLOT_TEXT], title[2 * QS_PLOT_TEXT];
    if (n_members < 2)
        return QS_OK;
    for (size_t k = 0; k < n; k++) {
        sources[k] = (source){.scope = scope, .member = (int)k, .scenario = page->told[0]};
        qs_legend_cut(page->about->members[scope][k], sources[k].name, QS_PLOT_TEXT);
    }
    qs_page_scenario_words(page, page->told[0], words);
    snprintf(title, sizeof title, "Each %s, %s", qs_scope_name(scope), words);
    return put_chart(page, sources, n, is_sojourn, title);
}

static qs_status put_time(qs_page *page, bool is_sojourn)
{
    source sources[QS_PAGE_TOLD];
    const char *name = is_sojourn ? "time from arrival to departure" : "wait";
    for (size_t k = 0; k < page->n_told; k++) {
        sources[k] = (source){.scope = QS_SYSTEM, .scenario = page->told[k]};
        qs_page_scenario_words(page, page->told[k], sources[k].name);
    }
    fprintf(page->out, "<div class=\"option\" data-name=\"%s\">\n<h3>%s</h3>\n<div class=\"panels\">\n", name,
            name);
    qs_status status = put_chart(page, sources, page->n_told, is_sojourn, "All customers");
    if (!status)
        status = put_members(page, QS_CLASS, is_sojourn);
    if (!status)
        status = put_members(page, QS_WINDOW, is_sojourn);
    fputs("</div>\n</div>\n", page->out);
    return status;
}

qs_status qs_page_distributions(qs_page *page)
{
    if (!page->about->has_histograms || page->n_told == 0)
        return QS_OK;
    fputs("<section id=\"distributions\" aria-labelledby=\"distributions-head\">\n"
          "<h2 id=\"distributions-head\">How long, for how many</h2>\n"
          "<div class=\"choice\" data-choice=\"Time\">\n",
          page->out);
    qs_status status = put_time(page, false);
    if (!status)
        status = put_time(page, true);
    fputs("</div>\n</section>\n", page->out);
    return status;
}
