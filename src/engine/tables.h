/* What is looked up while a model is simulated: made once (setup.c), never changed.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_TABLES_H
#define QSWEEP_ENGINE_TABLES_H

#include "qsweep/model.h"
#include <stdbool.h>

/* Where a station stands in a ranking: which options, which leaf. */
typedef struct qs_leaf {
    int options, leaf;
} qs_leaf;

/* The lowest score among some stations, how many have it, and the lowest above it. */
typedef struct qs_rank {
    double score, next;
    int n;
} qs_rank;

/* Windows that a stage can choose among, as stations; stages with the same ones share a list. */
typedef struct qs_options {
    int first, n;   /* into option_stations */
    int turn;       /* round_robin: whose turn */
    int n_leaves;   /* of the ranking: a power of two >= n */
    qs_rank *ranks; /* [2 * n_leaves] tree with its root at 1, leaf of station i at n_leaves + i; owned, NULL:
                       none */
} qs_options;

/* What the engine looks up for a (class, service). */
typedef struct qs_step {
    int options;     /* index of its qs_options */
    int choice_draw; /* ties and random choice; QS_NONE with one station */
    int route_draw;  /* where to next; QS_NONE when certain */
    int certain;     /* the next service when certain, or QS_NONE */
    int work_draw;   /* QS_NONE: no time at all */
    int dead_draw;
    bool holds_customer;
    const qs_branch *branches;
    int n_branches;
} qs_step;

#endif
