/* Curves with bands on a page: an SVG picture that needs no script, and the same as data from which
 * src/page/charts.js draws one that zooms.
 *
 * The picture is 720 by 300 units. Colours are classes (s0, s1, ...), so that page.css turns them with
 * light and dark; nothing has a style of its own, which the page's policy forbids.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "page_internal.h"

enum {
    WIDTH = 720,
    HEIGHT = 300,
    RIGHT = 18,
    TOP = 14,
    BOTTOM = 48,
    FONT = 13,
    MOST_POINTS = 40,
    FEW_VALUES = 12
};

/* Where a picture's numbers lie on it. */
typedef struct plane {
    const qs_chart *chart;
    FILE *out;
    double left, from, to;
    qs_plot_ticks x, y;
} plane;

static double x_of(const plane *p, double x)
{
    return p->left + (x - p->from) / (p->to - p->from) * (WIDTH - RIGHT - p->left);
}

/* What leaves the picture is held at its edge, a little outside: svg clips it. */
static double y_of(const plane *p, double y)
{
    double share = (y - p->chart->least) / (p->chart->most - p->chart->least);
    return HEIGHT - BOTTOM - fmin(fmax(share, -0.05), 1.05) * (HEIGHT - BOTTOM - TOP);
}

/* ---- axes ---- */

double qs_chart_end(double highest_mean, double highest_upper)
{
    const double widest = 1.7; /* times the highest mean */
    double most = fmax(highest_mean, fmin(highest_upper, widest * highest_mean));
    double step = most > 0 ? qs_plot_step(most, 5, NULL) : 1;
    return most > 0 ? step * ceil(most / step - 1e-9) : 1;
}

static double x_at(const qs_chart *chart, size_t i)
{
    return chart->words ? (double)i : chart->x[i];
}

/* Words: as many as have room side by side. */
static void make_words(plane *p)
{
    const qs_chart *c = p->chart;
    double widest = 1;
    for (size_t i = 0; i < c->n; i++)
        widest = fmax(widest, qs_plot_width(c->words[i], FONT));
    double slot = (WIDTH - RIGHT - p->left) / (double)c->n;
    size_t every = (size_t)ceil((fmin(widest, 150) + 12) / slot);
    p->x.n = 0;
    for (size_t i = 0; i < c->n && p->x.n<QS_PLOT_TICKS; i += every> 0 ? every : 1) {
        char cut[2 * QS_PLOT_TEXT];
        qs_plot_cut(c->words[i], FONT, 150, true, cut);
        qs_legend_cut(cut, p->x.texts[p->x.n], QS_PLOT_TEXT);
        p->x.at[p->x.n++] = (double)i;
    }
}

/* Few values: at each, where the texts have room. */
static void make_ticks_of_values(plane *p)
{
    const qs_chart *c = p->chart;
    double free_from = -INFINITY;
    int digits = qs_plot_digits(c->x, c->n, 6);
    p->x.n = 0;
    for (size_t i = 0; i < c->n; i++) {
        char *text = p->x.texts[p->x.n];
        qs_plot_number(c->x[i], digits, text);
        double half = qs_plot_width(text, FONT) / 2, x = x_of(p, c->x[i]);
        if (x - half < free_from)
            continue;
        free_from = x + half + 8;
        p->x.at[p->x.n++] = c->x[i];
    }
}

static void make_ticks(plane *p, const qs_daytime *day)
{
    enum { MOST_TICKS = 8 };
    const qs_chart *c = p->chart;
    double widest = 0, last = x_at(c, c->n - 1);
    qs_plot_ticks_between(c->least, c->most, qs_plot_step(c->most - c->least, 5, NULL), 1, &p->y);
    for (size_t i = 0; i < p->y.n; i++)
        widest = fmax(widest, qs_plot_width(p->y.texts[i], FONT));
    p->left = widest + 16;
    p->from = x_at(c, 0);
    p->to = last;
    if (c->words || !(last > p->from)) {
        p->from -= 0.5;
        p->to += 0.5;
    }
    if (c->words)
        make_words(p);
    else if (c->n <= FEW_VALUES && !c->is_clock)
        make_ticks_of_values(p);
    else if (c->is_clock && day->is_there)
        qs_plot_ticks_of_day(day, p->from, p->to, MOST_TICKS, &p->x);
    else
        qs_plot_ticks_between(p->from, p->to, qs_plot_step(p->to - p->from, MOST_TICKS, c->unit), 1, &p->x);
}

