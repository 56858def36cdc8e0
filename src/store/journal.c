/* The journal: opening, appending, syncing. docs/journal-format.md says what each byte means.
 *
 * The invariant: up to n_written the file is a sequence of whole records, and none of them is ever changed.
 * New ones gather in the buffer behind it and are written in one piece; a write that fails half-way is cut
 * off again. So a kill at any instant leaves a journal that is right as far as it goes: a reader checks each
 * record, with its place, and stops at the first that is not whole. Of records of one thing the last counts.
 *
 * What must never happen: that two processes write (the lock, or the owner's record where there are no
 * locks), that what is told to be kept is not on the disk (qs_journal_sync before anything is said), and
 * that a number is believed because it stands in a file (journal_read.c).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "journal_internal.h"
#include "lock_internal.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"

/* Bytes that are gathered before they are written; they are synced at checkpoints alone. */
enum { BUFFER_BYTES = 1 << 20 };

#define RECORD_MARK UINT32_C(0x716a726e)

/* ---- records ---- */

/* A multiplication by an odd number and a shift lose nothing, so one changed word always shows. */
static uint64_t stir(uint64_t check, uint64_t word)
{
    check = (check ^ word) * UINT64_C(0x9e3779b97f4a7c15);
    return check ^ (check >> 29);
}

/* Eight bytes at a time, in four lanes, which do not wait for each other. */
uint64_t qs_record_check(uint32_t kind, uint64_t offset, const unsigned char *payload, uint64_t length)
{
    uint64_t check = qs_mix64(offset ^ qs_mix64(length ^ qs_mix64(kind))), word, words[4], at = 0;
    uint64_t a = check, b = ~check, c = check << 1, d = ~(check << 1);
    for (; length - at >= sizeof words; at += sizeof words) {
        memcpy(words, payload + at, sizeof words);
        a = stir(a, words[0]);
        b = stir(b, words[1]);
        c = stir(c, words[2]);
        d = stir(d, words[3]);
    }
    check = stir(stir(stir(stir(check, a), b), c), d);
    for (; length - at >= sizeof word; at += sizeof word) {
        memcpy(&word, payload + at, sizeof word);
        check = stir(check, word);
    }
    word = 0;
    if (at < length)
        memcpy(&word, payload + at, length - at);
    return qs_mix64(stir(check, word));
}

/* A write that fails half-way leaves the file as it was. */
static qs_status write_out(qs_journal *journal)
{
    qs_status owned = qs_owner_renew(journal->owner);
    if (owned)
        return owned;
    for (size_t at = 0; at < journal->buffer.n;) {
        ssize_t n = pwrite(journal->descriptor, journal->buffer.data + at, journal->buffer.n - at,
                           (off_t)(journal->n_written + at));
        if (n > 0) {
            at += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            qs_status status = qs_fail_errno(journal->path, "write");
            /* If this fails too, the next reader will cut it off. */
            if (ftruncate(journal->descriptor, (off_t)journal->n_written) != 0)
                return status;
            return status;
        }
    }
    journal->n_written += journal->buffer.n;
    qs_bytes_reset(&journal->buffer);
    return QS_OK;
}

qs_status qs_journal_append(qs_journal *journal, qs_record_kind kind, uint64_t *offset)
{
    const qs_bytes *payload = &journal->scratch;
    size_t before = journal->buffer.n;
    *offset = journal->n_written + before;
    qs_record_head head = {.mark = RECORD_MARK, .kind = (uint32_t)kind, .length = payload->n};
    head.check = qs_record_check(head.kind, *offset, payload->data, head.length);
    qs_status status = qs_bytes_put(&journal->buffer, &head, sizeof head);
    if (!status)
        status = qs_bytes_put(&journal->buffer, payload->data, payload->n);
    if (status)
        journal->buffer.n = before;
    return status;
}

qs_status qs_journal_read_bytes(const qs_journal *journal, uint64_t offset, void *data, uint64_t n)
{
    if (offset >= journal->n_written) {
        memcpy(data, journal->buffer.data + (offset - journal->n_written), n);
        return QS_OK;
    }
    for (uint64_t at = 0; at < n;) {
        ssize_t got = pread(journal->descriptor, (char *)data + at, n - at, (off_t)(offset + at));
        if (got > 0)
            at += (uint64_t)got;
        else if (got == 0)
            return qs_fail(QS_ERROR_IO, "%s: it has become shorter", journal->path);
        else if (errno != EINTR)
            return qs_fail_errno(journal->path, "read");
    }
    return QS_OK;
}

