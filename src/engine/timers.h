/* What is due for a customer whom no server has.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_TIMERS_H
#define QSWEEP_ENGINE_TIMERS_H

#include "state.h"

/* Patience, of one who waits. deadline [in] INFINITY: none. End: it does not wait any more. */
void qs_patience_begin(qs_engine *e, uint32_t id, double deadline);
void qs_patience_end(qs_engine *e, uint32_t id);
double qs_patience_deadline(const qs_engine *e, uint32_t id); /* INFINITY: none */

/* Becoming of another class, of one who waits; its change_index is QS_NOBODY when none is due. End: it does
 * not wait any more, or it is due. */
void qs_change_await_next(qs_engine *e, uint32_t id); /* it waits, for the first time or at another window */
void qs_change_end(qs_engine *e, uint32_t id);

/* The orbit: of one who was lost and will come again. End: of the first, or of whom. */
void qs_orbit_begin(qs_engine *e, uint32_t id, double until);
void qs_orbit_end(qs_engine *e, uint32_t id);
/* Help for one who waits in a line, when its next rule comes due. End: it does not wait any more. */
void qs_help_begin(qs_engine *e, uint32_t id, double time);
void qs_help_end(qs_engine *e, uint32_t id);

/* Thinking, of one who will come back. End: of the first, who is due; its id. */
void qs_thinking_begin(qs_engine *e, uint32_t id, double until);
uint32_t qs_thinking_end(qs_engine *e);

#endif
