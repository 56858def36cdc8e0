/* What is around the picture proper: title, note, labels, key and legend, each where the others are not.
 *
 * Gnuplot would lay them out one by one: a long name then takes the room of the picture, and runs over the
 * title. So every margin is given, from texts that were made to fit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"

enum { EDGE = 14, LINE = 18, NOTE_LINE = 15, LEGEND_LINE = 14 };
enum { FONT = 14, TITLE_FONT = 17, NOTE_FONT = 12, LEGEND_FONT = 11, SAMPLE = 64 };

/* How wide the title of the key may be. */
static double key_room(const qs_plot_frame *f)
{
    return fmin(180, 0.24 * f->width);
}

/* ---- the legend, below the picture ---- */

enum { MOST_LEGEND = 12 };

/* Lines of the legend: of a picture that grows by them, or of a third of one whose size is given. */
static int most_legend(const qs_plot *plot)
{
    return plot->is_sized ? (int)fmin(MOST_LEGEND, plot->height / 3 / LEGEND_LINE) : MOST_LEGEND;
}

static void put_label(const qs_plot_frame *f, const char *text, double x, double y, const char *how,
                      double font, FILE *script)
{
    fputs("set label ", script);
    qs_plot_quote(script, text);
    fprintf(script, " at screen %.5f, screen %.5f %s font ',%.3g'\n", x / f->width, 1 - y / f->height, how,
            font);
}

/* A line of the legend, if there is a script; gives how many there are then. */
static int put_entry(const qs_plot_frame *f, int n_lines, const char *text, FILE *script)
{
    qs_plot_block block = qs_plot_fit(text, LEGEND_FONT, LEGEND_FONT, f->width - 2 * EDGE, 2);
    for (int i = 0; i < block.n && script; i++)
        put_label(f, block.lines[i], EDGE, f->height - f->legend_height + (n_lines + i + 0.5) * LEGEND_LINE,
                  "left textcolor rgb '#444444'", block.font, script);
    return n_lines + block.n;
}

/* The texts of a dimension that are numbered where they belong; gives the number of lines. */
static int put_legend(const qs_plot *plot, const qs_plot_frame *f, const qs_plot_dimension *d, int n_lines,
                      FILE *script)
{
    char text[4 * QS_PLOT_TEXT];
    if (d->legend.n > 0)
        n_lines = put_entry(f, n_lines, d->label, script);
    for (size_t i = 1; i <= d->legend.n; i++) {
        if (n_lines >= most_legend(plot) && i < d->legend.n) {
            snprintf(text, sizeof text, "(%zu) ... (%zu)", i, d->legend.n);
            return put_entry(f, n_lines, text, script);
        }
        snprintf(text, sizeof text, "(%zu) %s", i, qs_legend_text(&d->legend, i));
        n_lines = put_entry(f, n_lines, text, script);
    }
    return n_lines;
}

/* ---- from the outside to the inside ---- */

/* The key beside the picture: as wide as its words, in smaller letters where there are many. */
static void fit_key(const qs_plot *plot, qs_plot_frame *f)
{
    char text[QS_PLOT_TEXT];
    double widest = 0, room = 0.97 * qs_plot_frame_height(f);
    double high = plot->format == QS_PLOT_SVG ? 1.72 : 1.3; /* gnuplot's line, of the font */
    f->key_title = qs_plot_fit(plot->by.label, FONT, FONT, key_room(f), 4);
    double rows = (double)plot->by.n + f->key_title.n + 1;
    f->key_font = fmin(FONT, fmax(9, room / rows / 1.2));
    f->key_spacing = fmin(1.9, fmax(1.2, room / rows / f->key_font)) / high;
    f->key_title = qs_plot_fit(plot->by.label, f->key_font, f->key_font, key_room(f), 4);
    for (size_t i = 0; i < plot->by.n; i++) {
        qs_plot_short_words(plot, &plot->by, i, text);
        widest = fmax(widest, qs_plot_width(text, f->key_font) + SAMPLE);
    }
    f->key_width = fmax(widest, f->key_title.width + 6);
    f->right = f->key_width + 2.8 * EDGE;
}

