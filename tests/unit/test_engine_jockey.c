/* People who change the queue, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Two windows that class 2 may use; it goes to w0 first. Class 0 is for w0 alone, class 1 for w1. */
static void open_jockeys(scene *s, double takes_0, double takes_1)
{
    scene_open(s, 1, 4, 2, 4);
    scene_takes(s, 0, 0, takes_0);
    scene_takes(s, 1, 0, takes_1);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(s, w);
        scene_serves(s, w, w, 0);
        scene_serves(s, w, 2, 0);
    }
    scene_serves(s, 1, 3, 0);
    s->model.window_choice = QS_CHOOSE_FIRST;
    s->model.classes[2].jockeys = true;
}

static void test_jockeying(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 10, 4);
    s.model.classes[2].patience = scene_constant(&s, 50);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0, 0.5);
    scene_arrivals(&s, 2, 1, 2);
    scene_run(&s);
    /* Customer 4 stands behind 3 in w0, and moves when w1 has nobody waiting; 3 when w1 is idle. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 1, 0, 0, 0, 0, 4, QS_SERVED},
                 {2, 0, 1, 0, 0, 0.5, 4, 8, QS_SERVED}, {4, 0, 1, 0, 0, 2, 8, 9, QS_SERVED},
                 {3, 0, 1, 0, 0, 1, 9, 10, QS_SERVED});
    assert_same(scene_window(&s, 0, arrived), 1);
    assert_same(scene_window(&s, 1, arrived), 4);
    assert_near(scene_window(&s, 0, queue_mean), (8 + 2) / 100.0);
    assert_near(scene_window(&s, 1, queue_mean), (3.5 + 4) / 100.0);
    scene_close(&s);
}

/* Somebody who gives up makes a queue shorter, too. */
static void test_jockeying_after_reneging(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 20, 20.5);
    s.model.classes[3].patience = scene_constant(&s, 2);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0);
    scene_arrivals(&s, 2, 1.25, 1.5);
    scene_arrivals(&s, 3, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 1, 0, 0, 0, 0, 20.5, QS_SERVED},
                 {2, 0, 1, 0, QS_NONE, 1, NAN, 3, QS_RENEGED}, {3, 0, 0, 0, 0, 1.25, 20, 21, QS_SERVED},
                 {4, 0, 1, 0, 0, 1.5, 20.5, 21.5, QS_SERVED});
    assert_near(scene_window(&s, 1, queue_mean), (2 + 17.5) / 100.0); /* 4 stood in w1 from 3 on */
    scene_close(&s);
}

/* Who joined a queue although another window is free goes there at once; patience goes along. */
static void test_jockeying_on_arrival(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 20, 7);
    s.model.classes[2].patience = scene_constant(&s, 0.3);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 2, 0.1, 0.2);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 1, 0, 0, 0.1, 0.1, 1.1, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 0.2, NAN, 0.5, QS_RENEGED});
    scene_close(&s);
}

/* A window without a server on shift is no place to move to, nor one where the rest of the visit is not
 * given. */
static void test_jockeys_look_before_they_move(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 20, 21);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 2, 1, 1.5);
    qs_window *closed = &s.model.windows[1];
    closed->n_shifts = 2;
    closed->shifts = scene_pieces(2, (qs_piece[]){{30, 0}, {INFINITY, 1}});
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 0, 0, 0, 1, 20, 21, QS_SERVED},
                 {2, 0, 0, 0, 0, 1.5, 21, 22, QS_SERVED});
    scene_close(&s);

    scene_open(&s, 2, 1, 3, 1); /* w0 gives s0 and s1 together, w1 only s0, w2 only s1 */
    s.model.classes[0].then[1] = 1;
    s.model.classes[0].jockeys = true;
    s.model.window_choice = QS_CHOOSE_FIRST;
    for (int w = 1; w < 3; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, w - 1);
    }
    s.model.windows[0].n_together = 1;
    s.model.windows[0].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    scene_arrivals(&s, 0, 0, 0.5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_SERVED}, {1, 0, 0, 0, 0, 0.5, 2, 4, QS_SERVED});
    scene_close(&s);
}

