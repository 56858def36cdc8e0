/* Small systems built by hand.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "qsweep/memory.h"

static void *allocate(size_t n, size_t size)
{
    void *memory;
    assert_int_equal(qs_calloc(n, size, &memory), QS_OK);
    return memory;
}

static char *name(char letter, int i)
{
    char *text = allocate(16, 1);
    snprintf(text, 16, "%c%d", letter, i);
    return text;
}

static void name_all(qs_model *m)
{
    for (int i = 0; i < m->n_services; i++)
        m->services[i] = name('s', i);
    for (int i = 0; i < m->n_classes; i++)
        m->classes[i].name = name('c', i);
    for (int i = 0; i < m->n_windows; i++)
        m->windows[i].name = name('w', i);
    for (int i = 0; i < m->n_lines; i++)
        m->windows[m->n_windows + i].name = name('l', i);
    for (int i = 0; i < m->n_sources; i++)
        m->sources[i].name = name('a', i);
}

void scene_open(scene *s, int n_services, int n_classes, int n_windows, int n_sources)
{
    scene_open_lines(s, n_services, n_classes, n_windows, n_sources, 0);
}

void scene_line(scene *s, int line, int n, const int *windows)
{
    s->model.lines[line].windows = scene_copy(windows, (size_t)n, sizeof *windows);
    s->model.lines[line].n_windows = n;
}

void scene_help(scene *s, int line, double after, int n, const int *windows)
{
    qs_line_rule *rule = &s->model.lines[line];
    qs_help *helps = allocate((size_t)rule->n_helps + 1, sizeof *helps);
    for (int i = 0; i < rule->n_helps; i++)
        helps[i] = rule->helps[i];
    helps[rule->n_helps++] =
        (qs_help){.after = after, .n_windows = n, .windows = scene_copy(windows, (size_t)n, sizeof *windows)};
    qs_free(rule->helps);
    rule->helps = helps;
}

void scene_open_lines(scene *s, int n_services, int n_classes, int n_windows, int n_sources, int n_lines)
{
    *s = (scene){.key = {.seed = 1, .scenario = QS_ANY_SCENARIO}};
    qs_model *m = &s->model;
    m->n_services = n_services;
    m->n_classes = n_classes;
    m->n_windows = n_windows;
    m->n_sources = n_sources;
    m->n_lines = n_lines;
    assert_int_equal(qs_model_allocate(m), QS_OK);
    name_all(m);
    int one = scene_constant(s, 1);
    for (int c = 0; c < n_classes; c++) {
        m->classes[c].first[0] = 1;
        for (int i = 0; i < n_services; i++)
            m->stages[c * n_services + i].time = one;
    }
    for (int w = 0; w < n_windows; w++) {
        m->windows[w].servers = 1;
        memset(m->windows[w].serves, true, (size_t)n_classes * (size_t)n_services);
    }
    for (int l = 0; l < n_lines; l++)
        memset(m->lines[l].takes, true, (size_t)n_classes);
    for (int a = 0; a < n_sources; a++) {
        m->sources[a].kind = QS_SOURCE_TIMES;
        m->sources[a].shares[a < n_classes ? a : n_classes - 1] = 1;
    }
    m->run.horizon = 100;
    m->run.stops = true;
}

void scene_close(scene *s)
{
    qs_engine_free(s->engine);
    qs_model_clear(&s->model);
    free(s->row);
    free(s->visits);
}

int scene_law(scene *s, qs_distribution_kind kind, double a, double b)
{
    qs_distribution law = {.kind = kind, .a = a, .b = b};
    int index;
    assert_int_equal(qs_distribution_prepare(&law), QS_OK);
    assert_int_equal(qs_model_add_distribution(&s->model, &law, &index), QS_OK);
    return index;
}

int scene_constant(scene *s, double value)
{
    return scene_law(s, QS_DISTRIBUTION_constant, value, 0);
}

void scene_takes(scene *s, int class, int service, double time)
{
    s->model.stages[class * s->model.n_services + service].time = scene_constant(s, time);
}

void *scene_copy(const void *from, size_t n, size_t size)
{
    void *to = allocate(n, size);
    memcpy(to, from, n * size);
    return to;
}

double *scene_numbers(size_t n, const double *numbers)
{
    return scene_copy(numbers, n, sizeof *numbers);
}

qs_piece *scene_pieces(size_t n, const qs_piece *pieces)
{
    return scene_copy(pieces, n, sizeof *pieces);
}

qs_pair *scene_pairs(size_t n, const qs_pair *pairs)
{
    return scene_copy(pairs, n, sizeof *pairs);
}

void scene_arrive(scene *s, int source, size_t n, const double *times)
{
    s->model.sources[source].kind = QS_SOURCE_TIMES;
    s->model.sources[source].n_times = n;
    qs_free(s->model.sources[source].times);
    s->model.sources[source].times = scene_numbers(n, times);
}

void scene_serves_nobody(scene *s, int window)
{
    memset(s->model.windows[window].serves, false, (size_t)s->model.n_classes * (size_t)s->model.n_services);
}

void scene_serves(scene *s, int window, int class, int service)
{
    for (int c = 0; c < s->model.n_classes; c++)
        for (int i = 0; i < s->model.n_services; i++)
            if ((class == QS_NONE || class == c) && (service == QS_NONE || service == i))
                s->model.windows[window].serves[c * s->model.n_services + i] = true;
}

static void listen(void *context, const qs_visit *visit)
{
    scene *s = context;
    if (s->n_visits == s->visits_capacity) {
        s->visits_capacity = 2 * s->visits_capacity + 16;
        s->visits = realloc(s->visits, s->visits_capacity * sizeof *s->visits);
        assert_non_null(s->visits);
    }
    s->visits[s->n_visits++] = *visit;
}

qs_status scene_try(scene *s)
{
    if (!s->is_finished) {
        assert_int_equal(qs_model_finish(&s->model), QS_OK);
        s->is_finished = true;
        assert_int_equal(qs_engine_new(&s->model, &s->engine), QS_OK);
        size_t n = (size_t)qs_engine_layout(s->engine)->n_values;
        s->row = malloc(n * sizeof *s->row);
        assert_non_null(s->row);
    }
    s->n_visits = 0;
    qs_engine_set_cut(s->engine, s->cut);
    qs_engine_listen(s->engine, s->is_deaf ? NULL : listen, s);
    qs_status status = qs_engine_replicate(s->engine, &s->key, s->row, NULL);
    qs_engine_listen(s->engine, NULL, NULL);
    return status;
}

static void check_counts(const scene *s, qs_scope scope, int member)
{
    static const qs_metric outcomes[] = {QS_METRIC_served,    QS_METRIC_rejected, QS_METRIC_dropped,
                                         QS_METRIC_balked,    QS_METRIC_reneged,  QS_METRIC_cancelled,
                                         QS_METRIC_unfinished};
    double sum = 0;
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
        sum += scene_get(s, scope, member, outcomes[i]);
    assert_same(scene_get(s, scope, member, QS_METRIC_arrived), sum);
}

void scene_run(scene *s)
{
    if (scene_try(s) != QS_OK)
        fail_msg("the replication failed: %s", qs_failure());
    const qs_layout *layout = qs_engine_layout(s->engine);
    for (int scope = QS_SYSTEM; scope <= QS_WINDOW; scope++)
        for (int member = 0; member < layout->n_members[scope]; member++)
            check_counts(s, (qs_scope)scope, member);
}

double scene_get(const scene *s, qs_scope scope, int member, qs_metric metric)
{
    int index = qs_layout_index(qs_engine_layout(s->engine), scope, member, metric, 0);
    assert_true(index >= 0);
    return s->row[index];
}

const qs_visit *scene_find(const scene *s, int customer, int visit)
{
    for (size_t i = 0; i < s->n_visits; i++)
        if ((int)s->visits[i].customer == customer && s->visits[i].visit == visit)
            return &s->visits[i];
    fail_msg("customer %d has no visit %d", customer, visit);
    return NULL;
}

static bool is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void print_visit(const char *what, const scene_visit *v)
{
    print_message("%s {%d, %d, w%d.%d.%d, join %.17g, start %.17g, end %.17g, outcome %d}\n", what,
                  v->customer, v->visit, v->window, v->member, v->server, v->join, v->start, v->end,
                  v->outcome);
}

static bool agrees(const scene_visit *e, const scene_visit *g)
{
    return e->customer == g->customer && e->visit == g->visit && e->window == g->window &&
           e->member == g->member && e->server == g->server && is_same(e->join, g->join) &&
           is_same(e->start, g->start) && (is_same(e->end, g->end) || e->outcome == QS_UNFINISHED) &&
           e->outcome == g->outcome;
}

void scene_expect(const scene *s, size_t n, const scene_visit *expected)
{
    int n_wrong = n != s->n_visits;
    if (n_wrong)
        print_message("%zu visits expected, %zu told\n", n, s->n_visits);
    for (size_t i = 0; i < n; i++) {
        const qs_visit *v = scene_find(s, expected[i].customer, expected[i].visit);
        const scene_visit got = {(int)v->customer, v->visit,  v->window,
                                 v->member,        v->server, v->join,
                                 v->start,         v->end,    (qs_outcome)v->outcome};
        if (agrees(&expected[i], &got))
            continue;
        print_visit("expected", &expected[i]);
        print_visit("told    ", &got);
        n_wrong++;
    }
    assert_int_equal(n_wrong, 0);
}

void scene_equal(double a, double b, const char *file, int line, const char *what)
{
    if (is_same(a, b))
        return;
    print_message("%s is %.17g, not %.17g\n", what, a, b);
    _fail(file, line);
}

void scene_near(double a, double b, double relative, const char *file, int line, const char *what)
{
    if (fabs(a - b) <= relative * fmax(fabs(a), fabs(b)))
        return;
    print_message("%s is %.17g, not %.17g\n", what, a, b);
    _fail(file, line);
}
