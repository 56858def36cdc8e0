/* The intervals of the day on a page: each metric along them, as curves of the told scenarios and as a heat
 * map of all.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "page_internal.h"
#include "qsweep/memory.h"

enum { MOST_INTERVALS = 200, MOST_ROWS = 60 };

/* Curves of one metric: a line for each told scenario. */
static qs_status put_curves(qs_page *page, const qs_view *view, const qs_view_value *v,
                            const qs_view_numbers *n)
{
    const qs_results_about *about = page->about;
    size_t n_x = (size_t)view->n_intervals;
    qs_chart_line lines[QS_PAGE_TOLD];
    double *values, highest = 0, highest_upper = 0;
    qs_chart chart = {.n = n_x,
                      .is_clock = about->clock != NULL,
                      .unit = about->time_unit,
                      .n_lines = page->n_told,
                      .lines = lines,
                      .group = "day"};
    qs_status status = qs_calloc((3 * page->n_told + 1) * n_x, sizeof *values, &values);
    if (status)
        return status;
    double *x = values + 3 * page->n_told * n_x;
    for (size_t i = 0; i < n_x; i++)
        x[i] = about->starts[view->intervals[i] - 1];
    for (size_t k = 0; k < page->n_told; k++) {
        double *mean = values + 3 * k * n_x, *lower = mean + n_x, *upper = lower + n_x;
        for (size_t i = 0; i < n_x; i++) {
            int slot = qs_view_slot_at(view, v->member < 0 ? 0 : v->member, view->intervals[i]);
            uint64_t at = qs_view_place(view, v->scope, v->metric, page->told[k], slot, v->item);
            mean[i] = n->mean[at];
            lower[i] = n->lower[at];
            upper[i] = n->upper[at];
            highest = isfinite(mean[i]) ? fmax(highest, mean[i]) : highest;
            highest_upper = isfinite(upper[i]) ? fmax(highest_upper, upper[i]) : highest_upper;
        }
        lines[k] = (qs_chart_line){.mean = mean, .lower = lower, .upper = upper};
        qs_page_scenario_words(page, page->told[k], lines[k].name);
    }
    chart.x = x;
    chart.most = qs_chart_end(highest, highest_upper);
    snprintf(chart.note, sizeof chart.note, "By the interval’s start. Bands: %.10g %% confidence.",
             100 * about->confidence);
    snprintf(chart.x_label, QS_PLOT_TEXT, about->clock ? "time of day" : "interval from (%s)",
             about->time_unit);
    qs_page_value_words(page, v, chart.y_label);
    qs_page_put_chart(page, &chart);
    qs_free(values);
    return QS_OK;
}

/* A heat map: scenarios, or members of one of them, by the intervals. rows [in] what goes down */
static qs_status put_map(qs_page *page, const qs_view *view, const qs_view_value *v, const char *rows,
                         const char *title)
{
    char name[QS_ITEM_TEXT];
    qs_matrix m = {0};
    const qs_matrix_request wanted = {qs_item_name(page->about, v->metric, v->item, name), rows, "interval"};
    if (v->member >= 0 || view->n_intervals > MOST_INTERVALS || view->n_rows == 0)
        return QS_OK;
    qs_status status = qs_matrix_make(view, &wanted, &m);
    if (!status)
        qs_page_put_heat(page, &m, title, NAN);
    qs_matrix_clear(&m);
    return status == QS_ERROR_USAGE ? QS_OK : status; /* the metric is not kept by interval */
}

/* The rows of a view that are of the first so many scenarios, or of one alone. */
static qs_status part_of(const qs_view *view, bool is_one, uint64_t scenario, qs_view *part)
{
    uint64_t n = 0, last = UINT64_MAX;
    *part = *view;
    part->n_rows = 0;
    qs_status status = qs_calloc(view->n_rows, sizeof *part->rows, &part->rows);
    for (uint64_t i = 0; i < view->n_rows && !status; i++) {
        uint64_t s = view->rows[i].scenario;
        n += s != last;
        last = s;
        if (is_one ? s == scenario : n <= MOST_ROWS)
            part->rows[part->n_rows++] = view->rows[i];
    }
    return status;
}

