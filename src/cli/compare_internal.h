/* `qsweep compare`: what is compared, and the ways of printing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_COMPARE_INTERNAL_H
#define QSWEEP_COMPARE_INTERNAL_H

#include "qsweep/difference.h"
#include "show_internal.h"

typedef struct qs_comparison {
    qs_show show;              /* scope and rows: without the baseline's */
    qs_selected_metric metric; /* one item */
    uint64_t baseline;
    bool is_paired;             /* common random numbers; else Welch */
    bool is_corrected;          /* Bonferroni */
    double confidence;          /* of all intervals together if is_corrected, else of each */
    uint64_t n_compared;        /* differences that have an interval: the size of the family */
    qs_difference *differences; /* [show n_rows] owned */
} qs_comparison;

/* Half the width of a row's interval; NaN where there is none. */
double qs_comparison_half_width(const qs_comparison *c, uint64_t row);

/* "lower", "higher", "no difference" (shown at this confidence), or "-" where nothing can be said. Static. */
const char *qs_comparison_verdict(const qs_comparison *c, uint64_t row);

/* Errors: QS_ERROR_MEMORY. */
qs_status qs_comparison_table(const qs_comparison *c, int width, FILE *out);
void qs_comparison_csv(const qs_comparison *c, FILE *out);
void qs_comparison_json(const qs_comparison *c, FILE *out);

#endif
