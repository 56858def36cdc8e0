/* Values of customers: the same counts, quantiles and sums whether few or many, in one replication after
 * another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../src/engine/meter.h"
#include "qsweep/memory.h"

/* Values of widely different size, some of them zero, some equal. */
static double value(uint64_t i)
{
    uint64_t z = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z ^= z >> 27;
    return z % 5 == 0 ? 0 : ldexp((double)(z >> 40), (int)(z % 60) - 40);
}

/* A replication of n values, the one after it and its histogram held against a count of them one by one. */
static void check(qs_tally *tally, uint64_t n, uint64_t seed, bool in_blocks)
{
    static const double P[] = {0.001, 0.5, 0.9, 0.99, 0.999};
    enum { N_P = sizeof P / sizeof *P };
    qs_histogram expected = {0}, found = {0};
    double sum = 0, largest = 0, block[QS_TALLY_BUFFER], q[N_P];
    qs_tally_reset(tally);
    for (uint64_t i = 0; i < n; i++) {
        const uint64_t one = 1;
        double x = block[i % QS_TALLY_BUFFER] = value(seed + i);
        assert_int_equal(qs_histogram_add_counts(&expected, qs_histogram_bin(x), &one, 1), QS_OK);
        sum += x;
        largest = x > largest ? x : largest;
        qs_histogram_has(&expected, x);
        if (!in_blocks)
            qs_tally_add(tally, x);
        else if (i % QS_TALLY_BUFFER == QS_TALLY_BUFFER - 1 || i + 1 == n)
            qs_tally_add_many(tally, block, (uint32_t)(i % QS_TALLY_BUFFER + 1));
    }
    qs_tally_finish(tally);
    assert_int_equal(tally->n, n);
    assert_true(tally->largest == largest);
    if (n > 0)
        assert_true(fabs(qs_tally_mean(tally) - sum / (double)n) <= 1e-12 * largest);
    qs_tally_quantiles(tally, P, N_P, q);
    for (int i = 0; i < N_P; i++) {
        double exact = qs_histogram_quantile(&expected, P[i]);
        assert_true(n == 0 ? isnan(q[i]) : fabs(q[i] - exact) <= 1e-9 * exact);
    }
    for (int twice = 0; twice < 2; twice++) /* what a block of replications does */
        assert_int_equal(qs_tally_merge_into(tally, &found), QS_OK);
    assert_int_equal(found.total, 2 * n);
    assert_true(found.largest == largest);
    assert_int_equal(found.n, expected.n);
    for (uint32_t i = 0; i < expected.n; i++)
        assert_int_equal(found.count[i], 2 * expected.count[i]);
    assert_true(n == 0 || found.first == expected.first);
    qs_histogram_clear(&expected);
    qs_histogram_clear(&found);
}

static void test_few_and_many(void **state)
{
    (void)state;
    static uint32_t memory[QS_TALLY_MEMORY], scratch[QS_TALLY_COUNTS];
    qs_tally tally = {0};
    assert_int_equal(qs_tally_init(&tally, memory, scratch, NULL, 0), QS_OK);
    static const uint64_t N[] = {
        0, 1, 2, 63, 64, 65, 500, QS_TALLY_FEW - 1, QS_TALLY_FEW, QS_TALLY_FEW + 1, 3000, 7, 0, 5000, 64, 1};
    for (uint64_t i = 0; i < sizeof N / sizeof *N; i++)
        for (int in_blocks = 0; in_blocks < 2; in_blocks++)
            check(&tally, N[i], 10000 * i, in_blocks);
    qs_tally_reset(&tally);
    for (int i = 0; i < QS_TALLY_COUNTS; i++) {
        assert_int_equal(tally.count[i], 0);
        assert_int_equal(scratch[i], 0);
    }
    qs_tally_clear(&tally);
}

/* A replication that is given up half-way leaves nothing to the next. */
static void test_reset_unfinished(void **state)
{
    (void)state;
    static uint32_t memory[QS_TALLY_MEMORY], scratch[QS_TALLY_COUNTS];
    qs_tally tally = {0};
    assert_int_equal(qs_tally_init(&tally, memory, scratch, NULL, 0), QS_OK);
    for (uint64_t n = 10; n < 3000; n += 290) {
        for (uint64_t i = 0; i < n; i++)
            qs_tally_add(&tally, value(i));
        check(&tally, 100, 777, false);
    }
    qs_tally_reset(&tally);
    for (int i = 0; i < QS_TALLY_COUNTS; i++) {
        assert_int_equal(tally.count[i], 0);
        assert_int_equal(scratch[i], 0);
    }
    qs_tally_clear(&tally);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_few_and_many),
        cmocka_unit_test(test_reset_unfinished),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
