/* Who begins when servers or units come free, at windows where services need more than one server.
 *
 * Among stations whose next can begin, the one who has waited longest does, ties by the order of the windows,
 * again and again until nobody can. Whoever is freed or comes back is given out at once, within the event;
 * what follows at other stations (there is room, a queue is shorter) follows when the event is over, and so
 * does the note of who is next and short of units.
 * When somebody is newly short, a depth-first search over "holds what this one waits for" looks for something
 * that can still give units back: a service that goes on, a shift that will change, somebody who may give up
 * or change queues, a window that is closed. If there is none, that is a deadlock.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "dispatch.h"

#include <math.h>

#include "blocking.h"
#include "crew.h"
#include "jockey.h"
#include "ledger.h"
#include "ranking.h"
#include "server.h"

void qs_dispatch_begin(qs_engine *e, qs_station *station, uint32_t id)
{
    int k = station->is_endless ? station->first_server : qs_server_pick(e, station);
    qs_server_start(e, station, k, id);
    if (e->uses.crews && !station->is_endless)
        qs_crew_call(e, station, k, qs_servers_needed(e, &e->pool[id]) - 1);
    if (e->uses.resources)
        qs_ledger_hold(e, id);
    qs_ledger_changed(e, station);
}

/* Where units have come, all stations may have somebody who can begin. */
static void list_all(qs_engine *e)
{
    for (int s = 0; s < e->n_stations; s++)
        if (e->stations[s].is_demanding)
            qs_ledger_changed(e, &e->stations[s]);
}

static qs_station *find_longest(qs_engine *e, uint32_t *id)
{
    const qs_resources *r = &e->resources;
    qs_station *found = NULL;
    for (int i = 0; i < r->n_changed; i++) {
        qs_station *station = &e->stations[r->changed[i]];
        uint32_t next = qs_ledger_next(e, station, false);
        if (next == QS_NOBODY)
            continue;
        double longer = found ? e->pool[next].join - e->pool[*id].join : -1;
        if (longer < 0 || (longer == 0 && station < found)) {
            found = station;
            *id = next;
        }
    }
    return found;
}

void qs_dispatch(qs_engine *e)
{
    qs_resources *r = &e->resources;
    uint32_t id = QS_NOBODY;
    if (r->units_came)
        list_all(e);
    r->units_came = false;
    for (qs_station *station; e->phase != QS_OVER && (station = find_longest(e, &id)) != NULL;) {
        qs_station_unqueue(e, station, id);
        qs_dispatch_begin(e, station, id);
        r->flags[station - e->stations] |= QS_STATION_BEGAN;
    }
}

/* A queue has become shorter: others may come to it. */
static bool follow(qs_engine *e)
{
    qs_resources *r = &e->resources;
    bool is_any = false;
    for (int i = 0; i < r->n_changed && e->phase != QS_OVER; i++) {
        qs_station *station = &e->stations[r->changed[i]];
        if (!(r->flags[r->changed[i]] & QS_STATION_BEGAN))
            continue;
        r->flags[r->changed[i]] &= (uint8_t)~QS_STATION_BEGAN;
        is_any = true;
        if (e->uses.jockeys)
            qs_jockey(e, station);
        if (e->uses.blocking)
            qs_blocking_admit(e, station);
    }
    return is_any;
}

/* ---- deadlocks ---- */

static bool holder_may_move(qs_engine *e, const qs_customer *holder)
{
    qs_station *station = &e->stations[holder->station];
    bool is_closed = !station->is_endless && station->n_on_shift < qs_servers_needed(e, holder);
    switch (holder->state) {
    case QS_STUCK:
        return qs_blocking_can_progress(e, &e->stations[holder->wanted_station]);
    case QS_WAITING:
        return is_closed || qs_blocking_can_progress(e, station);
    default:
        return true;
    }
}

