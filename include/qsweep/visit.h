/* A visit: one customer at one window, from joining to leaving, as `qsweep trace` tells it.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_VISIT_H
#define QSWEEP_VISIT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The one list of outcomes: X(name, word). A customer ends with one of the first seven, which is that of its
 * last visit unless it is outside then, waiting to come again. All visits before are QS_MOVED_ON, or one after
 * which it comes again (retry). */
#define QS_OUTCOME_LIST(X)                                                                                   \
    X(QS_SERVED, served)                                                                                     \
    X(QS_REJECTED, rejected)                                                                                 \
    X(QS_DROPPED, dropped)                                                                                   \
    X(QS_BALKED, balked)                                                                                     \
    X(QS_RENEGED, reneged)                                                                                   \
    X(QS_CANCELLED, cancelled)                                                                               \
    X(QS_UNFINISHED, unfinished)                                                                             \
    X(QS_MOVED_ON, moved_on)                                                                                 \
    X(QS_REJECTED_RETRIES, rejected_retries)                                                                 \
    X(QS_BALKED_RETRIES, balked_retries)                                                                     \
    X(QS_RENEGED_RETRIES, reneged_retries)

typedef enum qs_outcome {
#define QS_OUTCOME_ENUM(name, word) name,
    QS_OUTCOME_LIST(QS_OUTCOME_ENUM)
#undef QS_OUTCOME_ENUM
        QS_N_OUTCOMES
} qs_outcome;

/* What a window counts such a visit as. */
static inline qs_outcome qs_outcome_at_window(qs_outcome outcome)
{
    switch (outcome) {
    case QS_MOVED_ON:
        return QS_SERVED;
    case QS_REJECTED_RETRIES:
        return QS_REJECTED;
    case QS_BALKED_RETRIES:
        return QS_BALKED;
    case QS_RENEGED_RETRIES:
        return QS_RENEGED;
    default:
        return outcome;
    }
}

/* Times are NaN where it did not come to that. */
typedef struct qs_visit {
    uint64_t customer; /* in order of arrival, from 0 */
    int customer_class;
    int service;        /* the one it came for */
    int second_service; /* given in the same visit (together); QS_NONE */
    int window, member,
        server; /* window QS_NONE: never left the line for one; member and server of the window, from 0; server QS_NONE: none, or no number
                                   of its own (servers: inf) */
    int line;   /* in which it waited, or would have; QS_NONE: at the window */
    int visit;  /* which of the customer's visits, from 0 */
    double arrival; /* in the system */
    double join;    /* at the window; who is turned away comes and goes at this instant */
    double start;   /* first service */
    double end;     /* departure from the window; NaN: still there when the replication ended */
    int outcome;    /* qs_outcome */
} qs_visit;

/* Is told every visit when it ends. */
typedef void qs_visit_listener(void *context, const qs_visit *visit);

/* The word for an outcome < QS_N_OUTCOMES. Static. */
const char *qs_outcome_word(qs_outcome outcome);

#ifdef __cplusplus
}
#endif

#endif
