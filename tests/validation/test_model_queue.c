/* What a queue can do, against exact values: capacity, impatience, order of service, priorities, batches,
 * dead time. False alarms: see validation.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model.h"

#define RATE(rate) "arrivals.door.interarrival.exponential.rate=" rate
#define SERVICE(law) "services.help.time=" law
#define CLASS(what) "classes={customer: {" what "}}"

/* ---- capacity ---- */

static void test_lost_calls(void **state)
{
    (void)state;
    const char *laws[] = {SERVICE("{exponential: {mean: 1}}"), SERVICE("{uniform: {min: 0, max: 2}}")};
    for (int i = 0; i < 2; i++) { /* M/G/12/12: the law does not matter */
        validation run;
        model_run(&run, "desk", RATE("10"), "windows.desk.servers=12", laws[i],
                  "windows.desk.capacity={queue: 0}", "run.horizon=12000");
        double lost = qs_theory_erlang_b(10, 12);
        model_expect_rate(&run, "system", QS_METRIC_rejected, 10 * lost);
        model_expect_rate(&run, "system", QS_METRIC_served, 10 * (1 - lost));
        validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, 10 * (1 - lost));
        validation_expect(&run, 0, "window/desk", QS_METRIC_utilisation, 0, 10 * (1 - lost) / 12);
        validation_expect_always(&run, 0, "system", QS_METRIC_wait_mean, 0, 0);
        validation_close(&run);
    }
}

static void test_full_queue(void **state)
{
    (void)state;
    const char *ways[] = {"windows.desk.capacity={queue: 4}", "windows.desk.capacity={total: 7}",
                          CLASS("balk_at: 4")};
    for (int i = 0; i < 3; i++) {
        validation run;
        model_run(&run, "desk", RATE("2.7"), "windows.desk.servers=3", ways[i], "run.horizon=52000");
        qs_steady exact = qs_theory_mmck(2.7, 1, 3, 7);
        model_expect_steady(&run, "system", &exact);
        model_expect_rate(&run, "system", i < 2 ? QS_METRIC_rejected : QS_METRIC_balked, 2.7 * exact.loss);
        validation_expect(&run, 0, "system", QS_METRIC_wait_over, 1,
                          qs_theory_mmck_wait_over(2.7, 1, 3, 7, 1));
        validation_close(&run);
    }
}

static void test_drop_oldest(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("2.7"), "windows.desk.servers=3",
              "windows.desk.capacity={total: 7, overflow: drop_oldest}", "run.horizon=52000");
    qs_steady exact;
    assert_int_equal(qs_theory_mmck_drop_oldest(2.7, 1, 3, 7, &exact), QS_OK);
    model_expect_steady(&run, "system", &exact);
    model_expect_rate(&run, "system", QS_METRIC_dropped, 2.7 * exact.loss);
    validation_close(&run);
}

/* ---- impatience ---- */

static void expect_erlang_a(validation *run, double impatience)
{
    qs_steady exact = qs_theory_erlang_a(10, 1, 10, impatience);
    model_expect_steady(run, "system", &exact);
    model_expect_rate(run, "system", QS_METRIC_reneged, 10 * exact.loss);
    validation_expect(run, 0, "system", QS_METRIC_wait_over, 1,
                      qs_theory_erlang_a_wait_over(10, 1, 10, impatience, validation_threshold(run, 1)));
}

static void test_erlang_a(void **state)
{
    (void)state;
    const char *patience[] = {CLASS("patience: {exponential: {rate: 0.5}}"),
                              CLASS("patience: {exponential: {rate: 1}}")};
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", RATE("10"), "windows.desk.servers=10", patience[i], "run.horizon=12000",
                  "output.wait_over=[0, 0.3]");
        expect_erlang_a(&run, i ? 1 : 0.5);
        validation_close(&run);
    }
    /* Who is next does not matter to how many give up, as patience has no memory. */
    validation run;
    model_run(&run, "desk", RATE("10"), "windows.desk.servers=10", patience[0],
              "windows.desk.discipline=lifo", "run.horizon=12000");
    qs_steady exact = qs_theory_erlang_a(10, 1, 10, 0.5);
    model_expect_rate(&run, "system", QS_METRIC_reneged, 10 * exact.loss);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, exact.queue);
    validation_close(&run);
}

static void test_fixed_patience(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("3.2"), "windows.desk.servers=3", CLASS("patience: 1.5"),
              "run.horizon=32000");
    qs_steady exact = qs_theory_mmc_fixed_patience(3.2, 1, 3, 1.5);
    model_expect_steady(&run, "system", &exact);
    model_expect_rate(&run, "system", QS_METRIC_reneged, 3.2 * exact.loss);
    validation_close(&run);
}

static double survives_uniform(double x, const void *context)
{
    (void)context;
    return x <= 0.5 ? 1 : x >= 3.5 ? 0 : (3.5 - x) / 3;
}

