/* Clocks.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/clock.h"

#include <stdio.h>
#include <time.h>

double qs_clock_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void qs_clock_sleep(double seconds)
{
    struct timespec time = {.tv_sec = (time_t)seconds};
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    nanosleep(&time, NULL);
}

void qs_clock_now(char *text)
{
    time_t now = time(NULL);
    struct tm parts;
    if (!gmtime_r(&now, &parts) || strftime(text, QS_CLOCK_TEXT, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        text[0] = '\0';
}

void qs_clock_duration(double seconds, char *text)
{
    if (seconds < 0.9995) {
        snprintf(text, QS_CLOCK_TEXT, "%.0f ms", seconds * 1000);
    } else if (seconds < 59.95) {
        snprintf(text, QS_CLOCK_TEXT, "%.1f s", seconds);
    } else if (seconds < 3599.5) {
        long whole = (long)(seconds + 0.5);
        snprintf(text, QS_CLOCK_TEXT, "%ld min %02ld s", whole / 60, whole % 60);
    } else if (seconds < 1e12) {
        long long minutes = (long long)(seconds / 60 + 0.5);
        snprintf(text, QS_CLOCK_TEXT, "%lld h %02lld min", minutes / 60, minutes % 60);
    } else {
        snprintf(text, QS_CLOCK_TEXT, "for ever");
    }
}
