/* A job, within its room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_JOB_INTERNAL_H
#define QSWEEP_JOB_INTERNAL_H

#include "qsweep/clock.h"
#include "qsweep/job.h"

/* What a rank has done in this run. */
typedef struct qs_job_rank {
    uint64_t n; /* replications */
    double seconds;
} qs_job_rank;

struct qs_job {
    const qs_study *study;
    const qs_facts *facts;
    qs_job_request request;
    qs_model model;      /* of scenario 0: names, quantiles, thresholds */
    char **class_names;  /* array owned, texts the model's */
    char **window_names; /* of rows; owned */
    char **resource_names; /* array owned, texts the model's */
    const char *packed;
    size_t n_packed;
    char started[QS_CLOCK_TEXT];
    qs_journal *journal;
    size_t first_here, n_here; /* the scenarios of this part; all, unless it is one */
    bool is_finished;          /* --resume: it was finished long ago */
    bool keeps_old;            /* the results that are there are to be replaced, but only by whole ones */
    double start;              /* qs_clock_seconds: of running */
    double next_checkpoint, next_fold;
    qs_job_rank *ranks; /* [n_ranks] */
    qs_job_findings findings;
    unsigned missing,
        told_missing; /* of what a file system may not give (QS_MISSING_...), and what has been told */
};

/* Have all listeners hear of an event (events.c). */
void qs_job_tell(const qs_job *job, const qs_job_event *event);
/* Once each: what does not hold where the results lie. */
void qs_job_tell_missing(qs_job *job);

/* Open the journal as the request wants it (open.c); is_finished is set if there is nothing to go on with
 * because all is done. Errors: QS_REFUSED (something is there that would be lost, or cannot be gone on with),
 * those of qs_journal_open. */
qs_status qs_job_open_journal(qs_job *job);

/* The journal's identity, with nothing that it replaces. */
qs_journal_identity qs_job_identity(const qs_job *job);

/* The hooks of a run (keep.c); context is the job. */
qs_run_hooks qs_job_hooks(qs_job *job);

/* Write the results file from what the journal knows: whole, and then renamed (fold.c). */
qs_status qs_job_fold(qs_job *job);
/* The same if it is time to and costs next to nothing, so that there is something to look at. */
void qs_job_fold_now_and_then(qs_job *job, double now);

/* Why a run that is stopped is; static. Tell that it was left, and what is kept. */
const char *qs_job_reason(const qs_job *job);
void qs_job_tell_left(const qs_job *job, const char *why);

/* Whether anything is known of any scenario. */
bool qs_job_knows_anything(const qs_job *job);

/* Note what is to be warned of (findings.c). */
void qs_job_find(qs_job *job, const qs_summary *summary);
void qs_job_find_unsettled(qs_job *job, uint64_t scenario);

#endif
