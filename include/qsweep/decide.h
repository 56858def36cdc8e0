/* Deciding: which scenarios are simulated how far until the question of `select` is answered.
 *
 * A state machine beside the sweep, and before it: it hands out tasks of outcomes (outcomes.h) and files what
 * comes back, in any order. What it finds depends on the first so many observations of scenarios alone, never
 * on the order in which they came: a scenario's outcomes are told to its tests in the order of their number,
 * and scenarios are compared when all have as many. Tasks that are handed out ahead of a decision may turn out
 * not to have been needed; these are thrown away, and counted.
 *
 * "Cheapest": scenarios in the order of their cost (ties: number). Each is decided by itself, promise by
 * promise; the answer is the first that keeps all. "Best": all survivors have the same number of
 * observations, look after look, and those that a leader beats go.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DECIDE_H
#define QSWEEP_DECIDE_H

#include "qsweep/block.h"
#include "qsweep/outcomes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What became of a scenario. */
#define QS_CHOICE_LIST(X)                                                                                    \
    X(QS_CHOICE_NOT_NEEDED, not_needed)                                                                      \
    X(QS_CHOICE_CHOSEN, chosen)                                                                              \
    X(QS_CHOICE_BROKEN, broken)                                                                              \
    X(QS_CHOICE_OPEN, open)                                                                                  \
    X(QS_CHOICE_BEATEN, beaten)                                                                              \
    X(QS_CHOICE_AS_GOOD, as_good)                                                                            \
    X(QS_CHOICE_FAILED, failed)

typedef enum qs_choice {
#define QS_CHOICE_ENUM(name, word) name,
    QS_CHOICE_LIST(QS_CHOICE_ENUM)
#undef QS_CHOICE_ENUM
        QS_N_CHOICES
} qs_choice;

const char *qs_choice_word(qs_choice choice);

/* A decision, as far as it has come. Arrays are owned. */
typedef struct qs_decided {
    qs_selection kind;
    bool is_over;
    bool has_chosen;
    uint64_t chosen;
    uint64_t n_open; /* cheapest: scenarios that stay undecided and are cheaper than the chosen, or all */
    uint64_t n_used; /* replications that the answer rests on */
    double bound;    /* best: by how much any other may be better, at most; else NaN */
    uint64_t n_scenarios;
    size_t n_cells;
    int8_t *choice;        /* [n_scenarios] a qs_choice */
    int64_t *replications; /* [n_scenarios] that each took; 0 where none was needed */
    int8_t *finding;       /* [n_scenarios][n_cells] a qs_finding */
    bool *is_reported;     /* [n_scenarios] once it is over: all metrics are measured */
    double *mean;          /* [n_scenarios][n_cells] NaN where none was needed */
    double *lower,
        *upper; /* [n_scenarios][n_cells] what the mean may be; best: upper is by how much it may be
                              better than the best, at most */
} qs_decided;

qs_status qs_decided_init(qs_decided *decided, const qs_plan *plan);
void qs_decided_clear(qs_decided *decided);

typedef struct qs_decider qs_decider;

/* cost [in] [plan n_scenarios] copied; NULL where it plays no part. out [out] the caller's. Errors:
 * QS_ERROR_MEMORY. */
qs_status qs_decider_new(const qs_plan *plan, const double *cost, qs_decider **out);
void qs_decider_free(qs_decider *decider);

/* The next task; false when none is to be had before more has come back. */
bool qs_decider_next(qs_decider *decider, qs_task *task);

/* Scenarios of which something will be handed out, roughly; at least 1. */
uint64_t qs_decider_n_left(const qs_decider *decider);

/* File what came back, which may be less than was handed out where its scenario is decided by it (contest.h);
 * its contents are taken over. One that is there already, or is not needed any more, is
 * dropped. Errors: QS_ERROR_MEMORY. */
qs_status qs_decider_file(qs_decider *decider, qs_outcomes *piece);

/* All that an earlier run had done has been filed: what lies behind a gap will be simulated again. */
void qs_decider_go_on(qs_decider *decider);

const qs_decided *qs_decider_result(const qs_decider *decider);

/* Once it is over: is a scenario among those whose metrics are all measured? */
bool qs_decider_reports(const qs_decider *decider, uint64_t scenario);

/* How far it is. */
typedef struct qs_deciding {
    uint64_t n_settled;      /* scenarios */
    uint64_t n_left;         /* that may still be the answer */
    uint64_t n_replications; /* that have come back */
    uint64_t n_wasted;       /* of these not needed after all, so far as that is known */
    bool has_leader;         /* best: who leads; cheapest: the cheapest that is known to keep all */
    uint64_t leader;
    bool is_best;
    double bound; /* best: by how much any other may be better than who leads, at most; else NaN */
} qs_deciding;
qs_deciding qs_decider_progress(const qs_decider *decider);

#ifdef __cplusplus
}
#endif

#endif
