/* The engine's blocking after service, worked out by hand: who is held where, in what order they are let in,
 * what is a deadlock and what is none.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "scene.h"

/* Stations w0 -> w1 -> ... for services s0 -> s1 -> ..., one server and `total` places each but the first. */
static void open_line(scene *s, int n, int64_t total)
{
    scene_open(s, n, 1, n, 1);
    for (int i = 0; i < n; i++) {
        scene_serves_nobody(s, i);
        scene_serves(s, i, 0, i);
        if (i + 1 < n)
            s->model.classes[0].then[i * n + i + 1] = 1;
        if (i == 0)
            continue;
        s->model.windows[i].capacity_kind = QS_CAPACITY_TOTAL;
        s->model.windows[i].capacity = total;
        s->model.windows[i].overflow = QS_BLOCK;
    }
}

static void test_line(void **state)
{
    (void)state;
    scene s;
    for (int by_queue = 0; by_queue < 2; by_queue++) {
        open_line(&s, 2, 1);
        scene_takes(&s, 0, 1, 3);
        if (by_queue) { /* no place to wait is the same as one place in all */
            s.model.windows[1].capacity_kind = QS_CAPACITY_QUEUE;
            s.model.windows[1].capacity = 0;
        }
        scene_arrivals(&s, 0, 0, 0.5, 0.75);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 1, 0, 0, 1, 1, 4, QS_SERVED},
                     {1, 0, 0, 0, 0, 0.5, 1, 4, QS_MOVED_ON}, {1, 1, 1, 0, 0, 4, 4, 7, QS_SERVED},
                     {2, 0, 0, 0, 0, 0.75, 4, 7, QS_MOVED_ON}, {2, 1, 1, 0, 0, 7, 7, 10, QS_SERVED});
        assert_same(scene_window(&s, 0, utilisation), 3 / 100.0);
        assert_same(scene_window(&s, 0, occupation), 7 / 100.0);
        assert_same(scene_window(&s, 0, number_mean), (1 + 3.5 + 6.25) / 100);
        assert_same(scene_window(&s, 1, utilisation), 9 / 100.0);
        assert_same(scene_system(&s, wait_mean), (0 + 0.5 + 3.25) / 3); /* being blocked is no wait */
        assert_near(scene_system(&s, sojourn_mean), (4 + 6.5 + 9.25) / 3);
        scene_close(&s);
    }
}

/* Two servers before one place: who was blocked first goes first. Dead time begins when the customer is gone.
 */
