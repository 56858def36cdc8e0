/* The engine's queues, worked out by hand: simultaneous events, disciplines, priorities, preemption, full
 * queues, impatience.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* Who comes at the very instant at which a server becomes free begins at once. */
static void test_departure_before_arrival(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 2);
    scene_arrivals(&s, 0, 1, 3);
    s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE; /* no place to wait */
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 3, QS_SERVED}, {1, 0, 0, 0, 0, 3, 3, 5, QS_SERVED});
    assert_same(scene_system(&s, wait_max), 0);
    assert_same(scene_system(&s, queue_max), 0);
    scene_close(&s);
}

/* At one instant: an end of service, then breakdowns, then arrivals. */
static void test_service_ends_before_a_breakdown(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 4);
    s.model.windows[0].breakdown_up = scene_constant(&s, 10);
    s.model.windows[0].breakdown_down = scene_constant(&s, 5);
    scene_arrivals(&s, 0, 6, 10);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 6, 6, 10, QS_SERVED}, {1, 0, 0, 0, 0, 10, 15, 19, QS_SERVED});
    scene_close(&s);
}

/* And then: a sample of the series, the horizon, changes of shift, arrivals, patience. */
static void test_horizon_before_shift_before_patience(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.run = (qs_run_rule){
        .horizon = 10, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    s.model.output.series_every = 10;
    s.model.output.n_times = 2;
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{10, 0}, {INFINITY, 1}});
    s.model.classes[0].patience = scene_constant(&s, 7);
    scene_arrivals(&s, 0, 3, 10);
    scene_run(&s);
    assert_same(s.row[qs_layout_series(qs_engine_layout(s.engine), QS_SERIES_queue, 0, 1)], 1);
    assert_same(scene_system(&s, arrived), 1);
    assert_same(scene_system(&s, waiting_at_horizon), 1);
    scene_visits(&s, {0, 0, 0, 0, 0, 3, 10, 11, QS_SERVED});
    scene_close(&s);
}

/* Ends of service by window, arrivals by source. */
static void test_order_among_equals(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 3, 3);
    scene_takes(&s, 0, 0, 4);
    s.model.window_choice = QS_CHOOSE_FIRST;
    for (int w = 0; w < 3; w++)
        s.model.windows[w].capacity_kind = QS_CAPACITY_TOTAL, s.model.windows[w].capacity = 1;
    s.model.sources[2].shares[0] = 1;
    s.model.sources[2].shares[1] = 0;
    scene_arrivals(&s, 0, 1);
    scene_arrivals(&s, 1, 1, 5);
    scene_arrivals(&s, 2, 1, 1, 5);
    scene_run(&s);
    /* At 1: sources 0, 1, 2 in turn, the last one again, when all is full. At 5 w0 is free for source 1. */
    scene_visits(&s, {0, 0, 0, 0, 0, 1, 1, 5, QS_SERVED}, {1, 0, 1, 0, 0, 1, 1, 2, QS_SERVED},
                 {2, 0, 2, 0, 0, 1, 1, 5, QS_SERVED}, {3, 0, 0, 0, QS_NONE, 1, NAN, 1, QS_REJECTED},
                 {4, 0, 0, 0, 0, 5, 5, 6, QS_SERVED}, {5, 0, 1, 0, 0, 5, 5, 9, QS_SERVED});
    assert_same((double)s.visits[2].window, 0); /* told first of the two that end at 5 */
    scene_close(&s);
}

