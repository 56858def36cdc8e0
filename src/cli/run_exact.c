/* Exact values of the scenarios that reduce to a queue with a known answer, on their way into the results.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/exact.h"
#include "qsweep/memory.h"
#include "run_internal.h"

static void note_metric(qs_run_job *job, const double *row, qs_scope scope, qs_metric metric)
{
    for (int member = 0; member < job->layout.n_members[scope]; member++) {
        int first = qs_layout_index(&job->layout, scope, member, metric, 0);
        for (int item = 0; first >= 0 && item < qs_layout_n_items(&job->layout, metric); item++)
            job->has_exact[scope][metric] |= !isnan(row[first + item]);
    }
}

qs_status qs_run_note_exact(qs_run_job *job, const qs_model *model)
{
    double *row;
    bool is_any = false;
    qs_status status = qs_calloc((size_t)job->layout.n_values, sizeof *row, &row);
    if (!status)
        status = qs_exact_fill(model, &job->layout, row, &is_any);
    job->is_any_exact |= is_any;
    for (int scope = 0; scope < QS_N_SCOPES && !status && is_any; scope++)
        for (int metric = 0; metric < QS_N_METRICS; metric++)
            note_metric(job, row, (qs_scope)scope, (qs_metric)metric);
    qs_free(row);
    return status;
}

qs_status qs_run_exact(const void *context, uint64_t scenario, double *row)
{
    const qs_run_job *job = context;
    qs_model model;
    bool is_any;
    qs_status status = qs_study_model(job->study, scenario, &model);
    if (status)
        return status;
    status = qs_exact_fill(&model, &job->layout, row, &is_any);
    qs_model_clear(&model);
    return status;
}
