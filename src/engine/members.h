/* Rows of results for members of windows (output.members).
 *
 * Every window has its meter, and the system's averages are of those, whatever rows there are; a member with a
 * row of its own has one beside it. What is counted of a visit is counted there when the visit is over, so that
 * whatever tells of visits tells of members, too; numbers that change in time move both (QS_STATION_MOVE).
 *
 * Copyright (C) 2026 the qsweep authors. SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef QSWEEP_ENGINE_MEMBERS_H
#define QSWEEP_ENGINE_MEMBERS_H

#include "state.h"

/* Which rows there are, and which meters: before these are made. Errors: QS_ERROR_MEMORY. */
qs_status qs_members_build(qs_engine *e);

/* Some member has a meter of its own. */
static inline bool qs_members_are_told(const qs_engine *e)
{
    return e->meters.n_all > e->model->n_windows;
}

/* The meter of a row of windows; NULL: there is no such member here. */
static inline const qs_meter *qs_members_meter(const qs_engine *e, int row)
{
    int meter = e->tables.row_meters[row];
    return meter == QS_NONE ? NULL : &e->meters.windows[meter];
}

/* Its longest queue. */
static inline int64_t qs_members_longest(const qs_engine *e, int row)
{
    const qs_meter *meter = qs_members_meter(e, row);
    return e->tables.row_meters[row] < e->model->n_windows ? meter->longest : meter->queue.largest;
}

/* A visit is over; qs_customer_tell's outcome. */
void qs_members_visit(qs_engine *e, const qs_customer *customer, qs_outcome outcome);

#endif
