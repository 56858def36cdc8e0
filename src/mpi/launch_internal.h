/* Who started this process.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LAUNCH_INTERNAL_H
#define QSWEEP_LAUNCH_INTERNAL_H

#include <stdbool.h>

/* Set to 1: this process is alone, whatever a launcher says. For whoever starts several studies by one. */
#define QS_ALONE_VARIABLE "QSWEEP_ALONE"

typedef struct qs_launch {
    const char *name;     /* of the launcher, for people; NULL: there is none */
    const char *variable; /* by which it is known */
    int rank;
    int size;       /* how many it started; 0: it does not say */
    bool is_silent; /* it has left nothing that MPI could use */
} qs_launch;

/* What the environment says. All-zero: nothing, this process is alone. */
qs_launch qs_launch_find(void);

#endif
