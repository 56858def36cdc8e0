/* The kernel by joining against the event loops: the same bits of a whole row and its histograms, on systems
 * made at random out of all that the kernel supports.
 *
 * Times are continuous, or whole numbers, zero among them, so that much happens at one instant: there the
 * kernel may give up and leave the replication to the events, but it may never differ. Where all times are
 * continuous it gives up none.
 * The numbers are fixed, so this fails never or always.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "../../src/engine/joining.h"
#include "qsweep/hash.h"
#include "qsweep/memory.h"
#include "scene.h"

enum { N_SYSTEMS = 2000, N_LONG = 60000, N_REPLICATIONS = 2 };

/* There a server ends several services without time in an instant, each of which brings somebody to another window
 * before the next who has waited begins. */
enum { ONE_MORE = 59002 };

typedef struct dice {
    uint64_t state;
    bool is_whole;     /* times are whole numbers */
    bool has_instants; /* something may happen together with something else, or take no time */
} dice;

static uint64_t roll(dice *d, uint64_t n)
{
    d->state += 0x9e3779b97f4a7c15;
    return qs_mix64(d->state) % n;
}

static bool once_in(dice *d, uint64_t n)
{
    return roll(d, n) == 0;
}

static double between(dice *d, double low, double high)
{
    return low + (high - low) * (double)roll(d, 1000000) / 1e6;
}

static int some_time(scene *s, dice *d, double mean)
{
    if (d->is_whole)
        return once_in(d, 2) ? scene_constant(s, (double)roll(d, 3))
                             : scene_law(s, QS_DISTRIBUTION_discrete_uniform, (double)roll(d, 2), 3);
    if (once_in(d, 12)) {
        d->has_instants = true;
        return scene_constant(s, mean);
    }
    return once_in(d, 2) ? scene_law(s, QS_DISTRIBUTION_gamma, 0.7, mean)
                         : scene_law(s, QS_DISTRIBUTION_exponential, mean, 0);
}

static void spread(dice *d, double *p, int n, double total)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += p[i] = once_in(d, 3) ? 0 : between(d, 0.1, 1);
    if (sum == 0)
        sum = p[roll(d, (uint64_t)n)] = 1;
    for (int i = 0; i < n; i++)
        p[i] *= total / sum;
}

static double some_length(dice *d, double low, double high)
{
    double x = between(d, low, high);
    return d->is_whole ? floor(x) : x;
}

static void make_class(scene *s, dice *d, int c)
{
    int n = s->model.n_services;
    qs_class *class = &s->model.classes[c];
    spread(d, class->first, n, 1);
    for (int i = 0; i < n; i++) {
        qs_stage *stage = &s->model.stages[c * n + i];
        stage->time = some_time(s, d, between(d, 0.4, 1.2));
        if (!once_in(d, 3))
            spread(d, class->then + i * n, n, between(d, 0.1, 0.7));
        if (once_in(d, 4))
            stage->dead_time = scene_constant(s, some_length(d, 0, 1.5));
        if (once_in(d, 24)) {
            stage->time = scene_constant(s, 0);
            d->has_instants = true;
        }
    }
    if (once_in(d, 3))
        class->patience = some_time(s, d, 2);
    if (once_in(d, 5))
        class->balk_at = (int64_t)roll(d, 5);
    if (once_in(d, 5)) {
        qs_balk balk = {(int64_t)roll(d, 3), between(d, 0, 1)};
        class->balks = scene_copy(&balk, 1, sizeof balk);
        class->n_balks = 1;
    }
}

static void make_shifts(dice *d, qs_window *window)
{
    qs_piece made[4];
    int n = 2 + (int)roll(d, 3), most = 0;
    double until = 0;
    for (int i = 0; i < n; i++) {
        until += 1 + some_length(d, 0, 20);
        made[i] = (qs_piece){i + 1 < n ? until : INFINITY, (double)(i + 1 < n ? roll(d, 4) : 1 + roll(d, 3))};
        most = made[i].value > most ? (int)made[i].value : most;
    }
    if (once_in(d, 3)) { /* day after day */
        window->shifts_period = until + 1 + some_length(d, 0, 10);
        made[n - 1].until = window->shifts_period;
    }
    window->n_shifts = (size_t)n;
    window->shifts = scene_pieces((size_t)n, made);
    window->servers = most;
}

