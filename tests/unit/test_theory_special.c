/* Impatience, batches, renewal arrivals, priorities, infinitely many servers: known values, limits, and one
 * formula against another or against a stationary law computed here.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "near.h"

static void test_erlang_a(void **state)
{
    (void)state;
    qs_steady q = qs_theory_erlang_a(10, 1, 10, 0.5);
    SIX(q.wait_probability, 0.619655);
    SIX(q.loss, 0.103913);
    SIX(q.queue, 2.078264);
    /* With theta = mu the number present is that of M/M/infinity: Poisson. */
    q = qs_theory_erlang_a(10, 1, 10, 1);
    SIX(q.wait_probability, 0.542070);
    SIX(q.loss, 0.125110);
    SAME(q.number, 10);
    ALIKE(qs_theory_erlang_a(2, 1, 3, 1e-9), qs_theory_mmc(2, 1, 3), 1e-7);
    ALIKE(qs_theory_erlang_a(2, 1, 3, 0), qs_theory_mmc(2, 1, 3), 0);
    /* No patience at all: Erlang B. */
    NEAR(qs_theory_erlang_a(10, 1, 12, 1e12).loss, qs_theory_erlang_b(10, 12), 1e-9);
    /* Overloaded by far: the excess gives up. */
    NEAR(qs_theory_erlang_a(2000, 1, 1000, 0.01).loss, 0.5, 1e-6);
}

static void test_erlang_a_by_birth_death(void **state)
{
    (void)state;
    enum { TOP = 400 };
    double birth[TOP], death[TOP], p[TOP + 1], queue = 0, busy = 0;
    for (int n = 0; n < TOP; n++) {
        birth[n] = 6;
        death[n] = n < 4 ? n + 1 : 4 + 0.3 * (n + 1 - 4);
    }
    qs_theory_birth_death(TOP, birth, death, p);
    for (int n = 0; n <= TOP; n++) {
        queue += n > 4 ? (n - 4) * p[n] : 0;
        busy += (n < 4 ? n : 4) * p[n];
    }
    qs_steady q = qs_theory_erlang_a(6, 1, 4, 0.3);
    SAME(q.queue, queue);
    SAME(q.utilisation * 4, busy);
    SAME(q.loss, 1 - busy / 6);
    /* All waits, of the served and of those who give up, sum up to the queue: E min(offered, patience) = Lq /
     * lambda. */
    double mean = 0, h = 0.01;
    for (int i = 0; i < 4000; i++)
        mean += h * qs_theory_erlang_a_wait_over(6, 1, 4, 0.3, (i + 0.5) * h);
    NEAR(mean, queue / 6, 1e-4);
    SAME(qs_theory_erlang_a_wait_over(6, 1, 4, 0.3, 0), q.wait_probability);
}

static double exponential_survival(double x, const void *context)
{
    return exp(-x * *(const double *)context);
}

static double fixed_survival(double x, const void *context)
{
    return x < *(const double *)context ? 1 : 0;
}

static void test_general_patience(void **state)
{
    (void)state;
    double theta = 0.3, slow = 0.01, fixed = 2;
    ALIKE(qs_theory_mmc_patience(6, 1, 4, exponential_survival, &theta), qs_theory_erlang_a(6, 1, 4, 0.3),
          1e-9);
    ALIKE(qs_theory_mmc_patience(3, 1, 1, exponential_survival, &slow), qs_theory_erlang_a(3, 1, 1, 0.01),
          1e-8);
    /* A jump is only resolved to a cell. */
    ALIKE(qs_theory_mmc_patience(3, 1, 4, fixed_survival, &fixed), qs_theory_mmc_fixed_patience(3, 1, 4, 2),
          2e-2);
}

static void test_fixed_patience(void **state)
{
    (void)state;
    /* M/M/1+D: the loss is (1 - rho) rho exp(-(mu - lambda) D) / (1 - rho^2 exp(-(mu - lambda) D)) (Barrer
     * 1957). */
    double lambda = 0.8, mu = 1, d = 3, e = exp(-(mu - lambda) * d);
    NEAR(qs_theory_mmc_fixed_patience(lambda, mu, 1, d).loss,
         (1 - lambda) * lambda * e / (1 - lambda * lambda * e), 1e-11);
    ALIKE(qs_theory_mmc_fixed_patience(2, 1, 3, 200), qs_theory_mmc(2, 1, 3), 1e-11);
    NEAR(qs_theory_mmc_fixed_patience(10, 1, 12, 1e-9).loss, qs_theory_erlang_b(10, 12), 1e-6);
    qs_steady q = qs_theory_mmc_fixed_patience(8, 1, 4, 1.5);
    NEAR(q.queue, 8 * (q.wait * (1 - q.loss) + 1.5 * q.loss), 1e-11);
    assert_true(q.wait < 1.5 && q.loss > 0.5);
}

