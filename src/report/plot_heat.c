/* A heat map: a metric over two dimensions, its values written in the cells, as far as they can be read
 * there; else their colours have a scale.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/view.h"
#include "qsweep/visible.h"

/* One hue from light to dark: its order is seen with every kind of colour vision, and on paper. */
static const double light[] = {239, 243, 255}, dark[] = {8, 69, 148};

typedef struct scale {
    double least, most; /* of the stable cells */
} scale;

static scale find_scale(const qs_plot *plot)
{
    scale s = {INFINITY, -INFINITY};
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        const qs_plot_cell *cell = &plot->cells[i];
        if (cell->is_there && !cell->is_unstable) {
            s.least = fmin(s.least, cell->mean);
            s.most = fmax(s.most, cell->mean);
        }
    }
    return s;
}

static double share(const scale *s, const qs_plot_cell *cell)
{
    return s->most > s->least ? (cell->mean - s->least) / (s->most - s->least) : 0;
}

static unsigned mix(double at)
{
    unsigned rgb = 0;
    for (int i = 0; i < 3; i++)
        rgb = rgb << 8 | (unsigned)(light[i] + at * (dark[i] - light[i]) + 0.5);
    return rgb;
}

/* Grey: no steady state, so no place on the scale. */
static unsigned colour(const scale *s, const qs_plot_cell *cell)
{
    return cell->is_unstable ? 0xd9d9d9 : mix(share(s, cell));
}

/* ---- what has room ---- */

/* The value and its half width, rounded to what that justifies. Characters have no grey: a star, then; and no
 * colours: where numbers have no room, how far up the scale it is, in ninths. */
static void cell_texts(const qs_plot *plot, const scale *s, const qs_plot_cell *cell,
                       char value[QS_PLOT_TEXT], char half[QS_PLOT_TEXT])
{
    char mean[QS_NUMBER_TEXT], width[QS_NUMBER_TEXT];
    bool is_starred = cell->is_unstable && plot->format == QS_PLOT_ASCII;
    half[0] = '\0';
    if (plot->heat == QS_HEAT_SHADES) {
        snprintf(value, QS_PLOT_TEXT, "%.0f", 1 + floor(fmin(8.999 * share(s, cell), 8)));
        if (is_starred)
            snprintf(value, QS_PLOT_TEXT, "*");
        return;
    }
    qs_number_rounded(cell->mean, 0.5 * (cell->upper - cell->lower), mean, width);
    snprintf(value, QS_PLOT_TEXT, "%s%s", mean, is_starred ? " *" : "");
    if (plot->heat == QS_HEAT_WHOLE && *width && strcmp(width, "0") != 0)
        snprintf(half, QS_PLOT_TEXT, "± %s", width);
}

/* The largest font in which the texts of all cells stay within them. */
static double find_font(const qs_plot *plot, const qs_plot_frame *f)
{
    enum { FONT = 15 };
    double width = qs_plot_frame_width(f) / (double)plot->x.n, widest = 0, font = FONT;
    double height = qs_plot_frame_height(f) / (double)plot->by.n;
    scale s = find_scale(plot);
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        char value[QS_PLOT_TEXT], half[QS_PLOT_TEXT];
        if (!plot->cells[i].is_there)
            continue;
        cell_texts(plot, &s, &plot->cells[i], value, half);
        widest = fmax(widest, fmax(qs_plot_width(value, FONT), qs_plot_width(half, FONT)));
    }
    if (widest > 0)
        font = fmin(font, FONT * 0.9 * width / widest);
    return fmin(font, height / (plot->heat == QS_HEAT_WHOLE ? 2.6 : 1.3));
}

/* Whether characters have room: a row for each number, columns as wide as the widest. */
static bool have_characters_room(const qs_plot *plot)
{
    enum { COLUMNS = 60, MOST_WHOLE = 8, MOST = 18 };
    scale s = find_scale(plot);
    int widest = 0;
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        char value[QS_PLOT_TEXT] = "", half[QS_PLOT_TEXT] = "";
        if (plot->cells[i].is_there)
            cell_texts(plot, &s, &plot->cells[i], value, half);
        widest = qs_visible_width(value) > widest ? qs_visible_width(value) : widest;
        widest = qs_visible_width(half) > widest ? qs_visible_width(half) : widest;
    }
    return plot->by.n <= (plot->heat == QS_HEAT_WHOLE ? MOST_WHOLE : MOST) &&
           (size_t)(widest + 1) * plot->x.n <= COLUMNS;
}

/* The frame up to the y axis; the scale of colours beside it, where there is one. */
static void begin_frame(const qs_plot *plot, qs_plot_frame *f)
{
    enum { SCALE = 44 };
    qs_plot_frame_begin(plot, f);
    if (plot->heat == QS_HEAT_SHADES && plot->format != QS_PLOT_ASCII) {
        scale s = find_scale(plot);
        qs_plot_ticks ticks = {.font = 12, .room = INFINITY, .most_lines = 1};
        if (s.most > s.least)
            qs_plot_ticks_between(s.least, s.most, qs_plot_step(s.most - s.least, 6, NULL), 1, &ticks);
        f->right = SCALE + qs_plot_ticks_width(&ticks);
    }
    qs_plot_ticks_words(plot, &plot->by, false, qs_plot_frame_height(f), &f->y);
    qs_plot_frame_left(qs_plot_y_label(plot, plot->by.label), f);
}

