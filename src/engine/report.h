/* From what is measured to the row: averages, values, growth, controls, samples of a series or a pilot.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_REPORT_H
#define QSWEEP_ENGINE_REPORT_H

#include <math.h>

#include "state.h"

/* growth.c: how the numbers present grow over the quarters of the measured period. At each quarter's end the
 * area below every window's number so far is put down; nothing else is touched. */
void qs_growth_start(qs_engine *e);             /* warm-up and horizon are known */
double qs_growth_next_mark(const qs_engine *e); /* when the next quarter ends; else the horizon */
bool qs_growth_pass_mark(qs_engine *e);         /* a quarter before the last has ended; false: the last */
void qs_growth_close(qs_engine *e);             /* the horizon is reached */
void qs_growth_put(qs_engine *e, int row, int quarter, double area); /* up to the end of quarter 0 ... 3 */
void qs_growth_sum(qs_engine *e);                                    /* all have been put: the row has them */

/* report.c */
void qs_report_reset(qs_engine *e);
void qs_report_restart(qs_engine *e);                        /* warm-up over */
void qs_report_averages(qs_engine *e);                       /* horizon: time averages into the row */
double qs_report_number_area(const qs_engine *e, int meter); /* below its number present, up to now */
void qs_report_beyond(qs_engine *e); /* horizon, all averages taken: what follows is measured apart */
void qs_report_end(qs_engine *e);    /* end: what was waited and served beyond the horizon */
void qs_report_values(qs_engine *e); /* end: counts and values into the row */
qs_status qs_report_histograms(qs_engine *e, qs_histogram *histograms);
qs_status qs_report_build(qs_engine *e);
void qs_report_start_series(qs_engine *e);
void qs_report_sample(qs_engine *e);                          /* the next instant of the series */
void qs_report_leave(qs_engine *e, qs_engine_memory *memory); /* the tallies', clean */
void qs_report_free(qs_engine *e);

/* controls.c: control variates. */
void qs_controls_build(qs_engine *e);
void qs_controls_report(qs_engine *e);

/* hours.c: server hours, overtime, and what all of it costs; all else is in the row. */
void qs_hours_report(qs_engine *e);

/* pilot.c: a pilot begins; one of its slots is over. */
void qs_pilot_start(qs_engine *e);
void qs_pilot_sample(qs_engine *e);

/* The outcomes of which there is a share of those who arrived. */
typedef struct qs_shared_outcome {
    qs_outcome outcome;
    qs_metric count, share;
} qs_shared_outcome;
enum { QS_N_SHARED_OUTCOMES = 5 };
extern const qs_shared_outcome qs_shared_outcomes[QS_N_SHARED_OUTCOMES];

/* Nearly all are of nobody, which needs no division; NaN of nothing. */
static inline double qs_share_of(uint64_t n, uint64_t of)
{
    return of == 0 ? (double)NAN : n == 0 ? 0 : (double)n / (double)of;
}

#endif
