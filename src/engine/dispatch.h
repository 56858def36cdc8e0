/* Who begins when servers or units come free, at windows where services need more than one server.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_DISPATCH_H
#define QSWEEP_ENGINE_DISPATCH_H

#include "state.h"

/* Somebody begins who is in no queue, and for whom all is there. */
void qs_dispatch_begin(qs_engine *e, qs_station *station, uint32_t id);
void qs_dispatch(qs_engine *e);        /* whoever can begin does */
void qs_dispatch_settle(qs_engine *e); /* an event is over: what followed from it for others follows now */
/* Whether those who wait at a station for units may get them some time. */
bool qs_dispatch_may_begin(qs_engine *e, const qs_station *station);

#endif
