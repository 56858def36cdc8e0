/* `qsweep merge`: the journals of the parts of one study become one results file.
 *
 * A part's journal holds the study and every scenario that was simulated, to the last bit, so the merged file
 * is the one that a single run writes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "qsweep/memory.h"
#include "qsweep/visible.h"
#include "run_internal.h"

typedef struct qs_merge_request {
    qs_run_request run;
    char **parts; /* owned, as are the texts */
    size_t n_parts, capacity;
} qs_merge_request;

static qs_status add_part(qs_merge_request *request, const char *path)
{
    qs_status status =
        qs_reserve(&request->parts, &request->capacity, request->n_parts + 1, sizeof *request->parts);
    if (!status)
        status = qs_strdup(path, &request->parts[request->n_parts]);
    /* The journal of a part lies where its results do, not where a link to them does. */
    return status ? status : qs_cli_follow_links(&request->parts[request->n_parts++]);
}

static qs_status set_output(qs_merge_request *request, const char *path)
{
    qs_free(request->run.output);
    request->run.output = NULL;
    qs_status status = qs_run_check_ending(path);
    return status ? status : qs_strdup(path, &request->run.output);
}

static qs_status take(void *context, const qs_arguments *argument)
{
    qs_merge_request *request = context;
    switch (argument->id) {
    case QS_WORD:
        return add_part(request, argument->value);
    case QS_OPTION_OUTPUT:
        return set_output(request, argument->value);
    case QS_OPTION_FORCE:
        request->run.is_forced = true;
        return QS_OK;
    case QS_OPTION_QUIET:
        request->run.is_quiet = true;
        return QS_OK;
    default:
        return qs_cli_forgotten(argument);
    }
}

/* By any name. */
static bool is_same_file(const char *path, const char *other)
{
    struct stat a, b;
    return strcmp(path, other) == 0 ||
           (stat(path, &a) == 0 && stat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

static qs_status read_request(int argc, char **argv, qs_merge_request *request)
{
    qs_status status = qs_cli_parse(argc, argv, take, request);
    if (status)
        return status;
    if (!request->run.output || request->run.output[0] == '\0')
        return qs_fail(QS_ERROR_USAGE, "where shall the results go? (-o FILE.h5)");
    status = qs_cli_follow_links(&request->run.output);
    if (status)
        return status;
    for (size_t i = 0; i < request->n_parts; i++)
        if (is_same_file(request->parts[i], request->run.output))
            return qs_fail(QS_ERROR_USAGE, "%s is a part: the results need a file of their own",
                           request->parts[i]);
    return request->n_parts ? QS_OK
                            : qs_fail(QS_ERROR_USAGE, "which parts? (the results of qsweep run --part)");
}

/* Large rows of a scenario's first n replications. */
static qs_status copy_rows(qs_run_job *job, qs_journal *part, uint64_t scenario, uint64_t n)
{
    qs_status status = QS_OK;
    if (!qs_plan_has_large_rows(qs_study_plan(job->study), job->layout.n_values))
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
static qs_status copy_scenario(qs_run_job *job, qs_journal *part, uint64_t scenario)
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
static qs_status copy_part(qs_run_job *job, const char *path, const char *packed, size_t n_packed)
{
    const qs_plan *plan = qs_study_plan(job->study);
    const qs_journal_identity identity = {
        .plan = plan,
        .layout = &job->layout,
        .study_hash = qs_study_hash(job->study),
        .version = QS_VERSION,
        .started = job->started,
        .replaces = "",
        .study = packed,
        .n_study = n_packed,
    };
    char *bytes = NULL;
    size_t n;
    qs_journal *part = NULL;
    qs_status status = qs_journal_read_study(path, &bytes, &n); /* so that none is made where there is none */
    qs_free(bytes);
    if (!status)
        status = qs_journal_open(path, &identity, QS_JOURNAL_RESUME, &part);
    for (uint64_t s = 0; s < plan->n_scenarios && !status; s++)
        status = copy_scenario(job, part, s);
    qs_journal_close(part);
    return status ? status : qs_journal_sync(job->journal);
}

/* Done, or told what is missing. */
static qs_status finish(qs_run_job *job, const qs_merge_request *request)
{
    size_t n_scenarios = qs_study_plan(job->study)->n_scenarios, n_missing = 0, first = 0;
    for (size_t s = n_scenarios; s-- > 0;)
        if (qs_journal_knows(job->journal, s) != QS_JOURNAL_FINISHED) {
            first = s;
            n_missing++;
        }
    if (n_missing > 0)
        return qs_fail(QS_STOPPED,
                       "%zu of %zu scenarios are missing or not whole, the first is scenario %zu; simulate "
                       "the missing parts "
                       "(or finish them with --resume) and merge again",
                       n_missing, n_scenarios, first);
    qs_status status = qs_run_job_finish(job);
    if (status)
        return status;
    qs_run_warn_failures(job);
    if (!request->run.is_quiet)
        qs_cli_say(stderr,
                   "qsweep: %zu scenario%s of %zu part%s; results in %s; see them with: qsweep show %s\n",
                   n_scenarios, n_scenarios == 1 ? "" : "s", request->n_parts,
                   request->n_parts == 1 ? "" : "s", request->run.output, request->run.output);
    return QS_OK;
}

static qs_status merge(qs_merge_request *request, int argc, char **argv)
{
    qs_study *study = NULL;
    qs_run_job job = {0};
    char *packed = NULL;
    size_t n = 0;
    qs_status status = qs_journal_read_study(request->parts[0], &packed, &n);
    if (!status)
        status = qs_study_unpack(packed, n, &study);
    if (!status) {
        request->run.study_path = qs_study_path(study);
        status = qs_run_request_check_output(&request->run);
    }
    if (!status)
        status = qs_run_job_prepare(&job, study, &request->run, 1, argc, argv, packed, n);
    for (size_t i = 0; i < request->n_parts && !status; i++)
        status = copy_part(&job, request->parts[i], packed, n);
    if (!status)
        status = finish(&job, request);
    if (status && job.journal) { /* the parts have everything that is in it */
        qs_journal_remove(job.journal);
        job.journal = NULL;
    }
    qs_run_job_clear(&job);
    qs_study_free(study);
    qs_free(packed);
    return status;
}

int qs_cli_merge(int argc, char **argv)
{
    qs_merge_request request = {0};
    qs_status status = read_request(argc, argv, &request);
    if (!status)
        status = merge(&request, argc, argv);
    int exit_status = status ? qs_cli_complain("merge", status) : QS_EXIT_DONE;
    for (size_t i = 0; i < request.n_parts; i++)
        qs_free(request.parts[i]);
    qs_free(request.parts);
    qs_run_request_clear(&request.run);
    return exit_status;
}
