/* Results by interval: a day by hand, edges, warm-up, horizon and drain; and that intervals add up to the
 * whole and change nothing else, in systems made at random out of everything there is.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"
#include "random_scene.h"
#include "scene.h"

static void set_edges(scene *s, int n, const double *edges)
{
    s->model.output.edges = scene_copy(edges, (size_t)n, sizeof *edges);
    s->model.output.n_intervals = n - 1;
}
#define scene_edges(s, ...)                                                                                  \
    set_edges(s, (int)(sizeof((double[]){__VA_ARGS__}) / sizeof(double)), (double[]){__VA_ARGS__})

/* interval from 1 */
static double get(const scene *s, qs_scope scope, int member, qs_metric metric, int item, int interval)
{
    const qs_spot spot = {scope, member, metric, item, interval};
    int index = qs_layout_spot(qs_engine_layout(s->engine), &spot);
    assert_true(index >= 0);
    return s->row[index];
}
#define in_system(s, metric, interval) get(s, QS_SYSTEM, 0, QS_METRIC_##metric, 0, interval)
#define in_window(s, window, metric, interval) get(s, QS_WINDOW, window, QS_METRIC_##metric, 0, interval)

/* One server that takes 2: served 0-2, 2-4, 4-6, 6-8; who comes at 5 is served after the second interval. */
static void test_a_day_by_hand(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 2);
    s.model.run.horizon = 9;
    s.model.output.thresholds = scene_numbers(1, (double[]){1});
    s.model.output.n_thresholds = 1;
    s.model.output.quantiles = scene_numbers(1, (double[]){0.5});
    s.model.output.n_quantiles = 1;
    s.model.output.has_interval_quantiles = true;
    scene_edges(&s, 0, 3, 6, 9);
    scene_arrivals(&s, 0, 0, 1, 3, 5);
    scene_run(&s);
    assert_same(in_system(&s, arrived, 1), 2);
    assert_same(in_system(&s, arrived, 2), 2);
    assert_same(in_system(&s, arrived, 3), 0);
    assert_same(in_system(&s, served, 2), 2); /* though one of them leaves in the third */
    assert_same(in_system(&s, served, 3), 0);
    assert_same(in_system(&s, wait_mean, 1), 0.5); /* 0, 1 */
    assert_same(in_system(&s, wait_mean, 2), 1);   /* 1, 1 */
    assert_same(in_system(&s, wait_mean, 3), NAN);
    assert_same(in_system(&s, wait_over, 2), 0);
    assert_same(in_system(&s, wait_over, 3), NAN);
    assert_same(in_system(&s, wait_quantile, 1), 0);
    assert_same(in_system(&s, wait_quantile, 3), NAN);
    assert_near(in_system(&s, number_mean, 1), 4 / 3.0); /* 1 at 0-1, 2 at 1-2, 1 at 2-3 */
    assert_near(in_system(&s, number_mean, 2), 5 / 3.0); /* 2 at 3-4, 1 at 4-5, 2 at 5-6 */
    assert_near(in_system(&s, number_mean, 3), 2 / 3.0);
    assert_near(in_system(&s, queue_mean, 1), 1 / 3.0);
    assert_near(in_system(&s, queue_mean, 2), 2 / 3.0);
    assert_same(in_system(&s, utilisation, 1), 1);
    assert_near(in_system(&s, utilisation, 3), 2 / 3.0);
    for (int i = 1; i <= 3; i++) {
        assert_same(get(&s, QS_CLASS, 0, QS_METRIC_wait_mean, 0, i), in_system(&s, wait_mean, i));
        assert_same(in_window(&s, 0, wait_mean, i), in_system(&s, wait_mean, i));
        assert_same(in_window(&s, 0, number_mean, i), in_system(&s, number_mean, i));
    }
    scene_close(&s);
}

/* Edges within the day: who comes before or behind them is in none, who comes at one in the one that begins. */
static void test_edges(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run.horizon = 20;
    scene_edges(&s, 2, 4, 8);
    scene_arrivals(&s, 0, 1, 2, 4, 4, 7, 8, 9);
    scene_run(&s);
    assert_same(scene_system(&s, arrived), 7);
    assert_same(in_system(&s, arrived, 1), 1);
    assert_same(in_system(&s, arrived, 2), 3);
    assert_same(in_system(&s, utilisation, 1), 0.5);
    assert_same(in_system(&s, utilisation, 2), 3 / 4.0);
    scene_close(&s);
}

