/* Instants as times of day.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/daytime.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const double DAY = 86400;

static double seconds_of_unit(const char *unit)
{
    switch (unit[0]) {
    case 'm':
        return 60;
    case 'h':
        return 3600;
    case 'd':
        return 86400;
    default:
        return 1;
    }
}

/* "08:30" or "08:30:15" */
static double seconds_of_clock(const char *clock)
{
    char *end;
    double seconds = 3600 * (double)strtol(clock, &end, 10);
    if (*end == ':')
        seconds += 60 * (double)strtol(end + 1, &end, 10);
    return *end == ':' ? seconds + (double)strtol(end + 1, &end, 10) : seconds;
}

static const char *put(const char *clock, const char *time_unit, double instant, bool is_end,
                       char text[QS_DAYTIME_TEXT])
{
    double since = clock ? instant * seconds_of_unit(time_unit) + seconds_of_clock(clock) : -1;
    double whole = round(since);
    if (!(since >= 0 && since < 1e13) || fabs(since - whole) > 1e-6) {
        snprintf(text, QS_DAYTIME_TEXT, "%.10g", instant);
        return text;
    }
    double day = floor(whole / DAY), rest = whole - day * DAY;
    if (is_end && rest == 0 && day > 0) {
        day--;
        rest = DAY;
    }
    int seconds = (int)rest,
        n = snprintf(text, QS_DAYTIME_TEXT, "%02d:%02d", seconds / 3600, seconds / 60 % 60);
    if (seconds % 60)
        n += snprintf(text + n, QS_DAYTIME_TEXT - (size_t)n, ":%02d", seconds % 60);
    if (day > 0)
        snprintf(text + n, QS_DAYTIME_TEXT - (size_t)n, "+%.0f", day);
    return text;
}

const char *qs_daytime_text(const char *clock, const char *time_unit, double instant,
                            char text[QS_DAYTIME_TEXT])
{
    return put(clock, time_unit, instant, false, text);
}

const char *qs_daytime_end(const char *clock, const char *time_unit, double instant,
                           char text[QS_DAYTIME_TEXT])
{
    return put(clock, time_unit, instant, true, text);
}