void qs_plot_frame_begin(const qs_plot *plot, qs_plot_frame *f)
{
    int columns = plot->columns;
    *f = (qs_plot_frame){.width = plot->width, .height = plot->height, .right = EDGE + 8};
    f->has_key = plot->by.along != QS_ALONG_NOTHING && plot->kind != QS_PLOT_HEAT;
    if (plot->format == QS_PLOT_ASCII) { /* gnuplot lays characters out; these are how many have room */
        f->width = 0.6 * FONT * (columns > 100 && !plot->is_sized ? 100 : columns);
        f->right = f->has_key ? 20 * 0.6 * FONT : 0;
        f->top = f->bottom = 3 * LINE;
        return;
    }
    f->legend_height =
        LEGEND_LINE * put_legend(plot, f, &plot->by, put_legend(plot, f, &plot->x, 0, NULL), NULL);
    f->legend_height += f->legend_height > 0 ? EDGE : 0;
    f->height += plot->is_sized ? 0 : f->legend_height;
    f->title = qs_plot_fit(plot->title, TITLE_FONT, 14, f->width - 4 * EDGE, 2);
    f->note = qs_plot_fit(plot->note, NOTE_FONT, 11, f->width - 2 * EDGE, 3);
    f->top = EDGE + 1.3 * f->title.font * f->title.n + NOTE_LINE * f->note.n + EDGE;
    if (f->has_key)
        fit_key(plot, f);
}

double qs_plot_frame_height(const qs_plot_frame *f)
{
    double bottom = f->bottom > 0 ? f->bottom : EDGE + 2.5 * LINE + f->legend_height;
    return f->height - f->top - bottom;
}

void qs_plot_frame_left(const char *y_label, qs_plot_frame *f)
{
    f->y_text = y_label;
    f->y_label = qs_plot_fit(y_label, FONT, 11, qs_plot_frame_height(f), 2);
    f->left = 0.7 * EDGE + LINE * f->y_label.n + qs_plot_ticks_width(&f->y) + EDGE;
}

double qs_plot_frame_width(const qs_plot_frame *f)
{
    return f->width - f->left - f->right;
}

/* ---- the script ---- */

void qs_plot_write_terminal(const qs_plot *plot, const qs_plot_frame *f, FILE *script)
{
    switch (plot->format) {
    case QS_PLOT_SVG:
        fprintf(script,
                "set terminal svg size %.0f,%.0f dynamic noenhanced font 'DejaVu Sans,Arial,sans-serif,14' "
                "background '#ffffff'\n",
                f->width, f->height);
        break;
    case QS_PLOT_PNG:
        fprintf(script,
                "set terminal pngcairo size %.0f,%.0f noenhanced font 'DejaVu Sans,14' fontscale %.3g "
                "linewidth %.3g pointscale %.3g\n",
                plot->fine * f->width, plot->fine * f->height, 0.75 * plot->fine, plot->fine,
                1.4 * plot->fine);
        break;
    case QS_PLOT_PDF:
        fprintf(script,
                "set terminal pdfcairo size %.3fcm,%.3fcm noenhanced font 'DejaVu Sans,14' fontscale %.3g "
                "linewidth 1.5 pointscale 0.7\n",
                16 * plot->fine * f->width / 760, 16 * plot->fine * f->height / 760, 0.45 * plot->fine);
        break;
    default:
        fprintf(script, "set terminal dumb size %.0f,%d noenhanced\n", f->width / (0.6 * FONT), plot->rows);
    }
}

