/* Customers who change the queue.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_JOCKEY_H
#define QSWEEP_ENGINE_JOCKEY_H

#include "state.h"

void qs_jockey(qs_engine *e, qs_station *to);                /* those who gain by it come here */
void qs_jockey_arrives(qs_engine *e, uint32_t id);           /* it has just joined, and looks around */
void qs_jockey_closes(qs_engine *e, const qs_station *at);   /* its last server's shift is over */
void qs_jockey_put_back(qs_engine *e, const qs_station *at); /* somebody joined before those waiting there */
/* Whether who waits would change to a station's queue, if somebody were on duty there, with room, and it stood
 * ahead. */
bool qs_jockey_could_go(const qs_engine *e, const qs_customer *who, const qs_station *to);

/* Somebody who waits goes to another queue; what follows for others comes with follow_moves, after all have. */
void qs_jockey_change_queue(qs_engine *e, uint32_t id, qs_station *to);
void qs_jockey_follow_moves(qs_engine *e);

#endif
