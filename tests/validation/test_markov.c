/* M/M/1, M/M/3, the staffing table of M/M/c, and Jackson's cafe, against closed forms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "validation.h"

#include "qsweep/chain.h"
#include "qsweep/theory.h"

/* All that is known of M/M/c at one place. */
static void expect_mmc(validation *run, uint64_t scenario, const char *where, double arrival_rate,
                       double service_rate, size_t servers)
{
    qs_steady exact = qs_theory_mmc(arrival_rate, service_rate, servers);
    validation_expect(run, scenario, where, QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(run, scenario, where, QS_METRIC_sojourn_mean, 0, exact.sojourn);
    validation_expect(run, scenario, where, QS_METRIC_queue_mean, 0, exact.queue);
    validation_expect(run, scenario, where, QS_METRIC_number_mean, 0, exact.number);
    for (int i = 0; i < run->layout.n_thresholds; i++)
        validation_expect(
            run, scenario, where, QS_METRIC_wait_over, i,
            qs_theory_mmc_wait_over(arrival_rate, service_rate, servers, validation_threshold(run, i)));
    for (int i = 0; i < run->layout.n_quantiles; i++) {
        double p = validation_quantile(run, i);
        double wait = qs_theory_mmc_wait_quantile(arrival_rate, service_rate, servers, p);
        /* Next to the atom at zero the quantile is all but free to move. */
        if (wait > 0 && qs_theory_mmc_wait_over(arrival_rate, service_rate, servers, 0) > 1.2 * (1 - p))
            validation_expect(run, scenario, where, QS_METRIC_wait_quantile, i, wait);
        validation_expect(run, scenario, where, QS_METRIC_sojourn_quantile, i,
                          qs_theory_mmc_sojourn_quantile(arrival_rate, service_rate, servers, p));
    }
}

static void expect_load(validation *run, uint64_t scenario, const char *where, double arrival_rate,
                        double utilisation)
{
    validation_expect(run, scenario, where, QS_METRIC_utilisation, 0, utilisation);
    validation_expect(run, scenario, where, QS_METRIC_occupation, 0, utilisation);
    validation_expect(run, scenario, where, QS_METRIC_throughput, 0, arrival_rate);
    const qs_run_rule *rule = &run->model.run;
    validation_expect(run, scenario, where, QS_METRIC_arrived, 0,
                      arrival_rate * (rule->horizon - rule->warmup));
}

static void test_mm1(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "tests/validation/mm1.yaml", NULL, 0);
    const char *places[] = {"system", "class/customer", "window/desk"};
    qs_steady exact = qs_theory_mmc(0.9, 1, 1);
    for (int i = 0; i < 3; i++) {
        expect_mmc(&run, 0, places[i], 0.9, 1, 1);
        validation_expect_variance(&run, 0, places[i], QS_METRIC_wait_mean, exact.wait_variance);
        validation_expect_variance(&run, 0, places[i], QS_METRIC_sojourn_mean, exact.sojourn_variance);
    }
    expect_load(&run, 0, "system", 0.9, 0.9);
    expect_load(&run, 0, "window/desk", 0.9, 0.9);
    validation_close(&run);
}

static void test_mm3(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "tests/validation/mm3.yaml", NULL, 0);
    qs_steady exact = qs_theory_mmc(0.2, 0.1, 3);
    expect_mmc(&run, 0, "system", 0.2, 0.1, 3);
    expect_mmc(&run, 0, "window/desk", 0.2, 0.1, 3);
    validation_expect_variance(&run, 0, "system", QS_METRIC_wait_mean, exact.wait_variance);
    validation_expect_variance(&run, 0, "system", QS_METRIC_sojourn_mean, exact.sojourn_variance);
    expect_load(&run, 0, "window/desk", 0.2, 2.0 / 3);
    validation_close(&run);
}

