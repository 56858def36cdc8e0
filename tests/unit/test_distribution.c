/* Distributions: what is refused and in which words, and means, variances and ranges against integrals
 * over the distribution functions.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_integration.h>
#include <mpfr.h>

#include "qsweep/distribution.h"
#include "qsweep/memory.h"

#define D(name, ...)                                                                                         \
    {                                                                                                        \
        .kind = QS_DISTRIBUTION_##name, __VA_ARGS__                                                          \
    }

/* With rows of value and weight; to be cleared. */
static qs_distribution table(qs_distribution_kind kind, size_t n, const double *value, const double *weight)
{
    qs_distribution d = {.kind = kind, .n_table = n};
    assert_int_equal(qs_calloc(n, sizeof(double), &d.value), QS_OK);
    assert_int_equal(qs_calloc(n, sizeof(double), &d.cumulative), QS_OK);
    memcpy(d.value, value, n * sizeof *value);
    memcpy(d.cumulative, weight, n * sizeof *weight);
    return d;
}

/* ---- domains ---- */

typedef struct refusal {
    qs_distribution d;
    qs_status status;
    const char *text;
} refusal;

static void test_parameters_out_of_their_domain(void **state)
{
    static const refusal refusals[] = {
        {D(constant, .a = -1), QS_ERROR_STUDY, "value must be at least 0 (got -1)"},
        {D(constant, .a = NAN), QS_ERROR_STUDY, "value must be a finite number (got nan)"},
        {D(exponential, .a = 0), QS_ERROR_STUDY, "mean must be above 0 (got 0)"},
        {D(exponential, .a = INFINITY), QS_ERROR_STUDY, "mean must be a finite number (got inf)"},
        {D(exponential, .a = 1e200), QS_ERROR_STUDY,
         "the parameters of exponential give a mean of 1e+200 and a variance of inf, which is out of range"},
        {D(uniform, .a = -0.5, .b = 1), QS_ERROR_STUDY, "min must be at least 0 (got -0.5)"},
        {D(uniform, .a = 2, .b = 1), QS_ERROR_STUDY, "max must be at least min (got 1)"},
        {D(normal, .a = 1, .b = -1), QS_ERROR_STUDY, "sd must be at least 0 (got -1)"},
        {D(normal, .a = -1, .b = 0), QS_ERROR_STUDY, "mean must be at least 0 where sd is 0 (got -1)"},
        {D(normal, .a = -31, .b = 1), QS_ERROR_STUDY,
         "mean must be at least -30 sd, because times below zero are drawn again (got -31)"},
        {D(lognormal, .a = 0, .b = 1), QS_ERROR_STUDY, "mean must be above 0 (got 0)"},
        {D(lognormal, .a = 1, .b = -2), QS_ERROR_STUDY, "sd must be at least 0 (got -2)"},
        {D(gamma, .a = 0, .b = 1), QS_ERROR_STUDY, "shape must be above 0 (got 0)"},
        {D(gamma, .a = 1, .b = 0), QS_ERROR_STUDY, "mean must be above 0 (got 0)"},
        {D(erlang, .a = 0, .b = 1), QS_ERROR_STUDY, "k must be a whole number from 1 to 10000 (got 0)"},
        {D(erlang, .a = 2.5, .b = 1), QS_ERROR_STUDY, "k must be a whole number from 1 to 10000 (got 2.5)"},
        {D(erlang, .a = 10001, .b = 1), QS_ERROR_STUDY,
         "k must be a whole number from 1 to 10000 (got 10001)"},
        {D(erlang, .a = 2, .b = -1), QS_ERROR_STUDY, "mean must be above 0 (got -1)"},
        {D(hyperexponential, .a = 0), QS_ERROR_STUDY, "means must hold at least one number"},
        {D(weibull, .a = 0, .b = 1), QS_ERROR_STUDY, "shape must be above 0 (got 0)"},
        {D(weibull, .a = 1, .b = 0), QS_ERROR_STUDY, "scale must be above 0 (got 0)"},
        {D(weibull, .a = 0.005, .b = 1), QS_ERROR_STUDY,
         "shape must be at least 0.012, where the variance begins to fit in a number (got 0.005)"},
        {D(triangular, .a = -1, .b = 0, .c = 1), QS_ERROR_STUDY, "min must be at least 0 (got -1)"},
        {D(triangular, .a = 2, .b = 1, .c = 3), QS_ERROR_STUDY, "mode must be at least min (got 1)"},
        {D(triangular, .a = 1, .b = 2, .c = 1.5), QS_ERROR_STUDY, "max must be at least mode (got 1.5)"},
        {D(empirical, .a = 0), QS_ERROR_STUDY, "values must hold at least one number"},
        {D(discrete_uniform, .a = 0.5, .b = 2), QS_ERROR_STUDY,
         "min must be a whole number from 0 to 1e9 (got 0.5)"},
        {D(discrete_uniform, .a = 3, .b = 2), QS_ERROR_STUDY, "max must be at least min (got 2)"},
        {D(discrete_uniform, .a = 3, .b = 2e9), QS_ERROR_STUDY,
         "max must be a whole number up to 1e9 (got 2000000000)"},
        {D(bernoulli, .a = 1.5), QS_ERROR_STUDY, "p must be from 0 to 1 (got 1.5)"},
        {D(binomial, .a = 1.5, .b = 0.5), QS_ERROR_STUDY, "n must be a whole number, at least 0 (got 1.5)"},
        {D(binomial, .a = 5, .b = -0.5), QS_ERROR_STUDY, "p must be from 0 to 1 (got -0.5)"},
        {D(binomial, .a = 100001, .b = 0.5), QS_ERROR_LIMIT, "n may be at most 100000 (got 100001)"},
        {D(poisson, .a = 0), QS_ERROR_STUDY, "mean must be above 0 (got 0)"},
        {D(poisson, .a = 2e5), QS_ERROR_LIMIT, "mean may be at most 100000 (got 200000)"},
        {D(geometric, .a = 0), QS_ERROR_STUDY, "p must be above 0 and at most 1 (got 0)"},
        {D(geometric, .a = 1.1), QS_ERROR_STUDY, "p must be above 0 and at most 1 (got 1.1)"},
        {D(geometric, .a = 1e-6), QS_ERROR_LIMIT, "p may be no less than 1e-05 (got 1e-06)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        qs_distribution d = refusals[i].d;
        assert_int_equal(qs_distribution_prepare(&d), refusals[i].status);
        assert_string_equal(qs_failure(), refusals[i].text);
        qs_distribution_clear(&d);
    }
}

static void test_rows_out_of_their_domain(void **state)
{
    static const struct {
        qs_distribution_kind kind;
        double value[2], weight[2];
        const char *text;
    } refusals[] = {
        {QS_DISTRIBUTION_empirical, {1, -2}, {1, 1}, "values must be at least 0 (number 2 is -2)"},
        {QS_DISTRIBUTION_empirical, {NAN, 2}, {1, 1}, "values must be at least 0 (number 1 is nan)"},
        {QS_DISTRIBUTION_empirical, {1, 2}, {1, -1}, "weights must be at least 0 (number 2 is -1)"},
        {QS_DISTRIBUTION_empirical, {1, 2}, {0, 0}, "weights must have a sum above 0 (got 0)"},
        {QS_DISTRIBUTION_empirical, {1, 2}, {1.5e308, 1.5e308}, "weights must have a sum above 0 (got inf)"},
        {QS_DISTRIBUTION_hyperexponential, {1, 0}, {1, 1}, "means must be above 0 (number 2 is 0)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        qs_distribution d = table(refusals[i].kind, 2, refusals[i].value, refusals[i].weight);
        assert_int_equal(qs_distribution_prepare(&d), QS_ERROR_STUDY);
        assert_string_equal(qs_failure(), refusals[i].text);
        qs_distribution_clear(&d);
    }
}

/* ---- moments ---- */

/* P(X > x), or x P(X > x), for GSL's integration. */
static double survival(double x, void *distribution)
{
    return 1 - qs_distribution_cdf(distribution, x);
}

static double weighted_survival(double x, void *distribution)
{
    return x * survival(x, distribution);
}

/* Far enough out that what is beyond is nothing. */
static double far_end(const qs_distribution *d)
{
    double x = qs_distribution_max(d);
    if (isfinite(x))
        return x;
    for (x = 1; qs_distribution_cdf(d, x) < 1 - 1e-15 && x < 1e15; x *= 1.25)
        ;
    return x;
}

/* Piece by piece, each piece 1.05 times the last, as the functions live on many scales. */
static double integrate(double (*integrand)(double, void *), qs_distribution *d)
{
    gsl_function function = {integrand, d};
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(200);
    double sum = 0, end = far_end(d), from = 0, to = fmin(end, 1e-6);
    while (from < end) {
        double piece, error;
        assert_int_equal(gsl_integration_qag(&function, from, to, 1e-10, 1e-8, 200, GSL_INTEG_GAUSS15, work,
                                             &piece, &error),
                         0);
        sum += piece;
        from = to;
        to = fmin(end, to * 1.05);
    }
    gsl_integration_workspace_free(work);
    return sum;
}

/* E X is the integral of P(X > x), E X^2 twice that of x P(X > x), times being no less than 0. */
static void test_moments_are_the_integrals(void **state)
{
    static const qs_distribution list[] = {
        D(exponential, .a = 2.5),
        D(normal, .a = 4, .b = 1),
        D(normal, .a = 1, .b = 2),
        D(normal, .a = -2, .b = 1),
        D(lognormal, .a = 2, .b = 1),
        D(gamma, .a = 4.5, .b = 6),
        D(gamma, .a = 0.7, .b = 6),
        D(erlang, .a = 5, .b = 6),
        D(weibull, .a = 1.7, .b = 3),
        D(weibull, .a = 0.9, .b = 3),
        D(uniform, .a = 1, .b = 3),
        D(triangular, .a = 1, .b = 2, .c = 4),
        D(triangular, .a = 1, .b = 1, .c = 4),
        D(triangular, .a = 1, .b = 4, .c = 4),
        D(hyperexponential, .a = 0),
    };
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        qs_distribution d = list[i];
        if (d.kind == QS_DISTRIBUTION_hyperexponential)
            d = table(d.kind, 3, (const double[]){3, 1, 0.2}, (const double[]){1, 5, 2});
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        double mean = integrate(survival, &d), square = 2 * integrate(weighted_survival, &d);
        assert_true(fabs(qs_distribution_mean(&d) / mean - 1) < 1e-6);
        assert_true(fabs(qs_distribution_variance(&d) + mean * mean - square) < 2e-6 * square);
        qs_distribution_clear(&d);
    }
}

/* Counts and tables: sums over the steps of the distribution function. */
static void test_moments_of_counts_are_the_sums(void **state)
{
    static const qs_distribution list[] = {
        D(discrete_uniform, .a = 2, .b = 6),
        D(bernoulli, .a = 0.3),
        D(binomial, .a = 40, .b = 0.3),
        D(binomial, .a = 1, .b = 0.9),
        D(poisson, .a = 6.5),
        D(poisson, .a = 0.1),
        D(geometric, .a = 0.2),
        D(geometric, .a = 0.95),
        D(empirical, .a = 0),
    };
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof list[0]; i++) {
        qs_distribution d = list[i];
        if (d.kind == QS_DISTRIBUTION_empirical)
            d = table(d.kind, 4, (const double[]){7, 1, 0, 7}, (const double[]){1, 5, 2, 0.5});
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        double mean = 0, square = 0, total = 0;
        for (double k = 0; k < 400; k++) {
            double p = qs_distribution_cdf(&d, k) - qs_distribution_cdf(&d, k - 1);
            total += p;
            mean += k * p;
            square += k * k * p;
        }
        assert_true(fabs(total - 1) < 1e-12);
        assert_true(fabs(qs_distribution_mean(&d) - mean) < 1e-11 * (1 + mean));
        assert_true(fabs(qs_distribution_variance(&d) - (square - mean * mean)) < 1e-11 * (1 + square));
        qs_distribution_clear(&d);
    }
}

