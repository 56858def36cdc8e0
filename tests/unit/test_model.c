/* What a model derives: routes, visits, windows of a stage, offered loads and what is unstable; worked out by
 * hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scene.h"

/* Customers come at `rate`, exponentially, to s0, which takes `time` on average. */
static void open_load(scene *s, int n_windows, double rate, double time)
{
    scene_open(s, 1, 1, n_windows, 1);
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / rate, 0);
    s->model.stages[0].time = scene_law(s, QS_DISTRIBUTION_exponential, time, 0);
}

static void finish(scene *s)
{
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
}

static void expect_load(scene *s, int window, double load, bool is_unstable)
{
    const qs_window *w = &s->model.windows[window];
    scene_near(w->offered_load, load, 1e-9, __FILE__, __LINE__, "offered_load");
    assert_int_equal(w->is_unstable, is_unstable);
}

static void test_one_window(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 1, 2, 1.2);
    s.model.windows[0].servers = 3;
    finish(&s);
    expect_load(&s, 0, 0.8, false);
    assert_false(s.model.is_unstable);
    scene_close(&s);
    open_load(&s, 1, 1, 1);
    finish(&s);
    expect_load(&s, 0, 1, true); /* exactly one is too much */
    assert_true(s.model.is_unstable);
    scene_close(&s);
    open_load(&s, 1, 5, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    finish(&s);
    expect_load(&s, 0, 0, false);
    scene_close(&s);
    open_load(&s, 1, 3, 1); /* too much, but it is turned away, or it ends */
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 5;
    finish(&s);
    expect_load(&s, 0, 3, false);
    scene_close(&s);
    open_load(&s, 1, 3, 1);
    s.model.sources[0].limit = 1000;
    finish(&s);
    expect_load(&s, 0, 3, false);
    scene_close(&s);
}

static void test_sources(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 1, 0.1, 1);
    s.model.sources[0].count = 2;
    s.model.sources[0].batch = scene_law(&s, QS_DISTRIBUTION_geometric, 0.5, 0);
    s.model.sources[0].period_length = 10;
    s.model.sources[0].period_on = 4;
    finish(&s);
    expect_load(&s, 0, 0.1 * 2 * 2 * 0.4, false);
    scene_close(&s);
    for (int i = 0; i < 3; i++) { /* repeated, once within the horizon, cut by the horizon */
        open_load(&s, 1, 1, 1);
        qs_source *source = &s.model.sources[0];
        source->kind = QS_SOURCE_RATE;
        source->n_rates = 2;
        source->rates = scene_pieces(2, (const qs_piece[]){{2, 0.9}, {6, 0.3}});
        source->period_length = i == 0 ? 10 : 0;
        s.model.run.horizon = i == 2 ? 4 : 100;
        finish(&s);
        expect_load(&s, 0, i == 0 ? 3.0 / 10 : i == 1 ? 3.0 / 6 : 2.4 / 4, false);
        scene_close(&s);
    }
    open_load(&s, 1, 1, 1);
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 5;
    finish(&s);
    expect_load(&s, 0, 1, false); /* as much as the window takes, at most */
    assert_int_equal(s.model.windows[0].load_bound, QS_AT_MOST);
    scene_close(&s);
}

/* s0 comes back with probability 1/2: 2 visits; then s1 for one customer in two. */
static void test_visits(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 3, 1, 1, 1);
    double *then = s.model.classes[0].then;
    then[0 * 3 + 0] = 0.5;
    then[0 * 3 + 1] = 0.25;
    finish(&s);
    const qs_stage *stages = s.model.stages;
    assert_near(stages[0].visits_per_arrival, 2);
    assert_near(stages[1].visits_per_arrival, 0.5);
    assert_same(stages[2].visits_per_arrival, 0); /* never */
    assert_int_equal(stages[0].n_routes, 2);
    assert_int_equal(stages[1].n_routes, 0);
    assert_same(s.model.routes[stages[0].first_route].cumulative, 0.5);
    assert_same(s.model.routes[stages[0].first_route + 1].cumulative, 0.75);
    scene_close(&s);
    scene_open(&s, 2, 1, 1, 1); /* a circle that nobody leaves */
    s.model.classes[0].then[0 * 2 + 1] = 1;
    s.model.classes[0].then[1 * 2 + 0] = 1;
    assert_int_equal(qs_model_finish(&s.model), QS_ERROR_STUDY);
    assert_non_null(strstr(qs_failure(), "never leave"));
    scene_close(&s);
}

/* Tenths that do not quite sum to 1 are 1: the last branch is certain. */
static void test_shares_of_tenths(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 10, 1, 1, 1);
    for (int i = 0; i < 10; i++)
        s.model.classes[0].first[i] = 0.1;
    finish(&s);
    const qs_class *class = &s.model.classes[0];
    assert_int_equal(class->n_starts, 10);
    assert_same(s.model.routes[class->first_start + 9].cumulative, 1);
    scene_close(&s);
}

