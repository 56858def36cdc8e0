/* Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "meter.h"

#include <math.h>
#include <string.h>

#include "qsweep/memory.h"

qs_status qs_tally_init(qs_tally *tally, uint32_t *memory, uint32_t *scratch, const double *thresholds,
                        size_t n_thresholds)
{
    tally->lanes = qs_lanes_pick();
    tally->thresholds = thresholds;
    tally->n_thresholds = n_thresholds;
    tally->few = memory;
    tally->few_count = memory + QS_TALLY_FEW;
    tally->count = memory + 2 * QS_TALLY_FEW;
    tally->scratch = scratch;
    return qs_calloc(n_thresholds, sizeof *tally->over, &tally->over);
}

void qs_tally_clear(qs_tally *tally)
{
    qs_free(tally->over);
    *tally = (qs_tally){0};
}

static bool page_is_used(const qs_tally *tally, int page)
{
    return tally->used[page / 64] >> (page % 64) & 1;
}

/* The number of the lowest bit set in one word of many. */
static unsigned lowest(unsigned word, uint64_t bits)
{
    return 64 * word + (unsigned)__builtin_ctzll(bits);
}

void qs_tally_reset(qs_tally *tally)
{
    for (int page = 0; page < QS_N_PAGES && tally->is_dense; page++)
        if (page_is_used(tally, page))
            memset(tally->count + page * QS_PAGE_BINS, 0, QS_PAGE_BINS * sizeof *tally->count);
    tally->is_dense = false;
    tally->used[0] = tally->used[1] = 0;
    tally->n_buffered = tally->n_few = 0;
    tally->n = 0;
    tally->largest = 0;
    memset(tally->sum, 0, sizeof tally->sum);
    memset(tally->square, 0, sizeof tally->square);
    memset(tally->over, 0, tally->n_thresholds * sizeof *tally->over);
}

/* There are more values than the list has room for: count them, and those to come. */
static void count_few(qs_tally *tally)
{
    for (uint32_t i = 0; i < tally->n_few; i++)
        tally->count[tally->few[i]]++;
    tally->n_few = 0;
    tally->is_dense = true;
}

static void work_off_block(qs_tally *tally, const double *x)
{
    uint32_t bin[QS_TALLY_BUFFER], *count = tally->count;
    tally->largest = tally->lanes->sums(x, tally->shift, tally->sum, tally->square, tally->largest);
    tally->lanes->bins(x, bin, tally->used);
    for (size_t k = 0; k < tally->n_thresholds; k++)
        tally->over[k] += tally->lanes->above(x, tally->thresholds[k]);
    if (!tally->is_dense && tally->n_few + QS_TALLY_BUFFER <= QS_TALLY_FEW) {
        memcpy(tally->few + tally->n_few, bin, sizeof bin);
        tally->n_few += QS_TALLY_BUFFER;
        return;
    }
    if (!tally->is_dense)
        count_few(tally);
    for (int i = 0; i < QS_TALLY_BUFFER; i++)
        count[bin[i]]++;
}

/* The last values of a replication, fewer than a block. */
static void work_off_rest(qs_tally *tally, const double *x, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        double d = x[i] - tally->shift;
        tally->sum[i % QS_LANES] += d;
        tally->square[i % QS_LANES] += d * d;
        tally->largest = x[i] > tally->largest ? x[i] : tally->largest;
        unsigned bin = qs_histogram_bin(x[i]), page = bin / QS_PAGE_BINS;
        tally->used[page / 64] |= UINT64_C(1) << (page % 64);
        if (!tally->is_dense && tally->n_few == QS_TALLY_FEW)
            count_few(tally);
        if (tally->is_dense)
            tally->count[bin]++;
        else
            tally->few[tally->n_few++] = bin;
    }
    for (size_t k = 0; k < tally->n_thresholds; k++)
        for (uint32_t i = 0; i < n; i++)
            tally->over[k] += x[i] > tally->thresholds[k];
}

/* Work off n values; only the last time may they be fewer than a block. */
static void work_off(qs_tally *tally, const double *x, uint32_t n)
{
    if (tally->n == 0)
        tally->shift = x[0];
    if (n == QS_TALLY_BUFFER)
        work_off_block(tally, x);
    else
        work_off_rest(tally, x, n);
    tally->n += n;
}

void qs_tally_flush(qs_tally *tally)
{
    if (tally->n_buffered > 0)
        work_off(tally, tally->buffer, tally->n_buffered);
    tally->n_buffered = 0;
}

/* The bins of the list once each and in order, by a map of them: a bit for each bin of the used pages. */
void qs_tally_finish(qs_tally *tally)
{
    enum { WORDS = QS_PAGE_BINS / 64 };
    uint64_t map[QS_N_PAGES * WORDS];
    qs_tally_flush(tally);
    if (tally->is_dense)
        return;
    for (unsigned half = 0; half < 2; half++)
        for (uint64_t pages = tally->used[half]; pages; pages &= pages - 1)
            memset(map + WORDS * lowest(half, pages), 0, WORDS * sizeof *map);
    for (uint32_t i = 0; i < tally->n_few; i++) {
        tally->scratch[tally->few[i]]++;
        map[tally->few[i] / 64] |= UINT64_C(1) << tally->few[i] % 64;
    }
    tally->n_few = 0;
    for (unsigned half = 0; half < 2; half++)
        for (uint64_t pages = tally->used[half]; pages; pages &= pages - 1)
            for (unsigned word = WORDS * lowest(half, pages), end = word + WORDS; word < end; word++)
                for (uint64_t bins = map[word]; bins; bins &= bins - 1) {
                    uint32_t *count = &tally->scratch[lowest(word, bins)];
                    tally->few_count[tally->n_few] = *count;
                    tally->few[tally->n_few++] = lowest(word, bins);
                    *count = 0;
                }
}

