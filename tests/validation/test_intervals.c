/* Results by interval against exact values: a queue from empty by uniformisation, numbers at infinitely many
 * servers under a rate that changes, in closed form. False alarms: see validation.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdio.h>

#include "model.h"
#include "qsweep/chain.h"

static double row_value(const validation *run, uint64_t replication, qs_metric metric, int interval)
{
    const qs_spot spot = {.metric = metric, .interval = interval};
    int index = qs_layout_spot(&run->layout, &spot);
    assert_true(index >= 0);
    return run->scenarios[0].rows[replication * (uint64_t)run->layout.n_values + (uint64_t)index];
}

/* A mean over replications of the system in one interval. */
static void expect(validation *run, qs_metric metric, int interval, double exact)
{
    uint64_t n = run->scenarios[0].n_replications;
    double sum = 0, square = 0;
    for (uint64_t r = 0; r < n; r++)
        sum += row_value(run, r, metric, interval);
    double mean = sum / (double)n;
    for (uint64_t r = 0; r < n; r++)
        square += pow(row_value(run, r, metric, interval) - mean, 2);
    validation_judge(run, 0, "system", qs_metric_get(metric)->name, interval, mean,
                     sqrt(square / (double)(n - 1) / (double)n), exact);
}

/* The wait of all customers of an interval together, a ratio: its error by linearisation. */
static void expect_wait(validation *run, int interval, double exact)
{
    uint64_t n = run->scenarios[0].n_replications;
    double waits = 0, customers = 0, square = 0;
    for (uint64_t r = 0; r < n; r++) {
        double arrived = row_value(run, r, QS_METRIC_arrived, interval);
        customers += arrived;
        waits += arrived > 0 ? arrived * row_value(run, r, QS_METRIC_wait_mean, interval) : 0;
    }
    double ratio = waits / customers;
    for (uint64_t r = 0; r < n; r++) {
        double arrived = row_value(run, r, QS_METRIC_arrived, interval);
        if (arrived > 0)
            square += pow(arrived * (row_value(run, r, QS_METRIC_wait_mean, interval) - ratio), 2);
    }
    validation_judge(run, 0, "system", "wait of all", interval, ratio, sqrt(square) / customers, exact);
}

/* Averages over [from, to) of M/M/1 that begins empty: integrals up to each end. */
static qs_transient between(const qs_chain_piece *piece, double from, double to)
{
    enum { PLACES = 400 };
    qs_transient a = {0}, b;
    if (from > 0)
        assert_int_equal(qs_chain_transient(1, piece, PLACES, from, NULL, &a), QS_OK);
    assert_int_equal(qs_chain_transient(1, piece, PLACES, to, NULL, &b), QS_OK);
    b.average_number = (b.average_number * to - a.average_number * from) / (to - from);
    b.average_queue = (b.average_queue * to - a.average_queue * from) / (to - from);
    b.average_busy = (b.average_busy * to - a.average_busy * from) / (to - from);
    return b;
}

/* A wait is the sum of as many services as are present on arrival, and who comes sees time averages: its mean
 * is the interval's mean number times the mean service, however long after the interval, or the horizon, it
 * ends. */
static void test_queue_from_empty(void **state)
{
    (void)state;
    static const double edges[] = {0, 3, 10, 20, 40};
    const qs_chain_piece piece = {1000, 0.9, 1, 1};
    validation run;
    model_run(&run, "desk", "arrivals.door={interarrival: {exponential: {mean: 1.1111111111111112}}}",
              "services.help.time={exponential: {mean: 1}}", "windows.desk.servers=1",
              "run={horizon: 40, replications: 20000, seed: 7, at_horizon: drain}",
              "output={intervals: [0, 3, 10, 20, 40], replications: true}");
    for (int i = 0; i < 4; i++) {
        qs_transient exact = between(&piece, edges[i], edges[i + 1]);
        expect(&run, QS_METRIC_arrived, i + 1, 0.9 * (edges[i + 1] - edges[i]));
        expect(&run, QS_METRIC_served, i + 1, 0.9 * (edges[i + 1] - edges[i]));
        expect(&run, QS_METRIC_number_mean, i + 1, exact.average_number);
        expect(&run, QS_METRIC_queue_mean, i + 1, exact.average_queue);
        expect(&run, QS_METRIC_utilisation, i + 1, exact.average_busy);
        expect_wait(&run, i + 1, exact.average_number);
    }
    validation_close(&run);
}

/* The mean number m(t) at infinitely many servers: m' = rate - m / service. */
typedef struct number {
    double now, area; /* m, and its integral so far */
} number;

static void go_on(number *m, double rate, double service, double length)
{
    double level = rate * service, left = exp(-length / service);
    m->area += level * length + (m->now - level) * service * (1 - left);
    m->now = level + (m->now - level) * left;
}

/* Edges that are none of the rate's, and a warm-up in the middle of the first interval. */
static void test_infinite_servers(void **state)
{
    (void)state;
    validation run;
    model_run(&run, "desk", "arrivals.door={rate: [{until: 4, rate: 3}, {until: 6, rate: 0}, {rate: 8}]}",
              "services.help.time={exponential: {mean: 2}}", "windows.desk.servers=inf",
              "run={horizon: 10, warmup: 1, replications: 10000, seed: 8}",
              "output={intervals: [0, 3, 5, 7, 10], replications: true}");
    number m = {0};
    go_on(&m, 3, 2, 1);
    m.area = 0;
    go_on(&m, 3, 2, 2);
    expect(&run, QS_METRIC_number_mean, 1, m.area / 2);
    expect(&run, QS_METRIC_arrived, 1, 3 * 2);
    m.area = 0;
    go_on(&m, 3, 2, 1);
    go_on(&m, 0, 2, 1);
    expect(&run, QS_METRIC_number_mean, 2, m.area / 2);
    expect(&run, QS_METRIC_arrived, 2, 3);
    m.area = 0;
    go_on(&m, 0, 2, 1);
    go_on(&m, 8, 2, 1);
    expect(&run, QS_METRIC_number_mean, 3, m.area / 2);
    expect(&run, QS_METRIC_arrived, 3, 8);
    m.area = 0;
    go_on(&m, 8, 2, 3);
    expect(&run, QS_METRIC_number_mean, 4, m.area / 3);
    expect(&run, QS_METRIC_arrived, 4, 24);
    validation_close(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_queue_from_empty),
                                       cmocka_unit_test(test_infinite_servers)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
