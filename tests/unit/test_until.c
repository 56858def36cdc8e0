/* Stopping when it is precise enough: the blocks and looks of a plan, the decision against its definition,
 * the same bits in any order and after going on from any beginning. The "simulation" here is a hash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/sweep.h"

enum { N_SCENARIOS = 6, MOST = 3000, MOST_OUT = 300 };

static const double quantiles[1] = {0.75};

static qs_layout the_layout(void)
{
    qs_layout layout;
    qs_layout_init(&layout, 1, 1, 1, 0);
    return layout;
}

/* Conditions on the system's mean wait and, more easily met, on the window's quantile of the sojourn. */
static qs_plan the_plan(qs_until *untils, double relative)
{
    untils[0] = (qs_until){.scope = QS_SYSTEM,
                           .metric = QS_METRIC_wait_mean,
                           .half_width = relative,
                           .is_relative = true,
                           .confidence = 0.95,
                           .least = 40,
                           .most = MOST};
    untils[1] = (qs_until){.scope = QS_WINDOW,
                           .metric = QS_METRIC_sojourn_quantile,
                           .half_width = 0.05,
                           .confidence = 0.9,
                           .least = 20,
                           .most = 500};
    qs_plan plan = {.n_scenarios = N_SCENARIOS,
                    .n_replications = MOST,
                    .n_untils = 2,
                    .untils = untils,
                    .confidence = 0.95,
                    .keep_rows = true};
    qs_plan_set_blocks(&plan);
    return plan;
}

static double noise(uint64_t a, uint64_t b, uint64_t c)
{
    return (double)(qs_mix64(qs_mix64(qs_mix64(a + 1) + b) + c) >> 11) * 0x1p-53;
}

/* Scenario s spreads by a factor of s + 1 more than the first. */
static double value_of(uint64_t scenario, uint64_t replication, int v)
{
    return 1 + 0.3 * (double)(scenario + 1) * (noise(scenario, replication, (uint64_t)v) - 0.5);
}

static void simulate(const qs_plan *plan, const qs_layout *layout, uint64_t scenario, uint64_t index,
                     qs_block *block)
{
    uint64_t first = qs_plan_block_first(plan, index), n = qs_plan_block_size(plan, index);
    assert_int_equal(qs_block_init(block, layout, n), QS_OK);
    block->scenario = scenario;
    block->index = index;
    block->first = first;
    block->n = n;
    assert_int_equal(qs_block_count_conditions(block, plan->n_untils), QS_OK);
    for (size_t i = 0; i < plan->n_untils; i++)
        block->n_other[i] = n; /* no value is 0 */
    for (uint64_t r = first; r < first + n; r++) {
        for (int v = 0; v < layout->n_values; v++) {
            double x = value_of(scenario, r, v);
            qs_moments_add(&block->moments[v], x);
            block->rows[(r - first) * (uint64_t)layout->n_values + (uint64_t)v] = x;
        }
        for (int h = 0; h < layout->n_histograms; h++) {
            const uint64_t one = 1;
            unsigned bin = qs_histogram_bin(value_of(scenario, r, 1000 + h));
            assert_int_equal(qs_histogram_add_counts(&block->histograms[h], bin, &one, 1), QS_OK);
        }
    }
}

/* ---- the plan ---- */

static void assert_blocks_cover(const qs_plan *plan, uint64_t multiple)
{
    uint64_t n = qs_plan_n_blocks(plan), end = 0;
    for (uint64_t i = 0; i < n; i++) {
        assert_int_equal(qs_plan_block_first(plan, i), end);
        assert_true(qs_plan_block_size(plan, i) > 0);
        assert_true(i + 1 == n || qs_plan_block_size(plan, i) % multiple == 0);
        assert_true(i < 128 || qs_plan_block_size(plan, i) <= end / 64);
        end += qs_plan_block_size(plan, i);
    }
    assert_int_equal(end, plan->n_replications);
    assert_int_equal(qs_plan_block_first(plan, n), end);
    assert_int_equal(qs_plan_block_size(plan, n), 0);
}

static void assert_looks_are_apart(const qs_plan *plan)
{
    uint64_t n = qs_plan_n_blocks(plan), look = qs_plan_next_look(plan, 0), looks = 1;
    uint64_t least =
        plan->untils[0].least < plan->n_replications ? plan->untils[0].least : plan->n_replications;
    assert_true(qs_plan_block_first(plan, look) >= least);
    assert_true(look == 1 || qs_plan_block_first(plan, look - 1) < least);
    while (look < n) {
        uint64_t next = qs_plan_next_look(plan, look);
        assert_true(next > look);
        assert_true(next == n || 8 * qs_plan_block_first(plan, next) >= 9 * qs_plan_block_first(plan, look));
        look = next;
        looks++;
    }
    assert_true(looks < 200);
}

