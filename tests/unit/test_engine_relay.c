/* The relay against the loop of events: the same row, histograms and counts to the last bit, on networks
 * made at random in which nobody goes back. Whoever listens to visits has the loop, whoever does not has the
 * relay.
 *
 * The numbers are fixed, so this fails never or always.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "../../src/engine/relay.h"
#include "qsweep/memory.h"
#include "qsweep/stream.h"
#include "scene.h"

enum { N_SYSTEMS = 150, N_LONG = 5000, N_REPLICATIONS = 3, MOST = 6 };

typedef struct dice {
    qs_stream stream;
} dice;

static int throw(dice * d, int n)
{
    return (int)(qs_stream_next(&d->stream) * n);
}

static double between(dice *d, double low, double high)
{
    return low + (high - low) * qs_stream_next(&d->stream);
}

/* Where somebody who leaves window i goes: to some of those behind it; from the last one, away. */
static void add_routes(scene *s, dice *d, int n)
{
    double *then = s->model.classes[0].then;
    for (int i = 0; i + 1 < n; i++) {
        double left = 1;
        for (int k = i + 1; k + 1 < n; k++) {
            double share = throw(d, 2) ? between(d, 0, left) : 0;
            then[i * n + k] = share;
            left -= share;
        }
        then[i * n + n - 1] = left;
    }
}

static void add_starts(scene *s, dice *d, int n)
{
    double *first = s->model.classes[0].first, left = 1;
    for (int i = 1; i < n; i++) {
        first[i] = throw(d, 3) == 0 ? between(d, 0, left) : 0;
        left -= first[i];
    }
    first[0] = left;
}

/* Times that come in steps, of which some are none at all, bring about much at one instant. */
static int law(scene *s, dice *d, double mean, bool in_steps)
{
    if (in_steps)
        return throw(d, 2) ? scene_constant(s, 1 + throw(d, 3))
                           : scene_law(s, QS_DISTRIBUTION_poisson, 2 * mean, 0);
    switch (throw(d, 3)) {
    case 0:
        return scene_law(s, QS_DISTRIBUTION_exponential, mean, 0);
    case 1:
        return scene_law(s, QS_DISTRIBUTION_uniform, 0, 2 * mean);
    default:
        return scene_law(s, QS_DISTRIBUTION_gamma, 0.6, mean / 0.6);
    }
}

