/* Priority before a full house, worked out by hand: who comes in by pushing somebody out, and who is lost
 * then.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Classes 0, 1, 2 of which each pushes out those before it; all take 10 at one window. */
static void open_house(scene *s, qs_capacity kind, int64_t capacity, qs_overflow overflow)
{
    scene_open(s, 1, 3, 1, 3);
    for (int c = 0; c < 3; c++)
        scene_takes(s, c, 0, 10);
    qs_window *window = &s->model.windows[0];
    window->n_priorities = 2;
    window->priorities = scene_pairs(2, (qs_pair[]){{2, QS_NONE}, {1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    window->capacity_kind = kind;
    window->capacity = capacity;
    window->overflow = overflow;
}

/* No place for who is pushed out: it is lost. An idle server is no use where there is no place at it. */
static void test_no_waiting_place(void **state)
{
    (void)state;
    const struct {
        qs_capacity kind;
        int64_t capacity;
        qs_overflow overflow;
        int servers;
    } ways[] = {{QS_CAPACITY_QUEUE, 0, QS_REJECT, 1},     {QS_CAPACITY_TOTAL, 1, QS_REJECT, 1},
                {QS_CAPACITY_TOTAL, 1, QS_REJECT, 3},     {QS_CAPACITY_TOTAL, 1, QS_DROP_OLDEST, 1},
                {QS_CAPACITY_TOTAL, 1, QS_BLOCK, 1},      {QS_CAPACITY_TOTAL, 1, QS_DROP_LEAST_URGENT, 1},
                {QS_CAPACITY_TOTAL, 1, QS_DROP_OLDEST, 2}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        scene s;
        open_house(&s, ways[i].kind, ways[i].capacity, ways[i].overflow);
        s.model.windows[0].servers = ways[i].servers;
        scene_arrivals(&s, 0, 0, 2);
        scene_arrivals(&s, 2, 1);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_DROPPED}, {1, 0, 0, 0, 0, 1, 1, 11, QS_SERVED},
                     {2, 0, 0, 0, QS_NONE, 2, NAN, 2, QS_REJECTED});
        assert_same(scene_class(&s, 0, dropped), 1);
        assert_same(scene_class(&s, 0, rejected), 1);
        assert_same(scene_class(&s, 0, wait_mean), 0); /* it had begun, its wait is known */
        assert_near(scene_system(&s, number_mean), 11 / 100.0);
        assert_near(scene_window(&s, 0, utilisation), 11 / 100.0 / ways[i].servers);
        scene_close(&s);
    }
}

/* Nobody waits who begins at once. */
static void test_no_balking(void **state)
{
    (void)state;
    for (int balk_at = 0; balk_at < 2; balk_at++) {
        scene s;
        open_house(&s, QS_CAPACITY_NONE, 0, QS_REJECT);
        s.model.classes[2].balk_at = balk_at;
        scene_arrivals(&s, 0, 0, 1);
        scene_arrivals(&s, 2, 2, 3);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 0, 0, 0, 1, 20, 30, QS_SERVED},
                     {2, 0, 0, 0, 0, 2, 2, 12, QS_SERVED}, {3, 0, 0, 0, QS_NONE, 3, NAN, 3, QS_BALKED});
        scene_close(&s);
    }
}

/* One waits, which is all that can: who goes when 0 is pushed out? */
static void test_full_queue(void **state)
{
    (void)state;
    const qs_overflow overflows[] = {QS_REJECT, QS_BLOCK, QS_DROP_OLDEST, QS_DROP_LEAST_URGENT};
    for (int i = 0; i < 4; i++) {
        scene s;
        open_house(&s, i % 2 ? QS_CAPACITY_TOTAL : QS_CAPACITY_QUEUE, i % 2 ? 2 : 1, overflows[i]);
        scene_arrivals(&s, 0, 0, 1);
        scene_arrivals(&s, 2, 2);
        scene_run(&s);
        if (i < 2)
            scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_DROPPED}, {1, 0, 0, 0, 0, 1, 12, 22, QS_SERVED},
                         {2, 0, 0, 0, 0, 2, 2, 12, QS_SERVED});
        else
            scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED},
                         {1, 0, 0, 0, QS_NONE, 1, NAN, 2, QS_DROPPED}, {2, 0, 0, 0, 0, 2, 2, 12, QS_SERVED});
        scene_close(&s);
    }
}

