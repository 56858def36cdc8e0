/* The engine's choice among windows, worked out by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

/* The last class may go to any window; class w fills window w alone, and takes long. */
static void open_choice(scene *s, int n, qs_window_choice choice)
{
    scene_open(s, 1, n + 1, n, n + 1);
    for (int w = 0; w < n; w++) {
        scene_serves_nobody(s, w);
        scene_serves(s, w, w, 0);
        scene_serves(s, w, n, 0);
        scene_takes(s, w, 0, 50);
    }
    s->model.window_choice = choice;
}

/* Where the last one to arrive at `time` went first. */
static int window_at(const scene *s, double time)
{
    int window = QS_NONE;
    for (size_t i = 0; i < s->n_visits; i++)
        if (s->visits[i].arrival == time && s->visits[i].visit == 0)
            window = s->visits[i].window;
    return window;
}

/* Where everybody goes among many windows, some of several servers, whose staff changes. A capacity that is
 * never reached makes the engine go through them one by one. */
static void open_many(scene *s, bool one_by_one, bool is_plain)
{
    scene_open(s, 1, 1, 2, 1);
    s->model.windows[0].count = 37;
    s->model.windows[1].count = 8;
    s->model.windows[1].servers = 2;
    if (!is_plain) {
        s->model.windows[1].n_shifts = 3;
        s->model.windows[1].shifts = scene_pieces(3, (qs_piece[]){{20, 2}, {40, 1}, {INFINITY, 2}});
        s->model.classes[0].patience = scene_law(s, QS_DISTRIBUTION_exponential, 2, 0);
        s->model.classes[0].jockeys = true;
    }
    for (int w = 0; w < 2 && one_by_one; w++) {
        s->model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s->model.windows[w].capacity = 1000000;
    }
    s->model.window_choice = QS_CHOOSE_SHORTEST_QUEUE;
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / 50.0, 0);
    s->model.stages[0].time = scene_law(s, QS_DISTRIBUTION_uniform, 0.5, 1.5);
}

static void test_many(void **state)
{
    (void)state;
    for (int is_plain = 0; is_plain < 2; is_plain++) {
        scene ranked, one_by_one;
        open_many(&ranked, false, is_plain);
        open_many(&one_by_one, true, is_plain);
        scene_run(&ranked);
        scene_run(&one_by_one);
        assert_true(ranked.n_visits > 4000);
        assert_int_equal(ranked.n_visits, one_by_one.n_visits);
        for (size_t i = 0; i < ranked.n_visits; i++) {
            assert_int_equal(ranked.visits[i].window, one_by_one.visits[i].window);
            assert_int_equal(ranked.visits[i].member, one_by_one.visits[i].member);
            assert_true(ranked.visits[i].arrival == one_by_one.visits[i].arrival);
        }
        scene_close(&ranked);
        scene_close(&one_by_one);
    }
}

/* The same by least work, which is ranked where each window has one server; batches and times of one length
 * make ties. */
static void test_many_by_work(void **state)
{
    (void)state;
    for (int kind = 0; kind < 4; kind++) {
        scene scenes[2];
        for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
            scene *s = &scenes[one_by_one];
            open_many(s, one_by_one, true);
            s->model.windows[1].servers = 1;
            s->model.window_choice = QS_CHOOSE_LEAST_WORK;
            if (kind & 1) {
                s->model.sources[0].batch = scene_constant(s, 5);
                s->model.sources[0].interarrival = scene_constant(s, 0.1);
                s->model.stages[0].time = scene_constant(s, 0.93);
            }
            if (kind & 2) {
                s->model.classes[0].patience = scene_law(s, QS_DISTRIBUTION_exponential, 0.5, 0);
                s->model.classes[0].jockeys = true;
            }
            scene_run(s);
        }
        assert_true(scenes[0].n_visits > 4000);
        assert_int_equal(scenes[0].n_visits, scenes[1].n_visits);
        for (size_t i = 0; i < scenes[0].n_visits; i++) {
            assert_int_equal(scenes[0].visits[i].window, scenes[1].visits[i].window);
            assert_int_equal(scenes[0].visits[i].member, scenes[1].visits[i].member);
            assert_true(scenes[0].visits[i].start == scenes[1].visits[i].start ||
                        isnan(scenes[0].visits[i].start));
        }
        scene_close(&scenes[0]);
        scene_close(&scenes[1]);
    }
}

