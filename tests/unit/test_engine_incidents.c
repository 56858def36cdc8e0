/* What is told beside visits, by hand: duty, who is sent back and goes on, who moves, when a server comes free.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "scene.h"

enum { MOST = 64 };

typedef struct told {
    size_t n;
    qs_incident incidents[MOST];
} told;

static void note(void *context, const qs_incident *incident)
{
    told *into = context;
    assert_true(into->n < MOST);
    into->incidents[into->n++] = *incident;
}

/* Once unwatched, once watched: the same row, and these incidents in this order. */
static void expect(scene *s, size_t n, const qs_incident *expected)
{
    told got = {0};
    scene_run(s);
    size_t n_values = (size_t)qs_engine_layout(s->engine)->n_values;
    double *row = malloc(n_values * sizeof *row);
    assert_non_null(row);
    memcpy(row, s->row, n_values * sizeof *row);
    qs_engine_watch(s->engine, note, &got);
    scene_run(s);
    qs_engine_watch(s->engine, NULL, NULL);
    assert_memory_equal(row, s->row, n_values * sizeof *row);
    free(row);
    assert_int_equal(got.n, n);
    for (size_t i = 0; i < n; i++) {
        const qs_incident *a = &got.incidents[i], *b = &expected[i];
        assert_same(a->time, b->time);
        assert_int_equal(a->kind, b->kind);
        assert_int_equal(a->customer, b->customer);
        assert_int_equal(a->place, b->place);
        assert_int_equal(a->server, b->server);
        assert_int_equal(a->amount, b->amount);
        assert_int_equal(a->more, b->more);
    }
}
#define expect_told(s, ...)                                                                                  \
    expect(s, sizeof((qs_incident[]){__VA_ARGS__}) / sizeof(qs_incident), (qs_incident[]){__VA_ARGS__})

static qs_incident duty(double time, int window, int amount)
{
    return (qs_incident){
        .time = time, .kind = QS_INCIDENT_DUTY, .place = window, .server = QS_NONE, .amount = amount};
}

static qs_incident of(double time, qs_incident_kind kind, uint64_t customer, int server)
{
    return (qs_incident){.time = time, .kind = kind, .customer = customer, .server = server};
}

/* Two servers to 5, one to 8, none to 20: who is served then goes back, and on. */
static void test_sent_back(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 6);
    qs_window *window = &s.model.windows[0];
    window->n_shifts = 4;
    window->shifts = scene_pieces(4, (qs_piece[]){{5, 2}, {8, 1}, {20, 0}, {INFINITY, 2}});
    window->servers = 2;
    window->interrupts = true;
    scene_arrivals(&s, 0, 0, 1, 2);
    expect_told(&s, duty(0, 0, 2), duty(5, 0, 1), of(5, QS_INCIDENT_BACK, 1, 1), of(6, QS_INCIDENT_ON, 1, 0),
                duty(8, 0, 0), of(8, QS_INCIDENT_BACK, 2, 0), duty(20, 0, 2), of(20, QS_INCIDENT_ON, 2, 0));
    scene_close(&s);
}

/* A dead time of 2 after a service of 1, without the customer. */
static void test_comes_free(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.stages[0].dead_time = scene_constant(&s, 2);
    scene_arrivals(&s, 0, 0, 5);
    expect_told(&s, duty(0, 0, 1), of(3, QS_INCIDENT_FREE, 0, 0), of(8, QS_INCIDENT_FREE, 0, 0));
    scene_close(&s);
}

/* The first window closes at 2: who waits there goes to the second. */
static void test_moves(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 2, 1);
    scene_takes(&s, 0, 0, 3);
    s.model.window_choice = QS_CHOOSE_FIRST;
    qs_window *window = &s.model.windows[0];
    window->n_shifts = 2;
    window->shifts = scene_pieces(2, (qs_piece[]){{2, 1}, {INFINITY, 0}});
    window->closing = QS_CLOSING_MOVE;
    scene_arrivals(&s, 0, 0, 1);
    expect_told(
        &s, duty(0, 0, 1), duty(0, 1, 1), duty(2, 0, 0),
        (qs_incident){.time = 2, .kind = QS_INCIDENT_MOVES, .customer = 1, .place = 1, .server = QS_NONE});
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sent_back), cmocka_unit_test(test_comes_free),
                                       cmocka_unit_test(test_moves)};
    return cmocka_run_group_tests_name("incidents", tests, NULL, NULL);
}
