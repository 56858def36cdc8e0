/* `qsweep compare`: what is compared, and the ways of printing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_COMPARE_INTERNAL_H
#define QSWEEP_COMPARE_INTERNAL_H

#include "qsweep/difference.h"
#include "show_internal.h"

/* One difference, and what its interval comes from. */
typedef struct qs_compared {
    qs_difference difference;
    bool is_bounded; /* the interval is recovered from these (quantiles), not from the standard error */
    qs_bounded value, baseline; /* as in the file, at its confidence */
    double n[2];                /* observations that the two are from */
} qs_compared;

typedef struct qs_comparison {
    qs_show show;              /* scope and rows: without the baseline's */
    qs_selected_metric metric; /* one item */
    uint64_t baseline;
    bool is_paired;        /* common random numbers; else Welch */
    bool is_corrected;     /* Bonferroni */
    double confidence;     /* of all intervals together if is_corrected, else of each */
    uint64_t n_compared;   /* differences that have an interval: the size of the family */
    qs_compared *compared; /* [show n_rows] owned */
} qs_comparison;

/* Compare the rows with the baseline: compared, n_compared [out].
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_comparison_make(qs_comparison *c);

/* A row's difference and its interval: ends NaN where there is none, infinite where one is not known. */
qs_bounded qs_comparison_interval(const qs_comparison *c, uint64_t row);

/* Half the width of a row's interval, the wider side; NaN where there is none. */
double qs_comparison_half_width(const qs_comparison *c, uint64_t row);

/* "lower", "higher", "no difference" (shown at this confidence), or "-" where nothing can be said. Static. */
const char *qs_comparison_verdict(const qs_comparison *c, uint64_t row);

/* Errors: QS_ERROR_MEMORY. */
qs_status qs_comparison_table(const qs_comparison *c, int width, FILE *out);
void qs_comparison_csv(const qs_comparison *c, FILE *out);
void qs_comparison_json(const qs_comparison *c, FILE *out);

#endif
