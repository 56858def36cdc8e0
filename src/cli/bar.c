/* Progress: a bar, or lines. It hears of a job's events.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "bar_internal.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "qsweep/clock.h"

/* Seconds between two drawings of the bar, and between two lines. */
#define BAR_EVERY 0.2
#define LINE_EVERY 60.0

enum { WIDEST_BAR = 40, TEXT = 200 };

void qs_bar_begin(qs_bar *bar, qs_bar_when when)
{
    bool is_terminal = isatty(STDERR_FILENO) == 1;
    memset(bar, 0, sizeof *bar);
    bar->has_bar = when == QS_BAR_ALWAYS || (when == QS_BAR_AUTO && is_terminal);
    bar->has_lines = when == QS_BAR_AUTO && !is_terminal;
    bar->start = qs_clock_seconds();
    /* No bar for a run that is over at once. */
    bar->next = bar->start + (bar->has_bar ? BAR_EVERY : LINE_EVERY);
}

/* Columns of the terminal, or 80. */
static int terminal_width(void)
{
    struct winsize size;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* Everything costs what the replications so far have cost: wrong where later scenarios are heavier, but
 * steady. */
static void time_left(const qs_bar *bar, const qs_progress *progress, double now, char *text)
{
    double done = (double)(progress->replications - bar->n_before);
    double left = (double)(progress->n_replications - progress->replications);
    double seconds = done > 0 ? (now - bar->start) * left / done : 0;
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
    char drawn[WIDEST_BAR + 1] = "";
    for (int i = 0; i < width; i++)
        drawn[i] = i < (int)(share * width) ? '#' : '.';
    if (width > 0)
        fprintf(stderr, "\r[%s] %s\033[K", drawn, counts);
    else
        fprintf(stderr, "\r%.*s\033[K", terminal_width() - 1, counts);
}

/* A decision: nobody knows how long it takes. */
static void put_deciding(const qs_progress *progress, char counts[TEXT])
{
    const qs_deciding *d = &progress->deciding;
    char leader[48] = "no leader yet";
    if (d->has_leader)
        snprintf(leader, sizeof leader,
                 d->is_best ? "leader: scenario %llu" : "cheapest proven: scenario %llu",
                 (unsigned long long)d->leader);
    snprintf(counts, TEXT, "deciding: %llu of %llu scenarios left, %s, %llu replications",
             (unsigned long long)d->n_left, (unsigned long long)progress->n_scenarios, leader,
             (unsigned long long)d->n_replications);
}

static void put_counts(const qs_bar *bar, const qs_progress *progress, double now, char counts[TEXT])
{
    char left[QS_CLOCK_TEXT];
    time_left(bar, progress, now, left);
    snprintf(counts, TEXT, "%llu/%llu scenarios, %llu/%llu replications, %s left",
             (unsigned long long)progress->scenarios, (unsigned long long)progress->n_scenarios,
             (unsigned long long)progress->replications, (unsigned long long)progress->n_replications, left);
}

static double share_done(const qs_progress *progress)
{
    if (progress->is_deciding)
        return 1 - (double)progress->deciding.n_left / (double)progress->n_scenarios;
    return (double)progress->replications / (double)progress->n_replications;
}

static void tell(qs_bar *bar, const qs_progress *progress)
{
    char counts[TEXT];
    if (!bar->has_bar && !bar->has_lines)
        return;
    double now = qs_clock_seconds();
    if (now < bar->next)
        return;
    bar->next = now + (bar->has_bar ? BAR_EVERY : LINE_EVERY);
    if (progress->is_deciding)
        put_deciding(progress, counts);
    else
        put_counts(bar, progress, now, counts);
    if (bar->has_bar) {
        draw_bar(counts, share_done(progress));
        bar->is_drawn = true;
    } else {
        fprintf(stderr, "qsweep: %s\n", counts);
    }
    fflush(stderr);
}

static void wipe(qs_bar *bar)
{
    if (bar->is_drawn)
        fputs("\r\033[K", stderr);
    bar->is_drawn = false;
}

static void hear(void *context, const qs_job *job, const qs_job_event *event)
{
    qs_bar *bar = context;
    (void)job;
    switch (event->kind) {
    case QS_JOB_BEGINS:
        bar->n_before = event->progress.replications;
        return;
    case QS_JOB_PROGRESS:
        tell(bar, &event->progress);
        return;
    case QS_JOB_MISSING: /* of these something is said */
    case QS_JOB_NOT_FOLDED:
        wipe(bar);
        return;
    default:
        return;
    }
}

qs_job_listener qs_bar_listener(qs_bar *bar)
{
    return (qs_job_listener){hear, bar};
}

void qs_bar_end(qs_bar *bar)
{
    wipe(bar);
}
