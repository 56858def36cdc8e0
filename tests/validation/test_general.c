/* M/G/1 and G/M/1 with one law after another, and mixtures of classes at one window, against closed forms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "validation.h"

#include <math.h>

#include "qsweep/theory.h"

/* The service law of each scenario of mg1.yaml: its moments. */
enum { N_LAWS = 10, LOGNORMAL = 3, GRID = 1000 };

static void laws(qs_raw_moments law[N_LAWS])
{
    const double weights[] = {0.9, 0.1}, means[] = {0.5, 5.5}, thirds[] = {2, 1, 1};
    const qs_raw_moments points[] = {qs_theory_constant(0.5), qs_theory_constant(1), qs_theory_constant(2)};
    law[0] = qs_theory_constant(1);
    law[1] = qs_theory_gamma(4, 1);
    law[2] = qs_theory_uniform(0.5, 1.5);
    law[LOGNORMAL] = qs_theory_lognormal(1, 2);
    law[4] = qs_theory_gamma(2.5, 1);
    law[5] = qs_theory_weibull(2, 1.1283791670955126);
    law[6] = qs_theory_triangular(0, 1, 2);
    law[7] = qs_theory_hyperexponential(2, weights, means);
    law[8] = qs_theory_normal(1, 0.4);
    law[9] = qs_theory_mixture(3, thirds, points);
}

/* P(wait > t), the middle of the theory's bounds, which must be much narrower than the simulation is exact.
 */
static double mg1_wait_over(qs_theory_partial partial, const void *context, double t)
{
    double lower, upper;
    assert_int_equal(qs_theory_mg1_wait_over(0.8, partial, context, 1, t, GRID, &lower, &upper), QS_OK);
    assert_true(upper - lower < 0.05 * upper);
    return (lower + upper) / 2;
}

static double mg1_wait_quantile(qs_theory_partial partial, const void *context, double p)
{
    double quantile;
    assert_int_equal(qs_theory_mg1_wait_quantile(0.8, partial, context, 1, p, GRID, &quantile), QS_OK);
    return quantile;
}

static void test_mg1_moments(void **state)
{
    (void)state;
    validation run;
    qs_raw_moments law[N_LAWS];
    const qs_setting longer = {"run.horizon", "605000"};
    validation_run(&run, "tests/validation/mg1.yaml", &longer, 1);
    laws(law);
    for (uint64_t i = 0; i < N_LAWS; i++) {
        qs_steady exact = qs_theory_mg1(0.8, law[i], QS_ORDER_FIFO);
        validation_expect(&run, i, "system", QS_METRIC_wait_mean, 0, exact.wait);
        validation_expect(&run, i, "window/desk", QS_METRIC_sojourn_mean, 0, exact.sojourn);
        validation_expect(&run, i, "system", QS_METRIC_queue_mean, 0, exact.queue);
        validation_expect(&run, i, "window/desk", QS_METRIC_number_mean, 0, exact.number);
        validation_expect(&run, i, "window/desk", QS_METRIC_utilisation, 0, exact.utilisation);
        /* The lognormal's tail is so heavy that the variance of its wait is not estimated within reason. */
        if (i != LOGNORMAL) {
            validation_expect_variance(&run, i, "system", QS_METRIC_wait_mean, exact.wait_variance);
            validation_expect_variance(&run, i, "system", QS_METRIC_sojourn_mean, exact.sojourn_variance);
        }
    }
    validation_close(&run);
}

/* Not the moments alone: P(wait > t) and quantiles, for the laws of which the theory has them. */
static void test_mg1_law(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "tests/validation/mg1.yaml", NULL, 0);
    const qs_theory_partial partial[] = {qs_theory_partial_constant, qs_theory_partial_gamma,
                                         qs_theory_partial_uniform, qs_theory_partial_lognormal,
                                         qs_theory_partial_gamma};
    const double context[][2] = {{1, 0}, {4, 1}, {0.5, 1.5}, {1, 2}, {2.5, 1}};
    for (uint64_t i = 0; i < 5; i++)
        for (int k = 0; k < 2; k++) {
            validation_expect(&run, i, "system", QS_METRIC_wait_over, k,
                              mg1_wait_over(partial[i], context[i], validation_threshold(&run, k)));
            validation_expect(&run, i, "window/desk", QS_METRIC_wait_quantile, k,
                              mg1_wait_quantile(partial[i], context[i], validation_quantile(&run, k)));
        }
    validation_close(&run);
}

