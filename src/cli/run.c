/* `qsweep run`: rank 0 reads and checks everything and shares the study; all simulate; rank 0 writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "qsweep/clock.h"
#include "qsweep/memory.h"
#include "qsweep/sign.h"
#include "run_internal.h"

static void tell_result(const qs_job *job, const qs_cli_run_request *request, double seconds)
{
    const qs_plan *plan = qs_study_plan(qs_job_study(job));
    size_t n_here = qs_job_n_here(job);
    char duration[QS_CLOCK_TEXT];
    qs_clock_duration(seconds, duration);
    if (plan->select.kind != QS_SELECT_NOTHING) {
        const qs_job_findings *found = qs_job_get_findings(job);
        qs_cli_say(
            stderr,
            "qsweep: %zu scenarios decided on in %s, by %llu replications (%llu more were done ahead and "
            "thrown away); results in %s; the answer is: qsweep show %s\n",
            n_here, duration, (unsigned long long)(found->n_outcomes - found->n_ahead),
            (unsigned long long)found->n_ahead, request->output, request->output);
        return;
    }
    qs_cli_say(
        stderr,
        "qsweep: %zu scenario%s x %s%llu replications in %s; results in %s; see them with: qsweep show %s\n",
        n_here, n_here == 1 ? "" : "s", plan->n_untils > 0 ? "up to " : "",
        (unsigned long long)plan->n_replications, duration, request->output, request->output);
    if (request->n_parts > 0)
        qs_cli_say(
            stderr,
            "qsweep: this is part %llu of %llu; when all are there: qsweep merge -o ALL.h5 PART.h5...\n",
            (unsigned long long)request->part, (unsigned long long)request->n_parts);
}

static void tell_finished(const qs_cli_run_request *request)
{
    if (!request->is_quiet)
        qs_cli_say(stderr,
                   "qsweep: %s is finished: there is nothing to go on with; see it with: qsweep show %s\n",
                   request->output, request->output);
}

/* What rank 0 has in hand while it leads. */
typedef struct leading {
    const qs_cli_run_request *request;
    qs_study *study;
    qs_facts facts;
    char *packed;
    size_t n_packed;
    char *command_line, *resume_line;
    qs_bar bar;
    qs_cli_notices notices;
    qs_sign_writer *sign;
    qs_job_listener listeners[3];
    qs_job *job;
} leading;

/* What can be seen to be wrong before anything is simulated: the study, and where the results shall go. What
 * is wrong with the study's contents is printed here, line by line, and *is_said tells. */
static qs_status read_input(leading *l, qs_cli_run_request *request, bool *is_said)
{
    qs_problems problems;
    qs_status status = qs_job_read_study(request->study_path, request->settings.items, request->settings.n,
                                         &problems, &l->facts, &l->study);
    status = qs_cli_say_study(status, &problems, is_said);
    return status ? status : qs_cli_check_output(request->study_path, &request->output);
}

static qs_status open_job(leading *l, int n_ranks, double start, int argc, char **argv)
{
    const qs_cli_run_request *request = l->request;
    qs_status status = qs_study_pack(l->study, &l->packed, &l->n_packed);
    if (!status)
        status = qs_cli_command_line(argc, argv, &l->command_line);
    if (!status)
        status = qs_cli_resume_line(n_ranks, argc, argv, &l->resume_line);
    if (!status)
        status = qs_sign_begin(request->output, n_ranks, request->part, request->n_parts, &l->sign);
    if (status)
        return status;
    l->notices.is_quiet = request->is_quiet;
    l->listeners[0] = qs_bar_listener(&l->bar); /* first: it wipes the bar before the other speaks */
    l->listeners[1] = qs_cli_notices_listener(&l->notices);
    l->listeners[2] = qs_sign_listener(l->sign);
    const qs_job_request wanted = {.output = request->output,
                                   .is_forced = request->is_forced,
                                   .is_resumed = request->is_resumed,
                                   .part = request->part,
                                   .n_parts = request->n_parts,
                                   .deadline = request->time_limit > 0 ? start + request->time_limit : 0,
                                   .n_ranks = n_ranks,
                                   .command_line = l->command_line,
                                   .resume_line = l->resume_line,
                                   .listeners = l->listeners,
                                   .n_listeners = 3};
    return qs_job_open(l->study, &l->facts, &wanted, l->packed, l->n_packed, &l->job);
}

