/* Servers of unlike speed, and which of the idle ones takes a newcomer, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Services of 6 by servers of speed 1, 3 and 2. */
static void open_unlike(scene *s, qs_idle_choice choice)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 6);
    s->model.windows[0].servers = 3;
    s->model.windows[0].n_server_speeds = 3;
    s->model.windows[0].server_speeds = scene_numbers(3, (double[]){1, 3, 2});
    s->model.windows[0].idle_choice = choice;
}

static void test_speeds(void **state)
{
    (void)state;
    scene s;
    open_unlike(&s, QS_IDLE_LOWEST);
    scene_arrivals(&s, 0, 0, 0.5, 1, 1.5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 1, 0.5, 0.5, 2.5, QS_SERVED},
                 {2, 0, 0, 0, 2, 1, 1, 4, QS_SERVED}, {3, 0, 0, 0, 1, 1.5, 2.5, 4.5, QS_SERVED});
    scene_close(&s);
    open_unlike(&s, QS_IDLE_LOWEST); /* twice as fast from 3 on */
    s.model.windows[0].speed_kind = QS_SPEED_BY_TIME;
    s.model.windows[0].n_speeds = 2;
    s.model.windows[0].speeds = scene_pieces(2, (qs_piece[]){{2, 1}, {INFINITY, 2}});
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 1, 1, 1, 2.5, QS_SERVED});
    scene_close(&s);
    open_unlike(&s, QS_IDLE_LOWEST); /* half as fast after 1 of work, and not in dead time */
    s.model.windows[0].speed_kind = QS_SPEED_BY_WORK;
    s.model.windows[0].n_speeds = 1;
    s.model.windows[0].speeds = scene_pieces(1, (qs_piece[]){{1, 0.5}});
    s.model.stages[0].dead_time = scene_constant(&s, 1);
    scene_arrivals(&s, 0, 0, 0, 0, 0);
    scene_run(&s);
    assert_same(scene_find(&s, 1, 0)->end, 1 + 3 / 1.5);
    assert_same(scene_find(&s, 2, 0)->end, 1 + 4 / 1.0);
    assert_same(scene_find(&s, 3, 0)->start, 4);
    scene_close(&s);
}

static void expect_servers(scene *s, size_t n, const int *servers)
{
    scene_run(s);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(scene_find(s, (int)i, 0)->server, servers[i]);
    scene_close(s);
}

static void test_fastest(void **state)
{
    (void)state;
    scene s;
    open_unlike(&s, QS_IDLE_FASTEST);
    scene_arrivals(&s, 0, 0, 0.5, 1, 2.25); /* the fastest is back at 2 */
    expect_servers(&s, 4, (int[]){1, 2, 0, 1});
    open_unlike(&s, QS_IDLE_FASTEST); /* who has worked is tired: 3 * 0.5 is less than 2 */
    s.model.windows[0].speed_kind = QS_SPEED_BY_WORK;
    s.model.windows[0].n_speeds = 1;
    s.model.windows[0].speeds = scene_pieces(1, (qs_piece[]){{1, 0.5}});
    scene_arrivals(&s, 0, 0, 10, 20, 30);
    expect_servers(&s, 4, (int[]){1, 2, 1, 1});
}

/* All are idle from 0 on, the lowest first; then server 1 is back at 2.5, 2 at 4 and 0 at 6. */
static void test_longest_idle(void **state)
{
    (void)state;
    scene s;
    open_unlike(&s, QS_IDLE_LONGEST);
    scene_arrivals(&s, 0, 0, 0.5, 1, 7, 8, 20, 21);
    expect_servers(&s, 7, (int[]){0, 1, 2, 1, 2, 0, 1});
    open_unlike(&s, QS_IDLE_LONGEST); /* a shift of one to 10, then of three: the two others are new */
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{10, 1}, {INFINITY, 3}});
    scene_arrivals(&s, 0, 0, 11, 12, 13);
    expect_servers(&s, 4, (int[]){0, 0, 1, 2});
}

/* Each server is taken as often. */
static void test_random(void **state)
{
    (void)state;
    int n[3] = {0};
    scene s;
    open_unlike(&s, QS_IDLE_RANDOM);
    double times[600];
    for (int i = 0; i < 600; i++)
        times[i] = 10.0 * i;
    scene_arrive(&s, 0, 600, times);
    s.model.run.horizon = 6000;
    scene_run(&s);
    for (int i = 0; i < 600; i++)
        n[scene_find(&s, i, 0)->server]++;
    for (int k = 0; k < 3; k++) /* binomial with sd 11.5: beyond 5 of them once in millions */
        assert_in_range(n[k], 200 - 58, 200 + 58);
    scene_close(&s);
}

/* Everybody draws, also who finds no idle server and chooses none: who comes later has the same numbers. */
static void test_in_step(void **state)
{
    (void)state;
    int servers[2][60];
    for (int crowds = 0; crowds < 2; crowds++) {
        scene s;
        open_unlike(&s, QS_IDLE_RANDOM);
        double times[60];
        for (int i = 0; i < 60; i++)
            times[i] = crowds && i < 8 ? i / 100.0 : 10.0 * i;
        scene_arrive(&s, 0, 60, times);
        s.model.run.horizon = 1000;
        scene_run(&s);
        assert_int_equal(scene_find(&s, 7, 0)->start > scene_find(&s, 7, 0)->join, crowds);
        for (int i = 0; i < 60; i++)
            servers[crowds][i] = scene_find(&s, i, 0)->server;
        scene_close(&s);
    }
    assert_memory_equal(servers[0] + 8, servers[1] + 8, 52 * sizeof(int));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speeds), cmocka_unit_test(test_fastest), cmocka_unit_test(test_longest_idle),
        cmocka_unit_test(test_random), cmocka_unit_test(test_in_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
