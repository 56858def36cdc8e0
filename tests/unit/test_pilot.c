/* Pilots: slots that are folded and made longer, what the engine puts into them against the visits it tells
 * of, pieces as bytes, numbers that are nobody else's.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "qsweep/mser.h"
#include "qsweep/pilots.h"
#include "random_scene.h"
#include "scene.h"

static double noise(uint64_t a, uint64_t b)
{
    return (double)(qs_mix64(qs_mix64(a + 1) + b) >> 11) * 0x1p-53;
}

static void fill(qs_pilot *pilot, uint64_t number, uint64_t n_slots, double width)
{
    *pilot = (qs_pilot){.n = 1, .n_slots = n_slots, .width = width};
    for (uint64_t i = 0; i < n_slots; i++)
        pilot->spent[i] = noise(number, i);
}

static void test_folding(void **state)
{
    (void)state;
    static qs_pilot a, b, into;
    fill(&a, 1, 1000, 0.25);
    fill(&b, 2, 301, 1);
    into = (qs_pilot){.scenario = 7, .piece = 3};
    qs_pilot_fold(&into, &a);
    assert_int_equal(into.scenario, 7);
    assert_int_equal(into.piece, 3);
    assert_memory_equal(into.spent, a.spent, sizeof a.spent);
    qs_pilot_fold(&into, &(qs_pilot){0}); /* one that failed */
    assert_int_equal(into.n, 1);
    qs_pilot_fold(&into, &b);
    assert_int_equal(into.n, 2);
    assert_int_equal(into.n_slots, 250);
    assert_true(into.width == 1);
    for (uint64_t i = 0; i < 250; i++) {
        double own = (a.spent[4 * i] + a.spent[4 * i + 1]) + (a.spent[4 * i + 2] + a.spent[4 * i + 3]);
        assert_true(into.spent[i] == own + b.spent[i]);
    }
    /* The longer slots come first, the shorter are made longer all the same. */
    into = b;
    qs_pilot_fold(&into, &a);
    assert_int_equal(into.n_slots, 250);
    assert_true(into.width == 1);
    /* An odd slot at the end is dropped. */
    qs_pilot_widen(&b);
    assert_int_equal(b.n_slots, 150);
    assert_true(b.width == 2 && b.spent[149] == noise(2, 298) + noise(2, 299));
}

static void test_cut(void **state)
{
    (void)state;
    static qs_pilot pilot;
    assert_true(qs_pilot_cut(&pilot) == 0 && qs_pilot_settles(&pilot));
    fill(&pilot, 3, 1280, 0.5);
    for (uint64_t i = 0; i < 200; i++)
        pilot.spent[i] -= 5;
    assert_true(qs_pilot_cut(&pilot) >= 100 && qs_pilot_cut(&pilot) < 150);
    assert_true(qs_pilot_cut(&pilot) == (double)qs_mser5_late(pilot.spent, 1280) * 0.5);
    assert_true(qs_pilot_settles(&pilot));
    for (uint64_t i = 0; i < 1280; i++)
        pilot.spent[i] += (double)i;
    assert_false(qs_pilot_settles(&pilot));
    assert_true(qs_pilot_cut(&pilot) <= 320);
}

static void test_bytes(void **state)
{
    (void)state;
    static qs_pilot pilot, back;
    qs_bytes bytes = {0};
    fill(&pilot, 4, 77, 2);
    pilot.scenario = 5;
    pilot.piece = 6;
    assert_int_equal(qs_pilot_pack(&pilot, &bytes), QS_OK);
    assert_true(bytes.n < 90 * sizeof(double));
    for (size_t n = 0; n <= bytes.n; n++) {
        qs_reader reader = {.data = bytes.data, .n = n};
        assert_int_equal(qs_pilot_unpack(&reader, &back), n == bytes.n ? QS_OK : QS_ERROR_FORMAT);
    }
    assert_memory_equal(&back, &pilot, sizeof pilot);
    const uint64_t many = QS_PILOT_SLOTS + 1;
    memcpy(bytes.data + offsetof(qs_pilot, n_slots), &many, sizeof many);
    qs_reader reader = {.data = bytes.data, .n = bytes.n};
    assert_int_equal(qs_pilot_unpack(&reader, &back), QS_ERROR_FORMAT);
    qs_bytes_clear(&bytes);
}

