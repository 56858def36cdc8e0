/* Fitting laws: what is drawn from known ones is given back within its standard error, p-values are uniform where
 * the law is right and small where it is wrong.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "qsweep/fit.h"
#include "qsweep/hash.h"
#include "qsweep/variate.h"

enum { MOST = 20000 };
static double x[MOST];

static int ascending(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;
    return (one > other) - (one < other);
}

/* From the simulator's own sampler: what the study would draw, and not what the fit's does. */
static void draw(qs_distribution d, uint64_t number, size_t n)
{
    const qs_replication_key key = {.seed = 20261128, .replication = number, .scenario = QS_ANY_SCENARIO};
    qs_stream stream;
    qs_stream_start(&stream, &key, qs_hash_name("tests/fit"));
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    qs_variate_fill(&d, &stream, x, n);
    qs_distribution_clear(&d);
    qsort(x, n, sizeof *x, ascending);
}

/* Within 4.4 standard errors of the truth: each of the 11 estimates fails by chance once in 90,000 seeds, all
 * together once in 8,000. */
static void is_near(double estimate, double truth, double error)
{
    if (fabs(estimate - truth) > 4.4 * error)
        fail_msg("%g is not within 4.4 x %g of %g", estimate, error, truth);
}

static qs_fitted fit(qs_fit_law law, size_t n)
{
    qs_fitted out;
    assert_int_equal(qs_fit_law_to(law, x, n, &out), QS_OK);
    return out;
}

/* Standard errors are those of Fisher's information. */
static void parameters_come_back(void **state)
{
    (void)state;
    double root = sqrt(MOST);
    draw((qs_distribution){.kind = QS_DISTRIBUTION_exponential, .a = 4}, 0, MOST);
    is_near(fit(QS_FIT_exponential, MOST).p[0], 4, 4 / root);

    draw((qs_distribution){.kind = QS_DISTRIBUTION_gamma, .a = 2.5, .b = 6}, 1, MOST);
    qs_fitted g = fit(QS_FIT_gamma, MOST);
    const double trigamma = 0.49035775610023486; /* psi'(5/2) = pi^2/2 - 4 - 4/9 */
    is_near(g.p[0], 2.5, sqrt(1 / (trigamma - 1 / 2.5)) / root);
    is_near(g.p[1], 6, 6 / sqrt(2.5) / root);

    draw((qs_distribution){.kind = QS_DISTRIBUTION_lognormal, .a = 5, .b = 4}, 2, MOST);
    qs_fitted l = fit(QS_FIT_lognormal, MOST);
    double variance = log1p(16.0 / 25), fitted = log1p(l.p[1] * l.p[1] / (l.p[0] * l.p[0]));
    is_near(fitted, variance, variance * sqrt(2) / root);
    is_near(log(l.p[0]) - fitted / 2, log(5) - variance / 2, sqrt(variance) / root);

    draw((qs_distribution){.kind = QS_DISTRIBUTION_weibull, .a = 1.7, .b = 3}, 3, MOST);
    qs_fitted w = fit(QS_FIT_weibull, MOST);
    is_near(w.p[0], 1.7, 0.7797 * 1.7 / root); /* sqrt(6)/pi; Johnson, Kotz, Balakrishnan 1994, 21 */
    is_near(w.p[1], 3, 1.0530 * 3 / 1.7 / root);

    draw((qs_distribution){.kind = QS_DISTRIBUTION_normal, .a = 10, .b = 2}, 4, MOST);
    qs_fitted normal = fit(QS_FIT_normal, MOST);
    is_near(normal.p[0], 10, 2 / root);
    is_near(normal.p[1], 2, 2 / sqrt(2) / root);

    draw((qs_distribution){.kind = QS_DISTRIBUTION_erlang, .a = 4, .b = 6}, 5, MOST);
    qs_fitted e = fit(QS_FIT_erlang, MOST);
    assert_true(e.p[0] == 4);
    is_near(e.p[1], 6, 3 / root);
}

/* A normal law that is cut: half of it would lie below zero. Errors by bootstrap (500 samples: 0.093, 0.045). */
static void a_cut_normal_comes_back(void **state)
{
    (void)state;
    draw((qs_distribution){.kind = QS_DISTRIBUTION_normal, .a = 1, .b = 2}, 6, MOST);
    qs_fitted normal = fit(QS_FIT_normal, MOST);
    is_near(normal.p[0], 1, 0.093);
    is_near(normal.p[1], 2, 0.045);
}

