/* Results by interval of time (output.intervals).
 *
 * A visit is counted when it is over, in the interval in which it joined the window, a customer with its last
 * visit, in the interval in which it came; averages over time are taken when the interval ends.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_INTERVALS_H
#define QSWEEP_ENGINE_INTERVALS_H

#include "bins.h"
#include "state.h"

/* Areas below numbers that change in time. */
typedef struct qs_interval_areas {
    double queue, number, serving, rostered;
} qs_interval_areas;

/* One member of a scope in one interval. */
typedef struct qs_interval_meter {
    uint64_t arrived;
    uint64_t outcome[QS_N_OUTCOMES];
    uint64_t n_waits;  /* complete waits */
    double shift, sum; /* the first of them, and the sum of what the others are above it */
    qs_interval_areas areas;
} qs_interval_meter;

/* Where a metric's values lie among those of a member: item i of interval k at first + k * n_items + i. */
typedef struct qs_interval_place {
    int first, n_items; /* 0: none */
} qs_interval_place;

/* The interval in which the last one served joined a window: somebody has been served there. Empty where more is
 * to be counted of the next one than is here. */
typedef struct qs_interval_cursor {
    double from, until;
    qs_interval_meter *meter;
    uint64_t *good, *known; /* [n_levels] */
} qs_interval_cursor;

/* All members of all scopes, one after another: system, classes, windows. */
struct qs_intervals {
    int n, n_members;
    const double *edges;        /* [n + 1] the model's */
    qs_interval_meter *meters;  /* [n_members][n] */
    uint64_t *over, *undecided; /* [n_members][n][n_thresholds] as of qs_meter */
    uint64_t *good, *known;     /* [n_members][n][n_levels] service_level is one over the other */
    qs_bins *waits;             /* [n_members][n] NULL without quantiles */
    qs_interval_areas *before;  /* [n_members] areas when the present interval began */
    int present;                /* -1: before the first edge, n: behind the last */
    int last_found;             /* interval that was looked up last */
    double warmup, end;         /* of the measured period */
    qs_interval_cursor cursor;
    bool is_counting; /* in this pass over the replication */
    bool is_one_stop; /* the system's counts are those of the first window: taken from there at the end */
    qs_interval_place places[QS_N_SCOPES][QS_N_METRICS];
};

/* Errors: QS_ERROR_MEMORY, to be freed in any case. */
qs_status qs_intervals_build(qs_engine *e);
void qs_intervals_free(qs_engine *e);

/* A pass begins. counts [in] false: it leaves what was counted before as it is */
void qs_intervals_begin(qs_engine *e, bool counts);
void qs_intervals_edge(qs_engine *e);    /* the slot of intervals is due */
void qs_intervals_restart(qs_engine *e); /* the warm-up is over, gauges begin anew */
void qs_intervals_close(qs_engine *e);   /* the horizon: averages over time are complete */

/* A visit that is over. */
typedef struct qs_interval_visit {
    qs_outcome outcome; /* as qs_customer_tell has it */
    double join, wait;
    double arrival, before;       /* in the system; waits of the stages before */
    int window, own_meter, class; /* own_meter: QS_NONE without */
    bool has_begun;               /* its service: its wait is complete */
    bool is_last;                 /* no stage comes after it */
} qs_interval_visit;

/* Of a counted customer, while is_counting. */
void qs_intervals_count(qs_engine *e, const qs_interval_visit *visit);

/* The same where is_one_stop: a counted customer of a class has been served. */
void qs_intervals_served(qs_engine *e, int class, double join, double wait);

/* The same; most are in the interval of the one before. */
static inline void qs_intervals_serve(qs_engine *e, int class, double join, double wait)
{
    const qs_interval_cursor *cursor = &e->intervals->cursor;
    if (!(join >= cursor->from && join < cursor->until)) {
        qs_intervals_served(e, class, join, wait);
        return;
    }
    const qs_output_rule *output = &e->model->output;
    qs_interval_meter *meter = cursor->meter;
    meter->arrived++;
    meter->outcome[QS_SERVED]++;
    meter->n_waits++;
    meter->sum += wait - meter->shift;
    for (size_t k = 0; k < output->n_levels; k++) {
        cursor->good[k] += wait <= output->thresholds[output->n_thresholds + k];
        cursor->known[k]++;
    }
}

/* A visit is over; qs_customer_tell's outcome. */
void qs_intervals_visit(qs_engine *e, const qs_customer *customer, qs_outcome outcome);

/* Who was outside, to come again, is counted as it ends there: in no visit. */
void qs_intervals_outside(qs_engine *e, const qs_customer *customer, qs_outcome outcome);
/* A counted customer has been taken from a line, which is so in the engine's list of windows. */
void qs_intervals_taken(qs_engine *e, const qs_customer *customer, int line);

/* The end: values into the row, waits into the histograms (of members with values of their own). */
void qs_intervals_report(qs_engine *e);
qs_status qs_intervals_histograms(qs_engine *e, qs_histogram *histograms);

#endif
