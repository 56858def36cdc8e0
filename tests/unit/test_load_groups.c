/* Loads of windows that serve groups, or have servers of unlike speed, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#define WINDOW (&s->model.windows[0])

/* Exponential gaps of the given mean, services of mean 1, for ever. */
static void open_poisson(scene *s, double gap)
{
    scene_open(s, 1, 2, 1, 2);
    for (int k = 0; k < 2; k++) {
        s->model.sources[k].kind = QS_SOURCE_RENEWAL;
        s->model.sources[k].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 2 * gap, 0);
        s->model.stages[k].time = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    }
}

static void group(scene *s, int min, int max)
{
    WINDOW->group_min = min;
    WINDOW->group_max = max;
}

static void expect(scene *s, double load, qs_bound bound, bool is_unstable)
{
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
    s->is_finished = true;
    if (isnan(load))
        assert_true(isnan(WINDOW->offered_load));
    else
        assert_float_equal(WINDOW->offered_load, load, 1e-12);
    assert_int_equal(WINDOW->load_bound, bound);
    assert_int_equal(WINDOW->is_unstable, is_unstable);
    scene_close(s);
}

/* Full groups: 2 a unit of time, 4 at once, are 0.5. */
static void test_groups(void **state)
{
    (void)state;
    scene s;
    open_poisson(&s, 0.5);
    group(&s, 3, 4);
    expect(&s, 0.5, QS_AT_LEAST, false);
    open_poisson(&s, 0.25);
    group(&s, 1, 4);
    expect(&s, 1, QS_AT_LEAST, true);
    open_poisson(&s, 0.25 + 1e-6);
    group(&s, 4, 4);
    expect(&s, 1 / (4 * (0.25 + 1e-6)), QS_AT_LEAST, false);
}

/* Who leads is not known: the quicker of two classes, 0.5 and 1; of the shortest first it may be any time, and of
 * uniform ones from 0.6 on no less than that. */
static void test_leaders(void **state)
{
    (void)state;
    scene s;
    open_poisson(&s, 0.2);
    s.model.stages[1].time = scene_law(&s, QS_DISTRIBUTION_exponential, 0.5, 0);
    group(&s, 1, 4);
    expect(&s, 5 * 0.5 / 4, QS_AT_LEAST, false);
    open_poisson(&s, 0.2);
    s.model.windows[0].discipline = QS_SHORTEST_FIRST;
    group(&s, 1, 4);
    expect(&s, NAN, QS_EXACTLY, false);
    open_poisson(&s, 0.2);
    s.model.windows[0].discipline = QS_SHORTEST_FIRST;
    for (int k = 0; k < 2; k++)
        s.model.stages[k].time = scene_law(&s, QS_DISTRIBUTION_uniform, 0.6, 1.4);
    group(&s, 1, 4);
    expect(&s, 5 * 0.6 / 4, QS_AT_LEAST, false);
}

static void unlike(scene *s)
{
    WINDOW->servers = 3;
    WINDOW->n_server_speeds = 3;
    WINDOW->server_speeds = scene_numbers(3, (double[]){2, 0.5, 0.5});
}

/* Together they do 3; two of them 2.5; dead time is as long at the quick as at the slow. */
static void test_speeds(void **state)
{
    (void)state;
    scene s;
    open_poisson(&s, 0.5);
    unlike(&s);
    expect(&s, 2 / 3.0, QS_EXACTLY, false);
    open_poisson(&s, 1 / 2.75);
    unlike(&s);
    s.model.windows[0].n_shifts = 1;
    s.model.windows[0].shifts = scene_pieces(1, (qs_piece[]){{INFINITY, 2}});
    expect(&s, 2.75 / 2.5, QS_EXACTLY, true);
    open_poisson(&s, 0.5);
    unlike(&s);
    s.model.stages[0].dead_time = s.model.stages[1].dead_time = scene_constant(&s, 0.2);
    expect(&s, 2 * (1 + 0.5 * 0.2) / 3, QS_AT_LEAST, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_leaders),
        cmocka_unit_test(test_speeds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
