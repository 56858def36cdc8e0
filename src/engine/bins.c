/* Counts of the bins of few values.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "bins.h"

#include <math.h>

#include "qsweep/memory.h"

enum { FIRST_CAPACITY = 32 };

void qs_bins_reset(qs_bins *bins)
{
    bins->n = 0;
    bins->total = 0;
    bins->largest = 0;
    bins->is_sorted = false;
}

void qs_bins_clear(qs_bins *bins)
{
    qs_free(bins->bin);
    qs_free(bins->count);
    *bins = (qs_bins){0};
}

/* Shell's sort, Ciura's gaps: of lists of some hundred, in place. */
static void sort(uint32_t *bin, uint32_t *count, uint32_t n)
{
    static const uint32_t gaps[] = {3933, 1750, 701, 301, 132, 57, 23, 10, 4, 1};
    for (size_t g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (uint32_t i = gaps[g]; i < n; i++) {
            uint32_t b = bin[i], c = count[i], k = i;
            for (; k >= gaps[g] && bin[k - gaps[g]] > b; k -= gaps[g]) {
                bin[k] = bin[k - gaps[g]];
                count[k] = count[k - gaps[g]];
            }
            bin[k] = b;
            count[k] = c;
        }
}

void qs_bins_sort(qs_bins *bins)
{
    if (bins->is_sorted)
        return;
    sort(bins->bin, bins->count, bins->n);
    uint32_t n = 0;
    for (uint32_t i = 0; i < bins->n; i++) {
        if (n > 0 && bins->bin[n - 1] == bins->bin[i]) {
            bins->count[n - 1] += bins->count[i];
            continue;
        }
        bins->bin[n] = bins->bin[i];
        bins->count[n++] = bins->count[i];
    }
    bins->n = n;
    bins->is_sorted = true;
}

static qs_status make_room(qs_bins *bins)
{
    qs_bins_sort(bins);
    if (bins->capacity > 0 && bins->n <= bins->capacity / 2)
        return QS_OK;
    size_t capacity = bins->capacity, other = bins->capacity;
    size_t wanted = capacity == 0 ? FIRST_CAPACITY : 2 * capacity;
    qs_status status = qs_reserve(&bins->bin, &capacity, wanted, sizeof *bins->bin);
    if (!status)
        status = qs_reserve(&bins->count, &other, wanted, sizeof *bins->count);
    if (!status)
        bins->capacity = (uint32_t)(capacity < other ? capacity : other);
    return status;
}

qs_status qs_bins_add(qs_bins *bins, double value)
{
    if (bins->total == UINT32_MAX)
        return qs_fail(QS_ERROR_LIMIT, "more than %u customers in one interval", UINT32_MAX);
    qs_status status = bins->n == bins->capacity ? make_room(bins) : QS_OK;
    if (status)
        return status;
    bins->bin[bins->n] = qs_histogram_bin(value);
    bins->count[bins->n++] = 1;
    bins->is_sorted = false;
    bins->total++;
    bins->largest = value > bins->largest ? value : bins->largest;
    return QS_OK;
}

double qs_bins_quantile(const qs_bins *bins, double p, double grid)
{
    double rank = p * (double)bins->total;
    uint64_t below = 0;
    for (uint32_t i = 0; i < bins->n; i++) {
        if (rank <= (double)(below + bins->count[i]))
            return fmin(
                qs_histogram_on_grid(bins->bin[i], rank - (double)below, (double)bins->count[i], grid),
                bins->largest);
        below += bins->count[i];
    }
    return (double)NAN;
}

qs_status qs_bins_merge_into(const qs_bins *bins, double grid, qs_histogram *histogram)
{
    qs_histogram_has(histogram, bins->largest);
    histogram->grid = grid;
    return qs_histogram_add_bins(histogram, bins->bin, bins->count, bins->n);
}
