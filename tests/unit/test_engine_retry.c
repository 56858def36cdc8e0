/* Customers who are lost and come again, balk by probability, or are impatient at some services: worked out by
 * hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "scene.h"

static qs_outcome again(qs_outcome outcome)
{
    return outcome == QS_REJECTED  ? QS_REJECTED_RETRIES
           : outcome == QS_RENEGED ? QS_RENEGED_RETRIES
                                   : QS_BALKED_RETRIES;
}

static void comes_again(scene *s, int class, unsigned after, size_t n, const double *probabilities,
                        double delay)
{
    s->model.classes[class].retry = (qs_retry){.after = after,
                                               .n_probabilities = n,
                                               .probabilities = scene_numbers(n, probabilities),
                                               .delay = scene_constant(s, delay),
                                               .most = QS_NONE};
}

/* One server, nobody waits; a service takes 3; customers at 0 and 1. */
static void open_full(scene *s, size_t n, const double *probabilities)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 3);
    s->model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s->model.windows[0].capacity = 1;
    comes_again(s, 0, QS_RETRY_REJECTED, n, probabilities, 1.5);
    scene_arrivals(s, 0, 0, 1);
}

static void test_comes_again_until_there_is_room(void **state)
{
    (void)state;
    scene s;
    open_full(&s, 1, (double[]){1});
    scene_run(&s);
    scene_visits(
        &s, {0, 0, 0, 0, 0, 0, 0, 3, QS_SERVED}, {1, 0, 0, 0, QS_NONE, 1, NAN, 1, again(QS_REJECTED)},
        {1, 1, 0, 0, QS_NONE, 2.5, NAN, 2.5, again(QS_REJECTED)}, {1, 2, 0, 0, 0, 4, 4, 7, QS_SERVED});
    assert_same(scene_system(&s, arrived), 2);
    assert_same(scene_system(&s, served), 2);
    assert_same(scene_system(&s, rejected), 0);
    assert_same(scene_system(&s, retried), 2);
    assert_same(scene_class(&s, 0, retried), 2);
    assert_same(scene_window(&s, 0, arrived), 4);
    assert_same(scene_window(&s, 0, rejected), 2);
    assert_near(scene_system(&s, orbit_mean), 3 / 100.0);
    assert_near(scene_system(&s, number_mean), 6 / 100.0);
    assert_same(scene_system(&s, wait_mean), 0);
    assert_near(scene_system(&s, sojourn_mean), (3 + 6) / 2.0);
    assert_near(scene_window(&s, 0, sojourn_mean), 3);
    scene_close(&s);
}

/* The second probability is that of the second return, and of all after it; so is a bound on their number. */
static void test_gives_up_for_good(void **state)
{
    (void)state;
    for (int is_bounded = 0; is_bounded < 2; is_bounded++) {
        scene s;
        open_full(&s, 2, is_bounded ? (double[]){1, 1} : (double[]){1, 0});
        s.model.classes[0].retry.most = is_bounded ? 1 : QS_NONE;
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 3, QS_SERVED},
                     {1, 0, 0, 0, QS_NONE, 1, NAN, 1, again(QS_REJECTED)},
                     {1, 1, 0, 0, QS_NONE, 2.5, NAN, 2.5, QS_REJECTED});
        assert_same(scene_system(&s, rejected), 1);
        assert_same(scene_system(&s, retried), 1);
        assert_same(scene_window(&s, 0, rejected), 2);
        scene_close(&s);
    }
}

