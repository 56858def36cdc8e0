/* What `qsweep run` keeps: the journal while it runs, from which the results file is folded at the end, when
 * it is stopped, and now and then in between.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/clock.h"
#include "qsweep/results.h"
#include "qsweep/visible.h"
#include "run_internal.h"

/* Folding the results file in between may take this share of the time, saving the journal is bounded by its
 * size. */
#define FOLD_SHARE 0.01

/* Bytes a second at which results are written, at least, as long as that has not been measured. */
#define GUESSED_RATE 20e6

static unsigned long long number(uint64_t n)
{
    return n;
}

/* ---- the results file ---- */

static qs_status read_rows(void *journal, uint64_t scenario, uint64_t first, const double **rows, uint64_t *n)
{
    qs_status status = qs_journal_beat(journal);
    return status ? status : qs_journal_read_rows(journal, scenario, first, rows, n);
}

static qs_store_header make_header(qs_run_job *job)
{
    const qs_study *study = job->study;
    qs_store_header header = {
        .plan = qs_study_plan(study),
        .layout = &job->layout,
        .class_names = (const char *const *)job->class_names,
        .window_names = (const char *const *)job->window_names,
        .quantiles = job->model.output.quantiles,
        .thresholds = job->model.output.thresholds,
        .series_every = job->model.output.series_every,
        .is_unstable = job->is_unstable,
        .is_window_unstable = job->is_window_unstable,
        .time_unit = qs_study_time_unit(study),
        .clock = qs_study_clock(study),
        .study_name = qs_study_name(study),
        .study_path = qs_study_path(study),
        .study_text = qs_study_text(study),
        .study_resolved = qs_study_resolved(study),
        .study_hash = qs_study_hash(study),
        .version = QS_VERSION,
        .compiler = qs_cli_compiler(),
        .mpi_version = qs_farm_library(),
        .n_ranks = job->n_ranks,
        .command_line = job->command_line,
        .started = qs_journal_started(job->journal),
        .missing = &job->missing,
    };
    if (qs_plan_has_large_rows(header.plan, header.layout->n_values)) {
        header.rows = read_rows;
        header.rows_context = job->journal;
    }
    memcpy(header.has_exact, job->has_exact, sizeof header.has_exact);
    if (job->is_any_exact) {
        header.exact = qs_run_exact;
        header.exact_context = job;
    }
    return header;
}

/* Who is left after the end of everything can be served by nobody. */
static void note_left(const qs_run_job *job, qs_run_failures *failures, const qs_summary *summary)
{
    double left = summary->mean[qs_layout_index(&job->layout, QS_SYSTEM, 0, QS_METRIC_unfinished, 0)];
    if (job->stops[summary->scenario] || !(left > 0))
        return;
    if (failures->n_left < QS_REPORTED_FAILURES)
        failures->left[failures->n_left] = summary->scenario;
    failures->n_left++;
    failures->most_left = fmax(failures->most_left, left);
}

static void note_failures(const qs_run_job *job, qs_run_failures *failures, const qs_summary *summary)
{
    note_left(job, failures, summary);
    bool is_growing = qs_summary_growth(summary, &job->layout, NULL) == QS_GROWTH_FOUND;
    if (is_growing && !job->is_unstable[summary->scenario]) {
        if (failures->n_growing < QS_REPORTED_FAILURES)
            failures->growing[failures->n_growing] = summary->scenario;
        failures->n_growing++;
    }
    failures->n_imprecise += summary->is_imprecise;
    if (summary->n_failed == 0)
        return;
    if (failures->n_scenarios < QS_REPORTED_FAILURES) {
        failures->list[failures->n_scenarios].scenario = summary->scenario;
        failures->list[failures->n_scenarios].n = summary->n_failed;
        failures->list[failures->n_scenarios].first = summary->failed_first;
        failures->list[failures->n_scenarios].status = summary->failed_status;
    }
    failures->n_scenarios++;
    failures->n_replications += summary->n_failed;
}

