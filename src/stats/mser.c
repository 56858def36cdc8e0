/* MSER-5, from the end of the series to its beginning.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/mser.h"

#include "qsweep/moments.h"

/* Of the truncations at batches [0, last], the one of least error; the earliest of equal ones. */
static size_t least_error(const double *x, size_t n_batches, size_t last)
{
    size_t best = 0;
    double least = 0;
    qs_moments kept = {0};
    /* Backwards, each truncation adds one batch to what is kept, so its sum of squares costs O(1). */
    for (size_t batch = n_batches; batch-- > 0;) {
        double sum = 0;
        for (size_t i = 0; i < QS_MSER_BATCH; i++)
            sum += x[batch * QS_MSER_BATCH + i];
        qs_moments_add(&kept, sum / QS_MSER_BATCH);
        if (batch > last)
            continue;
        double size = (double)kept.n;
        double error = kept.m2 / (size * size);
        if (batch == last || error <= least) {
            least = error;
            best = batch;
        }
    }
    return best;
}

size_t qs_mser5(const double *x, size_t n)
{
    size_t n_batches = n / QS_MSER_BATCH;
    if (!x || n_batches < 2)
        return 0;
    return least_error(x, n_batches, n_batches / 2) * QS_MSER_BATCH;
}

bool qs_mser5_settles(const double *x, size_t n)
{
    enum { MOST_DROPPED = 4, LEAST_KEPT = 10 }; /* a quarter, a tenth */
    size_t n_batches = n / QS_MSER_BATCH;
    if (!x || n_batches < 2)
        return true;
    size_t kept = n_batches / LEAST_KEPT > 1 ? n_batches / LEAST_KEPT : 1;
    return least_error(x, n_batches, n_batches / 2) <= n_batches / MOST_DROPPED &&
           least_error(x, n_batches, n_batches - kept) <= n_batches / 2;
}
