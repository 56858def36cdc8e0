/* Several windows, infinitely many servers, and the cafeteria, against closed forms.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "validation.h"

#include "qsweep/theory.h"

/* Random choice among equal windows splits a Poisson stream into independent ones. */
static void test_random_choice(void **state)
{
    (void)state;
    validation run;
    validation_run(&run, "tests/validation/choice.yaml", NULL, 0);
    qs_steady exact = qs_theory_mmc(1.4, 1, 2);
    validation_expect(&run, 0, "window/desk", QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(&run, 0, "system", QS_METRIC_sojourn_mean, 0, exact.sojourn);
    validation_expect(&run, 0, "window/desk", QS_METRIC_queue_mean, 0, 10 * exact.queue);
    validation_expect(&run, 0, "window/desk", QS_METRIC_number_mean, 0, 10 * exact.number);
    validation_expect(&run, 0, "window/desk", QS_METRIC_utilisation, 0, 0.7);
    validation_expect_variance(&run, 0, "system", QS_METRIC_wait_mean, exact.wait_variance);
    validation_expect(&run, 0, "system", QS_METRIC_wait_over, 0, exact.wait_probability);
    validation_expect(&run, 0, "system", QS_METRIC_wait_over, 1, qs_theory_mmc_wait_over(1.4, 1, 2, 2));
    validation_expect(&run, 0, "system", QS_METRIC_wait_quantile, 0,
                      qs_theory_mmc_wait_quantile(1.4, 1, 2, 0.9));
    validation_close(&run);
}

/* Who can choose is better off than who leaves it to chance, and worse off than with one queue for all. */
static void test_choosing_helps(void **state)
{
    (void)state;
    const char *rules[] = {"shortest_queue", "least_work"};
    double pooled = qs_theory_mmc(14, 1, 20).wait, random = qs_theory_mmc(1.4, 1, 2).wait;
    for (int i = 0; i < 2; i++) {
        const qs_setting setting = {"window_choice", rules[i]};
        validation run;
        validation_run(&run, "tests/validation/choice.yaml", &setting, 1);
        int at = qs_layout_index(&run.layout, QS_SYSTEM, 0, QS_METRIC_wait_mean, 0);
        assert_true(run.scenarios[0].lower[at] > pooled);
        assert_true(run.scenarios[0].upper[at] < random / 2);
        validation_close(&run);
    }
}

/* The window that is listed first takes all. */
static void test_first_takes_all(void **state)
{
    (void)state;
    const qs_setting settings[] = {{"window_choice", "first"},
                                   {"arrivals.door.interarrival.exponential.mean", "1"}};
    validation run;
    validation_run(&run, "tests/validation/turns.yaml", settings, 2);
    qs_steady exact = qs_theory_mmc(1, 1.25, 1);
    validation_expect(&run, 0, "window/left", QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect_variance(&run, 0, "window/left", QS_METRIC_wait_mean, exact.wait_variance);
    validation_expect_always(&run, 0, "window/right", QS_METRIC_arrived, 0, 0);
    validation_expect_always(&run, 0, "window/right", QS_METRIC_utilisation, 0, 0);
    validation_close(&run);
}

/* The study that users are given: one cook is M/D/1, infinitely many are M/D/infinity. */
static void test_cafeteria(void **state)
{
    (void)state;
    const qs_setting settings[] = {{"run.horizon", "102000"},
                                   {"run.replications", "40"},
                                   {"run.at_horizon", "drain"},
                                   {"output.replications", "true"}};
    const uint64_t quiet_one_cook = 0, quiet_cook_each = 4, rush_cook_each = 9;
    validation run;
    validation_run(&run, "configs/cafeteria.yaml", settings, 4);
    qs_steady exact = qs_theory_mg1(1.0 / 6, qs_theory_constant(3), QS_ORDER_FIFO);
    validation_expect(&run, quiet_one_cook, "window/kitchen", QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(&run, quiet_one_cook, "system", QS_METRIC_wait_mean, 0, exact.wait);
    validation_expect(&run, quiet_one_cook, "class/latte", QS_METRIC_sojourn_mean, 0, exact.sojourn);
    validation_expect(&run, quiet_one_cook, "system", QS_METRIC_number_mean, 0, exact.number);
    validation_expect_variance(&run, quiet_one_cook, "system", QS_METRIC_wait_mean, exact.wait_variance);
    validation_expect(&run, quiet_cook_each, "system", QS_METRIC_number_mean, 0, 0.5);
    validation_expect(&run, rush_cook_each, "system", QS_METRIC_number_mean, 0, 2);
    for (uint64_t i = quiet_cook_each; i <= rush_cook_each; i += rush_cook_each - quiet_cook_each) {
        validation_expect_always(&run, i, "system", QS_METRIC_wait_mean, 0, 0);
        validation_expect_always(&run, i, "system", QS_METRIC_wait_over, 0, 0);
        validation_expect_always(&run, i, "system", QS_METRIC_sojourn_mean, 0, 3);
        validation_expect_always(&run, i, "class/americano", QS_METRIC_sojourn_mean, 0, 3);
        validation_expect_always(&run, i, "window/kitchen", QS_METRIC_queue_max, 0, 0);
    }
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_choice), cmocka_unit_test(test_choosing_helps),
        cmocka_unit_test(test_first_takes_all), cmocka_unit_test(test_cafeteria)};
    return cmocka_run_group_tests_name("validation of windows", tests, NULL, NULL);
}