static void open_network(scene *s, uint64_t number, bool in_steps, bool is_deaf)
{
    dice d;
    qs_stream_start(&d.stream, &(qs_replication_key){.seed = 7, .replication = number}, 1);
    int n = 1 + throw(&d, MOST);
    scene_open(s, n, 1, n, 1);
    qs_model *m = &s->model;
    double load = between(&d, 0.2, 1.3);
    m->sources[0].kind = QS_SOURCE_RENEWAL;
    m->sources[0].interarrival = law(s, &d, 1 / load, in_steps);
    if (throw(&d, 4) == 0) {
        m->sources[0].period_length = 50;
        m->sources[0].period_on = 20;
    }
    for (int i = 0; i < n; i++) {
        scene_serves_nobody(s, i);
        scene_serves(s, i, 0, i);
        m->windows[i].servers = throw(&d, 3) ? 1 + throw(&d, 3) : 1 + throw(&d, QS_RELAY_SERVERS);
        m->stages[i].time = law(s, &d, m->windows[i].servers, in_steps);
    }
    add_starts(s, &d, n);
    add_routes(s, &d, n);
    m->run.horizon = throw(&d, 5) ? between(&d, 200, 3000) : between(&d, 1, 20);
    m->run.warmup = throw(&d, 2) ? between(&d, 0, 0.5) * m->run.horizon : 0;
    m->run.kernel = QS_KERNEL_EVENTS;
    m->run.stops = throw(&d, 3) > 0;
    m->run.waiting_served = m->run.in_service_finished = !m->run.stops;
    m->output.n_thresholds = 2;
    m->output.thresholds = scene_numbers(2, (double[]){0.5, 5});
    s->is_deaf = is_deaf;
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

static void hear(void *context, const qs_visit *visit)
{
    (void)context, (void)visit;
}

static qs_histogram *replicate(scene *s, uint64_t replication)
{
    const qs_layout *layout = qs_engine_layout(s->engine);
    qs_histogram *histograms;
    assert_int_equal(qs_calloc((size_t)layout->n_histograms, sizeof *histograms, &histograms), QS_OK);
    s->key.replication = replication;
    qs_engine_listen(s->engine, s->is_deaf ? NULL : hear, NULL);
    assert_int_equal(qs_engine_replicate(s->engine, &s->key, s->row, histograms), QS_OK);
    return histograms;
}

static void free_histograms(qs_histogram *histograms, int n)
{
    for (int i = 0; i < n; i++)
        qs_histogram_clear(&histograms[i]);
    qs_free(histograms);
}

/* How many replications the relay has simulated. */
static int compare(scene s[2], uint64_t number)
{
    const qs_layout *layout = qs_engine_layout(s[0].engine);
    int n_relayed = 0;
    for (uint64_t r = 0; r < N_REPLICATIONS; r++) {
        qs_relay *relay = s[1].engine->relay;
        relay->n_vain = 0;
        qs_histogram *a = replicate(&s[0], r), *b = replicate(&s[1], r);
        for (int i = 0; i < layout->n_values; i++)
            if (memcmp(&s[0].row[i], &s[1].row[i], sizeof *s[0].row) &&
                !(isnan(s[0].row[i]) && isnan(s[1].row[i])))
                fail_msg("system %llu, replication %llu: value %d is %.17g by events, %.17g by the relay",
                         (unsigned long long)number, (unsigned long long)r, i, s[0].row[i], s[1].row[i]);
        compare_histograms(a, b, layout->n_histograms);
        assert_int_equal(s[0].engine->n_customers, s[1].engine->n_customers);
        assert_int_equal(s[0].engine->n_events, s[1].engine->n_events);
        n_relayed += relay->n_vain == 0;
        free_histograms(a, layout->n_histograms);
        free_histograms(b, layout->n_histograms);
    }
    return n_relayed;
}

static int compare_networks(bool in_steps)
{
    const char *is_long = getenv("QS_LONG");
    uint64_t n = is_long && *is_long ? N_LONG : N_SYSTEMS;
    int n_relayed = 0;
    for (uint64_t number = 0; number < n; number++) {
        scene s[2];
        for (int k = 0; k < 2; k++) {
            open_network(&s[k], number, in_steps, k == 1);
            scene_run(&s[k]);
            assert_string_equal(qs_engine_loop(s[k].engine), "plain");
            assert_non_null(s[k].engine->relay);
        }
        n_relayed += compare(s, number);
        scene_close(&s[0]);
        scene_close(&s[1]);
    }
    print_message("%d of %d replications by the relay\n", n_relayed, (int)n * N_REPLICATIONS);
    return n_relayed * 100 / ((int)n * N_REPLICATIONS);
}

/* Of continuous times no two things happen at once. */
static void test_same_bits(void **state)
{
    (void)state;
    assert_int_equal(compare_networks(false), 100);
}

/* Where they do, some replications are begun in vain, and some are not. */
static void test_at_once(void **state)
{
    (void)state;
    int share = compare_networks(true);
    assert_true(share > 2 && share < 60);
}

/* More come than can be served, until very many are present: events take over. */
static void test_very_many(void **state)
{
    (void)state;
    scene s[2];
    for (int k = 0; k < 2; k++) {
        scene_open(&s[k], 1, 1, 1, 1);
        qs_model *m = &s[k].model;
        m->sources[0].kind = QS_SOURCE_RENEWAL;
        m->sources[0].interarrival = scene_law(&s[k], QS_DISTRIBUTION_exponential, 1, 0);
        m->stages[0].time = scene_law(&s[k], QS_DISTRIBUTION_exponential, 20, 0);
        m->run.horizon = 1.1 * QS_RELAY_PRESENT;
        m->run.kernel = QS_KERNEL_EVENTS;
        s[k].is_deaf = k == 1;
        scene_run(&s[k]);
    }
    assert_memory_equal(s[0].row, s[1].row,
                        (size_t)qs_engine_layout(s[0].engine)->n_values * sizeof *s[0].row);
    assert_int_equal(s[1].engine->relay->n_vain, 1);
    scene_close(&s[0]);
    scene_close(&s[1]);
}

/* Somebody goes back, or customers leave from two windows, or there is a choice. */
static void test_declines(void **state)
{
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        scene s;
        scene_open(&s, 2, 1, 2, 1);
        scene_arrivals(&s, 0, 1, 2);
        qs_model *m = &s.model;
        m->sources[0].kind = QS_SOURCE_RENEWAL;
        m->sources[0].interarrival = scene_law(&s, QS_DISTRIBUTION_exponential, 1, 0);
        m->stages[1].time = scene_law(&s, QS_DISTRIBUTION_exponential, 0.2, 0);
        if (kind < 2) {
            scene_serves_nobody(&s, 1);
            scene_serves(&s, 1, 0, 1);
            scene_serves_nobody(&s, 0);
            scene_serves(&s, 0, 0, 0);
            m->classes[0].then[1] = kind == 0 ? 1 : 0.5;
        }
        m->classes[0].then[2] = kind == 0 ? 0.5 : 0;
        scene_run(&s);
        assert_string_equal(qs_engine_loop(s.engine), "plain");
        assert_null(s.engine->relay);
        scene_close(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bits),
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_very_many),
        cmocka_unit_test(test_declines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
