/* A policy that compares scenarios, and scenarios served in rounds: the same decisions and the same bits
 * whatever the order in which blocks come, and after any interruption. The "simulation" here is a hash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/policy.h"
#include "qsweep/sweep.h"

enum { N_SCENARIOS = 8, N_REPLICATIONS = 128, BLOCK = 2, N_BLOCKS = 64, MOST_FLYING = 48 };

static const double quantiles[1] = {0.5};

static double noise(uint64_t a, uint64_t b, uint64_t c)
{
    return (double)(qs_mix64(qs_mix64(qs_mix64(a + 1) + b) + c) >> 11) * 0x1p-53;
}

static qs_plan the_plan(void)
{
    return (qs_plan){
        .n_scenarios = N_SCENARIOS, .n_replications = N_REPLICATIONS, .block = BLOCK, .confidence = 0.9};
}

static qs_layout the_layout(void)
{
    qs_layout layout;
    qs_layout_init(&layout, 1, 1, 1, 0);
    return layout;
}

static void simulate(const qs_layout *layout, uint64_t scenario, uint64_t index, qs_block *block)
{
    assert_int_equal(qs_block_init(block, layout, 0), QS_OK);
    *block = (qs_block){.scenario = scenario,
                        .index = index,
                        .first = index * BLOCK,
                        .n = BLOCK,
                        .n_values = block->n_values,
                        .n_histograms = block->n_histograms,
                        .moments = block->moments,
                        .members = block->members,
                        .histograms = block->histograms};
    for (uint64_t r = block->first; r < block->first + BLOCK; r++)
        for (int v = 0; v < layout->n_values; v++)
            qs_moments_add(&block->moments[v], noise(scenario, r, (uint64_t)v));
}

/* ---- successive halving: at each barrier the better half goes on, to twice as many blocks ---- */

enum { FIRST_BARRIER = 16 };

typedef struct halving {
    qs_policy policy;
    uint64_t target[N_SCENARIOS]; /* of those that are in; of those that are out, where they ended */
    bool is_out[N_SCENARIOS], has_arrived[N_SCENARIOS];
    double mean[N_SCENARIOS];
    qs_decision decisions[N_SCENARIOS];
    size_t n_decisions;
} halving;

static void standing(const qs_policy *policy, uint64_t scenario, uint64_t n_blocks, qs_decision *decision)
{
    const halving *h = (const halving *)policy;
    (void)n_blocks;
    *decision = (qs_decision){scenario, h->target[scenario], h->is_out[scenario], false};
}

static bool all_are_there(const halving *h)
{
    for (int s = 0; s < N_SCENARIOS; s++)
        if (!h->is_out[s] && !h->has_arrived[s])
            return false;
    return true;
}

static int rank_of(const halving *h, int scenario)
{
    int rank = 0;
    for (int s = 0; s < N_SCENARIOS; s++)
        rank += !h->is_out[s] && h->mean[s] < h->mean[scenario];
    return rank;
}

static void pass_barrier(halving *h)
{
    int n = 0, rank[N_SCENARIOS];
    for (int s = 0; s < N_SCENARIOS; s++) {
        n += !h->is_out[s];
        rank[s] = rank_of(h, s);
    }
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        if (h->is_out[s])
            continue;
        bool goes_on = rank[s] < (n + 1) / 2 && h->target[s] < N_BLOCKS;
        h->target[s] = goes_on ? 2 * h->target[s] : h->target[s];
        h->is_out[s] = !goes_on;
        h->has_arrived[s] = false;
        h->decisions[h->n_decisions++] = (qs_decision){s, h->target[s], !goes_on, false};
    }
}

static qs_status look(qs_policy *policy, const qs_block *folded)
{
    halving *h = (halving *)policy;
    assert_int_equal(folded->index, h->target[folded->scenario]);
    assert_false(h->has_arrived[folded->scenario]);
    h->has_arrived[folded->scenario] = true;
    h->mean[folded->scenario] = folded->moments[0].mean;
    if (all_are_there(h))
        pass_barrier(h);
    return QS_OK;
}

