/* A distribution: one as bars with its quantiles marked; several as the shares beyond x, on which the
 * quantiles lie at one height.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "plot_internal.h"

enum { ABOUT_BARS = 40, MOST_BARS = 120 };

/* ---- one ---- */

/* 1, 2 or 5 times a power of ten. */
static double round_width(double width)
{
    double power = pow(10, floor(log10(width))), rest = width / power;
    return power * (rest < 1.5 ? 1 : rest < 3.5 ? 2 : rest < 7.5 ? 5 : 10);
}

/* As far as there is something to see: the quantile of 0.995, and all that are marked. */
static double find_end(const qs_plot *plot)
{
    double end = 0;
    for (size_t line = 0; line < plot->by.n; line++) {
        const qs_histogram *h = &plot->histograms[line];
        if (h->total == 0)
            continue;
        end = fmax(end, qs_histogram_quantile(h, 0.995));
        for (int i = 0; i < plot->about->layout.n_quantiles; i++)
            end = fmax(end, 1.04 * qs_histogram_quantile(h, plot->about->quantiles[i]));
    }
    return end > 0 ? end : 1;
}

/* Spread each fine bin evenly over the bars that it touches; zero stands in no bar. */
static void fill_bars(const qs_histogram *h, double width, int n, double *bars)
{
    for (uint32_t i = 0; i < h->n; i++) {
        double lower = qs_histogram_lower(h->first + i), upper = qs_histogram_upper(h->first + i);
        if (h->first + i == 0 || !isfinite(upper))
            continue;
        for (int bar = (int)fmin(lower / width, n); bar < n && bar * width < upper; bar++) {
            double inside = fmin(upper, (bar + 1) * width) - fmax(lower, bar * width);
            bars[bar] += (double)h->count[i] * inside / (upper - lower);
        }
    }
}

static void write_bars(const qs_plot *plot, const qs_histogram *h, double width, double *highest,
                       FILE *script)
{
    double bars[MOST_BARS] = {0}, end = find_end(plot);
    int n = (int)fmin(ceil(end / width), MOST_BARS);
    fill_bars(h, width, n, bars);
    fputs("$bars << END_OF_BARS\n", script);
    for (int i = 0; i < n; i++) {
        double percent = 100 * bars[i] / (double)h->total;
        *highest = fmax(*highest, percent);
        fprintf(script, "%.10g %.10g\n", (i + 0.5) * width, percent);
    }
    fputs("END_OF_BARS\n", script);
}

/* A quantile and its value; those that differ read differently. */
static void quantile_text(const qs_plot *plot, const qs_histogram *h, int i, char text[QS_PLOT_TEXT])
{
    char share[QS_PLOT_TEXT], value[QS_PLOT_TEXT];
    double values[QS_PLOT_TICKS];
    int n = plot->about->layout.n_quantiles < QS_PLOT_TICKS ? plot->about->layout.n_quantiles : QS_PLOT_TICKS;
    for (int k = 0; k < n; k++)
        values[k] = qs_histogram_quantile(h, plot->about->quantiles[k]);
    qs_plot_number(100 * plot->about->quantiles[i], qs_plot_digits(plot->about->quantiles, (size_t)n, 6),
                   share);
    qs_plot_number(values[i], qs_plot_digits(values, (size_t)n, 3), value);
    snprintf(text, QS_PLOT_TEXT, "%.60s %%: %.60s %.8s", share, value, plot->about->time_unit);
}

static int count_marks(const qs_plot *plot)
{
    return plot->about->layout.n_quantiles < QS_PLOT_TICKS ? plot->about->layout.n_quantiles : QS_PLOT_TICKS;
}

/* So far that the texts of all quantiles have room to the right of them. */
static double find_room(const qs_plot *plot, const qs_histogram *h, double end, double length)
{
    enum { GAP = 14, FONT = 14 };
    double most = end;
    for (int i = 0; i < count_marks(plot); i++) {
        char text[QS_PLOT_TEXT];
        quantile_text(plot, h, i, text);
        double share = (qs_plot_width(text, FONT) + GAP) / length;
        most = fmax(most, qs_histogram_quantile(h, plot->about->quantiles[i]) / fmax(1 - share, 0.5));
    }
    return most;
}

/* A line and its value for each quantile; one under the other where they are close. */
static void mark_quantiles(const qs_plot *plot, const qs_histogram *h, double end, double length,
                           FILE *script)
{
    enum { FONT = 14 };
    double free_from = -INFINITY, gap = plot->format == QS_PLOT_ASCII ? 60 : 20; /* characters are wide */
    double drop = plot->format == QS_PLOT_ASCII ? 0.11 : 0.07;
    int step = 0;
    for (int i = 0; i < count_marks(plot); i++) {
        double q = qs_histogram_quantile(h, plot->about->quantiles[i]);
        char text[QS_PLOT_TEXT];
        quantile_text(plot, h, i, text);
        step = q < free_from ? step + 1 : 0;
        free_from = q + end * (qs_plot_width(text, FONT) + gap) / length;
        fprintf(script,
                "set arrow from %.10g, graph 0 to %.10g, graph %.3g nohead linecolor rgb '#D55E00' linewidth "
                "1.4 dashtype (6,4) front\n",
                q, q, fmax(1.0 - drop * step, 0.05));
        fputs("set label ", script);
        qs_plot_quote(script, text);
        fprintf(script, " at %.10g, graph %.3g left offset %s,0 textcolor rgb '#222222' front\n", q,
                fmax(0.97 - drop * step, 0.02), plot->format == QS_PLOT_ASCII ? "2" : "1");
    }
}