static qs_status put_scenarios(qs_run_job *job, qs_store *store)
{
    qs_status status = QS_OK;
    job->failures = (qs_run_failures){0};
    for (size_t s = 0; s < qs_study_plan(job->study)->n_scenarios && !status; s++) {
        if (qs_journal_knows(job->journal, s) == QS_JOURNAL_NOTHING)
            continue;
        qs_summary summary;
        status = qs_journal_beat(job->journal);
        if (!status)
            status = qs_journal_summary(job->journal, s, job->model.output.quantiles, &summary);
        if (status)
            return status;
        note_failures(job, &job->failures, &summary);
        status = qs_store_put(store, &summary);
        qs_summary_clear(&summary);
    }
    return status;
}

/* Once each: what does not hold where the results lie. */
static void tell_missing(qs_run_job *job)
{
    unsigned news = (job->missing | qs_journal_missing(job->journal)) & ~job->told_missing;
    if (!news)
        return;
    job->told_missing |= news;
    qs_progress_wipe(&job->meter);
    if (news & QS_MISSING_LOCKS)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s: this file system has no locks: what keeps a second run from writing the "
            "same files is %s%s.owner alone\n",
            job->request->output, job->request->output, QS_JOURNAL_SUFFIX);
    if (news & QS_MISSING_SYNC)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s: this file system does not say when the disk has what is written: if the "
            "machine crashes, what was kept last may be lost\n",
            job->request->output);
}

/* Write the results file from what the journal knows: whole, and then renamed. */
static qs_status fold(qs_run_job *job)
{
    qs_store_header header = make_header(job);
    char now[QS_CLOCK_TEXT];
    qs_store *store;
    qs_status status = qs_store_create(job->request->output, &header, &store);
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
    tell_missing(job);
    return status;
}

static bool is_anything_known(const qs_run_job *job)
{
    for (size_t s = 0; s < qs_study_plan(job->study)->n_scenarios; s++)
        if (qs_journal_knows(job->journal, s) != QS_JOURNAL_NOTHING)
            return true;
    return false;
}

/* ---- hooks ---- */

static void tell_found(const qs_run_job *job, const qs_journal_found *found)
{
    if (found->n_damaged > 0)
        qs_cli_say(
            stderr,
            "qsweep: warning: %s%s: its last %llu bytes are torn or damaged; what they told is simulated "
            "again\n",
            job->request->output, QS_JOURNAL_SUFFIX, number(found->n_damaged));
    if (job->request->is_quiet || !job->request->is_resumed)
        return;
    if (found->is_resumed)
        qs_cli_say(stderr, "qsweep: going on: %llu of %zu scenarios and %llu replications are done already\n",
                   number(found->n_finished), job->n_here, number(found->n_replications));
    else
        fputs("qsweep: there is nothing to go on with; beginning anew\n", stderr);
}

static bool is_here(const qs_run_job *job, size_t scenario)
{
    return scenario >= job->first_here && scenario - job->first_here < job->n_here;
}

/* What others did comes here at most half an interval later (qs_farm_run), and is saved after the other half.
 */
static double checkpoint_interval(const qs_run_job *job)
{
    return qs_study_plan(job->study)->checkpoint * (job->n_ranks > 1 ? 0.5 : 1);
}

/* What the journal knows of a scenario that is not finished. */
static qs_status restore(qs_run_job *job, qs_sweep *sweep, uint64_t scenario)
{
    qs_block beginning = {0};
    qs_pilot pilots;
    qs_status status = QS_OK;
    if (qs_journal_knows(job->journal, scenario) == QS_JOURNAL_BEGUN) {
        status = qs_journal_beginning(job->journal, scenario, &beginning);
        if (!status)
            status = qs_sweep_restore(sweep, &beginning);
        qs_block_clear(&beginning);
    }
    if (!status)
        status = qs_journal_find_pilots(job->journal, scenario, &pilots);
    return status ? status : qs_sweep_restore_pilots(sweep, &pilots);
}

static qs_status restore_decisions(qs_run_job *job, qs_sweep *sweep)
{
    qs_bytes record = {0};
    qs_status status = qs_journal_find_decisions(job->journal, &record);
    if (!status)
        status = qs_sweep_restore_decisions(sweep, record.data, record.n);
    qs_bytes_clear(&record);
    return status;
}

