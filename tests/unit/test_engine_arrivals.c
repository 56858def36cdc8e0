/* The engine's sources, worked out by hand: on-off, piecewise rates, batches, limits, recorded times, counts,
 * closed sources. Gaps are constant, also where a study has exponential ones.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/hash.h"
#include "qsweep/variate.h"
#include "scene.h"

/* One source with a constant gap; endless servers, so that all that matters is when people come. */
static qs_source *open_gaps(scene *s, qs_source_kind kind, double gap, double horizon)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.windows[0].servers = QS_INFINITE_SERVERS;
    s->model.run.horizon = horizon;
    s->model.sources[0].kind = kind;
    s->model.sources[0].interarrival = scene_constant(s, gap);
    return &s->model.sources[0];
}

static void expect_arrivals(const scene *s, size_t n, const double *times)
{
    assert_int_equal(s->n_visits, n);
    for (size_t i = 0; i < n; i++)
        assert_near(scene_find(s, (int)i, 0)->arrival, times[i]);
}
#define arrivals_are(s, ...)                                                                                 \
    expect_arrivals(s, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

static void test_renewal(void **state)
{
    (void)state;
    scene s;
    open_gaps(&s, QS_SOURCE_RENEWAL, 2, 8); /* the first one gap after the start; nobody at the horizon */
    scene_run(&s);
    arrivals_are(&s, 2, 4, 6);
    scene_close(&s);
}

/* The gaps' clock stands still while the source is off: what is left of a gap goes on in the next period. */
static void test_on_off(void **state)
{
    (void)state;
    scene s;
    qs_source *source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 40);
    source->period_length = 10;
    source->period_on = 3;
    scene_run(&s);
    arrivals_are(&s, 2, 11, 20, 22, 31);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 9); /* always on */
    source->period_length = source->period_on = 5;
    scene_run(&s);
    arrivals_are(&s, 2, 4, 6, 8);
    scene_close(&s);
}

/* An arrival whenever the integral of the rate has grown by a gap. */
static void test_rates(void **state)
{
    (void)state;
    scene s;
    const qs_piece pieces[] = {{2, 1}, {4, 0}, {6, 2}};
    qs_source *source = open_gaps(&s, QS_SOURCE_RATE, 0.75, 100);
    source->n_rates = 3;
    source->rates = scene_pieces(3, pieces);
    scene_run(&s); /* nobody after the last piece */
    arrivals_are(&s, 0.75, 1.5, 4.125, 4.5, 4.875, 5.25, 5.625, 6);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RATE, 0.75, 14);
    source->n_rates = 3;
    source->rates = scene_pieces(3, pieces);
    source->period_length = 7; /* one unit of rate 0 at the end of a period */
    scene_run(&s);
    arrivals_are(&s, 0.75, 1.5, 4.125, 4.5, 4.875, 5.25, 5.625, 6, 7.75, 8.5, 11.125, 11.5, 11.875, 12.25,
                 12.625, 13);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RATE, 10, 6.5); /* a gap over many pieces */
    source->n_rates = 2;
    source->rates = scene_pieces(2, (const qs_piece[]){{0.25, 0}, {0.5, 8}});
    source->period_length = 0.5;
    scene_run(&s);
    arrivals_are(&s, 2.5, 5);
    scene_close(&s);
    source =
        open_gaps(&s, QS_SOURCE_RATE, 1, 9); /* a gap over 2^41 periods, and at last one beyond all of them */
    source->n_rates = 1;
    source->rates = scene_pieces(1, (const qs_piece[]){{0x1p-40, 0.5}});
    source->period_length = 0x1p-40;
    scene_run(&s);
    arrivals_are(&s, 2, 4, 6, 8);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RATE, 1, 10); /* the last piece goes on */
    source->n_rates = 2;
    source->rates = scene_pieces(2, (const qs_piece[]){{2, 0.5}, {INFINITY, 0.25}});
    scene_run(&s);
    arrivals_are(&s, 2, 6);
    scene_close(&s);
}

