/* The cheapest scenario that keeps all promises.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdlib.h>

#include "decide_internal.h"
#include "qsweep/memory.h"

enum {
    /* Observations in a piece: few at first, so that several ranks may share a scenario; then an eighth of
     * what there is. A worker that has all before them ends a piece where it decides. */
    FIRST_PIECE = 16,
    MOST_PIECE = 256,
    /* So many observations out of a scenario as are in a first piece make it as unattractive as so many
     * scenarios that cost less. */
    FLYING_WEIGHT = 8,
    /* Undecided scenarios looked at for the next task. */
    MOST_LOOKED_AT = 1024
};

typedef struct by_cost {
    double cost;
    uint64_t scenario;
} by_cost;

static int compare(const void *a, const void *b)
{
    const by_cost *x = a, *y = b;
    if (x->cost != y->cost)
        return x->cost < y->cost ? -1 : 1;
    return x->scenario < y->scenario ? -1 : x->scenario > y->scenario;
}

static qs_status sort(qs_decider *d, const double *cost)
{
    by_cost *sorted;
    qs_status status = qs_calloc(d->n, sizeof *sorted, &sorted);
    if (status)
        return status;
    for (uint64_t s = 0; s < d->n; s++)
        sorted[s] = (by_cost){cost ? cost[s] : 0, s};
    qsort(sorted, d->n, sizeof *sorted, compare);
    for (uint64_t i = 0; i < d->n; i++) {
        d->order[i] = sorted[i].scenario;
        d->place[sorted[i].scenario] = i;
    }
    qs_free(sorted);
    return QS_OK;
}

qs_status qs_cheapest_begin(qs_decider *d, const double *cost)
{
    qs_status status = qs_calloc(d->n, sizeof *d->order, &d->order);
    if (!status)
        status = qs_calloc(d->n, sizeof *d->place, &d->place);
    if (!status)
        status = qs_contest_rules(d->plan, &d->rules);
    d->end = d->n;
    return status ? status : sort(d, cost);
}

/* ---- what is next ---- */

static uint64_t piece_end(const qs_decider *d, uint64_t n_out)
{
    uint64_t size = FIRST_PIECE;
    while (size < MOST_PIECE && 8 * size <= n_out)
        size *= 2;
    return n_out + size < d->most ? n_out + size : d->most;
}

/* The cheapest of which nothing is out or known; n if there is none that may be needed. */
static uint64_t find_fresh(qs_decider *d)
{
    while (d->fresh < d->end &&
           (d->contenders[d->order[d->fresh]].n_out > 0 || d->contenders[d->order[d->fresh]].is_settled))
        d->fresh++;
    return d->fresh < d->end ? d->order[d->fresh] : d->n;
}

/* Of the undecided the one that costs least, unless some of it is out already: then one that costs more, for
 * it may be needed too. Most are decided by their first piece; more of one whose first piece is still out is
 * handed out only when there is nothing else. */
bool qs_cheapest_next(qs_decider *d, qs_task *task)
{
    uint64_t fresh = find_fresh(d), best = fresh, best_score = UINT64_MAX, looked_at = 0;
    uint64_t end = fresh < d->n ? d->fresh : d->end;
    for (uint64_t i = d->first; i < end && looked_at < MOST_LOOKED_AT && looked_at < best_score; i++) {
        const qs_contender *c = &d->contenders[d->order[i]];
        if (c->is_settled || c->n_out == d->most)
            continue;
        uint64_t n_pieces = (c->n_out - c->n_in + FIRST_PIECE - 1) / FIRST_PIECE;
        uint64_t score = looked_at++ + FLYING_WEIGHT * n_pieces;
        if (score < best_score && (c->n_in > 0 || fresh == d->n)) {
            best = d->order[i];
            best_score = score;
        }
    }
    if (fresh < d->n && best_score > looked_at)
        best = fresh;
    if (best == d->n)
        return false;
    qs_decider_hand_out(d, best, piece_end(d, d->contenders[best].n_out), task);
    return true;
}

/* ---- what comes back ---- */

