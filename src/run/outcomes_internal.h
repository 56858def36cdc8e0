/* Simulating outcomes, within the room.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_OUTCOMES_INTERNAL_H
#define QSWEEP_OUTCOMES_INTERNAL_H

#include "qsweep/contest.h"
#include "qsweep/outcomes.h"
#include "qsweep/worker.h"

struct qs_engine;

/* What a worker has told the tests of scenarios by itself, so that it need not simulate what nobody needs.
 * Of two scenarios that share an entry the later one has it. All-zero: nothing. */
enum { QS_MOST_FOLLOWED = 64 };
typedef struct qs_following {
    uint64_t scenario[QS_MOST_FOLLOWED];
    qs_contest contest[QS_MOST_FOLLOWED];
    qs_test_rule *rules; /* owned */
} qs_following;

void qs_following_clear(qs_following *following);

/* Fill outcomes, which have their room: fewer where all before them were told to `following` and the
 * scenario is decided by these. row [out] [two rows] scratch. Errors: as of qs_worker_do. */
qs_status qs_outcomes_simulate(struct qs_engine *engine, const qs_plan *plan, double *row,
                               qs_worker_poll *poll, void *context, qs_following *following,
                               qs_outcomes *outcomes);

#endif
