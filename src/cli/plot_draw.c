/* What all pictures share, and lines with bands: a metric against an axis, a series through time.
 *
 * Colours are those of Okabe and Ito (2008), which people with every kind of colour vision tell apart; dashes
 * and points tell the lines apart on paper without colours too.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "cli_internal.h"
#include "plot_internal.h"
#include "qsweep/visible.h"
#include "show_internal.h"

enum { N_STYLES = 7 };
static const qs_plot_style styles[N_STYLES] = {
    {"#0072B2", "solid", 7, 6},        {"#D55E00", "(14,4)", 5, 4},  {"#009E73", "(4,3)", 9, 8},
    {"#CC79A7", "(14,4,3,4)", 13, 12}, {"#E69F00", "(8,3)", 11, 10}, {"#56B4E9", "(14,3,3,3,3,3)", 15, 14},
    {"#000000", "(2,3)", 7, 6},
};

qs_plot_style qs_plot_style_of(size_t line)
{
    size_t round = line / N_STYLES;
    qs_plot_style style = styles[line % N_STYLES];
    const qs_plot_style *other =
        &styles[(line + 2 * round) % N_STYLES]; /* the colour comes again, with other marks */
    style.dash = other->dash;
    style.full = other->full;
    style.hollow = other->hollow;
    return style;
}

/* In single quotes gnuplot knows neither backslashes nor backquotes nor @; terminals are set to noenhanced,
 * which leaves { } _ ^ alone. What stands at a tick is a format too: there each % is doubled. */
static void quote(FILE *script, const char *text, bool is_format)
{
    char visible[QS_VISIBLE_BYTES * QS_PLOT_TEXT * 2];
    qs_visible_copy(text, false, visible, sizeof visible);
    fputc('\'', script);
    for (const char *at = visible; *at; at++) {
        if (*at == '\'' || (*at == '%' && is_format))
            fputc(*at, script);
        fputc(*at, script);
    }
    fputc('\'', script);
}

void qs_plot_quote(FILE *script, const char *text)
{
    quote(script, text, false);
}

/* The same in lines of some `longest` characters, broken at blanks: gnuplot joins quoted texts by dots. Gives
 * the number of lines. */
static int quote_wrapped(FILE *script, const char *text, size_t longest)
{
    int n_lines = 0;
    char line[QS_PLOT_TEXT];
    for (; *text; n_lines++) {
        size_t n = strlen(text), end = n;
        if (qs_show_width(text) > (int)longest) {
            end = strcspn(text, " ");
            for (size_t next = end; next < n && next <= longest; next += 1 + strcspn(text + next + 1, " "))
                end = next;
        }
        snprintf(line, sizeof line, "%.*s", (int)end, text);
        fputs(n_lines ? ".\"\\n\"." : "", script);
        qs_plot_quote(script, line);
        text += end + strspn(text + end, " ");
    }
    return n_lines;
}

/* Under the label of the x axis: the texts that are too long for the axis that they belong to. */
static void write_legend(const qs_plot_dimension *dimension, bool has_head, int *n_lines, FILE *script)
{
    enum { MOST_LINES = 10, LONGEST = 90 };
    char number[32];
    for (size_t i = 1; i <= dimension->legend.n; i++) {
        bool is_full = *n_lines >= MOST_LINES && i < dimension->legend.n;
        if (i == 1 && has_head) {
            fputs(".\"\\n\\n\".", script);
            *n_lines += 1 + quote_wrapped(script, dimension->label, LONGEST);
        }
        snprintf(number, sizeof number, is_full ? "(%zu) ..." : "(%zu) ", i);
        fputs(".\"\\n\".", script);
        qs_plot_quote(script, number);
        if (is_full)
            return;
        fputc('.', script);
        *n_lines += quote_wrapped(script, qs_legend_text(&dimension->legend, i), LONGEST);
    }
}

void qs_plot_x_label(const qs_plot *plot, const char *label, FILE *script)
{
    int n_lines = 0;
    fputs("set xlabel ", script);
    qs_plot_quote(script, label);
    if (plot->format != QS_PLOT_ASCII) { /* there they follow the picture */
        write_legend(&plot->x, false, &n_lines, script);
        write_legend(&plot->by, true, &n_lines, script);
    }
    if (n_lines > 0)
        fprintf(script, " font ',%d'", plot->format == QS_PLOT_PDF ? 8 : 11);
    fputc('\n', script);
}

