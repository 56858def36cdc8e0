/* M/G/1 in every order, with breakdowns, and the laws of service that enter it: known values, integrals by
 * GSL, and one formula against another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "near.h"

static void test_mg1(void **state)
{
    (void)state;
    const double rate = 0.8;
    qs_steady q = qs_theory_mg1(rate, qs_theory_constant(1), QS_ORDER_FIFO);
    SIX(q.wait, 2);
    SIX(q.wait_variance, 5.333333);
    q = qs_theory_mg1(rate, qs_theory_gamma(4, 1), QS_ORDER_FIFO);
    SIX(q.wait, 2.5);
    SIX(q.wait_variance, 8.75);
    q = qs_theory_mg1(rate, qs_theory_uniform(0.5, 1.5), QS_ORDER_FIFO);
    SIX(q.wait, 2.166667);
    SIX(q.wait_variance, 6.361111);
    q = qs_theory_mg1(rate, qs_theory_lognormal(1, 2), QS_ORDER_FIFO);
    SIX(q.wait, 10);
    SIX(q.wait_variance, 266.666667);
    ALIKE(qs_theory_mg1(rate, qs_theory_exponential(1), QS_ORDER_FIFO), qs_theory_mmc(rate, 1, 1), 1e-12);
}

typedef struct density {
    double (*f)(double x, double a, double b);
    double a, b;
    int power;
} density;

static double power_times_density(double x, void *context)
{
    const density *d = context;
    return pow(x, d->power) * d->f(x, d->a, d->b);
}

static double normal_density(double x, double mean, double sd)
{
    return gsl_ran_gaussian_pdf(x - mean, sd) / gsl_cdf_gaussian_Q(-mean, sd);
}

static double weibull_density(double x, double shape, double scale)
{
    return gsl_ran_weibull_pdf(x, scale, shape);
}

static double gamma_density(double x, double shape, double mean)
{
    return gsl_ran_gamma_pdf(x, shape, mean / shape);
}

static double lognormal_density(double x, double mean, double sd)
{
    double variance = log1p(sd * sd / (mean * mean));
    return x > 0 ? gsl_ran_lognormal_pdf(x, log(mean) - variance / 2, sqrt(variance)) : 0;
}

/* Between 1 and 4 with its mode at 1.5. */
static double triangular_density(double x, double a, double b)
{
    (void)a;
    (void)b;
    if (x <= 1 || x >= 4)
        return 0;
    return x < 1.5 ? 2 * (x - 1) / 1.5 : 2 * (4 - x) / 7.5;
}

static void assert_moments(qs_raw_moments law, double (*f)(double, double, double), double a, double b)
{
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(2000);
    double expected[3] = {law.m1, law.m2, law.m3}, points[] = {0, 1, 1.5, 4, 1000};
    for (int power = 1; power <= 3; power++) {
        density d = {f, a, b, power};
        gsl_function g = {power_times_density, &d};
        double value, error, rest;
        gsl_integration_qagp(&g, points, 5, 0, 1e-9, 2000, workspace, &value, &error);
        gsl_integration_qagiu(&g, 1000, 1e-12, 1e-9, 2000, workspace, &rest, &error);
        NEAR(value + rest, expected[power - 1], 1e-8);
    }
    gsl_integration_workspace_free(workspace);
}

static void test_moments_of_laws(void **state)
{
    (void)state;
    assert_moments(qs_theory_normal(3, 1), normal_density, 3, 1);
    assert_moments(qs_theory_normal(0.5, 2), normal_density, 0.5, 2);
    assert_moments(qs_theory_normal(-1, 2), normal_density, -1, 2);
    assert_moments(qs_theory_weibull(1.7, 3), weibull_density, 1.7, 3);
    assert_moments(qs_theory_gamma(2.5, 3), gamma_density, 2.5, 3);
    assert_moments(qs_theory_lognormal(2, 1), lognormal_density, 2, 1);
    assert_moments(qs_theory_triangular(1, 1.5, 4), triangular_density, 0, 0);
    qs_raw_moments u = qs_theory_uniform(1, 3),
                   s = qs_theory_sum(qs_theory_gamma(2, 3), qs_theory_gamma(1, 1.5));
    SAME(u.m3, 10);
    SAME(s.m3, qs_theory_gamma(3, 4.5).m3);
    SAME(s.m2, qs_theory_gamma(3, 4.5).m2);
    double weights[2] = {1, 3}, means[2] = {2, 5};
    qs_raw_moments parts[2] = {qs_theory_exponential(2), qs_theory_exponential(5)};
    SAME(qs_theory_hyperexponential(2, weights, means).m3, qs_theory_mixture(2, weights, parts).m3);
    SAME(qs_theory_hyperexponential(2, weights, means).m1, 4.25);
    SAME(qs_theory_exponential(2).m3, 48);
    assert_true(isnan(qs_theory_gamma(-1, 1).m1));
    assert_true(isnan(qs_theory_uniform(2, 1).m1));
}

