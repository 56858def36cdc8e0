/* Where customers come from.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_ARRIVALS_H
#define QSWEEP_ENGINE_ARRIVALS_H

#include "state.h"

/* The next arrival of an entrance after the last one, put into its slot; an arrival that is due. */
void qs_arrivals_start(qs_engine *e);
void qs_arrivals_happen(qs_engine *e, qs_entrance *entrance);
void qs_arrivals_return(qs_engine *e); /* the first of the thinking */
double qs_calendar_time(const qs_source *source,
                        double clock); /* on-off: when the clock of arrivals shows that */
/* The next arrival instant of a renewal source without a limit, in calendar time. */
double qs_arrivals_next(qs_engine *e, qs_entrance *entrance);

#endif
