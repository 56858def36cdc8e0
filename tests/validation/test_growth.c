/* How often `growing` is said of what does not grow, and of what does.
 *
 * A study is a scenario here, as in test_coverage.c. Nothing of what is in its steady state may be called
 * growing more often than QS_GROWTH_ERROR, 1 in 1,000, says. False alarms: at exactly that share the bounds,
 * 3 of 100 studies (long: 10 of 2,000), are exceeded with probability 4e-6 and 8e-6 a case; in a steady state
 * the mean of what is judged lies below zero, and it is said far less often. What diverges must be found in
 * 19 of 20 studies (long: 190 of 200): a program that finds 99.9 % is refused with probability 2e-4 and below
 * 1e-7, one that finds 99 % by the long form with 8e-6. The seeds are fixed, so it fails never or always; those
 * of the long form are fresh.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "seed.h"
#include "validation.h"

#include "qsweep/run.h"

typedef struct subject {
    const char *file; /* tests/validation/growth/FILE.yaml */
    uint64_t n_replications;
    bool is_costly; /* a tenth of the studies */
    qs_setting settings[3];
} subject;

typedef struct score {
    qs_layout layout;
    uint64_t n, n_growing;
} score;

static qs_status make_model(const void *study, uint64_t scenario, qs_model *out)
{
    (void)scenario;
    return qs_study_model(study, 0, out);
}

static qs_status count(void *context, const qs_summary *summary)
{
    score *s = context;
    qs_growth growth = qs_summary_growth(summary, &s->layout, NULL);
    assert_int_not_equal(growth, QS_GROWTH_NOT_JUDGED);
    s->n++;
    s->n_growing += growth == QS_GROWTH_FOUND;
    return QS_OK;
}

/* How many of n studies are called growing. */
static uint64_t n_growing(const subject *of, uint64_t n)
{
    char path[128];
    qs_study *study;
    qs_problems problems = {0};
    qs_model model;
    size_t n_settings = 0;
    while (n_settings < 3 && of->settings[n_settings].path)
        n_settings++;
    snprintf(path, sizeof path, "tests/validation/growth/%s.yaml", of->file);
    assert_int_equal(qs_study_read(path, of->settings, n_settings, &problems, &study), QS_OK);
    qs_plan plan = *qs_study_plan(study);
    plan.n_scenarios = n;
    plan.seed = seed_of_study(plan.seed);
    plan.n_replications = of->n_replications;
    qs_plan_set_blocks(&plan);
    assert_int_equal(qs_study_model(study, 0, &model), QS_OK);
    score s = {0};
    qs_layout_init(&s.layout, model.n_classes, model.n_windows, (int)model.output.n_quantiles, 0);
    const qs_model_source models = {make_model, study};
    const qs_run_hooks hooks = {.finished = count, .context = &s};
    assert_int_equal(qs_run_alone(&plan, &s.layout, model.output.quantiles, &models, &hooks), QS_OK);
    assert_int_equal(s.n, n);
    printf("# %-9s", of->file);
    for (size_t i = 0; i < n_settings; i++)
        printf(" %s=%s", of->settings[i].path, of->settings[i].value);
    printf(", %llu replications: growing in %llu of %llu studies\n", (unsigned long long)of->n_replications,
           (unsigned long long)s.n_growing, (unsigned long long)n);
    qs_model_clear(&model);
    qs_study_free(study);
    return s.n_growing;
}

#define GAP(mean)                                                                                            \
    {                                                                                                        \
        "arrivals.door.interarrival.exponential.mean", mean                                                  \
    }
#define SERVERS(n)                                                                                           \
    {                                                                                                        \
        "windows.desk.servers", n                                                                            \
    }
#define HORIZON(time)                                                                                        \
    {                                                                                                        \
        "run.horizon", time                                                                                  \
    }
#define WARMUP(time)                                                                                         \
    {                                                                                                        \
        "run.warmup", time                                                                                   \
    }

static void test_steady(void **state)
{
    (void)state;
    static const subject subjects[] = {
        {"mm1", 20, false, {HORIZON("200")}},
        {"mm1", 20, false, {GAP("1.25")}},
        {"mm1", 20, false, {GAP("1.25"), WARMUP("200")}},
        {"mm1", 20, false, {GAP("1.1111111"), HORIZON("4000")}},
        {"mm1", 20, false, {GAP("1.1111111"), HORIZON("4000"), WARMUP("1000")}},
        {"mm1", 20, false, {GAP("0.2777778"), SERVERS("4"), HORIZON("2000")}},
        {"network", 20, false, {{0}}},
        {"patience", 20, false, {{0}}},
        {"full", 20, false, {{0}}},
        {"on_off", 20, false, {{0}}},
        {"fixed", 20, false, {{0}}},
        {"mm1", 5, false, {GAP("1.25")}},
        {"mm1", 1000, true, {HORIZON("200")}},
        {"mm1", 1000, true, {GAP("1.25")}},
        {"mm1", 1000, true, {GAP("1.1111111"), HORIZON("4000")}},
        {"network", 1000, true, {{0}}},
        {"patience", 1000, true, {{0}}},
        {"on_off", 1000, true, {{0}}},
    };
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        uint64_t n = seed_is_long() ? 2000 : 100;
        assert_true(n_growing(&subjects[i], subjects[i].is_costly ? n / 10 : n) <= (seed_is_long() ? 10 : 3));
    }
}

static void test_divergent(void **state)
{
    (void)state;
    static const char *const files[] = {"loop", "restart"}, *const horizons[] = {"2500", "5000", "10000",
                                                                                 "20000"};
    uint64_t n = seed_is_long() ? 200 : 20;
    for (size_t f = 0; f < 2; f++)
        for (size_t h = 0; h < (seed_is_long() ? 4 : 2); h++) {
            const subject s = {files[f], 20, false, {HORIZON(horizons[h])}};
            assert_true(n_growing(&s, n) >= (seed_is_long() ? 190 : 19));
        }
    const subject over = {"mm1", 20, false, {GAP("0.8")}};
    assert_true(n_growing(&over, n) >= (seed_is_long() ? 190 : 19));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_steady), cmocka_unit_test(test_divergent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
