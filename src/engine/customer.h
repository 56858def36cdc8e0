/* The life of a customer between arrival and departure.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CUSTOMER_H
#define QSWEEP_ENGINE_CUSTOMER_H

#include "state.h"

uint32_t qs_customer_new(qs_engine *e, int class, int entrance); /* QS_NOBODY: failed, e->status says why */
qs_status qs_customer_too_many(void);                            /* more than QS_MAX_PRESENT are present */
void qs_customer_begin(qs_engine *e, uint32_t id, int first_service);
void qs_customer_enter(qs_engine *e, uint32_t id, int service); /* its next stage; it stands nowhere now */
void qs_customer_enter_station(qs_engine *e, uint32_t id, qs_station *station);
void qs_customer_prepare(qs_engine *e, qs_customer *customer, int service); /* draw what the stage needs */
void qs_customer_leave(qs_engine *e, uint32_t id, qs_outcome outcome);      /* the system, from no station */
void qs_customer_give_up(qs_engine *e, uint32_t id, qs_outcome outcome);    /* while waiting */
void qs_customer_tell(qs_engine *e, const qs_customer *customer, qs_outcome outcome);
void qs_customer_cut(qs_engine *e, uint32_t id, qs_outcome outcome);    /* after its server has dropped it */
void qs_customer_unfinished(qs_engine *e, const qs_customer *customer); /* still there at the very end */
void qs_customer_join(qs_engine *e, qs_station *station, uint32_t id, double deadline); /* there is room */
void qs_customer_think(qs_engine *e, uint32_t id); /* it will come back */
void qs_customer_reneges(qs_engine *e);            /* the first whose patience is over */

#endif
