/* `qsweep fit`, within its command: what is read of past visits, and what becomes of it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PAST_INTERNAL_H
#define QSWEEP_PAST_INTERNAL_H

#include <stdint.h>

#include "cli_internal.h"
#include "qsweep/csv.h"
#include "qsweep/fit.h"
#include "qsweep/pcg.h"
#include "qsweep/plot.h"

/* What is wrong with a line. */
typedef enum qs_past_fault {
    QS_PAST_NO_RECORD,   /* it is no record: left out */
    QS_PAST_ARRIVAL,     /* no arrival can be read: left out */
    QS_PAST_CLASS,       /* no class: left out */
    QS_PAST_START,       /* no start can be read: the arrival counts */
    QS_PAST_END,         /* no end */
    QS_PAST_EARLY_START, /* before the arrival */
    QS_PAST_EARLY_END,   /* before the start */
    QS_PAST_AGAIN,       /* the same as an earlier one: counts */
    QS_N_PAST_FAULTS
} qs_past_fault;

enum { QS_PAST_MOST_KEPT = 20000, QS_PAST_MOST_CLASSES = 100, QS_PAST_DAY = 86400 };

typedef struct qs_past_class {
    char *name;               /* as in the table; "" without classes; owned */
    double *pieces;           /* [n_pieces] arrivals by time of day, over all days; owned */
    uint64_t n;               /* arrivals */
    uint64_t n_times, n_zero; /* services, and those that end where they start */
    double *times;            /* [n_kept] a random choice of the services above 0, in minutes; owned */
    size_t n_kept, capacity;
    bool has_law; /* once it is printed: the law that was taken */
    qs_fitted law;
} qs_past_class;

typedef struct qs_past_day {
    int64_t day;
    double total;
} qs_past_day;

typedef struct qs_past_visit {
    double start, end;
} qs_past_visit;

/* What the command line says, and what the table. */
typedef struct qs_past {
    const char *path, *arrival, *start, *end, *class_name, *format, *picture; /* borrowed */
    char separator, decimal;
    double every; /* seconds */
    size_t n_pieces;
    uint64_t n_rows, n_faults[QS_N_PAST_FAULTS], n_said;
    int64_t first_day; /* of the first line, from which all are counted */
    size_t n_classes, classes_capacity;
    qs_past_class *classes; /* owned */
    size_t n_days, days_capacity;
    qs_past_day *days;          /* [n_days] ascending; owned */
    uint64_t n_waits, n_waited; /* of visits, and those above 0 */
    double wait_sum;            /* minutes */
    size_t n_visits, visits_capacity;
    qs_past_visit *visits; /* the first so many, seconds from first_day; owned */
} qs_past;

/* Read the table. What is wrong is told on stderr, ten lines at most.
 * Errors: QS_ERROR_FORMAT: more than a tenth of the lines are wrong, or a column is not there; QS_ERROR_IO,
 * QS_ERROR_MEMORY. */
qs_status qs_past_read(qs_past *past);
void qs_past_clear(qs_past *past);

/* The pieces of the day with any arrival: [*first, *last). */
void qs_past_find_open(const qs_past *past, size_t *first, size_t *last);

/* Draw the data against what was fitted, once it is printed (past_picture.c). Errors: QS_ERROR_IO,
 * QS_ERROR_MEMORY. */
qs_status qs_past_draw(const qs_past *past, qs_plot_format format);

/* Print the study. Errors: QS_ERROR_MEMORY, QS_ERROR_NUMERIC. */
qs_status qs_past_print(qs_past *past, FILE *out);

#endif
