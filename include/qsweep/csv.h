/* Tables as spreadsheets write them: a record at a time, in memory that does not grow with the file.
 *
 * Cells stand between separators, with blanks around them that do not count; one that begins with a double
 * quote ends with one, and may hold separators, line ends and quotes (written twice). A byte order mark, a
 * carriage return at the end of a line, blank lines and lines that begin with # are passed over.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CSV_H
#define QSWEEP_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_csv qs_csv;

/* One record; the cells are the table's, until the next one is read. */
typedef struct qs_csv_record {
    size_t line;       /* its first, from 1; 0: the end of the table */
    size_t n;          /* cells */
    char **cells;      /* [n] zero-terminated, without quotes and blanks at their ends */
    uint64_t hash;     /* of its bytes */
    const char *wrong; /* what is no record about it, a static text; NULL: nothing */
} qs_csv_record;

/* Open a table.
 * separator [in] between cells; 0: found in the first line: a semicolon, else a tab, a bar, a comma
 * decimal   [in] '.', or ',': a comma is then no separator that is found
 * Errors: QS_ERROR_IO, with the path (cannot be opened, is no plain file); QS_ERROR_FORMAT (UTF-16, no text);
 * QS_ERROR_MEMORY. */
qs_status qs_csv_open(const char *path, char separator, char decimal, qs_csv **out);
void qs_csv_close(qs_csv *csv);

/* What is between cells; '\0' where nothing was found: there is one column. */
char qs_csv_separator(const qs_csv *csv);

/* The next record. Errors: QS_ERROR_IO; QS_ERROR_FORMAT ("LINE: ...": longer than a megabyte, a quote without
 * end, a byte that is no text); QS_ERROR_MEMORY. */
qs_status qs_csv_next(qs_csv *csv, qs_csv_record *record);

/* Index of the cell that names a column: its name, in upper or lower case, or its number from 1 where no name
 * is a number.
 * False when there is none, or two; why [out] says which, with the names there are. */
bool qs_csv_column(const qs_csv_record *header, const char *name, size_t *column, char *why, size_t size);

/* A finite number, and nothing else. decimal [in] '.' or ','. */
bool qs_cell_number(const char *text, char decimal, double *out);
/* What to say of a text that is none, as the end of a message: "", or ": say decimal ..." */
const char *qs_cell_number_hint(const char *text, char decimal);

/* What is written for a separator or a decimal sign: one character, or "tab". False when it is none. */
bool qs_cell_separator(const char *text, char *out);
bool qs_cell_decimal(const char *text, char *out);

#ifdef __cplusplus
}
#endif

#endif