/* The study that users are given, as they are given it. */
static void test_staffing(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "configs/mmc.yaml", NULL, 0);
    for (size_t i = 0; i < 5; i++) {
        size_t servers = 12 + i;
        qs_steady exact = qs_theory_mmc(10, 1, servers);
        validation_expect(&run, i, "system", QS_METRIC_wait_over, 0,
                          qs_theory_mmc_wait_over(10, 1, servers, 0.2));
        validation_expect(&run, i, "system", QS_METRIC_wait_mean, 0, exact.wait);
        validation_expect(&run, i, "system", QS_METRIC_number_mean, 0, exact.number);
        validation_expect(&run, i, "window/agents", QS_METRIC_queue_mean, 0, exact.queue);
        validation_expect(&run, i, "window/agents", QS_METRIC_utilisation, 0, 10.0 / (double)servers);
    }
    validation_close(&run);
}

static void test_jackson(void **state)
{
    (void)state;
    validation run;
    const qs_setting longer = {"run.horizon", "80000"};
    validation_run(&run, "configs/jackson.yaml", &longer, 1);
    const double route[9] = {0, 0.3, 0.7, 0, 0, 1, 0, 0, 0}, service_rate[3] = {1, 0.4, 0.5};
    const size_t servers[3] = {1, 2, 2};
    const char *places[3] = {"window/cold", "window/hot", "window/till"};
    for (uint64_t i = 0; i < 5; i++) {
        double rate = 0.5 + 0.1 * (double)i, inflow[3] = {0.6 * rate, 0.4 * rate, 0};
        double throughput[3], number, sojourn;
        qs_steady exact[3];
        assert_int_equal(
            qs_theory_jackson(3, inflow, route, service_rate, servers, throughput, exact, &number, &sojourn),
            QS_OK);
        validation_expect(&run, i, "system", QS_METRIC_number_mean, 0, number);
        validation_expect(&run, i, "system", QS_METRIC_sojourn_mean, 0, sojourn);
        validation_expect(&run, i, "class/guest", QS_METRIC_sojourn_mean, 0, sojourn);
        for (int k = 0; k < 3; k++) {
            expect_mmc(&run, i, places[k], throughput[k], service_rate[k], servers[k]);
            validation_expect(&run, i, places[k], QS_METRIC_throughput, 0, throughput[k]);
        }
    }
    validation_close(&run);
}

/* Stopped at 20 from empty: who is there and who waits there, of whom the wait is cut short, exactly by
 * uniformisation. */
static void test_stopped(void **state)
{
    (void)state;
    enum { PLACES = 400 };
    validation run;
    const qs_setting settings[] = {{"run.horizon", "20"},
                                   {"run.warmup", "0"},
                                   {"run.at_horizon", "stop"},
                                   {"run.replications", "20000"}};
    const qs_chain_piece piece = {.until = 20, .arrival_rate = 0.9, .service_rate = 1, .servers = 1};
    double p[PLACES + 1], waiting = 0;
    qs_transient exact;
    assert_int_equal(qs_chain_transient(1, &piece, PLACES, 20, p, &exact), QS_OK);
    for (int n = 2; n <= PLACES; n++)
        waiting += (n - 1) * p[n];
    validation_run(&run, "tests/validation/mm1.yaml", settings, sizeof settings / sizeof *settings);
    const char *places[] = {"system", "class/customer", "window/desk"};
    for (int i = 0; i < 3; i++) {
        validation_expect(&run, 0, places[i], QS_METRIC_wait_censored, 0, waiting);
        validation_expect(&run, 0, places[i], QS_METRIC_unfinished, 0, exact.number);
    }
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mm1), cmocka_unit_test(test_mm3),
                                       cmocka_unit_test(test_staffing), cmocka_unit_test(test_jackson),
                                       cmocka_unit_test(test_stopped)};
    return cmocka_run_group_tests_name("validation of Markovian queues", tests, NULL, NULL);
}
