/* What changes in time, against exact values: on-off arrivals, piecewise rates, and the restaurant, whose
 * values were simulated by somebody else. False alarms: see validation.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model.h"
#include "qsweep/chain.h"

/* ---- on and off ---- */

/* 200 of every 500, from empty, over 1800; two servers, 0.5 come and 0.3 are served. */
static const qs_chain_piece on_off[] = {{200, 0.5, 0.3, 2}, {500, 0, 0.3, 2}};

static void expect_close(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.9g is not %.9g", a, b);
}

static void test_on_off(void **state)
{
    (void)state;
    qs_transient exact;
    assert_int_equal(qs_chain_transient(2, on_off, 400, 1800, NULL, &exact), QS_OK);
    expect_close(exact.average_number, 1.95853, 5e-6);
    expect_close(exact.average_queue, 1.21779, 1e-5);
    validation run;
    model_run(&run, "desk",
              "arrivals.door={interarrival: {exponential: {rate: 0.5}}, period: {length: 500, on: 200}}",
              "services.help.time={exponential: {rate: 0.3}}", "windows.desk.servers=2",
              "run={horizon: 1800, replications: 10000, seed: 1800}");
    model_expect_reported(&run, "system", QS_METRIC_arrived, 400, sqrt(400), 0, INFINITY);
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, exact.average_number);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, exact.average_queue);
    validation_expect(&run, 0, "system", QS_METRIC_utilisation, 0, exact.average_busy / 2);
    /* All who came have been served long before the end. */
    model_expect_pooled(&run, "system", QS_METRIC_wait_mean, QS_METRIC_served,
                        exact.average_queue * 1800 / exact.arrivals);
    validation_close(&run);
}

static void test_on_until_200(void **state)
{
    (void)state;
    enum { PLACES = 200 };
    qs_transient exact;
    double p[PLACES + 1], square = 0;
    assert_int_equal(qs_chain_transient(2, on_off, PLACES, 200, p, &exact), QS_OK);
    expect_close(exact.number, 5.085106, 5e-7);
    for (int n = 0; n <= PLACES; n++)
        square += p[n] * n * n;
    validation run;
    model_run(&run, "desk",
              "arrivals.door={interarrival: {exponential: {rate: 0.5}}, period: {length: 500, on: 200}}",
              "services.help.time={exponential: {rate: 0.3}}", "windows.desk.servers=2",
              "run={horizon: 200, replications: 60000, seed: 200}");
    validation_expect(&run, 0, "system", QS_METRIC_unfinished, 0, exact.number); /* present at the end */
    model_expect_reported(&run, "system", QS_METRIC_unfinished, exact.number,
                          sqrt(square - exact.number * exact.number), 0, INFINITY);
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, exact.average_number);
    validation_close(&run);
}

/* ---- piecewise rates ---- */

#define RATES "rate: [{until: 3, rate: 4}, {until: 5, rate: 0}, {until: 7.5, rate: 1}]"
static const double until[] = {3, 5, 8}, rates[] = {4, 0, 1}, periodic_until[] = {3, 5, 7.5, 8},
                    periodic_rates[] = {4, 0, 1, 0};

/* Nobody waits for anybody: numbers are Poisson, so their variance is their mean. */
static void expect_poisson(validation *run, qs_metric metric, double mean)
{
    validation_expect(run, 0, "system", metric, 0, mean);
    model_expect_reported(run, "system", metric, mean, sqrt(mean), 0, INFINITY);
}

