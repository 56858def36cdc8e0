/* What a decision reads of a replication has the bits that it has in a replication that is read whole.
 *
 * Closed lines of machines made at random, whose throughput is counted without a calendar, against the
 * events; and systems of every kind, of which quantiles and intervals are not measured. The numbers are
 * fixed, so this fails never or always.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "random_scene.h"

enum { N_LINES = 600, N_SYSTEMS = 200, UNTOUCHED = -77 };

static const qs_spot throughput = {.scope = QS_SYSTEM, .metric = QS_METRIC_throughput};

static uint64_t state;

static unsigned below(unsigned n)
{
    state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(state >> 33) % n;
}

/* Times whose instants never coincide, or do so all the time. */
static int draw_law(scene *s, bool has_ties)
{
    double mean = 0.1 + 0.1 * below(10);
    switch (has_ties ? 0 : 1 + below(3)) {
    case 0:
        return scene_constant(s, 0.25 * (1 + below(4)));
    case 1:
        return scene_law(s, QS_DISTRIBUTION_exponential, mean, 0);
    case 2:
        return scene_law(s, QS_DISTRIBUTION_uniform, 0, 2 * mean);
    default:
        return scene_law(s, QS_DISTRIBUTION_gamma, 0.7, mean);
    }
}

static void draw_room(qs_window *window)
{
    static const qs_capacity kinds[] = {QS_CAPACITY_NONE, QS_CAPACITY_QUEUE, QS_CAPACITY_TOTAL,
                                        QS_CAPACITY_TOTAL};
    window->capacity_kind = kinds[below(4)];
    window->capacity = below(6) + (window->capacity_kind == QS_CAPACITY_TOTAL);
    window->overflow = window->capacity_kind == QS_CAPACITY_NONE ? QS_REJECT : QS_BLOCK;
}

static void open_line(scene *s, uint64_t number, bool has_ties)
{
    state = number * 2 + has_ties;
    int n = 1 + (int)below(5);
    scene_open(s, n, 1, n, 1);
    qs_model *m = &s->model;
    m->sources[0].kind = QS_SOURCE_CLOSED;
    m->sources[0].population = 1 + (int)below(30);
    m->sources[0].think_time = scene_constant(s, 0.5 * below(3));
    for (int i = 0; i < n; i++) {
        scene_serves_nobody(s, i);
        scene_serves(s, i, 0, i);
        m->stages[i].time = draw_law(s, has_ties);
        if (i > 0)
            draw_room(&m->windows[i]);
        if (i + 1 < n)
            m->classes[0].then[i * n + i + 1] = 1;
    }
    m->run.horizon = 20 + below(200);
    m->run.warmup = below(3) ? below(20) : 0;
    m->run.stops = below(2);
    m->run.waiting_served = m->run.in_service_finished = !m->run.stops;
    s->is_deaf = true;
}

/* Simulate again with nothing read but some spots; other values may stay as they are. */
static void run_wanting(scene *s, const qs_spot *spots, size_t n)
{
    int n_values = qs_engine_layout(s->engine)->n_values;
    for (int i = 0; i < n_values; i++)
        s->row[i] = UNTOUCHED;
    qs_engine_want(s->engine, spots, n);
    assert_int_equal(scene_try(s), QS_OK);
    qs_engine_want(s->engine, NULL, 0);
}

/* Whether it was counted without events: then nothing else is in the row. */
static bool compare_line(uint64_t number, bool has_ties)
{
    scene s;
    bool is_counted = false;
    open_line(&s, number, has_ties);
    for (uint64_t r = 0; r < 3; r++) {
        s.key = (qs_replication_key){.seed = 7, .replication = r, .is_antithetic = number % 2};
        assert_int_equal(scene_try(&s), QS_OK);
        double whole = scene_system(&s, throughput), class = scene_class(&s, 0, throughput);
        run_wanting(&s, &throughput, 1);
        assert_same(scene_system(&s, throughput), whole);
        assert_same(scene_class(&s, 0, throughput), class);
        is_counted = scene_system(&s, arrived) == UNTOUCHED;
    }
    assert_int_equal(scene_try(&s), QS_OK);
    assert_true(scene_system(&s, arrived) >= 0); /* all is read again */
    scene_close(&s);
    return is_counted;
}

