/* Who has a journal, where the file system has no locks to tell: a record beside it.
 *
 * The record names host, boot, process and batch job, and counts signs of life. Whoever wants the files of
 * another takes them over only from one that is known to have ended, or gives no sign of life; and whoever
 * finds that they were taken from it writes no more. Between the look and the write nothing is held, so this
 * is a fence, not a lock.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OWNER_INTERNAL_H
#define QSWEEP_OWNER_INTERNAL_H

#include "qsweep/journal.h"

/* What is added to the journal's name. */
#define QS_OWNER_SUFFIX ".owner"

typedef struct qs_owner qs_owner;

/* Claim the files, or take them over.
 * journal [in]  its path; results: the file that is being written, for messages
 * wait    [in]  what is asked and told while another's signs of life are watched
 * every   [in]  seconds between checkpoints
 * out     [out] the caller's (qs_owner_free), NULL on failure
 * Errors: QS_ERROR_IO (another process has them; the file system), QS_REFUSED (what lies there is no record
 * of this user), QS_STOPPED, QS_ERROR_MEMORY. */
qs_status qs_owner_claim(const char *journal, const char *results, const qs_journal_wait *wait, double every,
                         qs_owner **out);

/* See that they are still ours, and give a sign of life; qs_owner_beat: if it is time for one. NULL is
 * accepted. Errors: QS_ERROR_IO (they have been taken over, now or before). */
qs_status qs_owner_renew(qs_owner *owner);
qs_status qs_owner_beat(qs_owner *owner);

/* Whether they have been taken over, as far as that has shown. NULL is accepted. */
bool qs_owner_is_lost(const qs_owner *owner);

/* Remove the record, if it is ours still, and let go. NULL is accepted. */
void qs_owner_free(qs_owner *owner);

#endif
