/* Telling what happens.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "job_internal.h"

void qs_job_tell(const qs_job *job, const qs_job_event *event)
{
    for (size_t i = 0; i < job->request.n_listeners; i++)
        job->request.listeners[i].hear(job->request.listeners[i].context, job, event);
}

void qs_job_tell_missing(qs_job *job)
{
    unsigned news = (job->missing | qs_journal_missing(job->journal)) & ~job->told_missing;
    if (!news)
        return;
    job->told_missing |= news;
    qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_MISSING, .missing = news});
}
