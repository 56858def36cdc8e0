/* Full windows: is there room, and who would have to go for a newcomer. Questions alone: nothing changes.
 *
 * A capacity counts who waits (queue) or who is present (total). Priority comes before a full house: a
 * newcomer who would push somebody out of service comes in whatever the capacity. A newcomer's line is its
 * priority level, 0 the most urgent.
 * The victim is the least urgent of those in service who are less urgent than the newcomer, of equals the
 * last begun, at a server on shift and whole: another could not take the newcomer.
 * Choosing a window, joining it and being blocked before it must come to the same answer: all three ask here.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

QS_TEXT bool qs_is_overfull(const qs_station *station)
{
    const qs_window *window = station->rules;
    return window->capacity_kind == QS_CAPACITY_TOTAL && station->n_present > window->capacity;
}

QS_TEXT int qs_find_victim(const qs_engine *e, const qs_station *station, int line, int except)
{
    int victim = QS_NONE;
    if (station->rules->preemption == QS_PREEMPT_NONE)
        return QS_NONE;
    for (int s = station->first_server; s < station->first_server + station->n_servers; s++) {
        const qs_server *server = &e->servers[s];
        if (server->doing != QS_SERVING || !server->is_on_duty || server->is_broken || s == except)
            continue;
        const qs_customer *customer = &e->pool[server->customer];
        if (customer->line <= line)
            continue;
        const qs_customer *worst = victim == QS_NONE ? NULL : &e->pool[e->servers[victim].customer];
        if (!worst || customer->line > worst->line ||
            (customer->line == worst->line && server->since > e->servers[victim].since))
            victim = s;
    }
    return victim;
}

QS_TEXT bool qs_pushes_out(const qs_engine *e, const qs_station *station, int line)
{
    return qs_find_victim(e, station, line, QS_NONE) != QS_NONE;
}

/* Where all places for waiting are taken: it would not have to. */
QS_TEXT bool qs_takes_into_group(const qs_station *station, int service)
{
    return QS_RARE(station->group != NULL) && station->rules->capacity_kind == QS_CAPACITY_QUEUE &&
           qs_group_begins(station, service);
}

QS_TEXT bool qs_takes_full(const qs_engine *e, const qs_station *station, const qs_customer *who)
{
    int line = qs_queue_line(e, station, who->class, who->service);
    return qs_takes_into_group(station, who->service) || qs_queue_leaver(e, station, line) != QS_NOBODY ||
           qs_pushes_out(e, station, line);
}
