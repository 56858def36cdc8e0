/* The recursion against the event loop: the same customers, whatever the load, the warm-up, the chain.
 *
 * Counts, waits, quantiles and largest queues must be equal to the bit where values come in the same order;
 * what is summed in another order must agree to 1e-12.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/memory.h"
#include "scene.h"

typedef struct chain {
    int n_links, n_servers; /* of the last link */
    double load, horizon, warmup;
    bool drains, is_periodic;
    double factor; /* of the day: gamma of mean 1 and this shape; 0: none */
} chain;

static void open_chain(scene *s, const chain *c, qs_kernel kernel)
{
    scene_open(s, c->n_links, 1, c->n_links, 1);
    qs_model *m = &s->model;
    m->sources[0].kind = QS_SOURCE_RENEWAL;
    m->sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / c->load, 0);
    if (c->is_periodic) {
        m->sources[0].period_length = 50;
        m->sources[0].period_on = 20;
    }
    if (c->factor > 0)
        assert_int_equal(qs_model_add_factor(m, "a0", false,
                                             scene_law(s, QS_DISTRIBUTION_gamma, c->factor, 1),
                                             &m->sources[0].day_factor),
                         QS_OK);
    for (int l = 0; l < c->n_links; l++) {
        bool is_last = l + 1 == c->n_links;
        scene_serves_nobody(s, l);
        scene_serves(s, l, 0, l);
        m->windows[l].servers = is_last ? c->n_servers : 1;
        m->stages[l].time = scene_law(s, QS_DISTRIBUTION_gamma, 0.7, is_last ? c->n_servers : 1);
        if (!is_last)
            m->classes[0].then[l * c->n_links + l + 1] = 1;
    }
    m->run.horizon = c->horizon;
    m->run.warmup = c->warmup;
    m->run.kernel = kernel;
    m->run.stops = !c->drains;
    m->run.waiting_served = m->run.in_service_finished = c->drains;
    m->output.n_thresholds = 2;
    m->output.thresholds = scene_numbers(2, (double[]){0.5, 5});
    m->cost.is_known = m->cost.has_per = true;
    m->cost.exact = 7;
    m->cost.per[QS_METRIC_served] = 3;
    m->cost.per[QS_METRIC_unfinished] = 2;
    m->cost.per_wait_hour = 11;
    m->cost.per_overtime_hour = 5;
    s->is_deaf = true;
}

/* Sums in another order: everything that is an average over time, and over departures. */
static bool is_rounded(int metric)
{
    return metric == QS_METRIC_queue_mean || metric == QS_METRIC_number_mean ||
           metric == QS_METRIC_utilisation || metric == QS_METRIC_occupation ||
           metric == QS_METRIC_sojourn_mean || metric == QS_METRIC_sojourn_sd ||
           metric == QS_METRIC_overtime || metric == QS_METRIC_cost;
}

static void expect_equal(const scene *a, const scene *b)
{
    const qs_layout *layout = qs_engine_layout(a->engine);
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            for (int metric = 0; metric < QS_N_METRICS; metric++)
                for (int item = 0; item < qs_layout_n_items(layout, (qs_metric)metric); item++) {
                    int i = qs_layout_index(layout, (qs_scope)scope, member, (qs_metric)metric, item);
                    if (i < 0 || (isnan(a->row[i]) && isnan(b->row[i])))
                        continue;
                    double allowed = is_rounded(metric) ? 1e-12 * fabs(a->row[i]) : 0;
                    if (!(fabs(a->row[i] - b->row[i]) <= allowed))
                        fail_msg("%s %d %s: %.17g by events, %.17g by recursion",
                                 qs_scope_name((qs_scope)scope), member,
                                 qs_metric_get((qs_metric)metric)->name, a->row[i], b->row[i]);
                }
}

/* Growth is a difference of sums of areas; where it is not judged, neither has it. */
static void expect_equal_growth(const scene *a, const scene *b)
{
    const qs_layout *layout = qs_engine_layout(a->engine);
    for (int w = -1; w < layout->n_members[QS_WINDOW]; w++) {
        int i = qs_layout_growth(layout, w < 0 ? QS_SYSTEM : QS_WINDOW, w);
        int number =
            qs_layout_index(layout, w < 0 ? QS_SYSTEM : QS_WINDOW, w < 0 ? 0 : w, QS_METRIC_number_mean, 0);
        assert_int_equal(isnan(a->row[i]), !qs_model_judges_growth(&a->model));
        assert_int_equal(isnan(b->row[i]), isnan(a->row[i]));
        if (!isnan(a->row[i]) && !(fabs(a->row[i] - b->row[i]) <= 1e-11 * a->row[number]))
            fail_msg("growth %d: %.17g by events, %.17g by recursion", w, a->row[i], b->row[i]);
    }
}

