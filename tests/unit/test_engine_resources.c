/* Resources and several servers for one customer, worked out by hand: who begins when, who waits for what.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "qsweep/holding.h"
#include "scene.h"

#define scene_resource(s, r, metric) scene_get(s, QS_RESOURCE, r, QS_METRIC_##metric)

static void open_with(scene *s, int n_services, int n_windows, int n_resources)
{
    scene_open(s, n_services, 2, n_windows, 2);
    assert_int_equal(qs_model_add_resources(&s->model, n_resources), QS_OK);
    for (int r = 0; r < n_resources; r++)
        s->model.resources[r].units = 1;
}

static void asks(scene *s, int class, int service, int resource, qs_demand_kind kind, int units)
{
    qs_stage *stage = &s->model.stages[class * s->model.n_services + service];
    qs_demand demand = {.resource = resource, .kind = kind, .units = units};
    assert_int_equal(qs_model_add_demand(&s->model, stage, &demand), QS_OK);
}

/* Class 0 needs both units for 4, class 1 none for 1; three servers. The second of class 0 waits for units
 * from 1 to 4, and keeps the one behind it waiting unless it may be overtaken. */
static void test_overtaking(void **state)
{
    (void)state;
    for (int overtaking = 0; overtaking < 2; overtaking++) {
        scene s;
        open_with(&s, 1, 1, 1);
        s.model.resources[0].units = 2;
        s.model.resources[0].overtaking = overtaking;
        s.model.windows[0].servers = 3;
        scene_takes(&s, 0, 0, 4);
        asks(&s, 0, 0, 0, QS_NEEDS, 2);
        scene_arrivals(&s, 0, 0, 1);
        scene_arrivals(&s, 1, 2);
        scene_run(&s);
        double start = overtaking ? 2 : 4;
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 0, 1, 4, 8, QS_SERVED},
                     {2, 0, 0, 0, 1, 2, start, start + 1, QS_SERVED});
        assert_near(scene_resource(&s, 0, units_mean), 16 / 100.0);
        assert_near(scene_resource(&s, 0, utilisation), 8 / 100.0);
        assert_near(scene_resource(&s, 0, wait_mean), 3 / 2.0);
        assert_near(scene_window(&s, 0, utilisation), 9 / 300.0);
        scene_close(&s);
    }
}

/* One unit for two windows: at 4 the one who came at 1 to the second goes before the one who came at 2 to the
 * first. */
static void test_longest_waiting(void **state)
{
    (void)state;
    scene s;
    open_with(&s, 1, 2, 1);
    for (int c = 0; c < 2; c++) {
        scene_serves_nobody(&s, c);
        scene_serves(&s, c, c, 0);
        scene_takes(&s, c, 0, 4);
        asks(&s, c, 0, 0, QS_NEEDS, 1);
    }
    scene_arrivals(&s, 0, 0, 2);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 1, 0, 0, 1, 4, 8, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 8, 12, QS_SERVED});
    /* 3 of the second window, whose server is idle; of the first from 4 on, when its server is. */
    assert_near(scene_resource(&s, 0, wait_mean), (3 + 4) / 3.0);
    scene_close(&s);
}

/* Class 1 needs both servers, which stand in dead time together after it. */
static void test_several_servers(void **state)
{
    (void)state;
    scene s;
    open_with(&s, 1, 1, 0);
    s.model.windows[0].servers = 2;
    s.model.stages[1].servers = 2;
    s.model.stages[1].dead_time = scene_constant(&s, 1);
    scene_takes(&s, 0, 0, 4);
    scene_takes(&s, 1, 0, 2);
    scene_arrivals(&s, 0, 0, 2);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 0, 0, 1, 4, 6, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 7, 11, QS_SERVED});
    assert_near(scene_window(&s, 0, utilisation), (4 + 2 * 2 + 4) / 200.0);
    assert_near(scene_window(&s, 0, occupation), (4 + 2 * 2 + 2 * 1 + 4) / 200.0);
    assert_near(scene_window(&s, 0, number_mean), (4 + 5 + 9) / 100.0);
    scene_close(&s);
}

/* Two units until 3, then one: those that are held are not taken away, the third begins when one is left. */
static void test_shift(void **state)
{
    (void)state;
    scene s;
    open_with(&s, 1, 1, 1);
    s.model.resources[0].units = 2;
    s.model.resources[0].n_shifts = 2;
    s.model.resources[0].shifts = scene_pieces(2, (qs_piece[]){{3, 2}, {INFINITY, 1}});
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_takes(&s, 0, 0, 5);
    asks(&s, 0, 0, 0, QS_NEEDS, 1);
    scene_arrivals(&s, 0, 0, 1, 2);
    scene_run(&s);
    assert_same(scene_find(&s, 2, 0)->start, 6);
    assert_near(scene_resource(&s, 0, utilisation), 15 / (2 * 5 + 95.0));
    assert_near(scene_resource(&s, 0, wait_mean), 4 / 3.0);
    scene_close(&s);
}

