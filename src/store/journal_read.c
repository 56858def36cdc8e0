/* The journal read back. Nothing in it is trusted before it has been checked.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "journal_internal.h"
#include "qsweep/memory.h"

/* ---- whose it is ---- */

/* Read backwards on a machine of the other byte order. */
#define ORDER_MARK UINT64_C(0x0102030405060708)

enum { IDENTITY_NUMBERS = QS_IDENTITY_NUMBERS, LONGEST_WORD = 64 };

static void list_numbers(const qs_journal_identity *identity, uint64_t *numbers)
{
    const qs_plan *plan = identity->plan;
    const uint64_t list[IDENTITY_NUMBERS] = {ORDER_MARK,
                                             QS_STREAM_VERSION,
                                             plan->seed,
                                             plan->n_scenarios,
                                             plan->n_replications,
                                             plan->block,
                                             (uint64_t)identity->layout->n_values,
                                             (uint64_t)identity->layout->n_histograms,
                                             plan->keep_rows,
                                             plan->keep_histograms};
    memcpy(numbers, list, sizeof list);
}

static qs_status put_text(qs_bytes *bytes, const char *text, size_t n)
{
    qs_status status = qs_bytes_put_u64(bytes, n);
    return status ? status : qs_bytes_put(bytes, text, n);
}

qs_status qs_journal_put_identity(qs_journal *journal)
{
    const qs_journal_identity *identity = &journal->identity;
    uint64_t numbers[IDENTITY_NUMBERS];
    list_numbers(identity, numbers);
    qs_bytes_reset(&journal->scratch);
    qs_status status = put_text(&journal->scratch, identity->version, strlen(identity->version));
    if (!status)
        status = put_text(&journal->scratch, identity->study_hash, strlen(identity->study_hash));
    if (!status)
        status = put_text(&journal->scratch, identity->started, strlen(identity->started));
    if (!status)
        status = put_text(&journal->scratch, identity->replaces, strlen(identity->replaces));
    if (!status)
        status = qs_bytes_put(&journal->scratch, numbers, sizeof numbers);
    return status ? status : put_text(&journal->scratch, identity->study, identity->n_study);
}

/* A short text, cut to fit. */
static void get_word(qs_reader *reader, char word[LONGEST_WORD])
{
    uint64_t n = qs_reader_get_u64(reader);
    memset(word, 0, LONGEST_WORD);
    if (n >= LONGEST_WORD)
        reader->is_short = true;
    else
        qs_reader_get(reader, word, n);
}

static qs_status refuse(const qs_journal *journal, const char *what, const char *theirs, const char *ours)
{
    return qs_fail(QS_REFUSED,
                   "%s: it is of another %s (%s, this is %s): going on would mix their numbers; begin anew "
                   "with --force, "
                   "or write to another file with -o",
                   journal->path, what, theirs, ours);
}

static qs_status refuse_number(const qs_journal *journal, const char *what, uint64_t theirs, uint64_t ours)
{
    char a[24], b[24];
    snprintf(a, sizeof a, "%llu", (unsigned long long)theirs);
    snprintf(b, sizeof b, "%llu", (unsigned long long)ours);
    return refuse(journal, what, a, b);
}

qs_status qs_journal_check_identity(qs_journal *journal)
{
    const qs_journal_identity *identity = &journal->identity;
    qs_reader reader = {.data = journal->scratch.data, .n = journal->scratch.n};
    char version[LONGEST_WORD], hash[LONGEST_WORD], started[LONGEST_WORD], replaces[LONGEST_WORD];
    uint64_t theirs[IDENTITY_NUMBERS], ours[IDENTITY_NUMBERS];
    list_numbers(identity, ours);
    get_word(&reader, version);
    get_word(&reader, hash);
    get_word(&reader, started);
    get_word(&reader, replaces);
    qs_reader_get(&reader, theirs, sizeof theirs);
    if (reader.is_short || theirs[0] != ours[0])
        return qs_fail(QS_ERROR_FORMAT, "%s: it was written on a machine of another byte order",
                       journal->path);
    if (strcmp(version, identity->version) != 0)
        return refuse(journal, "version of qsweep", version, identity->version);
    if (theirs[1] != ours[1])
        return refuse_number(journal, "version of the random numbers", theirs[1], ours[1]);
    if (theirs[2] != ours[2])
        return refuse_number(journal, "seed", theirs[2], ours[2]);
    if (theirs[4] != ours[4])
        return refuse_number(journal, "number of replications", theirs[4], ours[4]);
    if (strcmp(hash, identity->study_hash) != 0 || memcmp(theirs, ours, sizeof ours) != 0)
        return refuse(journal, "study", hash, identity->study_hash);
    qs_free(journal->started);
    qs_free(journal->replaces);
    journal->started = journal->replaces = NULL;
    qs_status status = qs_strdup(started, &journal->started);
    return status ? status : qs_strdup(replaces, &journal->replaces);
}