/* Of an interval only what is measured: wholly in the warm-up, NaN; partly, from the warm-up's end on. */
static void test_warmup(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run.warmup = 5;
    s.model.run.horizon = 10;
    scene_edges(&s, 0, 3, 6, 10);
    scene_arrivals(&s, 0, 1, 4, 5, 5, 7);
    scene_run(&s);
    assert_same(in_system(&s, arrived, 1), NAN);
    assert_same(in_system(&s, number_mean, 1), NAN);
    assert_same(in_system(&s, arrived, 2), 2);
    assert_same(in_system(&s, number_mean, 2), 2); /* over 5-6 */
    assert_same(in_system(&s, wait_mean, 2), 0.5);
    assert_same(in_system(&s, number_mean, 3), 0.5); /* 6-7 and 7-8, of 4 */
    s.model.run.warmup = 3;                          /* at an edge */
    scene_run(&s);
    assert_same(in_system(&s, arrived, 1), NAN);
    assert_same(in_system(&s, arrived, 2), 3);
    assert_near(in_system(&s, number_mean, 2), 1); /* 1 at 4-5, 2 at 5-6, of 3 */
    scene_close(&s);
}

/* Two windows in a row: at the second a visit counts when it joins there, a customer when it came; with drain
 * after the horizon too. Second service of the one who comes at 1: 5-9, of the next: 9-13. */
static void test_by_joining_and_drain(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    scene_takes(&s, 0, 0, 4);
    scene_takes(&s, 0, 1, 4);
    s.model.classes[0].then[0 * 2 + 1] = 1;
    scene_serves_nobody(&s, 0);
    scene_serves(&s, 0, QS_NONE, 0);
    scene_serves_nobody(&s, 1);
    scene_serves(&s, 1, QS_NONE, 1);
    s.model.run.stops = false;
    s.model.run.waiting_served = s.model.run.in_service_finished = true;
    s.model.run.horizon = 8;
    scene_edges(&s, 0, 4, 8);
    scene_arrivals(&s, 0, 1, 2);
    scene_run(&s);
    assert_same(in_system(&s, arrived, 1), 2);
    assert_same(in_system(&s, served, 1), 2); /* at 9 and 13 */
    assert_same(in_system(&s, wait_mean, 1), 1.5);
    assert_same(in_window(&s, 0, arrived, 1), 2);
    assert_same(in_window(&s, 1, arrived, 1), 0);
    assert_same(in_window(&s, 1, arrived, 2), 1); /* the other joins at 9, in no interval */
    assert_same(scene_window(&s, 1, arrived), 2);
    assert_same(in_window(&s, 1, number_mean, 2), 0.75);
    scene_close(&s);
}

/* run.customers ends it within the second interval: the third is not measured. */
static void test_end_by_customers(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run.customers = 2;
    scene_edges(&s, 0, 2, 6, 10);
    scene_arrivals(&s, 0, 1, 3, 7);
    scene_run(&s);
    assert_same(in_system(&s, served, 2), 1);
    assert_same(in_system(&s, utilisation, 2), 0.5); /* 2-4 */
    assert_same(in_system(&s, arrived, 3), NAN);
    assert_same(in_system(&s, number_mean, 3), NAN);
    scene_close(&s);
}

/* Those who give up, and those who are still there: as in the whole. */
static void test_outcomes(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 5);
    s.model.classes[0].patience = scene_constant(&s, 2);
    s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
    s.model.windows[0].capacity = 1;
    s.model.output.thresholds = scene_numbers(2, (double[]){1, 3});
    s.model.output.n_thresholds = 2;
    s.model.run.horizon = 11;
    scene_edges(&s, 0, 4, 8, 11);
    scene_arrivals(&s, 0, 0, 1, 1, 2, 4, 10);
    scene_run(
        &s); /* 0: served to 5; 1: gives up at 3; 1 and 2: no room; 4: begins at 5; 10: begins at once */
    assert_same(in_system(&s, arrived, 1), 4);
    assert_same(in_system(&s, reneged, 1), 1);
    assert_same(in_system(&s, rejected, 1), 2);
    assert_same(in_system(&s, wait_over, 1), 0.5);
    assert_same(get(&s, QS_SYSTEM, 0, QS_METRIC_wait_over, 1, 1), 0);
    assert_same(in_system(&s, wait_mean, 2), 1);
    assert_same(in_system(&s, unfinished, 3), 1);
    scene_close(&s);
}

/* ---- at random ---- */

enum { N_SYSTEMS = 300 };

static double whole(const scene *s, qs_scope scope, int member, qs_metric metric)
{
    return scene_get(s, scope, member, metric);
}

static double sum_of(const scene *s, qs_scope scope, int member, qs_metric metric)
{
    double sum = 0;
    for (int i = 1; i <= s->model.output.n_intervals; i++) {
        double x = get(s, scope, member, metric, 0, i);
        sum += isnan(x) ? 0 : x;
    }
    return sum;
}

