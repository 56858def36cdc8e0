/* Lines with their intervals: a metric against an axis, a series through time.
 *
 * Colours are those of Okabe and Ito (2008), which people with every kind of colour vision tell apart; dashes
 * and points tell the lines apart on paper without colours too.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"

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

/* ---- the x axis of lines ---- */

/* Where the columns lie: numbers at themselves, infinity behind them, words side by side, intervals one after
 * another. Scenarios have
 * numbers that are words: nothing lies between two of them. */
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
    if (x->along == QS_ALONG_INTERVALS)
        return (double)column;
    return plot->about->axes[x->axis].numbers[x->scenarios[column]];
}

static columns find_columns(const qs_plot *plot)
{
    const qs_plot_dimension *x = &plot->x;
    columns c = {.are_words = x->along == QS_ALONG_AXIS && !qs_plot_has_numbers(plot, x)};
    for (size_t i = 0; i < x->n && !c.are_words; i++) {
        double number = number_of(plot, i);
        if (!isfinite(number))
            continue;
        c.least = c.n_finite ? fmin(c.least, number) : number;
        c.most = c.n_finite ? fmax(c.most, number) : number;
        c.n_finite++;
    }
    c.is_log = !(x->along == QS_ALONG_AXIS && qs_axis_is_instant(plot->about, x->axis)) &&
               x->along == QS_ALONG_AXIS && c.n_finite >= 4 && c.least > 0 && c.most / c.least >= 50;
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

/* A tick at each value if they are few and their texts have room. */
static bool fit_own_ticks(const qs_plot *plot, const columns *c, double at_unit, qs_plot_ticks *ticks)
{
    enum { MOST = 14 };
    ticks->n = plot->x.n;
    if (plot->x.n > MOST || plot->x.along == QS_ALONG_TIME)
        return false;
    for (size_t i = 0; i < plot->x.n; i++) {
        ticks->at[i] = place_of(plot, c, i);
        if (qs_axis_is_instant(plot->about, plot->x.axis))
            qs_plot_value_words(plot, &plot->x, i, plot->x.digits, ticks->texts[i]);
        else
            qs_plot_number(number_of(plot, i), plot->x.digits, ticks->texts[i]);
    }
    return qs_plot_ticks_have_room(ticks, plot->format == QS_PLOT_ASCII ? 14 : 12, at_unit, c->is_log);
}

/* Ticks at round values, as many as have room, and at infinity. */
static void fit_round_ticks(const qs_plot *plot, const columns *c, double at_unit, qs_plot_ticks *ticks)
{
    const char *unit = plot->x.along == QS_ALONG_AXIS ? plot->about->axes[plot->x.axis].unit : NULL;
    qs_daytime day = qs_daytime_of(plot->about->clock, plot->about->time_unit);
    bool is_of_day =
        plot->x.along == QS_ALONG_TIME ? day.is_there : qs_axis_is_instant(plot->about, plot->x.axis);
    for (int most = 10; most >= 2; most--) {
        if (is_of_day) {
            qs_plot_ticks_of_day(&day, plot->x.along == QS_ALONG_TIME ? 0 : c->least, c->most, most, ticks);
        } else if (plot->x.along == QS_ALONG_TIME) {
            qs_plot_clock clock = qs_plot_find_clock(c->most, plot->about->time_unit);
            qs_plot_ticks_between(0, c->most, clock.step, clock.per_unit, ticks);
        } else if (c->is_log) {
            qs_plot_ticks_log(c->least, c->most, ticks);
        } else {
            double span = c->most > c->least ? c->most - c->least : 1;
            qs_plot_ticks_between(c->least, c->most, qs_plot_step(span, most, unit), 1, ticks);
        }
        if (c->n_finite < plot->x.n && ticks->n < QS_PLOT_TICKS) {
            ticks->at[ticks->n] = c->infinity;
            qs_plot_number(INFINITY, 1, ticks->texts[ticks->n++]);
        }
        if (qs_plot_ticks_have_room(ticks, plot->format == QS_PLOT_ASCII ? 14 : 12, at_unit, c->is_log))
            return;
    }
}

/* The range of the x axis: [0] to [1]. */
static void find_ends(const qs_plot *plot, const columns *c, double ends[2])
{
    double end = c->n_finite < plot->x.n ? c->infinity : c->most, room = 0.04 * (end - c->least);
    ends[0] = c->least - room;
    ends[1] = end + room;
    if (c->are_words || plot->x.along == QS_ALONG_INTERVALS) {
        ends[0] = -0.5;
        ends[1] = (double)plot->x.n - 0.5;
    } else if (plot->x.along == QS_ALONG_TIME) {
        ends[0] = 0;
        ends[1] = c->most > 0 ? c->most : 1;
    } else if (end <= c->least) {
        ends[0] = c->least - 1;
        ends[1] = end + 1;
    } else if (c->is_log) {
        ends[0] = c->least / 1.1;
        ends[1] = end * 1.1;
    }
}

static void fit_x(const qs_plot *plot, const columns *c, qs_plot_frame *f)
{
    double ends[2], length = qs_plot_frame_width(f);
    find_ends(plot, c, ends);
    double at_unit = length / (c->is_log ? log10(ends[1] / ends[0]) : ends[1] - ends[0]);
    if (c->are_words || plot->x.along == QS_ALONG_INTERVALS)
        qs_plot_ticks_words(plot, &plot->x, true, length, &f->x);
    else if (!fit_own_ticks(plot, c, at_unit, &f->x))
        fit_round_ticks(plot, c, at_unit, &f->x);
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
 * but for shares, which end at 1. What cannot be below zero is counted from zero, in every picture: so two of
 * them can be held side by side, and a height is what it looks like. */
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
    for (int i = 0; i < plot->n_targets; i++) {
        r.least = fmin(r.least, plot->targets[i].value);
        r.most = fmax(r.most, plot->targets[i].value);
        least_mean = fmin(least_mean, plot->targets[i].value);
    }
    if (least_mean >= 0)
        r.least = 0;
    double room = r.most > r.least ? 0.06 * (r.most - r.least) : r.most != 0 ? 0.1 * fabs(r.most) : 1;
    r.most += room;
    if (r.least != 0)
        r.least -= room;
    return r;
}

static void fit_y(const qs_plot *plot, const range *r, qs_plot_frame *f)
{
    bool is_metric = plot->kind == QS_PLOT_LINE;
    bool is_time = is_metric && qs_metric_get(plot->metric.metric)->unit == QS_UNIT_TIME;
    double step = qs_plot_step(r->most - r->least, 8, is_time ? plot->about->time_unit : NULL);
    qs_plot_ticks_between(r->least, r->most, step, 1, &f->y);
    f->y.font = 14;
    f->y.room = INFINITY;
    f->y.most_lines = 1;
}

/* ---- lines ---- */

/* Lines over words stand side by side. */
static double x_of(const qs_plot *plot, const columns *c, size_t line, size_t column)
{
    double aside = fmin(0.12, 0.8 / (double)plot->by.n) * ((double)line - 0.5 * (double)(plot->by.n - 1));
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

/* Bars at the points of a line, where bands would lie on one another; through time at some of its instants,
 * which are not those of its neighbours. */
static void write_bars(const qs_plot *plot, const columns *c, const range *r, size_t line, FILE *script)
{
    enum { MOST = 24, ABOUT = 12 };
    const qs_plot_cell *cells = plot->cells + line * plot->x.n;
    size_t every = plot->x.n > MOST ? plot->x.n / ABOUT : 1;
    fprintf(script, "$bars%zu << END_OF_BLOCK\n", line);
    for (size_t i = every > 1 ? line * every / plot->by.n : 0; i < plot->x.n; i += every)
        if (cells[i].is_there && (!cells[i].is_unstable || plot->x.along == QS_ALONG_TIME))
            fprintf(script, "%.10g %.10g %.10g %.10g\n", x_of(plot, c, line, i), cells[i].mean,
                    fmax(cells[i].lower, r->least), fmin(cells[i].upper, 2 * r->most - r->least));
    fputs("nan nan nan nan\nEND_OF_BLOCK\n", script);
}

/* ---- their strokes ---- */

typedef struct strokes {
    bool has_points, has_lines, has_bars;
    double size;     /* of points */
    const char *how; /* lines, or steps */
} strokes;

static strokes find_strokes(const qs_plot *plot, const columns *c)
{
    return (strokes){.has_points = plot->x.along != QS_ALONG_TIME,
                     .has_lines = !c->are_words,
                     .has_bars = qs_plot_has_bars(plot),
                     .size = plot->x.n * plot->by.n > 400 ? 0.35
                             : plot->x.n > 60             ? 0.5
                                                          : 0.8,
                     .how = qs_plot_is_single(plot) ? "steps" : "lines"};
}

static void draw_interval(const strokes *s, size_t line, const char *colour, FILE *script)
{
    if (s->has_bars)
        fprintf(script,
                "$bars%zu using 1:2:3:4 with yerrorbars linecolor rgb '%s' linewidth %s pointtype 0 notitle",
                line, colour, s->has_lines ? "0.8" : "1.2");
    else
        fprintf(script, "$band%zu using 1:3:4 with filledcurves linecolor rgb '%s' notitle", line, colour);
}

static void draw_line(const qs_plot *plot, const strokes *s, size_t line, FILE *script)
{
    qs_plot_style style = qs_plot_style_of(line);
    const char *colour = style.colour;
    draw_interval(s, line, colour, script);
    if (s->has_lines)
        fprintf(script,
                ", $line%zu using 1:2 with %s linecolor rgb '%s' linewidth 0.7 dashtype (2,4) notitle"
                ", $band%zu using 1:2 with %s linecolor rgb '%s' linewidth 1.4 dashtype %s notitle",
                line, s->how, colour, line, s->how, colour, style.dash);
    if (s->has_points)
        fprintf(
            script,
            ", $band%zu using 1:2 with points linecolor rgb '%s' pointtype %d pointsize %.3g notitle"
            ", $free%zu using 1:2 with points linecolor rgb '#ffffff' pointtype %d pointsize %.3g notitle"
            ", $free%zu using 1:2 with points linecolor rgb '%s' linewidth 1.4 pointtype %d pointsize "
            "%.3g notitle"
            ", $free%zu using 1:3 with points linecolor rgb '%s' linewidth 1.4 pointtype 8 pointsize %.3g "
            "notitle",
            line, colour, style.full, s->size, line, style.full, s->size + 0.1, line, colour, style.hollow,
            s->size + 0.1, line, colour, s->size + 0.5);
    if (plot->by.along == QS_ALONG_NOTHING)
        return;
    fprintf(
        script,
        ", keyentry with %s linecolor rgb '%s' linewidth 1.4 dashtype %s pointtype %d pointsize 0.8 title ",
        !s->has_points ? "lines"
        : s->has_lines ? "linespoints"
                       : "points",
        colour, style.dash, style.full);
}

static void draw_characters(const strokes *s, size_t line, FILE *script)
{
    fprintf(script, "$line%zu using 1:2 with %s title ", line,
            !s->has_lines   ? "points"
            : s->has_points ? "linespoints"
                            : s->how);
}

/* How near the lines come to a value at one end of the picture. */
static double nearest(const qs_plot *plot, double value, bool is_right)
{
    double least = INFINITY;
    size_t some = (plot->x.n + 3) / 4;
    for (size_t line = 0; line < plot->by.n; line++)
        for (size_t i = 0; i < some; i++) {
            const qs_plot_cell *cell = &plot->cells[line * plot->x.n + (is_right ? plot->x.n - 1 - i : i)];
            if (cell->is_there)
                least = fmin(least, fabs(cell->mean - value));
        }
    return least;
}

/* Where a target's name stands: at which end, above its line or below it. */
typedef struct name_place {
    bool is_right, is_below;
} name_place;

/* Where the lines are farthest from the name; above and to the right if that is as good. */
static name_place place_name(const qs_plot *plot, const range *r, double value)
{
    static const double HEIGHT =
        0.035; /* of the middle of the name over its line, in heights of the picture */
    name_place best = {.is_right = true};
    double height = HEIGHT * (r->most - r->least), farthest = -1;
    for (int i = 0; i < 4; i++) {
        name_place place = {.is_right = i % 2 == 0, .is_below = i / 2 == 1};
        double middle = value + (place.is_below ? -height : height);
        bool is_in = middle - height >= r->least && middle + height <= r->most;
        double far = is_in ? nearest(plot, middle, place.is_right) : -1;
        if (far > farthest) {
            farthest = far;
            best = place;
        }
    }
    return best;
}

/* A line across the picture, and its name. */
static void draw_targets(const qs_plot *plot, const range *r, FILE *script)
{
    for (int i = 0; i < plot->n_targets; i++) {
        const qs_plot_target *target = &plot->targets[i];
        name_place place = place_name(plot, r, target->value);
        fprintf(script,
                "set arrow from graph 0, first %.10g to graph 1, first %.10g nohead linecolor rgb '#B00020' "
                "linewidth 1.2 dashtype (8,4) front\nset label ",
                target->value, target->value);
        qs_plot_quote(script, target->name);
        fprintf(script, " at graph %s, first %.10g %s offset 0,%s textcolor rgb '#B00020' font ',12' front\n",
                place.is_right ? "0.99" : "0.01", target->value, place.is_right ? "right" : "left",
                place.is_below ? "-0.7" : "0.6");
    }
}

void qs_plot_draw_lines(const qs_plot *plot, FILE *script)
{
    columns c = find_columns(plot);
    range r = find_range(plot);
    strokes s = find_strokes(plot, &c);
    qs_plot_frame f;
    double ends[2];
    find_ends(plot, &c, ends);
    for (size_t line = 0; line < plot->by.n; line++) {
        write_line(plot, &c, &r, line, script);
        if (s.has_bars)
            write_bars(plot, &c, &r, line, script);
    }
    qs_plot_frame_begin(plot, &f);
    fit_y(plot, &r, &f);
    qs_plot_frame_left(qs_plot_y_label(plot, plot->value), &f);
    fit_x(plot, &c, &f);
    qs_plot_frame_write(plot, qs_plot_x_label(plot, plot->x.label), &f, script);
    fprintf(script, "%sset xrange [%.17g:%.17g]\nset yrange [%.10g:%.10g]\n",
            c.is_log ? "set logscale x\n" : "", ends[0], ends[1], r.least, r.most);
    draw_targets(plot, &r, script);
    for (size_t line = 0; line < plot->by.n; line++) {
        char title[QS_PLOT_TEXT];
        qs_plot_short_words(plot, &plot->by, line, title);
        fputs(line ? ", " : "plot ", script);
        if (plot->format == QS_PLOT_ASCII)
            draw_characters(&s, line, script);
        else
            draw_line(plot, &s, line, script);
        if (plot->by.along != QS_ALONG_NOTHING || plot->format == QS_PLOT_ASCII)
            qs_plot_quote(script, title);
    }
    fputc('\n', script);
}
