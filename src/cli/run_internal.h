/* `qsweep run`, within its command: what was asked for, and the job that does it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RUN_INTERNAL_H
#define QSWEEP_RUN_INTERNAL_H

#include "cli_internal.h"
#include "progress_internal.h"
#include "qsweep/clock.h"
#include "qsweep/farm.h"
#include "qsweep/journal.h"
#include "qsweep/store.h"

/* What the command line asks for; all-zero but for `progress` is nothing. */
typedef struct qs_run_request {
    const char *study_path; /* borrowed from argv */
    char *output;           /* owned */
    qs_settings settings;
    qs_progress_when progress;
    bool is_quiet, is_forced, is_resumed;
    double time_limit;      /* seconds; 0: none */
    uint64_t part, n_parts; /* --part: simulate the part-th (from 1) of n_parts; 0: everything */
} qs_run_request;

/* Read the command line. Errors: QS_ERROR_USAGE, QS_ERROR_UNSUPPORTED, QS_ERROR_MEMORY. To be cleared in any
 * case. */
qs_status qs_run_request_read(int argc, char **argv, qs_run_request *request);
void qs_run_request_clear(qs_run_request *request);

/* Refuse a name for results that ends in what they are not (.csv, .png, ...), and say how to come by that.
 * Errors: QS_ERROR_USAGE. */
qs_status qs_run_check_ending(const char *path);

/* That the results can be written where they shall go. A link there stays: what it points to is what is
 * written, and request->output names that from now on. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_run_request_check_output(qs_run_request *request);

/* A path whose last part is a link, to what is there or shall be: replaced by where that points.
 * Errors: QS_ERROR_IO (links in a ring), QS_ERROR_MEMORY. */
qs_status qs_cli_follow_links(char **path);

/* Scenarios with failed replications and the like, for the end of the run. */
enum { QS_REPORTED_FAILURES = 5 };
typedef struct qs_run_failures {
    uint64_t n_imprecise;                              /* scenarios of which run.until was not met */
    uint64_t n_growing, growing[QS_REPORTED_FAILURES]; /* whose queues grow though no load says so */
    uint64_t n_left, left[QS_REPORTED_FAILURES]; /* that drain, with customers left whom nobody serves */
    double most_left;                            /* of these, mean over a scenario's replications */
    uint64_t n_scenarios, n_replications;
    struct {
        uint64_t scenario, n, first;
        int status;
    } list[QS_REPORTED_FAILURES]; /* the first of them */
} qs_run_failures;

/* Scenarios whose start does not wear off within the horizon (run.warmup mser5). */
enum { QS_REPORTED_UNSETTLED = 8 };
typedef struct qs_run_unsettled {
    uint64_t n, first[QS_REPORTED_UNSETTLED]; /* ascending, in whatever order they were found */
} qs_run_unsettled;

/* The job on rank 0: what the driver's hooks, the journal and the results file refer to. */
typedef struct qs_run_job {
    const qs_study *study;
    const qs_run_request *request;
    qs_model model; /* of scenario 0: names, quantiles, thresholds */
    qs_layout layout;
    bool *is_unstable;        /* [n_scenarios] */
    bool *is_window_unstable; /* [n_scenarios][n_windows] */
    bool *stops;              /* [n_scenarios] at the horizon: who is there then stays unfinished */
    bool is_any_exact;        /* some scenario reduces to a queue with a known answer */
    bool has_exact[QS_N_SCOPES][QS_N_METRICS];
    char **class_names, **window_names; /* arrays owned, texts the model's */
    char *command_line;
    char *resume_line; /* the command that goes on with this run */
    int n_ranks;
    char started[QS_CLOCK_TEXT];
    qs_journal *journal;
    size_t first_here, n_here; /* the scenarios of this part; all, unless it is one */
    bool is_finished;          /* --resume: it was finished long ago */
    bool keeps_old;            /* the results that are there are to be replaced, but only by whole ones */
    double deadline;           /* qs_clock_seconds; 0: none */
    double next_checkpoint, next_fold;
    qs_progress_meter meter;
    qs_run_failures failures;
    qs_run_unsettled unsettled; /* found by this run */
    unsigned missing,
        told_missing; /* of what a file system may not give (QS_MISSING_...), and what has been said */
} qs_run_job;

/* Prepare everything that comes before the first replication, the journal opened.
 * packed [in] [n_packed] the study (qs_study_pack); must outlive the job
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_REFUSED, QS_ERROR_FORMAT, those of qs_study_model. To be cleared
 * in any case. */
qs_status qs_run_job_prepare(qs_run_job *job, const qs_study *study, const qs_run_request *request,
                             int n_ranks, int argc, char **argv, const char *packed, size_t n_packed);
void qs_run_job_clear(qs_run_job *job);

/* The command that simulates one replication again. *out is the caller's. Errors: QS_ERROR_MEMORY. */
qs_status qs_run_replay_line(const qs_run_request *request, uint64_t scenario, uint64_t replication,
                             char **out);

/* Note which metrics have exact values in this scenario; the layout is set before. Errors: QS_ERROR_MEMORY.
 */
qs_status qs_run_note_exact(qs_run_job *job, const qs_model *model);

/* The exact values of a scenario, as qs_store_header's; context: the job. */
qs_status qs_run_exact(const void *context, uint64_t scenario, double *row);

/* ---- open.c ---- */

/* Which scenarios are this part's. */
void qs_run_job_choose_part(qs_run_job *job);

/* Open the journal as the command line wants it; is_finished is set if there is nothing to go on with because
 * all is done. Errors: QS_REFUSED (something is there that would be lost, or cannot be gone on with), those
 * of qs_journal_open. */
qs_status qs_run_job_open(qs_run_job *job, const char *packed, size_t n_packed);

/* ---- keep.c: the journal and the results file ---- */

/* The hooks of a job; context is the job. */
qs_run_hooks qs_run_job_hooks(qs_run_job *job);

/* The run is done: write the results file, and remove the journal, unless the job was one part of several:
 * the journals are what qsweep merge puts together. Errors: QS_ERROR_IO, ...; the journal stays then. */
qs_status qs_run_job_finish(qs_run_job *job);

/* The run ended early: write what is done into the results file, and say how to go on. */
void qs_run_job_leave(qs_run_job *job, qs_status status);

/* ---- signals.c ---- */

/* From now on SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and SIGXCPU ask the run to end, a second SIGINT ends
 * the process at once; SIGPIPE and SIGXFSZ are errors of the write that meets them. */
void qs_signals_catch(void);

/* Starting is over: MPI_Init, deaf to signals, waits for ranks that may never come, so that until now a
 * signal ends the process a few seconds later. is_first [in] rank 0, which ends the run in order if one has come. */
void qs_signals_started(bool is_first);

/* Which signal has come: "stopped by SIGTERM" or the like, or NULL. */
const char *qs_signals_caught(void);

/* ---- */

/* Where models come from on any rank. */
qs_model_source qs_run_models(const qs_study *study);

/* To stderr: that scenarios are unstable; that the start of some does not wear off; that replications failed,
 * and the words that replay the first. Silent if there is nothing to say. */
void qs_run_warn_unstable(const qs_run_job *job);
void qs_run_warn_unsettled(const qs_run_job *job);
void qs_run_warn_failures(const qs_run_job *job);

#endif
