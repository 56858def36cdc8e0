/* What the machine formats of a view have in common.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VIEW_INTERNAL_H
#define QSWEEP_VIEW_INTERNAL_H

#include "qsweep/view.h"

/* The columns of a value: the statistics (qs_statistic), and behind them, with theory, the exact value and
 * the deviation from it. */
enum { QS_COLUMN_THEORY = QS_N_STATISTICS, QS_COLUMN_DEVIATION, QS_N_COLUMNS };

/* The chosen metrics of the scenarios [first, first + n), and the rows [first_row, end_row) that are of
 * these. */
typedef struct qs_view_batch {
    const qs_view *view;
    uint64_t first, n, capacity;
    uint64_t first_row, end_row;
    double *(*values)[QS_N_COLUMNS]; /* [n_metrics], each [n][n_members][n_items]; NULL: no theory; owned */
} qs_view_batch;

/* Whether the view's i-th metric has a column. */
bool qs_view_has_column(const qs_view *view, size_t i, int column);

/* A value of the view's i-th metric; NaN where never observed. */
double qs_view_batch_value(const qs_view_batch *batch, size_t i, int column, uint64_t scenario, int slot,
                           int item);

/* Do something with each batch in turn; one batch where rows are sorted. Errors: QS_ERROR_MEMORY,
 * QS_ERROR_IO, QS_ERROR_FORMAT, also midway. */
qs_status qs_view_each_batch(const qs_view *view, FILE *out,
                             void (*print)(const qs_view_batch *batch, FILE *out));

/* A comma and the interval's name; of a view of the whole nothing. */
void qs_view_csv_interval(const qs_view *view, const qs_view_row *row, FILE *out);
/* The same as members of a json object: interval, start, end. */
void qs_view_json_interval(const qs_view *view, const qs_view_row *row, FILE *out);

/* ---- axes.c: which scenario it is ---- */

/* "scenario,AXIS,..." and the values below it, no line end; for a spreadsheet as qs_csv_cell. */
void qs_axes_csv_head(const qs_results_about *about, bool is_spreadsheet, FILE *out);
void qs_axes_csv(const qs_results_about *about, uint64_t scenario, bool is_spreadsheet, FILE *out);

/* The member "axes" of a json object. */
void qs_axes_json(const qs_results_about *about, uint64_t scenario, FILE *out);

/* A number of a row: of its own member (-1), or of a member of another scope of its scenario. */
typedef struct qs_view_value {
    qs_scope scope;
    qs_metric metric;
    int member;
    int item;
} qs_view_value;

/* What is shown where no metric is named. values [out] [n] the caller's (qs_free)
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_view_defaults(const qs_view *view, qs_view_value **values, size_t *n);

#endif
