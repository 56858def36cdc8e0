/* Where the engine begins and ends to measure, worked out by hand: warm-up, horizon, what becomes of those
 * still there, an end after so many served, MSER-5.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

/* Who comes at the end of the warm-up counts, who comes at the horizon does not come; service that ends there
 * has ended. Before: not counted, but there. */
static void test_warmup_and_horizon(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 2);
    s.model.run.warmup = 3;
    s.model.run.horizon = 9;
    scene_arrivals(&s, 0, 0, 1, 2, 3, 8, 9);
    scene_run(&s);
    /* Served 0-2, 2-4, 4-6, 6-8, 8-10. */
    assert_same(scene_system(&s, arrived), 2);
    assert_same(scene_system(&s, served), 1);
    assert_same(scene_system(&s, unfinished), 1);
    assert_same(scene_system(&s, wait_mean), (3 + 0) / 2.0);
    assert_same(scene_system(&s, sojourn_mean), 5);
    assert_same(scene_system(&s, sojourn_sd), NAN);
    assert_same(scene_system(&s, number_mean), (3 + 2 * 2 + 2 + 1) / 6.0); /* 3 at 3-4, 2 at 4-6, ... */
    assert_same(scene_system(&s, queue_mean), (2 + 2) / 6.0);
    assert_same(scene_system(&s, queue_max), 2);
    assert_same(scene_system(&s, utilisation), 1);
    assert_same(scene_system(&s, throughput), 3 / 6.0); /* at 4, 6 and 8, whenever they came */
    assert_same(scene_window(&s, 0, throughput), 3 / 6.0);
    assert_same(scene_system(&s, served_at_horizon), 1);
    assert_same(scene_system(&s, in_service_at_horizon), 1);
    assert_same(scene_system(&s, waiting_at_horizon), 0);
    assert_same(scene_system(&s, drain_time), NAN);
    assert_same(scene_system(&s, warmup_used), 3);
    scene_close(&s);
}

/* The largest queue may be the one that the warm-up leaves behind. */
static void test_queue_left_by_the_warmup(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run.warmup = 2.5;
    scene_arrivals(&s, 0, 0, 0, 0, 0, 0);
    scene_run(&s);
    assert_same(scene_system(&s, queue_max), 2);
    assert_same(scene_window(&s, 0, queue_max), 2);
    assert_same(scene_system(&s, arrived), 0);
    scene_close(&s);
}

static void test_service_ends_at_the_horizon(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 2);
    s.model.run.horizon = 4;
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    assert_same(scene_system(&s, served), 2);
    assert_same(scene_system(&s, throughput), 0.5);
    s.model.run.horizon = 1; /* shorter than a service */
    scene_run(&s);
    assert_same(scene_system(&s, arrived), 1);
    assert_same(scene_system(&s, unfinished), 1);
    assert_same(scene_system(&s, utilisation), 1);
    assert_same(scene_system(&s, sojourn_mean), NAN);
    scene_close(&s);
}

/* A server takes 4; customers at 0, 1, 2; horizon at 5: one served, one in service until 8, one waiting. */
static void open_ending(scene *s, bool waiting_served, bool in_service_finished, double timeout)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 4);
    s->model.run = (qs_run_rule){.horizon = 5,
                                 .waiting_served = waiting_served,
                                 .in_service_finished = in_service_finished,
                                 .timeout = timeout};
    scene_arrivals(s, 0, 0, 1, 2, 6);
}

static void expect_ending(const scene *s, double served, double cancelled, double drain_time)
{
    assert_same(scene_system(s, arrived), 3);
    assert_same(scene_system(s, served), served);
    assert_same(scene_system(s, cancelled), cancelled);
    assert_same(scene_system(s, unfinished), 0);
    assert_same(scene_system(s, drain_time), drain_time);
    assert_same(scene_system(s, served_at_horizon), 1);
    assert_same(scene_system(s, in_service_at_horizon), 1);
    assert_same(scene_system(s, waiting_at_horizon), 1);
    assert_same(scene_system(s, number_mean), (5 + 4 + 3 - 1) / 5.0); /* of [0, 5] only */
    assert_same(scene_system(s, throughput), 1 / 5.0);
}

