/* M/M/c, M/M/c/K, machine repair, M/G/1 and Jackson networks: known values, limits, and one formula against
 * another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>

#include "qsweep/theory.h"

/* Expected values are given to the digits printed, so half a unit of the last one is allowed. */
static void assert_within(double value, double expected, double tolerance, int line)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("line %d: %.15g is not %.15g within %g", line, value, expected, tolerance);
}
#define SIX(value, expected) assert_within(value, expected, 0.5000001e-6, __LINE__)
#define SAME(value, expected) assert_within(value, expected, 1e-11 * fabs((double)(expected)), __LINE__)
#define NEAR(value, expected, relative)                                                                      \
    assert_within(value, expected, (relative)*fabs((double)(expected)), __LINE__)

static void test_mm1(void **state)
{
    (void)state;
    qs_steady q = qs_theory_mmc(0.9, 1, 1);
    SIX(q.number, 9);
    SIX(q.queue, 8.1);
    SIX(q.sojourn, 10);
    SIX(q.wait, 9);
    SIX(q.wait_variance, 99);
    SIX(q.wait_probability, 0.9);
    SIX(q.utilisation, 0.9);
    SIX(qs_theory_mmc_wait_over(0.9, 1, 1, 5), 0.545878);
    SIX(qs_theory_mmc_wait_quantile(0.9, 1, 1, 0.95), 28.903718);
    assert_true(qs_theory_mmc_wait_quantile(0.9, 1, 1, 0.05) == 0);
    /* The sojourn in M/M/1 is exponential with rate mu - lambda. */
    SAME(q.sojourn_variance, 100);
    for (double t = 0; t < 50; t += 7)
        SAME(qs_theory_mmc_sojourn_over(0.9, 1, 1, t), exp(-0.1 * t));
    SAME(qs_theory_mmc_sojourn_quantile(0.9, 1, 1, 0.99), -log(0.01) / 0.1);
    for (size_t n = 0; n < 40; n += 3)
        SAME(qs_theory_mmc_number(0.9, 1, 1, n), 0.1 * pow(0.9, (double)n));
}

static void test_mm3(void **state)
{
    (void)state;
    qs_steady q = qs_theory_mmc(0.2, 0.1, 3);
    SIX(q.wait_probability, 0.444444);
    SIX(q.wait, 4.444444);
    SIX(q.queue, 0.888889);
    SIX(q.number, 2.888889);
    SIX(qs_theory_mmc_wait_over(0.2, 0.1, 3, 10), 0.163502);
    SIX(qs_theory_mmc_wait_quantile(0.2, 0.1, 3, 0.95), 21.848021);
}

static void test_staffing(void **state)
{
    (void)state;
    static const double over[] = {0.301234, 0.156560, 0.078243, 0.037539, 0.017271};
    for (size_t i = 0; i < 5; i++)
        SIX(qs_theory_mmc_wait_over(10, 1, 12 + i, 0.2), over[i]);
    SIX(qs_theory_erlang_b(10, 12), 0.119739);
}

/* The textbook sums in factorials, where they still fit. */
static void test_erlang_by_sums(void **state)
{
    (void)state;
    for (size_t c = 1; c <= 30; c++) {
        double load = 0.83 * (double)c, term = 1, sum = 1;
        for (size_t k = 1; k <= c; k++)
            sum += term *= load / (double)k;
        SAME(qs_theory_erlang_b(load, c), term / sum);
        double waiting = term / (1 - 0.83);
        SAME(qs_theory_erlang_c(load, c), waiting / (sum - term + waiting));
    }
}

/* 10,000 servers: P(loss) = f(a; c) / F(c; a) of the Poisson law, from GSL. */
static void test_many_servers(void **state)
{
    (void)state;
    double b = gsl_ran_poisson_pdf(10000, 9900) / gsl_cdf_poisson_P(10000, 9900);
    NEAR(qs_theory_erlang_b(9900, 10000), b, 1e-9);
    NEAR(qs_theory_erlang_c(9900, 10000), b / (1 - 0.99 * (1 - b)), 1e-9);
    double sum = 0, mean = 0;
    for (size_t n = 0; n < 14000; n++) {
        double p = qs_theory_mmc_number(9900, 1, 10000, n);
        sum += p;
        mean += (double)n * p;
        n += p < 1e-30 ? 40 : 0;
    }
    NEAR(sum, 1, 1e-9);
    NEAR(mean, qs_theory_mmc(9900, 1, 10000).number, 1e-9);
}