static void test_orders(void **state)
{
    (void)state;
    /* M/M/1 in random order: variance of the wait from Kingman 1962 for rho = 1/2, mu = 1:
     * E W^2 = 2 FIFO/(2 - rho), FIFO's being 2 rho/(1 - rho)^2 = 4. */
    qs_steady q = qs_theory_mg1(0.5, qs_theory_exponential(1), QS_ORDER_RANDOM);
    SAME(q.wait, 1);
    SAME(q.wait_variance, 4 / 0.75 - 1);
    /* LIFO: given that one waits, the wait is a busy period: mean 1/(1 - rho), second moment 2/(1 - rho)^3.
     */
    q = qs_theory_mg1(0.5, qs_theory_exponential(1), QS_ORDER_LIFO);
    SAME(q.wait_variance, 0.5 * 2 / 0.125 - 1);
    qs_steady c = qs_theory_mmc_order(1.5, 1, 3, QS_ORDER_LIFO);
    double second = qs_theory_erlang_c(1.5, 3) * 2 / (9 * 0.125);
    SAME(c.wait_variance, second - c.wait * c.wait);
    ALIKE(qs_theory_mmc_order(1.5, 1, 3, QS_ORDER_FIFO), qs_theory_mmc(1.5, 1, 3), 1e-12);
}

static void test_mg1_wait_law(void **state)
{
    (void)state;
    double lower, upper, one = 1, q;
    assert_int_equal(
        qs_theory_mg1_wait_over(0.9, qs_theory_partial_exponential, &one, 1, 5, 2000, &lower, &upper), QS_OK);
    double exact = qs_theory_mmc_wait_over(0.9, 1, 1, 5);
    assert_true(lower < exact && exact < upper);
    NEAR((lower + upper) / 2, exact, 1e-6);
    /* M/D/1: Erlang's formula P(W <= t) = (1 - rho) sum (-1)^k (rho (t-k))^k exp(rho (t-k)) / k!, t = 2.5. */
    double below = 0, rho = 0.8, factorial = 1;
    for (int k = 0; k <= 2; k++) {
        factorial *= k ? k : 1;
        below += (1 - rho) * pow(-rho * (2.5 - k), k) * exp(rho * (2.5 - k)) / factorial;
    }
    assert_int_equal(
        qs_theory_mg1_wait_over(0.8, qs_theory_partial_constant, &one, 1, 2.5, 2500, &lower, &upper), QS_OK);
    assert_true(lower < 1 - below && 1 - below < upper);
    NEAR((lower + upper) / 2, 1 - below, 1e-6);
    exact = qs_theory_mmc_wait_quantile(0.9, 1, 1, 0.95);
    assert_int_equal(qs_theory_mg1_wait_quantile(0.9, qs_theory_partial_exponential, &one, 1, 0.95, 400, &q),
                     QS_OK);
    double coarse = q - exact;
    assert_int_equal(qs_theory_mg1_wait_quantile(0.9, qs_theory_partial_exponential, &one, 1, 0.95, 800, &q),
                     QS_OK);
    NEAR(q, exact, 1e-3);
    NEAR(coarse / (q - exact), 4, 0.05);
    assert_int_equal(
        qs_theory_mg1_wait_over(0.9, qs_theory_partial_exponential, &one, 1, 0, 9, &lower, &upper), QS_OK);
    assert_true(lower == 0.9 && upper == 0.9);
    assert_int_equal(qs_theory_mg1_wait_over(1.1, qs_theory_partial_constant, &one, 1, 2, 10, &lower, &upper),
                     QS_ERROR_NUMERIC);
}