static void test_endings(void **state)
{
    (void)state;
    const struct {
        bool waiting_served, in_service_finished;
        double timeout, served, cancelled, drain_time;
    } endings[] = {
        {true, true, INFINITY, 3, 0, 7},   {false, true, INFINITY, 2, 1, 3}, {false, true, 2, 1, 2, 2},
        {false, true, 3, 2, 1, 3},         {true, true, 4, 2, 1, 4},         {true, true, 0, 1, 2, 0},
        {false, false, INFINITY, 1, 2, 0}, {true, false, INFINITY, 2, 1, 4},
    };
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        scene s;
        open_ending(&s, endings[i].waiting_served, endings[i].in_service_finished, endings[i].timeout);
        scene_run(&s);
        expect_ending(&s, endings[i].served, endings[i].cancelled, endings[i].drain_time);
        scene_close(&s);
    }
    scene s;
    open_ending(&s, false, true, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 0, 1, 4, 7, QS_CANCELLED},
                 {2, 0, 0, 0, QS_NONE, 2, NAN, 5, QS_CANCELLED});
    assert_same(scene_system(&s, wait_mean), 1.5); /* of those who began service */
    scene_close(&s);
}

/* After the horizon a stage may end, but the next does not begin, unless those who wait are served. */
static void test_stages_after_the_horizon(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, w);
    }
    s.model.classes[0].then[1] = 1;
    scene_takes(&s, 0, 0, 4);
    s.model.run = (qs_run_rule){.horizon = 3, .in_service_finished = true, .timeout = INFINITY};
    scene_arrivals(&s, 0, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_MOVED_ON}, {0, 1, 1, 0, QS_NONE, 4, NAN, 4, QS_CANCELLED});
    assert_same(scene_system(&s, drain_time), 1);
    s.model.run.waiting_served = true;
    scene_run(&s);
    assert_same(scene_system(&s, served), 1);
    assert_same(scene_system(&s, drain_time), 2);
    scene_close(&s);
}

/* Patience, dead time and repairs go on while the system drains. */
static void test_draining_goes_on(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 4);
    s.model.classes[1].patience = scene_constant(&s, 9);
    s.model.stages[0].dead_time = scene_constant(&s, 3);
    s.model.run =
        (qs_run_rule){.horizon = 5, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    scene_arrivals(&s, 0, 0, 1);
    scene_arrivals(&s, 1, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 0, 1, 7, 11, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 2, NAN, 11, QS_RENEGED});
    assert_same(scene_system(&s, drain_time),
                6); /* the last one left; the server's dead time does not count */
    scene_close(&s);
}

/* Nobody will ever serve those who wait: the end comes all the same, also with servers that break down for
 * ever. */
static void test_drain_without_servers(void **state)
{
    (void)state;
    for (int breaks = 0; breaks < 2; breaks++) {
        scene s;
        open_ending(&s, true, true, INFINITY);
        s.model.windows[0].n_shifts = 2;
        s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{4.5, 1}, {INFINITY, 0}});
        if (breaks) {
            s.model.windows[0].breakdown_up = scene_constant(&s, 100);
            s.model.windows[0].breakdown_down = scene_constant(&s, 1);
        }
        scene_run(&s);
        assert_same(scene_system(&s, served), 2);
        assert_same(scene_system(&s, unfinished), 1);
        scene_close(&s);
    }
}

