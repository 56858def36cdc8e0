/* Scenarios by their verdicts: those that keep all promises, and the cheapest of them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "qsweep/verdict.h"

/* Rows of one scenario follow each other. */
static bool is_first_row(const qs_view *view, uint64_t row)
{
    return row == 0 || view->rows[row].scenario != view->rows[row - 1].scenario;
}

static void count_chosen(qs_view *view)
{
    view->n_chosen = 0;
    for (uint64_t i = 0; i < view->n_rows; i++)
        view->n_chosen += is_first_row(view, i);
}

void qs_verdicts_keep(qs_view *view)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < view->n_rows; i++)
        if (view->verdicts->of[view->rows[i].scenario] == QS_KEPT)
            view->rows[n++] = view->rows[i];
    view->n_rows = n;
    count_chosen(view);
}

void qs_view_leave_scenario(qs_view *view, uint64_t scenario)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < view->n_rows; i++)
        if (view->rows[i].scenario == scenario)
            view->rows[n++] = view->rows[i];
    view->n_rows = n;
    count_chosen(view);
}

/* Whether a scenario comes before another in order of cost. */
static bool is_before(const double *cost, uint64_t a, uint64_t b)
{
    return cost[a] < cost[b] || (cost[a] == cost[b] && a < b);
}

static void find_first(const qs_view *view, qs_cheapest *out)
{
    for (uint64_t i = 0; i < view->n_rows; i++) {
        uint64_t s = view->rows[i].scenario;
        if (view->verdicts->of[s] == QS_KEPT &&
            (!out->is_found || is_before(view->about->cost, s, out->scenario)))
            out->scenario = s;
        out->is_found |= view->verdicts->of[s] == QS_KEPT;
    }
}

static void count_equal(const qs_view *view, uint64_t s, qs_cheapest *out)
{
    const double *cost = view->about->cost;
    if (s == out->scenario || cost[s] != cost[out->scenario] || view->verdicts->of[s] != QS_KEPT)
        return;
    if (out->n_equal++ == 0 || s < out->first_equal)
        out->first_equal = s;
}

qs_cheapest qs_verdicts_cheapest(const qs_view *view)
{
    const double *cost = view->about->cost;
    qs_cheapest out = {0};
    find_first(view, &out);
    for (uint64_t i = 0; i < view->n_rows; i++) {
        uint64_t s = view->rows[i].scenario;
        if (!is_first_row(view, i))
            continue;
        if (out.is_found && cost[s] >= cost[out.scenario]) {
            count_equal(view, s, &out);
            continue;
        }
        out.n_broken += view->verdicts->of[s] == QS_BROKEN;
        if (view->verdicts->of[s] != QS_OPEN)
            continue;
        if (out.n_open++ == 0 || is_before(cost, s, out.first_open))
            out.first_open = s;
    }
    return out;
}
