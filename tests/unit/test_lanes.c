/* The block loops of each instruction set: customers served, against servers gone through one by one; bins, against
 * those of single numbers; areas, the largest number and visits, against loops that add one after another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/engine/recursion.h"
#include "qsweep/histogram.h"

enum { N = 300 };

static double uniform(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    return (double)((z ^ (z >> 27)) >> 11) * 0x1p-53;
}

/* Servers in no order: the one that comes free first takes the next. */
static void serve_simply(int c, const double *join, const double *work, double *start)
{
    double free[QS_RECURSION_SERVERS] = {0};
    for (int i = 0; i < N; i++) {
        int first = 0;
        for (int k = 1; k < c; k++)
            first = free[k] < free[first] ? k : first;
        start[i] = join[i] > free[first] ? join[i] : free[first];
        free[first] = start[i] + work[i];
    }
}

static void check(const qs_lanes *lanes, int c)
{
    double join[N], work[N], start[N], end[N], expected[N], free[QS_RECURSION_SERVERS + QS_LANES], clock = 0;
    for (int i = 0; i < N; i++) {
        join[i] = clock += i % 7 == 0 ? 0 : uniform((uint64_t)i);
        work[i] = i % 11 == 0 ? 0 : i % 5 == 0 ? c : c * uniform((uint64_t)i + 1000);
    }
    for (int k = 0; k < QS_RECURSION_SERVERS + QS_LANES; k++)
        free[k] = k < c ? 0 : (double)INFINITY;
    serve_simply(c, join, work, expected);
    for (int i = 0; i < N; i += 50) /* what is carried from block to block */
        lanes->serve(free, c, join + i, work + i, start + i, end + i, 50);
    for (int i = 0; i < N; i++) {
        assert_true(start[i] == expected[i]);
        assert_true(end[i] == expected[i] + work[i]);
    }
    for (int k = 0; k < QS_RECURSION_SERVERS + QS_LANES; k++)
        assert_true(k < c ? free[k] < INFINITY && (k == 0 || free[k] >= free[k - 1]) : isinf(free[k]));
}

static void test_serve(void **state)
{
    (void)state;
    for (int c = 1; c <= QS_RECURSION_SERVERS; c++) {
        check(&qs_lanes_plain, c);
        check(qs_lanes_pick(), c); /* AVX-512 where there is */
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2"))
            check(&qs_lanes_avx2, c);
#endif
    }
}

/* ---- bins of a block ---- */

static const double special[] = {0,
                                 -0.0,
                                 -1e-300,
                                 -3.5,
                                 5e-324,
                                 0x1p-30,
                                 0x1.fffffffffffffp-31,
                                 1,
                                 0x1.fffffffffffffp-1,
                                 0x1.00000ffffffffp0,
                                 0x1p97,
                                 0x1.fffffffffffffp96,
                                 0x1p300,
                                 (double)INFINITY};

static void check_above(const qs_lanes *lanes, const double *x)
{
    for (int t = 0; t < QS_LANE_BLOCK; t += 3) { /* equal is not above */
        uint64_t n = 0;
        for (int i = 0; i < QS_LANE_BLOCK; i++)
            n += x[i] > x[t];
        assert_int_equal(lanes->above(x, x[t]), n);
    }
}

static void check_bins(const qs_lanes *lanes, uint64_t round)
{
    double x[QS_LANE_BLOCK];
    uint32_t bin[QS_LANE_BLOCK];
    uint64_t used[2] = {0}, expected[2] = {0};
    for (uint64_t i = 0; i < QS_LANE_BLOCK; i++) { /* of all sizes */
        uint64_t k = round * QS_LANE_BLOCK + i;
        x[i] = ldexp(1 + uniform(k), (int)(170 * uniform(k + 123456789)) - 50);
    }
    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        x[(round + 7 * i) % QS_LANE_BLOCK] = special[i];
    lanes->bins(x, bin, used);
    check_above(lanes, x);
    for (int i = 0; i < QS_LANE_BLOCK; i++) {
        unsigned page = qs_histogram_bin(x[i]) / QS_HISTOGRAM_PAGE;
        assert_int_equal(bin[i], qs_histogram_bin(x[i]));
        expected[page / 64] |= UINT64_C(1) << (page % 64);
    }
    assert_memory_equal(used, expected, sizeof used);
}

static void test_bins(void **state)
{
    (void)state;
    for (uint64_t round = 0; round < 500; round++) {
        check_bins(&qs_lanes_plain, round);
        check_bins(qs_lanes_pick(), round);
#ifdef __x86_64__
        if (__builtin_cpu_supports("avx2"))
            check_bins(&qs_lanes_avx2, round);
#endif
    }
}

/* ---- numbers in time, and visits ---- */

static void check_numbers(const qs_lanes *lanes, size_t n, int32_t c)
{
    double time[N + 1], clock = 0, area = 3.5;
    int32_t number[N] = {0}, largest = -1;
    for (size_t i = 0; i < n; i++) {
        time[i] = clock += uniform(i + 77 * n);
        number[i] = (int32_t)(10 * uniform(i + 99 * n));
        largest = number[i] > largest ? number[i] : largest;
    }
    time[n] = clock + 1;
    for (size_t i = 0; i < n; i++)
        area += (number[i] > c ? number[i] - c : 0) * (time[i + 1] - time[i]);
    assert_true(lanes->areas(3.5, time, number, c, n) == area);
    if (n > 0)
        assert_int_equal(lanes->most(number, n), largest);
}

static void check_visits(const qs_lanes *lanes)
{
    enum { n = QS_LANE_BLOCK };
    double join[n], start[n], end[n], wait[n], sojourn[n], queue[QS_LANES] = {1, 2, 3},
                                                           serving[QS_LANES] = {4, 5};
    double queue_sum[QS_LANES] = {1, 2, 3}, serving_sum[QS_LANES] = {4, 5};
    for (uint64_t i = 0; i < n; i++) {
        join[i] = (double)i + uniform(i);
        start[i] = join[i] + (i % 3 ? uniform(i + 1000) : 0);
        end[i] = start[i] + uniform(i + 2000);
    }
    lanes->visits(wait, sojourn, queue, serving, join, start, end);
    for (int i = 0; i < n; i++) {
        assert_true(wait[i] == start[i] - join[i] && sojourn[i] == end[i] - join[i]);
        queue_sum[i % QS_LANES] += wait[i];
        serving_sum[i % QS_LANES] += end[i] - start[i];
    }
    assert_memory_equal(queue, queue_sum, sizeof queue);
    assert_memory_equal(serving, serving_sum, sizeof serving);
}

static void test_numbers_and_visits(void **state)
{
    (void)state;
    const qs_lanes *sets[] = {&qs_lanes_plain, qs_lanes_pick()};
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        for (size_t n = 0; n < 40; n++)
            check_numbers(sets[k], n, (int32_t)(n % 5));
        check_numbers(sets[k], N, 3);
        check_visits(sets[k]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_serve), cmocka_unit_test(test_bins),
                                       cmocka_unit_test(test_numbers_and_visits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