/* run.customers: the horizon is when so many have been served since the warm-up, whenever they came. */
static void test_customers(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 4);
    s.model.run = (qs_run_rule){.horizon = INFINITY, .customers = 2, .stops = true, .timeout = INFINITY};
    scene_arrivals(&s, 0, 0, 1, 2, 3);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 0, 1, 4, 8, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 8, NAN, QS_UNFINISHED},
                 {3, 0, 0, 0, QS_NONE, 3, NAN, NAN, QS_UNFINISHED});
    assert_same(scene_system(&s, number_mean), (8 + 7 + 6 + 5 - 4) / 8.0);
    assert_same(scene_system(&s, throughput), 2 / 8.0);
    s.model.run.warmup = 5;
    scene_run(&s); /* those served at 8 and 12, who both came before */
    assert_same(scene_system(&s, arrived), 0);
    assert_same(scene_system(&s, throughput), 2 / 7.0);
    assert_same(scene_system(&s, utilisation), 1);
    s.model.run.warmup = 0;
    s.model.run.customers = 9; /* fewer come: it ends with the last one */
    scene_run(&s);
    assert_same(scene_system(&s, served), 4);
    assert_same(scene_system(&s, throughput), 4 / 16.0);
    s.model.run.customers = 2; /* the first of both ends it */
    s.model.run.horizon = 7;
    scene_run(&s);
    assert_same(scene_system(&s, throughput), 1 / 7.0);
    s.model.run.horizon = INFINITY;
    s.model.run.stops = false;
    s.model.run.waiting_served = s.model.run.in_service_finished = true;
    scene_run(&s);
    assert_same(scene_system(&s, served), 4);
    assert_same(scene_system(&s, served_at_horizon), 2);
    assert_same(scene_system(&s, drain_time), 8);
    scene_close(&s);
}

/* A series is sampled up to where the last customer that is waited for is served, and no further. */
static void test_customers_end_a_series(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    s.model.run = (qs_run_rule){.horizon = 10,
                                .customers = 1,
                                .waiting_served = true,
                                .in_service_finished = true,
                                .timeout = INFINITY};
    s.model.output.series_every = 0.75;
    s.model.output.n_times = 14;
    s.model.windows[0].servers = 2;
    scene_takes(&s, 1, 0, 5);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0);
    scene_run(&s);
    const qs_layout *layout = qs_engine_layout(s.engine);
    for (int i = 0; i < s.model.output.n_times; i++)
        assert_same(s.row[qs_layout_series(layout, QS_SERIES_serving, 0, i)], i == 1 ? 2 : i == 0 ? 0 : NAN);
    assert_same(scene_system(&s, drain_time), 4);
    scene_close(&s);
}

/* Fewer come than are waited for, and servers go on breaking down: it must end. */
static void test_customers_never_come(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run = (qs_run_rule){.horizon = INFINITY, .customers = 5, .stops = true, .timeout = INFINITY};
    s.model.windows[0].servers = 3;
    s.model.windows[0].breakdown_up = scene_constant(&s, 100);
    s.model.windows[0].breakdown_down = scene_constant(&s, 1);
    scene_arrivals(&s, 0, 0, 50);
    scene_run(&s);
    assert_same(scene_system(&s, served), 2);
    scene_close(&s);
}

/* Nobody is ever served, and the horizon waits for that: an error, not a loop. */
static void test_no_progress(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1); /* everybody balks, for the only server is never there */
    s.model.run = (qs_run_rule){.horizon = INFINITY, .customers = 5, .stops = true, .timeout = INFINITY};
    s.model.windows[0].n_shifts = 1;
    s.model.windows[0].shifts = scene_pieces(1, (qs_piece[]){{INFINITY, 0}});
    s.model.classes[0].balk_at = 0;
    s.model.sources[0].kind = QS_SOURCE_RENEWAL;
    s.model.sources[0].interarrival = scene_constant(&s, 1);
    s.is_deaf = true;
    assert_int_equal(scene_try(&s), QS_ERROR_LIMIT);
    scene_close(&s);
    scene_open(&s, 1, 1, 1, 1); /* a closed source that is turned away again and again at one instant */
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 1;
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 2;
    s.model.sources[0].think_time = scene_constant(&s, 0);
    s.is_deaf = true;
    assert_int_equal(scene_try(&s), QS_ERROR_LIMIT);
    scene_close(&s);
}

