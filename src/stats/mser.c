/* MSER-5, from the end of the series to its beginning.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/mser.h"

#include <math.h>

#include "qsweep/moments.h"

/* Backwards, each truncation adds one batch to what is kept, so its sum of squares costs O(1). */
typedef struct backwards {
    const double *x;
    size_t batch; /* the first that is kept */
    qs_moments kept;
} backwards;

/* Keep one batch more; gives the square of the marginal standard error of the mean of what is kept. */
static double keep_one(backwards *b)
{
    double sum = 0;
    b->batch--;
    for (size_t i = 0; i < QS_MSER_BATCH; i++)
        sum += b->x[b->batch * QS_MSER_BATCH + i];
    qs_moments_add(&b->kept, sum / QS_MSER_BATCH);
    double size = (double)b->kept.n;
    return b->kept.m2 / (size * size);
}

/* Of the truncations at batches [0, last], the one of least error; the earliest of equal ones. */
static size_t find_least(const double *x, size_t n_batches, size_t last, double *least)
{
    size_t best = last;
    backwards b = {.x = x, .batch = n_batches};
    *least = INFINITY;
    while (b.batch > 0) {
        double error = keep_one(&b);
        if (b.batch <= last && error <= *least) {
            *least = error;
            best = b.batch;
        }
    }
    return best;
}

/* The latest of them whose error is at most `most`, which is at least the least. */
static size_t find_latest(const double *x, size_t n_batches, size_t last, double most)
{
    backwards b = {.x = x, .batch = n_batches};
    double error;
    do
        error = keep_one(&b);
    while (b.batch > last || (b.batch > 0 && error > most));
    return b.batch;
}

size_t qs_mser5(const double *x, size_t n)
{
    size_t n_batches = n / QS_MSER_BATCH;
    double least;
    if (!x || n_batches < 2)
        return 0;
    return find_least(x, n_batches, n_batches / 2, &least) * QS_MSER_BATCH;
}

size_t qs_mser5_late(const double *x, size_t n)
{
    static const double NEAR = 1.05;
    size_t n_batches = n / QS_MSER_BATCH;
    double least;
    if (!x || n_batches < 2)
        return 0;
    size_t earliest = find_least(x, n_batches, n_batches / 2, &least);
    if (least <= 0) /* all that is kept is equal, and was before */
        return earliest * QS_MSER_BATCH;
    return find_latest(x, n_batches, n_batches / 2, NEAR * least) * QS_MSER_BATCH;
}

bool qs_mser5_settles(const double *x, size_t n)
{
    enum { MOST_DROPPED = 4, LEAST_KEPT = 10 }; /* a quarter, a tenth */
    size_t n_batches = n / QS_MSER_BATCH;
    double least;
    if (!x || n_batches < 2)
        return true;
    size_t kept = n_batches / LEAST_KEPT > 1 ? n_batches / LEAST_KEPT : 1;
    return find_least(x, n_batches, n_batches / 2, &least) <= n_batches / MOST_DROPPED &&
           find_least(x, n_batches, n_batches - kept, &least) <= n_batches / 2;
}