static void test_rates(void **state)
{
    (void)state;
    const char *laws[] = {"services.help.time={exponential: {mean: 2}}",
                          "services.help.time={uniform: {min: 0, max: 4}}"};
    const double mean[] = {2}, range[] = {0, 4};
    for (int i = 0; i < 2; i++) { /* the period is longer than the pieces; the horizon is within the third */
        validation run;
        model_run(&run, "desk", "arrivals.door={" RATES ", period: {length: 8}}", laws[i],
                  "windows.desk.servers=inf", "run={horizon: 22, replications: 60000, seed: 8}");
        double present = qs_theory_mtginf(4, periodic_until, periodic_rates, true,
                                          i ? qs_theory_partial_uniform : qs_theory_partial_exponential,
                                          i ? range : mean, 22);
        expect_poisson(&run, QS_METRIC_unfinished, present);
        expect_poisson(&run, QS_METRIC_arrived, 2 * (12 + 2.5) + 12 + 1);
        if (i == 0)
            validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0,
                              qs_theory_mtminf_average(4, periodic_until, periodic_rates, true, 2, 22));
        validation_close(&run);
    }
    validation run; /* once, and then nobody */
    model_run(&run, "desk",
              "arrivals.door={rate: [{until: 3, rate: 4}, {until: 5, rate: 0}, {until: 8, rate: 1}]}",
              laws[0], "windows.desk.servers=inf", "run={horizon: 9, replications: 60000, seed: 9}");
    expect_poisson(&run, QS_METRIC_arrived, 15);
    expect_poisson(&run, QS_METRIC_unfinished,
                   qs_theory_mtginf(3, until, rates, false, qs_theory_partial_exponential, mean, 9));
    validation_close(&run);
}

/* Rates that change, two servers, five places. */
static void test_rates_and_places(void **state)
{
    (void)state;
    const qs_chain_piece pieces[] = {{3, 4, 1, 2}, {5, 0, 1, 2}, {7.5, 1, 1, 2}, {8, 0, 1, 2}};
    qs_transient exact;
    assert_int_equal(qs_chain_transient(4, pieces, 5, 24, NULL, &exact), QS_OK);
    validation run;
    model_run(&run, "desk", "arrivals.door={" RATES ", period: {length: 8}}", "windows.desk.servers=2",
              "windows.desk.capacity={total: 5}", "run={horizon: 24, replications: 60000, seed: 24}");
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, exact.average_number);
    validation_expect(&run, 0, "system", QS_METRIC_queue_mean, 0, exact.average_queue);
    validation_expect(&run, 0, "system", QS_METRIC_rejected, 0, exact.lost);
    validation_expect(&run, 0, "system", QS_METRIC_unfinished, 0, exact.number);
    validation_close(&run);
}

/* ---- the restaurant ---- */

/* Means and deviations that were simulated elsewhere, printed to two decimals; from how many runs was not
 * said, so 10,000 are assumed. */
static const double RUNS = 10000;

static void test_restaurant(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "restaurant", "run.horizon=60");
    model_expect_reported(&run, "system", QS_METRIC_arrived, 47.12, 2.44, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_served_at_horizon, 40.29, 1.83, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_cancelled, 3.85, 2.46, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_in_service_at_horizon, 2.98, 0.15, 0.01, RUNS);
    validation_close(&run);
    model_run(&run, "restaurant", "run.horizon=30");
    model_expect_reported(&run, "system", QS_METRIC_arrived, 23.12, 1.76, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_served_at_horizon, 18.04, 1.34, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_cancelled, 2.13, 1.65, 0.01, RUNS);
    model_expect_reported(&run, "system", QS_METRIC_drain_time, 3.40, 1.16, 0.01, RUNS);
    validation_close(&run);
    model_run(&run, "restaurant", "run.horizon=3600", "run.replications=1000",
              "windows.kitchen.capacity={total: 50, overflow: drop_oldest}");
    model_expect_reported(&run, "system", QS_METRIC_arrived, 2878.96, NAN, 0.01, 1000);
    model_expect_reported(&run, "system", QS_METRIC_served_at_horizon, 2694.90, NAN, 0.01, 1000);
    model_expect_reported(&run, "system", QS_METRIC_dropped, 136.3, NAN, 0.1, 1000);
    model_expect_reported(&run, "system", QS_METRIC_cancelled, 44.78, NAN, 0.01, 1000);
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_on_off), cmocka_unit_test(test_on_until_200),
                                       cmocka_unit_test(test_rates), cmocka_unit_test(test_rates_and_places),
                                       cmocka_unit_test(test_restaurant)};
    return cmocka_run_group_tests_name("validation of what changes in time", tests, NULL, NULL);
}
