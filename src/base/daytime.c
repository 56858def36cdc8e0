/* Instants as times of day.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/daytime.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double DAY = 86400;

/* ---- reading ---- */

static bool read_number(const char **text, size_t most_digits, long *out)
{
    size_t n = strspn(*text, "0123456789");
    *out = strtol(*text, NULL, 10);
    *text += n;
    return n >= 1 && n <= most_digits;
}

/* Seconds from midnight of "8:30" or "08:30:15", moved behind it. */
static bool read_clock(const char **text, double *seconds)
{
    long hour, minute, second = 0;
    if (!read_number(text, 2, &hour) || *(*text)++ != ':' || !read_number(text, 2, &minute))
        return false;
    if (**text == ':') {
        (*text)++;
        if (!read_number(text, 2, &second))
            return false;
    }
    *seconds = (double)(3600 * hour + 60 * minute + second);
    return hour < 24 && minute < 60 && second < 60;
}

double qs_unit_seconds(const char *unit)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    for (size_t i = 0; unit && i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].name, unit) == 0)
            return units[i].seconds;
    return 0;
}

qs_daytime qs_daytime_of(const char *clock, const char *time_unit)
{
    qs_daytime day = {.unit = qs_unit_seconds(time_unit)};
    day.is_there = clock && day.unit > 0 && read_clock(&clock, &day.start) && *clock == '\0';
    return day;
}

bool qs_daytime_read(const qs_daytime *day, const char *text, size_t n, double *instant)
{
    char copy[QS_DAYTIME_TEXT];
    const char *at = copy;
    long days = 0;
    double seconds;
    if (!day->is_there || n >= sizeof copy)
        return false;
    memcpy(copy, text, n);
    copy[n] = '\0';
    if (!read_clock(&at, &seconds))
        return false;
    bool has_days = strncmp(at, " +", 2) == 0;
    if (has_days) {
        at += 2;
        if (!read_number(&at, 6, &days) || *at++ != 'd')
            return false;
    }
    if (*at)
        return false;
    if (!has_days && seconds < day->start)
        days = 1;
    *instant = (seconds - day->start + DAY * (double)days) / day->unit;
    return *instant >= 0;
}

/* ---- writing ---- */

static void put(double seconds, double fraction, int n_parts, char text[QS_DAYTIME_TEXT])
{
    double days = floor(seconds / DAY), rest = seconds - DAY * days;
    int second = (int)rest;
    size_t used = (size_t)snprintf(text, QS_DAYTIME_TEXT, "%02d:%02d", second / 3600, second / 60 % 60);
    if (n_parts > 2)
        used += (size_t)snprintf(text + used, QS_DAYTIME_TEXT - used, ":%02d", second % 60);
    if (fraction > 0) {
        used += (size_t)snprintf(text + used, QS_DAYTIME_TEXT - used, ".%03.0f", fraction);
        while (text[used - 1] == '0')
            text[--used] = '\0';
    }
    if (days != 0)
        snprintf(text + used, QS_DAYTIME_TEXT - used, " %+.0fd", days);
}

/* Whether an instant is a time that can be written; text is what else it is. */
static bool is_time(const qs_daytime *day, double instant, char text[QS_DAYTIME_TEXT])
{
    bool is = isfinite(instant) && fabs(instant) * day->unit < 1e13;
    text[0] = '\0';
    if (!is && !isnan(instant))
        snprintf(text, QS_DAYTIME_TEXT, "%.6g", instant);
    return is;
}

const char *qs_daytime_text(const qs_daytime *day, double instant, char text[QS_DAYTIME_TEXT])
{
    if (!is_time(day, instant, text))
        return text;
    double thousandths = floor(1000 * (day->start + instant * day->unit) + 0.5);
    double seconds = floor(thousandths / 1000);
    put(seconds, thousandths - 1000 * seconds, fmod(thousandths, 60000) == 0 ? 2 : 3, text);
    return text;
}

const char *qs_daytime_seconds(const qs_daytime *day, double instant, char text[QS_DAYTIME_TEXT])
{
    if (is_time(day, instant, text)) /* what lies a rounding error before a second is that second */
        put(floor(day->start + instant * day->unit + 1e-6), 0, 3, text);
    return text;
}

const char *qs_instant_text(const char *clock, const char *time_unit, double instant,
                            char text[QS_DAYTIME_TEXT])
{
    const qs_daytime day = qs_daytime_of(clock, time_unit);
    if (day.is_there)
        return qs_daytime_text(&day, instant, text);
    snprintf(text, QS_DAYTIME_TEXT, "%.10g", instant);
    return text;
}

/* ---- stretches of time ---- */

/* Whether a number has few digits; it is rounded to them. */
static bool is_short(double *number)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", *number);
    double rounded = strtod(text, NULL);
    bool is = fabs(rounded - *number) <= 1e-9 * fabs(*number);
    *number = is ? rounded : *number;
    return is;
}

const char *qs_span_text(double span, const char *unit, const char *between, char text[QS_DAYTIME_TEXT])
{
    static const char *const units[] = {"s", "min", "h", "d"};
    double own = qs_unit_seconds(unit);
    for (size_t i = 0; i < sizeof units / sizeof *units && own > 0 && isfinite(span) && !is_short(&span);
         i++) {
        double number = span * own / qs_unit_seconds(units[i]);
        if (!is_short(&number))
            continue;
        snprintf(text, QS_DAYTIME_TEXT, "%.10g%s%s", number, between, units[i]);
        return text;
    }
    snprintf(text, QS_DAYTIME_TEXT, "%.10g%s%.8s", span, between, unit);
    return text;
}
