/* Factors on the rates of sources: laws over a number, the same draws scaled, factors of the day by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"
/* after cmocka.h */
#include "variate_subjects.h"

/* ---- a law over a number ---- */

static qs_distribution law_of(const subject *s)
{
    return prepare(s);
}

static void fill(const qs_distribution *d, double *x, size_t n)
{
    qs_stream stream;
    qs_replication_key key = {.seed = 7, .scenario = QS_ANY_SCENARIO};
    qs_stream_start(&stream, &key, qs_hash_name("test/divide"));
    qs_variate_fill(d, &stream, x, n);
}

/* The same uniform numbers give times over so much, whatever the law; so are its mean, sd and ends. */
static void test_divided_laws(void **state)
{
    (void)state;
    enum { N = 2000 };
    static const double by[] = {3, 0.7, 1e-5};
    for (size_t i = 0; i < N_SUBJECTS; i++)
        for (size_t k = 0; k < sizeof by / sizeof *by; k++) {
            double x[N], y[N];
            qs_distribution d = law_of(&subjects[i]), whole = law_of(&subjects[i]);
            if (d.kind != QS_DISTRIBUTION_constant && qs_distribution_is_count(d.kind)) {
                qs_distribution_clear(&d);
                qs_distribution_clear(&whole);
                continue;
            }
            assert_int_equal(qs_distribution_divide(&d, by[k]), QS_OK);
            double mean = qs_distribution_mean(&whole);
            scene_near(qs_distribution_mean(&d) * by[k], mean, 1e-12, __FILE__, __LINE__, "mean");
            scene_near(qs_distribution_variance(&d) * by[k] * by[k], qs_distribution_variance(&whole), 1e-9,
                       __FILE__, __LINE__, "variance");
            assert_same(qs_distribution_min(&d), qs_distribution_min(&whole) / by[k]);
            fill(&whole, x, N);
            fill(&d, y, N);
            for (int n = 0; n < N; n++)
                if (!(fabs(y[n] * by[k] - x[n]) <= 1e-11 * (fabs(x[n]) + fabs(mean))))
                    fail_msg("%s over %g: %.17g, %.17g", qs_distribution_name(d.kind), by[k], x[n], y[n]);
            qs_distribution_clear(&d);
            qs_distribution_clear(&whole);
        }
}

/* Over 1 it has the same bits. */
static void test_over_one(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_SUBJECTS; i++) {
        double x[100], y[100];
        qs_distribution d = law_of(&subjects[i]), whole = law_of(&subjects[i]);
        if (!qs_distribution_is_count(d.kind)) {
            assert_int_equal(qs_distribution_divide(&d, 1), QS_OK);
            fill(&whole, x, 100);
            fill(&d, y, 100);
            assert_memory_equal(x, y, sizeof x);
        }
        qs_distribution_clear(&d);
        qs_distribution_clear(&whole);
    }
}

/* Times that no number holds. */
static void test_out_of_range(void **state)
{
    (void)state;
    static const double value[] = {1, 2}, weight[] = {1, 1};
    qs_distribution d = {.kind = QS_DISTRIBUTION_exponential, .a = 1e-200};
    assert_int_equal(qs_distribution_prepare(&d), QS_OK);
    assert_int_equal(qs_distribution_divide(&d, 1e200), QS_ERROR_STUDY);
    for (int round = 0; round < 2; round++) {
        subject s = {.distribution = {.kind = QS_DISTRIBUTION_empirical}};
        memcpy(s.value, value, sizeof value);
        memcpy(s.weight, weight, sizeof weight);
        d = law_of(&s);
        qs_status status = qs_distribution_divide(&d, 1e200);
        if (!status)
            status = qs_distribution_divide(&d, round ? 1e-300 : 1e200);
        if (!status && round)
            status = qs_distribution_divide(&d, 1e-300);
        assert_int_equal(status, QS_ERROR_STUDY);
        qs_distribution_clear(&d);
    }
}

/* ---- by hand ---- */