static void test_lines(void **unused)
{
    (void)unused;
    int n_counted = 0;
    for (uint64_t i = 0; i < N_LINES; i++)
        assert_true(compare_line(i, false));
    for (uint64_t i = 0; i < N_LINES; i++)
        n_counted += compare_line(i, true);
    assert_in_range(n_counted, N_LINES / 10, N_LINES * 9 / 10);
}

/* A line that is no such line is left to the events. */
static void expect_events(void (*change)(scene *s))
{
    scene s;
    open_line(&s, 3, false);
    change(&s);
    assert_int_equal(scene_try(&s), QS_OK);
    double whole = scene_system(&s, throughput);
    run_wanting(&s, &throughput, 1);
    assert_same(scene_system(&s, throughput), whole);
    assert_true(scene_system(&s, arrived) >= 0);
    scene_close(&s);
}

static void two_servers(scene *s)
{
    s->model.windows[0].servers = 2;
}

static void think(scene *s)
{
    s->model.sources[0].think_time = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
}

static void full_at_the_door(scene *s)
{
    s->model.windows[0].capacity_kind = QS_CAPACITY_TOTAL;
    s->model.windows[0].capacity = 2;
    s->model.sources[0].think_time = scene_constant(s, 0.5); /* who is turned away comes again */
}

static void go_back(scene *s)
{
    s->model.classes[0].then[0] = 0.5;
    if (s->model.n_services > 1)
        s->model.classes[0].then[1] = 0.5;
}

static void last_come(scene *s)
{
    s->model.windows[0].discipline = QS_LIFO;
}

static void by_events(scene *s)
{
    s->model.run.kernel = QS_KERNEL_EVENTS;
}

static void test_other_lines(void **unused)
{
    (void)unused;
    void (*changes[])(scene *) = {two_servers, think, full_at_the_door, go_back, last_come, by_events};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        expect_events(changes[i]);
}

static bool is_quantile(int metric)
{
    return metric == QS_METRIC_wait_quantile || metric == QS_METRIC_sojourn_quantile;
}

/* All spots of whole periods that are no quantiles. */
static size_t list_spots(const qs_layout *layout, qs_spot *spots)
{
    size_t n = 0;
    for (int scope = 0; scope < QS_N_SCOPES; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            for (int metric = 0; metric < QS_N_METRICS; metric++)
                for (int item = 0; item < qs_layout_n_items(layout, (qs_metric)metric); item++) {
                    qs_spot spot = {.scope = (qs_scope)scope,
                                    .member = member,
                                    .metric = (qs_metric)metric,
                                    .item = item};
                    if (!is_quantile(metric) && qs_layout_spot(layout, &spot) != QS_NONE)
                        spots[n++] = spot;
                }
    return n;
}

static void compare_system(uint64_t number)
{
    scene s;
    random_scene(&s, number, false);
    s.is_deaf = true;
    if (scene_try(&s) == QS_OK) {
        const qs_layout *layout = qs_engine_layout(s.engine);
        size_t n_values = (size_t)layout->n_values;
        double *whole = malloc(n_values * sizeof *whole);
        qs_spot *spots = malloc(n_values * sizeof *spots);
        assert_true(whole && spots);
        memcpy(whole, s.row, n_values * sizeof *whole);
        size_t n = list_spots(layout, spots);
        assert_true(n > 10);
        run_wanting(&s, spots, n);
        for (size_t i = 0; i < n; i++)
            assert_same(s.row[qs_layout_spot(layout, &spots[i])], whole[qs_layout_spot(layout, &spots[i])]);
        assert_int_equal(scene_try(&s), QS_OK);
        for (size_t i = 0; i < n_values; i++)
            assert_same(s.row[i], whole[i]);
        free(whole);
        free(spots);
    }
    scene_close(&s);
}

static void test_systems(void **unused)
{
    (void)unused;
    for (uint64_t i = 0; i < N_SYSTEMS; i++)
        compare_system(i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lines), cmocka_unit_test(test_other_lines),
                                       cmocka_unit_test(test_systems)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
