/* The command line of `qsweep run`.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qsweep/memory.h"
#include "run_internal.h"

static qs_status set_output(qs_cli_run_request *request, const char *path)
{
    if (path[0] == '\0')
        return qs_fail(QS_ERROR_USAGE, "--output needs the name of a file");
    qs_free(request->output);
    request->output = NULL;
    return qs_strdup(path, &request->output);
}

/* A duration of the wall clock: a number, of seconds unless a unit follows. */
static qs_status parse_duration(const qs_arguments *argument, double *seconds)
{
    const char *text = argument->value;
    static const struct {
        const char *unit;
        double seconds;
    } units[] = {{"", 1}, {"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    char *end;
    double number = strtod(text, &end);
    bool is_number = end != text && isfinite(number) && number > 0;
    end += strspn(end, " ");
    for (size_t i = 0; is_number && i < sizeof units / sizeof *units; i++) {
        if (strcmp(end, units[i].unit) == 0) {
            *seconds = number * units[i].seconds;
            return QS_OK;
        }
    }
    return qs_fail(QS_ERROR_USAGE, "%s must be a time such as 90, 90s, 30min, 8h or 2d (got %s)",
                   argument->option->name, text);
}

/* K/N, from 1/N to N/N: what the tasks of a job array differ in. */
static qs_status parse_part(const char *text, qs_cli_run_request *request)
{
    char *slash, *end;
    unsigned long long part = strtoull(text, &slash, 10), n = 0;
    bool is_good = text[0] >= '0' && text[0] <= '9' && *slash == '/' && slash[1] >= '0' && slash[1] <= '9';
    if (is_good)
        n = strtoull(slash + 1, &end, 10);
    if (!is_good || *end || part < 1 || part > n)
        return qs_fail(QS_ERROR_USAGE, "--part must be K/N, the K-th part of N, such as 3/10 (got %s)", text);
    request->part = part;
    request->n_parts = n;
    return QS_OK;
}

static qs_status take_progress(qs_cli_run_request *request, const qs_arguments *argument)
{
    int when;
    qs_status status = qs_cli_word(argument, &when);
    if (!status)
        request->progress = (qs_bar_when)when;
    return status;
}

static qs_status take(void *context, const qs_arguments *argument)
{
    qs_cli_run_request *request = context;
    switch (argument->id) {
    case QS_WORD:
        return qs_cli_set_study(&request->study_path, argument->value);
    case QS_OPTION_OUTPUT:
        return set_output(request, argument->value);
    case QS_OPTION_PROGRESS:
        return take_progress(request, argument);
    case QS_OPTION_QUIET:
        request->is_quiet = true;
        return QS_OK;
    case QS_OPTION_FORCE:
        request->is_forced = true;
        return QS_OK;
    case QS_OPTION_RESUME:
        request->is_resumed = true;
        return QS_OK;
    case QS_OPTION_PART:
        return parse_part(argument->value, request);
    case QS_OPTION_TIME_LIMIT:
        return parse_duration(argument, &request->time_limit);
    case QS_OPTION_LOST_AFTER:
        return parse_duration(argument, &request->lost_after);
    default:
        return qs_cli_set(&request->settings, argument);
    }
}

/* The study's file name without folder and .yaml, with .h5: in the current folder. */
static qs_status default_output(qs_cli_run_request *request)
{
    const char *slash = strrchr(request->study_path, '/');
    const char *name = slash ? slash + 1 : request->study_path;
    size_t n = strlen(name);
    if (n > 5 && strcmp(name + n - 5, ".yaml") == 0)
        n -= 5;
    else if (n > 4 && strcmp(name + n - 4, ".yml") == 0)
        n -= 4;
    qs_status status = qs_calloc(n + sizeof ".h5", 1, &request->output);
    if (status)
        return status;
    memcpy(request->output, name, n);
    memcpy(request->output + n, ".h5", sizeof ".h5");
    return QS_OK;
}

static bool is_study(const qs_cli_run_request *request)
{
    struct stat study, output;
    return stat(request->study_path, &study) == 0 && stat(request->output, &output) == 0 &&
           study.st_dev == output.st_dev && study.st_ino == output.st_ino;
}

qs_status qs_cli_read_run(int argc, char **argv, qs_cli_run_request *request)
{
    memset(request, 0, sizeof *request);
    qs_status status = qs_cli_parse(argc, argv, take, request);
    if (status)
        return status;
    if (!request->study_path)
        return qs_fail(QS_ERROR_USAGE, "which study? (a YAML file)");
    if (request->is_forced && request->is_resumed)
        return qs_fail(QS_ERROR_USAGE, "--force begins anew, --resume goes on: not both");
    if (!request->output)
        return default_output(request);
    /* that it would replace the study is said where the files are looked at */
    return is_study(request) ? QS_OK : qs_cli_check_ending(request->output);
}

void qs_cli_clear_run(qs_cli_run_request *request)
{
    qs_free(request->output);
    qs_settings_clear(&request->settings);
}

/* The folder of a path, into a copy that the caller frees. */
static qs_status folder_of(const char *path, char **folder)
{
    qs_status status = qs_strdup(path, folder);
    if (status)
        return status;
    char *slash = strrchr(*folder, '/');
    if (!slash)
        strcpy(*folder, path[0] ? "." : "");
    else if (slash == *folder)
        slash[1] = '\0';
    else
        *slash = '\0';
    return QS_OK;
}

/* What the link at a path says, seen from the link's folder: the caller's. */
static qs_status read_link(const char *path, char **target)
{
    char said[PATH_MAX];
    ssize_t n = readlink(path, said, sizeof said);
    if (n < 0 || (size_t)n >= sizeof said)
        return qs_fail(QS_ERROR_IO, "%s: cannot read this link: %s", path,
                       strerror(n < 0 ? errno : ENAMETOOLONG));
    said[n] = '\0';
    const char *slash = said[0] == '/' ? NULL : strrchr(path, '/');
    size_t n_folder = slash ? (size_t)(slash - path) + 1 : 0;
    qs_status status = qs_calloc(n_folder + (size_t)n + 1, 1, target);
    if (status)
        return status;
    memcpy(*target, path, n_folder);
    memcpy(*target + n_folder, said, (size_t)n + 1);
    return QS_OK;
}

qs_status qs_cli_follow_links(char **path)
{
    enum { MOST_LINKS = 40 };
    struct stat there;
    for (int i = 0; lstat(*path, &there) == 0 && S_ISLNK(there.st_mode); i++) {
        char *target = NULL;
        if (i == MOST_LINKS)
            return qs_fail(QS_ERROR_IO, "%s: %s", *path, strerror(ELOOP));
        qs_status status = read_link(*path, &target);
        if (status)
            return status;
        qs_free(*path);
        *path = target;
    }
    return QS_OK;
}

qs_status qs_cli_check_output(const char *study_path, char **output)
{
    struct stat there, study;
    qs_status status = qs_cli_follow_links(output);
    if (status)
        return status;
    const char *path = *output;
    if (stat(path, &there) == 0) {
        if (!S_ISREG(there.st_mode))
            return qs_fail(QS_ERROR_IO, "cannot write results to %s: it is %s", path,
                           S_ISDIR(there.st_mode) ? "a folder" : "not a plain file");
        if (stat(study_path, &study) == 0 && study.st_dev == there.st_dev && study.st_ino == there.st_ino)
            return qs_fail(QS_ERROR_IO, "the results would replace the study %s", path);
    }
    char *folder;
    status = folder_of(path, &folder);
    if (status)
        return status;
    if (access(folder, W_OK | X_OK) != 0)
        status =
            qs_fail(QS_ERROR_IO, "cannot write results to %s: folder %s: %s", path, folder, strerror(errno));
    qs_free(folder);
    return status;
}
