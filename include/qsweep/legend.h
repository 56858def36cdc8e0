/* Texts that are too long for a table's cell.
 *
 * Where cutting them leaves each one to be told from the others they are cut; where two would look the same
 * all of the long ones are numbered, and a legend below the table has them whole.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LEGEND_H
#define QSWEEP_LEGEND_H

#include <stdio.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_legend_entry {
    const char *text; /* borrowed */
    size_t first;     /* the row in which it is first */
    size_t number;    /* in order of appearance, from 1 */
} qs_legend_entry;

/* The texts of one column; all-zero has no entries: everything is cut. */
typedef struct qs_legend {
    const char *name;         /* of the column; borrowed */
    qs_legend_entry *entries; /* [n] sorted by text, owned */
    size_t *order;            /* [n] the entries by number, owned */
    size_t n;
} qs_legend;

/* Find what a column's legend needs to hold: nothing, where texts cut to fewer than `size` bytes differ.
 * texts [in] [n_texts] row by row; the texts must outlive the legend
 * Errors: QS_ERROR_MEMORY. To be cleared in any case. */
qs_status qs_legend_make(const char *name, const char *const *texts, size_t n_texts, size_t size,
                         qs_legend *legend);

/* The same, and every text that is not shorter than `size` is in it, whether or not cutting would do. */
qs_status qs_legend_make_whole(const char *name, const char *const *texts, size_t n_texts, size_t size,
                               qs_legend *legend);

/* The text of a number from 1 to legend->n. */
const char *qs_legend_text(const qs_legend *legend, size_t number);

/* What stands in the cell: the text, cut with an ellipsis where it does not fit, never within a character; or
 * its number. out [out] [size] size as above */
void qs_legend_put(const qs_legend *legend, const char *text, char *out, size_t size);

/* Copy a text, cut with an ellipsis where it does not fit, never within a character. */
void qs_legend_cut(const char *text, char *out, size_t size);

/* A line for each entry, below a line with the column's name; nothing if there are none. */
void qs_legend_print(const qs_legend *legend, FILE *out);

void qs_legend_clear(qs_legend *legend);

#ifdef __cplusplus
}
#endif

#endif
