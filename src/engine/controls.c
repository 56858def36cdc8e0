/* Control variates of a replication: how much more than expected came, and how much more work.
 *
 * The first is the sum over all gaps drawn of (gap / mean - 1), over all sources; the second the sum over all
 * service times drawn of (time - mean). How many are drawn depends on the numbers before them alone, so by
 * Wald's identity both have expectation zero, exactly and over any horizon.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "qsweep/control.h"
#include "report.h"

_Static_assert((int)QS_LAYOUT_CONTROLS == (int)QS_N_CONTROLS, "a row has room for the controls there are");

enum { GAP = 1, WORK = 2 };

/* A law whose tail leaves it without a variance says nothing by its mean. */
static void watch(qs_variate *draw, int as)
{
    if (isfinite(qs_distribution_variance(draw->distribution)))
        draw->watched_as = as;
}

static void watch_steps(qs_engine *e, const qs_step *steps)
{
    for (int i = 0; steps && i < e->model->n_classes * e->model->n_services; i++)
        if (steps[i].work_draw != QS_NONE)
            watch(&e->draws[steps[i].work_draw], WORK);
}

void qs_controls_build(qs_engine *e)
{
    if (e->tables.layout.n_controls == 0)
        return;
    for (int i = 0; i < e->n_entrances; i++)
        if (e->entrances[i].gap_draw != QS_NONE)
            watch(&e->draws[e->entrances[i].gap_draw], GAP);
    watch_steps(e, e->tables.steps);
    for (int w = 0; w < e->model->n_windows; w++)
        watch_steps(e, e->tables.window_steps[w]);
}

void qs_controls_report(qs_engine *e)
{
    if (e->tables.layout.n_controls == 0)
        return;
    double *controls = e->results.row + e->tables.layout.controls_start;
    controls[0] = controls[1] = 0;
    for (size_t i = 0; i < e->n_draws; i++) {
        const qs_variate *draw = &e->draws[i];
        double mean = draw->watched_as ? qs_distribution_mean(draw->distribution) : 0;
        if (draw->watched_as == GAP)
            controls[0] += qs_variate_excess(draw, mean) / mean;
        else if (draw->watched_as == WORK)
            controls[1] += qs_variate_excess(draw, mean);
    }
}
