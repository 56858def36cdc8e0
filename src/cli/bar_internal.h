/* Progress on the standard error: a bar on a terminal, one plain line a minute otherwise.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_BAR_INTERNAL_H
#define QSWEEP_BAR_INTERNAL_H

#include <stdbool.h>

#include "qsweep/job.h"

/* The words of `--progress` in their order. */
typedef enum qs_bar_when { QS_BAR_AUTO, QS_BAR_ALWAYS, QS_BAR_NEVER } qs_bar_when;

typedef struct qs_bar {
    bool has_bar, has_lines; /* neither: silent */
    bool is_drawn;           /* a bar stands on the line */
    uint64_t n_before;       /* replications done by an earlier run */
    double start, next;      /* qs_clock_seconds: of the beginning, and before which nothing is said */
} qs_bar;

/* All-zero is silent. From now on it says how far the job is, if it is time to. */
void qs_bar_begin(qs_bar *bar, qs_bar_when when);

/* To be told before those who say something: it wipes the bar for them. */
qs_job_listener qs_bar_listener(qs_bar *bar);

/* Wipe the bar, so that other text can be printed. */
void qs_bar_end(qs_bar *bar);

#endif
