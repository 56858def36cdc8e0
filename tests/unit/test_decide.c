/* The decider: the same answer to the bit whatever the order in which outcomes come, and after any
 * interruption; and how often it is right where the truth is known. The "simulation" here is a hash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/contest.h"
#include "qsweep/decide.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"

enum { N = 30, MOST_FLYING = 64, MOST_KEPT = 4096 };

static double uniform(uint64_t a, uint64_t b, uint64_t c)
{
    return ((double)(qs_mix64(qs_mix64(qs_mix64(a + 1) + b) + c) >> 11) + 0.5) * 0x1p-53;
}

/* Of a scenario: a share that falls with its number, and a mean that does. Scenario 3 fails now and then,
 * scenario 5 always. */
typedef struct world {
    uint64_t seed;
    double share[N]; /* chance of a customer out of 20 */
    bool fails;
} world;

static double outcome(const world *w, uint64_t scenario, uint64_t i, uint64_t column)
{
    double sum = 0;
    if (w->fails && (scenario == 5 || (scenario == 3 && i % 7 == 0)))
        return (double)INFINITY;
    for (uint64_t k = 0; k < 20; k++)
        sum += uniform(w->seed * 1000 + scenario, i, k) < w->share[scenario];
    return column == 0 ? sum / 20 : sum / 20 + 0.1 * (uniform(w->seed, i, 100) - 0.5);
}

static qs_select_cell cells[2] = {
    {.promise = 0, .rule = {.kind = QS_TEST_SHARE, .limit = 0.1, .tolerance = 0.02}},
    {.promise = 1, .rule = {.kind = QS_TEST_MEAN, .limit = 0.12, .tolerance = 0.03}}};

static qs_plan cheapest(void)
{
    return (qs_plan){
        .n_scenarios = N,
        .select = {QS_SELECT_CHEAPEST, .sure = 0.95, .max = 4000, .report = 5, .n_cells = 2, .cells = cells}};
}

static qs_plan best(void)
{
    return (qs_plan){.n_scenarios = N,
                     .select = {QS_SELECT_BEST, .sure = 0.95, .max = 4000, .report = 5, .n_cells = 1,
                                .cells = &cells[1], .tolerance = 0.02}};
}

static world falling(uint64_t seed, bool fails)
{
    world w = {.seed = seed, .fails = fails};
    for (int s = 0; s < N; s++)
        w.share[s] = 0.3 * (1 - s / (double)N);
    return w;
}

/* ---- running it ---- */

typedef struct kept {
    qs_outcomes pieces[MOST_KEPT];
    size_t n;
} kept;

static void keep(kept *k, const qs_plan *plan, const qs_outcomes *piece)
{
    assert_true(k->n < MOST_KEPT);
    qs_outcomes *copy = &k->pieces[k->n++];
    assert_int_equal(qs_outcomes_init(copy, plan, piece->scenario, piece->first, piece->n), QS_OK);
    memcpy(copy->values, piece->values, piece->n * piece->n_columns * sizeof(double));
}

static void clear(kept *k)
{
    for (size_t i = 0; i < k->n; i++)
        qs_outcomes_clear(&k->pieces[i]);
    k->n = 0;
}

static qs_outcomes simulate(const qs_plan *plan, const world *w, const qs_task *task)
{
    qs_outcomes piece;
    assert_true(task->is_outcomes && task->n_blocks > 0);
    assert_int_equal(qs_outcomes_init(&piece, plan, task->scenario, task->first_block, task->n_blocks),
                     QS_OK);
    for (uint64_t i = 0; i < piece.n; i++)
        for (uint64_t c = 0; c < piece.n_columns; c++)
            piece.values[i * piece.n_columns + c] =
                outcome(w, piece.scenario, piece.first + i, piece.n_columns == 1 ? 1 : c);
    return piece;
}

/* A worker that has a scenario's first piece stops where it is decided. */
static void stop_early(const qs_plan *plan, qs_outcomes *piece)
{
    qs_contest contest = {0};
    qs_test_rule *rules;
    qs_finding finding;
    uint64_t n = 0;
    assert_int_equal(qs_contest_rules(plan, &rules), QS_OK);
    assert_int_equal(qs_contest_begin(&contest, plan, rules), QS_OK);
    while (n < piece->n &&
           qs_contest_tell(&contest, plan, rules, piece->values + n * piece->n_columns, &finding))
        n++;
    piece->n = n < piece->n ? n + 1 : n;
    qs_contest_clear(&contest);
    qs_free(rules);
}

