/* What a study has decided, shown.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DECISION_H
#define QSWEEP_DECISION_H

#include <stdio.h>

#include "qsweep/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For people, before the table of a view: the answer as sentences, then the scenarios that led to it in the
 * order of cost (of the best mean: by it), with what each took and why it failed. Nothing where the study
 * decides nothing. Errors: QS_ERROR_MEMORY. */
qs_status qs_decision_note(const qs_view *view, int width, FILE *out);

/* Scenarios in the order in which a decision tells of them: those that it took replications of, by cost or
 * by mean. order [out] [n] the caller's (qs_free). Errors: QS_ERROR_MEMORY. */
qs_status qs_decision_order(const qs_results_about *about, uint64_t **order, uint64_t *n);

/* The test that says most of a promise in a scenario: one that is broken, else open, else that which is
 * nearest to its limit. Index into the decision's tests. */
size_t qs_decision_worst(const qs_results_about *about, uint64_t scenario, size_t promise);

/* ",chosen,356" and ","decision":"chosen","replications_taken":356"; nothing where nothing is decided. */
void qs_decision_csv(const qs_results_about *about, uint64_t scenario, FILE *out);
void qs_decision_json(const qs_results_about *about, uint64_t scenario, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
