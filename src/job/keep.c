/* The hooks of a run: what the journal knows is restored before it, what comes is kept, what happens is told.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "job_internal.h"

/* The progress of a part: what is elsewhere counts as done. */
static qs_progress here(const qs_job *job, qs_progress all)
{
    if (job->request.n_parts == 0)
        return all;
    uint64_t n_elsewhere = all.n_scenarios - job->n_here;
    all.n_replications =
        (uint64_t)((double)all.n_replications * (double)job->n_here / (double)all.n_scenarios);
    if (all.n_replications < all.replications)
        all.n_replications = all.replications;
    all.scenarios -= n_elsewhere;
    all.n_scenarios -= n_elsewhere;
    return all;
}

static bool is_here(const qs_job *job, size_t scenario)
{
    return scenario >= job->first_here && scenario - job->first_here < job->n_here;
}

/* What others did comes here at most half an interval later (qs_farm_run), and is saved after the other half.
 */
static double checkpoint_interval(const qs_job *job)
{
    return qs_study_plan(job->study)->checkpoint * (job->request.n_ranks > 1 ? 0.5 : 1);
}

/* What the journal knows of a scenario that is not finished. */
static qs_status restore(qs_job *job, qs_sweep *sweep, uint64_t scenario)
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
    if (status || qs_plan_n_pilot_pieces(qs_study_plan(job->study)) == 0)
        return status;
    status = qs_journal_find_pilots(job->journal, scenario, &pilots);
    return status ? status : qs_sweep_restore_pilots(sweep, &pilots);
}

static qs_status restore_decisions(qs_job *job, qs_sweep *sweep)
{
    qs_bytes record = {0};
    qs_status status = qs_journal_find_decisions(job->journal, &record);
    if (!status)
        status = qs_sweep_restore_decisions(sweep, record.data, record.n);
    qs_bytes_clear(&record);
    return status;
}

/* A decision is made anew of the outcomes that were kept. */
static qs_status restore_outcomes(qs_job *job, qs_sweep *sweep)
{
    qs_status status = qs_sweep_decide(sweep, job->facts->cost);
    for (size_t i = 0; i < qs_journal_n_outcomes(job->journal) && !status; i++) {
        qs_outcomes piece;
        status = qs_journal_beat(job->journal);
        if (!status)
            status = qs_journal_read_outcomes(job->journal, i, &piece);
        if (!status)
            status = qs_sweep_report_outcomes(sweep, &piece);
    }
    if (!status)
        qs_sweep_go_on_deciding(sweep);
    return status;
}

/* Everything before the first task: what the journal knows need not be done again. */
static qs_status begin(void *context, qs_sweep *sweep)
{
    qs_job *job = context;
    qs_journal_found found = qs_journal_get_found(job->journal);
    qs_status status = QS_OK;
    qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_FOUND, .found = found});
    qs_job_tell_missing(job);
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios;
    status = restore_decisions(job, sweep);
    if (!status)
        status = restore_outcomes(job, sweep);
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
    const qs_progress progress = here(job, qs_sweep_progress(sweep));
    qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_BEGINS, .progress = progress});
    job->next_checkpoint = qs_clock_seconds() + checkpoint_interval(job);
    return status;
}

static qs_status keep_finished(void *context, const qs_summary *summary)
{
    qs_job *job = context;
    qs_status status = qs_journal_finished(job->journal, summary);
    if (!status)
        qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_SCENARIO, .summary = summary});
    return status;
}

/* The same; the journal may hold it as it is. */
static qs_status take_finished(void *context, qs_summary *summary)
{
    qs_job *job = context;
    const uint64_t scenario = summary->scenario;
    qs_status status = qs_journal_take(job->journal, summary);
    const qs_summary *held = qs_journal_held(job->journal, scenario);
    if (!status)
        qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_SCENARIO, .summary = held ? held : summary});
    return status;
}

static qs_status keep_begun(void *context, const qs_block *beginning)
{
    return qs_journal_begun(((qs_job *)context)->journal, beginning);
}