static void test_blocks_and_looks(void **state)
{
    (void)state;
    for (uint64_t most = 2; most < 2000000000; most = most * 3 + 2) {
        for (uint64_t least = 2; least < 100000; least *= 3) {
            for (int is_paired = 0; is_paired < 2; is_paired++) {
                qs_until until = {.least = least, .most = most};
                qs_plan plan = {
                    .n_replications = most, .n_untils = 1, .untils = &until, .antithetic = is_paired == 1};
                qs_plan_set_blocks(&plan);
                assert_blocks_cover(&plan, is_paired ? 2 : 1);
                assert_looks_are_apart(&plan);
                assert_true(qs_plan_n_blocks(&plan) < 2000);
            }
        }
    }
}

/* The blocks are part of the results' definition, so these values never change. */
static void test_known_blocks(void **state)
{
    (void)state;
    qs_until until = {.least = 64, .most = 100000};
    qs_plan plan = {.n_replications = 100000, .n_untils = 1, .untils = &until};
    qs_plan_set_blocks(&plan);
    assert_int_equal(plan.block, 4);
    assert_int_equal(qs_plan_n_blocks(&plan), 610);
    const uint64_t firsts[][2] = {{128, 512},  {129, 520},  {192, 1024},
                                  {193, 1040}, {256, 2048}, {609, 99328}};
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++)
        assert_int_equal(qs_plan_block_first(&plan, firsts[i][0]), firsts[i][1]);
    const uint64_t looks[] = {64, 72, 84, 96, 108, 124, 140};
    uint64_t look = 0;
    for (size_t i = 0; i < sizeof looks / sizeof *looks; i++) {
        look = qs_plan_next_look(&plan, look);
        assert_int_equal(qs_plan_block_first(&plan, look), looks[i]);
    }
    plan = (qs_plan){.n_replications = 101, .antithetic = true};
    qs_plan_set_blocks(&plan);
    assert_int_equal(plan.block, 2);
    assert_int_equal(qs_plan_next_look(&plan, 0), qs_plan_n_blocks(&plan));
}

/* ---- the sweep ---- */

static void extend(qs_block *beginning, const qs_plan *plan, const qs_layout *layout, qs_block *block)
{
    assert_int_equal(qs_beginning_extend(beginning, plan, layout, block), QS_OK);
    qs_block_clear(block);
}

/* Run a sweep, keeping n_out blocks in flight and reporting them in the order of a hash; every third task
 * that begins a scenario comes as one beginning. Gives how many replications were simulated. */
static uint64_t go_on(qs_sweep *sweep, const qs_plan *plan, size_t n_out, uint64_t order,
                      qs_summary *summaries)
{
    qs_layout layout = the_layout();
    static qs_block out[MOST_OUT];
    size_t n = 0, n_taken = 0;
    uint64_t n_simulated = 0;
    qs_task task = {0};
    for (uint64_t step = 0; !qs_sweep_is_done(sweep); step++) {
        while (n < n_out && (task.n_blocks > 0 || qs_sweep_next(sweep, 1 + (step + order) % 7, &task))) {
            qs_block block;
            memset(&out[n], 0, sizeof out[n]);
            bool is_beginning = task.first_block == 0 && (task.scenario + order) % 3 == 0;
            do {
                simulate(plan, &layout, task.scenario, task.first_block++, &block);
                n_simulated += block.n;
                if (is_beginning)
                    extend(&out[n], plan, &layout, &block);
                else
                    out[n] = block;
                task.n_blocks--;
            } while (is_beginning && task.n_blocks > 0);
            n++;
        }
        assert_true(n > 0);
        size_t pick = (size_t)(noise(order, step, 0) * (double)n);
        assert_int_equal(qs_sweep_report(sweep, &out[pick]), QS_OK);
        assert_null(out[pick].moments);
        out[pick] = out[--n];
        while (qs_sweep_take(sweep, &summaries[n_taken]))
            n_taken++;
    }
    for (size_t i = 0; i < n; i++)
        qs_block_clear(&out[i]);
    assert_int_equal(n_taken, N_SCENARIOS);
    return n_simulated;
}

static uint64_t run(const qs_plan *plan, size_t n_out, uint64_t order, qs_summary *summaries)
{
    qs_layout layout = the_layout();
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(plan, &layout, quantiles, &sweep), QS_OK);
    uint64_t n = go_on(sweep, plan, n_out, order, summaries), used = 0;
    qs_progress progress = qs_sweep_progress(sweep);
    for (size_t i = 0; i < N_SCENARIOS; i++)
        used += summaries[i].n_replications;
    assert_int_equal(progress.replications, used);
    assert_int_equal(progress.n_replications, used);
    qs_sweep_free(sweep);
    return n;
}

