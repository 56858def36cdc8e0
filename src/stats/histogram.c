/* Histograms of durations: growing, merging, quantiles.
 *
 * Only bins between the first and the last count that is not zero are kept, so a histogram looks
 * the same whatever the order and the pieces it was added in.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/histogram.h"

#include <math.h>

#include "qsweep/memory.h"

double qs_histogram_lower(unsigned bin)
{
    if (bin == 0)
        return 0;
    int64_t bits = ((int64_t)bin - 1 + ((int64_t)(1023 + QS_HISTOGRAM_LOWEST) << 7)) << QS_HISTOGRAM_SHIFT;
    double lower;
    memcpy(&lower, &bits, sizeof lower);
    return lower;
}

double qs_histogram_upper(unsigned bin)
{
    return bin + 1 < QS_HISTOGRAM_BINS ? qs_histogram_lower(bin + 1) : (double)INFINITY;
}

/* Make the histogram's range cover the bins [first, end), moving what is there. */
static qs_status cover(qs_histogram *histogram, uint32_t first, uint32_t end)
{
    uint32_t old_first = histogram->first, old_n = histogram->n;
    if (old_n > 0) {
        first = old_first < first ? old_first : first;
        end = old_first + old_n > end ? old_first + old_n : end;
    }
    uint32_t n = end - first;
    if (old_n > 0 && first == old_first && n == old_n)
        return QS_OK;
    qs_status status = qs_reserve(&histogram->count, &histogram->capacity, n, sizeof *histogram->count);
    if (status)
        return status;
    uint32_t shift = old_n > 0 ? old_first - first : 0;
    if (shift > 0) {
        memmove(histogram->count + shift, histogram->count, old_n * sizeof *histogram->count);
        memset(histogram->count, 0, shift * sizeof *histogram->count);
    }
    histogram->first = first;
    histogram->n = n;
    return QS_OK;
}

static void mark(qs_histogram *histogram, uint32_t bin)
{
    uint32_t page = bin / QS_HISTOGRAM_PAGE;
    histogram->used[page / 64] |= UINT64_C(1) << (page % 64);
}

static void add_up(uint64_t *restrict into, const uint64_t *restrict count, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        into[i] += count[i];
}

static bool has_any(const uint64_t *count, uint32_t n)
{
    uint64_t any = 0;
    for (uint32_t i = 0; i < n; i++)
        any |= count[i];
    return any != 0;
}

/* n counts that begin and end with one that is not 0. Pages in between may have none. */
static qs_status add_range(qs_histogram *histogram, uint32_t first, const uint64_t *count, uint32_t n,
                           uint64_t total)
{
    qs_status status = cover(histogram, first, first + n);
    if (status)
        return status;
    uint64_t *into = histogram->count + (first - histogram->first);
    for (uint32_t end, at = 0; at < n; at = end) {
        uint32_t rest = QS_HISTOGRAM_PAGE - (first + at) % QS_HISTOGRAM_PAGE;
        end = n - at < rest ? n : at + rest;
        if (!has_any(count + at, end - at))
            continue;
        add_up(into + at, count + at, end - at);
        mark(histogram, first + at);
    }
    histogram->total += total;
    return QS_OK;
}

qs_status qs_histogram_add_counts(qs_histogram *histogram, uint32_t first, const uint64_t *count, uint32_t n)
{
    while (n > 0 && count[n - 1] == 0)
        n--;
    while (n > 0 && count[0] == 0) {
        count++;
        first++;
        n--;
    }
    if (n == 0)
        return QS_OK;
    if (n > QS_HISTOGRAM_BINS || first > QS_HISTOGRAM_BINS - n)
        return qs_fail(QS_ERROR_INTERNAL, "histogram bins %u to %u of %d", first, first + n,
                       QS_HISTOGRAM_BINS);
    uint64_t total = 0;
    for (uint32_t i = 0; i < n; i++)
        total += count[i];
    return add_range(histogram, first, count, n, total);
}

