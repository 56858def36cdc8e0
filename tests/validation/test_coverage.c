/* How often intervals hold what they claim to: 500 (long: 10,000) studies of a system with a known mean, and
 * the share of them whose nominal 95 % interval covers it, with a fixed number of replications and when
 * stopped by run.until. `test_coverage N` takes N studies instead.
 *
 * A study is a scenario here: all are of one model, and without common random numbers each has numbers of its
 * own. False alarms: the bounds of the long form are 93.5 and 96 % with a fixed number, 93 % under stopping
 * (2 points below the nominal). Of 10,000 studies the share's standard deviation is 0.23 points, so where the
 * true coverage is 94.5 % a right program is refused with probability 7e-6 and 4e-11. The short form has
 * bounds that are 2.5 points wider: 2e-4 and 5e-5. The seeds are fixed, so it fails never or always.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_sf_gamma.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "validation.h"

#include "qsweep/chain.h"
#include "qsweep/run.h"

typedef struct subject {
    qs_study *study;
    qs_metric metric;
    double exact;
} subject;

/* ---- exact values ---- */

/* E of the time average of the number present over [0, horizon], from empty. */
static double mean_number(double arrival_rate, double service_rate, double horizon)
{
    const qs_chain_piece piece = {
        .until = horizon, .arrival_rate = arrival_rate, .service_rate = service_rate, .servers = 1};
    qs_transient result;
    assert_int_equal(qs_chain_transient(1, &piece, 2000, horizon, NULL, &result), QS_OK);
    assert_true(result.lost < 1e-12);
    return result.average_number;
}

/* E max(X - A, 0) of gamma variates with these shapes and rates: the integral of P(A <= u) P(X > u), by
 * Simpson's rule. */
static double mean_excess(double shape, double rate, double other_shape, double other_rate)
{
    enum { STEPS = 4000 };
    double end = shape / rate + 40 * sqrt(shape + 1) / rate, step = end / STEPS, sum = 0;
    for (int i = 0; i <= STEPS; i++) {
        double u = i * step, weight = i == 0 || i == STEPS ? 1 : i % 2 ? 4 : 2;
        sum += weight * gsl_sf_gamma_inc_P(other_shape, other_rate * u) * gsl_sf_gamma_inc_Q(shape, rate * u);
    }
    return sum * step / 3;
}

/* E of the mean wait of the first n customers of M/G/1 from empty, services gamma. E W_j is the sum over k <=
 * j of E max(S_k, 0) / k, S_k the sum of k differences of service and gap: Spitzer, Trans. AMS 82, 1956. */
static double mean_wait(double arrival_rate, double shape, double mean, int n)
{
    double wait = 0, sum = 0;
    for (int j = 1; j < n; j++) {
        wait += mean_excess(j * shape, shape / mean, j, arrival_rate) / j;
        sum += wait;
    }
    return sum / n;
}

/* ---- studies ---- */

static subject open_subject(const char *path, qs_metric metric, double exact)
{
    subject s = {.metric = metric, .exact = exact};
    qs_problems problems = {0};
    assert_int_equal(qs_study_read(path, NULL, 0, &problems, &s.study), QS_OK);
    return s;
}

typedef struct score {
    const subject *known;
    qs_layout layout;
    uint64_t n, n_covered, n_replications, n_imprecise;
} score;

static qs_status make_model(const void *context, uint64_t scenario, qs_model *out)
{
    (void)scenario;
    return qs_study_model(context, 0, out);
}

static qs_status count(void *context, const qs_summary *summary)
{
    score *s = context;
    int v = qs_layout_index(&s->layout, QS_SYSTEM, 0, s->known->metric, 0);
    s->n++;
    s->n_covered += summary->lower[v] <= s->known->exact && s->known->exact <= summary->upper[v];
    s->n_replications += summary->n_replications;
    s->n_imprecise += summary->is_imprecise;
    return QS_OK;
}

enum { SHORT_STUDIES = 500, LONG_STUDIES = 10000 };
static uint64_t wanted_studies; /* set once, by main */

static uint64_t n_studies(void)
{
    const char *is_long = getenv("QS_LONG");
    if (wanted_studies > 0)
        return wanted_studies;
    return is_long && *is_long ? LONG_STUDIES : SHORT_STUDIES;
}

/* Percentage points by which a bound is wider where there are few studies. */
static double slack(void)
{
    return n_studies() < LONG_STUDIES ? 2.5 : 0;
}

/* The share of studies that cover, in percent. n_replications [in] fixed, or 0: until the interval's half
 * width is `relative` to the mean. */
static double coverage(const subject *known, uint64_t n_replications, double relative, bool antithetic)
{
    qs_until until = {.scope = QS_SYSTEM,
                      .metric = known->metric,
                      .half_width = relative,
                      .is_relative = true,
                      .confidence = 0.95,
                      .least = antithetic ? 2 * QS_UNTIL_LEAST : QS_UNTIL_LEAST,
                      .most = 1000000};
    qs_plan plan = *qs_study_plan(known->study);
    qs_model model;
    plan.n_scenarios = n_studies();
    plan.antithetic = antithetic;
    plan.n_untils = n_replications == 0;
    plan.untils = &until;
    plan.n_replications = n_replications ? n_replications : until.most;
    qs_plan_set_blocks(&plan);
    assert_int_equal(qs_study_model(known->study, 0, &model), QS_OK);
    score s = {.known = known};
    qs_layout_init(&s.layout, 1, 1, (int)model.output.n_quantiles, 0);
    const qs_model_source models = {make_model, known->study};
    const qs_run_hooks hooks = {.finished = count, .context = &s};
    assert_int_equal(qs_run_alone(&plan, &s.layout, model.output.quantiles, &models, &hooks), QS_OK);
    qs_model_clear(&model);
    assert_int_equal(s.n, n_studies());
    assert_int_equal(s.n_imprecise, 0);
    double percent = 100 * (double)s.n_covered / (double)s.n;
    printf("coverage of %s, %s%s %g: %.2f %% of %llu studies, %.0f replications each\n",
           qs_metric_get(known->metric)->name, antithetic ? "pairs, " : "",
           n_replications ? "replications" : "until relative half width",
           n_replications ? (double)n_replications : relative, percent, (unsigned long long)s.n,
           (double)s.n_replications / (double)s.n);
    return percent;
}

static void check_coverage(const subject *known)
{
    for (int antithetic = 0; antithetic < 2; antithetic++) {
        double fixed = coverage(known, 100, 0, antithetic);
        assert_true(fixed >= 93.5 - slack() && fixed <= 96 + slack());
        assert_true(coverage(known, 0, 0.2, antithetic) >= 93 - slack());
        assert_true(coverage(known, 0, 0.1, antithetic) >= 93 - slack());
    }
    qs_study_free(known->study);
}

static void test_mm1(void **state)
{
    (void)state;
    subject s =
        open_subject("tests/validation/coverage_mm1.yaml", QS_METRIC_number_mean, mean_number(0.9, 1, 50));
    check_coverage(&s);
}

static void test_mg1(void **state)
{
    (void)state;
    subject s =
        open_subject("tests/validation/coverage_mg1.yaml", QS_METRIC_wait_mean, mean_wait(0.8, 2, 1, 50));
    check_coverage(&s);
}

int main(int argc, char **argv)
{
    wanted_studies = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mm1),
        cmocka_unit_test(test_mg1),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
