/* Texts of a picture: how wide they are, and how they are made to fit.
 *
 * Widths are those of DejaVu Sans, in which png and pdf are drawn and svg where it is there; the fonts that
 * take its place are narrower.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plot_internal.h"
#include "qsweep/visible.h"

/* ---- into the script ---- */

/* In single quotes gnuplot knows neither backslashes nor backquotes nor @; terminals are set to noenhanced,
 * which leaves { } _ ^ alone. What stands at a tick is a format too: there each % is doubled.
 * At the beginning of a text gnuplot 5.4 takes two single quotes for an empty text, so those there are
 * written by their number, joined by dots (a bare one in double quotes would let @ mean something behind it). */
static void quote(FILE *script, const char *text, bool is_format)
{
    char visible[QS_VISIBLE_BYTES * QS_PLOT_TEXT * 2];
    qs_visible_copy(text, false, visible, sizeof visible);
    const char *at = visible;
    for (; *at == '\''; at++)
        fputs("\"\\047\".", script);
    fputc('\'', script);
    for (; *at; at++) {
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

void qs_plot_quote_lines(FILE *script, const qs_plot_block *block, bool is_format)
{
    for (int i = 0; i < block->n; i++) {
        fputs(i ? ".\"\\n\"." : "", script); /* gnuplot joins quoted texts by dots */
        quote(script, block->lines[i], is_format);
    }
    if (block->n == 0)
        fputs("''", script);
}

/* ---- widths ---- */

/* The bytes of a character, in hundredths of the font's size its width; what is not in the table is as wide
 * as wide letters, but for the scripts whose characters are squares. */
static size_t measure(const char *at, int *width)
{
    static const unsigned char widths[] = {
        32, 40, 46, 84, 64, 95, 78, 27, 39,  39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64,
        64, 64, 34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79,
        60, 79, 69, 63, 61, 73, 68, 99, 69,  61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63,
        63, 28, 28, 58, 28, 97, 63, 61, 63,  63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84};
    unsigned code;
    size_t n = qs_visible_code(at, &code);
    *width = code >= 32 && code < 127 ? widths[code - 32] : code < 0x250 ? 66 : code < 0x1100 ? 84 : 100;
    return n;
}

double qs_plot_width(const char *text, double font)
{
    double sum = 0;
    int width;
    while (*text) {
        text += measure(text, &width);
        sum += width;
    }
    return sum * font / 100;
}

/* ---- cutting ---- */

/* The bytes of the beginning that is no wider than `room`, or of the rest behind it. */
static size_t beginning(const char *text, double font, double room)
{
    size_t n = 0;
    int width;
    for (double sum = 0; text[n];) {
        size_t size = measure(text + n, &width);
        sum += width * font / 100;
        if (sum > room)
            return n;
        n += size;
    }
    return n;
}

void qs_plot_cut(const char *text, double font, double room, bool in_the_middle, char out[2 * QS_PLOT_TEXT])
{
    static const char ellipsis[] = "…";
    size_t n = strlen(text);
    if (qs_plot_width(text, font) <= room) {
        snprintf(out, 2 * QS_PLOT_TEXT, "%s", text);
        return;
    }
    room = fmax(room - font, 0); /* the ellipsis is as wide as the font */
    size_t head = beginning(text, font, in_the_middle ? room / 2 : room);
    size_t tail = in_the_middle ? head : n;
    unsigned code;
    while (qs_plot_width(text + tail, font) > 0.5 * room)
        tail += qs_visible_code(text + tail, &code);
    snprintf(out, 2 * QS_PLOT_TEXT, "%.*s%s%s", (int)head, text, ellipsis, text + tail);
}

/* ---- lines ---- */

/* The bytes of the next line: words as far as they fit; a word that does not fit a line of its own is broken
 * behind a sign, else anywhere. */
static size_t next_line(const char *text, double font, double room)
{
    size_t n = beginning(text, font, room), at = n;
    unsigned code;
    if (text[n] == '\0' || text[n] == ' ')
        return n;
    while (at > 0 && text[at - 1] != ' ')
        at--;
    if (at > 0)
        return at;
    for (at = n; at > n / 3 && !strchr("_.:-/,", text[at - 1]);)
        at--;
    return at > n / 3 ? at : n > 0 ? n : qs_visible_code(text, &code);
}

double qs_plot_widest_word(const char *text, double font)
{
    double widest = 0;
    for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
        char word[2 * QS_PLOT_TEXT];
        size_t n = strcspn(text, " ");
        snprintf(word, sizeof word, "%.*s", (int)n, text);
        widest = fmax(widest, qs_plot_width(word, font));
        text += n;
    }
    return widest;
}

/* How many lines of this width a text takes; they are noted in `block` if it is there. */
static int break_lines(const char *text, double font, double room, qs_plot_block *block)
{
    int n = 0;
    for (text += strspn(text, " "); *text; n++) {
        size_t size = next_line(text, font, room), end = size;
        bool is_last = block && n == QS_PLOT_LINES - 1;
        if (is_last) { /* what is left, to be cut */
            end = strlen(text);
            size = end;
        }
        while (end > 0 && text[end - 1] == ' ')
            end--;
        if (block)
            snprintf(block->lines[n], sizeof block->lines[n], "%.*s", (int)end, text);
        text += size + strspn(text + size, " ");
    }
    if (block)
        block->n = n;
    return n;
}

qs_plot_block qs_plot_fit(const char *text, double font, double least_font, double room, int most)
{
    qs_plot_block block = {.font = font};
    int n = break_lines(text, font, room, NULL);
    while (n > most && block.font - 0.5 >= least_font) {
        block.font -= 0.5;
        n = break_lines(text, block.font, room, NULL);
    }
    double width = fmin(room, qs_plot_width(text, block.font)) + 1;
    double least = fmin(room, qs_plot_widest_word(text, block.font));
    if (n > 1 && n <= most) /* the narrowest that needs no more lines: none of them is an orphan */
        while (0.97 * width >= least && break_lines(text, block.font, 0.97 * width, NULL) == n)
            width *= 0.97;
    break_lines(text, block.font, width, &block);
    if (block.n > most) {
        char rest[2 * QS_PLOT_TEXT] = "";
        size_t used = 0;
        for (int i = most - 1; i < block.n && used < sizeof rest; i++)
            used +=
                (size_t)snprintf(rest + used, sizeof rest - used, "%s%s", used ? " " : "", block.lines[i]);
        qs_plot_cut(rest, block.font, room, false, block.lines[most - 1]);
        block.n = most;
    }
    for (int i = 0; i < block.n; i++)
        block.width = fmax(block.width, qs_plot_width(block.lines[i], block.font));
    return block;
}