static void test_batches(void **state)
{
    (void)state;
    scene s;
    qs_source *source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 100);
    source->batch = scene_constant(&s, 3);
    source->limit = 5; /* customers, not batches */
    scene_run(&s);
    arrivals_are(&s, 2, 2, 2, 4, 4);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 100);
    source->batch = scene_law(&s, QS_DISTRIBUTION_bernoulli, 0.5, 0); /* may be nobody */
    source->limit = 10;
    scene_run(&s);
    assert_int_equal(s.n_visits, 10);
    int n_missing = 0;
    for (int i = 0; i < 10; i++) {
        double arrival = scene_find(&s, i, 0)->arrival;
        assert_same(fmod(arrival, 2), 0);
        n_missing += i > 0 && arrival > scene_find(&s, i - 1, 0)->arrival + 2;
    }
    assert_true(n_missing > 0); /* else it would be 10 out of 10: 1 in 1,000, at this fixed seed */
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 100);
    source->batch = scene_constant(&s, 0);
    scene_run(&s);
    assert_same(scene_system(&s, arrived), 0);
    assert_same(scene_system(&s, number_mean), 0);
    assert_same(scene_system(&s, wait_mean), NAN);
    scene_close(&s);
}

static void test_recorded_times(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 0, 0, 1.5, 99, 100, 101);
    scene_run(&s);
    arrivals_are(&s, 0, 0, 1.5, 99);
    s.model.sources[0].limit = 3;
    scene_run(&s);
    arrivals_are(&s, 0, 0, 1.5);
    scene_close(&s);
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    s.model.sources[0].batch = scene_constant(&s, 2);
    s.model.sources[0].count = 2; /* each plays the record */
    scene_arrivals(&s, 0, 1, 3);
    scene_run(&s);
    arrivals_are(&s, 1, 1, 1, 1, 3, 3, 3, 3);
    scene_close(&s);
}

/* A law that may be below zero. */
static int signed_law(scene *s, qs_distribution_kind kind, double a, double b)
{
    int index;
    qs_distribution d = {.kind = kind, .a = a, .b = b, .is_signed = true};
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    assert_int_equal(qs_model_add_distribution(&s->model, &d, &index), QS_OK);
    return index;
}

/* Appointments at 10, 20, ... : early and late by hand, in another order than planned, before the start and behind
 * the horizon. */
static void test_lateness(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 1, 10, 20, 30, 99);
    s.model.sources[0].lateness = signed_law(&s, QS_DISTRIBUTION_constant, -4, 0);
    scene_run(&s);
    arrivals_are(&s, 0, 6, 16, 26, 95);
    scene_close(&s);
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 1, 10, 20, 30, 99);
    s.model.sources[0].lateness = signed_law(&s, QS_DISTRIBUTION_constant, 4, 0);
    s.model.sources[0].limit = 3;
    scene_run(&s); /* the last would come at 103, behind the horizon of 100 */
    arrivals_are(&s, 5, 14, 24);
    s.model.sources[0].limit = 0;
    scene_run(&s);
    arrivals_are(&s, 5, 14, 24, 34);
    scene_close(&s);
}

/* What is drawn is drawn for each, and who comes first is first. */
static void test_lateness_draws(void **state)
{
    (void)state;
    scene s;
    double late[4], instants[4] = {10, 11, 12, 13}, right[4];
    qs_stream stream;
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 10, 11, 12, 13);
    int law = signed_law(&s, QS_DISTRIBUTION_uniform, -8, 8);
    s.model.sources[0].lateness = law;
    scene_run(&s);
    qs_stream_start(&stream, &s.key, qs_hash_name("arrivals/a0/lateness"));
    qs_variate_fill(&s.model.distributions[law], &stream, late, 4);
    bool is_out_of_order = false;
    for (int i = 0; i < 4; i++)
        right[i] = instants[i] + late[i];
    for (int pass = 0; pass < 4; pass++)
        for (int i = 0; i < 3; i++)
            if (right[i] > right[i + 1]) {
                double t = right[i];
                right[i] = right[i + 1];
                right[i + 1] = t;
                is_out_of_order = true;
            }
    assert_true(is_out_of_order);
    expect_arrivals(&s, 4, right);
    scene_close(&s);
}

/* Each number of the stream is one appointment's, whoever comes and whenever: with more who stay away the others come
 * as before. With probability 1 nobody does. */
static void test_no_show(void **state)
{
    (void)state;
    scene s;
    double u[6];
    qs_stream stream;
    const double share[] = {0.2, 0.5, 0.8, 1};
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].servers = QS_INFINITE_SERVERS;
    scene_arrivals(&s, 0, 10, 11, 12, 13, 14, 15);
    s.model.sources[0].lateness = signed_law(&s, QS_DISTRIBUTION_constant, -1, 0);
    qs_stream_start(&stream, &s.key, qs_hash_name("arrivals/a0/no_show"));
    qs_stream_fill(&stream, u, 6);
    for (int k = 0; k < 4; k++) {
        double right[6];
        size_t n = 0;
        for (int i = 0; i < 6; i++)
            if (u[i] >= share[k])
                right[n++] = 9 + i;
        s.model.sources[0].no_show = share[k];
        scene_run(&s);
        expect_arrivals(&s, n, right);
        assert_same(scene_system(&s, arrived), (double)n);
    }
    scene_close(&s);
}

