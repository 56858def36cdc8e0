/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "meter.h"

#include <math.h>
#include <string.h>

#include "qsweep/memory.h"

qs_status qs_tally_init(qs_tally *tally, const double *thresholds, size_t n_thresholds)
{
    tally->thresholds = thresholds;
    tally->n_thresholds = n_thresholds;
    return n_thresholds ? qs_calloc(n_thresholds, sizeof *tally->over, &tally->over) : QS_OK;
}

void qs_tally_clear(qs_tally *tally)
{
    for (int p = 0; p < QS_N_PAGES; p++)
        qs_free(tally->page[p]);
    qs_free(tally->over);
    *tally = (qs_tally){0};
}

void qs_tally_reset(qs_tally *tally)
{
    for (int p = 0; p < QS_N_PAGES; p++)
        if (tally->used[p / 64] >> (p % 64) & 1)
            memset(tally->page[p], 0, QS_PAGE_BINS * sizeof *tally->page[p]);
    tally->used[0] = tally->used[1] = 0;
    tally->n_buffered = 0;
    tally->n = 0;
    tally->largest = 0;
    memset(tally->sum, 0, sizeof tally->sum);
    memset(tally->square, 0, sizeof tally->square);
    if (tally->over)
        memset(tally->over, 0, tally->n_thresholds * sizeof *tally->over);
}

static void count_bin(qs_tally *tally, unsigned bin)
{
    unsigned p = bin / QS_PAGE_BINS;
    if (__builtin_expect(!tally->page[p], 0) &&
        qs_calloc(QS_PAGE_BINS, sizeof *tally->page[p], &tally->page[p])) {
        tally->is_out_of_memory = true;
        return;
    }
    tally->used[p / 64] |= UINT64_C(1) << (p % 64);
    tally->page[p][bin % QS_PAGE_BINS]++;
}

/* Full rounds of all lanes, each lane independent of the others, then what is left. */
static void sum_lanes(qs_tally *tally, const double *x, uint32_t n)
{
    double shift = tally->shift, sum[QS_LANES], square[QS_LANES];
    memcpy(sum, tally->sum, sizeof sum);
    memcpy(square, tally->square, sizeof square);
    uint32_t i = 0;
    for (; i + QS_LANES <= n; i += QS_LANES)
        for (unsigned lane = 0; lane < QS_LANES; lane++) {
            double d = x[i + lane] - shift;
            sum[lane] += d;
            square[lane] += d * d;
        }
    for (; i < n; i++) {
        double d = x[i] - shift;
        sum[i % QS_LANES] += d;
        square[i % QS_LANES] += d * d;
    }
    memcpy(tally->sum, sum, sizeof sum);
    memcpy(tally->square, square, sizeof square);
}

void qs_tally_flush(qs_tally *tally)
{
    const double *x = tally->buffer;
    uint32_t n = tally->n_buffered;
    if (n == 0)
        return;
    if (tally->n == 0)
        tally->shift = x[0];
    sum_lanes(tally, x, n);
    double largest = tally->largest;
    for (uint32_t i = 0; i < n; i++) {
        largest = x[i] > largest ? x[i] : largest;
        count_bin(tally, qs_histogram_bin(x[i]));
    }
    tally->largest = largest;
    for (size_t k = 0; k < tally->n_thresholds; k++)
        for (uint32_t i = 0; i < n; i++)
            tally->over[k] += x[i] > tally->thresholds[k];
    tally->n += n;
    tally->n_buffered = 0;
}

static double add_lanes(const double *lane)
{
    double sum = 0;
    for (int i = 0; i < QS_LANES; i++)
        sum += lane[i];
    return sum;
}

double qs_tally_mean(const qs_tally *tally)
{
    return tally->n ? tally->shift + add_lanes(tally->sum) / (double)tally->n : NAN;
}

double qs_tally_sd(const qs_tally *tally)
{
    if (tally->n < 2)
        return NAN;
    double n = (double)tally->n, sum = add_lanes(tally->sum);
    double variance = (add_lanes(tally->square) - sum * sum / n) / (n - 1);
    return variance > 0 ? sqrt(variance) : 0;
}

/* Pages in ascending order; a page's bins follow those of the page before it. */
static uint64_t page_total(const qs_tally *tally, int p)
{
    uint64_t total = 0;
    for (int i = 0; i < QS_PAGE_BINS; i++)
        total += tally->page[p][i];
    return total;
}

static double quantile_in_page(const qs_tally *tally, int p, uint64_t below, double p_n)
{
    double rank = p_n - (double)below;
    for (unsigned i = 0; i < QS_PAGE_BINS; i++) {
        uint32_t count = tally->page[p][i];
        if (count > 0 && rank <= (double)count) {
            unsigned bin = (unsigned)p * QS_PAGE_BINS + i;
            return qs_histogram_within(bin, rank, (double)count);
        }
        rank -= (double)count;
    }
    return NAN;
}

static double tally_quantile(const qs_tally *tally, double p)
{
    double rank = p * (double)tally->n;
    uint64_t below = 0;
    for (int page = 0; page < QS_N_PAGES; page++) {
        if (!(tally->used[page / 64] >> (page % 64) & 1))
            continue;
        uint64_t total = page_total(tally, page);
        if (rank <= (double)(below + total))
            return quantile_in_page(tally, page, below, rank);
        below += total;
    }
    return NAN;
}

void qs_tally_quantiles(const qs_tally *tally, const double *p, size_t n, double *out)
{
    for (size_t i = 0; i < n; i++)
        out[i] = tally->n ? tally_quantile(tally, p[i]) : NAN;
}

qs_status qs_tally_merge_into(const qs_tally *tally, qs_histogram *histogram)
{
    qs_status status = QS_OK;
    for (int p = 0; p < QS_N_PAGES && !status; p++) {
        if (!(tally->used[p / 64] >> (p % 64) & 1))
            continue;
        uint64_t count[QS_PAGE_BINS];
        uint32_t low = QS_PAGE_BINS, high = 0;
        for (uint32_t i = 0; i < QS_PAGE_BINS; i++) {
            count[i] = tally->page[p][i];
            low = count[i] && i < low ? i : low;
            high = count[i] ? i : high;
        }
        if (low <= high)
            status = qs_histogram_add_counts(histogram, (uint32_t)p * QS_PAGE_BINS + low, count + low,
                                             high - low + 1);
    }
    return status;
}
