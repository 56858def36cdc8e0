/* Service in groups, worked out by hand: who is served together, when a group begins, and what becomes of those
 * that are too small.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#define WINDOW (&s->model.windows[0])

/* One window whose groups are of min to max, services of 5. */
static void open_group(scene *s, int min, int max, double wait)
{
    scene_open(s, 2, 2, 1, 2);
    for (int c = 0; c < 2; c++)
        scene_takes(s, c, 0, 5);
    WINDOW->group_min = min;
    WINDOW->group_max = max;
    WINDOW->group_wait = wait;
}

static void drain(scene *s)
{
    s->model.run.stops = false;
    s->model.run.waiting_served = s->model.run.in_service_finished = true;
}

/* Never with fewer than 2, up to 3; the last two of six are one short of nothing, the seventh is alone. */
static void test_sizes(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 3, INFINITY);
    scene_arrivals(&s, 0, 0, 1, 2, 3, 4, 5, 50);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 1, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 6, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 6, 11, QS_SERVED}, {3, 0, 0, 0, 0, 3, 6, 11, QS_SERVED},
                 {4, 0, 0, 0, 0, 4, 6, 11, QS_SERVED}, {5, 0, 0, 0, 0, 5, 50, 55, QS_SERVED},
                 {6, 0, 0, 0, 0, 50, 50, 55, QS_SERVED});
    assert_same(scene_window(&s, 0, served), 7);
    assert_same(scene_window(&s, 0, utilisation), 15 / 100.0);
    assert_same(scene_window(&s, 0, queue_mean), (1 + 4 + 3 + 2 + 45) / 100.0);
    assert_same(scene_window(&s, 0, number_mean), (55 + 7 * 5) / 100.0);
    assert_same(scene_window(&s, 0, queue_max), 4);
    assert_same(scene_window(&s, 0, wait_max), 45);
    scene_close(&s);
}

/* Whoever makes a group whole has not waited, and makes no queue longer. */
static void test_queue_max(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 2, INFINITY);
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    assert_same(scene_window(&s, 0, queue_max), 1);
    assert_same(scene_system(&s, queue_max), 1);
    scene_close(&s);
}

/* 1 and 4 wait for 3: the group of the first begins at 3 without who comes at 3, and who has given up at the
 * instant does not come too late. */
static void test_wait(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 3, 3, 3);
    scene_arrivals(&s, 0, 0, 3, 9);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 3, 8, QS_SERVED}, {1, 0, 0, 0, 0, 3, 8, 13, QS_SERVED},
                 {2, 0, 0, 0, 0, 9, 13, 18, QS_SERVED});
    scene_close(&s);
    open_group(&s, 3, 3, 3);
    s.model.classes[0].patience = scene_constant(&s, 3);
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 3, 8, QS_SERVED}, {1, 0, 0, 0, 0, 1, 3, 8, QS_SERVED});
    scene_close(&s);
    open_group(&s, 3, 3, 3);
    s.model.classes[0].patience = scene_constant(&s, 2); /* the first gives up: the wait is the next one's */
    s.model.classes[1].patience = QS_NONE;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, -1, 0, NAN, 2, QS_RENEGED}, {1, 0, 0, 0, 0, 1, 4, 9, QS_SERVED});
    scene_close(&s);
}

/* Groups of one service each: of s0 two, of s1 none yet; then s1's two, who have been passed over. */
static void test_services(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 2, INFINITY);
    scene_takes(&s, 1, 1, 3);
    s.model.classes[1].first[0] = 0;
    s.model.classes[1].first[1] = 1;
    scene_arrivals(&s, 0, 1, 2, 3);
    scene_arrivals(&s, 1, 0, 4);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 7, 10, QS_SERVED}, {1, 0, 0, 0, 0, 1, 2, 7, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 2, 7, QS_SERVED}, {4, 0, 0, 0, 0, 4, 7, 10, QS_SERVED},
                 {3, 0, 0, 0, -1, 3, NAN, NAN, QS_UNFINISHED});
    scene_close(&s);
}

/* The first of a group says how long it takes: by priority that of class 1, which takes 2, and its dead time. */
static void test_leader(void **state)
{
    (void)state;
    for (int holds = 0; holds < 2; holds++) {
        scene s;
        open_group(&s, 2, 2, INFINITY);
        scene_takes(&s, 1, 0, 2);
        s.model.windows[0].n_priorities = 1;
        s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
        s.model.stages[2].dead_time = scene_constant(&s, 1);
        s.model.stages[2].holds_customer = holds;
        scene_arrivals(&s, 0, 0, 1, 1.5);
        scene_arrivals(&s, 1, 2);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 1, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 6, QS_SERVED},
                     {3, 0, 0, 0, 0, 2, 6, 8 + holds, QS_SERVED},
                     {2, 0, 0, 0, 0, 1.5, 6, 8 + holds, QS_SERVED});
        assert_same(scene_window(&s, 0, utilisation), 7 / 100.0);
        assert_same(scene_window(&s, 0, occupation), 8 / 100.0);
        assert_same(scene_window(&s, 0, number_mean), (1 + 4.5 + 4 + 10 + 4 + 2 * holds) / 100.0);
        scene_close(&s);
    }
}

/* Two places: the third makes the group whole and needs none, the sixth finds both taken. A customer who does
 * not join a queue of two makes a group whole as well. */
