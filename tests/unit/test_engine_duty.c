/* Who is on duty, by hand: shifts that repeat, what their ends lead to, servers on call.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#define HOUR 3600.0

static void set_shifts(scene *s, int window, size_t n, const qs_piece *pieces)
{
    qs_window *w = &s->model.windows[window];
    w->n_shifts = n;
    w->shifts = scene_pieces(n, pieces);
    w->servers = 1;
    for (size_t i = 0; i < n; i++)
        w->servers = pieces[i].value > w->servers ? (int)pieces[i].value : w->servers;
}

/* On duty from 4 to 10 of every 10; a service takes 3. Who has begun is finished. */
static void test_shifts_repeat(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    set_shifts(&s, 0, 2, (qs_piece[]){{4, 0}, {10, 1}});
    s.model.windows[0].shifts_period = 10;
    scene_arrivals(&s, 0, 1, 8, 12, 36);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 4, 7, QS_SERVED}, {1, 0, 0, 0, 0, 8, 8, 11, QS_SERVED},
                 {2, 0, 0, 0, 0, 12, 14, 17, QS_SERVED}, {3, 0, 0, 0, 0, 36, 36, 39, QS_SERVED});
    assert_same(scene_window(&s, 0, server_hours), 60 / HOUR);
    assert_same(scene_window(&s, 0, overtime), 1 / HOUR); /* from 10 to 11 */
    assert_near(scene_window(&s, 0, utilisation), 12 / 61.0);
    scene_close(&s);
}

/* Twice as fast from 2 to 4 of every 4: a service of 3 that begins at 1 has done 1 by 2, the rest at twice the
 * speed by 3; one that begins at 7 has done 2 by 8 and the last of it by 9. */
static void test_speeds_repeat(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    qs_window *window = &s.model.windows[0];
    window->speed_kind = QS_SPEED_BY_TIME;
    window->n_speeds = 2;
    window->speeds = scene_pieces(2, (qs_piece[]){{2, 1}, {4, 2}});
    window->speeds_period = 4;
    scene_arrivals(&s, 0, 1, 7);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 3, QS_SERVED}, {1, 0, 0, 0, 0, 7, 7, 9, QS_SERVED});
    scene_close(&s);
}

/* With a roster that repeats for ever a drain still ends: who waits where nobody will come is left. */
static void test_a_drain_ends(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 2, 2, 2);
    scene_takes(&s, 0, 0, 3);
    scene_takes(&s, 1, 1, 3);
    s.model.classes[1].first[0] = 0;
    s.model.classes[1].first[1] = 1;
    scene_serves_nobody(&s, 0);
    scene_serves_nobody(&s, 1);
    scene_serves(&s, 0, QS_NONE, 0);
    scene_serves(&s, 1, QS_NONE, 1);
    set_shifts(&s, 0, 2, (qs_piece[]){{4, 0}, {10, 1}});
    s.model.windows[0].shifts_period = 10;
    set_shifts(&s, 1, 2, (qs_piece[]){{4, 1}, {INFINITY, 0}});
    scene_arrivals(&s, 0, 18, 19);
    scene_arrivals(&s, 1, 15);
    s.model.run.horizon = 20;
    s.model.run.stops = false;
    s.model.run.waiting_served = s.model.run.in_service_finished = true;
    scene_run(&s);
    scene_visits(&s, {1, 0, 0, 0, 0, 18, 18, 21, QS_SERVED}, {2, 0, 0, 0, 0, 19, 24, 27, QS_SERVED},
                 {0, 0, 1, 0, -1, 15, NAN, NAN, QS_UNFINISHED});
    scene_close(&s);
}

/* Two servers until 5, one until 8, none until 20, then two. Of two who are served at 5 the second server's goes
 * on at the head of the queue when the first is free; whoever is served at 8 goes on at 20, and nobody works
 * overtime. Patience does not run for who has begun. */
