/* Promises: what a study shall keep, and the same read back from the text that a results file keeps.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_PROMISE_H
#define QSWEEP_PROMISE_H

#include <stdbool.h>
#include <stddef.h>

#include "qsweep/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What promises speak of; everything borrowed. */
typedef struct qs_promise_names {
    const qs_layout *layout; /* sizes, and whether there is a cost */
    const char *const *classes, *const *windows, *const *resources, *const *lines;
    const double *quantiles, *thresholds; /* thresholds: behind them the times of service_level */
    const qs_abandoned *abandoned;        /* [layout n_levels] */
    const double *starts, *ends;          /* [layout n_intervals] */
    const char *time_unit, *clock;        /* clock NULL: there is none */
} qs_promise_names;

/* The names of a scope's members; NULL of the system. */
const char *const *qs_promise_members(const qs_promise_names *names, qs_scope scope);

/* The promises of a study's text (qs_study_resolved).
 * promises [out] [n] owned by the caller (qs_free); NULL: it has none
 * Errors: QS_ERROR_FORMAT (they cannot be read), QS_ERROR_MEMORY. */
qs_status qs_promises_read(const char *text, const qs_promise_names *names, qs_promise **promises, size_t *n);

/* Names of a scope's members. */
const char *const *qs_promise_members(const qs_promise_names *names, qs_scope scope);

/* A promise as people say it: "wait_over > 15 min of each window at most 0.1". */
enum { QS_PROMISE_TEXT = 256 };
void qs_promise_words(const qs_promise *promise, const qs_promise_names *names, char text[QS_PROMISE_TEXT]);

/* The unit of its numbers, with a blank before it; "" for shares, counts and money. */
const char *qs_promise_unit(const qs_promise *promise, const qs_promise_names *names, char text[24]);

#ifdef __cplusplus
}
#endif

#endif
