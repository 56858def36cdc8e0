/* `qsweep merge`: the journals of the parts of one study become one results file.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "qsweep/memory.h"
#include "run_internal.h"

typedef struct qs_merge_request {
    char *output; /* owned */
    bool is_forced, is_quiet;
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
    qs_free(request->output);
    request->output = NULL;
    qs_status status = qs_cli_check_ending(path);
    return status ? status : qs_strdup(path, &request->output);
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
        request->is_forced = true;
        return QS_OK;
    case QS_OPTION_QUIET:
        request->is_quiet = true;
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
    if (!request->output || request->output[0] == '\0')
        return qs_fail(QS_ERROR_USAGE, "where shall the results go? (-o FILE.h5)");
    status = qs_cli_follow_links(&request->output);
    if (status)
        return status;
    for (size_t i = 0; i < request->n_parts; i++)
        if (is_same_file(request->parts[i], request->output))
            return qs_fail(QS_ERROR_USAGE, "%s is a part: the results need a file of their own",
                           request->parts[i]);
    return request->n_parts ? QS_OK
                            : qs_fail(QS_ERROR_USAGE, "which parts? (the results of qsweep run --part)");
}

static void tell_result(const qs_merge_request *request, size_t n_scenarios)
{
    if (!request->is_quiet)
        qs_cli_say(stderr,
                   "qsweep: %zu scenario%s of %zu part%s; results in %s; see them with: qsweep show %s\n",
                   n_scenarios, n_scenarios == 1 ? "" : "s", request->n_parts,
                   request->n_parts == 1 ? "" : "s", request->output, request->output);
}

static qs_status do_job(const qs_merge_request *request, const qs_study *study, const qs_facts *facts,
                        const qs_job_request *wanted, const char *packed, size_t n)
{
    qs_job *job;
    const qs_cli_run_request replay = {.study_path = qs_study_path(study)};
    qs_status status = qs_job_open(study, facts, wanted, packed, n, &job);
    if (!status)
        status = qs_job_merge(job, request->parts, request->n_parts);
    if (!status)
        status = qs_job_finish(job);
    if (status) { /* the parts have everything that is in its journal */
        qs_job_discard(job);
        return status;
    }
    qs_cli_warn_findings(job, &replay);
    tell_result(request, facts->n_scenarios);
    qs_job_free(job);
    return QS_OK;
}

static qs_status merge(qs_merge_request *request, int argc, char **argv)
{
    qs_study *study = NULL;
    qs_facts facts = {0};
    char *packed = NULL, *command_line = NULL, *resume_line = NULL;
    size_t n = 0;
    qs_cli_notices notices = {.is_quiet = request->is_quiet};
    const qs_job_listener listener = qs_cli_notices_listener(&notices);
    qs_status status = qs_job_read_journal(request->parts[0], &packed, &n, &facts, &study);
    if (!status)
        status = qs_cli_check_output(qs_study_path(study), &request->output);
    if (!status)
        status = qs_cli_command_line(argc, argv, &command_line);
    if (!status)
        status = qs_cli_resume_line(1, argc, argv, &resume_line);
    if (!status) {
        const qs_job_request wanted = {.output = request->output,
                                       .is_forced = request->is_forced,
                                       .n_ranks = 1,
                                       .command_line = command_line,
                                       .resume_line = resume_line,
                                       .listeners = &listener,
                                       .n_listeners = 1};
        status = do_job(request, study, &facts, &wanted, packed, n);
    }
    qs_facts_clear(&facts);
    qs_study_free(study);
    qs_free(packed);
    qs_free(command_line);
    qs_free(resume_line);
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
    qs_free(request.output);
    return exit_status;
}
