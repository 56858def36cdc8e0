/* Waits of one customer, followed through a chain: random order, priorities, interruptions, dropping the
 * oldest; and M/D/c.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <complex.h>

#include "near.h"
#include "qsweep/chain.h"

enum { TOP = 150, PHASES = 2 };

/* M/E_2/1 with mean 1 in random order: state (k others waiting, phase of the service going on). First and
 * second moments of the time until our customer is chosen, by sweeps over their linear equations. */
static void random_order_moments(double lambda, double m1[TOP + 1][PHASES], double m2[TOP + 1][PHASES])
{
    const double mu = 2;
    for (int sweep = 0; sweep < 6000; sweep++) {
        for (int k = 0; k <= TOP; k++) {
            for (int phase = 0; phase < PHASES; phase++) {
                double up = k < TOP ? lambda : 0, rate = up + mu, first = 0, second = 0;
                if (up > 0) {
                    first += up * m1[k + 1][phase];
                    second += up * m2[k + 1][phase];
                }
                if (phase == 0) {
                    first += mu * m1[k][1];
                    second += mu * m2[k][1];
                } else if (k > 0) { /* chosen with probability 1 / (k + 1) */
                    first += mu * k / (k + 1) * m1[k - 1][0];
                    second += mu * k / (k + 1) * m2[k - 1][0];
                }
                m1[k][phase] = (1 + first) / rate;
                m2[k][phase] = (2 * m1[k][phase] + second) / rate;
            }
        }
    }
}

/* The stationary law of M/E_2/1: state 0 empty, 1 + 2 k + phase with k waiting. */
static void erlang_service_law(double lambda, double *p)
{
    qs_transition t[4 * (TOP + 1) * PHASES];
    size_t n = 0;
    t[n++] = (qs_transition){0, 1, lambda};
    for (uint32_t k = 0; k <= TOP; k++) {
        for (uint32_t phase = 0; phase < PHASES; phase++) {
            uint32_t here = 1 + 2 * k + phase;
            if (k < TOP)
                t[n++] = (qs_transition){here, here + 2, lambda};
            t[n++] = (qs_transition){here, phase == 0 ? here + 1 : k > 0 ? here - 3 : 0, 2};
        }
    }
    assert_int_equal(qs_chain_stationary(1 + 2 * (TOP + 1), n, t, p), QS_OK);
}

static void test_random_order(void **state)
{
    (void)state;
    static double m1[TOP + 1][PHASES], m2[TOP + 1][PHASES], p[1 + 2 * (TOP + 1)];
    double lambda = 0.6, first = 0, second = 0;
    random_order_moments(lambda, m1, m2);
    erlang_service_law(lambda, p);
    for (int k = 0; k <= TOP; k++) {
        for (int phase = 0; phase < PHASES; phase++) {
            first += p[1 + 2 * k + phase] * m1[k][phase];
            second += p[1 + 2 * k + phase] * m2[k][phase];
        }
    }
    qs_steady q = qs_theory_mg1(lambda, qs_theory_gamma(2, 1), QS_ORDER_RANDOM);
    NEAR(q.wait, first, 1e-9);
    NEAR(q.wait_variance, second - first * first, 1e-9);
}

/* LIFO: who finds the server busy waits for a busy period begun by what is left of that service. */
static void test_lifo(void **state)
{
    (void)state;
    double lambda = 0.7;
    qs_raw_moments s = qs_theory_lognormal(1, 0.7);
    double rho = lambda * s.m1, left1 = s.m2 / (2 * s.m1), left2 = s.m3 / (3 * s.m1);
    double first = rho * left1 / (1 - rho);
    double second = rho * (left2 / pow(1 - rho, 2) + left1 * lambda * s.m2 / pow(1 - rho, 3));
    qs_steady q = qs_theory_mg1(lambda, s, QS_ORDER_LIFO);
    SAME(q.wait, first);
    SAME(q.wait_variance, second - first * first);
}

/* Exponential services, equal means: the last class waits for all who are there (geometric in number), each
 * bringing a busy period of the urgent; the first waits exponentially if at all. */
