/* MSER-5, from the end of the series to its beginning.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/mser.h"

#include "qsweep/moments.h"

size_t qs_mser5(const double *x, size_t n)
{
    size_t n_batches = n / QS_MSER_BATCH;
    if (!x || n_batches < 2)
        return 0;
    size_t best = 0;
    double least = 0;
    qs_moments kept = {0};
    /* Backwards, each truncation adds one batch to what is kept, so its sum of squares costs O(1). */
    for (size_t batch = n_batches; batch-- > 0;) {
        double sum = 0;
        for (size_t i = 0; i < QS_MSER_BATCH; i++)
            sum += x[batch * QS_MSER_BATCH + i];
        qs_moments_add(&kept, sum / QS_MSER_BATCH);
        if (batch > n_batches / 2)
            continue;
        double size = (double)kept.n;
        double error = kept.m2 / (size * size);
        if (batch == n_batches / 2 || error <= least) {
            least = error;
            best = batch;
        }
    }
    return best * QS_MSER_BATCH;
}