/* G/M/1 at one place: an arrival waits with probability `root`, then exponentially. */
static void expect_gm1(validation *run, uint64_t scenario, const char *where, double mean_interarrival,
                       qs_theory_laplace laplace, const void *context)
{
    double root;
    qs_steady exact = qs_theory_gm1(mean_interarrival, laplace, context, 1 / 0.8, &root);
    validation_expect(run, scenario, where, QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(run, scenario, where, QS_METRIC_sojourn_mean, 0, exact.sojourn);
    validation_expect(run, scenario, where, QS_METRIC_queue_mean, 0, exact.queue);
    validation_expect(run, scenario, where, QS_METRIC_number_mean, 0, exact.number);
    validation_expect_variance(run, scenario, where, QS_METRIC_wait_mean, exact.wait_variance);
    double decay = (1 - root) / 0.8;
    for (int i = 0; i < run->layout.n_thresholds; i++)
        validation_expect(run, scenario, where, QS_METRIC_wait_over, i,
                          root * exp(-decay * validation_threshold(run, i)));
    for (int i = 0; i < run->layout.n_quantiles; i++) {
        double quantile = log(root / (1 - validation_quantile(run, i))) / decay;
        if (quantile > 0)
            validation_expect(run, scenario, where, QS_METRIC_wait_quantile, i, quantile);
    }
}

static void test_gm1(void **state)
{
    (void)state;
    validation run;
    const double regular[] = {1}, erlang[] = {3, 1}, uniform[] = {0.5, 1.5};
    const double weights[] = {0.75, 0.25}, means[] = {0.4, 2.8};
    const qs_theory_branches branches = {2, weights, means};
    validation_run(&run, "tests/validation/gm1.yaml", NULL, 0);
    expect_gm1(&run, 0, "system", 1, qs_theory_laplace_constant, regular);
    expect_gm1(&run, 1, "system", 1, qs_theory_laplace_gamma, erlang);
    expect_gm1(&run, 2, "system", 1, qs_theory_laplace_uniform, uniform);
    expect_gm1(&run, 3, "window/desk", 1, qs_theory_laplace_hyperexponential, &branches);
    validation_close(&run);
}

static void test_taking_turns(void **state)
{
    (void)state;
    validation run;
    const double every_second[] = {2, 1};
    validation_run(&run, "tests/validation/turns.yaml", NULL, 0);
    expect_gm1(&run, 0, "window/left", 1, qs_theory_laplace_gamma, every_second);
    expect_gm1(&run, 0, "window/right", 1, qs_theory_laplace_gamma, every_second);
    validation_close(&run);
}

static void test_mixed_classes(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "tests/validation/mixed.yaml", NULL, 0);
    /* At the desk: quick .3, slow .1 + .1, half of the slow ones for something long. */
    const double weights[] = {0.4, 0.1};
    const qs_raw_moments parts[] = {qs_theory_exponential(0.4), qs_theory_gamma(2, 2)};
    qs_steady desk = qs_theory_mg1(0.5, qs_theory_mixture(2, weights, parts), QS_ORDER_FIFO);
    qs_steady side = qs_theory_mg1(0.1, qs_theory_uniform(0.2, 0.8), QS_ORDER_FIFO);
    validation_expect(&run, 0, "window/desk", QS_METRIC_wait_mean, 0, desk.wait);
    validation_expect_variance(&run, 0, "window/desk", QS_METRIC_wait_mean, desk.wait_variance);
    validation_expect_variance(&run, 0, "window/desk", QS_METRIC_sojourn_mean, desk.sojourn_variance);
    validation_expect(&run, 0, "window/desk", QS_METRIC_number_mean, 0, desk.number);
    validation_expect(&run, 0, "class/quick", QS_METRIC_wait_mean, 0, desk.wait);
    validation_expect(&run, 0, "class/quick", QS_METRIC_queue_mean, 0, 0.3 * desk.wait);
    validation_expect(&run, 0, "class/quick", QS_METRIC_sojourn_mean, 0, desk.wait + 0.4);
    validation_expect(&run, 0, "class/slow", QS_METRIC_sojourn_mean, 0, desk.wait + (0.4 + 2) / 2);
    validation_expect(&run, 0, "class/slow", QS_METRIC_throughput, 0, 0.2);
    validation_expect(&run, 0, "class/other", QS_METRIC_wait_mean, 0, side.wait);
    validation_expect(&run, 0, "window/side", QS_METRIC_sojourn_mean, 0, side.sojourn);
    validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, desk.number + side.number);
    validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, (0.5 * desk.wait + 0.1 * side.wait) / 0.6);
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mg1_moments), cmocka_unit_test(test_mg1_law),
                                       cmocka_unit_test(test_gm1), cmocka_unit_test(test_taking_turns),
                                       cmocka_unit_test(test_mixed_classes)};
    return cmocka_run_group_tests_name("validation of general queues", tests, NULL, NULL);
}