/* What the simulator cannot draw, from the fit's own sampler; what it draws is held against its distribution in
 * the next test. */
static void more_parameters_come_back(void **state)
{
    (void)state;
    double root = sqrt(MOST);
    const qs_fitted loglogistic = {.law = QS_FIT_loglogistic, .p = {3, 5}};
    assert_int_equal(qs_fit_draw(&loglogistic, 1, 0, x, MOST), QS_OK);
    qs_fitted back = fit(QS_FIT_loglogistic, MOST);
    is_near(back.p[0], 3, 3 * 3 / sqrt(3 + 3.14159265 * 3.14159265) / root);
    is_near(log(back.p[1]), log(5), sqrt(3) / 3 / root);

    const qs_fitted pareto = {.law = QS_FIT_pareto, .p = {2.5, 3}};
    assert_int_equal(qs_fit_draw(&pareto, 1, 0, x, MOST), QS_OK);
    back = fit(QS_FIT_pareto, MOST);
    is_near(back.p[0], 2.5, 2.5 / root);
    assert_true(back.p[1] >= 3 && back.p[1] < 3 * (1 + 15 / (2.5 * MOST))); /* exp(-15) = 3e-7 */

    /* Ends within a twentieth of the range; what they are worth is their likelihood, above the truth's. */
    draw((qs_distribution){.kind = QS_DISTRIBUTION_triangular, .a = 2, .b = 3, .c = 8}, 7, MOST);
    back = fit(QS_FIT_triangular, MOST);
    assert_true(fabs(back.p[0] - 2) < 0.3 && fabs(back.p[1] - 3) < 0.3 && fabs(back.p[2] - 8) < 0.3);
    const qs_fitted beta = {.law = QS_FIT_beta, .p = {1, 9, 4, 1.5}};
    assert_int_equal(qs_fit_draw(&beta, 1, 0, x, MOST), QS_OK);
    back = fit(QS_FIT_beta, MOST);
    is_near(back.p[2], 4, 1.5 / root);
    assert_true(fabs(back.p[3] - 1.5) < 0.05 && fabs(back.p[0] - 1) < 0.4 && fabs(back.p[1] - 9) < 0.8);
}

/* Kolmogorov's distance of m numbers from uniform ones, times sqrt m: above 2.0 once in 1,500 times. */
static double kolmogorov(double *p, size_t m)
{
    double most = 0;
    qsort(p, m, sizeof *p, ascending);
    for (size_t i = 0; i < m; i++)
        most = fmax(most, fmax((double)(i + 1) / (double)m - p[i], p[i] - (double)i / (double)m));
    return most * sqrt((double)m);
}

static const qs_fitted subjects[] = {
    {.law = QS_FIT_exponential, .p = {4}},     {.law = QS_FIT_gamma, .p = {2.5, 6}},
    {.law = QS_FIT_lognormal, .p = {5, 4}},    {.law = QS_FIT_weibull, .p = {1.7, 3}},
    {.law = QS_FIT_loglogistic, .p = {3, 5}},  {.law = QS_FIT_normal, .p = {10, 2}},
    {.law = QS_FIT_normal, .p = {1, 2}},       {.law = QS_FIT_erlang, .p = {4, 6}},
    {.law = QS_FIT_pareto, .p = {2.5, 3}},     {.law = QS_FIT_triangular, .p = {2, 3, 8}},
    {.law = QS_FIT_beta, .p = {1, 9, 4, 1.5}},
};
/* The last two have ends that are found from the sample's, so their p-values are too small: they are refused more
 * often than the level says. */
enum { N_SUBJECTS = sizeof subjects / sizeof *subjects, N_ROUGH = 2 };

/* Once in 1,500 seeds each, once in 130 all. */
static void samples_are_of_their_law(void **state)
{
    (void)state;
    for (int s = 0; s < N_SUBJECTS; s++) {
        assert_int_equal(qs_fit_draw(&subjects[s], 7, 0, x, 5000), QS_OK);
        for (size_t i = 0; i < 5000; i++)
            x[i] = qs_fit_cdf(&subjects[s], x[i]);
        double far = kolmogorov(x, 5000);
        if (far > 2)
            fail_msg("%s: %g", qs_fit_name(subjects[s].law), far);
    }
}

/* 300 samples of 40, p by 99 resamples, in hundredths: their grain adds at most 0.01 sqrt 300 = 0.17. Fails once in
 * 1,500 seeds for each law. */
