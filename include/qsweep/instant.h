/* Instants as people write them: a date, a time of day, or both, in a format like strptime's.
 *
 * The reader is our own: names of months and days are English, whatever the user's language. Without %z an
 * instant is what the clock on the wall said, and the hour that summer time takes or gives is not known of.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_INSTANT_H
#define QSWEEP_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_instant {
    int64_t day;   /* of its date, from 1 January 1970; 0 without one */
    double second; /* of its day, by its own clock; without a date it may be more than a day's */
    double offset; /* of its clock from UTC, in seconds; 0 without %z */
} qs_instant;

/* Whether a format can be read, and whether it has a date. why [out] static text. */
bool qs_instant_format(const char *format, bool *has_date, const char **why);

/* Read a text that is an instant and nothing else.
 * format [in] good as of qs_instant_format: %Y %y %m %d %b %B %a %A (dates), %H %I %p %M %S %T %R (times; %S
 *        may have a fraction), %F (%Y-%m-%d), %z (+0100, +01:00, Z), %s (seconds since 1970), %%; a blank
 *        stands for any blanks; all else is as it stands
 * why    [out] static text where it is false: "is not in the format", "has a day that its month does not have" */
bool qs_instant_read(const char *text, const char *format, qs_instant *out, const char **why);

/* Seconds from midnight at the beginning of `day` UTC to it; of clocks without an offset, from midnight by that
 * clock. */
double qs_instant_since(const qs_instant *instant, int64_t day);

/* "2026-03-09" of a day. */
void qs_instant_date(int64_t day, char text[16]);
/* 0: Monday, to 6. */
int qs_instant_weekday(int64_t day);

#ifdef __cplusplus
}
#endif

#endif
