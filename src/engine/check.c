/* What must hold in every replication.
 *
 * Everybody is counted once: checked always. Little's law, from time 0 to the end and for everybody, counted
 * or not: the integral of the number present is the sum of the times spent, in the system, each class and
 * each window; checked where QS_CHECK is defined (make KIND=debug). It is kept apart from what is reported,
 * so that a customer lost between two lists, or a gauge moved twice, is found where it happens. Source:
 * Little, Operations Research 9(3), 1961.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check.h"
#include "qsweep/memory.h"

static bool is_complete(const qs_meter *meter)
{
    uint64_t sum = 0;
    for (int outcome = 0; outcome < QS_N_OUTCOMES; outcome++)
        sum += meter->outcome[outcome];
    return sum == meter->arrived;
}

static void check_counts(qs_engine *e, const qs_meter *meter, const char *scope, const char *name)
{
    if (is_complete(meter))
        return;
    const uint64_t *n = meter->outcome;
    qs_fail_replication(
        e,
        qs_fail(
            QS_ERROR_INTERNAL,
            "%s %s: %llu arrived, but %llu served, %llu rejected, %llu dropped, %llu balked, %llu reneged, "
            "%llu cancelled, %llu unfinished (replication %llu)",
            scope, name, (unsigned long long)meter->arrived, (unsigned long long)n[QS_SERVED],
            (unsigned long long)n[QS_REJECTED], (unsigned long long)n[QS_DROPPED],
            (unsigned long long)n[QS_BALKED], (unsigned long long)n[QS_RENEGED],
            (unsigned long long)n[QS_CANCELLED], (unsigned long long)n[QS_UNFINISHED],
            (unsigned long long)e->key.replication));
}

/* One number of a window, and what its members have of it. */
typedef struct parts {
    uint64_t whole, sum;
} parts;

/* Those with a meter of their own count what their window counts. */
static void check_members(qs_engine *e)
{
    const qs_model *m = e->model;
    for (int w = 0, s = 0; w < m->n_windows; s += m->windows[w++].count) {
        const qs_meter *window = &e->meters.windows[w];
        parts arrived = {window->arrived, 0}, served = {window->outcome[QS_SERVED], 0},
              waits = {window->wait.n, 0}, departed = {window->departed, 0};
        if (m->windows[w].count == 0 || !e->stations[s].has_row)
            continue;
        for (int i = s; i < s + m->windows[w].count; i++) {
            const qs_meter *own = &e->meters.windows[e->stations[i].own_meter];
            arrived.sum += own->arrived;
            served.sum += own->outcome[QS_SERVED];
            waits.sum += own->wait.n;
            departed.sum += own->departed;
        }
        if (arrived.whole != arrived.sum || served.whole != served.sum || waits.whole != waits.sum ||
            departed.whole != departed.sum)
            qs_fail_replication(e, qs_fail(QS_ERROR_INTERNAL,
                                           "window %s: its members do not add up to it (replication %llu)",
                                           m->windows[w].name, (unsigned long long)e->key.replication));
    }
}

void qs_check_conservation(qs_engine *e)
{
    const qs_model *m = e->model;
    check_counts(e, &e->meters.system, "the", "system");
    for (int c = 0; c < m->n_classes; c++)
        check_counts(e, &e->meters.classes[c], "class", m->classes[c].name);
    for (int w = 0; w < qs_n_places(e); w++)
        check_counts(e, &e->meters.windows[w], w < m->n_windows ? "window" : "line", m->windows[w].name);
    if (e->meters.n_all > qs_n_places(e))
        check_members(e);
}

#ifdef QS_CHECK

/* Area under the number present, and time spent, of one member of a scope. */
typedef struct sides {
    double area, time;
} sides;

struct qs_checks {
    sides system;
    sides *classes, *windows;
};

qs_status qs_check_build(qs_engine *e)
{
    qs_status status = qs_calloc(1, sizeof *e->checks, &e->checks);
    if (!status)
        status = qs_calloc((size_t)e->model->n_classes, sizeof(sides), &e->checks->classes);
    if (!status)
        status = qs_calloc((size_t)qs_n_places(e), sizeof(sides), &e->checks->windows);
    return status;
}

void qs_check_free(qs_engine *e)
{
    if (!e->checks)
        return;
    qs_free(e->checks->classes);
    qs_free(e->checks->windows);
    qs_free(e->checks);
}

void qs_check_start(qs_engine *e)
{
    e->checks->system = (sides){0};
    for (int c = 0; c < e->model->n_classes; c++)
        e->checks->classes[c] = (sides){0};
    for (int w = 0; w < qs_n_places(e); w++)
        e->checks->windows[w] = (sides){0};
}

static double area_of(const qs_engine *e, const qs_gauge *gauge)
{
    return gauge->area + (double)gauge->n * (e->now - gauge->last);
}

void qs_check_areas(qs_engine *e)
{
    for (int w = 0; w < qs_n_places(e); w++) {
        const qs_meter *window = &e->meters.windows[w];
        double area = area_of(e, &window->queue) + area_of(e, &window->serving) + area_of(e, &window->number);
        area += window->queue_before + window->serving_before;
        e->checks->windows[w].area += area;
        e->checks->system.area += area;
    }
    for (int c = 0; c < e->model->n_classes; c++)
        e->checks->classes[c].area += area_of(e, &e->meters.classes[c].number);
}

void qs_check_visit(qs_engine *e, int window, double time)
{
    e->checks->windows[window].time += time;
}

void qs_check_stay(qs_engine *e, int class, double time)
{
    e->checks->system.time += time;
    e->checks->classes[class].time += time;
}

static void check_sides(qs_engine *e, const sides *s, const char *scope, const char *name)
{
    if (fabs(s->area - s->time) <= 1e-9 * fmax(s->area, s->time) + 1e-12 * e->now)
        return;
    qs_fail_replication(e,
                        qs_fail(QS_ERROR_INTERNAL,
                                "Little's law fails in %s %s: the number present adds up to %.17g, the times "
                                "spent to %.17g (replication %llu)",
                                scope, name, s->area, s->time, (unsigned long long)e->key.replication));
}

/* Time never goes back. */
void qs_check_time(qs_engine *e, double next)
{
    if (next < e->now)
        qs_fail_replication(e, qs_fail(QS_ERROR_INTERNAL,
                                       "time goes back from %.17g to %.17g (replication %llu)", e->now, next,
                                       (unsigned long long)e->key.replication));
}

void qs_check_little(qs_engine *e)
{
    const qs_model *m = e->model;
    qs_check_areas(e);
    check_sides(e, &e->checks->system, "the", "system");
    for (int c = 0; m->n_classes > 1 && c < m->n_classes; c++)
        check_sides(e, &e->checks->classes[c], "class", m->classes[c].name);
    for (int w = 0; w < qs_n_places(e); w++)
        check_sides(e, &e->checks->windows[w], w < m->n_windows ? "window" : "line", m->windows[w].name);
}

#endif
