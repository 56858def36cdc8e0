/* The page of a results file in the making: what its sections have in common.
 *
 * A section asks the results by the same structures as `show` and `plot` (view, matrix, verdicts, plot) and
 * writes HTML; every text that is not ours goes through html.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PAGE_INTERNAL_H
#define QSWEEP_PAGE_INTERNAL_H

#include "plot_internal.h"
#include "qsweep/html.h"
#include "qsweep/matrix.h"
#include "qsweep/report.h"
#include "qsweep/verdict.h"
#include "view_internal.h"

/* Scenarios that have pictures of their own: the answer, or the first, and a few to compare it with. */
enum { QS_PAGE_TOLD = 4 };

typedef struct qs_page {
    const qs_results *results;
    const qs_results_about *about;
    const qs_report_request *request;
    const qs_verdicts *verdicts; /* NULL: no promises */
    qs_html *html;
    FILE *out;
    bool has_answer; /* told[0] is it */
    uint64_t told[QS_PAGE_TOLD];
    size_t n_told;
    int n_charts; /* so far, for their ids */
    long limit;   /* bytes of the body that the section may reach */
} qs_page;

/* Whether so many bytes more are within the section's limit. If not, it is said on the page (but where what is
 * NULL): what was left out. */
bool qs_page_has_room(qs_page *page, size_t more, const char *what);

/* A view of all scenarios and members of a scope (or of their intervals), to be cleared. */
qs_status qs_page_view(const qs_page *page, qs_scope scope, bool by_interval, qs_view *view);

/* "scenario 3 (servers 2)", or its label. */
void qs_page_put_scenario(const qs_page *page, uint64_t scenario, FILE *out);
void qs_page_scenario_words(const qs_page *page, uint64_t scenario, char text[QS_PLOT_TEXT]);

/* What a value is, in words with its unit, as `plot` writes them. */
void qs_page_value_words(const qs_page *page, const qs_view_value *value, char text[QS_PLOT_TEXT]);

/* Begin one of several things of which a reader chooses (a div in a div.choice): its name is a value's. */
void qs_page_option_begin(qs_page *page, const qs_view_value *value);

/* The sections, in their order on the page. Errors: QS_ERROR_MEMORY and those of the reader. */
qs_status qs_page_head(qs_page *page);
qs_status qs_page_answer(qs_page *page);
qs_status qs_page_tables(qs_page *page);
qs_status qs_page_curves(qs_page *page);
qs_status qs_page_day(qs_page *page);
qs_status qs_page_series(qs_page *page);
qs_status qs_page_distributions(qs_page *page);
qs_status qs_page_origin(qs_page *page);

/* A text in lines, as the text formats print notes, as paragraphs: a blank line parts them, an indented
 * line is a line of a list. */
void qs_page_put_prose(FILE *out, const char *text);

/* ---- charts (page_chart.c draws them as SVG and as data for dygraphs) ---- */

typedef struct qs_chart_line {
    char name[QS_PLOT_TEXT];
    const double *mean, *lower, *upper; /* [n]; NaN: nothing there; lower NULL: no bands */
    const bool *is_unsteady;            /* [n] or NULL */
} qs_chart_line;

typedef struct qs_chart {
    char title[2 * QS_PLOT_TEXT], note[3 * QS_PLOT_TEXT + 2];
    char x_label[QS_PLOT_TEXT], y_label[QS_PLOT_TEXT];
    size_t n;
    const double *x;                   /* [n] ascending */
    const char (*words)[QS_PLOT_TEXT]; /* [n] of values that are no numbers, at 0, 1, ...; NULL: numbers */
    bool is_clock;                     /* x: instants of a study with a clock */
    const char *unit;                  /* of x, where that is time; else NULL */
    double least, most;                /* y lies between */
    bool is_step, is_share;
    size_t n_lines;
    const qs_chart_line *lines;
    const char *group; /* charts of a group share cursor and zoom */
} qs_chart;

enum { QS_CHART_LINES = 8 };

void qs_page_put_chart(qs_page *page, const qs_chart *chart);

/* The round end of an axis from 0 that shows all means, and their intervals unless these are far wider. */
double qs_chart_end(double highest_mean, double highest_upper);

/* A matrix as a table of coloured cells. end [in] the value of the darkest; NaN: the largest of the matrix */
void qs_page_put_heat(qs_page *page, const qs_matrix *matrix, const char *title, double end);

#endif