/* The Weibull variance in units of the squared scale, by MPFR: gamma(1 + 2/k) - gamma(1 + 1/k)^2. */
static double exact_weibull_variance(double shape)
{
    mpfr_t x, y;
    mpfr_inits2(400, x, y, (mpfr_ptr)0);
    mpfr_set_d(x, shape, MPFR_RNDN);
    mpfr_ui_div(x, 2, x, MPFR_RNDN);
    mpfr_add_ui(x, x, 1, MPFR_RNDN);
    mpfr_gamma(x, x, MPFR_RNDN);
    mpfr_set_d(y, shape, MPFR_RNDN);
    mpfr_ui_div(y, 1, y, MPFR_RNDN);
    mpfr_add_ui(y, y, 1, MPFR_RNDN);
    mpfr_gamma(y, y, MPFR_RNDN);
    mpfr_sqr(y, y, MPFR_RNDN);
    mpfr_sub(x, x, y, MPFR_RNDN);
    double variance = mpfr_get_d(x, MPFR_RNDN);
    mpfr_clears(x, y, (mpfr_ptr)0);
    return variance;
}

static void test_weibull_variance_of_any_shape(void **state)
{
    double worst = 0;
    (void)state;
    for (double shape = 0.02; shape < 1e9; shape *= 1.1) {
        qs_distribution d = D(weibull, .a = shape, .b = 1);
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        worst = fmax(worst, fabs(qs_distribution_variance(&d) / exact_weibull_variance(shape) - 1));
    }
    printf("  Weibull variance: largest relative error %.2g (allowed 1e-11)\n", worst);
    assert_true(worst < 1e-11);
}