static void test_interrupt(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 6);
    set_shifts(&s, 0, 4, (qs_piece[]){{5, 2}, {8, 1}, {20, 0}, {INFINITY, 2}});
    s.model.windows[0].interrupts = true;
    s.model.classes[0].patience = scene_constant(&s, 9);
    scene_arrivals(&s, 0, 0, 1, 2, 15);
    scene_run(&s);
    /* 0: 0-6. 1: 1-5, then 6-8 by the first, done. 2: begins at 8, when the shift ends, and is patient then */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 8, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 8, 26, QS_SERVED}, {3, 0, 0, 0, 1, 15, 20, 26, QS_SERVED});
    s.model.windows[0].shifts[1].until = 7;
    scene_run(&s);
    /* 1: 1-5, 6-7, and the last 1 from 20 on, long after its patience of 9 */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 21, QS_SERVED},
                 {2, 0, 0, 0, -1, 2, NAN, 11, QS_RENEGED}, {3, 0, 0, 0, 1, 15, 20, 26, QS_SERVED});
    assert_same(scene_window(&s, 0, overtime), 0);
    assert_near(scene_window(&s, 0, utilisation), 18 / (10 + 2 + 160.0));
    scene_close(&s);
}

/* Three servers until 5, then two. Who was served by the third goes on at once with the one that is idle. */
static void test_interrupted_finds_an_idle_server(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 2);
    scene_takes(&s, 1, 0, 9);
    set_shifts(&s, 0, 2, (qs_piece[]){{5, 3}, {INFINITY, 2}});
    s.model.windows[0].interrupts = true;
    scene_arrivals(&s, 0, 0, 1);
    scene_arrivals(&s, 1, 1.5, 9);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_SERVED}, {1, 0, 0, 0, 1, 1, 1, 3, QS_SERVED},
                 {2, 0, 0, 0, 0, 1.5, 1.5, 10.5, QS_SERVED}, {3, 0, 0, 0, 1, 9, 9, 18, QS_SERVED});
    assert_same(scene_window(&s, 0, queue_max), 0);
    scene_close(&s);
}

/* An urgent one whose server goes pushes out a customer of the server that stays. */
static void test_interrupted_pushes_out(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 10);
    set_shifts(&s, 0, 2, (qs_piece[]){{5, 2}, {INFINITY, 1}});
    s.model.windows[0].interrupts = true;
    s.model.windows[0].n_priorities = 1;
    s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    s.model.windows[0].preemption = QS_PREEMPT_RESUME;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 17, QS_SERVED}, {1, 0, 0, 0, 0, 2, 2, 12, QS_SERVED});
    scene_close(&s);
}

/* Dead time goes on to its end beyond the shift; a second service of the visit does not begin then. A customer
 * whose server is broken is handed back, too. */
static void test_interrupted_visits(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    scene_takes(&s, 0, 1, 2);
    s.model.classes[0].then[1] = 1;
    s.model.stages[0].dead_time = scene_constant(&s, 2);
    s.model.windows[0].n_together = 1;
    s.model.windows[0].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    set_shifts(&s, 0, 3, (qs_piece[]){{4, 1}, {50, 0}, {INFINITY, 1}});
    s.model.windows[0].interrupts = true;
    scene_arrivals(&s, 0, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 52, QS_SERVED}); /* 0-3, dead until 5, 50-52 */
    assert_same(scene_window(&s, 0, overtime), 0);
    assert_near(scene_window(&s, 0, occupation), 7 / (5 + 50.0));
    scene_close(&s);
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 6);
    set_shifts(&s, 0, 3, (qs_piece[]){{4, 1}, {10, 0}, {INFINITY, 1}});
    s.model.windows[0].interrupts = true;
    s.model.windows[0].breakdown_up = scene_constant(&s, 3);
    s.model.windows[0].breakdown_down = scene_constant(&s, 2);
    scene_arrivals(&s, 0, 1);
    scene_run(&s); /* 1-3, broken until 5; 10-13, broken until 15; 15-16 */
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 16, QS_SERVED});
    scene_close(&s);
}

