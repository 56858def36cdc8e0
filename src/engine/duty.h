/* When a server is there at all: shifts, calls, breakdowns and repairs.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_DUTY_H
#define QSWEEP_ENGINE_DUTY_H

#include "state.h"

void qs_duty_start(qs_engine *e,
                   qs_station *station); /* a replication begins: shift, idle servers, breakdowns */
void qs_duty_break_or_repair(qs_engine *e, int k);
void qs_duty_calendar(qs_engine *e, int slot); /* a shift or a speed by_time changes, a call is answered */

#endif