/* One source with a constant gap of 2 on a day of so much; endless servers. */
static qs_source *open_day(scene *s, qs_source_kind kind, double factor, double horizon)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.windows[0].servers = QS_INFINITE_SERVERS;
    s->model.run.horizon = horizon;
    qs_source *source = &s->model.sources[0];
    source->kind = kind;
    source->interarrival = scene_constant(s, 2);
    assert_int_equal(
        qs_model_add_factor(&s->model, "weather", true, scene_constant(s, factor), &source->day_factor),
        QS_OK);
    return source;
}

static void expect_arrivals(const scene *s, size_t n, const double *times)
{
    assert_int_equal(s->n_visits, n);
    for (size_t i = 0; i < n; i++)
        assert_near(scene_find(s, (int)i, 0)->arrival, times[i]);
}
#define arrivals_are(s, ...)                                                                                 \
    expect_arrivals(s, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

static void test_gaps(void **state)
{
    (void)state;
    scene s;
    open_day(&s, QS_SOURCE_RENEWAL, 4, 2);
    scene_run(&s);
    arrivals_are(&s, 0.5, 1, 1.5);
    scene_close(&s);
    qs_source *source = open_day(&s, QS_SOURCE_RENEWAL, 0.5, 40); /* the clock that stands still while off */
    source->period_length = 10;
    source->period_on = 3;
    scene_run(&s);
    arrivals_are(&s, 11, 22); /* at 4, 8 of its own time; 12 is the end of a period: 40 */
    scene_close(&s);
}

static void test_rates(void **state)
{
    (void)state;
    scene s;
    qs_source *source = open_day(&s, QS_SOURCE_RATE, 2, 100);
    source->n_rates = 3;
    source->rates = scene_pieces(3, (const qs_piece[]){{2, 1}, {4, 0}, {6, 2}});
    scene_run(&s); /* rates 2, 0, 4; one whenever 2 have been integrated */
    arrivals_are(&s, 1, 2, 4.5, 5, 5.5, 6);
    scene_close(&s);
    source = open_day(&s, QS_SOURCE_RATE, 0.25, 16); /* over many periods, of which most bring nobody */
    source->n_rates = 1;
    source->rates = scene_pieces(1, (const qs_piece[]){{0.5, 2}});
    source->period_length = 1; /* a quarter in each */
    scene_run(&s);
    arrivals_are(&s, 7.5, 15.5);
    scene_close(&s);
}

/* On a day of 0 nobody comes; on one of next to nothing neither, and nothing overflows. */
static void test_nobody(void **state)
{
    (void)state;
    static const double factors[] = {0, 5e-324, 1e-300};
    for (int variant = 0; variant < 4; variant++)
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            scene s;
            qs_source *source =
                open_day(&s, variant < 2 ? QS_SOURCE_RENEWAL : QS_SOURCE_RATE, factors[i], 1000);
            if (variant >= 2) {
                source->n_rates = 1;
                source->rates = scene_pieces(1, (const qs_piece[]){{1, 2}});
            }
            source->period_length = variant % 2 ? 10 : 0;
            source->period_on = variant % 2 ? 3 : 0;
            scene_run(&s);
            assert_same(scene_system(&s, arrived), 0);
            assert_int_equal(s.n_visits, 0);
            scene_close(&s);
        }
}

/* ---- draws ---- */

static double first_arrival(scene *s, int class)
{
    double first = INFINITY;
    for (size_t i = 0; i < s->n_visits; i++)
        if (s->visits[i].customer_class == class)
            first = fmin(first, s->visits[i].arrival);
    return first;
}

/* Two classes of two sources, with gaps of 1 and 3: when the first comes says what was drawn. */
static void open_two(scene *s, bool is_shared, bool has_factors)
{
    scene_open(s, 1, 2, 1, 2);
    s->model.windows[0].servers = QS_INFINITE_SERVERS;
    int index = QS_NONE;
    for (int a = 0; a < 2; a++) {
        qs_source *source = &s->model.sources[a];
        source->kind = QS_SOURCE_RENEWAL;
        source->interarrival = has_factors ? scene_constant(s, a ? 3 : 1)
                                           : scene_law(s, QS_DISTRIBUTION_exponential, a ? 3 : 1, 0);
        if (has_factors && (index == QS_NONE || !is_shared))
            assert_int_equal(qs_model_add_factor(&s->model, is_shared ? "weather" : source->name, is_shared,
                                                 scene_law(s, QS_DISTRIBUTION_uniform, 0.5, 1.5), &index),
                             QS_OK);
        source->day_factor = has_factors ? index : QS_NONE;
    }
}