/* w0 shuts at 10, its server busy until 20: those who wait there go to w1 in order of joining as soon as it
 * has a place, though they stand last there; who may not, waits. */
static void test_closing(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 20, 6);
    scene_arrivals(&s, 0, 0, 3);
    scene_arrivals(&s, 1, 1, 1.25, 1.5, 6);
    scene_arrivals(&s, 2, 2, 4);
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{10, 1}, {INFINITY, 0}});
    s.model.windows[1].capacity_kind = QS_CAPACITY_QUEUE;
    s.model.windows[1].capacity = 3;
    scene_run(&s);
    /* Two wait in w1 at 10, so 4 has a place; 6 has one at 13. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 1, 0, 0, 1, 1, 7, QS_SERVED},
                 {2, 0, 1, 0, 0, 1.25, 7, 13, QS_SERVED}, {3, 0, 1, 0, 0, 1.5, 13, 19, QS_SERVED},
                 {7, 0, 1, 0, 0, 6, 19, 25, QS_SERVED}, {4, 0, 1, 0, 0, 2, 25, 26, QS_SERVED},
                 {6, 0, 1, 0, 0, 4, 26, 27, QS_SERVED}, {5, 0, 0, 0, QS_NONE, 3, NAN, NAN, QS_UNFINISHED});
    assert_near(scene_window(&s, 0, queue_mean), (8 + 9 + 97) / 100.0);
    scene_close(&s);
}

/* Each goes where it stands furthest ahead then, not all to the same window. */
static void test_closing_spreads(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 4, 3, 4);
    for (int w = 0; w < 3; w++) { /* classes 0, 1, 2 keep a window each busy */
        scene_takes(&s, w, 0, 50);
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, w, 0);
        scene_serves(&s, w, 3, 0);
        s.model.windows[w].n_priorities = 1; /* so that others look again after each move */
        s.model.windows[w].priorities = scene_pairs(1, (qs_pair[]){{3, QS_NONE}});
        scene_arrivals(&s, w, 0);
    }
    s.model.classes[3].jockeys = true;
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{10, 1}, {INFINITY, 0}});
    scene_arrivals(&s, 3, 1, 2, 3, 4, 5, 6); /* two in each queue */
    scene_run(&s);
    assert_same(scene_window(&s, 0, arrived), 1);
    assert_same(scene_window(&s, 1, arrived), 4);
    assert_same(scene_window(&s, 2, arrived), 4);
    assert_near(scene_window(&s, 0, queue_mean), (9 + 6) / 100.0);
    scene_close(&s);
}

/* A window opens again while its server still finishes what it had begun: that is a place to move to. */
static void test_reopening(void **state)
{
    (void)state;
    scene s;
    open_jockeys(&s, 50, 20);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0);
    scene_arrivals(&s, 2, 1, 2);
    s.model.windows[1].n_shifts = 3;
    s.model.windows[1].shifts = scene_pieces(3, (qs_piece[]){{0.5, 1}, {10, 0}, {INFINITY, 1}});
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 50, QS_SERVED}, {1, 0, 1, 0, 0, 0, 0, 20, QS_SERVED},
                 {3, 0, 1, 0, 0, 2, 20, 21, QS_SERVED}, {2, 0, 1, 0, 0, 1, 21, 22, QS_SERVED});
    assert_near(scene_window(&s, 1, queue_mean), (10 + 0) / 100.0);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_jockeying),
                                       cmocka_unit_test(test_jockeying_after_reneging),
                                       cmocka_unit_test(test_jockeying_on_arrival),
                                       cmocka_unit_test(test_jockeys_look_before_they_move),
                                       cmocka_unit_test(test_closing),
                                       cmocka_unit_test(test_closing_spreads),
                                       cmocka_unit_test(test_reopening)};
    return cmocka_run_group_tests_name("people who change the queue", tests, NULL, NULL);
}
