/* A decision in the making: its sentences, and the scenarios that led to it as columns of texts.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DECISION_INTERNAL_H
#define QSWEEP_DECISION_INTERNAL_H

#include "qsweep/decision.h"
#include "table_internal.h"

/* Scenarios that are told one by one. */
enum { QS_DECISION_TOLD = 20 };

/* It must not be moved: the table knows its view. */
typedef struct qs_decision_told {
    qs_view view; /* of these scenarios; nothing of it is owned */
    qs_view_row rows[QS_DECISION_TOLD];
    uint64_t n_all; /* that it took replications of */
    bool is_best;
    qs_table table;
} qs_decision_told;

/* width [in] of the line that it is to fit; 0: any. told [out] its table is to be cleared (qs_table_clear)
 * in any case. Errors: QS_ERROR_MEMORY. */
qs_status qs_decision_make(const qs_view *view, int width, qs_decision_told *told);

/* The answer as sentences; which scenarios are told, where not all are; the tolerances that were taken
 * where the study left them out. */
void qs_decision_say(const qs_view *view, FILE *out);
void qs_decision_say_told(const qs_decision_told *told, FILE *out);
void qs_decision_say_tolerances(const qs_view *view, FILE *out);

#endif
