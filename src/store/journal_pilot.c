/* Pilots in the journal: those of a scenario that have been folded. The last record of a scenario counts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "journal_internal.h"

qs_status qs_journal_pilots(qs_journal *journal, const qs_pilot *folded)
{
    uint64_t numbers[QS_SCENARIO_NUMBERS] = {folded->scenario}, offset;
    qs_bytes_reset(&journal->scratch);
    qs_status status = qs_bytes_put(&journal->scratch, numbers, sizeof numbers);
    if (!status)
        status = qs_pilot_pack(folded, &journal->scratch);
    if (status)
        return status;
    numbers[QS_SCENARIO_NUMBERS - 1] = journal->scratch.n - sizeof numbers;
    memcpy(journal->scratch.data, numbers, sizeof numbers);
    status = qs_journal_append(journal, QS_RECORD_PILOTS, &offset);
    if (status)
        return status;
    journal->known[folded->scenario].pilots_offset = offset;
    return qs_journal_write_if_much(journal);
}

qs_status qs_journal_find_pilots(qs_journal *journal, uint64_t scenario, qs_pilot *folded)
{
    const size_t skipped = QS_SCENARIO_NUMBERS * sizeof(uint64_t);
    uint64_t offset = journal->known[scenario].pilots_offset;
    uint32_t kind;
    *folded = (qs_pilot){.scenario = scenario};
    if (offset == 0)
        return QS_OK;
    qs_status status = qs_journal_read(journal, offset, journal->n_written + journal->buffer.n, &kind);
    if (status)
        return status;
    qs_reader reader = {.data = journal->scratch.data, .n = journal->scratch.n, .at = skipped};
    if (kind == QS_RECORD_PILOTS && reader.n >= skipped)
        status = qs_pilot_unpack(&reader, folded);
    if (status || kind != QS_RECORD_PILOTS || folded->scenario != scenario)
        return qs_fail(QS_ERROR_FORMAT, "%s: the pilots of scenario %llu are damaged", journal->path,
                       (unsigned long long)scenario);
    return QS_OK;
}
