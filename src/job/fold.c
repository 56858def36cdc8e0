/* The results file: folded from the journal at the end, when the run is stopped, and now and then in between.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "job_internal.h"
#include "qsweep/compiler.h"
#include "qsweep/results.h"
#include "qsweep/store.h"

/* Folding the results file in between may take this share of the time, saving the journal is bounded by its
 * size. */
#define FOLD_SHARE 0.01

/* Bytes a second at which results are written, at least, as long as that has not been measured. */
#define GUESSED_RATE 20e6

static qs_status read_rows(void *journal, uint64_t scenario, uint64_t first, const double **rows, uint64_t *n)
{
    qs_status status = qs_journal_beat(journal);
    return status ? status : qs_journal_read_rows(journal, scenario, first, rows, n);
}

static qs_status read_exact(const void *facts, uint64_t scenario, double *row)
{
    qs_facts_exact_row(facts, scenario, row);
    return QS_OK;
}

static qs_store_header make_header(qs_job *job)
{
    const qs_study *study = job->study;
    qs_store_header header = {
        .plan = qs_study_plan(study),
        .layout = &job->facts->layout,
        .class_names = (const char *const *)job->class_names,
        .window_names = (const char *const *)job->window_names,
        .resource_names = (const char *const *)job->resource_names,
        .quantiles = job->model.output.quantiles,
        .thresholds = job->model.output.thresholds,
        .abandoned = job->model.output.abandoned,
        .series_every = job->model.output.series_every,
        .edges = job->model.output.edges,
        .is_unstable = job->facts->is_unstable,
        .is_window_unstable = job->facts->is_window_unstable,
        .cost = job->facts->has_cost && !job->facts->is_cost_estimated ? job->facts->cost : NULL,
        .time_unit = qs_study_time_unit(study),
        .clock = qs_study_clock(study),
        .study_name = qs_study_name(study),
        .study_path = qs_study_path(study),
        .study_text = qs_study_text(study),
        .study_resolved = qs_study_resolved(study),
        .study_hash = qs_study_hash(study),
        .version = QS_VERSION,
        .compiler = qs_compiler(),
        .mpi_version = qs_farm_library(),
        .sleef_version = qs_run_functions(),
        .vectors = qs_run_vectors(),
        .n_ranks = job->request.n_ranks,
        .command_line = job->request.command_line,
        .started = qs_journal_started(job->journal),
        .missing = &job->missing,
    };
    if (qs_plan_has_large_rows(header.plan, header.layout->n_values) || qs_journal_holds_all(job->journal)) {
        header.rows = read_rows;
        header.rows_context = job->journal;
        header.has_rows_last = true;
    }
    memcpy(header.has_exact, job->facts->has_exact, sizeof header.has_exact);
    if (job->facts->is_any_exact) {
        header.exact = read_exact;
        header.exact_context = job->facts;
    }
    return header;
}

/* What is found in summaries is found anew at each folding; what pilots told is not among them. */
static void forget(qs_job *job)
{
    qs_job_findings none = {.n_unsettled = job->findings.n_unsettled,
                            .n_outcomes = job->findings.n_outcomes,
                            .n_ahead = job->findings.n_ahead};
    memcpy(none.unsettled, job->findings.unsettled, sizeof none.unsettled);
    job->findings = none;
}

static qs_status put_scenario(qs_job *job, qs_store *store, uint64_t s)
{
    qs_summary summary = {0};
    const qs_summary *held = qs_journal_held(job->journal, s);
    qs_status status = QS_OK;
    if (!held)
        status = qs_journal_summary(job->journal, s, job->model.output.quantiles, &summary);
    if (status)
        return status;
    qs_job_find(job, held ? held : &summary);
    status = qs_store_put(store, held ? held : &summary);
    qs_summary_clear(&summary);
    return status;
}

static qs_status put_scenarios(qs_job *job, qs_store *store)
{
    qs_status status = QS_OK;
    forget(job);
    for (size_t s = 0; s < qs_study_plan(job->study)->n_scenarios && !status; s++) {
        if (qs_journal_knows(job->journal, s) == QS_JOURNAL_NOTHING)
            continue;
        status = qs_journal_beat(job->journal);
        if (!status)
            status = put_scenario(job, store, s);
    }
    return status;
}

/* The decision follows from the outcomes that are kept: made anew, it is the one of the run. */
static qs_status decide(qs_job *job, qs_decider **out)
{
    const qs_plan *plan = qs_study_plan(job->study);
    *out = NULL;
    if (plan->select.kind == QS_SELECT_NOTHING)
        return QS_OK;
    qs_status status = qs_decider_new(plan, job->facts->cost, out);
    for (size_t i = 0; i < qs_journal_n_outcomes(job->journal) && !status; i++) {
        qs_outcomes piece;
        status = qs_journal_beat(job->journal);
        if (!status)
            status = qs_journal_read_outcomes(job->journal, i, &piece);
        if (!status)
            status = qs_decider_file(*out, &piece);
    }
    return status;
}

