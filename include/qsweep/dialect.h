/* csv as spreadsheets of other countries read it.
 *
 * Whoever writes csv writes it one way, with commas and decimal points (cells.h). A dialect is a translation
 * of that, cell by cell on its way out: another sign between the cells, another in the numbers, and for
 * spreadsheets no cell that is a formula.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DIALECT_H
#define QSWEEP_DIALECT_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_dialect {
    char separator, decimal; /* one byte each, and not the same */
    bool is_spreadsheet;     /* a byte order mark before all, a ' before what would be taken for a formula */
} qs_dialect;

/* A stream that takes csv as cells.h writes it and puts it out in a dialect: texts stay texts, numbers get
 * their decimal sign.
 * csv [out] to be given to qs_dialect_end; `out` itself where there is nothing to translate
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_dialect_begin(const qs_dialect *dialect, FILE *out, FILE **csv);

/* End the stream, `out` stays open. Gives `status`, or why not all could be written; an error of `out` is its
 * own, as ever. Errors: QS_ERROR_IO, QS_ERROR_MEMORY. */
qs_status qs_dialect_end(FILE *csv, FILE *out, qs_status status);

#ifdef __cplusplus
}
#endif

#endif
