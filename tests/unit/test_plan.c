/* The blocks of a plan, and the bytes that carry them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/bytes.h"
#include "qsweep/memory.h"
#include "qsweep/plan.h"

/* The definition: the largest power of two that leaves at least 64 blocks, at least 1. */
static void test_block_by_definition(void **state)
{
    (void)state;
    for (uint64_t n = 1; n < 20000; n = n * 17 / 16 + 1) {
        uint64_t block = qs_plan_block(n);
        assert_true((block & (block - 1)) == 0);
        assert_true(block == 1 || (n + block - 1) / block >= 64);
        assert_true((n + 2 * block - 1) / (2 * block) < 64);
    }
}

/* The blocks are part of the results' definition, so these values never change. */
static void test_known_blocks(void **state)
{
    (void)state;
    const uint64_t known[][2] = {{1, 1}, {64, 1}, {126, 1}, {127, 2}, {200, 2}, {1000, 8}, {1000000, 8192}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(qs_plan_block(known[i][0]), known[i][1]);
}

static void test_n_blocks(void **state)
{
    (void)state;
    qs_plan plan = {.n_replications = 1000, .block = 8};
    assert_int_equal(qs_plan_n_blocks(&plan), 125);
    plan.n_replications = 1001;
    assert_int_equal(qs_plan_n_blocks(&plan), 126);
    plan.n_replications = 1;
    assert_int_equal(qs_plan_n_blocks(&plan), 1);
    plan.n_replications = UINT64_MAX;
    assert_int_equal(qs_plan_n_blocks(&plan), UINT64_MAX / 8 + 1);
}

static void test_clear(void **state)
{
    (void)state;
    qs_plan plan = {.n_scenarios = 2, .n_axes = 1}, zero;
    memset(&zero, 0, sizeof zero);
    assert_int_equal(qs_calloc(1, sizeof *plan.axes, &plan.axes), QS_OK);
    assert_int_equal(qs_strdup("windows.W.servers", &plan.axes[0].name), QS_OK);
    assert_int_equal(qs_calloc(2, sizeof(char *), &plan.axes[0].texts), QS_OK);
    assert_int_equal(qs_strdup("random", &plan.axes[0].texts[1]), QS_OK);
    qs_plan_clear(&plan);
    assert_memory_equal(&plan, &zero, sizeof plan);
    qs_plan_clear(&plan);
}

static void test_packed_numbers(void **state)
{
    (void)state;
    const uint64_t values[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX};
    enum { N = sizeof values / sizeof *values };
    uint64_t back[N];
    qs_bytes bytes = {0};
    assert_int_equal(qs_bytes_put_packed(&bytes, values, N), QS_OK);
    assert_int_equal(bytes.n, 1 + 1 + 1 + 2 + 2 + 3 + 5 + 10);
    qs_reader reader = {.data = bytes.data, .n = bytes.n};
    qs_reader_get_packed(&reader, back, N);
    assert_false(reader.is_short);
    assert_int_equal(reader.at, bytes.n);
    assert_memory_equal(values, back, sizeof values);
    qs_bytes_clear(&bytes);
}

static void test_short_reads_stick(void **state)
{
    (void)state;
    unsigned char data[12] = {1};
    qs_reader reader = {.data = data, .n = sizeof data};
    assert_int_equal(qs_reader_get_u64(&reader), 1);
    assert_int_equal(qs_reader_get_u64(&reader), 0);
    assert_true(reader.is_short);
    unsigned char one = 1;
    qs_reader_get(&reader, &one, 1);
    assert_int_equal(one, 0);
    assert_int_equal(reader.at, 8);
    /* A packed number that never ends. */
    memset(data, 0xff, sizeof data);
    qs_reader endless = {.data = data, .n = sizeof data};
    uint64_t value = 1;
    qs_reader_get_packed(&endless, &value, 1);
    assert_true(endless.is_short);
    assert_int_equal(value, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_block_by_definition),
        cmocka_unit_test(test_known_blocks),
        cmocka_unit_test(test_n_blocks),
        cmocka_unit_test(test_clear),
        cmocka_unit_test(test_packed_numbers),
        cmocka_unit_test(test_short_reads_stick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
