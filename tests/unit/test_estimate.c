/* Estimates by definition: ratios over antithetic pairs, what control variates leave alone, what was never
 * seen, quantiles whose upper end is not known, and when a relative half width is believed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../src/sweep/sweep_internal.h"
#include "qsweep/hash.h"
#include "qsweep/interval.h"
#include "qsweep/memory.h"

static const double quantiles[2] = {0.5, 0.99};

static double noise(uint64_t a, uint64_t b)
{
    return (double)(qs_mix64(qs_mix64(a + 1) + b) >> 11) * 0x1p-53;
}

typedef struct scene {
    qs_layout layout;
    qs_plan plan;
    qs_until until;
    qs_block folded;
    qs_t_cache cache;
} scene;

static void begin(scene *s, uint64_t n)
{
    *s = (scene){.plan = {.n_scenarios = 1, .n_replications = n, .block = 1, .confidence = 0.95},
                 .cache = {.confidence = 0.95}};
    qs_layout_init(&s->layout, 1, 1, 2, 1);
    qs_layout_add_controls(&s->layout, QS_N_CONTROLS);
    assert_int_equal(qs_block_init(&s->folded, &s->layout, 0), QS_OK);
    assert_int_equal(qs_sections_init(&s->folded.sections, s->layout.n_histograms, 1), QS_OK);
    s->folded.n = n;
    int arrived = qs_layout_index(&s->layout, QS_SYSTEM, 0, QS_METRIC_arrived, 0);
    for (uint64_t i = 0; i < n; i++)
        qs_moments_add(&s->folded.moments[arrived], 1);
}

static qs_value value_of(const scene *s, qs_metric metric, int item)
{
    return (qs_value){QS_SYSTEM, 0, metric, item, qs_layout_index(&s->layout, QS_SYSTEM, 0, metric, item),
                      QS_WHOLE};
}

static qs_estimate estimate(scene *s, qs_metric metric, int item)
{
    qs_section_point *points;
    assert_int_equal(qs_points_find(&s->folded, &s->layout, quantiles, &points), QS_OK);
    qs_evidence evidence = qs_evidence_of(&s->folded, &s->layout, points, &s->cache);
    qs_value value = value_of(s, metric, item);
    qs_estimate out = qs_estimate_value(&evidence, &value);
    qs_free(points);
    return out;
}

/* ---- pairs ---- */

static void test_ratio_over_pairs(void **state)
{
    (void)state;
    enum { N = 40 };
    scene s;
    begin(&s, N);
    int v = value_of(&s, QS_METRIC_wait_mean, 0).index;
    assert_int_equal(qs_calloc((size_t)s.layout.n_values, sizeof(qs_moments), &s.folded.singles), QS_OK);
    double sum[N], count[N], total = 0, all = 0, squares = 0;
    for (uint64_t i = 0; i < N; i++) {
        double x = noise(i, 0), y = noise(i, 1);
        count[i] = i % 4 == 3 ? 1 : 2;
        sum[i] = count[i] > 1 ? x + y : x;
        if (count[i] > 1)
            qs_moments_add(&s.folded.moments[v], (x + y) / 2);
        else
            qs_moments_add(&s.folded.singles[v], x);
        total += sum[i];
        all += count[i];
    }
    for (int i = 0; i < N; i++)
        squares += pow(sum[i] - total / all * count[i], 2);
    double error = sqrt(squares / (N - 1) / N) / (all / N);
    qs_estimate found = estimate(&s, QS_METRIC_wait_mean, 0);
    assert_int_equal(found.n, N);
    assert_true(fabs(found.mean - total / all) < 1e-14);
    assert_true(fabs(found.upper - found.mean - qs_student_t(0.95, N - 1) * error) < 1e-12);
    assert_true(fabs(found.sd / sqrt(N) - error) < 1e-12);
    qs_block_clear(&s.folded);
}

/* ---- control variates ---- */

/* A value that is its control: corrected, it has no error left. */
static qs_estimate controlled(uint64_t n_observed, uint64_t n)
{
    scene s;
    begin(&s, n);
    int v = value_of(&s, QS_METRIC_wait_mean, 0).index;
    for (uint64_t i = 0; i < n_observed; i++) {
        const double controls[QS_N_CONTROLS] = {noise(i, 0) - 0.5, 0};
        qs_control_add(&s.folded.controls[v], &s.folded.moments[v], 7 + controls[0], controls);
        qs_moments_add(&s.folded.moments[v], 7 + controls[0]);
    }
    qs_estimate out = estimate(&s, QS_METRIC_wait_mean, 0);
    qs_block_clear(&s.folded);
    return out;
}

static void test_what_controls_leave_alone(void **state)
{
    (void)state;
    qs_estimate all = controlled(100, 100), few = controlled(99, 99), some = controlled(199, 200);
    assert_true(fabs(all.mean - 7) < 1e-12 && all.upper - all.lower < 1e-6);
    assert_true(few.upper - few.lower > 0.01);
    assert_true(some.upper - some.lower > 0.01);
}

/* ---- what was never seen ---- */

static qs_estimate constant(qs_metric metric, double share, unsigned certain)
{
    scene s;
    begin(&s, 50);
    s.folded.members[0].certain = (uint16_t)certain;
    for (int i = 0; i < 50; i++)
        qs_moments_add(&s.folded.moments[value_of(&s, metric, 0).index], share);
    qs_estimate out = estimate(&s, metric, 0);
    qs_block_clear(&s.folded);
    return out;
}

static qs_estimate constant_share(double share, unsigned certain)
{
    return constant(QS_METRIC_wait_over, share, certain);
}

