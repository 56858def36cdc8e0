/* Finished scenarios that are held in memory: a run that is over before its first checkpoint writes its results file
 * from them, and nothing of them goes through the journal.
 *
 * The invariant: a scenario that is held is known to be finished, has no record that says so, and gets one before
 * anything is synced. What a kill takes is what it takes of all that is buffered: what came since the last
 * checkpoint.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "journal_internal.h"
#include "qsweep/memory.h"

/* As much as a sweep may hold of scenarios behind a slow one. */
#define HELD_BYTES ((uint64_t)128 << 20)

static size_t bytes_of(const qs_summary *summary)
{
    size_t n = (size_t)summary->n_values;
    size_t rows = summary->rows ? (size_t)summary->n_replications * n * sizeof *summary->rows : 0;
    return sizeof *summary + n * (sizeof *summary->n + 4 * sizeof(double)) + rows +
           summary->histograms.capacity;
}

static qs_status hold(qs_journal *journal, qs_summary *summary)
{
    qs_known *known = &journal->known[summary->scenario];
    qs_status status =
        qs_reserve(&journal->held, &journal->capacity_held, journal->n_held + 1, sizeof *journal->held);
    if (status)
        return status;
    known->state = QS_JOURNAL_FINISHED;
    known->n_replications = summary->n_replications;
    journal->held_bytes += bytes_of(summary);
    journal->held[journal->n_held++] = *summary;
    known->held = journal->n_held;
    memset(summary, 0, sizeof *summary);
    return QS_OK;
}

qs_status qs_journal_take(qs_journal *journal, qs_summary *summary)
{
    if (journal->known[summary->scenario].state == QS_JOURNAL_FINISHED)
        return QS_OK;
    uint64_t bytes = bytes_of(summary);
    if (journal->n_held == 0 &&
        bytes > HELD_BYTES / journal->identity.plan->n_scenarios) /* all will be too much */
        journal->holds_no_more = true;
    if (!journal->holds_no_more && journal->held_bytes + bytes <= HELD_BYTES)
        return hold(journal, summary);
    qs_status status = qs_journal_put_held(journal);
    return status ? status : qs_journal_finished(journal, summary);
}

const qs_summary *qs_journal_held(const qs_journal *journal, uint64_t scenario)
{
    uint64_t place = journal->known[scenario].held;
    return place > 0 ? &journal->held[place - 1] : NULL;
}

bool qs_journal_holds_all(const qs_journal *journal)
{
    for (size_t s = 0; s < journal->identity.plan->n_scenarios; s++)
        if (journal->known[s].state != QS_JOURNAL_NOTHING && journal->known[s].held == 0)
            return false;
    return true;
}

/* One that could not be put stays held, as do those behind it. */
qs_status qs_journal_put_held(qs_journal *journal)
{
    qs_status status = QS_OK;
    journal->holds_no_more = true;
    for (size_t i = 0; i < journal->n_held && !status; i++) {
        qs_summary *summary = &journal->held[i];
        if (summary->n_values == 0) /* put before another could not be */
            continue;
        status = qs_journal_put_finished(journal, summary);
        if (status)
            return status;
        journal->known[summary->scenario].held = 0;
        qs_summary_clear(summary);
    }
    journal->n_held = journal->held_bytes = 0;
    return QS_OK;
}

void qs_journal_drop_held(qs_journal *journal)
{
    for (size_t i = 0; i < journal->n_held; i++)
        qs_summary_clear(&journal->held[i]);
    qs_free(journal->held);
    journal->held = NULL;
    journal->n_held = 0;
}