/* The sojourn's law, against numerical convolution of wait and service; and across spare = service_rate. */
static void test_sojourn(void **state)
{
    (void)state;
    double arrival_rate = 2.3, t = 1.7;
    size_t c = 4, n = 20000;
    double over = exp(-t) * (1 - qs_theory_erlang_c(arrival_rate, c)), spare = 4 - arrival_rate;
    double h = t / (double)n, waits = qs_theory_erlang_c(arrival_rate, c);
    for (size_t i = 0; i < n; i++) {
        double w = ((double)i + 0.5) * h;
        over += h * waits * spare * exp(-spare * w) * exp(-(t - w));
    }
    over += waits * exp(-spare * t);
    NEAR(qs_theory_mmc_sojourn_over(arrival_rate, 1, c, t), over, 1e-8);
    double exact = qs_theory_mmc_sojourn_over(3, 1, 4, 2);
    NEAR(qs_theory_mmc_sojourn_over(3 + 1e-9, 1, 4, 2), exact, 1e-8);
    SAME(exact, exp(-2) * (1 + qs_theory_erlang_c(3, 4) * 2));
    double q = qs_theory_mmc_sojourn_quantile(arrival_rate, 1, c, 0.9);
    SAME(qs_theory_mmc_sojourn_over(arrival_rate, 1, c, q), 0.1);
    /* High loads and far tails: the service's part is gone, exp(service_rate t) would be infinite. */
    const double tails[] = {0.1, 1e-2, 1e-4, 1e-9};
    for (int i = 0; i < 4; i++) {
        SAME(qs_theory_mmc_sojourn_quantile(0.999, 1, 1, 1 - tails[i]), -log1p(-(1 - tails[i])) / 0.001);
        double far = qs_theory_mmc_sojourn_quantile(1.998, 1, 2, 1 - tails[i]);
        double tail = qs_theory_erlang_c(1.998, 2) / (1 - 0.002) * exp(-0.002 * far);
        NEAR(qs_theory_mmc_sojourn_over(1.998, 1, 2, far), 1 - (1 - tails[i]), 1e-9);
        NEAR(tail, 1 - (1 - tails[i]), 1e-9);
    }
}

static void assert_steady(qs_steady a, qs_steady b, double relative)
{
    NEAR(a.utilisation, b.utilisation, relative);
    NEAR(a.wait_probability, b.wait_probability, relative);
    NEAR(a.wait, b.wait, relative);
    NEAR(a.wait_variance, b.wait_variance, relative);
    NEAR(a.sojourn, b.sojourn, relative);
    NEAR(a.sojourn_variance, b.sojourn_variance, relative);
    NEAR(a.queue, b.queue, relative);
    NEAR(a.number, b.number, relative);
}

static void test_mmck(void **state)
{
    (void)state;
    SIX(qs_theory_mmck(10, 1, 12, 12).loss, 0.119739);
    assert_true(qs_theory_mmck(10, 1, 12, 12).wait == 0);
    assert_steady(qs_theory_mmck(2.5, 1, 3, 800), qs_theory_mmc(2.5, 1, 3), 1e-11);
    NEAR(qs_theory_mmck_wait_over(2.5, 1, 3, 800, 4), qs_theory_mmc_wait_over(2.5, 1, 3, 4), 1e-11);
    /* M/M/1/K overloaded: p_n = (1 - rho) rho^n / (1 - rho^(K+1)). */
    double rho = 5, room = 7, norm = (pow(rho, room + 1) - 1) / (rho - 1);
    qs_steady q = qs_theory_mmck(5, 1, 1, 7);
    SAME(q.loss, pow(rho, room) / norm);
    SAME(q.wait * 5 * (1 - q.loss), q.queue);
    SAME(q.sojourn * 5 * (1 - q.loss), q.number);
    SAME(qs_theory_mmck_wait_over(5, 1, 1, 7, 0), q.wait_probability);
    /* At load 1 all states are equally likely. */
    SAME(qs_theory_mmck(1, 1, 1, 4).loss, 0.2);
    SAME(qs_theory_mmck(1, 1, 1, 4).number, 2);
    /* A large overloaded room must not overflow. */
    NEAR(qs_theory_mmck(100, 1, 2, 5000).loss, 0.98, 1e-11);
    /* The mean and second moment are integrals of the tail. */
    double mean = 0, second = 0, h = 1e-3;
    for (size_t i = 0; i < 60000; i++) {
        double t = ((double)i + 0.5) * h, over = qs_theory_mmck_wait_over(4, 1, 3, 9, t);
        mean += h * over;
        second += 2 * t * h * over;
    }
    q = qs_theory_mmck(4, 1, 3, 9);
    NEAR(q.wait, mean, 1e-6);
    NEAR(q.wait_variance, second - mean * mean, 1e-6);
}