/* Everything before the first task: what the journal knows need not be done again. */
static qs_status begin(void *context, qs_sweep *sweep)
{
    qs_run_job *job = context;
    qs_journal_found found = qs_journal_get_found(job->journal);
    qs_status status = QS_OK;
    tell_found(job, &found);
    tell_missing(job);
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios;
    status = restore_decisions(job, sweep);
    for (size_t s = 0; s < n_scenarios && !status; s++) {
        status = qs_journal_beat(job->journal);
        if (status)
            break;
        if (!is_here(job, s))
            status = qs_sweep_skip(sweep, s, 0);
        else if (qs_journal_knows(job->journal, s) == QS_JOURNAL_FINISHED)
            status = qs_sweep_skip(sweep, s, qs_journal_n_replications(job->journal, s));
        else
            status = restore(job, sweep, s);
    }
    job->meter.n_before = qs_sweep_progress(sweep).replications;
    job->next_checkpoint = qs_clock_seconds() + checkpoint_interval(job);
    return status;
}

static qs_status keep_finished(void *context, const qs_summary *summary)
{
    return qs_journal_finished(((qs_run_job *)context)->journal, summary);
}

static qs_status keep_begun(void *context, const qs_block *beginning)
{
    return qs_journal_begun(((qs_run_job *)context)->journal, beginning);
}

static qs_status keep_pilots(void *context, const qs_pilot *folded)
{
    return qs_journal_pilots(((qs_run_job *)context)->journal, folded);
}

static qs_status keep_decided(void *context, const qs_bytes *record)
{
    return qs_journal_decided(((qs_run_job *)context)->journal, record);
}

static qs_status keep_rows(void *context, const qs_block *block)
{
    return qs_journal_rows(((qs_run_job *)context)->journal, block);
}

static qs_status keep_piece(void *context, const qs_block *piece)
{
    return qs_journal_piece(((qs_run_job *)context)->journal, piece);
}

static qs_status find_piece(void *context, uint64_t scenario, uint64_t index, qs_bytes *bytes)
{
    return qs_journal_find_piece(((qs_run_job *)context)->journal, scenario, index, bytes);
}

/* Seconds that folding will take, before it has been done once. */
static double guess_fold(const qs_run_job *job)
{
    const qs_plan *plan = qs_study_plan(job->study);
    double columns = QS_N_STATISTICS + (plan->keep_rows ? (double)plan->n_replications : 0);
    return 0.01 +
           (double)plan->n_scenarios * (double)job->layout.n_values * columns * sizeof(double) / GUESSED_RATE;
}

/* A results file to look at while it runs, if that costs next to nothing. Failing is no reason to stop: the
 * journal is what counts. */
static void fold_now_and_then(qs_run_job *job, double now)
{
    if (job->keeps_old)
        return;
    if (job->next_fold <= 0)
        job->next_fold = job->meter.start + guess_fold(job) / FOLD_SHARE;
    if (now < job->next_fold || !is_anything_known(job))
        return;
    qs_status status = fold(job);
    double end = qs_clock_seconds();
    job->next_fold = end + (end - now) / FOLD_SHARE;
    if (!status)
        return;
    qs_progress_wipe(&job->meter);
    qs_cli_say(stderr, "qsweep: warning: the results so far cannot be written: %s; going on\n", qs_failure());
}

/* A checkpoint, if it is time for one: whatever happens, what is done is not done again. */
static qs_status save(void *context, qs_sweep *sweep, bool is_last)
{
    qs_run_job *job = context;
    double now = qs_clock_seconds();
    if (now < job->next_checkpoint && !is_last)
        return QS_OK;
    const qs_sweep_saver saver = {.finished = keep_finished,
                                  .begun = keep_begun,
                                  .pilots = keep_pilots,
                                  .decided = keep_decided,
                                  .context = job};
    qs_status status = qs_sweep_save(sweep, &saver);
    qs_sweep_serve_in_rounds(sweep); /* who waits longer than this wants to see something of every scenario */
    if (!status)
        status = qs_journal_sync(job->journal);
    tell_missing(job);
    if (!status && !is_last)
        fold_now_and_then(job, now);
    job->next_checkpoint = qs_clock_seconds() + checkpoint_interval(job);
    return status;
}