/* ---- tables and copies ---- */

static void test_rows_are_sorted_and_kept_apart(void **state)
{
    qs_distribution copy, d = table(QS_DISTRIBUTION_empirical, 5, (const double[]){7, 1, 9, 0, 3},
                                    (const double[]){1, 5, 0, 2, 2});
    const double value[] = {0, 1, 3, 7}, cumulative[] = {0.2, 0.7, 0.9, 1};
    (void)state;
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    assert_int_equal(d.n_table, 4);
    assert_memory_equal(d.value, value, sizeof value);
    for (size_t i = 0; i < 4; i++)
        assert_true(fabs(d.cumulative[i] - cumulative[i]) < 1e-15);
    assert_true(d.cumulative[3] == 1);
    assert_true(qs_distribution_min(&d) == 0 && qs_distribution_max(&d) == 7);

    assert_int_equal(qs_distribution_copy(&d, &copy), QS_OK);
    assert_true(copy.value != d.value && copy.cumulative != d.cumulative && copy.guide != d.guide);
    double mean = qs_distribution_mean(&d);
    qs_distribution_clear(&d);
    assert_true(d.kind == QS_DISTRIBUTION_constant && !d.value && !d.cumulative && !d.guide && !d.n_table);
    assert_true(qs_distribution_mean(&copy) == mean);
    qs_distribution_clear(&copy);
    qs_distribution_clear(&copy); /* twice does no harm */
}

