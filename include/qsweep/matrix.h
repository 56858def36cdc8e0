/* One metric over two axes as a matrix: its data, and the ways of showing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MATRIX_H
#define QSWEEP_MATRIX_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* In place of an axis: the members of the view's scope. */
#define QS_MATRIX_MEMBERS ((size_t)-2)
/* In place of an axis: the intervals of a view by interval. */
#define QS_MATRIX_INTERVALS ((size_t)-3)

/* Names of a metric of one value and of the two axes, or of the scope (`class`, `window`) for its members,
 * or `interval`. */
typedef struct qs_matrix_request {
    const char *metric, *rows, *columns;
} qs_matrix_request;

/* One side: an axis (QS_AXIS_SCENARIO, QS_MATRIX_MEMBERS), and a row of the view for each of its values:
 * numbers ascend, texts stand in the file's order. */
typedef struct qs_matrix_side {
    size_t axis;
    uint64_t n;
    uint64_t *first; /* [n] index into the view's rows of one that has the value; owned */
    uint64_t *place; /* [view n_rows] which value each row has; owned */
} qs_matrix_side;

/* NaN where never observed, in the metric's unit. */
typedef struct qs_matrix_cell {
    bool is_there; /* false: there is no such scenario */
    double mean, lower, upper;
    const char *steadiness; /* as qs_view_steadiness; static */
} qs_matrix_cell;

typedef struct qs_matrix {
    const qs_view *view; /* borrowed */
    qs_chosen_metric metric;
    qs_matrix_side rows, columns;
    qs_matrix_cell *cells; /* [rows.n][columns.n] owned */
} qs_matrix;

/* Make the matrix of a view's rows. m [out] to be cleared in any case
 * Errors: QS_ERROR_USAGE (also where several scenarios fall together: it says which axes to fix),
 * QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_matrix_make(const qs_view *view, const qs_matrix_request *wanted, qs_matrix *m);
void qs_matrix_clear(qs_matrix *matrix);

const qs_matrix_cell *qs_matrix_get(const qs_matrix *matrix, uint64_t row, uint64_t column);

/* The name and the unit ("1": none) of a side's axis, and one of its values as a text, in `text` or static.
 */
const char *qs_matrix_name(const qs_view *view, size_t axis);
const char *qs_matrix_unit(const qs_view *view, size_t axis);
const char *qs_matrix_value(const qs_view *view, const qs_matrix_side *side, uint64_t i,
                            char text[QS_AXIS_TEXT]);
const char *qs_matrix_words(const qs_view *view, const qs_matrix_side *side, uint64_t i,
                            char text[QS_AXIS_TEXT]);
bool qs_matrix_is_of_texts(const qs_view *view, size_t axis);

/* For people, `width` characters wide if that can be (0: any). Errors: QS_ERROR_MEMORY, QS_ERROR_IO,
 * QS_ERROR_FORMAT, before anything is printed. */
qs_status qs_matrix_table(const qs_matrix *matrix, int width, FILE *out);

/* For machines: the means as csv, the first line and column naming the axes' values; json with intervals. */
void qs_matrix_csv(const qs_matrix *matrix, FILE *out);
void qs_matrix_json(const qs_matrix *matrix, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
