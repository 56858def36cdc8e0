/* Factors of the day against exact values. Given the day's factor, arrivals are Poisson: so their number is
 * mixed Poisson, with a gamma factor negative binomial, and means over days are means of what each factor
 * has. False alarms: see validation.h; a distribution is refused when its chi-square is beyond what one in a
 * million exceeds.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <string.h>

#include "model.h"

static const validation_scenario *first(const validation *run)
{
    return &run->scenarios[0];
}

/* The value of a metric in a replication. */
static double value(const validation *run, uint64_t replication, const char *where, qs_metric metric)
{
    return first(run)->rows[replication * (uint64_t)run->layout.n_values +
                            (uint64_t)validation_locate(run, where, metric, 0)];
}

/* The mean of (a - its mean)(b - its mean) over replications is an estimate with a standard error of its own. */
static void expect_covariance(validation *run, const char *a, const char *b, double mean_a, double mean_b,
                              double exact)
{
    uint64_t n = first(run)->n_replications;
    double sum = 0, squares = 0, x = 0;
    for (uint64_t r = 0; r < n; r++) {
        x = (value(run, r, a, QS_METRIC_arrived) - mean_a) * (value(run, r, b, QS_METRIC_arrived) - mean_b);
        sum += x;
        squares += x * x;
    }
    double mean = sum / (double)n, variance = squares / (double)n - mean * mean;
    validation_judge(run, 0, a, strcmp(a, b) ? "covariance" : "variance", 0, mean, sqrt(variance / (double)n),
                     exact);
}

/* The p-value of counts against a law on 0, 1, 2, ..., in cells of 20 expected or more. */
static double judge_counts(const validation *run, double (*share)(unsigned n, const double *p),
                           const double *p)
{
    uint64_t n = first(run)->n_replications, n_cells = 0;
    double square = 0, expected = 0, left = (double)n;
    uint64_t found = 0, n_left = n;
    for (unsigned k = 0; left > 0; k++) {
        expected += (double)n * share(k, p);
        for (uint64_t r = 0; r < n; r++)
            found += value(run, r, "system", QS_METRIC_arrived) == k;
        bool is_last = left - expected < 20;
        if (expected < 20 && !is_last)
            continue;
        if (is_last) {
            expected = left;
            found = n_left;
        }
        square += ((double)found - expected) * ((double)found - expected) / expected;
        left -= expected;
        n_left -= found;
        n_cells++;
        expected = 0;
        found = 0;
        if (is_last)
            break;
    }
    double p_value = gsl_cdf_chisq_Q(square, (double)n_cells - 1);
    printf("# %llu cells, chi-square %.1f, p = %.3g\n", (unsigned long long)n_cells, square, p_value);
    assert_true(n_cells > 20);
    return p_value;
}

static double negative_binomial(unsigned n, const double *p)
{
    return gsl_ran_negative_binomial_pdf(n, p[0] / (p[0] + p[1]), p[0]);
}

static double poisson(unsigned n, const double *p)
{
    return gsl_ran_poisson_pdf(n, p[1]);
}

/* 20 are expected on a day; gamma factors of shape 4. By gaps and by rates, which walk their pieces. */
static void test_negative_binomial(void **state)
{
    (void)state;
    static const char *const doors[] = {"arrivals.door={interarrival: {exponential: {mean: 4}}, factor: 2, "
                                        "day_factor: {gamma: {shape: 4, mean: 1}}}",
                                        "arrivals.door={rate: {every: 10, counts: [1, 4]}, period: {length: "
                                        "20}, factor: 2, day_factor: {gamma: "
                                        "{shape: 4, mean: 1}}}"};
    const double p[2] = {4, 20};
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", doors[i], "windows.desk.servers=inf",
                  "run={horizon: 40, at_horizon: stop, replications: 20000, seed: 4}");
        validation_expect(&run, 0, "system", QS_METRIC_arrived, 0, 20);
        expect_covariance(&run, "system", "system", 20, 20, 20 + 20 * 20 / 4.0);
        assert_true(judge_counts(&run, negative_binomial, p) > VALIDATION_ALARM);
        validation_close(&run);
    }
}