/* Fewest present per server: 1 of 2 before 1 of 1 and 2 of 2; those in service count. */
static void test_shortest_queue(void **state)
{
    (void)state;
    scene s;
    open_choice(&s, 3, QS_CHOOSE_SHORTEST_QUEUE);
    s.model.windows[1].servers = 4;
    s.model.windows[2].servers = 2;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0, 0, 0);
    scene_arrivals(&s, 2, 0);
    scene_arrivals(&s, 3, 1, 1.25, 4);
    scene_run(&s);
    assert_int_equal(window_at(&s, 1), 2);    /* 1, 3/4, 1/2 */
    assert_int_equal(window_at(&s, 1.25), 1); /* 1, 3/4, 1 */
    scene_close(&s);
}

/* Equal ones are drawn, whatever their number. */
static void test_ties(void **state)
{
    (void)state;
    const qs_window_choice rules[] = {QS_CHOOSE_SHORTEST_QUEUE, QS_CHOOSE_LEAST_WORK, QS_CHOOSE_SIMUQ,
                                      QS_CHOOSE_RANDOM};
    enum { N = 3000 };
    for (int i = 0; i < 4; i++) {
        scene s;
        open_choice(&s, 4, rules[i]);
        if (rules[i] != QS_CHOOSE_RANDOM)
            scene_arrivals(&s, 1, 0.5, 0.5); /* w1 is worse than the others */
        scene_arrivals(&s, 4, 1);
        int n[4] = {0};
        for (unsigned r = 0; r < N; r++) {
            s.key.replication = r;
            scene_run(&s);
            n[window_at(&s, 1)]++;
        }
        int n_equal = rules[i] == QS_CHOOSE_RANDOM ? 4 : 3;
        double p = 1.0 / n_equal;
        for (int w = 0; w < 4; w++) /* binomial, 6 standard deviations: a false alarm in 5e8 */
            assert_true(w == 1 && n_equal == 3 ? n[w] == 0 : fabs(n[w] - N * p) < 6 * sqrt(N * p * (1 - p)));
        scene_close(&s);
    }
}

/* Work that is still to be done, of those in service and of those who wait, per server. */
static void test_least_work(void **state)
{
    (void)state;
    scene s;
    open_choice(&s, 2, QS_CHOOSE_LEAST_WORK);
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 4);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0, 0);
    scene_arrivals(&s, 2, 1.5, 2.5, 7.75);
    scene_run(&s);
    assert_int_equal(window_at(&s, 1.5), 1);  /* 8.5 against 2.5 + 4 */
    assert_int_equal(window_at(&s, 2.5), 1);  /* 7.5 against 1.5 + 4 + 1 */
    assert_int_equal(window_at(&s, 7.75), 1); /* 2.25 against 0.25 + 1 + 1 is a tie: see below */
    scene_close(&s);
    for (int tired = 0; tired < 2; tired++) { /* a server's work is done at its speed, tired or not */
        open_choice(&s, 2, QS_CHOOSE_LEAST_WORK);
        scene_takes(&s, 0, 0, 10);
        scene_takes(&s, 1, 0, tired ? 8.5 : 6);
        s.model.windows[0].speed = 2;
        if (tired) { /* 3 by 1, then as slow as the clock */
            s.model.windows[0].speed = 1;
            s.model.windows[0].speed_kind = QS_SPEED_BY_WORK;
            s.model.windows[0].n_speeds = 2;
            s.model.windows[0].speeds = scene_pieces(2, (qs_piece[]){{0, 3}, {1, 1}});
        }
        scene_arrivals(&s, 0, 0);
        scene_arrivals(&s, 1, 0);
        scene_arrivals(&s, 2, 1.5, 3.25);
        scene_run(&s);
        assert_int_equal(window_at(&s, 1.5), !tired); /* 7 against 4.5; 6.5 against 7 */
        assert_int_equal(window_at(&s, 3.25), tired); /* 3.5 against 2.75 + 1; 4.75 + 1 against 5.25 */
        scene_close(&s);
    }
}

/* In turn, passing over who is full. */
static void test_round_robin(void **state)
{
    (void)state;
    scene s;
    open_choice(&s, 3, QS_CHOOSE_ROUND_ROBIN);
    s.model.windows[1].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[1].capacity = 1;
    scene_arrivals(&s, 3, 1, 2, 3, 4, 4.25, 4.5, 4.625, 4.75, 8);
    scene_takes(&s, 3, 0, 3);
    scene_run(&s);
    const double at[] = {1, 2, 3, 4, 4.25, 4.5, 4.625, 4.75, 8};
    const int expected[] = {0, 1, 2, 0, 2, 0, 2, 0, 1}; /* w1 is full from 2 to 5 */
    for (int i = 0; i < 9; i++)
        assert_int_equal(window_at(&s, at[i]), expected[i]);
    scene_run(&s); /* a replication begins with the first again */
    assert_int_equal(window_at(&s, 1), 0);
    scene_close(&s);
}