static void make_window(scene *s, dice *d, int w)
{
    qs_window *window = &s->model.windows[w];
    if (w > 0)
        scene_serves_nobody(s, w);
    for (int i = 0; w > 0 && i < s->model.n_classes * s->model.n_services; i++)
        if (once_in(d, 2))
            scene_serves(s, w, i / s->model.n_services, i % s->model.n_services);
    window->count = 1 + (int)once_in(d, 4);
    window->servers = once_in(d, 6) ? QS_INFINITE_SERVERS : 1 + (int)roll(d, 4);
    if (once_in(d, 4))
        window->speed = d->is_whole ? 0.5 : between(d, 0.5, 2);
    if (window->servers != QS_INFINITE_SERVERS && once_in(d, 3))
        make_shifts(d, window);
    if (window->servers != QS_INFINITE_SERVERS && once_in(d, 6)) {
        double speeds[4] = {1, 2, 0.5, 1.5};
        window->n_server_speeds = (size_t)window->servers;
        window->server_speeds = scene_numbers((size_t)window->servers, speeds);
    }
    if (once_in(d, 4)) {
        window->capacity_kind = 1 + (qs_capacity)roll(d, 2);
        window->capacity = (int64_t)roll(d, 5) + (window->capacity_kind == QS_CAPACITY_TOTAL);
        window->overflow = QS_REJECT;
    }
    if (once_in(d, 4)) {
        qs_override own = {
            (int)roll(d, (uint64_t)s->model.n_services), QS_NONE, some_time(s, d, 1), QS_NONE, false, false};
        window->overrides = scene_copy(&own, 1, sizeof own);
        window->n_overrides = 1;
    }
}

static void make_source(scene *s, dice *d, int a)
{
    static const qs_source_kind kinds[] = {QS_SOURCE_RENEWAL, QS_SOURCE_RENEWAL, QS_SOURCE_RATE,
                                           QS_SOURCE_TIMES};
    qs_source *source = &s->model.sources[a];
    source->kind = kinds[roll(d, d->is_whole || once_in(d, 3) ? 4 : 2)];
    source->interarrival =
        d->is_whole ? scene_constant(s, (double)(1 + roll(d, 2))) : some_time(s, d, between(d, 0.4, 1.5));
    spread(d, source->shares, s->model.n_classes, 1);
    source->count = 1 + (int)once_in(d, 4);
    if (once_in(d, 4)) {
        source->period_length = 20;
        source->period_on = some_length(d, 5, 20);
    }
    if (source->kind == QS_SOURCE_RATE) {
        source->rates = scene_pieces(2, (qs_piece[]){{9, between(d, 0, 2)}, {20, between(d, 0, 2)}});
        source->n_rates = 2;
        source->interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    }
    if (source->kind == QS_SOURCE_TIMES)
        scene_arrivals(s, a, 0.5, 0.75, 3, 3, 3, 8, 9, 9.5, 20, 21, 22, 30, 44, 50, 51);
    d->has_instants |= source->kind == QS_SOURCE_TIMES;
    source->batch = once_in(d, 6) ? scene_law(s, QS_DISTRIBUTION_binomial, 4, 0.4) : QS_NONE;
    source->limit = once_in(d, 6) ? 40 : 0;
}

static void make_output(scene *s, dice *d)
{
    qs_output_rule *output = &s->model.output;
    qs_run_rule *run = &s->model.run;
    run->horizon = some_length(d, 40, 90);
    run->warmup = once_in(d, 2) ? some_length(d, 1, 30) : 0;
    run->stops = once_in(d, 3);
    run->waiting_served = run->in_service_finished = !run->stops;
    output->n_thresholds = output->n_levels = 1;
    output->thresholds = scene_numbers(2, (const double[]){1, 2});
    qs_abandoned abandoned = (qs_abandoned)roll(d, 3);
    output->abandoned = scene_copy(&abandoned, 1, sizeof abandoned);
    output->n_quantiles = 2;
    output->quantiles = scene_numbers(2, (const double[]){0.5, 0.9});
    if (once_in(d, 3)) {
        output->series_every = 5;
        output->n_times = (int)floor(run->horizon / 5 * (1 + 1e-12)) + 1;
    }
    if (run->stops || !once_in(d, 3))
        return;
    output->n_intervals = 3;
    output->has_interval_quantiles = once_in(d, 2);
    output->edges = scene_numbers(4, (const double[]){0, 10, 25, run->horizon});
}