/* `count` sources with gaps, limits and batches of their own. */
static void test_count(void **state)
{
    (void)state;
    scene s;
    qs_source *source = open_gaps(&s, QS_SOURCE_RENEWAL, 2, 100);
    source->count = 3;
    source->limit = 2;
    scene_run(&s);
    arrivals_are(&s, 2, 2, 2, 4, 4, 4);
    scene_close(&s);
    source = open_gaps(&s, QS_SOURCE_RENEWAL, 1, 1000);
    source->interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 10, 0);
    source->count = 2;
    source->limit = 1;
    scene_run(&s); /* independent: not the same numbers */
    assert_true(scene_find(&s, 0, 0)->arrival < scene_find(&s, 1, 0)->arrival);
    scene_close(&s);
}

/* Two customers who think for 3 and are served, by one server, for 2. */
static void test_closed(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 2);
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 2;
    s.model.sources[0].think_time = scene_constant(&s, 3);
    s.model.run.horizon = 14;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 3, 3, 5, QS_SERVED}, {1, 0, 0, 0, 0, 3, 5, 7, QS_SERVED},
                 {2, 0, 0, 0, 0, 8, 8, 10, QS_SERVED}, {3, 0, 0, 0, 0, 10, 10, 12, QS_SERVED},
                 {4, 0, 0, 0, 0, 13, 13, NAN, QS_UNFINISHED});
    assert_same(scene_system(&s, number_mean), (2 + 4 + 2 + 2 + 1) / 14.0);
    assert_same(scene_system(&s, utilisation), 9 / 14.0);
    s.model.run.stops = false;
    s.model.run.waiting_served = s.model.run.in_service_finished = true;
    scene_run(&s); /* drained: nobody returns any more */
    assert_same(scene_system(&s, served), 5);
    assert_same(scene_system(&s, drain_time), 1);
    assert_int_equal(s.n_visits, 5);
    scene_close(&s);
}

/* Who is turned away from a closed system thinks again, and a customer who returns may be of another class.
 */
static void test_closed_and_rejected(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 4);
    scene_takes(&s, 1, 0, 4);
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 1;
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 2;
    s.model.sources[0].think_time = scene_constant(&s, 3);
    s.model.sources[0].shares[0] = s.model.sources[0].shares[1] = 0.5;
    scene_run(&s);
    assert_int_equal(scene_find(&s, 1, 0)->outcome, QS_REJECTED);
    assert_same(scene_find(&s, 2, 0)->arrival, 6); /* the one turned away at 3 */
    assert_int_equal(scene_find(&s, 2, 0)->outcome, QS_REJECTED);
    assert_same(scene_find(&s, 3, 0)->arrival, 9);
    assert_true(scene_class(&s, 0, arrived) > 0 && scene_class(&s, 1, arrived) > 0);
    scene_close(&s);
}

/* At one instant sources come in their order, before those who return from thinking. */
static void test_sources_before_the_thinking(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    s.model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[0].capacity = 1;
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 1;
    s.model.sources[0].think_time = scene_constant(&s, 3);
    s.model.run.horizon = 4;
    scene_arrivals(&s, 1, 3);
    scene_run(&s);
    assert_int_equal(scene_find(&s, 0, 0)->customer_class, 1);
    assert_int_equal(scene_find(&s, 1, 0)->customer_class, 0);
    assert_int_equal(scene_find(&s, 1, 0)->outcome, QS_REJECTED);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_renewal),
                                       cmocka_unit_test(test_on_off),
                                       cmocka_unit_test(test_rates),
                                       cmocka_unit_test(test_batches),
                                       cmocka_unit_test(test_recorded_times),
                                       cmocka_unit_test(test_lateness),
                                       cmocka_unit_test(test_lateness_draws),
                                       cmocka_unit_test(test_no_show),
                                       cmocka_unit_test(test_count),
                                       cmocka_unit_test(test_closed),
                                       cmocka_unit_test(test_closed_and_rejected),
                                       cmocka_unit_test(test_sources_before_the_thinking)};
    return cmocka_run_group_tests_name("arrivals of the engine", tests, NULL, NULL);
}
