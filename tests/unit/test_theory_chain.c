/* Markov chains solved numerically, against closed forms and against balance equations iterated here.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "near.h"
#include "qsweep/chain.h"
#include "qsweep/hash.h"

#define TIGHT(value, expected) NEAR(value, expected, 1e-12)

/* Relative accuracy also of probabilities near 1e-60. */
static void test_birth_death(void **state)
{
    (void)state;
    enum { N = 60 };
    qs_transition t[2 * N];
    double birth[N], death[N], expected[N + 1], p[N + 1];
    for (uint32_t i = 0; i < N; i++) {
        birth[i] = 0.1;
        death[i] = 1 + i % 3;
        t[2 * i] = (qs_transition){i, i + 1, birth[i]};
        t[2 * i + 1] = (qs_transition){i + 1, i, death[i]};
    }
    qs_theory_birth_death(N, birth, death, expected);
    assert_int_equal(qs_chain_stationary(N + 1, 2 * N, t, p), QS_OK);
    for (int i = 0; i <= N; i++)
        TIGHT(p[i], expected[i]);
    assert_true(p[N] < 1e-60);
    /* The other way round: almost all of it far from state 0, more than a double can span. */
    for (uint32_t i = 0; i < N; i++)
        t[2 * i].rate = 1e8;
    assert_int_equal(qs_chain_stationary(N + 1, 2 * N, t, p), QS_OK);
    NEAR(p[N], 1, 1e-7);
}

/* Random chains with random bands satisfy their balance equations. */
static void test_balance(void **state)
{
    (void)state;
    enum { N = 40, M = 300 };
    for (uint64_t run = 0; run < 20; run++) {
        qs_transition t[M + N];
        double p[N], flow[N] = {0}, sum = 0;
        for (uint64_t i = 0; i < M + N; i++) {
            uint64_t bits = qs_mix64(run * 100000 + i);
            uint32_t from = (uint32_t)(bits % N), to = (uint32_t)((from + 1 + (bits >> 20) % (1 + run)) % N);
            if (i >= M) { /* a ring, so that all states communicate */
                from = (uint32_t)(i - M);
                to = (from + 1) % N;
            }
            t[i] = (qs_transition){from, to, 0.01 + (double)(bits >> 40) * 0x1p-24};
        }
        assert_int_equal(qs_chain_stationary(N, M + N, t, p), QS_OK);
        for (int i = 0; i < M + N; i++) {
            flow[t[i].from] -= p[t[i].from] * t[i].rate;
            flow[t[i].to] += p[t[i].from] * t[i].rate;
        }
        for (int i = 0; i < N; i++) {
            assert_within(flow[i], 0, 1e-14, __LINE__);
            sum += p[i];
        }
        TIGHT(sum, 1);
    }
}

static void test_reducible(void **state)
{
    (void)state;
    qs_transition away[2] = {{0, 1, 1}, {1, 2, 1}}, back[3] = {{0, 1, 1}, {1, 0, 3}, {2, 0, 1}};
    double p[3];
    assert_int_equal(qs_chain_stationary(3, 2, away, p), QS_ERROR_NUMERIC);
    /* State 2 is left for ever. */
    assert_int_equal(qs_chain_stationary(3, 3, back, p), QS_OK);
    TIGHT(p[0], 0.75);
    assert_true(p[2] == 0);
    qs_transition outside = {0, 7, 1};
    assert_int_equal(qs_chain_stationary(3, 1, &outside, p), QS_ERROR_INTERNAL);
}

/* Lines that never starve, no room between: 2/3 and 22/39 of a server's rate (Hunt, Operations Research 4,
 * 1956), and (q + 2)/(q + 3) with q places between two. */
static void test_saturated_lines(void **state)
{
    (void)state;
    qs_line_result r[3];
    qs_line_station three[3] = {{1, 1, 2}, {1, 1, 1}, {1, 1, 1}};
    assert_int_equal(qs_chain_line(2, 1e9, three, r), QS_OK);
    NEAR(r[1].throughput, 2.0 / 3, 1e-8);
    assert_int_equal(qs_chain_line(3, 1e9, three, r), QS_OK);
    NEAR(r[2].throughput, 22.0 / 39, 1e-8);
    for (size_t q = 1; q < 6; q++) {
        qs_line_station two[2] = {{1, 1, 2}, {1, 1, q + 1}};
        assert_int_equal(qs_chain_line(2, 1e9, two, r), QS_OK);
        NEAR(r[0].throughput, ((double)q + 2) / ((double)q + 3), 1e-8);
        NEAR(r[1].throughput, r[0].throughput, 1e-12);
    }
}