static void test_priority_variance(void **state)
{
    (void)state;
    double rate[2] = {0.2, 0.6}, rho = 0.8, all = rho / (1 - rho),
           all2 = rho * (1 + rho) / ((1 - rho) * (1 - rho));
    qs_raw_moments unit[2] = {qs_theory_exponential(1), qs_theory_exponential(1)};
    qs_raw_moments busy = qs_theory_busy_period(0.2, unit[0]);
    double busy_variance = busy.m2 - busy.m1 * busy.m1;
    qs_steady out[2];
    qs_theory_mg1_priority(2, rate, unit, false, out);
    SAME(out[1].wait, all * busy.m1);
    SAME(out[1].wait_variance + out[1].wait * out[1].wait, all * busy_variance + all2 * busy.m1 * busy.m1);
    SAME(out[0].wait_variance, rho * (2 - rho) / (0.8 * 0.8));
    qs_theory_mg1_priority(2, rate, unit, true, out);
    /* With preemption the sojourn is the wait of one more. */
    SAME(out[1].sojourn, (all + 1) * busy.m1);
    SAME(out[1].sojourn_variance + out[1].sojourn * out[1].sojourn,
         (all + 1) * busy_variance + (all2 + 2 * all + 1) * busy.m1 * busy.m1);
    double many[2] = {1.1, 1.3}, waits = qs_theory_erlang_c(2.4, 3);
    qs_theory_mmc_priority(2, many, 1, 3, out);
    SAME(out[0].wait, waits / (3 - 1.1));
    SAME(out[0].wait_variance, waits * (2 - waits) / (1.9 * 1.9));
}

/* A class cut in two of the same law changes nothing for the classes around it. */
static void test_priority_merging(void **state)
{
    (void)state;
    qs_raw_moments a = qs_theory_uniform(0, 1), b = qs_theory_gamma(3, 2), c = qs_theory_constant(0.7);
    double cut[4] = {0.1, 0.2, 0.15, 0.3}, whole[3] = {0.3, 0.15, 0.3};
    qs_raw_moments cut_law[4] = {a, a, b, c}, whole_law[3] = {a, b, c};
    for (int is_preemptive = 0; is_preemptive < 2; is_preemptive++) {
        qs_steady four[4], three[3];
        qs_theory_mg1_priority(4, cut, cut_law, is_preemptive, four);
        qs_theory_mg1_priority(3, whole, whole_law, is_preemptive, three);
        for (int k = 1; k < 3; k++) {
            SAME(four[k + 1].wait, three[k].wait);
            SAME(four[k + 1].wait_variance, three[k].wait_variance);
            SAME(four[k + 1].sojourn, three[k].sojourn);
            SAME(four[k + 1].sojourn_variance, three[k].sojourn_variance);
        }
    }
}

/* For the lower of two classes, the busy periods of the upper one are breakdowns of a server that always
 * ages. */
static void test_priority_as_breakdowns(void **state)
{
    (void)state;
    double rate[2] = {0.3, 0.25};
    qs_raw_moments service[2] = {qs_theory_uniform(0.5, 1), qs_theory_gamma(3, 1.6)};
    qs_steady out[2];
    qs_theory_mg1_priority(2, rate, service, true, out);
    qs_raw_moments busy = qs_theory_busy_period(0.3, service[0]);
    qs_steady q = qs_theory_mg1_breakdowns(0.25, service[1], 0.3, busy, true);
    SAME(q.wait, out[1].wait);
    SAME(q.wait_variance, out[1].wait_variance);
    SAME(q.sojourn, out[1].sojourn);
    SAME(q.sojourn_variance, out[1].sojourn_variance);
    SAME(q.wait_probability, out[1].wait_probability);
    SAME(q.utilisation, out[1].utilisation);
}

/* M/M/1 with exponential breakdowns and repairs as a chain: state 2 n + (server down). Sojourn's mean and
 * variance from the number's, by the distributional form of Little's law: N is Poisson over a FIFO sojourn.
 */
static void assert_breakdowns(bool is_always_ageing)
{
    enum { N = 400 };
    double lambda = 0.4, mu = 1, f = 0.2, r = 0.7, number = 0, square = 0, idle_up = 0;
    static qs_transition t[5 * N];
    static double p[2 * N];
    size_t n = 0;
    for (uint32_t k = 0; k < N; k++) {
        uint32_t up = 2 * k, down = 2 * k + 1;
        if (k + 1 < N) {
            t[n++] = (qs_transition){up, up + 2, lambda};
            t[n++] = (qs_transition){down, down + 2, lambda};
        }
        if (k > 0)
            t[n++] = (qs_transition){up, up - 2, mu};
        if (k > 0 || is_always_ageing)
            t[n++] = (qs_transition){up, down, f};
        t[n++] = (qs_transition){down, up, r};
    }
    assert_int_equal(qs_chain_stationary(2 * N, n, t, p), QS_OK);
    for (int k = 0; k < N; k++) {
        number += k * (p[2 * k] + p[2 * k + 1]);
        square += (double)k * k * (p[2 * k] + p[2 * k + 1]);
        idle_up += k == 0 ? p[0] : 0;
    }
    qs_steady q = qs_theory_mg1_breakdowns(lambda, qs_theory_exponential(1 / mu), f,
                                           qs_theory_exponential(1 / r), is_always_ageing);
    NEAR(q.number, number, 1e-10);
    double sojourn = number / lambda;
    NEAR(q.sojourn, sojourn, 1e-10);
    NEAR(q.sojourn_variance, (square - number) / (lambda * lambda) - sojourn * sojourn, 1e-10);
    NEAR(q.wait_probability, 1 - idle_up, 1e-10);
}

