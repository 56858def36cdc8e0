/* The journal beside a results file: what a run has done, so that nothing is lost when it is killed.
 *
 * Records are only ever appended, each with its length and check; the last one of a scenario counts. A
 * scenario has a record when it is finished, and at each checkpoint while it is under way: the size depends
 * on scenarios, not on replications (but for their rows, which are written once: with these records where
 * they are small, else block by block as they come). Rank 0 only; nothing here is collective.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_JOURNAL_H
#define QSWEEP_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/block.h"
#include "qsweep/outcomes.h"
#include "qsweep/pilot.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is added to the results file's name. */
#define QS_JOURNAL_SUFFIX ".journal"

/* While it is watched whether another process that had the files lives (qs_journal_open): what is told, and
 * whether to go on. Each may be NULL. */
typedef struct qs_journal_wait {
    void (*tell)(void *context, const char *text);
    bool (*should_stop)(void *context);
    void *context;
} qs_journal_wait;

/* Whose journal it is. Borrowed; must outlive the journal. */
typedef struct qs_journal_identity {
    const qs_plan *plan;
    const qs_layout *layout;
    const char *study_hash; /* of all that can change a number */
    const char *version;    /* of the program */
    const char *started;    /* ISO 8601, UTC */
    const char *replaces;   /* what lies at the results' path and shall be replaced, told from others by these
                               words (under 64 characters); "" : nothing */
    const char *study;      /* [n_study] packed, so that the journal can be read by itself */
    size_t n_study;
    const qs_journal_wait *wait; /* NULL: nothing to tell, nothing to ask; used while it is opened */
} qs_journal_identity;

typedef enum qs_journal_mode {
    QS_JOURNAL_NEW,    /* refuse one that is there */
    QS_JOURNAL_ANEW,   /* empty one that is there */
    QS_JOURNAL_RESUME, /* go on with one that is there, if it is this study's */
} qs_journal_mode;

typedef struct qs_journal qs_journal;

/* Open the journal of the results at `path` (path.journal) and lock it against other processes; the lock ends
 * with the process, however that ends. Where there are no locks, path.journal.owner says who has it: it is
 * taken over from one that has ended or gives no sign of life. Little is written before the first
 * qs_journal_sync. What follows the last whole record is cut off. out [out] owned by the caller
 * (qs_journal_close or qs_journal_remove) Errors: QS_REFUSED (there is one and it shall not be; it is of
 * another study, seed or version; it is no journal), QS_ERROR_FORMAT (damaged at its beginning), QS_ERROR_IO
 * (another process has it; the file system), QS_STOPPED (wait->should_stop), QS_ERROR_MEMORY. */
qs_status qs_journal_open(const char *path, const qs_journal_identity *identity, qs_journal_mode mode,
                          qs_journal **out);

/* The study in the journal of the results at `path`, as it was packed (qs_study_unpack).
 * bytes [out] [n] the caller's. Errors: QS_ERROR_IO (there is none, cannot be read), QS_REFUSED (it is none),
 * QS_ERROR_MEMORY. */
qs_status qs_journal_read_study(const char *path, char **bytes, size_t *n);

/* What was found in a journal that is gone on with. */
typedef struct qs_journal_found {
    bool is_resumed;         /* there was something to go on with */
    uint64_t n_finished;     /* scenarios */
    uint64_t n_replications; /* done */
    uint64_t n_outcomes;     /* pieces of outcomes, of a study that decides */
    uint64_t n_damaged;      /* bytes that were cut off */
} qs_journal_found;
qs_journal_found qs_journal_get_found(const qs_journal *journal);

/* What its file system does not give, as far as that has shown (QS_MISSING_LOCKS, QS_MISSING_SYNC of
 * store.h). */
unsigned qs_journal_missing(const qs_journal *journal);

/* When the run began that it is the journal of: ISO 8601, UTC. Owned by the journal. */
const char *qs_journal_started(const qs_journal *journal);

/* What the run that it is the journal of was told to replace (qs_journal_identity). Owned by the journal. */
const char *qs_journal_replaces(const qs_journal *journal);

/* Keep a finished scenario; one that is kept already is passed over. Buffered.
 * Errors: QS_ERROR_IO (the journal is whole up to its last record), QS_ERROR_MEMORY. */
qs_status qs_journal_finished(qs_journal *journal, const qs_summary *summary);

/* The same; as long as little has come it is held in memory as it is, taken over and empty then, until
 * qs_journal_sync or a failure. Errors: as qs_journal_finished. */
qs_status qs_journal_take(qs_journal *journal, qs_summary *summary);

/* The summary that is held of a scenario, the journal's until it is synced; NULL: none is. And is one held of every
 * scenario of which anything is known? */
const qs_summary *qs_journal_held(const qs_journal *journal, uint64_t scenario);
bool qs_journal_holds_all(const qs_journal *journal);