static void test_order_of_the_blocked(void **state)
{
    (void)state;
    scene s;
    open_line(&s, 2, 1);
    scene_takes(&s, 0, 1, 4);
    s.model.windows[0].servers = 2;
    s.model.stages[0].dead_time = scene_constant(&s, 0.5);
    scene_arrivals(&s, 0, 0, 0.25, 1.25, 2);
    scene_run(&s);
    /* 0 is served until 5, 1 blocked from 1.25, 2 (who takes server 0 at 1.5) from 2.5; 3 waits from 2. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 1, 0, 0, 1, 1, 5, QS_SERVED},
                 {1, 0, 0, 0, 1, 0.25, 0.25, 5, QS_MOVED_ON}, {1, 1, 1, 0, 0, 5, 5, 9, QS_SERVED},
                 {2, 0, 0, 0, 0, 1.25, 1.5, 9, QS_MOVED_ON}, {2, 1, 1, 0, 0, 9, 9, 13, QS_SERVED},
                 {3, 0, 0, 0, 1, 2, 5.5, 13, QS_MOVED_ON}, {3, 1, 1, 0, 0, 13, 13, 17, QS_SERVED});
    assert_same(scene_window(&s, 0, utilisation), 4 / 200.0);
    assert_near(scene_window(&s, 0, occupation), (4 + 3.75 + 6.5 + 6.5 + 4 * 0.5) / 200);
    scene_close(&s);
}

/* A place at the end lets everybody move up at one instant. */
static void test_chain_moves_at_once(void **state)
{
    (void)state;
    scene s;
    open_line(&s, 4, 1);
    scene_takes(&s, 0, 3, 10);
    scene_arrivals(&s, 0, 0, 0.125, 0.25, 0.375);
    scene_run(&s);
    /* 0 is at the last from 3 to 13; 1, 2, 3 fill the line behind it. */
    for (int i = 1; i < 4; i++)
        assert_same(scene_find(&s, i, 3 - i)->end, 13);
    assert_same(scene_find(&s, 1, 3)->start, 13);
    assert_same(scene_find(&s, 1, 3)->end, 23);
    assert_same(scene_find(&s, 2, 2)->start, 13);
    assert_same(scene_find(&s, 3, 1)->start, 13);
    assert_same(scene_system(&s, served), 4);
    scene_close(&s);
}

/* Who comes from outside is not held, but turned away. */
static void test_outside(void **state)
{
    (void)state;
    scene s;
    open_line(&s, 2, 1);
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 1;
    s.model.windows[0].overflow = QS_BLOCK;
    scene_takes(&s, 0, 1, 3);
    scene_arrivals(&s, 0, 0, 1, 1.5, 4, 7.5);
    scene_run(&s);
    /* 1 is blocked from 2 to 4, when 3 comes just after. */
    assert_int_equal(scene_find(&s, 2, 0)->outcome, QS_REJECTED);
    assert_same(scene_find(&s, 3, 0)->start, 4);
    assert_int_equal(scene_find(&s, 4, 0)->outcome, QS_MOVED_ON);
    assert_same(scene_system(&s, rejected), 1);
    assert_same(scene_system(&s, served), 4);
    scene_close(&s);
}

/* Class 0 goes w0, w1; class 1 goes w1, w0. */
static void open_circle(scene *s, int n_windows, int n_classes)
{
    scene_open(s, n_windows, n_classes, n_windows, n_classes);
    int n = n_windows;
    for (int w = 0; w < n; w++) {
        scene_serves_nobody(s, w);
        scene_serves(s, w, QS_NONE, w);
        s->model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s->model.windows[w].capacity = 1;
        s->model.windows[w].overflow = QS_BLOCK;
    }
    s->model.classes[0].then[0 * n + 1] = 1;
    s->model.classes[1].first[0] = 0;
    s->model.classes[1].first[1] = 1;
    s->model.classes[1].then[1 * n + 0] = 1;
    scene_takes(s, 1, 1, 2);
    scene_arrivals(s, 0, 0);
    scene_arrivals(s, 1, 0);
}

static void test_deadlock(void **state)
{
    (void)state;
    scene s;
    open_circle(&s, 2, 2);
    for (int again = 0; again < 2; again++) {
        assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
        for (int i = 0; i < qs_engine_layout(s.engine)->n_values; i++)
            assert_true(isnan(s.row[i]));
    }
    s.model.windows[1].capacity = 2; /* one place more, and the engine goes on as if nothing had been */
    scene_run(&s);
    assert_same(scene_system(&s, served), 2);
    scene_close(&s);
}

/* Somebody else's patience, far away, does not hide a deadlock; nor does a server that is repaired or a shift
 * that begins where nobody can be served. */
static void test_deadlock_beside_others(void **state)
{
    (void)state;
    scene s;
    open_circle(&s, 3, 3);
    s.model.windows[2].capacity = 3;
    s.model.classes[2].first[0] = 0;
    s.model.classes[2].first[2] = 1;
    s.model.classes[2].patience = scene_constant(&s, 50);
    scene_takes(&s, 2, 2, 40);
    scene_arrivals(&s, 2, 0, 0);
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    scene_close(&s);
    open_circle(&s, 2, 2);
    s.model.windows[0].breakdown_up = scene_constant(&s, 1.5);
    s.model.windows[0].breakdown_down = scene_constant(&s, 2);
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    scene_close(&s);
    open_circle(&s, 2, 2);
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{1, 1}, {INFINITY, 1}});
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    scene_close(&s);
    open_circle(&s, 2, 2);
    s.model.windows[0].n_shifts = 2; /* a shift still to come might help; when it does not, it is seen */
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{50, 1}, {INFINITY, 1}});
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    assert_non_null(strstr(qs_failure(), "at time 50"));
    scene_close(&s);
}

