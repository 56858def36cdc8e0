/* A table for people in the making: its columns (table.c), which are then laid side by side (table_print.c).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TABLE_INTERNAL_H
#define QSWEEP_TABLE_INTERNAL_H

#include "qsweep/legend.h"
#include "qsweep/view.h"

enum { QS_HEAD_LINES = 6, QS_CELL = 48 };

typedef struct qs_cell {
    char value[QS_CELL], half[QS_NUMBER_TEXT]; /* "half" is printed behind ± */
} qs_cell;

typedef struct qs_table_column {
    char head[QS_HEAD_LINES][QS_CELL]; /* the last lines are used, the unit in the very last */
    bool is_text;                      /* left-aligned */
    bool is_attached;                  /* stands in one block with the column before it */
    int value_width, half_width, width;
    qs_cell *cells; /* [n_rows], owned */
} qs_table_column;

typedef struct qs_table {
    const qs_view *view;
    uint64_t n_rows;
    size_t n_columns, capacity;
    size_t n_labels; /* leading columns that each block repeats */
    qs_table_column *columns;
    qs_table_column note; /* "unstable" and the like; printed last */
    int width;            /* of the line it is to fit; 0: any */
    unsigned marks;       /* of intervals: bits of qs_interval_text() */
    double censored;      /* the largest share of waits cut short, if waits are shown */
    size_t n_left_out;    /* default columns for which there was no room */
    qs_legend *legends;   /* [n_legends] texts of labels that are too long for their cells, owned */
    size_t n_legends, legend_capacity;
} qs_table;

/* Room for a column's cells; measure and append it, the column is the table's then. Errors: QS_ERROR_MEMORY.
 */
qs_status qs_table_new_column(const qs_table *t, qs_table_column *c);
qs_status qs_table_append(qs_table *t, qs_table_column *c);

/* The columns that say which row it is: scenario, axes, member. Errors: QS_ERROR_MEMORY. */
qs_status qs_table_labels(qs_table *t);

/* What scenarios cost, and whether they keep their promises (verdict_table.c). Errors: QS_ERROR_MEMORY. */
qs_status qs_table_verdicts(qs_table *t);

/* Copy a text, cut with an ellipsis where it does not fit, never within a character. */
void qs_table_put_text(char out[QS_CELL], const char *text);

/* A text, or "-" where there is none, as of a scenario without a label. */
const char *qs_table_word(const char *text);

/* Fill a column's cells with texts that label the rows: no two that differ look the same, the legend that may
 * take is printed with the table. The texts and the name must outlive the table, the array need not. Errors:
 * QS_ERROR_MEMORY. */
qs_status qs_table_put_texts(qs_table *t, qs_table_column *c, const char *name, const char *const *texts,
                             uint64_t n);

/* Put an axis' path, and its unit, into the head. */
void qs_table_head_axis(const qs_table *t, qs_table_column *c, const char *path, const char *unit);

void qs_table_clear(qs_table *t);

/* Print all columns in blocks no wider than `width` (0: one block), and the legends of labels; no caption and
 * no notes. */
qs_status qs_table_print_blocks(qs_table *t, int width, FILE *out);

/* What a table is of; what is to be said of its marks and rows, but for promises. */
void qs_table_caption(const qs_table *t, FILE *out);
void qs_table_notes(const qs_table *t, FILE *out);

/* What is to be noted of a row ("unstable", "12 so far"), separated by commas. */
void qs_table_row_note(const qs_view *view, const qs_view_row *row, char text[QS_CELL]);

/* Print caption, blocks of columns no wider than `width` (0: one block), and notes. Errors: QS_ERROR_MEMORY.
 */
qs_status qs_table_print(qs_table *t, int width, FILE *out);

#endif
