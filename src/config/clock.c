/* Times of day: "12:15", 12:15:30.
 *
 * A study with `clock` says which time of day it is at time 0. An instant may then be a time of day: the
 * first such time after the instant before it, so that a list runs past midnight. It is computed from the
 * whole number of days alone, so that it does not depend on what stands before it in any other way.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "reader_internal.h"

static const double DAY = 86400;

/* One or two digits below a bound; *text is moved behind them. */
static bool read_digits(const char **text, size_t least, long below, long *out)
{
    size_t n = strspn(*text, "0123456789");
    if (n < least || n > 2)
        return false;
    *out = strtol(*text, NULL, 10);
    *text += n;
    return *out < below;
}

bool qs_clock_parse(const char *text, double *seconds)
{
    long hour, minute, second = 0;
    if (!read_digits(&text, 1, 25, &hour) || *text++ != ':' || !read_digits(&text, 2, 60, &minute))
        return false;
    if (*text == ':') {
        text++;
        if (!read_digits(&text, 2, 60, &second))
            return false;
    }
    long sum = 3600 * hour + 60 * minute + second;
    *seconds = (double)sum;
    return !*text && sum <= 86400;
}

double qs_clock_after(const qs_study_reader *reader, double seconds, double after, bool may_equal)
{
    double first = seconds - reader->clock_seconds; /* of the first day, which may lie before the start */
    double day = floor((after * reader->unit_seconds - first) / DAY) - 1;
    double instant = (first + DAY * day) / reader->unit_seconds;
    while (may_equal ? instant < after : instant <= after) {
        day++;
        double next = (first + DAY * day) / reader->unit_seconds;
        if (next == instant) /* so late that a day makes no difference */
            break;
        instant = next;
    }
    return instant;
}

void qs_find_clock(qs_study_reader *reader, qs_node *node)
{
    reader->has_clock = node && qs_scalar_of(node) == QS_SCALAR_CLOCK && node->number < DAY;
    reader->clock_seconds = reader->has_clock ? node->number : 0;
}

void qs_read_clock(qs_study_reader *reader, qs_node *node)
{
    qs_find_clock(reader, node);
    if (!node || reader->has_clock)
        return;
    reader->has_clock = true; /* what follows from it is not told as well */
    qs_enter(reader, "clock");
    qs_problem_node(reader, node,
                    "must be the time of day at time 0, from 00:00 to 23:59:59, such as \"08:30\"");
    qs_leave(reader);
}

bool qs_clock_take(qs_study_reader *reader, qs_node *node, double after, bool may_equal, double *out)
{
    if (!reader->has_clock) {
        qs_problem_node(reader, node,
                        "is a time of day, but the study does not say which it is at time 0: add clock: "
                        "\"08:00\" at the top, or write the time since the start, %s h after it is %.12g h",
                        node->text, node->number / 3600);
        return false;
    }
    double instant = qs_clock_after(reader, node->number, after, may_equal);
    if (node->is_axis_number && instant != qs_scalar_value(reader, node)) {
        qs_problem_node(reader, node,
                        "comes more than a day after the start, or at it; as a sweep's value it must be the "
                        "time since the start, such as 26 h");
        return false;
    }
    node->dimension = QS_TIME;
    *out = instant;
    return true;
}