static void test_the_order_of_rows_does_not_matter(void **state)
{
    qs_distribution a =
        table(QS_DISTRIBUTION_empirical, 4, (const double[]){5, 1, 5, 2}, (const double[]){1, 5, 3, 2});
    qs_distribution b =
        table(QS_DISTRIBUTION_empirical, 4, (const double[]){5, 2, 1, 5}, (const double[]){3, 2, 5, 1});
    (void)state;
    assert_int_equal(qs_distribution_prepare(&a), QS_OK);
    assert_int_equal(qs_distribution_prepare(&b), QS_OK);
    assert_memory_equal(a.value, b.value, 4 * sizeof *a.value);
    assert_memory_equal(a.cumulative, b.cumulative, 4 * sizeof *a.cumulative);
    qs_distribution_clear(&a);
    qs_distribution_clear(&b);
}

static void test_names(void **state)
{
    unsigned n_counts = 0;
    (void)state;
    assert_string_equal(qs_distribution_name(QS_DISTRIBUTION_constant), "constant");
    assert_string_equal(qs_distribution_name(QS_DISTRIBUTION_geometric), "geometric");
    assert_non_null(qs_distribution_name(QS_N_DISTRIBUTIONS));
    for (int kind = 0; kind < QS_N_DISTRIBUTIONS; kind++)
        n_counts += qs_distribution_is_count((qs_distribution_kind)kind);
    assert_int_equal(n_counts, 6);
    assert_true(qs_distribution_is_count(QS_DISTRIBUTION_constant));
    assert_false(qs_distribution_is_count(QS_DISTRIBUTION_exponential));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parameters_out_of_their_domain),
        cmocka_unit_test(test_rows_out_of_their_domain),
        cmocka_unit_test(test_moments_are_the_integrals),
        cmocka_unit_test(test_moments_of_counts_are_the_sums),
        cmocka_unit_test(test_weibull_variance_of_any_shape),
        cmocka_unit_test(test_rows_are_sorted_and_kept_apart),
        cmocka_unit_test(test_the_order_of_rows_does_not_matter),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
