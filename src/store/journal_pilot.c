/* Pilots in the journal: those of a scenario that have been folded. The last record of a scenario counts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "journal_internal.h"

qs_status qs_journal_pilots(qs_journal *journal, const qs_pilot *folded)
{
    uint64_t offset;
    qs_status status = qs_journal_begin_payload(journal, folded->scenario);
    if (!status)
        status = qs_pilot_pack(folded, &journal->scratch);
    if (status)
        return status;
    qs_journal_put_length(journal);
    status = qs_journal_append(journal, QS_RECORD_PILOTS, &offset);
    if (status)
        return status;
    journal->known[folded->scenario].pilots_offset = offset;
    return qs_journal_write_if_much(journal);
}

qs_status qs_journal_find_pilots(qs_journal *journal, uint64_t scenario, qs_pilot *folded)
{
    uint64_t offset = journal->known[scenario].pilots_offset;
    qs_reader reader;
    *folded = (qs_pilot){.scenario = scenario};
    if (offset == 0)
        return QS_OK;
    qs_status status = qs_journal_read_body(journal, offset, QS_RECORD_PILOTS, &reader);
    if (status)
        return status;
    if (reader.is_short || qs_pilot_unpack(&reader, folded) || folded->scenario != scenario)
        return qs_fail(QS_ERROR_FORMAT, "%s: the pilots of scenario %llu are damaged", journal->path,
                       (unsigned long long)scenario);
    return QS_OK;
}