void qs_tally_add_many(qs_tally *tally, const double *x, uint32_t n)
{
    uint32_t room = QS_TALLY_BUFFER - tally->n_buffered, first = n < room ? n : room;
    if (first == QS_TALLY_BUFFER) {
        work_off(tally, x, n);
        return;
    }
    memcpy(tally->buffer + tally->n_buffered, x, first * sizeof *x);
    tally->n_buffered += first;
    if (tally->n_buffered == QS_TALLY_BUFFER) {
        qs_tally_flush(tally);
        memcpy(tally->buffer, x + first, (n - first) * sizeof *x);
        tally->n_buffered = n - first;
    }
}

double qs_tally_mean(const qs_tally *tally)
{
    return tally->n ? tally->shift + qs_lanes_sum(tally->sum) / (double)tally->n : NAN;
}

double qs_tally_sd(const qs_tally *tally)
{
    if (tally->n < 2)
        return NAN;
    double n = (double)tally->n, sum = qs_lanes_sum(tally->sum);
    double variance = (qs_lanes_sum(tally->square) - sum * sum / n) / (n - 1);
    return variance > 0 ? sqrt(variance) : 0;
}

static uint64_t page_total(const qs_tally *tally, int p)
{
    uint64_t total = 0;
    for (int i = 0; i < QS_PAGE_BINS; i++)
        total += tally->count[p * QS_PAGE_BINS + i];
    return total;
}

static double quantile_in_page(const qs_tally *tally, int p, uint64_t below, double p_n)
{
    double rank = p_n - (double)below;
    for (unsigned i = 0; i < QS_PAGE_BINS; i++) {
        unsigned bin = (unsigned)p * QS_PAGE_BINS + i;
        uint32_t count = tally->count[bin];
        if (count > 0 && rank <= (double)count)
            return fmin(qs_histogram_on_grid(bin, rank, (double)count, tally->grid), tally->largest);
        rank -= (double)count;
    }
    return NAN;
}

static double quantile_of_many(const qs_tally *tally, const uint64_t *total, double p)
{
    double rank = p * (double)tally->n;
    uint64_t below = 0;
    for (int page = 0; page < QS_N_PAGES; page++) {
        if (rank <= (double)(below + total[page]) && total[page] > 0)
            return quantile_in_page(tally, page, below, rank);
        below += total[page];
    }
    return NAN;
}

/* The same from the list. */
static double quantile_of_few(const qs_tally *tally, double p)
{
    double rank = p * (double)tally->n;
    uint64_t below = 0, need = (uint64_t)ceil(rank); /* so many integers are looked through, not doubles */
    uint32_t i = 0;
    while (i < tally->n_few && below + tally->few_count[i] < need)
        below += tally->few_count[i++];
    if (i == tally->n_few)
        return NAN;
    double value =
        qs_histogram_on_grid(tally->few[i], rank - (double)below, (double)tally->few_count[i], tally->grid);
    return fmin(value, tally->largest);
}

void qs_tally_quantiles(const qs_tally *tally, const double *p, size_t n, double *out)
{
    uint64_t total[QS_N_PAGES];
    for (int page = 0; page < QS_N_PAGES && tally->is_dense; page++)
        total[page] = page_is_used(tally, page) ? page_total(tally, page) : 0;
    for (size_t i = 0; i < n; i++)
        out[i] = tally->is_dense ? quantile_of_many(tally, total, p[i]) : quantile_of_few(tally, p[i]);
}

static qs_status merge_many(const qs_tally *tally, qs_histogram *histogram)
{
    qs_status status = QS_OK;
    for (int p = 0; p < QS_N_PAGES && !status; p++) {
        if (!page_is_used(tally, p))
            continue;
        uint64_t count[QS_PAGE_BINS];
        for (uint32_t i = 0; i < QS_PAGE_BINS; i++)
            count[i] = tally->count[(uint32_t)p * QS_PAGE_BINS + i];
        status = qs_histogram_add_counts(histogram, (uint32_t)p * QS_PAGE_BINS, count, QS_PAGE_BINS);
    }
    return status;
}

qs_status qs_tally_merge_into(const qs_tally *tally, qs_histogram *histogram)
{
    qs_histogram_has(histogram, tally->largest);
    histogram->grid = tally->grid;
    if (tally->is_dense)
        return merge_many(tally, histogram);
    return qs_histogram_add_bins(histogram, tally->few, tally->few_count, tally->n_few);
}

void qs_gauge_move_apart(qs_gauge *gauge, double now, int64_t by)
{
    qs_gauge_move(gauge, now, by);
}

void qs_meter_censored(qs_meter *meter, double wait)
{
    meter->censored++;
    for (size_t k = 0; k < meter->wait.n_thresholds; k++) {
        bool is_over = wait > meter->wait.thresholds[k];
        meter->gave_up_over[k] += is_over;
        meter->undecided[k] += !is_over;
    }
}
