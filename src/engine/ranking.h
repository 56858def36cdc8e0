/* Many stations by their queues.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_RANKING_H
#define QSWEEP_ENGINE_RANKING_H

#include "state.h"

qs_status qs_ranking_build(qs_engine *e);
void qs_ranking_start(qs_engine *e); /* a replication begins, nobody is present */
/* A station's present or on shift have changed: see qs_station_count(). */
void qs_ranking_change(qs_engine *e, qs_station *station);
/* Where the ranking is by work: before a choice each stale station is given its score anew. NULL: none. */
qs_station *qs_ranking_stale(qs_engine *e);
void qs_ranking_place(qs_engine *e, const qs_station *station, double score);
/* The first of them, u in (0, 1) picking among equals; QS_NONE: the ranking cannot tell. None is stale. */
int qs_ranking_first(qs_engine *e, const qs_options *options, double u);

/* A window without a server on shift comes after every window with one. */
#define QS_CLOSED_SCORE 1e15

/* What the shortest queue is judged by: those present for each server on shift. */
static inline double qs_queue_score(const qs_station *station)
{
    if (station->is_endless)
        return 0;
    if (station->n_on_shift == 0)
        return QS_CLOSED_SCORE + station->n_present;
    return (double)station->n_present / station->n_on_shift;
}

/* One more, or one less, is present. */
static inline void qs_station_count(qs_engine *e, qs_station *station, int by)
{
    station->n_present += by;
    if (__builtin_expect(station->n_leaves > 0, 0))
        qs_ranking_change(e, station);
}

#endif
