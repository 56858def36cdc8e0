/* MSER-5: how much of the beginning of a series to drop, so that the start of a run does not bias its mean.
 *
 * The series is cut into means of 5 successive observations; of all truncations in its first half, the one
 * is chosen that makes the marginal standard error of the remaining mean least. Sources: White, "An
 * effective truncation heuristic for bias reduction in simulation output", Simulation 69(6), 1997; Spratt,
 * "An evaluation of contemporary heuristics for the startup problem", M.Sc. thesis, University of Virginia,
 * 1998 (means of 5, first half only).
 *
 * On the series of one replication the cut follows its noise, and makes bias instead of removing it. It is
 * meant for the average over many (pilot.h).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_MSER_H
#define QSWEEP_MSER_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { QS_MSER_BATCH = 5 };

/* The number of leading observations to drop: a multiple of 5, at most half of n. O(n), no allocation.
 * x [in] [n] observations in the order they were made, finite; may be NULL if n = 0
 * n [in] the last n mod 5 of them are not looked at
 * Gives 0 for NULL and for series shorter than 10; of equal minima the earliest. A result near n/2 says
 * that the series is too short rather than that its second half is steady. */
size_t qs_mser5(const double *x, size_t n);

/* The same, but of the truncations whose (squared) error is at most a twentieth above the least, the latest.
 * Near its minimum the error hardly changes and noise decides, mostly too early. Dropping too much makes an
 * interval wider, which it shows; dropping too little leaves a bias, which it does not (docs/statistics.md
 * has both measured). */
size_t qs_mser5_late(const double *x, size_t n);

/* Does the series settle? Not if more than a quarter of it is to be dropped, nor if the least of all
 * truncations that keep a tenth of it lies behind its middle: the end of a series that still moves looks
 * steadier the less is kept of it. docs/statistics.md has how often this says so of systems that do settle.
 * True for series shorter than 10. */
bool qs_mser5_settles(const double *x, size_t n);

#ifdef __cplusplus
}
#endif

#endif
