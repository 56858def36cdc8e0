/* The scenario with the best mean.
 *
 * All survivors have as many observations when they are looked at. What is handed out ahead of a look is of
 * survivors so far, and thrown away of those that it drops.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "decide_internal.h"
#include "qsweep/memory.h"

/* Observations in a piece, at most. */
enum { MOST_PIECE = 64 };

static uint64_t look_at(const qs_decider *d, uint64_t look)
{
    uint64_t n = qs_best_look(look);
    return n < d->most ? n : d->most;
}

qs_status qs_best_begin(qs_decider *d)
{
    qs_status status = qs_calloc(d->n, sizeof *d->alive, &d->alive);
    if (!status)
        status = qs_calloc(d->n, sizeof *d->outcomes, &d->outcomes);
    if (!status)
        status = qs_calloc(d->n, sizeof *d->is_beaten, &d->is_beaten);
    if (!status)
        status = qs_calloc(d->n, sizeof *d->upper, &d->upper);
    for (uint64_t s = 0; !status && s < d->n; s++)
        d->alive[s] = s;
    d->n_alive = d->n_awaited = d->n;
    d->target = look_at(d, 0);
    return status;
}

/* Something of the survivors from *cursor on, up to `target` observations. */
static bool find(qs_decider *d, uint64_t *cursor, uint64_t target, qs_task *task)
{
    while (*cursor < d->n_alive && d->contenders[d->alive[*cursor]].n_out >= target)
        ++*cursor;
    if (*cursor == d->n_alive)
        return false;
    uint64_t s = d->alive[*cursor], to = d->contenders[s].n_out + MOST_PIECE;
    qs_decider_hand_out(d, s, to < target ? to : target, task);
    return true;
}

bool qs_best_next(qs_decider *d, qs_task *task)
{
    return find(d, &d->cursor, d->target, task) || find(d, &d->ahead, look_at(d, d->look + 1), task);
}

/* ---- a look ---- */

static double mean_of(const qs_decider *d, const double *values)
{
    qs_moments moments = {0};
    for (uint64_t i = 0; i < d->target; i++)
        if (!isinf(values[i]))
            qs_moments_add(&moments, values[i]);
    return qs_moments_mean(&moments);
}

/* All its replications up to the look: what lies ahead of it may not count. */
static bool has_failed(const qs_decider *d, const qs_contender *c)
{
    uint64_t n = 0;
    while (n < d->target && isinf(c->values[n]))
        n++;
    return n == d->target;
}

/* What is told of a survivor that goes, or is left at the end. */
static void leave(qs_decider *d, uint64_t i, qs_choice choice)
{
    uint64_t s = d->alive[i];
    qs_contender *c = &d->contenders[s];
    d->decided.mean[s] = mean_of(d, c->values);
    d->decided.upper[s] = d->upper[i];
    d->n_thrown += c->n_in - d->target;
    c->n_in = d->target;
    qs_contender_settle(d, s, has_failed(d, c) ? QS_CHOICE_FAILED : choice);
}

static void drop_beaten(qs_decider *d)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < d->n_alive; i++) {
        const qs_contender *c = &d->contenders[d->alive[i]];
        if (d->is_beaten[i] || has_failed(d, c)) {
            leave(d, i, QS_CHOICE_BEATEN);
        } else {
            d->upper[n] = d->upper[i];
            d->alive[n++] = d->alive[i];
        }
    }
    d->n_alive = n;
}

static void end(qs_decider *d, bool is_sure)
{
    qs_decided *out = &d->decided;
    for (uint64_t i = 0; i < d->n_alive; i++) {
        bool is_chosen = out->has_chosen && d->alive[i] == out->chosen;
        leave(d, i, is_chosen && is_sure ? QS_CHOICE_CHOSEN : is_sure ? QS_CHOICE_AS_GOOD : QS_CHOICE_OPEN);
    }
    out->n_open = is_sure ? 0 : d->n_alive;
    out->is_over = true;
    out->has_chosen &= is_sure;
    for (uint64_t s = 0; s < d->n; s++)
        out->n_used += (uint64_t)out->replications[s];
}

static void look(qs_decider *d)
{
    const qs_best_rule rule = {d->select->is_largest, d->select->tolerance, d->select->sure, d->n};
    for (uint64_t i = 0; i < d->n_alive; i++)
        d->outcomes[i] = d->contenders[d->alive[i]].values;
    qs_best best = qs_best_judge(&rule, d->look, d->outcomes, d->n_alive, d->target, d->is_beaten, d->upper);
    d->decided.chosen = d->alive[best.leader];
    d->decided.has_chosen = true;
    d->decided.bound = best.bound;
    drop_beaten(d);
    if (best.is_over || d->target == d->most || d->n_alive == 0) {
        end(d, best.is_over && d->n_alive > 0);
        return;
    }
    d->target = look_at(d, ++d->look);
    d->cursor = d->ahead = 0;
    d->n_awaited = 0;
    for (uint64_t i = 0; i < d->n_alive; i++)
        d->n_awaited += d->contenders[d->alive[i]].n_in < d->target;
}

qs_status qs_best_take(qs_decider *d, uint64_t scenario, uint64_t from)
{
    const qs_contender *c = &d->contenders[scenario];
    if (from >= d->target || c->n_in < d->target)
        return QS_OK;
    d->n_awaited--;
    while (d->n_awaited == 0 && !d->decided.is_over)
        look(d);
    return QS_OK;
}

/* ---- whom to report ---- */

typedef struct ranked {
    bool is_left;
    double mean;
    uint64_t scenario;
} ranked;

/* Survivors first, by their means; what has none is last. */
static int compare(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->is_left != y->is_left)
        return x->is_left ? -1 : 1;
    if (isnan(x->mean) != isnan(y->mean))
        return isnan(x->mean) ? 1 : -1;
    if (x->mean != y->mean && !isnan(x->mean))
        return x->mean > y->mean ? -1 : 1;
    return x->scenario < y->scenario ? -1 : x->scenario > y->scenario;
}

qs_status qs_best_report(qs_decider *d)
{
    const qs_decided *out = &d->decided;
    ranked *all;
    double sign = d->select->is_largest ? 1 : -1;
    qs_status status = qs_calloc(d->n, sizeof *all, &all);
    if (status)
        return status;
    for (uint64_t s = 0; s < d->n; s++)
        all[s] = (ranked){out->choice[s] != QS_CHOICE_BEATEN && out->choice[s] != QS_CHOICE_FAILED,
                          sign * out->mean[s], s};
    qsort(all, d->n, sizeof *all, compare);
    for (uint64_t i = 0; i < d->n && i < d->select->report; i++)
        d->decided.is_reported[all[i].scenario] = true;
    if (out->has_chosen && d->n > 0)
        d->decided.is_reported[out->chosen] = true;
    qs_free(all);
    return QS_OK;
}