static void test_batches(void **state)
{
    (void)state;
    qs_steady q = qs_theory_mxg1(0.25, qs_theory_batch_constant(3), qs_theory_exponential(1));
    SIX(q.wait, 7);
    SIX(q.number, 6);
    q = qs_theory_mxg1(0.4, qs_theory_batch_geometric(0.5), qs_theory_exponential(1));
    SIX(q.wait, 9);
    SIX(q.number, 8);
    ALIKE(qs_theory_mxg1(0.7, qs_theory_batch_constant(1), qs_theory_uniform(0, 2)),
          qs_theory_mg1(0.7, qs_theory_uniform(0, 2), QS_ORDER_FIFO), 1e-12);
    /* A batch that may be empty is a rarer batch that may not. */
    ALIKE(qs_theory_mxg1(0.8, qs_theory_batch_bernoulli(0.5), qs_theory_gamma(2, 1)),
          qs_theory_mg1(0.4, qs_theory_gamma(2, 1), QS_ORDER_FIFO), 1e-12);
    /* Sizes 0 and 2 of equal chance: half as many batches of 2. */
    qs_batch pairs = {1, 1, 0, 0.5};
    ALIKE(qs_theory_mxg1(0.6, pairs, qs_theory_gamma(2, 1)),
          qs_theory_mxg1(0.3, qs_theory_batch_constant(2), qs_theory_gamma(2, 1)), 1e-12);
}

static void assert_batch(qs_batch size, const double *p, size_t n, int line)
{
    qs_batch sum = {0};
    for (size_t k = 0; k < n; k++) {
        double x = (double)k;
        sum.f1 += p[k] * x;
        sum.f2 += p[k] * x * (x - 1);
        sum.f3 += p[k] * x * (x - 1) * (x - 2);
        sum.positive += k > 0 ? p[k] : 0;
    }
    assert_within(size.f1, sum.f1, 1e-11, line);
    assert_within(size.f2, sum.f2, 1e-10, line);
    assert_within(size.f3, sum.f3, 1e-9, line);
    assert_within(size.positive, sum.positive, 1e-11, line);
}

static void test_batch_sizes(void **state)
{
    (void)state;
    enum { N = 200 };
    double poisson[N], geometric[N], binomial[8];
    for (int k = 0; k < N; k++) {
        poisson[k] = exp(k * log(2.5) - 2.5 - lgamma(k + 1));
        geometric[k] = k == 0 ? 0 : 0.3 * pow(0.7, k - 1);
    }
    for (int k = 0; k < 8; k++)
        binomial[k] = exp(lgamma(8) - lgamma(k + 1) - lgamma(8 - k)) * pow(0.4, k) * pow(0.6, 7 - k);
    assert_batch(qs_theory_batch_poisson(2.5), poisson, N, __LINE__);
    assert_batch(qs_theory_batch_geometric(0.3), geometric, N, __LINE__);
    assert_batch(qs_theory_batch_binomial(7, 0.4), binomial, 8, __LINE__);
    double die[7] = {0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0, 1 / 6.0}, three[4] = {0, 0, 0, 1};
    assert_batch(qs_theory_batch_uniform(1, 6), die, 7, __LINE__);
    assert_batch(qs_theory_batch_constant(3), three, 4, __LINE__);
}

/* M^3/M/1 is an M/E_3/1 in disguise for the first of each batch; and a customer's variance by its place in
 * the batch. */
static void test_batch_variance(void **state)
{
    (void)state;
    qs_steady whole = qs_theory_mg1(0.25, qs_theory_gamma(3, 3), QS_ORDER_FIFO);
    qs_steady q = qs_theory_mxg1(0.25, qs_theory_batch_constant(3), qs_theory_exponential(1));
    double second = 0;
    for (int place = 0; place < 3; place++) {
        double mean = whole.wait + place;
        second += (mean * mean + whole.wait_variance + place) / 3;
    }
    SAME(q.wait_variance, second - q.wait * q.wait);
    SAME(q.wait_probability, (whole.utilisation + 2) / 3);
}

