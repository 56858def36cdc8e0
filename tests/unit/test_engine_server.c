/* The engine's servers, worked out by hand: dead time, two services in one visit, speeds, shifts, breakdowns,
 * a window's own times.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Service of 2 and dead time of 1; customers at 0 and 0.5. */
static void open_dead_time(scene *s, bool holds, int servers)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 2);
    s->model.stages[0].dead_time = scene_constant(s, 1);
    s->model.stages[0].holds_customer = holds;
    s->model.windows[0].servers = servers;
    scene_arrivals(s, 0, 0, 0.5);
}

static void test_dead_time(void **state)
{
    (void)state;
    scene s;
    open_dead_time(&s, false, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_SERVED}, {1, 0, 0, 0, 0, 0.5, 3, 5, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 4.0 / 100);
    assert_same(scene_system(&s, occupation), 6.0 / 100);
    assert_same(scene_system(&s, number_mean), (2 + 4.5) / 100);
    scene_close(&s);
    open_dead_time(&s, true, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 3, QS_SERVED}, {1, 0, 0, 0, 0, 0.5, 3, 6, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 4.0 / 100);
    assert_same(scene_system(&s, occupation), 6.0 / 100);
    assert_same(scene_system(&s, number_mean), (3 + 5.5) / 100);
    scene_close(&s);
    for (int holds = 0; holds < 2; holds++) {
        open_dead_time(&s, holds, QS_INFINITE_SERVERS);
        scene_run(&s);
        assert_same(scene_find(&s, 0, 0)->end, 2 + holds);
        assert_same(scene_find(&s, 1, 0)->end, 2.5 + holds);
        assert_same(scene_system(&s, number_mean), (4 + 2 * holds) / 100.0);
        assert_same(scene_system(&s, utilisation), NAN);
        scene_close(&s);
    }
}

/* A then B, given in one visit where the window says so. */
static void open_together(scene *s, bool together)
{
    scene_open(s, 2, 1, 1, 1);
    scene_takes(s, 0, 0, 2);
    scene_takes(s, 0, 1, 3);
    s->model.classes[0].then[1] = 1;
    if (together) {
        s->model.windows[0].n_together = 1;
        s->model.windows[0].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    }
    scene_arrivals(s, 0, 0, 1);
}

static void test_together(void **state)
{
    (void)state;
    scene s;
    open_together(&s, false); /* each stands in line again for B, behind the other's A */
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_MOVED_ON}, {1, 0, 0, 0, 0, 1, 2, 4, QS_MOVED_ON},
                 {0, 1, 0, 0, 0, 2, 4, 7, QS_SERVED}, {1, 1, 0, 0, 0, 4, 7, 10, QS_SERVED});
    assert_same(scene_system(&s, wait_mean), (2 + 1 + 3) / 2.0); /* summed over the stages */
    assert_same(scene_window(&s, 0, wait_mean), (2 + 1 + 3) / 4.0);
    assert_same(scene_system(&s, sojourn_mean), (7 + 9) / 2.0);
    assert_same(scene_window(&s, 0, arrived), 4);
    assert_same(scene_window(&s, 0, served), 4);
    scene_close(&s);
    open_together(&s, true);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 1, 5, 10, QS_SERVED});
    assert_same(scene_system(&s, wait_mean), 4 / 2.0);
    assert_same(scene_window(&s, 0, arrived), 2);
    assert_same(scene_system(&s, utilisation), 10 / 100.0);
    scene_close(&s);
    open_together(&s, true); /* the customer stays through the first dead time, not through the second */
    s.model.stages[0].dead_time = scene_constant(&s, 1);
    s.model.stages[1].dead_time = scene_constant(&s, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 8, 14, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 10 / 100.0);
    assert_same(scene_system(&s, occupation), 16 / 100.0);
    assert_same(scene_system(&s, number_mean), (6 + 13) / 100.0);
    scene_close(&s);
}

/* What comes after B is drawn, too: back to A, once in two. */
static void test_together_then_more(void **state)
{
    (void)state;
    scene s;
    open_together(&s, true);
    s.model.classes[0].then[2] = 0.5;
    scene_run(&s);
    for (size_t i = 0; i < s.n_visits; i++) {
        const qs_visit *v = &s.visits[i];
        assert_same(v->end - v->start, 5);
        bool has_more = v->outcome == QS_MOVED_ON;
        assert_true(has_more || v->outcome == QS_SERVED);
        if (has_more)
            assert_same(scene_find(&s, (int)v->customer, v->visit + 1)->join, v->end);
    }
    assert_same(scene_system(&s, served), 2);
    scene_close(&s);
}

