/* People who become of another class while they wait, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

static void becomes(scene *s, int class, size_t n, const qs_change *steps)
{
    s->model.classes[class].n_changes = n;
    s->model.classes[class].changes = scene_copy(steps, n, sizeof *steps);
}

static void rank_first(scene *s, int window, int class)
{
    s->model.windows[window].n_priorities = 1;
    s->model.windows[window].priorities = scene_pairs(1, (qs_pair[]){{class, QS_NONE}});
}

/* After 3 it is as urgent as class 1, and goes before those of it who came later. */
static void test_grows_urgent(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 2);
    scene_takes(&s, 1, 0, 2);
    rank_first(&s, 0, 1);
    becomes(&s, 0, 1, (qs_change[]){{3, 1}});
    scene_arrivals(&s, 0, 0, 0.5);
    scene_arrivals(&s, 1, 1, 1.5, 3);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_SERVED}, {2, 0, 0, 0, 0, 1, 2, 4, QS_SERVED},
                 {1, 0, 0, 0, 0, 0.5, 4, 6, QS_SERVED}, {3, 0, 0, 0, 0, 1.5, 6, 8, QS_SERVED},
                 {4, 0, 0, 0, 0, 3, 8, 10, QS_SERVED});
    assert_same(scene_class(&s, 0, arrived), 2); /* counted as they came */
    assert_same(scene_class(&s, 0, served), 2);
    assert_same(scene_class(&s, 0, wait_max), 3.5);
    assert_near(scene_class(&s, 0, queue_mean), 3.5 / 100);
    assert_near(scene_class(&s, 1, queue_mean), (1 + 4.5 + 5) / 100);
    scene_close(&s);
}

/* Whom it may push out now it pushes out; its service takes what it would have taken. */
static void test_pushes_out(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 1);
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 1);
    rank_first(&s, 0, 1);
    s.model.windows[0].preemption = QS_PREEMPT_RESUME;
    becomes(&s, 0, 1, (qs_change[]){{3, 1}});
    scene_arrivals(&s, 0, 0, 1);
    s.model.sources[0].shares[0] = 1;
    s.model.sources[0].shares[1] = 0;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 0, 0, 0, 1, 4, 14, QS_SERVED});
    scene_close(&s);
}

/* Patience of the new class runs from when it joined: one that is over already ends the wait at once. What it
 * had before is void. */
static void test_patience_of_the_new_class(void **state)
{
    (void)state;
    static const struct {
        double old, new, leaves;
    } cases[] = {{NAN, 1, 2}, {NAN, 5, 6}, {3, 5, 6}, {3, NAN, NAN}, {1.5, 5, 2.5}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene s;
        scene_open(&s, 1, 2, 1, 1);
        scene_takes(&s, 0, 0, 20);
        if (!isnan(cases[i].old))
            s.model.classes[0].patience = scene_constant(&s, cases[i].old);
        if (!isnan(cases[i].new))
            s.model.classes[1].patience = scene_constant(&s, cases[i].new);
        becomes(&s, 0, 1, (qs_change[]){{1, 1}});
        if (cases[i].old == 1.5)
            s.model.classes[0].changes[0].after = 2;
        scene_arrivals(&s, 0, 0, 1);
        s.model.sources[0].shares[0] = 1;
        s.model.sources[0].shares[1] = 0;
        scene_run(&s);
        const qs_visit *visit = scene_find(&s, 1, 0);
        assert_int_equal(visit->outcome, isnan(cases[i].leaves) ? QS_SERVED : QS_RENEGED);
        assert_same(visit->end, isnan(cases[i].leaves) ? 40 : cases[i].leaves);
        scene_close(&s);
    }
}

