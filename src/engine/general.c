/* The loop of events that serves every model: the definition of what a study means.
 *
 * Again and again the earliest slot of the calendar is due, time goes on to it, and what it stands for
 * happens. Slots are numbered in the order in which simultaneous events happen (setup.c), so the lowest of
 * equal times is the first. Time never goes back.
 *
 * The files that are included here are what it calls all the time (instance.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#define QS_UNIT
#include <float.h>

#include "arrivals.h"
#include "change.h"
#include "check.h"
#include "customer.h"
#include "departure.h"
#include "dispatch.h"
#include "duty.h"
#include "group.h"
#include "horizon.h"
#include "intervals.h"
#include "loops.h"
#include "orbit.h"
#include "progress.h"
#include "report.h"
/* NOLINTBEGIN(bugprone-suspicious-include) */
#include "arrivals.c"
#include "choice.c"
#include "customer.c"
#include "departure.c"
#include "house.c"
#include "queue.c"
#include "server.c"
#include "speed.c"
/* NOLINTEND(bugprone-suspicious-include) */

static void happen(qs_engine *e, int slot)
{
    if (slot < e->n_servers)
        qs_departure_due(e, slot);
    else if (slot == e->slot_of.series)
        qs_report_sample(e);
    else if (slot == e->slot_of.interval)
        qs_intervals_edge(e);
    else if (slot < e->slot_of.mark)
        qs_duty_break_or_repair(e, e->tables.slot_owner[slot]);
    else if (slot == e->slot_of.mark)
        qs_horizon_mark(e);
    else if (slot < e->slot_of.first_entrance)
        qs_duty_calendar(e, slot);
    else if (slot < e->slot_of.thinking)
        qs_arrivals_happen(e, &e->entrances[slot - e->slot_of.first_entrance]);
    else if (slot == e->slot_of.orbit)
        qs_orbit_due(e);
    else if (slot == e->slot_of.change)
        qs_change_due(e);
    else if (slot < e->slot_of.help)
        qs_arrivals_return(e);
    else if (slot < e->slot_of.patience)
        qs_customer_is_helped(e);
    else
        qs_customer_reneges(e);
}

static void run(qs_engine *e)
{
    bool is_endless = qs_progress_is_endless(e);
    qs_progress_start(e);
    while (e->phase != QS_OVER) {
        int slot = qs_slots_first(&e->slots);
        double time = qs_slots_time(&e->slots, slot);
        if (time > DBL_MAX || (is_endless && qs_progress_is_over(e, slot))) {
            if (QS_RARE(e->uses.groups) && qs_group_close(e, true))
                continue;
            break;
        }
        qs_check_time(e, time);
        e->now = time;
        e->n_events++;
        happen(e, slot);
        if (QS_RARE(e->uses.groups) && e->phase == QS_DRAINING)
            qs_group_close(e, false);
        if (QS_RARE(e->uses.demands))
            qs_dispatch_settle(e);
        if (qs_polls(e->n_events)) {
            qs_engine_ask(e);
            if (e->n_events % QS_PROGRESS_EVENTS == 0)
                qs_progress_check(e);
        }
        if (e->phase == QS_DRAINING && e->n_present == 0)
            break;
    }
}

#ifdef QS_CORE
void qs_core_run(qs_engine *e)
{
    run(e);
}
#else
void qs_general_run(qs_engine *e)
{
    run(e);
}
#endif
