/* Counts of the bins of few values: a short list for each of very many places that see few values each.
 *
 * A value is appended; when the list is full it is sorted and equal bins are put together, and it becomes
 * longer only if that has not halved it. So it takes memory for the bins in use, never for all there are.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_BINS_H
#define QSWEEP_ENGINE_BINS_H

#include <stdbool.h>
#include <stdint.h>

#include "qsweep/histogram.h"

/* All-zero is valid: nothing seen. */
typedef struct qs_bins {
    uint32_t n, capacity;
    bool is_sorted; /* bins ascend and are different */
    uint64_t total;
    double largest;
    uint32_t *bin, *count; /* [n] owned */
} qs_bins;

/* One value. Errors: QS_ERROR_MEMORY, QS_ERROR_LIMIT (more than 2^32 values). */
qs_status qs_bins_add(qs_bins *bins, double value);
void qs_bins_sort(qs_bins *bins);
void qs_bins_reset(qs_bins *bins);
void qs_bins_clear(qs_bins *bins);

/* A quantile of sorted ones, as qs_histogram_quantile has it; NaN where there are none. */
double qs_bins_quantile(const qs_bins *bins, double p, double grid);

/* Add sorted ones to a histogram. Errors: QS_ERROR_MEMORY. */
qs_status qs_bins_merge_into(const qs_bins *bins, double grid, qs_histogram *histogram);

#endif
