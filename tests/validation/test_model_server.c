/* What servers and windows can do, against exact values: breakdowns, speeds, shifts, two services in one
 * visit, blocking, choice among windows, changing the queue, closed sources. False alarms: see validation.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "model.h"
#include "qsweep/chain.h"

#define RATE(rate) "arrivals.door.interarrival.exponential.rate=" rate
#define SERVICE(law) "services.help.time=" law

/* ---- breakdowns ---- */

static void test_breakdowns(void **state)
{
    (void)state;
    const char *clocks[] = {"windows.desk.breakdown={up: {exponential: {mean: 10}}, down: {gamma: {shape: 2, "
                            "mean: 3}}, clock: serving}",
                            "windows.desk.breakdown={up: {exponential: {mean: 10}}, down: {gamma: {shape: 2, "
                            "mean: 3}}, clock: calendar}"};
    qs_raw_moments service = qs_theory_uniform(0.5, 1.5), repair = qs_theory_gamma(2, 3);
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", RATE("0.5"), SERVICE("{uniform: {min: 0.5, max: 1.5}}"), clocks[i],
                  "run.horizon=202000");
        qs_steady exact = qs_theory_mg1_breakdowns(0.5, service, 0.1, repair, i == 1);
        model_expect_steady(&run, "window/desk", &exact);
        validation_close(&run);
    }
}

/* Up times that always run are seen by Poisson arrivals: with nobody else there, one waits if it is down. */
static void test_availability(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("0.05"), SERVICE("0"),
              "windows.desk.breakdown={up: {uniform: {min: 5, max: 15}}, down: {exponential: {mean: 2}}}",
              "windows.desk.servers=1", "output.wait_over=[0]", "run.horizon=402000");
    validation_expect(&run, 0, "system", QS_METRIC_wait_over, 0, 2.0 / 12); /* renewal reward */
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0,
                      0.05 * 2 * 2 / 12); /* E down^2 / 2 E cycle */
    validation_close(&run);
}

/* ---- speeds ---- */

/* With nobody waiting a server works at 1, with two or more at 1.5, with four or more at 2. */
static void test_speed_by_queue(void **state)
{
    (void)state;
    enum { N = 200 };
    const struct {
        int servers;
        const char *set, *rate;
        double arrival_rate;
    } cases[] = {{1, "windows.desk.servers=1", RATE("1.2"), 1.2},
                 {3, "windows.desk.servers=3", RATE("3.6"), 3.6}};
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", cases[i].rate, cases[i].set,
                  "windows.desk.speed={by_queue: [[2, 1.5], [4, 2]]}", "run.horizon=52000");
        double birth[N], death[N], p[N + 1], number = 0, queue = 0, busy = 0;
        for (int n = 0; n < N; n++) {
            int present = n + 1, waiting = present > cases[i].servers ? present - cases[i].servers : 0;
            double speed = waiting >= 4 ? 2 : waiting >= 2 ? 1.5 : 1;
            birth[n] = cases[i].arrival_rate;
            death[n] = speed * (present - waiting);
        }
        qs_theory_birth_death(N, birth, death, p);
        for (int n = 0; n <= N; n++) {
            number += n * p[n];
            queue += n > cases[i].servers ? (n - cases[i].servers) * p[n] : 0;
            busy += (n > cases[i].servers ? cases[i].servers : n) * p[n];
        }
        validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, number);
        validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, queue);
        validation_expect(&run, 0, "window/desk", QS_METRIC_utilisation, 0, busy / cases[i].servers);
        validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, queue / cases[i].arrival_rate);
        validation_close(&run);
    }
}