static void compare(const chain *c, uint64_t n_replications)
{
    scene events, recursion;
    open_chain(&events, c, QS_KERNEL_EVENTS);
    open_chain(&recursion, c, QS_KERNEL_RECURSION);
    for (uint64_t r = 0; r < n_replications; r++) {
        events.key.replication = recursion.key.replication = r;
        scene_run(&events);
        scene_run(&recursion);
        assert_true(qs_model_uses_recursion(&recursion.model));
        assert_false(qs_model_uses_recursion(&events.model));
        expect_equal(&events, &recursion);
        expect_equal_growth(&events, &recursion);
    }
    scene_close(&events);
    scene_close(&recursion);
}

/* Loads over 1 make queues longer than any buffer begins with, also while the warm-up lasts. */
static void test_equals_events(void **state)
{
    (void)state;
    static const double loads[] = {0.3, 0.9, 1.5, 4};
    static const int servers[] = {1, 2, 5, 8, 9, 33, 64};
    for (size_t l = 0; l < sizeof loads / sizeof *loads; l++)
        for (size_t k = 0; k < sizeof servers / sizeof *servers; k++)
            for (int variant = 0; variant < 4; variant++) {
                const chain c = {.n_links = 1,
                                 .n_servers = servers[k],
                                 .load = loads[l],
                                 .horizon = variant == 3 ? 5 : 700,
                                 .warmup = variant == 1 ? 300 : 0,
                                 .drains = variant == 2,
                                 .is_periodic = variant == 1};
                compare(&c, 3);
            }
}

static void test_chains(void **state)
{
    (void)state;
    for (int n_links = 2; n_links <= 8; n_links += 3)
        for (int variant = 0; variant < 4; variant++) {
            const chain c = {.n_links = n_links,
                             .n_servers = variant + 1,
                             .load = variant == 0 ? 2 : 0.9,
                             .horizon = variant == 3 ? 10 : 1500,
                             .warmup = variant == 1 ? 600 : 0,
                             .drains = variant == 2};
            compare(&c, 3);
        }
}

/* Nobody comes after the warm-up: the longest queue is the one the warm-up leaves. */
static void test_nobody_after_warmup(void **state)
{
    (void)state;
    const chain c = {
        .n_links = 1, .n_servers = 1, .load = 10, .horizon = 49, .warmup = 30, .is_periodic = true};
    compare(&c, 5);
}

/* Busy days and quiet ones, of a shape below 1 some of nearly nobody. */
static void test_factor_of_the_day(void **state)
{
    (void)state;
    for (int variant = 0; variant < 4; variant++) {
        const chain c = {.n_links = 1 + variant % 2,
                         .n_servers = 1 + variant / 2,
                         .load = 0.8,
                         .horizon = 800,
                         .warmup = variant == 1 ? 100 : 0,
                         .drains = variant == 2,
                         .is_periodic = variant == 3,
                         .factor = variant == 1 ? 0.3 : 4};
        compare(&c, 6);
    }
}

/* A replication does not depend on those before it. */
static void test_is_pure(void **state)
{
    (void)state;
    const chain c = {.n_links = 3, .n_servers = 2, .load = 1.2, .horizon = 900, .warmup = 100};
    scene a, b;
    open_chain(&a, &c, QS_KERNEL_AUTO);
    open_chain(&b, &c, QS_KERNEL_AUTO);
    for (uint64_t r = 0; r < 6; r++) {
        a.key.replication = r;
        scene_run(&a);
    }
    b.key.replication = 5;
    scene_run(&b);
    assert_memory_equal(a.row, b.row, (size_t)qs_engine_layout(a.engine)->n_values * sizeof *a.row);
    scene_close(&a);
    scene_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_events),
        cmocka_unit_test(test_chains),
        cmocka_unit_test(test_nobody_after_warmup),
        cmocka_unit_test(test_factor_of_the_day),
        cmocka_unit_test(test_is_pure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