/* Nobody is lost for those who are handed back, be the queue as full as it may. */
static void test_interrupted_have_their_place(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 10);
    set_shifts(&s, 0, 3, (qs_piece[]){{5, 2}, {30, 0}, {INFINITY, 2}});
    s.model.windows[0].interrupts = true;
    s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
    s.model.windows[0].capacity = 1;
    scene_arrivals(&s, 0, 0, 1, 2, 6);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 35, QS_SERVED}, {1, 0, 0, 0, 1, 1, 1, 36, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 35, 45, QS_SERVED}, {3, 0, 0, 0, -1, 6, NAN, 6, QS_REJECTED});
    assert_same(scene_window(&s, 0, queue_max), 3);
    scene_close(&s);
}

/* Three windows, the first closes at 4 with three waiting, the second has room for one more. */
static void open_closing(scene *s, qs_closing closing)
{
    scene_open(s, 1, 1, 3, 1);
    scene_takes(s, 0, 0, 10);
    s->model.window_choice = QS_CHOOSE_ROUND_ROBIN;
    set_shifts(s, 0, 3, (qs_piece[]){{4, 1}, {40, 0}, {INFINITY, 1}});
    set_shifts(s, 2, 3, (qs_piece[]){{3, 1}, {60, 0}, {INFINITY, 1}});
    s->model.windows[0].closing = closing;
    s->model.windows[1].capacity_kind = QS_CAPACITY_QUEUE;
    s->model.windows[1].capacity = 2;
    scene_arrivals(s, 0, 0, 0.5, 1, 2, 2.25, 2.5, 3.5);
}

/* At 4 two wait at the first (3 from 2 on, 6 from 3.5 on, for the third is closed), one at the second (4), one
 * at the third (5). */
static void test_closing(void **state)
{
    (void)state;
    scene s;
    open_closing(&s, QS_CLOSING_WAIT);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 1, 0, 0, 0.5, 0.5, 10.5, QS_SERVED},
                 {2, 0, 2, 0, 0, 1, 1, 11, QS_SERVED}, {3, 0, 0, 0, 0, 2, 40, 50, QS_SERVED},
                 {4, 0, 1, 0, 0, 2.25, 10.5, 20.5, QS_SERVED}, {5, 0, 2, 0, 0, 2.5, 60, 70, QS_SERVED},
                 {6, 0, 0, 0, 0, 3.5, 50, 60, QS_SERVED});
    scene_close(&s);
    open_closing(&s, QS_CLOSING_LEAVE);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 1, 0, 0, 0.5, 0.5, 10.5, QS_SERVED},
                 {2, 0, 2, 0, 0, 1, 1, 11, QS_SERVED}, {3, 0, 0, 0, -1, 2, NAN, 4, QS_RENEGED},
                 {4, 0, 1, 0, 0, 2.25, 10.5, 20.5, QS_SERVED}, {5, 0, 2, 0, 0, 2.5, 60, 70, QS_SERVED},
                 {6, 0, 0, 0, -1, 3.5, NAN, 4, QS_RENEGED});
    scene_close(&s);
    open_closing(&s, QS_CLOSING_MOVE); /* one goes to the second, the other has no room there and waits */
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 1, 0, 0, 0.5, 0.5, 10.5, QS_SERVED},
                 {2, 0, 2, 0, 0, 1, 1, 11, QS_SERVED}, {3, 0, 1, 0, 0, 2, 20.5, 30.5, QS_SERVED},
                 {4, 0, 1, 0, 0, 2.25, 10.5, 20.5, QS_SERVED}, {5, 0, 2, 0, 0, 2.5, 60, 70, QS_SERVED},
                 {6, 0, 0, 0, 0, 3.5, 40, 50, QS_SERVED});
    assert_same(scene_window(&s, 0, arrived), 2);
    assert_same(scene_window(&s, 1, arrived), 3);
    scene_close(&s);
}

/* Two services in one visit where a customer waits, two visits where it goes. */
static void test_moving_parts_a_visit(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    scene_takes(&s, 0, 0, 3);
    scene_takes(&s, 0, 1, 2);
    s.model.classes[0].then[1] = 1;
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.windows[0].n_together = 1;
    s.model.windows[0].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    set_shifts(&s, 0, 2, (qs_piece[]){{2, 1}, {INFINITY, 0}});
    s.model.windows[0].closing = QS_CLOSING_MOVE;
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 1, 0, 0, 1, 2, 5, QS_MOVED_ON},
                 {1, 1, 1, 0, 0, 5, 5, 7, QS_SERVED});
    scene_close(&s);
}