/* A window of count 0 is none. */
static void test_closed_window(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 3, 1, 0.5);
    s.model.windows[1].count = 0;
    finish(&s);
    assert_int_equal(s.model.stages[0].n_candidates, 2);
    assert_int_equal(s.model.candidates[s.model.stages[0].first_candidate + 1], 2);
    expect_load(&s, 0, 0.25, false);
    expect_load(&s, 1, 0, false);
    scene_close(&s);
}

/* Speed and breakdowns while serving stretch the service, not the dead time; those by the calendar both. */
static void test_speed_and_breakdowns(void **state)
{
    (void)state;
    scene s;
    for (int i = 0; i < 3; i++) {
        open_load(&s, 1, 0.5, 1.2);
        s.model.stages[0].dead_time = scene_constant(&s, 0.4);
        s.model.windows[0].speed = 2;
        if (i > 0) {
            s.model.windows[0].breakdown_up = scene_constant(&s, 3);
            s.model.windows[0].breakdown_down = scene_constant(&s, 1);
            s.model.windows[0].breakdown_clock = i == 1 ? QS_CLOCK_SERVING : QS_CLOCK_CALENDAR;
        }
        finish(&s);
        double service = 0.6, dead = 0.4;
        expect_load(&s, 0,
                    i == 0   ? 0.5 * (service + dead)
                    : i == 1 ? 0.5 * (service * 4 / 3 + dead)
                             : 0.5 * (service + dead) * 4 / 3,
                    false);
        scene_close(&s);
    }
    open_load(&s, 1, 1.5, 1); /* fast enough only at a long queue; then it is what counts */
    s.model.windows[0].speed_kind = QS_SPEED_BY_QUEUE;
    s.model.windows[0].n_speeds = 2;
    s.model.windows[0].speeds = scene_pieces(2, (const qs_piece[]){{0, 1}, {4, 2}});
    finish(&s);
    expect_load(&s, 0, 0.75, false);
    scene_close(&s);
    open_load(&s, 1, 1.5, 1); /* 2 for a quarter of the horizon, then 1 */
    s.model.windows[0].speed_kind = QS_SPEED_BY_TIME;
    s.model.windows[0].n_speeds = 2;
    s.model.windows[0].speeds = scene_pieces(2, (const qs_piece[]){{25, 2}, {INFINITY, 1}});
    finish(&s);
    expect_load(&s, 0, 1.2, true);
    scene_close(&s);
    open_load(&s, 1, 1.5, 1);
    s.model.windows[0].servers = 4;
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (const qs_piece[]){{25, 4}, {INFINITY, 0}});
    finish(&s);
    expect_load(&s, 0, 1.5, true);
    scene_close(&s);
}

static void test_own_times(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 1, 0.5, 1);
    const qs_override own = {0, QS_NONE, scene_constant(&s, 1.25), scene_constant(&s, 0.25), false, false};
    s.model.windows[0].overrides = scene_copy(&own, 1, sizeof own);
    s.model.windows[0].n_overrides = 1;
    finish(&s);
    expect_load(&s, 0, 0.75, false);
    scene_close(&s);
}

/* Two rows of windows: 1 server, and 2 of 1 server. */
static void test_choice(void **state)
{
    (void)state;
    const qs_window_choice rules[] = {QS_CHOOSE_SHORTEST_QUEUE, QS_CHOOSE_LEAST_WORK,  QS_CHOOSE_SIMUQ,
                                      QS_CHOOSE_RANDOM,         QS_CHOOSE_ROUND_ROBIN, QS_CHOOSE_FIRST};
    for (int i = 0; i < 6; i++) {
        scene s;
        open_load(&s, 2, 1.5, 1);
        s.model.windows[1].count = 2;
        s.model.window_choice = rules[i];
        finish(&s);
        expect_load(&s, 0, i < 5 ? 0.5 : 1.5, i == 5);
        expect_load(&s, 1, i < 5 ? 0.5 : 0, false);
        scene_close(&s);
    }
    scene s; /* the second window is half as fast: as even as can be, by the work there */
    open_load(&s, 2, 1.2, 1);
    s.model.windows[1].speed = 0.5;
    finish(&s);
    expect_load(&s, 0, 0.8, false);
    expect_load(&s, 1, 0.8, false);
    scene_close(&s);
    open_load(&s, 2, 1.2, 1); /* by chance it is too much for the slow one */
    s.model.windows[1].speed = 0.5;
    s.model.window_choice = QS_CHOOSE_RANDOM;
    finish(&s);
    expect_load(&s, 0, 0.6, false);
    expect_load(&s, 1, 1.2, true);
    scene_close(&s);
}