/* ---- what is in it ---- */

typedef struct record {
    uint64_t scenario, previous, first_row, n_rows, body_length;
    const unsigned char *body, *rows;
} record;

/* Take the record in scratch apart; false if it cannot be one of this plan. */
static bool take_apart(const qs_journal *journal, record *r)
{
    const qs_plan *plan = journal->identity.plan;
    qs_reader reader = {.data = journal->scratch.data, .n = journal->scratch.n};
    uint64_t numbers[QS_SCENARIO_NUMBERS],
        row = (uint64_t)journal->identity.layout->n_values * sizeof(double);
    qs_reader_get(&reader, numbers, sizeof numbers);
    uint64_t left = reader.n - reader.at;
    *r = (record){.scenario = numbers[0],
                  .previous = numbers[1],
                  .first_row = numbers[2],
                  .n_rows = numbers[3],
                  .body_length = numbers[4]};
    if (reader.is_short || r->scenario >= plan->n_scenarios || r->body_length > left ||
        r->n_rows > plan->n_replications || r->first_row > plan->n_replications - r->n_rows ||
        (left - r->body_length) != r->n_rows * row)
        return false;
    r->body = reader.data + reader.at;
    r->rows = r->body + r->body_length;
    return true;
}

enum { PLACE_IN_BLOCK = 4 };

/* How many replications a body tells of: a block has it as its fifth number, a summary as its first. */
static uint64_t replications_of(const record *r, uint32_t kind)
{
    uint64_t n = 0, at = kind == QS_RECORD_BEGUN ? PLACE_IN_BLOCK * sizeof n : 0;
    if (r->body_length >= at + sizeof n)
        memcpy(&n, r->body + at, sizeof n);
    return n;
}

/* The piece of a block in the record: its numbers begin with a mark, scenario, index, first and n. */
static bool note_piece(qs_journal *journal, const record *r, uint64_t offset)
{
    uint64_t numbers[PLACE_IN_BLOCK + 1];
    if (r->body_length < sizeof numbers)
        return false;
    memcpy(numbers, r->body, sizeof numbers);
    const qs_piece_place place = {r->scenario, numbers[2], numbers[3], numbers[4], offset};
    return numbers[1] == r->scenario && qs_journal_note_piece(journal, &place) == QS_OK;
}

/* Outcomes: their numbers begin with scenario, first and n. */
static bool note_outcomes(qs_journal *journal, const record *r, uint64_t offset)
{
    uint64_t numbers[3];
    if (r->body_length < sizeof numbers)
        return false;
    memcpy(numbers, r->body, sizeof numbers);
    return numbers[0] == r->scenario && qs_journal_note_outcomes(journal, offset, numbers[2]) == QS_OK;
}

/* Note the record in scratch, which begins at offset; false if it makes no sense. */
static bool note(qs_journal *journal, uint32_t kind, uint64_t offset)
{
    const qs_plan *plan = journal->identity.plan;
    record r = {0};
    if (kind < QS_RECORD_BEGUN || kind > QS_RECORD_OUTCOMES || !take_apart(journal, &r))
        return false;
    if (kind == QS_RECORD_PIECE)
        return note_piece(journal, &r, offset);
    if (kind == QS_RECORD_PILOTS) {
        journal->known[r.scenario].pilots_offset = offset;
        return true;
    }
    if (kind == QS_RECORD_DECISIONS) {
        journal->decisions_offset = offset;
        return true;
    }
    if (kind == QS_RECORD_OUTCOMES)
        return note_outcomes(journal, &r, offset);
    uint64_t n = replications_of(&r, kind);
    qs_known *known = &journal->known[r.scenario];
    if (n > plan->n_replications || r.previous != known->rows_offset || known->state == QS_JOURNAL_FINISHED)
        return false;
    if (kind == QS_RECORD_ROWS) {
        known->rows_offset = offset;
        return true;
    }
    known->state = kind == QS_RECORD_FINISHED ? QS_JOURNAL_FINISHED : QS_JOURNAL_BEGUN;
    known->offset = offset;
    known->n_replications = n;
    if (r.n_rows > 0) {
        known->rows_offset = offset;
        known->n_rows = r.first_row + r.n_rows;
    }
    return true;
}

