/* A heat map: a metric over two dimensions, its values written in the cells.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "show_internal.h"

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

/* Grey: no steady state, so no place on the scale. */
static unsigned colour(const scale *s, const qs_plot_cell *cell)
{
    double at = share(s, cell);
    unsigned rgb = 0;
    if (cell->is_unstable)
        return 0xd9d9d9;
    for (int i = 0; i < 3; i++)
        rgb = rgb << 8 | (unsigned)(light[i] + at * (dark[i] - light[i]) + 0.5);
    return rgb;
}

/* The value, and under it the half width, rounded to what that justifies. Characters have no grey: a star,
 * then. */
static void write_text(const qs_plot *plot, const scale *s, const qs_plot_cell *cell, double x, double y,
                       FILE *script)
{
    bool is_starred = cell->is_unstable && plot->format == QS_PLOT_ASCII, with_half = plot->by.n <= 8;
    char value[QS_SHOW_NUMBER], half[QS_SHOW_NUMBER];
    qs_show_rounded(cell->mean, 0.5 * (cell->upper - cell->lower), value, half);
    unsigned rgb = cell->is_unstable ? 0x666666 : share(s, cell) > 0.55 ? 0xffffff : 0x000000;
    bool has_half = with_half && *half && strcmp(half, "0") != 0;
    fprintf(script, "%.10g %.10g \"%s%s\" %u\n", x, y + (has_half ? 0.13 : 0), value, is_starred ? " *" : "",
            rgb);
    if (has_half)
        fprintf(script, "%.10g %.10g \"± %s\" %u\n", x, y - 0.17, half, rgb);
}

static void write_cells(const qs_plot *plot, const scale *s, FILE *script)
{
    fputs("$cells << END_OF_CELLS\n", script);
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        size_t row = i / plot->x.n;
        double x = (double)(i % plot->x.n), y = (double)row;
        if (plot->cells[i].is_there)
            fprintf(script, "%.10g %.10g %.10g %.10g %.10g %.10g %u\n", x, y, x - 0.49, x + 0.49, y - 0.49,
                    y + 0.49, colour(s, &plot->cells[i]));
    }
    fputs("END_OF_CELLS\n$texts << END_OF_TEXTS\n", script);
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        size_t row = i / plot->x.n;
        if (plot->cells[i].is_there)
            write_text(plot, s, &plot->cells[i], (double)(i % plot->x.n), (double)row, script);
    }
    fputs("END_OF_TEXTS\n", script);
}

/* Numbers get smaller where cells do. */
static double font_size(const qs_plot *plot)
{
    double size = 15;
    if (plot->x.n > 8)
        size = fmin(size, 15 * 8 / (double)plot->x.n);
    if (plot->by.n > 12)
        size = fmin(size, 15 * 12 / (double)plot->by.n);
    return plot->format == QS_PLOT_PDF ? 0.8 * size : size;
}

void qs_plot_draw_heat(const qs_plot *plot, FILE *script)
{
    scale s = find_scale(plot);
    write_cells(plot, &s, script);
    qs_plot_begin(plot, script);
    fputs("unset grid\nset border 0\nset tics scale 0\nset style fill solid 1 noborder\n", script);
    qs_plot_word_ticks(plot, script, 'x', &plot->x);
    qs_plot_word_ticks(plot, script, 'y', &plot->by);
    qs_plot_x_label(plot, plot->x.label, script);
    fputs("set ylabel ", script);
    qs_plot_quote(script, plot->by.label);
    fprintf(script, "\nset xrange [-0.5:%.10g]\nset yrange [-0.5:%.10g]\n", (double)plot->x.n - 0.5,
            (double)plot->by.n - 0.5);
    if (plot->format == QS_PLOT_ASCII)
        fputs("plot $texts using 1:2:3 with labels\n", script);
    else
        fprintf(script,
                "plot $cells using 1:2:3:4:5:6:7 with boxxyerror linecolor rgb variable, "
                "$texts using 1:2:3:4 with labels textcolor rgb variable font ',%.3g'\n",
                font_size(plot));
}