qs_status qs_journal_read(qs_journal *journal, uint64_t offset, uint64_t n, uint32_t *kind)
{
    qs_record_head head;
    qs_bytes *scratch = &journal->scratch;
    *kind = 0;
    qs_bytes_reset(scratch);
    if (offset > n || n - offset < sizeof head)
        return QS_OK;
    qs_status status = qs_journal_read_bytes(journal, offset, &head, sizeof head);
    if (status || head.mark != RECORD_MARK || head.length > n - offset - sizeof head)
        return status;
    status = qs_reserve(&scratch->data, &scratch->capacity, head.length, 1);
    if (!status)
        status = qs_journal_read_bytes(journal, offset + sizeof head, scratch->data, head.length);
    if (status || qs_record_check(head.kind, offset, scratch->data, head.length) != head.check)
        return status;
    scratch->n = head.length;
    *kind = head.kind;
    return QS_OK;
}

qs_status qs_journal_read_body(qs_journal *journal, uint64_t offset, qs_record_kind kind, qs_reader *reader)
{
    uint32_t found;
    qs_status status = qs_journal_read(journal, offset, journal->n_written + journal->buffer.n, &found);
    *reader = (qs_reader){.data = journal->scratch.data, .n = journal->scratch.n, .at = QS_PAYLOAD_HEAD};
    reader->is_short = found != (uint32_t)kind || reader->n < reader->at;
    return status;
}

/* ---- the file ---- */

static void free_journal(qs_journal *journal)
{
    qs_owner_free(journal->owner);
    if (journal->descriptor >= 0)
        close(journal->descriptor);
    qs_bytes_clear(&journal->buffer);
    qs_bytes_clear(&journal->scratch);
    qs_journal_drop_held(journal);
    qs_free(journal->known);
    qs_free(journal->places);
    qs_free(journal->pieces);
    qs_free(journal->outcomes);
    qs_free(journal->started);
    qs_free(journal->replaces);
    qs_free(journal->results_path);
    qs_free(journal->path);
    qs_free(journal);
}

static qs_status new_journal(const char *path, const qs_journal_identity *identity, qs_journal **out)
{
    size_t n = strlen(path) + sizeof QS_JOURNAL_SUFFIX;
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (status)
        return status;
    qs_journal *journal = *out;
    journal->identity = *identity;
    journal->descriptor = -1;
    status = qs_strdup(path, &journal->results_path);
    if (!status)
        status = qs_calloc(n, 1, &journal->path);
    if (!status)
        snprintf(journal->path, n, "%s%s", path, QS_JOURNAL_SUFFIX);
    if (!status)
        status = qs_strdup(identity->started, &journal->started);
    if (!status)
        status = qs_strdup(identity->replaces, &journal->replaces);
    if (!status)
        status = qs_calloc(identity->plan->n_scenarios, sizeof *journal->known, &journal->known);
    return status;
}

/* An empty journal: its identity waits in the buffer. */
static qs_status begin(qs_journal *journal)
{
    uint64_t offset;
    if (ftruncate(journal->descriptor, 0) != 0)
        return qs_fail_errno(journal->path, "empty");
    qs_status status = qs_bytes_put(&journal->buffer, QS_JOURNAL_MAGIC, QS_MAGIC_LENGTH);
    if (!status)
        status = qs_journal_put_identity(journal);
    return status ? status : qs_journal_append(journal, QS_RECORD_IDENTITY, &offset);
}

static qs_status size_of(const qs_journal *journal, uint64_t *n)
{
    struct stat there;
    *n = 0;
    if (fstat(journal->descriptor, &there) != 0)
        return qs_fail_errno(journal->path, "look at it");
    *n = (uint64_t)there.st_size;
    return there.st_nlink > 0
               ? QS_OK
               : qs_fail(QS_ERROR_IO, "%s: the process that was writing this file has ended just now",
                         journal->results_path);
}

/* What needs no knowledge of who has it; then, where there are no locks, that nobody has. */
static qs_status claim(qs_journal *journal, qs_journal_mode mode)
{
    const qs_journal_identity *identity = &journal->identity;
    uint64_t n;
    qs_status status = size_of(journal, &n);
    if (status)
        return status;
    if (n > 0 && mode == QS_JOURNAL_NEW)
        return qs_fail(
            QS_REFUSED,
            "%s: a run that was not finished left this: go on with --resume, or begin anew with --force",
            journal->path);
    if (!(journal->missing & QS_MISSING_LOCKS))
        return QS_OK;
    return qs_owner_claim(journal->path, journal->results_path, identity->wait, identity->plan->checkpoint,
                          &journal->owner);
}

