/* The end of the warm-up, the horizon, and what becomes of those still there.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_HORIZON_H
#define QSWEEP_ENGINE_HORIZON_H

#include "state.h"

void qs_horizon_start(qs_engine *e);
void qs_horizon_mark(qs_engine *e);  /* the mark slot is due */
void qs_horizon_close(qs_engine *e); /* the replication is over: who is still there is unfinished */

#endif
