/* Every scenario of a view against a baseline: what is compared, the differences, and the ways of showing
 * them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_COMPARISON_H
#define QSWEEP_COMPARISON_H

#include "qsweep/difference.h"
#include "qsweep/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is asked for; everything borrowed. */
typedef enum qs_correction { QS_NO_CORRECTION, QS_BONFERRONI } qs_correction;

typedef struct qs_comparison_request {
    const char *path, *against_path;                  /* for messages; against_path NULL: one file */
    const char *metric;                               /* of one value */
    const qs_words *conditions, *members, *intervals; /* intervals NULL or none: the whole */
    const qs_words *baseline; /* a scenario's number, or conditions that it fulfils; none: see below */
    qs_scope scope;
    double confidence; /* NaN: the file's */
    qs_correction correction;
} qs_comparison_request;

/* One difference, and what its interval comes from. */
typedef struct qs_compared {
    qs_difference difference;
    bool is_bounded; /* the interval is recovered from these (quantiles), not from the standard error */
    qs_bounded value, baseline; /* as in the file, at its confidence */
    double n[2];                /* observations that the two are from */
} qs_compared;

typedef struct qs_comparison {
    const char *path, *against_path; /* of the files; against_path NULL: it is one */
    qs_view view;                    /* scope and rows: without those that are baselines of themselves */
    const qs_results *against;       /* where the baselines are; the view's results, if it is one file */
    const qs_results_about *against_about;
    qs_chosen_metric metric; /* one item */
    int against_item;        /* the same in the baselines' file */
    bool has_one_baseline;   /* of all rows */
    uint64_t baseline;       /* that one */
    uint64_t *baselines;     /* [view n_rows] of each row; owned */
    int *
        against_members; /* [members of the scope] the same in the baselines' file; -1: there is none; owned */
    size_t *keys;        /* [n_keys] axes of the view by which rows found their baselines; owned */
    size_t n_keys;
    bool is_by_number;     /* or it was their number */
    uint64_t n_alone;      /* scenarios that have no baseline in the other file */
    bool is_paired;        /* common random numbers; else Welch */
    bool has_rows;         /* it is replications that are compared; else means and their errors */
    char why[160];         /* it is not paired, though one might expect it; "" */
    bool is_corrected;     /* Bonferroni */
    double confidence;     /* of all intervals together if is_corrected, else of each */
    uint64_t n_compared;   /* differences that have an interval: the size of the family */
    qs_compared *compared; /* [view n_rows] owned */
} qs_comparison;

/* Choose what is compared with what, by results files that must outlive it.
 *
 * In one file: with the scenario of a number (0 unless it is said), or with the one that fulfils the
 * conditions; where several do, each row with the one of them that equals it in all axes but those of the
 * conditions.
 *
 * In two: each row with the scenario of the other file (against) that has its label and its values of the
 * axes that both have and labels do not explain; without labels its values of all common axes; without common
 * axes the scenario of its number, or the only one. Conditions choose among the other file's scenarios. Rows
 * that have no such scenario are left out and counted.
 *
 * against [in] NULL: the same file. c [out] to be cleared in any case
 * Errors: QS_ERROR_USAGE (no such thing, several, or nothing to compare), QS_ERROR_FORMAT, QS_ERROR_IO,
 * QS_ERROR_MEMORY. */
qs_status qs_comparison_choose(const qs_comparison_request *wanted, const qs_results *results,
                               const qs_results *against, qs_comparison *c);
void qs_comparison_clear(qs_comparison *c);

/* What rows are compared with, as a view of its file; it has no rows. */
qs_view qs_comparison_against(const qs_comparison *c);

/* Compare the rows with the baseline: compared, n_compared [out].
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_comparison_make(qs_comparison *c);

/* A row's difference and its interval: ends NaN where there is none, infinite where one is not known. */
qs_bounded qs_comparison_interval(const qs_comparison *c, uint64_t row);

/* Half the width of a row's interval, the wider side; NaN where there is none. */
double qs_comparison_half_width(const qs_comparison *c, uint64_t row);

/* "lower", "higher", "no difference" (shown at this confidence), or "-" where nothing can be said. Static. */
const char *qs_comparison_verdict(const qs_comparison *c, uint64_t row);

/* The metric with its item, such as "wait_quantile_0.95"; how it is compared; how intervals are corrected. */
const char *qs_comparison_metric(const qs_comparison *c, char text[2 * QS_NUMBER_TEXT]);
bool qs_comparison_is_of_quantiles(const qs_comparison *c);
const char *qs_comparison_method(const qs_comparison *c);
const char *qs_comparison_correction(const qs_comparison *c);

/* For people, and for machines. Errors: QS_ERROR_MEMORY. */
qs_status qs_comparison_table(const qs_comparison *c, int width, FILE *out);
void qs_comparison_csv(const qs_comparison *c, FILE *out);
void qs_comparison_json(const qs_comparison *c, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