/* Weighted by the measured length of each interval. */
static double average_of(const scene *s, qs_scope scope, int member, qs_metric metric)
{
    const double *edges = s->model.output.edges;
    double warmup = scene_system(s, warmup_used), sum = 0;
    for (int i = 0; i < s->model.output.n_intervals; i++) {
        double length = edges[i + 1] - fmax(edges[i], warmup);
        if (length > 0)
            sum += length * get(s, scope, member, metric, 0, i + 1);
    }
    return sum / (edges[s->model.output.n_intervals] - warmup);
}

static void check_sums(const scene *s, qs_scope scope, int member, bool is_stopped)
{
    static const qs_metric counts[] = {QS_METRIC_arrived,   QS_METRIC_served,    QS_METRIC_rejected,
                                       QS_METRIC_dropped,   QS_METRIC_balked,    QS_METRIC_reneged,
                                       QS_METRIC_cancelled, QS_METRIC_unfinished};
    for (size_t i = 0; i < sizeof counts / sizeof *counts && (is_stopped || scope != QS_WINDOW); i++)
        assert_same(sum_of(s, scope, member, counts[i]), whole(s, scope, member, counts[i]));
    double number = whole(s, scope, member, QS_METRIC_number_mean);
    if (isnan(number))
        return;
    assert_true(fabs(average_of(s, scope, member, QS_METRIC_number_mean) - number) <= 1e-9 * (1 + number));
    assert_true(fabs(average_of(s, scope, member, QS_METRIC_queue_mean) -
                     whole(s, scope, member, QS_METRIC_queue_mean)) <= 1e-9 * (1 + number));
}

/* Edges at random, some of them at instants of the day. */
static void cut_day(scene *s, uint64_t number)
{
    double edges[6], horizon = s->model.run.horizon, warmup = s->model.run.warmup;
    int n = 2 + (int)(number % 4);
    edges[0] = 0;
    for (int i = 1; i < n; i++)
        edges[i] = horizon * i / (n + (double)(number % 3));
    if (number % 5 == 0 && warmup > 0 && warmup < edges[1])
        edges[1] = warmup;
    edges[n] = horizon;
    set_edges(s, n + 1, edges);
}

static void test_they_add_up_and_change_nothing(void **state)
{
    (void)state;
    int n_whole = 0;
    for (uint64_t number = 0; number < N_SYSTEMS; number++) {
        scene with, without;
        random_scene(&with, number, number % 4 == 0);
        random_scene(&without, number, number % 4 == 0);
        if (isfinite(with.model.run.horizon))
            cut_day(&with, number);
        with.is_deaf = without.is_deaf = true;
        qs_status status = scene_try(&without);
        assert_int_equal(scene_try(&with), status);
        const qs_layout *layout = qs_engine_layout(without.engine);
        for (int i = 0; i < layout->growth_start; i++)
            assert_same(with.row[i], without.row[i]);
        bool is_whole = !status && isfinite(with.model.run.horizon) && with.model.run.customers == 0 &&
                        !with.model.run.warmup_mser5;
        for (int scope = 0; is_whole && scope < QS_N_SCOPES; scope++)
            for (int member = 0; member < layout->n_members[scope]; member++)
                check_sums(&with, (qs_scope)scope, member, with.model.run.stops);
        n_whole += is_whole;
        scene_close(&with);
        scene_close(&without);
    }
    assert_true(n_whole > N_SYSTEMS / 3);
}

/* A chain that recursion computes keeps its bits: intervals are measured by events beside it. */
static void test_beside_recursion(void **state)
{
    (void)state;
    scene s[2];
    for (int k = 0; k < 2; k++) {
        scene_open(&s[k], 1, 1, 1, 1);
        s[k].model.sources[0].kind = QS_SOURCE_RENEWAL;
        s[k].model.sources[0].interarrival = scene_law(&s[k], QS_DISTRIBUTION_exponential, 1.1, 0);
        s[k].model.stages[0].time = scene_law(&s[k], QS_DISTRIBUTION_exponential, 1, 0);
        s[k].model.run.horizon = 1000;
        s[k].is_deaf = true;
        if (k == 1)
            scene_edges(&s[k], 0, 250, 1000);
        scene_run(&s[k]);
        assert_string_equal(qs_engine_loop(s[k].engine), "recursion");
    }
    for (int i = 0; i < qs_engine_layout(s[0].engine)->growth_start; i++)
        assert_same(s[0].row[i], s[1].row[i]);
    check_sums(&s[1], QS_SYSTEM, 0, true);
    for (int k = 0; k < 2; k++)
        scene_close(&s[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_a_day_by_hand),
                                       cmocka_unit_test(test_edges),
                                       cmocka_unit_test(test_warmup),
                                       cmocka_unit_test(test_by_joining_and_drain),
                                       cmocka_unit_test(test_end_by_customers),
                                       cmocka_unit_test(test_outcomes),
                                       cmocka_unit_test(test_they_add_up_and_change_nothing),
                                       cmocka_unit_test(test_beside_recursion)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
