/* Opening plain files in folders where others write too.
 *
 * A name that can be guessed may be planted there: a link to a file of whoever runs qsweep, a FIFO that
 * nobody reads. Nothing here follows a link at a name that qsweep makes up itself, waits for the other end of
 * a FIFO, or writes into what was there.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PLAIN_H
#define QSWEEP_PLAIN_H

#include <sys/types.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Open a file for reading; it must be a plain one, a link to one included.
 * descriptor [out] the caller's to close; -1 on failure
 * Errors: QS_ERROR_IO, "PATH: cannot open: REASON", "PATH: it is a folder", "PATH: it is not a plain file".
 */
qs_status qs_plain_open(const char *path, int *descriptor);

/* Create a file under a name that qsweep made up (.part and the like), to write and read: what lies there is
 * unlinked first, never followed, never written into. Gives the descriptor, or -1 with errno. */
int qs_plain_create(const char *path, mode_t mode);

/* Create a file that must not be there yet. Gives the descriptor, or -1 with errno (EEXIST). */
int qs_plain_claim(const char *path, mode_t mode);

/* Open a file that qsweep left, to read and write: a plain one, of this user, under no other name, not
 * through a link. descriptor, why: as for qs_plain_go_on. */
void qs_plain_reopen(const char *path, int *descriptor, const char **why);

/* Open a file to go on with, or create it: a plain one, of this user, under no other name, not through a
 * link. descriptor [out] the caller's to close; -1 on failure why        [out] a static text that says what
 * else it is; NULL where errno says why */
void qs_plain_go_on(const char *path, int *descriptor, const char **why);

#ifdef __cplusplus
}
#endif

#endif