/* The first window that has room: what does not fit goes on. Of equal windows the first is the first. */
static void test_choice_of_the_first(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 2, 1.5, 1);
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
    finish(&s);
    expect_load(&s, 0, 1, false);
    expect_load(&s, 1, 0.5, false);
    scene_close(&s);
    open_load(&s, 1, 1.5, 1);
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.windows[0].count = 2;
    finish(&s);
    expect_load(&s, 0, 1.5, true);
    scene_close(&s);
}

/* One class can go to both windows, one only to the first: the first class makes room. */
static void test_choice_of_several(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 2, 2);
    for (int a = 0; a < 2; a++) {
        s.model.sources[a].kind = QS_SOURCE_RENEWAL;
        s.model.sources[a].interarrival = scene_constant(&s, a == 0 ? 2 : 1.25);
    }
    scene_serves_nobody(&s, 1);
    scene_serves(&s, 1, 0, 0);
    finish(&s);
    scene_near(s.model.windows[0].offered_load, 0.8, 1e-6, __FILE__, __LINE__, "load of the first");
    scene_near(s.model.windows[1].offered_load, 0.5, 1e-6, __FILE__, __LINE__, "load of the second");
    scene_close(&s);
}

/* 0.9 of people who wait for ever, 0.6 of people who do not. */
static void open_impatient(scene *s, double patient, double impatient)
{
    scene_open(s, 1, 2, 1, 2);
    const double rate[] = {patient, impatient};
    for (int a = 0; a < 2; a++) {
        s->model.sources[a].kind = QS_SOURCE_RENEWAL;
        s->model.sources[a].interarrival = scene_constant(s, 1 / rate[a]);
    }
    s->model.classes[1].patience = scene_constant(s, 5);
}

static void test_impatience(void **state)
{
    (void)state;
    scene s;
    open_load(&s, 1, 1.5, 1);
    s.model.classes[0].patience = scene_constant(&s, 5);
    finish(&s);
    expect_load(&s, 0, 1.5, false);
    scene_close(&s);
    open_load(&s, 1, 1.5, 1);
    s.model.classes[0].balk_at = 5;
    finish(&s);
    expect_load(&s, 0, 1.5, false);
    scene_close(&s);
    open_impatient(&s, 0.9, 0.6);
    finish(&s);
    expect_load(&s, 0, 1.5, false); /* some give up, so the others can be served */
    scene_close(&s);
    open_impatient(&s, 1.1, 0.4);
    finish(&s);
    expect_load(&s, 0, 1.5, true);
    scene_close(&s);
    open_impatient(&s, 0.9, 0.6); /* who would give up goes first, and does not */
    s.model.windows[0].n_priorities = 1;
    s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    finish(&s);
    expect_load(&s, 0, 1.5, true);
    scene_close(&s);
}

static void expect_grid(scene *s, double wait, double sojourn)
{
    double found_wait, found_sojourn;
    finish(s);
    qs_model_time_grid(&s->model, &found_wait, &found_sojourn);
    assert_near(found_wait, wait);
    assert_near(found_sojourn, sojourn);
    scene_close(s);
}

static void test_grid_of_times(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_arrivals(&s, 0, 0, 1.2, 3);
    scene_takes(&s, 0, 0, 0.9);
    expect_grid(&s, 0.3, 0.3);
    scene_open(&s, 1, 1, 1, 1); /* twice as fast */
    scene_arrivals(&s, 0, 0, 1.2, 3);
    scene_takes(&s, 0, 0, 0.9);
    s.model.windows[0].speed = 2;
    expect_grid(&s, 0.15, 0.15);
    open_load(&s, 1, 1, 1);
    expect_grid(&s, 0, 0);
    open_load(&s, 1, 1, 1); /* nobody waits, all are there for 2 */
    scene_takes(&s, 0, 0, 2);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    expect_grid(&s, 0, 2);
    scene_open(&s, 1, 1, 1, 1); /* too fine */
    scene_arrivals(&s, 0, 0, 1.2, 3);
    scene_takes(&s, 0, 0, 1.2 + 1e-8);
    expect_grid(&s, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_one_window),
                                       cmocka_unit_test(test_sources),
                                       cmocka_unit_test(test_visits),
                                       cmocka_unit_test(test_shares_of_tenths),
                                       cmocka_unit_test(test_closed_window),
                                       cmocka_unit_test(test_speed_and_breakdowns),
                                       cmocka_unit_test(test_own_times),
                                       cmocka_unit_test(test_choice),
                                       cmocka_unit_test(test_choice_of_the_first),
                                       cmocka_unit_test(test_choice_of_several),
                                       cmocka_unit_test(test_impatience),
                                       cmocka_unit_test(test_grid_of_times)};
    return cmocka_run_group_tests_name("what a model derives", tests, NULL, NULL);
}
