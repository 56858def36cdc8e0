/* Where a model reduces to a queue with a known answer: the exact values.
 *
 * Each window is taken by itself. It has an answer if what arrives there is known to be a Poisson stream,
 * nothing behind it ever holds it up (a full window that blocks), and it is one of M/M/c, M/G/1 (FIFO, LIFO
 * or random order; priorities; dead time), M/D/c, M/M/c/K (also with the oldest dropped, or balking),
 * M/G/c/c, M/M/c+M, M/M/c+D, M/G/infinity. Streams stay Poisson behind windows of product form (M/M/c,
 * M/G/infinity: Jackson 1957; Baskett, Chandy, Muntz, Palacios 1975; Kelly, Reversibility and Stochastic
 * Networks, 1979, ch. 3), loops among these included, and nowhere else. A model of one window may also be
 * G/M/1, M^X/G/1 or M/M/c//N. All conditions are checked, of the whole model (docs/results.md has the table);
 * what is not known to hold counts as not holding. Who adds a feature to the model says here what it does to
 * these, and to tests/theory/draw.py.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_EXACT_H
#define QSWEEP_EXACT_H

#include <stdbool.h>

#include "qsweep/metric.h"
#include "qsweep/model.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The steady-state values of a finished model's metrics.
 * layout [in]  of the rows
 * row    [out] [layout n_values] NaN where there is no exact value (an unstable queue has none)
 * is_any [out] whether there is one at all
 * The same bits on every CPU. Costs micro- to milliseconds. Errors: QS_ERROR_MEMORY. */
qs_status qs_exact_fill(const qs_model *model, const qs_layout *layout, double *row, bool *is_any);

#ifdef __cplusplus
}
#endif

#endif