static void test_places(void **state)
{
    (void)state;
    for (int balks = 0; balks < 2; balks++) {
        scene s;
        open_group(&s, 3, 3, INFINITY);
        if (balks) {
            s.model.classes[0].balk_at = 2;
        } else {
            s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
            s.model.windows[0].capacity = 2;
        }
        scene_arrivals(&s, 0, 0, 1, 2, 3, 4, 5);
        scene_run(&s);
        assert_same(scene_find(&s, 2, 0)->start, 2);
        assert_same(scene_find(&s, 3, 0)->start, NAN);
        assert_int_equal(scene_find(&s, 5, 0)->outcome, balks ? QS_BALKED : QS_REJECTED);
        assert_same(scene_window(&s, 0, unfinished), 2);
        scene_close(&s);
    }
}

/* A group is held up by a breakdown as a whole: up to 3, down for 4, 2 left. */
static void test_breakdown(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 2, INFINITY);
    s.model.windows[0].breakdown_up = scene_constant(&s, 4);
    s.model.windows[0].breakdown_down = scene_constant(&s, 100);
    scene_arrivals(&s, 0, 0, 1);
    s.model.run.horizon = 10;
    scene_run(&s);
    assert_same(scene_window(&s, 0, utilisation), 3 / 10.0);
    assert_same(scene_window(&s, 0, number_mean), (10 + 9) / 10.0);
    assert_same(scene_window(&s, 0, unfinished), 2);
    scene_close(&s);
}

/* ---- after the horizon ---- */

/* One of three is alone at the horizon of 10: served then, where the end is awaited, and cut where not. */
static void test_horizon(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 2, INFINITY);
    scene_arrivals(&s, 0, 0, 1, 2);
    s.model.run.horizon = 10;
    drain(&s);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 1, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 6, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 10, 15, QS_SERVED});
    assert_same(scene_system(&s, drain_time), 5);
    scene_close(&s);
    open_group(&s, 2, 2, INFINITY); /* a group is cut at 4 */
    scene_arrivals(&s, 0, 0, 1, 2);
    s.model.run.horizon = 4;
    s.model.run.stops = false;
    scene_run(&s);
    assert_same(scene_system(&s, cancelled), 3);
    assert_same(scene_window(&s, 0, number_mean), (4 + 3 + 2) / 4.0);
    scene_close(&s);
}

/* s0 at w0 in groups of 2, s1 before it at w1 one by one. At the horizon of 10 one waits at w0 while another is
 * at w1: of class 0 it will come to w0, and is waited for; of class 1 it will not. */
static void test_somebody_may_come(void **state)
{
    (void)state;
    for (int class = 0; class < 2; class ++) {
        scene s;
        scene_open(&s, 2, 2, 2, 2);
        for (int c = 0; c < 2; c++) {
            scene_takes(&s, c, 1, 5);
            s.model.classes[c].first[0] = 0;
            s.model.classes[c].first[1] = 1;
        }
        scene_takes(&s, 0, 0, 5);
        s.model.classes[0].then[2] = 1;
        scene_serves_nobody(&s, 0);
        scene_serves_nobody(&s, 1);
        scene_serves(&s, 0, QS_NONE, 0);
        scene_serves(&s, 1, QS_NONE, 1);
        s.model.windows[0].group_min = s.model.windows[0].group_max = 2;
        scene_arrivals(&s, 0, 0);
        scene_arrivals(&s, class, 9);
        if (class == 0)
            scene_arrivals(&s, 0, 0, 9);
        s.model.run.horizon = 10;
        drain(&s);
        scene_run(&s);
        assert_same(scene_find(&s, 0, 1)->start, class == 0 ? 14 : 10);
        scene_close(&s);
    }
}

/* Who comes again after the group is no reason to wait: it waits here itself. */
static void test_comes_again(void **state)
{
    (void)state;
    scene s;
    open_group(&s, 2, 2, INFINITY);
    scene_takes(&s, 0, 1, 5);
    s.model.classes[0].then[1] = 1; /* s1 after s0, both here */
    scene_arrivals(&s, 0, 0);
    s.model.run.horizon = 10;
    drain(&s);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 10, 15, QS_MOVED_ON}, {0, 1, 0, 0, 0, 15, 15, 20, QS_SERVED});
    scene_close(&s);
}

/* Nothing else can happen, and there is no horizon: the third is served alone. Servers that break down and are
 * repaired for ever do not count. */
static void test_nothing_else(void **state)
{
    (void)state;
    for (int breaks = 0; breaks < 2; breaks++) {
        scene s;
        open_group(&s, 2, 2, INFINITY);
        scene_arrivals(&s, 0, 0, 1, 2);
        s.model.run.horizon = INFINITY;
        s.model.run.customers = 10;
        if (breaks) {
            s.model.windows[0].breakdown_up = scene_constant(&s, 7);
            s.model.windows[0].breakdown_down = scene_constant(&s, 1);
        }
        scene_run(&s);
        assert_int_equal(scene_find(&s, 2, 0)->outcome, QS_SERVED);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_queue_max),
        cmocka_unit_test(test_wait),
        cmocka_unit_test(test_services),
        cmocka_unit_test(test_leader),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_breakdown),
        cmocka_unit_test(test_horizon),
        cmocka_unit_test(test_somebody_may_come),
        cmocka_unit_test(test_comes_again),
        cmocka_unit_test(test_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