static void put_axes(const plane *p)
{
    FILE *out = p->out;
    double bottom = HEIGHT - BOTTOM;
    fputs("<g class=\"grid\">", out);
    for (size_t i = 0; i < p->y.n; i++)
        fprintf(out, "<line x1=\"%.1f\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>", p->left, WIDTH - RIGHT,
                y_of(p, p->y.at[i]), y_of(p, p->y.at[i]));
    fputs("</g>\n<g class=\"ticks\">", out);
    for (size_t i = 0; i < p->y.n; i++) {
        fprintf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">", p->left - 8,
                y_of(p, p->y.at[i]) + 4);
        qs_html_text(out, p->y.texts[i]);
        fputs("</text>", out);
    }
    for (size_t i = 0; i < p->x.n; i++) {
        double x = x_of(p, p->x.at[i]);
        const char *anchor = x > WIDTH - RIGHT - 12 && !p->chart->words ? "end" : "middle";
        fprintf(out,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"%s\">",
                x, x, bottom, bottom + 4, *anchor == 'e' ? WIDTH - RIGHT + 12 : x, bottom + 18, anchor);
        qs_html_text(out, p->x.texts[i]);
        fputs("</text>", out);
    }
    fprintf(out,
            "<line class=\"base\" x1=\"%.1f\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"label\" "
            "x=\"%.1f\" "
            "y=\"%d\" text-anchor=\"middle\">",
            p->left, WIDTH - RIGHT, bottom, bottom, (p->left + WIDTH - RIGHT) / 2, HEIGHT - 8);
    qs_html_text(out, p->chart->x_label);
    fputs("</text></g>\n", out);
}

/* ---- lines ---- */

/* The stretch of a line from i on that is there without a gap: its end. */
static size_t stretch(const qs_chart_line *line, size_t n, size_t *i)
{
    while (*i < n && !isfinite(line->mean[*i]))
        (*i)++;
    size_t end = *i;
    while (end < n && isfinite(line->mean[end]))
        end++;
    return end;
}

static double upper_of(const qs_chart_line *line, size_t i)
{
    return isnan(line->upper[i]) ? line->mean[i] : line->upper[i];
}

static double lower_of(const qs_chart_line *line, size_t i)
{
    return isnan(line->lower[i]) ? line->mean[i] : line->lower[i];
}

static void put_band(const plane *p, const qs_chart_line *line, size_t k)
{
    size_t n = p->chart->n;
    if (!line->lower)
        return;
    fprintf(p->out, "<path class=\"b s%zu\" d=\"", k);
    for (size_t i = 0, end; (end = stretch(line, n, &i)) > i; i = end) {
        for (size_t at = i; at < end; at++)
            fprintf(p->out, "%c%.1f %.1f", at == i ? 'M' : 'L', x_of(p, x_at(p->chart, at)),
                    y_of(p, upper_of(line, at)));
        for (size_t at = end; at-- > i;)
            fprintf(p->out, "L%.1f %.1f", x_of(p, x_at(p->chart, at)), y_of(p, lower_of(line, at)));
        fputc('Z', p->out);
    }
    fputs("\"/>", p->out);
}

static void put_line(const plane *p, const qs_chart_line *line, size_t k)
{
    size_t n = p->chart->n;
    fprintf(p->out, "<path class=\"l s%zu\" d=\"", k);
    for (size_t i = 0, end; (end = stretch(line, n, &i)) > i; i = end)
        for (size_t at = i; at < end; at++)
            fprintf(p->out, "%c%.1f %.1f", at == i ? 'M' : 'L', x_of(p, x_at(p->chart, at)),
                    y_of(p, line->mean[at]));
    fputs("\"/>", p->out);
    for (size_t i = 0; i < n && n <= MOST_POINTS; i++)
        if (isfinite(line->mean[i]))
            fprintf(p->out, "<circle class=\"p s%zu%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.2\"/>", k,
                    line->is_unsteady && line->is_unsteady[i] ? " hollow" : "", x_of(p, x_at(p->chart, i)),
                    y_of(p, line->mean[i]));
}

static void put_picture(const plane *p, int id)
{
    FILE *out = p->out;
    fprintf(
        out,
        "<div class=\"wide static\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-labelledby=\"chart-%d-t\">"
        "<title id=\"chart-%d-t\">",
        WIDTH, HEIGHT, id, id);
    qs_html_print(out, "%s against %s", p->chart->y_label, p->chart->x_label);
    fputs("</title>\n", out);
    fprintf(
        out,
        "<clipPath id=\"chart-%d-c\"><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/></clipPath>\n",
        id, p->left - 4, TOP - 6, WIDTH - RIGHT - p->left + 8, HEIGHT - BOTTOM - TOP + 10);
    put_axes(p);
    fprintf(out, "<g clip-path=\"url(#chart-%d-c)\">", id);
    for (size_t k = 0; k < p->chart->n_lines; k++)
        put_band(p, &p->chart->lines[k], k);
    for (size_t k = 0; k < p->chart->n_lines; k++)
        put_line(p, &p->chart->lines[k], k);
    fputs("</g></svg></div>\n", out);
}