static void test_any_patience(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", RATE("1.1"), CLASS("patience: {uniform: {min: 0.5, max: 3.5}}"),
              "run.horizon=82000");
    qs_steady exact = qs_theory_mmc_patience(1.1, 1, 1, survives_uniform, NULL);
    model_expect_steady(&run, "system", &exact);
    model_expect_rate(&run, "system", QS_METRIC_reneged, 1.1 * exact.loss);
    validation_close(&run);
}

/* ---- who is next ---- */

static void test_order(void **state)
{
    (void)state;
    const char *orders[] = {"windows.desk.discipline=lifo", "windows.desk.discipline=random"};
    for (int i = 0; i < 2; i++) {
        qs_theory_order order = i ? QS_ORDER_RANDOM : QS_ORDER_LIFO;
        validation run;
        model_run(&run, "desk", RATE("0.6"), orders[i], SERVICE("{uniform: {min: 0.5, max: 1.5}}"));
        qs_steady exact = qs_theory_mg1(0.6, qs_theory_uniform(0.5, 1.5), order);
        model_expect_steady(&run, "system", &exact);
        validation_close(&run);
        model_run(&run, "desk", RATE("1.8"), orders[i], "windows.desk.servers=3", "run.horizon=52000");
        exact = qs_theory_mmc_order(1.8, 1, 3, order);
        model_expect_steady(&run, "window/desk", &exact);
        validation_close(&run);
    }
}

static double exponential_density(double x, const void *context)
{
    (void)context;
    return exp(-x);
}

static void test_shortest_first(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", "windows.desk.discipline=shortest_first");
    double wait = qs_theory_mg1_shortest_first(0.8, qs_theory_exponential(1), exponential_density, NULL);
    validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, wait);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, 0.8 * wait);
    validation_expect(&run, 0, "system", QS_METRIC_wait_over, 0, 0.8);
    validation_close(&run);
}

/* ---- priorities ---- */

static const char *const three_classes = "arrivals.door={interarrival: {exponential: {rate: 0.8}}, classes: "
                                         "{first: 0.25, second: 0.25, third: 0.5}}";
static const char *const three_services = "services.help={time: 1, by_class: {first: {time: {exponential: "
                                          "{mean: 0.5}}}, second: {time: {uniform: {min: "
                                          "0.5, max: 1.5}}}, third: {time: {erlang: {k: 2, mean: 1.25}}}}}";
static const char *const classes = "classes={first: {}, second: {}, third: {}}";
static const char *const priority = "windows.desk.priority=[{class: first}, {class: second}]";

static void test_priorities(void **state)
{
    (void)state;
    const double rate[] = {0.2, 0.2, 0.4};
    const qs_raw_moments service[] = {qs_theory_exponential(0.5), qs_theory_uniform(0.5, 1.5),
                                      qs_theory_gamma(2, 1.25)};
    const char *where[] = {"class/first", "class/second", "class/third"};
    for (int preempts = 0; preempts < 2; preempts++) {
        validation run;
        model_run(&run, "desk", classes, three_classes, three_services, priority,
                  preempts ? "windows.desk.preemption=resume" : "windows.desk.preemption=none",
                  "run.horizon=252000");
        qs_steady exact[3];
        qs_theory_mg1_priority(3, rate, service, preempts, exact);
        for (int c = 0; c < 3; c++) {
            if (preempts) /* theory's queue leaves out those who wait again */
                exact[c].queue = NAN;
            model_expect_steady(&run, where[c], &exact[c]);
        }
        validation_close(&run);
    }
}

/* The reference case: 0.2 a second before 0.6 a second, waits of 1 and 5. */
static void test_two_priorities(void **state)
{
    (void)state;
    validation run;
    model_run(
        &run, "desk", "classes={first: {}, second: {}}",
        "arrivals.door={interarrival: {exponential: {rate: 0.8}}, classes: {first: 0.25, second: 0.75}}",
        "windows.desk.priority=[{class: first}]");
    validation_expect(&run, 0, "class/first", QS_METRIC_wait_mean, 0, 1);
    validation_expect(&run, 0, "class/second", QS_METRIC_wait_mean, 0, 5);
    validation_close(&run);
    const double rate[] = {0.6, 1.5};
    const char *where[] = {"class/first", "class/second"};
    model_run(&run, "desk", "classes={first: {}, second: {}}", "windows.desk.servers=3",
              "arrivals.door={interarrival: {exponential: {rate: 0.6}}, classes: {first: 1}}",
              "arrivals.gate={interarrival: {exponential: {rate: 1.5}}, classes: {second: 1}}",
              "windows.desk.priority=[{class: first}]", "run.horizon=52000");
    qs_steady exact[2];
    qs_theory_mmc_priority(2, rate, 1, 3, exact);
    for (int c = 0; c < 2; c++)
        model_expect_steady(&run, where[c], &exact[c]);
    validation_close(&run);
    /* Pre-emptive: the first class sees itself alone, and both together are one M/M/c. */
    model_run(&run, "desk", "classes={first: {}, second: {}}", "windows.desk.servers=3",
              "arrivals.door={interarrival: {exponential: {rate: 0.6}}, classes: {first: 1}}",
              "arrivals.gate={interarrival: {exponential: {rate: 1.5}}, classes: {second: 1}}",
              "windows.desk.priority=[{class: first}]", "windows.desk.preemption=resume",
              "run.horizon=52000");
    qs_steady alone = qs_theory_mmc(0.6, 1, 3), both = qs_theory_mmc(2.1, 1, 3);
    validation_expect(&run, 0, "class/first", QS_METRIC_number_mean, 0, alone.number);
    validation_expect(&run, 0, "class/second", QS_METRIC_number_mean, 0, both.number - alone.number);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, both.queue);
    validation_close(&run);
}

