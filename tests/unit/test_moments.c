/* Moments against two-pass sums in long double, and their merging; MSER-5 against its definition.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/moments.h"
#include "qsweep/mser.h"

enum { N = 2000 };

/* Repeatable numbers in (0, 1) that owe nothing to the code under test. */
static double noise(uint64_t i)
{
    return (double)(qs_mix64(i * UINT64_C(0x9e3779b97f4a7c15)) >> 11) * 0x1p-53;
}

static qs_moments moments_of(const double *x, size_t n)
{
    qs_moments m = {0};
    for (size_t i = 0; i < n; i++)
        qs_moments_add(&m, x[i]);
    return m;
}

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", value, expected, relative);
}

static void two_pass(const double *x, size_t n, double *mean, double *sd)
{
    long double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    for (size_t i = 0; i < n; i++)
        squares += (x[i] - sum / n) * (x[i] - sum / n);
    *mean = (double)(sum / n);
    *sd = (double)sqrtl(squares / (n - 1));
}

/* The offset of 1e6 makes a naive sum of squares lose half its digits. */
static void test_against_two_passes(void **state)
{
    (void)state;
    double x[N], mean, sd;
    for (size_t i = 0; i < N; i++)
        x[i] = 1e6 + noise(i);
    two_pass(x, N, &mean, &sd);
    qs_moments all = moments_of(x, N);
    assert_close(qs_moments_mean(&all), mean, 1e-15);
    assert_close(qs_moments_sd(&all), sd, 1e-10);
}

static void test_merging_any_split(void **state)
{
    (void)state;
    double x[N];
    for (size_t i = 0; i < N; i++)
        x[i] = 3 * noise(i) - 1;
    qs_moments all = moments_of(x, N);
    for (size_t cut = 0; cut <= N; cut += 125) {
        qs_moments a = moments_of(x, cut), b = moments_of(x + cut, N - cut);
        qs_moments_merge(&a, &b);
        assert_int_equal(a.n, N);
        assert_close(qs_moments_mean(&a), qs_moments_mean(&all), 1e-13);
        assert_close(qs_moments_sd(&a), qs_moments_sd(&all), 1e-13);
    }
}

static void test_nothing_is_the_identity(void **state)
{
    (void)state;
    double x[3] = {-0.0, -0.0, -0.0};
    qs_moments some = moments_of(x, 3), before = some, none = {0}, also_none = {0};
    qs_moments_merge(&some, &none);
    assert_memory_equal(&some, &before, sizeof some);
    qs_moments_merge(&none, &some);
    assert_memory_equal(&none, &some, sizeof some);
    qs_moments zero = {0};
    qs_moments_merge(&zero, &also_none);
    assert_memory_equal(&zero, &also_none, sizeof zero);
}

static void test_never_observed(void **state)
{
    (void)state;
    qs_moments m = {0};
    qs_moments_add(&m, (double)NAN);
    assert_int_equal(m.n, 0);
    assert_true(isnan(qs_moments_mean(&m)));
    qs_moments_add(&m, 7);
    assert_true(qs_moments_mean(&m) == 7);
    assert_true(isnan(qs_moments_sd(&m)));
    qs_moments_add(&m, (double)NAN);
    qs_moments_add(&m, 7);
    assert_int_equal(m.n, 2);
    assert_true(qs_moments_sd(&m) == 0);
}

/* sum (z - mean)^2 / size^2 over the batch means z that are kept when d of m are dropped. */
static long double mser_error(const double *x, size_t m, size_t d)
{
    long double sum = 0, squares = 0;
    for (size_t i = 5 * d; i < 5 * m; i++)
        sum += x[i];
    long double mean = sum / (5 * (m - d));
    for (size_t j = d; j < m; j++) {
        long double z =
            ((long double)x[5 * j] + x[5 * j + 1] + x[5 * j + 2] + x[5 * j + 3] + x[5 * j + 4]) / 5;
        squares += (z - mean) * (z - mean);
    }
    return squares / ((m - d) * (m - d));
}

/* The definition, in O(n^2): the truncation in the first half that minimises the error; *late: the last one
 * that is within a twentieth of it. */
