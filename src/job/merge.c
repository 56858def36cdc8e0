/* The journals of the parts of one study become one.
 *
 * A part's journal holds the study and every scenario that was simulated, to the last bit, so the merged file
 * is the one that a single run writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "job_internal.h"
#include "qsweep/memory.h"

/* Large rows of a scenario's first n replications. */
static qs_status copy_rows(qs_job *job, qs_journal *part, uint64_t scenario, uint64_t n)
{
    qs_status status = QS_OK;
    if (!qs_plan_has_large_rows(qs_study_plan(job->study), job->facts->layout.n_values))
        return QS_OK;
    for (uint64_t at = 0; at < n && !status;) {
        qs_block block = {.scenario = scenario, .first = at};
        const double *rows;
        status = qs_journal_read_rows(part, scenario, at, &rows, &block.n);
        block.rows = (double *)rows;
        if (!status)
            status = qs_journal_rows(job->journal, &block);
        at += block.n;
    }
    return status;
}

/* What one part knows of a scenario; what is known whole already is passed over. */
static qs_status copy_scenario(qs_job *job, qs_journal *part, uint64_t scenario)
{
    qs_status status = QS_OK;
    if (qs_journal_knows(job->journal, scenario) == QS_JOURNAL_FINISHED)
        return QS_OK;
    if (qs_journal_knows(part, scenario) == QS_JOURNAL_FINISHED) {
        qs_summary summary;
        status = qs_journal_summary(part, scenario, job->model.output.quantiles, &summary);
        if (status)
            return status;
        status = copy_rows(job, part, scenario, summary.n_replications);
        if (!status)
            status = qs_journal_finished(job->journal, &summary);
        qs_summary_clear(&summary);
    } else if (qs_journal_knows(part, scenario) == QS_JOURNAL_BEGUN &&
               qs_journal_n_replications(part, scenario) >
                   qs_journal_n_replications(job->journal, scenario)) {
        qs_block beginning;
        status = qs_journal_beginning(part, scenario, &beginning);
        if (status)
            return status;
        status = copy_rows(job, part, scenario, beginning.n);
        if (!status)
            status = qs_journal_begun(job->journal, &beginning);
        qs_block_clear(&beginning);
    }
    return status;
}

/* The part must be of the same study, seed and version; qs_journal_open sees to that. */
static qs_status copy_part(qs_job *job, const char *path)
{
    const qs_journal_identity identity = qs_job_identity(job);
    char *bytes = NULL;
    size_t n;
    qs_journal *part = NULL;
    qs_status status = qs_journal_read_study(path, &bytes, &n); /* so that none is made where there is none */
    qs_free(bytes);
    if (!status)
        status = qs_journal_open(path, &identity, QS_JOURNAL_RESUME, &part);
    for (uint64_t s = 0; s < identity.plan->n_scenarios && !status; s++)
        status = copy_scenario(job, part, s);
    qs_journal_close(part);
    return status ? status : qs_journal_sync(job->journal);
}

static qs_status check_whole(const qs_job *job)
{
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios, n_missing = 0, first = 0;
    for (size_t s = n_scenarios; s-- > 0;)
        if (qs_journal_knows(job->journal, s) != QS_JOURNAL_FINISHED) {
            first = s;
            n_missing++;
        }
    return n_missing == 0
               ? QS_OK
               : qs_fail(QS_STOPPED,
                         "%zu of %zu scenarios are missing or not whole, the first is scenario %zu; simulate "
                         "the missing parts "
                         "(or finish them with --resume) and merge again",
                         n_missing, n_scenarios, first);
}

qs_status qs_job_merge(qs_job *job, char *const *parts, size_t n_parts)
{
    qs_status status = QS_OK;
    for (size_t i = 0; i < n_parts && !status; i++)
        status = copy_part(job, parts[i]);
    return status ? status : check_whole(job);
}