/* A run that was killed before its first checkpoint leaves an empty file: there is nothing in it to keep. */
static qs_status enter(qs_journal *journal, qs_journal_mode mode)
{
    uint64_t n;
    qs_status sized = size_of(journal, &n);
    if (sized)
        return sized;
    if (n > 0 && mode == QS_JOURNAL_RESUME) {
        qs_status status = qs_journal_scan(journal, n);
        if (status || journal->found.is_resumed)
            return status;
    }
    return begin(journal);
}

qs_status qs_journal_open(const char *path, const qs_journal_identity *identity, qs_journal_mode mode,
                          qs_journal **out)
{
    qs_journal *journal = NULL;
    struct stat there;
    *out = NULL;
    qs_status status = new_journal(path, identity, &journal);
    if (!status && stat(journal->path, &there) == 0 && !S_ISREG(there.st_mode))
        status = qs_fail(QS_ERROR_IO, "%s: cannot write: it is not a plain file", journal->path);
    if (!status)
        status = qs_lock_open(journal->path, path, &journal->descriptor, &journal->missing);
    if (!status)
        status = claim(journal, mode);
    if (!status)
        status = enter(journal, mode);
    if (!status)
        *out = journal;
    else if (journal)
        free_journal(journal);
    return status;
}

qs_journal_found qs_journal_get_found(const qs_journal *journal)
{
    return journal->found;
}

unsigned qs_journal_missing(const qs_journal *journal)
{
    return journal->missing;
}

const char *qs_journal_started(const qs_journal *journal)
{
    return journal->started;
}

const char *qs_journal_replaces(const qs_journal *journal)
{
    return journal->replaces;
}

qs_status qs_journal_renew(qs_journal *journal)
{
    return qs_owner_renew(journal->owner);
}

qs_status qs_journal_beat(qs_journal *journal)
{
    return qs_owner_beat(journal->owner);
}

bool qs_journal_is_lost(const qs_journal *journal)
{
    return qs_owner_is_lost(journal->owner);
}

static qs_status sync_buffer(qs_journal *journal)
{
    bool is_new = journal->n_synced == 0;
    if (journal->n_written + journal->buffer.n == journal->n_synced)
        return qs_owner_renew(journal->owner);
    qs_status status = write_out(journal);
    if (!status)
        status = qs_sync_file(journal->descriptor, journal->path, &journal->missing);
    if (status)
        return status;
    journal->n_synced = journal->n_written;
    return is_new ? qs_sync_folder(journal->path, &journal->missing) : QS_OK;
}

qs_status qs_journal_sync(qs_journal *journal)
{
    qs_status status = qs_journal_put_held(journal);
    return status ? status : sync_buffer(journal);
}

void qs_journal_close(qs_journal *journal)
{
    if (!journal)
        return;
    if (journal->n_written == 0 && qs_owner_renew(journal->owner) == QS_OK)
        unlink(journal->path);
    free_journal(journal);
}

void qs_journal_remove(qs_journal *journal)
{
    if (qs_owner_renew(journal->owner) == QS_OK)
        unlink(journal->path);
    free_journal(journal);
}

/* ---- scenarios ---- */

static qs_status put_numbers(qs_journal *journal, const uint64_t numbers[QS_SCENARIO_NUMBERS])
{
    qs_bytes_reset(&journal->scratch);
    return qs_bytes_put(&journal->scratch, numbers, QS_PAYLOAD_HEAD);
}

qs_status qs_journal_begin_payload(qs_journal *journal, uint64_t scenario)
{
    const uint64_t numbers[QS_SCENARIO_NUMBERS] = {scenario};
    return put_numbers(journal, numbers);
}

void qs_journal_put_length(qs_journal *journal)
{
    uint64_t length = journal->scratch.n - QS_PAYLOAD_HEAD;
    memcpy(journal->scratch.data + QS_PAYLOAD_HEAD - sizeof length, &length, sizeof length);
}

/* Begin a record of a scenario in scratch; its body follows. */
static qs_status begin_record(qs_journal *journal, uint64_t scenario, uint64_t n_rows)
{
    const qs_known *known = &journal->known[scenario];
    uint64_t first = known->n_rows < n_rows ? known->n_rows : n_rows;
    const uint64_t numbers[QS_SCENARIO_NUMBERS] = {scenario, known->rows_offset, first, n_rows - first, 0};
    return put_numbers(journal, numbers);
}

