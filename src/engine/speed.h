/* How fast servers work.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_SPEED_H
#define QSWEEP_ENGINE_SPEED_H

#include "call.h"
#include "ledger.h"
#include "queue.h"
#include "state.h"

QS_TEXT void qs_speed_start(qs_engine *e, qs_station *station);         /* a replication begins */
QS_TEXT void qs_speed_next_piece(qs_engine *e, qs_station *station);    /* a speed by_time changes */
QS_TEXT void qs_speed_queue_changed(qs_engine *e, qs_station *station); /* a speed by_queue may */

/* A stretch of work of a server: bring `left` up to now; schedule the end of what is left. Where a station is
 * steady, nobody asks what was left when a stretch has come to its end. */
QS_TEXT void qs_server_pause(qs_engine *e, qs_server *server);
QS_TEXT void qs_server_resume(qs_engine *e, qs_server *server);
QS_TEXT void qs_server_go_on(qs_engine *e, const qs_station *station, int k); /* the same, of server k */
QS_TEXT double qs_server_speed(const qs_engine *e,
                               const qs_server *server); /* beside others of its window, now */
QS_TEXT double qs_server_unfinished(const qs_engine *e, const qs_server *server); /* at the speed it has */

/* Somebody joins or leaves the queue, and the servers may work at another speed from now on; where groups are
 * served, so many wait for each service. */
static inline void qs_station_queue(qs_engine *e, qs_station *station, uint32_t id, bool in_front)
{
    qs_queue_add(e, station, id, in_front);
    if (QS_RARE(e->uses.groups) && station->group)
        station->group->n_of[e->pool[id].service]++;
    if (QS_RARE(e->uses.on_call))
        qs_call_look(e, station);
    if (QS_RARE(station->is_demanding))
        qs_ledger_queued(e, station, id);
    if (QS_RARE(e->uses.queue_speed))
        qs_speed_queue_changed(e, station);
}

QS_INLINE void qs_station_unqueue(qs_engine *e, qs_station *station, uint32_t id)
{
    qs_queue_remove(e, station, id);
    if (QS_RARE(e->uses.groups) && station->group)
        station->group->n_of[e->pool[id].service]--;
    if (QS_RARE(e->uses.on_call))
        qs_call_look(e, station);
    if (QS_RARE(station->is_demanding))
        qs_ledger_unqueued(e, station, id);
    if (QS_RARE(e->uses.queue_speed))
        qs_speed_queue_changed(e, station);
}

#endif
