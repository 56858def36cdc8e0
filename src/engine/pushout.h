/* Who goes for a newcomer.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_PUSHOUT_H
#define QSWEEP_ENGINE_PUSHOUT_H

#include "house.h"

/* A newcomer of a line finds it full. True: one who waited has been dropped, it may join after all. */
bool qs_pushout_waiting(qs_engine *e, qs_station *station, int line);
/* A newcomer, counted already, takes the victim's server. */
void qs_pushout(qs_engine *e, qs_station *station, int victim, uint32_t id);

/* Whose service has begun and is to go on at this station, present there and at no server: by an idle server,
 * by one whose customer it pushes out, or later, from the head of its queue. */
void qs_pushout_go_on(qs_engine *e, qs_station *station, uint32_t id);

#endif
