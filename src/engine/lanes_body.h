/* The text of the loops; the file that includes it names the table and is compiled for its instruction set.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifdef __AVX2__
#include <immintrin.h>
#endif
#include <string.h>

#include "lanes.h"
#include "qsweep/histogram.h"

static double sums(const double *x, double shift, double *sum, double *square, double largest)
{
    double s[QS_LANES], q[QS_LANES], m[QS_LANES];
    memcpy(s, sum, sizeof s);
    memcpy(q, square, sizeof q);
    for (int lane = 0; lane < QS_LANES; lane++)
        m[lane] = largest;
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++) {
            double d = x[i + lane] - shift;
            s[lane] += d;
            q[lane] += d * d;
            m[lane] = x[i + lane] > m[lane] ? x[i + lane] : m[lane];
        }
    memcpy(sum, s, sizeof s);
    memcpy(square, q, sizeof q);
    for (int lane = 0; lane < QS_LANES; lane++)
        largest = m[lane] > largest ? m[lane] : largest;
    return largest;
}

/* As qs_histogram_bin(), on 64-bit integers throughout. */
static inline int64_t bin_of(int64_t bits)
{
    const int64_t offset = ((int64_t)(1023 + QS_HISTOGRAM_LOWEST) << 7) - 1;
    int64_t b = (bits >> QS_HISTOGRAM_SHIFT) - offset;
    b = b < 0 ? 0 : b;
    return b >= QS_HISTOGRAM_BINS ? QS_HISTOGRAM_BINS - 1 : b;
}

#ifdef __AVX512F__
/* These vectors shift each lane by its own count: pages are noted lane by lane, without a branch. */
static void bins(const double *x, uint32_t *bin, uint64_t *used)
{
    uint64_t low[QS_LANES] = {0}, high[QS_LANES] = {0};
    int64_t bits[QS_LANE_BLOCK];
    memcpy(bits, x, sizeof bits);
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++) {
            int64_t b = bin_of(bits[i + lane]);
            uint64_t page = (uint64_t)b >> 7;
            bin[i + lane] = (uint32_t)b;
            low[lane] |= ((page >> 6) ^ 1) << (page & 63);
            high[lane] |= (page >> 6) << (page & 63);
        }
    for (int lane = 0; lane < QS_LANES; lane++) {
        used[0] |= low[lane];
        used[1] |= high[lane];
    }
}
#elif defined(__AVX2__)
/* The upper halves of eight numbers: a bin is made of bits that they have. */
static inline __m256i upper_halves(const double *x)
{
    __m256 low = _mm256_loadu_ps((const float *)(const void *)x);
    __m256 high = _mm256_loadu_ps((const float *)(const void *)(x + 4));
    return _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(low, high, 0xdd)), 0xd8);
}

/* These vectors shift each element by its own count, too, but 32 bits of them: so the pages are noted in four
 * quarters. Only the lower halves of a number can be lost in the shift. */
