/* A file that appears whole or not at all: written as PATH.part beside PATH, synced, renamed.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PART_INTERNAL_H
#define QSWEEP_PART_INTERNAL_H

#include "qsweep/status.h"

typedef struct qs_part {
    char *path;       /* of the whole file; owned */
    char *part_path;  /* owned */
    int descriptor;   /* open on the part, holding its lock; -1 when not */
    unsigned missing; /* what the file system does not give (QS_MISSING_...) */
} qs_part;

/* Create PATH.part and lock it against other processes; one left behind by a dead process is taken over.
 * Errors: QS_ERROR_IO (a folder that is not there or not writable, something other than a file at PATH,
 * another process writing the same file); QS_ERROR_MEMORY. Nothing is left behind on failure. */
qs_status qs_part_begin(const char *path, qs_part *part);

/* Sync the part to disk, rename it to PATH and sync the folder. On failure the part is removed. Cleared in
 * any case. missing [in,out] what the file system does not give is added; NULL: not asked for */
qs_status qs_part_commit(qs_part *part, unsigned *missing);

/* Remove the part; cleared afterwards. */
void qs_part_abandon(qs_part *part);

#endif
