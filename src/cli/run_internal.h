/* `qsweep run`, within its command: what was asked for, and the job that does it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RUN_INTERNAL_H
#define QSWEEP_RUN_INTERNAL_H

#include "cli_internal.h"
#include "progress_internal.h"
#include "qsweep/clock.h"
#include "qsweep/farm.h"
#include "qsweep/store.h"

/* What the command line asks for; all-zero but for `progress` is nothing. */
typedef struct qs_run_request {
    const char *study_path; /* borrowed from argv */
    char *output;           /* owned */
    qs_settings settings;
    qs_progress_when progress;
    bool is_quiet;
} qs_run_request;

/* Read the command line. Errors: QS_ERROR_USAGE, QS_ERROR_UNSUPPORTED, QS_ERROR_MEMORY. To be cleared in any
 * case. */
qs_status qs_run_request_read(int argc, char **argv, qs_run_request *request);
void qs_run_request_clear(qs_run_request *request);

/* That the results can be written where they shall go. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_run_request_check_output(const qs_run_request *request);

/* Scenarios with failed replications, for the end of the run. */
enum { QS_REPORTED_FAILURES = 5 };
typedef struct qs_run_failures {
    uint64_t n_scenarios, n_replications;
    struct {
        uint64_t scenario, n, first;
        int status;
    } list[QS_REPORTED_FAILURES]; /* the first of them */
} qs_run_failures;

/* The job on rank 0: what the driver's hooks and the results file refer to. */
typedef struct qs_run_job {
    const qs_study *study;
    qs_model model; /* of scenario 0: names, quantiles, thresholds */
    qs_layout layout;
    bool *is_unstable;                  /* [n_scenarios] */
    bool *is_window_unstable;           /* [n_scenarios][n_windows] */
    bool is_any_exact;                  /* some scenario reduces to a queue with a known answer */
    bool has_exact[QS_N_SCOPES][QS_N_METRICS];
    char **class_names, **window_names; /* arrays owned, texts the model's */
    char *command_line;
    char started[QS_CLOCK_TEXT];
    qs_store *store;
    qs_progress_meter meter;
    qs_run_failures failures;
} qs_run_job;

/* Prepare everything that comes before the first replication, the results file begun.
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, those of qs_study_model. To be cleared in any case. */
qs_status qs_run_job_prepare(qs_run_job *job, const qs_study *study, const qs_run_request *request,
                             int n_ranks, int argc, char **argv);
/* Note which metrics have exact values in this scenario; the layout is set before. Errors: QS_ERROR_MEMORY. */
qs_status qs_run_note_exact(qs_run_job *job, const qs_model *model);

/* The exact values of a scenario, as qs_store_header's; context: the job. */
qs_status qs_run_exact(const void *context, uint64_t scenario, double *row);

void qs_run_job_clear(qs_run_job *job);

/* The hooks of a job; context is the job. */
qs_run_hooks qs_run_job_hooks(qs_run_job *job);

/* Where models come from on any rank. */
qs_model_source qs_run_models(const qs_study *study);

/* To stderr: that scenarios are unstable; that replications failed. Silent if there is nothing to say. */
void qs_run_warn_unstable(const qs_run_job *job);
void qs_run_warn_failures(const qs_run_failures *failures);

#endif
