/* Ticks with their texts, as many as have room: words, and numbers side by side.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"

enum { FONT = 14, LEAST_FONT = 10, GAP = 9 };
static const double sine = 0.5, cosine = 0.866; /* of 30 degrees */

/* ---- of words ---- */

/* Every 1st, 2nd, 5th, 10th, ...: at least every `least`th, and no more than there is memory for. */
static size_t find_every(size_t n, double least)
{
    size_t every = 1;
    least = fmax(least, (double)n / QS_PLOT_TICKS);
    for (size_t power = 1; (double)every < least; power *= 10)
        every = (double)power >= least         ? power
                : (double)(2 * power) >= least ? 2 * power
                : (double)(5 * power) >= least ? 5 * power
                                               : 10 * power;
    return every;
}

static void take_words(const qs_plot *plot, const qs_plot_dimension *d, size_t every, int digits,
                       qs_plot_ticks *ticks)
{
    ticks->n = 0;
    for (size_t i = 0; i < d->n && ticks->n < QS_PLOT_TICKS; i += every) {
        char *text = ticks->texts[ticks->n];
        if (digits)
            qs_plot_value_words(plot, d, i, digits, text);
        else
            qs_plot_short_words(plot, d, i, text);
        if (qs_plot_has_numbers(plot, d) && !qs_axis_is_instant(plot->about, d->axis))
            text[strcspn(text, " ")] = '\0'; /* the label of the axis has the unit */
        ticks->at[ticks->n++] = (double)i;
    }
}

/* The widest of what no break can divide. */
static double widest_word(const qs_plot_ticks *ticks, double font)
{
    double widest = 0;
    for (size_t i = 0; i < ticks->n; i++)
        widest = fmax(widest, qs_plot_widest_word(ticks->texts[i], font));
    return widest;
}

/* In up to three lines below each place, in letters of this size. */
static bool fit_upright(qs_plot_ticks *ticks, double font, double room)
{
    if (widest_word(ticks, font) > room)
        return false;
    for (size_t i = 0; i < ticks->n; i++) {
        qs_plot_block block = qs_plot_fit(ticks->texts[i], font, font, room, QS_PLOT_LINES);
        if (block.n > 3)
            return false;
    }
    ticks->font = font;
    ticks->room = room;
    ticks->most_lines = 3;
    return true;
}

/* The fewest digits, three or more, that tell a dimension's numbers apart; 0 if it has none. */
static int fewest_digits(const qs_plot *plot, const qs_plot_dimension *d)
{
    char text[QS_PLOT_TEXT], before[QS_PLOT_TEXT];
    int digits = 3;
    for (size_t i = 1; i < d->n && qs_plot_has_numbers(plot, d); i++)
        for (; digits < d->digits; digits++) {
            qs_plot_value_words(plot, d, i - 1, digits, before);
            qs_plot_value_words(plot, d, i, digits, text);
            if (strcmp(text, before) != 0)
                break;
        }
    return qs_plot_has_numbers(plot, d) ? digits : 0;
}

static void along_x(const qs_plot *plot, const qs_plot_dimension *d, double slot, qs_plot_ticks *ticks)
{
    bool is_numeric =
        qs_plot_has_numbers(plot, d) || d->axis == QS_AXIS_SCENARIO || d->along == QS_ALONG_INTERVALS;
    bool can_turn = plot->format != QS_PLOT_ASCII; /* nor are characters smaller than others */
    double least_font = can_turn ? LEAST_FONT + 1 : FONT;
    size_t every = find_every(d->n, 1);
    int digits = 0;
    for (int round = 0; round < 2; round++) {
        take_words(plot, d, every, digits, ticks);
        for (double font = FONT; font >= least_font; font--)
            if (fit_upright(ticks, font, slot * (double)every - GAP))
                return;
        digits = fewest_digits(plot, d);
    }
    double width = widest_word(ticks, least_font) + GAP;
    if (is_numeric || d->along != QS_ALONG_AXIS || !can_turn) {
        every = find_every(d->n, width / slot);
        if (is_numeric || !can_turn) {
            take_words(plot, d, every, digits, ticks);
            fit_upright(ticks, least_font, fmax(width, slot * (double)every - GAP));
            return;
        }
    }
    take_words(plot, d, find_every(d->n, 2 * (LEAST_FONT + 3) / slot), digits, ticks);
    ticks->is_turned = true;
    ticks->font = LEAST_FONT + 2;
    ticks->room = d->room;
    ticks->most_lines = 1;
}

void qs_plot_ticks_words(const qs_plot *plot, const qs_plot_dimension *dimension, bool is_x, double length,
                         qs_plot_ticks *ticks)
{
    double slot = length / (double)dimension->n;
    *ticks = (qs_plot_ticks){0};
    if (is_x) {
        along_x(plot, dimension, slot, ticks);
        return;
    }
    take_words(plot, dimension, find_every(dimension->n, (LEAST_FONT + 2) / slot), 0, ticks);
    ticks->font = fmin(FONT, fmax(LEAST_FONT, 0.85 * slot));
    ticks->room = dimension->room + GAP;
    ticks->most_lines = 1;
}

/* ---- of numbers ---- */

bool qs_plot_ticks_have_room(qs_plot_ticks *ticks, double least_font, double at_unit, bool is_log)
{
    ticks->most_lines = 1;
    ticks->room = INFINITY;
    for (ticks->font = FONT; ticks->font >= least_font; ticks->font--) {
        bool has_room = true;
        for (size_t i = 1; i < ticks->n && has_room; i++) {
            double apart = is_log ? log10(ticks->at[i] / ticks->at[i - 1]) : ticks->at[i] - ticks->at[i - 1];
            double width = 0.5 * (qs_plot_width(ticks->texts[i - 1], ticks->font) +
                                  qs_plot_width(ticks->texts[i], ticks->font));
            has_room = apart * at_unit >= width + GAP;
        }
        if (has_room)
            return true;
    }
    ticks->font = least_font;
    return false;
}

/* ---- their size, and the script ---- */

static qs_plot_block text_of(const qs_plot_ticks *ticks, size_t i)
{
    return qs_plot_fit(ticks->texts[i], ticks->font, ticks->font, ticks->room, ticks->most_lines);
}

double qs_plot_ticks_height(const qs_plot_ticks *ticks)
{
    double height = ticks->font;
    for (size_t i = 0; i < ticks->n; i++) {
        qs_plot_block block = text_of(ticks, i);
        height =
            fmax(height, ticks->is_turned ? sine * block.width + ticks->font : 1.3 * ticks->font * block.n);
    }
    return height;
}

double qs_plot_ticks_width(const qs_plot_ticks *ticks)
{
    double width = 0;
    for (size_t i = 0; i < ticks->n; i++)
        width = fmax(width, text_of(ticks, i).width);
    return ticks->is_turned ? cosine * width : width;
}

void qs_plot_ticks_write(const qs_plot_ticks *ticks, char which, FILE *script)
{
    fprintf(script, "set %ctics %s font ',%.3g' (", which,
            ticks->is_turned ? "rotate by 30 right" : "norotate", ticks->font);
    for (size_t i = 0; i < ticks->n; i++) {
        qs_plot_block block = text_of(ticks, i);
        fputs(i ? ", " : "", script);
        qs_plot_quote_lines(script, &block, true);
        fprintf(script, " %.17g", ticks->at[i]);
    }
    fputs(")\n", script);
}
