/* Instants as times of day: of a study with `clock`, which says the time of day at time 0.
 *
 * Days begin at midnight. An instant of the day at time 0 is "12:15", one of the next day "08:30 +1d".
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DAYTIME_H
#define QSWEEP_DAYTIME_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Seconds of a unit of time, "s", "min", "h" or "d"; 0 when it is none of them, or NULL. */
double qs_unit_seconds(const char *unit);

/* All-zero: there is no clock. */
typedef struct qs_daytime {
    bool is_there;
    double start; /* seconds from midnight to time 0 */
    double unit;  /* seconds in a unit of time */
} qs_daytime;

/* clock [in] "08:30", "08:30:15", or NULL; time_unit [in] "s", "min", "h" or "d". Anything else: there is no
 * clock. */
qs_daytime qs_daytime_of(const char *clock, const char *time_unit);

enum { QS_DAYTIME_TEXT = 48 };

/* An instant, in units of time: to the minute, the second or the millisecond, as much as it has. "" where it
 * is NaN, "inf" where it is infinite. */
const char *qs_daytime_text(const qs_daytime *day, double instant, char text[QS_DAYTIME_TEXT]);

/* An instant of a study: as above, or, without a clock (NULL), the number. clock, time_unit [in] as above */
const char *qs_instant_text(const char *clock, const char *time_unit, double instant,
                            char text[QS_DAYTIME_TEXT]);

/* A stretch of time as people say it: in its unit where that is a short number, else in another where it is:
 * 15 min, but 20 s and not 0.3333333333 min. unit [in] "s", "min", "h" or "d"; between [in] number and unit */
const char *qs_span_text(double span, const char *unit, const char *between, char text[QS_DAYTIME_TEXT]);

/* The same as a clock on the wall shows it, to the second: "08:41:03". */
const char *qs_daytime_seconds(const qs_daytime *day, double instant, char text[QS_DAYTIME_TEXT]);

/* The instant of a text of n bytes such as "12:15", the first at time 0 or after it, "12:15 +1d" or 12:15:30.
 * False if it is none. */
bool qs_daytime_read(const qs_daytime *day, const char *text, size_t n, double *instant);

#ifdef __cplusplus
}
#endif

#endif
