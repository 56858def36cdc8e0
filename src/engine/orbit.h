/* Customers who were lost and come again.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_ORBIT_H
#define QSWEEP_ENGINE_ORBIT_H

#include "state.h"

/* A visit is about to end without its service: what it comes to, which is one of QS_*_RETRIES for whom it is
 * not the last attempt. */
qs_outcome qs_orbit_decide(qs_engine *e, const qs_customer *customer, qs_outcome outcome);
void qs_orbit_enter(qs_engine *e, uint32_t id); /* its visit is over, it stands nowhere */
void qs_orbit_due(qs_engine *e);                /* the first comes again */
void qs_orbit_cancel(qs_engine *e, uint32_t id);
void qs_orbit_unfinished(qs_engine *e, const qs_customer *customer); /* still outside at the very end */

#endif