/* Days that differ by chance alone are Poisson, and the judgement tells them from the mixture. */
static void test_poisson_is_told_apart(void **state)
{
    (void)state;
    const double p[2] = {4, 20};
    validation run;
    model_run(&run, "desk", "arrivals.door={interarrival: {exponential: {mean: 4}}, factor: 2}",
              "windows.desk.servers=inf",
              "run={horizon: 40, at_horizon: stop, replications: 20000, seed: 4}");
    expect_covariance(&run, "system", "system", 20, 20, 20);
    assert_true(judge_counts(&run, poisson, p) > VALIDATION_ALARM);
    assert_true(judge_counts(&run, negative_binomial, p) < VALIDATION_ALARM);
    validation_close(&run);
}

#define TWO                                                                                                  \
    "classes={a: {first: {help: 1}}, b: {first: {help: 1}}}", "windows.desk.servers=inf",                    \
        "run={horizon: 40, at_horizon: stop, replications: 60000, seed: 5}"

/* 8 and 24 are expected. Days that are busy for one are so for the other; or they are not. */
static void test_shared(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", "day_factors={weather: {gamma: {shape: 4, mean: 1}}}",
              "arrivals={a: {rate: 0.2, day_factor: weather, classes: {a: 1}}, "
              "b: {rate: 0.6, day_factor: weather, classes: {b: 1}}}",
              TWO);
    expect_covariance(&run, "class/a", "class/b", 8, 24, 8 * 24 / 4.0);
    expect_covariance(&run, "class/a", "class/a", 8, 8, 8 + 8 * 8 / 4.0);
    expect_covariance(&run, "class/b", "class/b", 24, 24, 24 + 24 * 24 / 4.0);
    validation_close(&run);
    model_run(&run, "desk",
              "arrivals={a: {rate: 0.2, day_factor: {gamma: {shape: 4, mean: 1}}, classes: {a: 1}}, "
              "b: {rate: 0.6, day_factor: {gamma: {shape: 4, mean: 1}}, classes: {b: 1}}}",
              TWO);
    expect_covariance(&run, "system", "system", 32, 32, 32 + (8 * 8 + 24 * 24) / 4.0);
    validation_close(&run);
}

/* ---- waits ---- */

/* Quiet days of 0.25 and busy ones of 0.75 on one server, each every other time: the mean of M/M/1's waits. */
static const double wait = (0.25 / 0.75 + 0.75 / 0.25) / 2;
#define TWO_DAYS                                                                                             \
    "arrivals.door={interarrival: {exponential: {rate: 0.5}}, day_factor: {empirical: {values: [0.5, "       \
    "1.5]}}}"

static void test_waits(void **state)
{
    (void)state;
    static const char *const kernels[] = {"run.kernel=recursion", "run.kernel=events"};
    for (int i = 0; i < 2; i++) {
        validation run;
        model_run(&run, "desk", TWO_DAYS,
                  "run={horizon: 11000, warmup: 1000, at_horizon: stop, replications: 4000, seed: 25}",
                  kernels[i]);
        validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, wait);
        validation_expect(&run, 0, "system", QS_METRIC_utilisation, 0, 0.5);
        validation_close(&run);
    }
}

/* Control variates: gaps are counted as they are drawn, whose excess has expectation zero whatever the day. */
static void test_waits_with_controls(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", TWO_DAYS,
              "run={horizon: 11000, warmup: 1000, at_horizon: stop, replications: 4000, seed: 26, "
              "variance_reduction: [control]}");
    validation_expect(&run, 0, "system", QS_METRIC_wait_mean, 0, wait);
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_negative_binomial),
        cmocka_unit_test(test_poisson_is_told_apart),
        cmocka_unit_test(test_shared),
        cmocka_unit_test(test_waits),
        cmocka_unit_test(test_waits_with_controls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
