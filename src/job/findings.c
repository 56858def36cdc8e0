/* What is to be warned of at the end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "job_internal.h"

/* Who is left after the end of everything can be served by nobody. */
static void note_left(qs_job *job, const qs_summary *summary)
{
    qs_job_findings *found = &job->findings;
    double left = summary->mean[qs_layout_index(&job->facts->layout, QS_SYSTEM, 0, QS_METRIC_unfinished, 0)];
    if (job->facts->stops[summary->scenario] || !(left > 0))
        return;
    if (found->n_left < QS_JOB_LISTED)
        found->left[found->n_left] = summary->scenario;
    found->n_left++;
    found->most_left = fmax(found->most_left, left);
}

void qs_job_find(qs_job *job, const qs_summary *summary)
{
    qs_job_findings *found = &job->findings;
    note_left(job, summary);
    bool is_growing = qs_summary_growth(summary, &job->facts->layout, NULL) == QS_GROWTH_FOUND;
    if (is_growing && !job->facts->is_unstable[summary->scenario]) {
        if (found->n_growing < QS_JOB_LISTED)
            found->growing[found->n_growing] = summary->scenario;
        found->n_growing++;
    }
    found->n_imprecise += summary->is_imprecise;
    if (summary->n_failed == 0)
        return;
    if (found->n_failing < QS_JOB_LISTED) {
        found->failing[found->n_failing].scenario = summary->scenario;
        found->failing[found->n_failing].n = summary->n_failed;
        found->failing[found->n_failing].first = summary->failed_first;
        found->failing[found->n_failing].status = summary->failed_status;
    }
    found->n_failing++;
    found->n_failed += summary->n_failed;
}

/* Of an unstable scenario more has been said. */
void qs_job_find_unsettled(qs_job *job, uint64_t scenario)
{
    qs_job_findings *found = &job->findings;
    if (job->facts->is_unstable[scenario])
        return;
    uint64_t i = found->n_unsettled < QS_JOB_LISTED_UNSETTLED ? found->n_unsettled : QS_JOB_LISTED_UNSETTLED;
    found->n_unsettled++;
    for (; i > 0 && found->unsettled[i - 1] > scenario; i--)
        if (i < QS_JOB_LISTED_UNSETTLED)
            found->unsettled[i] = found->unsettled[i - 1];
    if (i < QS_JOB_LISTED_UNSETTLED)
        found->unsettled[i] = scenario;
}
