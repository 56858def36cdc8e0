/* How a picture is drawn: its words, texts, numbers and ticks, and the script for gnuplot.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLOT_INTERNAL_H
#define QSWEEP_PLOT_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/daytime.h"
#include "qsweep/plot.h"

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

/* ---- what was asked for (plot_options.c) ---- */

/* Take what the command line says of words, targets and size, when it is known what is drawn.
 * Errors: QS_ERROR_USAGE. */
qs_status qs_plot_take_options(qs_plot *plot, const qs_plot_request *request);

/* The label of an axis: the one asked for, else the one made for it. */
const char *qs_plot_x_label(const qs_plot *plot, const char *made);
const char *qs_plot_y_label(const qs_plot *plot, const char *made);

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

/* Ticks at round times of day, as many as `most_ticks`. */
void qs_plot_ticks_of_day(const qs_daytime *day, double least, double most, int most_ticks,
                          qs_plot_ticks *ticks);
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

/* The terminal of a picture of the frame's size. */
void qs_plot_write_terminal(const qs_plot *plot, const qs_plot_frame *frame, FILE *script);

/* Have gnuplot draw what a script says (plot_gnuplot.c). path [in] NULL: onto the standard output
 * Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_plot_run_gnuplot(FILE *script, const char *path);

/* Colour, point and dash of a line; no two of the lines of a picture have all three in common. */
typedef struct qs_plot_style {
    const char *colour, *dash;
    int full, hollow; /* points */
} qs_plot_style;
qs_plot_style qs_plot_style_of(size_t line);

#endif