void qs_plot_find_heat(const qs_plot *plot, double *least, double *most)
{
    scale s = find_scale(plot);
    *least = s.least;
    *most = s.most;
}

void qs_plot_fit_heat(qs_plot *plot)
{
    static const double least_fonts[] = {11, 9, 0}; /* of two lines, of one */
    enum { NOTES = 2 * 15 };
    for (plot->heat = QS_HEAT_WHOLE; plot->heat != QS_HEAT_SHADES; plot->heat++) {
        qs_plot_frame f;
        begin_frame(plot, &f);
        f.top += NOTES; /* which are not written yet */
        if (plot->format == QS_PLOT_ASCII ? have_characters_room(plot)
                                          : find_font(plot, &f) >= least_fonts[plot->heat])
            return;
    }
}

/* ---- the script ---- */

/* apart: how far value and half width stand from the middle, in cells */
static void write_text(const qs_plot *plot, const scale *s, const qs_plot_cell *cell, double x, double y,
                       double apart, FILE *script)
{
    char value[QS_PLOT_TEXT], half[QS_PLOT_TEXT];
    cell_texts(plot, s, cell, value, half);
    unsigned rgb = cell->is_unstable ? 0x555555 : share(s, cell) > 0.55 ? 0xffffff : 0x000000;
    fprintf(script, "%.10g %.10g \"%s\" %u\n", x, y + (*half ? apart : 0), value, rgb);
    if (*half)
        fprintf(script, "%.10g %.10g \"%s\" %u\n", x, y - apart, half, rgb);
}

static void write_cells(const qs_plot *plot, const scale *s, double apart, FILE *script)
{
    double gap = plot->heat == QS_HEAT_SHADES ? 0.5 : 0.49;
    fputs("$cells << END_OF_CELLS\n", script);
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        size_t row = i / plot->x.n;
        double x = (double)(i % plot->x.n), y = (double)row;
        if (plot->cells[i].is_there)
            fprintf(script, "%.10g %.10g %.10g %.10g %.10g %.10g %u\n", x, y, x - gap, x + gap, y - gap,
                    y + gap, colour(s, &plot->cells[i]));
    }
    fputs("END_OF_CELLS\n$texts << END_OF_TEXTS\n", script);
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        size_t row = i / plot->x.n;
        if (plot->cells[i].is_there)
            write_text(plot, s, &plot->cells[i], (double)(i % plot->x.n), (double)row, apart, script);
    }
    fputs("END_OF_TEXTS\n", script);
}

/* The colours beside the picture, with the values that they stand for. */
static void write_scale(const qs_plot_frame *f, const scale *s, FILE *script)
{
    enum { STEPS = 48, WIDE = 14, ASIDE = 12 };
    double left = (f->width - f->right + ASIDE) / f->width, right = left + WIDE / f->width;
    double bottom = f->bottom / f->height, high = qs_plot_frame_height(f) / f->height;
    qs_plot_ticks ticks = {0};
    if (!(s->most > s->least))
        return;
    for (int i = 0; i < STEPS; i++)
        fprintf(
            script,
            "set object rectangle from screen %.5f, screen %.5f to screen %.5f, screen %.5f fillcolor rgb "
            "'#%06x' fillstyle solid 1 noborder\n",
            left, bottom + high * i / STEPS, right, bottom + high * (i + 1) / STEPS, mix((i + 0.5) / STEPS));
    qs_plot_ticks_between(s->least, s->most, qs_plot_step(s->most - s->least, 6, NULL), 1, &ticks);
    for (size_t i = 0; i < ticks.n; i++) {
        fputs("set label ", script);
        qs_plot_quote(script, ticks.texts[i]);
        fprintf(script, " at screen %.5f, screen %.5f left textcolor rgb '#222222' font ',12'\n",
                right + 0.006, bottom + high * (ticks.at[i] - s->least) / (s->most - s->least));
    }
}

void qs_plot_draw_heat(const qs_plot *plot, FILE *script)
{
    scale s = find_scale(plot);
    qs_plot_frame f;
    bool is_ascii = plot->format == QS_PLOT_ASCII, has_texts = plot->heat != QS_HEAT_SHADES || is_ascii;
    begin_frame(plot, &f);
    qs_plot_ticks_words(plot, &plot->x, true, qs_plot_frame_width(&f), &f.x);
    qs_plot_frame_write(plot, qs_plot_x_label(plot, plot->x.label), &f, script);
    double font = is_ascii ? 14 : find_font(plot, &f);
    write_cells(plot, &s, fmin(0.22, 0.7 * font * (double)plot->by.n / qs_plot_frame_height(&f)), script);
    if (!has_texts)
        write_scale(&f, &s, script);
    fputs("unset grid\nset border 0\nset tics scale 0\nset style fill solid 1 noborder\n", script);
    fprintf(script, "set xrange [-0.5:%.10g]\nset yrange [-0.5:%.10g]\nplot ", (double)plot->x.n - 0.5,
            (double)plot->by.n - 0.5);
    if (!is_ascii)
        fprintf(script, "$cells using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable%s",
                has_texts ? ", " : "");
    if (has_texts)
        fprintf(script,
                is_ascii ? "$texts using 1:2:3 with labels"
                         : "$texts using 1:2:3:4 with labels textcolor rgb variable font ',%.3g'",
                font);
    fputc('\n', script);
}
