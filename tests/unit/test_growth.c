/* What grows: the verdict on means over replications, which models are judged, and the load of services that
 * begin anew.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>

#include "qsweep/growth.h"
#include "scene.h"

/* Student's t from a table: 3.8834 at 0.0005 with 19 degrees of freedom, 8.6103 with 4. */
static void test_verdict(void **state)
{
    (void)state;
    assert_int_equal(qs_growth_judge(20, 3.883 / sqrt(20), 1, 0.0005), QS_GROWTH_NONE);
    assert_int_equal(qs_growth_judge(20, 3.884 / sqrt(20), 1, 0.0005), QS_GROWTH_FOUND);
    assert_int_equal(qs_growth_judge(5, 8.610 / sqrt(5), 1, 0.0005), QS_GROWTH_NONE);
    assert_int_equal(qs_growth_judge(5, 8.611 / sqrt(5), 1, 0.0005), QS_GROWTH_FOUND);
    assert_int_equal(qs_growth_judge(1000, -3, 0.001, 0.0005), QS_GROWTH_NONE);
    assert_int_equal(qs_growth_judge(1000, 0, 0, 0.0005), QS_GROWTH_NONE);
    assert_int_equal(qs_growth_judge(5, 1e-3, 0, 0.0005), QS_GROWTH_FOUND); /* always the same */
    assert_int_equal(qs_growth_judge(4, 100, 1, 0.0005), QS_GROWTH_NOT_JUDGED);
    assert_int_equal(qs_growth_judge(0, NAN, NAN, 0.0005), QS_GROWTH_NOT_JUDGED);
}

/* One Poisson source and one window, measured over [0, 400]. */
static void open_scene(scene *s)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.run.horizon = 400;
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 2, 0);
}

static void expect_judged(scene *s, bool is_judged)
{
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
    assert_int_equal(qs_model_judges_growth(&s->model), is_judged);
    scene_close(s);
}

static void test_runs(void **state)
{
    (void)state;
    scene s;
    open_scene(&s);
    expect_judged(&s, true);
    open_scene(&s);
    s.model.run.horizon = INFINITY;
    s.model.run.customers = 100;
    expect_judged(&s, false);
    open_scene(&s); /* where it ends is not known */
    s.model.run.customers = 100;
    expect_judged(&s, false);
    open_scene(&s);
    s.model.run.warmup = 320; /* a quarter with ten arrivals, or not quite */
    expect_judged(&s, true);
    open_scene(&s);
    s.model.run.warmup = 320.1;
    expect_judged(&s, false);
    open_scene(&s);
    s.model.run.warmup_mser5 = true;
    expect_judged(&s, true);
}

static void test_sources(void **state)
{
    (void)state;
    scene s;
    open_scene(&s); /* it ends */
    s.model.sources[0].limit = 1000;
    expect_judged(&s, false);
    open_scene(&s);
    s.model.sources[0].kind = QS_SOURCE_TIMES;
    scene_arrivals(&s, 0, 1, 2, 3);
    expect_judged(&s, false);
    open_scene(&s); /* bounded */
    s.model.sources[0].kind = QS_SOURCE_CLOSED;
    s.model.sources[0].population = 5;
    s.model.sources[0].think_time = scene_law(&s, QS_DISTRIBUTION_exponential, 10, 0);
    expect_judged(&s, false);
    const struct {
        double gap;
        bool is_judged;
    } gaps[] = {{10, true}, {10.01, false}}; /* ten in a quarter, or not quite */
    for (int i = 0; i < 2; i++) {
        open_scene(&s);
        s.model.sources[0].interarrival = scene_constant(&s, gaps[i].gap);
        expect_judged(&s, gaps[i].is_judged);
        open_scene(&s);
        s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_gamma, 3, gaps[i].gap);
        expect_judged(&s, gaps[i].is_judged);
    }
    open_scene(&s); /* a handful is still the beginning */
    s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 150, 0);
    expect_judged(&s, false);
}

static void test_periods(void **state)
{
    (void)state;
    static const struct {
        double length, warmup;
        bool is_judged;
    } periods[] = {{200, 0, true},                    /* the second half is the first again */
                   {100, 0, true},                    /* twice */
                   {10, 0, true},     {9.7, 0, true}, /* many */
                   {10.7, 0, false},  {150, 0, false},
                   {200, 100, false}, {150, 100, true}, /* [100, 400] is two of 150 */
                   {400, 0, false}};
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        for (int is_rate = 0; is_rate < 2; is_rate++) {
            scene s;
            open_scene(&s);
            qs_source *source = &s.model.sources[0];
            s.model.run.warmup = periods[i].warmup;
            source->period_length = periods[i].length;
            source->period_on = periods[i].length / 2;
            if (is_rate) {
                source->kind = QS_SOURCE_RATE;
                source->n_rates = 2;
                source->rates = scene_pieces(2, (qs_piece[]){{1, 0.2}, {periods[i].length, 0.3}});
                source->interarrival = QS_NONE;
            }
            expect_judged(&s, periods[i].is_judged);
        }
}