static void assert_same_bits(const qs_summary *a, const qs_summary *b)
{
    size_t n = (size_t)a->n_values;
    assert_int_equal(a->scenario, b->scenario);
    assert_int_equal(a->n_replications, b->n_replications);
    assert_int_equal(a->is_imprecise, b->is_imprecise);
    assert_memory_equal(a->n, b->n, n * sizeof *a->n);
    assert_memory_equal(a->mean, b->mean, n * sizeof(double));
    assert_memory_equal(a->lower, b->lower, n * sizeof(double));
    assert_memory_equal(a->rows, b->rows, a->n_replications * n * sizeof(double));
}

static void clear(qs_summary *summaries)
{
    for (size_t i = 0; i < N_SCENARIOS; i++)
        qs_summary_clear(&summaries[i]);
}

static void test_any_order_gives_the_same_bits(void **state)
{
    (void)state;
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 0.03);
    qs_summary in_order[N_SCENARIOS] = {0}, other[N_SCENARIOS] = {0};
    uint64_t used = 0, n = run(&plan, 1, 0, in_order);
    for (size_t s = 0; s < N_SCENARIOS; s++)
        used += in_order[s].n_replications;
    assert_int_equal(n, used); /* nobody works ahead alone */
    const size_t ways[] = {2, 5, 40, MOST_OUT};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        n = run(&plan, ways[i], i + 1, other);
        for (size_t s = 0; s < N_SCENARIOS; s++)
            assert_same_bits(&in_order[s], &other[s]);
        assert_true(n >= used);
        clear(other);
    }
    assert_true(n > used); /* work ahead was done, and thrown away */
    clear(in_order);
}

/* The wider side of a quantile's interval, each replication having one value, in sections whose length
 * doubles as soon as there would be more than QS_SECTIONS. */
static double half_of_quantile(uint64_t scenario, uint64_t n, const qs_histogram *all, int h,
                               double confidence)
{
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 0);
    uint64_t length = qs_plan_section(&plan), n_sections = 0;
    while ((n + length - 1) / length > QS_SECTIONS)
        length *= 2;
    qs_histogram_point at;
    double squares = 0, lower, upper;
    assert_true(qs_histogram_find(all, quantiles[0], &at));
    for (uint64_t first = 0; first < n; first += length, n_sections++) {
        double off = 0;
        for (uint64_t r = first; r < first + length && r < n; r++) {
            unsigned bin = qs_histogram_bin(value_of(scenario, r, 1000 + h));
            off += (bin < at.bin ? 1 : bin == at.bin ? at.fraction : 0) - at.share;
        }
        squares += off * off;
    }
    double sd = sqrt(squares / (double)(n_sections - 1)) * (double)n_sections / (double)n;
    qs_share_bounds(at.share, qs_half_width(n_sections, sd, confidence), &lower, &upper);
    if (upper >= 1 || upper * (double)n > (double)(n - 1))
        return (double)INFINITY;
    return fmax(at.value - qs_histogram_quantile(all, lower), qs_histogram_quantile(all, upper) - at.value);
}

/* By definition, in long double: does a scenario's beginning of n replications meet both conditions? */
static bool is_met(uint64_t scenario, uint64_t n, const qs_until *untils, bool strictly)
{
    qs_layout layout = the_layout();
    int wait = qs_layout_index(&layout, QS_SYSTEM, 0, QS_METRIC_wait_mean, 0);
    int h = qs_layout_histogram(&layout, QS_WINDOW, 0) + 1;
    qs_histogram all = {0};
    long double sum = 0, squares = 0;
    for (uint64_t r = 0; r < n; r++) {
        const uint64_t one = 1;
        sum += value_of(scenario, r, wait);
        assert_int_equal(
            qs_histogram_add_counts(&all, qs_histogram_bin(value_of(scenario, r, 1000 + h)), &one, 1), 0);
    }
    double other = half_of_quantile(scenario, n, &all, h, untils[1].confidence);
    qs_histogram_clear(&all);
    for (uint64_t r = 0; r < n; r++) {
        long double x = value_of(scenario, r, wait) - sum / n;
        squares += x * x;
    }
    double half = qs_half_width(n, (double)sqrtl(squares / (n - 1)), untils[0].confidence);
    bool is_first =
        half <= untils[0].half_width * fabs((double)(sum / n)) || (!strictly && n >= untils[0].most);
    return is_first && (other <= untils[1].half_width || (!strictly && n >= untils[1].most));
}

