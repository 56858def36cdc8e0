/* `qsweep plot`, within its room: what is drawn, its data, and gnuplot, which draws it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLOT_INTERNAL_H
#define QSWEEP_PLOT_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "legend_internal.h"
#include "select_internal.h"

/* The words of `--kind` in their order. */
typedef enum qs_plot_kind {
    QS_PLOT_LINE,         /* a metric against an axis */
    QS_PLOT_HEAT,         /* a metric over two axes, as cells */
    QS_PLOT_SERIES,       /* queue, number or serving through time */
    QS_PLOT_DISTRIBUTION, /* of wait or sojourn */
    QS_PLOT_N_KINDS
} qs_plot_kind;

typedef enum qs_plot_format { QS_PLOT_SVG, QS_PLOT_PNG, QS_PLOT_PDF, QS_PLOT_ASCII } qs_plot_format;

/* What the command line asks for; texts are argv's. */
typedef struct qs_plot_request {
    const char *path, *subject, *x, *by, *quantile, *output;
    qs_words conditions, members;
    int scope, kind; /* kind QS_PLOT_N_KINDS: as the subject asks for */
    bool is_ascii;
} qs_plot_request;

/* What tells values of a picture's dimension apart. */
typedef enum qs_plot_along {
    QS_ALONG_NOTHING,
    QS_ALONG_AXIS,
    QS_ALONG_MEMBERS,
    QS_ALONG_ITEMS,
    QS_ALONG_TIME
} qs_plot_along;

/* Texts of at most 199 bytes; values of axes that are longer than 39 bytes are in a legend. */
enum { QS_PLOT_TEXT = 200, QS_PLOT_VALUE = 40 };

/* A dimension: the columns of a picture (x), or its lines (by). */
typedef struct qs_plot_dimension {
    qs_plot_along along;
    size_t axis;         /* QS_ALONG_AXIS */
    size_t n;            /* values; 1 along nothing */
    uint64_t *scenarios; /* [n] along an axis: one that has the value; owned */
    char label[QS_PLOT_TEXT];
    qs_legend legend; /* texts of the axis that are too long to stand at it */
} qs_plot_dimension;

/* One value with its interval. */
typedef struct qs_plot_cell {
    double mean, lower, upper;
    bool is_there, is_unstable; /* by its load, or growing: no steady state */
} qs_plot_cell;

typedef struct qs_plot {
    const qs_results *results;
    const qs_results_about *about;
    qs_plot_kind kind;
    qs_plot_format format;
    qs_scope scope;
    uint64_t *scenarios, n_scenarios; /* chosen; owned */
    int *members, n_members;          /* chosen; owned */
    qs_selected_metric metric;        /* line and heat */
    qs_series series;
    bool is_sojourn; /* distribution */
    qs_plot_dimension x, by;
    qs_plot_cell *cells;            /* [by.n][x.n], but of distributions; owned */
    qs_histogram *histograms;       /* [by.n] of distributions; owned, each */
    bool has_unstable, has_growing; /* by its load; by what was measured alone */
    char title[QS_PLOT_TEXT], note[2 * QS_PLOT_TEXT],
        value[QS_PLOT_TEXT]; /* what is above, and what the values are */
} qs_plot;

/* Choose what is drawn, and along what (plot_choose.c). Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY. */
qs_status qs_plot_choose(qs_plot *plot, const qs_plot_request *request);

/* Read the cells or histograms (plot_data.c). Errors: those of the reader; QS_ERROR_USAGE if several
 * scenarios fall on the same point, or there is nothing to draw. */
qs_status qs_plot_read(qs_plot *plot);
void qs_plot_clear(qs_plot *plot);

/* The place of a scenario in a dimension along an axis; n if it has none. */
size_t qs_plot_place(const qs_plot *plot, const qs_plot_dimension *dimension, uint64_t scenario);

/* ---- words (plot_words.c) ---- */

/* An axis for people: "kitchen: servers", "clients: interarrival exponential mean (s)". */
void qs_plot_axis_words(const qs_results_about *about, size_t axis, char text[QS_PLOT_TEXT]);

/* What a metric is, with its unit; the item of a quantile or threshold is named if there is only one. */
void qs_plot_metric_words(const qs_plot *plot, char text[QS_PLOT_TEXT]);

/* The value of a dimension: "1.5 s", "permits", "95 %". */
void qs_plot_value_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value,
                         char text[QS_PLOT_TEXT]);

/* Title, note, labels and legends of the whole picture. Errors: QS_ERROR_MEMORY. */
qs_status qs_plot_describe(qs_plot *plot);

/* ---- drawing ---- */

/* The script of a picture (plot_draw.c, plot_heat.c, plot_distribution.c). Errors: QS_ERROR_MEMORY. */
void qs_plot_draw_lines(const qs_plot *plot, FILE *script);
void qs_plot_draw_heat(const qs_plot *plot, FILE *script);
void qs_plot_draw_distribution(const qs_plot *plot, FILE *script);

/* A text in gnuplot's single quotes, in which nothing means anything; what cannot be seen becomes what can.
 * No text enters a script but through this. */
void qs_plot_quote(FILE *script, const char *text);

/* The terminal, title, borders and grid that all pictures share; room for a key if there is one. */
void qs_plot_begin(const qs_plot *plot, FILE *script);

/* The ticks of an axis ('x' or 'y') that carries the values of a dimension at 0, 1, 2, ... */
void qs_plot_word_ticks(const qs_plot *plot, FILE *script, char which, const qs_plot_dimension *dimension);

/* The label of the x axis, and under it the legends of both dimensions. */
void qs_plot_x_label(const qs_plot *plot, const char *label, FILE *script);

/* Colour, point and dash of a line; no two of the lines of a picture have all three in common. */
typedef struct qs_plot_style {
    const char *colour, *dash;
    int full, hollow; /* points */
} qs_plot_style;
qs_plot_style qs_plot_style_of(size_t line);

/* Let gnuplot draw a script (plot_gnuplot.c) into a file, which appears whole or not at all, or onto the
 * standard output (path NULL). Errors: QS_ERROR_IO: gnuplot is not there, or says what is wrong; the file
 * cannot be written. */
qs_status qs_plot_run(FILE *script, const char *path);

#endif