/* Waits of all attempts are one wait, and how long it was outside is none of it. */
static void test_waits_add_up(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    s.model.classes[1].patience = scene_constant(&s, 1);
    comes_again(&s, 1, QS_RETRY_RENEGED, 1, (double[]){1}, 2);
    s.model.output.n_thresholds = 2;
    s.model.output.thresholds = scene_numbers(2, (double[]){2.5, 3.5});
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED},
                 {1, 0, 0, 0, QS_NONE, 1, NAN, 2, again(QS_RENEGED)},
                 {1, 1, 0, 0, QS_NONE, 4, NAN, 5, again(QS_RENEGED)},
                 {1, 2, 0, 0, QS_NONE, 7, NAN, 8, again(QS_RENEGED)}, {1, 3, 0, 0, 0, 10, 10, 11, QS_SERVED});
    assert_same(scene_class(&s, 1, wait_mean), 3);
    assert_same(scene_class(&s, 1, wait_over), 1); /* over 2.5, not over 3.5 */
    assert_same(scene_system(&s, wait_over), 0.5);
    assert_same(s.row[qs_layout_index(qs_engine_layout(s.engine), QS_SYSTEM, 0, QS_METRIC_wait_over, 1)], 0);
    assert_same(scene_window(&s, 0, wait_over), 0);
    assert_same(scene_class(&s, 1, sojourn_mean), 10);
    assert_same(scene_class(&s, 1, reneged), 0);
    assert_same(scene_window(&s, 0, reneged), 3);
    assert_near(scene_class(&s, 1, orbit_mean), 6 / 100.0);
    assert_near(scene_class(&s, 1, number_mean), 4 / 100.0);
    scene_close(&s);
}

/* Who is outside at the horizon: comes back while the system drains, is cancelled where nobody who waits is
 * served any more, is unfinished where all stops. */
static void test_outside_at_the_horizon(void **state)
{
    (void)state;
    static const struct {
        bool stops, waiting_served;
        double timeout;
        qs_metric end;
        size_t n_visits;
    } cases[] = {{true, false, INFINITY, QS_METRIC_unfinished, 2},
                 {false, false, INFINITY, QS_METRIC_cancelled, 2},
                 {false, true, INFINITY, QS_METRIC_served, 4},
                 {false, true, 0.25, QS_METRIC_cancelled, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene s;
        open_full(&s, 1, (double[]){1});
        s.model.run.horizon = 2;
        s.model.run.stops = cases[i].stops;
        s.model.run.waiting_served = cases[i].waiting_served;
        s.model.run.in_service_finished = true;
        s.model.run.timeout = cases[i].timeout;
        scene_run(&s);
        assert_int_equal(s.n_visits, cases[i].n_visits);
        assert_true(scene_get(&s, QS_SYSTEM, 0, cases[i].end) >= 1);
        assert_same(scene_system(&s, rejected), 0);
        assert_near(scene_system(&s, orbit_mean), 0.5);
        assert_same(scene_system(&s, waiting_at_horizon), 0);
        assert_same(scene_system(&s, in_service_at_horizon), 1);
        assert_same(scene_system(&s, wait_censored),
                    cases[i].stops ? 1 : 0); /* its last service has not begun */
        scene_close(&s);
    }
}

/* It needs the service time that it had, and nobody else's numbers move. */
static void test_service_times_stay(void **state)
{
    (void)state;
    double took[2][8];
    for (int is_full = 0; is_full < 2; is_full++) {
        scene s;
        scene_open(&s, 1, 1, 1, 1);
        s.model.stages[0].time = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
        s.model.windows[0].servers = is_full ? 1 : QS_INFINITE_SERVERS;
        s.model.windows[0].capacity_kind = is_full ? QS_CAPACITY_TOTAL : QS_CAPACITY_NONE;
        s.model.windows[0].capacity = 1;
        comes_again(&s, 0, QS_RETRY_REJECTED, 1, (double[]){1}, 0.75);
        scene_arrivals(&s, 0, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7);
        scene_run(&s);
        for (size_t i = 0; i < s.n_visits; i++)
            if (s.visits[i].outcome == QS_SERVED)
                took[is_full][s.visits[i].customer] = s.visits[i].end - s.visits[i].start;
        assert_true(is_full ? scene_system(&s, retried) > 5 : scene_system(&s, retried) == 0);
        scene_close(&s);
    }
    for (int i = 0; i < 8; i++)
        assert_near(took[0][i] + 100, took[1][i] + 100);
}

/* At a window with times of its own the service time is that window's. */
static void test_another_window_the_next_time(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 2, 1);
    scene_takes(&s, 0, 0, 3);
    s.model.window_choice = QS_CHOOSE_ROUND_ROBIN;
    for (int w = 0; w < 2; w++) {
        s.model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[w].capacity = 1;
    }
    s.model.windows[1].n_overrides = 1;
    s.model.windows[1].overrides = scene_copy(
        &(qs_override){
            .service = 0, .of_class = QS_NONE, .time = scene_constant(&s, 5), .dead_time = QS_NONE},
        1, sizeof(qs_override));
    comes_again(&s, 0, QS_RETRY_REJECTED, 1, (double[]){1}, 3);
    scene_arrivals(&s, 0, 0, 0.5, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 3, QS_SERVED}, {1, 0, 1, 0, 0, 0.5, 0.5, 5.5, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 1, NAN, 1, again(QS_REJECTED)}, {2, 1, 0, 0, 0, 4, 4, 7, QS_SERVED});
    scene_close(&s);
}

