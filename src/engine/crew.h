/* Several servers for one customer.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CREW_H
#define QSWEEP_ENGINE_CREW_H

#include "state.h"

void qs_crew_call(qs_engine *e, qs_station *station, int leader, int n); /* n more idle servers help it */
void qs_crew_serving(qs_engine *e, int leader, int by);                  /* its service begins or ends */
void qs_crew_occupied(qs_engine *e, int leader, int by); /* so does its dead time, or being blocked */
/* They have nothing to do any more. Of them the first that is left; QS_NONE: none is. */
int qs_crew_let_go(qs_engine *e, int leader);

#endif
