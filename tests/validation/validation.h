/* Studies held against exact values.
 *
 * A case reads a study through the study reader, runs all of it (sweep, worker, engine, as `qsweep run` does
 * on one process), and asks of each estimate: how many standard errors is it away from the exact value?
 *
 * False alarms: an estimate from R independent replications is refused when it is further away than Student's
 * t with R - 1 degrees of freedom is with probability VALIDATION_ALARM, so a right program fails one
 * expectation in a million at a seed chosen afresh. In the short form the seeds are those of the studies, so
 * it fails never or always; the long form takes fresh ones (seed.h): of its 900 expectations one is refused by
 * chance in one run of 1,000. That it can fail at all is asked for too: an estimate whose standard error is
 * above VALIDATION_VAGUE of the exact value is refused as vague, with fresh seeds above twice that, for the
 * error itself is an estimate. Bias: warm-ups are many relaxation times long, and
 * replications long enough for what is left (initial transient, ratio of sums) to lie far below one standard
 * error.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_VALIDATION_H
#define QSWEEP_TESTS_VALIDATION_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/block.h"
#include "qsweep/metric.h"
#include "qsweep/model.h"
#include "qsweep/study.h"

#define VALIDATION_ALARM 1e-6
#define VALIDATION_VAGUE 0.02

/* What is kept of a scenario: copies of its summary's arrays, [layout n_values] and
 * [n_replications][n_values]. */
typedef struct validation_scenario {
    uint64_t n_replications;
    uint64_t *n;
    double *mean, *lower, *upper, *rows;
} validation_scenario;

typedef struct validation {
    qs_study *study;
    qs_model model; /* of scenario 0: names, quantiles, thresholds */
    qs_layout layout;
    validation_scenario *scenarios; /* [plan n_scenarios] */
    int n_refused;
} validation;

/* Run the whole study at `path` (relative to the repository) with settings[n_settings]; fails the test if it
 * cannot. */
void validation_run(validation *run, const char *path, const qs_setting *settings, size_t n_settings);

/* Free all, then fail the test if an expectation was refused. */
void validation_close(validation *run);

/* Expect the mean over replications of a metric to estimate `exact`.
 * where [in] "system", "class/NAME" or "window/NAME"
 * item  [in] which quantile or threshold; 0 for scalars */
void validation_expect(validation *run, uint64_t scenario, const char *where, qs_metric metric, int item,
                       double exact);

/* The same of an estimate from all replications together, with its standard error. */
void validation_judge(validation *run, uint64_t scenario, const char *where, const char *what, int item,
                      double estimate, double standard_error, double exact);

/* The same when each replication's value must be `exact` but for rounding. */
void validation_expect_always(validation *run, uint64_t scenario, const char *where, qs_metric metric,
                              int item, double exact);

/* Expect the variance over all customers of the wait (QS_METRIC_wait_mean) or of the sojourn
 * (QS_METRIC_sojourn_mean) to be `exact`. Pooled from each replication's count, mean and sd; its standard
 * error by the jackknife over replications. The study drains at the horizon and keeps its rows, so that the
 * count is `served`. */
void validation_expect_variance(validation *run, uint64_t scenario, const char *where, qs_metric mean,
                                double exact);

/* Where a metric lies in a row. */
int validation_locate(const validation *run, const char *where, qs_metric metric, int item);

/* A quantile or threshold of the study. */
double validation_quantile(const validation *run, int item);
double validation_threshold(const validation *run, int item);

#endif