/* Steps hold from their number of people waiting up to the next one; who always joins makes the queue. */
static void test_balks_by_steps(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    qs_balk steps[] = {{1, 1}, {2, 0}, {3, 1}};
    s.model.classes[1].n_balks = 3;
    s.model.classes[1].balks = scene_copy(steps, 3, sizeof *steps);
    comes_again(&s, 1, QS_RETRY_BALKED, 1, (double[]){1}, 0.35);
    s.model.classes[1].retry.most = 1;
    scene_arrivals(&s, 0, 0, 0.1, 0.3);
    scene_arrivals(&s, 1, 0.2, 0.4, 0.5);
    scene_run(&s);
    assert_int_equal(scene_find(&s, 2, 0)->outcome, again(QS_BALKED)); /* one waits */
    assert_int_equal(scene_find(&s, 2, 1)->outcome, QS_BALKED);        /* at 0.55 three do */
    assert_int_equal(scene_find(&s, 4, 0)->outcome, QS_SERVED);        /* two wait */
    assert_int_equal(scene_find(&s, 5, 0)->outcome, again(QS_BALKED)); /* three */
    assert_int_equal(scene_find(&s, 5, 1)->outcome, QS_BALKED);
    assert_same(scene_class(&s, 1, balked), 2);
    assert_same(scene_window(&s, 0, balked), 4);
    scene_close(&s);
}

/* Impatient in the second queue alone; a return is to the service that it did not get. */
static void test_patience_by_service(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    scene_takes(&s, 0, 0, 2);
    scene_takes(&s, 0, 1, 7);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, QS_NONE, w);
    }
    s.model.classes[0].then[0 * 2 + 1] = 1;
    int patience[] = {QS_NONE, scene_constant(&s, 1)};
    s.model.classes[0].service_patience = scene_copy(patience, 2, sizeof *patience);
    comes_again(&s, 0, QS_RETRY_RENEGED, 1, (double[]){1}, 5);
    scene_arrivals(&s, 0, 0, 0);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 2, QS_MOVED_ON}, {0, 1, 1, 0, 0, 2, 2, 9, QS_SERVED},
                 {1, 0, 0, 0, 0, 0, 2, 4, QS_MOVED_ON}, {1, 1, 1, 0, QS_NONE, 4, NAN, 5, again(QS_RENEGED)},
                 {1, 2, 1, 0, 0, 10, 10, 17, QS_SERVED});
    assert_same(scene_system(&s, wait_max), 3);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_comes_again_until_there_is_room),
                                       cmocka_unit_test(test_gives_up_for_good),
                                       cmocka_unit_test(test_waits_add_up),
                                       cmocka_unit_test(test_outside_at_the_horizon),
                                       cmocka_unit_test(test_service_times_stay),
                                       cmocka_unit_test(test_another_window_the_next_time),
                                       cmocka_unit_test(test_balks_by_steps),
                                       cmocka_unit_test(test_patience_by_service)};
    return cmocka_run_group_tests_name("people who come again", tests, NULL, NULL);
}
