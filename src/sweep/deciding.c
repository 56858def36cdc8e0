/* A sweep that decides: the decision comes first, then the scenarios that are reported are simulated in full.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "ring.h"

qs_status qs_sweep_decide(qs_sweep *sweep, const double *cost)
{
    if (sweep->plan->select.kind == QS_SELECT_NOTHING)
        return QS_OK;
    qs_status status = qs_decider_new(sweep->plan, cost, &sweep->decider);
    sweep->is_deciding = !status;
    return status;
}

/* What is not reported is left out, as if it had been done elsewhere. */
static qs_status begin_report(qs_sweep *sweep)
{
    qs_status status = QS_OK;
    sweep->is_deciding = false;
    for (uint64_t s = 0; s < sweep->plan->n_scenarios && !status; s++) {
        bool is_reported = qs_decider_reports(sweep->decider, s);
        sweep->n_reported += is_reported;
        if (!is_reported)
            status = qs_sweep_skip(sweep, s, 0);
    }
    return status;
}

qs_status qs_sweep_report_outcomes(qs_sweep *sweep, qs_outcomes *piece)
{
    if (!sweep->decider) {
        qs_outcomes_clear(piece);
        return qs_fail(QS_ERROR_INTERNAL, "outcomes that were not asked for");
    }
    qs_status status = qs_decider_file(sweep->decider, piece);
    if (!status && sweep->is_deciding && qs_decider_result(sweep->decider)->is_over)
        status = begin_report(sweep);
    return status;
}

void qs_sweep_go_on_deciding(qs_sweep *sweep)
{
    if (sweep->is_deciding)
        qs_decider_go_on(sweep->decider);
}

const qs_decided *qs_sweep_decided(const qs_sweep *sweep)
{
    return sweep->decider ? qs_decider_result(sweep->decider) : NULL;
}

qs_progress qs_sweep_deciding_progress(const qs_sweep *sweep)
{
    qs_deciding deciding = qs_decider_progress(sweep->decider);
    return (qs_progress){.scenarios = deciding.n_settled,
                         .n_scenarios = sweep->plan->n_scenarios,
                         .replications = deciding.n_replications,
                         .n_replications = deciding.n_replications,
                         .is_deciding = true,
                         .deciding = deciding};
}