/* Twice as fast until 5, then half as fast until 12, then as usual; from empty. */
static void test_speed_by_time(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("1"),
              "windows.desk.speed={by_time: [{until: 5, factor: 2}, {until: 12, factor: 0.5}, "
              "{until: 100, factor: 1}]}",
              "run={horizon: 30, replications: 40000, seed: 5}", "windows.desk.servers=2",
              "output={replications: true}");
    const qs_chain_piece pieces[] = {{5, 1, 2, 2}, {12, 1, 0.5, 2}, {100, 1, 1, 2}};
    qs_transient exact;
    assert_int_equal(qs_chain_transient(3, pieces, 200, 30, NULL, &exact), QS_OK);
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, exact.average_number);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, exact.average_queue);
    validation_expect(&run, 0, "system", QS_METRIC_utilisation, 0, exact.average_busy / 2);
    validation_close(&run);
}

/* One server until 10, three until 20, then five: more and more, so that none is sent home. */
static void test_shifts(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("3"),
              "windows.desk.servers=[{until: 10, servers: 1}, {until: 20, servers: 3}, "
              "{until: 1000, servers: 5}]",
              "run={horizon: 40, replications: 20000, seed: 6}", "output={replications: true}");
    const qs_chain_piece pieces[] = {{10, 3, 1, 1}, {20, 3, 1, 3}, {1000, 3, 1, 5}};
    qs_transient exact;
    assert_int_equal(qs_chain_transient(3, pieces, 400, 40, NULL, &exact), QS_OK);
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, exact.average_number);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, exact.average_queue);
    validation_expect(&run, 0, "system", QS_METRIC_utilisation, 0,
                      exact.average_busy * 40 / (10 * 1 + 10 * 3 + 20 * 5));
    validation_close(&run);
}

/* ---- two services in one visit ---- */

static void test_together(void **state)
{
    (void)state;
    validation run;
    model_run(
        &run, "desk", RATE("0.5"),
        "services={form: {time: {uniform: {min: 0, max: 1}}}, help: {time: {exponential: {mean: 0.9}}}}",
        "windows.desk.services=[form, help]", "windows.desk.together=[form, help]",
        "classes={customer: {first: {form: 1}, then: {form: {help: 1}}}}");
    qs_steady exact =
        qs_theory_mg1(0.5, qs_theory_sum(qs_theory_uniform(0, 1), qs_theory_exponential(0.9)), QS_ORDER_FIFO);
    model_expect_steady(&run, "window/desk", &exact);
    validation_close(&run);
}

/* ---- lines with blocking ---- */

static void test_line(void **state)
{
    (void)state;
    const qs_line_station station[] = {{1, 1, 4}, {2, 0.7, 3}, {1, 1.2, 2}};
    const char *names[] = {"window/one", "window/two", "window/three"};
    qs_line_result exact[3];
    assert_int_equal(qs_chain_line(3, 0.9, station, exact), QS_OK);
    validation run;
    validation_run(&run, "tests/validation/line.yaml", NULL, 0);
    for (int i = 0; i < 3; i++) {
        double servers = (double)station[i].servers;
        validation_expect(&run, 0, names[i], QS_METRIC_number_mean, 0, exact[i].number);
        validation_expect(&run, 0, names[i], QS_METRIC_queue_mean, 0, exact[i].queue);
        validation_expect(&run, 0, names[i], QS_METRIC_utilisation, 0, exact[i].busy / servers);
        validation_expect(&run, 0, names[i], QS_METRIC_occupation, 0,
                          (exact[i].busy + exact[i].blocked) / servers);
        validation_expect(&run, 0, names[i], QS_METRIC_throughput, 0, exact[i].throughput);
    }
    model_expect_rate(&run, "system", QS_METRIC_rejected, 0.9 * exact[0].full);
    validation_close(&run);
}

/* ---- choice among windows ---- */

