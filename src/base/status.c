/* The text of the last failure lives in thread-local storage: it is to errors what errno is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/status.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "qsweep/visible.h"

enum { LONGEST = 1024 };

static _Thread_local char failure[LONGEST];

qs_status qs_fail(qs_status code, const char *format, ...)
{
    char text[LONGEST]; /* the arguments may be of the last failure */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    qs_visible_copy(text, true, failure, sizeof failure);
    return code;
}

qs_status qs_fail_errno(const char *path, const char *what)
{
    const char *why = strerror(errno);
    return path ? qs_fail(QS_ERROR_IO, "%s: cannot %s: %s", path, what, why)
                : qs_fail(QS_ERROR_IO, "cannot %s: %s", what, why);
}

const char *qs_failure(void)
{
    return failure;
}

const char *qs_status_text(qs_status code)
{
    static const char *const texts[] = {
#define QS_STATUS_TEXT(name, meaning) meaning,
        QS_STATUS_LIST(QS_STATUS_TEXT)
#undef QS_STATUS_TEXT
    };
    return (unsigned)code < QS_N_STATUS ? texts[code] : "unknown status";
}

int qs_status_exit(qs_status code)
{
    switch (code) {
    case QS_OK:
        return QS_EXIT_DONE;
    case QS_ERROR_USAGE:
    case QS_ERROR_STUDY:
    case QS_ERROR_UNSUPPORTED:
    case QS_REFUSED:
        return QS_EXIT_WRONG;
    case QS_STOPPED:
        return QS_EXIT_RESUMABLE;
    default:
        return QS_EXIT_FAILED;
    }
}

bool qs_status_ends_job(qs_status code)
{
    return code == QS_ERROR_MEMORY || code == QS_ERROR_INTERNAL || code == QS_STOPPED;
}
