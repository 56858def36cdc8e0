/* Waits that the end of a replication cuts short, worked out by hand, in each of the three ways of computing
 * a replication; and against the same customers served to the end.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "../../src/engine/state.h"
#include "scene.h"

enum { N_THRESHOLDS = 2, N_WAYS = 3 };

/* The three ways, by what qs_engine_loop() calls them. */
static const char *const ways[N_WAYS] = {"recursion", "plain", "general"};

static void set_thresholds(scene *s, double low, double high)
{
    static const qs_abandoned bad[N_THRESHOLDS] = {QS_ABANDONED_BAD, QS_ABANDONED_BAD};
    s->model.output.n_thresholds = s->model.output.n_levels = N_THRESHOLDS;
    s->model.output.thresholds = scene_numbers(2 * N_THRESHOLDS, (double[]){low, high, low, high});
    s->model.output.abandoned = scene_copy(bad, N_THRESHOLDS, sizeof *bad);
}

/* Simulate in one of the ways; the model must be one that all three can do. */
static void run_way(scene *s, int way)
{
    if (!s->is_finished) {
        s->model.run.kernel = way == 0 ? QS_KERNEL_RECURSION : QS_KERNEL_EVENTS;
        scene_run(s);
    }
    s->is_deaf = true;
    if (way == 2)
        s->engine->tables.is_plain = false;
    assert_string_equal(qs_engine_loop(s->engine), ways[way]);
    scene_run(s);
}

static void expect_over(const scene *s, qs_scope scope, int member, double low, double high)
{
    const qs_layout *layout = qs_engine_layout(s->engine);
    assert_same(s->row[qs_layout_index(layout, scope, member, QS_METRIC_wait_over, 0)], low);
    assert_same(s->row[qs_layout_index(layout, scope, member, QS_METRIC_wait_over, 1)], high);
}

static void expect_level(const scene *s, qs_scope scope, int item, double share)
{
    const qs_layout *layout = qs_engine_layout(s->engine);
    assert_same(s->row[qs_layout_index(layout, scope, 0, QS_METRIC_service_level, item)], share);
}

/* A chain of windows of one server each; a customer at 1, 2, 3, ... */
static void open_chain(scene *s, int n_links, const double *times)
{
    scene_open(s, n_links, 1, n_links, 1);
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_constant(s, 1);
    for (int l = 0; l < n_links; l++) {
        scene_serves_nobody(s, l);
        scene_serves(s, l, 0, l);
        scene_takes(s, 0, l, times[l]);
        if (l + 1 < n_links)
            s->model.classes[0].then[l * n_links + l + 1] = 1;
    }
}

/* Services of 2 begin at 1, 3, 5 after waits of 0, 1, 2. At 6.5 three customers have waited 2.5, 1.5, .5. */
static void test_queue_at_the_end(void **state)
{
    (void)state;
    for (int way = 0; way < N_WAYS; way++) {
        scene s;
        open_chain(&s, 1, (double[]){2});
        s.model.run.horizon = 6.5;
        set_thresholds(&s, 0.75, 2);
        run_way(&s, way);
        for (int scope = QS_SYSTEM; scope <= QS_WINDOW; scope++) {
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_arrived), 6);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_unfinished), 4);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_wait_censored), 3);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_wait_mean), 1);
            expect_over(&s, (qs_scope)scope, 0, 4 / 5.0, 1 / 4.0); /* one and two are not known */
            expect_level(&s, (qs_scope)scope, 0, 1 / 5.0);
            expect_level(&s, (qs_scope)scope, 1, 3 / 4.0);
        }
        scene_close(&s);
    }
}

/* Services of 1.5 at the first window begin at 1, 2.5, 4, 5.5, those of 3 at the second at 2.5, 5.5. At 6.5
 * the complete waits are 0 (served) and .5 + 1.5 (in its last service); one waits at the second window (1 and
 * 1 so far), one is in service at the first (1.5 so far), two wait there (1.5 and .5). */
static void test_chain_at_the_end(void **state)
{
    (void)state;
    for (int way = 0; way < N_WAYS; way++) {
        scene s;
        open_chain(&s, 2, (double[]){1.5, 3});
        s.model.run.horizon = 6.5;
        set_thresholds(&s, 0.75, 1.75);
        run_way(&s, way);
        for (int scope = QS_SYSTEM; scope <= QS_CLASS; scope++) {
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_unfinished), 5);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_wait_censored), 4);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_wait_mean), 1);
            assert_same(scene_get(&s, (qs_scope)scope, 0, QS_METRIC_wait_max), 2);
            expect_over(&s, (qs_scope)scope, 0, 4 / 5.0, 2 / 3.0);
        }
        assert_same(scene_window(&s, 0, wait_censored), 2);
        assert_same(scene_window(&s, 0, wait_mean), 0.75);
        expect_over(&s, QS_WINDOW, 0, 3 / 5.0, 0 / 4.0);
        assert_same(scene_window(&s, 1, wait_censored), 1);
        assert_same(scene_window(&s, 1, wait_mean), 0.75);
        expect_over(&s, QS_WINDOW, 1, 2 / 3.0, 0 / 2.0);
        scene_close(&s);
    }
}