/* A place is left: who is pushed out takes it, and nobody else can. */
static void test_last_place(void **state)
{
    (void)state;
    scene s;
    open_house(&s, QS_CAPACITY_QUEUE, 1, QS_REJECT);
    scene_arrivals(&s, 0, 0, 2);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 11, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 2, NAN, 2, QS_REJECTED});
    scene_close(&s);
}

/* Two servers: 0 (less urgent) is pushed out at 1 and takes the only place, 1 is pushed out at 2. */
static void test_less_urgent_goes(void **state)
{
    (void)state;
    const qs_overflow overflows[] = {QS_REJECT, QS_DROP_OLDEST, QS_DROP_LEAST_URGENT};
    for (int i = 0; i < 3; i++) {
        scene s;
        open_house(&s, QS_CAPACITY_QUEUE, 1, overflows[i]);
        s.model.windows[0].servers = 2;
        scene_arrivals(&s, 0, 0);
        scene_arrivals(&s, 1, 0);
        scene_arrivals(&s, 2, 1, 2);
        scene_run(&s);
        assert_int_equal(scene_find(&s, 0, 0)->outcome, i == 0 ? QS_SERVED : QS_DROPPED);
        assert_same(scene_find(&s, 0, 0)->end, i == 0 ? 20 : 2);
        assert_int_equal(scene_find(&s, 1, 0)->outcome, i == 0 ? QS_DROPPED : QS_SERVED);
        assert_same(scene_find(&s, 1, 0)->end, i == 0 ? 2 : 19);
        scene_close(&s);
    }
}

/* Of the lowest priority the one who joined last; a newcomer of it is the last itself. */
static void test_least_urgent(void **state)
{
    (void)state;
    for (int pushes = 0; pushes < 2; pushes++) {
        scene s;
        open_house(&s, QS_CAPACITY_QUEUE, 2, QS_DROP_LEAST_URGENT);
        s.model.windows[0].preemption = pushes ? QS_PREEMPT_RESUME : QS_PREEMPT_NONE;
        scene_arrivals(&s, 0, 1, 2, 3);
        scene_arrivals(&s, 1, 4, 7);
        scene_arrivals(&s, 2, 0, 5, 6);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, QS_NONE, 1, NAN, 5, QS_DROPPED},
                     {2, 0, 0, 0, QS_NONE, 2, NAN, 4, QS_DROPPED},
                     {3, 0, 0, 0, QS_NONE, 3, NAN, 3, QS_REJECTED},
                     {4, 0, 0, 0, QS_NONE, 4, NAN, 6, QS_DROPPED}, {5, 0, 0, 0, 0, 5, 10, 20, QS_SERVED},
                     {6, 0, 0, 0, 0, 6, 20, 30, QS_SERVED}, {7, 0, 0, 0, QS_NONE, 7, NAN, 7, QS_REJECTED});
        scene_close(&s);
    }
}

/* Lost in the first of two stages, after waiting 3 for it: the complete wait is over 2 whatever might have
 * come, and never known. */
static void test_lost_between_stages(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 2, 2, 2);
    scene_takes(&s, 0, 0, 4);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, QS_NONE, w);
    }
    s.model.classes[0].then[1] = 1;
    s.model.output.n_thresholds = 1;
    s.model.output.thresholds = scene_numbers(1, (double[]){2});
    qs_window *window = &s.model.windows[0];
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESTART;
    window->capacity_kind = QS_CAPACITY_QUEUE;
    window->capacity = 1;
    scene_arrivals(&s, 0, 0, 1, 4.5);
    scene_arrivals(&s, 1, 5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_MOVED_ON}, {0, 1, 1, 0, 0, 4, 4, 5, QS_SERVED},
                 {1, 0, 0, 0, 0, 1, 4, 5, QS_DROPPED}, {2, 0, 0, 0, 0, 4.5, 6, 10, QS_MOVED_ON},
                 {2, 1, 1, 0, 0, 10, 10, 11, QS_SERVED}, {3, 0, 0, 0, 0, 5, 5, 6, QS_SERVED});
    assert_same(scene_system(&s, wait_over), 0.25);
    assert_near(scene_class(&s, 0, wait_over), 1 / 3.0);
    assert_same(scene_window(&s, 0, wait_over), 0.25);
    assert_near(scene_system(&s, wait_mean), (0 + 1.5 + 0) / 3);
    assert_near(scene_window(&s, 0, wait_mean), (0 + 3 + 1.5 + 0) / 4);
    assert_same(scene_system(&s, wait_censored), 0);
    scene_close(&s);
}

