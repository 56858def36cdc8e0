/* What holds at the edges, as docs/study.md says: no servers in a shift, after the last `until`, at a closed
 * window, at exactly the warm-up's end and the horizon.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

static void set_shifts(scene *s, int window, size_t n, const qs_piece *shifts)
{
    s->model.windows[window].n_shifts = n;
    s->model.windows[window].shifts = scene_pieces(n, shifts);
    s->model.windows[window].servers = 1;
}

static void drain(scene *s)
{
    s->model.run.stops = false;
    s->model.run.waiting_served = s->model.run.in_service_finished = true;
}

/* Nobody is on duty at first; who comes waits, and gives up where it is not patient. */
static void test_no_servers_in_a_shift(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    set_shifts(&s, 0, 2, (qs_piece[]){{10, 0}, {INFINITY, 1}});
    s.model.classes[1].patience = scene_constant(&s, 4);
    scene_arrivals(&s, 0, 2, 3);
    scene_arrivals(&s, 1, 5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 2, 10, 11, QS_SERVED}, {1, 0, 0, 0, 0, 3, 11, 12, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 5, NAN, 9, QS_RENEGED});
    assert_near(scene_window(&s, 0, utilisation), 2 / 90.0); /* of the time that a server was there */
    scene_close(&s);
}

/* The last shift holds for ever, with an `until` or without; so does the last speed. The last rate does not.
 */
static void test_after_the_last_until(void **state)
{
    (void)state;
    scene s;
    for (int is_open = 0; is_open < 2; is_open++) {
        scene_open(&s, 1, 1, 1, 1);
        set_shifts(&s, 0, 2, (qs_piece[]){{10, 0}, {is_open ? INFINITY : 20, 1}});
        scene_arrivals(&s, 0, 30);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 30, 30, 31, QS_SERVED});
        scene_close(&s);
        scene_open(&s, 1, 1, 1, 1);
        s.model.windows[0].speed_kind = QS_SPEED_BY_TIME;
        s.model.windows[0].n_speeds = 2;
        s.model.windows[0].speeds = scene_pieces(2, (qs_piece[]){{10, 1}, {is_open ? INFINITY : 20, 4}});
        scene_arrivals(&s, 0, 30);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 30, 30, 30.25, QS_SERVED});
        scene_close(&s);
    }
    scene_open(&s, 1, 1, 1, 1);
    s.model.sources[0].kind = QS_SOURCE_RATE;
    s.model.sources[0].interarrival = scene_constant(&s, 1); /* one for each whole number of the integral */
    s.model.sources[0].n_rates = 1;
    s.model.sources[0].rates = scene_pieces(1, (qs_piece[]){{7, 0.5}});
    scene_run(&s);
    assert_same(scene_system(&s, arrived), 3); /* at 2, 4 and 6, and nobody after 7 */
    scene_close(&s);
}

/* Who waits when the last server goes is not served, even when the system drains; the one in service is, and
 * nobody pushes it out. */
static void test_after_the_last_server(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 5);
    set_shifts(&s, 0, 2, (qs_piece[]){{4, 1}, {INFINITY, 0}});
    s.model.windows[0].n_priorities = 1;
    s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    s.model.windows[0].preemption = QS_PREEMPT_RESUME;
    drain(&s);
    scene_arrivals(&s, 0, 1, 2);
    scene_arrivals(&s, 1, 5);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 6, QS_SERVED}, {1, 0, 0, 0, QS_NONE, 2, NAN, NAN, QS_UNFINISHED},
                 {2, 0, 0, 0, QS_NONE, 5, NAN, NAN, QS_UNFINISHED});
    assert_same(scene_system(&s, unfinished), 2);
    scene_close(&s);
}

/* A service that ends at the instant of the change ends before it; who comes then comes after it. */
static void test_at_the_change(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 5);
    set_shifts(&s, 0, 3, (qs_piece[]){{6, 1}, {20, 0}, {INFINITY, 1}});
    scene_arrivals(&s, 0, 1, 2, 6, 20);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 6, QS_SERVED}, {1, 0, 0, 0, 0, 2, 6, 11, QS_SERVED},
                 {2, 0, 0, 0, 0, 6, 20, 25, QS_SERVED}, {3, 0, 0, 0, 0, 20, 25, 30, QS_SERVED});
    scene_close(&s);
}

/* A closed window is chosen only where no other has a place, whatever the rule. */
static void test_closed_window(void **state)
{
    (void)state;
    const qs_window_choice rules[] = {QS_CHOOSE_SHORTEST_QUEUE, QS_CHOOSE_LEAST_WORK, QS_CHOOSE_RANDOM,
                                      QS_CHOOSE_ROUND_ROBIN,    QS_CHOOSE_FIRST,      QS_CHOOSE_SIMUQ};
    for (int i = 0; i < 6; i++) {
        scene s;
        scene_open(&s, 1, 1, 2, 1);
        scene_takes(&s, 0, 0, 50);
        set_shifts(&s, 0, 2, (qs_piece[]){{80, 0}, {INFINITY, 1}});
        s.model.windows[1].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[1].capacity = 2;
        s.model.window_choice = rules[i];
        s.model.sources[0].kind = QS_SOURCE_RENEWAL; /* rates, for simuq */
        s.model.sources[0].interarrival = scene_constant(&s, 10);
        s.model.run.horizon = 45;
        drain(&s);
        scene_run(&s);
        scene_visits(&s, {0, 0, 1, 0, 0, 10, 10, 60, QS_SERVED}, {1, 0, 1, 0, 0, 20, 60, 110, QS_SERVED},
                     {2, 0, 0, 0, 0, 30, 80, 130, QS_SERVED}, {3, 0, 0, 0, 0, 40, 130, 180, QS_SERVED});
        scene_close(&s);
    }
}

/* Who comes at the end of the warm-up counts; who would come at the horizon does not come; a service that
 * ends then has ended. Every way of computing it agrees. */
static void test_at_the_horizon(void **state)
{
    (void)state;
    const qs_kernel kernels[] = {QS_KERNEL_EVENTS, QS_KERNEL_RECURSION};
    for (int i = 0; i < 5; i++) {
        scene s;
        scene_open(&s, 1, 1, 1, 1);
        scene_takes(&s, 0, 0, 10);
        s.model.run.horizon = 40;
        s.model.run.warmup = 20;
        if (i % 2)
            drain(&s);
        if (i < 4) { /* at 10, 20, 30 */
            s.model.sources[0].kind = QS_SOURCE_RENEWAL;
            s.model.sources[0].interarrival = scene_constant(&s, 10);
            s.model.run.kernel = kernels[i / 2];
        } else {
            scene_arrivals(&s, 0, 10, 20, 30, 40, 40);
        }
        scene_run(&s);
        assert_int_equal(s.n_visits, 3);
        assert_same(scene_system(&s, arrived), 2);
        assert_same(scene_system(&s, served), 2);
        assert_same(scene_system(&s, served_at_horizon), 2);
        assert_same(scene_system(&s, unfinished), 0);
        assert_same(scene_system(&s, number_mean), 1);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_servers_in_a_shift), cmocka_unit_test(test_after_the_last_until),
        cmocka_unit_test(test_after_the_last_server), cmocka_unit_test(test_at_the_change),
        cmocka_unit_test(test_closed_window),         cmocka_unit_test(test_at_the_horizon),
    };
    return cmocka_run_group_tests_name("edges", tests, NULL, NULL);
}