/* Step after step in one queue; the way on, and the next stage, are those of the last. */
static void test_goes_the_way_of_its_new_class(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 3, 2, 1);
    scene_takes(&s, 0, 0, 5);
    scene_takes(&s, 1, 1, 2);
    scene_takes(&s, 2, 1, 3);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, QS_NONE, w);
    }
    s.model.classes[1].then[0 * 2 + 1] = 1;
    s.model.classes[2].then[0 * 2 + 1] = 1;
    becomes(&s, 0, 2, (qs_change[]){{4, 1}, {9, 2}});
    scene_arrivals(&s, 0, 0, 0.5, 0.75);
    s.model.sources[0].shares[0] = 1;
    s.model.sources[0].shares[2] = 0;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 0.5, 5, 10, QS_MOVED_ON},
                 {1, 1, 1, 0, 0, 10, 10, 12, QS_SERVED}, {2, 0, 0, 0, 0, 0.75, 10, 15, QS_MOVED_ON},
                 {2, 1, 1, 0, 0, 15, 15, 18, QS_SERVED});
    assert_same(scene_class(&s, 0, served), 3);
    assert_same(scene_class(&s, 1, served), 0);
    scene_close(&s);
}

/* It begins to look around with its new class, and takes its time of joining along. */
static void test_begins_to_look_around(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 2, 3);
    scene_takes(&s, 0, 0, 1);
    scene_takes(&s, 2, 0, 20);
    scene_serves_nobody(&s, 0);
    scene_serves(&s, 0, QS_NONE, 0);
    scene_serves_nobody(&s, 1);
    scene_serves(&s, 1, 0, 0);
    scene_serves(&s, 1, 1, 0);
    s.model.window_choice = QS_CHOOSE_FIRST;
    s.model.classes[1].jockeys = true;
    becomes(&s, 0, 2, (qs_change[]){{2, 1}, {9, 2}});
    scene_arrivals(&s, 0, 1, 1.5);
    scene_arrivals(&s, 2, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 20, QS_SERVED}, {1, 0, 1, 0, 0, 1, 3, 4, QS_SERVED},
                 {2, 0, 1, 0, 0, 1.5, 4, 5, QS_SERVED});
    scene_close(&s);
}

/* At the next attempt it is what it had become, and takes the steps of that class. */
static void test_stays_what_it_is_outside(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 1, 1);
    scene_takes(&s, 0, 0, 30);
    becomes(&s, 0, 1, (qs_change[]){{1, 1}});
    becomes(&s, 1, 1, (qs_change[]){{2, 2}});
    s.model.classes[1].patience = scene_constant(&s, 3);
    s.model.classes[1].retry = (qs_retry){.after = QS_RETRY_RENEGED,
                                          .n_probabilities = 1,
                                          .probabilities = scene_numbers(1, (double[]){1}),
                                          .delay = scene_constant(&s, 4),
                                          .most = QS_NONE};
    s.model.classes[2].patience = scene_constant(&s, 1);
    scene_arrivals(&s, 0, 0, 1);
    s.model.sources[0].shares[0] = 1;
    s.model.sources[0].shares[2] = 0;
    scene_run(&s);
    /* Class 1 from 2 on, gone from 4 to 8; class 2 from 10 on, whose patience is over by then. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 30, QS_SERVED},
                 {1, 0, 0, 0, QS_NONE, 1, NAN, 4, QS_RENEGED_RETRIES},
                 {1, 1, 0, 0, QS_NONE, 8, NAN, 10, QS_RENEGED});
    assert_same(scene_class(&s, 0, reneged), 1);
    assert_same(scene_class(&s, 0, retried), 1);
    assert_near(scene_class(&s, 0, orbit_mean), 4 / 100.0);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grows_urgent),
        cmocka_unit_test(test_pushes_out),
        cmocka_unit_test(test_patience_of_the_new_class),
        cmocka_unit_test(test_goes_the_way_of_its_new_class),
        cmocka_unit_test(test_begins_to_look_around),
        cmocka_unit_test(test_stays_what_it_is_outside),
    };
    return cmocka_run_group_tests_name("people who change their class", tests, NULL, NULL);
}