static void test_lines_and_closed_forms(void **state)
{
    (void)state;
    qs_line_result r[3];
    qs_line_station one = {3, 1, 9};
    assert_int_equal(qs_chain_line(1, 4, &one, r), QS_OK);
    qs_steady q = qs_theory_mmck(4, 1, 3, 9);
    TIGHT(r[0].queue, q.queue);
    TIGHT(r[0].number, q.number);
    TIGHT(r[0].full, q.loss);
    TIGHT(r[0].throughput, 4 * (1 - q.loss));
    /* With room enough it is a Jackson network. */
    qs_line_station roomy[2] = {{1, 1, 80}, {2, 0.5, 80}};
    assert_int_equal(qs_chain_line(2, 0.6, roomy, r), QS_OK);
    NEAR(r[0].number, qs_theory_mmc(0.6, 1, 1).number, 1e-9);
    NEAR(r[1].number, qs_theory_mmc(0.6, 0.5, 2).number, 1e-6);
    /* A second station that is never full blocks nobody; a tight one does, and throughput is conserved. */
    assert_within(r[0].blocked, 0, 1e-6, __LINE__);
    qs_line_station tight[3] = {{2, 1, 30}, {1, 1.2, 2}, {2, 0.7, 3}};
    assert_int_equal(qs_chain_line(3, 0.7, tight, r), QS_OK);
    assert_true(r[0].blocked > 0.01 && r[1].blocked > 0.01 && r[2].blocked == 0);
    NEAR(r[0].throughput, r[2].throughput, 1e-12);
    NEAR(r[1].throughput, 0.7 * (1 - r[0].full), 1e-12);
    for (int i = 0; i < 3; i++)
        NEAR(r[i].number, r[i].queue + r[i].busy + r[i].blocked, 1e-12);
    qs_line_station wrong = {2, 1, 1}, huge[2] = {{1, 1, 1000}, {1, 1, 1000}};
    assert_int_equal(qs_chain_line(1, 1, &wrong, r), QS_ERROR_NUMERIC);
    assert_int_equal(qs_chain_line(2, 1, huge, r), QS_ERROR_LIMIT);
}

enum { EDGE = 45 };

/* The shorter of two, on a square, by sweeps over the balance equations. */
static void solve_pair(double lambda, const double mu[2], double p[EDGE + 1][EDGE + 1])
{
    for (int i = 0; i <= EDGE; i++)
        for (int j = 0; j <= EDGE; j++)
            p[i][j] = 1;
    for (int sweep = 0; sweep < 4000; sweep++) {
        double sum = 0;
        for (int i = 0; i <= EDGE; i++) {
            for (int j = 0; j <= EDGE; j++) {
                double in = 0,
                       out = (i > 0 ? mu[0] : 0) + (j > 0 ? mu[1] : 0) + (i < EDGE || j < EDGE ? lambda : 0);
                if (i > 0)
                    in += p[i - 1][j] * lambda * (i - 1 < j ? 1 : i - 1 == j ? 0.5 : 0);
                if (j > 0)
                    in += p[i][j - 1] * lambda * (j - 1 < i ? 1 : j - 1 == i ? 0.5 : 0);
                in += i < EDGE ? p[i + 1][j] * mu[0] : 0;
                in += j < EDGE ? p[i][j + 1] * mu[1] : 0;
                p[i][j] = in / out;
                sum += p[i][j];
            }
        }
        for (int i = 0; i <= EDGE; i++)
            for (int j = 0; j <= EDGE; j++)
                p[i][j] /= sum;
    }
}