static void clear(leading *l)
{
    qs_sign_end(l->sign, QS_STOPPED);
    qs_job_free(l->job);
    qs_facts_clear(&l->facts);
    qs_study_free(l->study);
    qs_free(l->packed);
    qs_free(l->command_line);
    qs_free(l->resume_line);
}

/* What rank 0 does after the study is shared. */
static qs_status coordinate(leading *l, qs_farm *farm)
{
    const qs_cli_run_request *request = l->request;
    double start = qs_clock_seconds();
    qs_cli_warn_unstable(l->job);
    qs_bar_begin(&l->bar, request->is_quiet ? QS_BAR_NEVER : request->progress);
    qs_status status = qs_job_run(l->job, farm);
    qs_bar_end(&l->bar);
    if (status && status != QS_STOPPED)
        qs_cli_complain("run", status);
    if (status) {
        qs_job_leave(l->job, status);
        return status;
    }
    status = qs_job_finish(l->job);
    if (status) {
        qs_cli_complain("run", status);
        return status;
    }
    qs_cli_warn_unsettled(l->job);
    qs_cli_warn_findings(l->job, request);
    if (!request->is_quiet)
        tell_result(l->job, request, qs_clock_seconds() - start);
    return QS_OK;
}

/* Rank 0, from the study's file to the results file; its exit status. */
static int lead(qs_farm *farm, qs_cli_run_request *request, double start, int argc, char **argv)
{
    leading l = {.request = request};
    bool is_said = false;
    qs_status status = read_input(&l, request, &is_said);
    /* A file that cannot be read or written is the command line's fault as long as nothing has been
     * simulated. */
    bool is_wrong = status == QS_ERROR_IO;
    if (!status)
        status = open_job(&l, qs_farm_n_ranks(farm), start, argc, argv);
    bool is_finished = !status && qs_job_is_finished(l.job);
    if (is_finished)
        status = qs_fail(QS_STOPPED, "nothing to do");
    status = qs_farm_share(farm, status, &l.packed, &l.n_packed);
    if (!status) {
        is_said = true;
        status = coordinate(&l, farm);
        qs_sign_end(l.sign, status);
        l.sign = NULL;
    }
    if (is_finished) {
        tell_finished(request);
        is_said = true;
        status = QS_OK;
    }
    int exit_status = status && !is_said ? qs_cli_complain("run", status) : qs_status_exit(status);
    clear(&l);
    return is_wrong ? QS_EXIT_WRONG : exit_status;
}

/* Rank 0 decides: at the others the limit counts only once it should have. */
static bool is_asked_to_stop(void *deadline)
{
    const double *at = deadline;
    return qs_job_signal() || (*at > 0 && qs_clock_seconds() >= *at + 1);
}

/* Every other rank: simulate what rank 0 hands out. Its failures are told by rank 0. */
static void follow(qs_farm *farm, double *deadline)
{
    char *bytes = NULL;
    size_t n = 0;
    if (qs_farm_share(farm, QS_OK, &bytes, &n))
        return;
    qs_job_follow(farm, bytes, n, is_asked_to_stop, deadline);
    qs_free(bytes);
}

int qs_cli_run(int argc, char **argv)
{
    qs_cli_run_request request;
    qs_farm *farm = NULL;
    double start = qs_clock_seconds();
    qs_job_catch_signals();
    qs_status status = qs_cli_read_run(argc, argv, &request);
    double deadline = !status && request.time_limit > 0 ? start + request.time_limit : 0;
    if (!status)
        status = qs_farm_start(&farm);
    qs_job_has_started(status || qs_farm_rank(farm) == 0);
    if (!status)
        qs_farm_listen(farm, is_asked_to_stop, &deadline);
    if (!status && request.lost_after > 0)
        qs_farm_lose_after(farm, request.lost_after);
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
    qs_cli_clear_run(&request);
    return exit_status;
}