/* Only who arrived after the warm-up is counted: at 4, 5, 6, of the first test. */
static void test_after_a_warmup(void **state)
{
    (void)state;
    for (int way = 0; way < N_WAYS; way++) {
        scene s;
        open_chain(&s, 1, (double[]){2});
        s.model.run.horizon = 6.5;
        s.model.run.warmup = 3.5;
        set_thresholds(&s, 2, 3);
        run_way(&s, way);
        assert_same(scene_system(&s, wait_censored), 3);
        assert_same(scene_system(&s, wait_mean), NAN);
        expect_over(&s, QS_SYSTEM, 0, 1, NAN); /* of no wait is it known whether it is over 3 */
        scene_close(&s);
    }
}

/* Who is served to the end has no wait cut short. */
static void test_drained(void **state)
{
    (void)state;
    for (int way = 0; way < N_WAYS; way++) {
        scene s;
        open_chain(&s, 2, (double[]){1.5, 3});
        s.model.run = (qs_run_rule){
            .horizon = 6.5, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
        set_thresholds(&s, 0.75, 1.75);
        run_way(&s, way);
        assert_same(scene_system(&s, wait_censored), 0);
        assert_same(scene_window(&s, 0, wait_censored), 0);
        expect_over(&s, QS_SYSTEM, 0, 5 / 6.0, 5 / 6.0); /* 0, 2, 1 + 3, 1.5 + 4.5, 2 + 6, 2.5 + 7.5 */
        scene_close(&s);
    }
}

/* What a stop at the horizon must say, by the visits of the same customers when they are served to the end.
 */
typedef struct stopped {
    double censored[QS_N_SCOPES], known[QS_N_SCOPES][N_THRESHOLDS], over[QS_N_SCOPES][N_THRESHOLDS];
} stopped;

/* A wait that is complete before the horizon, or has lasted so long by then. */
static void add_wait(stopped *want, qs_scope scope, const scene *s, bool is_complete, double wait)
{
    want->censored[scope] += !is_complete;
    for (int k = 0; k < N_THRESHOLDS; k++) {
        bool is_over = wait > s->model.output.thresholds[k];
        want->known[scope][k] += is_complete || is_over;
        want->over[scope][k] += is_over;
    }
}

/* At the last window visits are told as of scope window. */
static stopped stop_visits(const scene *s, int n_links)
{
    stopped want = {0};
    double horizon = s->model.run.horizon;
    for (size_t i = 0; i < s->n_visits; i++) {
        if (s->visits[i].visit != 0)
            continue;
        double wait = 0;
        bool is_complete = true;
        for (int l = 0; l < n_links && is_complete; l++) {
            const qs_visit *v = scene_find(s, (int)s->visits[i].customer, l);
            if (v->join > horizon) {
                is_complete = false;
                break;
            }
            is_complete = v->start <= horizon;
            double here = fmin(v->start, horizon) - v->join;
            wait += here;
            if (l + 1 == n_links)
                add_wait(&want, QS_WINDOW, s, is_complete, here);
        }
        add_wait(&want, QS_SYSTEM, s, is_complete, wait);
    }
    return want;
}

static void open_random(scene *s, int n_links, bool stops, qs_kernel kernel)
{
    open_chain(s, n_links, (double[]){1, 1});
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / 0.9, 0);
    for (int l = 0; l < n_links; l++)
        s->model.stages[l].time = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    s->model.run = (qs_run_rule){.horizon = 20,
                                 .stops = stops,
                                 .waiting_served = !stops,
                                 .in_service_finished = !stops,
                                 .timeout = INFINITY,
                                 .kernel = kernel};
    set_thresholds(s, 1, 5);
}

static void expect_stopped(const scene *s, qs_scope scope, int member, const stopped *want)
{
    double share[N_THRESHOLDS];
    for (int k = 0; k < N_THRESHOLDS; k++)
        share[k] = want->known[scope][k] > 0 ? want->over[scope][k] / want->known[scope][k] : NAN;
    assert_same(scene_get(s, scope, member, QS_METRIC_wait_censored), want->censored[scope]);
    expect_over(s, scope, member, share[0], share[1]);
}

