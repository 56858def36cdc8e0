/* A decision as data: the order in which it is told, and which test says most of a promise.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/decision.h"

#include <math.h>
#include <stdlib.h>

#include "qsweep/memory.h"

typedef struct told {
    bool is_out;
    double key;
    uint64_t scenario;
} told;

static int compare(const void *a, const void *b)
{
    const told *x = a, *y = b;
    if (x->is_out != y->is_out)
        return x->is_out ? 1 : -1;
    if (isnan(x->key) != isnan(y->key))
        return isnan(x->key) ? 1 : -1;
    if (x->key != y->key && !isnan(x->key))
        return x->key < y->key ? -1 : 1;
    return x->scenario < y->scenario ? -1 : x->scenario > y->scenario;
}

/* By cost; of the best mean the survivors first, then by the mean. */
qs_status qs_decision_order(const qs_results_about *about, uint64_t **order, uint64_t *n)
{
    const qs_decided *d = about->decided;
    bool is_best = d->kind == QS_SELECT_BEST;
    double sign = about->select->is_largest ? -1 : 1;
    told *all;
    *order = NULL;
    *n = 0;
    qs_status status = qs_calloc(d->n_scenarios, sizeof *all, &all);
    if (!status)
        status = qs_calloc(d->n_scenarios, sizeof **order, order);
    for (uint64_t s = 0; !status && s < d->n_scenarios; s++)
        if (d->replications[s] > 0)
            all[(*n)++] = (told){is_best && d->choice[s] == QS_CHOICE_BEATEN,
                                 is_best       ? sign * d->mean[s]
                                 : about->cost ? about->cost[s]
                                               : 0,
                                 s};
    if (!status)
        qsort(all, *n, sizeof *all, compare);
    for (uint64_t i = 0; !status && i < *n; i++)
        (*order)[i] = all[i].scenario;
    qs_free(all);
    return status;
}

/* How far a test is from being kept: what is broken is farthest. */
static double badness(const qs_decided *d, const qs_select_cell *cell, size_t at, bool is_at_least)
{
    double beyond = d->mean[at] - cell->rule.limit;
    if (d->finding[at] == QS_FINDING_BROKEN)
        return (double)INFINITY;
    if (isnan(beyond))
        return -(double)INFINITY;
    return (is_at_least ? -beyond : beyond) + (d->finding[at] == QS_FINDING_OPEN ? 1e100 : 0);
}

size_t qs_decision_worst(const qs_results_about *about, uint64_t scenario, size_t promise)
{
    const qs_decided *d = about->decided;
    const qs_select *select = about->select;
    size_t worst = SIZE_MAX;
    double most = 0;
    for (size_t i = 0; i < select->n_cells; i++) {
        const qs_select_cell *cell = &select->cells[i];
        if (cell->promise != promise)
            continue;
        double bad = badness(d, cell, scenario * d->n_cells + i, cell->rule.is_at_least);
        if (worst == SIZE_MAX || bad > most) {
            worst = i;
            most = bad;
        }
    }
    return worst == SIZE_MAX ? 0 : worst;
}

void qs_decision_csv(const qs_results_about *about, uint64_t scenario, FILE *out)
{
    const qs_decided *d = about->decided;
    if (d)
        fprintf(out, ",%s,%lld", qs_choice_word((qs_choice)d->choice[scenario]),
                (long long)d->replications[scenario]);
}

void qs_decision_json(const qs_results_about *about, uint64_t scenario, FILE *out)
{
    const qs_decided *d = about->decided;
    if (d)
        fprintf(out, ",\"decision\":\"%s\",\"replications_taken\":%lld",
                qs_choice_word((qs_choice)d->choice[scenario]), (long long)d->replications[scenario]);
}