/* ---- the frame ---- */

static void set_terminal(const qs_plot *plot, FILE *script)
{
    int width = qs_cli_width();
    switch (plot->format) {
    case QS_PLOT_SVG:
        fputs("set terminal svg size 760,460 dynamic noenhanced font 'DejaVu Sans,Arial,sans-serif,14' "
              "background '#ffffff'\n",
              script);
        break;
    case QS_PLOT_PNG:
        fputs("set terminal pngcairo size 1520,920 noenhanced font 'DejaVu Sans,14' fontscale 1.5 linewidth "
              "2 pointscale 1.8\n",
              script);
        break;
    case QS_PLOT_PDF:
        fputs("set terminal pdfcairo size 16cm,9.7cm noenhanced font 'DejaVu Sans,10' linewidth 1.5 "
              "pointscale 0.7\n",
              script);
        break;
    default:
        fprintf(script, "set terminal dumb size %d,%d noenhanced\n", width > 100 ? 100 : width, 28);
    }
}

/* Long texts in smaller letters, as far as they can be read. */
static double font_size(double size, int room, const char *text)
{
    int width = qs_show_width(text);
    return width > room ? fmax(size * room / width, 0.55 * size) : size;
}

static void write_title(const qs_plot *plot, FILE *script)
{
    bool is_small = plot->format == QS_PLOT_PDF;
    fprintf(script, "set label 1 ");
    qs_plot_quote(script, plot->title);
    fprintf(script, " at screen 0.02, screen 0.955 left textcolor rgb '#000000' font ',%.3g'\nset label 2 ",
            font_size(is_small ? 13 : 17, 64, plot->title));
    qs_plot_quote(script, plot->note);
    fprintf(script, " at screen 0.02, screen 0.9 left textcolor rgb '#555555' font ',%.3g'\n",
            font_size(is_small ? 9 : 12, 98, plot->note));
}

void qs_plot_begin(const qs_plot *plot, FILE *script)
{
    set_terminal(plot, script);
    fputs("set encoding utf8\nset datafile missing 'nan'\n", script);
    if (plot->format != QS_PLOT_ASCII) /* there the title stands above, as long as it is */
        write_title(plot, script);
    fputs("set border 3 linecolor rgb '#555555' linewidth 0.8\n"
          "set tics nomirror scale 0.5 textcolor rgb '#222222'\n"
          "set grid ytics linetype 1 linecolor rgb '#dddddd' linewidth 0.6\n"
          "set style fill transparent solid 0.18 noborder\n",
          script);
    fputs(plot->format == QS_PLOT_ASCII ? "unset grid\n" : "set tmargin at screen 0.84\n", script);
    if (plot->by.along == QS_ALONG_NOTHING || plot->kind == QS_PLOT_HEAT) {
        fputs("unset key\nset rmargin 4\n", script);
        return;
    }
    fputs("set key outside right top vertical Left reverse samplen 3 spacing 1.35 width 1 noenhanced title ",
          script);
    quote_wrapped(script, plot->by.label, 20);
    fputs(" left\n", script);
}

void qs_plot_word_ticks(const qs_plot *plot, FILE *script, char which, const qs_plot_dimension *dimension)
{
    enum { MOST = 40 };
    size_t step = (dimension->n + MOST - 1) / MOST, longest = 0;
    char text[QS_PLOT_TEXT];
    for (size_t i = 0; i < dimension->n; i += step) {
        qs_plot_value_words(plot, dimension, i, text);
        longest = strlen(text) > longest ? strlen(text) : longest;
    }
    bool is_tight = which == 'x' && longest * dimension->n / step > 70;
    fprintf(script, "set %ctics %s(", which, is_tight ? "rotate by 30 right " : "");
    for (size_t i = 0; i < dimension->n; i += step) {
        qs_plot_value_words(plot, dimension, i, text);
        char *unit = strchr(text, ' '); /* the label of the axis has it */
        if (unit && dimension->along == QS_ALONG_AXIS && dimension->axis != QS_SELECT_SCENARIO &&
            plot->about->axes[dimension->axis].numbers)
            *unit = '\0';
        fputs(i ? ", " : "", script);
        quote(script, text, true);
        fprintf(script, " %zu", i);
    }
    fputs(")\n", script);
}