static void test_birth_death(void **state)
{
    (void)state;
    double birth[12], death[12], p[13], waiting = 0;
    for (int i = 0; i < 12; i++) {
        birth[i] = 2;
        death[i] = i < 3 ? i + 1 : 3;
    }
    qs_theory_birth_death(12, birth, death, p);
    for (int i = 4; i <= 12; i++)
        waiting += (i - 3) * p[i];
    qs_steady q = qs_theory_mmck(2, 1, 3, 12);
    SAME(p[12], q.loss);
    SAME(waiting, q.queue);
    for (int i = 0; i < 12; i++)
        birth[i] = 1e80;
    qs_theory_birth_death(12, birth, death, p);
    NEAR(p[12], 1, 1e-15);
}

static void test_machine_repair(void **state)
{
    (void)state;
    size_t population = 20, servers = 3;
    double birth[20], death[20], p[21], down = 0, waiting = 0;
    for (size_t i = 0; i < population; i++) {
        birth[i] = 0.2 * (double)(population - i);
        death[i] = 1.1 * (double)(i + 1 < servers ? i + 1 : servers);
    }
    qs_theory_birth_death(population, birth, death, p);
    for (size_t i = 0; i <= population; i++) {
        down += (double)i * p[i];
        waiting += i > servers ? (double)(i - servers) * p[i] : 0;
    }
    qs_steady q = qs_theory_machine_repair(population, 0.2, 1.1, servers);
    SAME(q.number, down);
    SAME(q.queue, waiting);
    double throughput = 0.2 * ((double)population - down);
    SAME(q.wait * throughput, waiting);
    SAME(q.sojourn * throughput, down);
    SAME(q.utilisation * (double)servers * 1.1, throughput);
    /* One customer never waits; a repairman each: machines are independent. */
    assert_true(qs_theory_machine_repair(1, 3, 2, 1).wait == 0);
    SAME(qs_theory_machine_repair(50, 1, 4, 50).number, 10);
    /* A large population that seldom comes is M/M/c. */
    NEAR(qs_theory_machine_repair(1000000, 2e-6, 1, 3).wait, qs_theory_mmc(2, 1, 3).wait, 1e-4);
}

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
    assert_steady(qs_theory_mg1(rate, qs_theory_exponential(1), QS_ORDER_FIFO), qs_theory_mmc(rate, 1, 1),
                  1e-12);
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
    assert_steady(qs_theory_mmc_order(1.5, 1, 3, QS_ORDER_FIFO), qs_theory_mmc(1.5, 1, 3), 1e-12);
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
    assert_steady(qs_theory_mg1_breakdowns(0.6, service, 0, repair, false), none, 1e-13);
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

static void test_jackson_cafe(void **state)
{
    (void)state;
    double inflow[3] = {0.3, 0.2, 0}, rate[3] = {1, 0.4, 0.5}, visits[3], number, sojourn;
    double route[9] = {0, 0.3, 0.7, 0, 0, 1, 0, 0, 0};
    size_t servers[3] = {1, 2, 2};
    qs_steady station[3];
    assert_int_equal(qs_theory_jackson(3, inflow, route, rate, servers, visits, station, &number, &sojourn),
                     QS_OK);
    SIX(station[0].wait, 0.428571);
    SIX(station[1].wait, 0.378216);
    SIX(station[2].wait, 0.666667);
    SIX(number, 2.596587);
    SIX(sojourn, 5.193175);
    SAME(visits[1], 0.29);
    SAME(visits[2], 0.5);
}