/* People who could go to another queue, if only somebody there made progress; and a system that drains. */
static void test_deadlock_of_jockeys(void **state)
{
    (void)state;
    scene s;
    for (int drains = 0; drains < 2; drains++) {
        open_circle(&s, 2, 3);
        s.model.windows[0].capacity = 2;
        scene_serves(&s, 1, 2, 0); /* class 2 waits at w0, and might go to w1 */
        s.model.classes[2].jockeys = true;
        s.model.run.stops = !drains;
        s.model.run.waiting_served = s.model.run.in_service_finished = drains;
        s.model.run.horizon = drains ? 1.5 : 100; /* before the circle is closed */
        s.model.windows[1].breakdown_up = scene_constant(&s, 70);
        s.model.windows[1].breakdown_down = scene_constant(&s, 1);
        s.model.window_choice = QS_CHOOSE_FIRST;
        scene_arrivals(&s, 2, 0);
        assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
        scene_close(&s);
    }
}

/* Someone who waits in the circle and gives up makes room. */
static void test_patience_resolves(void **state)
{
    (void)state;
    scene s;
    open_circle(&s, 2, 3);
    s.model.windows[0].capacity = 2;
    s.model.classes[2].patience = scene_constant(&s, 5);
    scene_arrivals(&s, 2, 0);
    scene_run(&s);
    /* 0 is blocked at w0 from 1, 1 at w1 from 2, until 2 gives up at 5. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_MOVED_ON}, {1, 0, 1, 0, 0, 0, 0, 5, QS_MOVED_ON},
                 {2, 0, 0, 0, QS_NONE, 0, NAN, 5, QS_RENEGED}, {0, 1, 1, 0, 0, 5, 5, 6, QS_SERVED},
                 {1, 1, 0, 0, 0, 5, 5, 6, QS_SERVED});
    scene_close(&s);
}

/* A second server that comes on shift lets somebody in who has to go nowhere else. */
static void test_shift_resolves(void **state)
{
    (void)state;
    scene s;
    open_circle(&s, 2, 3);
    s.model.windows[0].capacity = 2;
    s.model.windows[0].servers = 2;
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{7, 1}, {INFINITY, 2}});
    scene_arrivals(&s, 2, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 8, QS_MOVED_ON}, {1, 0, 1, 0, 0, 0, 0, 8, QS_MOVED_ON},
                 {2, 0, 0, 0, 1, 0, 7, 8, QS_SERVED}, {0, 1, 1, 0, 0, 8, 8, 9, QS_SERVED},
                 {1, 1, 0, 0, 1, 8, 8, 9, QS_SERVED});
    scene_close(&s);
}

/* A customer who needs the same full window again has a place there: its own. */
static void test_own_place_is_room(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 1, 1);
    s.model.classes[0].then[1] = 1;
    scene_takes(&s, 0, 1, 3);
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 1;
    s.model.windows[0].overflow = QS_BLOCK;
    scene_arrivals(&s, 0, 0, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 0, 0, 0, 1, 1, 4, QS_SERVED},
                 {1, 0, 0, 0, QS_NONE, 2, NAN, 2, QS_REJECTED});
    s.model.windows[0].capacity_kind =
        QS_CAPACITY_QUEUE; /* who waits goes first, which makes a place to wait */
    s.model.windows[0].capacity = 2;
    scene_arrivals(&s, 0, 0, 0.25, 0.5);
    scene_run(&s);
    assert_same(scene_find(&s, 0, 1)->join, 1);
    assert_same(scene_find(&s, 0, 1)->start, 3);
    assert_same(scene_system(&s, served), 3);
    scene_close(&s);
}

/* A server that breaks down while its customer is blocked: blocked it stays, the dead time waits for the
 * repair. */