/* ---- the x axis of lines ---- */

/* Where the columns lie: numbers at themselves, infinity behind them, words side by side. */
typedef struct columns {
    bool are_words, is_log;
    double least, most, infinity; /* of the finite ones; where infinity is drawn */
    size_t n_finite;
} columns;

static double number_of(const qs_plot *plot, size_t column)
{
    const qs_plot_dimension *x = &plot->x;
    if (x->along == QS_ALONG_TIME)
        return plot->about->times[column];
    return x->axis == QS_SELECT_SCENARIO ? (double)x->scenarios[column]
                                         : plot->about->axes[x->axis].numbers[x->scenarios[column]];
}

static columns find_columns(const qs_plot *plot)
{
    const qs_plot_dimension *x = &plot->x;
    columns c = {.are_words = x->along == QS_ALONG_AXIS && x->axis != QS_SELECT_SCENARIO &&
                              !plot->about->axes[x->axis].numbers};
    for (size_t i = 0; i < x->n && !c.are_words; i++) {
        double number = number_of(plot, i);
        if (!isfinite(number))
            continue;
        c.least = c.n_finite ? fmin(c.least, number) : number;
        c.most = c.n_finite ? fmax(c.most, number) : number;
        c.n_finite++;
    }
    c.is_log = x->along == QS_ALONG_AXIS && c.n_finite >= 4 && c.least > 0 && c.most / c.least >= 50;
    double steps = c.n_finite > 1 ? (double)(c.n_finite - 1) : 1;
    c.infinity = c.is_log ? c.most * pow(c.most / c.least, 1 / steps)
                          : c.most + (c.most > c.least ? (c.most - c.least) / steps : 1);
    return c;
}

static double place_of(const qs_plot *plot, const columns *c, size_t column)
{
    if (c->are_words)
        return (double)column;
    double number = number_of(plot, column);
    return isfinite(number) ? number : c->infinity;
}

static void tick_text(const qs_plot *plot, size_t column, char text[QS_PLOT_TEXT])
{
    double number = number_of(plot, column);
    snprintf(text, QS_PLOT_TEXT, isfinite(number) ? "%.6g" : "∞", number);
}

/* A tick at each value if they are few and stand apart, so that their numbers have room. */
static bool has_own_ticks(const qs_plot *plot, const columns *c)
{
    enum { CHARACTERS = 54 }; /* in a line below the picture, beside a key */
    char text[QS_PLOT_TEXT], before[QS_PLOT_TEXT];
    if (plot->x.n > 14 || plot->x.along == QS_ALONG_TIME)
        return false;
    double width = c->is_log ? log(c->infinity / c->least) : c->infinity - c->least;
    for (size_t i = 1; i < plot->x.n; i++) {
        double a = place_of(plot, c, i - 1), b = place_of(plot, c, i);
        tick_text(plot, i - 1, before);
        tick_text(plot, i, text);
        double room = 1 + 0.5 * (qs_show_width(before) + qs_show_width(text));
        if ((c->is_log ? log(b / a) : b - a) < width * fmax(room, 2.25) / CHARACTERS)
            return false;
    }
    return true;
}

static void write_x(const qs_plot *plot, const columns *c, FILE *script)
{
    bool has_infinity = !c->are_words && c->n_finite < plot->x.n;
    qs_plot_x_label(plot, plot->x.label, script);
    if (c->is_log)
        fputs("set logscale x\n", script);
    if (c->are_words) {
        qs_plot_word_ticks(plot, script, 'x', &plot->x);
        fprintf(script, "set xrange [-0.4:%.10g]\n", (double)plot->x.n - 0.6);
        return;
    }
    double end = has_infinity ? c->infinity : c->most;
    if (end <= c->least) {
        fprintf(script, "set xrange [%.10g:%.10g]\n", c->least - 1, end + 1);
    } else if (c->is_log) {
        fprintf(script, "set xrange [%.10g:%.10g]\n", c->least / 1.1, end * 1.1);
    } else {
        double room = plot->x.along == QS_ALONG_TIME ? 0 : 0.04 * (end - c->least);
        fprintf(script, "set xrange [%.10g:%.10g]\n", c->least - room, end + room);
    }
    if (has_own_ticks(plot, c)) {
        fputs("set xtics (", script);
        for (size_t i = 0; i < plot->x.n; i++) {
            char text[QS_PLOT_TEXT];
            tick_text(plot, i, text);
            fputs(i ? ", " : "", script);
            quote(script, text, true);
            fprintf(script, " %.10g", place_of(plot, c, i));
        }
        fputs(")\n", script);
    } else if (has_infinity) {
        fprintf(script, "set xtics add ('∞' %.10g)\n", c->infinity);
    }
}