static void p_values_are_uniform(void **state)
{
    enum { M = 300, N = 40 };
    static double p[M];
    (void)state;
    for (int s = 0; s < N_SUBJECTS - N_ROUGH; s++) {
        for (int i = 0; i < M; i++) {
            assert_int_equal(qs_fit_draw(&subjects[s], 99, (uint64_t)i, x, N), QS_OK);
            qs_fitted back = fit(subjects[s].law, N);
            assert_int_equal(qs_fit_judge(&back, N, 1000 + (uint64_t)i, 99), QS_OK);
            p[i] = back.p_value - 0.005;
        }
        double far = kolmogorov(p, M);
        if (far > 2.17)
            fail_msg("%s: %g", qs_fit_name(subjects[s].law), far);
    }
}

/* 500 times of a lognormal law: AIC puts it first, it is kept, and an exponential is refused. */
static void the_right_law_is_found(void **state)
{
    qs_fitted all[QS_N_FIT_LAWS];
    size_t n;
    (void)state;
    draw((qs_distribution){.kind = QS_DISTRIBUTION_lognormal, .a = 5, .b = 4}, 8, 500);
    assert_int_equal(qs_fit_all(x, 500, all, &n), QS_OK);
    assert_int_equal(n, QS_N_FIT_LAWS);
    assert_int_equal(all[0].law, QS_FIT_lognormal);
    for (size_t i = 0; i + 1 < n; i++)
        assert_true(all[i].aic <= all[i + 1].aic);
    assert_int_equal(qs_fit_judge(&all[0], 500, 1, 199), QS_OK);
    assert_true(all[0].p_value > 0.01);
    qs_fitted wrong = fit(QS_FIT_exponential, 500);
    assert_int_equal(qs_fit_judge(&wrong, 500, 1, 199), QS_OK);
    assert_true(wrong.p_value == 1 / 200.0);
}

/* Of totals of days that are Poisson p is uniform; with a factor of deviation 0.2 the factor comes back. */
static void days_are_judged(void **state)
{
    enum { M = 400, N = 20, DAYS = 4000 };
    static double p[M], mean[DAYS];
    (void)state;
    for (int i = 0; i < M; i++) {
        draw((qs_distribution){.kind = QS_DISTRIBUTION_poisson, .a = 100}, 1000 + (uint64_t)i, N);
        p[i] = qs_fit_dispersion(x, N).p_value;
    }
    assert_true(kolmogorov(p, M) < 2);
    draw((qs_distribution){.kind = QS_DISTRIBUTION_gamma, .a = 25, .b = 100}, 9, DAYS);
    for (int i = 0; i < DAYS; i++)
        mean[i] = x[i];
    for (int i = 0; i < DAYS; i++) {
        draw((qs_distribution){.kind = QS_DISTRIBUTION_poisson, .a = mean[i]}, 5000 + (uint64_t)i, 1);
        mean[i] = x[0];
    }
    qs_fit_days days = qs_fit_dispersion(mean, DAYS);
    assert_true(days.p_value < 1e-6);
    is_near(days.factor_sd, 0.2,
            0.2 * 1.5 / sqrt(2.0 * DAYS)); /* a little more than a normal's deviation has */
    assert_true(isnan(qs_fit_dispersion(mean, 1).p_value) && qs_fit_dispersion(mean, 1).factor_sd == 0);
}

static void what_cannot_be_fitted_is_said(void **state)
{
    qs_fitted out;
    (void)state;
    x[0] = x[1] = x[2] = 4;
    assert_int_equal(qs_fit_law_to(QS_FIT_gamma, x, 3, &out), QS_ERROR_NUMERIC);
    x[2] = 5;
    assert_int_equal(qs_fit_law_to(QS_FIT_gamma, x, 2, &out), QS_ERROR_NUMERIC);
    x[0] = 0;
    assert_int_equal(qs_fit_law_to(QS_FIT_gamma, x, 3, &out), QS_ERROR_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parameters_come_back),      cmocka_unit_test(a_cut_normal_comes_back),
        cmocka_unit_test(more_parameters_come_back), cmocka_unit_test(samples_are_of_their_law),
        cmocka_unit_test(p_values_are_uniform),      cmocka_unit_test(the_right_law_is_found),
        cmocka_unit_test(days_are_judged),           cmocka_unit_test(what_cannot_be_fitted_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
