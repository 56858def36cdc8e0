/* Results with the parameters that gave them, for spreadsheets, R and others: csv or json of one or all
 * scopes.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_EXPORT_H
#define QSWEEP_EXPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/choose.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The words of `--form` and of `--format` in their order. */
typedef enum qs_export_form { QS_EXPORT_LONG, QS_EXPORT_WIDE, QS_EXPORT_REPLICATIONS } qs_export_form;
typedef enum qs_export_format { QS_EXPORT_CSV, QS_EXPORT_JSON } qs_export_format;

/* What is exported; everything borrowed. */
typedef struct qs_export_request {
    const qs_words *names; /* of metrics; none: all */
    const qs_words *conditions, *members;
    const qs_words *intervals; /* only results by interval, of these; none: of the whole, and in long form and
                                  json of every interval that the file has, too */
    bool is_of_all;            /* scopes; a metric that is not measured in one of them is left out there */
    qs_scope scope;            /* else this one */
    qs_export_format format;
    qs_export_form form; /* of csv */
    bool is_spreadsheet; /* no cell of csv is a formula */
} qs_export_request;

typedef struct qs_export qs_export;

/* Collect what is the same in every line. out [out] the caller's (qs_export_free)
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_export_open(const qs_results *results, const qs_export_request *wanted, qs_export **out);
void qs_export_free(qs_export *document);

/* Write it, all or up to where it fails. Errors: QS_ERROR_USAGE (no such metric, scenario or member), as
 * qs_view_csv. */
qs_status qs_export_write(const qs_export *document, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
