/* Texts and numbers in csv and json.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CELLS_H
#define QSWEEP_CELLS_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/visible.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A field of csv (RFC 4180), in quotes where it must be, and where it is a text that reads as a decimal
 * number; a number as the shortest decimal that reads back as the same double, NaN an empty field. */
void qs_csv_text(FILE *out, const char *text);

/* The same of n texts as one field. */
void qs_csv_texts(FILE *out, const char *const *texts, size_t n);

/* The same of one text; for a spreadsheet, with a ' before what it would take for a formula. */
void qs_csv_cell(FILE *out, const char *text, bool is_spreadsheet);

void qs_csv_number(FILE *out, double value);

/* Whether a cell is a number with a decimal point, such as 0.95 and -1.5e-07; one that a spreadsheet takes
 * for a formula. */
bool qs_csv_is_decimal(const char *text);
bool qs_csv_is_formula(const char *text);

/* A number of json, whose strings are qs_visible_json's: NaN is null, infinities (of which json has none) are
 * the texts "inf" and "-inf", as a study writes them. */
void qs_json_number(FILE *out, double value);

#ifdef __cplusplus
}
#endif

#endif