/* Keep the beginning of a scenario (qs_sweep_save). Buffered. Errors: as qs_journal_finished. */
qs_status qs_journal_begun(qs_journal *journal, const qs_block *beginning);

/* Keep the rows of a block of a scenario that is not finished, where they are large (qs_plan_has_large_rows);
 * its summary and its beginning then come without. Kept twice is kept once. Buffered. Errors: as
 * qs_journal_finished. */
qs_status qs_journal_rows(qs_journal *journal, const qs_block *block);

/* Rows of a scenario kept by that, or with a summary that is held, from those of replication `first` on: as many as
 * lie together.
 * rows [out] [n] the journal's, until it is used again. Errors: QS_ERROR_FORMAT (it has none), QS_ERROR_IO,
 * QS_ERROR_MEMORY. */
qs_status qs_journal_read_rows(qs_journal *journal, uint64_t scenario, uint64_t first, const double **rows,
                               uint64_t *n);

/* Keep a piece of a block of a scenario (qs_worker_set_keep); the last one of a block counts, and none of a
 * block that has been folded. Buffered. Errors: as qs_journal_finished. */
qs_status qs_journal_piece(qs_journal *journal, const qs_block *piece);

/* The piece that was kept of a block, packed: appended to bytes; nothing if there is none.
 * Errors: QS_ERROR_FORMAT (damaged), QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_journal_find_piece(qs_journal *journal, uint64_t scenario, uint64_t index, qs_bytes *bytes);

/* Keep the pilots of a scenario that have been folded, `piece` of them in pieces (qs_sweep_saver). Buffered.
 * Errors: as qs_journal_finished. */
qs_status qs_journal_pilots(qs_journal *journal, const qs_pilot *folded);

/* The last that was kept of them; none, in no pieces, if nothing was. Errors: as qs_journal_find_piece. */
qs_status qs_journal_find_pilots(qs_journal *journal, uint64_t scenario, qs_pilot *folded);

/* Keep all that the policy has decided so far (qs_sweep_saver). Buffered. Errors: as qs_journal_finished. */
qs_status qs_journal_decided(qs_journal *journal, const qs_bytes *record);

/* What was kept last by that, appended to record; nothing if there is none. Errors: as qs_journal_find_piece.
 */
qs_status qs_journal_find_decisions(qs_journal *journal, qs_bytes *record);

/* Keep outcomes, of which a decision is made (decide.h); all records count. Buffered. Errors: as
 * qs_journal_finished. */
qs_status qs_journal_outcomes(qs_journal *journal, const qs_outcomes *piece);

/* How many records of them there are, and the i-th in the order in which they were kept. piece [out] the
 * caller's to clear. Errors: as qs_journal_find_piece. */
size_t qs_journal_n_outcomes(const qs_journal *journal);
uint64_t qs_journal_n_observed(const qs_journal *journal); /* replications in them */
qs_status qs_journal_read_outcomes(qs_journal *journal, size_t i, qs_outcomes *piece);

/* Replications in pieces that count. */
uint64_t qs_journal_n_in_pieces(const qs_journal *journal);

/* Where there are no locks: see that nobody has taken the files over, and give a sign of life (beat: if it is
 * time for one); elsewhere nothing. Whoever has lost them writes no more. Errors: QS_ERROR_IO. */
qs_status qs_journal_renew(qs_journal *journal);
qs_status qs_journal_beat(qs_journal *journal);
bool qs_journal_is_lost(const qs_journal *journal);

/* Write what is buffered and wait until the disk has it. Errors: QS_ERROR_IO. */
qs_status qs_journal_sync(qs_journal *journal);

typedef enum qs_journal_state { QS_JOURNAL_NOTHING, QS_JOURNAL_BEGUN, QS_JOURNAL_FINISHED } qs_journal_state;

/* What is known of a scenario, buffered or on disk. */
qs_journal_state qs_journal_knows(const qs_journal *journal, uint64_t scenario);

/* Its replications done. */
uint64_t qs_journal_n_replications(const qs_journal *journal, uint64_t scenario);

/* The beginning of a scenario that is known to have begun.
 * beginning [out] the caller's to clear. Errors: QS_ERROR_IO, QS_ERROR_FORMAT, QS_ERROR_MEMORY. */
qs_status qs_journal_beginning(qs_journal *journal, uint64_t scenario, qs_block *beginning);

/* The summary of a scenario that is known to be finished, and is not held, or to have begun: then it is partial.
 * quantiles [in]  as for qs_sweep_new
 * summary   [out] the caller's to clear. Errors: QS_ERROR_IO, QS_ERROR_FORMAT, QS_ERROR_MEMORY. */
qs_status qs_journal_summary(qs_journal *journal, uint64_t scenario, const double *quantiles,
                             qs_summary *summary);

/* Let go; the file stays, unless nothing was ever written to it. NULL is accepted. */
void qs_journal_close(qs_journal *journal);

/* Remove the file and let go. */
void qs_journal_remove(qs_journal *journal);

#ifdef __cplusplus
}
#endif

#endif