/* Service that ends at the instant at which patience does comes first; an arrival does too. */
static void test_patience_comes_last(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 1, 3);
    scene_takes(&s, 0, 0, 5);
    s.model.classes[1].patience = scene_constant(&s, 4);
    s.model.classes[2].patience = scene_constant(&s, 3);
    s.model.windows[0].capacity_kind = QS_CAPACITY_QUEUE;
    s.model.windows[0].capacity = 2;
    scene_arrivals(&s, 0, 0, 4.25);
    scene_arrivals(&s, 1, 1);
    scene_arrivals(&s, 2, 1, 4);
    scene_run(&s);
    /* Customers 1 and 2 wait from 1; 3 comes at 4 and finds them both, just before 2 gives up. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 1, 5, 6, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 1, NAN, 4, QS_RENEGED}, {3, 0, 0, 0, QS_NONE, 4, NAN, 4, QS_REJECTED},
                 {4, 0, 0, 0, 0, 4.25, 6, 11, QS_SERVED});
    assert_same(scene_class(&s, 2, reneged), 1);
    assert_same(scene_class(&s, 2, rejected), 1);
    assert_same(scene_system(&s, queue_mean), (4 + 3 + 1.75) / 100);
    assert_same(scene_system(&s, reneged_share), 1.0 / 5);
    assert_same(scene_class(&s, 2, reneged_share), 1.0 / 2);
    assert_same(scene_class(&s, 2, rejected_share), 1.0 / 2);
    assert_same(scene_window(&s, 0, served_share), 3.0 / 5);
    assert_same(scene_class(&s, 0, served_share), 1);
    assert_same(scene_system(&s, balked_share), 0);
    scene_close(&s);
}

/* A customer of a class of its own at 0, 1, 2, 3, who takes 5, 3, 1, 2. */
static void open_four(scene *s, qs_discipline discipline)
{
    const double takes[] = {5, 3, 1, 2};
    scene_open(s, 1, 4, 1, 4);
    for (int i = 0; i < 4; i++) {
        scene_takes(s, i, 0, takes[i]);
        scene_arrivals(s, i, i);
    }
    s->model.windows[0].discipline = discipline;
}

static void test_disciplines(void **state)
{
    (void)state;
    scene s;
    open_four(&s, QS_FIFO);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {1, 0, 0, 0, 0, 1, 5, 8, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 8, 9, QS_SERVED}, {3, 0, 0, 0, 0, 3, 9, 11, QS_SERVED});
    scene_close(&s);
    open_four(&s, QS_LIFO);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {3, 0, 0, 0, 0, 3, 5, 7, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 7, 8, QS_SERVED}, {1, 0, 0, 0, 0, 1, 8, 11, QS_SERVED});
    scene_close(&s);
    open_four(&s, QS_SHORTEST_FIRST);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {2, 0, 0, 0, 0, 2, 5, 6, QS_SERVED},
                 {3, 0, 0, 0, 0, 3, 6, 8, QS_SERVED}, {1, 0, 0, 0, 0, 1, 8, 11, QS_SERVED});
    assert_same(scene_system(&s, wait_mean), (0 + 3 + 3 + 7) / 4.0);
    assert_near(scene_system(&s, wait_sd), sqrt((9 + 9 + 49 - 4 * 3.25 * 3.25) / 3));
    assert_same(scene_system(&s, sojourn_mean), (5 + 4 + 5 + 10) / 4.0);
    assert_same(scene_system(&s, queue_mean), (3 + 3 + 7) / 100.0);
    assert_same(scene_system(&s, queue_max), 3);
    scene_close(&s);
}

/* Equal service times under shortest_first: in order of coming. */
static void test_shortest_first_ties(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 4);
    scene_arrivals(&s, 0, 0, 1, 2, 3);
    s.model.windows[0].discipline = QS_SHORTEST_FIRST;
    scene_run(&s);
    for (int i = 0; i < 4; i++)
        assert_same(scene_find(&s, i, 0)->start, 4 * i);
    scene_close(&s);
}

/* Each of three who wait is as often the next one as another, and patience takes any of them out. */
static void test_random_order(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 1, 3);
    scene_takes(&s, 0, 0, 8);
    s.model.classes[2].patience = scene_constant(&s, 2);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 1, 2, 3);
    scene_arrivals(&s, 2, 1, 4);
    s.model.windows[0].discipline = QS_RANDOM;
    int first[6] = {0};
    enum { N = 3000 };
    for (unsigned r = 0; r < N; r++) {
        s.key.replication = r;
        scene_run(&s);
        int n_ahead = 0;
        for (int i = 0; i < 6; i++) {
            const qs_visit *v = scene_find(&s, i, 0);
            bool gave_up = v->outcome == QS_RENEGED;
            assert_int_equal(gave_up, i == 2 || i == 5);
            first[i] += v->start == 8;
            n_ahead += v->start == 8 || v->start == 9 || v->start == 10;
        }
        assert_int_equal(n_ahead, 3);
    }
    /* Binomial (N, 1/3), 6 standard deviations: a false alarm in 5e8. */
    for (int i = 1; i < 5; i++)
        assert_true(i == 2 ? first[i] == 0 : fabs(first[i] - N / 3.0) < 6 * sqrt(N * 2 / 9.0));
    scene_close(&s);
}

