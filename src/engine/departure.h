/* The end of a service, and what follows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_DEPARTURE_H
#define QSWEEP_ENGINE_DEPARTURE_H

#include "state.h"

QS_TEXT void qs_departure_due(qs_engine *e, int k); /* a server's slot is: a service or a dead time ends */
QS_TEXT void qs_departure_frees(qs_engine *e,
                                int k); /* a server has nothing to do: serve, idle, or go home */
QS_TEXT void qs_departure_let_go(qs_engine *e,
                                 uint32_t id); /* who was blocked leaves its window, its server goes on */

#endif