/* M/M/1 at load .9, alone and two in a row, until 20. */
static void test_stop_against_drain(void **state)
{
    (void)state;
    double n_censored = 0;
    for (int n_links = 1; n_links <= 2; n_links++)
        for (int way = 0; way < N_WAYS; way++) {
            scene drained, cut;
            open_random(&drained, n_links, false, QS_KERNEL_EVENTS);
            open_random(&cut, n_links, true, way == 0 ? QS_KERNEL_RECURSION : QS_KERNEL_EVENTS);
            for (uint64_t r = 0; r < 200; r++) {
                drained.key.replication = cut.key.replication = r;
                scene_run(&drained);
                run_way(&cut, way);
                stopped want = stop_visits(&drained, n_links);
                expect_stopped(&cut, QS_SYSTEM, 0, &want);
                expect_stopped(&cut, QS_CLASS, 0,
                               &(stopped){{0, want.censored[QS_SYSTEM]},
                                          {{0}, {want.known[0][0], want.known[0][1]}},
                                          {{0}, {want.over[0][0], want.over[0][1]}}});
                expect_stopped(&cut, QS_WINDOW, n_links - 1, &want);
                if (n_links == 1)
                    assert_same(scene_system(&cut, wait_censored), scene_system(&cut, waiting_at_horizon));
                n_censored += want.censored[QS_SYSTEM];
            }
            scene_close(&drained);
            scene_close(&cut);
        }
    assert_true(n_censored > 1200); /* else this says nothing: in 1,200 replications */
}

/* ---- what only the general loop can do ---- */

/* Two customers at 0; h takes 1, g takes 10. */
static void open_pair(scene *s, double horizon, double low, double high)
{
    scene_open(s, 2, 1, 2, 1);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(s, w);
        scene_serves(s, w, 0, w);
    }
    scene_takes(s, 0, 1, 10);
    s->model.classes[0].then[1] = 1;
    s->model.run.horizon = horizon;
    set_thresholds(s, low, high);
    scene_arrivals(s, 0, 0, 0);
}

/* Stopped at 5, the second has waited 1 and 3: both began service, but the complete wait of one is known. */
static void test_complete_waits(void **state)
{
    (void)state;
    scene s;
    open_pair(&s, 5, 2, 5);
    scene_run(&s);
    assert_same(scene_system(&s, wait_mean), 0);
    assert_same(scene_system(&s, wait_max), 0);
    assert_same(scene_system(&s, wait_sd), NAN);
    assert_same(scene_system(&s, wait_censored), 1);
    expect_over(&s, QS_SYSTEM, 0, 1 / 2.0, 0 / 1.0);
    assert_same(scene_window(&s, 0, wait_mean), 0.5);
    assert_same(scene_window(&s, 0, wait_censored), 0);
    assert_same(scene_window(&s, 1, wait_mean), 0);
    assert_same(scene_window(&s, 1, wait_censored), 1);
    scene_close(&s);
}

/* The second waits 1, is served, and gives up at g after 2: it joined and waited 3, but no wait is complete.
 */
