/* Several servers for one customer: one of them, the leader, does all that a server does; the others are
 * busy as long as it is.
 *
 * Helpers have no slot of the calendar, and hang on their leader in a list. What the window's gauges count of
 * a server is counted for each; the customer is there once, so that the number held makes up for the rest.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#include "crew.h"

#include "server.h"

static qs_station *station_of(const qs_engine *e, int k)
{
    return &e->stations[e->servers[k].station];
}

void qs_crew_call(qs_engine *e, qs_station *station, int leader, int n)
{
    int last = leader;
    for (; n > 0; n--) {
        int k = qs_server_pick(e, station);
        qs_server_set_idle(e, k, false);
        e->servers[k].doing = QS_HELPING;
        e->servers[k].leader = leader;
        e->servers[last].crew = k;
        last = k;
    }
    e->servers[last].crew = QS_NONE;
    qs_crew_serving(e, leader, 1);
}

void qs_crew_serving(qs_engine *e, int leader, int by)
{
    for (int k = e->servers[leader].crew; k != QS_NONE; k = e->servers[k].crew) {
        qs_station_serving(e, station_of(e, k), k, by);
        qs_station_held(e, station_of(e, k), -by);
    }
}

void qs_crew_occupied(qs_engine *e, int leader, int by)
{
    for (int k = e->servers[leader].crew; k != QS_NONE; k = e->servers[k].crew)
        qs_station_occupied(e, station_of(e, k), by);
}

int qs_crew_let_go(qs_engine *e, int leader)
{
    int k = e->servers[leader].crew;
    if (k == QS_NONE)
        return QS_NONE;
    e->servers[leader].crew = e->servers[k].crew;
    e->servers[k].crew = QS_NONE;
    e->servers[k].doing = QS_IDLE;
    return k;
}
