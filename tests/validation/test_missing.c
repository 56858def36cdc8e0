/* Replications that see nobody: the mean wait is one over those that saw somebody, with control variates and in
 * antithetic pairs as plainly, of the whole and by interval. False alarms: see validation.h.
 *
 * Two customers at most come to one server before the horizon, and a service takes a constant time, so the
 * mean is an integral. Control variates that corrected the replications that saw somebody as if they were
 * all, and pairs that counted the one that saw somebody twice, lie ten and more standard errors away.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model.h"

static const double horizon = 4;

/* E(a replication's mean wait; two come, the first at u): of the two one waits what is left of the service. */
static double second_waits(double gap, double service, double u)
{
    double most = fmin(service, horizon - u), none = exp(-most / gap);
    /* The integral of (service - g) exp(-g / gap) / gap over g up to most. */
    double all = service * (1 - none) - gap * (1 - none) + most * none;
    return all / 2 * exp(-u / gap) / gap;
}

/* By Simpson's rule, over the two stretches between which the integrand has its edge. */
static double integral(double gap, double service, double from, double to)
{
    enum { STEPS = 1000 };
    double step = (to - from) / STEPS, sum = 0;
    for (int i = 0; i <= STEPS; i++)
        sum += second_waits(gap, service, from + i * step) * (i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2);
    return sum * step / 3;
}

static double mean_wait(double gap, double service)
{
    double edge = horizon - service;
    return (integral(gap, service, 0, edge) + integral(gap, service, edge, horizon)) /
           (1 - exp(-horizon / gap));
}

/* The whole, and an interval that is all of it. */
static void expect_wait(validation *run, double exact)
{
    const validation_scenario *found = &run->scenarios[0];
    const qs_spot spot = {.metric = QS_METRIC_wait_mean, .interval = 1};
    int whole = validation_locate(run, "system", QS_METRIC_wait_mean, 0),
        part = qs_layout_spot(&run->layout, &spot);
    validation_expect(run, 0, "system", QS_METRIC_wait_mean, 0, exact);
    assert_true(part >= 0 && found->n[part] < found->n_replications);
    assert_int_equal(found->n[part], found->n[whole]);
    assert_true(fabs(found->mean[part] - found->mean[whole]) < 1e-12);
    assert_true(fabs(found->upper[part] - found->upper[whole]) < 1e-12);
    validation_close(run);
}

#define TWO_AT_MOST(gap, service)                                                                            \
    "arrivals.door={interarrival: {exponential: {mean: " gap "}}, limit: 2}", "services.help.time=" service, \
        "windows.desk.servers=1", "output={intervals: [0, 4]}"

static void test_controls(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", TWO_AT_MOST("2", "1"),
              "run={horizon: 4, at_horizon: drain, replications: 20000, seed: 1, "
              "variance_reduction: [control]}");
    double exact = mean_wait(2, 1);
    assert_true(fabs(exact - 0.103640) < 5e-7);
    expect_wait(&run, exact);
}

static void test_pairs(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", TWO_AT_MOST("4", "2"),
              "run={horizon: 4, at_horizon: drain, replications: 40000, seed: 1, antithetic: true}");
    double exact = mean_wait(4, 2);
    assert_true(fabs(exact - 0.191564) < 5e-7);
    expect_wait(&run, exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_controls), cmocka_unit_test(test_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
