/* The sweep: the same bits whatever the order, summaries against their definition, bounded memory, no block
 * taken for another. The "simulation" here is a hash.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "qsweep/hash.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"
#include "qsweep/sweep.h"

enum { N_SCENARIOS = 5, N_REPLICATIONS = 203, BLOCK = 4, N_BLOCKS = 51, MAX_BLOCKS = N_SCENARIOS * N_BLOCKS };

static const double quantiles[2] = {0.5, 0.95};

static double noise(uint64_t a, uint64_t b, uint64_t c)
{
    return (double)(qs_mix64(qs_mix64(qs_mix64(a + 1) + b) + c) >> 11) * 0x1p-53;
}

static bool fails(uint64_t scenario, uint64_t replication)
{
    return scenario == 2 && replication % 50 == 11;
}

/* What a "replication" measures; one value in sixteen is not observed. */
static double value_of(uint64_t scenario, uint64_t replication, int v)
{
    double x = noise(scenario, replication, (uint64_t)v);
    return x < 1.0 / 16 ? (double)NAN : 1000 + 10 * x;
}

static void count_waits(qs_histogram *histogram, uint64_t scenario, uint64_t replication, uint64_t which)
{
    for (uint64_t i = 0; i < 20; i++) {
        const uint64_t one = 1;
        unsigned bin = qs_histogram_bin(1000 + 10 * noise(scenario, replication * 64 + which, i));
        assert_int_equal(qs_histogram_add_counts(histogram, bin, &one, 1), QS_OK);
    }
}

static void simulate(const qs_plan *plan, const qs_layout *layout, uint64_t scenario, uint64_t index,
                     qs_block *block)
{
    uint64_t first = index * plan->block, left = plan->n_replications - first;
    uint64_t n = left < plan->block ? left : plan->block;
    assert_int_equal(qs_block_init(block, layout, plan->keep_rows ? n : 0), QS_OK);
    block->scenario = scenario;
    block->index = index;
    block->first = first;
    block->n = n;
    for (uint64_t r = first; r < first + n; r++) {
        if (fails(scenario, r)) {
            block->failed_first = block->n_failed++ ? block->failed_first : r;
            block->failed_status = QS_ERROR_NUMERIC;
            continue;
        }
        for (int v = 0; v < layout->n_values; v++) {
            qs_moments_add(&block->moments[v], value_of(scenario, r, v));
            if (block->rows)
                block->rows[(r - first) * (uint64_t)layout->n_values + (uint64_t)v] =
                    value_of(scenario, r, v);
        }
        for (int h = 0; h < layout->n_histograms; h++)
            count_waits(&block->histograms[h], scenario, r, (uint64_t)h);
    }
}

static qs_plan the_plan(void)
{
    return (qs_plan){.n_scenarios = N_SCENARIOS,
                     .n_replications = N_REPLICATIONS,
                     .block = BLOCK,
                     .confidence = 0.9,
                     .keep_rows = true};
}

static qs_layout the_layout(void)
{
    qs_layout layout;
    qs_layout_init(&layout, 1, 2, 2, 1);
    return layout;
}

/* Take what is finished; gives how many scenarios have been taken so far. */
static size_t take(qs_sweep *sweep, qs_summary *summaries, size_t n)
{
    qs_summary summary;
    while (qs_sweep_take(sweep, &summary)) {
        assert_int_equal(summary.scenario, n);
        summaries[n++] = summary;
    }
    return n;
}

/* Run a sweep with tasks of up to max_blocks, keeping `n_out` blocks in flight and reporting them in the
 * order of a hash of `order`. */
static void run(uint64_t max_blocks, size_t n_out, uint64_t order, qs_summary *summaries)
{
    qs_plan plan = the_plan();
    qs_layout layout = the_layout();
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    qs_block out[MAX_BLOCKS];
    size_t n = 0, n_taken = 0;
    qs_task task = {0};
    for (uint64_t step = 0; !qs_sweep_is_done(sweep); step++) {
        while (n < n_out && (task.n_blocks > 0 || qs_sweep_next(sweep, max_blocks, &task))) {
            assert_true(task.n_blocks <= max_blocks);
            simulate(&plan, &layout, task.scenario, task.first_block++, &out[n++]);
            task.n_blocks--;
        }
        assert_true(n > 0);
        size_t pick = (size_t)(noise(order, step, 0) * (double)n);
        assert_int_equal(qs_sweep_report(sweep, &out[pick]), QS_OK);
        assert_null(out[pick].moments);
        out[pick] = out[--n];
        n_taken = take(sweep, summaries, n_taken);
    }
    assert_int_equal(n_taken, N_SCENARIOS);
    qs_progress progress = qs_sweep_progress(sweep);
    assert_int_equal(progress.scenarios, N_SCENARIOS);
    assert_int_equal(progress.replications, N_SCENARIOS * N_REPLICATIONS);
    assert_int_equal(progress.n_replications, N_SCENARIOS * N_REPLICATIONS);
    qs_sweep_free(sweep);
}