/* Scenarios that are told apart by their labels are named by them. */
static const char *scenario_side(const qs_page *page)
{
    bool has_labels = page->about->n_axes > 0 && qs_axis_is_label(page->about, 0);
    for (size_t a = 0; a < page->about->n_axes; a++)
        has_labels &= qs_axis_is_label(page->about, a) || qs_axis_is_explained(page->about, a);
    return has_labels ? QS_LABEL : "scenario";
}

static qs_status put_system(qs_page *page)
{
    qs_view view, part = {0};
    qs_view_value *values = NULL;
    size_t n = 0;
    char title[QS_PLOT_TEXT];
    qs_status status = qs_page_view(page, QS_SYSTEM, true, &view);
    if (!status)
        status = qs_view_defaults(&view, &values, &n);
    if (!status)
        status = part_of(&view, false, 0, &part);
    fputs("<div class=\"choice\" data-choice=\"Metric\">\n", page->out);
    for (size_t i = 0; i < n && i < 8 && !status; i++) {
        qs_view_numbers numbers;
        status = qs_view_read_numbers(&view, values[i].scope, values[i].metric, &numbers);
        if (status)
            break;
        qs_page_option_begin(page, &values[i]);
        status = put_curves(page, &view, &values[i], &numbers);
        qs_page_value_words(page, &values[i], title);
        if (!status && page->about->n_scenarios > 1)
            status = put_map(page, &part, &values[i], scenario_side(page), title);
        fputs("</div>\n", page->out);
        qs_view_clear_numbers(&numbers);
    }
    fputs("</div>\n", page->out);
    qs_free(part.rows);
    qs_free(values);
    qs_view_clear(&view);
    return status;
}

/* Windows, or classes, of the first told scenario. */
static qs_status put_members(qs_page *page, qs_scope scope)
{
    qs_view view, part = {0};
    qs_view_value *values = NULL;
    size_t n = 0;
    char title[QS_PLOT_TEXT], words[QS_PLOT_TEXT], both[2 * QS_PLOT_TEXT];
    if (page->about->layout.n_members[scope] < 2 || page->n_told == 0)
        return QS_OK;
    qs_status status = qs_page_view(page, scope, true, &view);
    if (!status)
        status = qs_view_defaults(&view, &values, &n);
    if (!status)
        status = part_of(&view, true, page->told[0], &part);
    qs_page_scenario_words(page, page->told[0], words);
    fprintf(page->out, "<h3>Each %s: ", qs_scope_name(scope));
    qs_html_name(page->out, words);
    fputs("</h3>\n<div class=\"choice\" data-choice=\"Metric\">\n", page->out);
    for (size_t i = 0; i < n && i < 8 && !status; i++) {
        qs_page_value_words(page, &values[i], title);
        qs_page_option_begin(page, &values[i]);
        snprintf(both, sizeof both, "%s", title);
        status = put_map(page, &part, &values[i], qs_scope_name(scope), both);
        fputs("</div>\n", page->out);
    }
    fputs("</div>\n", page->out);
    qs_free(part.rows);
    qs_free(values);
    qs_view_clear(&view);
    return status;
}

qs_status qs_page_day(qs_page *page)
{
    if (page->about->layout.n_intervals == 0 || page->n_told == 0)
        return QS_OK;
    fprintf(
        page->out,
        "<section id=\"day\" aria-labelledby=\"day-head\">\n<h2 id=\"day-head\">%s</h2>\n<p class=\"soft\">"
        "What is of customers is by the interval of their arrival, whenever it comes to pass.</p>\n",
        page->about->clock ? "Through the day" : "Through time, by intervals");
    qs_status status = put_system(page);
    if (!status)
        status = put_members(page, QS_WINDOW);
    if (!status)
        status = put_members(page, QS_CLASS);
    fputs("</section>\n", page->out);
    return status;
}
