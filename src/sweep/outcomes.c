/* Outcomes: making them, and their form as bytes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/outcomes.h"

#include <math.h>
#include <string.h>

#include "qsweep/memory.h"

uint64_t qs_outcomes_columns(const qs_select *select)
{
    uint64_t n = 0;
    for (size_t i = 0; i < select->n_cells; i++)
        n += select->cells[i].rule.kind == QS_TEST_QUANTILE ? 2 : 1;
    return n;
}

qs_status qs_outcomes_init(qs_outcomes *outcomes, const qs_plan *plan, uint64_t scenario, uint64_t first,
                           uint64_t n)
{
    uint64_t n_columns = qs_outcomes_columns(&plan->select);
    *outcomes = (qs_outcomes){.scenario = scenario, .first = first, .n = n, .n_columns = n_columns};
    qs_status status = qs_calloc(n * n_columns, sizeof *outcomes->values, &outcomes->values);
    for (uint64_t i = 0; !status && i < n * n_columns; i++)
        outcomes->values[i] = (double)NAN;
    return status;
}

void qs_outcomes_clear(qs_outcomes *outcomes)
{
    qs_free(outcomes->values);
    memset(outcomes, 0, sizeof *outcomes);
}

enum { HEADER_LENGTH = 4 };

qs_status qs_outcomes_pack(const qs_outcomes *outcomes, qs_bytes *bytes)
{
    const uint64_t header[HEADER_LENGTH] = {outcomes->scenario, outcomes->first, outcomes->n,
                                            outcomes->n_columns};
    size_t before = bytes->n;
    qs_status status = qs_bytes_put(bytes, header, sizeof header);
    if (!status)
        status = qs_bytes_put(bytes, outcomes->values,
                              outcomes->n * outcomes->n_columns * sizeof *outcomes->values);
    if (status)
        bytes->n = before;
    return status;
}

qs_status qs_outcomes_unpack(qs_reader *reader, const qs_plan *plan, qs_outcomes *outcomes)
{
    uint64_t header[HEADER_LENGTH], n_columns = qs_outcomes_columns(&plan->select);
    *outcomes = (qs_outcomes){0};
    qs_reader_get(reader, header, sizeof header);
    uint64_t most = (reader->n - reader->at) / sizeof(double) / (n_columns ? n_columns : 1);
    if (reader->is_short || header[0] >= plan->n_scenarios || header[3] != n_columns || header[2] > most)
        return qs_fail(QS_ERROR_FORMAT, "outcomes are torn or of another study");
    qs_status status = qs_outcomes_init(outcomes, plan, header[0], header[1], header[2]);
    if (!status)
        qs_reader_get(reader, outcomes->values, outcomes->n * n_columns * sizeof *outcomes->values);
    return status;
}
