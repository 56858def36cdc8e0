/* Instants of a replication as people say them: a number, or a time of day where there is a clock.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DAYTIME_H
#define QSWEEP_DAYTIME_H

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_DAYTIME_TEXT = 48 };

/* An instant in text.
 * clock     [in] the time of day at time 0, "08:30" or "08:30:15"; NULL: numbers, to ten digits
 * time_unit [in] of the instant: "s", "min", "h" or "d"
 * With a clock: 10:00, with seconds where there are any (a clock shows no fractions: then it is a number), and
 * on later days with their number: "10:00+1" is on the next day. Returns text. */
const char *qs_daytime_text(const char *clock, const char *time_unit, double instant,
                            char text[QS_DAYTIME_TEXT]);

/* The end of an interval: as qs_daytime_text, but midnight is 24:00 of the day before. */
const char *qs_daytime_end(const char *clock, const char *time_unit, double instant,
                           char text[QS_DAYTIME_TEXT]);

#ifdef __cplusplus
}
#endif

#endif