/* ---- the y axis ---- */

typedef struct range {
    double least, most;
} range;

/* An interval without an upper end leaves the picture at the top. */
static void widen(range *r, const qs_plot_cell *cell)
{
    double upper = isinf(cell->upper) ? 2 * cell->mean - cell->lower : cell->upper;
    r->least = fmin(r->least, fmin(cell->mean, cell->lower));
    r->most = fmax(r->most, fmax(cell->mean, upper));
}

/* Unstable values grow with the horizon: they do not stretch the picture of the others by more than a half,
 * but for shares, which end at 1. Counted from zero unless all lie far from it; what cannot be below zero is
 * not drawn there. */
static range find_range(const qs_plot *plot)
{
    range stable = {INFINITY, -INFINITY}, all = {INFINITY, -INFINITY};
    double least_mean = INFINITY;
    for (size_t i = 0; i < plot->by.n * plot->x.n; i++) {
        const qs_plot_cell *cell = &plot->cells[i];
        if (!cell->is_there)
            continue;
        widen(&all, cell);
        least_mean = fmin(least_mean, cell->mean);
        if (!cell->is_unstable)
            widen(&stable, cell);
    }
    bool takes_all =
        plot->x.along == QS_ALONG_TIME || qs_metric_get(plot->metric.metric)->unit == QS_UNIT_RATIO;
    range r = stable.least > stable.most || takes_all ? all : stable;
    if (all.most > r.most && all.most < 2 * r.most)
        r.most = all.most;
    if (least_mean >= 0 && r.least < 0.5 * r.most)
        r.least = 0;
    double room = r.most > r.least ? 0.06 * (r.most - r.least) : r.most != 0 ? 0.1 * fabs(r.most) : 1;
    r.most += room;
    if (r.least != 0)
        r.least -= room;
    return r;
}

/* ---- lines ---- */

/* Lines over words stand side by side. */
static double x_of(const qs_plot *plot, const columns *c, size_t line, size_t column)
{
    double aside = 0.12 * ((double)line - 0.5 * (double)(plot->by.n - 1));
    return place_of(plot, c, column) + (c->are_words ? aside : 0);
}

/* At the end of the range the lines that go beyond it meet at one height: side by side there. */
static double aside_of(const qs_plot *plot, const columns *c, const range *r, size_t line, size_t column)
{
    size_t n = 0, n_before = 0;
    for (size_t i = 0; i < plot->by.n; i++) {
        const qs_plot_cell *cell = &plot->cells[i * plot->x.n + column];
        bool is_beyond = cell->is_there && cell->is_unstable && cell->mean > r->most;
        n += is_beyond;
        n_before += is_beyond && i < line;
    }
    bool is_spread = !c->is_log && !c->are_words && n > 1;
    return is_spread ? 0.015 * (c->infinity - c->least) * ((double)n_before - 0.5 * (double)(n - 1)) : 0;
}

/* $lineN: x, mean; what connects all points. $bandN: x, mean, lower, upper of the stable ones, in runs.
 * $freeN: x and mean of the unstable ones, those beyond the range at its end, in a third column. */
