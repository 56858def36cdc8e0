/* Systems made at random.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "random_scene.h"

#include "qsweep/hash.h"

typedef struct dice {
    uint64_t state;
} dice;

static uint64_t roll(dice *d, uint64_t n)
{
    d->state += 0x9e3779b97f4a7c15;
    return qs_mix64(d->state) % n;
}

/* True once in n. */
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
    switch (roll(d, 4)) {
    case 0:
        return scene_law(s, QS_DISTRIBUTION_uniform, 0.2 * mean, 1.8 * mean);
    case 1:
        return scene_law(s, QS_DISTRIBUTION_gamma, 0.7, mean);
    case 2:
        return scene_law(s, QS_DISTRIBUTION_lognormal, mean, mean);
    default:
        return scene_law(s, QS_DISTRIBUTION_exponential, mean, 0);
    }
}

/* Probabilities that sum to `total`, some of them 0. */
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

static void make_class(scene *s, dice *d, int c, bool is_plain)
{
    int n = s->model.n_services;
    qs_class *class = &s->model.classes[c];
    spread(d, class->first, n, 1);
    for (int i = 0; i < n; i++) {
        qs_stage *stage = &s->model.stages[c * n + i];
        stage->time = some_time(s, d, between(d, 0.5, 1.5));
        if (!once_in(d, 3))
            spread(d, class->then + i * n, n, between(d, 0.1, 0.7));
        if (is_plain || !once_in(d, 4))
            continue;
        stage->dead_time = some_time(s, d, 0.4);
        stage->holds_customer = once_in(d, 2);
    }
    if (is_plain)
        return;
    if (once_in(d, 3))
        class->patience = some_time(s, d, 3);
    if (once_in(d, 4))
        class->balk_at = (int64_t)roll(d, 5);
    class->jockeys = once_in(d, 4);
}

static void make_pieces(dice *d, qs_piece **pieces, size_t *n, double length, double scale)
{
    qs_piece made[3];
    *n = 1 + roll(d, 3);
    for (size_t i = 0; i < *n; i++)
        made[i] = (qs_piece){length * (double)(i + 1), scale * between(d, 0.3, 1.5)};
    *pieces = scene_pieces(*n, made);
}

static void make_speed(dice *d, qs_window *window)
{
    window->speed_kind = (qs_speed_kind)roll(d, 4);
    window->speed = window->speed_kind == QS_SPEED_CONSTANT ? between(d, 0.5, 2) : 1;
    if (window->speed_kind == QS_SPEED_CONSTANT)
        return;
    make_pieces(d, &window->speeds, &window->n_speeds, window->speed_kind == QS_SPEED_BY_QUEUE ? 2 : 20, 1);
    if (window->speed_kind == QS_SPEED_BY_TIME)
        window->speeds[window->n_speeds - 1].until = INFINITY;
}

static void make_shifts(dice *d, qs_window *window)
{
    qs_piece made[3];
    int most = 0;
    for (int i = 0; i < 3; i++) {
        int n = i < 2 ? (int)roll(d, 4) : 1 + (int)roll(d, 3);
        made[i] = (qs_piece){i < 2 ? 25 * (i + 1) : INFINITY, n};
        most = n > most ? n : most;
    }
    window->n_shifts = 3;
    window->shifts = scene_pieces(3, made);
    window->servers = most;
}

static void make_servers(scene *s, dice *d, qs_window *window)
{
    window->servers = once_in(d, 8) ? QS_INFINITE_SERVERS : 1 + (int)roll(d, 3);
    if (window->servers == QS_INFINITE_SERVERS)
        return;
    if (once_in(d, 3))
        make_speed(d, window);
    if (once_in(d, 5))
        make_shifts(d, window);
    if (!once_in(d, 4))
        return;
    window->breakdown_up = some_time(s, d, 10);
    window->breakdown_down = some_time(s, d, 2);
    window->breakdown_clock = (qs_clock)roll(d, 2);
}