static void write_texts(const qs_plot *plot, const qs_plot_frame *f, FILE *script)
{
    static const char title[] = "left textcolor rgb '#000000'", note[] = "left textcolor rgb '#555555'";
    double y = EDGE, middle = f->left + 0.5 * qs_plot_frame_width(f);
    for (int i = 0; i < f->title.n; i++, y += 1.3 * f->title.font)
        put_label(f, f->title.lines[i], EDGE, y + 0.6 * f->title.font, title, f->title.font, script);
    for (int i = 0; i < f->note.n; i++, y += NOTE_LINE)
        put_label(f, f->note.lines[i], EDGE, y + 0.6 * NOTE_LINE, note, f->note.font, script);
    y = f->height - f->legend_height - EDGE - LINE * (f->x_label.n - 0.5);
    for (int i = 0; i < f->x_label.n; i++, y += LINE)
        put_label(f, f->x_label.lines[i], middle, y, "center", f->x_label.font, script);
    y = f->top + 0.5 * qs_plot_frame_height(f);
    for (int i = 0; i < f->y_label.n; i++)
        put_label(f, f->y_label.lines[i], 0.7 * EDGE + LINE * (i + 0.5), y, "center rotate by 90",
                  f->y_label.font, script);
    put_legend(plot, f, &plot->by, put_legend(plot, f, &plot->x, 0, script), script);
}

static void write_margins(const qs_plot_frame *f, FILE *script)
{
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n", f->left / f->width,
            1 - f->right / f->width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n", 1 - f->top / f->height,
            f->bottom / f->height);
}

static void write_key(const qs_plot *plot, const qs_plot_frame *f, FILE *script)
{
    if (!f->has_key) {
        fputs("unset key\n", script);
    } else if (plot->format == QS_PLOT_ASCII) {
        qs_plot_block title = qs_plot_fit(plot->by.label, FONT, FONT, key_room(f), 4);
        fputs("set key outside right top vertical Left reverse samplen 3 noenhanced title ", script);
        qs_plot_quote_lines(script, &title, false);
        fputs(" left\n", script);
    } else {
        fprintf(script,
                "set key at screen %.5f, screen %.5f left top vertical maxcols 1 Left reverse samplen 3 "
                "spacing %.3g noenhanced font ',%.3g' title ",
                1 - (f->key_width + 1.8 * EDGE) / f->width, 1 - f->top / f->height, f->key_spacing,
                f->key_font);
        qs_plot_quote_lines(script, &f->key_title, false);
        fputs(" left\n", script);
    }
}

void qs_plot_frame_write(const qs_plot *plot, const char *x_label, qs_plot_frame *f, FILE *script)
{
    bool is_ascii = plot->format == QS_PLOT_ASCII;
    if (f->x.is_turned) /* the first text reaches out to the left */
        f->left = fmax(f->left,
                       qs_plot_ticks_width(&f->x) + EDGE - 0.5 * qs_plot_frame_width(f) / (double)plot->x.n);
    f->x_label = qs_plot_fit(x_label, FONT, 11, is_ascii ? INFINITY : qs_plot_frame_width(f), 2);
    f->bottom = f->legend_height + EDGE + LINE * f->x_label.n + 8 + qs_plot_ticks_height(&f->x) + 8;
    f->y_label = qs_plot_fit(f->y_text, FONT, 10, qs_plot_frame_height(f), f->y_label.n > 1 ? 2 : 1);
    qs_plot_write_terminal(plot, f, script);
    fputs("set encoding utf8\nset datafile missing 'nan'\n"
          "set border 3 linecolor rgb '#555555' linewidth 0.8\n"
          "set tics nomirror scale 0.5 textcolor rgb '#222222'\n"
          "set style fill transparent solid 0.18 noborder\n",
          script);
    write_key(plot, f, script);
    qs_plot_ticks_write(&f->x, 'x', script);
    qs_plot_ticks_write(&f->y, 'y', script);
    if (is_ascii) {
        fputs("unset grid\nset xlabel ", script);
        qs_plot_quote_lines(script, &f->x_label, false);
        fputs("\nset ylabel ", script);
        qs_plot_quote(script, f->y_text);
        fputc('\n', script);
        return;
    }
    fputs("set grid ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.6\n", script);
    write_margins(f, script);
    write_texts(plot, f, script);
}
