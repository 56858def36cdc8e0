/* Customers who are served together by one server.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_GROUP_H
#define QSWEEP_ENGINE_GROUP_H

#include "state.h"

qs_status qs_group_build(qs_engine *e, qs_station *station);
void qs_group_free(qs_station *station);
void qs_group_start(qs_engine *e, qs_station *station); /* a replication begins */

/* Somebody who is counted joins: it waits, or begins at once with those it makes a group with.
 * deadline [in] of its patience */
void qs_group_join(qs_engine *e, qs_station *station, uint32_t id, double deadline);
/* A server has nothing to do: it takes a group. False: there is none that may begin. */
bool qs_group_take(qs_engine *e, qs_station *station, int k);
/* It is idle now, and looks again when somebody has waited long enough. */
void qs_group_wait(qs_engine *e, qs_station *station);
void qs_group_due(qs_engine *e, qs_station *station); /* somebody has */

/* Groups that are too small, and that nobody can join any more: they begin. True: some did.
 * is_stuck [in] nothing else can happen: the first of them begins, whoever might have come */
bool qs_group_close(qs_engine *e, bool is_stuck);

/* One of several who are in service, or held, together is sent away. False: it is alone. */
bool qs_group_drop(qs_engine *e, qs_station *station, uint32_t id);
/* How many hang on the first of a group. */
int qs_group_n_others(const qs_engine *e, uint32_t id);

/* Whether a newcomer begins at once, be it with others who wait. */
static inline bool qs_group_begins(const qs_station *station, int service)
{
    const qs_window *window = station->rules;
    return station->n_idle > 0 &&
           (station->group->n_of[service] + 1 >= window->group_min || window->group_wait == 0);
}

#endif
