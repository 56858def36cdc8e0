/* Lines for several windows, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/conflict.h"
#include "scene.h"

#define WINDOWS(...)                                                                                         \
    (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)), (int[])                                               \
    {                                                                                                        \
        __VA_ARGS__                                                                                          \
    }

static qs_window *queue_of(scene *s, int line)
{
    return &s->model.windows[s->model.n_windows + line];
}

/* One line before two equal windows is one window of two servers, customer by customer and to the bit: who comes
 * to which server differs, and nothing else. */
static void test_one_queue(void **state)
{
    static const qs_discipline disciplines[] = {QS_FIFO, QS_LIFO, QS_SHORTEST_FIRST};
    (void)state;
    for (size_t d = 0; d < 3; d++) {
        scene lined, one;
        scene_open_lines(&lined, 1, 2, 2, 2, 1);
        scene_open(&one, 1, 2, 1, 2);
        scene_line(&lined, 0, WINDOWS(1, 0));
        one.model.windows[0].servers = 2;
        scene *both[] = {&lined, &one};
        for (int i = 0; i < 2; i++) {
            scene *s = both[i];
            qs_window *queue = i ? &s->model.windows[0] : queue_of(s, 0);
            for (int c = 0; c < 2; c++) {
                s->model.sources[c].kind = QS_SOURCE_RENEWAL;
                s->model.sources[c].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
                s->model.stages[c].time = scene_law(s, QS_DISTRIBUTION_exponential, 1.1 + c, 0);
            }
            s->model.classes[1].patience = scene_law(s, QS_DISTRIBUTION_exponential, 2, 0);
            s->model.classes[0].balk_at = 9;
            queue->discipline = disciplines[d];
            queue->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
            queue->n_priorities = 1;
            queue->capacity_kind = QS_CAPACITY_QUEUE;
            queue->capacity = 12;
            queue->overflow = QS_DROP_LEAST_URGENT;
            s->model.run.horizon = 2000;
            scene_run(s);
        }
        assert_true(lined.n_visits > 3000 && lined.n_visits == one.n_visits);
        const qs_metric same[] = {QS_METRIC_wait_mean, QS_METRIC_queue_mean, QS_METRIC_queue_max,
                                  QS_METRIC_reneged,   QS_METRIC_dropped,    QS_METRIC_balked,
                                  QS_METRIC_wait_sd,   QS_METRIC_arrived,    QS_METRIC_served};
        for (size_t m = 0; m < sizeof same / sizeof *same; m++)
            for (int c = 0; c < 2; c++)
                assert_same(scene_get(&lined, QS_CLASS, c, same[m]), scene_get(&one, QS_CLASS, c, same[m]));
        assert_same(scene_in_line(&lined, 0, queue_mean), scene_window(&one, 0, queue_mean));
        assert_same(scene_in_line(&lined, 0, wait_mean), scene_window(&one, 0, wait_mean));
        assert_same(scene_in_line(&lined, 0, queue_max), scene_window(&one, 0, queue_max));
        scene_close(&lined);
        scene_close(&one);
    }
}

/* Window 0 serves class 0 alone, window 1 both and prefers class 1: its priority comes before the line's. */
static void test_skills(void **state)
{
    (void)state;
    scene s;
    scene_open_lines(&s, 1, 2, 2, 2, 1);
    scene_line(&s, 0, WINDOWS(0, 1));
    scene_serves_nobody(&s, 0);
    scene_serves(&s, 0, 0, 0);
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 4);
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.windows[1].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    s.model.windows[1].n_priorities = 1;
    queue_of(&s, 0)->priorities = scene_pairs(1, (qs_pair[]){{0, QS_NONE}});
    queue_of(&s, 0)->n_priorities = 1;
    scene_arrivals(&s, 0, 0, 1, 2, 3);
    scene_arrivals(&s, 1, 4, 5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 1, 0, 0, 1, 1, 11, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 10, 20, QS_SERVED}, {3, 0, 1, 0, 0, 3, 19, 29, QS_SERVED},
                 {4, 0, 1, 0, 0, 4, 11, 15, QS_SERVED}, {5, 0, 1, 0, 0, 5, 15, 19, QS_SERVED});
    assert_same(scene_in_line(&s, 0, wait_mean), (8 + 16 + 7 + 10) / 6.0);
    assert_same(scene_in_line(&s, 0, served), 6);
    assert_same(scene_window(&s, 1, arrived), 4);
    assert_same(scene_window(&s, 0, queue_mean), 0);
    scene_close(&s);
}

