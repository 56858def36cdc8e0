/* How much one system differs from another, from replications of both.
 *
 * Paired: replication by replication under common random numbers, which replications of the two have in
 * common; the differences are then independent of each other and vary less than the values do. Source: Law,
 * Simulation Modeling and Analysis, 5th ed., 10.2.1 and 11.2. Unpaired: Welch, Biometrika 29, 1938
 * (Law 10.2.2).
 *
 * Where replications did not observe a value, its mean is a ratio: the sum of what was observed over how
 * often. What one system observed and the other did not is no reason to leave it out: it would be another
 * mean that is compared. The ratios' difference has its interval by linearisation.
 *
 * Quantiles of all customers together have intervals that reach further on one side than on the other. That
 * of their difference is recovered from the two: Zou and Donner, Statistics in Medicine 27, 2008; with
 * correlation Zou, Psychological Methods 12, 2007.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DIFFERENCE_H
#define QSWEEP_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct qs_difference {
    uint64_t n; /* pairs in which both were observed; unpaired: the smaller number of observations */
    double value, baseline;    /* means of what was compared; NaN if n = 0 */
    double difference;         /* value - baseline */
    double standard_error;     /* of the difference; NaN if n < 2 */
    double degrees;            /* of freedom of its t statistic */
    double correlation;        /* within pairs; NaN when unpaired or where one does not vary */
    double variance_reduction; /* variance of the difference of independent systems over that of this one; 1:
                                  pairing gained nothing, below 1: it cost, INFINITY: the differences do not
                                  vary; NaN when unpaired or where nothing varies */
} qs_difference;

/* Compare n values of a system with n of the baseline: values[i * stride]. NaN is "not observed".
 * out [out] the comparison */
void qs_difference_paired(uint64_t n, size_t stride, const double *values, const double *baseline,
                          qs_difference *out);
void qs_difference_unpaired(uint64_t n, size_t stride, const double *values, const double *baseline,
                            qs_difference *out);

/* A mean of independent observations, known by its moments alone. */
typedef struct qs_sample {
    double n, mean, variance; /* observations; the variance is the mean's */
    double degrees;           /* of freedom that it is known with: n - 1, fewer with control variates */
} qs_sample;

/* Compare two of them by Welch's t. */
void qs_difference_of_samples(const qs_sample *value, const qs_sample *baseline, qs_difference *out);

/* What replications that belong together observed (an antithetic pair, or one by itself). */
typedef struct qs_cluster {
    double sum, n; /* of the values observed, and how many there were; {0, 0}: none */
} qs_cluster;

/* Compare the ratios (sum of all sums) / (sum of all n) of two systems. Paired: cluster i of both had the
 * same random numbers. Each system's variance is that of its ratio by linearisation over the clusters that
 * observed anything in it; degrees are Welch's, when paired at most one less than the clusters that observed
 * anything in either. Where all clusters observed equally often in both, it is the above.
 * out [out] n: when paired those clusters, else the smaller number of clusters that observed anything;
 * standard_error NaN unless two clusters observed something in each system. */
void qs_difference_of_ratios(uint64_t n, const qs_cluster *values, const qs_cluster *baseline, bool is_paired,
                             qs_difference *out);

/* An estimate and its interval; ends may be infinite. */
typedef struct qs_bounded {
    double value, lower, upper;
} qs_bounded;

/* The interval of the difference of two estimates whose correlation is this (NaN: taken as 0).
 * difference [out] ends are NaN where one of the estimates has no interval, infinite where one that decides
 * about them is */
void qs_difference_recover(const qs_bounded *value, const qs_bounded *baseline, double correlation,
                           qs_bounded *difference);

/* Half the width of the interval of the difference; NaN if n < 2. With `comparisons` > 1 (Bonferroni) so many
 * such intervals hold at once with at least this confidence. */
double qs_difference_half_width(const qs_difference *difference, double confidence, uint64_t comparisons);

#ifdef __cplusplus
}
#endif

#endif