static void tell_progress(void *context, const qs_progress *progress)
{
    qs_run_job *job = context;
    qs_progress here = *progress;
    uint64_t n_elsewhere = here.n_scenarios - job->n_here; /* which count as done */
    here.n_replications =
        (uint64_t)((double)here.n_replications * (double)job->n_here / (double)here.n_scenarios);
    if (here.n_replications < here.replications)
        here.n_replications = here.replications;
    here.scenarios -= n_elsewhere;
    here.n_scenarios -= n_elsewhere;
    qs_progress_tell(&job->meter, &here);
}

/* Of an unstable scenario more has been said. */
static void note_unsettled(void *context, uint64_t scenario)
{
    qs_run_job *job = context;
    qs_run_unsettled *list = &job->unsettled;
    if (job->is_unstable[scenario])
        return;
    uint64_t i = list->n < QS_REPORTED_UNSETTLED ? list->n : QS_REPORTED_UNSETTLED;
    list->n++;
    for (; i > 0 && list->first[i - 1] > scenario; i--)
        if (i < QS_REPORTED_UNSETTLED)
            list->first[i] = list->first[i - 1];
    if (i < QS_REPORTED_UNSETTLED)
        list->first[i] = scenario;
}

static bool should_stop(void *context)
{
    const qs_run_job *job = context;
    if (qs_journal_beat(job->journal)) /* what is lost, saving will say */
        return true;
    return qs_signals_caught() || (job->deadline > 0 && qs_clock_seconds() >= job->deadline);
}

/* ---- the end ---- */

/* The one line that says how to go on. */
static void tell_how_to_go_on(const qs_run_job *job, const char *why)
{
    const qs_plan *plan = qs_study_plan(job->study);
    uint64_t n_finished = 0, n_replications = qs_journal_n_in_pieces(job->journal);
    if (qs_journal_is_lost(job->journal)) /* another goes on */
        return;
    for (size_t s = 0; s < plan->n_scenarios; s++) {
        n_finished += qs_journal_knows(job->journal, s) == QS_JOURNAL_FINISHED;
        n_replications += qs_journal_n_replications(job->journal, s);
    }
    qs_cli_say(stderr,
               "qsweep: %s: %llu of %zu scenarios and %llu replications are done and kept; go on with: %s\n",
               why, number(n_finished), job->n_here, number(n_replications), job->resume_line);
}

static const char *reason(const qs_run_job *job)
{
    const char *signal = qs_signals_caught();
    if (signal)
        return signal;
    return job->deadline > 0 && qs_clock_seconds() >= job->deadline ? "stopped by the time limit"
                                                                    : "stopped by a signal at another rank";
}

static void tell_abandoned(void *context)
{
    const qs_run_job *job = context;
    tell_how_to_go_on(job, reason(job));
}

qs_run_hooks qs_run_job_hooks(qs_run_job *job)
{
    return (qs_run_hooks){.finished = keep_finished,
                          .progress = tell_progress,
                          .should_stop = should_stop,
                          .begin = begin,
                          .save = save,
                          .rows = keep_rows,
                          .decided = keep_decided,
                          .keep_piece = keep_piece,
                          .find_piece = find_piece,
                          .abandoned = tell_abandoned,
                          .unsettled = note_unsettled,
                          .context = job};
}

/* The system's word for what is missing is all that HDF5 passes on. */
static const char *what_helps(const char *why)
{
    return strstr(why, strerror(ENOSPC)) || strstr(why, strerror(EDQUOT)) ? "make room" : "mend that";
}

qs_status qs_run_job_finish(qs_run_job *job)
{
    char why[1024];
    qs_status status = job->request->n_parts > 0 ? qs_journal_sync(job->journal) : QS_OK;
    if (!status)
        status = fold(job);
    if (qs_journal_is_lost(job->journal))
        return status;
    if (!status && job->request->n_parts > 0)
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
                   job->request->output, QS_JOURNAL_SUFFIX, what_helps(why), job->resume_line);
}

void qs_run_job_leave(qs_run_job *job, qs_status status)
{
    /* After a full disk there is none for this either. */
    if (status != QS_ERROR_IO && !job->keeps_old && is_anything_known(job) && fold(job))
        qs_cli_say(stderr, "qsweep: warning: the results so far cannot be written: %s\n", qs_failure());
    tell_how_to_go_on(job, status == QS_STOPPED ? reason(job) : "it failed");
}
