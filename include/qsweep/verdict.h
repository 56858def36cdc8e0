/* Whether the scenarios of a results file keep the promises of their study.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VERDICT_H
#define QSWEEP_VERDICT_H

#include <stdio.h>

#include "qsweep/promise.h"
#include "qsweep/view.h"

#ifdef __cplusplus
extern "C" {
#endif

/* By the interval of the metric, at the study's confidence: all of it on the right side of the limit (which
 * belongs to it), all of it on the wrong side, or neither. The worst comes last. */
typedef enum qs_verdict { QS_KEPT, QS_OPEN, QS_BROKEN } qs_verdict;

/* "kept", "open", "broken". */
const char *qs_verdict_word(qs_verdict verdict);

/* A scenario and a promise: of a promise on each class, window or interval the worst of them. */
typedef struct qs_judgement {
    qs_verdict verdict;
    bool is_within; /* not kept, but beyond the limit by the tolerance at most, wherever the truth lies in the
                       interval */
    int member, interval;      /* where it is worst; interval QS_WHOLE, or from 1 */
    double mean, lower, upper; /* there; NaN where nothing was observed */
} qs_judgement;

/* Of a whole results file. */
typedef struct qs_verdicts {
    size_t n_promises;
    qs_promise *promises; /* [n_promises] owned, as all here */
    qs_promise_names names;
    qs_judgement *judgements; /* [n_scenarios][n_promises] */
    qs_verdict *of;           /* [n_scenarios] of all promises together: the worst */
    bool *is_within;          /* [n_scenarios] all that is not kept is within its tolerance */
} qs_verdicts;

/* Judge a results file, which must outlive what comes of it.
 * out [out] the caller's (qs_verdicts_free); NULL: the study has no promises
 * Errors: QS_ERROR_MEMORY, QS_ERROR_IO, QS_ERROR_FORMAT. */
qs_status qs_verdicts_make(const qs_results *results, qs_verdicts **out);
void qs_verdicts_free(qs_verdicts *verdicts);

const qs_judgement *qs_verdicts_get(const qs_verdicts *verdicts, uint64_t scenario, size_t promise);

/* Leave the rows of those scenarios that keep all promises. */
void qs_verdicts_keep(qs_view *view);

/* The first in order of cost (ties: number) of a view's scenarios that keeps all promises. */
typedef struct qs_cheapest {
    bool is_found;
    uint64_t scenario;
    size_t n_open, n_broken; /* of those that cost less, or of all */
    uint64_t first_open;     /* the first of these that are open */
    size_t n_equal;          /* others that keep all at the same cost */
    uint64_t first_equal;    /* the first of these */
} qs_cheapest;
qs_cheapest qs_verdicts_cheapest(const qs_view *view);

/* " (servers 3, cooks 2)": a label by itself, then the axes that it does not explain; nothing without any. */
void qs_scenario_put_axes(const qs_results_about *about, uint64_t scenario, FILE *out);

/* Leave this scenario's rows; and say it in a sentence. */
void qs_view_leave_scenario(qs_view *view, uint64_t scenario);
void qs_verdicts_say_cheapest(const qs_view *view, const qs_cheapest *cheapest, FILE *out);
/* That no scenario of a view keeps all promises, and how far they are. */
void qs_verdicts_say_none(const qs_view *view, FILE *out);

/* For people: what the promises are, how many of the view's scenarios keep each, and by how much the others
 * miss it. */
void qs_verdicts_note(const qs_view *view, FILE *out);

#ifdef __cplusplus
}
#endif

#endif