/* Class 1 goes before the others, who are equals. */
static void test_priority_of_class(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 1, 3);
    scene_takes(&s, 0, 0, 4);
    scene_takes(&s, 1, 0, 2);
    s.model.windows[0].n_priorities = 1;
    s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    scene_arrivals(&s, 0, 0, 2.5);
    scene_arrivals(&s, 1, 2);
    scene_arrivals(&s, 2, 1);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {2, 0, 0, 0, 0, 2, 4, 6, QS_SERVED},
                 {1, 0, 0, 0, 0, 1, 6, 7, QS_SERVED}, {3, 0, 0, 0, 0, 2.5, 7, 11, QS_SERVED});
    assert_same(scene_class(&s, 0, queue_mean), 4.5 / 100);
    assert_same(scene_class(&s, 1, wait_mean), 2);
    scene_close(&s);
}

/* The first line of the list that fits counts: (class 3, service 1), then service 1, then the rest. */
static void test_priority_of_service(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 4, 1, 4);
    scene_takes(&s, 0, 0, 5);
    for (int c = 2; c < 4; c++) {
        s.model.classes[c].first[0] = 0;
        s.model.classes[c].first[1] = 1;
    }
    s.model.windows[0].n_priorities = 2;
    s.model.windows[0].priorities = scene_pairs(2, (qs_pair[]){{3, 1}, {QS_NONE, 1}});
    for (int c = 0; c < 4; c++)
        scene_arrivals(&s, c, c);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {3, 0, 0, 0, 0, 3, 5, 6, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 6, 7, QS_SERVED}, {1, 0, 0, 0, 0, 1, 7, 8, QS_SERVED});
    scene_close(&s);
}

/* Class 0 takes 5 at 0 and at 0.5, class 1 goes before it and takes 2 at 1. */
static void open_preemption(scene *s, qs_preemption preemption, qs_discipline discipline)
{
    scene_open(s, 1, 2, 1, 2);
    scene_takes(s, 0, 0, 5);
    scene_takes(s, 1, 0, 2);
    qs_window *window = &s->model.windows[0];
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = preemption;
    window->discipline = discipline;
    scene_arrivals(s, 0, 0, 0.5);
    scene_arrivals(s, 1, 1);
}

static void test_preemption(void **state)
{
    (void)state;
    scene s;
    open_preemption(&s, QS_PREEMPT_NONE, QS_FIFO);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 5, QS_SERVED}, {2, 0, 0, 0, 0, 1, 5, 7, QS_SERVED},
                 {1, 0, 0, 0, 0, 0.5, 7, 12, QS_SERVED});
    scene_close(&s);
    const qs_discipline disciplines[] = {QS_FIFO, QS_LIFO, QS_SHORTEST_FIRST};
    for (int d = 0; d < 3; d++) { /* who was pushed out goes on before who has never been served */
        open_preemption(&s, QS_PREEMPT_RESUME, disciplines[d]);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 7, QS_SERVED}, {2, 0, 0, 0, 0, 1, 1, 3, QS_SERVED},
                     {1, 0, 0, 0, 0, 0.5, 7, 12, QS_SERVED});
        assert_same(scene_class(&s, 0, wait_mean), 3.25);
        assert_near(scene_system(&s, queue_mean), (6.5 + 2) / 100);
        assert_near(scene_system(&s, utilisation), 12.0 / 100);
        assert_near(scene_system(&s, number_mean), (7 + 2 + 11.5) / 100);
        scene_close(&s);
    }
    open_preemption(&s, QS_PREEMPT_RESTART, QS_FIFO);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 8, QS_SERVED}, {2, 0, 0, 0, 0, 1, 1, 3, QS_SERVED},
                 {1, 0, 0, 0, 0, 0.5, 8, 13, QS_SERVED});
    assert_near(scene_system(&s, utilisation), 13.0 / 100);
    scene_close(&s);
}

