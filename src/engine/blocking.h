/* Blocking after service.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_BLOCKING_H
#define QSWEEP_ENGINE_BLOCKING_H

#include "state.h"

void qs_blocking_hold(qs_engine *e, uint32_t id, qs_station *wanted);
void qs_blocking_admit(qs_engine *e, qs_station *station); /* there may be room now */
void qs_blocking_look_again(qs_engine *e);                 /* a way out is gone: is there a deadlock? */
/* Whether something can still happen that moves somebody on at a station, be it that it makes room there. */
bool qs_blocking_can_progress(qs_engine *e, qs_station *station);
void qs_blocking_close(qs_engine *e);               /* the events have come to an end by themselves */
void qs_blocking_forget(qs_engine *e, uint32_t id); /* it is sent away while stuck */

#endif
