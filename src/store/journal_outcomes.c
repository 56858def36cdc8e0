/* Outcomes in the journal: what a decision is made of. Each record is one piece, kept as it came; a run that
 * goes on makes the decision of them anew, and finds the same.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal_internal.h"
#include "qsweep/memory.h"

qs_status qs_journal_note_outcomes(qs_journal *journal, uint64_t offset, uint64_t n)
{
    qs_status status = qs_reserve(&journal->outcomes, &journal->capacity_outcomes, journal->n_outcomes + 1,
                                  sizeof *journal->outcomes);
    if (status)
        return status;
    journal->outcomes[journal->n_outcomes++] = offset;
    journal->n_observations += n;
    return QS_OK;
}

qs_status qs_journal_outcomes(qs_journal *journal, const qs_outcomes *piece)
{
    uint64_t offset;
    qs_status status = qs_journal_begin_payload(journal, piece->scenario);
    if (!status)
        status = qs_outcomes_pack(piece, &journal->scratch);
    if (status)
        return status;
    qs_journal_put_length(journal);
    status = qs_journal_append(journal, QS_RECORD_OUTCOMES, &offset);
    if (!status)
        status = qs_journal_note_outcomes(journal, offset, piece->n);
    return status ? status : qs_journal_write_if_much(journal);
}

uint64_t qs_journal_n_observed(const qs_journal *journal)
{
    return journal->n_observations * qs_outcomes_step(journal->identity.plan);
}

size_t qs_journal_n_outcomes(const qs_journal *journal)
{
    return journal->n_outcomes;
}

qs_status qs_journal_read_outcomes(qs_journal *journal, size_t i, qs_outcomes *piece)
{
    qs_reader reader;
    *piece = (qs_outcomes){0};
    qs_status status = qs_journal_read_body(journal, journal->outcomes[i], QS_RECORD_OUTCOMES, &reader);
    if (status)
        return status;
    if (reader.is_short || qs_outcomes_unpack(&reader, journal->identity.plan, piece))
        return qs_fail(QS_ERROR_FORMAT, "%s: outcomes are damaged", journal->path);
    return QS_OK;
}