/* Of two servers, whose customer goes? The least urgent one's; among equals the one that began last. */
static void test_who_is_pushed_out(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 3, 1, 3);
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 10);
    qs_window *window = &s.model.windows[0];
    window->servers = 2;
    window->n_priorities = 2;
    window->priorities = scene_pairs(2, (qs_pair[]){{2, QS_NONE}, {1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    scene_arrivals(&s, 0, 1, 20, 21);
    scene_arrivals(&s, 1, 0);
    scene_arrivals(&s, 2, 2, 4, 22);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, 1, 1, 1, 13, QS_SERVED},
                 {2, 0, 0, 0, 1, 2, 2, 3, QS_SERVED}, {3, 0, 0, 0, 1, 4, 4, 5, QS_SERVED},
                 {4, 0, 0, 0, 0, 20, 20, 30, QS_SERVED}, {5, 0, 0, 0, 1, 21, 21, 32, QS_SERVED},
                 {6, 0, 0, 0, 1, 22, 22, 23, QS_SERVED});
    scene_close(&s);
}

/* Who began last is the one whom the server took last, however often its speed has changed since. */
static void test_pushed_out_after_a_change_of_speed(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    qs_window *window = &s.model.windows[0];
    window->servers = 2;
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    window->speed_kind = QS_SPEED_BY_QUEUE;
    window->n_speeds = 2;
    window->speeds = scene_pieces(2, (qs_piece[]){{0, 1}, {1, 2}});
    scene_arrivals(&s, 0, 0, 1, 2);
    scene_arrivals(&s, 1, 3);
    scene_run(&s);
    assert_int_equal(scene_find(&s, 3, 0)->server, 1); /* both servers go faster from 2 on */
    assert_same(scene_find(&s, 0, 0)->end, 6);         /* 2 by 2, then 8 at 2 */
    scene_close(&s);
}

/* A server takes 10; customers come at 0, 1, 2, 3, 4. */
static void open_capacity(scene *s, qs_capacity kind, int64_t capacity, qs_overflow overflow)
{
    scene_open(s, 1, 1, 1, 1);
    scene_takes(s, 0, 0, 10);
    scene_arrivals(s, 0, 0, 1, 2, 3, 4);
    s->model.windows[0].capacity_kind = kind;
    s->model.windows[0].capacity = capacity;
    s->model.windows[0].overflow = overflow;
}

static void test_capacity(void **state)
{
    (void)state;
    const struct {
        qs_capacity kind;
        int64_t capacity;
    } both[] = {{QS_CAPACITY_QUEUE, 2}, {QS_CAPACITY_TOTAL, 3}};
    scene s;
    for (int i = 0; i < 2; i++) {
        open_capacity(&s, both[i].kind, both[i].capacity, QS_REJECT);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, 0, 1, 10, 20, QS_SERVED},
                     {2, 0, 0, 0, 0, 2, 20, 30, QS_SERVED}, {3, 0, 0, 0, QS_NONE, 3, NAN, 3, QS_REJECTED},
                     {4, 0, 0, 0, QS_NONE, 4, NAN, 4, QS_REJECTED});
        assert_same(scene_system(&s, rejected), 2);
        scene_close(&s);
        open_capacity(&s, both[i].kind, both[i].capacity, QS_DROP_OLDEST);
        scene_run(&s);
        scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, QS_NONE, 1, NAN, 3, QS_DROPPED},
                     {2, 0, 0, 0, QS_NONE, 2, NAN, 4, QS_DROPPED}, {3, 0, 0, 0, 0, 3, 10, 20, QS_SERVED},
                     {4, 0, 0, 0, 0, 4, 20, 30, QS_SERVED});
        assert_same(scene_system(&s, dropped), 2);
        assert_same(scene_system(&s, queue_max), 2);
        assert_near(scene_system(&s, queue_mean), (2 + 2 + 7 + 16) / 100.0);
        scene_close(&s);
    }
    open_capacity(&s, QS_CAPACITY_TOTAL, 1, QS_DROP_OLDEST); /* nobody waits who could be dropped */
    scene_run(&s);
    assert_same(scene_system(&s, rejected), 4);
    scene_close(&s);
}