static void test_shorter_queue(void **state)
{
    (void)state;
    const char *rules[] = {"window_choice=shortest_queue",
                           "window_choice=simuq"}; /* the same with one server each */
    const double equal[] = {1, 1}, unequal[] = {1, 0.5};
    for (int i = 0; i < 3; i++) {
        validation run;
        qs_pair_result exact;
        const double *service = i < 2 ? equal : unequal;
        double rate = i < 2 ? 1.6 : 1.2;
        model_run(&run, "pair", rules[i % 2], i < 2 ? RATE("1.6") : RATE("1.2"),
                  i < 2 ? "windows.right.speed=1" : "windows.right.speed=0.5");
        assert_int_equal(qs_chain_shorter_queue(rate, service, 60, 40, &exact), QS_OK);
        assert_true(exact.truncated < 1e-9);
        validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, exact.wait);
        validation_expect(&run, 0, "window/left", QS_METRIC_number_mean, 0, exact.number[0]);
        validation_expect(&run, 0, "window/right", QS_METRIC_number_mean, 0, exact.number[1]);
        validation_expect(&run, 0, "window/right", QS_METRIC_queue_mean, 0, exact.queue[1]);
        model_expect_rate(&run, "window/left", QS_METRIC_arrived, rate * exact.share[0]);
        validation_close(&run);
    }
}

/* Where everybody goes to the least work they begin service in order, as in one queue for both servers
 * (Kiefer and Wolfowitz, Annals of Mathematical Statistics 27, 1956): the wait has the same law. */
static void test_least_work(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "pair", "window_choice=least_work", RATE("1.6"));
    qs_steady exact = qs_theory_mmc(1.6, 1, 2);
    model_expect_steady(&run, "system", &exact);
    validation_expect(&run, 0, "system", QS_METRIC_wait_over, 1, qs_theory_mmc_wait_over(1.6, 1, 2, 1));
    validation_expect(&run, 0, "system", QS_METRIC_wait_quantile, 1,
                      qs_theory_mmc_wait_quantile(1.6, 1, 2, 0.9));
    validation_close(&run);
}

/* Who waits while another window is free goes there: both servers work whenever two are present. */
static void test_jockeying(void **state)
{
    (void)state;
    const char *rules[] = {"window_choice=shortest_queue", "window_choice=random", "window_choice=first"};
    for (int i = 0; i < 3; i++) {
        validation run;
        model_run(&run, "pair", rules[i], RATE("1.6"), "classes={customer: {jockey: true}}");
        qs_steady exact = qs_theory_mmc(1.6, 1, 2);
        exact.wait_variance = exact.sojourn_variance = NAN; /* people overtake each other */
        model_expect_steady(&run, "system", &exact);
        validation_close(&run);
    }
}

/* ---- closed sources ---- */

static void test_machine_repair(void **state)
{
    (void)state;
    const char *laws[] = {"{exponential: {mean: 5}}", "5", "{gamma: {shape: 0.5, mean: 5}}"};
    qs_steady exact = qs_theory_machine_repair(8, 0.2, 1, 2);
    for (int i = 0; i < 3; i++) { /* the law of the time outside does not matter */
        char source[200];
        validation run;
        snprintf(source, sizeof source, "arrivals={shop: {population: 8, think_time: %s}}", laws[i]);
        model_run(&run, "desk", "windows.desk.servers=2", "run.horizon=82000", source);
        exact.wait_variance = exact.sojourn_variance = NAN;
        if (i > 0)
            exact.wait_probability = NAN;
        model_expect_steady(&run, "system", &exact);
        validation_expect(&run, 0, "system", QS_METRIC_throughput, 0, 0.2 * (8 - exact.number));
        validation_close(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_breakdowns),     cmocka_unit_test(test_availability),
        cmocka_unit_test(test_speed_by_queue), cmocka_unit_test(test_speed_by_time),
        cmocka_unit_test(test_shifts),         cmocka_unit_test(test_together),
        cmocka_unit_test(test_line),           cmocka_unit_test(test_shorter_queue),
        cmocka_unit_test(test_least_work),     cmocka_unit_test(test_jockeying),
        cmocka_unit_test(test_machine_repair)};
    return cmocka_run_group_tests_name("validation of what servers can do", tests, NULL, NULL);
}
