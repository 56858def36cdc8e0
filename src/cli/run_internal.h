/* `qsweep run` and `merge`, within their commands: what was asked for, and what is said meanwhile.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RUN_INTERNAL_H
#define QSWEEP_RUN_INTERNAL_H

#include "bar_internal.h"
#include "cli_internal.h"
#include "qsweep/job.h"

/* What the command line asks for; all-zero but for `progress` is nothing. */
typedef struct qs_cli_run_request {
    const char *study_path; /* borrowed from argv */
    char *output;           /* owned */
    qs_settings settings;
    qs_bar_when progress;
    bool is_quiet, is_forced, is_resumed;
    double time_limit;      /* seconds; 0: none */
    double lost_after;      /* seconds; 0: as the farm has it */
    uint64_t part, n_parts; /* --part: simulate the part-th (from 1) of n_parts; 0: everything */
} qs_cli_run_request;

/* Read the command line. Errors: QS_ERROR_USAGE, QS_ERROR_UNSUPPORTED, QS_ERROR_MEMORY. To be cleared in any
 * case. */
qs_status qs_cli_read_run(int argc, char **argv, qs_cli_run_request *request);
void qs_cli_clear_run(qs_cli_run_request *request);

/* Refuse a name for results that ends in what they are not (.csv, .png, ...), and say how to come by that.
 * Errors: QS_ERROR_USAGE. */
qs_status qs_cli_check_ending(const char *path);

/* That the results of a study can be written where they shall go. A link there stays: what it points to is
 * what is written, and *output names that from now on. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_cli_check_output(const char *study_path, char **output);

/* A path whose last part is a link, to what is there or shall be: replaced by where that points.
 * Errors: QS_ERROR_IO (links in a ring), QS_ERROR_MEMORY. */
qs_status qs_cli_follow_links(char **path);

/* ---- command_words.c: commands to be typed again ---- */

/* The command as it was typed, near enough; and what goes on with the run: on as many ranks, with --resume,
 * without --force. *out is the caller's. Errors: QS_ERROR_MEMORY. */
qs_status qs_cli_command_line(int argc, char **argv, char **out);
qs_status qs_cli_resume_line(int n_ranks, int argc, char **argv, char **out);

/* The command that simulates one replication again. *out is the caller's. Errors: QS_ERROR_MEMORY. */
qs_status qs_cli_replay_line(const qs_cli_run_request *request, uint64_t scenario, uint64_t replication,
                             char **out);

/* ---- notices.c: a job's events in words ---- */

typedef struct qs_cli_notices {
    bool is_quiet;
} qs_cli_notices;

/* Says to stderr what has to be said of a job's events. */
qs_job_listener qs_cli_notices_listener(qs_cli_notices *notices);

/* ---- warn.c ---- */

/* To stderr: that scenarios are unstable; that the start of some does not wear off; that replications failed,
 * and the words that replay the first. Silent if there is nothing to say. */
void qs_cli_warn_unstable(const qs_job *job);
void qs_cli_warn_unsettled(const qs_job *job);
void qs_cli_warn_findings(const qs_job *job, const qs_cli_run_request *request);

#endif