/* ---- the engine ---- */

/* The time from `begin` to `end`, `weight` times, in the slots it falls into. */
static void spend(double *spent, const qs_pilot *pilot, double begin, double end, double weight)
{
    for (uint64_t i = 0; i < pilot->n_slots; i++) {
        double from = fmax(begin, (double)i * pilot->width), to = fmin(end, (double)(i + 1) * pilot->width);
        if (to > from)
            spent[i] += weight * (to - from);
    }
}

/* By the visits of a replication without warm-up: who waits counts twice. */
static void compare_with_visits(scene *s, const qs_pilot *pilot)
{
    static double spent[QS_PILOT_SLOTS];
    memset(spent, 0, sizeof spent);
    for (size_t i = 0; i < s->n_visits; i++) {
        const qs_visit *v = &s->visits[i];
        if (isnan(v->join))
            continue; /* it was sent away at the door */
        double end = isnan(v->end) ? INFINITY : v->end;
        spend(spent, pilot, v->join, end, 1);
        spend(spent, pilot, v->join, isnan(v->start) ? end : v->start, 1);
    }
    for (uint64_t i = 0; i < pilot->n_slots; i++)
        if (fabs(spent[i] - pilot->spent[i]) > 1e-9 * s->model.run.horizon)
            fail_msg("slot %d: %.17g by the visits, not %.17g", (int)i, spent[i], pilot->spent[i]);
}

/* What time spent is can be seen from visits unless somebody is interrupted: then the time after the
 * interruption is waiting again. */
static bool tells_all(const qs_model *m)
{
    bool tells = true;
    for (int w = 0; w < m->n_windows; w++)
        tells &= m->windows[w].preemption == QS_PREEMPT_NONE && m->windows[w].n_together == 0;
    for (int c = 0; c < m->n_classes; c++)
        tells &= !m->classes[c].jockeys;
    return tells;
}

static void pilot_of(scene *s, qs_pilot *pilot)
{
    double *row = malloc((size_t)qs_engine_layout(s->engine)->n_values * sizeof *row);
    assert_non_null(row);
    assert_int_equal(qs_engine_pilot(s->engine, &s->key, row, pilot), QS_OK);
    free(row);
    assert_int_equal(pilot->n, 1);
}

static void check_slots(const scene *s, const qs_pilot *pilot)
{
    const qs_run_rule *run = &s->model.run;
    int exponent;
    if (run->customers == 0) {
        assert_int_equal(pilot->n_slots, QS_PILOT_SLOTS);
        assert_true(pilot->width == run->horizon / QS_PILOT_SLOTS);
        return;
    }
    assert_true(frexp(pilot->width, &exponent) == 0.5);
    assert_true((double)pilot->n_slots * pilot->width <= run->horizon);
    assert_true(pilot->n_slots < QS_PILOT_SLOTS);
}

/* A thousand systems with every feature, by both loops. */
static void test_against_visits(void **state)
{
    (void)state;
    enum { N_SYSTEMS = 1000 };
    int n_compared = 0, n_ended = 0;
    static qs_pilot pilot;
    for (uint64_t i = 0; i < N_SYSTEMS; i++) {
        scene s;
        random_scene(&s, i, i % 4 == 0);
        s.model.run.warmup_mser5 = true;
        s.cut = 0;
        if (!s.model.run.stops) { /* a pilot stops at the horizon; visits would go on */
            s.model.run.stops = true;
            s.model.run.waiting_served = s.model.run.in_service_finished = false;
        }
        if (scene_try(&s) == QS_OK) {
            scene_run(&s);
            pilot_of(&s, &pilot);
            check_slots(&s, &pilot);
            n_ended += s.model.run.customers > 0;
            if (tells_all(&s.model)) {
                compare_with_visits(&s, &pilot);
                n_compared++;
            }
        }
        scene_close(&s);
    }
    assert_true(n_compared > 300 && n_ended > 80);
}