static void test_renewal_arrivals(void **state)
{
    (void)state;
    double one[2] = {1, 1}, root, erlang[2] = {3, 1}, weights[2] = {0.5, 0.5}, means[2] = {1, 1};
    qs_theory_branches same = {2, weights, means};
    qs_steady mm1 = qs_theory_mmc(1, 1.25, 1);
    ALIKE(qs_theory_gm1(1, qs_theory_laplace_gamma, one, 1.25, &root), mm1, 1e-12);
    SAME(root, 0.8);
    ALIKE(qs_theory_gm1(1, qs_theory_laplace_hyperexponential, &same, 1.25, NULL), mm1, 1e-12);
    /* D/M/1: sigma = exp(-mu (1 - sigma)); E_k/M/1 tends to it. */
    double d = 1, many[2] = {1e7, 1}, narrow[2] = {0.99999, 1.00001};
    qs_theory_gm1(1, qs_theory_laplace_constant, &d, 1.25, &root);
    SAME(root, exp(-1.25 * (1 - root)));
    assert_true(root > 0.1 && root < 0.8);
    NEAR(qs_theory_gm1(1, qs_theory_laplace_gamma, many, 1.25, NULL).wait, root / (1.25 * (1 - root)), 1e-6);
    NEAR(qs_theory_gm1(1, qs_theory_laplace_uniform, narrow, 1.25, NULL).wait, root / (1.25 * (1 - root)),
         1e-6);
    /* E_3/M/1: the root solves a cubic in z = 1 + mu (1 - sigma) / 3: z^3 sigma = 1. */
    qs_theory_gm1(1, qs_theory_laplace_gamma, erlang, 1.25, &root);
    SAME(pow(1 + 1.25 * (1 - root) / 3, 3) * root, 1);
    /* Hyperexponential with two branches: a quadratic after dividing out sigma = 1. */
    double w[2] = {0.3, 0.7}, m[2] = {2.5, 0.25 / 0.7};
    qs_theory_branches two = {2, w, m};
    qs_theory_gm1(1, qs_theory_laplace_hyperexponential, &two, 1.25, &root);
    SAME(root, 0.3 / (1 + 1.25 * (1 - root) * 2.5) + 0.7 / (1 + 1.25 * (1 - root) * 0.25 / 0.7));
    assert_true(root > 0.8 && root < 1);
    /* Near load 1 the root nears 1 but is still found; at 1 there is none. */
    NEAR(qs_theory_gm1(1, qs_theory_laplace_gamma, one, 1.0001, NULL).wait, qs_theory_mmc(1, 1.0001, 1).wait,
         1e-7);
    assert_true(isinf(qs_theory_gm1(1, qs_theory_laplace_gamma, one, 1, NULL).wait));
}

static void test_priority(void **state)
{
    (void)state;
    double rate[2] = {0.2, 0.6};
    qs_raw_moments service[2] = {qs_theory_exponential(1), qs_theory_exponential(1)};
    qs_steady out[2], other[2];
    qs_theory_mg1_priority(2, rate, service, false, out);
    SIX(out[0].wait, 1);
    SIX(out[1].wait, 5);
    qs_theory_mmc_priority(2, rate, 1, 1, other);
    ALIKE(other[0], out[0], 1e-12);
    ALIKE(other[1], out[1], 1e-12);
    /* Kleinrock's conservation law: the loads weigh the waits to the FIFO value. */
    SAME((0.2 * out[0].wait + 0.6 * out[1].wait) / 0.8, qs_theory_mmc(0.8, 1, 1).wait);
    double many[3] = {1, 0.5, 1};
    qs_steady three[3];
    qs_theory_mmc_priority(3, many, 1, 4, three);
    SAME((three[0].wait + 0.5 * three[1].wait + three[2].wait) / 2.5, qs_theory_mmc(2.5, 1, 4).wait);
    assert_true(three[0].wait < three[1].wait && three[1].wait < three[2].wait);
    double single = 2.5;
    qs_theory_mmc_priority(1, &single, 1, 4, three);
    ALIKE(three[0], qs_theory_mmc(2.5, 1, 4), 1e-12);
}

static void test_priority_limits(void **state)
{
    (void)state;
    qs_raw_moments service[2] = {qs_theory_uniform(0, 1), qs_theory_gamma(2, 1.5)};
    double only_first[2] = {0.9, 0}, only_second[2] = {0, 0.4}, rate[2] = {0.5, 0.6};
    qs_steady out[2];
    for (int is_preemptive = 0; is_preemptive < 2; is_preemptive++) {
        qs_theory_mg1_priority(2, only_first, service, is_preemptive, out);
        ALIKE(out[0], qs_theory_mg1(0.9, service[0], QS_ORDER_FIFO), 1e-12);
        qs_theory_mg1_priority(2, only_second, service, is_preemptive, out);
        ALIKE(out[1], qs_theory_mg1(0.4, service[1], QS_ORDER_FIFO), 1e-12);
        /* One law for both classes, and the first hardly ever there. */
    }
    qs_theory_mg1_priority(2, rate, service, true, out);
    assert_true(isinf(out[1].wait));
    ALIKE(out[0], qs_theory_mg1(0.5, service[0], QS_ORDER_FIFO), 1e-12);
    /* Preemptive M/M/1, equal means: all customers together are M/M/1 in number. */
    double two[2] = {0.3, 0.5};
    qs_raw_moments unit[2] = {qs_theory_exponential(1), qs_theory_exponential(1)};
    qs_theory_mg1_priority(2, two, unit, true, out);
    SAME(out[0].number + out[1].number, 4);
    SAME(out[0].number, 0.3 / 0.7);
}