static void note(qs_decider *d, uint64_t scenario)
{
    const qs_contender *c = &d->contenders[scenario];
    const double *values = c->values;
    qs_decided *out = &d->decided;
    for (size_t i = 0; i < d->select->n_cells; i++) {
        size_t at = scenario * d->select->n_cells + i;
        out->finding[at] = (int8_t)c->contest.tests[i].finding;
        out->mean[at] = qs_moments_mean(&c->contest.tests[i].moments);
        qs_test_bounds(&c->contest.tests[i], &d->rules[i], values, c->n_in, d->n_columns, &out->lower[at],
                       &out->upper[at]);
        values += d->rules[i].kind == QS_TEST_QUANTILE ? 2 : 1;
    }
}

/* Forget what was found of those that cost more than the answer: whether it was depends on ranks and time. */
static void forget(qs_decider *d, uint64_t from)
{
    qs_decided *out = &d->decided;
    for (uint64_t i = from; i < d->end; i++) {
        uint64_t s = d->order[i];
        qs_contender *c = &d->contenders[s];
        d->n_thrown += c->n_in;
        if (!c->is_settled)
            qs_contender_settle(d, s, QS_CHOICE_NOT_NEEDED);
        out->choice[s] = QS_CHOICE_NOT_NEEDED;
        out->replications[s] = 0;
        for (size_t k = s * out->n_cells; k < (s + 1) * out->n_cells; k++) {
            out->finding[k] = QS_FINDING_OPEN;
            out->mean[k] = out->lower[k] = out->upper[k] = (double)NAN;
        }
    }
}

static void settle(qs_decider *d, uint64_t scenario, qs_finding finding)
{
    qs_contender *c = &d->contenders[scenario];
    bool has_failed = c->contest.n_failed == c->n_in;
    note(d, scenario);
    qs_contender_settle(d, scenario,
                        has_failed                     ? QS_CHOICE_FAILED
                        : finding == QS_FINDING_KEPT   ? QS_CHOICE_CHOSEN
                        : finding == QS_FINDING_BROKEN ? QS_CHOICE_BROKEN
                                                       : QS_CHOICE_OPEN);
    if (finding != QS_FINDING_KEPT)
        return;
    uint64_t at = d->place[scenario];
    forget(d, at + 1);
    d->end = at + 1;
    d->decided.chosen = scenario;
    d->decided.has_chosen = true;
}

static void end_if_over(qs_decider *d)
{
    qs_decided *out = &d->decided;
    while (d->first < d->end && d->contenders[d->order[d->first]].is_settled)
        d->first++;
    if (d->first < d->end)
        return;
    out->is_over = true;
    for (uint64_t s = 0; s < d->n; s++) {
        out->n_open += out->choice[s] == QS_CHOICE_OPEN || out->choice[s] == QS_CHOICE_FAILED;
        out->n_used += (uint64_t)out->replications[s];
    }
}

/* Observations are told one by one: a decision may not depend on how many came at once. */
qs_status qs_cheapest_take(qs_decider *d, uint64_t scenario, uint64_t from)
{
    qs_contender *c = &d->contenders[scenario];
    qs_finding finding = QS_FINDING_OPEN;
    uint64_t n_there = c->n_in;
    bool is_open = true;
    qs_status status = from == 0 ? qs_contest_begin(&c->contest, d->plan, d->rules) : QS_OK;
    if (status)
        return status;
    for (c->n_in = from; c->n_in < n_there && is_open;) {
        const double *values = c->values + c->n_in++ * d->n_columns;
        is_open = qs_contest_tell(&c->contest, d->plan, d->rules, values, &finding);
    }
    d->n_thrown += n_there - c->n_in;
    if (is_open)
        return QS_OK;
    settle(d, scenario, finding);
    end_if_over(d);
    return QS_OK;
}

/* ---- whom to report ---- */

/* The chosen one and those next to it in cost; where none keeps all promises, those that cost most. */
void qs_cheapest_report(qs_decider *d)
{
    uint64_t n = d->select->report < d->n ? d->select->report : d->n;
    uint64_t middle = d->decided.has_chosen ? d->place[d->decided.chosen] : d->n - 1;
    uint64_t first = middle > n / 2 ? middle - n / 2 : 0;
    if (first + n > d->n)
        first = d->n - n;
    for (uint64_t i = first; i < first + n; i++)
        d->decided.is_reported[d->order[i]] = true;
}
