/* Blocks as bytes: what goes in comes out, and what is torn is refused.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/block.h"

static void fill(qs_block *block, const qs_layout *layout, uint64_t n_rows)
{
    assert_int_equal(qs_block_init(block, layout, n_rows), QS_OK);
    block->scenario = 7;
    block->index = 3;
    block->first = 24;
    block->n = 8;
    block->n_failed = 1;
    block->failed_first = 26;
    block->failed_status = QS_ERROR_LIMIT;
    for (int v = 0; v < layout->n_values; v++) {
        qs_moments_add(&block->moments[v], v / 3.0);
        qs_moments_add(&block->moments[v], 1.0 / (v + 1));
    }
    for (int i = 0; i < layout->n_histograms; i += 2) {
        const uint64_t counts[5] = {1, 0, 300, 0, (uint64_t)i + 1};
        assert_int_equal(qs_histogram_add_counts(&block->histograms[i], 4000 + 100 * (uint32_t)i, counts, 5),
                         QS_OK);
    }
    for (uint64_t i = 0; i < n_rows * (uint64_t)layout->n_values; i++)
        block->rows[i] = (double)i / 7;
}

static void assert_same(const qs_block *a, const qs_block *b)
{
    assert_int_equal(a->scenario, b->scenario);
    assert_int_equal(a->index, b->index);
    assert_int_equal(a->first, b->first);
    assert_int_equal(a->n, b->n);
    assert_int_equal(a->n_failed, b->n_failed);
    assert_int_equal(a->failed_first, b->failed_first);
    assert_int_equal(a->failed_status, b->failed_status);
    assert_memory_equal(a->moments, b->moments, (size_t)a->n_values * sizeof *a->moments);
    for (int i = 0; i < a->n_histograms; i++) {
        assert_int_equal(a->histograms[i].total, b->histograms[i].total);
        assert_int_equal(a->histograms[i].n, b->histograms[i].n);
        if (a->histograms[i].n == 0)
            continue;
        assert_int_equal(a->histograms[i].first, b->histograms[i].first);
        assert_memory_equal(a->histograms[i].count, b->histograms[i].count,
                            a->histograms[i].n * sizeof(uint64_t));
    }
    assert_true(!a->rows == !b->rows);
    if (a->rows)
        assert_memory_equal(a->rows, b->rows, a->n * (size_t)a->n_values * sizeof *a->rows);
}

static void test_there_and_back(void **state)
{
    (void)state;
    qs_layout layout;
    qs_layout_init(&layout, 2, 3, 4, 1);
    for (uint64_t n_rows = 0; n_rows <= 8; n_rows += 8) {
        qs_block block, back;
        qs_bytes bytes = {0};
        fill(&block, &layout, n_rows);
        assert_int_equal(qs_block_pack(&block, &bytes), QS_OK);
        assert_int_equal(qs_block_pack(&block, &bytes), QS_OK);
        qs_reader reader = {.data = bytes.data, .n = bytes.n};
        for (int i = 0; i < 2; i++) {
            assert_int_equal(qs_block_unpack(&reader, &layout, &back), QS_OK);
            assert_same(&block, &back);
            qs_block_clear(&back);
        }
        assert_int_equal(reader.at, reader.n);
        qs_bytes_clear(&bytes);
        qs_block_clear(&block);
    }
}

/* Cut anywhere, it is refused and nothing is left behind. */
static void test_torn(void **state)
{
    (void)state;
    qs_layout layout;
    qs_layout_init(&layout, 1, 1, 1, 0);
    qs_block block, back;
    qs_bytes bytes = {0};
    fill(&block, &layout, 8);
    assert_int_equal(qs_block_pack(&block, &bytes), QS_OK);
    for (size_t n = 0; n < bytes.n; n++) {
        qs_reader reader = {.data = bytes.data, .n = n};
        assert_int_equal(qs_block_unpack(&reader, &layout, &back), QS_ERROR_FORMAT);
        assert_null(back.moments);
    }
    qs_bytes_clear(&bytes);
    qs_block_clear(&block);
}

static void test_other_layout(void **state)
{
    (void)state;
    qs_layout layout, other;
    qs_layout_init(&layout, 1, 1, 1, 0);
    qs_layout_init(&other, 1, 2, 1, 0);
    qs_block block, back;
    qs_bytes bytes = {0};
    fill(&block, &layout, 0);
    assert_int_equal(qs_block_pack(&block, &bytes), QS_OK);
    qs_reader reader = {.data = bytes.data, .n = bytes.n};
    assert_int_equal(qs_block_unpack(&reader, &other, &back), QS_ERROR_FORMAT);
    bytes.data[0] ^= 1;
    qs_reader spoilt = {.data = bytes.data, .n = bytes.n};
    assert_int_equal(qs_block_unpack(&spoilt, &layout, &back), QS_ERROR_FORMAT);
    qs_bytes_clear(&bytes);
    qs_block_clear(&block);
}

static void add_what_some_have(qs_block *block)
{
    assert_int_equal(qs_block_count_conditions(block, 2), QS_OK);
    block->n_other[1] = 5;
    block->members[1] = (qs_block_member){.same_as = 0, .certain = QS_CERTAIN_ALL};
    block->histograms[0].largest = 5;
    block->histograms[0].grid = 1;
}

/* A block whose memory is used again packs to the bytes of a new one, with rows or without, of the same layout or
 * another. */
static void test_renewed_is_as_new(void **state)
{
    (void)state;
    qs_layout layouts[2];
    qs_block again = {0};
    qs_bytes bytes[2] = {{0}, {0}};
    qs_layout_init(&layouts[0], 2, 3, 2, 1);
    qs_layout_init(&layouts[1], 1, 1, 1, 0);
    for (int use = 0; use < 12; use++) {
        const qs_layout *layout = &layouts[use / 3 % 2];
        uint64_t n_rows = use % 2 == 0 ? 8 - (uint64_t)use / 2 : 0;
        size_t row = (size_t)layout->n_values * sizeof(double);
        qs_block anew;
        assert_int_equal(qs_block_init(&anew, layout, n_rows), QS_OK);
        assert_int_equal(qs_block_renew(&again, layout, n_rows), QS_OK);
        assert_true((again.rows != NULL) == (n_rows > 0));
        assert_true(n_rows == 0 || again.rows_room >= n_rows * row);
        anew.n = again.n = n_rows;
        if (n_rows > 0)
            memset(again.rows, 0, n_rows * row); /* they are the caller's to fill */
        qs_bytes_reset(&bytes[0]);
        qs_bytes_reset(&bytes[1]);
        assert_int_equal(qs_block_pack(&anew, &bytes[0]), QS_OK);
        assert_int_equal(qs_block_pack(&again, &bytes[1]), QS_OK);
        assert_int_equal(bytes[0].n, bytes[1].n);
        assert_memory_equal(bytes[0].data, bytes[1].data, bytes[0].n);
        qs_block_clear(&anew);
        qs_block_clear(&again);
        fill(&again, layout, n_rows);
        add_what_some_have(&again);
    }
    qs_block_clear(&again);
    qs_bytes_clear(&bytes[0]);
    qs_bytes_clear(&bytes[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_there_and_back),
        cmocka_unit_test(test_torn),
        cmocka_unit_test(test_other_layout),
        cmocka_unit_test(test_renewed_is_as_new),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