static void open_call(scene *s, double delay)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 10);
    s->model.windows[0].call = (qs_call){.servers = 2, .call_at = 2, .release_at = 0, .delay = delay};
}

/* At 2 two wait: two more come at once and take both, so that none waits and both go when they are done. At 13
 * one waits, which calls nobody. */
static void test_on_call(void **state)
{
    (void)state;
    scene s;
    open_call(&s, 0);
    scene_arrivals(&s, 0, 0, 1, 2, 12, 13);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, 1, 1, 2, 12, QS_SERVED},
                 {2, 0, 0, 0, 2, 2, 2, 12, QS_SERVED}, {3, 0, 0, 0, 0, 12, 12, 22, QS_SERVED},
                 {4, 0, 0, 0, 0, 13, 22, 32, QS_SERVED});
    assert_near(scene_window(&s, 0, server_hours), (100 + 20) / HOUR);
    assert_near(scene_window(&s, 0, utilisation), 50 / 120.0);
    assert_same(scene_window(&s, 0, overtime), 0);
    scene_close(&s);
}

/* Called at 2, they come at 7 although only one waits by then, who gave up not being there; one of them has
 * nothing to do and goes at once, the other after its customer. */
static void test_a_call_is_kept(void **state)
{
    (void)state;
    scene s;
    open_call(&s, 5);
    s.model.classes[0].patience = scene_constant(&s, 5.5);
    scene_arrivals(&s, 0, 0, 1, 2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, -1, 1, NAN, 6.5, QS_RENEGED},
                 {2, 0, 0, 0, 1, 2, 7, 17, QS_SERVED});
    assert_near(scene_window(&s, 0, server_hours), (100 + 10) / HOUR);
    s.model.run.warmup = 10;
    scene_run(&s);
    assert_near(scene_window(&s, 0, server_hours), (100 + 10) / HOUR); /* all of the day */
    scene_close(&s);
}

/* They stay while more than release_at wait, come where nobody is on duty, and go when they may, whereupon the
 * window is closed again and sends away who still waits. */
static void test_calls_at_night(void **state)
{
    (void)state;
    scene s;
    open_call(&s, 1);
    s.model.windows[0].call = (qs_call){.servers = 1, .call_at = 3, .release_at = 1, .delay = 1};
    set_shifts(&s, 0, 2, (qs_piece[]){{90, 0}, {INFINITY, 1}});
    s.model.windows[0].closing = QS_CLOSING_LEAVE;
    scene_arrivals(&s, 0, 1, 2, 3, 95);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 1, 1, 4, 14, QS_SERVED}, {1, 0, 0, 0, 1, 2, 14, 24, QS_SERVED},
                 {2, 0, 0, 0, -1, 3, NAN, 14, QS_RENEGED}, {3, 0, 0, 0, 0, 95, 95, NAN, QS_UNFINISHED});
    assert_near(scene_window(&s, 0, server_hours), (10 + 20) / HOUR);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shifts_repeat),
                                       cmocka_unit_test(test_speeds_repeat),
                                       cmocka_unit_test(test_a_drain_ends),
                                       cmocka_unit_test(test_interrupt),
                                       cmocka_unit_test(test_interrupted_finds_an_idle_server),
                                       cmocka_unit_test(test_interrupted_pushes_out),
                                       cmocka_unit_test(test_interrupted_visits),
                                       cmocka_unit_test(test_interrupted_have_their_place),
                                       cmocka_unit_test(test_closing),
                                       cmocka_unit_test(test_moving_parts_a_visit),
                                       cmocka_unit_test(test_on_call),
                                       cmocka_unit_test(test_a_call_is_kept),
                                       cmocka_unit_test(test_calls_at_night)};
    return cmocka_run_group_tests_name("duty", tests, NULL, NULL);
}
