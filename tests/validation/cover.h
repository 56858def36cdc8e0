/* Coverage of intervals: many studies of a system whose truth is known, and how often each metric's interval
 * holds it.
 *
 * A study is a scenario: all are of one model, and without common random numbers each has numbers of its own.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_COVER_H
#define QSWEEP_TESTS_COVER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "qsweep/metric.h"
#include "qsweep/model.h"
#include "qsweep/study.h"

enum { COVER_SIZES = 3, COVER_TIMES = 4 };

/* A study whose scenarios are all of its first model: as many seeds. */
typedef struct cover_source {
    const qs_study *study;
    bool has_controls;
} cover_source;

/* For qs_model_source. context [in] a cover_source */
qs_status cover_make_model(const void *context, uint64_t scenario, qs_model *out);

typedef enum cover_reduction { COVER_PLAIN, COVER_PAIRS, COVER_CONTROLS, COVER_REDUCTIONS } cover_reduction;

/* 20, 100, 1,000 replications; "plain", "pairs", "controls". */
uint64_t cover_size(int size);
const char *cover_reduction_name(cover_reduction how);

typedef enum cover_form { COVER_SHORT, COVER_LONG, COVER_FORMS } cover_form;

typedef struct cover_system {
    const char *name, *path;
    qs_setting setting; /* of the study; path NULL: none */
    bool has_members;   /* classes and windows are looked at too, not only the system */
    bool is_steady;
    int n_times, times[COVER_TIMES];            /* instants of the series that are looked at */
    uint64_t reference[COVER_FORMS];            /* replications that the truth is taken from */
    uint64_t studies[COVER_FORMS][COVER_SIZES]; /* 0: none of this size */
    /* Of the system, NaN where unknown; or NULL. interval: QS_WHOLE, or 1 and more. */
    double (*exact)(const qs_model *, qs_metric, int item, int interval);
} cover_system;

/* What the studies of one size and reduction said of one value. */
typedef struct cover_cell {
    uint64_t n, n_covered, n_nan, n_infinite; /* studies; of these with a bound that is NaN, or infinite */
    uint64_t n_finite;                        /* neither */
    double width;                             /* sum of their half widths */
} cover_cell;

typedef struct cover_row {
    char name[96]; /* as in "window/till wait_over 10", "0 to 60: wait_mean" */
    int value;     /* index in a row of the program */
    qs_scope scope;
    qs_metric metric; /* QS_N_METRICS: a series */
    int item, interval;
    double truth, error; /* error: the reference's standard error, 0 of what is exact */
    double skewness;     /* of a replication's value */
    double observed;     /* share of replications that observe it */
    bool is_constant;    /* the reference's replications all say the same */
    bool is_atom;        /* a quantile at 0, which has a probability of its own */
    cover_cell cells[COVER_SIZES][COVER_REDUCTIONS];
} cover_row;

typedef struct cover_result {
    const cover_system *system;
    cover_form form;
    uint64_t seed;
    qs_study *study;
    qs_model model; /* names, quantiles, thresholds */
    qs_layout layout;
    cover_row *rows; /* [n_rows] */
    int n_rows;
    double expected, seconds; /* of processor time */
} cover_result;

/* Read the system's study and find the truth and the skewness. Ends the program, as do the
 * others here, if something fails that has nothing to do with coverage. */
void cover_open(cover_result *result, const cover_system *system, cover_form form, uint64_t seed);

/* Do all studies. */
void cover_run(cover_result *result);
void cover_close(cover_result *result);

/* The share of studies that cover, in percent. */
double cover_share(const cover_cell *cell);

/* ---- what to make of it (cover_judge.c) ---- */

/* Nominal 95 % is to hold in so many of a hundred studies. */
#define COVER_LEAST 93.0
#define COVER_MOST 97.0

/* Cells that are known to be elsewhere, and why. */
typedef struct cover_exception {
    const char *system; /* NULL: any; so is that of the metric */
    const char
        *metric;      /* name of a metric, of a series ("series queue"), or of a row ("window/till served") */
    uint64_t largest; /* with so many replications or fewer */
    unsigned reductions; /* bits 1 << cover_reduction; 0: any */
    double least, most;  /* between which percentages the share is */
    double per_skewness; /* > 0: only means, and only with fewer observations than so many times the squared
                            skewness of a replication's value. Then `least` is 93 less 2.5 points for each
                            further time that they are too few, and no less than it says */
    bool is_unbounded;   /* only where more than one study in a hundred has an infinite bound */
    const char *reason;
    bool is_needed; /* set when a cell is met that needs it */
} cover_exception;

/* The number of an exception's reason in the list of reasons: exceptions of one reason stand together. */
int cover_reason_number(const cover_exception *exceptions, int which);

/* How many cells are refused; those are printed. Each cell's count of studies that cover has a probability
 * below `alarm` on either side where the true share is at its bound. */
int cover_judge(const cover_result *result, cover_exception *exceptions, size_t n, double alarm, FILE *out);

/* Cells that are judged. */
int cover_n_cells(const cover_result *result);

/* A markdown table of all rows, and what else is to be said of them. */
void cover_print_table(const cover_result *result, const cover_exception *exceptions, size_t n, FILE *out);

/* The same in short: of each metric the least and the largest share over all n systems' rows. */
void cover_print_summary(const cover_result *results, int n, FILE *out);

#endif