/* Who comes from a window before is not blocked where it pushes somebody out; an ordinary one is. */
static void test_from_a_window_before(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 2, 2, 2);
    scene_takes(&s, 0, 1, 10);
    scene_takes(&s, 1, 0, 3);
    scene_takes(&s, 1, 1, 2);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, QS_NONE, w);
        s.model.classes[w].then[1] = 1;
    }
    s.model.windows[0].servers = 3;
    qs_window *window = &s.model.windows[1];
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    window->capacity_kind = QS_CAPACITY_TOTAL;
    window->capacity = 1;
    window->overflow = QS_BLOCK;
    scene_arrivals(&s, 0, 0, 1);
    scene_arrivals(&s, 1, 0, 1.25);
    scene_run(&s);
    /* 0 is at w1 from 1 on, 2 is blocked from 2 on; 1 pushes 0 out at 3; 3 may not push 1 out. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 1, 0, 0, 1, 1, 3, QS_DROPPED},
                 {1, 0, 0, 0, 1, 0, 0, 3, QS_MOVED_ON}, {1, 1, 1, 0, 0, 3, 3, 5, QS_SERVED},
                 {2, 0, 0, 0, 0, 1, 1, 5, QS_MOVED_ON}, {2, 1, 1, 0, 0, 5, 5, 15, QS_SERVED},
                 {3, 0, 0, 0, 2, 1.25, 1.25, 15, QS_MOVED_ON}, {3, 1, 1, 0, 0, 15, 15, 17, QS_SERVED});
    scene_close(&s);
}

/* Who returns to its own window, where dead time keeps its server, pushes out another's customer, not itself.
 */
static void test_back_to_the_same_window(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 2, 1, 2);
    scene_takes(&s, 1, 0, 10);
    s.model.classes[0].then[1] = 1;
    s.model.stages[0].dead_time = scene_constant(&s, 5);
    qs_window *window = &s.model.windows[0];
    window->servers = 2;
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{QS_NONE, 1}});
    window->preemption = QS_PREEMPT_RESUME;
    window->capacity_kind = QS_CAPACITY_QUEUE;
    window->overflow = QS_BLOCK;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0.5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 1, QS_MOVED_ON}, {0, 1, 0, 0, 1, 1, 1, 2, QS_SERVED},
                 {1, 0, 0, 0, 1, 0.5, 0.5, 1, QS_DROPPED});
    scene_close(&s);
}

/* A full window that somebody would be pushed out of has a place for who pushes. */
static void test_choice(void **state)
{
    (void)state;
    const qs_window_choice rules[] = {QS_CHOOSE_FIRST, QS_CHOOSE_ROUND_ROBIN, QS_CHOOSE_SHORTEST_QUEUE};
    for (int i = 0; i < 3; i++) {
        scene s;
        scene_open(&s, 1, 2, 2, 2);
        scene_takes(&s, 0, 0, 10);
        scene_takes(&s, 1, 0, 10);
        for (int w = 0; w < 2; w++) {
            qs_window *window = &s.model.windows[w];
            window->n_priorities = 1;
            window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
            window->preemption = w == 0 ? QS_PREEMPT_RESUME : QS_PREEMPT_NONE;
            window->capacity_kind = QS_CAPACITY_TOTAL;
            window->capacity = w == 0 ? 1 : 3;
        }
        s.model.window_choice = rules[i];
        scene_arrivals(&s, 0, 0, 1);
        scene_arrivals(&s, 1, 2, 3);
        scene_run(&s);
        bool low_first = scene_find(&s, 0, 0)->window == 0; /* drawn under shortest_queue */
        assert_int_equal(scene_find(&s, low_first ? 0 : 1, 0)->window, 0);
        assert_int_equal(scene_find(&s, 3, 0)->window, 1); /* nobody could be pushed out any more */
        if (rules[i] != QS_CHOOSE_SHORTEST_QUEUE)
            assert_int_equal(scene_find(&s, 2, 0)->window, 0);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_waiting_place),
        cmocka_unit_test(test_no_balking),
        cmocka_unit_test(test_full_queue),
        cmocka_unit_test(test_last_place),
        cmocka_unit_test(test_less_urgent_goes),
        cmocka_unit_test(test_least_urgent),
        cmocka_unit_test(test_lost_between_stages),
        cmocka_unit_test(test_from_a_window_before),
        cmocka_unit_test(test_back_to_the_same_window),
        cmocka_unit_test(test_choice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