static void open_speed(scene *s, qs_speed_kind kind, size_t n, const qs_piece *pieces, double takes)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, takes);
    s->model.windows[0].speed_kind = kind;
    s->model.windows[0].n_speeds = n;
    if (n)
        s->model.windows[0].speeds = scene_pieces(n, pieces);
}

static void test_speed(void **state)
{
    (void)state;
    scene s;
    open_dead_time(&s, false, 1); /* a constant factor; dead time is not service */
    s.model.windows[0].speed = 4;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 0.5, QS_SERVED}, {1, 0, 0, 0, 0, 0.5, 1.5, 2, QS_SERVED});
    scene_close(&s);
    open_speed(&s, QS_SPEED_CONSTANT, 0, NULL, 4);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    s.model.windows[0].speed = 2;
    scene_arrivals(&s, 0, 1);
    scene_run(&s);
    assert_same(scene_find(&s, 0, 0)->end, 3);
    scene_close(&s);
}

static void test_speed_by_time(void **state)
{
    (void)state;
    const qs_piece pieces[] = {{3, 1}, {5, 2}, {INFINITY, 0.5}};
    scene s;
    open_speed(&s, QS_SPEED_BY_TIME, 3, pieces, 4);
    scene_arrivals(&s, 0, 1, 4);
    scene_run(&s);
    /* 2 done by 3, 2 more at double speed; then 2 of 4 by 5, the rest at half speed. */
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 4, QS_SERVED}, {1, 0, 0, 0, 0, 4, 4, 9, QS_SERVED});
    scene_close(&s);
}

static void test_speed_by_queue(void **state)
{
    (void)state;
    const qs_piece pieces[] = {{0, 1}, {2, 2}};
    scene s;
    open_speed(&s, QS_SPEED_BY_QUEUE, 2, pieces, 10);
    scene_arrivals(&s, 0, 0, 1, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 6, 16, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 16, 26, QS_SERVED});
    scene_run(&s); /* the factor is as at the start again */
    assert_same(scene_find(&s, 2, 0)->end, 26);
    scene_close(&s);
}

/* A server that has worked for 3 is tired, half as fast; each server for itself. */
static void test_speed_by_work(void **state)
{
    (void)state;
    const qs_piece pieces[] = {{0, 1}, {3, 0.5}};
    scene s;
    open_speed(&s, QS_SPEED_BY_WORK, 2, pieces, 2);
    scene_arrivals(&s, 0, 0, 0, 10);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_SERVED}, {1, 0, 0, 0, 0, 0, 2, 5, QS_SERVED},
                 {2, 0, 0, 0, 0, 10, 10, 14, QS_SERVED});
    s.model.windows[0].speeds[0].value = 2; /* fresh servers are twice as fast */
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_SERVED}, {1, 0, 0, 0, 0, 0, 1, 2, QS_SERVED},
                 {2, 0, 0, 0, 0, 10, 10, 11, QS_SERVED});
    scene_close(&s);
    open_speed(&s, QS_SPEED_BY_WORK, 2, pieces, 2);
    s.model.windows[0].servers = 2;
    scene_arrivals(&s, 0, 0, 0, 3, 3);
    scene_run(&s);
    for (int i = 0; i < 4; i++) /* both have 1 left before they tire */
        assert_same(scene_find(&s, i, 0)->end, i < 2 ? 2 : 6);
    scene_close(&s);
}

/* The interrupted service of a tired server: worked time goes on only while it works. */
static void test_speed_by_work_interrupted(void **state)
{
    (void)state;
    const qs_piece pieces[] = {{0, 1}, {3, 0.5}};
    scene s;
    open_speed(&s, QS_SPEED_BY_WORK, 2, pieces, 4);
    s.model.windows[0].breakdown_up = scene_constant(&s, 2);
    s.model.windows[0].breakdown_down = scene_constant(&s, 10);
    s.model.windows[0].breakdown_clock = QS_CLOCK_SERVING;
    scene_arrivals(&s, 0, 1);
    scene_run(&s);
    /* 1-3 works, 2 done; down to 13; 13-14 works, tired at 14; 14-15 half of 1; down to 25; 0.5 left at half.
     */
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 26, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 5.0 / 100);
    scene_close(&s);
}