static void make_room(dice *d, qs_window *window)
{
    if (!once_in(d, 2))
        return;
    window->capacity_kind = 1 + (qs_capacity)roll(d, 2);
    window->capacity = 1 + (int64_t)roll(d, 6);
    window->overflow = (qs_overflow)roll(d, 3);
}

static void make_priorities(scene *s, dice *d, qs_window *window)
{
    qs_pair made[2];
    if (!once_in(d, 2))
        return;
    window->n_priorities = 1 + roll(d, 2);
    for (size_t i = 0; i < 2; i++) {
        made[i].a = once_in(d, 3) ? QS_NONE : (int)roll(d, (uint64_t)s->model.n_classes);
        made[i].b = once_in(d, 2) ? QS_NONE : (int)roll(d, (uint64_t)s->model.n_services);
    }
    window->priorities = scene_pairs(window->n_priorities, made);
    window->preemption = (qs_preemption)roll(d, 3);
}

static void make_pairs(scene *s, dice *d, qs_window *window)
{
    int n = s->model.n_services;
    if (n < 2 || !once_in(d, 3))
        return;
    int a = (int)roll(d, (uint64_t)n);
    window->n_together = 1;
    window->together = scene_pairs(1, (qs_pair[]){{a, (a + 1) % n}});
}

static void make_window(scene *s, dice *d, int w, bool is_plain)
{
    qs_window *window = &s->model.windows[w];
    if (w > 0) { /* the first serves everybody */
        scene_serves_nobody(s, w);
        for (int c = 0; c < s->model.n_classes; c++)
            for (int i = 0; i < s->model.n_services; i++)
                if (once_in(d, 2))
                    scene_serves(s, w, c, i);
    }
    window->count = 1 + (int)roll(d, 2);
    window->servers = 1 + (int)roll(d, 3);
    if (is_plain)
        return;
    make_servers(s, d, window);
    make_room(d, window);
    make_priorities(s, d, window);
    make_pairs(s, d, window);
    window->discipline = (qs_discipline)roll(d, 4);
    if (once_in(d, 3)) {
        qs_override own = {
            (int)roll(d, (uint64_t)s->model.n_services), QS_NONE, some_time(s, d, 1), QS_NONE, false, false};
        window->overrides = scene_copy(&own, 1, sizeof own);
        window->n_overrides = 1;
    }
}

static void make_source(scene *s, dice *d, int a, bool is_plain)
{
    qs_source *source = &s->model.sources[a];
    source->kind = is_plain ? QS_SOURCE_RENEWAL : (qs_source_kind)roll(d, 4);
    source->interarrival = some_time(s, d, between(d, 0.5, 1.5));
    spread(d, source->shares, s->model.n_classes, 1);
    source->count = 1 + (int)roll(d, 2);
    if (once_in(d, 3)) {
        source->period_length = 20;
        source->period_on = between(d, 5, 20);
    }
    if (source->kind == QS_SOURCE_RATE) {
        make_pieces(d, &source->rates, &source->n_rates, 6, 2);
        source->interarrival = scene_law(s, QS_DISTRIBUTION_exponential, 1, 0);
    }
    if (source->kind == QS_SOURCE_TIMES)
        scene_arrivals(s, a, 0.5, 0.75, 3, 3, 3, 8, 9, 9.5, 20, 21, 22, 30, 44, 50, 51);
    if (source->kind == QS_SOURCE_CLOSED) {
        source->population = 1 + (int)roll(d, 12);
        source->think_time = some_time(s, d, 4);
    } else if (!is_plain) {
        source->batch = once_in(d, 4) ? scene_law(s, QS_DISTRIBUTION_binomial, 4, 0.4) : QS_NONE;
        source->limit = once_in(d, 4) ? 40 : 0;
    }
}