/* What changes once, before what is measured or within it. */
static void test_changes(void **state)
{
    (void)state;
    for (int is_before = 0; is_before < 2; is_before++)
        for (int what = 0; what < 3; what++) {
            scene s;
            open_scene(&s);
            qs_window *window = &s.model.windows[0];
            qs_piece *pieces = scene_pieces(2, (qs_piece[]){{100, 1}, {INFINITY, 2}});
            s.model.run.warmup = is_before ? 100 : 99;
            if (what == 0) {
                s.model.sources[0].kind = QS_SOURCE_RATE;
                s.model.sources[0].n_rates = 2;
                s.model.sources[0].rates = pieces;
                s.model.sources[0].interarrival = QS_NONE;
            } else if (what == 1) {
                window->n_shifts = 2;
                window->shifts = pieces;
                window->servers = 2;
            } else {
                window->speed_kind = QS_SPEED_BY_TIME;
                window->n_speeds = 2;
                window->speeds = pieces;
            }
            expect_judged(&s, is_before);
        }
    scene s;
    open_scene(&s); /* a rate that ends before the horizon */
    s.model.sources[0].kind = QS_SOURCE_RATE;
    s.model.sources[0].n_rates = 1;
    s.model.sources[0].rates = scene_pieces(1, (qs_piece[]){{399, 0.5}});
    s.model.sources[0].interarrival = QS_NONE;
    expect_judged(&s, false);
    open_scene(&s); /* servers that tire */
    s.model.windows[0].speed_kind = QS_SPEED_BY_WORK;
    s.model.windows[0].n_speeds = 1;
    s.model.windows[0].speeds = scene_pieces(1, (qs_piece[]){{100, 0.5}});
    expect_judged(&s, false);
    open_scene(&s); /* inspections at fixed times, too few */
    s.model.windows[0].breakdown_up = scene_constant(&s, 30);
    s.model.windows[0].breakdown_down = scene_constant(&s, 1);
    expect_judged(&s, false);
    open_scene(&s);
    s.model.windows[0].breakdown_up = scene_law(&s, QS_DISTRIBUTION_exponential, 30, 0);
    s.model.windows[0].breakdown_down = scene_constant(&s, 1);
    expect_judged(&s, true);
}

/* ---- services that begin anew ---- */

typedef struct integrand {
    const qs_distribution *law;
    double rate;
} integrand;

/* E f(X) = f(least) + the integral of f' P(X > x), f = (exp(rate x) - 1) / rate. */
static double above(double x, void *parameters)
{
    const integrand *i = parameters;
    return exp(i->rate * x) * (1 - qs_distribution_cdf(i->law, x));
}

static double by_integration(const qs_distribution *law, double rate)
{
    integrand i = {law, rate};
    gsl_function f = {above, &i};
    gsl_integration_workspace *w = gsl_integration_workspace_alloc(2000);
    double least = qs_distribution_min(law), most = fmin(qs_distribution_max(law), least + 60), sum, error;
    assert_int_equal(gsl_integration_qag(&f, least, most, 0, 1e-10, 2000, GSL_INTEG_GAUSS21, w, &sum, &error),
                     0);
    gsl_integration_workspace_free(w);
    return (exp(rate * least) - 1) / rate + sum;
}

static void test_restarted_mean(void **state)
{
    (void)state;
    const qs_distribution laws[] = {{.kind = QS_DISTRIBUTION_exponential, .a = 0.8},
                                    {.kind = QS_DISTRIBUTION_uniform, .a = 1, .b = 4},
                                    {.kind = QS_DISTRIBUTION_gamma, .a = 1.7, .b = 1.2},
                                    {.kind = QS_DISTRIBUTION_erlang, .a = 3, .b = 2},
                                    {.kind = QS_DISTRIBUTION_normal, .a = 1, .b = 0.7},
                                    {.kind = QS_DISTRIBUTION_triangular, .a = 1, .b = 1.5, .c = 4},
                                    {.kind = QS_DISTRIBUTION_triangular, .a = 1, .b = 1, .c = 4},
                                    {.kind = QS_DISTRIBUTION_beta, .a = 1, .b = 4, .c = 2, .d = 0.6},
                                    {.kind = QS_DISTRIBUTION_pert, .a = 1, .b = 1.5, .c = 4}};
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        for (double rate = 0.01; rate < 0.5; rate += 0.2) {
            qs_distribution law = laws[i];
            assert_int_equal(qs_distribution_prepare(&law), QS_OK);
            double mean = qs_distribution_restarted_mean(&law, rate);
            scene_near(mean, by_integration(&law, rate), 1e-7, __FILE__, __LINE__,
                       qs_distribution_name(law.kind));
            scene_near(qs_distribution_restarted_mean(&law, 1e-9), qs_distribution_mean(&law), 1e-6, __FILE__,
                       __LINE__, qs_distribution_name(law.kind));
        }
    qs_distribution heavy = {.kind = QS_DISTRIBUTION_lognormal, .a = 1, .b = 1};
    assert_int_equal(qs_distribution_prepare(&heavy), QS_OK);
    assert_true(isnan(qs_distribution_restarted_mean(&heavy, 0.1)));
    qs_distribution tail = {.kind = QS_DISTRIBUTION_exponential, .a = 2};
    assert_int_equal(qs_distribution_prepare(&tail), QS_OK);
    assert_near(qs_distribution_restarted_mean(&tail, 0.25), 4);
    assert_true(isinf(qs_distribution_restarted_mean(&tail, 0.5)));
}

