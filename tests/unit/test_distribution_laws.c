/* Laws with heavy tails and laws that are made of laws: refusals, moments, what has none, copies.
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
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>

#include "qsweep/distribution.h"
#include "qsweep/theory.h"
#include "variate_subjects.h"

#define D(name, ...)                                                                                         \
    {                                                                                                        \
        .kind = QS_DISTRIBUTION_##name, __VA_ARGS__                                                          \
    }

/* A law of one other, prepared; both to be cleared with it. */
static qs_distribution of_one(qs_distribution outer, qs_distribution inner)
{
    outer.n_of = 1;
    assert_int_equal(qs_calloc(1, sizeof *outer.of, &outer.of), QS_OK);
    inner.is_signed = outer.is_signed;
    assert_int_equal(qs_distribution_prepare(&inner), QS_OK);
    *outer.of = inner;
    return outer;
}

static void refuse(qs_distribution d, const char *text)
{
    assert_int_equal(qs_distribution_prepare(&d), QS_ERROR_STUDY);
    assert_string_equal(qs_failure(), text);
    qs_distribution_clear(&d);
}

static void test_refusals(void **state)
{
    static const struct {
        qs_distribution d;
        const char *text;
    } plain[] = {
        {D(beta, .a = -1, .b = 1, .c = 0.5, .d = 0.1), "min must be at least 0 (got -1)"},
        {D(beta, .a = 1, .b = 1, .c = 1, .d = 0.1), "max must be above min (got 1)"},
        {D(beta, .a = 1, .b = 3, .c = 3, .d = 0.1), "mean must be between min and max (got 3)"},
        {D(beta, .a = 1, .b = 3, .c = 2, .d = -1), "sd must be at least 0 (got -1)"},
        {D(beta, .a = 1, .b = 3, .c = 2, .d = 1),
         "sd must be less than the widest there is, sqrt((mean - min)(max - mean)) (got 1)"},
        {D(beta, .a = 1, .b = 3, .c = 2, .d = NAN), "sd must be a finite number (got nan)"},
        {D(pert, .a = 1, .b = 0.5, .c = 3), "mode must be at least min (got 0.5)"},
        {D(pert, .a = 1, .b = 4, .c = 3), "max must be at least mode (got 3)"},
        {D(pareto, .a = 0.05, .b = 1), "shape must be at least 0.1 (got 0.05)"},
        {D(pareto, .a = 2, .b = 0), "scale must be above 0 (got 0)"},
        {D(loglogistic, .a = 0, .b = 1), "shape must be at least 0.1 (got 0)"},
        {D(pareto, .a = 3, .b = 1e200),
         "the parameters of pareto give a mean of 1.5e+200 and a variance of inf, which is out of range"},
        {D(cumulative, .a = 0), "values must hold at least two numbers"},
        {D(mixture, .a = 0), "weights must be as many as there are laws"},
    };
    const qs_distribution law = D(exponential, .a = 2), minus = D(shifted, .a = -1),
                          cut = D(truncated, .a = 0);
    (void)state;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        refuse(plain[i].d, plain[i].text);
    refuse(of_one(minus, law), "by must leave times of at least 0, but the least is -1 (got -1)");
    refuse(of_one(cut, law), "max must be above min (got 0)");
    qs_distribution far = D(truncated, .a = 200, .b = INFINITY), below = D(truncated, .a = -3, .b = 2);
    refuse(of_one(far, law), "the bounds must leave at least a ten-thousandth of the law they cut (got 0)");
    refuse(of_one(below, law), "min must be at least 0 (got -3)");
}