/* Is it certain that no two things happen at one instant, but for what one brings about of the other? */
static bool make_scene(scene *s, uint64_t number, qs_kernel kernel)
{
    dice d = {qs_mix64(number + UINT64_C(0x10146)), number % 4 == 3, number % 4 == 3};
    int n_services = 1 + (int)roll(&d, 3), n_classes = 1 + (int)roll(&d, 3);
    int n_windows = 1 + (int)roll(&d, 4), n_sources = 1 + (int)roll(&d, 2);
    static const qs_window_choice rules[] = {QS_CHOOSE_SHORTEST_QUEUE, QS_CHOOSE_RANDOM,
                                             QS_CHOOSE_ROUND_ROBIN, QS_CHOOSE_FIRST, QS_CHOOSE_SIMUQ};
    scene_open(s, n_services, n_classes, n_windows, n_sources);
    for (int c = 0; c < n_classes; c++)
        make_class(s, &d, c);
    for (int w = 0; w < n_windows; w++)
        make_window(s, &d, w);
    for (int a = 0; a < n_sources; a++)
        make_source(s, &d, a);
    make_output(s, &d);
    s->model.window_choice = rules[roll(&d, 5)];
    s->model.run.kernel = kernel;
    s->key.seed = number;
    s->is_deaf = true;
    return !d.has_instants;
}

typedef struct totals {
    int n, n_joined, n_certain;
} totals;

static void free_histograms(qs_histogram *histograms, int n)
{
    for (int i = 0; i < n; i++)
        qs_histogram_clear(&histograms[i]);
    qs_free(histograms);
}

static qs_histogram *replicate(const scene *s, uint64_t replication, qs_status *status)
{
    qs_histogram *histograms;
    int n = qs_engine_layout(s->engine)->n_histograms;
    qs_replication_key key = s->key;
    key.replication = replication;
    assert_int_equal(qs_calloc((size_t)n, sizeof *histograms, &histograms), QS_OK);
    *status = qs_engine_replicate(s->engine, &key, s->row, histograms);
    return histograms;
}

static void compare_histograms(const qs_histogram *a, const qs_histogram *b, int n)
{
    for (int i = 0; i < n; i++) {
        assert_same(a[i].largest, b[i].largest);
        assert_int_equal(a[i].total, b[i].total);
        assert_int_equal(a[i].first, b[i].first);
        assert_int_equal(a[i].n, b[i].n);
        for (uint32_t k = 0; k < a[i].n; k++)
            assert_int_equal(a[i].count[k], b[i].count[k]);
    }
}

static void compare(scene s[2], uint64_t number, bool is_certain, totals *t)
{
    const qs_layout *layout = qs_engine_layout(s[0].engine);
    for (uint64_t r = 0; r < N_REPLICATIONS; r++) {
        qs_status status[2];
        qs_joining *j = s[1].engine->joining;
        j->n_vain = 0;
        qs_histogram *a = replicate(&s[0], r, &status[0]), *b = replicate(&s[1], r, &status[1]);
        assert_int_equal(status[0], status[1]);
        if (memcmp(s[0].row, s[1].row, (size_t)layout->n_values * sizeof *s[0].row))
            for (int i = 0; i < layout->n_values; i++)
                if (!(s[0].row[i] == s[1].row[i] || (isnan(s[0].row[i]) && isnan(s[1].row[i]))))
                    fail_msg("system %llu, replication %llu: value %d is %.17g by events, %.17g by joining",
                             (unsigned long long)number, (unsigned long long)r, i, s[0].row[i], s[1].row[i]);
        compare_histograms(a, b, layout->n_histograms);
        assert_int_equal(s[0].engine->n_customers, s[1].engine->n_customers);
        t->n++;
        t->n_joined += j->n_vain == 0;
        t->n_certain += is_certain;
        if (is_certain && j->n_vain > 0)
            fail_msg("system %llu, replication %llu: begun in vain", (unsigned long long)number,
                     (unsigned long long)r);
        free_histograms(a, layout->n_histograms);
        free_histograms(b, layout->n_histograms);
    }
}

static void test_same_bits(void **state)
{
    (void)state;
    const char *is_long = getenv("QS_LONG");
    uint64_t n = is_long && *is_long ? N_LONG : N_SYSTEMS;
    totals t = {0};
    for (uint64_t i = 0; i <= n; i++) {
        uint64_t number = i < n ? i : ONE_MORE;
        scene s[2];
        make_scene(&s[0], number, QS_KERNEL_EVENTS);
        bool is_certain = make_scene(&s[1], number, QS_KERNEL_JOINING);
        scene_try(&s[0]);
        scene_try(&s[1]);
        const char *bar = s[1].engine ? qs_model_bars_joining(&s[1].model) : "";
        if (bar && s[1].engine)
            fail_msg("system %llu is not for the kernel: %s", (unsigned long long)number, bar);
        if (s[1].engine) {
            assert_string_equal(qs_engine_loop(s[1].engine), "joining");
            compare(s, number, is_certain, &t);
        }
        scene_close(&s[0]);
        scene_close(&s[1]);
    }
    print_message("%d replications, %d by joining; of continuous times: %d\n", t.n, t.n_joined, t.n_certain);
    assert_true(t.n > (int)n && t.n_joined > t.n / 2 && t.n_certain > t.n / 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_same_bits)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
