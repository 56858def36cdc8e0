/* Queues through time on a page: a picture for each told scenario, a line for each window.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "page_internal.h"
#include "qsweep/memory.h"

/* Instants of a picture: of more, every k-th is drawn. */
enum { MOST_TIMES = 600, MOST_NUMBERS = 16000 };

typedef struct through {
    qs_page *page;
    double *values[3], *x; /* mean, lower, upper: [n_windows][n_times] as read, then [n_lines][n] */
    size_t n, every, n_lines;
} through;

static size_t every_of(const qs_page *page)
{
    size_t n_times = (size_t)page->about->layout.n_times, every = 1;
    size_t n_lines = (size_t)page->about->layout.n_members[QS_WINDOW] * page->n_told * QS_N_SERIES;
    while (n_times / every > MOST_TIMES || n_times / every * n_lines > MOST_NUMBERS)
        every++;
    return every;
}

static qs_status read_one(through *t, qs_series series, uint64_t scenario)
{
    static const qs_statistic statistics[] = {QS_MEAN, QS_LOWER, QS_UPPER};
    size_t n_times = (size_t)t->page->about->layout.n_times;
    qs_status status = QS_OK;
    for (int i = 0; i < 3 && !status; i++) {
        status = qs_results_read_series(t->page->results, series, statistics[i], scenario, 1, t->values[i]);
        for (size_t k = 0; k < t->n_lines && !status; k++)
            for (size_t x = 0; x < t->n; x++)
                t->values[i][k * t->n + x] = t->values[i][k * n_times + x * t->every];
    }
    return status;
}

static double end_of(const through *t)
{
    double mean = 0, upper = 0;
    for (size_t i = 0; i < t->n * t->n_lines; i++) {
        mean = fmax(mean, t->values[0][i]); /* fmax passes over NaN */
        upper = isfinite(t->values[2][i]) ? fmax(upper, t->values[2][i]) : upper;
    }
    return qs_chart_end(mean, upper);
}

static void put_one(through *t, qs_series series)
{
    const qs_results_about *about = t->page->about;
    qs_chart_line lines[QS_CHART_LINES];
    qs_chart chart = {.n = t->n,
                      .x = t->x,
                      .is_clock = about->clock != NULL,
                      .unit = about->time_unit,
                      .most = end_of(t),
                      .n_lines = t->n_lines,
                      .lines = lines,
                      .group = "series"};
    for (size_t k = 0; k < t->n_lines; k++) {
        lines[k] = (qs_chart_line){.mean = t->values[0] + k * t->n,
                                   .lower = t->values[1] + k * t->n,
                                   .upper = t->values[2] + k * t->n};
        qs_legend_cut(about->members[QS_WINDOW][k], lines[k].name, QS_PLOT_TEXT);
    }
    snprintf(chart.title, sizeof chart.title, "%s", qs_series_meaning(series));
    snprintf(chart.note, sizeof chart.note, "Means over replications. Bands: %.10g %% confidence.",
             100 * about->confidence);
    if (t->every > 1)
        snprintf(chart.note, sizeof chart.note,
                 "Means over replications, one of every %zu instants. Bands: %.10g %% confidence.", t->every,
                 100 * about->confidence);
    snprintf(chart.x_label, QS_PLOT_TEXT, about->clock ? "time of day" : "time (%s)", about->time_unit);
    snprintf(chart.y_label, QS_PLOT_TEXT, "%s", qs_series_meaning(series));
    qs_page_put_chart(t->page, &chart);
}

static qs_status put_scenario(through *t, uint64_t scenario)
{
    char words[QS_PLOT_TEXT];
    FILE *out = t->page->out;
    qs_status status = QS_OK;
    qs_page_scenario_words(t->page, scenario, words);
    fputs("<div class=\"option\" data-name=\"", out);
    qs_html_text(out, words);
    fputs("\">\n<h3>", out);
    qs_html_name(out, words);
    fputs("</h3>\n", out);
    for (int series = 0; series < QS_N_SERIES && !status; series++) {
        status = read_one(t, (qs_series)series, scenario);
        if (!status)
            put_one(t, (qs_series)series);
    }
    fputs("</div>\n", out);
    return status;
}

qs_status qs_page_series(qs_page *page)
{
    const qs_layout *layout = &page->about->layout;
    size_t n_windows = (size_t)layout->n_members[QS_WINDOW], n_times = (size_t)layout->n_times;
    through t = {.page = page, .n_lines = n_windows < QS_CHART_LINES ? n_windows : QS_CHART_LINES};
    if (n_times < 2 || page->n_told == 0)
        return QS_OK;
    t.every = every_of(page);
    t.n = (n_times - 1) / t.every + 1;
    qs_status status = qs_calloc(n_times, sizeof *t.x, &t.x);
    for (int i = 0; i < 3 && !status; i++)
        status = qs_calloc(n_windows * n_times, sizeof(double), &t.values[i]);
    for (size_t i = 0; i < t.n && !status; i++)
        t.x[i] = page->about->times[i * t.every];
    fputs(
        "<section id=\"series\" aria-labelledby=\"series-head\">\n<h2 id=\"series-head\">Through time</h2>\n"
        "<div class=\"choice\" data-choice=\"Scenario\">\n",
        page->out);
    for (size_t k = 0; k < page->n_told && !status; k++)
        status = put_scenario(&t, page->told[k]);
    fputs("</div>\n</section>\n", page->out);
    for (int i = 0; i < 3; i++)
        qs_free(t.values[i]);
    qs_free(t.x);
    return status;
}