static void test_cumulative_refusals(void **state)
{
    static const struct {
        double value[3], probability[3];
        const char *text;
    } list[] = {
        {{1, 0.5, 2}, {0, 0.5, 1}, "values must ascend (number 2 is 0.5 after 1)"},
        {{-1, 0.5, 2}, {0, 0.5, 1}, "values must be at least 0 (number 1 is -1)"},
        {{1, 2, 3}, {0, 0.5, 0.4}, "probabilities must ascend from 0 to 1 (number 3 is 0.4)"},
        {{1, 2, 3},
         {0.1, 0.5, 1},
         "probabilities must begin with 0, at the least value, and end with 1, at the greatest (got 0.1 and "
         "1)"},
        {{1, 2, 3},
         {0, 0.5, 0.9},
         "probabilities must begin with 0, at the least value, and end with 1, at the greatest (got 0 and "
         "0.9)"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof list / sizeof *list; i++) {
        qs_distribution d = D(cumulative, .a = 0);
        give_table(&d, 3, list[i].value, list[i].probability);
        refuse(d, list[i].text);
    }
}

/* ---- moments ---- */

typedef struct integral {
    double (*cdf)(double x);
    int power;
    double least; /* the functions hold from here */
} integral;

/* k x^(k - 1) P(X > x), of which the integral from 0 is E X^k. */
static double tail_moment(double x, void *context)
{
    const integral *of = context;
    double above = x < of->least ? 1 : 1 - of->cdf(x);
    return of->power == 1 ? above : of->power == 2 ? 2 * x * above : 3 * x * x * above;
}

/* Piece by piece, in steps so short that bends and jumps of the functions do not matter; where rounding is all
 * that is left GSL says so, and what it has is good enough. */
static double integrate(double (*cdf)(double), int power, double least, double end)
{
    integral of = {cdf, power, least};
    gsl_function f = {tail_moment, &of};
    gsl_integration_workspace *work = gsl_integration_workspace_alloc(200);
    double sum = 0, from = 0, to = fmin(end, 0.25), part, error;
    while (from < end) {
        gsl_integration_qag(&f, from, to, 1e-12, 1e-9, 200, GSL_INTEG_GAUSS15, work, &part, &error);
        sum += part;
        from = to;
        to = fmin(end, to + fmax(0.25, 0.05 * to));
    }
    gsl_integration_workspace_free(work);
    return sum;
}

static double far_end(const qs_distribution *d)
{
    double end = qs_distribution_max(d);
    return isinf(end) ? 2e5 : end;
}

/* Against integrals of distribution functions that are written out apart: mean, variance, and the third moment
 * where it is not all tail. */
static void test_moments_are_the_integrals(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        qs_distribution d = prepare(&subjects[i]);
        double m[3], end = far_end(&d), least = qs_distribution_min(&d);
        if (is_lattice(&subjects[i]) || d.is_signed) {
            qs_distribution_clear(&d);
            continue;
        }
        double m1 = integrate(subjects[i].cdf, 1, least, end), m2 = integrate(subjects[i].cdf, 2, least, end);
        qs_distribution_raw_moments(&d, m);
        assert_true(fabs(qs_distribution_mean(&d) / m1 - 1) < 1e-8);
        assert_true(fabs(qs_distribution_variance(&d) - (m2 - m1 * m1)) < 1e-6 * m2);
        assert_true(fabs(m[0] / m1 - 1) < 1e-8 && fabs(m[1] / m2 - 1) < 1e-6);
        if (d.kind != QS_DISTRIBUTION_pareto && d.kind != QS_DISTRIBUTION_loglogistic)
            assert_true(fabs(m[2] / integrate(subjects[i].cdf, 3, least, end) - 1) < 1e-5);
        qs_distribution_clear(&d);
    }
}

static void near(qs_distribution d, qs_raw_moments right)
{
    double m[3];
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    qs_distribution_raw_moments(&d, m);
    assert_true(fabs(m[0] / right.m1 - 1) < 1e-10 && fabs(m[1] / right.m2 - 1) < 1e-10 &&
                fabs(m[2] / right.m3 - 1) < 1e-10);
    qs_distribution_clear(&d);
}

