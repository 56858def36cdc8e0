/* Clocks: for progress, for sizing tasks, for provenance. Nothing that enters a result may ask one.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CLOCK_H
#define QSWEEP_CLOCK_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Seconds since some fixed instant; never goes backwards. */
double qs_clock_seconds(void);

/* Sleep so many seconds, or less if a signal comes. */
void qs_clock_sleep(double seconds);

enum { QS_CLOCK_TEXT = 48 };

/* The present time as ISO 8601 in UTC, "2026-01-31T09:05:00Z", into text[QS_CLOCK_TEXT]. */
void qs_clock_now(char *text);

/* A duration for people: "850 ms", "12.3 s", "4 min 05 s", "3 h 07 min", into text[QS_CLOCK_TEXT]. */
void qs_clock_duration(double seconds, char *text);

#ifdef __cplusplus
}
#endif

#endif
