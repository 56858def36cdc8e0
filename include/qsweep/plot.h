/* A picture of results: its data (curves, cells of a heat map, distributions), its words, and gnuplot, which
 * draws it. In this order: choose, read, describe, draw.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLOT_H
#define QSWEEP_PLOT_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/choose.h"
#include "qsweep/histogram.h"
#include "qsweep/legend.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The words of `--kind` in their order. */
typedef enum qs_plot_kind {
    QS_PLOT_LINE,         /* a metric against an axis */
    QS_PLOT_HEAT,         /* a metric over two axes, as cells */
    QS_PLOT_SERIES,       /* queue, number or serving through time */
    QS_PLOT_DISTRIBUTION, /* of wait or sojourn */
    QS_PLOT_DECISION,     /* what a study with select has decided (qs_plot_decision) */
    QS_PLOT_N_KINDS
} qs_plot_kind;

typedef enum qs_plot_format { QS_PLOT_SVG, QS_PLOT_PNG, QS_PLOT_PDF, QS_PLOT_ASCII } qs_plot_format;

/* What is asked for; texts are borrowed. */
typedef struct qs_plot_request {
    const char *path, *subject, *x, *by, *quantile, *output;
    const char *title, *x_label, *y_label, *size; /* NULL: as it comes; size is "WxH" */
    qs_words conditions, members, intervals;
    qs_words targets; /* "[NAME=]VALUE" */
    int scope, kind;  /* kind QS_PLOT_N_KINDS: as the subject asks for */
    bool is_ascii, is_percent;
} qs_plot_request;

/* What the cells of a heat map say: as much as can be read. */
typedef enum qs_plot_heat { QS_HEAT_WHOLE, QS_HEAT_MEANS, QS_HEAT_SHADES } qs_plot_heat;

/* What tells values of a picture's dimension apart. */
typedef enum qs_plot_along {
    QS_ALONG_NOTHING,
    QS_ALONG_AXIS,
    QS_ALONG_MEMBERS,
    QS_ALONG_ITEMS,
    QS_ALONG_INTERVALS,
    QS_ALONG_TIME
} qs_plot_along;

/* Texts of at most 199 bytes. */
enum { QS_PLOT_TEXT = 200 };

/* A dimension: the columns of a picture (x), or its lines (by). */
typedef struct qs_plot_dimension {
    qs_plot_along along;
    size_t axis;         /* QS_ALONG_AXIS */
    size_t n;            /* values; 1 along nothing */
    uint64_t *scenarios; /* [n] along an axis: one that has the value; owned */
    int digits;          /* with which its numbers that differ read differently */
    double room;         /* for a value's words: what is wider is cut, or in the legend */
    char label[QS_PLOT_TEXT];
    qs_legend legend; /* texts that are too long to stand at the axis or in the key */
} qs_plot_dimension;

/* A line at a value, in the picture's unit, with what is written at it. */
typedef struct qs_plot_target {
    double value;
    char name[QS_PLOT_TEXT];
} qs_plot_target;
enum { QS_PLOT_TARGETS = 8 };

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
    int columns, rows;    /* characters in a line of the terminal, and lines, for QS_PLOT_ASCII */
    double width, height; /* of a picture, in units */
    double fine;          /* pixels in a unit */
    bool is_sized;        /* they were asked for */
    double scale;         /* 100 where shares are drawn as per cent, else 1 */
    int n_targets;
    qs_plot_target targets[QS_PLOT_TARGETS];
    char own_title[2 * QS_PLOT_TEXT], own_x[QS_PLOT_TEXT], own_y[QS_PLOT_TEXT]; /* asked for */
    bool has_own_title, has_own_x, has_own_y;
    qs_scope scope;
    uint64_t *scenarios, n_scenarios; /* chosen; owned */
    int *members, n_members;          /* chosen; owned */
    int *intervals, n_intervals;      /* chosen, from 1; owned; none: values are of the whole */
    qs_chosen_metric metric;          /* line and heat */
    qs_series series;
    bool is_sojourn;   /* distribution */
    qs_plot_heat heat; /* heat */
    qs_plot_dimension x, by;
    qs_plot_cell *cells;            /* [by.n][x.n], but of distributions; owned */
    qs_histogram *histograms;       /* [by.n] of distributions; owned, each */
    bool has_unstable, has_growing; /* by its load; by what was measured alone */
    char title[2 * QS_PLOT_TEXT], note[3 * QS_PLOT_TEXT + 2],
        value[QS_PLOT_TEXT]; /* what is above, and what the values are */
} qs_plot;

/* Choose what is drawn, and along what; results, about, format and columns are set before. Errors:
 * QS_ERROR_USAGE, QS_ERROR_MEMORY. */
qs_status qs_plot_choose(qs_plot *plot, const qs_plot_request *request);

/* Read the cells or histograms. Errors: those of the reader; QS_ERROR_USAGE if several
 * scenarios fall on the same point, or there is nothing to draw. */
qs_status qs_plot_read(qs_plot *plot);
void qs_plot_clear(qs_plot *plot);

/* Title, note, labels and legends of the whole picture. Errors: QS_ERROR_MEMORY. */
qs_status qs_plot_describe(qs_plot *plot);

/* Have gnuplot draw it into a file, which appears whole or not at all; path NULL: as characters onto the
 * standard output, title above and legends below. Errors: QS_ERROR_IO: gnuplot is not there, or says what is
 * wrong; the file cannot be written. */
qs_status qs_plot_draw(const qs_plot *plot, const char *path);

/* A picture of the decision of a study with select: cost against each promise with what it may be; of the best
 * mean the means. columns [in] of a terminal; path as of qs_plot_draw. Errors: also QS_ERROR_USAGE (it decides
 * nothing), QS_ERROR_MEMORY. */
qs_status qs_plot_decision(const qs_results *results, qs_plot_format format, int columns, const char *path);

#ifdef __cplusplus
}
#endif

#endif
