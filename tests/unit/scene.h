/* A small system built by hand, for tests of the engine: constant times and recorded arrivals, so that every
 * instant is known beforehand. What cannot fail in such a test is asserted here.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_TESTS_SCENE_H
#define QSWEEP_TESTS_SCENE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "qsweep/engine.h"

typedef struct scene {
    qs_model model;
    qs_engine *engine;
    double *row;
    qs_visit *visits; /* in the order told */
    size_t n_visits, visits_capacity;
    qs_replication_key key;
    double cut;       /* where the model's warm-up is to be found */
    bool is_deaf;     /* visits are not listened to */
    bool is_finished; /* the model's tables are derived */
} scene;

/* What a visit came to. Times NAN where there is none; `end` is not looked at of UNFINISHED. */
typedef struct scene_visit {
    int customer, visit, window, member, server;
    double join, start, end;
    qs_outcome outcome;
} scene_visit;

/* Services s0, s1, ...; classes c0, ... that need s0 (which takes 1) and leave; windows w0, ... of one server
 * that serve everybody; sources a0, ... of recorded times (none yet), all customers of the class of the
 * source's number, if there is one, else of the last. Stops at 100. */
void scene_open(scene *s, int n_services, int n_classes, int n_windows, int n_sources);
/* The same with lines l0, ... for several windows; nobody serves them yet. */
void scene_open_lines(scene *s, int n_services, int n_classes, int n_windows, int n_sources, int n_lines);
/* The windows [n] of a line, as listed; windows that help it from then on, later than those before. */
void scene_line(scene *s, int line, int n, const int *windows);
void scene_help(scene *s, int line, double after, int n, const int *windows);
void scene_close(scene *s);

/* Distributions: their index in the model. */
int scene_law(scene *s, qs_distribution_kind kind, double a, double b);
int scene_constant(scene *s, double value);

/* The time of a class at a service. */
void scene_takes(scene *s, int class, int service, double time);

/* Arrivals at times[n], ascending. */
void scene_arrive(scene *s, int source, size_t n, const double *times);
#define scene_arrivals(s, source, ...)                                                                       \
    scene_arrive(s, source, sizeof((double[]){__VA_ARGS__}) / sizeof(double), (double[]){__VA_ARGS__})

/* Copies for the model, which owns them: scene_pieces(n, (qs_piece[]){{until, value}, ...}). */
void *scene_copy(const void *from, size_t n, size_t size);
qs_piece *scene_pieces(size_t n, const qs_piece *pieces);
qs_pair *scene_pairs(size_t n, const qs_pair *pairs);
double *scene_numbers(size_t n, const double *numbers);

/* Where a window serves: nobody, or one (class, service) more; QS_NONE is any. */
void scene_serves_nobody(scene *s, int window);
void scene_serves(scene *s, int window, int class, int service);

/* Finish the model (once) and simulate a replication with every visit listened to. */
qs_status scene_try(scene *s);
/* The same, which must succeed, and everybody must be counted once in every scope. */
void scene_run(scene *s);

double scene_get(const scene *s, qs_scope scope, int member, qs_metric metric);
#define scene_system(s, metric) scene_get(s, QS_SYSTEM, 0, QS_METRIC_##metric)
#define scene_class(s, class, metric) scene_get(s, QS_CLASS, class, QS_METRIC_##metric)
#define scene_window(s, window, metric) scene_get(s, QS_WINDOW, window, QS_METRIC_##metric)
#define scene_in_line(s, line, metric) scene_get(s, QS_LINE, line, QS_METRIC_##metric)

/* The visit must have happened, and told so. */
const qs_visit *scene_find(const scene *s, int customer, int visit);

/* These visits, in any order, and no others. */
void scene_expect(const scene *s, size_t n, const scene_visit *expected);
#define scene_visits(s, ...)                                                                                 \
    scene_expect(s, sizeof((scene_visit[]){__VA_ARGS__}) / sizeof(scene_visit), (scene_visit[]){__VA_ARGS__})

/* a and b are the same number (NAN is NAN). */
void scene_equal(double a, double b, const char *file, int line, const char *what);
#define assert_same(a, b) scene_equal(a, b, __FILE__, __LINE__, #a)
/* ... but for rounding. */
void scene_near(double a, double b, double relative, const char *file, int line, const char *what);
#define assert_near(a, b) scene_near(a, b, 1e-12, __FILE__, __LINE__, #a)

#endif
