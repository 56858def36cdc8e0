/* Antithetic pairs: one observation a pair, failed pairs left out whole, blocks of whole pairs; and blocks
 * that are stopped anywhere and gone on with. The engine here is a hash, some of whose replications fail.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/engine.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/worker.h"

/* ---- the engine ---- */
struct qs_engine {
    qs_layout layout;
};

static int n_calls, stop_at = -1; /* replications asked for, and which of these is given up */
static int n_controls;            /* of the engines to come */

qs_status qs_engine_new_in(qs_engine_memory *memory, const qs_model *model, qs_engine **out)
{
    (void)memory;
    (void)model;
    qs_status status = qs_calloc(1, sizeof **out, out);
    if (!status)
        qs_layout_init(&(*out)->layout, 1, 1, 1, 0);
    if (!status && n_controls > 0)
        qs_layout_add_controls(&(*out)->layout, n_controls);
    return status;
}

qs_status qs_engine_new(const qs_model *model, qs_engine **out)
{
    return qs_engine_new_in(NULL, model, out);
}

void qs_engine_free(qs_engine *engine)
{
    qs_free(engine);
}

void qs_engine_leave(qs_engine *engine, qs_engine_memory *memory)
{
    (void)memory;
    qs_free(engine);
}

void qs_engine_memory_clear(qs_engine_memory *memory)
{
    (void)memory;
}

const qs_layout *qs_engine_layout(const qs_engine *engine)
{
    return &engine->layout;
}

static double noise(uint64_t a, uint64_t b)
{
    return (double)(qs_mix64(qs_mix64(a + 1) + b) >> 11) * 0x1p-53;
}

/* The first, the second or both of a pair. */
static bool fails(uint64_t replication)
{
    return replication == 6 || replication == 11 || replication == 20 || replication == 21;
}

/* One value in four is not observed. */
static double value_of(uint64_t replication, int v)
{
    double x = noise(replication, (uint64_t)v);
    return x < 0.25 ? (double)NAN : x;
}

static qs_status count(uint64_t replication, int n_histograms, qs_histogram *histograms)
{
    qs_status status = QS_OK;
    for (int h = 0; h < n_histograms && !status; h++) {
        const uint64_t counts[3] = {1, replication % 3, 2};
        status = qs_histogram_add_counts(&histograms[h], 4000 + (uint32_t)(replication * 7 % 50), counts, 3);
    }
    return status;
}

qs_status qs_engine_replicate(qs_engine *engine, const qs_replication_key *key, double *row,
                              qs_histogram *histograms)
{
    if (n_calls++ == stop_at)
        return qs_fail(QS_STOPPED, "stopped early");
    for (int v = 0; v < engine->layout.n_values; v++)
        row[v] = fails(key->replication) ? (double)NAN : value_of(key->replication, v);
    if (fails(key->replication))
        return qs_fail(QS_ERROR_NUMERIC, "as wanted");
    return histograms ? count(key->replication, engine->layout.n_histograms, histograms) : QS_OK;
}

void qs_engine_set_poll(qs_engine *engine, qs_engine_poll *poll, void *context)
{
    (void)engine, (void)poll, (void)context;
}

/* The rest of the header, so that the linker does not fetch the real engine. */
void qs_engine_listen(qs_engine *engine, qs_visit_listener *listener, void *context)
{
    (void)engine, (void)listener, (void)context;
}

int qs_engine_same_values(const qs_engine *engine, qs_scope scope, int member)
{
    return qs_layout_histogram(&engine->layout, scope, member) / 2;
}

uint64_t qs_engine_n_events(const qs_engine *engine)
{
    (void)engine;
    return 0;
}

uint64_t qs_engine_n_customers(const qs_engine *engine)
{
    (void)engine;
    return 0;
}

void qs_engine_want(qs_engine *engine, const qs_spot *spots, size_t n)
{
    (void)engine, (void)spots, (void)n;
}

void qs_engine_set_cut(qs_engine *engine, double cut)
{
    (void)engine, (void)cut;
}

/* NOLINTNEXTLINE(readability-non-const-parameter): it stands in for the engine's */
qs_status qs_engine_pilot(qs_engine *engine, const qs_replication_key *key, double *row, qs_pilot *pilot)
{
    (void)engine, (void)key, (void)row, (void)pilot;
    return QS_OK;
}

/* ---- the tests ---- */
static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    (void)context, (void)scenario;
    memset(out, 0, sizeof *out);
    return QS_OK;
}

static qs_plan the_plan(bool keep_rows)
{
    return (qs_plan){.n_scenarios = 1,
                     .n_replications = 26,
                     .block = 8,
                     .antithetic = true,
                     .keep_rows = keep_rows,
                     .confidence = 0.95};
}

static qs_worker *start(const qs_plan *plan)
{
    qs_worker *worker;
    const qs_model_source models = {make_model, NULL};
    assert_int_equal(qs_worker_new(plan, &models, &worker), QS_OK);
    return worker;
}

/* By definition: of the pairs that did not fail, the mean of the two; apart from them, the one that was
 * observed. */
static void expect_moments(const qs_block *block, int v)
{
    qs_moments expected = {0}, singles = {0};
    for (uint64_t r = block->first; r < block->first + block->n; r += 2) {
        double x = value_of(r, v), y = value_of(r + 1, v);
        if (fails(r) || fails(r + 1))
            continue;
        if (isnan(x) != isnan(y))
            qs_moments_add(&singles, isnan(x) ? y : x);
        else
            qs_moments_add(&expected, (x + y) / 2);
    }
    assert_memory_equal(&block->moments[v], &expected, sizeof expected);
    if (block->singles)
        assert_memory_equal(&block->singles[v], &singles, sizeof singles);
    else
        assert_int_equal(singles.n, 0);
}