static void test_broken_while_blocked(void **state)
{
    (void)state;
    scene s;
    open_line(&s, 2, 1);
    s.model.run.horizon = 9;
    scene_takes(&s, 0, 1, 3);
    s.model.stages[0].dead_time = scene_constant(&s, 1);
    s.model.windows[0].breakdown_up = scene_constant(&s, 3);
    s.model.windows[0].breakdown_down = scene_constant(&s, 4);
    scene_arrivals(&s, 0, 0, 0.5, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 1, 0, 0, 1, 1, 4, QS_SERVED},
                 {1, 0, 0, 0, 0, 0.5, 2, 4, QS_MOVED_ON}, {1, 1, 1, 0, 0, 4, 4, 7, QS_SERVED},
                 {2, 0, 0, 0, 0, 1, 8, 9, QS_MOVED_ON}, {2, 1, 1, 0, 0, 9, 9, NAN, QS_UNFINISHED});
    /* Served 0-1, dead 1-2, served 2-3, blocked 3-4, down, dead 7-8, served 8-9. */
    assert_near(scene_window(&s, 0, occupation), 6 / 9.0);
    assert_near(scene_window(&s, 0, utilisation), 3 / 9.0);
    scene_close(&s);
}

/* At the horizon: the one who waits is sent away, which makes room for one who is blocked, but no new service
 * begins; or all is cut. */
static void test_blocked_at_the_horizon(void **state)
{
    (void)state;
    scene s;
    open_line(&s, 2, 2);
    s.model.run = (qs_run_rule){.horizon = 3.5, .timeout = INFINITY, .in_service_finished = true};
    scene_takes(&s, 0, 1, 10);
    scene_arrivals(&s, 0, 0, 0, 0, 0);
    scene_run(&s);
    /* 0 is served at w1 from 1 on, 1 waits there, 2 is blocked at w0, 3 waits behind it. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 1, 0, 0, 1, 1, 11, QS_SERVED},
                 {1, 0, 0, 0, 0, 0, 1, 2, QS_MOVED_ON}, {1, 1, 1, 0, QS_NONE, 2, NAN, 3.5, QS_CANCELLED},
                 {2, 0, 0, 0, 0, 0, 2, 3.5, QS_MOVED_ON}, {2, 1, 1, 0, QS_NONE, 3.5, NAN, 3.5, QS_CANCELLED},
                 {3, 0, 0, 0, QS_NONE, 0, NAN, 3.5, QS_CANCELLED});
    assert_same(scene_system(&s, in_service_at_horizon), 2);
    assert_same(scene_system(&s, waiting_at_horizon), 2);
    assert_same(scene_system(&s, cancelled), 3);
    assert_same(scene_system(&s, drain_time), 7.5);
    s.model.run.in_service_finished = false;
    scene_run(&s);
    assert_same(scene_system(&s, cancelled), 4);
    assert_same(scene_system(&s, drain_time), 0);
    assert_same(scene_find(&s, 2, 0)->end, 3.5);
    assert_int_equal(scene_find(&s, 2, 0)->outcome, QS_CANCELLED);
    s.model.run.stops = true;
    scene_run(&s);
    assert_same(scene_system(&s, unfinished), 4);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_line),
                                       cmocka_unit_test(test_order_of_the_blocked),
                                       cmocka_unit_test(test_chain_moves_at_once),
                                       cmocka_unit_test(test_outside),
                                       cmocka_unit_test(test_deadlock),
                                       cmocka_unit_test(test_deadlock_beside_others),
                                       cmocka_unit_test(test_deadlock_of_jockeys),
                                       cmocka_unit_test(test_patience_resolves),
                                       cmocka_unit_test(test_shift_resolves),
                                       cmocka_unit_test(test_own_place_is_room),
                                       cmocka_unit_test(test_broken_while_blocked),
                                       cmocka_unit_test(test_blocked_at_the_horizon)};
    return cmocka_run_group_tests_name("blocking in the engine", tests, NULL, NULL);
}
