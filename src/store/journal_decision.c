/* Decisions in the journal: what a policy (policy.h) has decided that does not follow from a scenario's own
 * beginning. Each record tells all that was decided so far; the last one counts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal_internal.h"

qs_status qs_journal_decided(qs_journal *journal, const qs_bytes *record)
{
    uint64_t offset;
    qs_status status = qs_journal_begin_payload(journal, 0);
    if (!status)
        status = qs_bytes_put(&journal->scratch, record->data, record->n);
    if (status)
        return status;
    qs_journal_put_length(journal);
    status = qs_journal_append(journal, QS_RECORD_DECISIONS, &offset);
    if (status)
        return status;
    journal->decisions_offset = offset;
    return qs_journal_write_if_much(journal);
}

qs_status qs_journal_find_decisions(qs_journal *journal, qs_bytes *record)
{
    qs_reader reader;
    if (journal->decisions_offset == 0)
        return QS_OK;
    qs_status status = qs_journal_read_body(journal, journal->decisions_offset, QS_RECORD_DECISIONS, &reader);
    if (status)
        return status;
    if (reader.is_short)
        return qs_fail(QS_ERROR_FORMAT, "%s: the decisions are damaged", journal->path);
    return qs_bytes_put(record, reader.data + reader.at, reader.n - reader.at);
}