/* The mean as the integral of the tail, for the laws whose partial expectations are ready-made. */
static void test_partials(void **state)
{
    (void)state;
    double uniform[2] = {0.5, 1.5}, gamma[2] = {2.5, 1}, lognormal[2] = {1, 0.8}, value = 1;
    const struct {
        qs_theory_partial partial;
        const void *context;
        double expected_half; /* E min(S, 0.5) where it is known */
    } laws[] = {{qs_theory_partial_uniform, uniform, 0.5},
                {qs_theory_partial_constant, &value, 0.5},
                {qs_theory_partial_exponential, &value, 1 - exp(-0.5)},
                {qs_theory_partial_gamma, gamma, NAN},
                {qs_theory_partial_lognormal, lognormal, NAN}};
    for (size_t i = 0; i < 5; i++) {
        NEAR(laws[i].partial(1e4, laws[i].context), 1, 1e-9);
        assert_true(laws[i].partial(0, laws[i].context) == 0);
        if (!isnan(laws[i].expected_half))
            SAME(laws[i].partial(0.5, laws[i].context), laws[i].expected_half);
    }
    /* The slope of E min(S, x) is P(S > x). */
    double h = 1e-5,
           slope = (qs_theory_partial_gamma(1 + h, gamma) - qs_theory_partial_gamma(1 - h, gamma)) / (2 * h);
    NEAR(slope, gsl_cdf_gamma_Q(1, 2.5, 0.4), 1e-8);
    double s2 = log1p(0.64);
    slope = (qs_theory_partial_lognormal(1 + h, lognormal) - qs_theory_partial_lognormal(1 - h, lognormal)) /
            (2 * h);
    NEAR(slope, gsl_cdf_lognormal_Q(1, -s2 / 2, sqrt(s2)), 1e-8);
}

static double exponential_density(double x, const void *context)
{
    double mean = *(const double *)context;
    return exp(-x / mean) / mean;
}

/* Kleinrock's conservation law has no say for shortest-first, so the integral is done here by GSL in closed
 * pieces: the load of services up to x is rho (1 - (1 + x) exp(-x)). */
static double shortest_first_integrand(double x, void *context)
{
    double rho = *(double *)context, shorter = rho * (1 - (1 + x) * exp(-x));
    return exp(-x) * rho / ((1 - shorter) * (1 - shorter));
}

static void test_shortest_first(void **state)
{
    (void)state;
    gsl_integration_workspace *workspace = gsl_integration_workspace_alloc(1000);
    double rho = 0.85, mean = 1, value, error;
    gsl_function f = {shortest_first_integrand, &rho};
    gsl_integration_qagiu(&f, 0, 0, 1e-11, 1000, workspace, &value, &error);
    gsl_integration_workspace_free(workspace);
    NEAR(qs_theory_mg1_shortest_first(rho, qs_theory_exponential(1), exponential_density, &mean), value,
         1e-9);
    assert_true(value < qs_theory_mmc(rho, 1, 1).wait);
}

static void test_breakdowns(void **state)
{
    (void)state;
    qs_raw_moments service = qs_theory_gamma(3, 1), repair = qs_theory_exponential(2);
    qs_steady none = qs_theory_mg1(0.6, service, QS_ORDER_FIFO);
    ALIKE(qs_theory_mg1_breakdowns(0.6, service, 0, repair, false), none, 1e-13);
    /* Breakdowns as urgent customers: ageing always, with repairs as short as they are rare, a breakdown is a
     * customer of the first of two preemptive classes; the two agree to first order in the chance of a
     * breakdown during a repair. */
    qs_raw_moments brief = qs_theory_exponential(1e-4);
    double rate[2] = {1, 0.6};
    qs_raw_moments both[2] = {brief, service};
    qs_steady out[2], aged = qs_theory_mg1_breakdowns(0.6, service, 1, brief, true);
    qs_theory_mg1_priority(2, rate, both, true, out);
    NEAR(aged.wait, out[1].wait, 1e-7);
    NEAR(aged.sojourn, out[1].sojourn, 1e-7);
    assert_true(qs_theory_mg1_breakdowns(0.4, service, 0.1, repair, true).wait >
                qs_theory_mg1_breakdowns(0.4, service, 0.1, repair, false).wait);
    assert_true(isinf(qs_theory_mg1_breakdowns(0.9, service, 0.1, repair, false).wait));
}

static void test_domains(void **state)
{
    (void)state;
    assert_true(isinf(qs_theory_mg1(1, qs_theory_constant(1), QS_ORDER_FIFO).wait));
    assert_true(isnan(qs_theory_mg1(1, qs_theory_constant(-1), QS_ORDER_FIFO).wait));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mg1),        cmocka_unit_test(test_moments_of_laws),
        cmocka_unit_test(test_orders),     cmocka_unit_test(test_mg1_wait_law),
        cmocka_unit_test(test_partials),   cmocka_unit_test(test_shortest_first),
        cmocka_unit_test(test_breakdowns), cmocka_unit_test(test_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
