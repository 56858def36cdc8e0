/* Pieces of blocks in the journal: what there is of a block before it is whole.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "journal_internal.h"
#include "qsweep/memory.h"

/* Nothing of its block has been folded yet. */
static bool counts(const qs_journal *journal, const qs_piece_place *place)
{
    const qs_known *known = &journal->known[place->scenario];
    return known->state != QS_JOURNAL_FINISHED && place->first >= known->n_replications;
}

/* The place of a block's piece, or NULL. Those that do not count any more are dropped on the way. */
static qs_piece_place *find(qs_journal *journal, uint64_t scenario, uint64_t index)
{
    for (size_t i = 0; i < journal->n_pieces;) {
        qs_piece_place *place = &journal->pieces[i];
        if (!counts(journal, place))
            *place = journal->pieces[--journal->n_pieces];
        else if (place->scenario == scenario && place->index == index)
            return place;
        else
            i++;
    }
    return NULL;
}

qs_status qs_journal_note_piece(qs_journal *journal, const qs_piece_place *place)
{
    qs_piece_place *there = find(journal, place->scenario, place->index);
    if (there) {
        *there = *place;
        return QS_OK;
    }
    qs_status status = qs_reserve(&journal->pieces, &journal->capacity_pieces, journal->n_pieces + 1,
                                  sizeof *journal->pieces);
    if (!status)
        journal->pieces[journal->n_pieces++] = *place;
    return status;
}

uint64_t qs_journal_n_in_pieces(const qs_journal *journal)
{
    uint64_t n = 0;
    for (size_t i = 0; i < journal->n_pieces; i++)
        n += counts(journal, &journal->pieces[i]) ? journal->pieces[i].n : 0;
    return n;
}

static bool has_large_rows(const qs_journal *journal)
{
    return qs_plan_has_large_rows(journal->identity.plan, journal->identity.layout->n_values);
}

/* Large rows are not written again and again: only those that the last piece did not have. */
static qs_status put_new_rows(qs_journal *journal, const qs_block *piece)
{
    const qs_piece_place *there = find(journal, piece->scenario, piece->index);
    uint64_t n_there = there ? there->n : 0;
    if (piece->n <= n_there)
        return QS_OK;
    qs_block rows = {.scenario = piece->scenario,
                     .first = piece->first + n_there,
                     .n = piece->n - n_there,
                     .rows = piece->rows + n_there * (uint64_t)piece->n_values};
    return qs_journal_rows(journal, &rows);
}

qs_status qs_journal_piece(qs_journal *journal, const qs_block *piece)
{
    qs_piece_place place = {piece->scenario, piece->index, piece->first, piece->n, 0};
    qs_block bare = *piece;
    qs_status status = QS_OK;
    if (!counts(journal, &place))
        return QS_OK;
    if (piece->rows && has_large_rows(journal)) {
        status = put_new_rows(journal, piece);
        bare.rows = NULL;
    }
    if (!status)
        status = qs_journal_begin_payload(journal, piece->scenario);
    if (!status)
        status = qs_block_pack(&bare, &journal->scratch);
    if (status)
        return status;
    qs_journal_put_length(journal);
    status = qs_journal_append(journal, QS_RECORD_PIECE, &place.offset);
    if (!status)
        status = qs_journal_note_piece(journal, &place);
    return status ? status : qs_journal_write_if_much(journal);
}

/* The rows of a piece, from where those of blocks are. */
static qs_status load_large_rows(qs_journal *journal, qs_block *piece)
{
    size_t n_values = (size_t)journal->identity.layout->n_values;
    qs_status status = qs_calloc(piece->n, n_values * sizeof *piece->rows, &piece->rows);
    for (uint64_t at = 0; at < piece->n && !status;) {
        const double *rows;
        uint64_t n;
        status = qs_journal_read_rows(journal, piece->scenario, piece->first + at, &rows, &n);
        if (status)
            break;
        n = n < piece->n - at ? n : piece->n - at;
        memcpy(piece->rows + at * n_values, rows, n * n_values * sizeof *rows);
        at += n;
    }
    return status;
}

/* The piece in the record at an offset. */
static qs_status load(qs_journal *journal, uint64_t offset, qs_block *piece)
{
    qs_reader reader;
    memset(piece, 0, sizeof *piece);
    qs_status status = qs_journal_read_body(journal, offset, QS_RECORD_PIECE, &reader);
    if (status)
        return status;
    if (reader.is_short)
        return qs_fail(QS_ERROR_FORMAT, "%s: a piece of a block is damaged", journal->path);
    status = qs_block_unpack(&reader, journal->identity.layout, piece);
    if (!status && piece->n > journal->identity.plan->n_replications)
        status = qs_fail(QS_ERROR_FORMAT, "%s: a piece of a block is too long", journal->path);
    if (!status && has_large_rows(journal))
        status = load_large_rows(journal, piece);
    return status;
}

qs_status qs_journal_find_piece(qs_journal *journal, uint64_t scenario, uint64_t index, qs_bytes *bytes)
{
    qs_block piece;
    const qs_piece_place *place = find(journal, scenario, index);
    if (!place)
        return QS_OK;
    qs_status status = load(journal, place->offset, &piece);
    if (!status)
        status = qs_block_pack(&piece, bytes);
    qs_block_clear(&piece);
    return status;
}