/* c0 before c1 at one window, 0.3 of each, services of 1 and of the law. */
static void open_levels(scene *s, int law)
{
    scene_open(s, 1, 2, 1, 2);
    for (int c = 0; c < 2; c++) {
        s->model.sources[c].kind = QS_SOURCE_RENEWAL;
        s->model.sources[c].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / 0.3, 0);
    }
    s->model.stages[1].time = law == QS_NONE ? scene_constant(s, 2) : scene_law(s, law, 2, 0);
    qs_window *window = &s->model.windows[0];
    window->n_priorities = 1;
    window->priorities = scene_pairs(1, (qs_pair[]){{0, QS_NONE}});
    window->preemption = QS_PREEMPT_RESTART;
}

static void expect_load(scene *s, double load)
{
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
    const qs_window *window = &s->model.windows[0];
    if (isinf(load))
        assert_true(isinf(window->offered_load));
    else
        assert_near(window->offered_load, load);
    assert_int_equal(window->is_unstable, load >= 1 && window->capacity_kind == QS_CAPACITY_NONE);
    scene_close(s);
}

static void test_restarts(void **state)
{
    (void)state;
    const double twice = exp(0.3 * 2) - 1; /* 0.3 a unit of time, each (exp(0.3 * 2) - 1) / 0.3 */
    scene s;
    open_levels(&s, QS_NONE);
    expect_load(&s, 0.3 + twice);
    open_levels(&s, QS_NONE); /* goes on where it was */
    s.model.windows[0].preemption = QS_PREEMPT_RESUME;
    expect_load(&s, 0.9);
    open_levels(&s, QS_DISTRIBUTION_exponential);
    expect_load(&s, 0.3 + 0.3 * 5);
    open_levels(&s, QS_NONE); /* twice as fast */
    s.model.windows[0].speed = 2;
    expect_load(&s, 0.15 + exp(0.3) - 1);
    open_levels(&s, QS_NONE); /* what interrupts is not Poisson: a lower bound */
    s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_gamma, 2, 1 / 0.3);
    expect_load(&s, 0.9);
    open_levels(&s, QS_NONE); /* two servers */
    s.model.windows[0].servers = 2;
    expect_load(&s, 0.45);
    open_levels(&s, QS_NONE); /* some of the urgent come again */
    s.model.classes[0].then[0] = 0.1;
    expect_load(&s, 0.3 / 0.9 + 0.6);
    open_levels(&s, QS_NONE); /* nobody is in front */
    s.model.windows[0].priorities[0] = (qs_pair){QS_NONE, QS_NONE};
    expect_load(&s, 0.9);
    open_levels(&s, QS_DISTRIBUTION_exponential);
    s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 2, 0);
    expect_load(&s, INFINITY);
}

/* The work itself: in overload, with c1 always there, its throughput is (1 - rho) / work. */
static void test_restart_work_is_done(void **state)
{
    (void)state;
    scene s;
    double sum = 0, square = 0;
    enum { N = 50 };
    open_levels(&s, QS_NONE);
    s.model.run.horizon = 5000;
    s.model.run.warmup = 1000;
    s.is_deaf = true;
    for (uint64_t r = 0; r < N; r++) {
        s.key.replication = r;
        scene_run(&s);
        double x = scene_class(&s, 1, throughput);
        sum += x;
        square += x * x;
    }
    scene_close(&s);
    double mean = sum / N, error = sqrt((square - sum * mean) / (N - 1) / N);
    double exact = (1 - 0.3) / ((exp(0.6) - 1) / 0.3);
    /* 5 standard errors: a right program fails once in 1e5 seeds; this seed is fixed */
    if (!(fabs(mean - exact) < 5 * error && error < 0.005 * exact))
        fail_msg("throughput %g +- %g, exact %g", mean, error, exact);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdict),  cmocka_unit_test(test_runs),
        cmocka_unit_test(test_sources),  cmocka_unit_test(test_periods),
        cmocka_unit_test(test_changes),  cmocka_unit_test(test_restarted_mean),
        cmocka_unit_test(test_restarts), cmocka_unit_test(test_restart_work_is_done)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