static void bins(const double *x, uint32_t *bin, uint64_t *used)
{
    enum { N_QUARTERS = 4, SHIFT = QS_HISTOGRAM_SHIFT - 32 };
    const __m256i offset = _mm256_set1_epi32(((1023 + QS_HISTOGRAM_LOWEST) << 7) - 1);
    const __m256i one = _mm256_set1_epi32(1), last = _mm256_set1_epi32(QS_HISTOGRAM_BINS - 1);
    __m256i pages[N_QUARTERS];
    uint32_t word[N_QUARTERS][8], quarter[N_QUARTERS] = {0};
    for (int q = 0; q < N_QUARTERS; q++)
        pages[q] = _mm256_setzero_si256();
    for (int i = 0; i < QS_LANE_BLOCK; i += 8) {
        __m256i b = _mm256_sub_epi32(_mm256_srai_epi32(upper_halves(x + i), SHIFT), offset);
        b = _mm256_min_epi32(_mm256_max_epi32(b, _mm256_setzero_si256()), last);
        _mm256_storeu_si256((__m256i *)(void *)(bin + i), b);
        __m256i page = _mm256_srli_epi32(b, 7), of = _mm256_srli_epi32(b, 12);
        __m256i bit = _mm256_sllv_epi32(one, _mm256_and_si256(page, _mm256_set1_epi32(31)));
        for (int q = 0; q < N_QUARTERS; q++)
            pages[q] = _mm256_or_si256(pages[q],
                                       _mm256_and_si256(bit, _mm256_cmpeq_epi32(of, _mm256_set1_epi32(q))));
    }
    for (int q = 0; q < N_QUARTERS; q++) {
        _mm256_storeu_si256((__m256i *)(void *)word[q], pages[q]);
        for (int k = 0; k < 8; k++)
            quarter[q] |= word[q][k];
        used[q / 2] |= (uint64_t)quarter[q] << 32 * (q % 2);
    }
}
#else
/* Elsewhere one by one, with a branch that nearly always goes the same way. */
static void bins(const double *x, uint32_t *bin, uint64_t *used)
{
    uint64_t low = 0, high = 0;
    int64_t bits[QS_LANE_BLOCK];
    memcpy(bits, x, sizeof bits);
    for (int i = 0; i < QS_LANE_BLOCK; i++) {
        int64_t b = bin_of(bits[i]);
        uint64_t page = (uint64_t)b >> 7, bit = UINT64_C(1) << (page & 63);
        bin[i] = (uint32_t)b;
        low |= page < 64 ? bit : 0;
        high |= page < 64 ? 0 : bit;
    }
    used[0] |= low;
    used[1] |= high;
}
#endif

static void overlaps(double *sum, const double *begin, const double *end, double from, double to)
{
    double s[QS_LANES];
    memcpy(s, sum, sizeof s);
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++) {
            double a = begin[i + lane] > from ? begin[i + lane] : from;
            double b = end[i + lane] < to ? end[i + lane] : to;
            s[lane] += b > a ? b - a : 0;
        }
    memcpy(sum, s, sizeof s);
}

static void visits(double *wait, double *sojourn, double *queue, double *serving, const double *join,
                   const double *start, const double *end)
{
    double q[QS_LANES], s[QS_LANES];
    memcpy(q, queue, sizeof q);
    memcpy(s, serving, sizeof s);
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++) {
            double waited = start[i + lane] - join[i + lane];
            wait[i + lane] = waited;
            sojourn[i + lane] = end[i + lane] - join[i + lane];
            q[lane] += waited;
            s[lane] += end[i + lane] - start[i + lane];
        }
    memcpy(queue, q, sizeof q);
    memcpy(serving, s, sizeof s);
}

static bool exceeds(const double *a, const double *b)
{
    unsigned any[QS_LANES] = {0};
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++)
            any[lane] |= a[i + lane] > b[i + lane];
    unsigned found = 0;
    for (int lane = 0; lane < QS_LANES; lane++)
        found |= any[lane];
    return found;
}

static uint64_t above(const double *x, double threshold)
{
    int64_t n[QS_LANES] = {0}, all = 0;
    for (int i = 0; i < QS_LANE_BLOCK; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++)
            n[lane] += x[i + lane] > threshold;
    for (int lane = 0; lane < QS_LANES; lane++)
        all += n[lane];
    return (uint64_t)all;
}

/* What is in excess of c, without a branch, which would be a toss of a coin. */
static inline double excess_of(int32_t number, int32_t c)
{
    int32_t excess = number - c;
    return (double)(excess & ~(excess >> 31));
}

static double areas(double area, const double *time, const int32_t *before, int32_t c, size_t n)
{
    size_t first = 0;
    for (; first + QS_LANES <= n; first += QS_LANES) {
        double of[QS_LANES];
        for (int i = 0; i < QS_LANES; i++)
            of[i] = excess_of(before[first + (size_t)i], c) *
                    (time[first + (size_t)i + 1] - time[first + (size_t)i]);
        for (int i = 0; i < QS_LANES; i++)
            area += of[i];
    }
    for (; first < n; first++)
        area += excess_of(before[first], c) * (time[first + 1] - time[first]);
    return area;
}

