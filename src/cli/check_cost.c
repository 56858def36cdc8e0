/* `qsweep check`: what is to be known of a study's cost.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check_internal.h"

qs_status qs_check_note_cost(const qs_model *model, qs_check_notes *notes)
{
    const qs_run_rule *run = &model->run;
    qs_status status = QS_OK;
    if (model->cost.has_per)
        status = qs_check_note_line(notes, "cost.per: what a scenario costs depends on what happens, so it is an "
                                           "estimate; the table has its exact part");
    if (!status && model->cost.has_per && (run->warmup > 0 || run->warmup_mser5))
        status = qs_check_note_line(notes, "cost: server hours are those from 0 to the horizon, what happens is "
                                           "counted from the end of the warm-up on");
    if (!status && model->cost.is_known && run->customers && isfinite(run->horizon))
        status = qs_check_note_line(notes, "cost: server hours are those planned to run.horizon, also where "
                                           "run.customers ends a replication before it");
    return status;
}