static void test_shorter_queue(void **state)
{
    (void)state;
    static double p[EDGE + 1][EDGE + 1];
    static const double mu[2][2] = {{1, 1}, {1.5, 0.8}};
    for (int k = 0; k < 2; k++) {
        double number[2] = {0, 0};
        qs_pair_result r;
        solve_pair(1.2, mu[k], p);
        for (int i = 0; i <= EDGE; i++) {
            for (int j = 0; j <= EDGE; j++) {
                number[0] += i * p[i][j];
                number[1] += j * p[i][j];
            }
        }
        assert_int_equal(qs_chain_shorter_queue(1.2, mu[k], 60, 30, &r), QS_OK);
        assert_true(r.truncated < 1e-12);
        NEAR(r.number[0], number[0], 1e-8);
        NEAR(r.number[1], number[1], 1e-8);
        /* What joins each is served by it. */
        NEAR(r.share[0] * 1.2, mu[k][0] * (r.number[0] - r.queue[0]), 1e-10);
    }
    qs_pair_result r;
    assert_int_equal(qs_chain_shorter_queue(1.8, mu[0], 150, 40, &r), QS_OK);
    assert_true(r.truncated < 1e-10);
    TIGHT(r.share[0], 0.5);
    /* Worse than one queue for both, better than tossing a coin; in heavy traffic close to one queue. */
    double pooled = qs_theory_mmc(1.8, 1, 2).wait, split = qs_theory_mmc(0.9, 1, 1).wait;
    assert_true(pooled < r.wait && r.wait < split);
    assert_true(r.wait < 1.15 * pooled);
}

static void test_on_off(void **state)
{
    (void)state;
    const qs_chain_piece piece[2] = {{200, 0.5, 0.3, 2}, {500, 0, 0.3, 2}};
    qs_transient r;
    assert_int_equal(qs_chain_transient(2, piece, 400, 1800, NULL, &r), QS_OK);
    TIGHT(r.arrivals, 400);
    assert_true(r.lost < 1e-12);
    /* Expected: the same equations by Runge-Kutta steps of 0.2, 0.1 and 0.05, which agree to 13 digits. */
    assert_within(r.average_number, 1.9585252, 0.5e-7, __LINE__);
    assert_within(r.average_queue, 1.2177845, 0.5e-7, __LINE__);
    assert_within(r.average_queue * 1800 / r.arrivals, 5.4800303, 0.5e-7, __LINE__);
    TIGHT(r.average_number - r.average_queue, r.average_busy);
    assert_int_equal(qs_chain_transient(2, piece, 400, 200, NULL, &r), QS_OK);
    assert_within(r.number, 5.085106, 0.5e-6, __LINE__);
}

static void test_transient_limits(void **state)
{
    (void)state;
    enum { K = 200 };
    double p[K + 1], mean = 2, sum = 0;
    /* Without waiting: M_t/M/infinity, whose law is Poisson. */
    qs_chain_piece wave[3] = {{3, 5, 0.5, K}, {4, 0, 0.5, K}, {10, 1, 0.5, K}};
    double until[3] = {3, 4, 10}, rate[3] = {5, 0, 1};
    qs_transient r;
    assert_int_equal(qs_chain_transient(3, wave, K, 27.5, p, &r), QS_OK);
    double m = qs_theory_mtginf(3, until, rate, true, qs_theory_partial_exponential, &mean, 27.5);
    NEAR(r.number, m, 1e-12);
    NEAR(r.average_number, qs_theory_mtminf_average(3, until, rate, true, mean, 27.5), 1e-12);
    for (int n = 0; n < 15; n++)
        NEAR(p[n], exp(n * log(m) - m - lgamma(n + 1)), 1e-10);
    /* After long: M/M/c/K. */
    qs_chain_piece flat = {100, 4, 1, 3};
    assert_int_equal(qs_chain_transient(1, &flat, 9, 2000, p, &r), QS_OK);
    qs_steady q = qs_theory_mmck(4, 1, 3, 9);
    NEAR(r.number, q.number, 1e-12);
    /* The averages still remember the empty start, about one time unit in 2,000. */
    NEAR(r.lost / r.arrivals, q.loss, 3e-3);
    NEAR(r.average_queue, q.queue, 3e-3);
    for (int n = 0; n <= 9; n++)
        sum += p[n];
    TIGHT(sum, 1);
    qs_chain_piece backwards[2] = {{3, 1, 1, 1}, {2, 1, 1, 1}};
    assert_int_equal(qs_chain_transient(2, backwards, 9, 10, NULL, &r), QS_ERROR_NUMERIC);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_birth_death),
        cmocka_unit_test(test_balance),
        cmocka_unit_test(test_reducible),
        cmocka_unit_test(test_saturated_lines),
        cmocka_unit_test(test_lines_and_closed_forms),
        cmocka_unit_test(test_shorter_queue),
        cmocka_unit_test(test_on_off),
        cmocka_unit_test(test_transient_limits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
