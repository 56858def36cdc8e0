/* `qsweep watch`, within its files: what is seen of a run, and how it is said.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_WATCH_INTERNAL_H
#define QSWEEP_WATCH_INTERNAL_H

#include "qsweep/results.h"
#include "qsweep/sign.h"

typedef enum qs_watched_state {
    QS_WATCHED_NOTHING, /* no run, no results */
    QS_WATCHED_BEGINS,  /* it has its journal, and has given no sign yet; or it was killed before the first */
    QS_WATCHED_RUNNING,
    QS_WATCHED_SILENT,  /* no sign for longer than is usual */
    QS_WATCHED_DIED,    /* its process is no more, and it has not said why */
    QS_WATCHED_STOPPED, /* in order; to be gone on with */
    QS_WATCHED_FAILED,
    QS_WATCHED_FINISHED, /* all scenarios are in the results */
    QS_WATCHED_LEFT      /* results of a part of the scenarios, and nobody at work */
} qs_watched_state;

/* What is known of a run at one instant. */
typedef struct qs_watched {
    const char *path;
    qs_watched_state state;
    bool has_sign;
    qs_sign sign;        /* if there is one */
    double age;          /* seconds since it was written */
    qs_results *results; /* what is written of them so far; NULL: nothing yet, or it cannot be read */
} qs_watched;

/* Look at what lies there. Errors: QS_ERROR_IO, QS_ERROR_FORMAT, QS_ERROR_MEMORY. To be cleared in any case. */
qs_status qs_watch_look(const char *path, qs_watched *watched);
void qs_watch_clear(qs_watched *watched);

/* Whether nothing more will come. */
bool qs_watch_is_over(const qs_watched *watched);

/* What people read, `width` characters wide; and what a script reads. */
void qs_watch_print(const qs_watched *watched, int width, FILE *out);
void qs_watch_json(const qs_watched *watched, FILE *out);

#endif
