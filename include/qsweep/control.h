/* Control variates: means corrected by what is known of the random numbers behind them.
 *
 * A control is measured in every replication and has expectation zero. What a value has in common with the
 * controls is taken off its mean by linear regression. Source: Lavenberg and Welch, Management Science 27(3),
 * 1981.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_CONTROL_H
#define QSWEEP_CONTROL_H

#include <stdbool.h>

#include "qsweep/moments.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QS_N_CONTROLS = 2,
    /* Fewer observations than this are left as they are: intervals of means corrected by coefficients that
     * rest on fewer cover less often than they should (docs/statistics.md). */
    QS_CONTROL_LEAST = 100
};

/* Joint moments of one value and the controls, over the observations in which the value was observed; a
 * companion of its qs_moments. All-zero is valid. */
typedef struct qs_control_sums {
    double mean[QS_N_CONTROLS];
    double with_value[QS_N_CONTROLS];           /* sums of products of deviations */
    double among[QS_N_CONTROLS][QS_N_CONTROLS]; /* the same, symmetric */
} qs_control_sums;

/* Count one observation, before it is added to the value's moments; NaN is not counted. controls [in]
 * [QS_N_CONTROLS] */
void qs_control_add(qs_control_sums *sums, const qs_moments *moments, double x, const double *controls);

/* Merge `from`, before its moments are merged into the value's. */
void qs_control_merge(qs_control_sums *into, const qs_moments *into_moments, const qs_control_sums *from,
                      const qs_moments *from_moments);

/* A corrected mean. */
typedef struct qs_controlled {
    double mean;
    double error;   /* its standard error */
    double degrees; /* of freedom, of Student's t for its interval */
} qs_controlled;

/* Correct a mean. False if there are too few observations or nothing to correct with; then *out is untouched.
 * A control that does not vary, or only as the one before it does, is left out. */
bool qs_control_correct(const qs_control_sums *sums, const qs_moments *moments, qs_controlled *out);

#ifdef __cplusplus
}
#endif

#endif