static void expect_histograms(const qs_block *block)
{
    for (int h = 0; h < block->n_histograms; h++) {
        qs_histogram expected[2] = {{0}};
        for (uint64_t r = block->first; r < block->first + block->n; r += 2)
            for (uint64_t i = r; i < r + 2 && !fails(r) && !fails(r + 1); i++)
                assert_int_equal(count(i, 1, expected), QS_OK);
        const qs_histogram *found = &block->histograms[h];
        assert_int_equal(found->total, expected->total);
        for (uint32_t bin = found->first; bin < found->first + found->n; bin++) {
            uint64_t wanted = bin >= expected->first && bin < expected->first + expected->n
                                  ? expected->count[bin - expected->first]
                                  : 0;
            assert_int_equal(found->count[bin - found->first], wanted);
        }
        qs_histogram_clear(expected);
    }
}

static void test_pairs_by_definition(void **state)
{
    (void)state;
    for (int keep_rows = 0; keep_rows < 2; keep_rows++) {
        qs_plan plan = the_plan(keep_rows == 1);
        qs_worker *worker = start(&plan);
        const uint64_t n_failed[] = {1, 1, 2, 0}, first[] = {6, 11, 20, 0}, n[] = {8, 8, 8, 2};
        for (uint64_t i = 0; i < 4; i++) {
            qs_block block;
            assert_int_equal(qs_worker_do(worker, 0, i, &block), QS_OK);
            assert_int_equal(block.n, n[i]);
            assert_int_equal(block.n_failed, n_failed[i]);
            assert_int_equal(block.failed_first, first[i]);
            for (int v = 0; v < block.n_values; v++)
                expect_moments(&block, v);
            expect_histograms(&block);
            qs_block_clear(&block);
        }
        qs_worker_free(worker);
    }
}

/* Each replication has its own row, whatever becomes of its pair. */
static void test_rows_stay_single(void **state)
{
    (void)state;
    qs_plan plan = the_plan(true);
    qs_worker *worker = start(&plan);
    qs_block block;
    assert_int_equal(qs_worker_do(worker, 0, 1, &block), QS_OK);
    for (uint64_t r = 8; r < 16; r++) {
        for (int v = 0; v < block.n_values; v++) {
            double row = block.rows[(r - 8) * (uint64_t)block.n_values + (uint64_t)v], x = value_of(r, v);
            /* 10 was simulated twice, for 11 failed. */
            assert_true(fails(r) ? isnan(row) : row == x || (isnan(row) && isnan(x)));
        }
    }
    qs_block_clear(&block);
    qs_worker_free(worker);
}

/* ---- stopped and gone on with ---- */
static qs_bytes kept;

static qs_status keep(void *context, const qs_block *block)
{
    (void)context;
    qs_bytes_reset(&kept);
    return qs_block_pack(block, &kept);
}

/* One block of all replications, packed, from what was kept, if anything was. */
static qs_status do_block(const qs_plan *plan, qs_bytes *packed)
{
    qs_worker *worker = start(plan);
    qs_block block;
    qs_worker_set_keep(worker, keep, 1e9, NULL);
    if (kept.n > 0)
        assert_int_equal(qs_worker_go_on(worker, kept.data, kept.n), QS_OK);
    qs_bytes_reset(&kept);
    qs_status status = qs_worker_do(worker, 0, 0, &block);
    qs_bytes_reset(packed);
    if (!status)
        assert_int_equal(qs_block_pack(&block, packed), QS_OK);
    qs_block_clear(&block);
    qs_worker_free(worker);
    return status;
}

/* Given up in each call of the engine in turn, be it to take a pair back, and gone on with: the same block to
 * the byte. n_more [in] calls beyond one for each replication */
static void stop_everywhere(const qs_plan *plan, int n_more)
{
    qs_bytes whole = {0}, packed = {0};
    int n_kept = 0;
    n_calls = 0, stop_at = -1;
    qs_bytes_reset(&kept);
    assert_int_equal(do_block(plan, &whole), QS_OK);
    int n = n_calls;
    assert_int_equal(n, (int)plan->n_replications + n_more);
    for (int at = 0; at < n; at++) {
        qs_bytes_reset(&kept);
        n_calls = 0, stop_at = at;
        assert_int_equal(do_block(plan, &packed), QS_STOPPED);
        n_kept += kept.n > 0;
        stop_at = -1;
        assert_int_equal(do_block(plan, &packed), QS_OK);
        assert_int_equal(packed.n, whole.n);
        assert_memory_equal(packed.data, whole.data, whole.n);
    }
    assert_true(n_kept >= n / 3);
    qs_bytes_clear(&whole);
    qs_bytes_clear(&packed);
    qs_bytes_clear(&kept);
}

/* Single ones and pairs, with rows, with controls, with both. Of the pairs one is taken back, that of 10
 * and 11. */
static void test_stopped_anywhere(void **state)
{
    (void)state;
    for (int kind = 0; kind < 8; kind++) {
        qs_plan plan = the_plan((kind & 1) != 0);
        plan.block = plan.n_replications;
        plan.antithetic = (kind & 2) != 0;
        n_controls = kind & 4 ? QS_N_CONTROLS : 0;
        plan.has_controls = n_controls > 0;
        stop_everywhere(&plan, plan.antithetic ? 1 : 0);
    }
    n_controls = 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs_by_definition),
        cmocka_unit_test(test_rows_stay_single),
        cmocka_unit_test(test_stopped_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
