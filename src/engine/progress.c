/* Whether anything that matters can still happen, and whether anything does.
 *
 * Servers break down and are repaired for ever, so that events never end where no horizon ends them: when
 * only so many customers are waited for, or while the system drains. And a model may never come to its
 * horizon at all, because nobody is ever served, or because time stands still.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "engine_internal.h"

/* A customer, a shift or a change of speed is due some time. */
static bool somebody_may_come(const qs_engine *e)
{
    for (int slot = e->first_origin; slot < e->slots.n; slot++)
        if (!isinf(qs_slots_time(&e->slots, slot)))
            return true;
    for (int slot = e->mark_slot; slot < e->first_origin; slot++)
        if (!isinf(qs_slots_time(&e->slots, slot)))
            return true;
    return false;
}

/* A server works, or will once it is repaired. */
static bool somebody_may_be_served(const qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++)
        if (e->stations[s].n_waiting > 0 && e->stations[s].n_on_shift > 0)
            return true;
    for (int k = 0; k < e->n_servers; k++)
        if (e->servers[k].phase == QS_SERVING || e->servers[k].phase == QS_DEAD ||
            !isinf(qs_slots_time(&e->slots, k)))
            return true;
    return false;
}

bool qs_progress_is_over(const qs_engine *e, int slot)
{
    bool is_breakdown = slot >= e->first_breakdown && slot < e->mark_slot && slot != e->series_slot;
    return is_breakdown && !somebody_may_come(e) && !somebody_may_be_served(e);
}

void qs_progress_start(qs_engine *e)
{
    e->progress = (qs_progress){.time = -1};
}

void qs_progress_check(qs_engine *e)
{
    qs_progress *last = &e->progress;
    bool time_passes = e->now > last->time, somebody_leaves = e->system.departed != last->n_departed;
    *last = (qs_progress){.time = e->now, .n_departed = e->system.departed};
    if (!time_passes)
        qs_fail_replication(e, qs_fail(QS_ERROR_LIMIT, "time stands still at %g: %llu events at that instant",
                                       e->now, (unsigned long long)QS_PROGRESS_EVENTS));
    else if (!somebody_leaves && isinf(e->horizon))
        qs_fail_replication(e,
                            qs_fail(QS_ERROR_LIMIT,
                                    "run.customers is not reached: nobody has been served in %llu events up "
                                    "to time %g, and there is no horizon",
                                    (unsigned long long)QS_PROGRESS_EVENTS, e->now));
}
