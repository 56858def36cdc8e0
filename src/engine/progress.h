/* Whether anything that matters can still happen, and whether anything does.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_PROGRESS_H
#define QSWEEP_ENGINE_PROGRESS_H

#include "state.h"

/* Some slot comes due again and again whatever customers do: only then need it be asked whether it is over. */
bool qs_progress_is_endless(const qs_engine *e);
/* The event of a slot is due; nothing that matters can happen any more. Every QS_PROGRESS_EVENTS
 * events: fail if nothing has. */
bool qs_progress_is_over(const qs_engine *e, int slot);
void qs_progress_start(qs_engine *e);
void qs_progress_check(qs_engine *e);
void qs_progress_count(qs_engine *e); /* fail if more customers have come than can be counted */

#endif
