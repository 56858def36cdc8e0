/* Does a queue still grow at the end of a replication?
 *
 * Measured in each replication is D = L4 - QS_GROWTH_FACTOR * L2, where L2 and L4 are the mean numbers
 * present over the second and the last quarter of the measured period. In a steady state L2 and L4 have the
 * same mean, so that of D is below zero. A queue that gets more work than it can do grows like t, L4 / L2 =
 * 7/3; at a load of exactly 1 like sqrt(t), L4 / L2 = 1.53. The factor lies between: with many replications a
 * difference shows however small it is, and a beginning that is nearly forgotten is not growth.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_GROWTH_H
#define QSWEEP_GROWTH_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define QS_GROWTH_FACTOR 1.25

/* The chance that a scenario in its steady state is called growing, at most: half of it is the system's, half
 * is shared by the windows. */
#define QS_GROWTH_ERROR 1e-3

/* Fewer observations are not judged. */
enum { QS_GROWTH_LEAST = 5 };

/* X(name, the word in the file's flag_meanings) */
#define QS_GROWTH_LIST(X)                                                                                    \
    X(QS_GROWTH_NONE, not_growing)                                                                           \
    X(QS_GROWTH_FOUND, growing)                                                                              \
    X(QS_GROWTH_NOT_JUDGED, not_judged)

typedef enum qs_growth {
#define QS_GROWTH_ENUM(name, word) name,
    QS_GROWTH_LIST(QS_GROWTH_ENUM)
#undef QS_GROWTH_ENUM
        QS_N_GROWTHS
} qs_growth;

/* Is the mean of n observations of D above 0? One-sided, by Student's t, at an error in (0, 1/2). Not judged
 * with too few of them. */
qs_growth qs_growth_judge(uint64_t n, double mean, double sd, double error);

#ifdef __cplusplus
}
#endif

#endif
