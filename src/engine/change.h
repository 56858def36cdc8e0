/* Customers who become of another class while they wait.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_CHANGE_H
#define QSWEEP_ENGINE_CHANGE_H

#include "state.h"

/* It comes to a window: the changes are those of the class that it has now. */
static inline void qs_change_start(qs_customer *customer)
{
    customer->joined_as = customer->class;
    customer->n_changes = 0;
    customer->change_index = QS_NOBODY;
}

void qs_change_due(qs_engine *e); /* of the first */

#endif
