/* Status codes and the text of the last failure.
 *
 * Every function of qsweep that can fail returns a qs_status. QS_OK is zero, so
 * `if (status)` reads as "it failed". The text that belongs to the code is kept
 * for the calling thread and read with qs_failure().
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_STATUS_H
#define QSWEEP_STATUS_H

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The one list of status codes: X(name, what it means). */
#define QS_STATUS_LIST(X)                                                                                    \
    X(QS_OK, "done")                                                                                         \
    X(QS_ERROR_MEMORY, "out of memory")                                                                      \
    X(QS_ERROR_USAGE, "the command line is wrong")                                                           \
    X(QS_ERROR_STUDY, "the study is wrong")                                                                  \
    X(QS_ERROR_UNSUPPORTED, "not supported yet")                                                             \
    X(QS_ERROR_IO, "a file could not be read or written")                                                    \
    X(QS_ERROR_FORMAT, "a file is not what it should be")                                                    \
    X(QS_ERROR_LIMIT, "a limit of the program was reached")                                                  \
    X(QS_ERROR_DEADLOCK, "windows block each other for ever")                                                \
    X(QS_ERROR_NUMERIC, "numerical trouble")                                                                 \
    X(QS_ERROR_MPI, "MPI failed")                                                                            \
    X(QS_STOPPED, "stopped early, can be resumed")                                                           \
    X(QS_ERROR_INTERNAL, "qsweep is wrong")                                                                  \
    X(QS_REFUSED, "it would overwrite or mix up results")

typedef enum qs_status {
#define QS_STATUS_ENUM(name, meaning) name,
    QS_STATUS_LIST(QS_STATUS_ENUM)
#undef QS_STATUS_ENUM
        QS_N_STATUS
} qs_status;

/* Exit statuses of the program (README, "Exit status"). */
enum { QS_EXIT_DONE = 0, QS_EXIT_FAILED = 1, QS_EXIT_WRONG = 2, QS_EXIT_RESUMABLE = 75 };

/* Keep a text for `code` and return `code`: `return qs_fail(QS_ERROR_IO, "%s: %s", path, why);`
 * code   [in] any status but QS_OK
 * format [in] as printf; cut at 1023 bytes */
qs_status qs_fail(qs_status code, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same of a call to the system that just failed: QS_ERROR_IO, "PATH: cannot WHAT: REASON" by errno.
 * path [in] NULL: "cannot WHAT: REASON" */
qs_status qs_fail_errno(const char *path, const char *what);

/* The text of this thread's last failure, never NULL; "" before the first.
 * Owned by the library, valid until this thread's next qs_fail(). */
const char *qs_failure(void);

/* The meaning of a code from the list above, never NULL. */
const char *qs_status_text(qs_status code);

/* The program's exit status for a code. */
int qs_status_exit(qs_status code);

/* Whether a replication that failed so ends the job. Out of memory is the machine's trouble, not the
 * replication's: counted as a failed one, the results would depend on the machine. One that was given up is
 * none. */
bool qs_status_ends_job(qs_status code);

#ifdef __cplusplus
}
#endif

#endif
