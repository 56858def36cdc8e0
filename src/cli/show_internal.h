/* `qsweep show`, within its room: what is shown, and the three ways of showing it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_SHOW_INTERNAL_H
#define QSWEEP_SHOW_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>

#include "qsweep/results.h"

/* What the command line asks for. */
typedef struct qs_show {
    const qs_results *results;
    const qs_results_about *about;
    qs_scope scope;
    size_t n_metrics;
    qs_metric metrics[QS_N_METRICS]; /* each once, in the order asked for */
    bool is_default;                 /* no metric was named */
} qs_show;

/* Set the metrics from their names; none: all that the scope has, and is_default. `only` scope and results
 * are set before. Errors: QS_ERROR_USAGE (no such metric, with a near miss; not in this scope or not in this
 * file). */
qs_status qs_show_select(qs_show *show, char *const *names, size_t n_names);

/* A table for people, `width` characters wide if that can be; width 0: as wide as it gets.
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT, before anything is printed. */
qs_status qs_show_table(const qs_show *show, int width, FILE *out);

/* Machine formats, whole scenarios at a time, so memory does not grow with the file. Errors: as above, also
 * midway. */
qs_status qs_show_csv(const qs_show *show, FILE *out);
qs_status qs_show_json(const qs_show *show, FILE *out);

/* ---- text (show_text.c) ---- */

enum { QS_SHOW_NUMBER = 40 };

/* The shortest decimal that reads back as the same double; "nan", "inf", "-inf". */
const char *qs_show_exact(double value, char text[QS_SHOW_NUMBER]);

/* A mean and the half width of its interval, rounded to what the interval justifies: two digits of the half
 * width. NaN means become "-"; half is "" where there is no interval. */
void qs_show_rounded(double mean, double half_width, char value[QS_SHOW_NUMBER], char half[QS_SHOW_NUMBER]);

/* Characters (not bytes) of UTF-8. */
int qs_show_width(const char *text);

/* The item of a metric as a word, such as "0.95" or "> 5 min"; "" for a scalar. */
void qs_show_item(const qs_show *show, qs_metric metric, int item, char text[QS_SHOW_NUMBER]);

#endif