static qs_status fold(qs_job *job, const qs_decided *decided)
{
    qs_store_header header = make_header(job);
    char now[QS_CLOCK_TEXT];
    qs_store *store;
    double begin = qs_clock_seconds();
    header.decided = decided;
    qs_status status = qs_store_create(job->request.output, &header, &store);
    if (status)
        return status;
    status = put_scenarios(job, store);
    if (!status)
        status = qs_journal_renew(job->journal);
    qs_clock_now(now);
    if (status) {
        qs_store_abandon(store);
        return status;
    }
    status = qs_store_finish(store, now);
    qs_job_tell_missing(job);
    if (!status)
        qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_FOLDED, .seconds = qs_clock_seconds() - begin});
    return status;
}

qs_status qs_job_fold(qs_job *job)
{
    qs_decider *decider;
    qs_status status = decide(job, &decider);
    if (!status)
        status = fold(job, decider ? qs_decider_result(decider) : NULL);
    qs_decider_free(decider);
    return status;
}

bool qs_job_knows_anything(const qs_job *job)
{
    for (size_t s = 0; s < qs_study_plan(job->study)->n_scenarios; s++)
        if (qs_journal_knows(job->journal, s) != QS_JOURNAL_NOTHING)
            return true;
    return qs_journal_n_outcomes(job->journal) > 0;
}

/* Seconds that folding will take, before it has been done once. */
static double guess_fold(const qs_job *job)
{
    const qs_plan *plan = qs_study_plan(job->study);
    double columns = QS_N_STATISTICS + (plan->keep_rows ? (double)plan->n_replications : 0);
    return 0.01 + (double)plan->n_scenarios * (double)job->facts->layout.n_values * columns * sizeof(double) /
                      GUESSED_RATE;
}

/* A results file to look at while it runs, if that costs next to nothing. Failing is no reason to stop: the
 * journal is what counts. */
void qs_job_fold_now_and_then(qs_job *job, double now)
{
    if (job->keeps_old)
        return;
    if (job->next_fold <= 0)
        job->next_fold = job->start + guess_fold(job) / FOLD_SHARE;
    if (now < job->next_fold || !qs_job_knows_anything(job))
        return;
    qs_status status = qs_job_fold(job);
    double end = qs_clock_seconds();
    job->next_fold = end + (end - now) / FOLD_SHARE;
    if (status)
        qs_job_tell(job,
                    &(qs_job_event){.kind = QS_JOB_NOT_FOLDED, .text = qs_failure(), .is_going_on = true});
}

/* ---- the end ---- */

void qs_job_tell_left(const qs_job *job, const char *why)
{
    const qs_plan *plan = qs_study_plan(job->study);
    qs_job_event event = {.kind = QS_JOB_LEFT,
                          .left = {.why = why,
                                   .n_replications = qs_journal_n_in_pieces(job->journal) +
                                                     qs_journal_n_observed(job->journal)}};
    if (qs_journal_is_lost(job->journal)) /* another goes on */
        return;
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        event.left.n_finished += qs_journal_knows(job->journal, s) == QS_JOURNAL_FINISHED;
        event.left.n_replications += qs_journal_n_replications(job->journal, s);
    }
    qs_job_tell(job, &event);
}

const char *qs_job_reason(const qs_job *job)
{
    const char *signal = qs_job_signal();
    if (signal)
        return signal;
    return job->request.deadline > 0 && qs_clock_seconds() >= job->request.deadline
               ? "stopped by the time limit"
               : "stopped by a signal at another rank";
}

/* The system's word for what is missing is all that HDF5 passes on. */
static const char *what_helps(const char *why)
{
    return strstr(why, strerror(ENOSPC)) || strstr(why, strerror(EDQUOT)) ? "make room" : "mend that";
}

qs_status qs_job_finish(qs_job *job)
{
    char why[1024];
    qs_status status = job->request.n_parts > 0 ? qs_journal_sync(job->journal) : QS_OK;
    if (!status)
        status = qs_job_fold(job);
    if (qs_journal_is_lost(job->journal))
        return status;
    if (!status && job->request.n_parts > 0)
        return QS_OK;
    if (!status) {
        qs_journal_remove(job->journal);
        job->journal = NULL;
        return QS_OK;
    }
    snprintf(why, sizeof why, "%s", qs_failure());
    if (qs_journal_sync(job->journal))
        return qs_fail(status, "%s", why);
    return qs_fail(status, "%s; everything is simulated and kept in %s%s: %s, then: %s", why,
                   job->request.output, QS_JOURNAL_SUFFIX, what_helps(why), job->request.resume_line);
}

void qs_job_leave(qs_job *job, qs_status status)
{
    /* After a full disk there is none for this either. */
    if (status != QS_ERROR_IO && !job->keeps_old && qs_job_knows_anything(job) && qs_job_fold(job))
        qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_NOT_FOLDED, .text = qs_failure()});
    qs_job_tell_left(job, status == QS_STOPPED ? qs_job_reason(job) : "it failed");
}
