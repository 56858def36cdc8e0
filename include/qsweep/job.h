/* A job: one study on its way into one results file.
 *
 * Its life: read the study (qs_job_read_study), open the job, which looks at what lies at the results' path
 * and opens the journal; run it (or fill it from the journals of parts, qs_job_merge); finish it, or leave it
 * as it is when the run ended early; free it. What happens meanwhile is told to listeners as events: nothing
 * here prints. On rank 0 alone, but for qs_job_follow.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_JOB_H
#define QSWEEP_JOB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/facts.h"
#include "qsweep/farm.h"
#include "qsweep/journal.h"
#include "qsweep/study.h"
#include "qsweep/sweep.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_job qs_job;

/* ---- the study ---- */

/* Read and check the study in a YAML file.
 * problems [out] cleared first; the caller's to clear
 * facts    [out] NULL: not wanted; else all-zero before, the caller's to clear in any case
 * study    [out] the caller's (qs_study_free); NULL on failure
 * Errors: those of qs_study_read, but QS_ERROR_STUDY in place of QS_ERROR_IO: a file that cannot be read is
 * the user's to mend. */
qs_status qs_job_read_study(const char *path, const qs_setting *settings, size_t n_settings,
                            qs_problems *problems, qs_facts *facts, qs_study **study);

/* The same of a YAML file, or of results: the study that the file keeps. With nothing set besides, the
 * replications of that are those of the results. Errors: also QS_ERROR_FORMAT, QS_ERROR_STUDY (another
 * version or other data files). */
qs_status qs_job_read_study_of(const char *path, const qs_setting *settings, size_t n_settings,
                               qs_problems *problems, qs_study **study);

/* The study in a journal (beside the results at `path`), and its facts.
 * packed [out] [n] as it is packed, the caller's (qs_free). Errors: those of qs_journal_read_study and
 * qs_study_unpack. */
qs_status qs_job_read_journal(const char *path, char **packed, size_t *n, qs_facts *facts, qs_study **study);

/* Where models come from on any rank. */
qs_model_source qs_job_models(const qs_study *study);

/* ---- events ---- */

typedef enum qs_job_event_kind {
    QS_JOB_WAITS,      /* for another process that had the journal; text says so */
    QS_JOB_FOUND,      /* what was found in the journal (found) */
    QS_JOB_MISSING,    /* what does not hold where the results lie (missing), each once */
    QS_JOB_BEGINS,     /* the first task is next; progress has what an earlier run did */
    QS_JOB_PROGRESS,   /* blocks have been filed (progress); often */
    QS_JOB_SIMULATED,  /* a rank's replications have come (rank) */
    QS_JOB_LOOKED,     /* a decision of the policy, such as run.until (look) */
    QS_JOB_SCENARIO,   /* one is finished (summary), in the order of their index */
    QS_JOB_CHECKPOINT, /* what is done has been saved (seconds) */
    QS_JOB_FOLDED,     /* the results file has been written (seconds) */
    QS_JOB_NOT_FOLDED, /* it could not be written, which is no reason to stop; text says why */
    QS_JOB_LEFT        /* the run ended early (left) */
} qs_job_event_kind;

typedef struct qs_job_event {
    qs_job_event_kind kind;
    union { /* borrowed, valid while the event is told */
        const char *text;
        qs_journal_found found;
        unsigned missing;     /* QS_MISSING_LOCKS, QS_MISSING_SYNC of store.h */
        qs_progress progress; /* of this part, if the job is one */
        const qs_summary *summary;
        double seconds; /* that it took */
        struct {
            int rank;
            uint64_t n;     /* replications that have come just now */
            double seconds; /* that they took there */
            uint64_t n_all; /* the same of all that this rank has done in this run */
            double seconds_all;
        } rank;
        struct {
            uint64_t scenario, n; /* replications it has */
            bool is_finished;     /* at these; else it goes on to `target` of them */
            bool is_imprecise;    /* finished short of what was asked for */
            uint64_t target;
        } look;
        struct {
            const char *why;                     /* "stopped by SIGTERM" */
            uint64_t n_finished, n_replications; /* that are done and kept */
        } left;
    };
    bool is_going_on; /* QS_JOB_NOT_FOLDED: the run goes on */
} qs_job_event;

/* Hears of each event. It may not fail, nor do anything with the job but ask. */
typedef struct qs_job_listener {
    void (*hear)(void *context, const qs_job *job, const qs_job_event *event);
    void *context;
} qs_job_listener;

/* ---- opening ---- */

