/* A results file as one HTML page: the question, the answer, tables, pictures, where it comes from.
 *
 * All numbers come the way they come to `show` and `plot` (view.h, verdict.h, decision.h, matrix.h), and
 * are rounded by the same functions, so the page and the commands never disagree.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_REPORT_H
#define QSWEEP_REPORT_H

#include "qsweep/html.h"
#include "qsweep/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is asked for; everything borrowed. */
typedef struct qs_report_request {
    const char *path;      /* of the results file, as commands on the page name it */
    const char *libraries; /* the folder of dygraphs; NULL: where Debian puts it */
    /* Called behind the answer, to write a section of its own (a replay); NULL: there is none. */
    qs_status (*section)(void *context, qs_html *html);
    void *context;
} qs_report_request;

/* Put a page together. has_curves [out] false where dygraphs was not found, and curves are pictures alone
 * out [out] the caller's (qs_html_free), to be written by qs_html_end()
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT, those of the section. */
qs_status qs_report_make(const qs_results *results, const qs_report_request *request, bool *has_curves,
                         qs_html **out);

#ifdef __cplusplus
}
#endif

#endif
