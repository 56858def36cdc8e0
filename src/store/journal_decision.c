/* Decisions in the journal: what a policy (policy.h) has decided that does not follow from a scenario's own
 * beginning. Each record tells all that was decided so far; the last one counts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "journal_internal.h"

enum { HEAD_BYTES = QS_SCENARIO_NUMBERS * sizeof(uint64_t) };

qs_status qs_journal_decided(qs_journal *journal, const qs_bytes *record)
{
    const uint64_t numbers[QS_SCENARIO_NUMBERS] = {[QS_SCENARIO_NUMBERS - 1] = record->n};
    uint64_t offset;
    qs_bytes_reset(&journal->scratch);
    qs_status status = qs_bytes_put(&journal->scratch, numbers, sizeof numbers);
    if (!status)
        status = qs_bytes_put(&journal->scratch, record->data, record->n);
    if (!status)
        status = qs_journal_append(journal, QS_RECORD_DECISIONS, &offset);
    if (status)
        return status;
    journal->decisions_offset = offset;
    return qs_journal_write_if_much(journal);
}

qs_status qs_journal_find_decisions(qs_journal *journal, qs_bytes *record)
{
    uint32_t kind;
    if (journal->decisions_offset == 0)
        return QS_OK;
    uint64_t n = journal->n_written + journal->buffer.n;
    qs_status status = qs_journal_read(journal, journal->decisions_offset, n, &kind);
    if (status)
        return status;
    if (kind != QS_RECORD_DECISIONS || journal->scratch.n < HEAD_BYTES)
        return qs_fail(QS_ERROR_FORMAT, "%s: the decisions are damaged", journal->path);
    return qs_bytes_put(record, journal->scratch.data + HEAD_BYTES, journal->scratch.n - HEAD_BYTES);
}
