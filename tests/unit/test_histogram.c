/* Histograms: bins, merging in any order, quantiles against the sorted sample.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/histogram.h"

static double noise(uint64_t i)
{
    return ((double)(qs_mix64(i * UINT64_C(0x9e3779b97f4a7c15)) >> 12) + 0.5) * 0x1p-52;
}

static void test_bins_hold_their_bounds(void **state)
{
    (void)state;
    for (unsigned bin = 0; bin < QS_HISTOGRAM_BINS; bin++) {
        double lower = qs_histogram_lower(bin), upper = qs_histogram_upper(bin);
        assert_true(lower < upper);
        assert_int_equal(qs_histogram_bin(lower), bin);
        assert_int_equal(qs_histogram_bin(isinf(upper) ? 1e300 : nextafter(upper, 0)), bin);
        if (bin > 0) {
            assert_true(lower == qs_histogram_upper(bin - 1));
            assert_true(isinf(upper) || (upper - lower) / lower <= 1.0 / 128);
        }
    }
    assert_true(qs_histogram_lower(1) == ldexp(1, QS_HISTOGRAM_LOWEST));
    assert_true(qs_histogram_lower(QS_HISTOGRAM_BINS - 1) == ldexp(1, QS_HISTOGRAM_HIGHEST));
    assert_true(isinf(qs_histogram_upper(QS_HISTOGRAM_BINS - 1)));
    assert_int_equal(qs_histogram_bin(0), 0);
    assert_int_equal(qs_histogram_bin(-0.0), 0);
    assert_int_equal(qs_histogram_bin(-1e-9), 0);
}

static void add(qs_histogram *histogram, double x)
{
    uint64_t one = 1;
    assert_int_equal(qs_histogram_add_counts(histogram, qs_histogram_bin(x), &one, 1), QS_OK);
}

static void assert_same(const qs_histogram *a, const qs_histogram *b)
{
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->n, b->n);
    if (a->n > 0)
        assert_memory_equal(a->count, b->count, a->n * sizeof *a->count);
}

enum { N = 5000, PIECES = 7 };

static void test_order_and_pieces_change_nothing(void **state)
{
    (void)state;
    qs_histogram all = {0}, forwards = {0}, backwards = {0}, piece[PIECES] = {{0}};
    for (uint64_t i = 0; i < N; i++) {
        double x = -10 * log(noise(i)) - 2;
        add(&all, x);
        add(&piece[i % PIECES], x);
    }
    for (int i = 0; i < PIECES; i++) {
        assert_int_equal(qs_histogram_merge(&forwards, &piece[i]), QS_OK);
        assert_int_equal(qs_histogram_merge(&backwards, &piece[PIECES - 1 - i]), QS_OK);
    }
    assert_int_equal(all.total, N);
    assert_same(&forwards, &all);
    assert_same(&backwards, &all);
    for (int i = 0; i < PIECES; i++)
        qs_histogram_clear(&piece[i]);
    qs_histogram_clear(&all);
    qs_histogram_clear(&forwards);
    qs_histogram_clear(&backwards);
    assert_null(all.count);
}

/* Memory that is used again holds nothing of the last use: whatever ranges come, in whatever order, the histogram is
 * that of one which is made anew. */
static void test_used_again_is_as_new(void **state)
{
    (void)state;
    qs_histogram again = {0};
    for (uint64_t use = 0; use < 200; use++) {
        qs_histogram anew = {0};
        for (uint64_t i = 0; i < 1 + use % 9; i++) {
            double x = ldexp(noise(use * 100 + i), (int)(qs_mix64(use * 7 + i) % 60) - 30);
            x = qs_mix64(use + i) % 5 == 0 ? 0 : x;
            add(&again, x);
            add(&anew, x);
            qs_histogram_has(&again, x);
        }
        assert_same(&again, &anew);
        for (uint32_t bin = anew.first; bin < anew.first + anew.n; bin++)
            assert_true(qs_histogram_uses(&again, bin) || anew.count[bin - anew.first] == 0);
        qs_histogram_clear(&anew);
        qs_histogram_reset(&again);
        assert_int_equal(again.n + again.total, 0);
        assert_true(again.largest == 0 && again.capacity > 0);
        for (size_t i = 0; i < again.capacity; i++)
            assert_int_equal(again.count[i], 0);
    }
    qs_histogram_clear(&again);
}

