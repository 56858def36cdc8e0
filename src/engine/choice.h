/* Which window a customer goes to.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CHOICE_H
#define QSWEEP_ENGINE_CHOICE_H

#include "state.h"

/* The station for a stage; `step` is e->tables.steps[...] of the customer. */
int qs_choose_station(qs_engine *e, const qs_step *step, const qs_customer *customer);

#endif
