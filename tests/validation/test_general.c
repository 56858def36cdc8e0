/* M/G/1 and G/M/1 with one law after another, and mixtures of classes at one window, against closed forms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "validation.h"

#include <math.h>

#include "qsweep/distribution.h"
#include "qsweep/theory.h"

/* The service law of each scenario of mg1.yaml: its moments, and a name for its distribution function. */
enum { N_LAWS = 10, LOGNORMAL = 3, GRID = 2000 };

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

static double erlang4(double x, const void *context)
{
    (void)context;
    double y = 4 * x;
    return x <= 0 ? 0 : 1 - exp(-y) * (1 + y * (1 + y / 2 * (1 + y / 3)));
}

static double one(double x, const void *context)
{
    (void)context;
    return x >= 1;
}

static double half_to_three_halves(double x, const void *context)
{
    (void)context;
    return fmin(fmax(x - 0.5, 0), 1);
}

static double lognormal(double x, const void *context)
{
    (void)context;
    double v = log(5);
    return x <= 0 ? 0 : erfc((-v / 2 - log(x)) / sqrt(2 * v)) / 2;
}

/* P(wait > t), the middle of the theory's bounds, which must be much narrower than the simulation is exact.
 */
static double mg1_wait_over(double (*cdf)(double, const void *), double t)
{
    double lower, upper;
    assert_int_equal(qs_theory_mg1_wait_over(0.8, cdf, NULL, 1, t, GRID, &lower, &upper), QS_OK);
    assert_true(upper - lower < 5e-3 * upper);
    return (lower + upper) / 2;
}

/* The p-quantile of the wait, by bisection on P(wait > t) = 1 - p. */
static double mg1_wait_quantile(double (*cdf)(double, const void *), double p)
{
    double low = 0, high = 200;
    for (int i = 0; i < 20; i++) {
        double middle = (low + high) / 2;
        if (mg1_wait_over(cdf, middle) > 1 - p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2;
}

static void test_mg1_moments(void **state)
{
    (void)state;
    validation run;
    qs_raw_moments law[N_LAWS];
    validation_run(&run, "tests/validation/mg1.yaml", NULL, 0);
    laws(law);
    for (uint64_t i = 0; i < N_LAWS; i++) {
        qs_steady exact = qs_theory_mg1(0.8, law[i], QS_ORDER_FIFO);
        validation_expect(&run, i, "system", QS_METRIC_wait_mean, 0, exact.wait);
        validation_expect(&run, i, "window/desk", QS_METRIC_sojourn_mean, 0, exact.sojourn);
        validation_expect(&run, i, "system", QS_METRIC_queue_mean, 0, exact.queue);
        validation_expect(&run, i, "window/desk", QS_METRIC_number_mean, 0, exact.number);
        validation_expect(&run, i, "window/desk", QS_METRIC_utilisation, 0, exact.utilisation);
        /* The lognormal's wait has so heavy a tail that its variance is not estimated within reason. */
        if (i != LOGNORMAL) {
            validation_expect_variance(&run, i, "system", QS_METRIC_wait_mean, exact.wait_variance);
            validation_expect_variance(&run, i, "system", QS_METRIC_sojourn_mean, exact.sojourn_variance);
        }
    }
    double (*const cdf[])(double, const void *) = {one, erlang4, half_to_three_halves, lognormal};
    for (uint64_t i = 0; i < 4; i++)
        for (int k = 0; k < 2; k++) {
            validation_expect(&run, i, "system", QS_METRIC_wait_over, k,
                              mg1_wait_over(cdf[i], validation_threshold(&run, k)));
            validation_expect(&run, i, "system", QS_METRIC_wait_quantile, k,
                              mg1_wait_quantile(cdf[i], validation_quantile(&run, k)));
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_mg1_moments), cmocka_unit_test(test_gm1),
                                       cmocka_unit_test(test_taking_turns),
                                       cmocka_unit_test(test_mixed_classes)};
    return cmocka_run_group_tests_name("validation of general queues", tests, NULL, NULL);
}