qs_status qs_journal_write_if_much(qs_journal *journal)
{
    if (journal->buffer.n < BUFFER_BYTES)
        return QS_OK;
    /* Whose file it is must be on the disk before anything else. */
    return journal->n_written == 0 ? sync_buffer(journal) : write_out(journal);
}

/* The body is there: put its length, and the rows that are not in the journal yet, and file it all. */
static qs_status end_record(qs_journal *journal, qs_record_kind kind, uint64_t scenario, const double *rows,
                            uint64_t n_replications)
{
    qs_known *known = &journal->known[scenario];
    uint64_t first = known->n_rows, offset;
    qs_journal_put_length(journal);
    size_t n_values = (size_t)journal->identity.layout->n_values;
    bool has_rows = rows && first < n_replications;
    qs_status status = QS_OK;
    if (has_rows)
        status = qs_bytes_put(&journal->scratch, rows + first * n_values,
                              (n_replications - first) * n_values * sizeof *rows);
    if (!status)
        status = qs_journal_append(journal, kind, &offset);
    if (status)
        return status;
    known->state = kind == QS_RECORD_FINISHED ? QS_JOURNAL_FINISHED : QS_JOURNAL_BEGUN;
    known->offset = offset;
    known->n_replications = n_replications;
    if (has_rows) {
        known->n_rows = n_replications;
        known->rows_offset = offset;
    }
    return qs_journal_write_if_much(journal);
}

/* Counts, then four columns, then the histograms. */
static qs_status put_summary(const qs_summary *summary, qs_bytes *bytes)
{
    const uint64_t numbers[] = {summary->n_replications, summary->n_failed,
                                summary->failed_first,   (uint64_t)summary->failed_status,
                                summary->is_imprecise,   summary->histograms.n};
    size_t n = (size_t)summary->n_values;
    qs_status status = qs_bytes_put(bytes, numbers, sizeof numbers);
    if (!status)
        status = qs_bytes_put_packed(bytes, summary->n, n);
    const double *columns[] = {summary->mean, summary->sd, summary->lower, summary->upper};
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = qs_bytes_put(bytes, columns[i], n * sizeof(double));
    return status ? status : qs_bytes_put(bytes, summary->histograms.data, summary->histograms.n);
}

qs_status qs_journal_put_finished(qs_journal *journal, const qs_summary *summary)
{
    qs_status status = begin_record(journal, summary->scenario, summary->rows ? summary->n_replications : 0);
    if (!status)
        status = put_summary(summary, &journal->scratch);
    return status ? status
                  : end_record(journal, QS_RECORD_FINISHED, summary->scenario, summary->rows,
                               summary->n_replications);
}

qs_status qs_journal_finished(qs_journal *journal, const qs_summary *summary)
{
    return journal->known[summary->scenario].state == QS_JOURNAL_FINISHED
               ? QS_OK
               : qs_journal_put_finished(journal, summary);
}

qs_status qs_journal_begun(qs_journal *journal, const qs_block *beginning)
{
    qs_block bare = *beginning;
    bare.rows = NULL;
    qs_status status = begin_record(journal, beginning->scenario, beginning->rows ? beginning->n : 0);
    if (!status)
        status = qs_block_pack(&bare, &journal->scratch);
    return status ? status
                  : end_record(journal, QS_RECORD_BEGUN, beginning->scenario, beginning->rows, beginning->n);
}

qs_status qs_journal_rows(qs_journal *journal, const qs_block *block)
{
    qs_known *known = &journal->known[block->scenario];
    const uint64_t numbers[QS_SCENARIO_NUMBERS] = {block->scenario, known->rows_offset, block->first,
                                                   block->n, 0};
    size_t row = (size_t)journal->identity.layout->n_values * sizeof *block->rows;
    uint64_t offset;
    if (known->state == QS_JOURNAL_FINISHED)
        return QS_OK;
    qs_status status = put_numbers(journal, numbers);
    if (!status)
        status = qs_bytes_put(&journal->scratch, block->rows, block->n * row);
    if (!status)
        status = qs_journal_append(journal, QS_RECORD_ROWS, &offset);
    if (status)
        return status;
    known->rows_offset = offset;
    return qs_journal_write_if_much(journal);
}
