/* One writer a file.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LOCK_INTERNAL_H
#define QSWEEP_LOCK_INTERNAL_H

#include "qsweep/status.h"
#include "qsweep/store.h"

/* Open (create) a file for writing and lock it against other processes; on file systems without locks,
 * without. results    [in]     the file that is being written by whoever has the lock, for the message
 * descriptor [out]    the caller's to close, which unlocks; -1 on failure
 * missing    [in,out] QS_MISSING_LOCKS is added if there are none
 * Errors: QS_ERROR_IO. */
qs_status qs_lock_open(const char *path, const char *results, int *descriptor, unsigned *missing);

/* Have the disk take a file, and the folder of a path, so that a new name survives a crash of the machine.
 * missing [in,out] QS_MISSING_SYNC is added if the file system cannot. Errors: QS_ERROR_IO. */
qs_status qs_sync_file(int descriptor, const char *path, unsigned *missing);
qs_status qs_sync_folder(const char *path, unsigned *missing);

#endif