/* One server until 4, none until 6, then two; service takes 3. Who has begun is finished, and the server
 * counts as there until it has. */
static void test_shifts(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    s.model.windows[0].servers = 2;
    s.model.windows[0].n_shifts = 3;
    s.model.windows[0].shifts = scene_pieces(3, (qs_piece[]){{4, 1}, {6, 0}, {INFINITY, 2}});
    scene_arrivals(&s, 0, 0, 2, 5.5, 6.5, 7);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 3, QS_SERVED}, {1, 0, 0, 0, 0, 2, 3, 6, QS_SERVED},
                 {2, 0, 0, 0, 0, 5.5, 6, 9, QS_SERVED}, {3, 0, 0, 0, 1, 6.5, 6.5, 9.5, QS_SERVED},
                 {4, 0, 0, 0, 0, 7, 9, 12, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 15 / (6 + 2 * 94.0));
    assert_same(scene_window(&s, 0, overtime), 2.0 / 3600); /* from 4 to 6 */
    assert_same(scene_window(&s, 0, server_hours), (4 + 2 * 94.0) / 3600);
    scene_close(&s);
}

/* A server who is still busy when its next shift begins goes on. */
static void test_shifts_overlap_service(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 5);
    s.model.windows[0].n_shifts = 3;
    s.model.windows[0].shifts = scene_pieces(3, (qs_piece[]){{2, 1}, {3, 0}, {INFINITY, 1}});
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 1, 5, 10, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 10 / 100.0);
    assert_same(scene_system(&s, overtime), 1.0 / 3600); /* from 2 to 3, when the next shift begins */
    assert_same(scene_system(&s, server_hours), 99.0 / 3600);
    s.model.windows[0].shifts[1].until = 50; /* a long break: 45 nobody is there */
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 1, 50, 55, QS_SERVED});
    assert_near(scene_system(&s, utilisation), 10 / 55.0);
    assert_same(scene_system(&s, overtime), 3.0 / 3600); /* from 2 to 5 */
    scene_close(&s);
}

/* An urgent newcomer pushes out a customer of a server on shift, not of one that would go home. */
static void test_preemption_on_shift(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    qs_window *window = &s.model.windows[0];
    window->servers = 2;
    window->n_shifts = 2;
    window->shifts = scene_pieces(2, (qs_piece[]){{2, 2}, {INFINITY, 1}});
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    scene_arrivals(&s, 0, 0, 1);
    scene_arrivals(&s, 1, 3);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 11, QS_SERVED}, {1, 0, 0, 0, 1, 1, 1, 11, QS_SERVED},
                 {2, 0, 0, 0, 0, 3, 3, 4, QS_SERVED});
    scene_close(&s);
}

static void open_breakdown(scene *s, qs_clock clock, double takes)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, takes);
    s->model.windows[0].breakdown_up = scene_constant(s, 3);
    s->model.windows[0].breakdown_down = scene_constant(s, 2);
    s->model.windows[0].breakdown_clock = clock;
}

/* Up 0-3, 5-8, 10-13, ...; a service that ends when the server breaks has ended. */
static void test_breakdown_by_calendar(void **state)
{
    (void)state;
    scene s;
    open_breakdown(&s, QS_CLOCK_CALENDAR, 4);
    scene_arrivals(&s, 0, 0, 7, 23.5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 0, 7, 7, 13, QS_SERVED},
                 {2, 0, 0, 0, 0, 23.5, 25, 31, QS_SERVED}); /* broken when it comes */
    assert_same(scene_system(&s, utilisation), 12.0 / 100);
    assert_same(scene_system(&s, number_mean), (6 + 6 + 7.5) / 100);
    assert_same(scene_system(&s, queue_mean), 1.5 / 100);
    assert_same(scene_system(&s, wait_max), 1.5);
    scene_close(&s);
}

/* Up times run only while serving: 3 of service, then 2 of repair. */
static void test_breakdown_by_serving(void **state)
{
    (void)state;
    scene s;
    open_breakdown(&s, QS_CLOCK_SERVING, 4);
    scene_arrivals(&s, 0, 10, 20, 30);
    scene_run(&s);
    /* 10-13, 15-16, with 2 left; 20-22, 24-26, with 1 left; 30-31, 33-36 and broken at the very end: ended.
     */
    scene_visits(&s, {0, 0, 0, 0, 0, 10, 10, 16, QS_SERVED}, {1, 0, 0, 0, 0, 20, 20, 26, QS_SERVED},
                 {2, 0, 0, 0, 0, 30, 30, 36, QS_SERVED});
    assert_same(scene_system(&s, utilisation), 12.0 / 100);
    assert_same(scene_system(&s, number_mean), 18.0 / 100);
    scene_close(&s);
}

