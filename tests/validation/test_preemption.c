/* Priority before a full house, against exact values: loss systems in which the urgent push others out.
 *
 * Sources: the urgent do not see the others (Helly, Two doctrines for the handling of two-priority traffic by
 * a group of N servers, Operations Research 10(2), 1962); small Markov chains. False alarms: see
 * validation.h.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model.h"
#include "qsweep/chain.h"

#define CLASSES "classes={urgent: {}, other: {}}"
#define SOURCE(name, rate) name ": {interarrival: {exponential: {rate: " rate "}}, classes: {" name ": 1}}"
#define ARRIVALS(urgent, other) "arrivals={" SOURCE("urgent", urgent) ", " SOURCE("other", other) "}"
#define DESK(what) "windows.desk={services: [help], priority: [{class: urgent}], " what "}"

/* M/M/c/c: the urgent lose by Erlang's formula of their own load, both together by that of all. */
static void test_loss(void **state)
{
    (void)state;
    const char *desks[] = {DESK("servers: 3, preemption: resume, capacity: {queue: 0}"),
                           DESK("servers: 3, preemption: restart, capacity: {total: 3}"),
                           DESK("servers: 5, preemption: resume, capacity: {total: 3}")};
    const double urgent = 1, other = 2;
    double own = qs_theory_erlang_b(urgent, 3), all = qs_theory_erlang_b(urgent + other, 3);
    for (int i = 0; i < 3; i++) {
        validation run;
        model_run(&run, "desk", CLASSES, ARRIVALS("1", "2"), desks[i], "run.horizon=42000");
        model_expect_rate(&run, "class/urgent", QS_METRIC_rejected, urgent * own);
        model_expect_rate(&run, "class/other", QS_METRIC_rejected, other * all);
        model_expect_rate(&run, "class/other", QS_METRIC_dropped, urgent * (all - own));
        model_expect_rate(&run, "system", QS_METRIC_served, (urgent + other) * (1 - all));
        validation_expect(&run, 0, "class/urgent", QS_METRIC_number_mean, 0, urgent * (1 - own));
        validation_expect(&run, 0, "system", QS_METRIC_number_mean, 0, (urgent + other) * (1 - all));
        validation_expect_always(&run, 0, "class/urgent", QS_METRIC_dropped, 0, 0);
        validation_expect_always(&run, 0, "system", QS_METRIC_wait_mean, 0, 0);
        validation_close(&run);
    }
}

/* M/M/c/K in which the least urgent goes: the urgent see M/M/c/K of their own, and all are one M/M/c/K. */
static void test_least_urgent(void **state)
{
    (void)state;
    const char *desks[] = {DESK("preemption: resume, capacity: {total: 4, overflow: drop_least_urgent}"),
                           DESK("servers: 2, preemption: resume, capacity: {queue: 2, overflow: "
                                "drop_least_urgent}")};
    for (size_t servers = 1; servers <= 2; servers++) {
        qs_steady own = qs_theory_mmck(0.6, 1, servers, 4), all = qs_theory_mmck(1.5, 1, servers, 4);
        validation run;
        model_run(&run, "desk", CLASSES, ARRIVALS("0.6", "0.9"), desks[servers - 1], "run.horizon=82000");
        model_expect_rate(&run, "class/urgent", QS_METRIC_rejected, 0.6 * own.loss);
        validation_expect(&run, 0, "class/urgent", QS_METRIC_wait_mean, 0, own.wait);
        validation_expect(&run, 0, "class/urgent", QS_METRIC_number_mean, 0, own.number);
        validation_expect(&run, 0, "class/other", QS_METRIC_number_mean, 0, all.number - own.number);
        validation_expect(&run, 0, "window/desk", QS_METRIC_queue_mean, 0, all.queue);
        model_expect_rate(&run, "system", QS_METRIC_served, 1.5 * (1 - all.loss));
        validation_close(&run);
    }
}

