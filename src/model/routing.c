/* From probabilities to the tables the engine walks: branches, candidate windows, visits.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "model_internal.h"
#include "qsweep/memory.h"

/* Sums within this of 1 are 1: what a user writes as 0.1 ten times. */
static const double SHARE_TOLERANCE = 1e-9;

static void add_choice(qs_model *model, const double *probability, int n, int *first, int *count)
{
    double sum = 0;
    *first = model->n_routes;
    for (int i = 0; i < n; i++) {
        if (!(probability[i] > 0))
            continue;
        sum += probability[i];
        model->routes[model->n_routes++] = (qs_branch){.to = i, .cumulative = sum};
    }
    *count = model->n_routes - *first;
    if (*count > 0 && sum > 1 - SHARE_TOLERANCE)
        model->routes[model->n_routes - 1].cumulative = 1;
}

static size_t count_positive(const double *probability, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += probability[i] > 0;
    return count;
}

qs_status qs_model_derive_routes(qs_model *model)
{
    size_t n_services = (size_t)model->n_services, n = 0;
    for (int c = 0; c < model->n_classes; c++)
        n += count_positive(model->classes[c].first, n_services) +
             count_positive(model->classes[c].then, n_services * n_services);
    for (int s = 0; s < model->n_sources; s++)
        n += count_positive(model->sources[s].shares, (size_t)model->n_classes);
    qs_status status = qs_calloc(n, sizeof *model->routes, &model->routes);
    if (status)
        return status;
    for (int c = 0; c < model->n_classes; c++) {
        qs_class *class = &model->classes[c];
        add_choice(model, class->first, model->n_services, &class->first_start, &class->n_starts);
        for (int s = 0; s < model->n_services; s++) {
            qs_stage *stage = &model->stages[c * model->n_services + s];
            add_choice(model, class->then + (size_t)s * n_services, model->n_services, &stage->first_route,
                       &stage->n_routes);
        }
    }
    for (int s = 0; s < model->n_sources; s++)
        add_choice(model, model->sources[s].shares, model->n_classes, &model->sources[s].first_share,
                   &model->sources[s].n_shares);
    return QS_OK;
}

qs_status qs_model_derive_candidates(qs_model *model)
{
    int n_stages = model->n_classes * model->n_services;
    size_t n = 0;
    for (int w = 0; w < model->n_windows; w++)
        for (int i = 0; i < n_stages; i++)
            n += model->windows[w].count > 0 && model->windows[w].serves[i];
    qs_status status = qs_calloc(n, sizeof *model->candidates, &model->candidates);
    if (status)
        return status;
    for (int i = 0; i < n_stages; i++) {
        model->stages[i].first_candidate = model->n_candidates;
        for (int w = 0; w < model->n_windows; w++)
            if (model->windows[w].count > 0 && model->windows[w].serves[i])
                model->candidates[model->n_candidates++] = w;
        model->stages[i].n_candidates = model->n_candidates - model->stages[i].first_candidate;
    }
    return QS_OK;
}

/* Who can be reached from the first services; `order` lists them. */
static int reachable(const qs_model *model, int class, int *order, bool *seen)
{
    int n = 0, n_services = model->n_services;
    const qs_class *c = &model->classes[class];
    for (int s = 0; s < n_services; s++) {
        seen[s] = c->first[s] > 0;
        if (seen[s])
            order[n++] = s;
    }
    for (int i = 0; i < n; i++) {
        const qs_stage *stage = &model->stages[class * n_services + order[i]];
        for (int r = 0; r < stage->n_routes; r++) {
            int to = model->routes[stage->first_route + r].to;
            if (!seen[to]) {
                seen[to] = true;
                order[n++] = to;
            }
        }
    }
    return n;
}

static bool can_leave(const qs_model *model, int class, int service)
{
    const qs_stage *stage = &model->stages[class * model->n_services + service];
    return stage->n_routes == 0 || model->routes[stage->first_route + stage->n_routes - 1].cumulative < 1;
}

/* Everybody leaves in the end if from every reachable service there is a way out. */
static qs_status check_way_out(const qs_model *model, int class, const int *order, int n, bool *leaves)
{
    memset(leaves, 0, (size_t)model->n_services * sizeof *leaves);
    bool changed = true;
    while (changed) {
        changed = false;
        for (int i = n - 1; i >= 0; i--) {
            int s = order[i];
            const qs_stage *stage = &model->stages[class * model->n_services + s];
            bool out = can_leave(model, class, s);
            for (int r = 0; r < stage->n_routes && !out; r++)
                out = leaves[model->routes[stage->first_route + r].to];
            changed |= out && !leaves[s];
            leaves[s] |= out;
        }
    }
    for (int i = 0; i < n; i++)
        if (!leaves[order[i]])
            return qs_fail(QS_ERROR_STUDY, "customers of class %s never leave once they need %s",
                           model->classes[class].name, model->services[order[i]]);
    return QS_OK;
}

/* v = first + v P over the reachable services, by elimination with the diagonal as pivot: I - P' is
 * a non-singular M-matrix when everybody leaves, so no pivoting is needed. a is [n][n + 1]. */
static void solve_traffic(const qs_model *model, int class, const int *order, int n, double *a)
{
    const qs_class *c = &model->classes[class];
    size_t width = (size_t)n + 1;
    for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++)
            a[(size_t)i * width + (size_t)j] = (i == j) - c->then[order[j] * model->n_services + order[i]];
        a[(size_t)i * width + (size_t)n] = c->first[order[i]];
    }
    for (int k = 0; k < n; k++)
        for (int i = 0; i < n; i++) {
            double factor = a[(size_t)i * width + (size_t)k] / a[(size_t)k * width + (size_t)k];
            if (i == k || factor == 0)
                continue;
            for (int j = k; j <= n; j++)
                a[(size_t)i * width + (size_t)j] -= factor * a[(size_t)k * width + (size_t)j];
        }
    for (int i = 0; i < n; i++)
        model->stages[class * model->n_services + order[i]].visits_per_arrival =
            a[(size_t)i * width + (size_t)n] / a[(size_t)i * width + (size_t)i];
}

static qs_status derive_visits_of(qs_model *model, int class, int *order, bool *seen, bool *leaves)
{
    int n = reachable(model, class, order, seen);
    qs_status status = check_way_out(model, class, order, n, leaves);
    double *a = NULL;
    if (!status)
        status = qs_calloc((size_t)n * ((size_t)n + 1), sizeof *a, &a);
    if (!status)
        solve_traffic(model, class, order, n, a);
    qs_free(a);
    return status;
}

qs_status qs_model_derive_visits(qs_model *model)
{
    size_t n = (size_t)model->n_services;
    int *order = NULL;
    bool *seen = NULL, *leaves = NULL;
    qs_status status = qs_calloc(n, sizeof *order, &order);
    if (!status)
        status = qs_calloc(n, sizeof *seen, &seen);
    if (!status)
        status = qs_calloc(n, sizeof *leaves, &leaves);
    for (int c = 0; c < model->n_classes && !status; c++)
        status = derive_visits_of(model, c, order, seen, leaves);
    qs_free(leaves);
    qs_free(seen);
    qs_free(order);
    return status;
}
