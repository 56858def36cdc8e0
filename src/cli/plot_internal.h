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

/* What the cells of a heat map say: as much as can be read. */
typedef enum qs_plot_heat { QS_HEAT_WHOLE, QS_HEAT_MEANS, QS_HEAT_SHADES } qs_plot_heat;

/* What tells values of a picture's dimension apart. */
typedef enum qs_plot_along {
    QS_ALONG_NOTHING,
    QS_ALONG_AXIS,
    QS_ALONG_MEMBERS,
    QS_ALONG_ITEMS,
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
    bool is_sojourn;   /* distribution */
    qs_plot_heat heat; /* heat */
    qs_plot_dimension x, by;
    qs_plot_cell *cells;            /* [by.n][x.n], but of distributions; owned */
    qs_histogram *histograms;       /* [by.n] of distributions; owned, each */
    bool has_unstable, has_growing; /* by its load; by what was measured alone */
    char title[2 * QS_PLOT_TEXT], note[3 * QS_PLOT_TEXT + 2],
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

/* The value of a dimension: "1.5 s", "permits", "95 %"; numbers to so many digits. */
void qs_plot_value_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value, int digits,
                         char text[QS_PLOT_TEXT]);

/* The same as it stands at an axis or in a key: no wider than dimension->room, by a cut in the middle or by
 * its number in the legend. */
void qs_plot_short_words(const qs_plot *plot, const qs_plot_dimension *dimension, size_t value,
                         char text[QS_PLOT_TEXT]);

/* Whether the values of a dimension are numbers that mean something: not those of scenarios. */
bool qs_plot_has_numbers(const qs_plot *plot, const qs_plot_dimension *dimension);

/* Whether a picture through time is of one replication alone. */
bool qs_plot_is_single(const qs_plot *plot);

/* Whether intervals are drawn as bars at points, and not as bands: at words, and where bands are many. */
bool qs_plot_has_bars(const qs_plot *plot);

/* Title, note, labels and legends of the whole picture. Errors: QS_ERROR_MEMORY. */
qs_status qs_plot_describe(qs_plot *plot);

/* ---- texts (plot_text.c) ----
 *
 * Lengths are in units of which a picture is 760 wide, in every format: a font of 14 is 14 of them high. */

/* A text in lines. */
enum { QS_PLOT_LINES = 8 };
typedef struct qs_plot_block {
    int n;
    double font, width; /* of the widest line */
    char lines[QS_PLOT_LINES][2 * QS_PLOT_TEXT];
} qs_plot_block;

/* How wide a text is, about. */
double qs_plot_width(const char *text, double font);

/* The same of the widest of its words. */
double qs_plot_widest_word(const char *text, double font);

/* Cut a text to a width with an ellipsis, at its end or in its middle. */
void qs_plot_cut(const char *text, double font, double room, bool in_the_middle, char out[2 * QS_PLOT_TEXT]);

/* Break a text into at most `most` lines of about one width, in smaller letters down to `least_font` where it
 * takes more; what is still too much is cut. */
qs_plot_block qs_plot_fit(const char *text, double font, double least_font, double room, int most);

/* A text in gnuplot's single quotes, in which nothing means anything; what cannot be seen becomes what can.
 * No text enters a script but through this and the next. */
void qs_plot_quote(FILE *script, const char *text);

/* The lines of a block as one text; a format, at ticks, has its per cent signs doubled. */
void qs_plot_quote_lines(FILE *script, const qs_plot_block *block, bool is_format);

/* ---- numbers and ticks (plot_number.c, plot_ticks.c) ---- */

enum { QS_PLOT_TICKS = 64 };
typedef struct qs_plot_ticks {
    size_t n;
    double at[QS_PLOT_TICKS], font, room; /* room: of a text, which is broken to it */
    int most_lines;
    bool is_turned; /* by 30 degrees */
    char texts[QS_PLOT_TICKS][QS_PLOT_TEXT];
} qs_plot_ticks;

/* A number to so many digits, without a power of ten up to 1e15. */
void qs_plot_number(double value, int digits, char text[QS_PLOT_TEXT]);

/* How many digits, `from` or more, neighbours need to read differently unless they are equal. */
int qs_plot_digits(const double *numbers, size_t n, int from);

/* A round step by which a span has at most so many; of a unit of time, a round time. */
double qs_plot_step(double span, int most, const char *unit);

/* An axis of time from 0 to `end`: its unit, of which there are `per_unit` study's units, and its step in the
 * study's. */
typedef struct qs_plot_clock {
    const char *unit;
    double step, per_unit;
} qs_plot_clock;
qs_plot_clock qs_plot_find_clock(double end, const char *unit);

/* Ticks at the multiples of a step, written in units of `per_unit`; at powers of ten. */
void qs_plot_ticks_between(double least, double most, double step, double per_unit, qs_plot_ticks *ticks);
void qs_plot_ticks_log(double least, double most, qs_plot_ticks *ticks);

/* Ticks at the values of a dimension, which lie at 0, 1, 2, ... along `length`: as many as have room. */
void qs_plot_ticks_words(const qs_plot *plot, const qs_plot_dimension *dimension, bool is_x, double length,
                         qs_plot_ticks *ticks);

/* Set the font of ticks along x; false if they have no room side by side. at_unit: the length of 1 */
bool qs_plot_ticks_have_room(qs_plot_ticks *ticks, double least_font, double at_unit, bool is_log);

/* How high they are below the axis; how wide beside it. */
double qs_plot_ticks_height(const qs_plot_ticks *ticks);
double qs_plot_ticks_width(const qs_plot_ticks *ticks);

void qs_plot_ticks_write(const qs_plot_ticks *ticks, char which, FILE *script);

/* ---- drawing ---- */

/* The script of a picture (plot_draw.c, plot_heat.c, plot_distribution.c). Errors: QS_ERROR_MEMORY. */
void qs_plot_draw_lines(const qs_plot *plot, FILE *script);
void qs_plot_draw_heat(const qs_plot *plot, FILE *script);

/* What the cells of a heat map can say: plot->heat. The values between which its colours lie. */
void qs_plot_fit_heat(qs_plot *plot);
void qs_plot_find_heat(const qs_plot *plot, double *least, double *most);

void qs_plot_draw_distribution(const qs_plot *plot, FILE *script);

/* What is around the picture proper, and where (plot_frame.c). It is made from the outside to the inside. */
typedef struct qs_plot_frame {
    double width, height, left, right, top, bottom; /* the last four: margins */
    bool has_key;
    double key_font, key_spacing, key_width, legend_height;
    const char *y_text; /* borrowed */
    qs_plot_block title, note, x_label, y_label, key_title;
    qs_plot_ticks x, y;
} qs_plot_frame;

/* Title, note, legend and key: then top and right are known, and with them about how high the axis is. */
void qs_plot_frame_begin(const qs_plot *plot, qs_plot_frame *frame);
double qs_plot_frame_height(const qs_plot_frame *frame);

/* The label of the y axis, beside frame->y: then left is known, and how long the x axis is. */
void qs_plot_frame_left(const char *y_label, qs_plot_frame *frame);
double qs_plot_frame_width(const qs_plot_frame *frame);

/* The label of the x axis, below frame->x: then all is known, and is written. */
void qs_plot_frame_write(const qs_plot *plot, const char *x_label, qs_plot_frame *frame, FILE *script);

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