static bool decide(qs_policy *policy, qs_decision *decision)
{
    halving *h = (halving *)policy;
    if (h->n_decisions == 0)
        return false;
    *decision = h->decisions[--h->n_decisions];
    return true;
}

static qs_status save(const qs_policy *policy, qs_bytes *record)
{
    const halving *h = (const halving *)policy;
    qs_status status = qs_bytes_put(record, h->target, sizeof h->target);
    return status ? status : qs_bytes_put(record, h->is_out, sizeof h->is_out);
}

static qs_status restore(qs_policy *policy, qs_reader *record)
{
    halving *h = (halving *)policy;
    qs_reader_get(record, h->target, sizeof h->target);
    qs_reader_get(record, h->is_out, sizeof h->is_out);
    return record->is_short ? qs_fail(QS_ERROR_FORMAT, "torn") : QS_OK;
}

static void free_halving(qs_policy *policy)
{
    qs_free(policy);
}

static const qs_policy_rules rules = {.looks_across = true,
                                      .standing = standing,
                                      .look = look,
                                      .decide = decide,
                                      .save = save,
                                      .restore = restore,
                                      .free = free_halving};

static qs_policy *new_halving(void)
{
    halving *h;
    assert_int_equal(qs_calloc(1, sizeof *h, &h), QS_OK);
    h->policy.rules = &rules;
    for (int s = 0; s < N_SCENARIOS; s++)
        h->target[s] = FIRST_BARRIER;
    return &h->policy;
}

/* ---- running it ---- */

typedef struct outcome {
    bool is_there[N_SCENARIOS];
    uint64_t n[N_SCENARIOS];
    double mean[N_SCENARIOS];
} outcome;

/* What a journal would have of it. */
typedef struct kept {
    outcome finished;
    qs_bytes beginnings[N_SCENARIOS], decisions;
} kept;

static qs_status keep_decided(void *context, const qs_bytes *record)
{
    kept *k = context;
    qs_bytes_reset(&k->decisions);
    return qs_bytes_put(&k->decisions, record->data, record->n);
}

static qs_status keep_finished(void *context, const qs_summary *summary)
{
    outcome *o = &((kept *)context)->finished;
    o->is_there[summary->scenario] = true;
    o->n[summary->scenario] = summary->n_replications;
    o->mean[summary->scenario] = summary->mean[0];
    return QS_OK;
}

static qs_status keep_begun(void *context, const qs_block *beginning)
{
    qs_bytes *bytes = &((kept *)context)->beginnings[beginning->scenario];
    qs_bytes_reset(bytes);
    return qs_block_pack(beginning, bytes);
}

static qs_sweep *begin(const qs_plan *plan, const qs_layout *layout, bool halves, bool has_rounds,
                       const kept *k)
{
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(plan, layout, quantiles, &sweep), QS_OK);
    if (halves)
        assert_int_equal(qs_sweep_set_policy(sweep, new_halving()), QS_OK);
    assert_int_equal(qs_sweep_restore_decisions(sweep, k->decisions.data, k->decisions.n), QS_OK);
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        qs_reader reader = {.data = k->beginnings[s].data, .n = k->beginnings[s].n};
        qs_block beginning = {0};
        if (k->finished.is_there[s]) {
            assert_int_equal(qs_sweep_skip(sweep, s, k->finished.n[s]), QS_OK);
        } else if (reader.n > 0) {
            assert_int_equal(qs_block_unpack(&reader, layout, &beginning), QS_OK);
            assert_int_equal(qs_sweep_restore(sweep, &beginning), QS_OK);
        }
    }
    if (has_rounds)
        qs_sweep_serve_in_rounds(sweep);
    return sweep;
}

/* Take what is finished, decisions first. */
static void take(qs_sweep *sweep, kept *k)
{
    qs_summary summary;
    assert_int_equal(qs_sweep_tell_decisions(sweep, keep_decided, k), QS_OK);
    while (qs_sweep_take(sweep, &summary)) {
        assert_int_equal(keep_finished(k, &summary), QS_OK);
        qs_summary_clear(&summary);
    }
}

