/* Servers on call: when they are called, and when they may go.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CALL_H
#define QSWEEP_ENGINE_CALL_H

#include "state.h"

/* So many wait at a station now: set its slot of the calendar to when its servers on call come, or go. */
void qs_call_look(qs_engine *e, const qs_station *station);

#endif
