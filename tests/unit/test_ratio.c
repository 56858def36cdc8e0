/* Ratios of sums to numbers: against sums in long double, in any grouping, and with control variates.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/ratio.h"

enum { N = 500 };

/* Repeatable numbers in (0, 1) that owe nothing to the code under test. */
static double noise(uint64_t i)
{
    return (double)(qs_mix64(i * UINT64_C(0x9e3779b97f4a7c15)) >> 11) * 0x1p-53;
}

/* Of each fourth observation nobody; sums go with the weights and with the first control. */
static void observation(uint64_t i, double *sum, double *weight, double *controls)
{
    controls[0] = noise(3 * i) - 0.5;
    controls[1] = noise(3 * i + 1) - 0.5;
    *weight = i % 4 == 0 ? 0 : floor(1 + 20 * noise(3 * i + 2) + 4 * (controls[0] + 0.5));
    *sum = *weight * (3 + controls[0] + 0.1 * noise(7 * i));
}

/* with_nobody [in] the observations of nobody, too */
static qs_ratio_sums sums_of(uint64_t from, uint64_t end, bool has_controls, bool with_nobody)
{
    qs_ratio_sums all = {0};
    for (uint64_t i = from; i < end; i++) {
        double sum, weight, controls[QS_N_CONTROLS];
        observation(i, &sum, &weight, controls);
        if (weight > 0 || with_nobody)
            qs_ratio_add(&all, sum, weight, has_controls ? controls : NULL);
    }
    return all;
}

static void assert_close(double value, double expected, double relative)
{
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%.17g is not %.17g within %g", value, expected, relative);
}

static void direct(double *value, double *error)
{
    long double sums = 0, weights = 0, squares = 0;
    double sum, weight, controls[QS_N_CONTROLS];
    for (uint64_t i = 0; i < N; i++) {
        observation(i, &sum, &weight, controls);
        sums += sum;
        weights += weight;
    }
    for (uint64_t i = 0; i < N; i++) {
        observation(i, &sum, &weight, controls);
        long double rest = sum - sums / weights * weight;
        squares += rest * rest;
    }
    *value = (double)(sums / weights);
    *error = (double)(sqrtl(squares * N / (N - 1)) / weights);
}

static void test_against_direct_sums(void **state)
{
    (void)state;
    double value, error;
    qs_ratio_sums all = sums_of(0, N, false, true);
    qs_ratio ratio = qs_ratio_estimate(&all, false);
    direct(&value, &error);
    assert_close(ratio.value, value, 1e-13);
    assert_close(ratio.error, error, 1e-10);
    assert_true(all.n == N && all.n_seen == N - N / 4);
    assert_true(ratio.degrees == (double)all.n_seen - 1);
}

static void test_merging(void **state)
{
    (void)state;
    qs_ratio_sums all = sums_of(0, N, true, false), first = sums_of(0, 123, true, false),
                  rest = sums_of(123, N, true, false), nothing = {0};
    qs_ratio_merge(&first, &rest);
    qs_ratio_merge(&first, &nothing);
    qs_ratio_merge(&nothing, &first);
    qs_ratio whole = qs_ratio_estimate(&all, true), merged = qs_ratio_estimate(&nothing, true);
    assert_close(merged.value, whole.value, 1e-12);
    assert_close(merged.error, whole.error, 1e-9);
}

static void test_what_is_not_known(void **state)
{
    (void)state;
    qs_ratio_sums none = {0}, one = {0}, same = {0};
    qs_ratio_add(&none, 0, 0, NULL);
    assert_true(isnan(qs_ratio_estimate(&none, false).value));
    qs_ratio_add(&one, 0, 0, NULL);
    qs_ratio_add(&one, 6, 2, NULL);
    assert_true(qs_ratio_estimate(&one, false).value == 3 && isnan(qs_ratio_estimate(&one, false).error));
    for (int i = 1; i < 50; i++)
        qs_ratio_add(&same, 0.1 * i, i, NULL);
    assert_close(qs_ratio_estimate(&same, false).value, 0.1, 1e-15);
    assert_true(qs_ratio_estimate(&same, false).error == 0);
}

/* The ratio of means corrected one by one; and it is surer than without. Where an observation has nobody, and
 * where they are few, nothing is corrected. */
static void test_controls(void **state)
{
    (void)state;
    qs_ratio_sums all = sums_of(0, N, true, false), plain = sums_of(0, N, false, false),
                  with_nobody = sums_of(0, N, true, true);
    qs_moments of_sum = {0}, of_weight = {0};
    qs_control_sums with_sum = {0}, with_weight = {0};
    for (uint64_t i = 0; i < N; i++) {
        double sum, weight, controls[QS_N_CONTROLS];
        observation(i, &sum, &weight, controls);
        if (weight == 0)
            continue;
        qs_control_add(&with_sum, &of_sum, sum, controls);
        qs_moments_add(&of_sum, sum);
        qs_control_add(&with_weight, &of_weight, weight, controls);
        qs_moments_add(&of_weight, weight);
    }
    qs_controlled sum, weight;
    assert_true(qs_control_correct(&with_sum, &of_sum, &sum) &&
                qs_control_correct(&with_weight, &of_weight, &weight));
    qs_ratio ratio = qs_ratio_estimate(&all, true);
    assert_close(ratio.value, sum.mean / weight.mean, 1e-12);
    assert_true(ratio.error < 0.95 * qs_ratio_estimate(&plain, false).error);
    assert_true(qs_ratio_estimate(&with_nobody, true).error == qs_ratio_estimate(&with_nobody, false).error);
    qs_ratio_sums few = sums_of(0, QS_CONTROL_LEAST - 1, true, false);
    assert_true(qs_ratio_estimate(&few, true).value == qs_ratio_estimate(&few, false).value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_direct_sums), cmocka_unit_test(test_merging),
        cmocka_unit_test(test_what_is_not_known), cmocka_unit_test(test_controls)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