/* Of each share its own certainty, and no other's. */
static void test_what_cannot_happen(void **state)
{
    (void)state;
    const struct {
        qs_metric metric;
        unsigned certain;
        double share;
    } of[] = {{QS_METRIC_reneged_share, QS_CERTAIN_RENEGED, 0},
              {QS_METRIC_rejected_share, QS_CERTAIN_REJECTED, 0},
              {QS_METRIC_balked_share, QS_CERTAIN_BALKED, 0},
              {QS_METRIC_dropped_share, QS_CERTAIN_DROPPED, 0},
              {QS_METRIC_served_share, QS_CERTAIN_SERVED, 1}};
    unsigned all = 0;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        all |= of[i].certain;
    for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
        qs_estimate known = constant(of[i].metric, of[i].share, of[i].certain);
        qs_estimate unknown = constant(of[i].metric, of[i].share, (all & ~of[i].certain) | QS_CERTAIN_WAIT);
        assert_true(known.lower == of[i].share && known.upper == of[i].share);
        assert_true(unknown.upper - unknown.lower > 0.05);
    }
}

static void test_what_was_never_seen(void **state)
{
    (void)state;
    double bound = 1 - pow(0.025, 1.0 / 50);
    qs_estimate none = constant_share(0, 0), all = constant_share(1, 0), half = constant_share(0.5, 0);
    assert_true(none.lower == 0 && fabs(none.upper - bound) < 1e-12 && none.half == none.upper);
    assert_true(all.upper == 1 && fabs(all.lower - (1 - bound)) < 1e-12);
    assert_true(half.lower == 0.5 && half.upper == 0.5);
    none = constant_share(0, QS_CERTAIN_WAIT);
    assert_true(none.upper == 0);
    all = constant_share(1, QS_CERTAIN_ALL);
    assert_true(all.lower == 1);
}

/* ---- quantiles ---- */

/* n sections of one value each: its bin is that of the hash, or always the same. */
static qs_estimate quantile(uint64_t n, bool varies, unsigned certain, int item)
{
    scene s;
    begin(&s, n);
    s.folded.members[0].certain = (uint16_t)certain;
    int v = value_of(&s, QS_METRIC_wait_quantile, item).index;
    for (uint64_t i = 0; i < n; i++) {
        const uint64_t one = 1;
        double x = varies ? 1 + noise(i, 5) : 3;
        qs_histogram alone[6] = {{0}};
        assert_int_equal(s.layout.n_histograms, 6);
        assert_int_equal(qs_histogram_add_counts(&alone[0], qs_histogram_bin(x), &one, 1), QS_OK);
        qs_histogram_has(&alone[0], x);
        assert_int_equal(qs_sections_add(&s.folded.sections, 1, alone), QS_OK);
        assert_int_equal(qs_histogram_merge(&s.folded.histograms[0], &alone[0]), QS_OK);
        qs_histogram_clear(&alone[0]);
        qs_moments_add(&s.folded.moments[v], x);
    }
    qs_estimate out = estimate(&s, QS_METRIC_wait_quantile, item);
    qs_block_clear(&s.folded);
    return out;
}

static void test_ends_of_quantiles(void **state)
{
    (void)state;
    qs_estimate median = quantile(60, true, 0, 0), top = quantile(60, true, 0, 1);
    assert_true(1 < median.lower && median.lower < median.mean && median.mean < median.upper);
    assert_true(median.upper < 2 && median.half > 0);
    assert_true(isinf(top.upper) && isinf(top.half) &&
                top.lower > 1.5); /* 60 values do not show the last in 100 */
    assert_false(isinf(quantile(5000, true, 0, 1).upper));
    median = quantile(60, false, 0, 0);
    top = quantile(60, false, 0, 1);
    assert_true(median.lower == 3 && median.mean == 3 && median.upper == 3);
    assert_true(top.mean == 3 && isinf(top.upper)); /* nor do 60 alike */
    top = quantile(60, false, QS_CERTAIN_ALL, 1);
    assert_true(top.lower == 3 && top.upper == 3);
    top = quantile(1000, false, 0, 1);
    assert_true(top.upper == 3);
}

/* ---- run.until ---- */

static bool is_precise(double mean, uint64_t n_other, bool is_relative)
{
    scene s;
    begin(&s, 64);
    s.until = (qs_until){.scope = QS_SYSTEM,
                         .metric = QS_METRIC_rejected,
                         .half_width = is_relative ? 0.9 : 0.5,
                         .is_relative = is_relative,
                         .confidence = 0.95,
                         .least = 2,
                         .most = 1000};
    s.plan.n_untils = 1;
    s.plan.untils = &s.until;
    assert_int_equal(qs_block_count_conditions(&s.folded, 1), QS_OK);
    s.folded.n_other[0] = n_other;
    for (int i = 0; i < 64; i++)
        qs_moments_add(&s.folded.moments[value_of(&s, QS_METRIC_rejected, 0).index], mean);
    bool out;
    assert_int_equal(qs_is_precise(&s.folded, &s.plan, &s.layout, quantiles, false, &out), QS_OK);
    qs_block_clear(&s.folded);
    return out;
}

static void test_relative_half_widths(void **state)
{
    (void)state;
    assert_false(is_precise(0, 0, true));
    assert_false(is_precise(3, 19, true));
    assert_true(is_precise(3, 20, true));
    assert_true(is_precise(0, 0, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio_over_pairs),    cmocka_unit_test(test_what_controls_leave_alone),
        cmocka_unit_test(test_what_was_never_seen), cmocka_unit_test(test_what_cannot_happen),
        cmocka_unit_test(test_ends_of_quantiles),   cmocka_unit_test(test_relative_half_widths),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