static int32_t most(const int32_t *x, size_t n)
{
    int32_t largest[QS_LANES];
    size_t i = 0;
    for (int lane = 0; lane < QS_LANES; lane++)
        largest[lane] = x[0];
    for (; i + QS_LANES <= n; i += QS_LANES)
        for (int lane = 0; lane < QS_LANES; lane++)
            largest[lane] = x[i + (size_t)lane] > largest[lane] ? x[i + (size_t)lane] : largest[lane];
    for (; i < n; i++)
        largest[0] = x[i] > largest[0] ? x[i] : largest[0];
    for (int lane = 1; lane < QS_LANES; lane++)
        largest[0] = largest[lane] > largest[0] ? largest[lane] : largest[0];
    return largest[0];
}

static void differences(double *x, const double *later, const double *earlier)
{
    for (int i = 0; i < QS_LANE_BLOCK; i++)
        x[i] = later[i] - earlier[i];
}

/* The sorted times move up by at most one place: f'[k] = min(f[k + 1], max(f[k], end)). */
static inline __attribute__((always_inline)) void
serve_fixed(double *free, int c, const double *join, const double *work, double *start, double *end, int n)
{
    for (int i = 0; i < n; i++) {
        start[i] = join[i] > free[0] ? join[i] : free[0];
        double x = end[i] = start[i] + work[i];
        for (int k = 0; k < c; k++) {
            double later = free[k] > x ? free[k] : x;
            free[k] = free[k + 1] < later ? free[k + 1] : later;
        }
    }
}

/* The same for up to four servers, their times never in memory. The first is not later than the new end. */
static void serve_four(double *free, const double *join, const double *work, double *start, double *end,
                       int n)
{
    double a = free[0], b = free[1], c = free[2], d = free[3];
    for (int i = 0; i < n; i++) {
        start[i] = join[i] > a ? join[i] : a;
        double x = end[i] = start[i] + work[i];
        double after_b = b > x ? b : x, after_c = c > x ? c : x;
        a = b < x ? b : x;
        b = c < after_b ? c : after_b;
        c = d < after_c ? d : after_c;
        d = d > x ? d : x;
    }
    free[0] = a;
    free[1] = b;
    free[2] = c;
    free[3] = d;
}

#ifdef __AVX512F__
/* The same with eight of them in a vector each: `next` are the times one place further on. */
static inline __attribute__((always_inline)) void serve_vectors(double *free, int n_vectors,
                                                                const double *join, const double *work,
                                                                double *start, double *end, int n)
{
    __m512d f[8 + 1]; /* the last one is INFINITY for ever */
    for (int v = 0; v <= n_vectors; v++)
        f[v] = _mm512_loadu_pd(free + 8 * v);
    for (int i = 0; i < n; i++) {
        double first = _mm512_cvtsd_f64(f[0]);
        start[i] = join[i] > first ? join[i] : first;
        end[i] = start[i] + work[i];
        __m512d x = _mm512_set1_pd(end[i]);
        for (int v = 0; v < n_vectors; v++) {
            __m512d next = _mm512_castsi512_pd(
                _mm512_alignr_epi64(_mm512_castpd_si512(f[v + 1]), _mm512_castpd_si512(f[v]), 1));
            f[v] = _mm512_min_pd(next, _mm512_max_pd(f[v], x));
        }
    }
    for (int v = 0; v < n_vectors; v++)
        _mm512_storeu_pd(free + 8 * v, f[v]);
}
#else
static inline __attribute__((always_inline)) void serve_vectors(double *free, int n_vectors,
                                                                const double *join, const double *work,
                                                                double *start, double *end, int n)
{
    serve_fixed(free, 8 * n_vectors, join, work, start, end, n);
}
#endif

/* Numbers of servers in whole vectors: what is beyond c stays INFINITY. A few counts known to the
 * compiler are unrolled. */
static void serve(double *free, int c, const double *join, const double *work, double *start, double *end,
                  int n)
{
    switch ((c + 7) / 8) {
    case 1:
        if (c <= 2)
            serve_fixed(free, 2, join, work, start, end, n);
        else if (c <= 4)
            serve_four(free, join, work, start, end, n);
        else
            serve_vectors(free, 1, join, work, start, end, n);
        return;
    case 2:
        serve_vectors(free, 2, join, work, start, end, n);
        return;
    case 3:
    case 4:
        serve_vectors(free, 4, join, work, start, end, n);
        return;
    default:
        serve_vectors(free, 8, join, work, start, end, n);
    }
}
