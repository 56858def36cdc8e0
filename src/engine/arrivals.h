/* Where customers come from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_ARRIVALS_H
#define QSWEEP_ENGINE_ARRIVALS_H

#include <math.h>

#include "state.h"

/* The next arrival of an entrance after the last one, put into its slot; an arrival that is due. */
QS_TEXT void qs_arrivals_start(qs_engine *e);
QS_TEXT void qs_arrivals_happen(qs_engine *e, qs_entrance *entrance);
QS_TEXT void qs_arrivals_return(qs_engine *e); /* the first of the thinking */
QS_TEXT double qs_calendar_time(const qs_source *source,
                                double clock); /* on-off: when the clock of arrivals shows that */
/* The next arrival of an entrance that had one, on the calendar; INFINITY: nobody comes any more. */
QS_TEXT double qs_arrivals_next_time(qs_engine *e, qs_entrance *entrance);
/* The next arrival instant of a renewal source without a limit, in calendar time. */
QS_TEXT double qs_arrivals_next(qs_engine *e, qs_entrance *entrance);

/* Draw what a replication's day is: factors, and which of recorded days. Before the first arrival. */
QS_TEXT void qs_arrivals_begin_day(qs_engine *e);

/* A gap on a day of which everything comes so many times as often; on a day of 0 nobody comes. */
static inline double qs_gap_on_day(double gap, double factor)
{
    if (__builtin_expect(factor == 1, 1))
        return gap;
    return factor > 0 ? gap / factor : INFINITY;
}

/* What comes: of which class, and for which service first. */
static inline int qs_draw_class(qs_engine *e, const qs_entrance *entrance)
{
    const qs_source *source = &e->model->sources[entrance->source];
    const qs_branch *shares = e->model->routes + source->first_share;
    if (entrance->class_draw == QS_NONE)
        return shares[0].to;
    return qs_pick(shares, source->n_shares, qs_draw(e, entrance->class_draw));
}

static inline int qs_draw_first_service(qs_engine *e, int class)
{
    const qs_class *c = &e->model->classes[class];
    const qs_branch *starts = e->model->routes + c->first_start;
    if (e->tables.first_draws[class] == QS_NONE)
        return starts[0].to;
    return qs_pick(starts, c->n_starts, qs_draw(e, e->tables.first_draws[class]));
}

#endif