static void test_decisions_by_definition(void **state)
{
    (void)state;
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 0.06);
    qs_summary summaries[N_SCENARIOS] = {0};
    run(&plan, 7, 5, summaries);
    uint64_t distinct = 0, n_imprecise = 0;
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        uint64_t look = qs_plan_next_look(&plan, 0);
        while (!is_met(s, qs_plan_block_first(&plan, look), untils, false))
            look = qs_plan_next_look(&plan, look);
        assert_int_equal(summaries[s].n_replications, qs_plan_block_first(&plan, look));
        distinct += s > 0 && summaries[s].n_replications != summaries[s - 1].n_replications;
        /* The quantile's condition counts as met from 500 on: where it is not, the scenario is imprecise. */
        assert_int_equal(summaries[s].is_imprecise, !is_met(s, summaries[s].n_replications, untils, true));
        n_imprecise += summaries[s].is_imprecise;
    }
    assert_true(distinct >= 3);
    assert_true(n_imprecise > 0 && n_imprecise < N_SCENARIOS);
    clear(summaries);
}

static void test_most_without_precision(void **state)
{
    (void)state;
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 1e-6);
    qs_summary summaries[N_SCENARIOS] = {0};
    run(&plan, 50, 2, summaries);
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        assert_int_equal(summaries[s].n_replications, MOST);
        assert_true(summaries[s].is_imprecise);
    }
    clear(summaries);
    untils[0].least = 2 * MOST; /* later than ever: decided at the end */
    qs_plan_set_blocks(&plan);
    run(&plan, 3, 2, summaries);
    assert_int_equal(summaries[0].n_replications, MOST);
    clear(summaries);
}

/* From every beginning of scenario 2, in a sweep of its own, the rest gives what the whole gave. */
static void test_going_on_from_any_beginning(void **state)
{
    (void)state;
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 0.03);
    qs_layout layout = the_layout();
    qs_summary whole[N_SCENARIOS] = {0}, other[N_SCENARIOS] = {0};
    run(&plan, 1, 0, whole);
    qs_block beginning = {0}, copy;
    qs_bytes bytes = {0};
    for (uint64_t i = 0; qs_plan_block_first(&plan, i) < whole[2].n_replications; i++) {
        qs_block block;
        qs_sweep *sweep;
        simulate(&plan, &layout, 2, i, &block);
        extend(&beginning, &plan, &layout, &block);
        qs_bytes_reset(&bytes);
        assert_int_equal(qs_block_pack(&beginning, &bytes), QS_OK);
        qs_reader reader = {.data = bytes.data, .n = bytes.n};
        assert_int_equal(qs_block_unpack(&reader, &layout, &copy), QS_OK);
        assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
        assert_int_equal(qs_sweep_restore(sweep, &copy), QS_OK);
        go_on(sweep, &plan, 1 + i % 5, i, other);
        qs_sweep_free(sweep);
        for (size_t s = 0; s < N_SCENARIOS; s++)
            assert_same_bits(&whole[s], &other[s]);
        clear(other);
    }
    qs_bytes_clear(&bytes);
    qs_block_clear(&beginning);
    clear(whole);
}

/* What comes too late is thrown away; what never was handed out is refused. */
static void test_late_and_foreign_blocks(void **state)
{
    (void)state;
    qs_until untils[2];
    qs_plan plan = the_plan(untils, 0.03);
    qs_layout layout = the_layout();
    qs_sweep *sweep;
    qs_task task;
    qs_block block;
    qs_summary summary;
    plan.n_scenarios = 1;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    uint64_t look = qs_plan_next_look(&plan, 0);
    assert_int_equal(qs_sweep_n_left(sweep), look);
    assert_true(qs_sweep_next(sweep, 1000, &task));
    assert_int_equal(task.n_blocks, look);
    assert_int_equal(qs_sweep_n_left(sweep), 0);
    assert_true(qs_sweep_next(sweep, 1000, &task)); /* ahead */
    assert_int_equal(task.first_block, look);
    simulate(&plan, &layout, 0, task.first_block + task.n_blocks, &block);
    assert_int_equal(qs_sweep_report(sweep, &block), QS_ERROR_INTERNAL);
    qs_block_clear(&block);
    for (uint64_t i = 0; i < look; i++) {
        simulate(&plan, &layout, 0, i, &block);
        assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
    }
    simulate(&plan, &layout, 0, look, &block);
    assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
    assert_null(block.moments);
    assert_true(qs_sweep_take(sweep, &summary));
    assert_int_equal(summary.n_replications, qs_plan_block_first(&plan, look));
    assert_int_equal(qs_sweep_progress(sweep).replications, summary.n_replications);
    qs_summary_clear(&summary);
    simulate(&plan, &layout, 0, look + 1, &block);
    assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
    qs_sweep_free(sweep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks_and_looks),
        cmocka_unit_test(test_known_blocks),
        cmocka_unit_test(test_any_order_gives_the_same_bits),
        cmocka_unit_test(test_decisions_by_definition),
        cmocka_unit_test(test_most_without_precision),
        cmocka_unit_test(test_going_on_from_any_beginning),
        cmocka_unit_test(test_late_and_foreign_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