static qs_status keep_pilots(void *context, const qs_pilot *folded)
{
    return qs_journal_pilots(((qs_job *)context)->journal, folded);
}

static qs_status keep_decided(void *context, const qs_bytes *record)
{
    return qs_journal_decided(((qs_job *)context)->journal, record);
}

static qs_status keep_outcomes(void *context, const qs_outcomes *piece)
{
    return qs_journal_outcomes(((qs_job *)context)->journal, piece);
}

static qs_status keep_rows(void *context, const qs_block *block)
{
    return qs_journal_rows(((qs_job *)context)->journal, block);
}

static qs_status keep_piece(void *context, const qs_block *piece)
{
    return qs_journal_piece(((qs_job *)context)->journal, piece);
}

static qs_status find_piece(void *context, uint64_t scenario, uint64_t index, qs_bytes *bytes)
{
    return qs_journal_find_piece(((qs_job *)context)->journal, scenario, index, bytes);
}

/* A checkpoint, if it is time for one: whatever happens, what is done is not done again. */
static qs_status save(void *context, qs_sweep *sweep, bool is_last)
{
    qs_job *job = context;
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
    if (!status)
        qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_CHECKPOINT, .seconds = qs_clock_seconds() - now});
    qs_job_tell_missing(job);
    if (!status && !is_last)
        qs_job_fold_now_and_then(job, now);
    job->next_checkpoint = qs_clock_seconds() + checkpoint_interval(job);
    return status;
}

/* ---- what happens meanwhile ---- */

static void tell_progress(void *context, const qs_progress *progress)
{
    qs_job *job = context;
    job->findings.n_outcomes = progress->deciding.n_replications;
    job->findings.n_ahead = progress->deciding.n_wasted;
    qs_job_tell(job, &(qs_job_event){.kind = QS_JOB_PROGRESS, .progress = here(job, *progress)});
}

static void tell_looked(void *context, const qs_decision *decision, uint64_t n_folded)
{
    const qs_job *job = context;
    qs_job_event event = {
        .kind = QS_JOB_LOOKED,
        .look = {.scenario = decision->scenario,
                 .n = n_folded,
                 .is_finished = decision->is_finished,
                 .is_imprecise = decision->is_imprecise,
                 .target = qs_beginning_length(qs_study_plan(job->study), decision->target)}};
    qs_job_tell(job, &event);
}

static void tell_simulated(void *context, int rank, uint64_t n, double seconds)
{
    qs_job *job = context;
    qs_job_rank *all = &job->ranks[rank];
    all->n += n;
    all->seconds += seconds;
    qs_job_event event = {
        .kind = QS_JOB_SIMULATED,
        .rank = {.rank = rank, .n = n, .seconds = seconds, .n_all = all->n, .seconds_all = all->seconds}};
    qs_job_tell(job, &event);
}

static void note_unsettled(void *context, uint64_t scenario)
{
    qs_job_find_unsettled(context, scenario);
}

static bool should_stop(void *context)
{
    const qs_job *job = context;
    if (qs_journal_beat(job->journal)) /* what is lost, saving will say */
        return true;
    return qs_job_signal() || (job->request.deadline > 0 && qs_clock_seconds() >= job->request.deadline);
}

static void tell_abandoned(void *context, const char *why)
{
    const qs_job *job = context;
    qs_job_tell_left(job, why ? why : qs_job_reason(job));
}

qs_run_hooks qs_job_hooks(qs_job *job)
{
    return (qs_run_hooks){.finished = keep_finished,
                          .take = take_finished,
                          .progress = tell_progress,
                          .should_stop = should_stop,
                          .begin = begin,
                          .save = save,
                          .rows = keep_rows,
                          .decided = keep_decided,
                          .looked = tell_looked,
                          .simulated = tell_simulated,
                          .keep_piece = keep_piece,
                          .find_piece = find_piece,
                          .abandoned = tell_abandoned,
                          .unsettled = note_unsettled,
                          .outcomes = keep_outcomes,
                          .context = job};
}
