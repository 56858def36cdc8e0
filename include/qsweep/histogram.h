/* Histograms of durations with bins of fixed relative width, merged exactly.
 *
 * A bin is what the leading bits of a double select: QS_HISTOGRAM_PER_OCTAVE bins share each factor
 * of two, equally wide within it, so a bin is between 1/128 and 1/256 of its values wide (under
 * 1 %) and finding it takes a shift, not a logarithm. Bin 0 holds zero and everything below
 * 2^QS_HISTOGRAM_LOWEST; what is above 2^QS_HISTOGRAM_HIGHEST falls in the last. Counts are
 * integers, so the order of merging changes nothing. The largest value is kept as it is: no quantile is above
 * it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_HISTOGRAM_H
#define QSWEEP_HISTOGRAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "qsweep/status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    QS_HISTOGRAM_PER_OCTAVE = 128,
    QS_HISTOGRAM_SHIFT = 52 - 7,
    QS_HISTOGRAM_LOWEST = -30,
    QS_HISTOGRAM_HIGHEST = 97,
    QS_HISTOGRAM_BINS = (QS_HISTOGRAM_HIGHEST - QS_HISTOGRAM_LOWEST) * QS_HISTOGRAM_PER_OCTAVE + 2,
    QS_HISTOGRAM_PAGE = 128, /* bins */
    QS_HISTOGRAM_PAGES = (QS_HISTOGRAM_BINS + QS_HISTOGRAM_PAGE - 1) / QS_HISTOGRAM_PAGE
};

/* The bin of a duration x >= 0 (units: any; bins are relative). Negative rounding dust counts as 0. */
static inline unsigned qs_histogram_bin(double x)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int64_t bin = (bits >> QS_HISTOGRAM_SHIFT) - ((int64_t)(1023 + QS_HISTOGRAM_LOWEST) << 7) + 1;
    bin = bin < 0 ? 0 : bin;
    return bin >= QS_HISTOGRAM_BINS ? QS_HISTOGRAM_BINS - 1 : (unsigned)bin;
}

/* The bounds [lower, upper) of a bin; bin 0 is [0, 2^LOWEST), the last one ends at INFINITY. */
double qs_histogram_lower(unsigned bin);
double qs_histogram_upper(unsigned bin);

/* The point of a bin below which `inside` of its `count` observations lie, if they are spread evenly; the
 * lower bound in bin 0, INFINITY in the last. */
double qs_histogram_within(unsigned bin, double inside, double count);

/* The same where all values are multiples of `grid` (0: none): the only one of them in the bin, if there is one
 * only. Times are sums, so a value may lie just beside its multiple. */
double qs_histogram_on_grid(unsigned bin, double inside, double count, double grid);

/* Counts of a contiguous range of bins; all-zero is the empty histogram. Between the zeros of those who do not
 * wait and the waits of the others lie thousands of bins without a count, so it is marked which pages of them
 * may have some: merging and packing pass over the others. */
typedef struct qs_histogram {
    uint32_t first, n; /* bins [first, first + n) */
    uint64_t total;    /* sum of the counts */
    double largest;    /* of the values, where whoever added counts said so; 0: not known, or none */
    double grid;       /* of which all values are multiples; 0: not known, or none */
    size_t capacity;
    uint64_t *count;                               /* [n], owned; up to capacity all zero */
    uint64_t used[(QS_HISTOGRAM_PAGES + 63) / 64]; /* bit p not set: all counts of page p are 0 */
} qs_histogram;

/* Add n counts of the bins [first, first + n).
 * Errors: QS_ERROR_MEMORY, the histogram left as it was. */
qs_status qs_histogram_add_counts(qs_histogram *histogram, uint32_t first, const uint64_t *count, uint32_t n);

/* Add count[i] to bin[i] of n bins, ascending and different.
 * Errors: QS_ERROR_MEMORY, the histogram left as it was. */
qs_status qs_histogram_add_bins(qs_histogram *histogram, const uint32_t *bin, const uint32_t *count,
                                uint32_t n);

/* Merge `from` into `into`. Errors: QS_ERROR_MEMORY, `into` left as it was. */
qs_status qs_histogram_merge(qs_histogram *into, const qs_histogram *from);

/* Whether a bin's page may have counts. */
static inline bool qs_histogram_uses(const qs_histogram *histogram, uint32_t bin)
{
    uint32_t page = bin / QS_HISTOGRAM_PAGE;
    return histogram->used[page / 64] >> (page % 64) & 1;
}

/* Of the bins [at, n), counted from the first, the next stretch that lies in one page that may have counts: from
 * the bin that is returned to *end. There is none when that is n. */
static inline uint32_t qs_histogram_stretch(const qs_histogram *histogram, uint32_t at, uint32_t n,
                                            uint32_t *end)
{
    for (; at < n; at = *end) {
        uint32_t bin = histogram->first + at, rest = QS_HISTOGRAM_PAGE - bin % QS_HISTOGRAM_PAGE;
        *end = n - at < rest ? n : at + rest;
        if (qs_histogram_uses(histogram, bin))
            return at;
    }
    return n;
}

/* Tell the largest of values whose counts are added. */
static inline void qs_histogram_has(qs_histogram *histogram, double value)
{
    histogram->largest = value > histogram->largest ? value : histogram->largest;
}

/* Take out the counts merged in before: `less` must be part of `from`. The largest value stays. */
void qs_histogram_subtract(qs_histogram *from, const qs_histogram *less);

/* Free the counts; the histogram is empty afterwards. */
void qs_histogram_clear(qs_histogram *histogram);

/* The histogram is empty afterwards, too, with its memory to be used again: pages without counts cost nothing. */
void qs_histogram_reset(qs_histogram *histogram);

/* Where a share of the values ends: in which bin, and behind which fraction of the values there. */
typedef struct qs_histogram_point {
    double share;
    uint32_t bin;
    double fraction; /* (0, 1] */
    double value; /* linear within the bin, or the one on the grid; 0 in bin 0; at most the largest value */
} qs_histogram_point;

/* The point for p in (0, 1): the smallest x with a fraction of at least p at or below it. False, and value
 * NaN, if the histogram is empty or p is no such number. */
bool qs_histogram_find(const qs_histogram *histogram, double p, qs_histogram_point *out);

/* Its value: the quantile p. */
double qs_histogram_quantile(const qs_histogram *histogram, double p);

#ifdef __cplusplus
}
#endif

#endif