/* Units of a resource may be given back, or be more, some time. */
static bool may_come(qs_engine *e, int resource)
{
    qs_stock *stock = &e->resources.stocks[resource];
    if (stock->searched == e->blocking.n_searches)
        return false;
    stock->searched = e->blocking.n_searches;
    if (stock->at_work > 0 || qs_ledger_gets_more(e, resource))
        return true;
    for (uint32_t id = 0; id < e->n_pool; id++)
        if (e->pool[id].state != QS_FREE && e->pool[id].state != QS_THINKING &&
            qs_ledger_holds(e, id, resource) && holder_may_move(e, &e->pool[id]))
            return true;
    return false;
}

/* Who would not begin if all units were given back waits for none of the others. */
static bool gets_units(qs_engine *e, uint32_t id)
{
    for (int r = 0; r < e->model->n_resources; r++) {
        const qs_stock *stock = &e->resources.stocks[r];
        int64_t units = qs_ledger_asks(e, &e->pool[id], r);
        if (units > 0 && units > stock->units - stock->held && units <= stock->units && !may_come(e, r))
            return false;
    }
    return true;
}

bool qs_dispatch_may_begin(qs_engine *e, const qs_station *station)
{
    const qs_resources *r = &e->resources;
    int at = (int)(station - e->stations);
    const qs_shortages *list = &r->shortages[at];
    if (r->units_came || (r->flags[at] & QS_STATION_CHANGED))
        return true; /* it is looked at when the event is over */
    for (size_t i = 0; i < list->n; i++)
        if (gets_units(e, list->passed[i].id))
            return true;
    return list->next.id != QS_NOBODY && gets_units(e, list->next.id);
}

static void look_for_deadlock(qs_engine *e)
{
    for (int s = 0; s < e->n_stations && e->phase != QS_OVER; s++) {
        const qs_shortages *list = &e->resources.shortages[s];
        const qs_shortage *first = list->next.id != QS_NOBODY ? &list->next : list->passed;
        e->blocking.n_searches++;
        if ((list->n == 0 && list->next.id == QS_NOBODY) || qs_blocking_can_progress(e, &e->stations[s]))
            continue;
        qs_fail_replication(e, qs_fail(QS_ERROR_DEADLOCK,
                                       "deadlock at time %g: everybody who could give back units of %s, for "
                                       "which somebody waits at window %s, waits for somebody else who waits",
                                       e->now, e->model->resources[first->resource].name,
                                       e->model->windows[e->stations[s].window].name));
    }
}

/* ---- */

/* Who is next and short of units, from now on. */
static void note(qs_engine *e, qs_station *station)
{
    const qs_shortages *list = &e->resources.shortages[station - e->stations];
    qs_shortage before = list->next;
    bool had_passed = list->n > 0;
    qs_ledger_close(e, station);
    qs_ledger_next(e, station, true);
    bool is_same = list->next.id == before.id && list->next.resource == before.resource;
    bool is_short = list->next.id != QS_NOBODY || list->n > 0;
    e->resources.is_suspect |= is_short && (!is_same || had_passed || list->n > 0);
}

void qs_dispatch_settle(qs_engine *e)
{
    qs_resources *r = &e->resources;
    if (r->n_changed == 0 && !r->units_came && !r->units_changed)
        return;
    do
        qs_dispatch(e);
    while (follow(e) || r->units_came);
    if (r->units_changed)
        list_all(e);
    for (int i = 0; i < r->n_changed && e->phase != QS_OVER; i++) {
        r->flags[r->changed[i]] = 0;
        note(e, &e->stations[r->changed[i]]);
    }
    r->n_changed = 0;
    r->units_changed = false;
    bool is_suspect = r->is_suspect;
    r->is_suspect = false;
    if (is_suspect && e->phase != QS_OVER)
        look_for_deadlock(e);
    if (is_suspect && e->uses.blocking && e->phase != QS_OVER)
        qs_blocking_look_again(e);
}