/* A unit from 4 to 10 of every 10, for a service of 3; what is held is not taken away. */
static void test_shifts_repeat(void **state)
{
    (void)state;
    for (int is_written_out = 0; is_written_out < 2; is_written_out++) {
        scene s;
        open_with(&s, 1, 1, 1);
        qs_resource *resource = &s.model.resources[0];
        resource->n_shifts = is_written_out ? 10 : 2;
        resource->shifts = is_written_out ? scene_pieces(10, (qs_piece[]){{4, 0},
                                                                          {10, 1},
                                                                          {14, 0},
                                                                          {20, 1},
                                                                          {24, 0},
                                                                          {30, 1},
                                                                          {34, 0},
                                                                          {40, 1},
                                                                          {44, 0},
                                                                          {INFINITY, 1}})
                                          : scene_pieces(2, (qs_piece[]){{4, 0}, {10, 1}});
        resource->shifts_period = is_written_out ? 0 : 10;
        s.model.windows[0].servers = 2;
        scene_takes(&s, 0, 0, 3);
        asks(&s, 0, 0, 0, QS_NEEDS, 1);
        scene_arrivals(&s, 0, 1, 8, 12, 36);
        s.model.run.horizon = 50;
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 1, 4, 7, QS_SERVED}, {1, 0, 0, 0, 0, 8, 8, 11, QS_SERVED},
                     {2, 0, 0, 0, 0, 12, 14, 17, QS_SERVED}, {3, 0, 0, 0, 0, 36, 36, 39, QS_SERVED});
        assert_near(scene_resource(&s, 0, units_mean), 12 / 50.0);
        assert_near(scene_resource(&s, 0, utilisation), 12 / 31.0); /* five shifts, and from 10 to 11 */
        scene_close(&s);
    }
}

/* Class 0 takes the first and then needs the second, class 1 the other way round. */
static void open_opposite(scene *s)
{
    open_with(s, 2, 1, 2);
    s->model.windows[0].servers = QS_INFINITE_SERVERS;
    for (int c = 0; c < 2; c++) {
        s->model.classes[c].then[1] = 1;
        scene_takes(s, c, 1, 1);
        asks(s, c, 0, c, QS_TAKES, 1);
        asks(s, c, 1, 1 - c, QS_NEEDS, 1);
        asks(s, c, 1, c, QS_GIVES, 1);
    }
}

static void test_deadlock(void **state)
{
    (void)state;
    scene s;
    open_opposite(&s);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0.5);
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    assert_non_null(strstr(qs_failure(), "deadlock at time 1.5:"));
    scene_close(&s);
    open_opposite(
        &s); /* none of the first from 5 to 10 of every 10: it is one when there are all there ever are */
    s.model.resources[0].n_shifts = 2;
    s.model.resources[0].shifts = scene_pieces(2, (qs_piece[]){{5, 1}, {10, 0}});
    s.model.resources[0].shifts_period = 10;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0.5);
    assert_int_equal(scene_try(&s), QS_ERROR_DEADLOCK);
    assert_non_null(strstr(qs_failure(), "deadlock at time 1.5:"));
    scene_close(&s);
    open_opposite(&s); /* with patience somebody gives up, and gives back what the other waits for */
    s.model.classes[0].patience = scene_constant(&s, 3);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0.5);
    scene_run(&s);
    assert_same(scene_find(&s, 0, 1)->end, 4);
    assert_int_equal(scene_find(&s, 0, 1)->outcome, QS_RENEGED);
    assert_same(scene_find(&s, 1, 1)->start, 4);
    scene_close(&s);
}

static void test_ways(void **state)
{
    (void)state;
    scene s;
    qs_holding holding;
    open_opposite(&s);
    assert_int_equal(qs_holding_find(&s.model, 0, 0, &holding), QS_OK);
    assert_int_equal(holding.fault, QS_HOLDING_GOOD);
    assert_same(holding.least[1], 1);
    qs_holding_clear(&holding);
    s.model.classes[0].then[1] = 0.5; /* leaves after the first with what it took */
    assert_int_equal(qs_holding_find(&s.model, 0, 0, &holding), QS_OK);
    assert_int_equal(holding.fault, QS_NEVER_GIVEN);
    assert_int_equal(holding.n_way, 1);
    qs_holding_clear(&holding);
    s.model.classes[0].then[1] = 0;
    s.model.classes[0].then[0] = 0.5; /* takes it again */
    assert_int_equal(qs_holding_find(&s.model, 0, 0, &holding), QS_OK);
    assert_int_not_equal(holding.fault, QS_HOLDING_GOOD);
    qs_holding_clear(&holding);
    s.model.classes[0].first[0] = 0;
    s.model.classes[0].first[1] = 1;
    assert_int_equal(qs_holding_find(&s.model, 0, 0, &holding), QS_OK);
    assert_int_equal(holding.fault, QS_NOT_HELD);
    qs_holding_clear(&holding);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_overtaking),      cmocka_unit_test(test_longest_waiting),
        cmocka_unit_test(test_several_servers), cmocka_unit_test(test_shift),
        cmocka_unit_test(test_deadlock),        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_shifts_repeat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