/* Nothing but run.customers ends it, and nobody comes any more; and somebody comes at time 0. */
static void test_without_a_horizon(void **state)
{
    (void)state;
    static qs_pilot pilot;
    for (int is_short = 0; is_short < 2; is_short++) {
        scene s;
        scene_open(&s, 1, 1, 1, 1);
        scene_arrivals(&s, 0, 0, 1000, 5000);
        s.model.run.horizon = INFINITY;
        s.model.run.customers = is_short ? 4 : 3;
        s.model.run.warmup_mser5 = true;
        scene_run(&s);
        pilot_of(&s, &pilot);
        double end = (double)pilot.n_slots * pilot.width;
        assert_true(fabs(end - 5001) < pilot.width); /* to the slot in which the last event is */
        compare_with_visits(&s, &pilot);
        scene_close(&s);
    }
}

/* A system that does not drain, and whose customers are all in it from the beginning. */
static void test_drain_is_left_out(void **state)
{
    (void)state;
    static qs_pilot pilot;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    scene_arrivals(&s, 0, 1, 2);
    s.model.run.horizon = 10;
    s.model.run.stops = false;
    s.model.run.waiting_served = s.model.run.in_service_finished = true;
    s.model.run.warmup_mser5 = true;
    scene_takes(&s, 0, 0, 1000);
    scene_run(&s);
    assert_same(scene_system(&s, drain_time), 1991);
    pilot_of(&s, &pilot);
    double sum = 0;
    for (int i = 0; i < QS_PILOT_SLOTS; i++)
        sum += pilot.spent[i];
    assert_true(fabs(sum - (9 + 2 * 8)) < 1e-9);
    /* The same engine measures as before. */
    double row = scene_system(&s, drain_time);
    scene_run(&s);
    assert_same(scene_system(&s, drain_time), row);
    scene_close(&s);
}

/* ---- all of a scenario ---- */

static void make_mm1(scene *s)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1.25, 0);
    s->model.stages[0].time = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    s->model.run.horizon = 300;
    s->model.run.warmup_mser5 = true;
    scene_run(s);
}

/* Pieces folded in order are all of them; no pilot is a replication; pairs are pairs. */
static void test_all_pilots(void **state)
{
    (void)state;
    scene s;
    make_mm1(&s);
    static qs_pilot all, piece, folded, one, other;
    double *row = malloc((size_t)qs_engine_layout(s.engine)->n_values * sizeof *row);
    assert_non_null(row);
    for (uint64_t n = 3; n <= 300; n += 99) {
        qs_plan plan = {.n_scenarios = 1, .n_replications = n, .seed = 5, .finds_warmup = true};
        assert_int_equal(qs_plan_n_pilots(&plan), n < 64 ? n : 64);
        assert_int_equal(qs_pilots_all(&plan, &s.model, 0, NULL, &all), QS_OK);
        folded = (qs_pilot){0};
        for (uint64_t i = 0; i < qs_plan_n_pilot_pieces(&plan); i++) {
            assert_int_equal(qs_pilots_piece(s.engine, &plan, 0, i, row, &piece), QS_OK);
            qs_pilot_fold(&folded, &piece);
        }
        assert_memory_equal(&all, &folded, sizeof all);
        assert_int_equal(all.n, qs_plan_n_pilots(&plan));
    }
    qs_plan plan = {.n_scenarios = 1, .n_replications = 1, .seed = 5, .finds_warmup = true};
    qs_replication_key key = qs_plan_key(&plan, 0, 0), of_pilot = qs_plan_pilot_key(&plan, 0, 0);
    assert_int_equal(qs_engine_pilot(s.engine, &key, row, &one), QS_OK);
    assert_int_equal(qs_engine_pilot(s.engine, &of_pilot, row, &other), QS_OK);
    assert_true(memcmp(one.spent, other.spent, sizeof one.spent) != 0);
    plan.antithetic = true;
    of_pilot = qs_plan_pilot_key(&plan, 0, 0);
    assert_true(of_pilot.is_antithetic && of_pilot.replication % 2 == 0);
    plan.finds_warmup = false;
    assert_int_equal(qs_plan_n_pilots(&plan), 0);
    assert_int_equal(qs_plan_n_pilot_pieces(&plan), 0);
    free(row);
    scene_close(&s);
}