static void test_breakdowns_by_chain(void **state)
{
    (void)state;
    assert_breakdowns(false);
    assert_breakdowns(true);
}

/* Begun anew: conditions of the first breakdown, E C = s e^(-fs) + integral of f e^(-fu) (u + d + E C) du,
 * and the like for the square, solved for the unknown. */
static void test_restart(void **state)
{
    (void)state;
    double s = 1.3, f = 0.6;
    qs_raw_moments d = qs_theory_gamma(2, 0.5), c = qs_theory_completion_restart(s, f, d);
    double works = exp(-f * s), fails = 1 - works;
    double u1 = (1 - works * (1 + f * s)) / f, u2 = (2 - works * (2 + 2 * f * s + f * f * s * s)) / (f * f);
    double mean = (s * works + u1 + fails * d.m1) / works;
    double cross = u2 + 2 * u1 * d.m1 + fails * d.m2 + 2 * mean * (u1 + fails * d.m1);
    SAME(c.m1, mean);
    SAME(c.m2, (s * s * works + cross) / works);
    SAME(c.m1, expm1(f * s) * (1 / f + d.m1));
    /* Short services are hardly ever interrupted twice, so restarting costs little more than going on. */
    qs_raw_moments quick = qs_theory_completion_restart(1e-4, f, d);
    NEAR(quick.m1, qs_theory_completion(qs_theory_constant(1e-4), f, d).m1, 1e-4);
    assert_true(qs_theory_completion_restart(2, 0, d).m3 == 8);
    qs_steady q = qs_theory_mg1_interrupted(0.1, s, c, f, d, false);
    SAME(q.wait, 0.1 * c.m2 / (2 * (1 - 0.1 * c.m1)));
    SAME(q.utilisation, 0.13);
}

static void test_drop_oldest(void **state)
{
    (void)state;
    static const double loads[] = {0.3, 0.9, 1, 1.7, 6};
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) {
        for (size_t places = 1; places < 30; places += 4) {
            qs_steady q, reject = qs_theory_mmck(3 * loads[i], 1, 3, 3 + places);
            assert_int_equal(qs_theory_mmck_drop_oldest(3 * loads[i], 1, 3, 3 + places, &q), QS_OK);
            /* Every arrival to a full window loses one, whichever. */
            assert_within(q.loss, reject.loss, 1e-13, __LINE__);
            NEAR(q.number, reject.number, 1e-14);
            /* Those served are the luckier ones. */
            assert_true(q.wait <= reject.wait);
        }
    }
    /* One place: served if a service ends before the next arrival, exponential with both rates. */
    qs_steady q;
    assert_int_equal(qs_theory_mmck_drop_oldest(2, 1, 1, 2, &q), QS_OK);
    double waits = 6.0 / 7, served = 1 - waits + waits / 3;
    SAME(q.wait, waits / 3 / 3 / served);
    SAME(q.wait_variance, waits / 3 * 2 / 9 / served - q.wait * q.wait);
    /* Never full: M/M/c. */
    assert_int_equal(qs_theory_mmck_drop_oldest(2, 1, 3, 400, &q), QS_OK);
    NEAR(q.wait, qs_theory_mmc(2, 1, 3).wait, 1e-10);
    NEAR(q.wait_variance, qs_theory_mmc(2, 1, 3).wait_variance, 1e-10);
}

/* M/D/c by waits themselves: every c-th customer goes to the same server, so with one server in c the wait is
 * that of E_c/D/1; here Lindley's recursion for it is iterated on a grid. */
static double wait_by_lindley(double lambda, size_t c)
{
    enum { GRID = 50, SPAN = 1000 };
    static double law[SPAN], next[SPAN], gap[SPAN];
    double h = 1.0 / GRID, mean = 0, sum = 0;
    for (int i = 0; i < SPAN; i++) { /* E_c gaps, in the middle of each cell */
        double a = (i + 0.5) * h;
        gap[i] = h * lambda * exp((double)(c - 1) * log(lambda * a) - lambda * a - lgamma((double)c));
        sum += gap[i];
        law[i] = i == 0;
    }
    for (int customer = 0; customer < 300; customer++) {
        mean = 0;
        for (int i = 0; i < SPAN; i++)
            next[i] = 0;
        /* wait + 1 - gap, gap at half cells: shared between the two neighbours. */
        for (int w = 0; w < SPAN - GRID; w++) {
            for (int a = 0; law[w] > 1e-15 && a < SPAN; a++) {
                int to = w + GRID - a;
                next[to > 0 ? to : 0] += law[w] * gap[a] / sum / 2;
                next[to > 1 ? to - 1 : 0] += law[w] * gap[a] / sum / 2;
            }
        }
        for (int i = 0; i < SPAN; i++) {
            law[i] = next[i];
            mean += law[i] * i * h;
        }
    }
    return mean;
}

