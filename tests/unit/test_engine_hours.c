/* Hours on the roster, overtime and cost, worked out by hand. The scenes' unit of time is the second.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "near.h"
#include "scene.h"

#define HOUR 3600.0

/* One server, services of 4 from 0 on, three customers; the horizon at 5. */
static void open_day(scene *s)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 4);
    s->model.run =
        (qs_run_rule){.horizon = 5, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    scene_arrivals(s, 0, 0, 1, 2);
}

/* 0-4, 4-8 and 8-12: 7 behind the horizon. They wait 0, 3 and 6, of which 3 + 3 behind it. */
static void test_after_the_horizon(void **state)
{
    (void)state;
    scene s;
    open_day(&s);
    s.model.cost = (qs_cost_rule){.is_known = true, .has_per = true, .exact = 10, .per_wait_hour = HOUR};
    s.model.cost.per_overtime_hour = 100 * HOUR;
    s.model.cost.per[QS_METRIC_served] = 1000;
    scene_run(&s);
    assert_same(scene_window(&s, 0, server_hours), 5 / HOUR);
    assert_same(scene_window(&s, 0, overtime), 7 / HOUR);
    assert_same(scene_system(&s, overtime), 7 / HOUR);
    assert_near(scene_system(&s, cost), 10 + 3000 + 9 + 700);
    s.model.run.timeout = 2;
    scene_run(&s);
    assert_same(scene_system(&s, overtime), 2 / HOUR);
    assert_near(scene_system(&s, cost), 10 + 1000 + (3 + 5) + 200);
    s.model.run = (qs_run_rule){.horizon = 5, .stops = true, .timeout = INFINITY};
    scene_run(&s);
    assert_same(scene_system(&s, overtime), 0);
    assert_near(scene_system(&s, cost), 10 + 1000 + (3 + 3));
    scene_close(&s);
}

/* What is measured begins with the warm-up; the roster begins at 0. */
static void test_warmup(void **state)
{
    (void)state;
    scene s;
    open_day(&s);
    s.model.run.warmup = 3;
    s.model.cost = (qs_cost_rule){.is_known = true, .has_per = true, .per_wait_hour = HOUR};
    scene_run(&s);
    assert_same(scene_system(&s, server_hours), 5 / HOUR);
    assert_same(scene_system(&s, overtime), 7 / HOUR);
    assert_near(scene_system(&s, cost), 1 + 5); /* two from 3 to 4, one on to 8 */
    scene_close(&s);
}

/* Two servers, from 2 on one, from 20 on two. The second serves from 1 on, with repairs from 4 to 7 and from
 * 11 to 14 that are no service. */
static void test_repairs_are_no_overtime(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 10);
    qs_window *window = &s.model.windows[0];
    window->servers = 2;
    window->n_shifts = 3;
    window->shifts = scene_pieces(3, (qs_piece[]){{2, 2}, {20, 1}, {INFINITY, 2}});
    window->breakdown_up = scene_constant(&s, 4);
    window->breakdown_down = scene_constant(&s, 3);
    s.model.run.horizon = 30;
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    /* up 0-4, 7-11, 14-18: the second has worked 3 + 4 by 11 and the last 3 from 14 to 17 */
    assert_same(scene_window(&s, 0, overtime), (2 + 4 + 3) / HOUR);
    assert_same(scene_window(&s, 0, server_hours), (2 * 2 + 18 + 2 * 10) / HOUR);
    scene_close(&s);
}

/* Dead time is no service; the second service of a visit is. */
static void test_dead_time_and_second_service(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    scene_takes(&s, 0, 1, 2);
    s.model.classes[0].then[1] = 1;
    s.model.stages[0].dead_time = scene_constant(&s, 1);
    s.model.windows[0].n_together = 1;
    s.model.windows[0].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    s.model.windows[0].n_shifts = 3;
    s.model.windows[0].shifts = scene_pieces(3, (qs_piece[]){{1, 1}, {50, 0}, {INFINITY, 1}});
    scene_arrivals(&s, 0, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 6, QS_SERVED}); /* 0-3, dead until 4, 4-6 */
    assert_same(scene_window(&s, 0, overtime), (2 + 2) / HOUR);
    scene_close(&s);
}

/* Members count; a closed window has no hours; inf servers have no roster. */
static void test_rosters(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 3, 1);
    s.model.windows[0].count = 3;
    s.model.windows[0].servers = 2;
    s.model.windows[1].count = 0;
    s.model.windows[2].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 0);
    s.model.unit_seconds = 60;
    scene_run(&s);
    assert_same(scene_window(&s, 0, server_hours), 600.0 / 60);
    assert_same(scene_window(&s, 1, server_hours), 0);
    assert_true(isnan(scene_window(&s, 2, server_hours)));
    assert_true(isnan(scene_window(&s, 2, overtime)));
    assert_same(scene_system(&s, server_hours), 600.0 / 60);
    assert_int_equal(qs_layout_index(qs_engine_layout(s.engine), QS_SYSTEM, 0, QS_METRIC_cost, 0), -1);
    scene_close(&s);
    open_day(&s);
    s.model.run = (qs_run_rule){.horizon = INFINITY, .customers = 2, .stops = true, .timeout = INFINITY};
    scene_run(&s);
    assert_true(isnan(scene_system(&s, server_hours))); /* nobody knows how long it will be */
    assert_same(scene_system(&s, overtime), 0);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_after_the_horizon), cmocka_unit_test(test_warmup),
        cmocka_unit_test(test_repairs_are_no_overtime), cmocka_unit_test(test_dead_time_and_second_service),
        cmocka_unit_test(test_rosters)};
    return cmocka_run_group_tests_name("hours and cost", tests, NULL, NULL);
}
