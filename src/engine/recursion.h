/* The working memory of a recursion over a chain of windows.
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_RECURSION_H
#define QSWEEP_RECURSION_H

#include "state.h"

enum { QS_RECURSION_BLOCK = QS_VARIATE_BLOCK, QS_RECURSION_LINKS = 8, QS_RECURSION_SERVERS = 64 };

/* A stretch of waiting that is not over at the time up to which the queues have been merged. */
typedef struct qs_stretch {
    double join, start;
} qs_stretch;

typedef struct qs_link {
    qs_variate *work;
    qs_meter *window;
    int n_servers;
    double free[QS_RECURSION_SERVERS +
                QS_LANES]; /* when servers come free, ascending; INFINITY behind the last */
    double queue_area[QS_LANES], serving_area[QS_LANES];
    int n_marks;                          /* marks of growth behind the joinings of a block */
    double beyond[QS_QUARTERS][QS_LANES]; /* what customers who joined before a mark stay beyond it */
    double *history;                      /* [mask + 1] starts of the last customers; owned */
    uint64_t mask;                        /* a power of two less one */
    uint64_t n_joined, longest;
    uint64_t longest_before; /* in the warm-up */
    bool is_measured;        /* the warm-up is over for this link */
    /* merge.c: waits not yet counted in the system's queue; owned ring */
    qs_stretch *pending;
    uint64_t pending_mask, first_join, first_start, n_pending;
} qs_link;

struct qs_recursion {
    const qs_lanes *lanes;
    int n_links;
    qs_link links[QS_RECURSION_LINKS];
    double join[QS_RECURSION_LINKS + 1]
               [QS_RECURSION_BLOCK]; /* the end at a link is the joining of the next */
    double start[QS_RECURSION_LINKS][QS_RECURSION_BLOCK];
    /* of a block that is within the measured period at the link */
    double wait[QS_RECURSION_LINKS][QS_RECURSION_BLOCK], sojourn[QS_RECURSION_LINKS][QS_RECURSION_BLOCK];
    uint64_t n_waiting, n_in_service; /* at the horizon, of those counted */
    double last_end;
    bool is_crowded;          /* the histories have room for more customers than may be present */
    bool is_too_full;         /* there may have been more */
    int64_t waiting, largest; /* merge.c: in the whole system */
    bool is_measured;
};

/* merge.c: how many wait in the whole chain at once, and the most there ever are: the queues' stretches of
 * waiting, in order of time, up to the last arrival of the block. Errors: QS_ERROR_MEMORY. */
void qs_recursion_reset_merge(qs_recursion *r);
qs_status qs_recursion_merge(qs_engine *e, qs_recursion *r, int n);

#endif
