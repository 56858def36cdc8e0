/* Measuring one replication: counts, values of customers, gauges over time.
 *
 * A tally takes one value a customer. Values are kept in a short buffer and worked off together;
 * value i is summed in lane i mod QS_LANES and the lanes are added in order at the end, so the sum
 * is the same however many of them a CPU adds at once. Sums are of deviations from the first
 * value, which keeps the variance exact where the mean is large. Of a replication of few customers nearly
 * all bins would be empty, so the bins of the first values are listed, and counted only when there are more.
 * A gauge is a number that changes in time, its integral and its largest value.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_METER_H
#define QSWEEP_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "lanes.h"
#include "qsweep/engine.h"
#include "qsweep/histogram.h"

enum {
    QS_TALLY_BUFFER = QS_LANE_BLOCK,
    QS_TALLY_FEW = 1024,
    QS_PAGE_BINS = 128,
    QS_N_PAGES = (QS_HISTOGRAM_BINS + QS_PAGE_BINS - 1) / QS_PAGE_BINS,
    QS_TALLY_COUNTS = QS_N_PAGES * QS_PAGE_BINS,
    QS_TALLY_MEMORY = QS_TALLY_COUNTS + 2 * QS_TALLY_FEW
};

/* Values of one kind in one scope. */
typedef struct qs_tally {
    uint32_t n_buffered;
    uint64_t n; /* worked off */
    double shift;
    double sum[QS_LANES], square[QS_LANES];
    double largest;
    double grid; /* of which all values are multiples; 0: none */
    double buffer[QS_TALLY_BUFFER];
    uint64_t used[2]; /* bit p: some value is in page p, a page being QS_PAGE_BINS bins */
    bool is_dense;    /* more than QS_TALLY_FEW values: they are in count[], else in few[] */
    uint32_t n_few;
    uint32_t
        *few; /* [QS_TALLY_FEW] the bin of each value; when finished, the bins that have values, ascending */
    uint32_t *few_count; /* [QS_TALLY_FEW] and how many; when finished */
    uint32_t *count;     /* [QS_TALLY_COUNTS] */
    uint32_t *scratch;   /* [QS_TALLY_COUNTS] of all tallies, zero between their uses */
    uint64_t *over;      /* [n_thresholds] values above each threshold; owned */
    const double *thresholds;
    size_t n_thresholds;
    const qs_lanes *lanes; /* the loops for this CPU */
} qs_tally;

/* memory  [in] zeroed, QS_TALLY_MEMORY numbers that the tally uses as long as it lives
 * scratch [in] zeroed, QS_TALLY_COUNTS numbers that many tallies may share
 * Errors: QS_ERROR_MEMORY. */
qs_status qs_tally_init(qs_tally *tally, uint32_t *memory, uint32_t *scratch, const double *thresholds,
                        size_t n_thresholds);
void qs_tally_clear(qs_tally *tally);
void qs_tally_reset(qs_tally *tally);
void qs_tally_flush(qs_tally *tally);
void qs_tally_finish(qs_tally *tally); /* no value comes any more until it is reset */

static inline void qs_tally_add(qs_tally *tally, double x)
{
    tally->buffer[tally->n_buffered++] = x;
    if (__builtin_expect(tally->n_buffered == QS_TALLY_BUFFER, 0))
        qs_tally_flush(tally);
}

/* The same as n times qs_tally_add(), n <= QS_TALLY_BUFFER. */
void qs_tally_add_many(qs_tally *tally, const double *x, uint32_t n);

/* Of a finished tally; NaN where nothing (sd: fewer than two) was observed. */
double qs_tally_mean(const qs_tally *tally);
double qs_tally_sd(const qs_tally *tally);
void qs_tally_quantiles(const qs_tally *tally, const double *p, size_t n, double *out);
qs_status qs_tally_merge_into(const qs_tally *tally, qs_histogram *histogram);

typedef struct qs_gauge {
    int64_t n;
    int64_t largest;
    double last; /* area is complete up to here */
    double area;
} qs_gauge;

static inline void qs_gauge_move(qs_gauge *gauge, double now, int64_t by)
{
    gauge->area += (double)gauge->n * (now - gauge->last);
    gauge->last = now;
    gauge->n += by;
    gauge->largest = gauge->n > gauge->largest ? gauge->n : gauge->largest;
}

/* The same where nobody asks for the largest value. */
static inline void qs_gauge_add(qs_gauge *gauge, double now, int64_t by)
{
    gauge->area += (double)gauge->n * (now - gauge->last);
    gauge->last = now;
    gauge->n += by;
}

/* The same where nobody asks for anything but the largest value. */
static inline void qs_gauge_count(qs_gauge *gauge, int64_t by)
{
    gauge->n += by;
    gauge->largest = gauge->n > gauge->largest ? gauge->n : gauge->largest;
}

/* As qs_gauge_move() where it happens seldom: out of the way of those who are in a hurry. */
__attribute__((cold, noinline)) void qs_gauge_move_apart(qs_gauge *gauge, double now, int64_t by);

/* Its integral up to now. */
static inline double qs_gauge_area(const qs_gauge *gauge, double now)
{
    return gauge->area + (double)gauge->n * (now - gauge->last);
}

/* Forget what was before `now`. */
static inline void qs_gauge_restart(qs_gauge *gauge, double now)
{
    gauge->area = 0;
    gauge->last = now;
    gauge->largest = gauge->n;
}

/* One scope's member: what is measured of it. */
typedef struct qs_meter {
    uint64_t arrived;
    uint64_t outcome[QS_N_OUTCOMES]; /* of counted customers (visits) */
    uint64_t persons;                /* of counted customers, where they stand for parties */
    uint64_t departed;               /* served within the measured period, whoever it was */
    uint64_t *gave_up_early; /* [n_levels] counted customers who gave up before the level's time; owned */
    uint64_t *gave_up_over;  /* [n_marks] counted customers not in `wait`, who waited longer; owned */
    uint64_t censored;       /* counted customers still there at the end, whose complete wait is not known */
    uint64_t *undecided;     /* [n_marks] of these, who had not waited longer by then; owned */
    qs_tally wait, sojourn;
    qs_gauge queue;    /* waiting */
    qs_gauge number;   /* class: present; window: held (present, neither waiting nor in service) */
    qs_gauge serving;  /* window: busy servers */
    qs_gauge occupied; /* window: servers in dead time or blocked */
    qs_gauge rostered; /* window: servers on shift */
    qs_gauge orbit;    /* system, class: outside, who will come again */
    uint64_t retried;  /* returns of counted customers */
    qs_gauge late;     /* window: servers still serving though their shift is over */
    qs_gauge called;   /* window: servers on call who are there; from time 0, the warm-up too */
    double queue_before, serving_before, late_before, called_before; /* window: areas up to the horizon */
    double queue_after, serving_after;                               /* and from there to the end */
    int64_t longest;                                                 /* window: longest single queue */
} qs_meter;

/* The end comes before a customer's complete wait is known; it has waited so long. */
void qs_meter_censored(qs_meter *meter, double wait);

#endif
