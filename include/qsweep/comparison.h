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
    const char *path, *metric;                        /* the path is for messages; the metric has one value */
    const qs_words *conditions, *members, *intervals; /* intervals NULL or none: the whole */
    qs_scope scope;
    uint64_t baseline;
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
    qs_view view;            /* scope and rows: without the baseline's */
    qs_chosen_metric metric; /* one item */
    uint64_t baseline;
    bool is_paired;        /* common random numbers; else Welch */
    bool is_corrected;     /* Bonferroni */
    double confidence;     /* of all intervals together if is_corrected, else of each */
    uint64_t n_compared;   /* differences that have an interval: the size of the family */
    qs_compared *compared; /* [view n_rows] owned */
} qs_comparison;

/* Choose what is compared, by a results file that must outlive it. c [out] to be cleared in any case
 * Errors: QS_ERROR_USAGE (no such thing, or nothing to compare), QS_ERROR_FORMAT (rows were not kept),
 * QS_ERROR_MEMORY. */
qs_status qs_comparison_choose(const qs_comparison_request *wanted, const qs_results *results,
                               qs_comparison *c);
void qs_comparison_clear(qs_comparison *c);

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
