/* `qsweep show`, within its room: what is shown, and the three ways of showing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SHOW_INTERNAL_H
#define QSWEEP_SHOW_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/results.h"
#include "select_internal.h"

/* A line of a table: a scenario, and a member of the scope. */
typedef struct qs_show_row {
    uint64_t scenario;
    int member;
} qs_show_row;

/* What the command line asks for. */
typedef struct qs_show {
    const qs_results *results;
    const qs_results_about *about;
    qs_scope scope;
    size_t n_metrics, capacity;
    qs_selected_metric *metrics; /* [n_metrics] each once, in the order asked for; owned */
    bool is_default;             /* no metric was named */
    bool with_theory;            /* exact values, where there are some */
    bool is_spreadsheet;         /* csv is for one: no cell is a formula */
    bool is_sorted;              /* rows are in another order than the file's */
    uint64_t n_rows;
    qs_show_row *rows;                    /* [n_rows] owned */
    size_t n_chosen;                      /* scenarios among them */
    const char *csv_more_head, *csv_more; /* further columns of csv, the same in every line; NULL: none */
} qs_show;

/* Set the metrics from their names; none: all that the scope has, and is_default. Results and scope are set
 * before. Errors: QS_ERROR_USAGE (no such metric, with a near miss; not in this scope or not in this file).
 */
qs_status qs_show_select(qs_show *show, char *const *names, size_t n_names);

/* Set the rows: scenarios for which the conditions hold, members of these names (none: all).
 * Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY. */
qs_status qs_show_choose_rows(qs_show *show, const qs_words *conditions, const qs_words *members);

/* Sort the rows by an axis or a metric (of one value), equal ones as they are, never observed last.
 * Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_show_sort(qs_show *show, const char *key, bool is_descending);

/* Free what it owns. */
void qs_show_clear(qs_show *show);

/* Whether exact values of a metric are shown. */
bool qs_show_has_theory(const qs_show *show, qs_scope scope, qs_metric metric);

/* Whether a row's means are no steady state: a window's row by itself, else the whole scenario. */
bool qs_show_is_unstable(const qs_show *show, const qs_show_row *row);

/* The same by what was measured: whether the row's queues still grow at the end; and as a word of the text
 * formats: "0", "1", "" (not judged); "false", "true", "null". */
qs_growth qs_show_growth(const qs_show *show, const qs_show_row *row);
const char *qs_show_growth_csv(qs_growth growth);
const char *qs_show_growth_json(qs_growth growth);

/* "unstable" by its load, "growing" by what was measured, or "". */
const char *qs_show_steadiness(const qs_show *show, const qs_show_row *row);

/* Whether a metric is of waits that the end of a replication may cut short. */
bool qs_show_is_of_waits(qs_metric metric);

/* The largest share, over the rows, of those who arrived whose wait was cut short; 0 in files that do not
 * say. Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_show_find_censored(const qs_show *show, double *share);

/* The note on it, if it is worth one. */
void qs_show_note_censored(double share, FILE *out);

/* One metric over two axes (or the scope's members, named `class` or `window`) as a matrix. */
typedef struct qs_pivot {
    const char *metric, *rows, *columns; /* as on the command line */
} qs_pivot;

typedef enum qs_show_format { QS_SHOW_TABLE, QS_SHOW_CSV, QS_SHOW_JSON, QS_SHOW_N_FORMATS } qs_show_format;

/* Errors: QS_ERROR_USAGE (also where several scenarios fall together: it says which axes to fix), and as
 * below. */
qs_status qs_show_pivot(const qs_show *show, const qs_pivot *pivot, qs_show_format format, int width,
                        FILE *out);

/* A table for people, `width` characters wide if that can be; width 0: as wide as it gets.
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT, before anything is printed. */
qs_status qs_show_table(const qs_show *show, int width, FILE *out);

/* Machine formats, some hundred scenarios at a time, so memory does not grow with the file unless rows are
 * sorted. Errors: as above, also midway. */
qs_status qs_show_csv(const qs_show *show, FILE *out);
qs_status qs_show_json(const qs_show *show, FILE *out);

/* ---- text (show_text.c) ---- */

enum { QS_SHOW_NUMBER = 40 };

/* The shortest decimal that reads back as the same double; "nan", "inf", "-inf". */
const char *qs_show_exact(double value, char text[QS_SHOW_NUMBER]);

/* A mean and the half width of its interval, rounded to what the interval justifies: two digits of the half
 * width. NaN means become "-"; half is "" where there is no interval, "inf" where it has no end. */
void qs_show_rounded(double mean, double half_width, char value[QS_SHOW_NUMBER], char half[QS_SHOW_NUMBER]);

/* The same of a metric's mean (or quantile) and the ends of its interval, the wider side behind the ±: "inf"
 * where the upper end is not known, with a question mark where the interval may cover less often than it
 * claims. Gives marks: bits to collect for the notes below the table. */
enum { QS_SHOW_OPEN = 1, QS_SHOW_DOUBT = 2, QS_SHOW_PLAIN = 4 };
unsigned qs_show_interval(qs_metric metric, double mean, double lower, double upper,
                          char value[QS_SHOW_NUMBER], char half[QS_SHOW_NUMBER]);
void qs_show_interval_notes(unsigned marks, FILE *out);

/* Characters (not bytes) of UTF-8. */
int qs_show_width(const char *text);

/* The item of a metric as a word, such as "0.95" or "> 5 min"; "" for a scalar. */
void qs_show_item(const qs_show *show, qs_metric metric, int item, char text[QS_SHOW_NUMBER]);

/* A line on how far the scenarios are, if not all are finished (show_progress.c). */
void qs_show_progress(const qs_show *show, FILE *out);

#endif