static void count_found(qs_journal *journal)
{
    qs_journal_found *found = &journal->found;
    for (size_t i = 0; i < journal->identity.plan->n_scenarios; i++) {
        found->n_finished += journal->known[i].state == QS_JOURNAL_FINISHED;
        found->n_replications += journal->known[i].n_replications;
    }
    found->n_replications += qs_journal_n_in_pieces(journal);
    found->n_outcomes = journal->n_outcomes;
}

/* Whose file it is, from its beginning. One so short that it ends before that was written by a run that was
 * killed at its first checkpoint: *n_whole is 0 then. */
static qs_status scan_identity(qs_journal *journal, uint64_t n, uint64_t *n_whole)
{
    char magic[QS_MAGIC_LENGTH] = "";
    uint32_t kind;
    *n_whole = 0;
    size_t n_magic = n < sizeof magic ? (size_t)n : sizeof magic;
    if (pread(journal->descriptor, magic, n_magic, 0) != (ssize_t)n_magic)
        return qs_fail_errno(journal->path, "read");
    if (memcmp(magic, QS_JOURNAL_MAGIC, n_magic) != 0)
        return qs_fail(
            QS_REFUSED,
            "%s: it is not a journal of this version of qsweep; move it away, or begin anew with --force",
            journal->path);
    qs_status status = qs_journal_read(journal, QS_MAGIC_LENGTH, n, &kind);
    if (status)
        return status;
    if (kind == QS_RECORD_IDENTITY) {
        *n_whole = QS_MAGIC_LENGTH + sizeof(qs_record_head) + journal->scratch.n;
        return qs_journal_check_identity(journal);
    }
    qs_record_head head;
    if (n < QS_MAGIC_LENGTH + sizeof head)
        return QS_OK;
    if (pread(journal->descriptor, &head, sizeof head, QS_MAGIC_LENGTH) == (ssize_t)sizeof head &&
        head.kind == QS_RECORD_IDENTITY && head.length > n - QS_MAGIC_LENGTH - sizeof head)
        return QS_OK;
    return qs_fail(QS_ERROR_FORMAT, "%s: it is damaged at its beginning; begin anew with --force",
                   journal->path);
}

qs_status qs_journal_scan(qs_journal *journal, uint64_t n)
{
    uint64_t at;
    uint32_t kind = QS_RECORD_IDENTITY;
    journal->n_written = n;
    qs_status status = scan_identity(journal, n, &at);
    journal->found.is_resumed = at > 0;
    while (!status && kind && at > 0 && at < n) {
        status = qs_journal_read(journal, at, n, &kind);
        if (status || !kind || !note(journal, kind, at))
            break;
        at += sizeof(qs_record_head) + journal->scratch.n;
    }
    if (status)
        return status;
    journal->found.n_damaged = n - at;
    journal->n_written = journal->n_synced = at;
    if (at < n && ftruncate(journal->descriptor, (off_t)at) != 0)
        return qs_fail_errno(journal->path, "cut off what is damaged");
    count_found(journal);
    return QS_OK;
}

/* ---- scenarios ---- */

qs_journal_state qs_journal_knows(const qs_journal *journal, uint64_t scenario)
{
    return journal->known[scenario].state;
}

uint64_t qs_journal_n_replications(const qs_journal *journal, uint64_t scenario)
{
    return journal->known[scenario].n_replications;
}

static qs_status torn(const qs_journal *journal, uint64_t scenario)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: what it has of scenario %llu is damaged", journal->path,
                   (unsigned long long)scenario);
}

/* The record at an offset, taken apart; it stays in scratch. */
static qs_status load(qs_journal *journal, uint64_t scenario, uint64_t offset, record *r)
{
    uint32_t kind;
    qs_status status = qs_journal_read(journal, offset, journal->n_written + journal->buffer.n, &kind);
    if (!status && (!kind || !take_apart(journal, r) || r->scenario != scenario))
        status = torn(journal, scenario);
    return status;
}

/* The rows of a scenario's first n replications, from all its records; the last of them lies in scratch, as
 * *r. */