static size_t mser5_by_definition(const double *x, size_t n, size_t *late)
{
    size_t m = n / 5, best = 0;
    long double least = INFINITY;
    for (size_t d = 0; m >= 2 && d <= m / 2; d++)
        if (mser_error(x, m, d) < least) {
            least = mser_error(x, m, d);
            best = d;
        }
    *late = 0;
    for (size_t d = 0; m >= 2 && d <= m / 2; d++)
        if (mser_error(x, m, d) <= 1.05L * least)
            *late = 5 * d;
    return 5 * best;
}

static void test_mser_by_definition(void **state)
{
    (void)state;
    double x[400];
    size_t n_dropped = 0, n_later = 0;
    for (uint64_t run = 0; run < 300; run++) {
        size_t n = 1 + (size_t)(noise(run) * 399);
        double bias = 20 * noise(run + 1000), decay = 0.8 + 0.2 * noise(run + 2000);
        for (size_t i = 0; i < n; i++, bias *= decay)
            x[i] = noise(1000000 * (run + 1) + i) - bias;
        size_t dropped = qs_mser5(x, n), late;
        assert_int_equal(dropped, mser5_by_definition(x, n, &late));
        assert_int_equal(qs_mser5_late(x, n), late);
        assert_true(dropped <= late && late <= n / 2);
        n_later += late > dropped;
        n_dropped += dropped > 0;
    }
    assert_true(n_dropped > 200 && n_later > 100);
}

static void test_mser_edges(void **state)
{
    (void)state;
    double x[100];
    assert_int_equal(qs_mser5(NULL, 0), 0);
    for (size_t i = 0; i < 100; i++)
        x[i] = i < 20 ? 100 : 1;
    assert_int_equal(qs_mser5(x, 9), 0);
    assert_int_equal(qs_mser5(x, 100), 20);
    assert_int_equal(qs_mser5_late(x, 100), 20);
    assert_int_equal(qs_mser5_late(x, 9), 0);
    assert_int_equal(qs_mser5_late(NULL, 0), 0);
    for (size_t i = 0; i < 100; i++)
        x[i] = 1;
    assert_int_equal(qs_mser5(x, 100), 0);
    assert_int_equal(qs_mser5_late(x, 100), 0);
    /* A level that changes in the second half is out of reach. */
    for (size_t i = 0; i < 100; i++)
        x[i] = i < 80 ? 100 : 1;
    assert_true(qs_mser5(x, 100) <= 50);
}

/* A step up at 3/8 of the series, a slope and a slope's end do not settle; noise and an early step do. */
static void test_mser_settles(void **state)
{
    (void)state;
    enum { LENGTH = 500 };
    double noisy[LENGTH], early[LENGTH], late[LENGTH], slope[LENGTH], turns[LENGTH];
    for (uint64_t i = 0; i < LENGTH; i++) {
        noisy[i] = noise(i);
        early[i] = noise(i) + (i < LENGTH / 5 ? 0 : 10);
        late[i] = noise(i) + (i < 3 * LENGTH / 8 ? 0 : 10);
        slope[i] = noise(i) + 0.1 * (double)i;
        turns[i] = noise(i) + 0.1 * (i < 3 * LENGTH / 4 ? (double)i : 3.0 * LENGTH / 4);
    }
    assert_true(qs_mser5_settles(noisy, LENGTH));
    assert_true(qs_mser5_settles(early, LENGTH));
    assert_false(qs_mser5_settles(late, LENGTH));
    assert_false(qs_mser5_settles(slope, LENGTH));
    assert_false(qs_mser5_settles(turns, LENGTH));
    assert_true(qs_mser5_settles(NULL, 0));
    assert_true(qs_mser5_settles(slope, 9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_two_passes),
        cmocka_unit_test(test_merging_any_split),
        cmocka_unit_test(test_nothing_is_the_identity),
        cmocka_unit_test(test_never_observed),
        cmocka_unit_test(test_mser_by_definition),
        cmocka_unit_test(test_mser_edges),
        cmocka_unit_test(test_mser_settles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
