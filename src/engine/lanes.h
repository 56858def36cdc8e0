/* The engine's loops over blocks of values, once for each instruction set.
 *
 * One text (lanes_body.h) is compiled for each set. Value i of a block is added in lane i mod QS_LANES, so
 * the sums, and everything else, are the same to the last bit.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_LANES_H
#define QSWEEP_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QS_LANES = 8, QS_LANE_BLOCK = 64 };

typedef struct qs_lanes {
    /* sum[lane] += x - shift and square[lane] += (x - shift)^2 over a whole block; the larger of `largest`
     * and all x. */
    double (*sums)(const double *x, double shift, double *sum, double *square, double largest);
    /* The histogram bins of a whole block, and the pages they are in (a bit each) added to used[2]. */
    void (*bins)(const double *x, uint32_t *bin, uint64_t *used);
    /* sum[lane] += time within [from, to] of the stretches of a whole block. */
    void (*overlaps)(double *sum, const double *begin, const double *end, double from, double to);
    /* Of the visits of a whole block, all of them within the measured period: waits, sojourns, and sum[lane]
     * += time in the queue and in service. */
    void (*visits)(double *wait, double *sojourn, double *queue, double *serving, const double *join,
                   const double *start, const double *end);
    /* Whether any a > b over a whole block. */
    bool (*exceeds)(const double *a, const double *b);
    /* How many of a whole block are above a threshold. */
    uint64_t (*above)(const double *x, double threshold);
    /* area and the area below a number that is before[i] in excess of c from time[i] to time[i + 1], i < n,
     * added up in that order. */
    double (*areas)(double area, const double *time, const int32_t *before, int32_t c, size_t n);
    /* The largest of n > 0. */
    int32_t (*most)(const int32_t *x, size_t n);
    /* x = later - earlier over a whole block. */
    void (*differences)(double *x, const double *later, const double *earlier);
    /* Customers joining at join[n] with so much work are served by c servers first come first served.
     * free [in,out] [c + 8] times at which servers come free, ascending; free[c...] are INFINITY */
    void (*serve)(double *free, int c, const double *join, const double *work, double *start, double *end,
                  int n);
} qs_lanes;

/* The sum of lanes, in their order. */
static inline double qs_lanes_sum(const double lane[QS_LANES])
{
    double sum = 0;
    for (int i = 0; i < QS_LANES; i++)
        sum += lane[i];
    return sum;
}

extern const qs_lanes qs_lanes_plain, qs_lanes_avx2, qs_lanes_avx512;

/* The set for this CPU (or for the environment variable QSWEEP_SIMD). */
const qs_lanes *qs_lanes_pick(void);

#endif