/* All-zero but for output is a whole run, anew. Everything borrowed; must outlive the job. */
typedef struct qs_job_request {
    const char *output;     /* where the results go */
    bool is_forced;         /* replace results that are there, once the new ones are whole */
    bool is_resumed;        /* go on with what an earlier run did */
    uint64_t part, n_parts; /* simulate the part-th (from 1) of n_parts; 0: everything */
    double deadline;        /* qs_clock_seconds at which the run is to end; 0: none */
    int n_ranks;
    const char *command_line; /* what was typed, for the results file */
    const char *resume_line;  /* and what goes on with the run, for messages */
    const qs_job_listener *listeners;
    size_t n_listeners; /* each hears of an event in this order */
} qs_job_request;

/* Do everything that comes before the first replication.
 * study, facts [in] must outlive the job; facts of all scenarios
 * packed       [in] [n_packed] the study (qs_study_pack); must outlive the job
 * out          [out] the caller's (qs_job_free); NULL on failure
 * Errors: QS_ERROR_USAGE (more parts than scenarios), QS_ERROR_MEMORY, QS_ERROR_IO, QS_REFUSED, QS_STOPPED,
 * QS_ERROR_FORMAT. */
qs_status qs_job_open(const qs_study *study, const qs_facts *facts, const qs_job_request *request,
                      const char *packed, size_t n_packed, qs_job **out);
void qs_job_free(qs_job *job);

/* Free it, and remove its journal, of which all is kept elsewhere. NULL is accepted by both. */
void qs_job_discard(qs_job *job);

/* It was resumed and finished long ago: there is nothing to do, and nothing else may be done with it. */
bool qs_job_is_finished(const qs_job *job);

/* ---- doing it ---- */

/* Simulate what is not done, on all ranks of a farm: qs_farm_run on rank 0, and on the others, which follow
 * until then should_stop(context) is true. Errors: those of qs_farm_run. */
qs_status qs_job_run(qs_job *job, qs_farm *farm);
qs_status qs_job_follow(qs_farm *farm, const char *packed, size_t n, bool (*should_stop)(void *context),
                        void *context);

/* Take over what the journals of parts have, in place of simulating it. Errors: QS_STOPPED (scenarios are
 * missing or not whole), those of qs_journal_open. */
qs_status qs_job_merge(qs_job *job, char *const *parts, size_t n_parts);

/* All is done: write the results file, and remove the journal, unless the job was one part of several: the
 * journals are what qs_job_merge puts together. Errors: QS_ERROR_IO, ...; the journal stays then. */
qs_status qs_job_finish(qs_job *job);

/* The run ended early, with this status: write what is done into the results file, and tell QS_JOB_LEFT. */
void qs_job_leave(qs_job *job, qs_status status);

/* ---- what is known of it ---- */

const qs_study *qs_job_study(const qs_job *job);
const qs_facts *qs_job_facts(const qs_job *job);
const qs_job_request *qs_job_get_request(const qs_job *job);
const char *const *qs_job_window_names(const qs_job *job); /* [facts n_windows] */

/* The scenarios of this part: all, unless it is one. */
size_t qs_job_n_here(const qs_job *job);

/* What is to be warned of at the end; lists have the first of them, ascending. */
enum { QS_JOB_LISTED = 5, QS_JOB_LISTED_UNSETTLED = 8 };

typedef struct qs_job_findings {
    uint64_t n_outcomes, n_ahead;               /* select: replications done for the decision; of these not
                                                   needed, for they were done ahead of it */
    uint64_t n_imprecise;                       /* scenarios of which run.until was not met */
    uint64_t n_growing, growing[QS_JOB_LISTED]; /* whose queues grow though no load says so */
    uint64_t n_left, left[QS_JOB_LISTED];       /* that drain, with customers left whom nobody serves */
    double most_left;                           /* of these, mean over a scenario's replications */
    uint64_t n_unsettled, unsettled[QS_JOB_LISTED_UNSETTLED]; /* whose start does not wear off within the
                                                                  horizon (run.warmup mser5) */
    uint64_t n_failing, n_failed; /* scenarios with failed replications, and these */
    struct {
        uint64_t scenario, n, first;
        int status;
    } failing[QS_JOB_LISTED];
} qs_job_findings;

const qs_job_findings *qs_job_get_findings(const qs_job *job);

/* ---- signals ---- */

/* From now on SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2 and SIGXCPU ask the run to end, a second SIGINT ends
 * the process at once; SIGPIPE and SIGXFSZ are errors of the write that meets them. */
void qs_job_catch_signals(void);

/* Starting is over: MPI_Init, deaf to signals, waits for ranks that may never come, so that until now a
 * signal ends the process a few seconds later. is_first [in] rank 0, which ends the run in order if one has
 * come. */
void qs_job_has_started(bool is_first);

/* Which signal has come: "stopped by SIGTERM" or the like, or NULL. */
const char *qs_job_signal(void);

#ifdef __cplusplus
}
#endif

#endif
