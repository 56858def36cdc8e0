/* Which of the idle servers of a window takes a newcomer, where it is not the lowest.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_IDLE_H
#define QSWEEP_ENGINE_IDLE_H

#include "state.h"

/* A station without idle servers, before any is. */
void qs_idle_start(qs_station *station);
/* A server begins to be idle, or ends. */
void qs_idle_note(qs_engine *e, qs_station *station, int k, bool is_idle);
/* Somebody comes: its number for a random choice, whether it will be wanted or not. */
void qs_idle_draw(qs_engine *e, qs_station *station);
int qs_idle_choose(qs_engine *e, qs_station *station); /* station n_idle > 0 */

#endif
