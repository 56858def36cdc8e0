/* Trials: the first replications, as the engine has them, and no more than the looks allow.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/trial.h"

#include "qsweep/memory.h"
#include "scene.h"

enum { GIANT = 10000000 };

/* M/M/1 at load .9 until the scenario's number; GIANT: with 100,000 servers. */
static qs_status make_queue(const void *context, uint64_t scenario, qs_model *out)
{
    (void)context;
    scene s;
    scene_open(&s, 1, 1, 1, 1);
    s.model.sources[0].kind = QS_SOURCE_RENEWAL;
    s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 1 / 0.9, 0);
    s.model.stages[0].time = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
    s.model.run.horizon = scenario == GIANT ? 20 : (double)scenario;
    if (scenario == GIANT)
        s.model.windows[0].servers = 100000;
    assert_int_equal(qs_model_finish(&s.model), QS_OK);
    *out = s.model;
    return QS_OK;
}

/* Two windows without a place to wait that send nine of ten to each other, and six customers: none of ten
 * replications comes to its end (one does with probability 1e-5 each). */
static qs_status make_deadlock(const void *context, uint64_t scenario, qs_model *out)
{
    (void)context, (void)scenario;
    scene s;
    scene_open(&s, 2, 1, 2, 1);
    for (int w = 0; w < 2; w++) {
        scene_serves_nobody(&s, w);
        scene_serves(&s, w, 0, w);
        s.model.windows[w].capacity_kind = QS_CAPACITY_TOTAL;
        s.model.windows[w].capacity = 1;
        s.model.windows[w].overflow = QS_BLOCK;
    }
    s.model.classes[0].then[1] = 1;
    s.model.classes[0].then[2] = 0.9;
    scene_arrivals(&s, 0, 0, 1.5, 3, 4.5, 6, 7.5);
    assert_int_equal(qs_model_finish(&s.model), QS_OK);
    *out = s.model;
    return QS_OK;
}

static const qs_model_source queues = {make_queue, NULL}, deadlocks = {make_deadlock, NULL};

static qs_plan plan_of(uint64_t n_replications)
{
    qs_plan plan = {.n_scenarios = 1, .n_replications = n_replications, .seed = 7, .confidence = 0.95};
    qs_plan_set_blocks(&plan);
    return plan;
}

/* By definition: the mean over replications that the engine gives one by one. */
static double mean_by_engine(const qs_plan *plan, uint64_t scenario, uint64_t n, qs_metric metric)
{
    qs_model model;
    qs_engine *engine;
    double *row, sum = 0;
    assert_int_equal(make_queue(NULL, scenario, &model), QS_OK);
    assert_int_equal(qs_engine_new(&model, &engine), QS_OK);
    assert_int_equal(qs_calloc((size_t)qs_engine_layout(engine)->n_values, sizeof *row, &row), QS_OK);
    for (uint64_t r = 0; r < n; r++) {
        qs_replication_key key = qs_plan_key(plan, scenario, r);
        assert_int_equal(qs_engine_replicate(engine, &key, row, NULL), QS_OK);
        sum += row[qs_layout_index(qs_engine_layout(engine), QS_SYSTEM, 0, metric, 0)];
    }
    qs_free(row);
    qs_engine_free(engine);
    qs_model_clear(&model);
    return sum / (double)n;
}

static uint64_t count(const qs_plan *plan, const qs_model_source *models, uint64_t scenario, uint64_t n_looks)
{
    qs_trial trial;
    assert_int_equal(qs_trial_run(plan, models, scenario, n_looks, &trial), QS_OK);
    uint64_t n = trial.n;
    assert_int_equal(isnan(qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_arrived, 0)), n == 0);
    qs_trial_clear(&trial);
    return n;
}

static void test_means(void **state)
{
    (void)state;
    for (int antithetic = 0; antithetic < 2; antithetic++) {
        qs_plan plan = plan_of(1000);
        plan.antithetic = antithetic;
        qs_plan_set_blocks(&plan);
        qs_trial trial;
        assert_int_equal(qs_trial_run(&plan, &queues, 20, 9, &trial), QS_OK);
        plan.antithetic = false;
        assert_int_equal(trial.n, 9);
        assert_near(qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_arrived, 0),
                    mean_by_engine(&plan, 20, 9, QS_METRIC_arrived));
        assert_near(qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_wait_censored, 0),
                    mean_by_engine(&plan, 20, 9, QS_METRIC_wait_censored));
        assert_same(qs_trial_mean(&trial, QS_SYSTEM, 0, QS_METRIC_drain_time, 0), NAN);
        assert_same(qs_trial_mean(&trial, QS_CLASS, 1, QS_METRIC_arrived, 0), NAN);
        qs_trial_clear(&trial);
    }
}

/* All that there are; so many as there are looks for; one that takes 55 looks by itself. */
static void test_looks(void **state)
{
    (void)state;
    qs_plan few = plan_of(5), many = plan_of(1000);
    assert_int_equal(count(&few, &queues, 20, 32), 5);
    assert_int_equal(count(&many, &queues, 20, 32), 32);
    assert_int_equal(count(&many, &queues, 20, 0), 0);
    assert_int_equal(count(&many, &queues, 1000000, 32), 0);
    assert_int_equal(count(&many, &queues, 1000000, 100), 1);
}

/* A replication that fails tells nothing; what is too large is not even built. */
static void test_failures_and_giants(void **state)
{
    (void)state;
    qs_plan plan = plan_of(10);
    assert_int_equal(count(&plan, &deadlocks, 0, 32), 0);
    assert_int_equal(count(&plan, &queues, GIANT, 32), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_means),
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_failures_and_giants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