/* Single blocks fly, n_flying at once, and come back in the order of a hash, until n_stop have. Gives how
 * many did. */
static size_t go_on(qs_sweep *sweep, const qs_layout *layout, size_t n_flying, uint64_t order, size_t n_stop,
                    kept *k)
{
    qs_task flying[MOST_FLYING];
    size_t n = 0, n_done = 0;
    take(sweep, k);
    while (n_done < n_stop && !qs_sweep_is_done(sweep)) {
        while (n < n_flying && qs_sweep_next(sweep, 1, &flying[n]))
            n++;
        assert_true(n > 0);
        size_t pick = (size_t)(noise(order, n_done, 5) * (double)n);
        qs_block block;
        simulate(layout, flying[pick].scenario, flying[pick].first_block, &block);
        flying[pick] = flying[--n];
        assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
        n_done++;
        take(sweep, k);
    }
    return n_done;
}

static void assert_same(const outcome *a, const outcome *b)
{
    for (int s = 0; s < N_SCENARIOS; s++) {
        assert_true(a->is_there[s] && b->is_there[s]);
        assert_int_equal(a->n[s], b->n[s]);
        assert_true(a->mean[s] == b->mean[s]);
    }
}

static void clear(kept *k)
{
    for (int s = 0; s < N_SCENARIOS; s++)
        qs_bytes_clear(&k->beginnings[s]);
    qs_bytes_clear(&k->decisions);
    memset(k, 0, sizeof *k);
}

/* By the definition, one scenario and one barrier at a time. */
static void play_by_hand(const qs_layout *layout, outcome *expected)
{
    qs_moments moments[N_SCENARIOS] = {{0}};
    halving *h = (halving *)new_halving();
    qs_decision decision;
    size_t n_out = 0;
    for (uint64_t from = 0, to = FIRST_BARRIER; n_out < N_SCENARIOS; from = to, to *= 2) {
        for (uint64_t s = 0; s < N_SCENARIOS; s++) {
            for (uint64_t i = from; i < to && !h->is_out[s]; i++) {
                qs_block block;
                simulate(layout, s, i, &block);
                qs_moments_merge(&moments[s], &block.moments[0]);
                qs_block_clear(&block);
            }
            h->mean[s] = moments[s].mean;
            h->has_arrived[s] = true;
        }
        pass_barrier(h);
        while (decide(&h->policy, &decision))
            if (decision.is_finished) {
                n_out++;
                expected->is_there[decision.scenario] = true;
                expected->n[decision.scenario] = decision.target * BLOCK;
                expected->mean[decision.scenario] = moments[decision.scenario].mean;
            }
    }
    free_halving(&h->policy);
}

static void test_scenarios_are_compared_at_barriers(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    const qs_layout layout = the_layout();
    outcome expected = {{false}, {0}, {0}};
    play_by_hand(&layout, &expected);
    uint64_t total = 0;
    for (int s = 0; s < N_SCENARIOS; s++)
        total += expected.n[s];
    assert_true(total < N_SCENARIOS * N_REPLICATIONS);
    for (uint64_t order = 0; order < 16; order++) {
        kept k = {0};
        qs_sweep *sweep = begin(&plan, &layout, true, order % 2 == 1, &k);
        size_t n = go_on(sweep, &layout, 1 + order * 3, order, SIZE_MAX, &k);
        assert_int_equal(n * BLOCK, total); /* nothing is simulated beyond a target */
        qs_sweep_free(sweep);
        assert_same(&k.finished, &expected);
        clear(&k);
    }
}