static void write_line(const qs_plot *plot, const columns *c, const range *r, size_t line, FILE *script)
{
    const qs_plot_cell *cells = plot->cells + line * plot->x.n;
    bool is_marked = plot->x.along != QS_ALONG_TIME;
    for (int block = 0; block < 3; block++) {
        static const char *const names[] = {"line", "band", "free"};
        fprintf(script, "$%s%zu << END_OF_BLOCK\n", names[block], line);
        for (size_t i = 0; i < plot->x.n; i++) {
            bool is_unstable = cells[i].is_unstable && is_marked;
            if ((!c->are_words && !isfinite(number_of(plot, i))) || !cells[i].is_there ||
                (block == 1 && is_unstable))
                fputc('\n', script); /* a gap, also before infinity */
            if (!cells[i].is_there || (block == 1 && is_unstable) || (block == 2 && !is_unstable))
                continue;
            double aside = block == 2 && cells[i].mean > r->most ? aside_of(plot, c, r, line, i) : 0;
            fprintf(script, "%.10g %.10g", x_of(plot, c, line, i) + aside, cells[i].mean);
            if (block == 1)
                fprintf(script, " %.10g %.10g", fmax(cells[i].lower, r->least),
                        fmin(cells[i].upper, 2 * r->most - r->least));
            if (block == 2)
                fprintf(script, " %.10g", cells[i].mean > r->most ? r->most : (double)NAN);
            fputc('\n', script);
        }
        fputs(block == 2 ? "nan nan nan\nEND_OF_BLOCK\n" : "END_OF_BLOCK\n", script);
    }
}

static void draw_line(const qs_plot *plot, const columns *c, size_t line, FILE *script)
{
    qs_plot_style style = qs_plot_style_of(line);
    char title[QS_PLOT_TEXT];
    qs_plot_value_words(plot, &plot->by, line, title);
    bool has_points = plot->x.along != QS_ALONG_TIME, has_lines = !c->are_words;
    if (plot->format == QS_PLOT_ASCII) {
        fprintf(script, "%s$line%zu using 1:2 with %s title ", line ? ", " : "plot ", line,
                has_points ? "linespoints" : "lines");
        qs_plot_quote(script, title);
        return;
    }
    const char *colour = style.colour;
    fputs(line ? ", " : "plot ", script);
    if (has_lines)
        fprintf(script,
                "$band%zu using 1:3:4 with filledcurves linecolor rgb '%s' notitle"
                ", $line%zu using 1:2 with lines linecolor rgb '%s' linewidth 0.7 dashtype (2,4) notitle"
                ", $band%zu using 1:2 with lines linecolor rgb '%s' linewidth 1.4 dashtype %s notitle",
                line, colour, line, colour, line, colour, style.dash);
    else
        fprintf(script,
                "$band%zu using 1:2:3:4 with yerrorbars linecolor rgb '%s' linewidth 1.2 pointtype 0 notitle",
                line, colour);
    if (has_points)
        fprintf(script,
                ", $band%zu using 1:2 with points linecolor rgb '%s' pointtype %d pointsize 0.8 notitle"
                ", $free%zu using 1:2 with points linecolor rgb '#ffffff' pointtype %d pointsize 0.9 notitle"
                ", $free%zu using 1:2 with points linecolor rgb '%s' linewidth 1.4 pointtype %d pointsize "
                "0.9 notitle"
                ", $free%zu using 1:3 with points linecolor rgb '%s' linewidth 1.4 pointtype 8 pointsize 1.3 "
                "notitle",
                line, colour, style.full, line, style.full, line, colour, style.hollow, line, colour);
    fprintf(
        script,
        ", keyentry with %s linecolor rgb '%s' linewidth 1.4 dashtype %s pointtype %d pointsize 0.8 title ",
        !has_points ? "lines"
        : has_lines ? "linespoints"
                    : "points",
        style.colour, style.dash, style.full);
    qs_plot_quote(script, title);
}

void qs_plot_draw_lines(const qs_plot *plot, FILE *script)
{
    columns c = find_columns(plot);
    range r = find_range(plot);
    for (size_t line = 0; line < plot->by.n; line++)
        write_line(plot, &c, &r, line, script);
    qs_plot_begin(plot, script);
    write_x(plot, &c, script);
    fputs("set ylabel ", script);
    quote_wrapped(script, plot->value, plot->x.legend.n + plot->by.legend.n > 0 ? 32 : 52);
    fprintf(script, "\nset yrange [%.10g:%.10g]\n", r.least, r.most);
    for (size_t line = 0; line < plot->by.n; line++)
        draw_line(plot, &c, line, script);
    fputc('\n', script);
}