/* The rates of one priority queue of exponential services. */
typedef struct rates {
    double urgent, patient, service;
} rates;

enum { EDGE = 60, N_STATES = (EDGE + 1) * (EDGE + 1) };

/* Preemptive priority as a chain of (urgent, patient) present, solved by Gauss-Seidel sweeps of the balance
 * equations. */
static void solve_preemptive(rates r, double *p)
{
    for (int i = 0; i < N_STATES; i++)
        p[i] = 1.0 / N_STATES;
    for (int sweep = 0; sweep < 3000; sweep++) {
        double sum = 0;
        for (int i = 0; i <= EDGE; i++) {
            for (int j = 0; j <= EDGE; j++) {
                double in = 0, out = (i < EDGE ? r.urgent : 0) + (j < EDGE ? r.patient : 0) +
                                     (i || j ? r.service : 0);
                in += i > 0 ? r.urgent * p[(i - 1) * (EDGE + 1) + j] : 0;
                in += j > 0 ? r.patient * p[i * (EDGE + 1) + j - 1] : 0;
                in += i < EDGE ? r.service * p[(i + 1) * (EDGE + 1) + j] : 0;
                in += i == 0 && j < EDGE ? r.service * p[j + 1] : 0;
                p[i * (EDGE + 1) + j] = in / out;
                sum += in / out;
            }
        }
        for (int i = 0; i < N_STATES; i++)
            p[i] /= sum;
    }
}

static void test_preemptive_by_chain(void **state)
{
    (void)state;
    static double p[N_STATES];
    rates r = {0.25, 0.35, 1};
    solve_preemptive(r, p);
    double urgent = 0, patient = 0;
    for (int i = 0; i < N_STATES; i++) {
        int n_urgent = i / (EDGE + 1), n_patient = i % (EDGE + 1);
        urgent += p[i] * n_urgent;
        patient += p[i] * n_patient;
    }
    double rate[2] = {r.urgent, r.patient};
    qs_raw_moments service[2] = {qs_theory_exponential(1), qs_theory_exponential(1)};
    qs_steady out[2];
    qs_theory_mg1_priority(2, rate, service, true, out);
    NEAR(out[0].number, urgent, 1e-8);
    NEAR(out[1].number, patient, 1e-8);
}

static void test_infinite_servers(void **state)
{
    (void)state;
    double mean = 2, until[2] = {3, 10}, rate[2] = {5, 1}, value = 2, h = 1e-3;
    /* A constant rate: lambda E min(S, t). */
    double long_time[1] = {1e6}, flat[1] = {4};
    SAME(qs_theory_mtginf(1, long_time, flat, false, qs_theory_partial_exponential, &mean, 3),
         8 * (1 - exp(-1.5)));
    /* Constant service: who came within the last 2. At t = 4, one unit at rate 5 and one at rate 1. */
    SAME(qs_theory_mtginf(2, until, rate, true, qs_theory_partial_constant, &value, 4), 6);
    SAME(qs_theory_mtginf(2, until, rate, true, qs_theory_partial_constant, &value, 11), 6);
    SAME(qs_theory_mtginf(2, until, rate, false, qs_theory_partial_constant, &value, 11), 1);
    /* m' = lambda(t) - m / mean, by small steps of the midpoint rule. */
    double m = 0, area = 0;
    for (int i = 0; i < 25000; i++) {
        double at = fmod((i + 0.5) * h, 10), lambda = at < 3 ? 5 : 1;
        double middle = m + h / 2 * (lambda - m / mean);
        m += h * (lambda - middle / mean);
        area += h * middle;
    }
    NEAR(qs_theory_mtginf(2, until, rate, true, qs_theory_partial_exponential, &mean, 25), m, 1e-6);
    NEAR(qs_theory_mtminf_average(2, until, rate, true, mean, 25), area / 25, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_erlang_a),
        cmocka_unit_test(test_erlang_a_by_birth_death),
        cmocka_unit_test(test_general_patience),
        cmocka_unit_test(test_fixed_patience),
        cmocka_unit_test(test_batches),
        cmocka_unit_test(test_batch_sizes),
        cmocka_unit_test(test_batch_variance),
        cmocka_unit_test(test_renewal_arrivals),
        cmocka_unit_test(test_priority),
        cmocka_unit_test(test_priority_limits),
        cmocka_unit_test(test_preemptive_by_chain),
        cmocka_unit_test(test_infinite_servers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
