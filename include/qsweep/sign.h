/* The sign of life of a run: a small file beside the results, FILE.h5.status, by which others on the machine or
 * on the same shared folder see how far it is. No port, no server; who may read the run's files may not read
 * this one unless it is the same user (mode 0600).
 *
 * A listener of the job keeps what it hears; a thread of its own writes it down every few seconds, whole and
 * renamed, so a folder that is slow holds up nobody, and a run that simulates for minutes without a word is
 * still seen to live. A run that is over within seconds writes none. The file goes when the run has finished,
 * and stays when it was stopped, until it is gone on with.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SIGN_H
#define QSWEEP_SIGN_H

#include "qsweep/clock.h"
#include "qsweep/job.h"

#ifdef __cplusplus
extern "C" {
#endif

#define QS_SIGN_SUFFIX ".status"

/* Seconds until the first one, and from one to the next: file systems over a network show others what they
 * knew some seconds ago, so more often is of no use. */
#define QS_SIGN_FIRST 1.0
#define QS_SIGN_EVERY 5.0

enum { QS_SIGN_NAME = 256, QS_SIGN_TEXT = 1024, QS_SIGN_RANKS = 64 };

typedef enum qs_sign_state { QS_SIGN_RUNNING, QS_SIGN_STOPPED, QS_SIGN_FAILED } qs_sign_state;

/* What a run says of itself. Times are seconds; those that have not come are NaN. */
typedef struct qs_sign {
    qs_sign_state state;
    char host[QS_SIGN_NAME];
    char job[QS_SIGN_NAME]; /* the number that SLURM gave it; "" */
    long pid;               /* of rank 0, on that host */
    char began[QS_CLOCK_TEXT];
    double written;       /* since 1970: when this was written */
    double elapsed;       /* since it began */
    double heard;         /* since replications last came in */
    double saved, folded; /* since the last checkpoint, since the results were written */
    uint64_t part, n_parts;
    uint64_t n_before; /* replications that an earlier run did */
    qs_progress progress;
    int n_ranks;
    struct {
        uint64_t n; /* replications it has done, and the seconds they took there */
        double seconds;
    } ranks[QS_SIGN_RANKS];  /* of the first of them */
    char text[QS_SIGN_TEXT]; /* why it ended, and how to go on; "" */
} qs_sign;

/* ---- writing ---- */

typedef struct qs_sign_writer qs_sign_writer;

/* Get ready to write signs beside the results of a job: from its first task on, for before it somebody else may
 * be writing there. Where there is no thread for it a run goes on without.
 * results [in] their path, copied
 * out     [out] the caller's, to be ended. Errors: QS_ERROR_MEMORY. */
qs_status qs_sign_begin(const char *results, int n_ranks, uint64_t part, uint64_t n_parts,
                        qs_sign_writer **out);
qs_job_listener qs_sign_listener(qs_sign_writer *writer);

/* The run is over: QS_OK, finished (the file is removed), QS_STOPPED or failed. Waits a second at most, for a
 * folder that is slow; frees the writer. NULL is accepted. */
void qs_sign_end(qs_sign_writer *writer, qs_status status);

/* ---- reading ---- */

/* The sign beside the results at a path. is_there [out] false: there is none
 * Errors: QS_ERROR_IO; QS_ERROR_FORMAT (it is something else). */
qs_status qs_sign_read(const char *results, qs_sign *sign, bool *is_there);

#ifdef __cplusplus
}
#endif

#endif