/* Left after any number of blocks and gone on with: the barriers that are passed are not passed anew. */
static void test_decisions_are_kept(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    const qs_layout layout = the_layout();
    outcome expected = {{false}, {0}, {0}};
    play_by_hand(&layout, &expected);
    for (size_t n_stop = 0; n_stop < 240; n_stop += 3) {
        kept k = {0};
        const qs_sweep_saver saver = {
            .finished = keep_finished, .begun = keep_begun, .decided = keep_decided, .context = &k};
        qs_sweep *sweep = begin(&plan, &layout, true, n_stop % 2 == 1, &k);
        go_on(sweep, &layout, 7, n_stop, n_stop, &k);
        assert_int_equal(qs_sweep_save(sweep, &saver), QS_OK);
        qs_sweep_free(sweep);
        sweep = begin(&plan, &layout, true, false, &k);
        go_on(sweep, &layout, 5, n_stop + 1, SIZE_MAX, &k);
        assert_int_equal(qs_sweep_n_left(sweep), 0);
        qs_sweep_free(sweep);
        assert_same(&k.finished, &expected);
        clear(&k);
    }
}

static void test_decisions_of_another_policy(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    const qs_layout layout = the_layout();
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    assert_int_equal(qs_sweep_restore_decisions(sweep, (const unsigned char *)"x", 1), QS_ERROR_FORMAT);
    assert_int_equal(qs_sweep_set_policy(sweep, new_halving()), QS_OK);
    assert_int_equal(qs_sweep_restore_decisions(sweep, (const unsigned char *)"x", 1), QS_ERROR_FORMAT);
    qs_sweep_free(sweep);
}

/* Every scenario has begun when an eighth of the work is done, and no bit is another. */
static void test_rounds(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    const qs_layout layout = the_layout();
    kept in_turn = {0};
    qs_sweep *sweep = begin(&plan, &layout, false, false, &in_turn);
    go_on(sweep, &layout, 1, 0, SIZE_MAX, &in_turn);
    qs_sweep_free(sweep);
    for (uint64_t order = 0; order < 8; order++) {
        kept k = {0};
        const qs_sweep_saver saver = {.finished = keep_finished, .begun = keep_begun, .context = &k};
        sweep = begin(&plan, &layout, false, true, &k);
        go_on(sweep, &layout, 1, order, N_SCENARIOS * (N_BLOCKS / 8 + 1), &k);
        assert_int_equal(qs_sweep_save(sweep, &saver), QS_OK);
        for (int s = 0; s < N_SCENARIOS; s++)
            assert_true(k.beginnings[s].n > 0);
        go_on(sweep, &layout, 1 + order * 5, order, SIZE_MAX, &k);
        qs_sweep_free(sweep);
        assert_same(&k.finished, &in_turn.finished);
        clear(&k);
    }
}

/* Rounds may begin at any time, also when scenarios have been left at different places. */
static void test_rounds_begin_late(void **state)
{
    (void)state;
    const qs_plan plan = the_plan();
    const qs_layout layout = the_layout();
    kept expected = {0};
    qs_sweep *sweep = begin(&plan, &layout, false, false, &expected);
    go_on(sweep, &layout, 1, 0, SIZE_MAX, &expected);
    qs_sweep_free(sweep);
    for (size_t n_stop = 0; n_stop < N_SCENARIOS * N_BLOCKS; n_stop += 17) {
        kept k = {0};
        const qs_sweep_saver saver = {.finished = keep_finished, .begun = keep_begun, .context = &k};
        sweep = begin(&plan, &layout, false, false, &k);
        go_on(sweep, &layout, 1, 0, n_stop / 2, &k);
        qs_sweep_serve_in_rounds(sweep);
        go_on(sweep, &layout, 1, n_stop, n_stop / 2, &k);
        assert_int_equal(qs_sweep_save(sweep, &saver), QS_OK);
        qs_sweep_free(sweep);
        sweep = begin(&plan, &layout, false, true, &k);
        go_on(sweep, &layout, 9, n_stop, SIZE_MAX, &k);
        assert_int_equal(qs_sweep_n_left(sweep), 0);
        qs_sweep_free(sweep);
        assert_same(&k.finished, &expected.finished);
        clear(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios_are_compared_at_barriers),
        cmocka_unit_test(test_decisions_are_kept),
        cmocka_unit_test(test_decisions_of_another_policy),
        cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_rounds_begin_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