/* The longest waiting one goes, whatever its class; who was pushed out of service only if nobody else is. */
static void test_who_is_dropped(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    scene_takes(&s, 0, 0, 10);
    qs_window *window = &s.model.windows[0];
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    window->preemption = QS_PREEMPT_RESUME;
    window->capacity_kind = QS_CAPACITY_QUEUE;
    window->capacity = 2;
    window->overflow = QS_DROP_OLDEST;
    scene_arrivals(&s, 0, 0, 3, 4);
    scene_arrivals(&s, 1, 1, 1.25, 1.5, 1.75);
    scene_run(&s);
    /* 1 pushes 0 out and serves until 2; 2 waits, 3 drops it, 4 drops 3; 4 serves until 3; 5 finds 0 begun
     * again at 3, waits, as does 6. */
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 12, QS_SERVED}, {1, 0, 0, 0, 0, 1, 1, 2, QS_SERVED},
                 {2, 0, 0, 0, QS_NONE, 1.25, NAN, 1.5, QS_DROPPED},
                 {3, 0, 0, 0, QS_NONE, 1.5, NAN, 1.75, QS_DROPPED}, {4, 0, 0, 0, 0, 1.75, 2, 3, QS_SERVED},
                 {5, 0, 0, 0, 0, 3, 12, 22, QS_SERVED}, {6, 0, 0, 0, 0, 4, 22, 32, QS_SERVED});
    window->capacity = 1;
    scene_run(&s);
    /* Now only 0 waits when 2 comes: it is dropped, half served as it is. */
    const qs_visit *dropped = scene_find(&s, 0, 0);
    assert_int_equal(dropped->outcome, QS_DROPPED);
    assert_same(dropped->end, 1.25);
    assert_same(scene_system(&s, dropped), 3);
    assert_same(scene_system(&s, rejected), 0);
    scene_close(&s);
}

static void test_balking(void **state)
{
    (void)state;
    scene s;
    open_capacity(&s, QS_CAPACITY_NONE, 0, QS_REJECT);
    s.model.classes[0].balk_at = 2;
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 10, QS_SERVED}, {1, 0, 0, 0, 0, 1, 10, 20, QS_SERVED},
                 {2, 0, 0, 0, 0, 2, 20, 30, QS_SERVED}, {3, 0, 0, 0, QS_NONE, 3, NAN, 3, QS_BALKED},
                 {4, 0, 0, 0, QS_NONE, 4, NAN, 4, QS_BALKED});
    scene_close(&s);
    open_capacity(&s, QS_CAPACITY_NONE, 0, QS_REJECT);
    s.model.classes[0].balk_at = 0; /* never waits, but is served at once where a server is free */
    scene_run(&s);
    assert_same(scene_system(&s, served), 1);
    assert_same(scene_system(&s, balked), 4);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_departure_before_arrival),
                                       cmocka_unit_test(test_order_among_equals),
                                       cmocka_unit_test(test_service_ends_before_a_breakdown),
                                       cmocka_unit_test(test_horizon_before_shift_before_patience),
                                       cmocka_unit_test(test_patience_comes_last),
                                       cmocka_unit_test(test_disciplines),
                                       cmocka_unit_test(test_shortest_first_ties),
                                       cmocka_unit_test(test_random_order),
                                       cmocka_unit_test(test_priority_of_class),
                                       cmocka_unit_test(test_priority_of_service),
                                       cmocka_unit_test(test_preemption),
                                       cmocka_unit_test(test_who_is_pushed_out),
                                       cmocka_unit_test(test_pushed_out_after_a_change_of_speed),
                                       cmocka_unit_test(test_capacity),
                                       cmocka_unit_test(test_who_is_dropped),
                                       cmocka_unit_test(test_balking)};
    return cmocka_run_group_tests_name("queues of the engine", tests, NULL, NULL);
}
