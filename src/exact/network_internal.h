/* Visits, windows and what comes from where; private to src/exact.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_NETWORK_INTERNAL_H
#define QSWEEP_NETWORK_INTERNAL_H

#include "exact_internal.h"

/* The streams and stations of a model.
 * is_understood [out] false: a visit has a choice of windows or the model is too large; there are no exact
 * values Errors: QS_ERROR_MEMORY. To be cleared in any case. */
qs_status qs_exact_network_make(const qs_model *model, qs_exact_network *network, bool *is_understood);
void qs_exact_network_clear(qs_exact_network *network);

#endif