static qs_decider *begin(const qs_plan *plan, const double *cost, const kept *before)
{
    qs_decider *d;
    assert_int_equal(qs_decider_new(plan, cost, &d), QS_OK);
    for (size_t i = 0; i < before->n; i++) {
        qs_outcomes piece;
        const qs_outcomes *k = &before->pieces[i];
        assert_int_equal(qs_outcomes_init(&piece, plan, k->scenario, k->first, k->n), QS_OK);
        memcpy(piece.values, k->values, k->n * k->n_columns * sizeof(double));
        assert_int_equal(qs_decider_file(d, &piece), QS_OK);
    }
    qs_decider_go_on(d);
    return d;
}

/* Tasks fly, n_flying at once, and come back in the order of a hash, until n_stop have. */
static void go_on(qs_decider *d, const qs_plan *plan, const world *w, size_t n_flying, uint64_t order,
                  size_t n_stop, kept *k)
{
    qs_task flying[MOST_FLYING];
    size_t n = 0, n_done = 0;
    while (n_done < n_stop && !qs_decider_result(d)->is_over) {
        while (n < n_flying && qs_decider_next(d, &flying[n]))
            n++;
        assert_true(n > 0);
        size_t pick = (size_t)(uniform(order, n_done, 5) * (double)n);
        qs_outcomes piece = simulate(plan, w, &flying[pick]);
        if (order % 2 && piece.first == 0 && plan->select.kind == QS_SELECT_CHEAPEST)
            stop_early(plan, &piece);
        flying[pick] = flying[--n];
        if (k)
            keep(k, plan, &piece);
        assert_int_equal(qs_decider_file(d, &piece), QS_OK);
        n_done++;
    }
}

static bool equal(const double *a, const double *b, size_t n)
{
    return memcmp(a, b, n * sizeof *a) == 0;
}

static void assert_same(const qs_decided *a, const qs_decided *b)
{
    size_t n = a->n_scenarios * a->n_cells;
    assert_true(a->is_over && b->is_over && a->has_chosen == b->has_chosen);
    assert_int_equal(a->chosen, b->chosen);
    assert_int_equal(a->n_open, b->n_open);
    assert_int_equal(a->n_used, b->n_used);
    assert_memory_equal(a->choice, b->choice, a->n_scenarios);
    assert_memory_equal(a->is_reported, b->is_reported, a->n_scenarios);
    assert_memory_equal(a->replications, b->replications, a->n_scenarios * sizeof(int64_t));
    assert_memory_equal(a->finding, b->finding, n);
    assert_true(equal(a->mean, b->mean, n) && equal(a->upper, b->upper, n) && equal(a->lower, b->lower, n));
}

/* Costs in no order, some equal. */
static void costs(double *cost)
{
    for (int s = 0; s < N; s++)
        cost[s] = floor(s * 7 % N / 2.0);
}

static void any_order(const qs_plan *plan, const world *w)
{
    double cost[N];
    kept nothing = {.n = 0};
    costs(cost);
    qs_decider *alone = begin(plan, cost, &nothing);
    go_on(alone, plan, w, 1, 0, SIZE_MAX, NULL);
    for (uint64_t order = 1; order < 20; order++) {
        qs_decider *d = begin(plan, cost, &nothing);
        go_on(d, plan, w, 1 + order * 3, order, SIZE_MAX, NULL);
        assert_same(qs_decider_result(alone), qs_decider_result(d));
        qs_decider_free(d);
    }
    qs_decider_free(alone);
}

static void any_interruption(const qs_plan *plan, const world *w)
{
    static kept k;
    double cost[N];
    kept nothing = {.n = 0};
    costs(cost);
    qs_decider *alone = begin(plan, cost, &nothing);
    go_on(alone, plan, w, 1, 0, SIZE_MAX, NULL);
    for (size_t n_stop = 0; n_stop < 120; n_stop += 3) {
        clear(&k);
        qs_decider *d = begin(plan, cost, &nothing);
        go_on(d, plan, w, 7, n_stop, n_stop, &k);
        qs_decider_free(d);
        d = begin(plan, cost, &k); /* and once more */
        go_on(d, plan, w, 3, n_stop + 1, 11, &k);
        qs_decider_free(d);
        d = begin(plan, cost, &k);
        go_on(d, plan, w, 5, n_stop + 2, SIZE_MAX, NULL);
        assert_same(qs_decider_result(alone), qs_decider_result(d));
        qs_decider_free(d);
    }
    clear(&k);
    qs_decider_free(alone);
}

