/* Simulating outcomes, within the room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OUTCOMES_INTERNAL_H
#define QSWEEP_OUTCOMES_INTERNAL_H

#include "qsweep/outcomes.h"
#include "qsweep/worker.h"

struct qs_engine;

/* Fill outcomes, which have their room. row [out] [two rows] scratch. Errors: as of qs_worker_do. */
qs_status qs_outcomes_simulate(struct qs_engine *engine, const qs_plan *plan, double *row,
                               qs_worker_poll *poll, void *context, qs_outcomes *outcomes);

#endif
