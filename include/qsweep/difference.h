/* How much one system differs from another, from replications of both.
 *
 * Paired: replication by replication under common random numbers, which replications of the two have in
 * common; the differences are then independent of each other and vary less than the values do. Source: Law,
 * Simulation Modeling and Analysis, 5th ed., 10.2.1 and 11.2. Unpaired: Welch, Biometrika 29, 1938
 * (Law 10.2.2).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DIFFERENCE_H
#define QSWEEP_DIFFERENCE_H

#include <stddef.h>
#include <stdint.h>

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

/* Half the width of the interval of the difference; NaN if n < 2. With `comparisons` > 1 (Bonferroni) so many
 * such intervals hold at once with at least this confidence. */
double qs_difference_half_width(const qs_difference *difference, double confidence, uint64_t comparisons);

#endif