/* ---- data ---- */

static void put_number(FILE *out, double value)
{
    if (isfinite(value))
        fprintf(out, "%.9g", value);
    else
        fputs("null", out);
}

static void put_texts(FILE *out, const char *name, const char (*texts)[QS_PLOT_TEXT], size_t n)
{
    fprintf(out, ",\"%s\":[", name);
    for (size_t i = 0; i < n; i++) {
        fputs(i ? "," : "", out);
        qs_html_json_text(out, texts[i]);
    }
    fputc(']', out);
}

static void put_rows(FILE *out, const qs_chart *c)
{
    fputs(",\"rows\":[", out);
    for (size_t i = 0; i < c->n; i++) {
        fputs(i ? ",[" : "[", out);
        put_number(out, x_at(c, i));
        for (size_t k = 0; k < c->n_lines; k++) {
            const qs_chart_line *line = &c->lines[k];
            fputs(",[", out);
            put_number(out, line->lower ? line->lower[i] : line->mean[i]);
            fputc(',', out);
            put_number(out, line->mean[i]);
            fputc(',', out);
            put_number(out, line->lower ? line->upper[i] : line->mean[i]);
            fputc(']', out);
        }
        fputc(']', out);
    }
    fputc(']', out);
}

/* [line][x] 1 where a value is no steady state. */
static void put_unsteady(FILE *out, const qs_chart *c)
{
    fputs(",\"unsteady\":[", out);
    for (size_t k = 0; k < c->n_lines; k++) {
        fputs(k ? ",[" : "[", out);
        for (size_t i = 0; i < c->n; i++)
            fprintf(out, "%s%d", i ? "," : "", c->lines[k].is_unsteady[i]);
        fputc(']', out);
    }
    fputc(']', out);
}

static void put_data(FILE *out, const qs_chart *c, const qs_daytime *day, int id)
{
    char name[32];
    snprintf(name, sizeof name, "chart-%d-data", id);
    qs_html_data_begin(out, name);
    fputs("{\"group\":", out);
    qs_html_json_text(out, c->group);
    fputs(",\"x\":", out);
    qs_html_json_text(out, c->x_label);
    fputs(",\"y\":", out);
    qs_html_json_text(out, c->y_label);
    fprintf(out, ",\"least\":%.9g,\"most\":%.9g,\"step\":%s,\"bands\":%s", c->least, c->most,
            c->is_step ? "true" : "false", c->lines[0].lower ? "true" : "false");
    if (c->is_clock && day->is_there)
        fprintf(out, ",\"clock\":{\"start\":%.9g,\"unit\":%.9g}", day->start, day->unit);
    if (c->words)
        put_texts(out, "words", c->words, c->n);
    fputs(",\"names\":[", out);
    for (size_t k = 0; k < c->n_lines; k++) {
        fputs(k ? "," : "", out);
        qs_html_json_text(out, c->lines[k].name);
    }
    fputc(']', out);
    if (c->lines[0].is_unsteady)
        put_unsteady(out, c);
    put_rows(out, c);
    fputc('}', out);
    qs_html_data_end(out);
}

/* ---- */

static void put_key(FILE *out, const qs_chart *c)
{
    fputs("<ul class=\"key\">", out);
    for (size_t k = 0; k < c->n_lines; k++) {
        fprintf(out, "<li class=\"s%zu\">", k);
        qs_html_name(out, c->lines[k].name);
        fputs("</li>", out);
    }
    fputs("</ul>\n<p class=\"what\">", out);
    qs_html_text(out, c->y_label);
    fputs("</p>\n", out);
}

void qs_page_put_chart(qs_page *page, const qs_chart *chart)
{
    const qs_daytime day = qs_daytime_of(page->about->clock, page->about->time_unit);
    enum { BYTES_OF_VALUE = 110, BYTES_OF_PICTURE = 4000 };
    if (!qs_page_has_room(page, BYTES_OF_PICTURE + chart->n * chart->n_lines * BYTES_OF_VALUE, "a picture"))
        return;
    int id = ++page->n_charts;
    plane p = {.chart = chart, .out = page->out};
    fprintf(page->out, "<figure class=\"chart\" id=\"chart-%d\">\n<figcaption>", id);
    if (*chart->title) {
        fputs("<strong>", page->out);
        qs_html_name(page->out, chart->title);
        fputs("</strong>", page->out);
    }
    if (*chart->note) {
        fputs(" <span>", page->out);
        qs_html_text(page->out, chart->note);
        fputs("</span>", page->out);
    }
    fputs("</figcaption>\n", page->out);
    put_key(page->out, chart);
    make_ticks(&p, &day);
    put_picture(&p, id);
    put_data(page->out, chart, &day, id);
    fputs("</figure>\n", page->out);
}
