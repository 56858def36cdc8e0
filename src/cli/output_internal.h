/* A text file that a command writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OUTPUT_INTERNAL_H
#define QSWEEP_OUTPUT_INTERNAL_H

#include <stdio.h>

#include "qsweep/status.h"

/* All-zero is none. */
typedef struct qs_output {
    const char *path; /* the caller's */
    char *part;       /* NULL: written directly */
    FILE *file;
} qs_output;

/* Begin a file: beside its name, so that what is there stays until the new one is whole, and no link there is
 * followed. A device, a pipe or a FIFO that somebody reads is written directly.
 * Errors: QS_ERROR_IO, which names the path; QS_ERROR_MEMORY. */
qs_status qs_output_begin(const char *path, qs_output *output);

/* Close it, and give it its name unless `status` says that writing failed; then it is removed. Gives
 * `status`, or why the file could not be finished (QS_ERROR_IO). */
qs_status qs_output_end(qs_output *output, qs_status status);

#endif