static void test_padding_is_trimmed(void **state)
{
    (void)state;
    uint64_t padded[6] = {0, 0, 3, 0, 2, 0};
    qs_histogram a = {0}, b = {0}, nothing = {0};
    assert_int_equal(qs_histogram_add_counts(&a, 100, padded, 6), QS_OK);
    assert_int_equal(qs_histogram_add_counts(&b, 104, padded + 4, 1), QS_OK);
    assert_int_equal(qs_histogram_add_counts(&b, 102, padded + 2, 1), QS_OK);
    assert_same(&a, &b);
    assert_int_equal(qs_histogram_merge(&a, &nothing), QS_OK);
    assert_same(&a, &b);
    assert_int_equal(qs_histogram_add_counts(&a, QS_HISTOGRAM_BINS - 1, padded + 2, 3), QS_ERROR_INTERNAL);
    assert_same(&a, &b);
    qs_histogram_clear(&a);
    qs_histogram_clear(&b);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void test_quantiles_of_a_sample(void **state)
{
    (void)state;
    static double x[N];
    qs_histogram histogram = {0};
    for (uint64_t i = 0; i < N; i++) {
        x[i] = i % 4 == 0 ? 0 : -3 * log(noise(i));
        add(&histogram, x[i]);
    }
    qsort(x, N, sizeof *x, by_value);
    for (int percent = 1; percent < 100; percent++) {
        double p = percent / 100.0;
        double q = qs_histogram_quantile(&histogram, p);
        double exact = x[(size_t)ceil(p * N) - 1];
        assert_true(exact == 0 ? q == 0 : fabs(q - exact) <= exact / 128);
    }
    qs_histogram_clear(&histogram);
}

/* Four observations in one bin: the quantile runs linearly through it. */
static void test_linear_within_a_bin(void **state)
{
    (void)state;
    qs_histogram histogram = {0};
    assert_true(isnan(qs_histogram_quantile(&histogram, 0.5)));
    uint64_t four = 4;
    unsigned bin = qs_histogram_bin(1);
    assert_int_equal(qs_histogram_add_counts(&histogram, bin, &four, 1), QS_OK);
    double width = qs_histogram_upper(bin) - qs_histogram_lower(bin);
    assert_true(qs_histogram_quantile(&histogram, 0.25) == 1 + width / 4);
    assert_true(qs_histogram_quantile(&histogram, 0.5) == 1 + width / 2);
    assert_true(isnan(qs_histogram_quantile(&histogram, 0)));
    assert_true(isnan(qs_histogram_quantile(&histogram, 1)));
    assert_true(isnan(qs_histogram_quantile(&histogram, (double)NAN)));
    assert_int_equal(qs_histogram_add_counts(&histogram, QS_HISTOGRAM_BINS - 1, &four, 1), QS_OK);
    qs_histogram_has(&histogram, 1e99);
    assert_true(qs_histogram_quantile(&histogram, 0.9) == 1e99);
    qs_histogram_clear(&histogram);
}

/* No quantile is larger than the largest value, and merging keeps it. */
static void test_quantiles_end_at_the_largest(void **state)
{
    (void)state;
    const uint64_t three = 3;
    qs_histogram one = {0}, other = {0};
    assert_int_equal(qs_histogram_add_counts(&one, qs_histogram_bin(5), &three, 1), QS_OK);
    qs_histogram_has(&one, 5);
    assert_true(qs_histogram_quantile(&one, 0.99) == 5);
    assert_int_equal(qs_histogram_add_counts(&other, qs_histogram_bin(10), &three, 1), QS_OK);
    assert_true(qs_histogram_quantile(&other, 0.99) > 10); /* nobody said what it is */
    qs_histogram_has(&other, 10);
    assert_int_equal(qs_histogram_merge(&one, &other), QS_OK);
    assert_true(qs_histogram_quantile(&one, 0.99) == 10);
    qs_histogram_point point;
    assert_true(qs_histogram_find(&one, 0.75, &point));
    assert_int_equal(point.bin, qs_histogram_bin(10));
    assert_true(point.fraction == 0.5);
    assert_false(qs_histogram_find(&one, 1, &point));
    assert_true(isnan(point.value));
    qs_histogram_clear(&one);
    qs_histogram_clear(&other);
}

/* Multiples of a step: where a bin holds one of them only, that is the quantile, also if rounding put values
 * just below the bin. */
static void test_values_on_a_grid(void **state)
{
    (void)state;
    qs_histogram three = {.grid = 5};
    const uint64_t two = 2;
    const double values[] = {0, 5, 10};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(qs_histogram_add_counts(&three, qs_histogram_bin(values[i]), &two, 1), QS_OK);
        qs_histogram_has(&three, values[i]);
    }
    assert_true(qs_histogram_quantile(&three, 0.5) == 5);
    assert_true(qs_histogram_quantile(&three, 0.99) == 10);
    assert_true(qs_histogram_quantile(&three, 0.2) == 0);
    three.grid = 0; /* not known: within the bin */
    assert_true(qs_histogram_quantile(&three, 0.5) > 5);
    qs_histogram_clear(&three);
    const unsigned below = qs_histogram_bin(nextafter(5, 0));
    assert_true(qs_histogram_on_grid(below, 1, 2, 5) == 5);
    const unsigned wide = qs_histogram_bin(500);                                         /* [500, 504) */
    assert_true(qs_histogram_on_grid(wide, 1, 2, 1) == qs_histogram_within(wide, 1, 2)); /* four of them */
    assert_true(qs_histogram_on_grid(wide, 1, 2, 250) == 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles_end_at_the_largest),
        cmocka_unit_test(test_bins_hold_their_bounds),
        cmocka_unit_test(test_order_and_pieces_change_nothing),
        cmocka_unit_test(test_used_again_is_as_new),
        cmocka_unit_test(test_padding_is_trimmed),
        cmocka_unit_test(test_quantiles_of_a_sample),
        cmocka_unit_test(test_linear_within_a_bin),
        cmocka_unit_test(test_values_on_a_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
