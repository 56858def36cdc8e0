/* A view of a results file: which rows and metrics are shown, in which order; their numbers; and the ways of
 * showing them. A view's results must outlive it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VIEW_H
#define QSWEEP_VIEW_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/choose.h"
#include "qsweep/daytime.h"
#include "qsweep/results.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A line of a table: a scenario, a member of the scope, and of a view by interval which. */
typedef struct qs_view_row {
    uint64_t scenario;
    int member;
    int interval; /* QS_WHOLE, or from 1 */
} qs_view_row;

struct qs_verdicts;

/* All-zero but for results, about and scope shows nothing yet. */
typedef struct qs_view {
    const qs_results *results;
    const qs_results_about *about;
    qs_scope scope;
    size_t n_metrics, capacity;
    qs_chosen_metric *metrics;          /* [n_metrics] each once, in the order asked for; owned */
    bool by_interval;                   /* all numbers are those of intervals */
    int n_intervals;                    /* chosen */
    int *intervals;                     /* [n_intervals] from 1, owned */
    bool is_default;                    /* no metric was named */
    const struct qs_verdicts *verdicts; /* whether promises are kept (verdict.h); NULL: there are none */
    bool with_theory;                   /* exact values, where there are some */
    bool is_spreadsheet;                /* csv is for one: no cell is a formula */
    bool is_sorted;                     /* rows are in another order than the file's */
    uint64_t n_rows;
    qs_view_row *rows;                    /* [n_rows] owned */
    size_t n_chosen;                      /* scenarios among them */
    const char *csv_more_head, *csv_more; /* further columns of csv, the same in every line; NULL: none */
} qs_view;

/* Set the metrics from their names; none: all that the scope has, and is_default. Results and scope are set
 * before. Errors: QS_ERROR_USAGE (no such metric, with a near miss; not in this scope or not in this file).
 */
qs_status qs_view_choose_metrics(qs_view *view, char *const *names, size_t n_names);

/* Make it a view of results by interval: those that start at these instants, or `each`; no names: it is of
 * the whole as before. Results are set before, metrics and rows after it.
 * Errors: QS_ERROR_USAGE (no such interval; the file has none), QS_ERROR_MEMORY. */
qs_status qs_view_choose_intervals(qs_view *view, const qs_words *names);

/* The metric of a name, as qs_choose_metric, which the view must have: of the whole, or by interval. */
qs_status qs_view_choose_metric(const qs_view *view, const char *name, qs_chosen_metric *out);
bool qs_view_has(const qs_view *view, qs_scope scope, qs_metric metric);

/* What an interval (from 1) is called: its start, as a time of day where there is a clock; and the unit of
 * that ("1": none). */
const char *qs_view_interval(const qs_results_about *about, int interval, char text[QS_DAYTIME_TEXT]);
const char *qs_view_interval_unit(const qs_results_about *about);

/* The interval that is called so, from 1. Errors: QS_ERROR_USAGE. */
qs_status qs_choose_interval(const qs_results_about *about, const char *name, int *interval);

/* Set the rows: scenarios for which the conditions hold, members of these names (none: all).
 * Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY. */
qs_status qs_view_choose_rows(qs_view *view, const qs_words *conditions, const qs_words *members);

/* Sort the rows by an axis or a metric (of one value), equal ones as they are, never observed last.
 * Errors: QS_ERROR_USAGE, QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_view_sort(qs_view *view, const char *key, bool is_descending);

/* Free what it owns. */
void qs_view_clear(qs_view *view);

/* Whether exact values of a metric are shown. */
bool qs_view_has_theory(const qs_view *view, qs_scope scope, qs_metric metric);

/* Whether a row's means are no steady state: a window's row by itself, else the whole scenario. */
bool qs_view_is_unstable(const qs_view *view, const qs_view_row *row);

/* The same by what was measured: whether the row's queues still grow at the end; and as a word of the text
 * formats: "0", "1", "" (not judged); "false", "true", "null". */
qs_growth qs_view_growth(const qs_view *view, const qs_view_row *row);
const char *qs_growth_csv(qs_growth growth);
const char *qs_growth_json(qs_growth growth);

/* "unstable" by its load, "growing" by what was measured, or "". */
const char *qs_view_steadiness(const qs_view *view, const qs_view_row *row);

/* Whether a metric is of waits that the end of a replication may cut short. */
bool qs_view_is_of_waits(qs_metric metric);

/* The largest share, over the rows, of those who arrived whose wait was cut short; 0 in files that do not
 * say. Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_view_find_censored(const qs_view *view, double *share);

/* The note on it, if it is worth one. */
void qs_view_note_censored(double share, FILE *out);