/* One server, so many urgent and others present: up to MOST of each. */
enum { MOST = 6, STATES = (MOST + 1) * (MOST + 1), MOST_TRANSITIONS = 4 * STATES };

typedef struct desk_chain {
    size_t n;
    qs_transition transition[MOST_TRANSITIONS];
    double p[STATES];
} desk_chain;

static uint32_t at(int urgent, int other)
{
    return (uint32_t)(urgent * (MOST + 1) + other);
}

/* The mean of a function of those present. */
static double expect(const desk_chain *chain, double (*value)(int urgent, int other))
{
    double sum = 0;
    for (int u = 0; u <= MOST; u++)
        for (int o = 0; o <= MOST; o++)
            sum += chain->p[at(u, o)] * value(u, o);
    return sum;
}

static double is_full(int urgent, int other)
{
    return urgent + other >= 4;
}

static double is_full_and_urgent(int urgent, int other)
{
    return is_full(urgent, other) && urgent > 0;
}

static double is_full_of_others(int urgent, int other)
{
    return is_full(urgent, other) && urgent == 0;
}

static double n_urgent(int urgent, int other)
{
    (void)other;
    return urgent;
}

static double n_other(int urgent, int other)
{
    (void)urgent;
    return other;
}

/* 4 places (or a queue of 3 that nobody joins any more); whoever is pushed out at a full house is lost, or
 * stays all the same. */
static void solve_desk(desk_chain *chain, double urgent, double other, bool stays)
{
    chain->n = 0;
    for (int u = 0; u <= MOST; u++)
        for (int o = 0; o <= MOST; o++) {
            qs_transition *next = &chain->transition[chain->n];
            uint32_t here = at(u, o);
            int left = o - (!stays && is_full_of_others(u, o));
            if (u < MOST && !is_full_and_urgent(u, o))
                *next++ = (qs_transition){here, at(u + 1, left), urgent};
            if (o < MOST && !is_full(u, o))
                *next++ = (qs_transition){here, at(u, o + 1), other};
            if (u > 0)
                *next++ = (qs_transition){here, at(u - 1, o), 1};
            else if (o > 0)
                *next++ = (qs_transition){here, at(u, o - 1), 1};
            chain->n = (size_t)(next - chain->transition);
        }
    assert_int_equal(qs_chain_stationary(STATES, chain->n, chain->transition, chain->p), QS_OK);
}

static void test_full_desk(void **state)
{
    (void)state;
    static desk_chain chain;
    for (int stays = 0; stays < 2; stays++) {
        validation run;
        model_run(&run, "desk", stays ? "classes={urgent: {balk_at: 3}, other: {balk_at: 3}}" : CLASSES,
                  ARRIVALS("0.4", "0.9"),
                  stays ? DESK("preemption: resume") : DESK("preemption: resume, capacity: {total: 4}"),
                  "run.horizon=152000");
        solve_desk(&chain, 0.4, 0.9, stays);
        qs_metric lost = stays ? QS_METRIC_balked : QS_METRIC_rejected;
        model_expect_rate(&run, "class/urgent", lost, 0.4 * expect(&chain, is_full_and_urgent));
        model_expect_rate(&run, "class/other", lost, 0.9 * expect(&chain, is_full));
        if (stays)
            validation_expect_always(&run, 0, "system", QS_METRIC_dropped, 0, 0);
        else
            model_expect_rate(&run, "class/other", QS_METRIC_dropped,
                              0.4 * expect(&chain, is_full_of_others));
        validation_expect(&run, 0, "class/urgent", QS_METRIC_number_mean, 0, expect(&chain, n_urgent));
        validation_expect(&run, 0, "class/other", QS_METRIC_number_mean, 0, expect(&chain, n_other));
        validation_close(&run);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loss),
        cmocka_unit_test(test_least_urgent),
        cmocka_unit_test(test_full_desk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