/* After 3 window 1 may help, after 6 window 2 as well; who helps serves its own first, and who has no more patience at
 * the instant at which help comes is helped. */
static void test_help(void **state)
{
    (void)state;
    scene s;
    scene_open_lines(&s, 1, 2, 3, 2, 1);
    scene_line(&s, 0, WINDOWS(0));
    scene_help(&s, 0, 3, WINDOWS(1));
    scene_help(&s, 0, 6, WINDOWS(2));
    for (int w = 0; w < 3; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, 0);
    }
    scene_serves(&s, 1, 1, 0);
    scene_takes(&s, 0, 0, 20);
    scene_takes(&s, 1, 0, 5);
    s.model.classes[0].patience = scene_constant(&s, 6);
    scene_arrivals(&s, 0, 0, 1, 2, 30);
    scene_arrivals(&s, 1, 3, 7, 31);
    scene_run(&s);
    /* 1 comes at 1, would be helped by window 1 at 4, which is busy from 3 to 8; window 2 takes it at 7. 2 is helped by
     * nobody: window 2 is busy, window 1 serves its own from 8 on; at 8 its patience ends. At 30 window 0 is free. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 2, 0, 0, 1, 7, 27, QS_SERVED},
                 {2, 0, QS_NONE, QS_NONE, QS_NONE, 2, NAN, 8, QS_RENEGED},
                 {3, 0, 1, 0, 0, 3, 3, 8, QS_SERVED}, {4, 0, 1, 0, 0, 7, 8, 13, QS_SERVED},
                 {5, 0, 0, 0, 0, 30, 30, 50, QS_SERVED}, {6, 0, 1, 0, 0, 31, 31, 36, QS_SERVED});
    assert_same(scene_in_line(&s, 0, reneged), 1);
    assert_same(scene_in_line(&s, 0, arrived), 4);
    scene_close(&s);
}

/* A server that comes on duty, and one that is repaired, take from the line; closed at first. */
static void test_duty(void **state)
{
    (void)state;
    scene s;
    scene_open_lines(&s, 1, 1, 2, 1, 1);
    scene_line(&s, 0, WINDOWS(0, 1));
    scene_takes(&s, 0, 0, 4);
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{5, 0}, {INFINITY, 1}});
    s.model.windows[1].breakdown_up = scene_constant(&s, 1);
    s.model.windows[1].breakdown_down = scene_constant(&s, 8);
    scene_arrivals(&s, 0, 2, 3, 4);
    s.model.run.horizon = 15;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 2, 5, 9, QS_SERVED}, {1, 0, 0, 0, 0, 3, 9, 13, QS_SERVED},
                 {2, 0, 1, 0, 0, 4, 9, NAN, QS_UNFINISHED});
    scene_close(&s);
}

static const char *found(scene *s)
{
    int window;
    const qs_conflict *conflict = qs_model_conflict(&s->model, &window);
    return conflict ? conflict->reason : NULL;
}