static qs_status load_rows(qs_journal *journal, record *r, uint64_t n, double **out)
{
    size_t n_values = (size_t)journal->identity.layout->n_values;
    const uint64_t scenario = r->scenario;
    const qs_known *known = &journal->known[scenario];
    double *rows;
    *out = NULL;
    if (known->n_rows < n)
        return torn(journal, scenario);
    qs_status status = qs_calloc_sparse(n, n_values * sizeof *rows, &rows);
    for (uint64_t at = known->rows_offset; !status && at > 0;) {
        if (at != known->offset)
            status = load(journal, scenario, at, r);
        if (status)
            break;
        uint64_t end = r->first_row + r->n_rows < n ? r->first_row + r->n_rows : n;
        if (r->first_row < end)
            memcpy(rows + r->first_row * n_values, r->rows, (end - r->first_row) * n_values * sizeof *rows);
        at = r->previous < at ? r->previous : 0;
    }
    if (status)
        qs_free(rows);
    else
        *out = rows;
    return status;
}

/* Are rows kept with the records of scenarios? */
static bool holds_rows(const qs_journal *journal)
{
    const qs_plan *plan = journal->identity.plan;
    return plan->keep_rows && !qs_plan_has_large_rows(plan, journal->identity.layout->n_values);
}

qs_status qs_journal_beginning(qs_journal *journal, uint64_t scenario, qs_block *beginning)
{
    const qs_plan *plan = journal->identity.plan;
    record r = {0};
    memset(beginning, 0, sizeof *beginning);
    qs_status status = load(journal, scenario, journal->known[scenario].offset, &r);
    if (status)
        return status;
    qs_reader reader = {.data = r.body, .n = r.body_length};
    status = qs_block_unpack(&reader, journal->identity.layout, beginning);
    if (!status && (beginning->scenario != scenario || beginning->n > plan->n_replications))
        status = torn(journal, scenario);
    if (!status && holds_rows(journal))
        status = load_rows(journal, &r, beginning->n, &beginning->rows);
    if (status)
        qs_block_clear(beginning);
    return status;
}

static qs_status allocate_summary(qs_summary *summary, size_t n)
{
    qs_status status = qs_calloc(n, sizeof *summary->n, &summary->n);
    double **columns[] = {&summary->mean, &summary->sd, &summary->lower, &summary->upper};
    for (size_t i = 0; !status && i < sizeof columns / sizeof *columns; i++)
        status = qs_calloc(n, sizeof(double), columns[i]);
    summary->n_values = (int)n;
    return status;
}

static qs_status get_summary(qs_reader *reader, size_t n, qs_summary *summary)
{
    uint64_t numbers[6];
    qs_reader_get(reader, numbers, sizeof numbers);
    summary->n_replications = numbers[0];
    summary->n_failed = numbers[1];
    summary->failed_first = numbers[2];
    summary->failed_status = (int)(numbers[3] < QS_N_STATUS ? numbers[3] : QS_ERROR_INTERNAL);
    summary->is_imprecise = numbers[4] != 0;
    qs_status status = allocate_summary(summary, n);
    if (status)
        return status;
    qs_reader_get_packed(reader, summary->n, n);
    double *columns[] = {summary->mean, summary->sd, summary->lower, summary->upper};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        qs_reader_get(reader, columns[i], n * sizeof(double));
    if (reader->is_short || numbers[5] != reader->n - reader->at)
        return qs_fail(QS_ERROR_FORMAT, "a summary is damaged");
    return qs_bytes_put(&summary->histograms, reader->data + reader->at, numbers[5]);
}

static qs_status load_finished(qs_journal *journal, uint64_t scenario, qs_summary *summary)
{
    record r = {0};
    memset(summary, 0, sizeof *summary);
    qs_status status = load(journal, scenario, journal->known[scenario].offset, &r);
    if (status)
        return status;
    qs_reader reader = {.data = r.body, .n = r.body_length};
    summary->scenario = scenario;
    status = get_summary(&reader, (size_t)journal->identity.layout->n_values, summary);
    if (!status && holds_rows(journal))
        status = load_rows(journal, &r, summary->n_replications, &summary->rows);
    if (status)
        qs_summary_clear(summary);
    return status;
}

qs_status qs_journal_summary(qs_journal *journal, uint64_t scenario, const double *quantiles,
                             qs_summary *summary)
{
    const qs_journal_identity *identity = &journal->identity;
    if (journal->known[scenario].state == QS_JOURNAL_FINISHED)
        return load_finished(journal, scenario, summary);
    qs_block beginning;
    memset(summary, 0, sizeof *summary);
    qs_status status = qs_journal_beginning(journal, scenario, &beginning);
    if (!status)
        status = qs_beginning_summarise(&beginning, identity->plan, identity->layout, quantiles, summary);
    if (!status) {
        summary->rows = beginning.rows;
        beginning.rows = NULL;
    }
    qs_block_clear(&beginning);
    return status;
}