/* The budget is the same events each time, and what is left is told. */
static void test_budget(void **state)
{
    (void)state;
    scene s;
    make_mm1(&s);
    static qs_pilot all;
    const qs_plan plan = {.n_scenarios = 1, .n_replications = 20, .seed = 5, .finds_warmup = true};
    uint64_t budget = UINT64_MAX;
    assert_int_equal(qs_pilots_all(&plan, &s.model, 0, &budget, &all), QS_OK);
    uint64_t spent = UINT64_MAX - budget;
    assert_true(spent > 20 * 300 && spent < 20 * 300 * 6 + 20 * 2 * QS_PILOT_SLOTS);
    budget = spent;
    assert_int_equal(qs_pilots_all(&plan, &s.model, 0, &budget, &all), QS_OK);
    assert_int_equal(budget, 0);
    budget = spent - 1;
    assert_int_equal(qs_pilots_all(&plan, &s.model, 0, &budget, &all), QS_STOPPED);
    assert_int_equal(budget, 0);
    /* One pilot alone takes more than there is, and is given up within it. */
    s.model.run.horizon = 1e9;
    budget = 100000;
    assert_int_equal(qs_pilots_all(&plan, &s.model, 0, &budget, &all), QS_STOPPED);
    scene_close(&s);
}

/* Two windows without queues block each other, sooner or later. Pilots that do are left out; when all do, the
 * cut is 0. */
static uint64_t n_good(double horizon, double *cut)
{
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    s.model.sources[0].kind = QS_SOURCE_RENEWAL;
    s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 0.5, 0);
    s.model.classes[0].then[1] = 1;
    s.model.classes[0].then[2] = 0.5;
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, QS_NONE, w);
        s.model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[w].capacity = 1;
        s.model.windows[w].overflow = QS_BLOCK;
        s.model.stages[w].time = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
    }
    s.model.run.horizon = horizon;
    s.model.run.warmup_mser5 = true;
    scene_try(&s);
    static qs_pilot all;
    const qs_plan plan = {.n_scenarios = 1, .n_replications = 40, .seed = 5, .finds_warmup = true};
    assert_int_equal(qs_pilots_all(&plan, &s.model, 0, NULL, &all), QS_OK);
    *cut = qs_pilot_cut(&all);
    scene_close(&s);
    return all.n;
}

static void test_failures(void **state)
{
    (void)state;
    double cut;
    uint64_t n = n_good(4, &cut);
    assert_true(n > 0 && n < 40 && cut > 0 && cut <= 2);
    assert_int_equal(n_good(10000, &cut), 0);
    assert_true(cut == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folding),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_against_visits),
        cmocka_unit_test(test_without_a_horizon),
        cmocka_unit_test(test_drain_is_left_out),
        cmocka_unit_test(test_all_pilots),
        cmocka_unit_test(test_budget),
        cmocka_unit_test(test_failures),
    };
    return cmocka_run_group_tests_name("pilots", tests, NULL, NULL);
}
