/* Who waits at a window when its last server goes off duty.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CLOSING_H
#define QSWEEP_ENGINE_CLOSING_H

#include "state.h"

/* Nobody is on duty at a station any more: those who wait there stay, choose a window anew, or leave. */
void qs_closing_happens(qs_engine *e, qs_station *station);

#endif