static void test_mdc(void **state)
{
    (void)state;
    qs_steady q = qs_theory_mdc(0.8, 1, 1);
    SAME(q.wait, 2);
    q = qs_theory_mdc(1.4, 1, 2);
    NEAR(q.wait, wait_by_lindley(1.4, 2), 1e-3);
    NEAR(q.number, 1.4 * q.sojourn, 1e-12);
    /* Between half of M/M/c's wait and all of it; many servers, light load: nobody waits. */
    double mmc = qs_theory_mmc(8.5, 1, 10).wait;
    q = qs_theory_mdc(8.5, 1, 10);
    assert_true(q.wait > mmc / 2 && q.wait < 0.6 * mmc);
    q = qs_theory_mdc(1, 1, 30);
    assert_true(q.wait < 1e-20);
    q = qs_theory_mdc(3, 1, 3);
    assert_true(isinf(q.wait));
}

/* exp(x) - 1 and -log(1 - x), of small x too. */
static double complex complex_expm1(double complex x)
{
    double half = sin(cimag(x) / 2);
    return expm1(creal(x)) * cos(cimag(x)) - 2 * half * half + I * exp(creal(x)) * sin(cimag(x));
}

static double complex minus_log_of_rest(double complex x, double complex rest)
{
    return cabs(x) > 1e-4 ? -clog(rest) : x * (1 + x * (1.0 / 2 + x * (1.0 / 3 + x / 4)));
}

/* M/D/c by another way: Spitzer's sums as contour integrals of -log(1 - z^-c exp(a (z - 1))), against 1 /
 * (z - 1)^2 for the mean queue and 1 / (z - 1) for P(all busy), on the circle through the saddle point. The
 * trapezoid rule on a circle errs by exp(-n log r). Source: Pollaczek's integral; Abate, Choudhury, Whitt,
 * AEU 47, 1993. */
static void mdc_by_contour(double load, double c, double *queue, double *busy)
{
    const double pi = 3.14159265358979323846;
    double r = c / load, n = ceil(30 / log(r)) + 32; /* half of them */
    double complex sum_queue = 0, sum_busy = 0;
    for (double k = 0; k < n; k++) {
        double complex s = log(r) + pi * I * (k + 0.5) / n, z = complex_expm1(s) + 1;
        double complex exponent = load * complex_expm1(s) - c * s;
        double complex g = minus_log_of_rest(cexp(exponent), -complex_expm1(exponent)) * z / complex_expm1(s);
        sum_queue += g / complex_expm1(s);
        sum_busy += g;
    }
    *queue = creal(sum_queue) / n;
    *busy = -expm1(-creal(sum_busy) / n);
}

/* Up to load 0.999. Loads of which the integral itself, in doubles, has not ten digits are left out: who
 * waits is rarer than 1e-5 there. */
static void test_mdc_by_contour(void **state)
{
    (void)state;
    static const double load[] = {0.05, 0.2, 0.4, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95, 0.97, 0.99, 0.999};
    static const size_t servers[] = {100, 300, 1000};
    int n = 0;
    for (size_t i = 0; i < 50 + 3; i++)
        for (size_t k = 0; k < sizeof load / sizeof *load; k++) {
            size_t c = i < 50 ? i + 1 : servers[i - 50];
            double queue, busy;
            mdc_by_contour(load[k] * (double)c, (double)c, &queue, &busy);
            if (busy < 1e-5)
                continue;
            n++;
            qs_steady q = qs_theory_mdc(load[k] * (double)c, 1, c);
            SAME(q.queue, queue);
            SAME(q.wait_probability, busy);
        }
    assert_true(n > 450);
}

/* Towards load 1 the wait is an exponential's of mean D / (2 c (1 - rho)), whatever c (Kollerstrom 1974). */
static void test_mdc_heavy(void **state)
{
    (void)state;
    for (size_t c = 2; c <= 50; c++)
        NEAR(qs_theory_mdc((double)c * (1 - 1e-6), 1, c).wait * (double)c * 2e-6, 1, 2e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random_order),
        cmocka_unit_test(test_lifo),
        cmocka_unit_test(test_priority_variance),
        cmocka_unit_test(test_priority_merging),
        cmocka_unit_test(test_priority_as_breakdowns),
        cmocka_unit_test(test_breakdowns_by_chain),
        cmocka_unit_test(test_restart),
        cmocka_unit_test(test_drop_oldest),
        cmocka_unit_test(test_mdc),
        cmocka_unit_test(test_mdc_by_contour),
        cmocka_unit_test(test_mdc_heavy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
