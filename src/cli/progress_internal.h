/* Progress on the standard error: a bar on a terminal, one plain line a minute otherwise.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PROGRESS_INTERNAL_H
#define QSWEEP_PROGRESS_INTERNAL_H

#include <stdbool.h>

#include "qsweep/sweep.h"

/* The words of `--progress` in their order. */
typedef enum qs_progress_when { QS_PROGRESS_AUTO, QS_PROGRESS_ALWAYS, QS_PROGRESS_NEVER } qs_progress_when;

typedef struct qs_progress_meter {
    bool has_bar, has_lines; /* neither: silent */
    bool is_drawn;           /* a bar stands on the line */
    uint64_t n_before;       /* replications done by an earlier run */
    double start, next;      /* qs_clock_seconds: of the beginning, and before which nothing is said */
} qs_progress_meter;

void qs_progress_begin(qs_progress_meter *meter, qs_progress_when when);

/* Say how far it is, if it is time to. Cheap enough to be called for every block. */
void qs_progress_tell(qs_progress_meter *meter, const qs_progress *progress);

/* Wipe the bar, so that other text can be printed. */
void qs_progress_wipe(qs_progress_meter *meter);

#endif