/* In which line a stage waits, and where that is not clear. */
static void test_which_line(void **state)
{
    (void)state;
    scene s;
    qs_line_fault fault;
    int other;
    scene_open_lines(&s, 1, 2, 3, 2, 2);
    scene_line(&s, 0, WINDOWS(0));
    scene_line(&s, 1, WINDOWS(1));
    qs_model_find_line(&s.model, 0, 0, &fault, &other);
    assert_int_equal(fault, QS_LINE_LEAVES_OUT);
    assert_int_equal(other, 1);
    scene_help(&s, 0, 2, WINDOWS(1, 2));
    assert_int_equal(qs_model_find_line(&s.model, 0, 0, &fault, &other), 0);
    assert_int_equal(fault, QS_LINE_IS_CLEAR);
    scene_help(&s, 1, 2, WINDOWS(0, 2));
    assert_int_equal(qs_model_find_line(&s.model, 0, 0, &fault, &other), 0);
    assert_int_equal(fault, QS_LINE_OF_TWO);
    assert_int_equal(other, 1);
    s.model.lines[0].takes[0] = s.model.lines[1].takes[1] = false;
    assert_int_equal(qs_model_find_line(&s.model, 0, 0, &fault, &other), 1);
    assert_int_equal(fault, QS_LINE_IS_CLEAR);
    s.model.lines[1].takes[0] = false;
    assert_int_equal(qs_model_find_line(&s.model, 0, 0, &fault, &other), QS_NONE);
    assert_int_equal(fault, QS_LINE_LEAVES_OUT);
    assert_null(found(&s));
    assert_int_equal(s.model.windows[0].features & (QS_FEATURE(LINE) | QS_FEATURE(ALSO)),
                     QS_FEATURE(LINE) | QS_FEATURE(ALSO));
    assert_int_equal(s.model.windows[2].features & (QS_FEATURE(LINE) | QS_FEATURE(ALSO)), QS_FEATURE(ALSO));
    assert_int_equal(s.model.features & QS_FEATURE(LINE), QS_FEATURE(LINE));
    s.model.classes[1].jockeys = true;
    assert_non_null(found(&s));
    scene_close(&s);
}

/* Loads: of a pool that of all; else what is certain alone; never unstable by a bound from above. */
static void test_loads(void **state)
{
    (void)state;
    scene s;
    scene_open_lines(&s, 1, 2, 2, 2, 1);
    scene_line(&s, 0, WINDOWS(0, 1));
    for (int c = 0; c < 2; c++) {
        s.model.sources[c].kind = QS_SOURCE_RENEWAL;
        s.model.sources[c].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
    }
    s.model.windows[1].speed = 1.5;
    s.model.windows[1].count = 2; /* one after the other in any case, be the rule first */
    s.model.window_choice = QS_CHOOSE_FIRST;
    assert_int_equal(qs_model_finish(&s.model), QS_OK);
    for (int w = 0; w < 2; w++) {
        assert_true(fabs(s.model.windows[w].offered_load - 0.5) < 1e-12);
        assert_int_equal(s.model.windows[w].load_bound, QS_EXACTLY);
        assert_false(s.model.windows[w].is_unstable);
    }
    scene_close(&s);
    scene_open_lines(&s, 1, 2, 2, 2, 1);
    scene_line(&s, 0, WINDOWS(0, 1));
    scene_serves_nobody(&s, 0);
    scene_serves(&s, 0, 0, 0);
    for (int c = 0; c < 2; c++) {
        s.model.sources[c].kind = QS_SOURCE_RENEWAL;
        s.model.sources[c].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, c ? 0.8 : 5, 0);
    }
    assert_int_equal(qs_model_finish(&s.model), QS_OK);
    assert_true(fabs(s.model.windows[1].offered_load - 1.25) < 1e-12);
    assert_true(fabs(s.model.windows[0].offered_load - 1.45 / 2) < 1e-12);
    assert_int_equal(s.model.windows[0].load_bound, QS_AT_LEAST);
    assert_true(s.model.windows[1].is_unstable);
    assert_false(s.model.windows[0].is_unstable);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_queue), cmocka_unit_test(test_skills),     cmocka_unit_test(test_help),
        cmocka_unit_test(test_duty),      cmocka_unit_test(test_which_line), cmocka_unit_test(test_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