/* By sums over points as by closed forms, tails and infinite densities too. */
static void test_raw_moments(void **state)
{
    (void)state;
    near((qs_distribution)D(exponential, .a = 2.5), qs_theory_exponential(2.5));
    near((qs_distribution)D(uniform, .a = 1, .b = 3), qs_theory_uniform(1, 3));
    near((qs_distribution)D(lognormal, .a = 2, .b = 3), qs_theory_lognormal(2, 3));
    near((qs_distribution)D(normal, .a = 1, .b = 2), qs_theory_normal(1, 2));
    near((qs_distribution)D(triangular, .a = 1, .b = 2, .c = 4), qs_theory_triangular(1, 2, 4));
    near((qs_distribution)D(weibull, .a = 0.4, .b = 2), qs_theory_weibull(0.4, 2));
    near((qs_distribution)D(weibull, .a = 12, .b = 2), qs_theory_weibull(12, 2));
    for (double shape = 0.02; shape < 3e6; shape *= 3)
        near((qs_distribution)D(gamma, .a = shape, .b = 6), qs_theory_gamma(shape, 6));
    for (double sd = 0.0003; sd < 1.4; sd *= 1.5) { /* of 1.4142, the widest there is */
        double sum = 2.0 / 9 / (sd * sd / 9) - 1;
        near((qs_distribution)D(beta, .a = 1, .b = 4, .c = 2, .d = sd),
             qs_theory_beta(sum / 3, 2 * sum / 3, 1, 4));
    }
    near((qs_distribution)D(pert, .a = 1, .b = 1, .c = 4), qs_theory_beta(1, 5, 1, 4));
    near((qs_distribution)D(pareto, .a = 3.5, .b = 2), qs_theory_pareto(3.5, 2));
    near((qs_distribution)D(loglogistic, .a = 3.5, .b = 2), qs_theory_loglogistic(3.5, 2));
    near(of_one((qs_distribution)D(shifted, .a = 1), (qs_distribution)D(gamma, .a = 2, .b = 3)),
         qs_theory_shifted(1, qs_theory_gamma(2, 3)));
    near(of_one((qs_distribution)D(truncated, .a = 5, .b = INFINITY),
                (qs_distribution)D(exponential, .a = 2.5)),
         qs_theory_shifted(5, qs_theory_exponential(2.5)));
    near(of_one((qs_distribution)D(truncated, .a = 3, .b = INFINITY),
                (qs_distribution)D(pareto, .a = 3.5, .b = 2)),
         qs_theory_pareto(3.5, 3));
}

/* A variance that is a small part of the square does not cancel: pi x / sin(pi x) in powers of x. */
static void test_loglogistic_variance_of_any_shape(void **state)
{
    (void)state;
    for (double shape = 150; shape < 1e8; shape *= 1.7) {
        qs_distribution d = D(loglogistic, .a = shape, .b = 2);
        double x = 3.14159265358979323846 / shape, right = 4 * (x * x / 3 + 11 * x * x * x * x / 45);
        assert_int_equal(qs_distribution_prepare(&d), QS_OK);
        assert_true(fabs(qs_distribution_variance(&d) / right - 1) < 1e-4 * 0.05);
    }
}

static void test_no_mean_and_no_variance(void **state)
{
    qs_distribution tail = D(pareto, .a = 1, .b = 2), half = D(loglogistic, .a = 1.5, .b = 2);
    double m[3];
    (void)state;
    assert_int_equal(qs_distribution_prepare(&tail), QS_OK);
    assert_int_equal(qs_distribution_prepare(&half), QS_OK);
    assert_true(isinf(qs_distribution_mean(&tail)) && isinf(qs_distribution_variance(&tail)));
    /* (pi / 1.5) / sin(pi / 1.5) */
    assert_true(fabs(qs_distribution_mean(&half) / (2 * 2.0943951023931955 / 0.86602540378443865) - 1) <
                1e-14);
    assert_true(isinf(qs_distribution_variance(&half)));

    qs_distribution later = of_one((qs_distribution)D(shifted, .a = 1), tail);
    qs_distribution cut = of_one((qs_distribution)D(truncated, .a = 3, .b = INFINITY), tail);
    qs_distribution short_one = of_one((qs_distribution)D(truncated, .a = 0, .b = 20), tail);
    assert_int_equal(qs_distribution_prepare(&later), QS_OK);
    assert_int_equal(qs_distribution_prepare(&cut), QS_OK);
    assert_int_equal(qs_distribution_prepare(&short_one), QS_OK);
    assert_true(isinf(qs_distribution_mean(&later)) && isinf(qs_distribution_mean(&cut)));
    assert_true(isinf(qs_distribution_variance(&later)) && isinf(qs_distribution_variance(&cut)));
    qs_distribution_raw_moments(&cut, m);
    assert_true(isinf(m[0]) && isinf(m[1]) && isinf(m[2]));
    /* 2 log(10) / (1 - 1/10) */
    assert_true(fabs(qs_distribution_mean(&short_one) / (2 * log(10) / 0.9) - 1) < 1e-10);
    qs_distribution_clear(&later);
    qs_distribution_clear(&cut);
    qs_distribution_clear(&short_one);
}

