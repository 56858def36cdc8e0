/* Simulating the pilots of a scenario (pilot.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PILOTS_H
#define QSWEEP_PILOTS_H

#include "qsweep/model.h"
#include "qsweep/pilot.h"
#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct qs_engine;

/* One piece of them. A pilot that fails of its own is left out.
 * engine [in,out] of the scenario's model; row [out] [layout n_values] scratch
 * Errors: QS_ERROR_MEMORY, QS_ERROR_INTERNAL, QS_STOPPED; the piece is of no use then. */
qs_status qs_pilots_piece(struct qs_engine *engine, const qs_plan *plan, uint64_t scenario, uint64_t index,
                          double *row, qs_pilot *piece);

/* All of them, folded as the sweep folds them.
 * budget [in,out] events that may be spent, of which what was spent is taken; NULL: no limit
 * Errors: as above, QS_STOPPED when the budget is not enough. */
qs_status qs_pilots_all(const qs_plan *plan, const qs_model *model, uint64_t scenario, uint64_t *budget,
                        qs_pilot *all);

#ifdef __cplusplus
}
#endif

#endif
