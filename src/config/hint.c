/* Why a text that is a number to its author is none to us, and what to write.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader_internal.h"

enum { LONGEST = 40 };

static bool is_digit(char c)
{
    return isdigit((unsigned char)c) != 0;
}

/* 8:30 where no time of day may stand; 8:75 and 8:30 pm */
static bool hint_clock(const qs_node *node, bool is_time, char *out, size_t size)
{
    int hours, minutes, n = 0;
    const char *text = node->text;
    if (!is_digit(text[0]) || sscanf(text, "%4d:%2d%n", &hours, &minutes, &n) != 2 || n == 0)
        return false;
    const char *rest = text + n + strspn(text + n, " ");
    bool is_morning = !strcmp(rest, "am") || !strcmp(rest, "AM");
    bool is_later = !strcmp(rest, "pm") || !strcmp(rest, "PM");
    if (node->scalar == QS_SCALAR_CLOCK && is_time)
        snprintf(out, size, ": it is a duration and no time of day, write %.12g %s",
                 node->number / (hours ? 3600 : 60), hours ? "h" : "min");
    else if (node->scalar == QS_SCALAR_CLOCK)
        snprintf(out, size, ", and no time of the clock");
    else if ((is_morning || is_later) && hours >= 1 && hours <= 12 && minutes < 60)
        snprintf(out, size, ": write %02d:%02d", hours % 12 + (is_later ? 12 : 0), minutes);
    else if (!*rest || *rest == ':')
        snprintf(out, size,
                 ", and a time of day goes from 00:00 to 24:00, with minutes and seconds below 60");
    else
        return false;
    return true;
}

/* 3,75 and 20,000 */
static bool hint_comma(const char *text, char *out, size_t size)
{
    size_t sign = text[0] == '-' || text[0] == '+', whole = strspn(text + sign, "0123456789");
    const char *comma = text + sign + whole;
    size_t fraction = *comma == ',' ? strspn(comma + 1, "0123456789") : 0;
    if (!whole || !fraction || strlen(text) > LONGEST)
        return false;
    const char *rest = comma + 1 + fraction; /* a unit */
    if (!*rest && fraction == 3 && text[sign] != '0')
        snprintf(out, size, ": a comma is no decimal point, write %.*s.%s, or %.*s%s if it parts thousands",
                 (int)(comma - text), text, comma + 1, (int)(comma - text), text, comma + 1);
    else if (*rest != ',' && *rest != '.')
        snprintf(out, size, ": a comma is no decimal point, write %.*s.%s", (int)(comma - text), text,
                 comma + 1);
    else
        snprintf(out, size, ", without separators and with a decimal point");
    return true;
}

/* 20 000, 20_000, 20'000: digits in groups */
static bool hint_groups(const char *text, char *out, size_t size)
{
    char plain[LONGEST + 1];
    size_t n = 0;
    bool has_gap = false;
    for (; *text && n < LONGEST; text++) {
        if (is_digit(*text) || *text == '.' || (n == 0 && *text == '-'))
            plain[n++] = *text;
        else if ((*text == ' ' || *text == '_' || *text == '\'') && n && is_digit(text[1]))
            has_gap = true;
        else
            return false;
    }
    plain[n] = '\0';
    if (has_gap && !*text)
        snprintf(out, size, ", without separators: %s", plain);
    return has_gap && !*text;
}

static bool hint_percent(const char *text, bool is_time, char *out, size_t size)
{
    char *end;
    double x = strtod(text, &end);
    if (end == text || strcmp(end + strspn(end, " "), "%") != 0)
        return false;
    if (is_time)
        snprintf(out, size, ", and no percent");
    else
        snprintf(out, size, ", and not in percent: write %.12g", x / 100);
    return true;
}

/* Names of units, each with the one we take. */
static const char *unit_of(const char *name)
{
    static const char *const units[][8] = {
        {"s", "sec", "secs", "second", "seconds", "S", "Sek", "ms"},
        {"min", "m", "mins", "minute", "minutes", "Min", "MIN", "M"},
        {"h", "hr", "hrs", "hour", "hours", "H", "Std", "std"},
        {"d", "day", "days", "D", "Tag", "Tage", "dd", "jours"},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        for (size_t k = 0; k < 8; k++)
            if (!strcmp(name, units[i][k]) && strcmp(name, "ms") != 0)
                return units[i][0];
    return NULL;
}

/* 2 hours, 6h30 */
static bool hint_unit(const char *text, char *out, size_t size)
{
    size_t n = qs_number_length(text);
    const char *unit = text + n + strspn(text + n, " ");
    int hours, minutes, end = 0;
    if (n && sscanf(text, "%4dh%2d%n", &hours, &minutes, &end) == 2 && is_digit(text[0]) &&
        (!text[end] || !strcmp(text + end, "min") || !strcmp(text + end, "m"))) {
        snprintf(out, size, ": write %.12g h", hours + minutes / 60.0);
        return true;
    }
    if (!n || !*unit || n > LONGEST)
        return false;
    if (!strcmp(unit, "ms"))
        snprintf(out, size, ": a thousandth of a second is 0.001 s");
    else if (unit_of(unit) && strcmp(unit, unit_of(unit)) != 0)
        snprintf(out, size, ": write %.*s %s", (int)n, text, unit_of(unit));
    else
        return false;
    return true;
}

/* 18/hour, 18 per h */
static bool hint_rate(const qs_study_reader *reader, const qs_node *node, char *out, size_t size)
{
    const char *text = node->text;
    size_t n = qs_number_length(text);
    const char *rest = text + n + strspn(text + n, " ");
    bool is_per = *rest == '/' || !strncmp(rest, "per ", 4);
    if (!n || !is_per || node->scalar == QS_SCALAR_RATE)
        return false;
    rest += *rest == '/' ? 1 : 4;
    rest += strspn(rest, " ");
    const char *unit = unit_of(rest);
    if (!unit)
        return false;
    snprintf(out, size, ": write %.*s / %s (a bare number is per %s)", (int)n, text, unit, reader->unit_name);
    return true;
}

/* 60/2 */
static bool hint_sum(const char *text, char *out, size_t size)
{
    if (!is_digit(text[0]) || !strpbrk(text, "/*+") || strspn(text, "0123456789.+-*/ ()") != strlen(text))
        return false;
    snprintf(out, size, ": nothing is computed here, write the result");
    return true;
}

const char *qs_number_hint(const qs_study_reader *reader, const qs_node *node, bool is_time, char *out,
                           size_t size)
{
    out[0] = '\0';
    if (node->kind != QS_NODE_SCALAR)
        return out;
    const char *text = node->text;
    size_t sign = text[0] == '-' || text[0] == '+', n = qs_number_length(text);
    if (node->is_quoted && n && !text[n])
        snprintf(out, size, ", without quotes");
    else if (hint_clock(node, is_time, out, size) || hint_comma(text, out, size) ||
             hint_groups(text, out, size) || hint_percent(text, is_time, out, size) ||
             (is_time && hint_unit(text, out, size)) || (!is_time && hint_rate(reader, node, out, size)) ||
             hint_sum(text, out, size))
        return out;
    else if (text[sign] == '0' && is_digit(text[sign + 1]))
        snprintf(out, size, ", without leading zeros");
    else if (text[sign] == '0' && text[sign + 1] && strchr("xob", text[sign + 1]))
        snprintf(out, size, ", in decimal digits");
    return out;
}
