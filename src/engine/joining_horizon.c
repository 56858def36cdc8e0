/* The end of the warm-up, the horizon and the end, where customers are taken in the order of joining.
 *
 * As in horizon.c; who is there at an instant is whose end, or going, has not been measured up to it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "check.h"
#include "horizon.h"
#include "intervals.h"
#include "joining.h"
#include "report.h"

/* Calls a function for everybody who is there; waits: its service has not begun. */
typedef void for_somebody(qs_engine *e, const qs_stay *stay, bool waits, void *context);

static void for_all_present(qs_engine *e, for_somebody *function, void *context)
{
    const qs_joining *j = e->joining;
    for (int s = 0; s < e->n_stations; s++) {
        const qs_spot_ahead *spot = &j->spots[s];
        for (size_t i = spot->ends.head; i < spot->ends.tail; i++)
            j->stays[spot->ends.items[i].stay].is_waiting = false;
        for (size_t i = spot->starts.head; i < spot->starts.tail; i++)
            j->stays[spot->starts.items[i].stay].is_waiting = true;
        for (size_t i = spot->ends.head; i < spot->ends.tail; i++) {
            const qs_stay *stay = &j->stays[spot->ends.items[i].stay];
            function(e, stay, stay->is_waiting, context);
        }
        for (size_t i = spot->leaves.head; i < spot->leaves.tail; i++)
            function(e, &j->stays[spot->leaves.items[i].stay], true, context);
    }
}

typedef struct numbers {
    uint64_t waiting, in_service;
} numbers;

static void count(qs_engine *e, const qs_stay *stay, bool waits, void *context)
{
    numbers *n = context;
    (void)e;
    n->waiting += stay->is_counted && waits;
    n->in_service += stay->is_counted && !waits;
}

static void count_present(qs_engine *e)
{
    numbers n = {0, 0};
    for_all_present(e, count, &n);
    double *row = e->results.row + e->tables.layout.start[QS_SYSTEM];
    const int *offset = e->tables.layout.offset[QS_SYSTEM];
    row[offset[QS_METRIC_served_at_horizon]] = (double)e->meters.system.outcome[QS_SERVED];
    row[offset[QS_METRIC_in_service_at_horizon]] = (double)n.in_service;
    row[offset[QS_METRIC_waiting_at_horizon]] = (double)n.waiting;
}

static void reach_horizon(qs_engine *e)
{
    e->horizon = e->now;
    if (e->slot_of.series != QS_NONE)
        qs_slots_set(&e->slots, e->slot_of.series, INFINITY);
    qs_report_averages(e);
    qs_intervals_close(e);
    qs_growth_close(e);
    qs_report_beyond(e);
    count_present(e);
    e->phase = e->model->run.stops ? QS_OVER : QS_DRAINING;
    for (int o = 0; o < e->n_entrances; o++)
        e->joining->arrivals[o] = INFINITY;
    qs_slots_set(&e->slots, e->slot_of.mark, INFINITY);
}

static void begin_measuring(qs_engine *e)
{
    qs_joining *j = e->joining;
    e->meters.system.queue.n = j->waiting;
    qs_report_restart(e);
    e->meters.system.queue.n = 0;
    qs_intervals_restart(e);
    e->phase = QS_MEASURING;
    qs_slots_set(&e->slots, e->slot_of.mark, qs_growth_next_mark(e));
}

void qs_joining_mark(qs_engine *e)
{
    if (e->phase == QS_WARMING)
        begin_measuring(e);
    else if (qs_growth_pass_mark(e))
        qs_slots_set(&e->slots, e->slot_of.mark, qs_growth_next_mark(e));
    else
        reach_horizon(e);
}

/* As qs_customer_unfinished(). */
static void leave_unfinished(qs_engine *e, const qs_stay *stay, bool waits, void *context)
{
    qs_meter *window = &e->meters.windows[e->stations[stay->station].window], *system = &e->meters.system,
             *class = &e->meters.classes[stay->class];
    double wait = (waits ? e->now : stay->start) - stay->join;
    (void)context;
    qs_check_visit(e, e->stations[stay->station].window, e->now - stay->join);
    qs_check_stay(e, stay->class, e->now - stay->arrival);
    if (!stay->is_counted)
        return;
    window->outcome[QS_UNFINISHED]++;
    system->outcome[QS_UNFINISHED]++;
    class->outcome[QS_UNFINISHED]++;
    if (!waits && stay->then == QS_NONE)
        return;
    qs_meter_censored(system, stay->waited + wait);
    qs_meter_censored(class, stay->waited + wait);
    if (waits)
        qs_meter_censored(window, wait);
}

void qs_joining_close(qs_engine *e)
{
    qs_joining *j = e->joining;
    if (e->phase == QS_DRAINING) {
        qs_joining_measure(e, INFINITY, 0);
        e->now = j->last_end > e->horizon ? j->last_end : e->horizon;
    }
    e->end = e->now;
    qs_report_end(e);
    for_all_present(e, leave_unfinished, NULL);
}
