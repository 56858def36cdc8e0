/* Deciding, within its room: contenders, and what the two questions do with them.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_DECIDE_INTERNAL_H
#define QSWEEP_DECIDE_INTERNAL_H

#include "qsweep/contest.h"
#include "qsweep/decide.h"
#include "qsweep/select.h"

/* A piece that has come out of turn. */
typedef struct qs_early {
    struct qs_early *next;
    qs_outcomes piece;
} qs_early;

/* A scenario that may be the answer. */
typedef struct qs_contender {
    uint64_t n_out, n_in; /* observations handed out; of these the first that are there */
    bool is_settled;
    qs_early *early;
    double *values; /* [n_in][n_columns]; NULL once it is settled */
    size_t capacity;
    qs_contest contest; /* cheapest: of those that are there */
} qs_contender;

struct qs_decider {
    const qs_plan *plan;
    const qs_select *select;
    uint64_t n, n_columns, step; /* scenarios; columns of an observation; replications in one */
    uint64_t most;               /* observations of a scenario */
    qs_contender *contenders;    /* [n] by scenario */
    qs_decided decided;
    uint64_t n_settled, n_told, n_thrown; /* scenarios; observations that came, and that were dropped */
    /* cheapest: positions in the order of cost */
    uint64_t *order;     /* [n] scenario at a position */
    uint64_t *place;     /* [n] position of a scenario */
    uint64_t first, end; /* [first, end) may hold the answer */
    uint64_t fresh;      /* of those before it something has been handed out */
    qs_test_rule *rules; /* [n_cells] with their levels */
    /* best */
    uint64_t *alive; /* [n_alive] survivors, ascending */
    uint64_t n_alive, n_awaited;
    uint64_t look, target; /* which look is next, and at how many observations */
    uint64_t cursor,
        ahead; /* survivors before these have been handed out up to the target; one look further */
    const double **outcomes; /* [n] scratch */
    bool *is_beaten;         /* [n] scratch */
    double *upper;           /* [n] scratch */
};

/* Hand out observations [from, to) of a scenario. */
void qs_decider_hand_out(qs_decider *d, uint64_t scenario, uint64_t to, qs_task *task);

/* Nothing more is needed of a scenario. */
void qs_contender_settle(qs_decider *d, uint64_t scenario, qs_choice choice);

/* The two questions: getting ready; what is next; observations [from, n_in) of a scenario are there; whom to
 * report. */
qs_status qs_cheapest_begin(qs_decider *d, const double *cost);
bool qs_cheapest_next(qs_decider *d, qs_task *task);
qs_status qs_cheapest_take(qs_decider *d, uint64_t scenario, uint64_t from);
void qs_cheapest_report(qs_decider *d);

qs_status qs_best_begin(qs_decider *d);
bool qs_best_next(qs_decider *d, qs_task *task);
qs_status qs_best_take(qs_decider *d, uint64_t scenario, uint64_t from);
qs_status qs_best_report(qs_decider *d);

#endif