static void test_any_order(void **state)
{
    (void)state;
    const qs_plan plans[] = {cheapest(), best()};
    for (int p = 0; p < 2; p++)
        for (uint64_t seed = 0; seed < 3; seed++) {
            const world w = falling(seed, seed == 2);
            any_order(&plans[p], &w);
        }
}

static void test_any_interruption(void **state)
{
    (void)state;
    const qs_plan plans[] = {cheapest(), best()};
    for (int p = 0; p < 2; p++)
        for (uint64_t seed = 0; seed < 2; seed++) {
            const world w = falling(seed, seed == 1);
            any_interruption(&plans[p], &w);
        }
}

/* ---- whether it is right ---- */

static uint64_t decide(const qs_plan *plan, const double *cost, const world *w, qs_decided *out)
{
    kept nothing = {.n = 0};
    qs_decider *d = begin(plan, cost, &nothing);
    go_on(d, plan, w, 1, 0, SIZE_MAX, NULL);
    *out = *qs_decider_result(d);
    uint64_t chosen = out->has_chosen ? out->chosen : UINT64_MAX;
    qs_decider_free(d);
    return chosen;
}

/* Good: it breaks nothing by the tolerance or more, and nothing cheaper keeps all with the tolerance to spare.
 */
static void test_the_cheapest_is_right(void **state)
{
    (void)state;
    const qs_plan plan = cheapest();
    double cost[N];
    unsigned good = 0, n = 200;
    for (int s = 0; s < N; s++)
        cost[s] = s;
    for (uint64_t seed = 0; seed < n; seed++) {
        const world w = falling(seed + 100, false);
        qs_decided decided;
        uint64_t chosen = decide(&plan, cost, &w, &decided);
        good += chosen < N && w.share[chosen] < 0.12 && (chosen == 0 || w.share[chosen - 1] > 0.08);
    }
    assert_true(good >= 190 - 12); /* 95 %, less four standard deviations */
}

/* All that cost less lie exactly at limit + tolerance, so that accepting one is wrong; with none that keeps
 * it, any is. */
static void test_nothing_is_accepted_falsely(void **state)
{
    (void)state;
    qs_plan plan = cheapest();
    double cost[N];
    unsigned wrong = 0, n = 60;
    plan.select.n_cells = 1;
    plan.select.max = 600;
    for (int s = 0; s < N; s++)
        cost[s] = s;
    for (uint64_t seed = 0; seed < n; seed++) {
        world w = {.seed = seed + 5000};
        for (int s = 0; s < N; s++)
            w.share[s] = 0.12;
        qs_decided decided;
        wrong += decide(&plan, cost, &w, &decided) != UINT64_MAX;
    }
    assert_true(wrong <= 8); /* 2.5 % of 60, and four standard deviations and more */
}

/* Equal costs: the first of them by number that keeps all. */
static void test_equal_costs(void **state)
{
    (void)state;
    const qs_plan plan = cheapest();
    double cost[N];
    world w = {.seed = 9};
    qs_decided decided;
    for (int s = 0; s < N; s++) {
        cost[s] = 1;
        w.share[s] = s < 4 ? 0.3 : 0.01;
    }
    assert_int_equal(decide(&plan, cost, &w, &decided), 4);
}

/* A failed replication is no observation; where all fail nothing is found, and it does not take for ever. */
static void test_failures(void **state)
{
    (void)state;
    const qs_plan plan = cheapest();
    const world w = falling(4, true);
    double cost[N];
    kept nothing = {.n = 0};
    for (int s = 0; s < N; s++)
        cost[s] = s == 5 ? -1 : s;
    qs_decider *d = begin(&plan, cost, &nothing);
    go_on(d, &plan, &w, 1, 0, SIZE_MAX, NULL);
    const qs_decided *decided = qs_decider_result(d);
    assert_int_equal(decided->choice[5], QS_CHOICE_FAILED);
    assert_int_equal(decided->replications[5], 64);
    assert_true(decided->has_chosen && decided->chosen > 5);
    assert_int_equal(decided->n_open, 1);
    qs_decider_free(d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_any_interruption),
        cmocka_unit_test(test_the_cheapest_is_right),
        cmocka_unit_test(test_nothing_is_accepted_falsely),
        cmocka_unit_test(test_equal_costs),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
