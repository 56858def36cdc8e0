/* Progress: a bar, or lines.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "progress_internal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "qsweep/clock.h"

/* Seconds between two drawings of the bar, and between two lines. */
#define BAR_EVERY 0.2
#define LINE_EVERY 60.0

enum { WIDEST_BAR = 40, TEXT = 200 };

void qs_progress_begin(qs_progress_meter *meter, qs_progress_when when)
{
    bool is_terminal = isatty(STDERR_FILENO) == 1;
    memset(meter, 0, sizeof *meter);
    meter->has_bar = when == QS_PROGRESS_ALWAYS || (when == QS_PROGRESS_AUTO && is_terminal);
    meter->has_lines = when == QS_PROGRESS_AUTO && !is_terminal;
    meter->start = qs_clock_seconds();
    /* No bar for a run that is over at once. */
    meter->next = meter->start + (meter->has_bar ? BAR_EVERY : LINE_EVERY);
}

/* Columns of the terminal, or 80. */
static int terminal_width(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* Everything costs what the replications so far have cost: wrong where later scenarios are heavier, but
 * steady. */
static void time_left(const qs_progress_meter *meter, const qs_progress *progress, double now, char *text)
{
    double done = (double)(progress->replications - meter->n_before);
    double left = (double)(progress->n_replications - progress->replications);
    double seconds = done > 0 ? (now - meter->start) * left / done : 0;
    if (done <= 0)
        snprintf(text, QS_CLOCK_TEXT, "unknown time");
    else if (seconds < 59.5)
        snprintf(text, QS_CLOCK_TEXT, "%.0f s", seconds);
    else
        qs_clock_duration(seconds, text);
}

static void draw_bar(const char *counts, double share)
{
    int room = terminal_width() - (int)strlen(counts) - 4;
    int width = room < WIDEST_BAR ? room : WIDEST_BAR;
    char bar[WIDEST_BAR + 1] = "";
    for (int i = 0; i < width; i++)
        bar[i] = i < (int)(share * width) ? '#' : '.';
    if (width > 0)
        fprintf(stderr, "\r[%s] %s\033[K", bar, counts);
    else
        fprintf(stderr, "\r%.*s\033[K", terminal_width() - 1, counts);
}

void qs_progress_tell(qs_progress_meter *meter, const qs_progress *progress)
{
    if (!meter->has_bar && !meter->has_lines)
        return;
    double now = qs_clock_seconds();
    if (now < meter->next)
        return;
    meter->next = now + (meter->has_bar ? BAR_EVERY : LINE_EVERY);
    char left[QS_CLOCK_TEXT], counts[TEXT];
    time_left(meter, progress, now, left);
    snprintf(counts, sizeof counts, "%llu/%llu scenarios, %llu/%llu replications, %s left",
             (unsigned long long)progress->scenarios, (unsigned long long)progress->n_scenarios,
             (unsigned long long)progress->replications, (unsigned long long)progress->n_replications, left);
    if (meter->has_bar) {
        draw_bar(counts, (double)progress->replications / (double)progress->n_replications);
        meter->is_drawn = true;
    } else {
        fprintf(stderr, "qsweep: %s\n", counts);
    }
    fflush(stderr);
}

void qs_progress_wipe(qs_progress_meter *meter)
{
    if (meter->is_drawn)
        fputs("\r\033[K", stderr);
    meter->is_drawn = false;
}
