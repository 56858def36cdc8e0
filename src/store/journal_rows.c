/* Large rows in the journal, read back piece by piece.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "journal_internal.h"
#include "qsweep/memory.h"

static qs_status torn(const qs_journal *journal, uint64_t scenario)
{
    return qs_fail(QS_ERROR_FORMAT, "%s: it lacks rows of scenario %llu", journal->path,
                   (unsigned long long)scenario);
}

static int compare_places(const void *a, const void *b)
{
    const qs_rows_place *x = a, *y = b;
    return (x->first > y->first) - (x->first < y->first);
}

/* Follow the records of a scenario's rows from the last to the first. They were checked when the journal was
 * opened. */
static qs_status list_places(qs_journal *journal, uint64_t scenario)
{
    uint64_t last = journal->known[scenario].rows_offset;
    if (journal->places_offset == last && journal->places_of == scenario)
        return QS_OK;
    qs_status status = QS_OK;
    journal->n_places = 0;
    journal->places_offset = 0;
    for (uint64_t at = last; !status && at > 0;) {
        struct {
            qs_record_head head;
            uint64_t numbers[QS_SCENARIO_NUMBERS];
        } begin;
        status = qs_journal_read_bytes(journal, at, &begin, sizeof begin);
        if (!status)
            status = qs_reserve(&journal->places, &journal->capacity_places, journal->n_places + 1,
                                sizeof *journal->places);
        if (status)
            break;
        if (begin.numbers[0] != scenario || begin.numbers[1] >= at)
            return torn(journal, scenario);
        journal->places[journal->n_places++] =
            (qs_rows_place){.first = begin.numbers[2], .n = begin.numbers[3], .offset = at};
        at = begin.numbers[1];
    }
    if (status)
        return status;
    if (journal->n_places > 1)
        qsort(journal->places, journal->n_places, sizeof *journal->places, compare_places);
    journal->places_of = scenario;
    journal->places_offset = last;
    return QS_OK;
}

qs_status qs_journal_read_rows(qs_journal *journal, uint64_t scenario, uint64_t first, const double **rows,
                               uint64_t *n)
{
    enum { NUMBERS_BYTES = QS_SCENARIO_NUMBERS * sizeof(uint64_t) };
    size_t n_values = (size_t)journal->identity.layout->n_values;
    uint32_t kind;
    const qs_summary *held = qs_journal_held(journal, scenario);
    if (held && held->rows && first < held->n_replications) {
        *rows = held->rows + first * n_values;
        *n = held->n_replications - first;
        return QS_OK;
    }
    qs_status status = list_places(journal, scenario);
    if (status)
        return status;
    const qs_rows_place *place = journal->places, *end = place + journal->n_places;
    while (place < end && (place->first > first || first - place->first >= place->n))
        place++;
    if (place == end)
        return torn(journal, scenario);
    status = qs_journal_read(journal, place->offset, journal->n_written + journal->buffer.n, &kind);
    if (status)
        return status;
    if (kind != QS_RECORD_ROWS || journal->scratch.n != NUMBERS_BYTES + place->n * n_values * sizeof **rows)
        return torn(journal, scenario);
    const double *all = (const double *)(const void *)(journal->scratch.data + NUMBERS_BYTES);
    *n = place->n - (first - place->first);
    *rows = all + (first - place->first) * n_values;
    return QS_OK;
}
