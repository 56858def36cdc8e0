/* `qsweep run`: rank 0 reads and checks everything and shares the study; all simulate; rank 0 writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/clock.h"
#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "run_internal.h"

/* What can be seen to be wrong before anything is simulated: the study, and where the results shall go. What
 * is wrong with the study's contents is printed here, line by line, and *is_said tells. */
static qs_status read_input(qs_run_request *request, qs_study **study, bool *is_said)
{
    qs_status status = qs_cli_read_study(request->study_path, &request->settings, study, is_said);
    return status ? status : qs_run_request_check_output(request);
}

static void tell_result(const qs_run_job *job, const qs_run_request *request, double seconds)
{
    const qs_plan *plan = qs_study_plan(job->study);
    char duration[QS_CLOCK_TEXT];
    qs_clock_duration(seconds, duration);
    qs_cli_say(
        stderr,
        "qsweep: %zu scenario%s x %s%llu replications in %s; results in %s; see them with: qsweep show %s\n",
        job->n_here, job->n_here == 1 ? "" : "s", plan->n_untils > 0 ? "up to " : "",
        (unsigned long long)plan->n_replications, duration, request->output, request->output);
    if (request->n_parts > 0)
        qs_cli_say(
            stderr,
            "qsweep: this is part %llu of %llu; when all are there: qsweep merge -o ALL.h5 PART.h5...\n",
            (unsigned long long)request->part, (unsigned long long)request->n_parts);
}

static void tell_finished(const qs_run_request *request)
{
    if (!request->is_quiet)
        qs_cli_say(stderr,
                   "qsweep: %s is finished: there is nothing to go on with; see it with: qsweep show %s\n",
                   request->output, request->output);
}

/* What rank 0 does after the study is shared. */
static qs_status coordinate(qs_farm *farm, qs_run_job *job, const qs_run_request *request)
{
    const qs_plan *plan = qs_study_plan(job->study);
    qs_model_source models = qs_run_models(job->study);
    qs_run_hooks hooks = qs_run_job_hooks(job);
    double start = qs_clock_seconds();
    qs_run_warn_unstable(job);
    qs_progress_begin(&job->meter, request->is_quiet ? QS_PROGRESS_NEVER : request->progress);
    qs_status status =
        qs_farm_run(farm, QS_OK, plan, &job->layout, job->model.output.quantiles, &models, &hooks);
    qs_progress_wipe(&job->meter);
    if (status && status != QS_STOPPED)
        qs_cli_complain("run", status);
    if (status) {
        qs_run_job_leave(job, status);
        return status;
    }
    status = qs_run_job_finish(job);
    if (status) {
        qs_cli_complain("run", status);
        return status;
    }
    qs_run_warn_unsettled(job);
    qs_run_warn_failures(job);
    if (!request->is_quiet)
        tell_result(job, request, qs_clock_seconds() - start);
    return QS_OK;
}

/* Rank 0, from the study's file to the results file; its exit status. */
static int lead(qs_farm *farm, qs_run_request *request, double start, int argc, char **argv)
{
    qs_study *study = NULL;
    qs_run_job job = {0};
    char *bytes = NULL;
    size_t n = 0;
    bool is_said = false;
    qs_status status = read_input(request, &study, &is_said);
    /* A file that cannot be read or written is the command line's fault as long as nothing has been
     * simulated. */
    bool is_wrong = status == QS_ERROR_IO;
    if (!status)
        status = qs_study_pack(study, &bytes, &n);
    if (!status)
        status = qs_run_job_prepare(&job, study, request, qs_farm_n_ranks(farm), argc, argv, bytes, n);
    if (job.is_finished)
        status = qs_fail(QS_STOPPED, "nothing to do");
    else if (request->time_limit > 0)
        job.deadline = start + request->time_limit;
    status = qs_farm_share(farm, status, &bytes, &n);
    if (!status) {
        is_said = true;
        status = coordinate(farm, &job, request);
    }
    if (job.is_finished) {
        tell_finished(request);
        is_said = true;
        status = QS_OK;
    }
    int exit_status = status && !is_said ? qs_cli_complain("run", status) : qs_status_exit(status);
    if (is_wrong)
        exit_status = QS_EXIT_WRONG;
    qs_free(bytes);
    qs_run_job_clear(&job);
    qs_study_free(study);
    return exit_status;
}

/* Rank 0 decides: at the others the limit counts only once it should have. */
static bool is_asked_to_stop(void *deadline)
{
    const double *at = deadline;
    return qs_signals_caught() || (*at > 0 && qs_clock_seconds() >= *at + 1);
}

/* Every other rank: simulate what rank 0 hands out. Its failures are told by rank 0. */
static void follow(qs_farm *farm, double *deadline)
{
    qs_study *study = NULL;
    char *bytes = NULL;
    size_t n = 0;
    if (qs_farm_share(farm, QS_OK, &bytes, &n))
        return;
    qs_status status = qs_study_unpack(bytes, n, &study);
    qs_free(bytes);
    qs_model_source models = qs_run_models(study);
    const qs_run_hooks hooks = {.should_stop = is_asked_to_stop, .context = deadline};
    qs_farm_run(farm, status, status ? NULL : qs_study_plan(study), NULL, NULL, &models, &hooks);
    qs_study_free(study);
}

int qs_cli_run(int argc, char **argv)
{
    qs_run_request request;
    qs_farm *farm = NULL;
    double start = qs_clock_seconds();
    qs_signals_catch();
    qs_status status = qs_run_request_read(argc, argv, &request);
    double deadline = !status && request.time_limit > 0 ? start + request.time_limit : 0;
    if (!status)
        status = qs_farm_start(&farm);
    qs_signals_started(status || qs_farm_rank(farm) == 0);
    if (!status)
        qs_farm_listen(farm, is_asked_to_stop, &deadline);
    int exit_status = QS_EXIT_DONE;
    if (status) {
        exit_status = qs_cli_complain("run", status);
    } else {
        if (qs_farm_rank(farm) == 0)
            exit_status = lead(farm, &request, start, argc, argv);
        else
            follow(farm, &deadline);
        exit_status = qs_farm_end(farm, exit_status);
    }
    qs_run_request_clear(&request);
    return exit_status;
}
