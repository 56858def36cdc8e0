/* The grid on which all times of a model lie, if there is one.
 *
 * Where every time that is drawn, and every instant at which something is planned, is a multiple of one step,
 * so is every wait. The step is the greatest common divisor, found by Euclid's algorithm on doubles: a
 * remainder below a billionth of the largest time is rounding.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/model.h"

static const double ROUNDING = 1e-9;

typedef struct grid {
    double step, largest; /* step 0: none yet */
    bool is_none;
} grid;

static void add(grid *g, double value)
{
    value = fabs(value);
    if (isinf(value) || g->is_none)
        return;
    g->largest = fmax(g->largest, value);
    double a = fmax(g->step, value), b = fmin(g->step, value), limit = ROUNDING * g->largest;
    while (b > limit) {
        double rest = a - floor(a / b + 0.5) * b;
        a = b;
        b = fabs(rest);
    }
    g->step = a;
    g->is_none = a > 0 && a < 1e3 * limit; /* too fine to be told from rounding */
}

/* Times of a law at a speed. */
static void add_law(const qs_model *model, int law, double speed, grid *g)
{
    if (law == QS_NONE || g->is_none)
        return;
    const qs_distribution *d = &model->distributions[law];
    if (qs_distribution_min(d) == qs_distribution_max(d))
        add(g, qs_distribution_min(d) / speed);
    else if (d->kind != QS_DISTRIBUTION_empirical)
        g->is_none = true;
    for (size_t i = 0; !g->is_none && d->kind == QS_DISTRIBUTION_empirical && i < d->n_table; i++)
        add(g, d->value[i] / speed);
}

static void add_steps(const qs_piece *pieces, size_t n, grid *g)
{
    for (size_t i = 0; i < n; i++)
        add(g, pieces[i].until);
}

static void add_sources(const qs_model *model, grid *g)
{
    for (int s = 0; s < model->n_sources && !g->is_none; s++) {
        const qs_source *source = &model->sources[s];
        g->is_none |= source->kind == QS_SOURCE_RATE || source->day_factor != QS_NONE;
        add_law(model, source->interarrival, 1, g);
        add_law(model, source->think_time, 1, g);
        add_law(model, source->lateness, 1, g);
        add(g, source->period_length);
        add(g, source->period_on);
        for (size_t i = 0; i < source->n_times && !g->is_none; i++)
            add(g, source->times[i]);
    }
}

static void add_stages(const qs_model *model, grid *g)
{
    for (int i = 0; i < model->n_classes * model->n_services && !g->is_none; i++) {
        const qs_stage *stage = &model->stages[i];
        for (int k = 0; k < stage->n_candidates && !g->is_none; k++) {
            int w = model->candidates[stage->first_candidate + k];
            const qs_window *window = &model->windows[w];
            bool holds;
            g->is_none |= window->speed_kind != QS_SPEED_CONSTANT;
            add_law(model, qs_model_service_time(model, w, i / model->n_services, i % model->n_services),
                    window->speed, g);
            add_law(model, qs_model_dead_time(model, w, i / model->n_services, i % model->n_services, &holds),
                    1, g);
        }
    }
}

static void add_windows(const qs_model *model, grid *g)
{
    for (int w = 0; w < model->n_windows && !g->is_none; w++) {
        const qs_window *window = &model->windows[w];
        add_steps(window->shifts, window->n_shifts, g);
        add(g, window->call.servers > 0 ? window->call.delay : 0);
        add_law(model, window->breakdown_up, 1, g);
        add_law(model, window->breakdown_down, 1, g);
    }
    for (int r = 0; r < model->n_resources && !g->is_none; r++)
        add_steps(model->resources[r].shifts, model->resources[r].n_shifts, g);
}

/* What happens to people at times of their own: they give up, are of another class, come again. */
static void add_classes(const qs_model *model, grid *g)
{
    for (int c = 0; c < model->n_classes; c++) {
        const qs_class *class = &model->classes[c];
        for (int s = 0; s < model->n_services; s++)
            add_law(model, qs_class_patience(class, s), 1, g);
        for (size_t i = 0; i < class->n_changes; i++)
            add(g, class->changes[i].after);
    }
}

/* Time outside is part of a sojourn, though nobody waits then. */
static void add_delays(const qs_model *model, grid *g)
{
    for (int c = 0; c < model->n_classes; c++)
        add_law(model, model->classes[c].retry.delay, 1, g);
}

static double step_of(const grid *g)
{
    return g->is_none ? 0 : g->step;
}

void qs_model_time_grid(const qs_model *model, double *wait, double *sojourn)
{
    grid all = {0}, services = {0};
    add_sources(model, &all);
    add_classes(model, &all);
    add_delays(model, &all);
    add_windows(model, &all);
    for (int l = 0; l < model->n_lines; l++)
        for (int i = 0; i < model->lines[l].n_helps && !all.is_none; i++)
            add(&all, model->lines[l].helps[i].after);
    if (!all.is_none)
        add_stages(model, &all);
    *wait = *sojourn = step_of(&all);
    if (*sojourn > 0 || !qs_model_never_waits(model, QS_NONE))
        return;
    add_delays(model, &services);
    add_stages(model, &services); /* who never waits is there for the services */
    *sojourn = step_of(&services);
}
