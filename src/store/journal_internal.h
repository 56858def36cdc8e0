/* The journal, within its room: records, and what is known of each scenario.
 *
 * The file is 16 bytes of magic, then records: a qs_record_head and its payload. The first record says whose
 * journal it is. A scenario's record is five numbers (scenario, where its previous record with rows begins or
 * 0, the first of the rows in this one, how many, bytes of the body), the body, and rows of replications.
 *
 * Private to src/store.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_JOURNAL_INTERNAL_H
#define QSWEEP_JOURNAL_INTERNAL_H

#include "owner_internal.h"
#include "qsweep/journal.h"

/* The last digit is the version of the form. */
#define QS_JOURNAL_MAGIC "qsweep journal 4"
enum { QS_MAGIC_LENGTH = 16 };

typedef enum qs_record_kind {
    QS_RECORD_IDENTITY = 1,
    QS_RECORD_BEGUN,
    QS_RECORD_FINISHED,
    QS_RECORD_ROWS,
    QS_RECORD_PIECE,
    QS_RECORD_PILOTS,
    QS_RECORD_DECISIONS,
    QS_RECORD_OUTCOMES
} qs_record_kind;

typedef struct qs_record_head {
    uint32_t mark, kind;
    uint64_t length; /* of the payload, bytes */
    uint64_t check;  /* of kind, length, place in the file and payload */
} qs_record_head;

/* The identity is so many words, numbers, and the study. */
enum { QS_IDENTITY_WORDS = 4, QS_IDENTITY_NUMBERS = 10, QS_SCENARIO_NUMBERS = 5 };

/* What is known of a scenario. */
typedef struct qs_known {
    uint64_t offset;         /* of its last record */
    uint64_t n_replications; /* that it tells of */
    uint64_t n_rows;         /* of the first replications that are in the journal */
    uint64_t rows_offset;    /* of the last record with rows; 0: none */
    uint64_t pilots_offset;  /* of the last record of its pilots; 0: none */
    uint64_t held;           /* 1 + its place among those held; 0: it is not */
    qs_journal_state state;
} qs_known;

/* Where large rows of a scenario are. */
typedef struct qs_rows_place {
    uint64_t first, n; /* replications */
    uint64_t offset;   /* of the record */
} qs_rows_place;

/* The last piece of a block. */
typedef struct qs_piece_place {
    uint64_t scenario, index, first, n;
    uint64_t offset; /* of the record */
} qs_piece_place;

struct qs_journal {
    qs_journal_identity identity;
    char *results_path, *path, *started, *replaces; /* owned */
    int descriptor;                                 /* locked */
    unsigned missing;                               /* of what a file system may not give */
    qs_owner *owner;                                /* where there are no locks; else NULL */
    uint64_t n_written, n_synced;                   /* bytes in the file, and of these on the disk */
    qs_bytes buffer;                                /* that come behind them */
    qs_bytes scratch;                               /* a record that is being made or read */
    qs_known *known;                                /* [n_scenarios] */
    qs_summary *held;                               /* [n_held] finished, in no record yet */
    size_t n_held, capacity_held, held_bytes;
    bool holds_no_more;        /* there have been too many, or a checkpoint */
    uint64_t decisions_offset; /* of the last record of decisions; 0: none */
    uint64_t *outcomes;        /* [n_outcomes] offsets of records of outcomes */
    size_t n_outcomes, capacity_outcomes;
    uint64_t n_observations; /* in these records */
    qs_journal_found found;
    qs_rows_place
        *places; /* [n_places] by `first`, of scenario places_of as of its record at places_offset */
    size_t n_places, capacity_places;
    uint64_t places_of, places_offset; /* places_offset 0: of none */
    qs_piece_place *pieces;            /* [n_pieces] in no order */
    size_t n_pieces, capacity_pieces;
};

uint64_t qs_record_check(uint32_t kind, uint64_t offset, const unsigned char *payload, uint64_t length);

/* Begin the payload of a record in journal->scratch: the five numbers, of a record without rows; the body
 * follows. When it is there, put its length. Errors: QS_ERROR_MEMORY. */
enum { QS_PAYLOAD_HEAD = QS_SCENARIO_NUMBERS * sizeof(uint64_t) };
qs_status qs_journal_begin_payload(qs_journal *journal, uint64_t scenario);
void qs_journal_put_length(qs_journal *journal);

/* Append journal->scratch as the payload of a record; *offset says where it begins.
 * Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_journal_append(qs_journal *journal, qs_record_kind kind, uint64_t *offset);

/* Read the payload of the record at an offset into journal->scratch, of a file of n bytes; *kind is 0 if
 * there is no whole record. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_journal_read(qs_journal *journal, uint64_t offset, uint64_t n, uint32_t *kind);

/* A reader of the body of the record at an offset, in journal->scratch; is_short if there is no whole record
 * of this kind. Errors: as qs_journal_read. */
qs_status qs_journal_read_body(qs_journal *journal, uint64_t offset, qs_record_kind kind, qs_reader *reader);

/* n bytes at an offset, of the file or of the buffer behind it. Errors: QS_ERROR_IO. */
qs_status qs_journal_read_bytes(const qs_journal *journal, uint64_t offset, void *data, uint64_t n);

/* Note that the piece of a block lies in the record at an offset. Errors: QS_ERROR_MEMORY. */
qs_status qs_journal_note_piece(qs_journal *journal, const qs_piece_place *place);

/* Note that n outcomes lie in the record at an offset. Errors: QS_ERROR_MEMORY. */
qs_status qs_journal_note_outcomes(qs_journal *journal, uint64_t offset, uint64_t n);

/* Append a record of a finished scenario (qs_journal_finished), whatever is known of it. */
qs_status qs_journal_put_finished(qs_journal *journal, const qs_summary *summary);

/* Append records of all summaries that are held, and hold none from now on; forget them. Errors: QS_ERROR_IO,
 * QS_ERROR_MEMORY. */
qs_status qs_journal_put_held(qs_journal *journal);
void qs_journal_drop_held(qs_journal *journal);

/* Write the buffer if there is much in it. Errors: QS_ERROR_IO. */
qs_status qs_journal_write_if_much(qs_journal *journal);

/* The first record: written into scratch; or that in scratch compared. Errors: QS_REFUSED, QS_ERROR_FORMAT,
 * QS_ERROR_MEMORY. */
qs_status qs_journal_put_identity(qs_journal *journal);
qs_status qs_journal_check_identity(qs_journal *journal);

/* Find out what is in a file of n bytes, and cut off what follows the last whole record. Errors: as
 * qs_journal_open. */
qs_status qs_journal_scan(qs_journal *journal, uint64_t n);

#endif