static void test_jackson_loops(void **state)
{
    (void)state;
    double inflow[4] = {0.2, 0, 0.1, 0}, rate[4] = {3, 1, 2, 1}, visits[4], number, sojourn;
    double route[16] = {0.25, 0.5, 0, 0.1, 0.3, 0, 0.7, 0, 0, 0.4, 0.1, 0.2, 0, 0, 0.5, 0};
    size_t servers[4] = {1, 2, 1, QS_THEORY_INFINITE};
    qs_steady station[4];
    assert_int_equal(qs_theory_jackson(4, inflow, route, rate, servers, visits, station, &number, &sojourn),
                     QS_OK);
    double sum = 0, leaving = 0;
    for (size_t j = 0; j < 4; j++) {
        double in = inflow[j], out = 1;
        for (size_t i = 0; i < 4; i++) {
            in += visits[i] * route[i * 4 + j];
            out -= route[j * 4 + i];
        }
        SAME(visits[j], in);
        leaving += visits[j] * out;
        sum += station[j].number;
    }
    SAME(leaving, 0.3);
    SAME(number, sum);
    SAME(sojourn, sum / 0.3);
    SAME(station[3].number, visits[3]);
    /* One station that sends half its customers back is M/M/1 with twice the arrivals. */
    double one = 0.4, back = 0.5, mu = 1;
    size_t single = 1;
    assert_int_equal(qs_theory_jackson(1, &one, &back, &mu, &single, visits, station, NULL, NULL), QS_OK);
    assert_steady(station[0], qs_theory_mmc(0.8, 1, 1), 1e-13);
    /* A pair that nobody leaves. */
    double trap[4] = {0, 1, 1, 0}, in[2] = {1, 0}, mus[2] = {5, 5};
    size_t ones[2] = {1, 1};
    assert_int_equal(qs_theory_jackson(2, in, trap, mus, ones, visits, station, NULL, NULL),
                     QS_ERROR_NUMERIC);
}

static void test_domains(void **state)
{
    (void)state;
    assert_true(isnan(qs_theory_mmc(-1, 1, 1).wait));
    assert_true(isnan(qs_theory_mmc(1, 0, 1).wait));
    assert_true(isnan(qs_theory_mmc(1, 1, 0).wait));
    assert_true(isnan(qs_theory_mmck(1, 1, 3, 2).loss));
    assert_true(isinf(qs_theory_mmc(1, 1, 1).wait));
    assert_true(qs_theory_mmc(5, 1, 1).wait_probability == 1);
    assert_true(isinf(qs_theory_mmc_wait_quantile(5, 1, 1, 0.5)));
    assert_true(qs_theory_mmc_wait_over(5, 1, 1, 9) == 1);
    assert_true(isinf(qs_theory_mg1(1, qs_theory_constant(1), QS_ORDER_FIFO).wait));
    assert_true(isnan(qs_theory_mg1(1, qs_theory_constant(-1), QS_ORDER_FIFO).wait));
    assert_true(qs_theory_erlang_b(3, 0) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mm1),
        cmocka_unit_test(test_mm3),
        cmocka_unit_test(test_staffing),
        cmocka_unit_test(test_erlang_by_sums),
        cmocka_unit_test(test_many_servers),
        cmocka_unit_test(test_sojourn),
        cmocka_unit_test(test_mmck),
        cmocka_unit_test(test_birth_death),
        cmocka_unit_test(test_machine_repair),
        cmocka_unit_test(test_mg1),
        cmocka_unit_test(test_moments_of_laws),
        cmocka_unit_test(test_orders),
        cmocka_unit_test(test_mg1_wait_law),
        cmocka_unit_test(test_partials),
        cmocka_unit_test(test_shortest_first),
        cmocka_unit_test(test_breakdowns),
        cmocka_unit_test(test_jackson_cafe),
        cmocka_unit_test(test_jackson_loops),
        cmocka_unit_test(test_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
