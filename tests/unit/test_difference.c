/* Differences of two systems: of ratios against the differences of means, against a case by hand, and by how
 * often their intervals cover; recovered intervals against their formula.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/difference.h"
#include "qsweep/pcg.h"

enum { N = 50 };

static qs_pcg pcg_of(uint64_t seed)
{
    qs_pcg pcg = {(qs_uint128)(seed * UINT64_C(0x9e3779b97f4a7c15)) << 64 | seed, 1};
    qs_pcg_advance(&pcg, 1000);
    return pcg;
}

static double uniform(qs_pcg *pcg)
{
    return (double)(qs_pcg_next(pcg) >> 11) * 0x1p-53;
}

static void assert_near(double x, double expected)
{
    if (!(fabs(x - expected) <= 1e-12 * fmax(fabs(expected), 1)))
        fail_msg("%.17g should be %.17g", x, expected);
}

static void assert_same(const qs_difference *ratios, const qs_difference *means)
{
    assert_int_equal(ratios->n, means->n);
    assert_near(ratios->value, means->value);
    assert_near(ratios->baseline, means->baseline);
    assert_near(ratios->difference, means->difference);
    assert_near(ratios->standard_error, means->standard_error);
    assert_near(ratios->degrees, means->degrees);
    if (!isnan(means->correlation)) {
        assert_near(ratios->correlation, means->correlation);
        assert_near(ratios->variance_reduction, means->variance_reduction);
    }
}

/* Where all observe equally often, ratios are means. */
static void test_complete_ratios_are_means(void **state)
{
    (void)state;
    for (int size = 1; size <= 2; size++) {
        qs_pcg pcg = pcg_of((uint64_t)size);
        double x[N], y[N];
        qs_cluster a[N], b[N];
        for (int i = 0; i < N; i++) {
            x[i] = uniform(&pcg);
            y[i] = x[i] + uniform(&pcg) - 0.3;
            a[i] = (qs_cluster){size * x[i], size};
            b[i] = (qs_cluster){size * y[i], size};
        }
        qs_difference ratios, means;
        qs_difference_of_ratios(N, a, b, true, &ratios);
        qs_difference_paired(N, 1, x, y, &means);
        assert_same(&ratios, &means);
        qs_difference_of_ratios(N, a, b, false, &ratios);
        qs_difference_unpaired(N, 1, x, y, &means);
        assert_same(&ratios, &means);
    }
}

/* Three clusters by hand: R = 6 / 3 = 2 with rests 1, -1, none; baseline 3 with rests 1, 0, -1. */
static void test_by_hand(void **state)
{
    (void)state;
    const qs_cluster a[4] = {{3, 1}, {3, 2}, {0, 0}, {0, 0}}, b[4] = {{4, 1}, {3, 1}, {2, 1}, {0, 0}};
    qs_difference d;
    qs_difference_of_ratios(4, a, b, true, &d);
    double u = sqrt(2) / 3, v = sqrt(1.5) / 3, va = 2 * u * u, vb = 2 * v * v;
    assert_int_equal(d.n, 3);
    assert_near(d.value, 2);
    assert_near(d.baseline, 3);
    assert_near(d.difference, -1);
    assert_near(d.standard_error, sqrt((u - v) * (u - v) + u * u + v * v));
    assert_near(d.correlation, u * v / sqrt(va * vb));
    assert_near(d.degrees, fmin((va + vb) * (va + vb) / (va * va + vb * vb / 2), 2));
    qs_difference_of_ratios(4, a, b, false, &d);
    assert_int_equal(d.n, 2);
    assert_near(d.standard_error, sqrt(va + vb));
}

/* One observation says nothing of how it varies, none nothing at all; the same systems do not differ. */
static void test_too_few(void **state)
{
    (void)state;
    const qs_cluster one[3] = {{3, 1}}, none[3] = {{0, 0}}, some[3] = {{3, 1}, {5, 2}, {1, 1}};
    const qs_cluster *few[] = {one, none};
    qs_difference d;
    for (int i = 0; i < 4; i++) {
        bool is_paired = i % 2;
        qs_difference_of_ratios(3, few[i / 2], some, is_paired, &d);
        assert_true(isnan(qs_difference_half_width(&d, 0.95, 1)));
        qs_difference_of_ratios(3, some, few[i / 2], is_paired, &d);
        assert_true(isnan(qs_difference_half_width(&d, 0.95, 1)));
    }
    qs_difference_of_ratios(3, none, some, true, &d);
    assert_true(isnan(d.difference));
    qs_difference_of_ratios(3, some, some, true, &d);
    assert_true(d.difference == 0 && qs_difference_half_width(&d, 0.95, 1) == 0);
    assert_true(isinf(d.variance_reduction));
}