static void assert_same_bits(const qs_summary *a, const qs_summary *b)
{
    size_t n = (size_t)a->n_values;
    assert_int_equal(a->n_values, b->n_values);
    assert_int_equal(a->n_failed, b->n_failed);
    assert_int_equal(a->failed_first, b->failed_first);
    assert_int_equal(a->failed_status, b->failed_status);
    assert_memory_equal(a->n, b->n, n * sizeof *a->n);
    assert_memory_equal(a->mean, b->mean, n * sizeof(double));
    assert_memory_equal(a->sd, b->sd, n * sizeof(double));
    assert_memory_equal(a->lower, b->lower, n * sizeof(double));
    assert_memory_equal(a->upper, b->upper, n * sizeof(double));
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
    qs_summary in_order[N_SCENARIOS], other[N_SCENARIOS];
    run(1, 1, 0, in_order);
    const size_t ways[][2] = {{1, 3}, {7, 20}, {1000, 200}, {3, MAX_BLOCKS}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        run(ways[i][0], ways[i][1], i + 1, other);
        for (size_t s = 0; s < N_SCENARIOS; s++)
            assert_same_bits(&in_order[s], &other[s]);
        clear(other);
    }
    clear(in_order);
}

static void assert_close(double value, double expected)
{
    if (!(fabs(value - expected) <= 1e-12 * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

/* Mean and squared deviations from `about` (NaN: from the mean) of a value over the replications, in long
 * double. */
static uint64_t directly(uint64_t scenario, int v, double about, double *mean, double *sd)
{
    long double sum = 0, squares = 0;
    uint64_t n = 0;
    for (uint64_t r = 0; r < N_REPLICATIONS; r++) {
        double x = value_of(scenario, r, v);
        if (fails(scenario, r) || isnan(x))
            continue;
        sum += x;
        n++;
    }
    *mean = (double)(sum / n);
    for (uint64_t r = 0; r < N_REPLICATIONS; r++) {
        double x = value_of(scenario, r, v);
        long double off = x - (isnan(about) ? sum / n : (long double)about);
        if (!fails(scenario, r) && !isnan(x))
            squares += off * off;
    }
    *sd = (double)sqrtl(squares / (n - 1));
    return n;
}

static void test_means_by_definition(void **state)
{
    (void)state;
    qs_summary summaries[N_SCENARIOS];
    qs_layout layout = the_layout();
    run(5, 9, 1, summaries);
    int v = qs_layout_index(&layout, QS_WINDOW, 1, QS_METRIC_wait_mean, 0);
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        double mean, sd;
        uint64_t n = directly(s, v, (double)NAN, &mean, &sd);
        assert_int_equal(summaries[s].n[v], n);
        assert_close(summaries[s].mean[v], mean);
        assert_true(fabs(summaries[s].sd[v] - sd) < 1e-9 * sd);
        double half = qs_half_width(n, summaries[s].sd[v], 0.9);
        assert_true(summaries[s].lower[v] == summaries[s].mean[v] - half);
        assert_true(summaries[s].upper[v] == summaries[s].mean[v] + half);
        assert_true(half > 0);
    }
    clear(summaries);
}

/* How far a section's count of values at or below a point of the histogram is from a share p of its values.
 */
static double off_by(const qs_histogram_point *at, uint64_t first, uint64_t n, uint64_t h)
{
    double below = 0, all = 0;
    for (uint64_t r = first; r < first + n; r++) {
        qs_histogram one = {0};
        count_waits(&one, 0, r, h);
        for (uint32_t i = 0; i < one.n; i++) {
            all += (double)one.count[i];
            below += (one.first + i < at->bin    ? 1
                      : one.first + i == at->bin ? at->fraction
                                                 : 0) *
                     (double)one.count[i];
        }
        qs_histogram_clear(&one);
    }
    return below - at->share * all;
}

/* The ends of the interval of a quantile of scenario 0: on the share, by linearisation over sections. */
static void ends_by_definition(const qs_histogram *all, double p, uint64_t h, double *lower, double *upper)
{
    qs_plan plan = the_plan();
    uint64_t length = qs_plan_section(&plan), n = 0;
    qs_histogram_point at;
    double squares = 0, low, high;
    assert_true(qs_histogram_find(all, p, &at));
    for (uint64_t first = 0; first < N_REPLICATIONS; first += length, n++) {
        uint64_t left = N_REPLICATIONS - first;
        double off = off_by(&at, first, left < length ? left : length, h);
        squares += off * off;
    }
    assert_true(n <= QS_SECTIONS && n > QS_SECTIONS / 2 - 1);
    double sd =
        sqrt(squares / (double)(n - 1)) * (double)n / (double)all->total; /* half width: t sd / sqrt n */
    qs_share_bounds(p, qs_half_width(n, sd, 0.9), &low, &high);
    *lower = qs_histogram_quantile(all, low);
    *upper = qs_histogram_quantile(all, high);
}

static void test_quantiles_by_definition(void **state)
{
    (void)state;
    qs_summary summaries[N_SCENARIOS];
    qs_layout layout = the_layout();
    run(5, 9, 1, summaries);
    for (int item = 0; item < 2; item++) {
        int v = qs_layout_index(&layout, QS_CLASS, 0, QS_METRIC_sojourn_quantile, item);
        int h = qs_layout_histogram(&layout, QS_CLASS, 0) + 1;
        qs_histogram all = {0};
        for (uint64_t r = 0; r < N_REPLICATIONS; r++)
            count_waits(&all, 0, r, (uint64_t)h);
        double quantile = qs_histogram_quantile(&all, quantiles[item]), mean, sd;
        uint64_t n = directly(0, v, quantile, &mean, &sd);
        assert_true(summaries[0].mean[v] == quantile);
        assert_true(fabs(summaries[0].sd[v] - sd) < 1e-9 * sd);
        double lower, upper;
        assert_int_equal(summaries[0].n[v], n);
        ends_by_definition(&all, quantiles[item], (uint64_t)h, &lower, &upper);
        assert_true(lower < quantile && quantile < upper && !isinf(upper));
        assert_close(summaries[0].lower[v], lower);
        assert_close(summaries[0].upper[v], upper);
        qs_histogram_clear(&all);
    }
    clear(summaries);
}

static void test_failures_and_rows(void **state)
{
    (void)state;
    qs_summary summaries[N_SCENARIOS];
    run(1000, 200, 3, summaries);
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        assert_int_equal(summaries[s].n_failed, s == 2 ? 4 : 0);
        assert_int_equal(summaries[s].failed_status, s == 2 ? QS_ERROR_NUMERIC : QS_OK);
    }
    assert_int_equal(summaries[2].failed_first, 11);
    size_t n = (size_t)summaries[4].n_values;
    for (uint64_t r = 0; r < N_REPLICATIONS; r++) {
        double x = value_of(4, r, 3), row = summaries[4].rows[r * n + 3];
        assert_true(row == x || (isnan(row) && isnan(x)));
    }
    clear(summaries);
}

static void test_too_few_observations(void **state)
{
    (void)state;
    qs_plan plan = {.n_scenarios = 1, .n_replications = 1, .block = 1, .confidence = 0.95};
    qs_layout layout = the_layout();
    qs_sweep *sweep;
    qs_task task;
    qs_block block;
    qs_summary summary;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    assert_true(qs_sweep_next(sweep, 9, &task));
    assert_int_equal(qs_block_init(&block, &layout, 0), QS_OK);
    block.n = 1;
    qs_moments_add(&block.moments[0], 5);
    assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
    assert_true(qs_sweep_take(sweep, &summary));
    assert_true(summary.mean[0] == 5 && isnan(summary.sd[0]) && isnan(summary.lower[0]) &&
                isnan(summary.upper[0]));
    assert_true(isnan(summary.mean[1]));
    int q = qs_layout_index(&layout, QS_SYSTEM, 0, QS_METRIC_wait_quantile, 0);
    assert_true(isnan(summary.mean[q]) && isnan(summary.sd[q]));
    assert_true(qs_sweep_is_done(sweep));
    assert_false(qs_sweep_take(sweep, &summary));
    qs_summary_clear(&summary);
    qs_sweep_free(sweep);
}

/* What was not handed out, comes twice or is of another layout is refused, and does no harm. */
static void test_unexpected_blocks(void **state)
{
    (void)state;
    qs_plan plan = the_plan();
    qs_layout layout = the_layout(), other;
    qs_layout_init(&other, 1, 3, 2, 1);
    qs_sweep *sweep;
    qs_task task;
    qs_block block;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    assert_int_equal(qs_sweep_n_left(sweep), MAX_BLOCKS);
    assert_true(qs_sweep_next(sweep, 2, &task));
    assert_int_equal(qs_sweep_n_left(sweep), MAX_BLOCKS - 2);
    const uint64_t wrong[][2] = {{0, 2}, {1, 0}, {N_SCENARIOS, 0}, {0, N_BLOCKS}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        simulate(&plan, &layout, 0, 0, &block);
        block.scenario = wrong[i][0];
        block.index = wrong[i][1];
        assert_int_equal(qs_sweep_report(sweep, &block), QS_ERROR_INTERNAL);
        qs_block_clear(&block);
    }
    simulate(&plan, &other, 0, 0, &block);
    assert_int_equal(qs_sweep_report(sweep, &block), QS_ERROR_INTERNAL);
    qs_block_clear(&block);
    for (int time = 0; time < 2; time++) {
        simulate(&plan, &layout, 0, 1, &block);
        assert_int_equal(qs_sweep_report(sweep, &block), time == 0 ? QS_OK : QS_ERROR_INTERNAL);
        qs_block_clear(&block);
    }
    assert_int_equal(qs_sweep_progress(sweep).replications, BLOCK);
    qs_sweep_free(sweep);
}

/* One slow scenario must not let the others pile up: with rows as large as these, two are open at most. */
static void test_a_slow_scenario_holds_the_others_back(void **state)
{
    (void)state;
    qs_layout layout = the_layout();
    uint64_t n_rows = ((uint64_t)66 << 20) / sizeof(double) / (uint64_t)layout.n_values;
    qs_plan plan = {
        .n_scenarios = 4, .n_replications = n_rows, .block = n_rows, .confidence = 0.95, .keep_rows = true};
    qs_sweep *sweep;
    qs_task tasks[4];
    qs_block block;
    qs_summary summary;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    assert_true(qs_sweep_next(sweep, 1, &tasks[0]));
    assert_true(qs_sweep_next(sweep, 1, &tasks[1]));
    assert_false(qs_sweep_next(sweep, 1, &tasks[2]));
    assert_int_equal(qs_sweep_n_left(sweep), 2);
    for (int turn = 0; turn < 2; turn++) {
        assert_int_equal(qs_block_init(&block, &layout, plan.n_replications), QS_OK);
        block.scenario = turn == 0 ? 1 : 0;
        block.n = plan.n_replications;
        assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
        assert_true(qs_sweep_take(sweep, &summary) == (turn == 1));
        assert_true(qs_sweep_next(sweep, 1, &tasks[2]) == (turn == 1));
    }
    assert_int_equal(tasks[2].scenario, 2);
    qs_summary_clear(&summary);
    assert_true(qs_sweep_take(sweep, &summary));
    assert_int_equal(summary.scenario, 1);
    qs_summary_clear(&summary);
    qs_sweep_free(sweep);
}

/* ---- leaving off and going on ---- */

/* What a sweep told when it was left. */
typedef struct kept {
    qs_bytes beginnings[N_SCENARIOS];
    bool is_finished[N_SCENARIOS];
} kept;

static qs_status keep_finished(void *context, const qs_summary *summary)
{
    ((kept *)context)->is_finished[summary->scenario] = true;
    return QS_OK;
}

static qs_status keep_begun(void *context, const qs_block *beginning)
{
    kept *k = context;
    qs_bytes *bytes = &k->beginnings[beginning->scenario];
    qs_bytes_reset(bytes);
    return qs_block_pack(beginning, bytes);
}

/* Hand out and report, the blocks of a task backwards, until n_stop blocks have been reported or all is done.
 */
static void go_on(qs_sweep *sweep, const qs_plan *plan, const qs_layout *layout, size_t n_stop,
                  qs_summary *summaries, bool *is_taken)
{
    qs_task task;
    qs_summary summary;
    size_t n = 0;
    while (n < n_stop && qs_sweep_next(sweep, 7, &task)) {
        for (uint64_t i = task.n_blocks; i > 0 && n < n_stop; i--, n++) {
            qs_block block;
            simulate(plan, layout, task.scenario, task.first_block + i - 1, &block);
            assert_int_equal(qs_sweep_report(sweep, &block), QS_OK);
        }
        while (qs_sweep_take(sweep, &summary)) {
            summaries[summary.scenario] = summary;
            is_taken[summary.scenario] = true;
        }
    }
}

static void leave_and_go_on(size_t n_stop, const qs_summary *expected)
{
    qs_plan plan = the_plan();
    qs_layout layout = the_layout();
    qs_summary summaries[N_SCENARIOS] = {0};
    bool is_taken[N_SCENARIOS] = {false};
    kept k = {0};
    const qs_sweep_saver saver = {.finished = keep_finished, .begun = keep_begun, .context = &k};
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    go_on(sweep, &plan, &layout, n_stop, summaries, is_taken);
    assert_int_equal(qs_sweep_save(sweep, &saver), QS_OK);
    qs_sweep_free(sweep);

    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    for (uint64_t s = 0; s < N_SCENARIOS; s++) {
        qs_reader reader = {.data = k.beginnings[s].data, .n = k.beginnings[s].n};
        qs_block beginning = {0};
        if (is_taken[s]) {
            assert_int_equal(qs_sweep_skip(sweep, s, N_REPLICATIONS), QS_OK);
        } else if (reader.n > 0 && !k.is_finished[s]) {
            assert_int_equal(qs_block_unpack(&reader, &layout, &beginning), QS_OK);
            assert_int_equal(qs_sweep_restore(sweep, &beginning), QS_OK);
            assert_null(beginning.moments);
        }
    }
    go_on(sweep, &plan, &layout, SIZE_MAX, summaries, is_taken);
    assert_true(qs_sweep_is_done(sweep));
    assert_int_equal(qs_sweep_progress(sweep).replications, N_SCENARIOS * N_REPLICATIONS);
    assert_int_equal(qs_sweep_n_left(sweep), 0);
    qs_sweep_free(sweep);
    for (int s = 0; s < N_SCENARIOS; s++) {
        assert_same_bits(&summaries[s], &expected[s]);
        qs_summary_clear(&summaries[s]);
        qs_bytes_clear(&k.beginnings[s]);
    }
}

static void test_left_and_gone_on_with(void **state)
{
    (void)state;
    qs_summary expected[N_SCENARIOS];
    run(1, 1, 0, expected);
    for (size_t n_stop = 0; n_stop < MAX_BLOCKS; n_stop += 3)
        leave_and_go_on(n_stop, expected);
    for (int s = 0; s < N_SCENARIOS; s++)
        qs_summary_clear(&expected[s]);
}

static void test_restoring_what_is_not_ours(void **state)
{
    (void)state;
    qs_plan plan = the_plan();
    qs_layout layout = the_layout();
    qs_sweep *sweep;
    assert_int_equal(qs_sweep_new(&plan, &layout, quantiles, &sweep), QS_OK);
    qs_block beginning;
    simulate(&plan, &layout, 1, 0, &beginning);
    beginning.index = 2; /* two blocks, with the replications of one */
    assert_int_equal(qs_sweep_restore(sweep, &beginning), QS_ERROR_FORMAT);
    beginning.index = 1;
    beginning.scenario = N_SCENARIOS;
    assert_int_equal(qs_sweep_restore(sweep, &beginning), QS_ERROR_FORMAT);
    qs_block_clear(&beginning);
    qs_sweep_free(sweep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_order_gives_the_same_bits),
        cmocka_unit_test(test_means_by_definition),
        cmocka_unit_test(test_quantiles_by_definition),
        cmocka_unit_test(test_failures_and_rows),
        cmocka_unit_test(test_too_few_observations),
        cmocka_unit_test(test_unexpected_blocks),
        cmocka_unit_test(test_a_slow_scenario_holds_the_others_back),
        cmocka_unit_test(test_left_and_gone_on_with),
        cmocka_unit_test(test_restoring_what_is_not_ours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