static void test_first(void **state)
{
    (void)state;
    scene s;
    open_choice(&s, 3, QS_CHOOSE_FIRST);
    for (int w = 0; w < 3; w++) {
        s.model.windows[w].capacity_kind = QS_CAPACITY_QUEUE;
        s.model.windows[w].capacity = 1;
    }
    scene_takes(&s, 3, 0, 20);
    scene_arrivals(&s, 3, 1, 2, 3, 4, 5, 6, 7);
    scene_run(&s);
    for (int i = 0; i < 6; i++)
        assert_int_equal(window_at(&s, 1 + i), i / 2);
    assert_int_equal(window_at(&s, 7), 0); /* all are full: turned away at the first */
    assert_same(scene_window(&s, 0, rejected), 1);
    scene_close(&s);
}

/* Nobody goes to a window without a server on shift while another one takes him, under any rule. */
static void test_nobody_on_shift(void **state)
{
    (void)state;
    for (int rule = QS_CHOOSE_SHORTEST_QUEUE; rule <= QS_CHOOSE_SIMUQ; rule++) {
        scene s;
        open_choice(&s, 3, (qs_window_choice)rule);
        for (int w = 0; w < 3; w += 2) {
            s.model.windows[w].n_shifts = 2;
            s.model.windows[w].shifts = scene_pieces(2, (qs_piece[]){{10, 0}, {INFINITY, 1}});
        }
        s.model.windows[1].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[1].capacity = 4;
        scene_arrivals(&s, 1, 0);
        scene_arrivals(&s, 3, 1, 2, 3, 4, 12);
        scene_run(&s);
        for (int i = 1; i < 4; i++)
            assert_int_equal(window_at(&s, i), 1);
        assert_true(window_at(&s, 4) != 1); /* full */
        assert_true(window_at(&s, 12) != 1);
        assert_same(scene_system(&s, rejected), 0);
        scene_close(&s);
    }
}

/* Each of `count` equal windows is a choice of its own. */
static void test_members(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.windows[0].count = 3;
    s.model.window_choice = QS_CHOOSE_ROUND_ROBIN;
    scene_takes(&s, 0, 0, 4);
    scene_arrivals(&s, 0, 0, 1, 2, 3);
    scene_run(&s);
    scene_visits(&s, {0, 0, 0, 0, 0, 0, 0, 4, QS_SERVED}, {1, 0, 0, 1, 0, 1, 1, 5, QS_SERVED},
                 {2, 0, 0, 2, 0, 2, 2, 6, QS_SERVED}, {3, 0, 0, 0, 0, 3, 4, 8, QS_SERVED});
    assert_same(scene_window(&s, 0, utilisation), 16 / 300.0);
    assert_same(scene_window(&s, 0, queue_max), 1);
    assert_same(scene_window(&s, 0, number_mean), (4 + 4 + 4 + 5) / 100.0);
    scene_close(&s);
}

/* param = max(1, (1 + present who would be served no later) / servers). */
static void test_simuq(void **state)
{
    (void)state;
    scene s;
    open_choice(&s, 2, QS_CHOOSE_SIMUQ);
    s.model.windows[1].servers = 2;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0, 0);
    scene_arrivals(&s, 2, 1, 2, 3);
    scene_run(&s);
    assert_int_equal(window_at(&s, 1), 1); /* 2/1 against 3/2 */
    assert_int_equal(window_at(&s, 3),
                     2 - 1 - (window_at(&s, 2) == 1)); /* a tie of 2, then 3 against 2 or so */
    scene_close(&s);

    open_choice(&s, 2, QS_CHOOSE_SIMUQ); /* who goes first does not mind those who come after */
    for (int w = 0; w < 2; w++) {
        s.model.windows[w].n_priorities = 1;
        s.model.windows[w].priorities = scene_pairs(1, (qs_pair[]){{w == 0 ? 2 : 1, QS_NONE}});
    }
    scene_arrivals(&s, 0, 0, 0, 0, 0); /* w0: one in service and three behind it, whom class 2 overtakes */
    scene_arrivals(&s, 1, 0, 0);       /* w1: one in service, one before class 2 */
    scene_arrivals(&s, 2, 1, 2, 3);
    scene_run(&s);
    assert_int_equal(window_at(&s, 1), 0);                             /* 2 against 3 */
    assert_int_equal(window_at(&s, 3), window_at(&s, 2) == 0 ? 1 : 0); /* 3 against 3, then the other one */
    scene_close(&s);
}