/* The same as the functions by GSL; steps of tables too. */
static void test_shares_below(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        qs_distribution d = prepare(&subjects[i]);
        for (double x = -6; x < 12 && !qs_distribution_is_count(d.kind); x += 0.37) {
            bool is_inside = x >= qs_distribution_min(&d) && x < qs_distribution_max(&d);
            double right = is_inside ? subjects[i].cdf(x) : x >= qs_distribution_max(&d);
            assert_true(fabs(qs_distribution_share_below(&d, x) - right) < 1e-9);
        }
        qs_distribution_clear(&d);
    }
}

/* ---- copies, and laws in laws ---- */

static void test_copies_are_deep(void **state)
{
    qs_distribution d = of_one((qs_distribution)D(shifted, .a = 1),
                               of_one((qs_distribution)D(truncated, .a = 0, .b = 4),
                                      (qs_distribution)D(exponential, .a = 2))),
                    copy;
    (void)state;
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    assert_int_equal(qs_distribution_copy(&d, &copy), QS_OK);
    double mean = qs_distribution_mean(&d);
    assert_true(copy.of != d.of && copy.of->of != d.of->of);
    qs_distribution_clear(&d);
    assert_true(!d.of && d.n_of == 0 && d.kind == QS_DISTRIBUTION_constant);
    /* 1 + 2 - 4 exp(-2) / (1 - exp(-2)) */
    assert_true(qs_distribution_mean(&copy) == mean &&
                fabs(mean - (3 - 4 * exp(-2) / (1 - exp(-2)))) < 1e-10);
    assert_true(qs_distribution_min(&copy) == 1 && qs_distribution_max(&copy) == 5);
    assert_true(qs_distribution_is_inverted(&copy));
    qs_distribution_clear(&copy);
}

/* A time that begins anew: of branches the mean, later by a constant the product, cut off by GSL's integral. */
static void test_restarted(void **state)
{
    const double rate = 0.3;
    qs_distribution later =
        of_one((qs_distribution)D(shifted, .a = 1), (qs_distribution)D(exponential, .a = 2));
    qs_distribution cut =
        of_one((qs_distribution)D(truncated, .a = 1, .b = 4), (qs_distribution)D(exponential, .a = 2.5));
    (void)state;
    assert_int_equal(qs_distribution_prepare(&later), QS_OK);
    assert_int_equal(qs_distribution_prepare(&cut), QS_OK);
    double right = (exp(rate) / (1 - rate * 2) - 1) / rate;
    assert_true(fabs(qs_distribution_restarted_mean(&later, rate) / right - 1) < 1e-13);
    double s = 1 / 2.5, mass = exp(-s) - exp(-4 * s);
    double growth = s / (rate - s) * (exp((rate - s) * 4) - exp(rate - s)) / mass; /* E exp(rate X) */
    assert_true(fabs(qs_distribution_restarted_mean(&cut, rate) / ((growth - 1) / rate) - 1) < 1e-10);
    qs_distribution_clear(&later);
    qs_distribution_clear(&cut);
}

int main(void)
{
    gsl_set_error_handler_off();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_cumulative_refusals),
        cmocka_unit_test(test_moments_are_the_integrals),
        cmocka_unit_test(test_raw_moments),
        cmocka_unit_test(test_loglogistic_variance_of_any_shape),
        cmocka_unit_test(test_no_mean_and_no_variance),
        cmocka_unit_test(test_shares_below),
        cmocka_unit_test(test_copies_are_deep),
        cmocka_unit_test(test_restarted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