/* Clusters of two: what one of them is has much to do with the other system's, and is seen there more often.
 * The share of nominal 95 % intervals that cover is within 2 points of it: of 4,000 its standard deviation is
 * 0.34 points, so a right program is refused with probability 4e-9 at a seed chosen afresh; this one is
 * fixed. */
static void check_coverage(bool is_paired, uint64_t seed)
{
    enum { TRIALS = 4000 };
    qs_pcg pcg = pcg_of(seed);
    int n_covered = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
        qs_cluster a[N] = {{0, 0}}, b[N] = {{0, 0}};
        for (int i = 0; i < 2 * N; i++) {
            double z = uniform(&pcg), base = is_paired ? z : uniform(&pcg), seen = uniform(&pcg);
            double seen_base = is_paired ? seen : uniform(&pcg);
            if (seen < 0.3) {
                a[i / 2].sum += z + uniform(&pcg);
                a[i / 2].n++;
            }
            if (seen_base < 0.5) {
                b[i / 2].sum += 2 * base + uniform(&pcg);
                b[i / 2].n++;
            }
        }
        qs_difference d;
        qs_difference_of_ratios(N, a, b, is_paired, &d);
        n_covered += fabs(d.difference + 0.5) <= qs_difference_half_width(&d, 0.95, 1);
    }
    print_message("%s: %.2f %%\n", is_paired ? "paired" : "unpaired", 100.0 * n_covered / TRIALS);
    assert_true(n_covered > 0.93 * TRIALS && n_covered < 0.97 * TRIALS);
}

static void test_coverage(void **state)
{
    (void)state;
    check_coverage(true, 11);
    check_coverage(false, 12);
}

static void test_recover(void **state)
{
    (void)state;
    const qs_bounded a = {10, 8, 13}, b = {6, 5, 8};
    qs_bounded d;
    qs_difference_recover(&a, &b, (double)NAN, &d);
    assert_near(d.value, 4);
    assert_near(d.lower, 4 - sqrt(4 + 4));
    assert_near(d.upper, 4 + sqrt(9 + 1));
    qs_difference_recover(&a, &b, 0.5, &d);
    assert_near(d.lower, 4 - sqrt(4 + 4 - 2 * 0.5 * 2 * 2));
    assert_near(d.upper, 4 + sqrt(9 + 1 - 2 * 0.5 * 3 * 1));
    /* The other way round it is the same with the other sign. */
    qs_bounded e;
    qs_difference_recover(&b, &a, 0.5, &e);
    assert_true(e.lower == -d.upper && e.upper == -d.lower);
    /* Fully correlated and alike: no wider than rounding. */
    const qs_bounded even = {3, 2, 4};
    qs_difference_recover(&even, &even, 1 + 1e-16, &d);
    assert_true(d.lower == 0 && d.upper == 0);
}

static void test_recover_what_is_not_known(void **state)
{
    (void)state;
    const qs_bounded open = {10, 8, (double)INFINITY}, a = {6, 5, 8}, none = {6, (double)NAN, (double)NAN};
    qs_bounded d;
    qs_difference_recover(&open, &a, 0.9, &d);
    assert_true(isfinite(d.lower) && isinf(d.upper) && d.upper > 0);
    qs_difference_recover(&a, &open, 0.9, &d);
    assert_true(isinf(d.lower) && d.lower < 0 && isfinite(d.upper));
    qs_difference_recover(&open, &open, 0.9, &d);
    assert_true(isinf(d.lower) && isinf(d.upper));
    qs_difference_recover(&none, &a, 0, &d);
    assert_true(d.value == 0 && isnan(d.lower) && isnan(d.upper));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_complete_ratios_are_means),
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_too_few),
        cmocka_unit_test(test_coverage),
        cmocka_unit_test(test_recover),
        cmocka_unit_test(test_recover_what_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