static void test_given_up_is_not_censored(void **state)
{
    (void)state;
    scene s;
    open_pair(&s, 100, 2, 5);
    s.model.classes[0].patience = scene_constant(&s, 2);
    s.model.run = (qs_run_rule){
        .horizon = 100, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    scene_run(&s);
    assert_same(scene_system(&s, reneged), 1);
    assert_same(scene_system(&s, wait_mean), 0);
    assert_same(scene_window(&s, 0, wait_mean), 0.5);
    assert_same(scene_system(&s, wait_censored), 0);
    expect_over(&s, QS_SYSTEM, 0, 1 / 2.0, 0 / 2.0);
    scene_close(&s);
}

/* Sent away at the horizon: as who gives up. */
static void test_cancelled_is_not_censored(void **state)
{
    (void)state;
    scene s;
    open_pair(&s, 5, 2, 5);
    s.model.run = (qs_run_rule){.horizon = 5, .in_service_finished = true, .timeout = INFINITY};
    scene_run(&s);
    assert_same(scene_system(&s, cancelled), 1);
    assert_same(scene_system(&s, wait_censored), 0);
    expect_over(&s, QS_SYSTEM, 0, 1 / 2.0, 0 / 2.0);
    scene_close(&s);
}

/* There is no place at g: the second keeps its server at h, its wait there is complete, its whole wait is
 * not. */
static void test_blocked(void **state)
{
    (void)state;
    scene s;
    open_pair(&s, 5, 0.5, 2);
    s.model.windows[1].capacity_kind = QS_CAPACITY_TOTAL;
    s.model.windows[1].capacity = 1;
    s.model.windows[1].overflow = QS_BLOCK;
    scene_run(&s);
    assert_same(scene_system(&s, wait_censored), 1);
    expect_over(&s, QS_SYSTEM, 0, 1 / 2.0, 0 / 1.0);
    assert_same(scene_window(&s, 0, wait_censored), 0);
    expect_over(&s, QS_WINDOW, 0, 1 / 2.0, 0 / 2.0);
    assert_same(scene_window(&s, 1, wait_censored), 0);
    scene_close(&s);
}

/* The only server goes home for ever: nothing can happen any more, though all were to be served. */
static void test_nobody_comes_back(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_takes(&s, 0, 0, 3);
    s.model.windows[0].n_shifts = 2;
    s.model.windows[0].shifts = scene_pieces(2, (qs_piece[]){{2, 1}, {INFINITY, 0}});
    s.model.run =
        (qs_run_rule){.horizon = 5, .waiting_served = true, .in_service_finished = true, .timeout = INFINITY};
    set_thresholds(&s, 3.5, 4.5);
    scene_arrivals(&s, 0, 0, 1);
    scene_run(&s);
    assert_same(scene_system(&s, unfinished), 1);
    assert_same(scene_system(&s, wait_censored), 1);
    expect_over(&s, QS_SYSTEM, 0, 1 / 2.0, 0 / 1.0); /* it waits since 1, the last event is the horizon */
    expect_over(&s, QS_WINDOW, 0, 1 / 2.0, 0 / 1.0);
    scene_close(&s);
}

/* Taken off its server by somebody more urgent, it waits again; its wait ended when it was first served. */
static void test_put_back(void **state)
{
    (void)state;
    scene s;
    scene_open(&s, 1, 2, 1, 2);
    s.model.windows[0].n_priorities = 1;
    s.model.windows[0].priorities = scene_pairs(1, (qs_pair[]){{1, QS_NONE}});
    s.model.windows[0].preemption = QS_PREEMPT_RESUME;
    scene_takes(&s, 0, 0, 10);
    scene_takes(&s, 1, 0, 10);
    s.model.run.horizon = 5;
    set_thresholds(&s, 0.5, 2);
    scene_arrivals(&s, 0, 0);
    scene_arrivals(&s, 1, 1);
    scene_run(&s);
    assert_same(scene_system(&s, waiting_at_horizon), 1);
    assert_same(scene_system(&s, wait_censored), 0);
    assert_same(scene_class(&s, 0, wait_mean), 0);
    expect_over(&s, QS_CLASS, 0, 0, 0);
    scene_close(&s);
}

/* One server of 5, two may wait. At 0 one is served; at 1 two come, of patience 4 and 3; the first begins at
 * 5 after 4, the other gives up at 4 after 3, just behind one who comes then and finds no room; at 4.25 the
 * last one comes and begins after 1.75. */
static void test_levels(void **state)
{
    (void)state;
    static const struct {
        double within;
        qs_abandoned abandoned;
        double share;
    } levels[] = {{3.5, QS_ABANDONED_BAD, 2 / 5.0},     {3.5, QS_ABANDONED_GOOD, 3 / 5.0},
                  {3.5, QS_ABANDONED_IGNORED, 2 / 4.0}, {3, QS_ABANDONED_IGNORED, 2 / 5.0}, /* not earlier */
                  {4, QS_ABANDONED_BAD, 3 / 5.0},       {4, QS_ABANDONED_IGNORED, 3 / 4.0}};
    enum { N = sizeof levels / sizeof *levels };
    double within[N];
    qs_abandoned abandoned[N];
    for (int i = 0; i < N; i++) {
        within[i] = levels[i].within;
        abandoned[i] = levels[i].abandoned;
    }
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
    s.model.output.n_levels = N;
    s.model.output.thresholds = scene_numbers(N, within);
    s.model.output.abandoned = scene_copy(abandoned, N, sizeof *abandoned);
    scene_run(&s);
    for (int i = 0; i < N; i++) {
        expect_level(&s, QS_SYSTEM, i, levels[i].share);
        expect_level(&s, QS_WINDOW, i, levels[i].share);
        expect_level(&s, QS_CLASS, i, 1);
    }
    const qs_layout *layout = qs_engine_layout(s.engine);
    assert_same(s.row[qs_layout_index(layout, QS_CLASS, 2, QS_METRIC_service_level, 0)], 0);
    assert_same(s.row[qs_layout_index(layout, QS_CLASS, 2, QS_METRIC_service_level, 1)], 1 / 2.0);
    scene_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_queue_at_the_end),
        cmocka_unit_test(test_chain_at_the_end),
        cmocka_unit_test(test_after_a_warmup),
        cmocka_unit_test(test_drained),
        cmocka_unit_test(test_stop_against_drain),
        cmocka_unit_test(test_complete_waits),
        cmocka_unit_test(test_given_up_is_not_censored),
        cmocka_unit_test(test_cancelled_is_not_censored),
        cmocka_unit_test(test_blocked),
        cmocka_unit_test(test_nobody_comes_back),
        cmocka_unit_test(test_put_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
