/* M/M/c, M/M/c/K, machine repair and Jackson networks: known values, limits, and one formula against another.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "near.h"

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

static void test_mmck(void **state)
{
    (void)state;
    SIX(qs_theory_mmck(10, 1, 12, 12).loss, 0.119739);
    assert_true(qs_theory_mmck(10, 1, 12, 12).wait == 0);
    ALIKE(qs_theory_mmck(2.5, 1, 3, 800), qs_theory_mmc(2.5, 1, 3), 1e-11);
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
    ALIKE(station[0], qs_theory_mmc(0.8, 1, 1), 1e-13);
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
        cmocka_unit_test(test_jackson_cafe),
        cmocka_unit_test(test_jackson_loops),
        cmocka_unit_test(test_domains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
