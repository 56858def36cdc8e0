/* Means over all customers of all replications: a ratio of two means over replications.
 *
 * The numerator is a sum over a replication's customers, the denominator (its weight) how many they are. The
 * interval is by linearisation: what a replication adds to the error is its sum less the ratio times its
 * weight (Cochran, Sampling Techniques, 3rd ed., 6.3). Control variates correct both means where every
 * observation has customers.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RATIO_H
#define QSWEEP_RATIO_H

#include <stdint.h>

#include "qsweep/control.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Joint moments of sums and weights over all observations, those without customers too. All-zero is valid. */
typedef struct qs_ratio_sums {
    uint64_t n, n_seen;                       /* observations; of these with a weight above 0 */
    double sum, weight;                       /* means */
    double squares, products, weight_squares; /* sums of products of deviations: sum sum, sum weight, ... */
    double with_weight[QS_N_CONTROLS];        /* as with_value of the controls, which is of the sums */
    qs_control_sums controls;
} qs_ratio_sums;

/* Count one observation. controls [in] [QS_N_CONTROLS], or NULL */
void qs_ratio_add(qs_ratio_sums *ratio, double sum, double weight, const double *controls);
void qs_ratio_merge(qs_ratio_sums *into, const qs_ratio_sums *from);

typedef struct qs_ratio {
    double value;   /* NaN where nobody was seen */
    double error;   /* standard error; NaN of fewer than two observations with customers */
    double degrees; /* of freedom, of Student's t for its interval */
} qs_ratio;

/* has_controls [in] correct by control variates where all observations have customers and are enough
 * (control.h) */
qs_ratio qs_ratio_estimate(const qs_ratio_sums *ratio, bool has_controls);

#ifdef __cplusplus
}
#endif

#endif