/* The axes: y of per cent, x of time. */
static void fit_axes(const qs_plot *plot, const char *y_label, double most, qs_plot_frame *f)
{
    qs_plot_frame_begin(plot, f);
    qs_plot_ticks_between(0, most, qs_plot_step(most, 8, NULL), 1, &f->y);
    f->y.font = 14;
    f->y.room = INFINITY;
    f->y.most_lines = 1;
    qs_plot_frame_left(qs_plot_y_label(plot, y_label), f);
}

static void fit_time(const qs_plot *plot, double end, qs_plot_frame *f)
{
    for (int most = 10; most >= 2; most--) {
        qs_plot_ticks_between(0, end, qs_plot_step(end, most, plot->about->time_unit), 1, &f->x);
        if (qs_plot_ticks_have_room(&f->x, plot->format == QS_PLOT_ASCII ? 14 : 12,
                                    qs_plot_frame_width(f) / end, false))
            return;
    }
}

static void draw_one(const qs_plot *plot, FILE *script)
{
    const qs_histogram *h = &plot->histograms[0];
    double end = find_end(plot), width = round_width(end / ABOUT_BARS), highest = 0;
    char label[QS_PLOT_TEXT];
    qs_plot_frame f;
    write_bars(plot, h, width, &highest, script);
    highest = highest > 0 ? 1.15 * highest : 1;
    snprintf(label, sizeof label, "%% of customers in each %.6g %s", width, plot->about->time_unit);
    fit_axes(plot, label, highest, &f);
    end = find_room(plot, h, end, qs_plot_frame_width(&f));
    fit_time(plot, end, &f);
    qs_plot_frame_write(plot, qs_plot_x_label(plot, plot->value), &f, script);
    fprintf(script, "set xrange [0:%.10g]\nset yrange [0:%.10g]\nset boxwidth %.10g\n", end, highest,
            0.92 * width);
    fputs("set style fill solid 0.55 noborder\n", script);
    mark_quantiles(plot, h, end, qs_plot_frame_width(&f), script);
    fputs("plot $bars using 1:2 with boxes linecolor rgb '#0072B2' notitle\n", script);
}

/* ---- several ---- */

/* The share beyond each bin's upper bound, in per cent. */
static void write_beyond(const qs_histogram *h, double end, size_t line, FILE *script)
{
    uint64_t beyond = h->total;
    double last = -INFINITY;
    fprintf(script, "$line%zu << END_OF_LINE\n", line);
    for (uint32_t i = 0; i < h->n; i++) {
        double upper = qs_histogram_upper(h->first + i);
        beyond -= h->count[i];
        if (i == 0)
            fprintf(script, "0 %.10g\n",
                    100 * (double)(h->first == 0 ? beyond : h->total) / (double)h->total);
        if (upper > end)
            break;
        if (upper - last < end / 2000) /* finer than can be seen */
            continue;
        last = upper;
        fprintf(script, "%.10g %.10g\n", upper, 100 * (double)beyond / (double)h->total);
    }
    fputs("END_OF_LINE\n", script);
}

static void write_quantiles(const qs_plot *plot, size_t line, FILE *script)
{
    fprintf(script, "$quantiles%zu << END_OF_QUANTILES\n", line);
    for (int i = 0; i < plot->about->layout.n_quantiles; i++) {
        double p = plot->about->quantiles[i], q = qs_histogram_quantile(&plot->histograms[line], p);
        if (q > 0)
            fprintf(script, "%.10g %.10g\n", q, 100 * (1 - p));
    }
    fputs("nan nan\nEND_OF_QUANTILES\n", script);
}

static void draw_several(const qs_plot *plot, FILE *script)
{
    enum { MOST = 102 };
    double end = find_end(plot);
    for (size_t line = 0; line < plot->by.n; line++) {
        write_beyond(&plot->histograms[line], end, line, script);
        write_quantiles(plot, line, script);
    }
    qs_plot_frame f;
    fit_axes(plot, plot->is_sojourn ? "% who are there longer" : "% who wait longer", MOST, &f);
    fit_time(plot, end, &f);
    qs_plot_frame_write(plot, qs_plot_x_label(plot, plot->value), &f, script);
    fprintf(script, "set xrange [0:%.10g]\nset yrange [0:%d]\n", end, MOST);
    for (size_t line = 0; line < plot->by.n; line++) {
        qs_plot_style style = qs_plot_style_of(line);
        char title[QS_PLOT_TEXT];
        qs_plot_short_words(plot, &plot->by, line, title);
        fprintf(script,
                "%s$line%zu using 1:2 with lines linecolor rgb '%s' linewidth 1.4 dashtype %s notitle",
                line ? ", " : "plot ", line, style.colour, style.dash);
        fprintf(script,
                ", $quantiles%zu using 1:2 with points linecolor rgb '%s' pointtype %d pointsize 0.8 notitle",
                line, style.colour, style.full);
        fprintf(script,
                ", keyentry with linespoints linecolor rgb '%s' linewidth 1.4 dashtype %s pointtype %d "
                "pointsize 0.8 title ",
                style.colour, style.dash, style.full);
        qs_plot_quote(script, title);
    }
    fputc('\n', script);
}

void qs_plot_draw_distribution(const qs_plot *plot, FILE *script)
{
    if (plot->by.n == 1)
        draw_one(plot, script);
    else
        draw_several(plot, script);
}