/* Drawn once a replication; one draw where it is shared, two where it is not; mirrored in the second of a
 * pair. */
static void test_draws(void **state)
{
    (void)state;
    for (int is_shared = 0; is_shared < 2; is_shared++) {
        scene s;
        double last = 0, pair[2];
        int n_equal = 0;
        open_two(&s, is_shared, true);
        s.key.is_antithetic = true;
        for (uint64_t r = 0; r < 20; r++) {
            s.key.replication = r;
            scene_run(&s);
            double a = 1 / first_arrival(&s, 0), b = 3 / first_arrival(&s, 1);
            n_equal += fabs(a - b) < 1e-12;
            assert_true(a > 0.5 && a < 1.5 && a != last);
            last = pair[r % 2] = a;
            if (r % 2)
                assert_near(pair[0] + pair[1], 2);
        }
        assert_int_equal(n_equal, is_shared ? 20 : 0);
        scene_close(&s);
    }
}

/* Other draws stay as they are: the other source's customers come when they came. */
static void test_others_stay(void **state)
{
    (void)state;
    scene with, without;
    open_two(&with, false, false);
    open_two(&without, false, false);
    assert_int_equal(qs_model_add_factor(&with.model, "a0", false,
                                         scene_law(&with, QS_DISTRIBUTION_gamma, 2, 1),
                                         &with.model.sources[0].day_factor),
                     QS_OK);
    for (uint64_t r = 0; r < 5; r++) {
        with.key.replication = without.key.replication = r;
        scene_run(&with);
        scene_run(&without);
        assert_same(first_arrival(&with, 1), first_arrival(&without, 1));
        assert_true(first_arrival(&with, 0) != first_arrival(&without, 0));
    }
    scene_close(&with);
    scene_close(&without);
}

/* Control variates count the gaps as they are drawn, before the day stretches them: by Wald's identity their
 * excess has expectation zero on each day. So they are the same by events and by recursion, and stay finite
 * on a day of nobody. */
static void test_controls(void **state)
{
    (void)state;
    static const double factors[] = {0, 0.3, 1, 1.7};
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        double controls[2][2];
        for (int k = 0; k < 2; k++) {
            scene s;
            open_day(&s, QS_SOURCE_RENEWAL, factors[i], 300);
            s.model.sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 2, 0);
            s.model.stages[0].time = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
            s.model.windows[0].servers = 1;
            s.model.run.kernel = k ? QS_KERNEL_RECURSION : QS_KERNEL_EVENTS;
            s.model.run.has_controls = true;
            s.is_deaf = true;
            scene_run(&s);
            const qs_layout *layout = qs_engine_layout(s.engine);
            memcpy(controls[k], s.row + layout->controls_start, sizeof controls[k]);
            scene_close(&s);
        }
        for (int c = 0; c < 2; c++)
            assert_true(fabs(controls[0][c] - controls[1][c]) <= 1e-9);
        assert_true(controls[0][0] != 0); /* the gap that leads beyond the end is drawn */
    }
}

/* ---- recorded days ---- */

/* Three days: 1, 2; nobody; 3, 5, 5. */
static void record_days(scene *s, int source, bool at_random, const char *file)
{
    qs_source *of = &s->model.sources[source];
    scene_arrivals(s, source, 1, 2, 3, 5, 5);
    of->n_days = 3;
    of->day_ends = scene_copy((const size_t[]){2, 2, 5}, 3, sizeof(size_t));
    of->days_at_random = at_random;
    of->days_file = scene_copy(file, strlen(file) + 1, 1);
}

static void open_days(scene *s, int n_sources, bool at_random)
{
    scene_open(s, 1, n_sources, 1, n_sources);
    s->model.windows[0].servers = QS_INFINITE_SERVERS;
    for (int a = 0; a < n_sources; a++)
        record_days(s, a, at_random, a < 2 ? "visits.csv" : "other.csv");
}