/* A constant service that begins anew after each interruption. */
static void test_restart(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", "classes={first: {}, second: {}}",
              "arrivals.door={interarrival: {exponential: {rate: 0.6}}, classes: {first: 0.5, second: 0.5}}",
              "services.help={time: 1, by_class: {first: {time: {exponential: {mean: 0.5}}}}}",
              "windows.desk.priority=[{class: first}]", "windows.desk.preemption=restart");
    qs_raw_moments busy = qs_theory_busy_period(0.3, qs_theory_exponential(0.5));
    qs_raw_moments completion = qs_theory_completion_restart(1, 0.3, busy);
    qs_steady exact = qs_theory_mg1_interrupted(0.3, 1, completion, 0.3, busy, true);
    validation_expect(&run, 0, "class/second", QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(&run, 0, "class/second", QS_METRIC_sojourn_mean, 0, exact.sojourn);
    validation_expect(&run, 0, "class/second", QS_METRIC_number_mean, 0, exact.number);
    validation_expect(&run, 0, "class/first", QS_METRIC_wait_mean, 0, qs_theory_mmc(0.3, 2, 1).wait);
    validation_close(&run);
}

/* ---- batches ---- */

static void test_batches(void **state)
{
    (void)state;
    const struct {
        const char *rate, *batch;
        double batches;
        qs_batch size;
    } cases[] = {
        {RATE("0.25"), "arrivals.door.batch=3", 0.25, qs_theory_batch_constant(3)},
        {RATE("0.4"), "arrivals.door.batch={geometric: {p: 0.5}}", 0.4, qs_theory_batch_geometric(0.5)},
        {RATE("0.5"), "arrivals.door.batch={poisson: {mean: 1.2}}", 0.5, qs_theory_batch_poisson(1.2)},
        {RATE("0.2"), "arrivals.door.batch={discrete_uniform: {min: 1, max: 5}}", 0.2,
         qs_theory_batch_uniform(1, 5)},
        {RATE("0.3"), "arrivals.door.batch={binomial: {n: 4, p: 0.5}}", 0.3,
         qs_theory_batch_binomial(4, 0.5)}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        validation run;
        model_run(&run, "desk", cases[i].rate, cases[i].batch, "run.horizon=252000");
        qs_steady exact = qs_theory_mxg1(cases[i].batches, cases[i].size, qs_theory_exponential(1));
        model_expect_steady(&run, "system", &exact);
        validation_close(&run);
    }
}

/* ---- dead time ---- */

/* To those who wait the dead time is part of the service; to the one served only if it is held. */
static void test_dead_time(void **state)
{
    (void)state;
    const char *held[] = {
        "services.help={time: {uniform: {min: 0.2, max: 1}}, dead_time: {exponential: {mean: 0.3}}}",
        "services.help={time: {uniform: {min: 0.2, max: 1}}, dead_time: {exponential: {mean: 0.3}}, "
        "dead_time_holds_customer: true}"};
    qs_raw_moments service = qs_theory_uniform(0.2, 1), dead = qs_theory_exponential(0.3);
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", held[i]);
        qs_steady exact = qs_theory_mg1(0.8, qs_theory_sum(service, dead), QS_ORDER_FIFO);
        exact.utilisation = 0.8 * 0.6;
        if (i == 0) {
            exact.sojourn = exact.wait + 0.6;
            exact.sojourn_variance = exact.wait_variance + 0.64 / 12;
            exact.number = exact.queue + 0.8 * 0.6;
        }
        model_expect_steady(&run, "window/desk", &exact);
        validation_expect(&run, 0, "window/desk", QS_METRIC_occupation, 0, 0.8 * 0.9);
        validation_close(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lost_calls),     cmocka_unit_test(test_full_queue),
        cmocka_unit_test(test_drop_oldest),    cmocka_unit_test(test_erlang_a),
        cmocka_unit_test(test_fixed_patience), cmocka_unit_test(test_any_patience),
        cmocka_unit_test(test_order),          cmocka_unit_test(test_shortest_first),
        cmocka_unit_test(test_priorities),     cmocka_unit_test(test_two_priorities),
        cmocka_unit_test(test_restart),        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_dead_time)};
    return cmocka_run_group_tests_name("validation of what a queue can do", tests, NULL, NULL);
}
