/* Full windows: is there room, and who would have to go for a newcomer.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_HOUSE_H
#define QSWEEP_ENGINE_HOUSE_H

#include "group.h"
#include "ledger.h"
#include "queue.h"
#include "state.h"

/* A newcomer does not wait: there is a server for it, and all else that it needs. */
static inline bool qs_begins_at_once(const qs_engine *e, const qs_station *station, const qs_customer *who)
{
    if (QS_RARE(station->is_demanding))
        return qs_ledger_begins(e, station, who, qs_queue_line(e, station, who->class, who->service));
    return station->is_endless ||
           (QS_RARE(station->group != NULL) ? qs_group_begins(station, who->service) : station->n_idle > 0);
}

/* A place is free for somebody, who waits in it or begins at once. Where groups are served, an idle server is
 * none: see qs_begins_at_once(). */
static inline bool qs_has_room(const qs_engine *e, const qs_station *station, const qs_customer *who)
{
    const qs_window *window = station->rules;
    switch (window->capacity_kind) {
    case QS_CAPACITY_QUEUE:
        return station->n_waiting < window->capacity ||
               (!QS_RARE(station->group != NULL) && qs_begins_at_once(e, station, who));
    case QS_CAPACITY_TOTAL:
        return station->n_present < window->capacity;
    default:
        return true;
    }
}

/* A newcomer who is counted already, and pushes somebody out, is one too many. */
QS_TEXT bool qs_is_overfull(const qs_station *station);
/* The server whose customer a newcomer of a line pushes out: the least urgent, the last begun; QS_NONE. A
 * server whose shift is over finishes its customer and takes no other. except [in] a server not to be looked
 * at, or QS_NONE */
QS_TEXT int qs_find_victim(const qs_engine *e, const qs_station *station, int line, int except);
QS_TEXT bool qs_pushes_out(const qs_engine *e, const qs_station *station, int line);

/* Where all places for waiting are taken: a newcomer makes a group whole, and begins at once. */
QS_TEXT bool qs_takes_into_group(const qs_station *station, int service);

/* Whether it would take a newcomer, now: there is room, or somebody goes for it. Asked of every window of a
 * choice, and nearly all have room. */
QS_TEXT bool qs_takes_full(const qs_engine *e, const qs_station *station, const qs_customer *who);
QS_INLINE bool qs_takes(const qs_engine *e, const qs_station *station, const qs_customer *who)
{
    return station->rules->capacity_kind == QS_CAPACITY_NONE || qs_has_room(e, station, who) ||
           qs_takes_full(e, station, who);
}

#endif