/* A service that takes for ever, while servers break down and are repaired: the system never becomes empty.
 * And a source so fast that the horizon is ages away. Errors, too. */
static void test_hardly_any_progress(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run = (qs_run_rule){
        .horizon = 10, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    s.model.windows[0].servers = 2;
    s.model.windows[0].breakdown_up = scene_constant(&s, 3);
    s.model.windows[0].breakdown_down = scene_constant(&s, 1);
    scene_takes(&s, 0, 0, 1e300);
    scene_arrivals(&s, 0, 0, 1);
    s.is_deaf = true;
    assert_int_equal(scene_try(&s), QS_ERROR_LIMIT);
    assert_non_null(strstr(qs_failure(), "2 customers are there"));
    s.model.run.timeout = 1000;
    assert_int_equal(scene_try(&s), QS_OK);
    assert_same(scene_system(&s, cancelled), 2);
    scene_close(&s);
    scene_open(&s, 1, 1, 1, 1);
    s.model.run.horizon = 1e300;
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 1;
    s.model.sources[0].think_time = scene_constant(&s, 1);
    s.is_deaf = true;
    assert_int_equal(scene_try(&s), QS_ERROR_LIMIT);
    assert_non_null(strstr(qs_failure(), "time hardly passes"));
    scene_close(&s);
}

/* warmup: mser5 measures from the cut that is set as from a warm-up that is written: the same row. */
static void test_mser5(void **state)
{
    (void)state;
    for (int is_recursive = 0; is_recursive < 2; is_recursive++) {
        double rows[2][QS_N_METRICS];
        for (int is_found = 0; is_found < 2; is_found++) {
            scene s;
            scene_open(&s, 1, 1, 1, 1);
            s.model.sources[0].kind = QS_SOURCE_RENEWAL;
            s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 2, 0);
            s.model.stages[0].time = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
            s.model.run.horizon = 500;
            s.model.run.kernel = is_recursive ? QS_KERNEL_RECURSION : QS_KERNEL_EVENTS;
            s.model.run.warmup = is_found ? 17 : 123.5;
            s.model.run.warmup_mser5 = is_found;
            s.cut = 123.5;
            scene_run(&s);
            assert_string_equal(qs_engine_loop(s.engine), is_recursive ? "recursion" : "plain");
            assert_same(scene_system(&s, warmup_used), 123.5);
            for (int m = 0; m < QS_N_METRICS; m++)
                rows[is_found][m] =
                    qs_layout_index(qs_engine_layout(s.engine), QS_SYSTEM, 0, (qs_metric)m, 0) < 0
                        ? 0
                        : scene_get(&s, QS_SYSTEM, 0, (qs_metric)m);
            scene_close(&s);
        }
        for (int m = 0; m < QS_N_METRICS; m++)
            assert_same(rows[0][m], rows[1][m]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_warmup_and_horizon),
                                       cmocka_unit_test(test_queue_left_by_the_warmup),
                                       cmocka_unit_test(test_service_ends_at_the_horizon),
                                       cmocka_unit_test(test_endings),
                                       cmocka_unit_test(test_stages_after_the_horizon),
                                       cmocka_unit_test(test_draining_goes_on),
                                       cmocka_unit_test(test_drain_without_servers),
                                       cmocka_unit_test(test_customers),
                                       cmocka_unit_test(test_customers_end_a_series),
                                       cmocka_unit_test(test_customers_never_come),
                                       cmocka_unit_test(test_no_progress),
                                       cmocka_unit_test(test_hardly_any_progress),
                                       cmocka_unit_test(test_mser5)};
    return cmocka_run_group_tests_name("the engine's horizon", tests, NULL, NULL);
}
