/* A station's waiting room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_QUEUE_H
#define QSWEEP_ENGINE_QUEUE_H

#include "state.h"

QS_TEXT int qs_queue_line(const qs_engine *e, const qs_station *station, int class, int service);
QS_TEXT void qs_queue_add(qs_engine *e, qs_station *station, uint32_t id, bool in_front);
QS_TEXT void qs_queue_remove(qs_engine *e, qs_station *station, uint32_t id);
/* Who waits is of another priority level: it goes behind those of the level who joined before it. */
QS_TEXT void qs_queue_change_line(qs_engine *e, qs_station *station, uint32_t id, int line);
QS_TEXT uint32_t qs_queue_next(qs_engine *e, qs_station *station); /* whose turn it is; not removed */
/* Who is dropped for one of a line at a full house; QS_NOBODY: nobody. */
QS_TEXT uint32_t qs_queue_leaver(const qs_engine *e, const qs_station *station, int line);
QS_TEXT int qs_queue_level(const qs_engine *e, const qs_station *station, int line); /* priority of a line */
/* Of the least urgent who wait, the one who joined last; QS_NOBODY. */
QS_TEXT uint32_t qs_queue_last(const qs_engine *e, const qs_station *station);

#endif