/* ---- its numbers ---- */

/* A slot is a member, or in a view by interval a member and an interval. Whose values are read by slots are
 * read by these, whatever the view is of. values [out] [n][n_slots][n_items], rows [n_replications][...] */
int qs_view_slot(const qs_view *view, const qs_view_row *row);
int qs_view_slot_at(const qs_view *view, int member, int interval);
size_t qs_view_n_slots(const qs_view *view, qs_scope scope);
qs_status qs_view_read(const qs_view *view, qs_scope scope, qs_metric metric, qs_statistic statistic,
                       uint64_t first, uint64_t n, double *values);
qs_status qs_view_read_rows(const qs_view *view, qs_scope scope, qs_metric metric, uint64_t scenario,
                            double *values);

/* A metric of all scenarios of the file, by scenario, slot and item (qs_view_place); NaN where never
 * observed; times in the study's unit. */
typedef struct qs_view_numbers {
    double *mean, *lower, *upper; /* owned, as all here */
    double *exact, *deviation; /* exact values, and how many standard errors the means lie above; or NULL */
    double *n, *all; /* with control variates: observations of each value; of a scenario, [n_scenarios] */
} qs_view_numbers;

/* Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT: then there is nothing to clear. */
qs_status qs_view_read_numbers(const qs_view *view, qs_scope scope, qs_metric metric,
                               qs_view_numbers *numbers);
void qs_view_clear_numbers(qs_view_numbers *numbers);

/* Where in the numbers a value lies. */
uint64_t qs_view_place(const qs_view *view, qs_scope scope, qs_metric metric, uint64_t scenario, int slot,
                       int item);

/* Whether control variates could not correct a mean though they did others. */
bool qs_view_is_uncorrected(const qs_view_numbers *numbers, uint64_t scenario, uint64_t at);

/* ---- the ways of showing it ---- */

/* The words of a command's --format in their order. */
typedef enum qs_view_format { QS_VIEW_TABLE, QS_VIEW_CSV, QS_VIEW_JSON } qs_view_format;

/* A table for people, `width` characters wide if that can be; width 0: as wide as it gets.
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT, before anything is printed. */
qs_status qs_view_table(const qs_view *view, int width, FILE *out);

/* Machine formats, some hundred scenarios at a time, so memory does not grow with the file unless rows are
 * sorted. Errors: as above, also midway. */
qs_status qs_view_csv(const qs_view *view, FILE *out);
qs_status qs_view_json(const qs_view *view, FILE *out);

/* csv with a line for each number: scope, member, metric and item are columns. Views that follow each other
 * are of different scopes of one file, and have one head. Errors: as qs_view_csv. */
void qs_view_long_head(const qs_view *view, FILE *out);
qs_status qs_view_long(const qs_view *view, FILE *out);

/* csv with a line for each replication (and member): the values themselves. Errors: as qs_view_csv;
 * QS_ERROR_FORMAT (the file has none). */
qs_status qs_view_replications(const qs_view *view, FILE *out);

/* ---- numbers as texts ---- */

enum { QS_NUMBER_TEXT = 40 };

/* The shortest decimal that reads back as the same double; "nan", "inf", "-inf". */
const char *qs_number_exact(double value, char text[QS_NUMBER_TEXT]);

/* A mean and the half width of its interval, rounded to what the interval justifies: two digits of the half
 * width. NaN means become "-"; half is "" where there is no interval, "inf" where it has no end. */
void qs_number_rounded(double mean, double half_width, char value[QS_NUMBER_TEXT], char half[QS_NUMBER_TEXT]);

/* The same of a metric's mean (or quantile) and the ends of its interval, the wider side behind the ±: "inf"
 * where the upper end is not known, with a question mark where the interval may cover less often than it
 * claims. Gives marks: bits to collect for the notes below the table. */
enum { QS_INTERVAL_OPEN = 1, QS_INTERVAL_DOUBT = 2, QS_INTERVAL_PLAIN = 4 };
bool qs_interval_is_doubtful(qs_metric metric, double mean, double half);
unsigned qs_interval_text(qs_metric metric, double mean, double lower, double upper,
                          char value[QS_NUMBER_TEXT], char half[QS_NUMBER_TEXT]);
void qs_interval_notes(unsigned marks, FILE *out);

/* The item of a metric as a word, such as "0.95" or "> 5 min"; "" for a scalar. */
void qs_view_item(const qs_view *view, qs_metric metric, int item, char text[QS_NUMBER_TEXT]);

/* A line on how far the scenarios are, if not all are finished. */
void qs_view_progress(const qs_view *view, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