/* What is left of an up time is left for the next customer. */
static void test_breakdown_of_the_next(void **state)
{
    (void)state;
    scene s;
    open_breakdown(&s, QS_CLOCK_SERVING, 2);
    scene_arrivals(&s, 0, 10, 20);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 10, 10, 12, QS_SERVED}, {1, 0, 0, 0, 0, 20, 20, 24, QS_SERVED});
    scene_close(&s);
}

/* Dead time stops too while the server is broken; by the calendar only. */
static void test_breakdown_in_dead_time(void **state)
{
    (void)state;
    scene s;
    for (int holds = 0; holds < 2; holds++) {
        open_breakdown(&s, QS_CLOCK_CALENDAR, 2);
        s.model.stages[0].dead_time = scene_constant(&s, 2);
        s.model.stages[0].holds_customer = holds;
        s.model.run.horizon = 50;
        scene_arrivals(&s, 0, 0, 1);
        scene_run(&s);
        /* 0-2, dead 2-3 and 5-6; 6-8, dead 10-12. */
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, holds ? 6 : 2, QS_SERVED},
                     {1, 0, 0, 0, 0, 1, 6, holds ? 12 : 8, QS_SERVED});
        assert_same(scene_system(&s, utilisation), 4.0 / 50);
        assert_same(scene_system(&s, occupation), 8.0 / 50);
        assert_same(scene_system(&s, number_mean), (holds ? 6 + 11 : 2 + 7) / 50.0);
        scene_close(&s);
    }
}

/* With another server whole, the broken one's customer waits for it, and nobody else does. */
static void test_breakdown_of_one(void **state)
{
    (void)state;
    scene s;
    open_breakdown(&s, QS_CLOCK_SERVING, 4);
    s.model.windows[0].servers = 2;
    scene_arrivals(&s, 0, 0, 2, 3.5);
    scene_run(&s);
    /* Server 0 is down 3-5, server 1 5-7; customer 2 waits for server 0. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 1, 2, 2, 8, QS_SERVED},
                 {2, 0, 0, 0, 0, 3.5, 6, 12, QS_SERVED});
    scene_close(&s);
}

/* A window's own times for a service, and a class's own among them. */
static void test_own_times(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 2, 2);
    for (int w = 0; w < 2; w++) {
        s.model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[w].capacity = 1;
    }
    const qs_override own[] = {{0, QS_NONE, scene_constant(&s, 7), scene_constant(&s, 2), true, true},
                               {0, 1, scene_constant(&s, 3), QS_NONE, false, false}};
    s.model.windows[1].overrides = scene_copy(own, 2, sizeof *own);
    s.model.windows[1].n_overrides = 2;
    s.model.window_choice = QS_CHOOSE_FIRST;
    scene_arrivals(&s, 0, 0, 0, 30);
    scene_arrivals(&s, 1, 30);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_SERVED}, {1, 0, 1, 0, 0, 0, 0, 9, QS_SERVED},
                 {2, 0, 0, 0, 0, 30, 30, 31, QS_SERVED}, {3, 0, 1, 0, 0, 30, 30, 33, QS_SERVED});
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dead_time),
                                       cmocka_unit_test(test_together),
                                       cmocka_unit_test(test_together_then_more),
                                       cmocka_unit_test(test_speed),
                                       cmocka_unit_test(test_speed_by_time),
                                       cmocka_unit_test(test_speed_by_queue),
                                       cmocka_unit_test(test_speed_by_work),
                                       cmocka_unit_test(test_speed_by_work_interrupted),
                                       cmocka_unit_test(test_shifts),
                                       cmocka_unit_test(test_shifts_overlap_service),
                                       cmocka_unit_test(test_preemption_on_shift),
                                       cmocka_unit_test(test_breakdown_by_calendar),
                                       cmocka_unit_test(test_breakdown_by_serving),
                                       cmocka_unit_test(test_breakdown_of_the_next),
                                       cmocka_unit_test(test_breakdown_in_dead_time),
                                       cmocka_unit_test(test_breakdown_of_one),
                                       cmocka_unit_test(test_own_times)};
    return cmocka_run_group_tests_name("servers of the engine", tests, NULL, NULL);
}