qs_status qs_histogram_add_bins(qs_histogram *histogram, const uint32_t *bin, const uint32_t *count,
                                uint32_t n)
{
    if (n == 0)
        return QS_OK;
    qs_status status = cover(histogram, bin[0], bin[n - 1] + 1);
    uint64_t total = 0;
    for (uint32_t i = 0; i < n && !status; i++) {
        histogram->count[bin[i] - histogram->first] += count[i];
        mark(histogram, bin[i]);
        total += count[i];
    }
    histogram->total += total;
    return status;
}

qs_status qs_histogram_merge(qs_histogram *into, const qs_histogram *from)
{
    qs_histogram_has(into, from->largest);
    into->grid = from->grid > 0 ? from->grid : into->grid;
    uint32_t begin = 0, end = from->n; /* what was taken out may have been at an end */
    while (end > 0 && from->count[end - 1] == 0)
        end--;
    while (begin < end && from->count[begin] == 0)
        begin++;
    qs_status status = end > 0 ? cover(into, from->first + begin, from->first + end) : QS_OK;
    if (status || end == 0)
        return status;
    for (uint32_t stop, at = begin; (at = qs_histogram_stretch(from, at, end, &stop)) < end; at = stop) {
        add_up(into->count + (from->first + at - into->first), from->count + at, stop - at);
        mark(into, from->first + at);
    }
    into->total += from->total;
    return QS_OK;
}

void qs_histogram_subtract(qs_histogram *from, const qs_histogram *less)
{
    if (less->n == 0)
        return;
    for (uint32_t i = 0; i < less->n; i++)
        from->count[less->first - from->first + i] -= less->count[i];
    from->total -= less->total;
}

void qs_histogram_clear(qs_histogram *histogram)
{
    qs_free(histogram->count);
    memset(histogram, 0, sizeof *histogram);
}

void qs_histogram_reset(qs_histogram *histogram)
{
    qs_histogram kept = {.capacity = histogram->capacity, .count = histogram->count};
    for (uint32_t end, at = 0; (at = qs_histogram_stretch(histogram, at, histogram->n, &end)) < histogram->n;
         at = end)
        memset(histogram->count + at, 0, (end - at) * sizeof *histogram->count);
    *histogram = kept;
}

double qs_histogram_within(unsigned bin, double inside, double count)
{
    double lower = qs_histogram_lower(bin);
    if (bin == 0)
        return lower;
    return lower + (qs_histogram_upper(bin) - lower) * (inside / count);
}

double qs_histogram_on_grid(unsigned bin, double inside, double count, double grid)
{
    static const double ROUNDING = 1e-9;
    double lower = qs_histogram_lower(bin), upper = qs_histogram_upper(bin);
    double value = qs_histogram_within(bin, inside, count);
    if (!(grid > 0) || bin == 0 || isinf(upper) || upper - lower > 2 * grid)
        return value;
    double first = ceil(lower / grid * (1 - ROUNDING)), next = first + 1, end = upper * (1 - ROUNDING);
    if (next * grid < end || first * grid > upper * (1 + ROUNDING))
        return value;
    return first * grid;
}

bool qs_histogram_find(const qs_histogram *histogram, double p, qs_histogram_point *out)
{
    *out = (qs_histogram_point){.share = p, .value = (double)NAN};
    if (histogram->total == 0 || !(p > 0 && p < 1))
        return false;
    double rank = p * (double)histogram->total;
    uint64_t below = 0, need = (uint64_t)ceil(rank);
    uint32_t i = 0;
    for (uint32_t end; (i = qs_histogram_stretch(histogram, i, histogram->n, &end)) < histogram->n; i = end) {
        uint64_t stretch = 0;
        for (uint32_t k = i; k < end; k++)
            stretch += histogram->count[k];
        if (below + stretch >= need)
            break;
        below += stretch;
    }
    while (below + histogram->count[i] < need)
        below += histogram->count[i++];
    double inside = rank - (double)below, count = (double)histogram->count[i];
    out->bin = histogram->first + i;
    out->fraction = inside / count;
    out->value = qs_histogram_on_grid(out->bin, inside, count, histogram->grid);
    if (histogram->largest > 0 && out->value > histogram->largest)
        out->value = histogram->largest;
    return true;
}

double qs_histogram_quantile(const qs_histogram *histogram, double p)
{
    qs_histogram_point point;
    qs_histogram_find(histogram, p, &point);
    return point.value;
}
