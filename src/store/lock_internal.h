/* One writer a file.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LOCK_INTERNAL_H
#define QSWEEP_LOCK_INTERNAL_H

#include "qsweep/status.h"

/* Open (create) a file for writing and lock it against other processes; on file systems without locks,
 * without. results    [in]  the file that is being written by whoever has the lock, for the message
 * descriptor [out] the caller's to close, which unlocks; -1 on failure
 * Errors: QS_ERROR_IO. */
qs_status qs_lock_open(const char *path, const char *results, int *descriptor);

/* Sync the folder of a path, so that a new name survives a crash of the machine. Errors: QS_ERROR_IO. */
qs_status qs_sync_folder(const char *path);

#endif