static void make_run(dice *d, qs_run_rule *run, bool is_plain)
{
    run->horizon = 80;
    run->warmup = once_in(d, 2) ? between(d, 1, 30) : 0;
    run->kernel = QS_KERNEL_EVENTS;
    run->stops = once_in(d, 3);
    run->waiting_served = run->stops ? false : is_plain || !once_in(d, 3);
    run->in_service_finished = run->stops ? false : is_plain || !once_in(d, 4);
    run->timeout = !is_plain && once_in(d, 3) ? between(d, 0, 8) : INFINITY;
    if (is_plain)
        return;
    run->customers = once_in(d, 6) ? 30 : 0;
    run->warmup_mser5 = once_in(d, 6);
}

/* Factors of the day, by dice of their own: of one source, or of all together. */
static void make_factors(scene *s, uint64_t number)
{
    dice d = {qs_mix64(number + UINT64_C(0x5eed))};
    int index = QS_NONE;
    if (!once_in(&d, 3))
        return;
    bool is_shared = once_in(&d, 2);
    int law = once_in(&d, 2) ? scene_law(s, QS_DISTRIBUTION_gamma, 4, 1)
                             : scene_law(s, QS_DISTRIBUTION_uniform, 0, 2);
    assert_int_equal(qs_model_add_factor(&s->model, "weather", is_shared, law, &index), QS_OK);
    for (int a = 0; a < (is_shared ? s->model.n_sources : 1); a++)
        if (s->model.sources[a].kind == QS_SOURCE_RENEWAL || s->model.sources[a].kind == QS_SOURCE_RATE)
            s->model.sources[a].day_factor = index;
}

/* What may be lost in a plain one, by dice of their own: at full windows, and at the horizon. */
static void make_losses(scene *s, uint64_t number)
{
    dice d = {qs_mix64(number + UINT64_C(0x10552))};
    qs_run_rule *run = &s->model.run;
    for (int w = 0; w < s->model.n_windows && number % 2; w++) {
        qs_window *window = &s->model.windows[w];
        make_room(&d, window);
        window->overflow = once_in(&d, 2) ? QS_REJECT : QS_DROP_OLDEST;
    }
    if (run->stops || number % 3 == 0)
        return;
    run->waiting_served = once_in(&d, 2);
    run->timeout = once_in(&d, 2) ? between(&d, 0, 8) : INFINITY;
}

void random_scene(scene *s, uint64_t number, bool is_plain)
{
    dice d = {qs_mix64(number)};
    int n_services = 1 + (int)roll(&d, 3), n_classes = 1 + (int)roll(&d, 3);
    int n_windows = 1 + (int)roll(&d, 4), n_sources = 1 + (int)roll(&d, 2);
    scene_open(s, n_services, n_classes, n_windows, n_sources);
    for (int c = 0; c < n_classes; c++)
        make_class(s, &d, c, is_plain);
    for (int w = 0; w < n_windows; w++)
        make_window(s, &d, w, is_plain);
    for (int a = 0; a < n_sources; a++)
        make_source(s, &d, a, is_plain);
    make_factors(s, number);
    make_run(&d, &s->model.run, is_plain);
    if (is_plain)
        make_losses(s, number);
    s->cut = s->model.run.warmup_mser5 ? s->model.run.warmup / 2 : 0;
    s->model.window_choice = (qs_window_choice)roll(&d, 6);
    if (is_plain &&
        (s->model.window_choice == QS_CHOOSE_LEAST_WORK || s->model.window_choice == QS_CHOOSE_SIMUQ))
        s->model.window_choice = QS_CHOOSE_RANDOM;
    s->model.output.n_thresholds = 2;
    s->model.output.thresholds = scene_numbers(2, (const double[]){0, 1.5});
    s->model.output.n_quantiles = 2;
    s->model.output.quantiles = scene_numbers(2, (const double[]){0.5, 0.9});
    s->key.seed = number;
}