static void test_days_in_turn(void **state)
{
    (void)state;
    scene s;
    open_days(&s, 1, false);
    s.model.sources[0].limit = 2; /* of each day */
    for (uint64_t r = 0; r < 7; r++) {
        s.key.replication = r;
        scene_run(&s);
        if (r % 3 == 0)
            arrivals_are(&s, 1, 2);
        else if (r % 3 == 1)
            assert_int_equal(s.n_visits, 0);
        else
            arrivals_are(&s, 3, 5);
    }
    assert_near(s.model.windows[0].offered_load, 0); /* servers without end have none */
    assert_true(!qs_model_window_is_certain(&s.model, 0));
    scene_close(&s);
}

/* Sources of one file have the same day; each of three comes as often, and the second of a pair has the other
 * end. False alarms: 4.9 standard deviations, one in a million. */
static void test_days_at_random(void **state)
{
    (void)state;
    enum { N = 3000 };
    scene s;
    int n[3] = {0}, n_alike = 0, n_apart = 0;
    open_days(&s, 3, true);
    s.key.is_antithetic = true;
    for (uint64_t r = 0, before = 0; r < N; r++) {
        s.key.replication = r;
        scene_run(&s);
        static const int day_of[] = {1, 9, 0, 2}; /* by how many come */
        int day[3];
        for (int c = 0; c < 3; c++)
            day[c] = day_of[(int)scene_class(&s, c, arrived)];
        n_alike += day[0] == day[1];
        n_apart += day[0] != day[2];
        n[day[0]]++;
        assert_true(r % 2 == 0 || (uint64_t)day[0] == 2 - before);
        before = (uint64_t)day[0];
    }
    assert_int_equal(n_alike, N);
    assert_true(n_apart > N / 2);
    for (int d = 0; d < 3; d++) /* pairs count double in the middle */
        assert_true(fabs(n[d] - N / 3.0) < 4.9 * sqrt(2 * N * (1 / 3.0) * (2 / 3.0)));
    scene_close(&s);
}

/* On average over the days: 5 in 3 days. */
static void test_loads_of_days(void **state)
{
    (void)state;
    scene s;
    open_days(&s, 1, false);
    s.model.windows[0].servers = 1;
    s.model.sources[0].batch = scene_constant(&s, 3);
    s.model.run.horizon = 4;
    assert_int_equal(qs_model_finish(&s.model), QS_OK);
    assert_near(s.model.windows[0].offered_load, 3 * (3 / 3.0) / 4); /* before 4: 2, 0 and 1 */
    assert_int_equal(s.model.is_unstable, false);
    scene_close(&s);
}

/* ---- loads ---- */

/* On average 0.6 on one server; on the quietest day `least` of it. */
static void open_load(scene *s, double rate, double least)
{
    scene_open(s, 1, 1, 1, 1);
    s->model.run.horizon = 100;
    s->model.sources[0].kind = QS_SOURCE_RENEWAL;
    s->model.sources[0].interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1 / rate, 0);
    assert_int_equal(qs_model_add_factor(&s->model, "f", true,
                                         scene_law(s, QS_DISTRIBUTION_uniform, least, 2 - least),
                                         &s->model.sources[0].day_factor),
                     QS_OK);
    assert_int_equal(qs_model_finish(&s->model), QS_OK);
}

/* Too much is what is too much on every day. */
static void test_loads(void **state)
{
    (void)state;
    static const struct {
        double rate, least;
        bool is_unstable;
    } cases[] = {{0.6, 0.5, false}, {1.2, 0.5, false}, {1.2, 0.9, true}, {2, 0.5, true}, {1.9, 0.5, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        scene s;
        open_load(&s, cases[i].rate, cases[i].least);
        assert_near(s.model.windows[0].offered_load, cases[i].rate);
        assert_int_equal(s.model.is_unstable, cases[i].is_unstable);
        assert_near(qs_model_expected_arrivals(&s.model, &s.model.sources[0]), 100 * cases[i].rate);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_divided_laws),  cmocka_unit_test(test_over_one),
        cmocka_unit_test(test_out_of_range),  cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_rates),         cmocka_unit_test(test_nobody),
        cmocka_unit_test(test_draws),         cmocka_unit_test(test_others_stay),
        cmocka_unit_test(test_controls),      cmocka_unit_test(test_loads),
        cmocka_unit_test(test_days_in_turn),  cmocka_unit_test(test_days_at_random),
        cmocka_unit_test(test_loads_of_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