/* Who needs s0 and then s1: w0 gives s0, w1 gives s1, w2 both in one visit. n busy servers at w2 and one
 * customer in five, or nobody, who comes for s1: w1 can serve this share f of all who come. */
static int both_or_one(int n_busy, bool others, double factor)
{
    scene s;
    scene_open(&s, 2, 3, 3, others ? 5 : 4);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, w);
    }
    s.model.classes[0].then[1] = 1;
    for (int c = 1; c < 3; c++) { /* class 1 is for w2 alone, class 2 for w1 */
        scene_takes(&s, c, c - 1, 50);
        s.model.classes[c].first[0] = c == 1;
        s.model.classes[c].first[1] = c == 2;
    }
    scene_serves_nobody(&s, 2);
    scene_serves(&s, 2, 0, QS_NONE);
    scene_serves(&s, 2, 1, 0);
    scene_serves(&s, 1, 2, 1);
    s.model.windows[2].n_together = 1;
    s.model.windows[2].together = scene_pairs(1, (qs_pair[]){{0, 1}});
    s.model.window_choice = QS_CHOOSE_SIMUQ;
    s.model.two_stop_factor = factor;
    for (int a = 0; a < s.model.n_sources; a++)
        for (int c = 0; c < 3; c++)
            s.model.sources[a].shares[c] = c == (a == 0 ? 0 : a == 4 ? 2 : 1);
    scene_arrivals(&s, 0, 1);
    for (int i = 0; i < n_busy; i++)
        scene_arrivals(&s, 1 + i, 0);
    scene_run(&s);
    int window = window_at(&s, 1);
    assert_same(scene_find(&s, n_busy, 0)->arrival, 1);
    scene_close(&s);
    return window;
}

static void test_simuq_two_stages(void **state)
{
    (void)state;
    /* Two stops cost (1 + 1) x (1.5 + f), one visit 1 + n_busy at w2. */
    assert_int_equal(both_or_one(0, false, 1.5), 2);
    assert_int_equal(both_or_one(1, false, 1.5), 2);
    assert_int_equal(both_or_one(2, false, 1.5), 2); /* 3 against 3 */
    assert_int_equal(both_or_one(3, false, 1.5), 0); /* 4 against 3 */
    assert_int_equal(both_or_one(2, false, 1.25), 0);
    assert_int_equal(both_or_one(2, true, 1.25), 0); /* 3 against 2 x 1.45 */
    assert_int_equal(both_or_one(2, true, 1.3), 2);  /* 3 against 2 x 1.5 */
}

/* After s0 at a window of its own, the one for s1 is chosen anew, by what is there then. */
static void test_simuq_chooses_again(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 2, 2, 3, 2);
    s.model.classes[0].then[1] = 1;
    s.model.classes[1].first[0] = 0;
    s.model.classes[1].first[1] = 1;
    for (int w = 0; w < 3; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, w > 0);
    }
    scene_serves(&s, 1, 1, 1);
    scene_takes(&s, 1, 1, 9);
    s.model.window_choice = QS_CHOOSE_SIMUQ;
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 0.5, 0.75); /* w1 fills up meanwhile */
    scene_run(&s);
    assert_int_equal(scene_find(&s, 0, 1)->window, 2);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_shortest_queue),
                                       cmocka_unit_test(test_ties),
                                       cmocka_unit_test(test_many),
                                       cmocka_unit_test(test_many_by_work),
                                       cmocka_unit_test(test_least_work),
                                       cmocka_unit_test(test_round_robin),
                                       cmocka_unit_test(test_first),
                                       cmocka_unit_test(test_nobody_on_shift),
                                       cmocka_unit_test(test_members),
                                       cmocka_unit_test(test_simuq),
                                       cmocka_unit_test(test_simuq_two_stages),
                                       cmocka_unit_test(test_simuq_chooses_again)};
    return cmocka_run_group_tests_name("the engine's choice among windows", tests, NULL, NULL);
}
